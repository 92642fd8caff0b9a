//! One layout, whatever the one before; comments stay; nothing changes its meaning.

use super::*;
use proptest::prelude::*;

fn laid_out(text: &str) -> String {
    let mut findings = Findings::default();
    let written = format(FileId::default(), text, &mut findings);
    written.unwrap_or_else(|why| panic!("{why:?}\n{:?}\n{text}", findings.sorted()))
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let written = laid_out(text);
    assert_eq!(written, expected, "\n{written}");
    assert_eq!(laid_out(&written), written, "laid out twice");
}

#[test]
fn sections_and_quotes_and_expressions() {
    becomes(
        "# about the file\n\nstages:\n    a: {title: 'A', outcome:   won}\n    bcd:\n        title: \"yes\"\n        definition: 'x, y'\nfunnel:   \"f\"\nlet:\n  big:   employees>=200   and (email is present)\n\n\n\n  # about small\n  small: not big\n",
        r#"# about the file

funnel: f

let:
  big:   employees >= 200 and email is present

  # about small
  small: not big

stages:
  a: { title: A, outcome: won }
  bcd:
    title: "yes"
    definition: x, y
"#,
    );
}

#[test]
fn comments_stay_with_what_they_are_about() {
    becomes(
        "funnel: f # the id\n# of events\nevents: # nothing else\n  # first\n  a: {} # one\n  # last\n\n# at the end\n",
        "funnel: f  # the id\n\n# of events\nevents: # nothing else\n  # first\n  a: {} # one\n  # last\n\n# at the end\n"
            .replace("events: #", "events:  #")
            .replace("{} # one", "{}  # one")
            .as_str(),
    );
    becomes(
        "triggers:\n  t: { from: a, # where\n    to: b }  # behind\n",
        "triggers:\n  t:\n    from: a     # where\n    to: b    # behind\n",
    );
}

#[test]
fn what_is_long_is_laid_out_on_lines() {
    let long = "x".repeat(70);
    becomes(
        &format!("stages:\n  a: {{ title: {long}, definition: {long}, agreed_by: [a, b] }}\n  b: {{ title: B }}\n"),
        &format!("stages:\n  a:\n    title: {long}\n    definition: {long}\n    agreed_by: [a, b]\n  b: {{ title: B }}\n"),
    );
}

#[test]
fn anchors_aliases_merges_and_blocks_stay() {
    becomes(
        "stages:\n   z: &base {owner: ops}\n   a:\n     <<: *base\n     definition: |\n        one\n          two\n\n        three\n     title: >-\n        folded\n        text\nfunnel: f\n",
        "stages:\n  z: &base { owner: ops }\n  a:\n    <<: *base\n    definition: |\n      one\n        two\n\n      three\n    title: >-\n      folded\n      text\n\nfunnel: f\n",
    );
}

#[test]
fn lists_of_maps() {
    becomes(
        "triggers:\n  t:\n    actions:\n    - create_task:\n        assign_to: sdr\n      \n    - {notify: {channel: a}}\n    -\n      webhook: {url: x}\n",
        "triggers:\n  t:\n    actions:\n      - create_task:\n          assign_to: sdr\n\n      - { notify: { channel: a } }\n      - webhook: { url: x }\n",
    );
}

#[test]
fn a_file_with_faults_is_left_alone() {
    for text in ["stages: [a\n", "let:\n  a: 1 +\n", "stagse: {}\n", "", "a: 1\na: 2\n", "- a\n"] {
        let mut findings = Findings::default();
        assert!(matches!(format(FileId::default(), text, &mut findings), Err(Unformatted::Faulty)), "{text}");
        assert!(!findings.is_empty(), "{text}");
    }
}

/// Texts of a test stay as they are, whatever they would be in a definition.
#[test]
fn files_of_tests() {
    becomes(
        "# what was agreed\n\nsnapshots: {year: {events: 'a.ndjson', keep: [report]}, first_month: {events: a.ndjson}}\ntests:\n    signs:\n        title: 'Who signs, has won'   # really\n        events:\n        - {at: \"2026-03-02T09:00\", event: signed, page: 1+1}\n        expect:\n            at: {+1h: {stage: won}}\nfunnel: ./funnel.yaml\n",
        "# what was agreed\n\nfunnel: ./funnel.yaml\n\ntests:\n  signs:\n    title: Who signs, has won         # really\n    events:\n      - { at: \"2026-03-02T09:00\", event: signed, page: 1+1 }\n    expect:\n      at: { +1h: { stage: won } }\n\nsnapshots: { year: { events: a.ndjson, keep: [report] }, first_month: { events: a.ndjson } }\n",
    );
    let faulty = "funnel: a.yaml\ntests: { a: { evnts: [] } }\n";
    assert!(matches!(format(FileId::default(), faulty, &mut Findings::default()), Err(Unformatted::Faulty)));
}

#[test]
fn line_ends_and_marks_of_other_systems() {
    becomes("\u{feff}funnel: f\r\nlet:\r\n  a: 1+1\r\n", "funnel: f\n\nlet:\n  a: 1 + 1\n");
    becomes("---\nfunnel: f\n...\n", "funnel: f\n");
}

/// Definitions of the repository: every one that is whole has one layout.
#[test]
fn every_definition_here_has_one_layout() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for pattern in ["funnels/*/*.yaml", "tests/data/*.yaml", "tests/fixtures/*/*.yaml", "src/draft/*.yaml"] {
        for path in glob::glob(&root.join(pattern).to_string_lossy()).unwrap().flatten() {
            let text = std::fs::read_to_string(&path).unwrap();
            for part in text.split("\n---\n") {
                match format(FileId::default(), part, &mut Findings::default()) {
                    Ok(written) => {
                        seen += 1;
                        assert_eq!(laid_out(&written), written, "{}", path.display());
                    }
                    Err(Unformatted::Faulty) => {}
                    Err(Unformatted::Changed) => panic!("{} would change:\n{part}", path.display()),
                }
            }
        }
    }
    assert!(seen > 5, "{seen} definitions were whole");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// A definition with lines lost, doubled, indented otherwise and with other signs in them.
    #[test]
    fn mangled_files_keep_their_meaning_or_are_left_alone(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..7_u8, "[ #:,&*{}\\[\\]\"'|>-]{1,3}"), 1..5)
    ) {
        let whole = include_str!("../../draft/blank.yaml");
        let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
        for (at, kind, signs) in cuts {
            let at = at.index(lines.len());
            match kind {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, format!("  # {signs}")),
                2 => lines[at].push_str(&format!(" # {signs}")),
                3 => lines.insert(at, String::new()),
                4 => lines[at].insert(0, ' '),
                5 => {
                    let middle = (0..=lines[at].len() / 2).rev().find(|byte| lines[at].is_char_boundary(*byte)).unwrap_or(0);
                    lines[at].insert_str(middle, &signs);
                }
                _ => {
                    let line = lines[at].replace(", ", ",\n        ");
                    lines[at] = line;
                }
            }
        }
        let text = lines.join("\n");
        match format(FileId::default(), &text, &mut Findings::default()) {
            Ok(written) => prop_assert_eq!(laid_out(&written), written),
            Err(Unformatted::Faulty) => {}
            Err(Unformatted::Changed) => prop_assert!(false, "would change:\n{}", text),
        }
    }
}
