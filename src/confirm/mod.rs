//! Shows what a finding claims: a small subject is made up and replayed by the engine itself. What the replay does not
//! confirm is not shown.

use crate::diagnostics::codes::{TRIGGER_GAP, TRIGGERS_OVERLAP};
use crate::diagnostics::{Finding, Findings};
use crate::events::EventBatch;
use crate::events::script::{Scripted, batch};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph};
use crate::model::{Model, StreamSource};
use crate::plan::{self, Program};
use crate::reason::gap::gap;
use crate::reason::{Condition, Reasoner, Setting};
use crate::replay::outcome::Outcome;
use crate::replay::{Log, Options, replay};
use crate::span::Span;
use crate::time::{Micros, instant};
use std::cell::OnceCell;

mod subject;
#[cfg(test)]
mod tests;

/// Of so many findings a subject is looked for.
const MOST: usize = 20;

/// Adds to each finding that two triggers can hold together a subject for whom both do, and to each gap one who falls into it,
/// where the replay confirms one.
pub fn witnesses(model: &Model, findings: &mut Findings) {
    let reasoner = Reasoner::new(model);
    let shown = Shown { reasoner: &reasoner, graph: StageGraph::new(model), program: OnceCell::new() };
    let mut left = MOST;
    findings.change(|finding| {
        let is_overlap = finding.code.name == TRIGGERS_OVERLAP.name;
        if left > 0 && (is_overlap || finding.code.name == TRIGGER_GAP.name) {
            left -= 1;
            let words = if is_overlap { shown.overlap(finding) } else { shown.gap(finding) };
            if let Some(words) = words {
                finding.label = words;
            }
        }
    });
}

struct Shown<'a> {
    reasoner: &'a Reasoner<'a>,
    graph: StageGraph,
    /// The definition as it is, made when it is first played.
    program: OnceCell<Program>,
}

impl Shown<'_> {
    fn model(&self) -> &Model {
        self.reasoner.model()
    }

    fn program(&self) -> &Program {
        self.program.get_or_init(|| plan::lower(self.model()))
    }

    /// The triggers that a finding points at, in order of the file.
    fn triggers(&self, finding: &Finding) -> Vec<TriggerId> {
        let pointed = |span: Span| span == finding.span || finding.others.iter().any(|other| other.span == span);
        self.model().triggers.enumerate().filter(|(_, trigger)| pointed(trigger.span)).map(|(id, _)| id).collect()
    }

    /// The condition of a trigger at an event.
    fn condition(&self, id: TriggerId, on: EventId) -> Condition<'_> {
        let trigger = &self.model().triggers[id];
        self.reasoner.trigger(trigger, Setting::of_trigger(trigger).on(on))
    }

    fn overlap(&self, finding: &Finding) -> Option<String> {
        let triggers = self.triggers(finding);
        let [first, second] = triggers.as_slice() else { return None };
        // the later one wins where the two change places
        let mut changed = self.model().clone();
        let (one, other) = (changed.triggers[*first].clone(), changed.triggers[*second].clone());
        (changed.triggers[*first], changed.triggers[*second]) = (other, one);
        let changed = (plan::lower(&changed), changed);
        let both_fire =
            |events: &[Scripted]| fires(self.model(), self.program(), events, *first) && fires(&changed.1, &changed.0, events, *first);
        let events = self.meetings(&triggers).into_iter().find_map(|(from, on)| {
            let last = subject::witness(&[&self.condition(*first, on), &self.condition(*second, on)])?;
            subject::subjects(self.reasoner, &self.graph, from, on, &last).into_iter().find(|events| both_fire(events))
        })?;
        Some(format!("both hold in a replay of {}", told(self.model(), &fewest(events, both_fire))))
    }

    fn gap(&self, finding: &Finding) -> Option<String> {
        let around = self.triggers(finding);
        let model = self.model();
        self.meetings(&around).into_iter().find_map(|(from, on)| {
            let Place::Stage(stage) = from else { return None };
            let rivals = self.graph.out_of(from).into_iter().filter_map(|step| step.by).filter(|id| model.triggers[*id].on.contains(&on));
            let conditions: Vec<Condition<'_>> = rivals.map(|id| self.condition(id, on)).collect();
            let gap = gap(&conditions.iter().collect::<Vec<_>>())?;
            // of anything else, who stays might stay because it did not come about
            let is_sure = |key: &str| key.starts_with("event.") || key == &*gap.thing && key.starts_with("score.");
            if !gap.whole.values.keys().all(|key| is_sure(key)) {
                return None;
            }
            let rests = |events: &[Scripted]| rests(model, self.program(), events, stage);
            let events = subject::subjects(self.reasoner, &self.graph, from, on, &gap.whole).into_iter().find(|events| rests(events))?;
            // what is left out has to stay left out: the events before are few enough as they are
            let (words, name) = (told(model, &events), &model.stages[stage].name);
            Some(format!("{}: in a replay of {words} the subject stays in `{name}`", finding.label))
        })
    }

    /// The places and events at which triggers compete.
    fn meetings(&self, triggers: &[TriggerId]) -> Vec<(Place, EventId)> {
        let Some((first, others)) = triggers.split_first() else { return Vec::new() };
        let model = self.model();
        let (first, others) = (&model.triggers[*first], others.iter().map(|id| &model.triggers[*id]));
        let stages = first.from.stages().iter().filter(|stage| others.clone().all(|other| other.from.stages().contains(stage)));
        let mut places: Vec<Place> = stages.map(|stage| Place::Stage(*stage)).collect();
        if places.is_empty() {
            places.push(Place::Start);
        }
        let events: Vec<EventId> = first.on.iter().copied().filter(|event| others.clone().all(|other| other.on.contains(event))).collect();
        places.into_iter().take(3).flat_map(|place| events.iter().take(3).map(move |event| (place, *event))).collect()
    }
}

