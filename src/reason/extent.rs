//! What an expression can come to whatever happens: a domain that holds every value it may have, rather too many than too few.

use super::domain::{Domain, Truths};
use super::ranges::{Cut, Range, Ranges, back};
use super::read::Reader;
use super::{Reasoner, Setting};
use crate::functions::Function;
use crate::model::expr::Arithmetic;
use crate::model::{Expr, ExprKind, Member};
use crate::time::date::Weekday;
use crate::value::{Type, Value};

impl Reasoner<'_> {
    /// The least and the greatest value of an expression where they are known, and whether it can be missing.
    pub fn bounds(&self, expr: &Expr, setting: &Setting) -> (Option<Value>, Option<Value>, bool) {
        let extent = Reader::new(self, setting).extent(expr);
        let value = |cut: Option<&Cut>| match cut {
            Some(Cut::Before(value) | Cut::After(value)) => Some(value.clone()),
            Some(Cut::Start | Cut::End) | None => None,
        };
        let low = value(extent.values.ranges().first().map(|range| &range.from));
        let high = match extent.values.ranges().last() {
            // the last value below the upper cut
            Some(range) => value(Some(&back(&range.to))),
            None => None,
        };
        let is_text = matches!(low, Some(Value::Text(_) | Value::Boolean(_)));
        if is_text { (None, None, extent.missing) } else { (low, high, extent.missing) }
    }
}

impl Reader<'_> {
    /// Every value that an expression may have.
    pub(super) fn extent(&self, expr: &Expr) -> Domain {
        let too_far = || Domain::any(&expr.ty);
        match &expr.kind {
            ExprKind::Literal(value) => Domain::exactly(value),
            ExprKind::Attribute(id) => self.hops.follow(too_far, || self.extent(&self.model().attributes[*id].expr)),
            ExprKind::Let(id) => self.hops.follow(too_far, || self.extent(&self.model().lets[*id].expr)),
            ExprKind::Score(id) => Domain::of(self.reasoner.reach(*id).ranges()),
            ExprKind::Member { of, .. } => self.member_extent(of, &expr.ty),
            ExprKind::StageAge => Domain {
                missing: !self.setting.in_stage,
                values: match self.setting.age {
                    Some(age) => Ranges::of([Value::Duration(age)]),
                    None => Ranges::range(Cut::before(&Value::Duration(0)), Cut::End),
                },
            },
            ExprKind::StageVisits => {
                Domain { missing: !self.setting.in_stage, values: Ranges::range(Cut::before(&Value::Integer(1)), Cut::End) }
            }
            ExprKind::StageEnteredAt => Domain { missing: !self.setting.in_stage, ..Domain::any(&expr.ty) },
            ExprKind::Now | ExprKind::Subject => Domain { missing: false, ..Domain::any(&expr.ty) },
            ExprKind::Fold(id) => self.fold_extent(&self.model().folds[*id]),
            ExprKind::Else(a, b) => {
                let (a, b) = (self.extent(a), self.extent(b));
                Domain { missing: a.missing && b.missing, values: if a.missing { a.values.or(&b.values) } else { a.values } }
            }
            ExprKind::If(_, a, b) => self.extent(a).or(&self.extent(b)),
            ExprKind::Convert(inner) => {
                let inner_extent = self.extent(inner);
                let values = if expr.ty.is_text() && inner.ty.is_text() { inner_extent.values } else { Ranges::all(&expr.ty) };
                let reads_a_cell = inner.ty.is_text() && !expr.ty.is_text();
                Domain { missing: inner_extent.missing || reads_a_cell || inner.ty == Type::Date, values }
            }
            ExprKind::Is { .. } => Truths::TRUE.or(Truths::FALSE).domain(),
            ExprKind::Arithmetic(operator, a, b) => self.arithmetic_extent(*operator, a, b, &expr.ty),
            ExprKind::Call(function, arguments) => self.call_extent(*function, arguments, &expr.ty),
            ExprKind::Band(_)
            | ExprKind::Row(_)
            | ExprKind::Measure(_)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::In { .. }
            | ExprKind::InSet { .. }
            | ExprKind::TextTest(..)
            | ExprKind::Matches(..)
            | ExprKind::Join(..) => Domain::any(&expr.ty),
        }
    }

    fn call_extent(&self, function: Function, arguments: &[Expr], ty: &Type) -> Domain {
        let extents = || arguments.iter().map(|argument| self.extent(argument));
        let missing = || extents().any(|extent| extent.missing);
        match function {
            Function::Length => Domain { missing: missing(), values: Ranges::range(Cut::before(&Value::Integer(0)), Cut::End) },
            Function::Hour => Domain { missing: missing(), values: Ranges::between(&Value::Integer(0), &Value::Integer(23)) },
            Function::Weekday => Domain {
                missing: missing(),
                values: Ranges::of(Weekday::Monday.through(Weekday::Sunday).map(|day| Value::text(day.name()))),
            },
            Function::Abs => {
                let zero = match ty {
                    Type::Integer => Value::Integer(0),
                    Type::Number => Value::Number(0.0),
                    Type::Duration => Value::Duration(0),
                    Type::Decimal => Value::Decimal(crate::value::Decimal::ZERO),
                    Type::Boolean | Type::String | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Set => return Domain::any(ty),
                };
                Domain { missing: true, values: Ranges::range(Cut::before(&zero), Cut::End) }
            }
            Function::Least | Function::Greatest => {
                // one of its arguments
                let all = extents().fold(Domain::none(), |all, extent| all.or(&extent));
                Domain { missing: all.missing, values: hull(&all.values) }
            }
            Function::Lower | Function::Upper | Function::Trim => Domain { missing: missing(), ..Domain::any(ty) },
            Function::Date
            | Function::Floor
            | Function::Ceil
            | Function::Round
            | Function::DaysBetween
            | Function::BusinessTime
            | Function::SplitPart
            | Function::Domain
            | Function::ToNumber
            | Function::ToDecimal => Domain::any(ty),
        }
    }

    fn arithmetic_extent(&self, operator: Arithmetic, a: &Expr, b: &Expr, ty: &Type) -> Domain {
        if operator == Arithmetic::Subtract && matches!(self.meant(a).kind, ExprKind::Now) && self.is_past(b) {
            let (now, then) = (self.extent(a), self.extent(b));
            return Domain { missing: now.missing || then.missing, values: Ranges::range(Cut::before(&Value::Duration(0)), Cut::End) };
        }
        let (Some((a, a_high)), Some((b, b_high))) = (ends(&self.extent(a)), ends(&self.extent(b))) else { return Domain::any(ty) };
        let (low, high) = match operator {
            Arithmetic::Add => (a + b, a_high + b_high),
            Arithmetic::Subtract => (a - b_high, a_high - b),
            Arithmetic::Multiply => {
                let corners = [a * b, a * b_high, a_high * b, a_high * b_high];
                // nothing times something boundless is nothing
                let corners = corners.map(|corner| if corner.is_nan() { 0.0 } else { corner });
                (corners.iter().copied().fold(f64::INFINITY, f64::min), corners.iter().copied().fold(f64::NEG_INFINITY, f64::max))
            }
            Arithmetic::Divide => return Domain::any(ty),
        };
        let outward = |end: f64, sign: f64| end + sign * (end.abs() * 1e-12).max(f64::MIN_POSITIVE);
        Domain { missing: true, values: between(outward(low, -1.0), outward(high, 1.0), ty) }
    }

    /// Whether an instant, if there is one, is not after now.
    fn is_past(&self, expr: &Expr) -> bool {
        match &self.meant(expr).kind {
            ExprKind::StageEnteredAt => true,
            ExprKind::Fold(id) => self.model().folds[*id].streams.iter().all(|stream| stream.member == Some(Member::Time)),
            _ => false,
        }
    }
}

