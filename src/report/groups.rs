//! Breaking a report down by a dimension: which values it has, and which of them each visit and each tapped element belongs to.
//!
//! A visit belongs to the value that its subject had at the entry, for as long as it lasts. So the values add up to the whole,
//! and a subject that changes its value moves from one to the other with its next entry.

#![allow(clippy::cast_possible_truncation, reason = "groups are numbered by 32 bits")]

use crate::replay::outcome::{Outcome, Tapped};
use crate::value::{Decimal, Value};
use hashbrown::HashMap;

/// A partition of all that happened.
pub(super) struct Groups {
    /// What each group is; one group without a name for everything.
    pub heads: Vec<Head>,
    /// The group of each visit; empty where there is one group.
    of_visit: Vec<u32>,
    /// The group of each element of each tap; empty where there is one group.
    of_element: Vec<Vec<u32>>,
}

/// What a group is.
pub(super) enum Head {
    /// Everything with this value, missing being one.
    Value(Value),
    /// Everything with one of so many other values.
    Rest(u64),
}

/// Which values get a group of their own.
#[derive(Clone, Copy)]
pub(super) enum Shown<'a> {
    /// So many of the most frequent; all where that leaves one over.
    Top(usize),
    /// These.
    These(&'a [Value]),
}

impl Groups {
    /// Everything in one group.
    pub(super) fn whole() -> Self {
        Self { heads: vec![Head::Value(Value::Missing)], of_visit: Vec::new(), of_element: Vec::new() }
    }

    /// By the dimension that is the `place`-th of `count`: the values with most visits first, equally frequent ones in their order.
    pub(super) fn by(outcome: &Outcome, place: usize, count: usize, shown: Shown<'_>) -> Self {
        let mut found = Found::default();
        let visits: Vec<u32> = outcome.visits.iter().map(|visit| found.number(visit.dimensions.get(place), 1)).collect();
        let elements: Vec<Vec<u32>> = outcome.taps.iter().map(|tapped| column(tapped, place, count, &mut found)).collect();

        if let Shown::These(values) = shown {
            for value in values {
                found.number(Some(value), 0);
            }
        }
        let rank = |number: usize| match shown {
            Shown::These(values) => values.iter().position(|value| Key::of(value) == Key::of(&found.values[number])),
            Shown::Top(_) => None,
        };
        let ranks: Vec<usize> = (0..found.values.len()).map(|number| rank(number).unwrap_or(usize::MAX)).collect();
        let mut order: Vec<usize> = (0..found.values.len()).collect();
        order.sort_by(|&a, &b| {
            let by_visits = || found.visits[b].cmp(&found.visits[a]);
            ranks[a].cmp(&ranks[b]).then_with(by_visits).then_with(|| crate::value::order(&found.values[a], &found.values[b]))
        });
        let shown = match shown {
            Shown::Top(top) if order.len() > top + 1 => top,
            Shown::Top(_) => order.len(),
            Shown::These(values) => values.len(),
        };
        let mut group = vec![0; order.len()];
        for (rank, &number) in order.iter().enumerate() {
            group[number] = rank.min(shown) as u32;
        }
        let mut heads: Vec<Head> = order[..shown].iter().map(|&number| Head::Value(found.values[number].clone())).collect();
        if order.len() > shown {
            heads.push(Head::Rest((order.len() - shown) as u64));
        }
        let grouped = |numbers: Vec<u32>| numbers.into_iter().map(|number| group[number as usize]).collect::<Vec<u32>>();
        Self { heads, of_visit: grouped(visits), of_element: elements.into_iter().map(grouped).collect() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// The group of a visit, by its place in the outcome.
    pub(super) fn of_visit(&self, visit: usize) -> usize {
        self.of_visit.get(visit).map_or(0, |group| *group as usize)
    }

    /// The group of an element of a tap.
    pub(super) fn of_element(&self, tap: usize, element: usize) -> usize {
        self.of_element.get(tap).and_then(|groups| groups.get(element)).map_or(0, |group| *group as usize)
    }
}

fn column(tapped: &Tapped, place: usize, count: usize, found: &mut Found) -> Vec<u32> {
    (0..tapped.time.len()).map(|at| found.number(tapped.dimensions.get(at * count + place), 0)).collect()
}

/// The values in the order in which they come up.
#[derive(Default)]
struct Found {
    numbers: HashMap<Key, u32, foldhash::fast::FixedState>,
    values: Vec<Value>,
    visits: Vec<u64>,
}

impl Found {
    fn number(&mut self, value: Option<&Value>, visits: u64) -> u32 {
        let value = value.unwrap_or(&Value::Missing);
        let next = self.values.len() as u32;
        let number = *self.numbers.entry(Key::of(value)).or_insert(next);
        if number == next {
            self.values.push(value.clone());
            self.visits.push(0);
        }
        self.visits[number as usize] += visits;
        number
    }
}

/// A value by what makes it equal to another; whole numbers of every type are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Missing,
    Boolean(bool),
    Integer(i64),
    Number(u64),
    Decimal(Decimal),
    Text(std::sync::Arc<str>),
    Time(i64),
    Set(std::sync::Arc<std::collections::BTreeSet<std::sync::Arc<str>>>),
}

impl Key {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "only where nothing is lost")]
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Missing => Self::Missing,
            Value::Boolean(truth) => Self::Boolean(*truth),
            Value::Integer(whole) => Self::Integer(*whole),
            Value::Number(number) if (*number as i64) as f64 == *number => Self::Integer(*number as i64),
            Value::Number(number) => Self::Number(number.to_bits()),
            Value::Decimal(decimal) => decimal.to_integer().map_or(Self::Decimal(*decimal), Self::Integer),
            Value::Text(text) => Self::Text(text.clone()),
            Value::Timestamp(micros) | Value::Duration(micros) => Self::Time(*micros),
            Value::Date(day) => Self::Time(i64::from(*day)),
            Value::Set(texts) => Self::Set(texts.clone()),
        }
    }
}
