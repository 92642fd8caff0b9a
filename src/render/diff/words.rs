//! The sentences of a diff: what it comes to, what differs, what made stories part, whom it costs.

use crate::model::Model;
use crate::render::words::{count, plural, share};
use crate::review::{Approver, Cause, CauseEvent, Change, ChangeKind, Class, Decided, Diff, Gate, Part, Side};
use crate::trace::Spot;

/// Names of a list in one line.
const NAMED: usize = 20;
/// Characters of a text that are shown.
const TEXT: usize = 160;
/// Things of a kind that one line names before it says how many more there are.
const SOME: usize = 4;

/// What is said of where a subject is that never entered the funnel.
pub const NOWHERE: &str = "not in the funnel";

/// Whether there is a version before and one after.
pub fn is_both(diff: &Diff) -> bool {
    diff.old.is_some() && diff.new.is_some()
}

/// The two sides by their names.
pub fn versions(diff: &Diff) -> String {
    match (&diff.old, &diff.new) {
        (Some(old), Some(new)) => format!("{} → {}", old.name, new.name),
        (None, Some(new)) => format!("nothing → {}", new.name),
        (Some(old), None) => format!("{} → nothing", old.name),
        (None, None) => String::new(),
    }
}

/// One line: what it comes to.
pub fn headline(diff: &Diff, model: &Model) -> String {
    if !is_both(diff) {
        return alone(diff, model);
    }
    if diff.changes.is_empty() {
        return "the two mean the same".to_owned();
    }
    let changes = counted(diff.changes.len(), "change");
    let breaking = diff.changes.iter().filter(|change| !change.breaks.is_empty()).count();
    let breaking = if breaking > 0 { format!(", {} breaking", count(breaking as u64)) } else { String::new() };
    match &diff.impact {
        None => format!("{changes}{breaking}"),
        Some(impact) if !impact.differs() => format!("{changes}{breaking}, without any effect on the log"),
        Some(impact) if impact.parted == 0 => format!("{changes}{breaking}, no {} moves; figures differ", model.subject),
        Some(impact) => {
            let first = impact.first.map_or_else(String::new, |first| format!(", first on {}", &super::time(first)[..10]));
            format!(
                "{changes}{breaking}; {} of {} ({}) in another stage now, {} with another story{first}",
                count(impact.moved),
                plural(impact.subjects, &model.subject),
                share(Some(impact.moved as f64 / impact.subjects.max(1) as f64)),
                count(impact.parted)
            )
        }
    }
}

/// What a definition that is new or gone comes to.
fn alone(diff: &Diff, model: &Model) -> String {
    let is_new = diff.old.is_none();
    let what = if is_new { "new definition" } else { "the definition is deleted" };
    let Some(impact) = &diff.impact else { return what.to_owned() };
    let subjects = format!("{} of {}", count(impact.moved), plural(impact.subjects, &model.subject));
    if is_new {
        format!("{what}; by the log {subjects} are in the funnel")
    } else {
        format!("{what}; by the log {subjects} were in the funnel")
    }
}

fn counted(number: usize, noun: &str) -> String {
    plural(number as u64, noun)
}

/// What a definition consists of that is new or gone: a line for each kind of thing, with its names.
pub fn inventory(diff: &Diff) -> Vec<String> {
    let mut kinds: Vec<(Part, Vec<&str>)> = Vec::new();
    for change in diff.changes.iter().filter(|_| !is_both(diff)) {
        match kinds.last_mut().filter(|(part, _)| *part == change.part) {
            Some((_, names)) => names.push(&change.name),
            None => kinds.push((change.part, vec![&change.name])),
        }
    }
    let line =
        |(part, names): (Part, Vec<&str>)| format!("{}: {}", counted(names.len(), part.word()), listed(&names, NAMED, ", ", " and "));
    kinds.into_iter().filter(|(part, _)| !matches!(part, Part::Funnel | Part::Calendar)).map(line).collect()
}

