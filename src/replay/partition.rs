//! One partition of the subjects: events grouped by subject, put in order, duplicates dropped, folded.

use super::lane::Lane;
use super::outcome::{NO_SUBJECT, Outcome};
use super::store::{Glance, Layout, Partition};
use crate::ids::{EventId, Id};
use crate::plan::Program;
use crate::time::Micros;
use hashbrown::HashTable;

/// Folds partitions, one after another, in the same memory.
#[derive(Debug, Default)]
pub struct Folder {
    events: Partition,
    groups: Groups,
    duplicates: Duplicates,
}

impl Folder {
    /// The events to be folded next.
    pub fn events(&mut self) -> &mut Partition {
        &mut self.events
    }

    /// Folds the subjects of the partition, in the order of their names.
    pub fn run(&mut self, program: &Program, layout: &Layout<'_>, as_of: Micros) -> Outcome {
        let events = &self.events;
        let mut lane = Lane::new(program, layout, events, as_of);
        self.groups.fill(events, program, layout);
        for subject in self.groups.names.in_order(events) {
            let start = subject.checked_sub(1).map_or(0, |before| self.groups.ends[before]);
            let Name { at, len, .. } = self.groups.names.names[subject];
            let name = std::str::from_utf8(events.bytes(at, len)).unwrap_or_default();
            let quiet = self.groups.quiet.get(subject).copied().unwrap_or_default();
            let keys = &mut self.groups.keys[start..self.groups.ends[subject]];
            sort(keys, events, layout);
            let kept = self.duplicates.drop(keys, events, layout);
            lane.counts().duplicates += kept.duplicates;
            lane.counts().conflicts += kept.conflicts;
            lane.subject(name, &keys[..kept.kept], quiet);
        }
        lane.finish()
    }

    /// The accounts of events that belong to no subject: duplicates among them are found as one group.
    pub fn run_without_subject(&mut self, program: &Program, layout: &Layout<'_>, as_of: Micros) -> Outcome {
        let events = &self.events;
        let mut lane = Lane::new(program, layout, events, as_of);
        let mut keys: Vec<Key> = Vec::new();
        events.each(layout, |at, time, glance| keys.push(Key::of(at, time, &glance)));
        sort(&mut keys, events, layout);
        let kept = self.duplicates.drop(&mut keys, events, layout);
        lane.counts().duplicates = kept.duplicates;
        lane.counts().conflicts = kept.conflicts;
        for key in &keys[..kept.kept] {
            lane.event_of_none(key);
        }
        let mut outcome = lane.finish();
        outcome.taps.iter_mut().for_each(|tapped| tapped.subject.fill(NO_SUBJECT));
        outcome
    }
}

/// What is needed of an event to order and fold it, mostly without another look at its record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Key {
    /// The instant.
    pub time: Micros,
    /// The bits of the masks.
    pub mask: u32,
    /// A hash of the id; 0 where there is none.
    id: u32,
    /// The place, and above it the event.
    rest: u64,
}

/// Bits of a place: 4 TiB of a partition. There is room above for four million events of a catalog.
const PLACE: u32 = 42;

impl Key {
    #[inline]
    fn of(at: usize, time: Micros, glance: &Glance) -> Self {
        let rest = u64::from(glance.event.0) << PLACE | at as u64;
        Self { time, mask: glance.mask, id: glance.id, rest }
    }

    /// The event.
    #[allow(clippy::cast_possible_truncation, reason = "22 bits")]
    #[inline]
    pub fn event(&self) -> EventId {
        EventId::of((self.rest >> PLACE) as usize)
    }

    /// Where the record is.
    #[allow(clippy::cast_possible_truncation, reason = "it was a place in memory")]
    #[inline]
    pub fn place(&self) -> usize {
        (self.rest & ((1 << PLACE) - 1)) as usize
    }
}

/// The events of a partition, subject by subject.
#[derive(Debug, Default)]
struct Groups {
    /// The events, subject by subject.
    keys: Vec<Key>,
    /// Where those of each subject end.
    ends: Vec<usize>,
    /// The events as they came, with the numbers of their subjects.
    found: Vec<(Key, usize)>,
    /// The subjects.
    names: Subjects,
    /// Of each the events that need no order, where the program has such.
    quiet: Vec<Quiet>,
}

/// The name of a subject.
#[derive(Clone, Copy, Debug)]
struct Name {
    /// Its first 16 bytes; zeros where it has fewer.
    prefix: u128,
    /// Where it stands in the partition.
    at: usize,
    /// How many bytes it has.
    len: usize,
}

/// Subjects by their names, numbered as they come up.
#[derive(Debug, Default)]
struct Subjects {
    names: Vec<Name>,
    /// By hash, then wherever the next free place is: the number of a subject plus one. A power of two of them, at least half free.
    places: Vec<u32>,
}

impl Subjects {
    fn clear(&mut self) {
        self.names.clear();
        self.places.fill(0);
    }

    /// The number of the subject of that name.
    #[inline]
    fn number(&mut self, name: Name, events: &Partition) -> usize {
        if self.names.len() * 2 >= self.places.len() {
            self.grow(events);
        }
        let mut place = self.place(&name, events);
        loop {
            let Some(number) = self.places.get_mut(place) else { return 0 };
            match self.names.get((*number as usize).wrapping_sub(1)) {
                Some(known) if known.is(&name, events) => return *number as usize - 1,
                Some(_) => place = (place + 1) & (self.places.len() - 1),
                None => {
                    self.names.push(name);
                    *number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                    return self.names.len() - 1;
                }
            }
        }
    }

