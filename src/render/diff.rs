//! A diff for a terminal, and for the comment of a pull request: one screen, the rest folded, never more than a host takes.

use super::trace::number;
use super::words::{Paint, count, duration, plural};
use crate::model::Model;
use crate::review::{Cause, CauseEvent, Cell, Change, Class, Decided, Delta, Diff, Gate, Impact, Part, Side};
use crate::trace::Spot;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Characters that a comment may have.
const MOST: usize = 60_000;
/// Rows of a list that are shown on the first screen.
const FIRST: usize = 8;
/// Rows of a folded list.
const FOLDED: usize = 60;
/// Names of a list in one line.
const NAMED: usize = 20;
/// Characters of a text that are shown.
const TEXT: usize = 160;

/// The diff for a terminal, ending in a line feed.
pub fn human(diff: &Diff, model: &Model, paint: Paint) -> String {
    let mut out = format!("{}  {}\n", paint.bold(&diff.funnel), versions(diff));
    let _ = writeln!(out, "{}", headline(diff, model));
    for line in inventory(diff).iter().chain(&broken(diff)) {
        let _ = writeln!(out, "  {line}");
    }
    for change in diff.changes.iter().filter(|_| is_both(diff)) {
        let _ = writeln!(out, "\n  {} {} {}", paint.bold(&subject(change)), change.kind.word(), class(change.class, paint));
        for line in particulars(change) {
            let _ = writeln!(out, "    {line}");
        }
    }
    if let Some(impact) = &diff.impact {
        for (title, rows) in tables(impact, true) {
            if !rows.is_empty() {
                let _ = writeln!(out, "\n{}", paint.bold(&title));
                out.push_str(&aligned(&rows));
            }
        }
        if !impact.causes.is_empty() {
            let _ = writeln!(out, "\n{}", paint.bold("First causes"));
        }
        for cause in &impact.causes {
            let _ = writeln!(out, "  {}", self::cause(cause));
        }
        if !impact.examples.is_empty() {
            let _ = writeln!(out, "\n{}", paint.bold("Who moves"));
        }
        for example in &impact.examples {
            let stage = |stage: &Option<String>| stage.clone().unwrap_or_else(|| NOWHERE.to_owned());
            let at = example.parts_at.map_or_else(String::new, |at| format!(", since {}", super::trace::time(at)));
            let _ = writeln!(out, "  {}: {} → {}{at}", example.subject, stage(&example.from), stage(&example.to));
        }
    }
    ending(&mut out, diff, paint);
    out
}

/// What is said of where a subject is that never entered the funnel.
const NOWHERE: &str = "not in the funnel";

/// The diff as a comment, ending in a line feed. Names of subjects and values of dimensions only where they are asked for.
pub fn markdown(diff: &Diff, model: &Model, subjects: bool) -> String {
    let mut out = format!("### `{}`: {}\n\n", diff.funnel, headline(diff, model));
    let shown = |changes: &[Change]| {
        let mut text = String::new();
        for change in changes {
            let _ = writeln!(text, "- **{}** {}: {}", escaped(&subject(change)), change.kind.word(), change.class.word());
            for line in particulars(change) {
                let _ = writeln!(text, "  - {}", escaped(&line));
            }
        }
        text
    };
    let changes: &[Change] = if is_both(diff) { &diff.changes } else { &[] };
    let first = changes.len().min(FIRST);
    out.push_str(&shown(&changes[..first]));
    for line in inventory(diff).iter().chain(&broken(diff)) {
        let _ = writeln!(out, "- {}", escaped(line));
    }
    for gate in &diff.gates {
        let mark = if gate.breached { "❌" } else { "✅" };
        let _ = writeln!(out, "\n{mark} {}", escaped(&self::gate(gate)));
    }
    if let Some(impact) = diff.impact.as_ref().filter(|impact| impact.parted > 0) {
        let mut moves = matrix(&impact.matrix);
        if moves.len() > FIRST {
            moves.truncate(FIRST);
            moves.push(vec!["…".to_owned()]);
        }
        let _ = write!(out, "\n{}", table(&moves));
        for cause in impact.causes.iter().take(FIRST) {
            let _ = writeln!(out, "\n{}", escaped(&self::cause(cause)));
        }
    }
    if !diff.approvers.is_empty() {
        let names: Vec<String> = diff.approvers.iter().map(|approver| format!("**{}**", escaped(&approver.team))).collect();
        let _ = writeln!(out, "\nTo agree: {}", names.join(", "));
    }
    let mut folded: Vec<(String, String)> = Vec::new();
    if changes.len() > first {
        let rest = &changes[first..changes.len().min(first + FOLDED)];
        let more = changes.len() - first - rest.len();
        let tail = if more > 0 { format!("- and {} more\n", count(more as u64)) } else { String::new() };
        folded.push((format!("{} more changes", count((changes.len() - first) as u64)), shown(rest) + &tail));
    }
    if let Some(impact) = diff.impact.as_ref().filter(|impact| impact.differs()) {
        let tables = tables(impact, subjects).into_iter().filter(|(_, rows)| !rows.is_empty());
        folded.extend(tables.map(|(title, rows)| (title, table(&rows))));
        if subjects && !impact.examples.is_empty() {
            let stage = |stage: &Option<String>| stage.as_deref().map_or_else(|| NOWHERE.to_owned(), escaped);
            let rows = impact
                .examples
                .iter()
                .map(|example| format!("- {}: {} → {}\n", escaped(&example.subject), stage(&example.from), stage(&example.to)));
            folded.push(("Subjects that moved".to_owned(), rows.collect()));
        }
    }
    let who: String = diff.approvers.iter().map(|approver| format!("- {}\n", escaped(&self::approver(approver)))).collect();
    if !who.is_empty() {
        folded.push(("Who has to agree, and why".to_owned(), who));
    }
    let mut left_out = false;
    for (title, body) in folded {
        let block = format!("\n<details><summary>{title}</summary>\n\n{body}\n</details>\n");
        if out.chars().count() + block.chars().count() > MOST - 2_000 {
            left_out = true;
            continue;
        }
        out.push_str(&block);
    }
    if left_out {
        out.push_str("\nTables that would not fit are left out; `funnelc diff` shows them.\n");
    }
    let _ = writeln!(out, "\n<sub>{}</sub>", escaped(&versions(diff)));
    if out.chars().count() > MOST {
        out = out.chars().take(MOST - 100).collect::<String>() + "\n\nCut here; `funnelc diff` shows the rest.\n";
    }
    out
}

