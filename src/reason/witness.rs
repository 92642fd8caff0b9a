//! Values that bring something about: picked from what is left of each thing, and confirmed by evaluating the conditions.

use super::domain::Domain;
use super::formula::{About, Test, Thing};
use super::ranges::{Cut, Range};
use super::relations;
use super::solve::Store;
use super::{Condition, Part};
use crate::eval::{Scope, holds};
use crate::ids::*;
use crate::model::{Member, StreamSource};
use crate::time::Micros;
use crate::value::{Arithmetic, Decimal, Type, Value, arithmetic};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// So many ways are tried before one is said to be unknown.
pub(super) const TRIES: u32 = 40;
/// So many choices of values in each.
const CHOICES: usize = 4;

/// A value for each thing that matters, in order of its name: `event.size = 60, score.heat = 55`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Witness {
    /// The things as the language names them, and their values.
    pub values: BTreeMap<Arc<str>, Value>,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (thing, value)) in self.values.iter().enumerate() {
            f.write_str(if at > 0 { ", " } else { "" })?;
            match value {
                Value::Missing => write!(f, "{thing} is missing")?,
                Value::Text(text) => write!(f, "{thing} = \"{text}\"")?,
                value => write!(f, "{thing} = {value}")?,
            }
        }
        Ok(())
    }
}

/// Values with which some conditions hold and others do not.
pub(super) fn of(store: &Store, holding: &[&Condition<'_>], failing: &[&Condition<'_>]) -> Option<Witness> {
    (0..CHOICES).find_map(|choice| {
        let values = picked(store, choice)?;
        let is_so = |condition: &&Condition<'_>| condition.holds_with(&values);
        (holding.iter().all(is_so) && !failing.iter().any(is_so)).then_some(Witness { values })
    })
}

/// A value for each thing, one after the other, so that each choice is heeded by the next.
fn picked(store: &Store, choice: usize) -> Option<BTreeMap<Arc<str>, Value>> {
    let mut store = store.clone();
    let mut things: Vec<Arc<Thing>> = store.things.values().map(|(thing, _)| thing.clone()).collect();
    for at in 0..things.len() {
        match &things[at].about {
            About::Sides(a, b) => things.extend([a.clone(), b.clone()]),
            About::Test(base, _) => things.push(base.clone()),
            About::Free | About::Fold(_) | About::Field { .. } | About::Term => {}
        }
    }
    things.sort_by(|a, b| a.key.cmp(&b.key));
    things.dedup_by(|a, b| a.key == b.key);
    let tests: Vec<(Arc<str>, Test)> = things
        .iter()
        .filter_map(|thing| match &thing.about {
            About::Test(base, test) => Some((base.key.clone(), test.clone())),
            About::Free | About::Fold(_) | About::Field { .. } | About::Sides(..) | About::Term => None,
        })
        .collect();
    let mut values = BTreeMap::new();
    for thing in &things {
        if matches!(thing.about, About::Sides(..) | About::Test(..) | About::Term) {
            continue;
        }
        let domain = store.of(thing);
        let mut candidates = candidates(&domain, &thing.ty);
        let of_tests = tests.iter().filter(|(base, _)| *base == thing.key).flat_map(|(_, test)| texts(test));
        candidates.splice(0..0, of_tests.filter(|text| domain.contains(text)));
        let turned = choice % candidates.len().max(1);
        candidates.rotate_left(turned);
        let fitting = candidates.into_iter().find_map(|value| {
            let mut tried = store.clone();
            (tried.say(thing, &Domain::exactly(&value)) && relations::settle(&mut tried)).then_some((value, tried))
        });
        let (value, after) = fitting?;
        store = after;
        values.insert(thing.key.clone(), value);
    }
    Some(values)
}

/// Texts that may pass a test.
fn texts(test: &Test) -> Vec<Value> {
    match test {
        Test::Text(_, constant) => vec![Value::Text(constant.clone()), Value::text(&format!("a{constant}")), Value::text("a")],
        Test::Matches(_) => Vec::new(),
    }
}

/// A few values of a domain: those that a person would name first.
pub(crate) fn candidates(domain: &Domain, ty: &Type) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let note = |value: Option<Value>, found: &mut Vec<Value>| {
        if let Some(value) = value.filter(|value| domain.values.contains(value))
            && !found.contains(&value)
        {
            found.push(value);
        }
    };
    for range in domain.values.ranges().iter().take(4) {
        for value in within(range, ty) {
            note(value, &mut found);
        }
    }
    for plain in plain(ty) {
        note(Some(plain), &mut found);
    }
    if domain.missing {
        found.push(Value::Missing);
    }
    found
}

