//! Several programs over one log, which is read once: what reading costs, two versions of a definition share.

use super::fold::Folding;
use super::outcome::{Counts, Outcome};
use super::scatter::{Kept, Scatter};
use super::store::{Layout, Store};
use super::{Log, Options, identities, into_inner, lock};
use crate::plan::Program;
use std::sync::Mutex;

/// Replays a log in memory with each of the programs. They are of one catalog: the same events, columns and links, so that one
/// reading gives batches for all; the log hands out the columns that any of them reads.
pub fn replay_together<L: Log>(programs: &[&Program], log: &mut L, options: Options) -> Result<Vec<Outcome>, L::Error> {
    let Some(first) = programs.first() else { return Ok(Vec::new()) };
    let threads = options.threads.max(1);
    let identities = identities(first, log, options)?;
    let layouts: Vec<Layout> = programs.iter().map(|program| Layout::of(program)).collect();
    let scatters: Vec<Scatter<'_>> = programs
        .iter()
        .zip(&layouts)
        .map(|(program, layout)| Scatter { program, layout, as_of: options.as_of, identities: &identities, limit: None })
        .collect();
    let workers: Vec<Vec<Mutex<Kept<'_>>>> =
        scatters.iter().map(|scatter| (0..threads).map(|_| Mutex::new(scatter.worker())).collect()).collect();
    log.read(false, &|worker, batch| {
        for (scatter, workers) in scatters.iter().zip(&workers) {
            // only putting aside can fail, and without a limit nothing is
            let _ = scatter.keep(&mut lock(&workers[worker % threads]), &batch);
        }
    })?;
    let as_of = options.as_of.or(log.latest());
    let mut outcomes = Vec::with_capacity(programs.len());
    for ((program, layout), workers) in programs.iter().zip(&layouts).zip(workers) {
        let mut counts = Counts::default();
        let mut stores: Vec<Store> = Vec::with_capacity(threads);
        for worker in workers {
            let kept = into_inner(worker);
            counts.add(&kept.counts);
            stores.push(kept.store);
        }
        let folding = Folding { program, layout, stores: &stores, as_of: as_of.unwrap_or(0), limit: None };
        let mut outcome = Outcome::default();
        // as above
        if let Ok((merge, mut rest)) = folding.all(threads) {
            merge.flatten().for_each(|rows| outcome.append(rows));
            rest.counts.add(&counts);
            rest.as_of = as_of;
            outcome.end(&rest);
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}
