//! `+ - * /` and unary minus: numbers of one type, and times.

use super::super::Resolver;
use super::super::parts::said;
use super::super::scope::Scope;
use super::literals::Fractions;
use super::meet::{Meeting, Side, article, convert, is_cell};
use super::operators::Sides;
use crate::diagnostics::{Finding, codes};
use crate::model::expr::Arithmetic;
use crate::model::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::expr::{self as written, Binary};
use crate::value::Type;

impl Resolver<'_> {
    /// `a + b`, `a - b`, `a * b`, `a / b`.
    pub(super) fn arithmetic(&mut self, sides: &Sides, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        let operator = match sides.operator {
            Binary::Add => Arithmetic::Add,
            Binary::Subtract => Arithmetic::Subtract,
            Binary::Multiply => Arithmetic::Multiply,
            Binary::Divide => Arithmetic::Divide,
            _ => return None,
        };
        let (left, right) = self.both(sides, scope, fractions)?;
        let (left, right) = cells_beside_times(left, right, operator);
        let done = |left: Expr, right: Expr, ty: Type| {
            Some(Expr { kind: ExprKind::Arithmetic(operator, Box::new(left), Box::new(right)), ty, span: sides.span })
        };
        if let Some((a, b, ty)) = of_times(operator, &left.typed.ty, &right.typed.ty) {
            return done(convert(left.typed, &a), convert(right.typed, &b), ty);
        }
        let (left, right) = self.adapted(left, right, Meeting::Reckoned, scope)?;
        let numeric = left.typed.ty.is_numeric() && right.typed.ty.is_numeric();
        if numeric {
            let (left, right) = self.meet(left, right, Meeting::Reckoned, sides.span, scope)?;
            if operator == Arithmetic::Divide && left.ty == Type::Integer {
                return done(convert(left, &Type::Number), convert(right, &Type::Number), Type::Number);
            }
            let ty = left.ty.clone();
            return done(left, right, ty);
        }
        self.no_arithmetic(operator, &left, &right, sides);
        None
    }

    /// `-x`
    pub(super) fn negate(&mut self, inner: &written::Expr, span: Span, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        let mut typed = self.typed(inner, scope, fractions)?;
        if is_cell(&typed) {
            typed = convert(typed, &Type::Decimal);
        }
        if !typed.ty.is_numeric() && typed.ty != Type::Duration {
            let message = format!("`{}` is {} and has no opposite", said(inner), article(&typed.ty));
            self.findings.push(Finding::new(&codes::TYPE_MISMATCH, inner.span, message).help("`-` stands before a number or a duration"));
            return None;
        }
        let ty = typed.ty.clone();
        let literal = match &typed.kind {
            ExprKind::Literal(value) => Some(crate::value::negate(value)).filter(|value| !value.is_missing()),
            _ => None,
        };
        let kind = literal.map_or_else(|| ExprKind::Negate(Box::new(typed)), ExprKind::Literal);
        Some(Expr { kind, ty, span })
    }

    fn no_arithmetic(&mut self, operator: Arithmetic, left: &Side, right: &Side, sides: &Sides) {
        let (a, b) = (&left.typed.ty, &right.typed.ty);
        let duration_and_number = |a: &Type, b: &Type| *a == Type::Duration && b.is_numeric();
        let additive = matches!(operator, Arithmetic::Add | Arithmetic::Subtract);
        if additive && (duration_and_number(a, b) || duration_and_number(b, a)) {
            self.mismatch(left, right, Meeting::Reckoned, sides.span);
            return;
        }
        let finding =
            Finding::new(&codes::TYPE_MISMATCH, sides.at, format!("{} and {} cannot be {}", article(a), article(b), done_with(operator)))
                .other(left.written.span, article(a))
                .other(right.written.span, article(b));
        let instant = |ty: &Type| matches!(ty, Type::Timestamp | Type::Date);
        let help = match (a, b) {
            _ if a.is_text() && b.is_text() && operator == Arithmetic::Add => "texts are joined by `++`".to_owned(),
            (a, b) if a.is_text() || b.is_text() => "`to_number(x)` reads a text as a number; `++` joins texts".to_owned(),
            (Type::Duration, Type::Decimal) | (Type::Decimal, Type::Duration) => "write `to_number(x)` for the decimal".to_owned(),
            (a, b) if instant(a) && instant(b) => "the time between two instants is `a - b`".to_owned(),
            (a, b) if instant(a) && b.is_numeric() || instant(b) && a.is_numeric() => {
                "a duration needs a unit, for example `now - 30d`".to_owned()
            }
            (Type::Duration, Type::Duration) => "`d / 1d` is a duration as a number of days".to_owned(),
            _ => "arithmetic is done with numbers, instants and durations".to_owned(),
        };
        self.findings.push(finding.help(help));
    }
}

