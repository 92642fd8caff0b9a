//! Whether a value can only have become more, or only less: two expressions compared part by part.
//!
//! Of truths, more is that it holds more often; of sets, that there is more in them. Sums are taken to be of amounts that are not
//! below 0, as those of a funnel are. Filters are compared by proof.

#![allow(clippy::many_single_char_names, reason = "a part before and a part after, pair by pair")]

use super::class::Judge;
use super::shape::Class;
use crate::functions::Function;
use crate::model::expr::{Arithmetic, Comparison};
use crate::model::metric::{AggregateKind, Rate, Selection};
use crate::model::{Expr, ExprKind, Fold, FoldKind, Measure, MeasureKind, Model, Stream};
use crate::reason::Setting;
use crate::time::Micros;
use crate::value::{Type, Value};
use std::collections::BTreeSet;

impl Judge<'_> {
    /// What a value does that was `old` and is `new`: widening where it can only be more.
    pub fn trend(&self, old: &Expr, new: &Expr) -> Class {
        let (was, is) = (self.was(), self.new);
        if was.print(old) == is.print(new) {
            // what its names stand for are changes of their own
            return Class::Cosmetic;
        }
        match (&old.kind, &new.kind) {
            (ExprKind::Literal(a), ExprKind::Literal(b)) => literal(a, b),
            (ExprKind::Convert(a), ExprKind::Convert(b)) => self.trend(a, b),
            (ExprKind::Negate(a), ExprKind::Negate(b)) | (ExprKind::Not(a), ExprKind::Not(b)) => self.trend(a, b).reversed(),
            (ExprKind::And(a, x), ExprKind::And(b, y)) | (ExprKind::Or(a, x), ExprKind::Or(b, y)) => self.trend(a, b).and(self.trend(x, y)),
            (ExprKind::Compare(a, l, x), ExprKind::Compare(b, r, y)) if a == b => match a {
                Comparison::Greater | Comparison::GreaterEqual => self.trend(l, r).and(self.trend(x, y).reversed()),
                Comparison::Less | Comparison::LessEqual => self.trend(l, r).reversed().and(self.trend(x, y)),
                Comparison::Equal | Comparison::NotEqual => Class::CannotTell,
            },
            (ExprKind::If(c, a, x), ExprKind::If(d, b, y)) if was.print(c) == is.print(d) => self.trend(a, b).and(self.trend(x, y)),
            (ExprKind::Else(a, x), ExprKind::Else(b, y)) => self.trend(a, b).and(self.trend(x, y)),
            (ExprKind::Call(f, a), ExprKind::Call(g, b)) if f == g && a.len() == b.len() && is_monotone(*f) => {
                a.iter().zip(b).map(|(a, b)| self.trend(a, b)).fold(Class::Cosmetic, Class::and)
            }
            (ExprKind::Arithmetic(f, a, x), ExprKind::Arithmetic(g, b, y)) if f == g => self.arithmetic(*f, [a, x], [b, y]),
            (ExprKind::Fold(a), ExprKind::Fold(b)) => self.fold(&was.folds[*a], &is.folds[*b]),
            (ExprKind::Measure(a), ExprKind::Measure(b)) => self.measure(&was.measures[*a], &is.measures[*b]),
            _ => Class::CannotTell,
        }
    }

    fn arithmetic(&self, operation: Arithmetic, [a, x]: [&Expr; 2], [b, y]: [&Expr; 2]) -> Class {
        let (left, right) = (self.trend(a, b), self.trend(x, y));
        let counts = |old: &Expr, new: &Expr| is_amount(old) && is_amount(new);
        match operation {
            Arithmetic::Add => left.and(right),
            Arithmetic::Subtract => left.and(right.reversed()),
            Arithmetic::Multiply if counts(a, b) && counts(x, y) => left.and(right),
            Arithmetic::Divide if counts(a, b) && counts(x, y) => left.and(right.reversed()),
            Arithmetic::Multiply | Arithmetic::Divide => Class::CannotTell,
        }
    }

    fn fold(&self, old: &Fold, new: &Fold) -> Class {
        if old.kind != new.kind {
            return Class::CannotTell;
        }
        let window = |last: Option<Micros>| last.unwrap_or(Micros::MAX);
        let elements = self
            .elements(&old.streams, old.filter.as_ref(), &new.streams, new.filter.as_ref())
            .and(ordered(window(old.last), window(new.last)));
        match old.kind {
            FoldKind::Count | FoldKind::Sum | FoldKind::Max | FoldKind::Distinct | FoldKind::Any => elements,
            FoldKind::Min => elements.reversed(),
            // another one may be the first then, with any value
            FoldKind::First | FoldKind::Last if old.ty == Type::Boolean || elements != Class::Cosmetic => either(elements),
            FoldKind::First | FoldKind::Last => Class::Cosmetic,
        }
    }

    fn measure(&self, old: &Measure, new: &Measure) -> Class {
        match (&old.kind, &new.kind) {
            (MeasureKind::Aggregate { kind, of: a }, MeasureKind::Aggregate { kind: same, of: b }) if kind == same => {
                let elements = self.selection(a, b);
                match kind {
                    AggregateKind::Count | AggregateKind::Sum | AggregateKind::Distinct | AggregateKind::Max => elements,
                    AggregateKind::Min => elements.reversed(),
                    AggregateKind::Mean | AggregateKind::Median | AggregateKind::P75 | AggregateKind::P90 | AggregateKind::P95 => {
                        either(elements)
                    }
                }
            }
            (MeasureKind::Rate { rate: a, reading }, MeasureKind::Rate { rate: b, reading: same }) if reading == same => self.rate(a, b),
            // times between other instants
            (MeasureKind::Elapsed { kind: a, from, to }, MeasureKind::Elapsed { kind: b, from: f, to: t }) if a == b => {
                either(self.selection(from, f).and(self.selection(to, t)))
            }
            (MeasureKind::Baseline { of: a, period: p }, MeasureKind::Baseline { of: b, period: q }) if p == q => self.trend(a, b),
            _ => Class::CannotTell,
        }
    }

    /// Who converts; where the cohort is another one, the share can go either way.
    fn rate(&self, old: &Rate, new: &Rate) -> Class {
        let window = |within: Option<Micros>| within.unwrap_or(Micros::MAX);
        let converted = self.selection(&old.to, &new.to).and(ordered(window(old.within), window(new.within)));
        either(self.selection(&old.from, &new.from)).and(converted)
    }

    fn selection(&self, old: &Selection, new: &Selection) -> Class {
        self.elements(&old.streams, old.filter.as_ref(), &new.streams, new.filter.as_ref())
    }

    /// Whether there are more elements or fewer.
    fn elements(&self, old: &[Stream], old_filter: Option<&Expr>, new: &[Stream], new_filter: Option<&Expr>) -> Class {
        let names = |model: &Model, streams: &[Stream]| -> BTreeSet<String> {
            streams.iter().map(|stream| Model::print_stream(model, stream)).collect()
        };
        let (was, is) = (names(self.was(), old), names(self.new, new));
        let streams = among(&was, &is);
        let at = |streams: &[Stream]| Setting { in_stage: false, ..Setting::at(streams.iter().map(|stream| stream.source)) };
        streams.and(self.filters((old_filter, at(old)), (new_filter, at(new))))
    }

    /// Whether a filter lets more through or fewer: by proof, else part by part.
    pub fn filters(&self, (old, old_setting): (Option<&Expr>, Setting), (new, new_setting): (Option<&Expr>, Setting)) -> Class {
        match (old, new) {
            (None, None) => Class::Cosmetic,
            (None, Some(_)) => Class::Narrowing,
            (Some(_), None) => Class::Widening,
            (Some(a), Some(b)) if self.was().print(a) == self.new.print(b) => Class::Cosmetic,
            (Some(a), Some(b)) => match self.conditions((a, old_setting), (b, new_setting)).0 {
                Class::CannotTell => self.trend(a, b),
                class => class,
            },
        }
    }
}

