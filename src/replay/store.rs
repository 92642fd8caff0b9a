//! Events at rest: what is kept of each until its subject is folded, packed into bytes: less memory is less time.
//!
//! Each worker has a [`Store`]: a stream of [records](record) for each partition of the subjects. When all is read, a thread
//! that folds a partition gets the streams of all workers one after the other, as a [`Partition`].

use super::hash;
use super::scratch::{Scratch, Shelf};
use crate::time::Micros;
use record::{Head, SHORT};
use std::io;

pub mod pack;
pub mod record;

pub use record::{Glance, Layout, Names, Record};

/// Bytes of a block.
const BLOCK: usize = 32 << 10;
/// Bytes of the first block of a stream, which is enough for a small log; each later one has four times as many, up to a whole block.
const FIRST: usize = 2 << 10;
/// So many bytes are left of a block when the next one is begun: room for nearly every record with its content.
const LEFT: usize = 256;

/// The events that one worker keeps.
pub struct Store {
    /// By partition, and one more for events that belong to no subject: where the next record goes. Together these, which every event
    /// needs one of, stay in the nearest cache.
    open: Vec<Open>,
    /// The same streams: what came before.
    closed: Vec<Closed>,
    /// Blocks to be filled again.
    free: Vec<Vec<u8>>,
    /// Bytes of blocks in use.
    used: usize,
    /// What did not fit into memory.
    shelf: Option<Box<dyn Shelf>>,
}

/// The end of a stream.
#[derive(Debug, Default)]
struct Open {
    block: Vec<u8>,
    /// The instant of the last record.
    time: Micros,
}

/// Records of a stream before those of its last block. A record may be cut in two by the end of a block.
#[derive(Debug, Default)]
struct Closed {
    /// Where its first ones are on the shelf, and how many bytes.
    shelved: Vec<(u64, usize)>,
    blocks: Vec<Vec<u8>>,
}

impl Default for Store {
    fn default() -> Self {
        let streams = hash::PARTITIONS + 1;
        Self {
            open: std::iter::repeat_with(Open::default).take(streams).collect(),
            closed: std::iter::repeat_with(Closed::default).take(streams).collect(),
            free: Vec::new(),
            used: 0,
            shelf: None,
        }
    }
}

impl Store {
    /// Keeps an event of a partition; `content` writes its fields, where it has any to be kept.
    #[inline]
    pub fn push(&mut self, partition: usize, head: Head<'_>, layout: &Layout<'_>, content: impl Fn(&mut Vec<u8>)) {
        if self.open.get(partition).is_none_or(|open| open.block.capacity() - open.block.len() < LEFT) {
            self.turn(partition);
        }
        let Some(Open { block, time }) = self.open.get_mut(partition) else { return };
        let shape = layout.shape(head.event);
        let before = std::mem::replace(time, head.time);
        let has_content = shape.has_content(head.names.id.is_some());
        let start = block.len();
        // Most often it is put where it stays.
        block.extend_from_slice(&[0; SHORT]);
        let short = block[start..].first_chunk_mut().and_then(|room| head.short(room, before, shape, has_content));
        match short {
            Some(len) => block.truncate(start + len),
            None => {
                block.truncate(start);
                head.put(block, before, shape, has_content);
            }
        }
        if has_content {
            pack::put_sized(block, content);
        }
    }

    /// Goes on to a new block of a stream.
    #[cold]
    fn turn(&mut self, partition: usize) {
        let (Some(open), Some(closed)) = (self.open.get_mut(partition), self.closed.get_mut(partition)) else { return };
        let size = (4 * open.block.capacity()).clamp(FIRST, BLOCK);
        let next = self.free.pop().unwrap_or_else(|| Vec::with_capacity(size));
        // A long record has made the block longer than it was.
        self.used += next.capacity() + open.block.capacity().saturating_sub(BLOCK);
        let full = std::mem::replace(&mut open.block, next);
        if !full.is_empty() {
            closed.blocks.push(full);
        }
    }

