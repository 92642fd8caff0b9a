//! Key results: what is measured, from where to where, in the unit of its metric (L8).

use super::Resolver;
use super::expr::article;
use crate::diagnostics::{Finding, codes};
use crate::model::metric::{MeasureKind, Nature};
use crate::model::okr::{Goal, Side, Target};
use crate::model::{Expr, ExprKind, KeyResult};
use crate::span::Span;
use crate::syntax::document;
use crate::syntax::expr::{self as written, hold, level};
use crate::syntax::yaml::{Entry, Text, Written};
use crate::time::duration;
use crate::value::{Decimal, Type, Value};

/// The words of `kind`.
const KINDS: &[(&str, Nature)] = &[("accumulates", Nature::Accumulates), ("level", Nature::Level)];

impl Resolver<'_> {
    /// One key result; nothing where it has a finding.
    pub(super) fn key_result(&mut self, entry: &Entry<document::KeyResult>, written: &document::KeyResult) -> Option<KeyResult> {
        let weight = self.weight(&written.weight);
        let goal = self.goal(entry, written);
        let levels = [&written.from, &written.to, &written.hold].into_iter().filter_map(Written::get);
        let percents = levels.filter(|level| level.value.trim_end().ends_with('%')).map(|level| level.span).collect();
        Some(KeyResult { name: entry.key.value.clone(), span: entry.key.span, goal: goal?, weight: weight?, percents })
    }

    fn goal(&mut self, entry: &Entry<document::KeyResult>, written: &document::KeyResult) -> Option<Goal> {
        let name = entry.key.as_str();
        let parts = [("to", &written.to), ("from", &written.from), ("hold", &written.hold), ("kind", &written.kind)];
        if parts.iter().any(|(_, part)| part.is_wrong()) || written.metric.is_wrong() || written.milestone.is_wrong() {
            return None;
        }
        if let Written::Given(milestone) = &written.milestone {
            let event = self.event(milestone);
            let mut others = std::iter::once(("metric", &written.metric)).chain(parts);
            if let Some((key, text)) = others.find_map(|(key, part)| part.get().map(|text| (key, text))) {
                let message = format!("key result `{name}` is a milestone, done or not, so its `{key}` says nothing");
                self.incomplete(text.span, message, format!("take `{key}` out, or make it a key result of its own"));
                return None;
            }
            return event.map(Goal::Milestone);
        }
        let Written::Given(metric) = &written.metric else { return Some(Goal::Unmeasured) };
        let expr = written::parse(metric, self.findings).and_then(|expr| self.metric_expr(&expr));
        match (&written.to, &written.hold) {
            (Written::Given(_), Written::Given(hold)) => {
                let message = format!("key result `{name}` is both to get somewhere and to stay there");
                self.incomplete(hold.span, message, "say `to` or `hold`; two key results can share a metric".to_owned());
                None
            }
            (Written::Given(to), _) => self.target(written, metric, expr, to),
            (_, Written::Given(hold)) => self.held(name, written, metric, expr, hold),
            _ => {
                let message = format!("key result `{name}` has no target");
                self.incomplete(entry.key.span, message, "add `to: 600`, `to: +25%` or `hold: \">= 7.5\"`".to_owned());
                None
            }
        }
    }

    fn incomplete(&mut self, at: Span, message: String, help: String) {
        self.findings.push(Finding::new(&codes::KEY_RESULT_INCOMPLETE, at, message).help(help));
    }

    fn target(&mut self, written: &document::KeyResult, text: &Text, metric: Option<Expr>, to: &Text) -> Option<Goal> {
        let kind = match &written.kind {
            Written::Given(kind) => self.one_of(kind, "kind of key result", KINDS).map(Some),
            Written::Absent | Written::Wrong(_) => Some(None),
        };
        let from = match &written.from {
            Written::Given(from) => level::parse(from, self.findings).map(Some),
            Written::Absent | Written::Wrong(_) => Some(None),
        };
        let to_level = level::parse(to, self.findings);
        let (metric, from, to_level) = (metric?, from?, to_level?);
        let from_said = written.from.get().is_some();
        let from = match from {
            Some(from) => self.level(from, false, text, &metric).map(Some),
            None => Some(None),
        };
        let to = match to_level {
            level::Level::Relative(_) if !from_said => {
                let message = format!("`{}` is relative to `from`, and there is none", to.as_str());
                self.incomplete(to.span, message, "add `from: baseline(previous quarter)` or the level it starts from".to_owned());
                None
            }
            level::Level::Relative(share) => share_of(&share).map(Target::Relative),
            other => self.level(other, true, text, &metric).map(Target::Level),
        };
        let nature = kind?.unwrap_or_else(|| self.model.nature(&metric));
        Some(Goal::Target { nature, from: from?, to: to?, metric })
    }

    fn held(&mut self, name: &str, written: &document::KeyResult, text: &Text, metric: Option<Expr>, hold: &Text) -> Option<Goal> {
        let held = hold::parse(hold, self.findings);
        for (key, part) in [("from", &written.from), ("kind", &written.kind)] {
            if let Some(part) = part.get() {
                let message = format!("key result `{name}` keeps a level, so its `{key}` says nothing");
                self.incomplete(part.span, message, format!("take `{key}` out"));
                return None;
            }
        }
        let (held, metric) = (held?, metric?);
        let level = self.value_of(&held.level, text, &metric)?;
        Some(Goal::Hold { metric, side: if held.at_least { Side::AtLeast } else { Side::AtMost }, level })
    }

    /// A level as an expression in the unit of its metric.
    fn level(&mut self, level: level::Level, is_target: bool, text: &Text, metric: &Expr) -> Option<Expr> {
        match level {
            level::Level::Value(value) => self.value_of(&value, text, metric),
            // a level below zero where it is not a change
            level::Level::Relative(share) if !is_target && matches!(share.kind, written::ExprKind::Negate(_)) => {
                self.value_of(&share, text, metric)
            }
            level::Level::Relative(share) => {
                let finding =
                    Finding::new(&codes::LEVEL_MALFORMED, share.span, "only `to` can be relative, and `from` is what it is relative to");
                self.findings.push(finding.help("write the level it starts from, or `baseline(previous quarter)`"));
                None
            }
            level::Level::Baseline { metric: other, period, span } => {
                let period = self.period(&period);
                let of = match other {
                    Some(other) => self.metric_expr(&other)?,
                    None => metric.clone(),
                };
                if (of.ty == Type::Duration) != (metric.ty == Type::Duration) {
                    let message = format!("this is {}, and `{}` is {}", article(&of.ty), text.as_str(), article(&metric.ty));
                    self.findings
                        .push(Finding::new(&codes::LEVEL_TYPE, span, message).help("take the baseline of a metric of the same kind"));
                    return None;
                }
                let ty = of.ty.clone();
                Some(self.measured(MeasureKind::Baseline { of, period: period? }, ty, span))
            }
        }
    }

    /// A literal as an expression in the unit of its metric.
    fn value_of(&mut self, literal: &written::Expr, text: &Text, metric: &Expr) -> Option<Expr> {
        let said = written::print(literal);
        let metric_said = text.as_str();
        let (wrong, help) = match (constant(literal, &metric.ty), &metric.ty) {
            (Some((value, ty)), _) => return Some(Expr { kind: ExprKind::Literal(value), ty, span: literal.span }),
            (None, Type::Duration) if said.bytes().all(|byte| byte.is_ascii_digit()) && duration::parse(&format!("{said}d")).is_ok() => (
                format!("`{said}` has no unit, and `{metric_said}` is a duration"),
                format!("write `{said}d` for days or `{said}h` for hours"),
            ),
            (None, Type::Duration) => {
                (format!("`{said}` is no duration, and `{metric_said}` is one"), "write for example `2d` or `36h`".to_owned())
            }
            (None, Type::Integer) if said.ends_with('%') => (
                format!("`{said}` of what? `{metric_said}` counts"),
                format!("write a whole number, or `+{}` in `to` for a change relative to `from`", said.trim_start_matches('-')),
            ),
            (None, ty) => {
                (format!("`{said}` is no level of `{metric_said}`, which is {}", article(ty)), "write a number, or a percentage".to_owned())
            }
        };
        self.findings.push(Finding::new(&codes::LEVEL_TYPE, literal.span, wrong).help(help));
        None
    }

    fn weight(&mut self, written: &Written<Text>) -> Option<f64> {
        let text = match written {
            Written::Given(text) => text,
            Written::Absent => return Some(1.0),
            Written::Wrong(_) => return None,
        };
        let expr = written::parse(text, self.findings)?;
        match constant(&expr, &Type::Number) {
            Some((Value::Number(weight), _)) if weight > 0.0 => Some(weight),
            _ => {
                let message = format!("a weight is a number above 0, `{}` is none", text.as_str());
                self.findings
                    .push(Finding::new(&codes::WEIGHT_NOT_POSITIVE, text.span, message).help("write `weight: 2` for what counts twice"));
                None
            }
        }
    }
}

