//! What conditions say of the things they compare, and whether some of them can hold together.
//!
//! The answer is "no" only where it is sure; what is not understood here can hold.

use super::hops::Hops;
use crate::model::expr::Comparison;
use crate::model::{Expr, ExprKind, Model};
use crate::value::{Decimal, Type, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The ways in which a condition can hold: in each, all statements hold. None: it never holds.
pub(super) type Alternatives = Vec<Vec<Statement>>;

/// Beyond so many ways a condition is not looked into.
const MOST: usize = 64;

/// Something a condition says of a thing, which is known by its text.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    thing: String,
    ty: Type,
    says: Says,
}

#[derive(Clone, Debug)]
enum Says {
    Present(bool),
    OneOf(Vec<Value>),
    NoneOf(Vec<Value>),
    Order(Comparison, Value),
    /// Of two things compared with each other: which orderings are left, by [`bit`].
    Sides(u8),
}

/// What is known beforehand of the things in a condition.
pub(super) trait View {
    /// The value of a thing that has one here whatever happens.
    fn known(&self, thing: &Expr) -> Option<Value>;
    /// Whether a thing is the same wherever it is named.
    fn stable(&self, thing: &Expr) -> bool;
}

/// The ways in which a condition can hold.
pub(super) fn alternatives(condition: &Expr, model: &Model, view: &dyn View) -> Alternatives {
    Reader { model, view, hops: Hops::new() }.read(condition, true)
}

/// Whether conditions can hold together.
pub(super) fn can_hold_together(conditions: &[&Alternatives]) -> bool {
    let mut steps = 0;
    fits(conditions, &Facts::default(), &mut steps)
}

fn fits(conditions: &[&Alternatives], facts: &Facts, steps: &mut usize) -> bool {
    let Some((first, rest)) = conditions.split_first() else { return true };
    first.iter().any(|statements| {
        *steps += 1;
        if *steps > MOST * MOST {
            return true;
        }
        let mut facts = facts.clone();
        statements.iter().all(|statement| facts.take(statement)) && fits(rest, &facts, steps)
    })
}

struct Reader<'a> {
    model: &'a Model,
    view: &'a dyn View,
    hops: Hops,
}

impl Reader<'_> {
    /// The ways in which an expression is `wanted`: what is unknown is neither true nor false.
    fn read(&self, expr: &Expr, wanted: bool) -> Alternatives {
        match &expr.kind {
            ExprKind::Literal(value) => match value.truth() {
                Some(truth) if truth == wanted => vec![Vec::new()],
                _ => Vec::new(),
            },
            ExprKind::Not(inner) => self.read(inner, !wanted),
            ExprKind::Convert(inner) => self.read(inner, wanted),
            ExprKind::Let(id) => self.hops.follow(|| vec![Vec::new()], || self.read(&self.model.lets[*id].expr, wanted)),
            ExprKind::And(a, b) if wanted => both(&self.read(a, wanted), &self.read(b, wanted)),
            ExprKind::Or(a, b) if !wanted => both(&self.read(a, wanted), &self.read(b, wanted)),
            ExprKind::And(a, b) | ExprKind::Or(a, b) => either(self.read(a, wanted), self.read(b, wanted)),
            ExprKind::Compare(comparison, a, b) => self.compare(if wanted { *comparison } else { comparison.negated() }, a, b),
            ExprKind::Is { value, present } => match self.view.known(value) {
                Some(known) if known.is_missing() != (*present == wanted) => vec![Vec::new()],
                Some(_) => Vec::new(),
                None => self.say(value, Says::Present(*present == wanted)),
            },
            ExprKind::In { value, items, negated } => {
                let constants: Option<Vec<Value>> = items.iter().map(|item| self.constant(item)).collect();
                match constants {
                    Some(values) if wanted != *negated => self.say(value, Says::OneOf(values)),
                    Some(values) => self.say(value, Says::NoneOf(values)),
                    None => self.truth(expr, wanted),
                }
            }
            ExprKind::InSet { set, value, negated } => {
                let plain = ExprKind::InSet { set: set.clone(), value: value.clone(), negated: false };
                self.truth(&Expr { kind: plain, ty: expr.ty.clone(), span: expr.span }, wanted != *negated)
            }
            _ => self.truth(expr, wanted),
        }
    }

    /// A condition that is not looked into: it is true or false as a whole.
    fn truth(&self, expr: &Expr, wanted: bool) -> Alternatives {
        match self.view.known(expr) {
            Some(known) if known.truth() == Some(wanted) => vec![Vec::new()],
            Some(_) => Vec::new(),
            None => self.say(expr, Says::OneOf(vec![Value::Boolean(wanted)])),
        }
    }

    fn compare(&self, comparison: Comparison, a: &Expr, b: &Expr) -> Alternatives {
        match (self.constant(a), self.constant(b)) {
            (Some(a), Some(b)) => match order(&a, &b) {
                Some(ordering) if comparison.holds(ordering) => vec![Vec::new()],
                Some(_) => Vec::new(),
                None if a.is_missing() || b.is_missing() => Vec::new(),
                None => vec![Vec::new()],
            },
            (None, Some(value)) => self.against(a, comparison, value),
            (Some(value), None) => self.against(b, comparison.mirrored(), value),
            (None, None) => {
                if !self.view.stable(a) || !self.view.stable(b) {
                    return vec![Vec::new()];
                }
                let (left, right) = (self.model.print(a), self.model.print(b));
                let (comparison, thing) = match left <= right {
                    true => (comparison, format!("{left} against {right}")),
                    false => (comparison.mirrored(), format!("{right} against {left}")),
                };
                let sides = [Ordering::Less, Ordering::Equal, Ordering::Greater]
                    .into_iter()
                    .filter(|ordering| comparison.holds(*ordering))
                    .fold(0, |sides, ordering| sides | bit(ordering));
                let mut statements = vec![Statement { thing, ty: Type::Boolean, says: Says::Sides(sides) }];
                for side in [a, b] {
                    statements.extend(self.say(side, Says::Present(true)).into_iter().flatten());
                }
                vec![statements]
            }
        }
    }

    fn against(&self, thing: &Expr, comparison: Comparison, value: Value) -> Alternatives {
        match comparison {
            _ if value.is_missing() => Vec::new(),
            Comparison::Equal => self.say(thing, Says::OneOf(vec![value])),
            Comparison::NotEqual => self.say(thing, Says::NoneOf(vec![value])),
            Comparison::Less | Comparison::LessEqual | Comparison::Greater | Comparison::GreaterEqual => {
                self.say(thing, Says::Order(comparison, value))
            }
        }
    }

    fn constant(&self, expr: &Expr) -> Option<Value> {
        match &expr.kind {
            ExprKind::Literal(value) => Some(value.clone()),
            ExprKind::Convert(inner) => self.constant(inner),
            _ => self.view.known(expr),
        }
    }

    fn say(&self, thing: &Expr, says: Says) -> Alternatives {
        if !self.view.stable(thing) {
            return vec![Vec::new()];
        }
        let mut plain = thing;
        while let ExprKind::Convert(inner) = &plain.kind {
            plain = inner;
        }
        vec![vec![Statement { thing: self.model.print(plain), ty: plain.ty.clone(), says }]]
    }
}

