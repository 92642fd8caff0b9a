//! What is wrong with a definition that means something (L9): one file for each finding over the model.
//!
//! Nothing here follows from a failed resolution: whoever holds a model resolved without errors.

use crate::diagnostics::Findings;
use crate::model::Model;
use crate::model::graph::StageGraph;
use crate::reason::Reasoner;
use crate::resolve::resolve;
use crate::syntax::document::Document;

mod condition_always_holds;
mod condition_never_holds;
mod condition_polled;
mod conditions;
mod invariant_broken;
mod key_result_unmeasured;
mod lint;
mod rivals;
mod score_reach;
mod stage_dead_end;
mod stage_unreachable;
mod stage_wait_endless;
#[cfg(test)]
mod tests;
mod trigger_gap;
mod trigger_loop;
mod trigger_shadowed;
mod triggers_overlap;
mod ways;

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
    let reasoner = Reasoner::new(model);
    stage_unreachable::check(model, &graph, findings);
    stage_dead_end::check(model, &graph, findings);
    trigger_loop::check(&reasoner, &graph, findings);
    invariant_broken::check(&reasoner, &graph, findings);
    condition_polled::check(model, findings);
    let stated = conditions::stated(model);
    condition_never_holds::check(&reasoner, &stated, findings);
    condition_always_holds::check(&reasoner, &stated, findings);
    score_reach::check(&reasoner, findings);
    let groups = rivals::rivals(model, &graph);
    let conditions = rivals::Conditions::new(&reasoner);
    trigger_shadowed::check(model, &graph, &groups, &conditions, findings);
    triggers_overlap::check(model, &groups, &conditions, findings);
    trigger_gap::check(model, &groups, &conditions, findings);
    stage_wait_endless::check(&reasoner, &graph, findings);
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
