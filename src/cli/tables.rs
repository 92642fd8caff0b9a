//! The tables of a run and its records of actions, written while subjects come, some after others, on a thread of their own.

use super::Error;
use super::output::Staging;
use crate::model::Model;
use crate::render::tables::{Format, Writer};
use crate::replay::outcome::Outcome;
use crate::report::{self, tables, tables::Table};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

/// So many times the rows of some subjects may wait to be written.
const WAITING: usize = 4;

/// The files of a folder that have rows of subjects, on their way.
pub(super) struct Tables<'s> {
    rows: SyncSender<Outcome>,
    thread: ScopedJoinHandle<'s, Result<(), Error>>,
}

impl<'s> Tables<'s> {
    /// Begins them, on a thread of that scope.
    pub(super) fn open<'e>(scope: &'s Scope<'s, 'e>, staging: &'e Staging, model: &'e Model, format: Format) -> Result<Self, Error> {
        let files = Files::open(staging, model, format)?;
        let (sender, receiver) = sync_channel(WAITING);
        Ok(Self { rows: sender, thread: scope.spawn(move || files.write(&receiver)) })
    }

    /// Hands on the rows of some subjects; says whether they are wanted, which they no longer are after an error.
    pub(super) fn take(&self, rows: Outcome) -> bool {
        self.rows.send(rows).is_ok()
    }

    /// Waits until all is written.
    pub(super) fn finish(self) -> Result<(), Error> {
        drop(self.rows);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

struct Files<'a> {
    staging: &'a Staging,
    model: &'a Model,
    tables: Vec<One<'a>>,
    actions: BufWriter<File>,
}

/// A table on its way.
struct One<'a> {
    name: String,
    table: Table<'a>,
    writer: Writer<BufWriter<File>>,
}

const ACTIONS: &str = "actions.ndjson";

impl<'a> Files<'a> {
    fn open(staging: &'a Staging, model: &'a Model, format: Format) -> Result<Self, Error> {
        let one = |(name, table): (&str, Table<'a>)| {
            let name = format!("{name}.{}", format.extension());
            let writer = Writer::new(&table.schema, format, staging.create(&name)?).map_err(|cause| staging.fault(&name, &cause))?;
            Ok(One { name, table, writer })
        };
        let tables = [("assignments", tables::assignments(model)), ("subjects", tables::subjects(model)), ("slas", tables::clocks(model))];
        Ok(Self { staging, model, tables: tables.into_iter().map(one).collect::<Result<_, _>>()?, actions: staging.create(ACTIONS)? })
    }

    fn write(mut self, rows: &Receiver<Outcome>) -> Result<(), Error> {
        rows.iter().try_for_each(|rows| self.take(&rows))?;
        for One { name, writer, .. } in self.tables {
            writer.finish().map_err(|cause| self.staging.fault(&name, &cause))?;
        }
        self.actions.flush().map_err(|cause| self.staging.fault(ACTIONS, &cause))
    }

    /// Writes the rows of some subjects.
    fn take(&mut self, rows: &Outcome) -> Result<(), Error> {
        for One { name, table, writer } in &mut self.tables {
            let mut batches = table.batches(rows);
            let written = batches.try_for_each(|batch| writer.write(&batch.map_err(io::Error::other)?));
            written.map_err(|cause| self.staging.fault(name, &cause))?;
        }
        let out = &mut self.actions;
        let written = report::actions(self.model, rows).try_for_each(|action| {
            serde_json::to_writer(&mut *out, &action)?;
            out.write_all(b"\n")
        });
        written.map_err(|cause| self.staging.fault(ACTIONS, &cause))
    }
}
