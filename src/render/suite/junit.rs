//! Results as `JUnit` XML: a suite for each file, a case for each scenario and each part of a snapshot.
//!
//! There is no one standard. What is written is what the schema of Jenkins' xUnit plugin takes (`junit-10.xsd`), with what other readers
//! want beside it: a time of every case, a type of every failure.

use super::View;
use crate::diagnostics::{Finding, codes};
use crate::suite::results::SnapshotState;
use std::fmt::Write as _;

/// One document of all files. It holds no times but 0: the same results give the same bytes.
pub fn junit(views: &[View<'_>]) -> String {
    let suites: Vec<Suite> = views.iter().map(suite).collect();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let (tests, failures, errors) =
        (sum(|suite| suite.cases.len()), sum(|suite| suite.count("failure")), sum(|suite| suite.count("error")));
    let _ = writeln!(out, r#"<testsuites name="funnelc" tests="{tests}" failures="{failures}" errors="{errors}" time="0">"#);
    for suite in &suites {
        suite.write(&mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

/// What came of a file.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// What came of a scenario or a part of a snapshot.
struct Case {
    name: String,
    fault: Option<Fault>,
}

/// Why a case did not pass.
struct Fault {
    /// `failure` of what was tested, or `error` where it could not be.
    element: &'static str,
    /// The code of the finding that it is.
    kind: &'static str,
    message: String,
    text: String,
}

impl Suite {
    fn count(&self, element: &str) -> usize {
        self.cases.iter().filter_map(|case| case.fault.as_ref()).filter(|fault| fault.element == element).count()
    }

    fn write(&self, out: &mut String) {
        let (name, tests, failures, errors) = (escaped(&self.name), self.cases.len(), self.count("failure"), self.count("error"));
        let _ =
            writeln!(out, r#"    <testsuite name="{name}" tests="{tests}" skipped="0" failures="{failures}" errors="{errors}" time="0">"#);
        for case in &self.cases {
            let head = format!(r#"        <testcase name="{}" classname="{name}" time="0""#, escaped(&case.name));
            let _ = match &case.fault {
                None => writeln!(out, "{head}/>"),
                Some(Fault { element, kind, message, text }) => {
                    let (message, text) = (escaped(message), escaped(text).replace("&#10;", "\n").replace("&#9;", "\t"));
                    let fault = format!(r#"            <{element} type="{kind}" message="{message}">{text}</{element}>"#);
                    writeln!(out, "{head}>\n{fault}\n        </testcase>")
                }
            };
        }
        out.push_str("    </testsuite>\n");
    }
}

fn suite(view: &View<'_>) -> Suite {
    let mut cases = Vec::new();
    for test in view.tests {
        let lines = || test.misses.iter().map(|miss| format!("{}: {}", view.place(miss.span), miss.message)).collect::<Vec<_>>();
        let fault = test.misses.first().map(|miss| Fault {
            element: "failure",
            kind: codes::EXPECTATION_FAILED.name,
            message: miss.message.clone(),
            text: lines().join("\n"),
        });
        cases.push(Case { name: test.name.clone(), fault });
    }
    for snapshot in view.snapshots {
        let name = snapshot.keep.map_or(snapshot.name.clone(), |keep| format!("{} {}", snapshot.name, keep.word()));
        let failure = |message: String, text: String| Fault { element: "failure", kind: codes::SNAPSHOT_DIFFERS.name, message, text };
        let fault = match &snapshot.state {
            SnapshotState::Differs { old, new } => {
                let diff = similar::TextDiff::from_lines(old.as_str(), new.as_str()).unified_diff().header("stored", "now").to_string();
                Some(failure(format!("`{}` {}", snapshot.file, snapshot.state.said()), diff))
            }
            SnapshotState::Unreferenced => Some(failure("no snapshot makes this file".to_owned(), snapshot.file.clone())),
            SnapshotState::Same | SnapshotState::Written | SnapshotState::Removed => None,
        };
        cases.push(Case { name, fault });
    }
    if let Some(why) = view.hindrance() {
        let own = view.findings.iter().map(|finding| (view.sources, finding));
        let definition = view.definition.iter().flat_map(|(sources, findings)| findings.iter().map(|finding| (*sources, finding)));
        let all: Vec<(&crate::diagnostics::Sources, &Finding)> = definition.chain(own).collect();
        let kind = all.first().map_or("error", |(_, finding)| finding.code.name);
        let lines: Vec<String> =
            all.iter().map(|(sources, finding)| format!("{}: {}", super::place(sources, finding.span), finding.message)).collect();
        let fault = Fault { element: "error", kind, message: why.to_owned(), text: lines.join("\n") };
        cases.push(Case { name: "(reading the file)".to_owned(), fault: Some(fault) });
    }
    Suite { name: view.path.to_owned(), cases }
}

/// A text as the value of an attribute. Signs that no XML may hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_sign_breaks_out_of_its_place() {
        assert_eq!(escaped("<a \"b\" & 'c'>\r\n\t"), "&lt;a &quot;b&quot; &amp; 'c'&gt;&#13;&#10;&#9;");
        assert_eq!(escaped("\u{1b}[31mż\0\u{ffff}😀"), "\u{fffd}[31mż\u{fffd}\u{fffd}😀");
    }
}
