//! Hands pieces of work out to threads, in the order of the input, and adds up what they counted.
//!
//! Of several failures the one that comes first in the input is told, whichever thread came upon its own first: pieces before a
//! failure are finished, pieces after it are dropped.

use super::batch::Origins;
use super::blocks::{Blocks, Split};
use super::csv::Records;
use super::error::Error;
use super::json::document::{self, Documents};
use super::json::lines::Lines;
use super::layout::{Layout, Names};
use super::open;
use super::plan::{Item, PIECE, Planned, Work, plan};
use super::rejects::Collector;
use super::rows::{Taker, Tally};
use super::table::{Table, guarded, ipc, parquet};
use super::typing::Reading;
use super::{BatchSink, Intake, ScanRequest};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What all threads of a scan share.
pub(super) struct Shared<'s> {
    pub request: &'s ScanRequest<'s>,
    pub sink: &'s dyn BatchSink,
    pub names: Names<'s>,
    pub collector: Collector,
    /// The next item to be taken.
    next: AtomicUsize,
    /// The first item that failed.
    failed: AtomicUsize,
    errors: Mutex<BTreeMap<usize, Error>>,
    /// By item: lines read.
    lines: Vec<AtomicUsize>,
}

/// Reads all logs of a request and gives their well-formed known events to the sink.
///
/// # Errors
/// The first that keeps it from reading on; under `strict` the first bad row.
pub fn scan(request: &ScanRequest<'_>, sink: &dyn BatchSink) -> Result<Intake, Error> {
    scan_in(PIECE, request, sink)
}

/// The same with text files in pieces of about so many bytes.
pub(super) fn scan_in(piece: u64, request: &ScanRequest<'_>, sink: &dyn BatchSink) -> Result<Intake, Error> {
    let planned = plan(request, piece)?;
    request.progress.total(planned.files.iter().map(|file| file.bytes).sum());
    let shared = Shared {
        request,
        sink,
        names: Names::of(request.model),
        collector: Collector::new(request.keep_rejects && !request.strict),
        next: AtomicUsize::new(0),
        failed: AtomicUsize::new(usize::MAX),
        errors: Mutex::new(BTreeMap::new()),
        lines: planned.items.iter().map(|_| AtomicUsize::new(0)).collect(),
    };
    let workers = request.threads.clamp(1, planned.items.len().max(1));
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers)
            .map(|worker| {
                scope.spawn({
                    let (shared, planned) = (&shared, &planned);
                    move || shared.work(worker, planned)
                })
            })
            .collect();
        let own = shared.work(0, &planned);
        let joined = others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(joined).collect()
    });
    shared.finish(&planned, tallies)
}

