//! The slow reference: L2, L5 and L6 written down row by row, to test the fast engine against.
//!
//! It shares no step with that engine, folds nothing ahead, and remembers everything.

use crate::eval::Scope;
use crate::events::batch::EventBatch;
use crate::model::Model;
use crate::replay::outcome::{Counts, Outcome, Subject, Visit};
use crate::time::Micros;
use std::collections::BTreeMap;
use std::sync::Arc;

mod changes;
mod identity;
mod order;
mod rows;
mod scoring;
mod story;
mod walk;

use rows::Row;
use walk::{Walk, snapshot};

/// Replays a log: every subject's visits until `as_of`, by default the time of the last event.
pub fn replay(model: &Model, batches: &[EventBatch], as_of: Option<Micros>) -> Outcome {
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
        let events = applied(&mut outcome.counts, rows);
        if let Some(name) = name {
            add(&mut outcome, &Walk::along(model, name, &events, as_of), &events, as_of);
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
fn add(outcome: &mut Outcome, walk: &Walk<'_>, events: &[Row], as_of: Micros) {
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return };
    let end = walk.story.at(as_of);
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
        outcome.visits.push(Visit {
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