/// A literal as a value that stands beside a metric of type `ty`, and the type it has there.
fn constant(literal: &written::Expr, ty: &Type) -> Option<(Value, Type)> {
    use written::ExprKind as Is;
    let (negative, plain) = match &literal.kind {
        Is::Negate(inner) => (true, &**inner),
        _ => (false, literal),
    };
    if *ty == Type::Duration {
        let Is::Duration(micros) = plain.kind else { return None };
        return Some((Value::Duration(if negative { micros.checked_neg()? } else { micros }), Type::Duration));
    }
    let exact = match &plain.kind {
        Is::Integer(whole) => Decimal::from_integer(*whole),
        // a count is never a share
        Is::Fraction { percent: true, .. } if *ty == Type::Integer => return None,
        Is::Fraction { digits, percent } => Decimal::parse(&format!("{digits}{}", if *percent { "e-2" } else { "" }))?,
        _ => return None,
    };
    let exact = if negative { exact.neg() } else { exact };
    match (ty, exact.to_integer()) {
        (Type::Integer, Some(whole)) => Some((Value::Integer(whole), Type::Integer)),
        (Type::Decimal, _) => Some((Value::Decimal(exact), Type::Decimal)),
        _ => Some((Value::number(exact.to_f64()), Type::Number)),
    }
}

/// `+25%` as 0.25.
fn share_of(share: &written::Expr) -> Option<Decimal> {
    match constant(share, &Type::Decimal) {
        Some((Value::Decimal(share), _)) => Some(share),
        _ => None,
    }
}
