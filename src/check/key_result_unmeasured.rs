//! Key results that nothing measures.

use crate::diagnostics::codes::KEY_RESULT_UNMEASURED;
use crate::diagnostics::{Finding, Findings};
use crate::model::Model;
use crate::model::okr::Goal;

/// One finding for each.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    for result in model.objectives.iter().flat_map(|objective| &objective.key_results) {
        if matches!(result.goal, Goal::Unmeasured) {
            findings.push(
                Finding::new(&KEY_RESULT_UNMEASURED, result.span, format!("key result `{}` is measured by nothing", result.name))
                    .help("add `metric: NAME` and `to: LEVEL`, or `milestone: EVENT`"),
            );
        }
    }
}