    /// Bytes of memory in use.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Puts everything on the shelf, each stream together.
    ///
    /// # Errors
    /// The shelf's.
    pub fn shelve(&mut self, scratch: &dyn Scratch) -> io::Result<()> {
        let shelf = match &mut self.shelf {
            Some(shelf) => shelf,
            none => none.insert(scratch.shelf()?),
        };
        for (open, closed) in self.open.iter_mut().zip(&mut self.closed) {
            let mut start = None;
            let mut len = 0;
            for mut block in closed.blocks.drain(..).chain([std::mem::take(&mut open.block)]).filter(|block| block.capacity() > 0) {
                let at = shelf.put(&block)?;
                start.get_or_insert(at);
                len += block.len();
                block.clear();
                if block.capacity() == BLOCK {
                    self.free.push(block);
                }
            }
            closed.shelved.extend(start.map(|start| (start, len)));
        }
        self.used = 0;
        Ok(())
    }

    /// Nothing comes any more: of a store that has not all in memory the rest goes to the shelf, too, and the memory back.
    ///
    /// # Errors
    /// The shelf's.
    pub fn close(&mut self, scratch: &dyn Scratch) -> io::Result<()> {
        if self.shelf.is_some() {
            self.shelve(scratch)?;
            self.free = Vec::new();
        }
        Ok(())
    }
}

/// The events of one partition, of all workers.
#[derive(Debug, Default)]
pub struct Partition {
    bytes: Vec<u8>,
    /// Where the last one ends.
    end: usize,
    /// Where streams begin.
    starts: Vec<usize>,
}

impl Partition {
    /// Takes the events of a partition, in place of those it held.
    ///
    /// # Errors
    /// The shelf's.
    pub fn load(&mut self, stores: &[Store], at: usize) -> io::Result<()> {
        self.bytes.clear();
        self.starts.clear();
        let streams = || stores.iter().filter_map(|store| Some((store, store.closed.get(at)?, store.open.get(at)?)));
        let sizes = streams().flat_map(|(_, closed, open)| {
            closed.shelved.iter().map(|(_, len)| *len).chain(closed.blocks.iter().map(Vec::len)).chain([open.block.len()])
        });
        self.bytes.reserve(sizes.sum::<usize>() + SHORT);
        for (store, closed, open) in streams() {
            self.starts.push(self.bytes.len());
            for (at, len) in &closed.shelved {
                let start = self.bytes.len();
                self.bytes.resize(start + len, 0);
                if let Some(shelf) = &store.shelf {
                    shelf.get(*at, &mut self.bytes[start..])?;
                }
            }
            for block in closed.blocks.iter().chain([&open.block]) {
                self.bytes.extend_from_slice(block);
            }
        }
        self.end = self.bytes.len();
        // So that the last record, too, is read as if there were more.
        self.bytes.extend_from_slice(&[0; SHORT]);
        Ok(())
    }

    /// Looks at all events, with their places and instants, in the order in which they were put in.
    #[inline]
    pub fn each(&self, layout: &Layout<'_>, mut look: impl FnMut(usize, Micros, Glance)) {
        let ends = self.starts.iter().skip(1).copied().chain([self.end]);
        for (start, end) in self.starts.iter().zip(ends) {
            let (mut at, mut time) = (*start, 0_i64);
            while at < end {
                let glance = Glance::at(&self.bytes, at, layout);
                time = glance.since.wrapping_add(time);
                look(at, time, glance);
                at += glance.len;
            }
        }
    }

    /// The event at a place.
    #[inline]
    pub fn record<'s>(&'s self, at: usize, layout: &Layout<'_>) -> Record<'s> {
        Record::at(&self.bytes, at, layout)
    }

    /// The bytes at a place.
    #[inline]
    pub fn bytes(&self, at: usize, len: usize) -> &[u8] {
        self.bytes.get(at..at + len).unwrap_or_default()
    }
}

/// The partition of a hash.
#[inline]
pub fn partition(hash: u64) -> usize {
    (hash >> (u64::BITS - hash::PARTITION_BITS)) as usize
}
