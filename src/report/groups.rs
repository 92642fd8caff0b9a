//! Breaking a report down by a dimension: which values it has, and which of them each visit and each tapped element belongs to.
//!
//! A visit belongs to the value that its subject had at the entry, for as long as it lasts. So the values add up to the whole,
//! and a subject that changes its value moves from one to the other with its next entry.

#![allow(clippy::cast_possible_truncation, reason = "groups are numbered by 32 bits")]

use crate::replay::outcome::{Outcome, Tapped};
use crate::time::Micros;
use crate::value::{Decimal, Value};
use hashbrown::HashMap;
use std::cell::OnceCell;

/// A partition of all that happened.
pub(super) struct Groups {
    /// What each group is; one group without a name for everything.
    pub heads: Vec<Head>,
    /// Whether they are the values of a dimension.
    pub is_by: bool,
    /// The group of each visit; empty where there is one group.
    of_visit: Vec<u32>,
    /// The group of each element of each tap; empty where there is one group.
    of_element: Vec<Vec<u32>>,
    /// By tap the elements of each group, and those that are a subject's first, in order of time; parted when they are asked for.
    parted: Vec<[OnceCell<Vec<Vec<u32>>>; 2]>,
    /// Of each group and stage all entries and all leavings, ascending.
    pub stays: OnceCell<Vec<Vec<Stay>>>,
}

/// All entries and all leavings of a stage, ascending.
pub(super) type Stay = [Vec<Micros>; 2];

/// Which elements of a tap are meant.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// All of them.
    All,
    /// Of each subject the first.
    First,
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
        let heads = vec![Head::Value(Value::Missing)];
        Self { heads, is_by: false, of_visit: Vec::new(), of_element: Vec::new(), parted: Vec::new(), stays: OnceCell::new() }
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
        Self {
            heads,
            is_by: true,
            of_visit: grouped(visits),
            parted: elements.iter().map(|_| Default::default()).collect(),
            of_element: elements.into_iter().map(grouped).collect(),
            stays: OnceCell::new(),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.heads.len()
    }

    /// The group of a visit, by its place in the outcome.
    pub(super) fn of_visit(&self, visit: usize) -> usize {
        self.of_visit.get(visit).map_or(0, |group| *group as usize)
    }

    /// Some elements of a tap, parted into groups without changing their order; the same elements every time.
    pub(super) fn part(&self, tap: usize, which: Which, elements: &[u32]) -> Option<&[Vec<u32>]> {
        let [all, firsts] = self.parted.get(tap)?;
        let cell = match which {
            Which::All => all,
            Which::First => firsts,
        };
        Some(cell.get_or_init(|| {
            let mut parts = vec![Vec::new(); self.len()];
            for &element in elements {
                parts[self.of_element(tap, element as usize)].push(element);
            }
            parts
        }))
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
    /// The last text that came up: one after the other a subject has the same.
    last: Option<(std::sync::Arc<str>, u32)>,
}

impl Found {
    fn number(&mut self, value: Option<&Value>, visits: u64) -> u32 {
        let value = value.unwrap_or(&Value::Missing);
        if let (Value::Text(text), Some((last, number))) = (value, &self.last)
            && text == last
        {
            self.visits[*number as usize] += visits;
            return *number;
        }
        let next = self.values.len() as u32;
        let number = *self.numbers.entry(Key::of(value)).or_insert(next);
        if number == next {
            self.values.push(value.clone());
            self.visits.push(0);
        }
        self.visits[number as usize] += visits;
        if let Value::Text(text) = value {
            self.last = Some((text.clone(), number));
        }
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
