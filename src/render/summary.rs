//! The summary of a run for a terminal: the stages with bars, the way through, what a review asks for, and the accounts of the input.

use super::review;
use super::words::{NO_DATA, Paint, STAYS, count, counted, duration, plural, share, stay};
use crate::model::{Model, Outcome};
use crate::report::{Conversion, Input, Instant, Period, Report, Stage};
use crate::time::date;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Cells of the longest bar.
const BAR: u64 = 24;
/// Characters that are shown of a bad row's reason.
const REASON: usize = 200;
/// Unknown names that are listed.
const UNKNOWN: usize = 5;

/// What the reader is told of the rows that were not taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejects<'a> {
    /// The file in which they are; none where no output was asked for.
    pub file: Option<&'a str>,
    /// The first of them: where it is, and what is wrong with it.
    pub first: Option<&'a str>,
}

/// The summary, ending in a line feed.
pub fn summary(report: &Report, model: &Model, rejects: Rejects<'_>, paint: Paint) -> String {
    let mut out = String::new();
    heading(&mut out, report, model, paint);
    stages(&mut out, report, model, paint);
    through(&mut out, report, model, paint);
    review::slas(&mut out, report, paint);
    review::metrics(&mut out, report, model, paint);
    review::okrs(&mut out, report, model, paint);
    input(&mut out, &report.input, rejects, paint);
    out
}

fn heading(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    match &model.title {
        Some(title) => out.push_str(&format!("{} {}", paint.bold(title), paint.dim(&format!("({})", report.funnel)))),
        None => out.push_str(&paint.bold(&report.funnel)),
    }
    let _ = write!(out, "  {}", plural(report.input.subjects, &model.subject));
    if let Some(as_of) = report.as_of {
        let _ = write!(out, ", as of {}", minutes(as_of));
    }
    if let Some(period) = &report.period {
        let _ = write!(out, ", {}", days(period, model));
    }
    out.push_str("\n\n");
}

/// The days of a period, both ends included, in the calendar's zone.
pub(super) fn days(period: &Period, model: &Model) -> String {
    let day = |t| date::format(model.calendar.date(t));
    format!("period {}..{}", day(period.from.0), day(period.until.0.saturating_sub(1)))
}

/// An instant as a person writes it: without seconds where they are zero.
fn minutes(instant: Instant) -> String {
    let text = instant.to_string().replace('T', " ");
    let text = text.strip_suffix('Z').unwrap_or(&text);
    format!("{} UTC", text.strip_suffix(":00").unwrap_or(text))
}

/// A row of the table of stages: its words, then the length of its bar in eighths of a cell.
type Row = ([String; 5], u64);

/// The stages of the path, then those beside it.
fn stages(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let most = report.stages.iter().map(|stage| stage.subjects).max().unwrap_or(0);
    let row = |stage: &Stage, conversion: String, ends: bool| -> Row {
        let words = [stage.id.clone(), zero(stage.subjects), conversion, stay(stage.seconds.median, ends), zero(stage.current)];
        (words, eighths(stage.subjects, most))
    };
    let (mut path, mut beside): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
    let mut previous: Option<&str> = None;
    for (stage, meant) in report.stages.iter().zip(&model.stages) {
        let ends = meant.outcome.is_some();
        if meant.off_path || meant.outcome == Some(Outcome::Lost) {
            beside.push(row(stage, String::new(), ends));
        } else {
            let from = previous.replace(&stage.id).and_then(|from| conversion(report, from, &stage.id));
            path.push(row(stage, from.map_or_else(String::new, |found| share(found.rate.rate)), ends));
        }
    }
    let head = ["stage", "entered", "of previous", "median stay", "now"].map(str::to_owned);
    let width = |column: usize| {
        let words = path.iter().chain(&beside).map(|(words, _)| words).chain([&head]);
        words.map(|words| words[column].width()).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3), width(4)];
    out.push_str(&line(&head, widths, |text| paint.dim(text)));
    out.push('\n');
    let draw = |out: &mut String, rows: &[Row]| {
        for (words, eighths) in rows {
            let line =
                line(words, widths, |text| if [NO_DATA, NONE, STAYS].contains(&text.trim()) { paint.dim(text) } else { text.to_owned() });
            let bar = bar(*eighths);
            let row = if bar.is_empty() { line } else { format!("{line}  {}", paint.bar(&bar)) };
            let _ = writeln!(out, "{row}");
        }
    };
    draw(out, &path);
    if !beside.is_empty() {
        out.push_str(&paint.dim("  beside the path"));
        out.push('\n');
        draw(out, &beside);
    }
    if report.period.is_some() {
        out.push('\n');
        // What a column counts under a period is not to be guessed: a rate is a cohort's, and may have been completed after it.
        let words = [
            "entered, median stay: entries in the period",
            "of previous: of those who entered the stage before in the period, however late they moved on",
            "now: everybody, whenever they entered",
        ];
        for words in words {
            let _ = writeln!(out, "  {}", paint.dim(words));
        }
    }
    out.push('\n');
}

