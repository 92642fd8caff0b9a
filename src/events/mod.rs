//! Event logs: readers, mapping of exports, rejects. Decides nothing about stages.
//!
//! [`fn@scan`] finds the files behind [`Input`]s, hands them out to threads in pieces, and gives every well-formed known event
//! to a [`BatchSink`] in columns. What is not well-formed is counted and kept, with file, place and reason, in a [`RejectSpool`].
//! Tables (Parquet, Arrow) whose columns need no mapping are taken column by column; everything else row by row.
//!
//! Invariant: every row of the input is accounted for once for each event it makes, and once if it makes none;
//! [`Intake::read`] is the sum of the others. What becomes of a row depends on the definition and the row alone, neither on
//! threads nor on which columns the caller wants.

#![allow(clippy::disallowed_methods, reason = "readers open files")]

use crate::model::Model;
use crate::time::Micros;
use std::collections::BTreeMap;

pub mod batch;
mod blocks;
mod builder;
mod bytes;
mod cell;
mod csv;
mod error;
mod files;
mod json;
mod layout;
mod mapping;
mod open;
mod plan;
mod rejects;
mod rows;
mod scan;
pub mod script;
pub mod survey;
mod table;
mod text;
mod times;
mod typing;

pub use batch::{EventBatch, FieldColumn, Origin, Origins, TextColumn};
pub use cell::Cell;
pub use error::Error;
pub use files::Input;
pub use rejects::{Place, Reject, RejectSpool};
pub use scan::scan;

/// What to read, and how.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is a question of its own")]
pub struct ScanRequest<'a> {
    /// The definition.
    pub model: &'a Model,
    /// The logs.
    pub inputs: &'a [Input],
    /// How many threads read; batches name theirs, from 0.
    pub threads: usize,
    /// By [`crate::ids::ColumnId`]: whether the column is to be delivered. Where ids are, and the log may have some, all columns are:
    /// events of one id are told apart by their content.
    pub columns: &'a [bool],
    /// Whether the events' own ids are to be delivered.
    pub ids: bool,
    /// By [`crate::ids::EventId`]: the events to look at and to deliver; all where nothing is said. Of others the fields are not even
    /// checked, so the accounts of such a scan are not those of a whole one.
    pub only_events: Option<&'a [bool]>,
    /// Whether the first bad row ends the scan.
    pub strict: bool,
    /// Whether bad rows are kept for [`Intake::rejects`]; they are counted in any case.
    pub keep_rejects: bool,
    /// Whether batches say where their rows stand ([`EventBatch::origins`]).
    pub origins: bool,
    /// Who watches.
    pub progress: &'a dyn Progress,
}

/// Whoever watches a scan. Called from all threads.
pub trait Progress: Sync {
    /// How many bytes of files there are to read.
    fn total(&self, _bytes: u64) {}
    /// So many more rows and bytes are read.
    fn advance(&self, _rows: u64, _bytes: u64) {}
}

/// Nobody watches.
impl Progress for () {}

/// Whoever takes batches. Called from all threads; batches of one worker come one after the other, workers side by side.
pub trait BatchSink: Sync {
    /// Takes a batch of the worker of that number.
    ///
    /// # Errors
    /// What keeps it from taking more; [`Error::Sink`] says it in words. The scan ends with it.
    fn batch(&self, worker: usize, batch: EventBatch) -> Result<(), Error>;
}

/// The accounts of a scan: `read = known + unknown + rejected + filtered`.
#[derive(Debug, Default)]
pub struct Intake {
    /// Rows of the input, once for each event they make.
    pub read: u64,
    /// Well-formed events of the catalog, those not asked for included.
    pub known: u64,
    /// Event names that the catalog does not have, and how often.
    pub unknown: BTreeMap<String, u64>,
    /// Bad rows.
    pub rejected: u64,
    /// Rows that a source's `where` leaves out.
    pub filtered: u64,
    /// The bad rows, where they were to be kept.
    pub rejects: RejectSpool,
    /// What [`batch::Origin`]s are of.
    pub origins: Origins,
    /// The last instant of a well-formed known event.
    pub latest: Option<Micros>,
}

/// Takes everything into memory: for tests, small logs and the reference.
#[derive(Debug, Default)]
pub struct Collected(std::sync::Mutex<Vec<EventBatch>>);

impl Collected {
    /// The batches, in no particular order.
    pub fn into_batches(self) -> Vec<EventBatch> {
        self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl BatchSink for Collected {
    fn batch(&self, _worker: usize, batch: EventBatch) -> Result<(), Error> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(batch);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