fn both(a: &Alternatives, b: &Alternatives) -> Alternatives {
    if a.len().saturating_mul(b.len()) > MOST {
        return vec![Vec::new()];
    }
    a.iter().flat_map(|first| b.iter().map(move |second| first.iter().chain(second).cloned().collect())).collect()
}

fn either(mut a: Alternatives, b: Alternatives) -> Alternatives {
    a.extend(b);
    if a.len() > MOST { vec![Vec::new()] } else { a }
}

/// What is known of each thing.
#[derive(Clone, Debug, Default)]
struct Facts(BTreeMap<String, Fact>);

#[derive(Clone, Debug)]
struct Fact {
    present: Option<bool>,
    only: Option<Vec<Value>>,
    never: Vec<Value>,
    low: Option<(Value, bool)>,
    high: Option<(Value, bool)>,
    sides: u8,
}

impl Default for Fact {
    fn default() -> Self {
        Self { present: None, only: None, never: Vec::new(), low: None, high: None, sides: u8::MAX }
    }
}

impl Facts {
    /// Adds a statement; `false` where it contradicts what is known.
    fn take(&mut self, statement: &Statement) -> bool {
        let fact = self.0.entry(statement.thing.clone()).or_default();
        let present = !matches!(statement.says, Says::Present(false));
        if fact.present.is_some_and(|known| known != present) {
            return false;
        }
        fact.present = Some(present);
        match &statement.says {
            Says::Present(_) => {}
            Says::OneOf(values) => fact.only = Some(common(fact.only.take(), values)),
            Says::NoneOf(values) => match listed(&statement.ty) {
                Some(all) => {
                    let rest: Vec<Value> = all.into_iter().filter(|value| !values.contains(value)).collect();
                    fact.only = Some(common(fact.only.take(), &rest));
                }
                None => fact.never.extend(values.iter().cloned()),
            },
            Says::Order(comparison, value) => fact.bound(*comparison, value, &statement.ty),
            Says::Sides(sides) => fact.sides &= sides,
        }
        fact.possible()
    }
}

