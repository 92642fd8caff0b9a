//! The stages in the terminal: who entered, what share came on, how long they stay, who is there, and the way through.

use super::table::{Cell, NONE, Style, bar, bar_of, dim, figure, head, plain, table, zero};
use super::table::{Left, Right};
use super::units::Unit;
use super::words::{Paint, STAYS, count, duration, plural, share, stay};
use crate::model::{Model, Outcome};
use crate::report::{Conversion, Interval, Report, Stage};
use std::fmt::Write as _;

/// Cells of the longest bar.
const BAR: u64 = 24;
/// From how many on stages in a row that nobody entered are one line.
const EMPTY: usize = 4;

/// The stages of the path, then those beside it.
pub(super) fn stages(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let most = report.stages.iter().map(|stage| stage.subjects).max().unwrap_or(0);
    let (mut path, mut beside): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
    let mut previous: Option<&str> = None;
    for (stage, meant) in report.stages.iter().zip(&model.stages) {
        let ends = meant.outcome.is_some();
        if meant.off_path || meant.outcome == Some(Outcome::Lost) {
            beside.push(Row::of(report, stage, String::new(), ends, most));
        } else {
            let from = previous.replace(&stage.id).and_then(|from| conversion(report, from, &stage.id));
            path.push(Row::of(report, stage, from.map_or_else(String::new, |found| share(found.rate.rate)), ends, most));
        }
    }
    let money = report.money.as_deref().unwrap_or_default();
    let net = if report.period.is_some() { "net" } else { "" };
    let mut rows = vec![head(&["stage", "entered", "of previous", "median stay", net, "now", money, ""])];
    rows.extend(folded(&path));
    let at = rows.len();
    rows.extend(folded(&beside));
    let mut text = String::new();
    table(&mut text, &rows, &[Left, Right, Right, Right, Right, Right, Right, Left], paint);
    for (line, row) in text.lines().enumerate() {
        if line == at {
            let _ = writeln!(out, "{}", paint.dim("  beside the path"));
        }
        let _ = writeln!(out, "{row}");
    }
    out.push('\n');
    notes(out, report, paint);
}

/// A row, and whether nobody is in it.
struct Row {
    cells: Vec<Cell>,
    is_empty: bool,
}

impl Row {
    fn of(report: &Report, stage: &Stage, conversion: String, ends: bool, most: u64) -> Self {
        let stay = stay(stage.seconds.median, ends);
        let net = match stage.net {
            _ if report.period.is_none() => String::new(),
            0 => NONE.to_owned(),
            net => format!("{}{}", if net > 0 { "+" } else { "-" }, count(net.unsigned_abs())),
        };
        let worth = stage.value.map_or_else(String::new, |value| Unit::Unknown.show(Some(value)));
        Self {
            is_empty: stage.subjects == 0 && stage.current == 0 && stage.net == 0,
            cells: vec![
                plain(stage.id.clone()),
                figure(zero(stage.subjects)),
                figure(conversion),
                if stay == STAYS { (stay, dim) } else { figure(stay) },
                figure(net),
                figure(zero(stage.current)),
                figure(worth),
                (bar_of(eighths(stage.subjects, most)), bar),
            ],
        }
    }
}

/// Rows where many in a row that are empty stand as one line.
fn folded(rows: &[Row]) -> Vec<Vec<Cell>> {
    let mut out: Vec<Vec<Cell>> = Vec::new();
    for run in rows.chunk_by(|a, b| a.is_empty == b.is_empty) {
        let is_many = run.first().is_some_and(|row| row.is_empty) && run.len() >= EMPTY;
        if is_many {
            out.push(vec![(format!("… {} stages that nobody entered", run.len()), dim as Style)]);
        } else {
            out.extend(run.iter().map(|row| row.cells.clone()));
        }
    }
    out
}

