//! Events at rest: what is kept of each until its subject is folded, packed into bytes: less memory is less time.
//!
//! Each worker has a [`Store`]: a stream of [records](record) for each partition of the subjects. When all is read, a thread
//! that folds a partition gets the streams of all workers one after the other, as a [`Partition`].

use super::hash;
use super::scratch::{Scratch, Shelf};
use crate::time::Micros;
use arena::{Arena, Block};
use record::Head;
use std::io;

pub mod arena;
pub mod pack;
pub mod record;

pub use record::{Layout, Names, Record};

/// The events that one worker keeps.
#[derive(Default)]
pub struct Store {
    arena: Arena,
    /// What did not fit into memory.
    shelf: Option<Box<dyn Shelf>>,
    /// By partition.
    streams: Vec<Stream>,
    /// The record that is being written.
    record: Vec<u8>,
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
    pub fn push(&mut self, partition: usize, head: &Head<'_>, layout: &Layout<'_>, content: impl FnOnce(&mut Vec<u8>)) {
        if self.streams.len() <= partition {
            self.streams.resize_with(partition + 1, Stream::default);
        }
        let stream = &mut self.streams[partition];
        let record = &mut self.record;
        record.clear();
        let shape = layout.shape(head.event);
        head.put(record, stream.time, shape.masked);
        if shape.has_content(head.names.id.is_some()) {
            pack::put_sized(record, content);
        }
        stream.time = head.time;
        let room = stream.blocks.last().map_or(0, |(block, used)| self.arena.bytes(*block).len() - used);
        if room < record.len() {
            let block = self.arena.take(record.len());
            stream.blocks.push((block, 0));
        }
        if let Some((block, used)) = stream.blocks.last_mut() {
            self.arena.bytes_mut(*block)[*used..*used + record.len()].copy_from_slice(record);
            *used += record.len();
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
        self.bytes.reserve(sizes.sum());
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
        Ok(())
    }

    /// All events with their places and instants, in the order in which they were put in.
    pub fn records<'s>(&'s self, layout: &'s Layout<'_>) -> impl Iterator<Item = (usize, Micros, Record<'s>)> + 's {
        let ends = self.starts.iter().skip(1).copied().chain([self.bytes.len()]);
        self.starts.iter().zip(ends).flat_map(move |(start, end)| {
            let (mut at, mut time) = (*start, 0);
            std::iter::from_fn(move || {
                (at < end).then(|| {
                    let record = Record::at(&self.bytes, at, layout);
                    time = record.since.wrapping_add(time);
                    (std::mem::replace(&mut at, record.end), time, record)
                })
            })
        })
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
