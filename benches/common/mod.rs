//! Definitions and logs that the benchmarks share. All are made here, so that everybody measures the same bytes.

use funnelc::diagnostics::{Findings, Sources};
use funnelc::events::{self, Collected, EventBatch, Input, Intake, ScanRequest};
use funnelc::model::Model;
use funnelc::replay::Log;
use funnelc::time::Micros;
use std::fmt::Write;
use std::path::PathBuf;

/// The example that ships with the project.
pub const EXAMPLE: &str = include_str!("../../funnels/b2b_saas/funnel.yaml");

/// The model of a definition.
pub fn model(definition: &str) -> Model {
    let mut findings = Findings::default();
    let mut sources = Sources::default();
    let read = |_: &str| Ok(definition.as_bytes().to_vec());
    let documents = funnelc::syntax::include::load("funnel.yaml", &read, &mut sources, &mut findings);
    funnelc::check::compile(&documents, &mut findings).expect("the definition has no errors")
}

/// A file of its own.
pub struct File {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
    /// Rows in it.
    pub rows: u64,
}

impl File {
    fn of(name: &str, bytes: &[u8], rows: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        Self { _folder: folder, path, rows }
    }

    /// The log of the example, of so many leads.
    pub fn of_leads(subjects: u64) -> Self {
        let mut bytes = Vec::new();
        funnelc::demo::write(funnelc::demo::Options { subjects, seed: 1 }, &mut bytes).expect("written");
        let rows = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        Self::of("events.ndjson", &bytes, rows)
    }

    /// So many visits, a minute apart, of a tenth as many subjects, as CSV.
    pub fn of_visits(rows: u64) -> Self {
        let mut text = String::from("subject,event,time,page,seconds\n");
        for row in 0..rows {
            let subject = row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
            let (subject, page) =
                (subject % (rows / 10).max(1), ["/", "/docs", "/pricing", "/blog"][usize::try_from(row % 4).expect("few")]);
            let time = Micros::try_from(1_767_225_600 + row * 60).expect("a time");
            writeln!(text, "S{subject:06},visit,{time},{page},{}", row % 90).expect("written");
        }
        Self::of("visits.csv", text.as_bytes(), rows)
    }

    /// What is well-formed and known in it, and its accounts.
    pub fn batches(&self, model: &Model) -> (Vec<EventBatch>, Intake) {
        let collected = Collected::default();
        let intake = self.scan(model, &collected);
        (collected.into_batches(), intake)
    }

    /// Reads it.
    pub fn scan(&self, model: &Model, collected: &Collected) -> Intake {
        // By the first source of the definition, where it has one.
        let path = self.path.to_str().expect("a path");
        let input = model.sources.iter().next().map_or_else(|| path.to_owned(), |source| format!("{}={path}", source.name));
        let inputs = [Input::parse(&input, model).expect("an input")];
        let columns = vec![true; model.columns.len()];
        let (only_events, strict, keep_rejects) = (None, false, false);
        let request = ScanRequest {
            model,
            inputs: &inputs,
            threads: 1,
            columns: &columns,
            ids: true,
            only_events,
            strict,
            keep_rejects,
            origins: false,
            progress: &(),
        };
        events::scan(&request, collected).expect("read")
    }
}

/// A log that is there already.
pub struct InMemory<'a> {
    pub batches: &'a [EventBatch],
    pub latest: Option<Micros>,
}

impl Log for InMemory<'_> {
    type Error = std::convert::Infallible;
    fn read(&mut self, _links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Self::Error> {
        for batch in self.batches {
            take(0, batch.clone());
        }
        Ok(())
    }
    fn latest(&self) -> Option<Micros> {
        self.latest
    }
}
