//! Files of tests that nobody would write: they are read, or refused with findings, and never end in a panic.

use super::read;
use crate::check::compile;
use crate::diagnostics::{Findings, Sources};
use crate::model::Model;
use crate::resolve::fixtures;
use crate::suite::judge::judge;
use crate::suite::play::Player;
use crate::suite::timeline;
use crate::syntax::suite as written;
use proptest::prelude::*;

const FUNNEL: &str = include_str!("../../../funnels/b2b_saas/funnel.yaml");
const TESTS: &str = include_str!("../../../funnels/b2b_saas/funnel.test.yaml");

fn model() -> Model {
    fixtures::definition(&[FUNNEL], compile).0.unwrap()
}

/// Reads a file, and plays what can be played. Every finding and every miss lies within the file.
fn try_out(model: &Model, text: &str) -> bool {
    let mut sources = Sources::default();
    let file = sources.add("t.yaml", text);
    let mut findings = Findings::default();
    let document = written::read(file, text, &mut findings);
    let suite = document.as_ref().and_then(|document| read(document, model, &mut findings));
    for finding in findings.sorted() {
        assert!(finding.span.end as usize <= text.len() && finding.span.start <= finding.span.end, "{finding:?}");
    }
    assert!(suite.is_some() || findings.has_errors(), "refused without a word");
    let player = Player::new(model);
    for test in suite.iter().flat_map(|suite| &suite.tests) {
        let played = player.play(test);
        for miss in judge(&player, test, &played) {
            assert!(miss.span.end as usize <= text.len(), "{miss:?}");
        }
        for expect in &test.expect {
            timeline::rows(model, test, expect, &played);
        }
    }
    suite.is_some()
}

#[test]
fn the_shipped_file_reads() {
    assert!(try_out(&model(), TESTS));
}

/// What is put in the place of something else.
const ODD: [&str; 20] = [
    "",
    "null",
    "[]",
    "{}",
    "~",
    "+0s",
    "-1h",
    "+99999999999d",
    "9999-12-31T23:59:59.999999Z",
    "-9999-01-01T00:00:00Z",
    "1e999",
    "NaN",
    "x",
    "\"",
    "\u{0}",
    "ż",
    "*looks",
    "&a",
    "100000 every 1s",
    "{ near: -1, within: 1e308 }",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_file_of_tests_ends_in_a_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..ODD.len(), any::<bool>()), 1..4)) {
        let mut lines: Vec<String> = TESTS.lines().map(str::to_owned).collect();
        for (at, odd, whole) in edits {
            let line = at.get(&lines).clone();
            let place = at.index(lines.len());
            // the last value of the line, or the line itself
            let cut = line.rfind([':', ',', '[']).map_or(0, |at| at + 1);
            let end = line[cut..].find(['}', ']']).map_or("", |at| &line[cut + at..]);
            lines[place] = if whole { ODD[odd].to_owned() } else { format!("{} {} {end}", &line[..cut], ODD[odd]) };
        }
        try_out(&model(), &lines.join("\n"));
    }
}
