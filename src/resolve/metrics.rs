//! Metrics (L8): named expressions over measures, in the order in which they name each other.

use super::Resolver;
use super::expr::article;
use super::names::{Found, Kind, Thing};
use super::order::order;
use super::scope::{Place, Scope};
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::metric::Nature;
use crate::model::{Expr, ExprKind, Metric};
use crate::span::Span;
use crate::syntax::expr::{self as written, Argument};
use crate::value::{Type, Value};

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn metrics(&mut self) {
        let drafts = self.drafts.metrics.clone();
        let mut exprs: Vec<Option<written::Expr>> = Vec::new();
        for entry in &drafts {
            let expr = Expr { kind: ExprKind::Literal(Value::Missing), ty: Type::Number, span: entry.span };
            let (name, span) = (entry.key.value.clone(), entry.key.span);
            self.model.metrics.push(Metric { name, span, expr, nature: Nature::Level, rate: None });
            exprs.push(entry.value.as_ref().and_then(|text| written::parse(text, self.findings)));
        }
        let names: Vec<Vec<(usize, Span)>> = exprs.iter().map(|expr| self.metrics_named(expr.as_ref())).collect();
        let order = order(&names);
        for ring in &order.rings {
            self.metric_ring(ring);
        }
        for at in order.sorted {
            let id = MetricId::of(at);
            let typed = match &exprs[at] {
                Some(expr) if !order.ringed.contains(&at) => self.metric_expr(expr),
                _ => None,
            };
            match typed {
                Some(expr) => {
                    let (nature, rate) = (self.model.nature(&expr), self.model.rate_of(&expr));
                    let metric = &mut self.model.metrics[id];
                    (metric.expr, metric.nature, metric.rate) = (expr, nature, rate);
                }
                None => {
                    self.broken.metrics.insert(id);
                }
            }
        }
    }

    /// The typed expression of a metric: a number or a duration.
    pub(super) fn metric_expr(&mut self, expr: &written::Expr) -> Option<Expr> {
        let typed = self.type_expr(expr, &Scope::of(Place::Metric))?;
        if typed.ty.is_numeric() || typed.ty == Type::Duration {
            return Some(typed);
        }
        let finding =
            Finding::new(&codes::MEASURE_TYPE, expr.span, format!("a metric is a number or a duration, this is {}", article(&typed.ty)));
        self.findings.push(finding.help(match typed.ty {
            Type::Boolean => "a metric says how much; a key result says what it is to reach, with `to` or `hold`",
            Type::Timestamp | Type::Date => "subtract another point in time, and it is a duration",
            Type::String | Type::Enum(_) | Type::Set | Type::Integer | Type::Number | Type::Decimal | Type::Duration => {
                "count instead: `count(STAGE)` or `distinct(STAGE.ATTRIBUTE)`"
            }
        }));
        None
    }

    /// The metrics that an expression names, and where. What stands in a `where` is about subjects and names none.
    fn metrics_named(&self, expr: Option<&written::Expr>) -> Vec<(usize, Span)> {
        let mut named = Vec::new();
        let mut open: Vec<&written::Expr> = expr.into_iter().collect();
        while let Some(expr) = open.pop() {
            use written::ExprKind as Is;
            match &expr.kind {
                Is::Path(path) => {
                    if let [name] = path.as_slice()
                        && let Found::Wanted(defined) = self.names.find(&name.text, &[Kind::Metric])
                        && let Thing::Metric(id) = defined.thing
                    {
                        named.push((id.index(), name.span));
                    }
                }
                Is::List(items) => open.extend(items),
                Is::Not(inner) | Is::Negate(inner) | Is::Is { value: inner, .. } => open.push(inner),
                Is::Binary(_, a, b, _) => open.extend([&**a, &**b]),
                Is::Call(call) => open.extend(call.arguments.iter().filter_map(|argument| match argument {
                    Argument::Value(value) => Some(value),
                    Argument::Arrow { .. } | Argument::Period(_) => None,
                })),
                Is::Boolean(_) | Is::Integer(_) | Is::Fraction { .. } | Is::Text(_) | Is::Duration(_) | Is::Date(_) | Is::Timestamp(_) => {}
            }
        }
        // in the order of the text, so that of several rings the first is shown
        named.sort_by_key(|(_, span)| *span);
        named
    }

    fn metric_ring(&mut self, ring: &[(usize, Span)]) {
        let name = |at: usize| self.model.metrics[MetricId::of(at)].name.clone();
        let Some(((first, at), rest)) = ring.split_first() else { return };
        let mut drawn: Vec<String> = ring.iter().map(|(at, _)| format!("`{}`", name(*at))).collect();
        drawn.push(format!("`{}`", name(*first)));
        let mut finding =
            Finding::new(&codes::METRIC_CYCLE, *at, format!("metric `{}` is computed from itself: {}", name(*first), drawn.join(" -> ")))
                .label(format!("`{}` names {} here", name(*first), drawn[1]))
                .help("compute one of them from measures such as `count(STAGE)` alone");
        for (place, (metric, span)) in rest.iter().enumerate() {
            finding = finding.other(*span, format!("`{}` names {} here", name(*metric), drawn[place + 2]));
        }
        self.findings.push(finding);
    }
}
