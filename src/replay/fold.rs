//! All partitions folded, each once, on as many threads as wanted; what subjects come to that does not fit into memory goes to a shelf.

use super::merge::{self, Merge, Pieces, ROWS};
use super::outcome::{Counts, Outcome};
use super::partition::Folder;
use super::scratch::{Limit, Shelf};
use super::store::{Layout, Store};
use super::{chunk, hash, into_inner, lock};
use crate::plan::Program;
use crate::time::Micros;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What is to be folded.
pub struct Folding<'a> {
    /// The program.
    pub program: &'a Program,
    /// What records hold.
    pub layout: &'a Layout<'a>,
    /// The events.
    pub stores: &'a [Store],
    /// Until when time runs.
    pub as_of: Micros,
    /// How much memory there is.
    pub limit: Option<Limit<'a>>,
}

/// What the subjects of a partition come to, sorted by name.
#[derive(Default)]
enum Part {
    #[default]
    Nothing,
    Memory(Box<Outcome>),
    /// The places and lengths of pieces on the shelf of a thread.
    Shelf(usize, Vec<(u64, usize)>),
}

/// The accounts of what a thread folded, and its shelf, where it needed one.
type Folded = (Counts, Option<Box<dyn Shelf>>);

impl Folding<'_> {
    /// Folds all. Gives what subjects come to, in the order of their names, and what events of no subject do, with all accounts.
    pub fn all(&self, threads: usize) -> io::Result<(Merge, Outcome)> {
        let parts: Vec<Mutex<Part>> = (0..hash::PARTITIONS).map(|_| Mutex::default()).collect();
        let (next, used) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let results: Vec<io::Result<Folded>> = std::thread::scope(|scope| {
            let worker = |thread: usize| self.some(thread, &parts, &next, &used);
            let others: Vec<_> = (1..threads).map(|thread| scope.spawn(move || worker(thread))).collect();
            let own = worker(0);
            let joined = others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            std::iter::once(own).chain(joined).collect()
        });
        let mut folder = Folder::default();
        folder.events().load(self.stores, hash::PARTITIONS)?;
        let mut rest = folder.run_without_subject(self.program, self.layout, self.as_of);
        let mut shelves: Vec<Option<Arc<dyn Shelf>>> = Vec::with_capacity(threads);
        for result in results {
            let (counts, shelf) = result?;
            rest.counts.add(&counts);
            shelves.push(shelf.map(Arc::from));
        }
        let parts: Vec<Part> = parts.into_iter().map(into_inner).collect();
        if !parts.iter().any(|part| matches!(part, Part::Shelf(..))) {
            let outcome = |part| if let Part::Memory(outcome) = part { *outcome } else { Outcome::default() };
            return Ok((Merge::of(parts.into_iter().map(outcome).collect(), ROWS, rest.taps.len()), rest));
        }
        let pieces = |part| -> Pieces {
            match part {
                Part::Nothing => Box::new(std::iter::empty()),
                Part::Memory(outcome) => Box::new(std::iter::once(Ok(*outcome))),
                Part::Shelf(thread, places) => {
                    let shelf = shelves.get(thread).cloned().flatten();
                    Box::new(places.into_iter().filter_map(move |(at, len)| {
                        let mut bytes = vec![0; len];
                        shelf.as_ref().map(|shelf| shelf.get(at, &mut bytes).map(|()| chunk::get(&bytes)))
                    }))
                }
            }
        };
        Ok((Merge::of_pieces(parts.into_iter().map(pieces).collect(), ROWS, rest.taps.len())?, rest))
    }

    /// One thread: folds partitions as long as there are any.
    fn some(&self, thread: usize, parts: &[Mutex<Part>], next: &AtomicUsize, used: &AtomicUsize) -> io::Result<Folded> {
        let mut folder = Folder::default();
        let (mut counts, mut shelf, mut bytes) = (Counts::default(), None, Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(at) else { return Ok((counts, shelf)) };
            folder.events().load(self.stores, at)?;
            let outcome = folder.run(self.program, self.layout, self.as_of);
            counts.add(&outcome.counts);
            let size = outcome.bytes();
            // A quarter may wait in memory: merging it makes as much again.
            let full = self.limit.filter(|limit| used.fetch_add(size, Ordering::Relaxed) + size > limit.bytes / 4);
            *lock(part) = match full {
                None => Part::Memory(Box::new(outcome)),
                Some(limit) => {
                    let shelf = match &mut shelf {
                        Some(shelf) => shelf,
                        none => none.insert(limit.scratch.shelf()?),
                    };
                    let mut places = Vec::new();
                    for piece in merge::pieces(outcome) {
                        bytes.clear();
                        chunk::put(&mut bytes, &piece);
                        places.push((shelf.put(&bytes)?, bytes.len()));
                    }
                    Part::Shelf(thread, places)
                }
            };
        }
    }
}
