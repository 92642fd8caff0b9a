//! How two values meet: the one type both become (L3), and what is said where there is none.

use super::super::Resolver;
use super::super::parts::said;
use super::super::scope::Scope;
use super::literals::{Fractions, fraction};
use crate::diagnostics::{Finding, codes, suggest};
use crate::model::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::expr as written;
use crate::value::{Decimal, Type, Value};
use std::sync::Arc;

/// Why two values meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// They are compared: a text beside an enum must be one of its values.
    Compared,
    /// Arithmetic is done with them.
    Reckoned,
    /// One of them is taken (`else`, `if`, `least`).
    Chosen,
}

/// An expression as written and as typed.
pub(super) struct Side<'w> {
    pub written: &'w written::Expr,
    pub typed: Expr,
}

/// The type that values of both types become when they meet.
pub(super) fn common(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Integer, Type::Number) | (Type::Number, Type::Integer) => Some(Type::Number),
        (Type::Integer, Type::Decimal) | (Type::Decimal, Type::Integer) => Some(Type::Decimal),
        (Type::Date, Type::Timestamp) | (Type::Timestamp, Type::Date) => Some(Type::Timestamp),
        _ if a.is_text() && b.is_text() => Some(Type::String),
        _ => None,
    }
}

/// The same value in another type; literals become the literal of that type.
pub(in crate::resolve) fn convert(expr: Expr, ty: &Type) -> Expr {
    if expr.ty == *ty {
        return expr;
    }
    let span = expr.span;
    let literal = match (&expr.kind, ty) {
        #[allow(clippy::cast_precision_loss, reason = "integer meets number as number (L3)")]
        (ExprKind::Literal(Value::Integer(whole)), Type::Number) => Some(Value::Number(*whole as f64)),
        (ExprKind::Literal(Value::Integer(whole)), Type::Decimal) => Some(Value::Decimal(Decimal::from_integer(*whole))),
        (ExprKind::Literal(Value::Text(text)), Type::String) => Some(Value::Text(Arc::clone(text))),
        _ => None,
    };
    let kind = literal.map_or_else(|| ExprKind::Convert(Box::new(expr)), ExprKind::Literal);
    Expr { kind, ty: ty.clone(), span }
}

/// Whether it is a cell of a row, which reads as the type that it meets.
pub(super) fn is_cell(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Row(_) => true,
        ExprKind::Else(a, b) | ExprKind::If(_, a, b) => is_cell(a) && is_cell(b),
        _ => false,
    }
}

/// `an integer`, `a string`, `the enum [good, no_fit]`.
pub(in crate::resolve) fn article(ty: &Type) -> String {
    match ty {
        Type::Integer => format!("an {ty}"),
        Type::Enum(_) => format!("an {ty}"),
        _ => format!("a {ty}"),
    }
}

