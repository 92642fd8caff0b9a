//! What is wrong with a definition that means something (L9): one file for each finding over the model.
//!
//! Nothing here follows from a failed resolution: whoever holds a model resolved without errors.

use crate::diagnostics::Findings;
use crate::model::Model;
use crate::model::graph::StageGraph;
use crate::resolve::resolve;
use crate::syntax::document::Document;

mod condition_polled;
mod facts;
mod hops;
mod invariant_broken;
mod key_result_unmeasured;
mod lint;
mod stage_dead_end;
mod stage_unreachable;
#[cfg(test)]
mod tests;
mod trigger_loop;
mod ways;
mod without;

/// From what is written to a model without errors: [`resolve`] and [`check`]. The main document comes first.
///
/// `None` exactly where there are errors; warnings do not keep a model back.
pub fn compile(documents: &[Document], findings: &mut Findings) -> Option<Model> {
    let model = resolve(documents, findings)?;
    check(&model, findings);
    (!findings.has_errors()).then_some(model)
}

pub use lint::lint;

/// Puts everything that is wrong with a model into `findings`.
pub fn check(model: &Model, findings: &mut Findings) {
    let graph = StageGraph::new(model);
    stage_unreachable::check(model, &graph, findings);
    stage_dead_end::check(model, &graph, findings);
    trigger_loop::check(model, &graph, findings);
    invariant_broken::check(model, &graph, findings);
    condition_polled::check(model, findings);
    key_result_unmeasured::check(model, findings);
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
