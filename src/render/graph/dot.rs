//! The picture in the language of Graphviz.

use super::{Label, Role, Source, heading, lines, on_path, one_line, title};
use crate::ids::*;
use crate::model::graph::Place;
use crate::model::{Model, Stage};
use std::fmt::Write as _;

/// The digraph, ending in a line feed.
pub fn dot(model: &Model) -> String {
    let mut out = format!(
        "digraph {} {{\n  graph [label={}, labelloc=t, rankdir=TB, fontname=\"Helvetica\", fontsize=16, nodesep=0.5, ranksep=0.6]\n",
        quoted(&model.name),
        quoted(heading(model)),
    );
    out.push_str("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=12, margin=\"0.2,0.1\"]\n");
    out.push_str("  edge [fontname=\"Helvetica\", fontsize=10, color=\"#64748b\", fontcolor=\"#334155\", arrowsize=0.8]\n");
    let lines = lines(model);
    if lines.iter().any(|line| line.from == Source::At(Place::Start)) {
        out.push_str(
            "  \"start\" [label=\"\", xlabel=\"start\", shape=circle, style=filled, width=0.2, fillcolor=\"#64748b\", color=\"#64748b\"]\n",
        );
    }
    if lines.iter().any(|line| line.from == Source::Any) {
        out.push_str("  \"any\" [label=\"any open stage\", style=\"rounded,dashed\", color=\"#64748b\", fontcolor=\"#334155\"]\n");
    }
    for stage in model.stages.iter().filter(|stage| on_path(stage)) {
        node(&mut out, "  ", stage);
    }
    // A heavy line nobody sees keeps the path in the order of the funnel.
    let path: Vec<String> = model.stages.iter().filter(|stage| on_path(stage)).map(|stage| quoted(&stage.name)).collect();
    if path.len() > 1 {
        let _ = writeln!(out, "  {} [style=invis, weight=100]", path.join(" -> "));
    }
    if model.stages.iter().any(|stage| !on_path(stage)) {
        out.push_str("  subgraph \"cluster_beside\" {\n    graph [label=\"beside the path\", fontsize=10, style=\"rounded,dashed\", color=\"#94a3b8\"]\n");
        for stage in model.stages.iter().filter(|stage| !on_path(stage)) {
            node(&mut out, "    ", stage);
        }
        out.push_str("  }\n");
    }
    for line in &lines {
        let from = match line.from {
            Source::At(Place::Start) => "\"start\"".to_owned(),
            Source::At(Place::Stage(stage)) => id(model, stage),
            Source::Any => "\"any\"".to_owned(),
        };
        let mut attributes = vec![format!("label={}", words(&line.label))];
        if line.label.timer {
            attributes.push("style=dashed".to_owned());
        }
        if line.label.human {
            attributes.push("penwidth=2".to_owned());
        }
        if leads_back(model, line.from, line.to) {
            attributes.push("constraint=false".to_owned());
        }
        let _ = writeln!(out, "  {from} -> {} [{}]", id(model, line.to), attributes.join(", "));
    }
    out.push_str("}\n");
    out
}

/// A line that leads back must not turn the order of the ranks around.
fn leads_back(model: &Model, from: Source, to: StageId) -> bool {
    let Source::At(Place::Stage(from)) = from else { return false };
    let beside = |stage: StageId| model.stages.get(stage).is_some_and(|stage| !on_path(stage));
    from >= to || beside(from) && !beside(to)
}

fn node(out: &mut String, indent: &str, stage: &Stage) {
    let (fill, stroke, text) = match Role::of(stage) {
        Role::Path => ("#e0e7ff", "#4f46e5", "#1e1b4b"),
        Role::Aside => ("#fef3c7", "#b45309", "#451a03"),
        Role::Won => ("#bbf7d0", "#15803d", "#052e16"),
        Role::Lost => ("#fee2e2", "#b91c1c", "#450a0a"),
    };
    let mut words = vec![title(stage)];
    words.extend((title(stage) != stage.name).then_some(stage.name.as_str()));
    let width = if stage.outcome.is_some() { ", penwidth=2" } else { "" };
    let _ = writeln!(
        out,
        "{indent}{} [label={}, fillcolor=\"{fill}\", color=\"{stroke}\", fontcolor=\"{text}\"{width}]",
        quoted(&stage.name),
        broken(&words)
    );
}

fn words(label: &Label) -> String {
    let mut words = vec![label.trigger.as_str(), label.cause.as_str()];
    words.extend(label.human.then_some("by a person"));
    words.retain(|word| !word.is_empty());
    broken(&words)
}

fn id(model: &Model, stage: StageId) -> String {
    quoted(model.stages.get(stage).map_or("", |stage| &stage.name))
}

/// A quoted text.
fn quoted(text: &str) -> String {
    broken(&[text])
}

/// Texts below one another as one quoted text. A backslash would begin an escape, an ampersand a character reference.
fn broken(lines: &[&str]) -> String {
    let escaped = |line: &&str| one_line(line).replace('&', "&amp;").replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", lines.iter().map(escaped).collect::<Vec<_>>().join("\\n"))
}
