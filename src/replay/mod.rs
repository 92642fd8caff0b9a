//! Program and events to visits. Sees no YAML, no syntax, no model.
//!
//! Batches are scattered by subject into partitions ([`scatter`]), with what needs the event alone already worked out for
//! whole columns ([`mask`]); then each partition is grouped, put in order and folded subject by subject ([`partition`],
//! [`lane`]), and time in between is let run ([`clock`]). Threads share nothing but partitions, so their number changes nothing.

mod chunk;
mod clock;
pub mod evaluate;
mod fold;
mod hash;
mod identity;
mod lane;
mod mask;
mod merge;
mod merged;
pub mod outcome;
mod partition;
mod scatter;
pub mod scratch;
mod state;
mod store;
mod together;

use crate::events::batch::EventBatch;
use crate::plan::Program;
use crate::time::Micros;
use fold::Folding;
use identity::{Identities, Links};
use outcome::{Counts, Outcome};
use scatter::{Kept, Scatter};
use scratch::{Fault, Limit};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{Layout, Store};

pub use together::replay_together;

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

/// Replays a log in memory.
pub fn replay<L: Log>(program: &Program, log: &mut L, options: Options) -> Result<Outcome, L::Error> {
    match replay_within(program, log, options, None) {
        Ok(outcome) => Ok(outcome),
        Err(Fault::Log(error)) => Err(error),
        // Without a limit nothing is put on a shelf.
        Err(Fault::Scratch(_)) => Ok(Outcome::default()),
        Err(Fault::Taker(never)) => match never {},
    }
}

/// Replays a log within a limit of memory. The result does not depend on the limit.
pub fn replay_within<L: Log>(
    program: &Program,
    log: &mut L,
    options: Options,
    limit: Option<Limit<'_>>,
) -> Result<Outcome, Fault<L::Error>> {
    let mut all = Outcome::default();
    let rest = replay_rows(program, log, options, limit, &mut |rows| {
        all.append(rows);
        Ok(())
    })?;
    all.end(&rest);
    Ok(all)
}

/// Replays a log within a limit of memory, and hands on what subjects come to, in the order of their names and some at a time, the same
/// ones whatever the limit and the threads: nothing of it is kept here. Gives until when time ran, the accounts, and what belongs to no
/// subject, which [`Outcome::end`] adds to whatever was kept of the rest.
pub fn replay_rows<L: Log, T>(
    program: &Program,
    log: &mut L,
    options: Options,
    limit: Option<Limit<'_>>,
    take: &mut dyn FnMut(Outcome) -> Result<(), T>,
) -> Result<Outcome, Fault<L::Error, T>> {
    let layout = Layout::of(program);
    let threads = options.threads.max(1);
    let identities = identities(program, log, options).map_err(Fault::Log)?;
    // Events at rest may take half: then the other half is there for what the readers hold, and later for what the subjects come to.
    let halved = limit.map(|limit| (Limit { bytes: limit.bytes / 2, ..limit }, threads));
    let scatter = Scatter { program, layout: &layout, as_of: options.as_of, identities: &identities, limit: halved };
    let workers: Vec<Mutex<Kept<'_>>> = (0..threads).map(|_| Mutex::new(scatter.worker())).collect();
    let fault = Mutex::new(None);
    let read = log.read(false, &|worker, batch| {
        let mut kept = lock(&workers[worker % threads]);
        if let Err(error) = scatter.keep(&mut kept, &batch) {
            lock(&fault).get_or_insert(error);
        }
    });
    if let Some(error) = lock(&fault).take() {
        return Err(Fault::Scratch(error));
    }
    read.map_err(Fault::Log)?;
    let as_of = options.as_of.or(log.latest());
    let mut counts = Counts::default();
    let mut stores: Vec<Store> = Vec::with_capacity(threads);
    for worker in workers {
        let mut kept = into_inner(worker);
        counts.add(&kept.counts);
        if let Some(limit) = limit {
            kept.store.close(limit.scratch).map_err(Fault::Scratch)?;
        }
        stores.push(kept.store);
    }
    let folding = Folding { program, layout: &layout, stores: &stores, as_of: as_of.unwrap_or(0), limit };
    let (merge, mut rest) = folding.all(threads).map_err(Fault::Scratch)?;
    drop(stores);
    for rows in merge {
        take(rows.map_err(Fault::Scratch)?).map_err(Fault::Taker)?;
    }
    rest.counts.add(&counts);
    rest.as_of = as_of;
    Ok(rest)
}

/// All names that are one subject with `subject`, in order of bytes: itself alone where nothing links it.
pub fn names_of<L: Log>(program: &Program, log: &mut L, options: Options, subject: &str) -> Result<Vec<String>, L::Error> {
    Ok(identities(program, log, options)?.one_with(subject))
}

fn identities<L: Log>(program: &Program, log: &mut L, options: Options) -> Result<Identities, L::Error> {
    if !program.links {
        return Ok(Identities::default());
    }
    let threads = options.threads.max(1);
    // The order of links looks at all fields.
    let layout = &Layout::whole(program);
    let workers: Vec<Mutex<Links<'_>>> = (0..threads).map(|_| Mutex::new(Links::new(program, layout, options.as_of))).collect();
    log.read(true, &|worker, batch| lock(&workers[worker % threads]).take(&batch))?;
    Ok(Links::close(workers.into_iter().map(into_inner).collect()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
