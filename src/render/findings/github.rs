//! Findings as workflow commands: GitHub shows them beside the lines of a pull request.

use super::{Checked, place};
use std::fmt::Write as _;

/// A line for each finding.
pub fn github(checked: &[Checked<'_>]) -> String {
    let mut out = String::new();
    for one in checked {
        for finding in one.findings {
            let (file, start, end) = place(one.sources, finding.span);
            let _ = write!(out, "::{} file={},line={},endLine={}", finding.severity.word(), property(file), start.line, end.line);
            // Columns are of one line only.
            if start.line == end.line {
                let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
            }
            let help = finding.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
            let _ = writeln!(out, ",title={}::{}", property(finding.code.name), escape(&format!("{}{help}", finding.message)));
        }
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
