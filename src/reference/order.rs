//! The order of a subject's events (L2), and which of them are duplicates.

use super::rows::Row;
use crate::value::{Value, order};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// The key of L2, whole: time; with a `seq` before without, then `seq`; the place in the catalog; without an id before
/// with one, then id; the content; the subject as written; the place in the input.
pub fn by_order(a: &Row, b: &Row) -> Ordering {
    let seq = |row: &Row| (row.seq.is_none(), row.seq);
    (a.time, seq(a), a.event, &a.id)
        .cmp(&(b.time, seq(b), b.event, &b.id))
        .then_with(|| by_content(&a.fields, &b.fields))
        .then_with(|| (&a.subject, a.position).cmp(&(&b.subject, b.position)))
}

/// Fields in the order of the catalog: a missing one first, then by value.
fn by_content(a: &[Value], b: &[Value]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| by_value(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn by_value(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        // zero and its negative are one value that prints in two ways: told apart, so that the input's order shows nowhere
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        _ => order(a, b),
    }
}

/// What became of the events of one subject.
#[derive(Debug, Default)]
pub struct Sifted {
    /// Those that count, in order.
    pub events: Vec<Row>,
    /// How many were dropped.
    pub duplicates: u64,
    /// How many of those differ from the one that counts.
    pub conflicts: u64,
}

/// Puts the events of one subject (or all events of none) in order and drops those whose id it has already.
pub fn sift(mut rows: Vec<Row>) -> Sifted {
    rows.sort_by(by_order);
    let mut sifted = Sifted::default();
    let mut first: HashMap<Arc<str>, usize> = HashMap::new();
    for row in rows {
        match row.id.as_ref().and_then(|id| first.get(id)) {
            Some(at) => {
                sifted.duplicates += 1;
                sifted.conflicts += u64::from(differs(&sifted.events[*at], &row));
            }
            None => {
                first.extend(row.id.clone().map(|id| (id, sifted.events.len())));
                sifted.events.push(row);
            }
        }
    }
    sifted
}

/// Whether two events of one id differ in time, seq, event or fields. Who of a joined subject they name does not matter.
fn differs(a: &Row, b: &Row) -> bool {
    (a.time, a.seq, a.event) != (b.time, b.seq, b.event) || a.fields != b.fields
}
