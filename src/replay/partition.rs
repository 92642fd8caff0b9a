//! One partition of the subjects: events grouped by subject, put in order, duplicates dropped, folded.

use super::lane::{Lane, Part};
use super::store::{Layout, Row, Store};
use crate::ids::EventId;
use crate::plan::Program;
use crate::time::Micros;
use hashbrown::HashTable;

/// Folds the subjects of a partition.
pub fn run(program: &Program, layout: &Layout<'_>, store: &Store, as_of: Micros) -> Part {
    let mut lane = Lane::new(program, layout, store, as_of);
    let mut groups = Groups::of(store);
    let mut duplicates = Duplicates::default();
    let mut start = 0;
    for end in std::mem::take(&mut groups.ends) {
        let keys = &mut groups.keys[start..end as usize];
        start = end as usize;
        sort(keys, store, layout);
        let kept = duplicates.drop(keys, store, layout);
        lane.counts().duplicates += kept.duplicates;
        lane.counts().conflicts += kept.conflicts;
        lane.subject(&keys[..kept.kept]);
    }
    lane.finish()
}

/// The accounts of events that belong to no subject: duplicates among them are found as one group.
pub fn run_without_subject(program: &Program, layout: &Layout<'_>, store: &Store, as_of: Micros) -> Part {
    let mut lane = Lane::new(program, layout, store, as_of);
    let mut keys: Vec<Key> = store.rows().map(|row| Key::of(store, row, hash(store.segment(row).id(row.row())))).collect();
    sort(&mut keys, store, layout);
    let kept = Duplicates::default().drop(&mut keys, store, layout);
    lane.counts().duplicates = kept.duplicates;
    lane.counts().conflicts = kept.conflicts;
    for key in &keys[..kept.kept] {
        lane.event_of_none(key);
    }
    lane.finish()
}

/// What is needed of an event to order and fold it, mostly without another look at the store.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The instant.
    pub time: Micros,
    /// The event.
    pub event: EventId,
    /// The bits of the masks.
    pub mask: u32,
    /// Where the rest is.
    pub row: Row,
    /// A hash of the id; 0 where there is none.
    id: u32,
}

impl Key {
    fn of(store: &Store, row: Row, id: u32) -> Self {
        let fixed = store.fixed(row);
        Self { time: fixed.time, event: fixed.event, mask: fixed.mask, row, id }
    }
}

/// A hash of a packed id; 0 only where there is none.
#[allow(clippy::cast_possible_truncation, reason = "half of the hash will do: what is equal is compared")]
fn hash(id: &[u8]) -> u32 {
    if id.is_empty() { 0 } else { (super::hash::of_bytes(id) as u32).max(1) }
}

/// The events of a partition, subject by subject.
struct Groups {
    keys: Vec<Key>,
    ends: Vec<u32>,
}

impl Groups {
    /// By counting: once over the events to tell the subjects apart, once more to put each event with its subject.
    fn of(store: &Store) -> Self {
        let count = store.len();
        let mut table: HashTable<(u32, Row, u32)> = HashTable::new();
        let mut sizes: Vec<u32> = Vec::new();
        let mut subject_of: Vec<(u32, u32)> = Vec::with_capacity(count);
        for (at, segment) in store.segments.iter().enumerate() {
            for (row, fixed) in segment.rows.iter().enumerate() {
                let name = segment.subject_bytes(row);
                let same = |known: &(u32, Row, u32)| known.0 == fixed.hash && store.segment(known.1).subject_bytes(known.1.row()) == name;
                let entry = table.entry(spread(fixed.hash), same, |known| spread(known.0)).or_insert_with(|| {
                    sizes.push(0);
                    (fixed.hash, Row::of(at, row), u32::try_from(sizes.len() - 1).unwrap_or(u32::MAX))
                });
                let subject = entry.get().2;
                sizes[subject as usize] += 1;
                subject_of.push((subject, hash(segment.id(row))));
            }
        }
        let mut next: Vec<u32> = Vec::with_capacity(sizes.len());
        let mut sum = 0;
        for size in &sizes {
            next.push(sum);
            sum += size;
        }
        let none = Key { time: 0, event: EventId(0), mask: 0, row: Row::of(0, 0), id: 0 };
        let mut keys = vec![none; count];
        for (row, (subject, id)) in store.rows().zip(subject_of) {
            let place = &mut next[subject as usize];
            keys[*place as usize] = Key::of(store, row, id);
            *place += 1;
        }
        Self { keys, ends: next }
    }
}

/// Half a hash over all bits, which a hash table wants.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Puts a subject's events in order (L2).
fn sort(keys: &mut [Key], store: &Store, layout: &Layout<'_>) {
    let order = |a: &Key, b: &Key| {
        // What comes after the time is looked up only where times are equal.
        a.time.cmp(&b.time).then_with(|| store.compare(a.row, b.row, layout))
    };
    if !keys.is_sorted_by(|a, b| order(a, b).is_le()) {
        keys.sort_unstable_by(order);
    }
}

/// What is left of a subject's events.
struct Kept {
    /// The first so many of the keys.
    kept: usize,
    duplicates: u64,
    conflicts: u64,
}

/// Finds duplicates, with a table that serves for all subjects.
#[derive(Default)]
struct Duplicates {
    seen: HashTable<Key>,
}

/// Up to so many events ids are compared each with each.
const FEW: usize = 24;

impl Duplicates {
    /// Of the events with the same id the first in order counts; the others are dropped.
    fn drop(&mut self, keys: &mut [Key], store: &Store, layout: &Layout<'_>) -> Kept {
        let mut kept = Kept { kept: 0, duplicates: 0, conflicts: 0 };
        let few = keys.len() <= FEW;
        if !few {
            self.seen.clear();
        }
        for at in 0..keys.len() {
            let key = keys[at];
            let first = if key.id == 0 {
                None
            } else if few {
                keys[..kept.kept].iter().find(|known| known.id == key.id && same_id(store, known, &key)).copied()
            } else {
                self.first(key, store)
            };
            match first {
                Some(first) => {
                    kept.duplicates += 1;
                    kept.conflicts += u64::from(store.conflict(first.row, key.row, layout));
                }
                None => {
                    keys[kept.kept] = key;
                    kept.kept += 1;
                }
            }
        }
        kept
    }

    /// The first event with the id of this one, if there was one; else this one is the first.
    fn first(&mut self, key: Key, store: &Store) -> Option<Key> {
        match self.seen.entry(spread(key.id), |known| known.id == key.id && same_id(store, known, &key), |known| spread(known.id)) {
            hashbrown::hash_table::Entry::Occupied(first) => Some(*first.get()),
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert(key);
                None
            }
        }
    }
}

fn same_id(store: &Store, a: &Key, b: &Key) -> bool {
    store.segment(a.row).id(a.row.row()) == store.segment(b.row).id(b.row.row())
}
