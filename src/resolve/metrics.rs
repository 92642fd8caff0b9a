//! Metrics (L8).

use super::Resolver;
use super::scope::Scope;
use crate::ids::MetricId;
use crate::model::Expr;
use crate::span::Span;
use crate::syntax::expr::Call;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn metrics(&mut self) {}

    /// A call in a metric, if it is a measure over all subjects (`count(sal)`, `rate(a -> b)`); anything else is left to the functions.
    /// `Some(None)`: it is one, and a finding was made.
    pub(super) fn measure(&mut self, _call: &Call, _span: Span, _scope: &Scope) -> Option<Option<Expr>> {
        None
    }

    /// A metric by its name, in another one.
    pub(super) fn metric_by_name(&mut self, _id: MetricId, _span: Span) -> Option<Expr> {
        None
    }
}
