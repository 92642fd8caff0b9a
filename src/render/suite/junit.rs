//! Results as `JUnit` XML: a suite for each file, a case for each scenario and each part of a snapshot.

use super::View;
use crate::diagnostics::Finding;
use crate::suite::results::SnapshotState;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

/// One document of all files. It holds no times: the same results give the same bytes.
///
/// # Errors
/// Where something is no XML, which is a fault of this program.
pub fn junit(views: &[View<'_>]) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new("funnelc");
    for view in views {
        report.add_test_suite(suite(view));
    }
    report.to_string()
}

fn suite(view: &View<'_>) -> TestSuite {
    let mut suite = TestSuite::new(view.path);
    let case = |name: String, status: TestCaseStatus| {
        let mut case = TestCase::new(name, status);
        case.set_classname(view.path);
        case
    };
    for test in view.tests {
        let status = if test.has_passed() {
            TestCaseStatus::success()
        } else {
            let lines: Vec<String> = test.misses.iter().map(|miss| format!("{}: {}", view.place(miss.span), miss.message)).collect();
            failure(NonSuccessKind::Failure, test.misses.first().map_or("", |miss| miss.message.as_str()), &lines.join("\n"))
        };
        suite.add_test_case(case(test.name.clone(), status));
    }
    for snapshot in view.snapshots {
        let name = snapshot.keep.map_or(snapshot.name.clone(), |keep| format!("{} {}", snapshot.name, keep.word()));
        let status = match &snapshot.state {
            SnapshotState::Differs { old, new } => {
                let diff = similar::TextDiff::from_lines(old.as_str(), new.as_str()).unified_diff().header("stored", "now").to_string();
                failure(NonSuccessKind::Failure, &format!("`{}` {}", snapshot.file, snapshot.state.said()), &diff)
            }
            SnapshotState::Unreferenced => failure(NonSuccessKind::Failure, "no snapshot makes this file", &snapshot.file),
            SnapshotState::Same | SnapshotState::Written | SnapshotState::Removed => TestCaseStatus::success(),
        };
        suite.add_test_case(case(name, status));
    }
    if let Some(why) = view.hindrance() {
        let own = view.findings.iter().map(|finding| (view.sources, finding));
        let definition = view.definition.iter().flat_map(|(sources, findings)| findings.iter().map(|finding| (*sources, finding)));
        let line = |(sources, finding): (&crate::diagnostics::Sources, &Finding)| {
            format!("{}: {}", super::place(sources, finding.span), finding.message)
        };
        let lines: Vec<String> = definition.chain(own).map(line).collect();
        suite.add_test_case(case("(reading the file)".to_owned(), failure(NonSuccessKind::Error, why, &lines.join("\n"))));
    }
    suite
}

fn failure(kind: NonSuccessKind, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(message).set_description(text);
    status
}
