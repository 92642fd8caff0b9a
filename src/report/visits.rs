//! Ways of looking at the visits of an outcome.

use crate::ids::{Id, StageId};
use crate::model::{Model, Outcome as Ending, Stage};
use crate::replay::outcome::{Outcome, Visit, Visits};
use crate::time::Micros;
use std::ops::Range;

/// The visits of each subject.
pub struct Histories<'a> {
    visits: &'a Visits,
    /// Visits are numbered by 32 bits.
    starts: Vec<u32>,
}

impl<'a> Histories<'a> {
    /// Of an outcome, whose visits are ordered by subject.
    pub fn of(outcome: &'a Outcome) -> Self {
        let mut starts = Vec::with_capacity(outcome.subjects.len() + 1);
        let count = u32::try_from(outcome.visits.len()).unwrap_or(u32::MAX);
        for visit in 0..count {
            // Of a subject without visits they begin where those of the next do.
            while starts.len() <= outcome.visits.subject(visit as usize) as usize {
                starts.push(visit);
            }
        }
        starts.resize(outcome.subjects.len() + 1, count);
        Self { visits: &outcome.visits, starts }
    }

    /// The visits of a subject by its place in [`Outcome::subjects`], as they happened.
    pub fn of_subject(&self, subject: usize) -> impl DoubleEndedIterator<Item = Visit<'a>> + use<'a> {
        let visits = self.visits;
        self.places(subject).map(|at| visits.get(at))
    }

    /// Where the visits of a subject stand in [`Outcome::visits`].
    pub fn places(&self, subject: usize) -> Range<usize> {
        self.starts[subject] as usize..self.starts[subject + 1] as usize
    }

    /// How many subjects there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The visits of each subject, in order of subject; of some there are none.
    pub fn iter(&self) -> impl Iterator<Item = impl DoubleEndedIterator<Item = Visit<'a>> + use<'a>> {
        (0..self.starts.len() - 1).map(|subject| self.of_subject(subject))
    }
}

/// Whether a stage lies on the path: neither beside it nor a lost outcome (L6).
pub(super) fn on_path(stage: &Stage) -> bool {
    match stage.outcome {
        Some(Ending::Lost) => false,
        Some(Ending::Won) | None => !stage.off_path,
    }
}

/// The last stage of the path that was ever entered.
pub fn furthest<'a>(model: &Model, visits: impl Iterator<Item = Visit<'a>>) -> Option<StageId> {
    visits.map(|visit| visit.stage).filter(|&stage| on_path(&model.stages[stage])).max_by_key(|stage| stage.index())
}

/// Since when each subject has been in outcomes without a break; [`Micros::MAX`] where it is in none. Who was reopened is in none.
pub(super) fn out_since(model: &Model, histories: &Histories<'_>) -> Vec<Micros> {
    let since = |visits: &mut dyn DoubleEndedIterator<Item = Visit<'_>>| {
        let outcomes = visits.rev().take_while(|visit| model.stages[visit.stage].outcome.is_some());
        outcomes.last().map_or(Micros::MAX, |visit| visit.entered_at)
    };
    histories.iter().map(|mut visits| since(&mut visits)).collect()
}
