//! One partition of the subjects: events grouped by subject, put in order, duplicates dropped, folded.

use super::hash;
use super::lane::{Lane, Part};
use super::store::{Layout, Row, Store};
use crate::ids::EventId;
use crate::plan::Program;
use crate::time::Micros;
use hashbrown::HashTable;

/// Folds the subjects of a partition.
pub fn run(program: &Program, layout: &Layout<'_>, store: &Store, as_of: Micros) -> Part {
    let groups = Groups::of(store);
    let mut lane = Lane::new(program, layout, store, as_of);
    let mut sorter = Sorter::default();
    for subject in 0..groups.count() {
        sorter.sort(store, layout, groups.rows(subject));
        let dropped = sorter.drop_duplicates(store, layout);
        lane.counts().duplicates += dropped.duplicates;
        lane.counts().conflicts += dropped.conflicts;
        lane.subject(&sorter.rows);
    }
    lane.finish()
}

/// The accounts of events that belong to no subject: duplicates among them are found as one group.
pub fn run_without_subject(program: &Program, layout: &Layout<'_>, store: &Store, as_of: Micros) -> Part {
    let rows: Vec<Row> = rows_of(store).collect();
    let mut sorter = Sorter::default();
    sorter.sort(store, layout, &rows);
    let dropped = sorter.drop_duplicates(store, layout);
    let mut lane = Lane::new(program, layout, store, as_of);
    lane.counts().duplicates = dropped.duplicates;
    lane.counts().conflicts = dropped.conflicts;
    for row in &sorter.rows {
        lane.event_of_none(*row);
    }
    lane.finish()
}

fn rows_of(store: &Store) -> impl Iterator<Item = Row> {
    store.segments.iter().enumerate().flat_map(|(at, segment)| (0..segment.len()).map(move |row| Row::of(at, row)))
}

/// The events of a partition, subject by subject.
struct Groups {
    rows: Vec<Row>,
    ends: Vec<u32>,
}

impl Groups {
    fn of(store: &Store) -> Self {
        let mut table: HashTable<(Row, u32)> = HashTable::new();
        let mut sizes: Vec<u32> = Vec::new();
        let mut subject_of: Vec<u32> = Vec::with_capacity(store.len());
        for row in rows_of(store) {
            let segment = store.segment(row);
            let hash = segment.hash[row.row()];
            let same = |(first, _): &(Row, u32)| {
                let other = store.segment(*first);
                other.hash[first.row()] == hash && other.subject(first.row()) == segment.subject(row.row())
            };
            let rehash = |(first, _): &(Row, u32)| store.segment(*first).hash[first.row()];
            let entry = table.entry(hash, same, rehash).or_insert_with(|| {
                sizes.push(0);
                (row, u32::try_from(sizes.len() - 1).unwrap_or(u32::MAX))
            });
            let subject = entry.get().1;
            sizes[subject as usize] += 1;
            subject_of.push(subject);
        }
        let mut next: Vec<u32> = Vec::with_capacity(sizes.len());
        let mut sum = 0;
        for size in &sizes {
            next.push(sum);
            sum += size;
        }
        let mut rows = vec![Row::of(0, 0); subject_of.len()];
        for (row, subject) in rows_of(store).zip(&subject_of) {
            let place = &mut next[*subject as usize];
            rows[*place as usize] = row;
            *place += 1;
        }
        Self { rows, ends: next }
    }

    fn count(&self) -> usize {
        self.ends.len()
    }

    fn rows(&self, subject: usize) -> &[Row] {
        let start = if subject == 0 { 0 } else { self.ends[subject - 1] };
        &self.rows[start as usize..self.ends[subject] as usize]
    }
}

/// What was dropped of a subject.
#[derive(Default)]
struct Dropped {
    duplicates: u64,
    conflicts: u64,
}

/// Puts a subject's events in order, with buffers that serve for all subjects.
#[derive(Default)]
struct Sorter {
    keys: Vec<(Micros, EventId, Row)>,
    rows: Vec<Row>,
    seen: HashTable<(u64, Row)>,
}

impl Sorter {
    fn sort(&mut self, store: &Store, layout: &Layout<'_>, rows: &[Row]) {
        self.keys.clear();
        let mut sequenced = false;
        for &row in rows {
            let segment = store.segment(row);
            sequenced |= !segment.seq.is_empty();
            self.keys.push((segment.time[row.row()], segment.event[row.row()], row));
        }
        let order = |a: &(Micros, EventId, Row), b: &(Micros, EventId, Row)| {
            if sequenced {
                return store.compare(a.2, b.2, layout);
            }
            a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)).then_with(|| store.compare(a.2, b.2, layout))
        };
        if !self.keys.is_sorted_by(|a, b| order(a, b).is_le()) {
            self.keys.sort_unstable_by(order);
        }
        self.rows.clear();
        self.rows.extend(self.keys.iter().map(|key| key.2));
    }

    /// Of the events with the same id the first in order counts.
    fn drop_duplicates(&mut self, store: &Store, layout: &Layout<'_>) -> Dropped {
        let mut dropped = Dropped::default();
        let Self { rows, seen, .. } = self;
        seen.clear();
        rows.retain(|&row| {
            let Some(id) = store.segment(row).names(row.row()).id else { return true };
            let hash = hash::of(id);
            let same = |(known, first): &(u64, Row)| *known == hash && store.segment(*first).names(first.row()).id == Some(id);
            match seen.entry(hash, same, |(known, _)| *known) {
                hashbrown::hash_table::Entry::Occupied(first) => {
                    dropped.duplicates += 1;
                    dropped.conflicts += u64::from(store.conflict(first.get().1, row, layout));
                    false
                }
                hashbrown::hash_table::Entry::Vacant(place) => {
                    place.insert((hash, row));
                    true
                }
            }
        });
        dropped
    }
}