impl Resolver<'_> {
    /// Brings two sides to one type.
    pub(super) fn meet(&mut self, left: Side, right: Side, why: Meeting, span: Span, scope: &Scope) -> Option<(Expr, Expr)> {
        let (left, right) = self.adapted(left, right, why, scope)?;
        match common(&left.typed.ty, &right.typed.ty) {
            Some(ty) => Some((convert(left.typed, &ty), convert(right.typed, &ty))),
            None => {
                self.mismatch(&left, &right, why, span);
                None
            }
        }
    }

    /// Lets what has no type of its own take the other side's: cells, literals with a fraction, texts beside an enum.
    pub(super) fn adapted<'w>(&mut self, left: Side<'w>, right: Side<'w>, why: Meeting, scope: &Scope) -> Option<(Side<'w>, Side<'w>)> {
        let (left, right) = (self.fitted(left, &right, why, scope)?, right);
        let right = self.fitted(right, &left, why, scope)?;
        // a cell beside an integer has become a decimal, which a fraction on the other side may have to follow
        let left = self.fitted(left, &right, why, scope)?;
        Some((left, right))
    }

    fn fitted<'w>(&mut self, side: Side<'w>, other: &Side, why: Meeting, scope: &Scope) -> Option<Side<'w>> {
        let Side { written, typed } = side;
        if is_cell(&typed) {
            let ty = match (&other.typed.ty, why) {
                // exact, and a cell such as `5.5` beside `5` stays what it is
                (Type::Integer, _) => Type::Decimal,
                (Type::Number, _) if fraction(other.written) == Some(true) => Type::Decimal,
                (Type::String, Meeting::Reckoned) if is_cell(&other.typed) => Type::Decimal,
                (Type::Enum(_), _) => Type::String,
                (ty, _) => ty.clone(),
            };
            return Some(Side { written, typed: convert(typed, &ty) });
        }
        if other.typed.ty == Type::Decimal && typed.ty == Type::Number && fraction(written) == Some(true) {
            return Some(Side { written, typed: self.typed(written, scope, Fractions::Decimal)? });
        }
        if let (Type::Enum(values), ExprKind::Literal(Value::Text(text))) = (&other.typed.ty, &typed.kind) {
            if values.iter().any(|value| **value == **text) {
                return Some(Side { written, typed: Expr { ty: other.typed.ty.clone(), ..typed } });
            }
            if why == Meeting::Compared && typed.ty == Type::String {
                self.not_in_enum(text, typed.span, values, other.written);
                return None;
            }
        }
        Some(Side { written, typed })
    }

    fn not_in_enum(&mut self, text: &str, span: Span, values: &[String], of: &written::Expr) {
        let finding = Finding::new(&codes::ENUM_VALUE_UNKNOWN, span, format!("`{}` is never `{text}`", said(of)));
        let help = suggest::did_you_mean(text, values.iter().map(String::as_str)).unwrap_or_else(|| match values {
            [] => "it has no values at all".to_owned(),
            _ => format!("its values are {}", values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")),
        });
        self.findings.push(finding.help(help));
    }

    /// Says why two sides do not meet.
    pub(super) fn mismatch(&mut self, left: &Side, right: &Side, why: Meeting, span: Span) {
        let (a, b) = (&left.typed.ty, &right.typed.ty);
        let labelled = |finding: Finding| finding.other(left.written.span, article(a)).other(right.written.span, article(b));
        let finding = match (a, b) {
            (Type::Decimal, Type::Number) | (Type::Number, Type::Decimal) => {
                let (exact, inexact) = if *a == Type::Decimal { (left, right) } else { (right, left) };
                Finding::new(&codes::DECIMAL_MEETS_NUMBER, span, "a decimal meets a number, and one of them would lose digits").help(
                    format!("write `to_number({})`, or `to_decimal({}, 2)` to stay exact", said(exact.written), said(inexact.written)),
                )
            }
            (Type::Duration, number) | (number, Type::Duration) if number.is_numeric() => {
                let bare = if *a == Type::Duration { right } else { left };
                let text = said(bare.written);
                let help = if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
                    format!("write `{text}d` for days, `{text}h` for hours, `{text}m` for minutes")
                } else {
                    "divide the duration by a unit to get a number, for example `stage.age / 1d`".to_owned()
                };
                Finding::new(&codes::DURATION_WITHOUT_UNIT, bare.written.span, format!("`{text}` has no unit, and a duration needs one"))
                    .help(help)
            }
            _ => {
                let verb = match why {
                    Meeting::Compared => "cannot be compared",
                    Meeting::Reckoned => "cannot be reckoned with",
                    Meeting::Chosen => "are not one type",
                };
                let finding = Finding::new(&codes::TYPE_MISMATCH, span, format!("{} and {} {verb}", article(a), article(b)));
                match unquoted(left, right).or_else(|| unquoted(right, left)) {
                    Some(help) => finding.help(help),
                    None => finding.help(advice(a, b)),
                }
            }
        };
        self.findings.push(labelled(finding));
    }
}

/// What to write for a text literal that should have been something else.
fn unquoted(literal: &Side, other: &Side) -> Option<String> {
    let ExprKind::Literal(Value::Text(text)) = &literal.typed.kind else { return None };
    let plain = match other.typed.ty {
        Type::Integer | Type::Number | Type::Decimal => text.parse::<f64>().is_ok(),
        Type::Boolean => matches!(&**text, "true" | "false"),
        Type::Date | Type::Timestamp => text.len() >= 10 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit),
        Type::Duration => crate::time::duration::parse(text).is_ok(),
        Type::String | Type::Enum(_) | Type::Set => false,
    };
    plain.then(|| format!("take the quotes away: `{text}`"))
}

fn advice(a: &Type, b: &Type) -> String {
    match (a, b) {
        (Type::Set, other) | (other, Type::Set) if other.is_text() => {
            "a set is asked with `contains`, for example `distinct(form_submitted.form) contains \"demo\"`".to_owned()
        }
        (Type::Boolean, _) | (_, Type::Boolean) => "a truth is compared with `true` and `false` only".to_owned(),
        (Type::Enum(values), _) | (_, Type::Enum(values)) => match values.first() {
            Some(value) => format!("an enum is compared with its values, for example `\"{value}\"`"),
            None => "an enum is compared with its values".to_owned(),
        },
        (text, number) | (number, text) if text.is_text() && number.is_numeric() => "`to_number(x)` reads a text as a number".to_owned(),
        _ => "both sides must be of one type".to_owned(),
    }
}
