//! How metrics and key results read: numbers, weeks as a sparkline, words for a status.

use super::units::Unit;
use super::words::{NO_DATA, count, plain_zero};
use crate::model::Model;
use crate::report::{Figure, Kind, MetricFigure, Status, Week};

/// Weeks that a sparkline shows, the latest.
const WEEKS: usize = 20;

/// What a metric comes to, of a rate what it stands for.
pub(super) fn value(metric: &MetricFigure) -> Option<Figure> {
    match metric {
        MetricFigure::Rate(rate) => rate.value.map(Figure::Number),
        MetricFigure::Number(figure) => *figure,
    }
}

/// `41`, `476,252.98`, `0.6098`: two digits after the point, four below 1.
pub(super) fn number(figure: Figure) -> String {
    let (sign, whole, fraction) = match figure {
        Figure::Integer(number) => (number < 0, number.unsigned_abs(), String::new()),
        Figure::Number(_) | Figure::Decimal(_) => {
            let size = figure.to_f64().abs();
            if size >= 1e15 {
                return format!("{:e}", figure.to_f64());
            }
            let text = if size < 1.0 { format!("{size:.4}") } else { format!("{size:.2}") };
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            let short = fraction.trim_end_matches('0');
            // Money reads with both digits of its cents, or with none.
            let digits = if matches!(figure, Figure::Decimal(_)) && short.len() == 1 { &fraction[..2] } else { short };
            (figure.to_f64() < 0.0, whole.parse().unwrap_or(0), digits.to_owned())
        }
    };
    let point = if fraction.is_empty() { "" } else { "." };
    plain_zero(format!("{}{}{point}{fraction}", if sign { "-" } else { "" }, count(whole)))
}

/// The latest weeks from their least to their greatest value; a week without a value is a point.
pub(super) fn sparkline(values: &[Option<Figure>]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let latest = &values[values.len().saturating_sub(WEEKS)..];
    let known = || latest.iter().flatten().map(|figure| figure.to_f64());
    let (low, high) = known().fold((0.0_f64, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    if known().nth(1).is_none() || high <= low {
        return String::new();
    }
    let bar = |figure: &Option<Figure>| match figure {
        Some(figure) => bar_of(&BARS, (figure.to_f64() - low) / (high - low)),
        None => '·',
    };
    latest.iter().map(bar).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of seven")]
fn bar_of(bars: &[char; 8], share: f64) -> char {
    bars[((share * 7.0).round() as usize).min(7)]
}

/// The values of weeks.
pub(super) fn weekly(weeks: &[Week]) -> Vec<Option<Figure>> {
    weeks.iter().map(|week| week.value).collect()
}

/// A status in words.
pub(super) fn status(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Done) => "done",
        Some(Status::OnTrack) => "on track",
        Some(Status::AtRisk) => "at risk",
        Some(Status::OffTrack) => "off track",
        None => NO_DATA,
    }
}

/// Where a key result is and where it is to get: `15 of 18 entries`, `48 %, from 30 % to 40 %`, `7.8, to keep 7.5`.
pub(super) fn way(result: &crate::report::KeyResult, unit: &Unit) -> String {
    let (now, to) = (unit.show(result.now), unit.say(result.to));
    match (result.kind, result.from) {
        (Some(Kind::Milestone), _) => if result.progress == Some(1.0) { "happened" } else { "not yet" }.to_owned(),
        (Some(Kind::Hold), _) => format!("{now}, to keep {to}"),
        (Some(Kind::Accumulates), _) => format!("{now} of {to}"),
        (Some(Kind::Level), Some(from)) => format!("{now}, from {} to {to}", unit.show(Some(from))),
        (Some(Kind::Level), None) => format!("{now}, to {to}"),
        (None, _) => "no metric".to_owned(),
    }
}

/// The unit of a key result's metric.
pub(super) fn unit_of(result: &crate::model::KeyResult, model: &Model) -> Unit {
    use crate::model::okr::Goal;
    match &result.goal {
        Goal::Target { metric, .. } | Goal::Hold { metric, .. } => Unit::of(metric, model),
        Goal::Milestone(_) | Goal::Unmeasured => Unit::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Decimal;

    #[test]
    fn numbers_read_to_two_digits_and_small_ones_to_four() {
        let decimal = |text| Figure::Decimal(Decimal::parse(text).expect("a decimal"));
        let table = [
            (Figure::Integer(-1_234), "-1,234"),
            (decimal("476252.98"), "476,252.98"),
            (decimal("65250"), "65,250"),
            (decimal("24000.5"), "24,000.50"),
            (Figure::Number(0.609_756), "0.6098"),
            (Figure::Number(14_730.671), "14,730.67"),
            (Figure::Number(0.0), "0"),
            (Figure::Number(-0.5), "-0.5"),
            (Figure::Number(-0.000_01), "0"),
        ];
        for (figure, text) in table {
            assert_eq!(number(figure), text);
        }
        assert_eq!(Unit::Share("mature rate").show(Some(Figure::Number(0.5))), "50.0 %");
        assert_eq!(Unit::Time.show(None), "no data");
    }

    #[test]
    fn weeks_read_from_nothing_to_the_most() {
        let weeks = [Some(0), Some(7), None, Some(14)].map(|week| week.map(Figure::Integer));
        assert_eq!(sparkline(&weeks), "▁▅·█");
        assert_eq!(sparkline(&[Some(Figure::Integer(3))]), "");
        assert_eq!(sparkline(&[Some(Figure::Integer(0)), Some(Figure::Integer(0))]), "");
    }
}
