//! What every section of a report looks at, worked out once: the path, first entries, outcomes, money.

use super::money::Money;
use super::visits::{Histories, on_path, out_since};
use crate::ids::{Id, StageId};
use crate::model::{Model, Outcome as Ending};
use crate::replay::outcome::{Outcome, Visit};
use crate::time::Micros;
use std::ops::Range;

/// What every section looks at.
pub(super) struct Basis<'a> {
    pub model: &'a Model,
    pub outcome: &'a Outcome,
    pub histories: Histories<'a>,
    /// What was asked for.
    pub period: Option<&'a Range<Micros>>,
    /// The same, or all time.
    pub within: Range<Micros>,
    /// The stages of the path in order (L6).
    pub path: Vec<StageId>,
    /// Where each stage stands on the path.
    on_path: Vec<Option<usize>>,
    /// Since when each subject has been in outcomes without a break; [`Micros::MAX`] where it is in none.
    pub out_since: Vec<Micros>,
    /// What attribute of a subject is money.
    pub money: Option<Money<'a>>,
}

impl<'a> Basis<'a> {
    pub(super) fn of(model: &'a Model, outcome: &'a Outcome, period: Option<&'a Range<Micros>>) -> Self {
        let histories = Histories::of(outcome);
        let path: Vec<StageId> = model.stages.enumerate().filter(|(_, stage)| on_path(stage)).map(|(id, _)| id).collect();
        let on_path: Vec<Option<usize>> = model.stages.ids().map(|stage| path.iter().position(|&other| other == stage)).collect();
        Self {
            model,
            outcome,
            period,
            within: period.cloned().unwrap_or(Micros::MIN..Micros::MAX),
            out_since: out_since(model, &histories),
            histories,
            path,
            on_path,
            money: Money::of(model, outcome),
        }
    }

    /// The place and the instant of a subject's first visit of the `step`-th stage of the path.
    #[inline]
    pub(super) fn first(&self, subject: usize, step: usize) -> Option<(usize, Micros)> {
        let (visits, stage) = (&self.outcome.visits, self.path[step]);
        let place = self.histories.places(subject).find(|place| visits.stage(*place) == stage)?;
        Some((place, visits.entered_at(place)))
    }

    /// Where a stage stands on the path; nothing beside it.
    pub(super) fn step(&self, stage: StageId) -> Option<usize> {
        self.on_path[stage.index()]
    }

    /// How the story ends in a stage, if it does.
    pub(super) fn ending(&self, stage: StageId) -> Option<Ending> {
        self.model.stages[stage].outcome
    }

    /// The visit of the same subject that came after the one at a place.
    #[inline]
    pub(super) fn next(&self, place: usize, subject: u32) -> Option<Visit<'a>> {
        let next = place + 1;
        (next < self.outcome.visits.len()).then(|| self.outcome.visits.get(next)).filter(|visit| visit.subject == subject)
    }

    /// The time that is looked at and over: of the period up to `as_of`, without one from the first event. Nothing where there is none.
    pub(super) fn seen(&self) -> Option<Range<Micros>> {
        let end = self.outcome.as_of?.saturating_add(1);
        let start = self.period.map_or(self.outcome.counts.first_event, |period| Some(period.start))?;
        Some(start..end.min(self.within.end)).filter(|seen| !seen.is_empty())
    }
}
