//! A trace for people: the story from top to bottom, then the scores line by line, what almost happened, what will, and the clocks.

use super::words::{Paint, counted, duration};
use crate::model::Model;
use crate::report::Instant;
use crate::trace::{By, Cause, Clock, Entry, Event, Fired, Folded, Ledger, LineKind, NearMiss, Reading, Spot, Step, Timer, Trace, Turned};
use serde_json::Value as Json;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// The trace, ending in a line feed.
pub fn trace(trace: &Trace, model: &Model, paint: Paint) -> String {
    let mut out = String::new();
    head(&mut out, trace, model, paint);
    let width = trace.steps.iter().map(|step| time(at(step)).width()).max().unwrap_or_default();
    for step in &trace.steps {
        match step {
            Step::Event(event) => self::event(&mut out, event, width, paint),
            Step::Entry(entry) => self::entry(&mut out, entry, width, paint),
        }
    }
    trace.scores.iter().for_each(|ledger| self::ledger(&mut out, ledger, paint));
    section(&mut out, "what it just missed", &trace.near_misses, paint, |miss| near_miss(miss, paint));
    section(&mut out, "what time will bring, if nothing happens before", &trace.timers, paint, |timer| self::timer(timer, paint));
    section(&mut out, "service levels", &trace.slas, paint, clock);
    section(&mut out, "actions", &trace.actions, paint, action);
    out
}

fn head(out: &mut String, trace: &Trace, model: &Model, paint: Paint) {
    let others: Vec<&str> = trace.names.iter().map(String::as_str).filter(|name| *name != trace.subject).collect();
    let also = if others.is_empty() { String::new() } else { format!(", also {}", others.join(", ")) };
    let _ = write!(out, "{} {}", model.subject, paint.bold(&trace.subject));
    out.push_str(&paint.dim(&also));
    match (&trace.stage, trace.since) {
        (Some(stage), Some(since)) => {
            let _ = write!(out, "  in {} since {}", paint.bold(stage), time(since));
        }
        _ => out.push_str("  never entered the funnel"),
    }
    let _ = writeln!(out, ", as of {} UTC\n", time(trace.as_of));
    for (count, what) in
        [(trace.duplicates, "dropped, since an event of its id counts already"), (trace.later, "after that, which does nothing")]
    {
        if count > 0 {
            let _ = writeln!(out, "{}\n", paint.dim(&format!("{} {what}", counted(count, "event"))));
        }
    }
}

fn at(step: &Step) -> Instant {
    match step {
        Step::Event(event) => event.at,
        Step::Entry(entry) => entry.at,
    }
}

fn event(out: &mut String, event: &Event, width: usize, paint: Paint) {
    let fields: Vec<String> = event.fields.iter().map(|(name, field)| format!("{name} {}", value(field))).collect();
    let fields = if fields.is_empty() { String::new() } else { format!("  {}", paint.dim(&fields.join(", "))) };
    let row = event.row.as_ref().map_or_else(String::new, |row| paint.dim(&format!("  {row}")));
    let _ = writeln!(out, "{}  {}{fields}{row}", line_head(event.at, width), event.event);
    let indent = " ".repeat(width + 2);
    folded(out, &event.folded, &indent);
    for points in &event.points {
        let what = if points.over_limit {
            paint.dim(&format!("{} over its limit", points.rule))
        } else {
            format!("{} {}", signed(points.points), points.rule)
        };
        let _ = writeln!(out, "{indent}{}: {what} = {}", points.score, number(points.total));
    }
}

fn folded(out: &mut String, folded: &[Folded], indent: &str) {
    for change in folded {
        let _ = writeln!(out, "{indent}{}: {} → {}", change.attribute, value(&change.before), value(&change.after));
    }
}

fn entry(out: &mut String, entry: &Entry, width: usize, paint: Paint) {
    let by_itself = !matches!(entry.cause, Cause::Event { .. });
    let head = if by_itself { line_head(entry.at, width) } else { " ".repeat(width) };
    let visit = if entry.visit > 1 { format!(" (visit {})", entry.visit) } else { String::new() };
    let _ = write!(out, "{head}  {} {}{visit}", paint.bar("▶"), paint.bold(&entry.stage));
    let indent = " ".repeat(width + 4);
    match &entry.trigger {
        None => out.push('\n'),
        Some(fired) => {
            let human = if fired.by_human { ", by a person" } else { "" };
            let _ = writeln!(out, "  by {}{human}{}", fired.id, place(fired.spot.as_ref(), paint));
            because(out, fired, &indent, paint);
        }
    }
    if let Cause::Time { turned } = &entry.cause {
        let _ = writeln!(out, "{indent}{}", paint.dim(&format!("at that instant: {}", turns(turned))));
    }
    folded(out, &entry.folded, &indent);
}

fn because(out: &mut String, fired: &Fired, indent: &str, paint: Paint) {
    for reading in &fired.because {
        let _ = writeln!(out, "{indent}{}", paint.dim(&self::reading(reading)));
    }
}

/// `score.engagement >= 45 (score.engagement 54.99)`.
pub(super) fn reading(reading: &Reading) -> String {
    let values: Vec<String> = reading.values.iter().map(|(name, named)| format!("{name} {}", apart(named, &reading.text))).collect();
    if values.is_empty() { reading.text.clone() } else { format!("{} ({})", reading.text, values.join(", ")) }
}

fn turns(turned: &[Turned]) -> String {
    let turn = |turned: &Turned| match turned.by {
        By::Age | By::Idle => format!("{} is over", turned.text),
        By::Decay => format!("a score decayed past `{}`", turned.text),
        By::Expiry => format!("points expired: `{}`", turned.text),
        By::Window => format!("a window moved on: `{}`", turned.text),
        By::Clock => format!("time came to `{}`", turned.text),
        By::Midnight => format!("midnight, when `{}` is looked at", turned.text),
    };
    turned.iter().map(turn).collect::<Vec<_>>().join("; ")
}

