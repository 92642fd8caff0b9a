//! The typer: expressions as written become expressions as meant, every name an id, both sides of an operator of one type.
//!
//! `None` always means that a finding was made, here or at what the expression reads.

use super::Resolver;
use super::scope::Scope;
use crate::model::Expr;
use crate::syntax::expr as written;

impl Resolver<'_> {
    /// The typed expression, for what can be seen from `scope`.
    pub fn type_expr(&mut self, _expr: &written::Expr, _scope: &Scope) -> Option<Expr> {
        None
    }
}
