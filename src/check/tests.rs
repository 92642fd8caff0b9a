//! Definitions with what is wrong with them drawn in, and definitions with which nothing is.

use super::compile;
use crate::diagnostics::fixtures;

#[test]
fn findings_stand_where_fixtures_draw_them() {
    fixtures::compare("check", compile);
}

#[test]
fn shared_definitions_have_no_findings() {
    for path in fixtures::shared() {
        let text = std::fs::read_to_string(&path).unwrap();
        let (model, findings) = fixtures::definition(&[&text], compile);
        assert!(findings.is_empty() && model.is_some(), "{}:\n{}", path.display(), fixtures::drawn(&text, &findings));
    }
}