/// More is wider: of numbers, spans of time, days, instants and truths.
fn literal(old: &Value, new: &Value) -> Class {
    match (old, new) {
        (Value::Boolean(a), Value::Boolean(b)) => ordered(*a, *b),
        (Value::Integer(a), Value::Integer(b)) => ordered(*a, *b),
        (Value::Number(a), Value::Number(b)) if a == b => Class::Cosmetic,
        (Value::Number(a), Value::Number(b)) => ordered(false, b > a).and(ordered(b < a, false)),
        (Value::Decimal(a), Value::Decimal(b)) => ordered(*a, *b),
        (Value::Duration(a), Value::Duration(b)) => ordered(*a, *b),
        (Value::Timestamp(a), Value::Timestamp(b)) => ordered(*a, *b),
        (Value::Date(a), Value::Date(b)) => ordered(*a, *b),
        _ => Class::CannotTell,
    }
}

/// What it does that something grew or shrank.
pub fn ordered<T: Ord + Copy>(old: T, new: T) -> Class {
    match new.cmp(&old) {
        std::cmp::Ordering::Less => Class::Narrowing,
        std::cmp::Ordering::Equal => Class::Cosmetic,
        std::cmp::Ordering::Greater => Class::Widening,
    }
}

/// What it does that a list has others in it.
pub fn among<T: Ord>(old: &BTreeSet<T>, new: &BTreeSet<T>) -> Class {
    match (old.is_subset(new), new.is_subset(old)) {
        (true, true) => Class::Cosmetic,
        (true, false) => Class::Widening,
        (false, true) => Class::Narrowing,
        (false, false) => Class::Both,
    }
}

