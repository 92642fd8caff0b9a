//! Levels of key results: no way to go, or not in the unit of what is measured.

use super::units::{Meeting, Unit};
use crate::diagnostics::codes::{KEY_RESULT_STILL, KEY_RESULT_UNIT, RATE_BASIS};
use crate::diagnostics::{Finding, Findings};
use crate::model::okr::{Goal, Target};
use crate::model::{Expr, ExprKind, KeyResult, Model};
use crate::value::Value;

/// One finding for each level that is suspicious.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    for result in model.objectives.iter().flat_map(|objective| &objective.key_results) {
        match &result.goal {
            Goal::Target { metric, from, to, .. } => {
                still(result, from.as_ref(), to, findings);
                let to = match to {
                    Target::Level(level) => Some(level),
                    Target::Relative(_) => None,
                };
                levels(model, result, metric, from.iter().chain(to), findings);
            }
            Goal::Hold { metric, level, .. } => levels(model, result, metric, std::iter::once(level), findings),
            Goal::Milestone(_) | Goal::Unmeasured => {}
        }
    }
}

fn still(result: &KeyResult, from: Option<&Expr>, to: &Target, findings: &mut Findings) {
    let Some(from) = from else { return };
    let (same, span) = match to {
        Target::Level(level) => (literal(from).is_some() && literal(from) == literal(level), level.span),
        Target::Relative(share) => (share.is_zero(), result.span),
    };
    if same {
        let finding = Finding::new(&KEY_RESULT_STILL, span, format!("key result `{}` ends where it starts", result.name));
        findings.push(finding.other(from.span, "it starts here").help("correct one of the two, or say `hold` to keep a level"));
    }
}

fn levels<'a>(model: &Model, result: &KeyResult, metric: &Expr, levels: impl Iterator<Item = &'a Expr>, findings: &mut Findings) {
    let unit = Unit::of(model, metric);
    for level in levels {
        let Some(value) = literal(level) else {
            baseline(model, result, metric, level, findings);
            continue;
        };
        let percent = result.percents.iter().any(|span| span.start <= level.span.start && level.span.end <= span.end);
        match &unit {
            Unit::Count | Unit::Money | Unit::Duration if percent => {
                let message = format!("key result `{}` measures {}, and a percentage is a share", result.name, unit.word());
                let help = "write the level itself, or a change with its sign in `to`, such as `+20%`";
                findings.push(Finding::new(&KEY_RESULT_UNIT, level.span, message).label("a percentage").help(help));
            }
            Unit::Share(_) if number(value) > 1.0 => {
                let message = format!("key result `{}` measures a rate, and a rate is at most 100 %", result.name);
                let help = match number(value) {
                    whole if !percent && whole <= 100.0 => format!("did you mean `{whole}%`?"),
                    _ => "write a share between 0 % and 100 %".to_owned(),
                };
                findings.push(Finding::new(&KEY_RESULT_UNIT, level.span, message).label("more than 100 %").help(help));
            }
            Unit::Count | Unit::Money | Unit::Duration | Unit::Share(_) | Unit::Ratio | Unit::Unknown => {}
        }
    }
}

/// A level that is measured itself, in another period or of another metric.
fn baseline(model: &Model, result: &KeyResult, metric: &Expr, level: &Expr, findings: &mut Findings) {
    let (measured, start) = (Unit::of(model, metric), Unit::of(model, level));
    let words = (measured.word(), start.word());
    match measured.meet(start) {
        Meeting::Fit(_) => {}
        Meeting::Mixed => {
            let message = format!("key result `{}` measures {}, and its level is {}", result.name, words.0, words.1);
            let finding = Finding::new(&KEY_RESULT_UNIT, level.span, message).label(words.1).other(metric.span, words.0);
            findings.push(finding.help("take the baseline of a metric of the same kind"));
        }
        Meeting::OtherBasis(measured, start) => {
            let message = format!("key result `{}` is compared with a rate of another cohort", result.name);
            let finding = Finding::new(&RATE_BASIS, level.span, message).label(start.words(model));
            let finding = finding.other(metric.span, measured.words(model));
            findings.push(finding.help("give both the same beginning and the same `within`"));
        }
    }
}

fn literal(expr: &Expr) -> Option<&Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value),
        _ => None,
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Integer(whole) => *whole as f64,
        Value::Number(number) => *number,
        Value::Decimal(decimal) => decimal.to_f64(),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Duration(_) | Value::Set(_) => {
            0.0
        }
    }
}
