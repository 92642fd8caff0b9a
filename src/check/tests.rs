//! Definitions with what is wrong with them drawn in: a comment `# ^^^ code` is about the line above it.

use super::compile;
use crate::diagnostics::{Finding, Findings, Sources};
use crate::model::Model;
use crate::syntax::document;
use std::collections::BTreeSet;
use std::path::Path;

/// The model of a definition, if it has no errors, and what was found.
pub(crate) fn compiled(text: &str) -> (Option<Model>, Vec<Finding>) {
    let mut sources = Sources::default();
    let file = sources.add("funnel.yaml", text);
    let mut findings = Findings::default();
    let documents: Vec<_> = document::read(file, text, &mut findings).into_iter().collect();
    let model = compile(&documents, &mut findings);
    (model, findings.sorted())
}

/// The codes drawn into a definition, each at its bytes.
fn drawn(text: &str) -> BTreeSet<(usize, usize, String)> {
    let (mut expected, mut above, mut at) = (BTreeSet::new(), (0, ""), 0);
    for line in text.split_inclusive('\n') {
        match line.trim_start().strip_prefix('#').filter(|mark| mark.trim_start().starts_with('^')) {
            Some(mark) => {
                let byte = |column: usize| above.0 + above.1.char_indices().nth(column).map_or(above.1.len(), |(byte, _)| byte);
                let first = line.chars().take_while(|sign| *sign != '^').count();
                let mark = mark.trim();
                let length = mark.chars().take_while(|sign| *sign == '^').count();
                expected.insert((byte(first), byte(first + length), mark.trim_start_matches('^').trim().to_owned()));
            }
            None => above = (at, line),
        }
        at += line.len();
    }
    expected
}

/// What was found, in words.
fn told(text: &str, findings: &[Finding]) -> String {
    let under = |span: crate::span::Span| text.get(span.range()).unwrap_or("?").to_owned();
    let mut told = String::new();
    for finding in findings {
        told.push_str(&format!("{}: {}\n    `{}` {}\n", finding.code.name, finding.message, under(finding.span), finding.label));
        for other in &finding.others {
            told.push_str(&format!("    `{}` {}\n", under(other.span), other.text));
        }
        told.push_str(&format!("    help: {}\n", finding.help.as_deref().unwrap_or("-")));
    }
    told
}

#[test]
fn findings_stand_where_they_are_drawn() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/fixtures");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut wrong, mut all) = (String::new(), String::new());
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, findings) = compiled(&text);
        let found: BTreeSet<_> =
            findings.iter().map(|finding| (finding.span.range().start, finding.span.range().end, finding.code.name.to_owned())).collect();
        let expected = drawn(&text);
        for (start, end, code) in expected.difference(&found) {
            wrong.push_str(&format!("{name}: no {code} at `{}`\n", &text[*start..*end]));
        }
        for (start, end, code) in found.difference(&expected) {
            wrong.push_str(&format!("{name}: {code} at `{}` is not drawn\n", &text[*start..*end]));
        }
        all.push_str(&format!("{name}\n\n{}\n", told(&text, &findings)));
    }
    assert!(wrong.is_empty(), "{wrong}\n{all}");
    insta::assert_snapshot!(all);
}

/// Every definition under the shared examples, where they are at hand.
#[test]
fn shared_definitions_have_no_findings() {
    let root = std::env::var("FUNNELC_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let mut seen = 0;
    for pattern in ["conformance/*/funnel.yaml", "bench/workloads/*.yaml"] {
        for path in glob::glob(&format!("{root}/{pattern}")).unwrap().flatten() {
            let text = std::fs::read_to_string(&path).unwrap();
            let (model, findings) = compiled(&text);
            assert!(findings.is_empty() && model.is_some(), "{}:\n{}", path.display(), told(&text, &findings));
            seen += 1;
        }
    }
    if seen == 0 {
        println!("no shared definitions here: nothing to check");
    }
}