fn done_with(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => "added",
        Arithmetic::Subtract => "subtracted",
        Arithmetic::Multiply => "multiplied",
        Arithmetic::Divide => "divided",
    }
}

/// A cell beside an instant is an instant, beside a duration that is added to it too.
fn cells_beside_times<'w>(left: Side<'w>, right: Side<'w>, operator: Arithmetic) -> (Side<'w>, Side<'w>) {
    let read_as = |side: Side<'w>, other: &Type| {
        let ty = match (other, operator) {
            (Type::Timestamp | Type::Date, _) => Type::Timestamp,
            (Type::Duration, Arithmetic::Add | Arithmetic::Subtract) => Type::Timestamp,
            (Type::Duration, Arithmetic::Multiply | Arithmetic::Divide) => Type::Number,
            _ => return side,
        };
        if is_cell(&side.typed) { Side { typed: convert(side.typed, &ty), ..side } } else { side }
    };
    let (a, b) = (left.typed.ty.clone(), right.typed.ty.clone());
    (read_as(left, &b), read_as(right, &a))
}

/// Arithmetic of instants, days and durations: the types both sides become and the type that comes of it.
fn of_times(operator: Arithmetic, a: &Type, b: &Type) -> Option<(Type, Type, Type)> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    use Type::{Date, Duration, Integer, Number, Timestamp};
    let (a, b, to) = match (operator, a, b) {
        (Subtract, Date, Date) => (Date, Date, Duration),
        (Subtract, Timestamp | Date, Timestamp | Date) => (Timestamp, Timestamp, Duration),
        (Add | Subtract, Timestamp | Date, Duration) => (Timestamp, Duration, Timestamp),
        (Add, Duration, Timestamp | Date) => (Duration, Timestamp, Timestamp),
        (Add | Subtract, Duration, Duration) => (Duration, Duration, Duration),
        (Divide, Duration, Duration) => (Duration, Duration, Number),
        (Multiply | Divide, Duration, Integer | Number) => (Duration, Number, Duration),
        (Multiply, Integer | Number, Duration) => (Number, Duration, Duration),
        _ => return None,
    };
    Some((a, b, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_meet_by_their_types() {
        use Type::{Date, Decimal, Duration, Integer, Number, Timestamp};
        let result = |operator, a: Type, b: Type| of_times(operator, &a, &b).map(|(_, _, ty)| ty);
        assert_eq!(result(Arithmetic::Subtract, Timestamp, Date), Some(Duration));
        assert_eq!(result(Arithmetic::Subtract, Date, Duration), Some(Timestamp));
        assert_eq!(result(Arithmetic::Add, Timestamp, Timestamp), None);
        assert_eq!(result(Arithmetic::Divide, Duration, Duration), Some(Number));
        assert_eq!(result(Arithmetic::Multiply, Integer, Duration), Some(Duration));
        assert_eq!(result(Arithmetic::Divide, Number, Duration), None);
        assert_eq!(result(Arithmetic::Multiply, Duration, Decimal), None);
    }
}
