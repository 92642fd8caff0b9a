//! The stages and triggers of a model as a picture: Mermaid and Graphviz for other programs to draw, SVG as it is.
//!
//! Shared here: which lines there are and what stands on them. Conditions are shown as written, not whether they can hold.

mod dot;
mod mermaid;
mod svg;
#[cfg(test)]
mod tests;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;

use crate::ids::*;
use crate::model::graph::Place;
use crate::model::{From, Model, Outcome, Stage, Trigger};
use crate::time::duration;

/// Characters of a cause that are shown.
const CAUSE: usize = 46;
/// Events of a trigger that are named.
const EVENTS: usize = 3;

/// Where a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// At the start or a stage.
    At(Place),
    /// At every stage without an outcome: `from: any` is one line, not one for each of them.
    Any,
}

/// A line of the picture.
#[derive(Clone, Debug)]
struct Line {
    from: Source,
    to: StageId,
    label: Label,
}

/// What stands on a line.
#[derive(Clone, Debug, PartialEq)]
struct Label {
    /// The trigger's id; empty for the entry that needs none.
    trigger: String,
    /// What makes it fire, clipped.
    cause: String,
    /// Whether it waits for time to pass.
    timer: bool,
    /// Whether a person confirms it.
    human: bool,
}

/// What a stage is, as far as its colour goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Path,
    Aside,
    Won,
    Lost,
}

impl Role {
    fn of(stage: &Stage) -> Self {
        match stage.outcome {
            Some(Outcome::Won) => Self::Won,
            Some(Outcome::Lost) => Self::Lost,
            None if stage.off_path => Self::Aside,
            None => Self::Path,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Aside => "aside",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// Whether a stage stands on the path of the picture (L6), not beside it.
fn on_path(stage: &Stage) -> bool {
    !stage.off_path && stage.outcome != Some(Outcome::Lost)
}

/// What people call a stage.
fn title(stage: &Stage) -> &str {
    stage.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&stage.name)
}

/// What people call the funnel.
fn heading(model: &Model) -> &str {
    model.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&model.name)
}

/// All lines: triggers in file order, each from its stages in the order it names them.
fn lines(model: &Model) -> Vec<Line> {
    let mut lines = Vec::new();
    let first = model.stages.ids().next();
    if let Some(to) = first.filter(|_| model.triggers.iter().all(|trigger| trigger.from != From::Start)) {
        let label = Label { trigger: String::new(), cause: "first event".to_owned(), timer: false, human: false };
        lines.push(Line { from: Source::At(Place::Start), to, label });
    }
    for trigger in &model.triggers {
        let label = label(model, trigger);
        let mut add = |from| lines.push(Line { from, to: trigger.to, label: label.clone() });
        match &trigger.from {
            From::Start => add(Source::At(Place::Start)),
            From::Any(_) => add(Source::Any),
            From::Stages { stages, .. } => stages.iter().for_each(|stage| add(Source::At(Place::Stage(*stage)))),
        }
    }
    lines
}

fn label(model: &Model, trigger: &Trigger) -> Label {
    Label {
        trigger: trigger.name.clone(),
        cause: clipped(&cause(model, trigger), CAUSE),
        timer: trigger.after.is_some() || trigger.idle.is_some(),
        human: trigger.by_human,
    }
}

/// `meeting_held when event.outcome == "good"`, `idle 30d`, `ready_to_buy`.
fn cause(model: &Model, trigger: &Trigger) -> String {
    let mut events: Vec<&str> = trigger.on.iter().filter_map(|event| model.events.get(*event)).map(|event| event.name.as_str()).collect();
    let more = events.len().saturating_sub(EVENTS);
    events.truncate(EVENTS);
    let mut text = events.join(", ");
    if more > 0 {
        text.push_str(&format!(" or {more} more"));
    }
    let timers = [("after", trigger.after), ("idle", trigger.idle)];
    let mut conditions: Vec<String> =
        timers.iter().filter_map(|(word, time)| time.map(|time| format!("{word} {}", duration::format(time)))).collect();
    if let Some(when) = &trigger.when {
        let alone = conditions.is_empty();
        let text = model.print(when);
        conditions.push(if alone { text } else { format!("when {text}") });
    }
    let conditions = conditions.join(" ");
    match (text.is_empty(), conditions.is_empty()) {
        (_, true) => text,
        (true, false) => conditions,
        (false, false) if conditions.starts_with("after ") || conditions.starts_with("idle ") => format!("{text} {conditions}"),
        (false, false) => format!("{text} when {conditions}"),
    }
}

/// A text in one line of at most so many characters.
fn clipped(text: &str, most: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= most {
        return text;
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// A text without line breaks and other control characters, blanks run together.
fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() || is_unseen(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line separators, marks that turn the direction of text around, and code points that XML does not take.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' | '\u{feff}')
}
