//! Findings for programs: JSON for any, annotations for GitHub, SARIF for code scanners. For people see [`crate::diagnostics::render`].

mod github;
mod json;
mod sarif;

pub use github::github;
pub use json::{FoundDocument, Item, items, json};
pub use sarif::sarif;

use crate::diagnostics::{Finding, Sources};
use crate::span::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// The findings of one definition.
pub struct Checked<'a> {
    /// Its files.
    pub sources: &'a Sources,
    /// What was found, in order of place.
    pub findings: &'a [Finding],
}

/// A place for a reader with an editor: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Position {
    /// The line, from 1.
    pub(super) line: usize,
    /// The column in characters, from 1.
    pub(super) column: usize,
    /// The byte in the file, from 0.
    byte: usize,
}

/// Where a span lies: its file, its first character and the one after its last.
pub(super) fn place(sources: &Sources, span: Span) -> (&str, Position, Position) {
    let (path, text) = sources.get(span.file).map_or(("", ""), |file| (file.path.as_str(), file.text.as_str()));
    (path, position(text, span.start as usize), position(text, span.end as usize))
}

fn position(text: &str, byte: usize) -> Position {
    let byte = (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = text.get(..byte).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    Position { line: before.matches('\n').count() + 1, column, byte }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes::NAME_UNKNOWN;

    /// A finding after text that is wider in bytes than in characters.
    fn checked(test: impl Fn(&Checked<'_>) -> String) -> String {
        let mut sources = Sources::default();
        let text = "funnel: ż\nstages: { ключ: [enagged] }\n";
        let file = sources.add("funnels/a, b.yaml", text);
        let start = text.find("enagged").unwrap();
        let finding = Finding::new(&NAME_UNKNOWN, Span::new(file, start, start + 7), "no stage is called `enagged`\nreally")
            .label("100% unknown")
            .other(Span::new(file, 0, 6), "in this funnel")
            .help("did you mean `engaged`?");
        test(&Checked { sources: &sources, findings: &[finding] })
    }

    #[test]
    fn columns_count_characters() {
        insta::assert_snapshot!(checked(|found| json(std::slice::from_ref(found))));
    }

    #[test]
    fn github_reads_line_breaks_commas_and_percents_as_they_are() {
        insta::assert_snapshot!(checked(|found| github(std::slice::from_ref(found))));
    }

    #[test]
    fn sarif_names_the_rule_and_the_place() {
        insta::assert_snapshot!(checked(|found| sarif(std::slice::from_ref(found))));
    }

    /// What SARIF 2.1.0 asks of a log like ours (OASIS, sections 3.13 to 3.54).
    const SARIF: &str = include_str!("sarif.schema.json");

    #[test]
    fn sarif_is_as_its_standard_asks() {
        let schema: serde_json::Value = serde_json::from_str(SARIF).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut sources = Sources::default();
        let file = sources.add("funnels/a, b.yaml", "a: x\na: x\nb: y\n");
        let findings: Vec<Finding> = [3, 8, 13]
            .map(|at| Finding::new(&NAME_UNKNOWN, Span::new(file, at, at + 1), "no").label("here").other(Span::new(file, 0, 1), "there"))
            .into();
        let log: serde_json::Value = serde_json::from_str(&sarif(&[Checked { sources: &sources, findings: &findings }])).unwrap();
        let faults: Vec<String> = validator.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        let results = log["runs"][0]["results"].as_array().unwrap();
        let prints: std::collections::BTreeSet<&str> =
            results.iter().filter_map(|result| result["partialFingerprints"]["funnelc/v1"].as_str()).collect();
        assert_eq!(prints.len(), 3, "each is told from the others, also on lines alike");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert!(
            results.iter().all(|result| rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"] == result["ruleId"])
        );
    }

    /// The same findings at the same places, whatever the form.
    #[test]
    fn every_form_says_the_same() {
        let said = checked(|found| {
            let found = std::slice::from_ref(found);
            let read = |text: String| serde_json::from_str::<serde_json::Value>(&text).expect("sound JSON");
            let (json, sarif) = (read(json(found)), read(sarif(found)));
            let (one, result) = (&json["findings"][0], &sarif["runs"][0]["results"][0]);
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let places = [
                (&one["start"]["line"], &region["startLine"]),
                (&one["start"]["column"], &region["startColumn"]),
                (&one["end"]["line"], &region["endLine"]),
                (&one["end"]["column"], &region["endColumn"]),
                (&one["code"], &result["ruleId"]),
                (&one["severity"], &result["level"]),
            ];
            for (a, b) in places {
                assert_eq!(a, b);
            }
            let at =
                format!("line={0},endLine={0},col={1},endColumn={2}", one["start"]["line"], one["start"]["column"], one["end"]["column"]);
            assert!(github(found).contains(&at), "{}", github(found));
            github(found)
        });
        assert!(said.contains("title=name-unknown"), "{said}");
    }

    #[test]
    fn a_span_past_the_end_is_the_end() {
        assert_eq!(position("ż\n", 99), Position { line: 2, column: 1, byte: 3 });
        assert_eq!(position("żółw", 1), Position { line: 1, column: 1, byte: 0 });
    }

    /// Every span, sound or not, is drawn in every form; documents are sound JSON, also of control characters.
    #[test]
    fn drawing_is_total() {
        let mut sources = Sources::default();
        let text = "funnel: żółw\n\tstages: 漢字\r\n\u{7f}";
        for (path, text) in [("/abs/a.yaml", text), ("b.yaml", "a: 1\n"), ("empty.yaml", "")] {
            sources.add(path, text);
        }
        for file in 0..4 {
            for start in (0..text.len() + 3).chain([usize::MAX]) {
                for length in [0, 1, 2, 5, 500] {
                    let span = Span::new(crate::span::FileId(file), start, start.saturating_add(length));
                    let other = Span::new(crate::span::FileId(3 - file), start, start);
                    let findings = [Finding::new(&NAME_UNKNOWN, span, "unknown \u{1} `\u{0}`").label("here").other(other, "there")];
                    let found = [Checked { sources: &sources, findings: &findings }];
                    assert!(github(&found).starts_with("::error file="));
                    assert!(crate::diagnostics::render::human(&findings, &sources, false, 0).contains("unknown"));
                    let read = |text: String| serde_json::from_str::<serde_json::Value>(&text).expect("sound JSON");
                    read(json(&found));
                    let region = &read(sarif(&found))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
                    let [line, column, end_line, end_column] =
                        ["startLine", "startColumn", "endLine", "endColumn"].map(|key| region[key].as_u64().expect("a number"));
                    assert!(line >= 1 && column >= 1 && (line, column) <= (end_line, end_column), "{region}");
                }
            }
        }
    }
}