/// The middle of a range, its ends, and what lies just within.
fn within(range: &Range, ty: &Type) -> Vec<Option<Value>> {
    let low = match &range.from {
        Cut::Before(value) | Cut::After(value) => Some(value.clone()),
        Cut::Start | Cut::End => None,
    };
    let high = match &range.to {
        Cut::Before(value) | Cut::After(value) => Some(value.clone()),
        Cut::Start | Cut::End => None,
    };
    let by = |value: &Option<Value>, step: i64| value.as_ref().and_then(|value| stepped(value, step, ty));
    let middle = low.as_ref().zip(high.as_ref()).and_then(|(low, high)| middle(low, high));
    match (&low, &high) {
        (None, Some(_)) => vec![by(&high, -1), by(&high, -10), high.clone()],
        (Some(_), None) => vec![low.clone(), by(&low, 1), by(&low, 10)],
        (Some(_), Some(_)) => vec![middle.clone(), low.clone(), by(&low, 1), by(&high, -1), high.clone()],
        (None, None) => Vec::new(),
    }
}

/// A value so many units on.
fn stepped(value: &Value, step: i64, ty: &Type) -> Option<Value> {
    const SECOND: Micros = 1_000_000;
    let next = match value {
        Value::Integer(_) => arithmetic(Arithmetic::Add, value, &Value::Integer(step)),
        Value::Number(_) => arithmetic(Arithmetic::Add, value, &Value::Number(step as f64)),
        Value::Decimal(_) => arithmetic(Arithmetic::Add, value, &Value::Decimal(Decimal::from_integer(step))),
        Value::Duration(_) => arithmetic(Arithmetic::Add, value, &Value::Duration(step * SECOND)),
        Value::Timestamp(_) => arithmetic(Arithmetic::Add, value, &Value::Duration(step * SECOND)),
        Value::Date(day) => i32::try_from(step).ok().and_then(|step| day.checked_add(step)).map_or(Value::Missing, Value::Date),
        Value::Text(text) if step > 0 && !matches!(ty, Type::Enum(_)) => Value::text(&format!("{text}a")),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Set(_) => Value::Missing,
    };
    (!next.is_missing()).then_some(next)
}

/// Halfway, a whole number where there is one.
pub(crate) fn middle(low: &Value, high: &Value) -> Option<Value> {
    Some(match (low, high) {
        (Value::Integer(low), Value::Integer(high)) => Value::Integer(low.midpoint(*high)),
        (Value::Duration(low), Value::Duration(high)) => Value::Duration(rounded(low.midpoint(*high), *low)),
        (Value::Timestamp(low), Value::Timestamp(high)) => Value::Timestamp(rounded(low.midpoint(*high), *low)),
        (Value::Date(low), Value::Date(high)) => Value::Date(low.midpoint(*high)),
        (Value::Number(low), Value::Number(high)) => {
            let middle = low.midpoint(*high);
            let whole = middle.round();
            Value::Number(if whole > *low && whole < *high { whole } else { middle })
        }
        (Value::Decimal(low), Value::Decimal(high)) => Value::Decimal(low.add(*high)?.div(Decimal::from_integer(2))?),
        _ => return None,
    })
}

/// An instant or length without a rest that nobody would write, if that is not below the low end.
fn rounded(micros: Micros, low: Micros) -> Micros {
    [86_400_000_000, 3_600_000_000, 1_000_000]
        .into_iter()
        .map(|unit| micros - micros.rem_euclid(unit))
        .find(|rounded| *rounded > low)
        .unwrap_or(micros)
}

/// A value of a type: the one that comes to mind first.
pub fn example(ty: &Type) -> Value {
    plain(ty).into_iter().next().unwrap_or_default()
}

/// Values that come to mind.
fn plain(ty: &Type) -> Vec<Value> {
    const YEAR_2026: Micros = 1_767_225_600_000_000;
    match ty {
        Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
        Type::Integer => vec![Value::Integer(1), Value::Integer(0), Value::Integer(-1)],
        Type::Number => vec![Value::Number(1.0), Value::Number(0.0), Value::Number(-1.0)],
        Type::Decimal => [1, 0, -1].map(|whole| Value::Decimal(Decimal::from_integer(whole))).to_vec(),
        Type::String => ["other", "another", ""].map(Value::text).to_vec(),
        Type::Enum(values) => values.iter().take(8).map(|value| Value::text(value)).collect(),
        Type::Timestamp => vec![Value::Timestamp(YEAR_2026)],
        Type::Date => vec![Value::Date(20_454)],
        Type::Duration => vec![Value::Duration(0), Value::Duration(86_400_000_000)],
        Type::Set => vec![Value::Set(Arc::default())],
    }
}