fn ledger(out: &mut String, ledger: &Ledger, paint: Paint) {
    let band = ledger.band.as_ref().map_or_else(String::new, |band| format!(", {band}"));
    let _ = writeln!(out, "\n{} {}{band}", paint.bold(&format!("score {}", ledger.score)), number(ledger.value));
    let rows: Vec<[String; 4]> = ledger
        .lines
        .iter()
        .map(|line| {
            let rule = line.rule.clone().unwrap_or_default();
            let what = match line.entry {
                LineKind::Grant => rule,
                LineKind::Limit => format!("{rule}: its limit is used up"),
                LineKind::Range => "kept within the range".to_owned(),
                LineKind::Decay => "decay".to_owned(),
                LineKind::Expired => format!("{rule} expired"),
                LineKind::Holds => format!("{rule} holds"),
                LineKind::Ceased => format!("{rule} holds no more"),
            };
            [time(line.at), what, signed(line.points), number(line.total)]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2), width(3)];
    let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
    for [at, what, points, total] in &rows {
        let _ = writeln!(
            out,
            "  {at}{}  {what}{}  {}{points}  {}{total}",
            pad(at, widths[0]),
            pad(what, widths[1]),
            pad(points, widths[2]),
            pad(total, widths[3])
        );
    }
}

fn section<T>(out: &mut String, title: &str, items: &[T], paint: Paint, line: impl Fn(&T) -> String) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint.bold(title));
    for item in items {
        let _ = writeln!(out, "  {}", line(item));
    }
}

fn near_miss(miss: &NearMiss, paint: Paint) -> String {
    let mut line =
        format!("{}  {} to {}: {} {} of {}", time(miss.at), miss.trigger, miss.to, miss.name, value(&miss.value), value(&miss.bound));
    if !miss.one_more.is_empty() {
        let rules: Vec<String> = miss
            .one_more
            .iter()
            .map(|more| if more.on.is_empty() { format!("if `{}` held", more.rule) } else { format!("with one more `{}`", more.rule) })
            .collect();
        let _ = write!(line, "; would have been reached {}", rules.join(" or "));
    }
    if let Some(fades) = &miss.fades {
        let _ = write!(line, "; decays below {} on {}", number(fades.below), time(fades.at));
    }
    line + &place(miss.spot.as_ref(), paint)
}

fn timer(timer: &Timer, paint: Paint) -> String {
    format!("{}  {} to {}: {}{}", time(timer.at), timer.trigger, timer.to, turns(&timer.turned), place(timer.spot.as_ref(), paint))
}

fn clock(clock: &Clock) -> String {
    let mut line = format!("{} from {}: {}", clock.sla, time(clock.started_at), clock.state);
    if let Some(deadline) = clock.deadline {
        let _ = write!(line, ", due {}", time(deadline));
    }
    if let Some(stopped) = clock.stopped_at {
        #[allow(clippy::cast_precision_loss, reason = "shown in two units")]
        let seconds = (stopped.0 - clock.started_at.0) as f64 / 1e6;
        let _ = write!(line, ", stopped {} ({} later)", time(stopped), duration(Some(seconds)));
    }
    line
}

fn action(action: &Json) -> String {
    let text = |key: &str| action.get(key).map(value).unwrap_or_default();
    let properties = action.get("properties").and_then(Json::as_object);
    let properties: Vec<String> = properties.into_iter().flatten().map(|(name, property)| format!("{name}: {}", value(property))).collect();
    let at = text("at").replace('T', " ").replace('Z', "");
    format!("{at}  {} by {}  {}", text("action"), text("trigger"), properties.join(", "))
}

fn line_head(at: Instant, width: usize) -> String {
    let text = time(at);
    let pad = " ".repeat(width.saturating_sub(text.width()));
    text + &pad
}

fn place(spot: Option<&Spot>, paint: Paint) -> String {
    spot.map_or_else(String::new, |spot| paint.dim(&format!("  {spot}")))
}

/// `2026-01-05 09:00:00`, in UTC.
pub(super) fn time(at: Instant) -> String {
    at.to_string().replace('T', " ").replace('Z', "")
}

/// A value as people read it: texts as they are, numbers to two digits.
pub(super) fn value(value: &Json) -> String {
    match value {
        Json::Null => "–".to_owned(),
        Json::String(text) => text.replace(['\n', '\r'], " "),
        Json::Number(of) => match (of.as_i64(), of.as_f64()) {
            (None, Some(of)) => number(of),
            _ => of.to_string(),
        },
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => value.to_string(),
    }
}

/// A value beside what it is compared with: to as many digits as it takes to tell the two apart, since `35 < 35` says nothing.
fn apart(value: &Json, text: &str) -> String {
    let short = self::value(value);
    let Some(of) = value.as_f64().filter(|of| value.is_f64() && short.parse::<f64>().is_ok_and(|short| short != *of)) else {
        return short;
    };
    let is_bound = |word: &str| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()) == short;
    if !text.split_whitespace().any(is_bound) {
        return short;
    }
    (3..=17).map(|digits| format!("{of:.digits$}")).find(|long| long.parse() != short.parse::<f64>()).unwrap_or(short)
}

/// To two digits, without zeros at the end.
pub(super) fn number(of: f64) -> String {
    let text = format!("{of:.2}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// With its sign.
pub(super) fn signed(of: f64) -> String {
    let text = number(of);
    if text.starts_with('-') || text == "0" { text } else { format!("+{text}") }
}
