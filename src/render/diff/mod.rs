//! A diff for a terminal: everything, the most important first and once more what has to be done at the end.

mod markdown;
mod tables;
mod words;

use super::words::Paint;
use crate::model::Model;
use crate::review::{Class, Diff};
use std::fmt::Write as _;
use tables::Table;
use unicode_width::UnicodeWidthStr;

pub use markdown::markdown;

use super::trace::time;

/// Rows of a list of moves.
const MOVES: usize = 60;

/// The diff for a terminal, ending in a line feed. `models` are its versions, the new one first.
pub fn human(diff: &Diff, models: &[&Model], paint: Paint) -> String {
    let mut out = format!("{}  {}\n", paint.bold(&diff.funnel), words::versions(diff));
    if let Some(model) = models.first() {
        let _ = writeln!(out, "{}", words::headline(diff, model));
    }
    for line in words::inventory(diff).iter().chain(&words::broken(diff)) {
        let _ = writeln!(out, "  {line}");
    }
    for change in diff.changes.iter().filter(|_| words::is_both(diff)) {
        let _ = writeln!(out, "\n  {} {} {}", paint.bold(&words::subject(change)), change.kind.word(), class(change.class, paint));
        for line in words::particulars(change) {
            let _ = writeln!(out, "    {line}");
        }
    }
    if let Some(impact) = &diff.impact {
        section(&mut out, &tables::moves(impact, MOVES), paint);
        list(&mut out, "First causes", impact.causes.iter().map(words::cause), paint);
        for table in tables::all(impact, models).iter().chain([&tables::by(impact)]) {
            section(&mut out, table, paint);
        }
        let stage = |stage: &Option<String>| stage.clone().unwrap_or_else(|| words::NOWHERE.to_owned());
        let examples = impact.examples.iter().map(|example| {
            let at = example.parts_at.map_or_else(String::new, |at| format!(", since {}", time(at)));
            format!("{}: {} → {}{at}", example.subject, stage(&example.from), stage(&example.to))
        });
        list(&mut out, "Who moves", examples, paint);
    }
    if !diff.gates.is_empty() {
        out.push('\n');
    }
    for gate in &diff.gates {
        let line = words::gate(gate);
        let _ = writeln!(out, "{}", if gate.breached { paint.fault(&line) } else { line });
    }
    list(&mut out, "Who has to agree", diff.approvers.iter().map(words::approver), paint);
    out
}

fn class(class: Class, paint: Paint) -> String {
    match class {
        Class::Cosmetic => paint.dim(class.word()),
        Class::Widening | Class::Narrowing | Class::Both | Class::CannotTell => paint.warn(class.word()),
    }
}

/// Lines under a heading, if there are any.
fn list(out: &mut String, title: &str, lines: impl Iterator<Item = String>, paint: Paint) {
    for (at, line) in lines.enumerate() {
        if at == 0 {
            let _ = writeln!(out, "\n{}", paint.bold(title));
        }
        let _ = writeln!(out, "  {line}");
    }
}

fn section(out: &mut String, table: &Table, paint: Paint) {
    if table.rows.is_empty() {
        return;
    }
    let rows = &table.rows;
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let _ = writeln!(out, "\n{}", paint.bold(table.title));
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))).collect();
        let _ = writeln!(out, "  {}", cells.join("  ").trim_end());
    }
}
