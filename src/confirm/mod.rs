//! Shows what a finding claims: a small subject is made up and replayed by the engine itself. What the replay does not
//! confirm is not shown.

use crate::diagnostics::codes::TRIGGERS_OVERLAP;
use crate::diagnostics::{Finding, Findings};
use crate::events::EventBatch;
use crate::events::script::{Scripted, batch};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph};
use crate::model::{Model, StreamSource};
use crate::plan;
use crate::reason::Reasoner;
use crate::replay::outcome::Outcome;
use crate::replay::{Log, Options, replay};
use crate::time::{Micros, instant};

mod subject;
#[cfg(test)]
mod tests;

/// Of so many findings a subject is looked for.
const MOST: usize = 20;

/// Adds to each finding that two triggers can hold together a subject for whom both do, where the replay confirms one.
pub fn witnesses(model: &Model, findings: &mut Findings) {
    let reasoner = Reasoner::new(model);
    let graph = StageGraph::new(model);
    let mut left = MOST;
    findings.change(|finding| {
        if finding.code.name == TRIGGERS_OVERLAP.name && left > 0 {
            left -= 1;
            witness(&reasoner, &graph, finding);
        }
    });
}

fn witness(reasoner: &Reasoner<'_>, graph: &StageGraph, finding: &mut Finding) {
    let model = reasoner.model();
    let at = |span| model.triggers.enumerate().find(|(_, trigger)| trigger.span == span).map(|(id, _)| id);
    let (Some(first), Some(second)) = (finding.others.first().and_then(|label| at(label.span)), at(finding.span)) else { return };
    let confirmed = meetings(model, first, second)
        .into_iter()
        .flat_map(|(from, on)| subject::subjects(reasoner, graph, from, on, [first, second]))
        .find(|events| both_fire(model, events, first, second));
    if let Some(events) = confirmed {
        finding.label = format!("both hold in a replay of {}", told(model, &events));
    }
}

/// The places and events at which two triggers compete.
fn meetings(model: &Model, first: TriggerId, second: TriggerId) -> Vec<(Place, EventId)> {
    let (first, second) = (&model.triggers[first], &model.triggers[second]);
    let mut places: Vec<Place> =
        first.from.stages().iter().filter(|stage| second.from.stages().contains(stage)).map(|stage| Place::Stage(*stage)).collect();
    if places.is_empty() {
        places.push(Place::Start);
    }
    let events: Vec<EventId> = first.on.iter().copied().filter(|event| second.on.contains(event)).collect();
    places.into_iter().take(3).flat_map(|place| events.iter().take(3).map(move |event| (place, *event))).collect()
}

/// Whether the last event fires the first trigger, and the second where the two change places in the file.
fn both_fire(model: &Model, events: &[Scripted], first: TriggerId, second: TriggerId) -> bool {
    let mut changed = model.clone();
    let (one, other) = (model.triggers[first].clone(), model.triggers[second].clone());
    (changed.triggers[first], changed.triggers[second]) = (other, one);
    [model, &changed].into_iter().all(|model| fires(model, events, first))
}

/// Whether a trigger fires at the last event.
fn fires(model: &Model, events: &[Scripted], trigger: TriggerId) -> bool {
    let Some(last) = events.last().map(|event| event.time) else { return false };
    let mut log = InMemory(batch(model, events));
    let outcome: Outcome = match replay(&plan::lower(model), &mut log, Options { as_of: Some(last), threads: 1 }) {
        Ok(outcome) => outcome,
        Err(never) => match never {},
    };
    outcome.visits.iter().any(|visit| visit.entered_at == last && visit.trigger == Some(trigger))
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

/// The events in words: `view` at 2026-01-05T09:00:00Z with size 600.
fn told(model: &Model, events: &[Scripted]) -> String {
    let one = |event: &Scripted| {
        let fields: Vec<String> = event
            .fields
            .iter()
            .filter(|(_, value)| !value.is_missing())
            .map(|(column, value)| format!("{} {value}", model.columns[*column].name))
            .collect();
        let with = if fields.is_empty() { String::new() } else { format!(" with {}", fields.join(", ")) };
        format!("`{}` at {}{with}", model.events[event.event].name, instant::format(event.time))
    };
    events.iter().map(one).collect::<Vec<_>>().join(", then ")
}

/// The event that a source is.
fn event_of(source: StreamSource) -> Option<EventId> {
    match source {
        StreamSource::Event(event) => Some(event),
        StreamSource::Stage(_) => None,
    }
}
