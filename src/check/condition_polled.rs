//! Conditions whose instant cannot be solved for (L6): they are looked at only now and then, and whoever wrote them should know.

use crate::diagnostics::codes::CONDITION_POLLED;
use crate::diagnostics::{Finding, Findings};
use crate::model::Model;
use crate::model::continuity::Continuity;

/// One finding for each condition trigger that is polled, at the part that makes it so.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    let continuity = Continuity::of(model);
    for trigger in model.triggers.iter().filter(|trigger| continuity.is_polled(trigger)) {
        let Some(when) = &trigger.when else { continue };
        let culprit = continuity.culprit(when).unwrap_or(when);
        findings.push(
            Finding::new(
                &CONDITION_POLLED,
                culprit.span,
                format!("trigger `{}` is looked at only at events, on entering its stage and at midnight", trigger.name),
            )
            .label("more than one thing changes here with time, each in its own way")
            .help("compare each of them with a constant, and join the comparisons by `and` or `or`, to have the very microsecond"),
        );
    }
}