/// Whether there is a version before and one after.
fn is_both(diff: &Diff) -> bool {
    diff.old.is_some() && diff.new.is_some()
}

fn versions(diff: &Diff) -> String {
    match (&diff.old, &diff.new) {
        (Some(old), Some(new)) => format!("{} → {}", old.name, new.name),
        (None, Some(new)) => format!("nothing → {}", new.name),
        (Some(old), None) => format!("{} → nothing", old.name),
        (None, None) => String::new(),
    }
}

/// What a definition consists of that is new or gone: a line for each kind of thing, with its names.
fn inventory(diff: &Diff) -> Vec<String> {
    let mut kinds: Vec<(Part, Vec<&str>)> = Vec::new();
    for change in diff.changes.iter().filter(|_| !is_both(diff)) {
        match kinds.last_mut().filter(|(part, _)| *part == change.part) {
            Some((_, names)) => names.push(&change.name),
            None => kinds.push((change.part, vec![&change.name])),
        }
    }
    let line = |(part, names): (Part, Vec<&str>)| {
        let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {} more", count(more as u64)) } else { String::new() };
        format!("{}: {shown}{more}", plural(names.len() as u64, part.word()))
    };
    kinds.into_iter().filter(|(part, _)| !matches!(part, Part::Funnel | Part::Calendar)).map(line).collect()
}

