//! Definitions with what is suspicious about them drawn in. Today is 2026-11-24.

use super::lint;
use crate::check::compile;
use crate::diagnostics::{Finding, Findings, Severity};
use crate::model::Model;
use crate::resolve::fixtures;
use crate::syntax::document::Document;
use crate::time::date;

fn pass(documents: &[Document], findings: &mut Findings) -> Option<Model> {
    let model = compile(documents, findings)?;
    lint(&model, date::parse("2026-11-24").unwrap(), findings);
    Some(model)
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    fixtures::compare("lint", pass);
}

#[test]
fn lints_are_warnings() {
    for path in fixtures::files("lint") {
        let text = std::fs::read_to_string(path).unwrap();
        for case in text.split("# ===").filter_map(|case| Some(case.split_once('\n')?.1)) {
            let (model, findings): (Option<Model>, Vec<Finding>) = fixtures::definition(&[case], pass);
            assert!(model.is_some() && findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:#?}");
        }
    }
}
