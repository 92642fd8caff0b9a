//! A diff as the comment of a pull request: what a reviewer has to know on one screen, the rest folded, never more than a host takes.

use super::tables::{self, Table};
use super::words;
use crate::model::Model;
use crate::render::units::Unit;
use crate::review::{Approver, Change, Diff, Impact};
use std::fmt::Write as _;

/// Characters that a comment may have.
const MOST: usize = 60_000;
/// Rows of a list that are shown on the first screen.
const FIRST: usize = 8;
/// Rows of a folded list.
const FOLDED: usize = 60;

/// The diff as a comment, ending in a line feed. Names of subjects and values of dimensions only where they are asked for. `models` are
/// its versions, the new one first.
pub fn markdown(diff: &Diff, models: &[&Model], subjects: bool) -> String {
    let headline = models.first().map_or_else(String::new, |model| words::headline(diff, model));
    let mut out = format!("### `{}`: {headline}\n\n", diff.funnel);
    let changes = if words::is_both(diff) { words::by_weight(&diff.changes) } else { Vec::new() };
    // new names that break nothing are one line for each kind of thing
    let (names, changes): (Vec<&Change>, Vec<&Change>) = changes.into_iter().partition(|change| words::is_plain_rename(change));
    let (first, rest) = changes.split_at(changes.len().min(FIRST));
    out.push_str(&shown(first));
    for line in words::renames(&names).iter().chain(&words::inventory(diff)).chain(&words::broken(diff)) {
        let _ = writeln!(out, "- {}", escaped(line));
    }
    for gate in &diff.gates {
        let _ = writeln!(out, "\n{} {}", if gate.breached { "❌" } else { "✅" }, escaped(&words::gate(gate)));
    }
    if let Some(impact) = &diff.impact {
        out.push_str(&effect(impact, models));
    }
    if !diff.approvers.is_empty() {
        let names: Vec<String> = diff.approvers.iter().map(team).collect();
        let _ = writeln!(out, "\nTo agree: {}", names.join(", "));
    }
    let mut left_out = false;
    for (title, body) in folded(diff, rest, models, subjects) {
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
    let _ = writeln!(out, "\n<sub>{}</sub>", escaped(&words::versions(diff)));
    if out.chars().count() > MOST {
        out = out.chars().take(MOST - 100).collect::<String>() + "\n\nCut here; `funnelc diff` shows the rest.\n";
    }
    out
}

fn shown(changes: &[&Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let _ = writeln!(text, "- **{}** {}: {}", escaped(&words::subject(change)), change.kind.word(), change.class.word());
        for line in words::particulars(change) {
            let _ = writeln!(text, "  - {}", escaped(&line));
        }
    }
    text
}

/// What it does to the log, for who has a minute: moves, first causes, and what that is to teams, metrics and objectives.
fn effect(impact: &Impact, models: &[&Model]) -> String {
    let mut out = String::new();
    if impact.moved > 0 {
        let _ = write!(out, "\n{}", table(&tables::moves(impact, FIRST)));
    }
    for cause in impact.causes.iter().take(FIRST) {
        let _ = writeln!(out, "\nFirst cause: {}", escaped(&words::cause(cause)));
    }
    let more = impact.causes.len().saturating_sub(FIRST);
    if more > 0 {
        let _ = writeln!(out, "\nand {more} more first causes");
    }
    let mut lines = teams(impact);
    lines.extend(figures(impact, models));
    let objectives = impact.okrs.iter().filter(|okr| okr.status_before != okr.status_after).take(FIRST).map(|okr| {
        let progress = tables::shown(&okr.progress, &Unit::Share(""));
        format!(
            "objective **{}**: {}, {progress}",
            escaped(&okr.objective),
            tables::status(okr.status_before.as_deref(), okr.status_after.as_deref())
        )
    });
    lines.extend(objectives);
    if !lines.is_empty() {
        out.push('\n');
    }
    for line in lines {
        let _ = writeln!(out, "- {line}");
    }
    out
}

/// `**sales**: sal -34.1 %, sql -32.3 % a week`: how many entries more or fewer into the stages of each team.
fn teams(impact: &Impact) -> Vec<String> {
    let changed: Vec<_> = impact.owners.iter().filter(|row| row.entries_a_week.differs()).collect();
    let teams = changed.chunk_by(|a, b| a.owner == b.owner).take(FIRST);
    let line = |rows: &[&crate::review::OwnerImpact]| {
        let stages: Vec<String> = rows.iter().take(FIRST).map(|row| moved(&row.stage, &row.entries_a_week, &Unit::Unknown)).collect();
        let more = if rows.len() > FIRST { format!(", {} more", rows.len() - FIRST) } else { String::new() };
        let owner = rows.first().map_or("", |row| row.owner.as_str());
        format!("**{}**: {}{more} entries a week", escaped(owner), stages.join(", "))
    };
    teams.map(line).collect()
}

/// Metrics whose share of change is known, the greatest first.
fn figures(impact: &Impact, models: &[&Model]) -> Option<String> {
    let mut changed: Vec<_> = impact.metrics.iter().filter(|(_, delta)| delta.differs()).collect();
    changed.sort_by(|(_, a), (_, b)| {
        let size = |delta: &crate::review::Delta| delta.change.map_or(f64::INFINITY, f64::abs);
        size(b).total_cmp(&size(a))
    });
    let names: Vec<String> = changed.iter().take(FIRST).map(|(name, delta)| moved(name, delta, &tables::unit(name, models))).collect();
    let more = if changed.len() > FIRST { format!(", {} more", changed.len() - FIRST) } else { String::new() };
    (!names.is_empty()).then(|| format!("metrics: {}{more}", names.join(", ")))
}

/// `mql -29.3 %`; where that cannot be said, what it was and is.
fn moved(name: &str, delta: &crate::review::Delta, unit: &Unit) -> String {
    format!("{} {}", escaped(name), tables::change(delta, unit).unwrap_or_else(|| tables::shown(delta, unit)))
}

fn team(approver: &Approver) -> String {
    let unasked = if words::is_unasked(approver) { " (CODEOWNERS does not ask them)" } else { "" };
    format!("**{}**{unasked}", escaped(&approver.team))
}

/// What is folded: a title, and what is under it.
fn folded(diff: &Diff, rest: &[&Change], models: &[&Model], subjects: bool) -> Vec<(String, String)> {
    let mut folded: Vec<(String, String)> = Vec::new();
    if !rest.is_empty() {
        let more = rest.len().saturating_sub(FOLDED);
        let tail = if more > 0 { format!("- and {more} more; `funnelc diff` shows them\n") } else { String::new() };
        folded.push((format!("{} more changes", rest.len()), shown(&rest[..rest.len() - more]) + &tail));
    }
    if let Some(impact) = diff.impact.as_ref().filter(|impact| impact.differs()) {
        let mut all = tables::all(impact, models);
        if tables::moves(impact, FIRST).rows != tables::moves(impact, FOLDED).rows {
            all.insert(0, tables::moves(impact, FOLDED));
        }
        if subjects {
            all.push(tables::by(impact));
        }
        folded.extend(all.into_iter().filter(|table| !table.rows.is_empty()).map(|of| (of.title.to_owned(), table(&of))));
        if !subjects && !impact.by.is_empty() {
            let mut values: indexmap::IndexMap<&str, usize> = indexmap::IndexMap::new();
            impact.by.iter().for_each(|segment| *values.entry(&segment.dimension).or_default() += 1);
            let line = |(name, values): (&str, usize)| format!("- {}: entries change for {values} of its values\n", escaped(name));
            let lines: String = values.into_iter().map(line).collect();
            folded.push(("By dimension".to_owned(), lines + "\n`--show-subjects` names the values.\n"));
        }
        if subjects && !impact.examples.is_empty() {
            let stage = |stage: &Option<String>| stage.as_deref().map_or_else(|| words::NOWHERE.to_owned(), escaped);
            let examples = impact.examples.iter();
            let rows = examples.map(|of| format!("- {}: {} → {}\n", escaped(&of.subject), stage(&of.from), stage(&of.to)));
            folded.push(("Subjects that moved".to_owned(), rows.collect()));
        }
    }
    let who: String = diff.approvers.iter().map(|approver| format!("- {}\n", escaped(&words::approver(approver)))).collect();
    if !who.is_empty() {
        folded.push(("Who has to agree, and why".to_owned(), who));
    }
    folded
}

fn table(table: &Table) -> String {
    let mut out = String::new();
    for (at, row) in table.rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
        if at == 0 {
            let _ = writeln!(out, "|{}", " --- |".repeat(row.len()));
        }
    }
    out
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
