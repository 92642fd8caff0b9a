//! Program and events to visits. Sees no YAML, no syntax, no model.
//!
//! Batches are scattered by subject into partitions ([`scatter`]), with what needs the event alone already worked out for
//! whole columns ([`mask`]); then each partition is grouped, put in order and folded subject by subject ([`partition`],
//! [`lane`]), and time in between is let run ([`clock`]). Threads share nothing but partitions, so their number changes nothing.

mod clock;
pub mod evaluate;
mod hash;
mod identity;
mod lane;
mod mask;
mod merge;
pub mod outcome;
mod partition;
mod scatter;
mod state;
mod store;

use crate::events::batch::EventBatch;
use crate::plan::Program;
use crate::time::Micros;
use identity::{Identities, Links};
use outcome::{Counts, Outcome};
use scatter::{Kept, Scatter};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use store::{Layout, Store};

/// How a replay is run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Until when time runs; `None`: the time of the log's last known well-formed event.
    pub as_of: Option<Micros>,
    /// How many threads work; the result does not depend on it.
    pub threads: usize,
}

/// A way through the log. `links_only` asks for nothing but events that link subjects. Batches come from at most
/// `threads` workers, each with its own number, each one batch at a time. Gives what the caller wants to know of the log.
pub trait Log {
    /// What can go wrong.
    type Error;
    /// Reads the log.
    fn read(&mut self, links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Self::Error>;
    /// The instant of the last known well-formed event that was read.
    fn latest(&self) -> Option<Micros>;
}

/// Replays a log.
pub fn replay<L: Log>(program: &Program, log: &mut L, options: Options) -> Result<Outcome, L::Error> {
    let layout = Layout::of(program);
    let threads = options.threads.max(1);
    let identities = identities(program, &layout, log, options)?;
    let scatter = Scatter { program, layout: &layout, as_of: options.as_of, identities: &identities };
    let workers: Vec<Mutex<Kept<'_>>> = (0..threads).map(|_| Mutex::new(scatter.worker())).collect();
    log.read(false, &|worker, batch| {
        let mut kept = workers[worker % threads].lock().unwrap_or_else(PoisonError::into_inner);
        scatter.keep(&mut kept, &batch);
    })?;
    let as_of = options.as_of.or(log.latest());
    let mut counts = Counts::default();
    let mut stores: Vec<Store> = (0..=hash::PARTITIONS).map(|_| Store::default()).collect();
    for worker in workers {
        let kept = worker.into_inner().unwrap_or_else(PoisonError::into_inner);
        counts.add(&kept.counts);
        for (store, part) in stores.iter_mut().zip(kept.stores) {
            store.segments.extend(part.segments);
        }
    }
    let mut parts = fold(program, &layout, stores, as_of.unwrap_or(0), threads);
    parts.push(lane::Part { counts, ..lane::Part::default() });
    Ok(merge::merge(parts, as_of))
}

/// All names that are one subject with `subject`, in order of bytes: itself alone where nothing links it.
pub fn names_of<L: Log>(program: &Program, log: &mut L, options: Options, subject: &str) -> Result<Vec<String>, L::Error> {
    Ok(identities(program, &Layout::of(program), log, options)?.one_with(subject))
}

fn identities<L: Log>(program: &Program, layout: &Layout<'_>, log: &mut L, options: Options) -> Result<Identities, L::Error> {
    if !program.links {
        return Ok(Identities::default());
    }
    let threads = options.threads.max(1);
    let workers: Vec<Mutex<Links<'_>>> = (0..threads).map(|_| Mutex::new(Links::new(program, layout, options.as_of))).collect();
    log.read(true, &|worker, batch| workers[worker % threads].lock().unwrap_or_else(PoisonError::into_inner).take(&batch))?;
    Ok(Links::close(workers.into_iter().map(|worker| worker.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()))
}

/// Folds all partitions, each once, on as many threads as wanted.
fn fold(program: &Program, layout: &Layout<'_>, stores: Vec<Store>, as_of: Micros, threads: usize) -> Vec<lane::Part> {
    let stores: Vec<Mutex<Option<Store>>> = stores.into_iter().map(|store| Mutex::new(Some(store))).collect();
    let parts: Vec<Mutex<lane::Part>> = stores.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slot) = stores.get(at) else { return };
                    let store = slot.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
                    let part = if at == hash::PARTITIONS {
                        partition::run_without_subject(program, layout, &store, as_of)
                    } else {
                        partition::run(program, layout, &store, as_of)
                    };
                    *parts[at].lock().unwrap_or_else(PoisonError::into_inner) = part;
                }
            });
        }
    });
    parts.into_iter().map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}
