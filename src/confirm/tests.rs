//! Overlaps and the subjects that show them.

use super::witnesses;
use crate::check::compile;
use crate::diagnostics::{Findings, Severity};
use crate::resolve::fixtures;
use crate::syntax::document::Document;

const DEFINITION: &str = r#"funnel: shown
events:
  view: { fields: { size: optional integer, form: string } }
  form: { fields: { kind: { enum: [demo, price] } } }
  lost: {}
attributes:
  size: last(view.size)
scoring:
  heat: { half_life: 14d, range: 0..100, rules: { view: { on: view, points: 15, limit: 5 per 7d } } }
stages: { lead: {}, talk: {}, deep: {}, won: { outcome: won }, dead: { outcome: lost } }
triggers:
  # at the first event, by its own fields
  large: { from: lead, to: deep, on: view, when: event.size >= 500 }
  demo: { from: lead, to: talk, on: view, when: event.form == "demo" }
  # further on, by what was and a score
  hot: { from: talk, to: won, on: form, when: score.heat >= 40 }
  small: { from: talk, to: dead, on: form, when: size < 10 }
  # nothing leads there but what never holds
  stuck: { from: deep, to: dead, after: 1d }
  lost: { from: any, to: dead, on: lost }
"#;

fn compiled(documents: &[Document], findings: &mut Findings) -> Option<crate::model::Model> {
    let model = compile(documents, findings)?;
    witnesses(&model, findings);
    Some(model)
}

fn labels(definition: &str, code: &str) -> String {
    let (_, findings) = fixtures::definition(&[definition], compiled);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{}", fixtures::drawn(definition, &findings));
    let of_code = findings.iter().filter(|finding| finding.code.name == code);
    of_code.map(|finding| format!("{}\n  {}", finding.message, finding.label)).collect::<Vec<_>>().join("\n")
}

#[test]
fn overlaps_are_shown_by_a_subject_that_was_replayed() {
    insta::assert_snapshot!(labels(DEFINITION, "triggers-overlap"));
}

/// What was before in so far as a filter counts it, stages that were entered before, values that differ.
const HISTORIES: &str = r#"funnel: shown
events:
  view: { fields: { size: optional integer, form: string } }
  form: { fields: { kind: { enum: [demo, price] } } }
  back: {}
  lost: {}
stages: { lead: {}, talk: {}, deep: {}, won: { outcome: won }, dead: { outcome: lost } }
triggers:
  talks: { from: [lead, deep], to: talk, on: back }
  # folds with a filter, and of stages
  prices: { from: talk, to: won, on: form, when: 'count(view where event.form == "price") >= 3' }
  large: { from: talk, to: dead, on: form, when: 'max(view.size where event.form == "demo") > 500' }
  again: { from: talk, to: deep, on: view, when: stage.visits >= 2 }
  sized: { from: talk, to: dead, on: view, when: event.size > 10 }
  deeper: { from: talk, to: deep, on: lost, when: count(deep) >= 1 }
  forms: { from: talk, to: won, on: lost, when: any(view where event.size is missing) }
  deepens: { from: talk, to: deep, after: 30d }
"#;

#[test]
fn histories_are_made_up_as_well() {
    insta::assert_snapshot!(labels(HISTORIES, "triggers-overlap"));
}

const GAPS: &str = r#"funnel: shown
events: { view: { fields: { size: optional integer, kind: { enum: [demo, price] } } }, form: {}, lost: {} }
attributes: { size: last(view.size) }
scoring: { heat: { half_life: 14d, rules: { view: { on: view, points: 15 } } } }
stages: { lead: {}, talk: {}, won: { outcome: won }, dead: { outcome: lost } }
triggers:
  large: { from: lead, to: talk, on: view, when: event.size >= 50 and event.kind == "demo" }
  small: { from: lead, to: dead, on: view, when: event.size < 40 and event.kind == "demo" }
  hot: { from: talk, to: won, on: form, when: score.heat >= 50 }
  cold: { from: talk, to: dead, on: form, when: score.heat < 40 }
  # what a fold comes to may be missing as well, which is no gap: nothing is shown
  huge: { from: talk, to: won, on: lost, when: size >= 90 }
  tiny: { from: talk, to: dead, on: lost, when: size < 80 }
"#;

#[test]
fn gaps_are_shown_by_a_subject_that_stays() {
    insta::assert_snapshot!(labels(GAPS, "trigger-gap"));
}

/// Without the replay nothing is shown.
#[test]
fn what_is_not_confirmed_is_not_shown() {
    let (_, findings) = fixtures::definition(&[DEFINITION], compile);
    assert!(findings.iter().all(|finding| !finding.label.contains("replay")));
}
