//! Outcomes of parts of the subjects to the outcome of all.

use super::merge::{Merge, ROWS};
use super::outcome::{NO_SUBJECT, Outcome, Tapped};

impl Outcome {
    /// The outcome of all subjects, of outcomes of parts of them: what one replay of everything would have made, whatever the parts and
    /// their order, empty ones included. All are replayed until the same instant; events that links join, and those of one subject, are
    /// in one part, and so are all events of no subject. There are at most 65,536 parts.
    pub fn merged(parts: &[Self]) -> Self {
        let taps = parts.iter().map(|part| part.taps.len()).max().unwrap_or(0);
        let mut merged = Self { taps: vec![Tapped::default(); taps], ..Self::default() };
        let some = parts.iter().filter(|part| !part.subjects.is_empty()).cloned().collect();
        // Nothing of what is in memory can fail.
        Merge::of(some, ROWS, taps).flatten().for_each(|rows| merged.append(rows));
        merged.as_of = parts.iter().filter_map(|part| part.as_of).max();
        for part in parts {
            merged.counts.add(&part.counts);
            merged.add_without_subject(part);
        }
        merged
    }

    /// The rows of the subjects, some at a time, and apart from them what belongs to none: as [`super::replay_rows`] gives them.
    pub fn into_rows(mut self) -> (impl Iterator<Item = Self>, Self) {
        let taps = self.taps.len();
        let mut rest =
            Self { as_of: self.as_of, counts: std::mem::take(&mut self.counts), taps: vec![Tapped::default(); taps], ..Self::default() };
        rest.add_without_subject(&self);
        (Merge::of(vec![self], ROWS, taps).flatten(), rest)
    }

    /// Nothing more comes: adds until when time ran, the accounts, and what belongs to no subject.
    pub fn end(&mut self, rest: &Self) {
        self.as_of = rest.as_of;
        self.counts.add(&rest.counts);
        self.taps.resize_with(rest.taps.len(), Tapped::default);
        self.add_without_subject(rest);
    }

    /// Adds the elements of another outcome that belong to no subject; they come last.
    fn add_without_subject(&mut self, other: &Self) {
        for (all, tapped) in self.taps.iter_mut().zip(&other.taps) {
            let start = tapped.subject.partition_point(|subject| *subject != NO_SUBJECT);
            let dimensions = tapped.dimensions.len() / tapped.time.len().max(1);
            all.subject.extend_from_slice(&tapped.subject[start..]);
            all.time.extend_from_slice(&tapped.time[start..]);
            all.value.extend_from_slice(tapped.value.get(start..).unwrap_or_default());
            all.dimensions.extend_from_slice(&tapped.dimensions[start * dimensions..]);
        }
    }
}
