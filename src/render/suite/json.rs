//! Results for programs.

use super::{View, place};
use crate::render::findings::{self, Checked};
use crate::suite::results::SnapshotState;
use crate::suite::timeline::Row;
use serde_json::{Value, json};

/// One document of all files, and what was asked for beside them.
///
/// # Errors
/// Where something is no JSON, which is a fault of this program.
pub fn json(views: &[View<'_>], coverage: Option<Value>, mutation: Option<Value>) -> Result<String, serde_json::Error> {
    let files = views.iter().map(file).collect::<Result<Vec<_>, _>>()?;
    let tests = || views.iter().flat_map(|view| view.tests);
    let snapshots = || views.iter().flat_map(|view| view.snapshots);
    let mut document = json!({
        "schema": 1,
        "passed": tests().filter(|test| test.has_passed()).count(),
        "failed": tests().filter(|test| !test.has_passed()).count(),
        "snapshots_failed": snapshots().filter(|snapshot| snapshot.state.fails()).count(),
        "files": files,
    });
    for (name, part) in [("coverage", coverage), ("mutation", mutation)] {
        if let Some(part) = part {
            document[name] = part;
        }
    }
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn file(view: &View<'_>) -> Result<Value, serde_json::Error> {
    let definition = view.definition.as_ref().map(|(sources, findings)| Checked { sources, findings });
    let own = Checked { sources: view.sources, findings: view.findings };
    let all: Vec<Checked<'_>> = definition.into_iter().chain([own]).collect();
    let findings: Value = serde_json::from_str(&findings::json(&all))?;
    let tests: Vec<Value> = view
        .tests
        .iter()
        .map(|test| {
            let misses: Vec<Value> = test.misses.iter().map(|miss| json!({ "message": miss.message, "place": view.place(miss.span) })).collect();
            let timelines: Vec<Value> = test
                .timelines
                .iter()
                .map(|(subject, rows)| json!({ "subject": subject, "rows": rows.iter().map(|row| self::row(view, row)).collect::<Vec<_>>() }))
                .collect();
            json!({
                "name": test.name, "title": test.title, "place": view.place(test.span),
                "status": if test.has_passed() { "passed" } else { "failed" },
                "misses": misses, "timelines": timelines,
            })
        })
        .collect();
    let snapshots: Vec<Value> = view
        .snapshots
        .iter()
        .map(|snapshot| {
            let diff = match &snapshot.state {
                SnapshotState::Differs { old, new } => {
                    Some(similar::TextDiff::from_lines(old.as_str(), new.as_str()).unified_diff().header("stored", "now").to_string())
                }
                SnapshotState::Same | SnapshotState::Written | SnapshotState::Unreferenced | SnapshotState::Removed => None,
            };
            json!({
                "name": snapshot.name, "keep": snapshot.keep.map(crate::suite::Keep::word), "file": snapshot.file,
                "status": snapshot.state.word(), "diff": diff,
            })
        })
        .collect();
    Ok(json!({
        "file": view.path, "findings": findings.get("findings"), "not_run": view.hindrance(), "tests": tests, "snapshots": snapshots,
    }))
}

fn row(view: &View<'_>, row: &Row) -> Value {
    let step = |step: &crate::suite::timeline::Step| {
        let trigger = step.trigger.zip(view.model).map(|(id, model)| &model.triggers[id]);
        let spot = trigger.zip(view.definition.as_ref()).map(|(trigger, (sources, _))| place(sources, trigger.span));
        json!({ "stage": step.stage, "at": step.at, "trigger": trigger.map(|trigger| &trigger.name), "place": spot })
    };
    json!({ "expected": row.expected.as_ref().map(step), "came": row.came.as_ref().map(step), "why": row.why, "kept": row.kept.zip(view.model).map(|(id, model)| &model.triggers[id].name) })
}
