//! Conditions, and parts of them, that can never hold; of scores that are out of reach with what bounds them.

use super::conditions::{Stated, bounds, is_said_elsewhere};
use super::listed;
use crate::diagnostics::codes::{CONDITION_NEVER_HOLDS, SCORE_OUT_OF_REACH};
use crate::diagnostics::{Finding, Findings};
use crate::model::expr::Comparison;
use crate::model::{Expr, ExprKind};
use crate::reason::culprit::{conjuncts, disjuncts};
use crate::reason::{Reasoner, Setting, possible};

/// One finding for each condition that never holds, or else for each part of it.
pub(super) fn check(reasoner: &Reasoner<'_>, stated: &[Stated<'_>], findings: &mut Findings) {
    for Stated { condition, setting, whose } in stated {
        if reasoner.is_never(condition, setting) {
            findings.extend(finding(reasoner, condition, setting, &format!("the condition of {whose}")));
        } else {
            parts(reasoner, condition, setting, whose, findings);
        }
    }
    let model = reasoner.model();
    for trigger in &model.triggers {
        let setting = Setting::of_trigger(trigger);
        let alone = trigger.when.as_ref().is_some_and(|when| reasoner.is_never(when, &setting));
        let waits = trigger.after.is_some() || trigger.idle.is_some();
        if alone || !waits || possible(&[&reasoner.trigger(trigger, setting)], &[]) {
            continue;
        }
        let words: Vec<&str> = [("when", trigger.when.is_some()), ("after", trigger.after.is_some()), ("idle", trigger.idle.is_some())]
            .into_iter()
            .filter_map(|(word, there)| there.then_some(word))
            .collect();
        let label = match words.as_slice() {
            [_] => "an event that is activity ends the time without activity".to_owned(),
            _ => format!("{} exclude each other", listed(words)),
        };
        findings.push(
            Finding::new(&CONDITION_NEVER_HOLDS, trigger.span, format!("trigger `{}` can never fire", trigger.name))
                .label(label)
                .help("correct one of them, or remove the trigger"),
        );
    }
}

/// The alternatives in a condition that never hold.
fn parts(reasoner: &Reasoner<'_>, condition: &Expr, setting: &Setting, whose: &str, findings: &mut Findings) {
    let mut sides = Vec::new();
    match &condition.kind {
        ExprKind::Or(..) => {
            disjuncts(condition, &mut sides);
            for side in sides {
                if reasoner.is_never(side, setting) {
                    findings.extend(finding(reasoner, side, setting, &format!("a part of the condition of {whose}")));
                } else {
                    parts(reasoner, side, setting, whose, findings);
                }
            }
        }
        ExprKind::And(..) => {
            conjuncts(condition, &mut sides);
            for side in sides {
                parts(reasoner, side, setting, whose, findings);
            }
        }
        _ => {}
    }
}

fn finding(reasoner: &Reasoner<'_>, condition: &Expr, setting: &Setting, what: &str) -> Option<Finding> {
    let culprits = reasoner.impossible(condition, setting);
    let (last, firsts) = culprits.split_last()?;
    if firsts.is_empty() {
        if is_said_elsewhere(last) {
            return None;
        }
        if let Some(finding) = out_of_reach(reasoner, last) {
            return Some(finding);
        }
    }
    let label = match firsts {
        [] => bounds(reasoner, last, setting).unwrap_or_else(|| "this is never so".to_owned()),
        [_] => "excludes the other part".to_owned(),
        _ => "excludes the other parts".to_owned(),
    };
    let mut finding = Finding::new(&CONDITION_NEVER_HOLDS, last.span, format!("{what} can never hold")).label(label).help(match firsts {
        [] => "correct it, or remove what depends on it",
        _ => "correct one of the parts, or join them by `or` if either is enough",
    });
    for first in firsts {
        finding = finding.other(first.span, "never together with the marked part");
    }
    Some(finding)
}

/// A comparison of a score with points that it can never have.
fn out_of_reach(reasoner: &Reasoner<'_>, part: &Expr) -> Option<Finding> {
    let ExprKind::Compare(comparison, a, b) = &part.kind else { return None };
    let (id, comparison) = match (&a.kind, &b.kind) {
        (ExprKind::Score(id), ExprKind::Literal(_)) => (*id, *comparison),
        (ExprKind::Literal(_), ExprKind::Score(id)) => (*id, comparison.mirrored()),
        _ => return None,
    };
    let model = reasoner.model();
    let score = &model.scores[id];
    let reach = reasoner.reach(id);
    let is_cut = match comparison {
        Comparison::Less | Comparison::LessEqual => score.low == Some(reach.low),
        Comparison::Greater | Comparison::GreaterEqual | Comparison::Equal | Comparison::NotEqual => score.high == Some(reach.high),
    };
    let (because, verb) = if is_cut { ("its range", "keeps") } else { ("its rules", "keep") };
    Some(
        Finding::new(
            &SCORE_OUT_OF_REACH,
            part.span,
            format!("`{}` can never hold: {because} {verb} `{}` {reach}", model.print(part), score.name),
        )
        .label("out of reach")
        .other(score.span, format!("is read {reach}"))
        .help(format!("move the threshold, or change the rules, limits or `range` of `{}`", score.name)),
    )
}
