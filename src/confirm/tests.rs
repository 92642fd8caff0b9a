//! Overlaps and the subjects that show them.

use super::witnesses;
use crate::check::compile;
use crate::diagnostics::Findings;
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

#[test]
fn overlaps_are_shown_by_a_subject_that_was_replayed() {
    let (_, findings) = fixtures::definition(&[DEFINITION], compiled);
    let labels: Vec<String> = findings
        .iter()
        .filter(|finding| finding.code.name == "triggers-overlap")
        .map(|finding| format!("{}\n  {}", finding.message, finding.label))
        .collect();
    insta::assert_snapshot!(labels.join("\n"));
}

/// Without the replay nothing is shown.
#[test]
fn what_is_not_confirmed_is_not_shown() {
    let (_, findings) = fixtures::definition(&[DEFINITION], compile);
    assert!(findings.iter().all(|finding| !finding.label.contains("replay")));
}
