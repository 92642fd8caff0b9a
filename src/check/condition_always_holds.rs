//! Conditions, and parts of them, that always hold.

use super::conditions::{Stated, bounds, is_said_elsewhere};
use crate::diagnostics::codes::CONDITION_ALWAYS_HOLDS;
use crate::diagnostics::{Finding, Findings};
use crate::model::{Expr, ExprKind};
use crate::reason::culprit::{conjuncts, disjuncts};
use crate::reason::{Reasoner, Setting};

/// One finding for each condition that always holds, or else for each part of it.
pub(super) fn check(reasoner: &Reasoner<'_>, stated: &[Stated<'_>], findings: &mut Findings) {
    for Stated { condition, setting, whose } in stated {
        if reasoner.is_always(condition, setting) {
            findings.extend(finding(reasoner, condition, setting, &format!("the condition of {whose}")));
        } else {
            parts(reasoner, condition, setting, whose, findings);
        }
    }
}

/// What a condition joins by `and` that always holds.
fn parts(reasoner: &Reasoner<'_>, condition: &Expr, setting: &Setting, whose: &str, findings: &mut Findings) {
    let mut sides = Vec::new();
    match &condition.kind {
        ExprKind::And(..) => {
            conjuncts(condition, &mut sides);
            for side in sides {
                if reasoner.is_always(side, setting) {
                    findings.extend(finding(reasoner, side, setting, &format!("a part of the condition of {whose}")));
                } else {
                    parts(reasoner, side, setting, whose, findings);
                }
            }
        }
        ExprKind::Or(..) => {
            disjuncts(condition, &mut sides);
            for side in sides {
                parts(reasoner, side, setting, whose, findings);
            }
        }
        _ => {}
    }
}

fn finding(reasoner: &Reasoner<'_>, condition: &Expr, setting: &Setting, what: &str) -> Option<Finding> {
    let part = reasoner.certain(condition, setting);
    if is_said_elsewhere(part) {
        return None;
    }
    let label = bounds(reasoner, part, setting).unwrap_or_else(|| "this is always so".to_owned());
    Some(
        Finding::new(&CONDITION_ALWAYS_HOLDS, part.span, format!("{what} always holds"))
            .label(label)
            .help("take it out, or correct it if it should say more"),
    )
}
