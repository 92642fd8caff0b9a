//! The accounts of the input: what the readers counted and what the replay counted, in one place.

use super::{Input, Instant, UnknownEvent};
use crate::diagnostics::suggest;
use crate::model::Model;
use crate::replay::outcome::Outcome;

/// What the readers counted: rows that never got as far as the replay.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    /// Rows in the input.
    pub read: u64,
    /// Rows whose event the catalog does not know.
    pub unknown: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Rows that a source's `where` left out.
    pub filtered: u64,
    /// How often each unknown name came.
    pub unknown_events: Vec<(String, u64)>,
}

/// The report's accounts. The most frequent unknown names come first, equally frequent ones by name.
pub(super) fn of(model: &Model, accounts: &Accounts, outcome: &Outcome) -> Input {
    let known = || model.events.iter().map(|event| event.alias.as_str());
    let mut unknown: Vec<UnknownEvent> = accounts
        .unknown_events
        .iter()
        .map(|(event, count)| UnknownEvent {
            event: event.clone(),
            count: *count,
            did_you_mean: suggest::closest(event, known()).map(str::to_owned),
        })
        .collect();
    unknown.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.event.cmp(&b.event)));
    Input {
        read: accounts.read,
        applied: outcome.counts.applied,
        unknown: accounts.unknown,
        duplicates: outcome.counts.duplicates,
        conflicts: outcome.counts.conflicts,
        rejected: accounts.rejected,
        filtered: accounts.filtered,
        later: outcome.counts.later,
        subjects: outcome.subjects.len() as u64,
        first_event: outcome.counts.first_event.map(Instant),
        last_event: outcome.counts.last_event.map(Instant),
        unknown_events: unknown,
    }
}