impl Condition<'_> {
    /// Whether it holds with these values; whatever has none is as it is before anything happened.
    pub(super) fn holds_with(&self, values: &BTreeMap<Arc<str>, Value>) -> bool {
        let scope = Assigned { condition: self, values };
        let least = |key: &str, time: Micros| matches!(values.get(key), Some(Value::Duration(known)) if *known >= time);
        self.parts.iter().all(|part| match part {
            Part::When(when) => holds(when, self.reasoner.model, &scope),
            Part::Age(time) => least("stage.age", *time),
            Part::Idle(time) => least("idle", *time),
        })
    }
}

/// A subject of whom these values are known.
struct Assigned<'a> {
    condition: &'a Condition<'a>,
    values: &'a BTreeMap<Arc<str>, Value>,
}

impl Assigned<'_> {
    fn known(&self, key: &str) -> Option<Value> {
        self.values.get(key).cloned()
    }
    /// Of a thing that no value was picked for: the first that comes to mind.
    fn default(domain: &Domain, ty: &Type) -> Value {
        if domain.missing { Value::Missing } else { candidates(domain, ty).into_iter().next().unwrap_or_default() }
    }
    fn reader(&self) -> super::read::Reader<'_> {
        super::read::Reader::new(self.condition.reasoner, &self.condition.setting)
    }
}

impl Scope for Assigned<'_> {
    fn attribute(&self, id: AttributeId) -> Value {
        let model = self.condition.reasoner.model;
        crate::eval::eval(&model.attributes[id].expr, model, self)
    }
    fn score(&self, id: ScoreId) -> f64 {
        let reasoner = self.condition.reasoner;
        match self.known(&format!("score.{}", reasoner.model.scores[id].name)) {
            Some(Value::Number(points)) => points,
            _ => {
                let reach = reasoner.reach(id);
                0.0_f64.max(reach.low).min(reach.high)
            }
        }
    }
    fn at_hand(&self) -> Option<StreamSource> {
        self.condition.setting.at_hand.first().copied()
    }
    fn member(&self, member: Member) -> Value {
        let model = self.condition.reasoner.model;
        let (Some(StreamSource::Event(event)), Member::Field(at)) = (self.at_hand(), member) else { return Value::Missing };
        let Some(field) = model.events[event].fields.get(at) else { return Value::Missing };
        self.known(&format!("event.{}", field.name))
            .unwrap_or_else(|| Self::default(&Domain { missing: field.optional, ..Domain::any(&field.ty) }, &field.ty))
    }
    fn stage_age(&self) -> Value {
        self.known("stage.age").unwrap_or(if self.condition.setting.in_stage { Value::Duration(0) } else { Value::Missing })
    }
    fn stage_visits(&self) -> Value {
        self.known("stage.visits").unwrap_or(if self.condition.setting.in_stage { Value::Integer(1) } else { Value::Missing })
    }
    fn stage_entered_at(&self) -> Value {
        self.known("stage.entered_at").unwrap_or(Value::Missing)
    }
    fn now(&self) -> Option<Micros> {
        match self.known("now") {
            Some(Value::Timestamp(now)) => Some(now),
            _ => match plain(&Type::Timestamp).first() {
                Some(Value::Timestamp(now)) => Some(*now),
                _ => None,
            },
        }
    }
    fn subject(&self) -> Value {
        self.known("subject").unwrap_or_else(|| Value::text("a"))
    }
    fn fold(&self, id: FoldId) -> Value {
        let reasoner = self.condition.reasoner;
        self.known(&reasoner.fold_key(id)).unwrap_or_else(|| {
            let fold = &reasoner.model.folds[id];
            let empty = self.reader().fold_extent(fold);
            match &fold.ty {
                Type::Set => Value::Set(Arc::default()),
                Type::Integer if empty.contains(&Value::Integer(0)) && !empty.missing => Value::Integer(0),
                Type::Boolean if empty.contains(&Value::Boolean(false)) && !empty.missing => Value::Boolean(false),
                ty => Self::default(&empty, ty),
            }
        })
    }
}
