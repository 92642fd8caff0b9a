//! What is wrong with a definition that means something (L9): one file for each finding over the model.
//!
//! Nothing here follows from a failed resolution: whoever holds a model resolved without errors.

use crate::diagnostics::Findings;
use crate::model::Model;
use crate::model::graph::StageGraph;

mod facts;
mod hops;
mod invariant_broken;
mod stage_dead_end;
mod stage_unreachable;
mod trigger_loop;
mod ways;
mod without;

/// Puts everything that is wrong with a model into `findings`.
pub fn check(model: &Model, findings: &mut Findings) {
    let graph = StageGraph::new(model);
    stage_unreachable::check(model, &graph, findings);
    stage_dead_end::check(model, &graph, findings);
    trigger_loop::check(model, &graph, findings);
    invariant_broken::check(model, &graph, findings);
}

/// Names in backticks joined for a sentence: `a`, `b` and `c`.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}
