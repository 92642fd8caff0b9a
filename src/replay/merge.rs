//! Partitions to one outcome: subjects sorted by the bytes of their names.

use super::lane::Part;
use super::outcome::{Outcome, Visit};
use crate::time::Micros;

/// One outcome of all parts.
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
    for (_, at, subject) in order {
        let part = &parts[at as usize];
        let subject = subject as usize;
        let start = if subject == 0 { 0 } else { part.visit_ends[subject - 1] };
        let number = u32::try_from(outcome.subjects.len()).unwrap_or(u32::MAX);
        outcome.subjects.push(part.subjects.get(subject));
        for visit in start..part.visit_ends[subject] {
            outcome.visits.push(Visit { subject: number, ..part.visits.get(visit) });
        }
    }
    outcome
}

/// The first bytes of a name as a number that orders like them.
fn prefix(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(16);
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}