impl<'s> Shared<'s> {
    /// One worker: takes items until there are none, or one before them has failed.
    fn work(&'s self, worker: usize, planned: &'s Planned<'s>) -> Tally {
        let mut taker = Taker::new(self, worker);
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = planned.items.get(at) else { break };
            if self.given_up(at) {
                break;
            }
            if let Err(error) = self.item(at, item, planned, &mut taker) {
                self.fail(at, error);
            }
        }
        if self.failed.load(Ordering::Relaxed) == usize::MAX
            && let Err(error) = taker.flush()
        {
            self.fail(planned.items.len(), error);
        }
        let Taker { tally, ledger, .. } = taker;
        if let Err(error) = ledger.finish() {
            self.fail(planned.items.len(), error);
        }
        tally
    }

    fn item(&'s self, at: usize, item: &Item, planned: &'s Planned<'s>, taker: &mut Taker<'s>) -> Result<(), Error> {
        let Some(file) = planned.files.get(item.file) else { return Ok(()) };
        let layout = planned.layout(file.source);
        let reading = layout.reading(self.request.model);
        taker.ledger.begin(at)?;
        taker.file.clone_from(&file.path);
        taker.item = at;
        match &item.work {
            Work::Lines(text) => {
                let mut lines = Lines::new(layout, reading);
                self.text(at, text.open(&file.path, Split::Lines, self.request.progress)?, &file.path, text.compression, |block| {
                    let before = lines.lines;
                    lines.block(block, taker)?;
                    self.lines_read(at, lines.lines, lines.lines - before);
                    Ok(())
                })
            }
            Work::Parquet(piece) => {
                self.table(at, layout, reading, taker, |table, taker, given_up| parquet::read(&file.path, piece, table, taker, given_up))
            }
            Work::Ipc(piece) => {
                self.table(at, layout, reading, taker, |table, taker, given_up| ipc::read(&file.path, piece, table, taker, given_up))?;
                self.request.progress.advance(0, if piece.is_first() { file.bytes } else { 0 });
                Ok(())
            }
            Work::Documents(text) => {
                let keys = layout.source.map(|source| source.records.as_slice()).unwrap_or_default();
                let reader = open::text(&file.path, 0, text.compression, text.encoding, self.request.progress)?;
                let failed = |error: &std::io::Error| open::failed(&file.path, text.compression, error);
                Documents::new(reader, &file.path, &failed).read(keys, &mut document::Records::new(layout, reading), taker)
            }
            Work::Records(piece) => {
                let Some((blocks, header)) = piece.open(&file.path, self.request.progress)? else { return Ok(()) };
                let mut records = Records::new(layout, &piece.shape, reading, header);
                self.text(at, blocks, &file.path, piece.text.compression, |block| {
                    let before = records.lines;
                    records.block(block, taker)?;
                    self.lines_read(at, records.lines, records.lines - before);
                    Ok(())
                })
            }
        }
    }

    fn text(
        &self,
        at: usize,
        mut blocks: Blocks<'_>,
        path: &str,
        compression: open::Compression,
        mut take: impl FnMut(&super::blocks::Block<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        while !self.given_up(at) {
            match blocks.next().map_err(|error| open::failed(path, compression, &error))? {
                Some(block) => take(&block)?,
                None => break,
            }
        }
        Ok(())
    }

    fn table(
        &self,
        at: usize,
        layout: &'s Layout<'s>,
        reading: Reading,
        taker: &mut Taker<'s>,
        read: impl FnOnce(&mut Table<'s>, &mut Taker<'s>, &dyn Fn() -> bool) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut table = Table::new(layout, reading, taker);
        let path = taker.file.clone();
        let result = guarded(&path, || read(&mut table, taker, &|| self.given_up(at)));
        self.lines_read(at, table.rows, 0);
        result
    }

    fn lines_read(&self, item: usize, lines: u64, fresh: u64) {
        if let Some(count) = self.lines.get(item) {
            count.store(usize::try_from(lines).unwrap_or(usize::MAX), Ordering::Relaxed);
        }
        self.request.progress.advance(fresh, 0);
    }

    /// Whether nothing is to be had any more from an item, because one before it has failed.
    pub(super) fn given_up(&self, item: usize) -> bool {
        self.failed.load(Ordering::Relaxed) < item
    }

    fn fail(&self, item: usize, error: Error) {
        self.failed.fetch_min(item, Ordering::Relaxed);
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).entry(item).or_insert(error);
    }

    fn finish(self, planned: &Planned<'_>, tallies: Vec<Tally>) -> Result<Intake, Error> {
        // The lines of a file before each of its pieces.
        let (mut before, mut items) = (0, Vec::new());
        for (at, item) in planned.items.iter().enumerate() {
            let begins = at == 0 || planned.items.get(at - 1).is_none_or(|earlier| earlier.file != item.file);
            before = if begins { 0 } else { before };
            let path = planned.files.get(item.file).map(|file| file.path.clone()).unwrap_or_default();
            items.push((path, before));
            before += self.lines.get(at).map_or(0, |lines| lines.load(Ordering::Relaxed) as u64);
        }
        let errors = self.errors.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some((item, error)) = errors.into_iter().next() {
            return Err(match error {
                Error::Rejected(mut reject) => {
                    reject.place = reject.place.after(items.get(item).map_or(0, |(_, before)| *before));
                    Error::Rejected(reject)
                }
                error => error,
            });
        }
        let mut sum = Tally::default();
        for tally in tallies {
            sum.add(tally);
        }
        Ok(Intake {
            read: sum.read,
            known: sum.known,
            unknown: sum.unknown,
            rejected: sum.rejected,
            filtered: sum.filtered,
            rejects: self.collector.finish(items.clone(), sum.rejected),
            origins: Origins { items },
            latest: sum.latest,
        })
    }
}

impl Layout<'_> {
    /// How the texts of the source are read.
    pub(super) fn reading(&self, model: &crate::model::Model) -> Reading {
        Reading {
            zone: self.source.and_then(|source| source.zone.as_ref()).unwrap_or(&model.calendar.zone).clone(),
            decimal_comma: self.source.is_some_and(|source| source.decimal_comma),
        }
    }
}
