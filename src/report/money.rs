//! Which attribute of a subject is money, and sums of it.

use super::Figure;
use crate::ids::AttributeId;
use crate::model::expr::{Member, StreamSource};
use crate::model::metric::{AggregateKind, MeasureKind};
use crate::model::{Model, Outcome as Ending};
use crate::replay::outcome::Outcome;
use crate::value::{Decimal, Type, Value};
use std::collections::BTreeSet;

/// The attribute that is money, and what it is of each subject.
pub(super) struct Money<'a> {
    attribute: AttributeId,
    outcome: &'a Outcome,
}

/// The attribute that is money: the decimal one that a metric sums at a stage that is won; where none does, the only decimal
/// one. Of several that may be it none is taken: a guess would be a wrong number.
pub fn attribute(model: &Model) -> Option<AttributeId> {
    let decimal = |id: &AttributeId| model.attributes[*id].expr.ty == Type::Decimal;
    let summed: BTreeSet<AttributeId> = model
        .measures
        .iter()
        .filter_map(|measure| match &measure.kind {
            MeasureKind::Aggregate { kind: AggregateKind::Sum, of } => Some(of),
            _ => None,
        })
        .flat_map(|of| &of.streams)
        .filter_map(|stream| match (stream.source, stream.member) {
            (StreamSource::Stage(stage), Some(Member::Attribute(id))) if model.stages[stage].outcome == Some(Ending::Won) => Some(id),
            _ => None,
        })
        .filter(decimal)
        .collect();
    let candidates: BTreeSet<AttributeId> = if summed.is_empty() { model.attributes.ids().filter(decimal).collect() } else { summed };
    candidates.first().copied().filter(|_| candidates.len() == 1)
}

impl<'a> Money<'a> {
    pub(super) fn of(model: &Model, outcome: &'a Outcome) -> Option<Self> {
        attribute(model).map(|attribute| Self { attribute, outcome })
    }

    /// What a subject is worth as of `as_of`; nothing where that is not known.
    pub(super) fn worth(&self, subject: u32) -> Option<Decimal> {
        match self.outcome.subjects.attribute(subject as usize, self.attribute) {
            Some(Value::Decimal(decimal)) => Some(*decimal),
            _ => None,
        }
    }
}

/// A sum of money; of nothing it is not known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    sum: Option<Decimal>,
    /// How many were added.
    pub count: u64,
    overflown: bool,
}

impl Sum {
    /// Adds what is known.
    pub(super) fn add(&mut self, worth: Option<Decimal>) {
        let Some(worth) = worth else { return };
        self.count += 1;
        match self.sum.unwrap_or(Decimal::ZERO).add(worth) {
            Some(sum) => self.sum = Some(sum),
            None => self.overflown = true,
        }
    }

    pub(super) fn value(&self) -> Option<Decimal> {
        self.sum.filter(|_| !self.overflown)
    }

    pub(super) fn figure(&self) -> Option<Figure> {
        self.value().map(Figure::Decimal)
    }

    pub(super) fn to_f64(self) -> Option<f64> {
        self.value().map(Decimal::to_f64)
    }
}
