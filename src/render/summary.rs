//! The summary of a run for a terminal: the stages with bars, the way through, and the accounts of the input.

use super::words::{NO_DATA, Paint, count, counted, duration, share};
use crate::model::{Model, Outcome};
use crate::report::{Conversion, Input, Instant, Report, Stage};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Cells of the longest bar.
const BAR: u64 = 24;
/// Unknown names that are listed.
const UNKNOWN: usize = 5;

/// Where the reader finds the rows that were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejects<'a> {
    /// In a file.
    File(&'a str),
    /// Nowhere, since no output was asked for.
    Nowhere,
}

/// The summary, ending in a line feed.
pub fn summary(report: &Report, model: &Model, rejects: Rejects<'_>, paint: Paint) -> String {
    let mut out = String::new();
    heading(&mut out, report, model, paint);
    stages(&mut out, report, model, paint);
    through(&mut out, report, model, paint);
    input(&mut out, &report.input, rejects, paint);
    out
}

fn heading(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let title = model.title.as_deref().map_or_else(String::new, |title| format!("{title} "));
    let _ = write!(out, "{}{}", paint.bold(&title), paint.dim(&format!("({})", report.funnel)));
    let subjects = match report.input.subjects {
        1 => format!("1 {}", model.subject),
        many => format!("{} {}s", count(many), model.subject),
    };
    let _ = write!(out, "  {subjects}");
    if let Some(as_of) = report.as_of {
        let _ = write!(out, ", as of {}", minutes(as_of));
    }
    if let Some(period) = &report.period {
        let _ = write!(out, ", period {} to {}", minutes(period.from), minutes(period.until));
    }
    out.push_str("\n\n");
}

/// An instant as a person writes it: without seconds where they are zero.
fn minutes(instant: Instant) -> String {
    let text = instant.to_string().replace('T', " ");
    let text = text.strip_suffix('Z').unwrap_or(&text);
    format!("{} UTC", text.strip_suffix(":00").unwrap_or(text))
}

/// A row of the table of stages.
struct Row<'a> {
    stage: &'a Stage,
    /// What share of the previous stage of the path came here.
    conversion: String,
}

fn stages(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    let (mut path, mut beside) = (Vec::new(), Vec::new());
    let mut previous: Option<&str> = None;
    for (stage, meant) in report.stages.iter().zip(&model.stages) {
        if meant.off_path || meant.outcome == Some(Outcome::Lost) {
            beside.push(Row { stage, conversion: String::new() });
        } else {
            let conversion =
                previous.and_then(|from| conversion(report, from, &stage.id)).map_or_else(String::new, |found| share(found.rate.rate));
            path.push(Row { stage, conversion });
            previous = Some(&stage.id);
        }
    }
    let most = report.stages.iter().map(|stage| stage.subjects).max().unwrap_or(0);
    let name = report.stages.iter().map(|stage| stage.id.width()).max().unwrap_or(0).max("stage".len());
    let head = format!("  {}  {:>11}  {:>11}  {:>11}  {:>11}", pad("stage", name), "entered", "of previous", "median stay", "now");
    let _ = writeln!(out, "{}", paint.dim(&head));
    let mut draw = |rows: &[Row<'_>]| {
        for Row { stage, conversion } in rows {
            let stay = duration(stage.seconds.median);
            let _ = writeln!(
                out,
                "  {}  {}  {}  {}  {}  {}",
                pad(&stage.id, name),
                figure(&zero(stage.subjects), paint),
                figure(conversion, paint),
                figure(&stay, paint),
                figure(&zero(stage.current), paint),
                paint.bar(&bar(stage.subjects, most)),
            );
        }
    };
    draw(&path);
    if !beside.is_empty() {
        draw(&[]);
    }
    draw(&beside);
    trim_lines(out);
    out.push('\n');
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
    let mut line =
        format!("{} of {} ({} of {}", share(rate.rate), counted(rate.cohort, &model.subject), count(rate.converted), count(rate.cohort));
    for (number, word) in [(rate.lapsed, "lapsed"), (rate.pending, "pending")] {
        if number > 0 {
            let _ = write!(line, ", {} {word}", count(number));
        }
    }
    line.push(')');
    if rate.pending > 0 && rate.estimate.is_some() {
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
        let _ = writeln!(
            out,
            "  {}",
            paint.warn(&format!("{} {verb} from the event they repeat the id of", counted(input.conflicts, "duplicate")))
        );
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
        let place = match rejects {
            Rejects::File(path) => format!("see {path}"),
            Rejects::Nowhere => "give `--out DIR` to have them with their reasons in DIR/rejected.ndjson".to_owned(),
        };
        let _ = writeln!(out, "  {}", paint.warn(&format!("{} rejected; {place}", counted(input.rejected, "row"))));
    }
}

fn conversion<'a>(report: &'a Report, from: &str, to: &str) -> Option<&'a Conversion> {
    report.conversions.iter().find(|found| found.from == from && found.to == to)
}

/// A count; a dot for none, so that a table of few does not become a wall of zeros.
fn zero(number: u64) -> String {
    if number == 0 { "·".to_owned() } else { count(number) }
}

/// A figure, right in its column of 11.
fn figure(text: &str, paint: Paint) -> String {
    let padded = format!("{}{text}", " ".repeat(11_usize.saturating_sub(text.width())));
    if text == NO_DATA || text == "·" { paint.dim(&padded) } else { padded }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A bar in eighths of a cell; whoever is there is seen.
fn bar(number: u64, most: u64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if most == 0 || number == 0 {
        return String::new();
    }
    let eighths = (u128::from(number) * u128::from(BAR) * 8 / u128::from(most)).max(1) as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Takes the blanks off the ends of lines.
fn trim_lines(out: &mut String) {
    let trimmed: Vec<&str> = out.split('\n').map(str::trim_end).collect();
    *out = trimmed.join("\n");
}
