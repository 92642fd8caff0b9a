//! Holds what a small run asks of memory within a band: `cargo test` runs it. Unlike time it is the same on every machine, and
//! what is allocated for each row or each subject shows at once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::naive_bytecount,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "what goes wrong is to end a test"
)]

#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod common;

use common::{EXAMPLE, File, InMemory, model};
use funnelc::replay::{Options, replay};
use funnelc::report::{self, Options as Shown};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// What is measured, how many allocations it makes, and how many bytes they have in all. A change that makes either of them leave a tenth
/// around these figures is an improvement to be written down here, or a mistake.
const EXPECTED: [(&str, u64, u64); 4] =
    [("read", 13_558, 2_942_129), ("lower", 435, 30_718), ("fold", 12_444, 4_862_601), ("report", 29_200, 7_985_366)];

fn main() {
    // `cargo bench` asks for times, of which there are none here.
    let model = model(EXAMPLE);
    let file = File::of_leads(300);
    let mut found = Vec::new();
    let (batches, intake) = counted("read", &mut found, || file.batches(&model));
    let program = counted("lower", &mut found, || funnelc::plan::lower(&model));
    let options = Options { as_of: None, threads: 1 };
    let outcome = counted("fold", &mut found, || replay(&program, &mut InMemory { batches: &batches, latest: intake.latest }, options));
    let Ok(outcome) = outcome;
    counted("report", &mut found, || report::build(&model, &intake, &outcome, Shown::default()));
    let mut wrong = 0;
    for ((name, blocks, bytes), (of, few, less)) in found.into_iter().zip(EXPECTED) {
        assert_eq!(name, of, "in the order of the table");
        let near = |found: u64, expected: u64| found.abs_diff(expected) <= expected / 10;
        let holds = near(blocks, few) && near(bytes, less);
        wrong += u32::from(!holds);
        println!(
            "{name}: {blocks} allocations of {bytes} bytes in all{}",
            if holds { String::new() } else { format!(", expected {few} of {less}") }
        );
    }
    assert_eq!(wrong, 0, "more than a tenth away from what is expected");
}

/// Does something and counts what it allocates.
fn counted<T>(name: &'static str, found: &mut Vec<(&'static str, u64, u64)>, run: impl FnOnce() -> T) -> T {
    let profiler = dhat::Profiler::builder().testing().trim_backtraces(Some(1)).build();
    let result = run();
    let stats = dhat::HeapStats::get();
    drop(profiler);
    found.push((name, stats.total_blocks, stats.total_bytes));
    result
}
