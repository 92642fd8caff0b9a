//! The picture as a Mermaid flowchart, which GitHub, GitLab and most wikis draw by themselves.

use super::{Label, Role, Source, heading, lines, on_path, one_line, title};
use crate::ids::*;
use crate::model::graph::Place;
use crate::model::{Model, Stage};
use std::fmt::Write as _;

/// Words that mean something to Mermaid where the id of a node may stand.
const RESERVED: &[&str] = &[
    "acc",
    "call",
    "class",
    "classdef",
    "click",
    "default",
    "direction",
    "end",
    "flowchart",
    "graph",
    "href",
    "interpolate",
    "linkstyle",
    "o",
    "style",
    "subgraph",
    "v",
    "x",
];

/// How stages look on light and on dark ground alike.
const CLASSES: &str = "  classDef path fill:#e0e7ff,stroke:#4f46e5,color:#1e1b4b
  classDef aside fill:#fef3c7,stroke:#b45309,color:#451a03
  classDef won fill:#bbf7d0,stroke:#15803d,color:#052e16,stroke-width:2px
  classDef lost fill:#fee2e2,stroke:#b91c1c,color:#450a0a,stroke-width:2px
  classDef point fill:#f1f5f9,stroke:#64748b,color:#334155,stroke-dasharray:3 3
";

/// The flowchart, ending in a line feed.
pub fn mermaid(model: &Model) -> String {
    // a JSON string is a YAML string
    let title = serde_json::Value::from(one_line(heading(model)));
    let mut out = format!("---\ntitle: {title}\n---\nflowchart TB\n");
    let lines = lines(model);
    for (point, source) in [("start([\"start\"])", Source::At(Place::Start)), ("any([\"any open stage\"])", Source::Any)] {
        if lines.iter().any(|line| line.from == source) {
            let _ = writeln!(out, "  {point}:::point");
        }
    }
    for stage in model.stages.iter().filter(|stage| on_path(stage)) {
        node(&mut out, "  ", stage);
    }
    if model.stages.iter().any(|stage| !on_path(stage)) {
        out.push_str("  subgraph beside-the-path [\"beside the path\"]\n");
        for stage in model.stages.iter().filter(|stage| !on_path(stage)) {
            node(&mut out, "    ", stage);
        }
        out.push_str("  end\n");
    }
    for line in &lines {
        let from = match line.from {
            Source::At(Place::Start) => "start".to_owned(),
            Source::At(Place::Stage(stage)) => id(model, stage),
            Source::Any => "any".to_owned(),
        };
        let arrow = match (line.label.timer, line.label.human) {
            (true, _) => "-.->",
            (false, true) => "==>",
            (false, false) => "-->",
        };
        let _ = writeln!(out, "  {from} {arrow}|\"{}\"| {}", words(&line.label), id(model, line.to));
    }
    out.push_str(CLASSES);
    out
}

fn node(out: &mut String, indent: &str, stage: &Stage) {
    let role = Role::of(stage);
    let (open, close) = if stage.outcome.is_some() { ("([\"", "\"])") } else { ("[\"", "\"]") };
    let mut words = escaped(title(stage));
    if let Some(owner) = &stage.owner {
        let _ = write!(words, "<br/><small>{}</small>", escaped(owner));
    }
    let _ = writeln!(out, "{indent}{}{open}{words}{close}:::{}", safe(&stage.name), role.word());
}

fn words(label: &Label) -> String {
    let mut words = Vec::new();
    if !label.trigger.is_empty() {
        words.push(format!("<b>{}</b>", escaped(&label.trigger)));
    }
    words.push(escaped(&label.cause));
    if label.human {
        words.push("<i>by a person</i>".to_owned());
    }
    words.join("<br/>")
}

fn id(model: &Model, stage: StageId) -> String {
    model.stages.get(stage).map_or_else(String::new, |stage| safe(&stage.name))
}

/// A stage's id as the id of a node: ids have no hyphens, so what is put before a reserved word makes no second one of it.
fn safe(name: &str) -> String {
    if RESERVED.contains(&name) { format!("stage-{name}") } else { name.to_owned() }
}

/// A text within quotes. What could end the text, begin a tag, a directive, a formula or a style is written by its number.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in one_line(text).chars() {
        match character {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            ' ' | '_' | '-' | '.' | ',' | '=' | '+' | '/' | '(' | ')' | '!' | '?' => out.push(character),
            other if other.is_ascii_punctuation() => {
                let _ = write!(out, "#{};", u32::from(other));
            }
            other => out.push(other),
        }
    }
    out
}