/// A row: the first column from the left, figures from the right.
fn line(words: &[String; 5], widths: [usize; 5], style: impl Fn(&str) -> String) -> String {
    let mut line = String::from("  ");
    for (column, (word, width)) in words.iter().zip(widths).enumerate() {
        let blank = " ".repeat(width.saturating_sub(word.width()));
        let cell = if column == 0 { format!("{word}{blank}") } else { format!("  {blank}{word}") };
        line.push_str(&style(&cell));
    }
    line
}

/// The way from the first stage of the path to its last.
fn through(out: &mut String, report: &Report, model: &Model, paint: Paint) {
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

/// The accounts, without those that are zero.
fn input(out: &mut String, input: &Input, rejects: Rejects<'_>, paint: Paint) {
    let accounts = [
        (input.applied, "applied"),
        (input.unknown, "unknown"),
        (input.duplicates, "duplicate"),
        (input.rejected, "rejected"),
        (input.filtered, "filtered"),
        (input.later, "later than as-of"),
    ];
    let parts: Vec<String> =
        accounts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{} {word}", count(*number))).collect();
    let sum = if parts.is_empty() { String::new() } else { format!(" = {}", parts.join(" + ")) };
    let _ = writeln!(out, "  {}{sum}", counted(input.read, "row"));
    if input.conflicts > 0 {
        let verb = if input.conflicts == 1 { "differs" } else { "differ" };
        let words = format!("{} of the duplicates {verb} from the event that counts", count(input.conflicts));
        let _ = writeln!(out, "  {}", paint.warn(&words));
    }
    for unknown in input.unknown_events.iter().take(UNKNOWN) {
        let hint = unknown.did_you_mean.as_ref().map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        let _ = writeln!(out, "  {}", paint.warn(&format!("unknown event `{}` in {}{hint}", unknown.event, counted(unknown.count, "row"))));
    }
    if input.unknown_events.len() > UNKNOWN {
        let rest = input.unknown_events.len() - UNKNOWN;
        let _ = writeln!(out, "  {}", paint.warn(&format!("and {} more", counted(rest as u64, "unknown name"))));
    }
    if input.rejected > 0 {
        let place = match rejects.file {
            Some(path) => format!("see {path}"),
            None => "give `--out DIR` to have them with their reasons in DIR/rejected.ndjson".to_owned(),
        };
        let _ = writeln!(out, "  {}", paint.warn(&format!("{} rejected; {place}", counted(input.rejected, "row"))));
        if let Some(first) = rejects.first {
            let which = if input.rejected == 1 { "" } else { "the first: " };
            let _ = writeln!(out, "    {which}{}", clipped(first));
        }
    }
}

/// Words of a log in one line that is not too long, without what a terminal would act on.
fn clipped(words: &str) -> String {
    let mut shown: String = words.chars().take(REASON).map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if words.chars().nth(REASON).is_some() {
        shown.push('…');
    }
    shown
}

fn conversion<'a>(report: &'a Report, from: &str, to: &str) -> Option<&'a Conversion> {
    report.conversions.iter().find(|found| found.from == from && found.to == to)
}

/// None, so that a table of few does not become a wall of zeros.
const NONE: &str = "·";

fn zero(number: u64) -> String {
    if number == 0 { NONE.to_owned() } else { count(number) }
}

/// The length of a bar in eighths of a cell; whoever is there is seen.
fn eighths(number: u64, most: u64) -> u64 {
    let share = u128::from(number) * u128::from(BAR) * 8 / u128::from(most.max(1));
    u64::try_from(share).unwrap_or(BAR * 8).max(u64::from(number > 0))
}

fn bar(eighths: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let whole = (0..eighths / 8).map(|_| "█");
    whole.chain(EIGHTHS.get(usize::try_from(eighths % 8).unwrap_or(0)).copied()).collect()
}
