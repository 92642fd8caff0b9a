//! Runs a scenario through the fast engine: once to its end, and once to each instant that is looked at.

use super::{Expect, Sight, Test};
use crate::events::script::{self, Scripted};
use crate::events::{EventBatch, Intake};
use crate::ids::Id;
use crate::model::Model;
use crate::plan::{self, Program};
use crate::reference::{self, Identities};
use crate::replay::outcome::{Outcome, Visit};
use crate::replay::{self, Log, Options};
use crate::report::{self, MetricFigure};
use crate::time::Micros;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

/// A definition ready to play scenarios.
pub struct Player<'m> {
    /// The definition.
    pub model: &'m Model,
    program: Program,
}

/// What came of a scenario.
pub struct Played {
    /// At its end.
    pub outcome: Outcome,
    /// As of the instants that are looked at.
    looks: BTreeMap<Micros, Outcome>,
    /// Who is one with whom, where the definition links anybody.
    names: Option<Identities>,
    /// What metrics come to, by [`crate::ids::MetricId`]; empty where none is asked for.
    pub metrics: Vec<Option<f64>>,
    /// Why there are none although some are asked for.
    pub no_period: Option<String>,
}

impl<'m> Player<'m> {
    /// Lowers a definition.
    pub fn new(model: &'m Model) -> Self {
        Self { model, program: plan::lower(model) }
    }

    /// Plays a scenario.
    pub fn play(&self, test: &Test) -> Played {
        let batch = script::batch(self.model, &test.events);
        let names = self.program.links.then(|| reference::identities(self.model, std::slice::from_ref(&batch), test.until));
        let outcome = self.replay(batch.clone(), test.until);
        // Later links join subjects from the beginning, so what is looked at before them is seen as joined already.
        let joined = names.as_ref().map_or(batch, |names| script::batch(self.model, &joined(&test.events, names)));
        let looked = test.expect.iter().flat_map(|expect| &expect.looks);
        let replayed = looked.filter(|look| look.sights.iter().any(|sight| !matches!(sight, Sight::Stage(_)))).map(|look| look.at);
        let looks: std::collections::BTreeSet<Micros> = replayed.collect();
        let looks = looks.into_iter().map(|at| (at, self.replay(joined.clone(), at))).collect();
        let mut played = Played { outcome, looks, names, metrics: Vec::new(), no_period: None };
        if !test.metrics.is_empty() {
            self.measure(test, &mut played);
        }
        played
    }

    fn replay(&self, batch: EventBatch, as_of: Micros) -> Outcome {
        let mut log = Once(batch);
        match replay::replay(&self.program, &mut log, Options { as_of: Some(as_of), threads: 1 }) {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }

    fn measure(&self, test: &Test, played: &mut Played) {
        let period = test.period.as_ref().map(|period| period.resolve(&self.model.calendar, None, test.until)).transpose();
        let period = match period {
            Ok(period) => period,
            Err(why) => return played.no_period = Some(why),
        };
        let events = test.events.len() as u64;
        let intake = Intake { read: events, known: events, latest: Some(test.until), ..Intake::default() };
        let report = report::build(self.model, &intake, &played.outcome, period);
        let number = |figure: &MetricFigure| match figure {
            MetricFigure::Rate(rate) => rate.value,
            MetricFigure::Number(number) => number.map(crate::report::Figure::to_f64),
        };
        played.metrics = self.model.metrics.iter().map(|metric| report.metrics.get(&metric.name).and_then(number)).collect();
    }
}

impl Played {
    /// The place of a subject among those of the outcome.
    pub fn subject(&self, expect: &Expect) -> Option<usize> {
        find(&self.outcome, &self.name(&expect.subject))
    }

    /// The visits of a subject, as they happened.
    pub fn visits(&self, subject: Option<usize>) -> Vec<Visit<'_>> {
        let Some(subject) = subject.and_then(|at| u32::try_from(at).ok()) else { return Vec::new() };
        self.outcome.visits.iter().filter(|visit| visit.subject == subject).collect()
    }

    /// What was at an instant, and the subject's place in it.
    pub fn look(&self, at: Micros, expect: &Expect) -> Option<(&Outcome, usize)> {
        let outcome = self.looks.get(&at)?;
        Some((outcome, find(outcome, &self.name(&expect.subject))?))
    }

    /// The name that a subject bears in the end.
    pub fn name(&self, written: &Arc<str>) -> Arc<str> {
        self.names.as_ref().map_or_else(|| written.clone(), |names| names.name(written))
    }
}

/// The events with the names that their subjects bear in the end.
fn joined(events: &[Scripted], names: &Identities) -> Vec<Scripted> {
    let renamed = |event: &Scripted| Scripted { subject: event.subject.as_ref().map(|name| names.name(name)), ..event.clone() };
    events.iter().map(renamed).collect()
}

fn find(outcome: &Outcome, name: &str) -> Option<usize> {
    (0..outcome.subjects.len()).find(|at| outcome.subjects.name(*at) == name)
}

/// A log of one batch.
struct Once(EventBatch);

impl Log for Once {
    type Error = Infallible;

    fn read(&mut self, _links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Infallible> {
        take(0, self.0.clone());
        Ok(())
    }

    fn latest(&self) -> Option<Micros> {
        self.0.time.iter().copied().max()
    }
}

/// The number of a metric, if it has one.
pub fn metric(played: &Played, metric: crate::ids::MetricId) -> Option<f64> {
    played.metrics.get(metric.index()).copied().flatten()
}
