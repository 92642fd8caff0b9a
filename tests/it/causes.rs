//! The first cause where several changes feed one condition: each subject's answer is worked out here by arithmetic.

use super::review::{Lead, Story, leads};
use serde_json::Value;
use std::collections::BTreeMap;

/// The points of a lead at its two instants, ten days apart.
fn points(lead: Lead, form: f64, kept: f64) -> [f64; 2] {
    let first = (10.0 * f64::from(lead.visits) + form * f64::from(lead.forms)).min(100.0);
    [first, (first * kept + form * f64::from(lead.later)).min(100.0)]
}

/// At which of its two instants a lead is qualified.
fn qualified(lead: Lead, form: f64, kept: f64) -> Option<usize> {
    let [first, second] = points(lead, form, kept);
    if first >= 50.0 {
        return Some(0);
    }
    (lead.later > 0 && second >= 50.0).then_some(1)
}

/// Where two stories part first, if they do.
fn parting(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    match (a, b) {
        (Some(a), Some(b)) if a == b => None,
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// What decides each lead whose stories part, and how many there are: the points of a form from 30 to `form`, and what is kept of
/// points in ten days from a half to `kept`.
fn expected(form: f64, kept: f64) -> BTreeMap<(String, Vec<&'static str>), u64> {
    let mut counts = BTreeMap::new();
    for lead in leads() {
        let old = qualified(lead, 30.0, 0.5);
        let Some(at) = parting(old, qualified(lead, form, kept)) else { continue };
        let parts_there = |form, kept| parting(old, qualified(lead, form, kept)) == Some(at);
        let (rule_alone, score_alone) = (parts_there(form, 0.5), parts_there(30.0, kept));
        // with two changes, what is left when one is taken back is the other alone
        let (decided, changes) = match (rule_alone, score_alone) {
            (true, false) => ("one", vec!["rule heat.form"]),
            (false, true) => ("one", vec!["score heat"]),
            (true, true) => ("either", vec!["score heat", "rule heat.form"]),
            (false, false) => ("together", vec!["score heat", "rule heat.form"]),
        };
        *counts.entry((decided.to_owned(), changes)).or_insert(0) += 1;
    }
    counts
}

fn found(diff: &Value) -> BTreeMap<(String, Vec<&str>), u64> {
    let mut counts = BTreeMap::new();
    for cause in diff["impact"]["causes"].as_array().expect("causes") {
        let mut changes: Vec<&str> = cause["changes"].as_array().expect("changes").iter().filter_map(Value::as_str).collect();
        changes.sort_by_key(|change| std::cmp::Reverse(*change));
        *counts.entry((cause["decided"].as_str().expect("a word").to_owned(), changes)).or_insert(0) +=
            cause["parted"].as_u64().expect("a number");
    }
    counts
}

#[test]
fn changes_that_feed_one_condition_are_told_apart_subject_by_subject() {
    let mut kinds = std::collections::BTreeSet::new();
    for (form, half_life, kept) in [
        (20.0, "5d", 0.25),
        (25.0, "5d", 0.25),
        (40.0, "5d", 0.25),
        (20.0, "20d", 0.5_f64.sqrt()),
        (33.0, "20d", 0.5_f64.sqrt()),
        (36.0, "20d", 0.5_f64.sqrt()),
    ] {
        let story = Story::of(&[
            ("{ on: form, points: 30 }", &format!("{{ on: form, points: {form} }}")),
            ("half_life: 10d", &format!("half_life: {half_life}")),
        ]);
        let diff = story.diff();
        let expected = expected(form, kept);
        assert_eq!(found(&diff), expected, "{form} {half_life}");
        kinds.extend(expected.into_keys());
        // they part where the points of a form turn it, and only there
        for cause in diff["impact"]["causes"].as_array().expect("causes") {
            let stories: u64 = cause["events"].as_array().expect("events").iter().filter_map(|event| event["stories"].as_u64()).sum();
            assert_eq!(Some(stories), cause["parted"].as_u64(), "{cause}");
        }
    }
    assert!(kinds.len() >= 4, "the cases show one, the other, both and either: {kinds:?}");
}

#[test]
fn of_a_trigger_and_what_it_reads_the_one_that_matters_is_named() {
    // the trigger is changed in a way that no lead of the log feels, the rule is what moves them
    let story = Story::of(&[
        ("{ from: lead, to: mql, when: ready }", "{ from: lead, to: mql, when: ready and score.heat > 1 }"),
        ("{ on: form, points: 30 }", "{ on: form, points: 20 }"),
    ]);
    let diff = story.diff();
    let causes = diff["impact"]["causes"].as_array().expect("causes");
    assert!(!causes.is_empty());
    for cause in causes {
        assert_eq!((&cause["changes"], &cause["decided"]), (&serde_json::json!(["rule heat.form"]), &"one".into()));
        assert!(
            cause["events"]
                .as_array()
                .is_some_and(|events| events.iter().all(|event| event["event"].as_str().is_some_and(|name| name.contains("form")))),
            "{cause}"
        );
    }
    let human = story.run(&["diff", "old.yaml", "new", "--events", "log.ndjson"]);
    assert!(human.out.contains("rule heat.form: `qualified` fired and does not at that instant, at form"), "{}", human.out);
}

#[test]
fn a_catalog_that_changed_too_does_not_hide_the_cause() {
    let story = Story::of(&[
        ("  call: {}", "  call: {}\n  chat: {}"),
        ("      form: { on: form, points: 30 }", "      form: { on: form, points: 20 }\n      chat: { on: chat, points: 5 }"),
        ("half_life: 10d", "half_life: 9d"),
    ]);
    let diff = story.diff();
    let causes = diff["impact"]["causes"].as_array().expect("causes");
    let first = causes.iter().find(|cause| cause["first"] == "2026-01-01T09:00:00Z").expect("those of the first day");
    assert_eq!((&first["changes"], &first["decided"]), (&serde_json::json!(["rule heat.form"]), &"one".into()));
}

#[test]
fn time_is_an_occasion_of_its_own() {
    let story = Story::of(&[("idle: 60d", "idle: 30d")]);
    let said = story.run(&["diff", "old.yaml", "new", "--events", "log.ndjson", "--as-of", "2026-03-10T00:00:00Z", "--format", "json"]);
    let diff: Value = serde_json::from_str(&said.out).expect("JSON");
    let cause = &diff["impact"]["causes"][0];
    assert_eq!((&cause["changes"][0], &cause["decided"]), (&"trigger gave_up".into(), &"one".into()));
    assert_eq!(cause["events"], serde_json::json!([{ "event": null, "stories": cause["parted"] }]));
}
