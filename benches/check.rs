//! How long it takes to check a definition, from its text to its findings: `cargo bench --bench check`.
//!
//! A definition of N stages has 5 N triggers and 2 N scoring rules.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what goes wrong is to end a measurement")]

use divan::Bencher;
use funnelc::diagnostics::{Findings, Sources};
use funnelc::governance::{Governance, gathered};
use std::fmt::Write;

/// 2026-11-21, days since 1970-01-01.
const TODAY: i32 = 20_778;

fn main() {
    divan::main();
}

/// A funnel of teams side by side: each stage is left by events, by a score, by time, and by being lost.
fn definition(stages: usize) -> String {
    let events = 40;
    let mut text = String::from("funnel: large\nevents:\n");
    for at in 0..events {
        let _ = writeln!(text, "  e{at}: {{ fields: {{ size: optional integer, page: string, kind: {{ enum: [demo, price, help] }} }} }}");
    }
    text.push_str("  lost: { fields: { reason: optional string } }\nattributes:\n");
    for at in 0..events {
        let _ = writeln!(text, "  size{at}: last(e{at}.size)\n  seen{at}: count(e{at})");
    }
    text.push_str("scoring:\n");
    let scores = (stages / 50).max(1);
    for score in 0..scores {
        let _ = writeln!(text, "  s{score}:\n    half_life: 14d\n    range: 0..100\n    rules:");
        for rule in 0..2 * stages / scores {
            let event = (score + rule) % events;
            match rule % 4 {
                0 => {
                    let _ = writeln!(text, "      r{rule}: {{ when: size{event} >= {}, points: {} }}", 10 + rule, 1 + rule % 5);
                }
                _ => {
                    let when = format!("event.kind == \"demo\" and event.size > {}", rule % 90);
                    let _ = writeln!(text, "      r{rule}: {{ on: e{event}, when: {when}, points: {}, limit: 3 per 7d }}", 1 + rule % 20);
                }
            }
        }
    }
    text.push_str("let:\n");
    for score in 0..scores {
        let _ = writeln!(text, "  ready{score}: score.s{score} >= 50 and size{} >= 20", score % events);
    }
    text.push_str("stages:\n");
    for at in 0..stages {
        let _ = writeln!(text, "  st{at}: {{ title: Stage {at}, definition: What it means to be in stage {at}., owner: marketing }}");
    }
    text.push_str("  won: { outcome: won }\n  dead: { outcome: lost }\ntriggers:\n");
    for at in 0..stages {
        let next = if at + 1 < stages { format!("st{}", at + 1) } else { "won".to_owned() };
        let (event, other, score) = (at % events, (at + 7) % events, at % scores);
        let _ = writeln!(text, "  large{at}: {{ from: st{at}, to: {next}, on: e{event}, when: event.size >= {} }}", 100 + at % 50);
        let _ = writeln!(
            text,
            "  small{at}: {{ from: st{at}, to: dead, on: e{event}, when: event.size < {} and seen{other} > 3 }}",
            10 + at % 50
        );
        let _ = writeln!(text, "  ready{at}x: {{ from: st{at}, to: {next}, when: ready{score} and size{other} > {} }}", at % 70);
        let _ = writeln!(text, "  stalled{at}: {{ from: st{at}, to: dead, after: {}d }}", 90 + at % 60);
        let _ = writeln!(text, "  lost{at}: {{ from: st{at}, to: dead, on: lost }}");
    }
    text.push_str("invariants:\n  final: no path from dead to won\n  first: every path to won passes st1\n");
    text
}

/// From the text to all findings, as `funnelc check` gives them: lints and witnesses with them.
#[divan::bench(args = [100, 200, 500, 1000])]
fn check(bencher: Bencher<'_, '_>, stages: usize) {
    let text = definition(stages);
    bencher.bench_local(|| {
        let mut findings = Findings::default();
        let mut sources = Sources::default();
        let read = |_: &str| Ok(text.as_bytes().to_vec());
        let documents = funnelc::syntax::include::load("funnel.yaml", &read, &mut sources, &mut findings);
        let model = funnelc::check::compile(&documents, &mut findings).expect("the definition has no errors");
        funnelc::confirm::witnesses(&model, &mut findings);
        funnelc::check::lint(&model, TODAY, &mut findings);
        let settled = Governance::of(&documents, None, &sources, TODAY).settle(&findings, true);
        gathered(&settled.findings, &sources).len()
    });
}

/// The part before the checks: from the text to the model.
#[divan::bench(args = [100, 1000])]
fn read(bencher: Bencher<'_, '_>, stages: usize) {
    let text = definition(stages);
    bencher.bench_local(|| {
        let mut findings = Findings::default();
        let mut sources = Sources::default();
        let read = |_: &str| Ok(text.as_bytes().to_vec());
        let documents = funnelc::syntax::include::load("funnel.yaml", &read, &mut sources, &mut findings);
        funnelc::resolve::resolve(&documents, &mut findings).map(|model| model.triggers.len())
    });
}
