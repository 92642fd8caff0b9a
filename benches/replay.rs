//! Micro-benchmarks: `cargo bench`. Figures depend on the machine; compare them on one machine only.
//!
//! Logs are made by the demo generator, so that everybody measures the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::naive_bytecount,
    clippy::disallowed_methods,
    reason = "what goes wrong is to end a measurement"
)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use funnelc::diagnostics::{Findings, Sources};
use funnelc::events::{self, Collected, Input, ScanRequest};
use funnelc::model::Model;
use funnelc::replay::{Log, Options, replay};
use funnelc::time::Micros;
use std::path::PathBuf;

fn main() {
    divan::main();
}

const EXAMPLE: &str = include_str!("../funnels/b2b_saas/funnel.yaml");

fn model() -> Model {
    let mut findings = Findings::default();
    let mut sources = Sources::default();
    let read = |_: &str| Ok(EXAMPLE.as_bytes().to_vec());
    let documents = funnelc::syntax::include::load("funnel.yaml", &read, &mut sources, &mut findings);
    funnelc::check::compile(&documents, &mut findings).expect("the example has no errors")
}

/// A log of so many leads.
fn log(leads: u64) -> (tempfile::TempDir, PathBuf, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.ndjson");
    let mut bytes = Vec::new();
    funnelc::demo::write(funnelc::demo::Options { subjects: leads, seed: 1 }, &mut bytes).expect("written");
    std::fs::write(&path, &bytes).expect("written");
    let rows = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    (folder, path, rows)
}

fn request<'a>(model: &'a Model, inputs: &'a [Input], columns: &'a [bool]) -> ScanRequest<'a> {
    ScanRequest { model, inputs, threads: 1, columns, ids: true, only_events: None, strict: false, keep_rejects: false, progress: &() }
}

/// A definition: read, resolved, typed, checked.
#[divan::bench]
fn compile_a_definition() -> Model {
    model()
}

/// A model to a program.
#[divan::bench]
fn lower_a_model(bencher: Bencher<'_, '_>) {
    let model = model();
    bencher.bench(|| funnelc::plan::lower(&model));
}

/// NDJSON to columns of well-formed known events.
#[divan::bench]
fn read_ndjson(bencher: Bencher<'_, '_>) {
    let model = model();
    let (_folder, path, rows) = log(20_000);
    let inputs = [Input::parse(path.to_str().expect("a path"), &model).expect("an input")];
    let columns = vec![true; model.columns.len()];
    let bytes = std::fs::metadata(&path).expect("a file").len();
    bencher
        .counter(ItemsCount::new(rows))
        .counter(BytesCount::new(bytes))
        .bench(|| events::scan(&request(&model, &inputs, &columns), &Collected::default()).expect("read"));
}

/// Columns to visits: scattered, ordered, folded; without reading.
#[divan::bench]
fn fold_in_memory(bencher: Bencher<'_, '_>) {
    let model = model();
    let (_folder, path, rows) = log(20_000);
    let inputs = [Input::parse(path.to_str().expect("a path"), &model).expect("an input")];
    let columns = vec![true; model.columns.len()];
    let collected = Collected::default();
    let intake = events::scan(&request(&model, &inputs, &columns), &collected).expect("read");
    let batches = collected.into_batches();
    let program = funnelc::plan::lower(&model);
    bencher.counter(ItemsCount::new(rows)).bench(|| {
        let mut log = InMemory { batches: &batches, latest: intake.latest };
        replay(&program, &mut log, Options { as_of: None, threads: 1 })
    });
}

/// A log that is there already.
struct InMemory<'a> {
    batches: &'a [events::EventBatch],
    latest: Option<Micros>,
}

impl Log for InMemory<'_> {
    type Error = std::convert::Infallible;
    fn read(&mut self, _links_only: bool, take: &(dyn Fn(usize, events::EventBatch) + Sync)) -> Result<(), Self::Error> {
        for batch in self.batches {
            take(0, batch.clone());
        }
        Ok(())
    }
    fn latest(&self) -> Option<Micros> {
        self.latest
    }
}
