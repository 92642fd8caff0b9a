//! Micro-benchmarks: `cargo bench --bench replay`. Figures depend on the machine; compare them on one machine only.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::naive_bytecount,
    clippy::disallowed_methods,
    reason = "what goes wrong is to end a measurement"
)]

mod common;

use common::{EXAMPLE, File, InMemory, model};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use funnelc::events::Collected;
use funnelc::model::Model;
use funnelc::replay::{Options, replay};

fn main() {
    divan::main();
}

/// How many visits a log of [`File::of_visits`] has.
const VISITS: u64 = 400_000;

/// A definition whose log is [`File::of_visits`], with what is to be measured.
fn visits(rest: &str) -> String {
    format!(
        "funnel: visits\nowner: marketing\nsubject: visitor\ncalendar: {{ timezone: UTC }}\n\
         sources:\n  log:\n    map: {{ subject: row.subject, event: row.event, time: {{ value: row.time, format: epoch_s }}, \
         fields: {{ page: row.page, seconds: row.seconds }} }}\n\
         events:\n  visit: {{ fields: {{ page: string, seconds: integer }} }}\n  buy: {{}}\n{rest}"
    )
}

/// A definition: read, resolved, typed, checked.
#[divan::bench]
fn compile_a_definition() -> Model {
    model(EXAMPLE)
}

/// A model to a program.
#[divan::bench]
fn lower_a_model(bencher: Bencher<'_, '_>) {
    let model = model(EXAMPLE);
    bencher.bench(|| funnelc::plan::lower(&model));
}

/// NDJSON to columns of well-formed known events.
#[divan::bench]
fn read_ndjson(bencher: Bencher<'_, '_>) {
    read(bencher, &model(EXAMPLE), &File::of_leads(20_000));
}

/// CSV to columns of well-formed known events.
#[divan::bench]
fn read_csv(bencher: Bencher<'_, '_>) {
    read(bencher, &model(&visits(GROUPED)), &File::of_visits(VISITS));
}

fn read(bencher: Bencher<'_, '_>, model: &Model, file: &File) {
    let bytes = std::fs::metadata(&file.path).expect("a file").len();
    bencher.counter(ItemsCount::new(file.rows)).counter(BytesCount::new(bytes)).bench(|| file.scan(model, &Collected::default()));
}

/// Columns to visits: scattered, ordered, folded; without reading.
#[divan::bench]
fn fold_the_example(bencher: Bencher<'_, '_>) {
    fold(bencher, &model(EXAMPLE), &File::of_leads(20_000));
}

const GROUPED: &str = "\
stages:
  here: { title: Here, definition: Came., owner: marketing }
  done: { title: Done, definition: Bought., owner: marketing, outcome: won }
triggers:
  came: { from: start, to: here, on: visit }
  bought: { from: here, to: done, on: buy }
";

/// Events to their subjects, and each subject's in order: a trigger that fires once is all there is to fold.
#[divan::bench]
fn group_subjects(bencher: Bencher<'_, '_>) {
    fold(bencher, &model(&visits(GROUPED)), &File::of_visits(VISITS));
}

/// The same, and a condition on two fields of every event, of which few hold.
#[divan::bench]
fn mask_columns(bencher: Bencher<'_, '_>) {
    let masked = GROUPED.replace("on: visit }", "on: visit, when: event.page == \"/pricing\" and event.seconds > 88 }");
    fold(bencher, &model(&visits(&masked)), &File::of_visits(VISITS));
}

/// The same, and points of every event, which decay.
#[divan::bench]
fn score_events(bencher: Bencher<'_, '_>) {
    let scored = format!("scoring:\n  interest: {{ half_life: 14d, rules: {{ seen: {{ on: visit, points: 2 }} }} }}\n{GROUPED}");
    fold(bencher, &model(&visits(&scored)), &File::of_visits(VISITS));
}

/// The same, and the exact instant at which each score falls below a level.
#[divan::bench]
fn find_crossings(bencher: Bencher<'_, '_>) {
    let crossing = format!(
        "scoring:\n  interest: {{ half_life: 14d, rules: {{ seen: {{ on: visit, points: 2 }} }} }}\n{}",
        GROUPED
            .replace("triggers:\n", "  cold: { title: Cold, definition: Lost interest., owner: marketing, off_path: true }\ntriggers:\n")
    );
    let crossing = format!(
        "{crossing}  cooled: {{ from: here, to: cold, when: score.interest < 1 }}\n  warmed: {{ from: cold, to: here, when: score.interest >= 2 }}\n"
    );
    fold(bencher, &model(&visits(&crossing)), &File::of_visits(VISITS / 10));
}

fn fold(bencher: Bencher<'_, '_>, model: &Model, file: &File) {
    let (batches, intake) = file.batches(model);
    assert_eq!(intake.rejected, 0, "a log that is measured is whole");
    let program = funnelc::plan::lower(model);
    bencher.counter(ItemsCount::new(file.rows)).bench(|| {
        let mut log = InMemory { batches: &batches, latest: intake.latest };
        replay(&program, &mut log, Options { as_of: None, threads: 1 })
    });
}
