//! What was won and lost in the terminal, how fast money comes in, and where the path is strained.

use super::table::{Left, Right, dim, figure, head, plain, table, zero};
use super::units::Unit;
use super::words::{Paint, count, duration, nouns, plain_zero, share};
use crate::model::Model;
use crate::report::{Bottleneck, Figure, Interval, Report};
use crate::time::date;
use std::fmt::Write as _;

/// Stages that a summary shows of the bottlenecks.
const STRAINED: usize = 3;

/// Who was won, lost, and is open, with what that is worth.
pub(super) fn outcomes(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let Some(outcomes) = &report.outcomes else { return };
    let sales = report.velocity.sales.as_ref().filter(|sales| sales.opportunities > 0 || sales.per_day.is_some());
    if outcomes.won + outcomes.lost == 0 && sales.is_none() {
        let _ = writeln!(out, "  {}\n", paint.dim("nobody won or lost yet"));
        return;
    }
    let money = report.money.as_deref().unwrap_or_default();
    let amount = |figure: Option<Figure>| figure.map_or_else(String::new, |figure| Unit::Unknown.show(Some(figure)));
    let mut rows = vec![head(&["", &nouns(&model.subject), money, ""])];
    let mut won = vec![format!("win rate {}{}", share(outcomes.win_rate), interval(outcomes.win_interval))];
    if outcomes.seconds_to_win.median.is_some() {
        won.push(format!("median cycle {}", duration(outcomes.seconds_to_win.median)));
    }
    let lost = outcomes.seconds_to_lose.median.map_or_else(String::new, |median| format!("after a median of {}", duration(Some(median))));
    rows.push(vec![plain("won"), figure(zero(outcomes.won)), figure(amount(outcomes.won_value)), (won.join(", "), dim)]);
    rows.push(vec![plain("lost"), figure(zero(outcomes.lost)), figure(amount(outcomes.lost_value)), (lost, dim)]);
    if let Some(sales) = sales {
        let speed = Unit::Amount(format!("{money} a day")).say(sales.per_day.map(Figure::Number));
        rows.push(vec![plain("open"), figure(zero(sales.opportunities)), plain(""), (format!("sales velocity {speed}"), dim)]);
    }
    table(out, &rows, &[Left, Right, Right, Left], paint);
    out.push('\n');
}

/// ` (95 %: 17 to 46 %)`
pub(super) fn interval(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |Interval(low, high)| format!(" (95 %: {:.0} to {:.0} %)", low * 100.0, high * 100.0))
}

/// The stages that lose or hold more than they used to.
pub(super) fn bottlenecks(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let Some(window) = &report.bottlenecks.window else { return };
    let day = |at: crate::report::Instant| date::format(model.calendar.date(at.0));
    let span = format!(
        "{} of {}..{}, beside what the time before lets expect",
        nouns(&model.subject),
        day(window.from),
        day(crate::report::Instant(window.until.0 - 1))
    );
    let worst: Vec<&Bottleneck> = strained(report).take(STRAINED).collect();
    let _ = writeln!(out, "  {}  {}", paint.bold("where it stalls"), paint.dim(&span));
    if worst.is_empty() {
        let _ = writeln!(out, "  {}\n", unstrained(report));
        return;
    }
    let mut rows = vec![head(&["stage", "excess", "lost", "expected", "held", "expected", "usual stay"])];
    for stage in worst {
        let strain = &stage.subjects;
        rows.push(vec![
            plain(stage.id.clone()),
            figure(strain.excess.map_or_else(|| "no data".to_owned(), |excess| plain_zero(format!("{excess:+.1}")))),
            figure(zero(strain.lost)),
            figure(expected(strain.lost_expected)),
            figure(zero(strain.held)),
            figure(expected(strain.held_expected)),
            figure(duration(stage.usual_seconds)),
        ]);
    }
    table(out, &rows, &[Left, Right, Right, Right, Right, Right, Right], paint);
    out.push('\n');
}

/// The worst of them in one line.
pub(super) fn bottleneck(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    if report.bottlenecks.window.is_none() {
        return;
    }
    let words = strained(report).next().map_or_else(
        || unstrained(report).to_owned(),
        |stage| {
            let strain = &stage.subjects;
            let mut words = Vec::new();
            for (number, expected_of, word) in
                [(strain.lost, strain.lost_expected, "lost"), (strain.held, strain.held_expected, "held too long")]
            {
                if number > 0 {
                    words.push(format!("{} {word}, {} expected", count(number), expected(expected_of)));
                }
            }
            format!("{}: {} ({})", stage.id, words.join("; "), nouns(&model.subject))
        },
    );
    let _ = writeln!(out, "  {}  {words}\n", paint.bold("bottleneck"));
}

/// Those with an excess.
pub(super) fn strained(report: &Report) -> impl Iterator<Item = &Bottleneck> {
    report.bottlenecks.stages.iter().filter(|stage| stage.subjects.excess.is_some_and(|excess| excess > 0.0))
}

fn expected(expected: Option<f64>) -> String {
    expected.map_or_else(|| "no data".to_owned(), |expected| format!("{expected:.1}"))
}

/// What is said where no stage has an excess.
fn unstrained(report: &Report) -> &'static str {
    if report.bottlenecks.stages.iter().all(|stage| stage.subjects.excess.is_none()) {
        "no data: no stage has an earlier level to be compared with"
    } else {
        "no stage loses or holds more than it did before"
    }
}