/// The first of some names, and how many more there are.
fn listed(names: &[&str], most: usize, between: &str, before_more: &str) -> String {
    let shown = names.iter().take(most).copied().collect::<Vec<_>>().join(between);
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown}{before_more}{} more", count(more as u64)),
    }
}

/// Where names of a definition that is gone are still used: one line for each file.
pub fn broken(diff: &Diff) -> Vec<String> {
    let spots = diff.changes.iter().filter(|_| !is_both(diff)).flat_map(|change| &change.breaks);
    breaks(spots, "uses names of it")
}

/// Where a name is still used: for each file its first place, and how many more it has.
fn breaks<'a>(spots: impl Iterator<Item = &'a Spot>, uses: &str) -> Vec<String> {
    let mut spots: Vec<&Spot> = spots.collect();
    spots.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    spots.dedup();
    let files: Vec<&[&Spot]> = spots.chunk_by(|a, b| a.file == b.file).collect();
    let line = |of: &&[&Spot]| {
        let more = if of.len() > 1 { format!(", there and on {}", counted(of.len() - 1, "more line")) } else { String::new() };
        of.first().map(|first| format!("breaks {first}, which {uses}{more}"))
    };
    let mut lines: Vec<String> = files.iter().take(SOME).filter_map(line).collect();
    let more = files.len().saturating_sub(SOME);
    if more > 0 {
        lines.push(format!("breaks {}", counted(more, "more file")));
    }
    lines
}

/// `stage qualified_lead (was mql)`.
pub fn subject(change: &Change) -> String {
    match &change.was {
        Some(was) => format!("{} {} (was {was})", change.part.word(), change.name),
        None => change.label(),
    }
}

/// Changes as a reviewer wants to read them: what breaks something first, what moves nobody last.
pub fn by_weight(changes: &[Change]) -> Vec<&Change> {
    let mut all: Vec<&Change> = changes.iter().collect();
    all.sort_by_key(|change| (change.breaks.is_empty(), change.class == Class::Cosmetic));
    all
}

/// Whether a change is a new name and nothing else, for anybody.
pub fn is_plain_rename(change: &Change) -> bool {
    change.kind == ChangeKind::Renamed && change.details.is_empty() && change.breaks.is_empty()
}

/// Many new names in one line for each kind of thing.
pub fn renames(changes: &[&Change]) -> Vec<String> {
    let kinds = changes.chunk_by(|a, b| a.part == b.part);
    let line = |of: &[&Change]| {
        let names: Vec<String> =
            of.iter().take(SOME).filter_map(|change| Some(format!("{} is {}", change.was.as_ref()?, change.name))).collect();
        let more = of.len().saturating_sub(SOME);
        let more = if more > 0 { format!(", {} more", count(more as u64)) } else { String::new() };
        let part = of.first().map_or("", |change| change.part.word());
        format!("{} renamed, and nothing else: {}{more}", counted(of.len(), part), names.join(", "))
    };
    kinds.map(line).collect()
}

/// What differs, what shows it, and what it breaks.
pub fn particulars(change: &Change) -> Vec<String> {
    let mut lines: Vec<String> = change
        .details
        .iter()
        .map(|detail| match (&detail.before, &detail.after) {
            (None, None) => "it stands elsewhere in the order".to_owned(),
            (before, after) => {
                let [before, after] = quoted([before, after].map(Option::as_deref));
                format!("{}: {before} → {after}", detail.key)
            }
        })
        .collect();
    lines.extend(change.witness.as_ref().map(|witness| format!("shown by {}", clipped(witness))));
    lines.extend(breaks(change.breaks.iter(), "uses the old name"));
    lines
}

