//! Outcomes of parts of the subjects to the outcome of all.

#![allow(clippy::cast_possible_truncation, reason = "subjects are numbered by 32 bits")]

use super::outcome::{Action, Clock, NO_SUBJECT, Outcome, Tapped, Visit};

impl Outcome {
    /// The outcome of all subjects, of outcomes of parts of them: what one replay of everything would have made, whatever the parts and
    /// their order, empty ones included. All are replayed until the same instant; events that links join, and those of one subject, are
    /// in one part, and so are all events of no subject.
    pub fn merged(parts: &[Self]) -> Self {
        let mut merged = Self { as_of: parts.iter().filter_map(|part| part.as_of).max(), ..Self::default() };
        let taps = parts.iter().map(|part| part.taps.len()).max().unwrap_or(0);
        merged.taps = vec![Tapped::default(); taps];
        let mut order: Vec<(usize, usize)> =
            parts.iter().enumerate().flat_map(|(at, part)| (0..part.subjects.len()).map(move |subject| (at, subject))).collect();
        order.sort_by_key(|&(at, subject)| parts[at].subjects.name(subject).as_bytes());
        // The rows of a part are ordered by subject, and its subjects come up in their order.
        let mut cursors: Vec<Cursor> = parts.iter().map(|part| Cursor { taps: vec![0; part.taps.len()], ..Cursor::default() }).collect();
        for (number, (at, subject)) in order.into_iter().enumerate() {
            let number = number as u32;
            merged.subjects.push(parts[at].subjects.get(subject));
            cursors[at].take(&parts[at], subject as u32, number, &mut merged);
        }
        for (part, cursor) in parts.iter().zip(&cursors) {
            merged.counts.add(&part.counts);
            for ((all, tapped), start) in merged.taps.iter_mut().zip(&part.taps).zip(&cursor.taps) {
                append(all, tapped, *start, tapped.time.len(), NO_SUBJECT);
            }
        }
        merged
    }
}

/// How far the rows of a part are taken.
#[derive(Default)]
struct Cursor {
    visits: usize,
    clocks: usize,
    actions: usize,
    taps: Vec<usize>,
}

impl Cursor {
    /// Takes the rows of a subject, as those of the `number`-th of all.
    fn take(&mut self, part: &Outcome, subject: u32, number: u32, merged: &mut Outcome) {
        while self.visits < part.visits.len() && part.visits.subject(self.visits) == subject {
            merged.visits.push(Visit { subject: number, ..part.visits.get(self.visits) });
            self.visits += 1;
        }
        while let Some(clock) = part.clocks.get(self.clocks).filter(|clock| clock.subject == subject) {
            merged.clocks.push(Clock { subject: number, ..*clock });
            self.clocks += 1;
        }
        while let Some(action) = part.actions.get(self.actions).filter(|action| action.subject == subject) {
            merged.actions.push(Action { subject: number, ..action.clone() });
            self.actions += 1;
        }
        for ((all, tapped), start) in merged.taps.iter_mut().zip(&part.taps).zip(&mut self.taps) {
            let count = tapped.subject[*start..].iter().take_while(|other| **other == subject).count();
            append(all, tapped, *start, *start + count, number);
            *start += count;
        }
    }
}

/// Adds some elements of a tap, as those of a subject.
fn append(all: &mut Tapped, tapped: &Tapped, start: usize, end: usize, subject: u32) {
    let dimensions = tapped.dimensions.len() / tapped.time.len().max(1);
    all.subject.extend((start..end).map(|_| subject));
    all.time.extend_from_slice(&tapped.time[start..end]);
    if !tapped.value.is_empty() {
        all.value.extend_from_slice(&tapped.value[start..end]);
    }
    all.dimensions.extend_from_slice(&tapped.dimensions[start * dimensions..end * dimensions]);
}
