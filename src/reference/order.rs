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
        .then_with(|| (&a.subject, a.origin, a.position).cmp(&(&b.subject, b.origin, b.position)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::EventId;

    fn row(time: i64, seq: Option<i64>, event: u32, id: Option<&str>, fields: Vec<Value>) -> Row {
        Row { time, seq, event: EventId(event), id: id.map(Arc::from), fields, subject: None, origin: None, position: 0 }
    }

    #[test]
    fn the_key_of_the_contract_from_its_first_part_to_its_last() {
        let text = |text: &str| vec![Value::text(text)];
        let ordered = [
            row(1, None, 9, Some("z"), vec![]),
            row(2, Some(1), 9, Some("z"), vec![]),
            row(2, Some(2), 0, None, vec![]),
            row(2, None, 0, None, vec![Value::Missing]),
            row(2, None, 0, None, vec![Value::Boolean(false)]),
            row(2, None, 0, None, vec![Value::Boolean(true)]),
            row(2, None, 0, Some("10"), text("b")),
            row(2, None, 0, Some("9"), text("Z")),
            row(2, None, 0, Some("9"), text("a")),
            row(2, None, 1, None, vec![Value::Number(-0.0)]),
            row(2, None, 1, None, vec![Value::Number(0.0)]),
            row(2, None, 1, None, vec![Value::Number(2.0)]),
            row(2, None, 1, None, vec![Value::Number(10.0)]),
        ];
        for (at, a) in ordered.iter().enumerate() {
            for b in &ordered[at + 1..] {
                assert_eq!(by_order(a, b), Ordering::Less, "{a:?} {b:?}");
                assert_eq!(by_order(b, a), Ordering::Greater, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn of_one_id_the_first_in_order_counts() {
        let sifted = sift(vec![
            row(3, None, 0, Some("x"), vec![]),
            row(1, None, 0, Some("x"), vec![]),
            row(1, None, 0, Some("x"), vec![]),
            row(1, None, 0, Some("y"), vec![]),
            row(2, None, 0, None, vec![]),
            row(2, None, 0, None, vec![]),
        ]);
        assert_eq!(sifted.events.iter().map(|row| row.time).collect::<Vec<_>>(), [1, 1, 2, 2]);
        assert_eq!((sifted.duplicates, sifted.conflicts), (2, 1));
    }
}
