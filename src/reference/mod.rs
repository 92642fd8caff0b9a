//! The slow reference: L2, L5 and L6 written down row by row, to test the fast engine against.
//!
//! It shares no step with that engine, folds nothing ahead, and remembers everything: so a [`Told`] story can be looked at from
//! any [`Moment`] of it, which is what traces are made of.

use crate::eval::Scope;
use crate::events::batch::EventBatch;
use crate::model::Model;
use crate::replay::outcome::{self, Counts, Outcome, Subject};
use crate::time::Micros;
use std::collections::BTreeMap;
use std::sync::Arc;

pub mod changes;
mod identity;
mod memo;
mod order;
mod rows;
pub mod scoring;
mod story;
mod walk;

pub use identity::Identities;
pub use rows::Row;
pub use story::{Element, Grant, Moment, Story};
use walk::snapshot;
pub use walk::{Visit, Walk};

/// One subject's story, told to its end.
#[derive(Debug)]
pub struct Told<'a> {
    /// Its events that count, in order.
    pub events: Vec<Row>,
    /// How it moved. Of any moment of it can be said what was known, held and scored then.
    pub walk: Walk<'a>,
    /// How many of its events were dropped, since it has their ids already.
    pub duplicates: u64,
}

/// Tells the story of every subject of a log until `as_of`, by default the time of the last event, in order of their names.
pub fn tell<'a>(model: &'a Model, batches: &[EventBatch], as_of: Option<Micros>) -> Vec<Told<'a>> {
    let mut stories = Vec::new();
    each(model, batches, as_of, |_, told| stories.push(told));
    stories
}

/// Which subjects of a log are one, and what that one is called.
pub fn identities(model: &Model, batches: &[EventBatch], as_of: Micros) -> Identities {
    let mut rows = rows::rows(model, batches);
    rows.retain(|row| row.time <= as_of);
    Identities::of(model, &rows)
}

/// Replays a log: every subject's visits until `as_of`, by default the time of the last event.
pub fn replay(model: &Model, batches: &[EventBatch], as_of: Option<Micros>) -> Outcome {
    each(model, batches, as_of, |outcome, told| add(outcome, &told))
}

/// Shows each story to `take`, with the outcome so far, and gives that back.
fn each<'a>(model: &'a Model, batches: &[EventBatch], as_of: Option<Micros>, mut take: impl FnMut(&mut Outcome, Told<'a>)) -> Outcome {
    let mut rows = rows::rows(model, batches);
    let as_of = as_of.or_else(|| rows.iter().map(|row| row.time).max());
    let mut outcome = Outcome { as_of, ..Outcome::default() };
    let Some(as_of) = as_of else { return outcome };

    let all = rows.len();
    rows.retain(|row| row.time <= as_of);
    outcome.counts.later = (all - rows.len()) as u64;

    let identities = identity::Identities::of(model, &rows);
    let mut subjects: BTreeMap<Option<Arc<str>>, Vec<Row>> = BTreeMap::new();
    for row in rows {
        subjects.entry(row.subject.as_ref().map(|name| identities.name(name))).or_default().push(row);
    }
    for (name, rows) in subjects {
        let before = outcome.counts.duplicates;
        let events = applied(&mut outcome.counts, rows);
        if let Some(name) = name {
            let walk = Walk::along(model, name, &events, as_of);
            let duplicates = outcome.counts.duplicates - before;
            take(&mut outcome, Told { events, walk, duplicates });
        }
    }
    outcome
}

/// The events of one subject that count, in order, entered into the accounts.
fn applied(counts: &mut Counts, rows: Vec<Row>) -> Vec<Row> {
    let sifted = order::sift(rows);
    counts.duplicates += sifted.duplicates;
    counts.conflicts += sifted.conflicts;
    for event in &sifted.events {
        counts.apply(event.time);
    }
    sifted.events
}

/// Enters a subject and its visits.
fn add(outcome: &mut Outcome, told: &Told<'_>) {
    let Told { events, walk, .. } = told;
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return };
    let end = walk.story.at(outcome.as_of.unwrap_or(0));
    let (scores, _) = snapshot(&end);
    let attributes: Vec<_> = walk.story.model.attributes.ids().map(|id| end.attribute(id)).collect();
    let subject = u32::try_from(outcome.subjects.len()).unwrap_or(u32::MAX);
    outcome.subjects.push(Subject {
        name: &walk.story.name,
        stage: walk.visits.last().map(|visit| visit.stage),
        since: walk.visits.last().map(|visit| visit.entered_at),
        first_event: first.time,
        last_event: last.time,
        scores: &scores,
        attributes: &attributes,
    });
    for visit in &walk.visits {
        outcome.visits.push(outcome::Visit {
            subject,
            stage: visit.stage,
            number: visit.number,
            entered_at: visit.entered_at,
            left_at: visit.left_at,
            trigger: visit.trigger,
            scores: &visit.scores,
            dimensions: &visit.dimensions,
        });
    }
}