/// `rule engagement.form: `qualified` fired and does not at that instant; 12 stories part so, 8 end elsewhere, first 2026-01-01`.
pub fn cause(cause: &Cause) -> String {
    let what = match (&cause.trigger, cause.fired_in) {
        (Some(trigger), Side::Old) => format!("`{trigger}` fired and does not at that instant"),
        (Some(trigger), Side::New) => format!("`{trigger}` fires and did not at that instant"),
        (None, Side::Old) => "they entered the funnel otherwise".to_owned(),
        (None, Side::New) => "they enter the funnel otherwise".to_owned(),
    };
    let (or, each) = match cause.decided {
        Decided::One | Decided::Open => (" or ", ""),
        Decided::Together => (" and ", ", only together"),
        Decided::Either => (" or ", ", each by itself"),
    };
    let names: Vec<&str> = cause.changes.iter().map(String::as_str).collect();
    let changes = if names.is_empty() { "nothing that changed".to_owned() } else { listed(&names, SOME, or, or) };
    format!(
        "{changes}{each}: {what}{}; {} so, {} elsewhere, first {}",
        occasion(cause),
        if cause.parted == 1 { "1 story parts".to_owned() } else { format!("{} stories part", count(cause.parted)) },
        if cause.moved == 1 { "1 ends".to_owned() } else { format!("{} end", count(cause.moved)) },
        super::time(cause.first)
    )
}

/// At which events: those of the log, else those that the trigger names.
fn occasion(cause: &Cause) -> String {
    if cause.events.is_empty() {
        return if cause.on.is_empty() { String::new() } else { format!(", on {}", cause.on.join(" or ")) };
    }
    let one = cause.events.len() == 1;
    let name = |of: &CauseEvent| {
        let event = of.event.as_deref().map_or_else(|| "as time passed".to_owned(), |event| format!("at {event}"));
        if one { event } else { format!("{event} ({})", count(of.stories)) }
    };
    let names: Vec<String> = cause.events.iter().map(name).collect();
    format!(", {}", listed(&names.iter().map(String::as_str).collect::<Vec<_>>(), SOME, ", ", ", "))
}

/// `gate max_moved: 13.3 %, at most 5.0 % is breached`.
pub fn gate(gate: &Gate) -> String {
    let found = gate.found.map_or_else(|| "cannot be compared".to_owned(), |found| share(Some(found)));
    let said = if gate.breached { "is breached" } else { "holds" };
    format!("gate {}: {found}, at most {} {said}", gate.gate, share(Some(gate.limit)))
}

/// `sales: let ready is changed`.
pub fn approver(approver: &Approver) -> String {
    let because: Vec<&str> = approver.because.iter().map(String::as_str).collect();
    let unasked = if is_unasked(approver) { "; CODEOWNERS does not ask them" } else { "" };
    format!("{}: {}{unasked}", approver.team, listed(&because, SOME, "; ", " and "))
}

/// Whether CODEOWNERS lets the change pass without a team.
pub fn is_unasked(approver: &Approver) -> bool {
    approver.in_codeowners == Some(false)
}

/// Two texts that differ, from a little before where they do, so that this is seen of long ones, too.
fn quoted(texts: [Option<&str>; 2]) -> [String; 2] {
    let texts = texts.map(|text| text.map(on_one_line));
    let skipped = match &texts {
        [Some(before), Some(after)] if [before, after].into_iter().any(|text| text.chars().count() > TEXT) => {
            let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b).count();
            same.saturating_sub(TEXT / 4)
        }
        _ => 0,
    };
    let quoted = |text: String| {
        let rest: String = text.chars().skip(skipped).collect();
        format!("`{}{}`", if skipped > 0 { "…" } else { "" }, clipped(&rest))
    };
    texts.map(|text| text.map_or_else(|| "nothing".to_owned(), quoted))
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn clipped(text: &str) -> String {
    let text = on_one_line(text);
    if text.chars().count() <= TEXT { text } else { text.chars().take(TEXT).collect::<String>() + "…" }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn of_long_texts_the_part_that_differs_is_shown() {
        assert_eq!(quoted([Some("a  b"), None]), ["`a b`", "nothing"]);
        let same = "0123456789 ".repeat(40);
        let [before, after] = quoted([&format!("{same}two and more"), &format!("{same}three")].map(|text| Some(text.as_str())));
        assert!(before.starts_with("`…") && before.ends_with("two and more`") && before.chars().count() < 80, "{before}");
        assert!(after.ends_with("three`"), "{after}");
    }
}
