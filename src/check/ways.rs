//! Ways through the stage graph in words.

use crate::model::Model;
use crate::model::graph::{Place, Step};

/// `start` -> `lead` -(signed)-> `won`, the stages in backticks.
pub(super) fn draw(model: &Model, way: &[Step]) -> String {
    let mut drawn = way.first().map_or_else(String::new, |step| format!("`{}`", place(model, step.from)));
    for step in way {
        match step.by {
            Some(by) => drawn.push_str(&format!(" -({})-> `{}`", model.triggers[by].name, model.stages[step.to].name)),
            None => drawn.push_str(&format!(" -> `{}`", model.stages[step.to].name)),
        }
    }
    drawn
}

/// `lead` to `won`, in backticks.
pub(super) fn ends(model: &Model, step: &Step) -> String {
    format!("`{}` to `{}`", place(model, step.from), model.stages[step.to].name)
}

fn place(model: &Model, place: Place) -> &str {
    match place {
        Place::Start => "start",
        Place::Stage(stage) => &model.stages[stage].name,
    }
}
