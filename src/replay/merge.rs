//! Partitions to one outcome: subjects sorted by the bytes of their names.

use super::lane::Part;
use super::outcome::{Action, Clock, NO_SUBJECT, Outcome, Tapped, Visit};
use crate::time::Micros;
use std::ops::Range;

/// One outcome of all parts.
#[allow(clippy::cast_possible_truncation, reason = "a part numbers its subjects with 32 bits, and there are fewer parts")]
#[allow(clippy::needless_pass_by_value, reason = "the parts end here: half of the memory is theirs")]
pub fn merge(parts: Vec<Part>, as_of: Option<Micros>) -> Outcome {
    let mut outcome = Outcome { as_of, ..Outcome::default() };
    let mut order: Vec<(u128, u32, u32)> = Vec::with_capacity(parts.iter().map(|part| part.subjects.len()).sum());
    for (at, part) in parts.iter().enumerate() {
        outcome.counts.add(&part.counts);
        for subject in 0..part.subjects.len() {
            order.push((prefix(part.subjects.name(subject)), at as u32, subject as u32));
        }
    }
    let name = |(_, part, subject): &(u128, u32, u32)| parts[*part as usize].subjects.name(*subject as usize);
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a).as_bytes().cmp(name(b).as_bytes())));
    let taps = parts.iter().map(|part| part.taps.len()).max().unwrap_or(0);
    outcome.taps = vec![Tapped::default(); taps];
    let ends: Vec<Ends> = parts.iter().map(Ends::of).collect();
    for (_, at, subject) in order {
        let part = &parts[at as usize];
        let ends = &ends[at as usize];
        let subject = subject as usize;
        let start = if subject == 0 { 0 } else { part.visit_ends[subject - 1] };
        let number = u32::try_from(outcome.subjects.len()).unwrap_or(u32::MAX);
        outcome.subjects.push(part.subjects.get(subject));
        for visit in start..part.visit_ends[subject] {
            outcome.visits.push(Visit { subject: number, ..part.visits.get(visit) });
        }
        let own = |ends: &[usize]| if subject == 0 { 0..ends[0] } else { ends[subject - 1]..ends[subject] };
        outcome.clocks.extend(part.clocks[own(&ends.clocks)].iter().map(|clock| Clock { subject: number, ..*clock }));
        outcome.actions.extend(part.actions[own(&ends.actions)].iter().map(|action| Action { subject: number, ..action.clone() }));
        for ((all, tapped), ends) in outcome.taps.iter_mut().zip(&part.taps).zip(&ends.taps) {
            append(all, tapped, own(ends), number);
        }
    }
    for part in parts.iter().filter(|part| part.subjects.is_empty()) {
        for (all, tapped) in outcome.taps.iter_mut().zip(&part.taps) {
            append(all, tapped, 0..tapped.time.len(), NO_SUBJECT);
        }
    }
    outcome
}

/// Adds some elements of a part, as those of a subject.
fn append(all: &mut Tapped, tapped: &Tapped, range: Range<usize>, subject: u32) {
    let dimensions = tapped.dimensions.len() / tapped.time.len().max(1);
    all.subject.extend(range.clone().map(|_| subject));
    all.time.extend_from_slice(&tapped.time[range.clone()]);
    if !tapped.value.is_empty() {
        all.value.extend_from_slice(&tapped.value[range.clone()]);
    }
    all.dimensions.extend_from_slice(&tapped.dimensions[range.start * dimensions..range.end * dimensions]);
}

/// Where the rows of each subject of a part end.
struct Ends {
    clocks: Vec<usize>,
    actions: Vec<usize>,
    taps: Vec<Vec<usize>>,
}

impl Ends {
    fn of(part: &Part) -> Self {
        let count = part.subjects.len();
        Self {
            clocks: ends(count, part.clocks.iter().map(|clock| clock.subject)),
            actions: ends(count, part.actions.iter().map(|action| action.subject)),
            taps: part.taps.iter().map(|tapped| ends(count, tapped.subject.iter().copied())).collect(),
        }
    }
}

/// Where the rows of each of `count` subjects end, by the subjects of the rows in order.
fn ends(count: usize, subjects: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut ends = vec![0; count];
    for subject in subjects {
        if let Some(size) = ends.get_mut(subject as usize) {
            *size += 1;
        }
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    ends
}

/// The first bytes of a name as a number that orders like them.
fn prefix(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(16);
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}
