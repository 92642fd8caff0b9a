//! What was worked out of a story's beginning, so that asking again a little later begins there: folds and scores are what the walk
//! over the whole history says they are, and a subject with a hundred thousand events is not walked over a hundred thousand times.

use crate::eval::compare;
use crate::ids::*;
use crate::model::FoldKind;
use crate::model::StreamSource;
use crate::time::Micros;
use crate::value::{Decimal, Type, Value};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::story::Element;

/// What is remembered of a story.
#[derive(Debug, Default)]
pub struct Memo {
    /// By fold without a window: how many elements it has seen, and what they came to.
    pub folds: RefCell<HashMap<FoldId, Checkpoints<Folding>>>,
    /// By score: how many grants it has seen, what they came to, and when that was.
    pub scores: RefCell<HashMap<ScoreId, Checkpoints<(f64, Micros)>>>,
    /// How many elements were looked at, and the places of the entries among them.
    entries: RefCell<(usize, Vec<usize>)>,
}

impl Memo {
    /// How many entries are among the first elements of a story, and the place of the last.
    pub fn entries(&self, elements: &[Element]) -> (usize, Option<usize>) {
        let mut entries = self.entries.borrow_mut();
        let (seen, places) = &mut *entries;
        let fresh = (*seen..elements.len()).filter(|at| matches!(elements[*at].source, StreamSource::Stage(_)));
        places.extend(fresh);
        *seen = (*seen).max(elements.len());
        let count = places.partition_point(|place| *place < elements.len());
        (count, count.checked_sub(1).map(|last| places[last]))
    }
}

/// So many are kept: moments before and after one event are asked for in turn.
const KEPT: usize = 4;

/// What things came to after so many of them, in order.
#[derive(Debug)]
pub struct Checkpoints<T>(Vec<(usize, T)>);

impl<T> Default for Checkpoints<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Checkpoints<T> {
    /// The last one that is not past so many things.
    pub fn before(&self, count: usize) -> Option<(usize, T)> {
        self.0.iter().rev().find(|(seen, _)| *seen <= count).cloned()
    }

    /// Remembers what so many things came to.
    pub fn keep(&mut self, count: usize, of: T) {
        let place = self.0.partition_point(|(seen, _)| *seen < count);
        if self.0.get(place).is_some_and(|(seen, _)| *seen == count) {
            return;
        }
        if place == 0 {
            // it begins again from the beginning
            self.0.clear();
        }
        self.0.insert(place, (count, of));
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }
}

/// What a fold has made of the values so far, taken in order.
#[derive(Clone, Debug)]
pub struct Folding {
    kind: FoldKind,
    count: usize,
    /// The first, last, least or greatest.
    one: Option<Value>,
    /// Of whole numbers and durations: added exactly, only the result has to fit.
    whole: i128,
    number: f64,
    decimal: Option<Decimal>,
    texts: BTreeSet<Arc<str>>,
}

impl Folding {
    /// Of no values.
    pub fn new(kind: FoldKind) -> Self {
        let texts = BTreeSet::new();
        Self { kind, count: 0, one: None, whole: 0, number: 0.0, decimal: Some(Decimal::default()), texts }
    }

    /// Takes the next value.
    pub fn take(&mut self, value: Value) {
        self.count += 1;
        let against = |one: &Option<Value>| one.as_ref().map(|one| compare(&value, one).unwrap_or(Ordering::Equal));
        let replaces = match self.kind {
            FoldKind::First => self.one.is_none(),
            FoldKind::Last => true,
            // of equal ones the first is the least, the last the greatest
            FoldKind::Min => against(&self.one).is_none_or(Ordering::is_lt),
            FoldKind::Max => against(&self.one).is_none_or(Ordering::is_ge),
            FoldKind::Count | FoldKind::Any => false,
            FoldKind::Sum => {
                match &value {
                    Value::Integer(x) | Value::Duration(x) => self.whole += i128::from(*x),
                    Value::Number(x) => self.number += x,
                    Value::Decimal(x) => self.decimal = self.decimal.and_then(|total| total.add(*x)),
                    Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Set(_) => {}
                }
                false
            }
            FoldKind::Distinct => {
                if let Value::Text(text) = &value {
                    self.texts.insert(text.clone());
                }
                false
            }
        };
        if replaces {
            self.one = Some(value);
        }
    }

    /// What they come to.
    pub fn value(&self, ty: &Type) -> Value {
        let whole = || i64::try_from(self.whole).ok();
        match self.kind {
            FoldKind::Count => Value::Integer(i64::try_from(self.count).unwrap_or(i64::MAX)),
            FoldKind::Any => Value::Boolean(self.count > 0),
            FoldKind::First | FoldKind::Last | FoldKind::Min | FoldKind::Max => self.one.clone().unwrap_or_default(),
            FoldKind::Distinct => Value::Set(Arc::new(self.texts.clone())),
            FoldKind::Sum => match ty {
                Type::Integer => whole().map_or(Value::Missing, Value::Integer),
                Type::Duration => whole().map_or(Value::Missing, Value::Duration),
                Type::Number => Value::number(self.number),
                Type::Decimal => self.decimal.map_or(Value::Missing, Value::Decimal),
                Type::Boolean | Type::String | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Set => Value::Missing,
            },
        }
    }
}