/// The events without those that are not needed; the last one stays.
fn fewest(mut events: Vec<Scripted>, is_shown: impl Fn(&[Scripted]) -> bool) -> Vec<Scripted> {
    let mut at = 0;
    while at + 1 < events.len() {
        let dropped = events.remove(at);
        if !is_shown(&events) {
            events.insert(at, dropped);
            at += 1;
        }
    }
    events
}

/// What comes of events by the instant of the last.
fn played(model: &Model, program: &Program, events: &[Scripted]) -> Option<(Outcome, Micros)> {
    let last = events.last()?.time;
    match replay(program, &mut InMemory(batch(model, events)), Options { as_of: Some(last), threads: 1 }) {
        Ok(outcome) => Some((outcome, last)),
        Err(never) => match never {},
    }
}

/// Whether a trigger fires at the last event.
fn fires(model: &Model, program: &Program, events: &[Scripted], trigger: TriggerId) -> bool {
    played(model, program, events)
        .is_some_and(|(outcome, last)| outcome.visits.iter().any(|visit| visit.entered_at == last && visit.trigger == Some(trigger)))
}

/// Whether the subject is in a stage before the last event, and stays there.
fn rests(model: &Model, program: &Program, events: &[Scripted], stage: StageId) -> bool {
    played(model, program, events).is_some_and(|(outcome, last)| {
        let here = outcome.visits.iter().last().is_some_and(|visit| visit.stage == stage && visit.left_at.is_none());
        // at the first event of all it comes into the first stage
        here && (events.len() == 1 || outcome.visits.iter().all(|visit| visit.entered_at < last))
    })
}

struct InMemory(EventBatch);

impl Log for InMemory {
    type Error = std::convert::Infallible;

    fn read(&mut self, _links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Self::Error> {
        take(0, self.0.clone());
        Ok(())
    }

    fn latest(&self) -> Option<Micros> {
        self.0.time.iter().max().copied()
    }
}

/// The events in words: `view` at 2026-01-05T09:00:00Z with size 600. Those alike that follow each other are told as one.
fn told(model: &Model, events: &[Scripted]) -> String {
    let alike = |a: &Scripted, b: &Scripted| a.event == b.event && a.fields == b.fields;
    let some = |events: &[Scripted]| {
        let (first, last) = (events.first()?, events.last()?);
        let fields: Vec<String> = first
            .fields
            .iter()
            .filter(|(_, value)| !value.is_missing())
            .map(|(column, value)| format!("{} {value}", model.columns[*column].name))
            .collect();
        let with = if fields.is_empty() { String::new() } else { format!(" with {}", fields.join(", ")) };
        let name = &model.events[first.event].name;
        Some(match events.len() {
            1 => format!("`{name}` at {}{with}", instant::format(first.time)),
            times => format!("{times} times `{name}` from {} to {}{with}", instant::format(first.time), instant::format(last.time)),
        })
    };
    events
        .chunk_by(alike)
        .flat_map(|run| run.chunks(if run.len() > 2 { run.len() } else { 1 }))
        .filter_map(some)
        .collect::<Vec<_>>()
        .join(", then ")
}

/// The event that a source is.
fn event_of(source: StreamSource) -> Option<EventId> {
    match source {
        StreamSource::Event(event) => Some(event),
        StreamSource::Stage(_) => None,
    }
}