/// Where names of a definition that is gone are still used.
fn broken(diff: &Diff) -> Vec<String> {
    let mut spots: Vec<&Spot> = diff.changes.iter().filter(|_| !is_both(diff)).flat_map(|change| &change.breaks).collect();
    spots.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    // one line of a file is enough
    spots.dedup_by(|a, b| a.file == b.file);
    spots.into_iter().take(FIRST).map(|spot| format!("breaks {spot}, which uses a name of it")).collect()
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

/// One line: what it comes to.
fn headline(diff: &Diff, model: &Model) -> String {
    if !is_both(diff) {
        return alone(diff, model);
    }
    if diff.changes.is_empty() {
        return "the two mean the same".to_owned();
    }
    let changes = plural(diff.changes.len() as u64, "change");
    let breaking = diff.changes.iter().filter(|change| !change.breaks.is_empty()).count();
    let breaking = if breaking > 0 { format!(", {breaking} breaking") } else { String::new() };
    match &diff.impact {
        None => format!("{changes}{breaking}"),
        Some(impact) if !impact.differs() => format!("{changes}{breaking}, without any effect on the log"),
        Some(impact) if impact.parted == 0 => format!("{changes}{breaking}, no {} moves; figures differ", model.subject),
        Some(impact) => {
            let first = impact.first.map_or_else(String::new, |first| format!(", first on {}", &super::trace::time(first)[..10]));
            format!(
                "{changes}{breaking}; {} of {} in another stage now, {} with another story{first}",
                count(impact.moved),
                plural(impact.subjects, &model.subject),
                count(impact.parted)
            )
        }
    }
}

fn subject(change: &Change) -> String {
    match &change.was {
        Some(was) => format!("{} {} (was {was})", change.part.word(), change.name),
        None => format!("{} {}", change.part.word(), change.name),
    }
}

fn class(class: Class, paint: Paint) -> String {
    match class {
        Class::Cosmetic => paint.dim(class.word()),
        Class::Widening | Class::Narrowing | Class::Both | Class::CannotTell => paint.warn(class.word()),
    }
}

/// What differs, what shows it, and what it breaks.
fn particulars(change: &Change) -> Vec<String> {
    let quoted = |text: &Option<String>| text.as_deref().map_or_else(|| "nothing".to_owned(), |text| format!("`{}`", clipped(text)));
    let mut lines: Vec<String> = change
        .details
        .iter()
        .map(|detail| match (&detail.before, &detail.after) {
            (None, None) => "it stands elsewhere in the order".to_owned(),
            (before, after) => format!("{}: {} → {}", detail.key, quoted(before), quoted(after)),
        })
        .collect();
    lines.extend(change.witness.as_ref().map(|witness| format!("shown by {}", clipped(witness))));
    lines.extend(change.breaks.iter().take(FIRST).map(|spot| format!("breaks {spot}, which uses the old name")));
    lines
}

/// `12 parted, 8 moved: rule engagement.form; `qualified` fired before and does not now`.
fn cause(cause: &Cause) -> String {
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
    let changes = if cause.changes.is_empty() {
        "nothing that changed".to_owned()
    } else {
        cause.changes.iter().take(4).cloned().collect::<Vec<_>>().join(or)
    };
    let more = cause.changes.len().saturating_sub(4);
    let more = if more > 0 { format!("{or}{more} more") } else { String::new() };
    let on = occasion(cause);
    format!(
        "{changes}{more}{each}: {what}{on}; {} stories part so, {} end elsewhere, first {}",
        count(cause.parted),
        count(cause.moved),
        super::trace::time(cause.first)
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
    let more = cause.events.len().saturating_sub(4);
    let more = if more > 0 { format!(", {more} more") } else { String::new() };
    format!(", {}{more}", cause.events.iter().take(4).map(name).collect::<Vec<_>>().join(", "))
}

/// The tables of an impact: a heading, and rows whose first is the head.
fn tables(impact: &Impact, values: bool) -> Vec<(String, Vec<Vec<String>>)> {
    let mut tables = vec![("From where to where".to_owned(), matrix(&impact.matrix))];
    let mut stages = Vec::new();
    for stage in
        impact.stages.iter().filter(|stage| [&stage.entries, &stage.current, &stage.median_seconds].iter().any(|delta| delta.differs()))
    {
        let seconds = |of: Option<f64>| of.map_or_else(|| "–".to_owned(), |of| duration(Some(of)));
        stages.push(vec![
            stage.stage.clone(),
            shown(&stage.entries),
            shown(&stage.current),
            format!("{} → {}", seconds(stage.median_seconds.before), seconds(stage.median_seconds.after)),
        ]);
    }
    tables.push(("Stages".to_owned(), headed(&["stage", "entries", "now", "median stay"], stages)));
    let money = impact
        .stages
        .iter()
        .flat_map(|stage| stage.money.iter().map(move |(attribute, delta)| (format!("{attribute} in {}", stage.stage), delta)));
    let shares = |of: &str, delta: &Delta| (of.to_owned(), *delta);
    let mut figures: Vec<(String, String)> = Vec::new();
    let mut add = |kind: &str, pairs: Vec<(String, Delta)>| {
        figures.extend(
            pairs.into_iter().filter(|(_, delta)| delta.differs()).map(|(name, delta)| (format!("{kind}{name}"), self::shown(&delta))),
        );
    };
    add("conversion ", impact.conversions.iter().map(|(name, delta)| shares(name, delta)).collect());
    add("breaches of ", impact.breaches.iter().map(|(name, delta)| shares(name, delta)).collect());
    add("mean score ", impact.scores.iter().map(|(name, delta)| shares(name, delta)).collect());
    add("", money.map(|(name, delta)| (name, *delta)).collect());
    add("metric ", impact.metrics.iter().map(|(name, delta)| shares(name, delta)).collect());
    add("a week for ", impact.owners.iter().map(|row| (format!("{}: {}", row.owner, row.stage), row.entries_a_week)).collect());
    tables.push(("Figures".to_owned(), headed(&["figure", "before → after"], figures.into_iter().map(|(a, b)| vec![a, b]).collect())));
    let word = |status: &Option<String>| status.as_deref().map_or_else(|| "–".to_owned(), |status| status.replace('_', " "));
    let okrs = impact.okrs.iter().filter(|okr| okr.progress.differs() || okr.status_before != okr.status_after).map(|okr| {
        vec![okr.objective.clone(), shown(&okr.progress), format!("{} → {}", word(&okr.status_before), word(&okr.status_after))]
    });
    tables.push(("Objectives".to_owned(), headed(&["objective", "progress", "status"], okrs.collect())));
    if values {
        let rows = impact.by.iter().flat_map(|segment| {
            segment.entries.iter().map(move |(stage, delta)| {
                vec![segment.dimension.clone(), segment.value.clone().unwrap_or_else(|| "–".to_owned()), stage.clone(), shown(delta)]
            })
        });
        tables.push(("Entries by dimension".to_owned(), headed(&["dimension", "value", "stage", "entries"], rows.collect())));
    }
    tables
}

fn matrix(cells: &[Cell]) -> Vec<Vec<String>> {
    let stage = |stage: &Option<String>| stage.clone().unwrap_or_else(|| NOWHERE.to_owned());
    let mut moved: Vec<&Cell> = cells.iter().filter(|cell| cell.moved).collect();
    moved.sort_by_key(|cell| std::cmp::Reverse(cell.subjects));
    headed(
        &["was in", "is in", "subjects"],
        moved.iter().map(|cell| vec![stage(&cell.from), stage(&cell.to), count(cell.subjects)]).collect(),
    )
}

fn headed(head: &[&str], mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    if rows.is_empty() {
        return rows;
    }
    let more = rows.len().saturating_sub(FOLDED);
    rows.truncate(FOLDED);
    if more > 0 {
        rows.push(vec![format!("and {} more", count(more as u64))]);
    }
    rows.insert(0, head.iter().map(|word| (*word).to_owned()).collect());
    rows
}

/// `40 → 48 (+20.0 %)`.
fn shown(delta: &Delta) -> String {
    let side = |of: Option<f64>| {
        of.map_or_else(|| "–".to_owned(), |of| if of.fract() == 0.0 || of.abs() >= 1.0 { number(of) } else { format!("{of:.4}") })
    };
    let change = match delta.change {
        Some(change) if change != 0.0 => format!(" ({}{:.1} %)", if change > 0.0 { "+" } else { "" }, change * 100.0),
        Some(_) | None => String::new(),
    };
    format!("{} → {}{change}", side(delta.before), side(delta.after))
}

fn gate(gate: &Gate) -> String {
    let share = |share: f64| format!("{:.1} %", share * 100.0);
    let found = gate.found.map_or_else(|| "cannot be compared".to_owned(), share);
    format!("gate {}: {found}, at most {} {}", gate.gate, share(gate.limit), if gate.breached { "is breached" } else { "holds" })
}

fn approver(approver: &crate::review::Approver) -> String {
    let known = match approver.in_codeowners {
        Some(false) => "; CODEOWNERS does not ask them",
        Some(true) | None => "",
    };
    let because: Vec<&str> = approver.because.iter().take(4).map(String::as_str).collect();
    let more = approver.because.len().saturating_sub(4);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}: {}{more}{known}", approver.team, because.join("; "))
}

fn ending(out: &mut String, diff: &Diff, paint: Paint) {
    if !diff.gates.is_empty() {
        out.push('\n');
    }
    for gate in &diff.gates {
        let line = self::gate(gate);
        let _ = writeln!(out, "{}", if gate.breached { paint.fault(&line) } else { line });
    }
    if !diff.approvers.is_empty() {
        let _ = writeln!(out, "\n{}", paint.bold("Who has to agree"));
    }
    for approver in &diff.approvers {
        let _ = writeln!(out, "  {}", self::approver(approver));
    }
}

fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))).collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
    out
}

fn table(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
        if at == 0 {
            let _ = writeln!(out, "|{}", " --- |".repeat(row.len()));
        }
    }
    out
}

fn clipped(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= TEXT { text } else { text.chars().take(TEXT).collect::<String>() + "…" }
}

/// Words, so that nothing in them is taken for Markdown; what stands in backticks stays code.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let even = words.matches('`').count().is_multiple_of(2);
    let mut code = false;
    for c in words.chars() {
        match c {
            '`' if even => {
                code = !code;
                out.push('`');
            }
            '|' => out.push_str("\\|"),
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '@' if !code => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
