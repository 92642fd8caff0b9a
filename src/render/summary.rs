//! The summary of a run for a terminal: the stages with bars, the way through, what a review asks for, and the accounts of the input.

use super::words::{Paint, count, counted, plural};
use super::{Audience, cohorts, comparison, outcomes, review, stages};
use crate::model::Model;
use crate::report::{Input, Instant, Period, Report};
use crate::time::date;
use std::fmt::Write as _;

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

/// The summary for an audience, ending in a line feed: where the key results are, what converts, where it stalls, who waits.
pub fn summary(report: &Report, model: &Model, audience: Audience, rejects: Rejects<'_>, paint: Paint) -> String {
    let mut out = String::new();
    heading(&mut out, report, model, paint);
    if audience.sees_results() {
        review::okrs(&mut out, report, model, paint);
    }
    if audience.sees_steps() {
        stages::stages(&mut out, report, model, paint);
        stages::through(&mut out, report, model, paint);
    }
    if audience == Audience::Team {
        stages::steps(&mut out, report, model, paint);
    }
    if audience.sees_results() {
        outcomes::outcomes(&mut out, report, model, paint);
    }
    match audience {
        Audience::Everyone | Audience::Team => outcomes::bottlenecks(&mut out, report, model, paint),
        Audience::Leadership => outcomes::bottleneck(&mut out, report, model, paint),
    }
    review::slas(&mut out, report, audience, paint);
    if audience.sees_steps() {
        cohorts::cohorts(&mut out, report, model, audience, paint);
    }
    // On one screen the metrics stand once: beside their earlier values where these are there.
    if audience != Audience::Leadership || report.comparison.is_none() {
        review::metrics(&mut out, report, model, paint);
    }
    comparison::comparison(&mut out, report, model, audience, paint);
    match audience {
        Audience::Everyone | Audience::Team => input(&mut out, &report.input, rejects, paint),
        Audience::Leadership => taken(&mut out, &report.input, paint),
    }
    let _ = writeln!(out, "\n  {}", paint.dim("`funnelc explain metric NAME` says what a figure means, for example `mature-rate`"));
    out
}

/// The accounts in one line, for those who only want to know whether the log can be trusted.
fn taken(out: &mut String, input: &Input, paint: Paint) {
    let (read, lost) = (input.read, input.unknown + input.rejected + input.conflicts);
    let words = format!("{}, {} of them not as they should be", counted(read, "row"), count(lost));
    let _ = writeln!(out, "  {}", if lost == 0 { counted(read, "row") } else { paint.warn(&words) });
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
pub(super) fn minutes(instant: Instant) -> String {
    let text = instant.to_string().replace('T', " ");
    let text = text.strip_suffix('Z').unwrap_or(&text);
    format!("{} UTC", text.strip_suffix(":00").unwrap_or(text))
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
