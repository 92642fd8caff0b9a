//! Literals. One with a fraction or a percent sign takes the decimal type of what it meets, else it is a number (L3).

use super::super::Resolver;
use super::super::parts::said;
use crate::diagnostics::{Finding, codes};
use crate::model::{Expr, ExprKind};
use crate::syntax::expr as written;
use crate::value::{Decimal, Type, Value};

/// What a literal with a fraction becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::resolve) enum Fractions {
    /// A number: nothing of a decimal type is beside it.
    Number,
    /// An exact decimal.
    Decimal,
}

impl Resolver<'_> {
    /// A literal as a value.
    pub(super) fn literal(&mut self, expr: &written::Expr, fractions: Fractions) -> Option<Expr> {
        use written::ExprKind as Kind;
        let (value, ty) = match &expr.kind {
            Kind::Boolean(truth) => (Value::Boolean(*truth), Type::Boolean),
            Kind::Integer(whole) => (Value::Integer(*whole), Type::Integer),
            Kind::Fraction { digits, percent } => match fractions {
                Fractions::Number => (number(digits, *percent), Type::Number),
                Fractions::Decimal => (decimal(digits, *percent), Type::Decimal),
            },
            Kind::Text(text) => (Value::text(text), Type::String),
            Kind::Duration(micros) => (Value::Duration(*micros), Type::Duration),
            Kind::Date(days) => (Value::Date(*days), Type::Date),
            Kind::Timestamp(micros) => (Value::Timestamp(*micros), Type::Timestamp),
            Kind::List(_) | Kind::Path(_) | Kind::Not(_) | Kind::Negate(_) | Kind::Binary(..) | Kind::Is { .. } | Kind::Call(_) => {
                return None;
            }
        };
        if value.is_missing() {
            let message =
                format!("`{}` has more digits than {} can hold", said(expr), if ty == Type::Decimal { "a decimal" } else { "a number" });
            self.findings.push(Finding::new(&codes::NUMBER_TOO_LARGE, expr.span, message).help("decimals have up to 34 digits"));
            return None;
        }
        Some(Expr { kind: ExprKind::Literal(value), ty, span: expr.span })
    }
}

/// The digits of a literal as an exact decimal.
fn decimal(digits: &str, percent: bool) -> Value {
    Decimal::parse(&shifted(digits, percent)).map_or(Value::Missing, Value::Decimal)
}

/// The digits of a literal as the nearest number.
fn number(digits: &str, percent: bool) -> Value {
    shifted(digits, percent).parse().map_or(Value::Missing, Value::number)
}

/// `18%` is 18 hundredths, read in one step so that nothing is rounded twice.
fn shifted(digits: &str, percent: bool) -> String {
    format!("{digits}{}", if percent { "e-2" } else { "" })
}

/// Whether an expression is made of numeric literals alone, and if so, whether one of them has a fraction.
pub(super) fn fraction(expr: &written::Expr) -> Option<bool> {
    use written::{Argument, Binary, ExprKind as Kind};
    let either = |a: &written::Expr, b: &written::Expr| Some(fraction(a)? | fraction(b)?);
    match &expr.kind {
        Kind::Fraction { .. } => Some(true),
        Kind::Integer(_) => Some(false),
        Kind::Negate(inner) => fraction(inner),
        Kind::Binary(Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Else, a, b, _) => either(a, b),
        Kind::Call(call) if call.name.text == "if" => match call.arguments.as_slice() {
            [_, Argument::Value(a), Argument::Value(b)] => either(a, b),
            _ => None,
        },
        Kind::Boolean(_)
        | Kind::Text(_)
        | Kind::Duration(_)
        | Kind::Date(_)
        | Kind::Timestamp(_)
        | Kind::List(_)
        | Kind::Path(_)
        | Kind::Not(_)
        | Kind::Binary(..)
        | Kind::Is { .. }
        | Kind::Call(_) => None,
    }
}