/// What a column counts under a period is not to be guessed: a rate is a cohort's, and may have been completed after it.
fn notes(out: &mut String, report: &Report, paint: Paint) {
    if report.period.is_none() {
        return;
    }
    let mut words: Vec<String> = [
        "entered, median stay: entries in the period",
        "of previous: of those who entered the stage before in the period, however late they moved on",
        "net: how many more are there at its end than at its beginning",
        "now: everybody, whenever they entered",
    ]
    .map(str::to_owned)
    .to_vec();
    words.extend(report.money.as_ref().map(|money| format!("{money}: what those are worth who are there now")));
    for words in words {
        let _ = writeln!(out, "  {}", paint.dim(&words));
    }
    out.push('\n');
}

/// The way from the first stage of the path to its last.
pub(super) fn through(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let mut path = model.stages.iter().filter(|stage| !stage.off_path && stage.outcome != Some(Outcome::Lost));
    let (Some(first), Some(last)) = (path.next(), path.next_back()) else { return };
    let Some(found) = conversion(report, &first.name, &last.name) else { return };
    let rate = &found.rate;
    if rate.cohort == 0 {
        return;
    }
    let way = format!("{} → {}", found.from, found.to);
    let mut line = format!("{} ({} of {}", share(rate.rate), count(rate.converted), plural(rate.cohort, &model.subject));
    for (number, word) in [(rate.lapsed, "lapsed"), (rate.pending, "pending")] {
        if number > 0 {
            let _ = write!(line, ", {} {word}", count(number));
        }
    }
    line.push(')');
    if rate.pending > 0 {
        let _ = write!(line, ", estimate {}", share(rate.estimate));
    }
    if rate.seconds.median.is_some() {
        let _ = write!(line, ", median {}", duration(rate.seconds.median));
    }
    let _ = writeln!(out, "  {}  {line}\n", paint.bold(&way));
}

/// Each step of the path with its whole cohort, and the slowest of them: what a team works on.
pub(super) fn steps(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let mut path = model.stages.iter().filter(|stage| !stage.off_path && stage.outcome != Some(Outcome::Lost));
    let Some(mut before) = path.next() else { return };
    let words = ["step", "cohort", "converted", "lapsed", "pending", "so far", "95 %", "estimate", "median", "p90"];
    let mut rows = vec![head(&words)];
    let mut times: Vec<(String, f64)> = Vec::new();
    for stage in path {
        if let Some(found) = conversion(report, &before.name, &stage.name).filter(|found| found.rate.cohort > 0) {
            let (rate, way) = (&found.rate, format!("{} → {}", found.from, found.to));
            let mut row = vec![plain(way.clone())];
            row.extend([rate.cohort, rate.converted, rate.lapsed, rate.pending].map(|number| figure(zero(number))));
            row.extend([figure(share(rate.rate)), figure(range(rate.rate_interval)), figure(share(rate.estimate))]);
            row.extend([rate.seconds.median, rate.seconds.p90].map(|seconds| figure(duration(seconds))));
            rows.push(row);
            times.extend(rate.seconds.p90.map(|p90| (way, p90)));
        }
        before = stage;
    }
    if rows.len() == 1 {
        return;
    }
    table(out, &rows, &[Left, Right, Right, Right, Right, Right, Right, Right, Right, Right], paint);
    times.sort_by(|a, b| b.1.total_cmp(&a.1));
    let slow: Vec<String> = times.iter().take(3).map(|(way, p90)| format!("{way} (p90 {})", duration(Some(*p90)))).collect();
    if slow.len() > 1 {
        let _ = writeln!(out, "\n  {}  {}", paint.bold("slowest hand-overs"), slow.join(", "));
    }
    out.push('\n');
}

pub(super) fn conversion<'a>(report: &'a Report, from: &str, to: &str) -> Option<&'a Conversion> {
    report.conversions.iter().find(|found| found.from == from && found.to == to)
}

/// The length of a bar in eighths of a cell; whoever is there is seen.
fn eighths(number: u64, most: u64) -> u64 {
    let share = u128::from(number) * u128::from(BAR) * 8 / u128::from(most.max(1));
    u64::try_from(share).unwrap_or(BAR * 8).max(u64::from(number > 0))
}

/// `32–55 %`
fn range(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |Interval(low, high)| format!("{:.0}–{:.0} %", low * 100.0, high * 100.0))
}
