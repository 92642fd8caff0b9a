//! Results of tests: for people, for programs, for test reporters.

mod coverage;
mod diff;
mod human;
mod json;
mod junit;
mod mutants;

pub use coverage::{Covered, coverage_json, coverage_table, lcov};
pub use human::human;
pub use json::{ResultDocument, json};
pub use junit::junit;
pub use mutants::{Mutated, mutants, mutants_json};

use crate::diagnostics::{Finding, Sources};
use crate::model::Model;
use crate::span::Span;
use crate::suite::results::{SnapshotResult, TestResult};

/// What came of a file of tests.
pub struct View<'a> {
    /// Its path.
    pub path: &'a str,
    /// Its text.
    pub sources: &'a Sources,
    /// What is wrong with it.
    pub findings: &'a [Finding],
    /// The files of the definition under test, and what is wrong with it.
    pub definition: Option<(&'a Sources, Vec<Finding>)>,
    /// The definition as meant.
    pub model: Option<&'a Model>,
    /// Its scenarios.
    pub tests: &'a [TestResult],
    /// Its snapshots.
    pub snapshots: &'a [SnapshotResult],
}

impl View<'_> {
    /// `funnel.test.yaml:12:5`.
    fn place(&self, span: Span) -> String {
        place(self.sources, span)
    }

    /// Why nothing ran, where nothing could.
    fn hindrance(&self) -> Option<&'static str> {
        match (&self.model, self.findings.is_empty()) {
            (None, _) if self.definition.is_some() => Some("the definition has errors, so nothing was tested"),
            (_, false) => Some("the file has errors, so nothing was tested"),
            _ => None,
        }
    }
}

/// `funnel.yaml:64:3`: of a span the file, line and column of its beginning, both from 1.
pub fn place(sources: &Sources, span: Span) -> String {
    let (file, start, _) = super::findings::place(sources, span);
    format!("{file}:{}:{}", start.line, start.column)
}