/// What goes up or down with it, depending on the log.
fn either(class: Class) -> Class {
    match class {
        Class::Widening | Class::Narrowing | Class::Both => Class::Both,
        Class::Cosmetic | Class::CannotTell => class,
    }
}

/// Whether a function grows with each of its arguments.
fn is_monotone(function: Function) -> bool {
    matches!(
        function,
        Function::Floor | Function::Ceil | Function::Least | Function::Greatest | Function::ToNumber | Function::ToDecimal | Function::Date
    )
}

/// Whether a value is never below 0: counts, sums of amounts, spans of time since something, and what is made of them.
pub fn is_amount(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(Value::Integer(number)) => *number >= 0,
        ExprKind::Literal(Value::Number(number)) => *number >= 0.0,
        ExprKind::Literal(Value::Decimal(number)) => *number >= crate::value::Decimal::default(),
        ExprKind::Literal(Value::Duration(time)) => *time >= 0,
        ExprKind::Measure(_) | ExprKind::Fold(_) | ExprKind::StageAge | ExprKind::StageVisits => true,
        ExprKind::Convert(inner) => is_amount(inner),
        ExprKind::Call(Function::Abs, _) => true,
        ExprKind::Call(Function::ToNumber | Function::ToDecimal, of) => of.first().is_some_and(is_amount),
        ExprKind::Call(Function::Greatest, of) => of.iter().any(is_amount),
        ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Multiply | Arithmetic::Divide, a, b) | ExprKind::Else(a, b) => {
            is_amount(a) && is_amount(b)
        }
        _ => false,
    }
}

/// Whether a level lies above another, or above 0 where there is no other: of constants.
pub fn lies_above(from: Option<&Expr>, to: &Expr) -> Option<bool> {
    let to = constant(to)?;
    let class = match from {
        Some(from) => literal(constant(from)?, to),
        None => match to {
            Value::Integer(number) => ordered(0, *number),
            Value::Number(number) => literal(&Value::Number(0.0), &Value::Number(*number)),
            Value::Decimal(number) => ordered(crate::value::Decimal::default(), *number),
            Value::Duration(time) => ordered(0, *time),
            _ => Class::CannotTell,
        },
    };
    match class {
        Class::Widening => Some(true),
        Class::Narrowing => Some(false),
        Class::Cosmetic | Class::Both | Class::CannotTell => None,
    }
}

fn constant(expr: &Expr) -> Option<&Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value),
        ExprKind::Convert(inner) => constant(inner),
        _ => None,
    }
}