impl Fact {
    fn bound(&mut self, comparison: Comparison, value: &Value, ty: &Type) {
        let (value, inclusive) = match (comparison, whole(value, ty)) {
            (Comparison::Greater, Some(whole)) => (next(whole, 1), true),
            (Comparison::Less, Some(whole)) => (next(whole, -1), true),
            (Comparison::GreaterEqual | Comparison::LessEqual, _) => (value.clone(), true),
            (Comparison::Greater | Comparison::Less | Comparison::Equal | Comparison::NotEqual, _) => (value.clone(), false),
        };
        let upward = matches!(comparison, Comparison::Greater | Comparison::GreaterEqual);
        let end = if upward { &mut self.low } else { &mut self.high };
        let tighter = match end {
            None => true,
            Some((known, known_inclusive)) => match order(&value, known) {
                Some(Ordering::Equal) => *known_inclusive && !inclusive,
                Some(Ordering::Greater) => upward,
                Some(Ordering::Less) => !upward,
                None => false,
            },
        };
        if tighter {
            *end = Some((value, inclusive));
        }
    }

    fn possible(&self) -> bool {
        if self.sides == 0 {
            return false;
        }
        if let Some(only) = &self.only {
            return only.iter().any(|value| self.within(value) && !self.never.contains(value));
        }
        let (Some((low, low_inclusive)), Some((high, high_inclusive))) = (&self.low, &self.high) else { return true };
        match order(low, high) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => *low_inclusive && *high_inclusive && !self.never.contains(low),
            Some(Ordering::Less) | None => true,
        }
    }

    fn within(&self, value: &Value) -> bool {
        let above = self.low.as_ref().is_none_or(|(low, inclusive)| match order(value, low) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => *inclusive,
            Some(Ordering::Greater) | None => true,
        });
        let below = self.high.as_ref().is_none_or(|(high, inclusive)| match order(value, high) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => *inclusive,
            Some(Ordering::Less) | None => true,
        });
        above && below
    }
}

fn common(known: Option<Vec<Value>>, values: &[Value]) -> Vec<Value> {
    match known {
        None => values.to_vec(),
        Some(known) => known.into_iter().filter(|value| values.iter().any(|other| maybe_equal(value, other))).collect(),
    }
}

fn maybe_equal(a: &Value, b: &Value) -> bool {
    order(a, b).is_none_or(Ordering::is_eq)
}

/// All values of a type that has few.
fn listed(ty: &Type) -> Option<Vec<Value>> {
    match ty {
        Type::Boolean => Some(vec![Value::Boolean(false), Value::Boolean(true)]),
        Type::Enum(values) => Some(values.iter().map(|value| Value::text(value)).collect()),
        Type::Integer | Type::Number | Type::Decimal | Type::String | Type::Timestamp | Type::Date | Type::Duration | Type::Set => None,
    }
}

/// The value, if both it and the thing it bounds go in whole steps.
fn whole<'a>(value: &'a Value, ty: &Type) -> Option<&'a Value> {
    match (value, ty) {
        (Value::Integer(_), Type::Integer)
        | (Value::Date(_), Type::Date)
        | (Value::Duration(_), Type::Duration)
        | (Value::Timestamp(_), Type::Timestamp) => Some(value),
        _ => None,
    }
}

fn next(value: &Value, step: i8) -> Value {
    match value {
        Value::Integer(whole) => Value::Integer(whole.saturating_add(step.into())),
        Value::Date(days) => Value::Date(days.saturating_add(step.into())),
        Value::Duration(micros) => Value::Duration(micros.saturating_add(step.into())),
        Value::Timestamp(micros) => Value::Timestamp(micros.saturating_add(step.into())),
        Value::Missing | Value::Boolean(_) | Value::Number(_) | Value::Decimal(_) | Value::Text(_) | Value::Set(_) => value.clone(),
    }
}

fn bit(ordering: Ordering) -> u8 {
    match ordering {
        Ordering::Less => 1,
        Ordering::Equal => 2,
        Ordering::Greater => 4,
    }
}

/// How two constants stand to each other, where that is certain.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Integer(b)) => Some(a.cmp(&Decimal::from_integer(*b))),
        (Value::Integer(a), Value::Decimal(b)) => Some(Decimal::from_integer(*a).cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) | (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Number(_), Value::Integer(_) | Value::Decimal(_)) | (Value::Integer(_) | Value::Decimal(_), Value::Number(_)) => {
            let (a, b) = (approximate(a)?, approximate(b)?);
            // beyond 2^53 neighbours look equal
            a.partial_cmp(&b).filter(|ordering| ordering.is_ne() || a.abs() < 9_007_199_254_740_992.0)
        }
        _ => None,
    }
}

fn approximate(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(whole) => Some(*whole as f64),
        Value::Number(number) => Some(*number),
        Value::Decimal(decimal) => Some(decimal.to_f64()),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Duration(_) | Value::Set(_) => {
            None
        }
    }
}