/// All from the least to the greatest.
fn hull(values: &Ranges) -> Ranges {
    match (values.ranges().first(), values.ranges().last()) {
        (Some(Range { from, .. }), Some(Range { to, .. })) => Ranges::range(from.clone(), to.clone()),
        _ => Ranges::none(),
    }
}

/// The ends of an extent of numbers as doubles, the whole of it between them; nothing for other types.
fn ends(extent: &Domain) -> Option<(f64, f64)> {
    let number = |cut: &Cut, open: f64| match cut {
        Cut::Start | Cut::End => Some(open),
        Cut::Before(value) | Cut::After(value) => match value {
            Value::Integer(whole) => Some(*whole as f64),
            Value::Number(number) => Some(*number),
            Value::Missing
            | Value::Boolean(_)
            | Value::Decimal(_)
            | Value::Text(_)
            | Value::Timestamp(_)
            | Value::Date(_)
            | Value::Duration(_)
            | Value::Set(_) => None,
        },
    };
    let (first, last) = (extent.values.ranges().first()?, extent.values.ranges().last()?);
    Some((number(&first.from, f64::NEG_INFINITY)?, number(&last.to, f64::INFINITY)?))
}

/// Everything between two numbers in a type of numbers.
#[allow(clippy::cast_possible_truncation, reason = "rounded outward, and clipped to what there is")]
fn between(low: f64, high: f64, ty: &Type) -> Ranges {
    match ty {
        Type::Integer => {
            let cut = |end: f64| Value::Integer(end as i64);
            let from = if low.is_finite() { Cut::before(&cut(low.floor())) } else { Cut::Start };
            let to = if high.is_finite() { Cut::after(&cut(high.ceil())) } else { Cut::End };
            Ranges::range(from, to)
        }
        Type::Number => {
            let from = if low.is_finite() { Cut::before(&Value::Number(low)) } else { Cut::Start };
            let to = if high.is_finite() { Cut::after(&Value::Number(high)) } else { Cut::End };
            Ranges::range(from, to)
        }
        Type::Boolean | Type::Decimal | Type::String | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Duration | Type::Set => {
            Ranges::all(ty)
        }
    }
}
