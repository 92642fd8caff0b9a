//! Results for people: what failed, with what was expected beside what came.

use super::diff::diff;
use super::{View, place};
use crate::diagnostics::render;
use crate::model::Model;
use crate::render::Paint;
use crate::render::trace::reading;
use crate::render::words::counted;
use crate::suite::results::{SnapshotResult, SnapshotState, TestResult};
use crate::suite::timeline::{Kept, Row, Step};
use unicode_width::UnicodeWidthStr;

/// All files, then how many passed.
pub fn human(views: &[View<'_>], paint: Paint, width: usize) -> String {
    let mut text = String::new();
    for view in views {
        text.push_str(&format!("{}\n", paint.bold(view.path)));
        text.push_str(&file(view, paint, width));
        text.push('\n');
    }
    text.push_str(&totals(views, paint));
    text
}

fn file(view: &View<'_>, paint: Paint, width: usize) -> String {
    let mut text = String::new();
    let colour = paint == Paint::Colour;
    if let (Some((sources, findings)), None) = (&view.definition, &view.model) {
        text.push_str(&render::human(findings, sources, colour, width));
    }
    text.push_str(&render::human(view.findings, view.sources, colour, width));
    if let Some(why) = view.hindrance() {
        return format!("{text}  {} {why}\n", paint.fault("✗"));
    }
    for test in view.tests {
        let title = test.title.as_ref().map_or_else(String::new, |title| paint.dim(&format!("  {title}")));
        text.push_str(&format!("  {} {}{title}\n", mark(test.has_passed(), paint), test.name));
    }
    for snapshot in view.snapshots {
        let what = snapshot.keep.map_or(snapshot.name.clone(), |keep| format!("{} {}", snapshot.name, keep.word()));
        let state = if snapshot.state == SnapshotState::Same { String::new() } else { format!("  {}", snapshot.state.word()) };
        text.push_str(&format!("  {} {what}{}\n", mark(!snapshot.state.fails(), paint), paint.dim(&state)));
    }
    for test in view.tests.iter().filter(|test| !test.has_passed()) {
        text.push_str(&failed(view, test, paint));
    }
    for snapshot in view.snapshots.iter().filter(|snapshot| snapshot.state.fails()) {
        text.push_str(&differing(snapshot, paint));
    }
    text
}

fn mark(good: bool, paint: Paint) -> String {
    if good { paint.good("✓") } else { paint.fault("✗") }
}

/// A scenario that failed: what is not met, then what was expected beside what came.
fn failed(view: &View<'_>, test: &TestResult, paint: Paint) -> String {
    let mut text = format!("\n{} {}\n\n", paint.fault("✗"), paint.bold(&test.name));
    for miss in &test.misses {
        text.push_str(&format!("  {} {}\n    {}\n", paint.fault("×"), miss.message, paint.dim(&view.place(miss.span))));
    }
    let several = test.timelines.len() > 1;
    for (subject, rows) in test.timelines.iter().filter(|(_, rows)| !rows.is_empty()) {
        let of = if several { format!(" of {subject}") } else { String::new() };
        text.push_str(&format!("\n{}", timeline(view, rows, &of, paint)));
    }
    text
}

/// Two columns: what was expected, what came; under what came, why.
fn timeline(view: &View<'_>, rows: &[Row], of: &str, paint: Paint) -> String {
    let trigger = |step: &Step| {
        let name = |model: &crate::model::Model| step.trigger.map(|id| model.triggers[id].name.clone());
        view.model.and_then(name).map_or_else(String::new, |name| format!("  {name}"))
    };
    let expected =
        |step: &Step| format!("{}{}{}", step.stage, step.at.as_ref().map_or_else(String::new, |at| format!(" {at}")), trigger(step));
    let spot = |trigger: Option<crate::ids::TriggerId>| {
        let span = |model: &crate::model::Model| trigger.map(|id| model.triggers[id].span);
        let (sources, span) = view.definition.as_ref().map(|(sources, _)| *sources).zip(view.model.and_then(span))?;
        let place = place(sources, span);
        let (file, _) = place.rsplit_once(':')?;
        Some(format!("  {}", paint.dim(file)))
    };
    let left: Vec<String> = rows.iter().map(|row| row.expected.as_ref().map_or_else(String::new, expected)).collect();
    let bare = rows.iter().all(|row| row.expected.is_none());
    let wide = left.iter().map(|cell| cell.width()).max().unwrap_or(0).max("expected".len() + of.width()).min(60);
    let stage = rows.iter().filter_map(|row| row.came.as_ref()).map(|step| step.stage.width()).max().unwrap_or(0);
    let when = rows.iter().filter_map(|row| row.came.as_ref()?.at.as_ref()).map(|at| at.width()).max().unwrap_or(0);
    let pad = |text: &str, width: usize| format!("{text}{}", " ".repeat(width.saturating_sub(text.width())));
    let mut text = format!("    {}   {}\n", paint.bold(&pad(&format!("expected{of}"), wide)), paint.bold("came"));
    for (row, cell) in rows.iter().zip(&left) {
        let sign = match (&row.expected, &row.came) {
            (Some(_), Some(_)) => " ",
            (Some(_), None) => "-",
            // where nothing is said of the way, nothing of it is too much
            (None, Some(_) | None) if bare => " ",
            (None, Some(_) | None) => "+",
        };
        let came = row.came.as_ref().map_or_else(String::new, |step| {
            let at = step.at.as_deref().unwrap_or_default();
            format!("{} {}{}{}", pad(&step.stage, stage), pad(at, when), trigger(step), spot(step.trigger).unwrap_or_default())
        });
        let line = format!("  {sign} {}   {came}", pad(cell, wide));
        let line = line.trim_end();
        text.push_str(&if sign == " " { format!("{line}\n") } else { format!("{}\n", paint.fault(line)) });
        if let Some((model, kept)) = view.model.zip(row.kept.as_ref()) {
            let name = &model.triggers[kept.trigger].name;
            let place = spot(Some(kept.trigger)).unwrap_or_default();
            text.push_str(&format!("    {}   {name} did not fire{place}{}\n", pad("", wide), lacks(model, kept, row.why.is_empty())));
        }
        for why in &row.why {
            text.push_str(&format!("    {}     {}\n", pad("", wide), paint.dim(&reading(why))));
        }
    }
    text
}

/// When a trigger that did not fire was looked at, and how that went; what it lacks follows.
fn lacks(model: &Model, kept: &Kept, held: bool) -> String {
    let Some(at) = &kept.at else { return ": no such event".to_owned() };
    match (held, kept.instead) {
        (true, Some(other)) => format!("; at {at} it held, but {} comes before it", model.triggers[other].name),
        (true, None) => format!("; at {at} it held"),
        (false, _) if kept.is_said => format!("; at {at} it lacks"),
        (false, _) => format!("; closest at {at}, it lacks"),
    }
}

/// A snapshot that is not what it was.
fn differing(snapshot: &SnapshotResult, paint: Paint) -> String {
    let head = format!("\n{} {}  {}\n", paint.fault("✗"), paint.bold(&snapshot.name), paint.dim(&snapshot.file));
    match &snapshot.state {
        SnapshotState::Differs { old, new } if old.is_empty() => {
            let lines = new.lines().count();
            format!("{head}  nothing is stored yet; `funnelc test --update={}` stores these {lines} lines\n", snapshot.name)
        }
        SnapshotState::Differs { old, new } => {
            let (plus, minus) = (paint.good("+new results"), paint.fault("-old snapshot"));
            let help = format!("  if it is meant, accept it with `funnelc test --update={}`\n", snapshot.name);
            format!("{head}\n  {minus}\n  {plus}\n  {}\n{}\n{}", paint.dim("────────────┬"), diff(old, new, paint), paint.dim(&help))
        }
        SnapshotState::Unreferenced => {
            format!("{head}  no snapshot makes this file: take it away, or let `funnelc test --update` do it\n")
        }
        SnapshotState::Same | SnapshotState::Written | SnapshotState::Removed => String::new(),
    }
}

/// `8 tests passed, 1 failed; 2 snapshots the same`.
fn totals(views: &[View<'_>], paint: Paint) -> String {
    let tests = || views.iter().flat_map(|view| view.tests);
    let snapshots = || views.iter().flat_map(|view| view.snapshots);
    let passed = tests().filter(|test| test.has_passed()).count() as u64;
    let failed = tests().count() as u64 - passed;
    let differing = snapshots().filter(|snapshot| snapshot.state.fails()).count() as u64;
    let good = snapshots().count() as u64 - differing;
    let mut parts = Vec::new();
    if failed + passed > 0 {
        parts.push(if failed > 0 { paint.fault(&format!("{} failed", counted(failed, "test"))) } else { String::new() });
        parts.push(paint.good(&format!("{} passed", counted(passed, "test"))));
    }
    if differing + good > 0 {
        parts.push(if differing > 0 { paint.fault(&format!("{} to be looked at", counted(differing, "snapshot"))) } else { String::new() });
        parts.push(if good > 0 { format!("{} as stored", counted(good, "snapshot")) } else { String::new() });
    }
    let hindered = views.iter().filter(|view| view.hindrance().is_some()).count() as u64;
    if hindered > 0 {
        parts.push(paint.fault(&format!("{} not run", counted(hindered, "file"))));
    }
    parts.retain(|part| !part.is_empty());
    format!("{}\n", parts.join(", "))
}
