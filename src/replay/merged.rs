//! Outcomes of parts of the subjects to the outcome of all.

use super::merge::append;
use super::outcome::{NO_SUBJECT, Outcome, Tapped};

impl Outcome {
    /// The outcome of all subjects, of outcomes of parts of them: what one replay of everything would have made, whatever the parts and
    /// their order, empty ones included. All are replayed until the same instant; events that links join, and those of one subject, are
    /// in one part, and so are all events of no subject. There are at most 65,536 parts.
    pub fn merged(parts: &[Self]) -> Self {
        let mut merged = Self::gathered(parts.iter().filter(|part| !part.subjects.is_empty()).cloned().collect());
        merged.as_of = parts.iter().filter_map(|part| part.as_of).max();
        merged.taps.resize_with(parts.iter().map(|part| part.taps.len()).max().unwrap_or(0), Tapped::default);
        for part in parts {
            merged.counts.add(&part.counts);
            for (all, tapped) in merged.taps.iter_mut().zip(&part.taps) {
                // Elements of no subject come last.
                let start = tapped.subject.partition_point(|subject| *subject != NO_SUBJECT);
                append(all, tapped, start..tapped.time.len(), NO_SUBJECT);
            }
        }
        merged
    }
}