    /// Where to look for a name first.
    #[allow(clippy::cast_possible_truncation, reason = "as many bits as there are places for")]
    #[inline]
    fn place(&self, name: &Name, events: &Partition) -> usize {
        let mut hash = super::hash::of_prefix(name.prefix, name.len);
        if name.len > 16 {
            hash ^= super::hash::of_bytes(events.bytes(name.at, name.len));
        }
        hash as usize & (self.places.len() - 1)
    }

    #[cold]
    fn grow(&mut self, events: &Partition) {
        self.places = vec![0; (self.places.len() * 2).max(1024)];
        for (number, name) in (1..).zip(&self.names) {
            let mut place = self.place(name, events);
            while self.places[place] != 0 {
                place = (place + 1) & (self.places.len() - 1);
            }
            self.places[place] = number;
        }
    }

    /// All of them in the order of their names.
    fn in_order(&self, events: &Partition) -> impl Iterator<Item = usize> + use<> {
        let mut order: Vec<(u128, u32)> = self.names.iter().map(|name| name.prefix).zip(0..).collect();
        let name = |at: u32| self.names.get(at as usize).map_or(&[][..], |name| events.bytes(name.at, name.len));
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a.1).cmp(name(b.1))));
        order.into_iter().map(|(_, subject)| subject as usize)
    }
}

impl Name {
    #[inline]
    fn is(&self, other: &Self, events: &Partition) -> bool {
        let whole = |name: &Self| events.bytes(name.at, name.len);
        self.prefix == other.prefix && self.len == other.len && (self.len <= 16 || whole(self) == whole(other))
    }
}

/// Events of a subject that only count.
#[derive(Clone, Copy, Debug)]
pub struct Quiet {
    /// The first instant.
    pub first: Micros,
    /// The last.
    pub last: Micros,
    /// How many.
    pub count: u64,
}

impl Default for Quiet {
    fn default() -> Self {
        Self { first: Micros::MAX, last: Micros::MIN, count: 0 }
    }
}

impl Groups {
    /// By counting: once over the events to tell the subjects apart, once more to put each event with its subject.
    fn fill(&mut self, events: &Partition, program: &Program, layout: &Layout<'_>) {
        let Self { names, ends, found, quiet, .. } = self;
        names.clear();
        ends.clear();
        found.clear();
        quiet.clear();
        events.each(layout, |at, time, glance| {
            let name = Name { prefix: glance.prefix, at: at + glance.name_at, len: glance.name_len };
            let subject = names.number(name, events);
            if subject == ends.len() {
                ends.push(0);
                if program.unordered {
                    quiet.push(Quiet::default());
                }
            }
            // Without an id it is nobody's duplicate.
            if program.unordered
                && glance.id == 0
                && layout.shape(glance.event).inert
                && let Some(quiet) = quiet.get_mut(subject)
            {
                *quiet = Quiet { first: quiet.first.min(time), last: quiet.last.max(time), count: quiet.count + 1 };
                return;
            }
            if let Some(count) = ends.get_mut(subject) {
                *count += 1;
            }
            found.push((Key::of(at, time, &glance), subject));
        });
        let mut sum = 0;
        for size in &mut self.ends {
            let start = sum;
            sum += *size;
            *size = start;
        }
        // What is there is written over.
        self.keys.resize(self.found.len(), Key::default());
        for (key, subject) in &self.found {
            // The start of a subject becomes its end.
            let place = &mut self.ends[*subject];
            self.keys[*place] = *key;
            *place += 1;
        }
    }
}

/// Half a hash over all bits, which a hash table wants.
#[inline]
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Puts a subject's events in order (L2).
fn sort(keys: &mut [Key], events: &Partition, layout: &Layout<'_>) {
    let order = |a: &Key, b: &Key| {
        // What comes after the time is looked up only where times are equal.
        a.time.cmp(&b.time).then_with(|| events.record(a.place(), layout).compare(&events.record(b.place(), layout), layout))
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
#[derive(Debug, Default)]
struct Duplicates {
    seen: HashTable<Key>,
}

/// Up to so many events ids are compared each with each.
const FEW: usize = 24;

impl Duplicates {
    /// Of the events with the same id the first in order counts; the others are dropped.
    fn drop(&mut self, keys: &mut [Key], events: &Partition, layout: &Layout<'_>) -> Kept {
        let mut kept = Kept { kept: 0, duplicates: 0, conflicts: 0 };
        let few = keys.len() <= FEW;
        if !few {
            self.seen.clear();
        }
        for at in 0..keys.len() {
            let key = keys[at];
            let same = |known: &Key| known.id == key.id && events.record(known.place(), layout).id == events.record(key.place(), layout).id;
            let first = if key.id == 0 {
                None
            } else if few {
                keys[..kept.kept].iter().find(|known| same(known)).copied()
            } else {
                self.first(key, same)
            };
            match first {
                Some(first) => {
                    let (a, b) = (events.record(first.place(), layout), events.record(key.place(), layout));
                    kept.duplicates += 1;
                    kept.conflicts += u64::from(first.time != key.time || a.conflicts(&b, layout));
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
    fn first(&mut self, key: Key, same: impl Fn(&Key) -> bool) -> Option<Key> {
        match self.seen.entry(spread(key.id), same, |known| spread(known.id)) {
            hashbrown::hash_table::Entry::Occupied(first) => Some(*first.get()),
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert(key);
                None
            }
        }
    }
}
