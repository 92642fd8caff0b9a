//! Events at rest: what is kept of each until its subject is folded, packed into bytes: less memory is less time.
//!
//! Each worker has a [`Store`]: a stream of [records](record) for each partition of the subjects. When all is read, a thread
//! that folds a partition gets the streams of all workers one after the other, as a [`Partition`].

use super::hash;
use super::scratch::{Scratch, Shelf};
use crate::time::Micros;
use arena::{Arena, Block};
use record::{Head, SHORT};
use std::io;

pub mod arena;
pub mod pack;
pub mod record;

pub use record::{Glance, Layout, Names, Record};

/// The events that one worker keeps.
pub struct Store {
    arena: Arena,
    /// What did not fit into memory.
    shelf: Option<Box<dyn Shelf>>,
    /// By partition; one more for events that belong to no subject.
    streams: Vec<Stream>,
    /// The record that is being written, or its content.
    record: Vec<u8>,
}

impl Default for Store {
    fn default() -> Self {
        let streams = std::iter::repeat_with(Stream::default).take(hash::PARTITIONS + 1).collect();
        Self { arena: Arena::default(), shelf: None, streams, record: Vec::new() }
    }
}

/// Records of one partition.
#[derive(Debug, Default)]
struct Stream {
    /// Where its first records are on the shelf, and how many bytes.
    shelved: Vec<(u64, usize)>,
    /// Blocks, and how many bytes of each are records; the last one may take more.
    blocks: Vec<(Block, usize)>,
    /// The instant of the last record.
    time: Micros,
}

impl Store {
    /// Keeps an event of a partition; `content` writes its fields, where it has any to be kept.
    #[inline]
    pub fn push(&mut self, partition: usize, head: Head<'_>, layout: &Layout<'_>, content: impl Fn(&mut Vec<u8>)) {
        let Some(stream) = self.streams.get_mut(partition) else { return };
        let shape = layout.shape(head.event);
        let before = std::mem::replace(&mut stream.time, head.time);
        let has_content = shape.has_content(head.names.id.is_some());
        // Most often it is put where it stays.
        if let Some((block, used)) = stream.blocks.last_mut()
            && let Some(room) = self.arena.bytes_mut(*block).get_mut(*used..)
            && let Some(first) = room.first_chunk_mut()
            && let Some(len) = head.short(first, before, shape, has_content)
        {
            if !has_content {
                *used += len;
                return;
            }
            self.record.clear();
            pack::put_sized(&mut self.record, &content);
            if let Some(room) = room.get_mut(len..len + self.record.len()) {
                room.copy_from_slice(&self.record);
                *used += len + self.record.len();
                return;
            }
        }
        self.record.clear();
        head.put(&mut self.record, before, shape, has_content);
        if has_content {
            pack::put_sized(&mut self.record, content);
        }
        self.put(partition);
    }

    /// Puts the record where there is room, which there is not always in the block that is being filled.
    #[cold]
    fn put(&mut self, partition: usize) {
        let Some(stream) = self.streams.get_mut(partition) else { return };
        let len = self.record.len();
        if stream.blocks.last().is_none_or(|(block, used)| self.arena.bytes(*block).len() - used < len) {
            stream.blocks.push((self.arena.take(len), 0));
        }
        if let Some((block, used)) = stream.blocks.last_mut() {
            self.arena.bytes_mut(*block)[*used..*used + len].copy_from_slice(&self.record);
            *used += len;
        }
    }

    /// Bytes of memory in use.
    pub fn used(&self) -> usize {
        self.arena.used()
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
        for stream in &mut self.streams {
            let mut start = None;
            let mut len = 0;
            for (block, used) in stream.blocks.drain(..) {
                let at = shelf.put(&self.arena.bytes(block)[..used])?;
                start.get_or_insert(at);
                len += used;
            }
            stream.shelved.extend(start.map(|start| (start, len)));
        }
        self.arena.clear();
        Ok(())
    }

    /// Nothing comes any more: of a store that has not all in memory the rest goes to the shelf, too, and the memory back.
    ///
    /// # Errors
    /// The shelf's.
    pub fn close(&mut self, scratch: &dyn Scratch) -> io::Result<()> {
        if self.shelf.is_some() {
            self.shelve(scratch)?;
            self.arena = Arena::default();
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
        let streams = || stores.iter().filter_map(|store| store.streams.get(at).map(|stream| (store, stream)));
        let sizes =
            streams().flat_map(|(_, stream)| stream.shelved.iter().map(|(_, len)| len).chain(stream.blocks.iter().map(|(_, used)| used)));
        self.bytes.reserve(sizes.sum::<usize>() + SHORT);
        for (store, stream) in streams() {
            self.starts.push(self.bytes.len());
            for (at, len) in &stream.shelved {
                let start = self.bytes.len();
                self.bytes.resize(start + len, 0);
                if let Some(shelf) = &store.shelf {
                    shelf.get(*at, &mut self.bytes[start..])?;
                }
            }
            for (block, used) in &stream.blocks {
                self.bytes.extend_from_slice(&store.arena.bytes(*block)[..*used]);
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
