//! Every code that resolution makes is drawn in a fixture of `tests/fixtures/resolve`; files of one definition.

use super::{fixtures, resolve};
use crate::diagnostics::Finding;
use crate::model::Model;
use std::collections::BTreeSet;
use std::path::Path;

fn definition(files: &[&str]) -> (Option<Model>, Vec<Finding>) {
    fixtures::definition(files, resolve)
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    fixtures::compare("resolve", resolve);
}

/// Codes that the passes of this folder make; each must be drawn in some fixture.
#[test]
fn every_code_of_resolution_is_in_a_fixture() {
    let mut made: BTreeSet<String> = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/resolve");
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.ends_with("tests.rs") || path.ends_with("fixtures.rs") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            for rest in text.split("codes::").skip(1) {
                let name: String = rest.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_').collect();
                if !name.is_empty() {
                    made.insert(name.to_lowercase().replace('_', "-"));
                }
            }
        }
    }
    let drawn: String = fixtures::files("resolve").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    // two files are needed for this one: see the test of included files
    let missing: Vec<&String> = made.iter().filter(|code| !drawn.contains(&format!("^ {code}:")) && *code != "key-repeated").collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

#[test]
fn files_of_one_definition_are_one_space_of_names() {
    let main = "funnel: two\ninclude: [parts.yaml]\nstages: { a: {}, b: {} }\nevents: { e: {} }\ntriggers: { go: { from: a, to: c, on: e, when: hot } }\n";
    let parts = "let: { hot: count(e) > 1 }\nstages: { c: {}, b: {} }\ntriggers: { go: { from: a, to: b, on: e } }\nfunnel: three\ncalendar: { timezone: UTC }\n";
    let (_, findings) = definition(&[main, parts]);
    let said: Vec<String> = findings.iter().map(|finding| format!("{} {}", finding.code.name, finding.message)).collect();
    assert_eq!(
        said,
        [
            "name-duplicate `b` is defined twice",
            "name-duplicate `go` is defined twice",
            "key-repeated `funnel` is said in two files of the definition",
        ]
    );
}

#[test]
fn a_missing_file_leaves_names_open() {
    let (_, findings) =
        definition(&["funnel: one\ninclude: [gone.yaml]\nstages: { a: {} }\ntriggers: { go: { from: a, to: elsewhere, when: hot } }\n"]);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn the_example_means_this() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels/b2b_saas/funnel.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let (model, findings) = definition(&[&text]);
    assert!(findings.is_empty(), "{}", fixtures::drawn(&text, &findings));
    insta::assert_snapshot!(model.unwrap().dump());
}

/// Definitions cut and mixed at random: whatever comes of them, it comes without a panic, and a model only without errors.
#[test]
fn no_definition_breaks_it() {
    let texts: Vec<String> = fixtures::files("resolve").iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let lines: Vec<&str> =
        texts.iter().flat_map(|text| text.lines()).filter(|line| !fixtures::is_drawn(line) && !line.starts_with("# ===")).collect();
    let cases: Vec<&str> = texts.iter().flat_map(|text| text.split("# ===")).filter_map(|case| Some(case.split_once('\n')?.1)).collect();
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % n.max(1) as u64).unwrap()
    };
    for _ in 0..600 {
        let mut text: Vec<String> = cases[below(cases.len())].lines().filter(|line| !fixtures::is_drawn(line)).map(str::to_owned).collect();
        for _ in 0..=below(4) {
            let at = below(text.len());
            match below(4) {
                0 => text.insert(at, lines[below(lines.len())].to_owned()),
                1 => drop(text.remove(at)),
                2 => {
                    let line: Vec<char> = text[at].chars().collect();
                    let (a, b) = (below(line.len() + 1), below(line.len() + 1));
                    text[at] = line.iter().enumerate().filter(|(i, _)| *i < a.min(b) || *i >= a.max(b)).map(|(_, c)| *c).collect();
                }
                _ => {
                    let other: Vec<&str> = lines[below(lines.len())].split(' ').collect();
                    let word = other[below(other.len())];
                    let mut words: Vec<&str> = text[at].split(' ').collect();
                    let place = below(words.len());
                    words[place] = word;
                    text[at] = words.join(" ");
                }
            }
            if text.is_empty() {
                break;
            }
        }
        let text = text.join("\n");
        let (model, findings) = definition(&[&text]);
        let errors = findings.iter().any(|finding| finding.severity == crate::diagnostics::Severity::Error);
        assert!(model.is_none() || !errors, "{text}");
        if let Some(model) = model {
            let _ = model.dump();
        } else {
            assert!(errors || findings.is_empty(), "nothing said of:\n{text}");
        }
    }
}
