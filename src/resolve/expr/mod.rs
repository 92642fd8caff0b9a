//! The typer: expressions as written become expressions as meant, every name an id, both sides of an operator of one type.
//!
//! `None` always means that a finding was made, here or at what the expression reads.

use super::Resolver;
use super::parts::said;
use super::scope::Scope;
use crate::diagnostics::{Finding, codes};
use crate::model::{Expr, ExprKind};
use crate::syntax::expr as written;
use crate::value::Type;

mod arithmetic;
mod calls;
mod folds;
mod literals;
mod meet;
mod members;
mod operators;
mod paths;
#[cfg(test)]
mod tests;

pub(super) use literals::Fractions;
pub(super) use meet::{article, convert};
pub(super) use members::{MemberOf, united};

/// How many nodes the uses of `let`s that read `event.` or `row.` may come to, all together.
const INLINED: usize = 200_000;

/// Whether a word folds a history.
pub(super) fn is_fold(word: &str) -> bool {
    folds::fold_kind(word).is_some()
}

impl Resolver<'_> {
    /// The typed expression, for what can be seen from `scope`.
    pub fn type_expr(&mut self, expr: &written::Expr, scope: &Scope) -> Option<Expr> {
        self.typed(expr, scope, Fractions::Number)
    }

    /// The typed expression where the literals with a fraction that stand in it alone become what `fractions` says.
    fn typed(&mut self, expr: &written::Expr, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        use written::ExprKind as Kind;
        if !self.affordable(expr) {
            return None;
        }
        match &expr.kind {
            Kind::Boolean(_)
            | Kind::Integer(_)
            | Kind::Fraction { .. }
            | Kind::Text(_)
            | Kind::Duration(_)
            | Kind::Date(_)
            | Kind::Timestamp(_) => self.literal(expr, fractions),
            Kind::List(_) => {
                self.findings.push(
                    Finding::new(&codes::LIST_MISPLACED, expr.span, "a list is no value of its own")
                        .help("a list stands only after `in` or `not in`, for example `source in [\"direct\", \"google\"]`"),
                );
                None
            }
            Kind::Path(names) => self.path(names, expr.span, scope),
            Kind::Not(inner) => {
                let inner = self.condition(inner, scope)?;
                Some(Expr { kind: ExprKind::Not(Box::new(inner)), ty: Type::Boolean, span: expr.span })
            }
            Kind::Negate(inner) => self.negate(inner, expr.span, scope, fractions),
            Kind::Binary(operator, left, right, at) => {
                let sides = operators::Sides { operator: *operator, left, right, at: *at, span: expr.span };
                self.binary(&sides, scope, fractions)
            }
            Kind::Is { value, present } => {
                let value = Box::new(self.type_expr(value, scope)?);
                Some(Expr { kind: ExprKind::Is { value, present: *present }, ty: Type::Boolean, span: expr.span })
            }
            Kind::Call(call) => self.call(call, expr.span, scope, fractions),
        }
    }

    /// A condition: what is typed must be true or false.
    pub fn condition(&mut self, expr: &written::Expr, scope: &Scope) -> Option<Expr> {
        let typed = self.type_expr(expr, scope)?;
        if typed.ty == Type::Boolean {
            return Some(typed);
        }
        if meet::is_cell(&typed) {
            return Some(meet::convert(typed, &Type::Boolean));
        }
        let text = said(expr);
        let help = match &typed.ty {
            Type::Integer | Type::Number | Type::Decimal => format!("compare it, for example `{text} > 0`"),
            Type::Duration => format!("compare it, for example `{text} >= 30d`"),
            Type::String | Type::Enum(_) => format!("compare it, for example `{text} == \"…\"`, or ask whether `{text} is present`"),
            Type::Timestamp | Type::Date => format!("compare it, for example `{text} < now`, or ask whether `{text} is present`"),
            Type::Set => format!("ask for example whether `{text} contains \"…\"`"),
            Type::Boolean => String::new(),
        };
        let message = format!("`{text}` is {}, not true or false", article(&typed.ty));
        self.findings.push(Finding::new(&codes::CONDITION_NOT_BOOLEAN, expr.span, message).help(help));
        None
    }

    /// Whether there is room to type one node more; only what `let`s are copied into counts.
    fn affordable(&mut self, expr: &written::Expr) -> bool {
        if self.inlining == 0 {
            return true;
        }
        self.inlined += 1;
        if self.inlined == INLINED {
            self.findings.push(
                Finding::new(&codes::EXPRESSION_TOO_DEEP, expr.span, "the `let`s that read `event.` use each other too often")
                    .help("a `let` that reads `event.` is worked out anew wherever it is used; use fewer of them inside each other"),
            );
        }
        self.inlined < INLINED
    }
}
