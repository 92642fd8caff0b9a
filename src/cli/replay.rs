//! The replay of a log that is scanned: where the readers meet the engine.

use super::run;
use crate::events::{BatchSink, Error, EventBatch, Input, Intake, ScanRequest, scan};
use crate::model::Model;
use crate::plan::{self, Program};
use crate::replay::outcome::Outcome;
use crate::replay::scratch::{Fault, Limit, Scratch};
use crate::replay::{self, Log, Options};
use crate::time::Micros;

/// A reading of logs for somebody who wants their events and no accounts of them. `columns`: all of the model's.
pub(super) fn reading<'a>(model: &'a Model, inputs: &'a [Input], columns: &'a [bool]) -> ScanRequest<'a> {
    ScanRequest {
        model,
        inputs,
        threads: run::threads(None),
        columns,
        ids: true,
        only_events: None,
        strict: false,
        keep_rejects: false,
        origins: false,
        progress: &(),
    }
}

/// Replays the logs of a request with the fast engine, within a limit of memory, and hands on what subjects come to, some at a time.
/// Gives what belongs to no subject.
pub(super) fn replay_rows<T>(
    request: &ScanRequest<'_>,
    as_of: Option<Micros>,
    limit: Limit<'_>,
    take: &mut dyn FnMut(Outcome) -> Result<(), T>,
) -> Result<(Outcome, Intake), Fault<Error, T>> {
    let program = plan::lower(request.model);
    let links: Vec<bool> = program.events.iter().map(|event| event.links.is_some()).collect();
    let mut log = Scanned { request, links: &links, reads: &program.reads, scratch: Some(limit.scratch), intake: None };
    let rest = replay::replay_rows(&program, &mut log, Options { as_of, threads: request.threads }, Some(limit), take)?;
    let intake = log.intake.ok_or_else(|| Fault::Log(Error::Sink("the log was not read".to_owned())))?;
    Ok((rest, intake))
}

/// Replays the logs of a request with the fast engine, in memory.
pub(super) fn replay(request: &ScanRequest<'_>, as_of: Option<Micros>) -> Result<(Outcome, Intake), Error> {
    let program = plan::lower(request.model);
    let links: Vec<bool> = program.events.iter().map(|event| event.links.is_some()).collect();
    let mut log = Scanned { request, links: &links, reads: &program.reads, scratch: None, intake: None };
    let outcome = replay::replay(&program, &mut log, Options { as_of, threads: request.threads })?;
    let intake = log.intake.ok_or_else(|| Error::Sink("the log was not read".to_owned()))?;
    Ok((outcome, intake))
}

/// Replays the logs of a request with several definitions of one catalog, in memory, reading them once.
pub(super) fn replay_together(
    request: &ScanRequest<'_>,
    models: &[&Model],
    as_of: Option<Micros>,
) -> Result<(Vec<Outcome>, Intake), Error> {
    let programs: Vec<Program> = models.iter().map(|model| plan::lower(model)).collect();
    let links: Vec<bool> = programs.first().iter().flat_map(|program| &program.events).map(|event| event.links.is_some()).collect();
    let columns = 0..request.columns.len();
    let reads: Vec<bool> = columns.map(|at| programs.iter().any(|program| program.reads.get(at) == Some(&true))).collect();
    let mut log = Scanned { request, links: &links, reads: &reads, scratch: None, intake: None };
    let programs: Vec<&Program> = programs.iter().collect();
    let outcomes = replay::replay_together(&programs, &mut log, Options { as_of, threads: request.threads })?;
    let intake = log.intake.ok_or_else(|| Error::Sink("the log was not read".to_owned()))?;
    Ok((outcomes, intake))
}

/// All names that are one subject with `subject`: where nothing links subjects, the log is not read.
pub(super) fn names_of(request: &ScanRequest<'_>, as_of: Option<Micros>, subject: &str) -> Result<Vec<String>, Error> {
    let program = plan::lower(request.model);
    let links: Vec<bool> = program.events.iter().map(|event| event.links.is_some()).collect();
    let mut log = Scanned { request, links: &links, reads: &program.reads, scratch: None, intake: None };
    replay::names_of(&program, &mut log, Options { as_of, threads: request.threads }, subject)
}

/// Replays batches that are in memory with the fast engine.
pub(super) fn replay_batches(model: &Model, batches: &[EventBatch], as_of: Micros) -> Outcome {
    let outcome = replay::replay(&plan::lower(model), &mut InMemory(batches), Options { as_of: Some(as_of), threads: 1 });
    outcome.unwrap_or_else(|never| match never {})
}

/// A log that is in memory.
struct InMemory<'a>(&'a [EventBatch]);

impl Log for InMemory<'_> {
    type Error = std::convert::Infallible;

    fn read(&mut self, _links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Self::Error> {
        self.0.iter().for_each(|batch| take(0, batch.clone()));
        Ok(())
    }

    fn latest(&self) -> Option<Micros> {
        self.0.iter().flat_map(|batch| &batch.time).max().copied()
    }
}

/// A log that is scanned.
struct Scanned<'a> {
    request: &'a ScanRequest<'a>,
    links: &'a [bool],
    reads: &'a [bool],
    scratch: Option<&'a dyn Scratch>,
    intake: Option<Intake>,
}

impl Log for Scanned<'_> {
    type Error = Error;

    fn read(&mut self, links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Error> {
        if links_only {
            // Rows are counted, and bad ones kept or refused, when all are read: here only the rows of links are looked at closely.
            let request = ScanRequest { only_events: Some(self.links), keep_rejects: false, strict: false, progress: &(), ..*self.request };
            scan(&request, &Taken(take, self.scratch))?;
        } else {
            let request = ScanRequest { columns: self.reads, ..*self.request };
            self.intake = Some(scan(&request, &Taken(take, self.scratch))?);
        }
        Ok(())
    }

    fn latest(&self) -> Option<Micros> {
        self.intake.as_ref().and_then(|intake| intake.latest)
    }
}

/// Hands batches on.
struct Taken<'a>(&'a (dyn Fn(usize, EventBatch) + Sync), Option<&'a dyn Scratch>);

impl BatchSink for Taken<'_> {
    fn batch(&self, worker: usize, batch: EventBatch) -> Result<(), Error> {
        (self.0)(worker, batch);
        // What it was, the replay says.
        if self.1.is_some_and(Scratch::has_failed) { Err(Error::Sink("it cannot be put aside".to_owned())) } else { Ok(()) }
    }
}
