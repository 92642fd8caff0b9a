//! What changed since the period compared with: each figure beside its earlier value, and whether a change of a share may be noise.

use super::Audience;
use super::summary::days;
use super::table::{Left, NONE, Right, dim, figure, head, plain, table};
use super::units::Unit;
use super::words::{self, NO_DATA, Paint, duration, share};
use crate::model::{Model, Outcome};
use crate::report::{Change, ComparedMetric, Comparison, Figure, Interval, Report, ShareChange};
use std::fmt::Write as _;

/// What is said where nothing is to be compared.
const NOTHING: &str = "no data: nothing happened in the one period or the other";

/// A figure beside its earlier value, in words.
pub(super) struct Row {
    pub name: String,
    /// The term of the glossary that it is.
    pub term: &'static str,
    pub now: String,
    pub earlier: String,
    /// The change, of a share in points.
    pub change: String,
    pub relative: String,
    /// Where the true change of a share lies, in points.
    pub interval: String,
    /// Whether the change of a share is more than noise.
    pub beyond_noise: Option<bool>,
}

/// The section in the terminal; nothing where nothing is compared.
pub(super) fn comparison(out: &mut String, report: &Report, model: &Model, audience: Audience, paint: Paint) {
    let Some(found) = &report.comparison else { return };
    let _ = writeln!(out, "  {}  {}", paint.bold("what changed"), paint.dim(&against(found, model)));
    let compared = self::rows(report, model, audience);
    if compared.is_empty() {
        let _ = writeln!(out, "  {}\n", paint.dim(NOTHING));
        return;
    }
    let mut rows = vec![head(&["", "now", "earlier", "change", "", ""])];
    for row in compared {
        let noise = match row.beyond_noise {
            Some(true) => ("more than noise".to_owned(), bold as super::table::Style),
            Some(false) => ("may be noise".to_owned(), dim as super::table::Style),
            None => (String::new(), dim as super::table::Style),
        };
        rows.push(vec![plain(row.name), figure(row.now), figure(row.earlier), figure(row.change), figure(row.relative), noise]);
    }
    table(out, &rows, &[Left, Right, Right, Right, Right, Left], paint);
    out.push('\n');
}

fn bold(paint: Paint, text: &str) -> String {
    paint.bold(text)
}

/// `against period 2026-04-01..2026-06-30`
pub(super) fn against(found: &Comparison, model: &Model) -> String {
    found.period.as_ref().map_or_else(|| "against everything before".to_owned(), |period| format!("against {}", days(period, model)))
}

/// What an audience looks at: results, or the steps as well.
pub(super) fn rows(report: &Report, model: &Model, audience: Audience) -> Vec<Row> {
    let Some(found) = &report.comparison else { return Vec::new() };
    let mut rows = Vec::new();
    if audience.sees_steps() {
        let mut before: Option<&str> = None;
        for (stage, meant) in found.whole.stages.iter().zip(&model.stages) {
            rows.push(Row::count(format!("entries into {}", stage.id), "entries", &stage.entries));
            if !meant.off_path && meant.outcome != Some(Outcome::Lost) {
                let step = before
                    .replace(&stage.id)
                    .and_then(|from| found.whole.conversions.iter().find(|pair| pair.from == from && pair.to == stage.id));
                rows.extend(step.map(|step| Row::share(format!("{} → {}", step.from, step.to), "rate", &step.rate.rate)));
            }
        }
    }
    if let Some(outcomes) = &found.whole.outcomes {
        rows.push(Row::count("won".to_owned(), "won", &outcomes.won));
        rows.push(Row::count("lost".to_owned(), "lost", &outcomes.lost));
        rows.push(Row::share("win rate".to_owned(), "win-rate", &outcomes.win_rate));
        rows.push(Row::time("median cycle".to_owned(), "cycle-time", &outcomes.seconds_to_win.median));
        if let Some(money) = &report.money {
            let unit = Unit::Amount(money.clone());
            rows.push(Row::of(format!("{money} won"), "won-value", &outcomes.won_value, &unit));
            rows.push(Row::of(format!("{money} a day"), "sales-velocity", &found.whole.velocity.sales_per_day, &unit));
        }
    }
    for sla in &found.whole.slas {
        rows.push(Row::share(format!("{} in time", sla.id), "attainment", &sla.attainment));
    }
    for (metric, (name, change)) in model.metrics.iter().zip(&found.whole.metrics) {
        rows.push(match change {
            ComparedMetric::Rate(change) => Row::share(name.clone(), "metric", &change.value),
            ComparedMetric::Number(change) => Row::of(name.clone(), "metric", change, &Unit::of(&metric.expr, model)),
        });
    }
    // What was nothing and is nothing is no news.
    rows.retain(|row| !(row.now == row.earlier && ["0", NO_DATA].contains(&row.now.as_str())));
    rows
}

impl Row {
    fn count(name: String, term: &'static str, change: &Change) -> Self {
        Self::of(name, term, change, &Unit::Unknown)
    }

    fn time(name: String, term: &'static str, change: &Change) -> Self {
        Self::of(name, term, change, &Unit::Time)
    }

    fn of(name: String, term: &'static str, change: &Change, unit: &Unit) -> Self {
        Self {
            name,
            term,
            now: unit.show(change.now),
            earlier: unit.show(change.earlier),
            change: change
                .change
                .map_or_else(String::new, |change| if change.to_f64() == 0.0 { NONE.to_owned() } else { signed(change, unit) }),
            relative: change
                .relative
                .filter(|relative| *relative != 0.0)
                .map_or_else(String::new, |relative| words::plain_zero(format!("{:+.0} %", relative * 100.0))),
            interval: String::new(),
            beyond_noise: None,
        }
    }

    fn share(name: String, term: &'static str, change: &ShareChange) -> Self {
        Self {
            name,
            term,
            now: share(change.now),
            earlier: share(change.earlier),
            change: change.change.map_or_else(String::new, |change| if change == 0.0 { NONE.to_owned() } else { points(change) }),
            // Points are the change of a share; per cent of per cents would be read as such.
            relative: String::new(),
            interval: change.change_interval.map_or_else(String::new, |Interval(low, high)| format!("{} to {}", points(low), points(high))),
            beyond_noise: change.beyond_noise.filter(|_| change.change != Some(0.0)),
        }
    }
}

fn points(change: f64) -> String {
    words::plain_zero(format!("{:+.1} pt", change * 100.0))
}

fn signed(change: Figure, unit: &Unit) -> String {
    let size = match unit {
        Unit::Time => duration(Some(change.to_f64())),
        Unit::Share(_) => return points(change.to_f64()),
        Unit::Count(_) | Unit::Amount(_) | Unit::Unknown => unit.show(Some(change)),
    };
    if change.to_f64() > 0.0 { format!("+{size}") } else { size }
}
