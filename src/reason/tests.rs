//! What is decided of conditions, as tables: a condition (or two) and what is said of it.

use super::*;
use crate::resolve::fixtures;
use std::fmt::Write;

const HEAD: &str = r#"funnel: reasons
events:
  view:
    fields:
      kind: { enum: [demo, price, help], optional: true }
      size: optional integer
      paid: optional boolean
      page: string
      cost: optional decimal
      rate: optional number
      due: optional timestamp
      day: optional date
      wait: optional duration
  lost: {}
attributes:
  kind: last(view.kind)
  size: last(view.size)
  paid: last(view.paid)
  page: last(view.page)
  cost: last(view.cost)
  rate: last(view.rate)
  due: last(view.due)
  day: last(view.day)
  wait: last(view.wait)
  source: first(view.page) else "direct"
scoring:
  heat: { half_life: 7d, range: 0..100, rules: { view: { on: view, points: 10 } }, bands: { hot: 80.., warm: 50..80, cold: ..50 } }
  once: { rules: { view: { on: view, points: 15, limit: once }, lost: { on: lost, points: 10, limit: 2 } } }
  fit: { rules: { big: { when: size >= 200, points: 20 }, small: { when: size < 50, points: 15 }, mail: { when: page is present, points: 10 } } }
  window: { half_life: 7d, rules: { view: { on: view, points: 10, limit: 1 per 7d } } }
  gone: { expire: 30d, rules: { view: { on: view, points: 10, limit: 2 per 10d } } }
let:
  big: size > 10
stages: { lead: {}, won: { outcome: won }, dead: { outcome: lost } }
triggers:
  gave_up: { from: lead, to: dead, on: lost }
"#;

fn model(conditions: &[&str]) -> Model {
    let mut text = HEAD.to_owned();
    for (at, when) in conditions.iter().enumerate() {
        let on = if when.contains("event.") { ", on: view" } else { "" };
        let _ = writeln!(text, "  t{at}: {{ from: lead, to: won{on}, when: '{when}' }}");
    }
    let (model, findings) = fixtures::definition(&[&text], crate::resolve::resolve);
    model.unwrap_or_else(|| panic!("{}", fixtures::drawn(&text, &findings)))
}

/// What is said of a condition: `never`, `always`, `can` with a witness, or `unknown`.
fn said(condition: &Condition<'_>) -> String {
    if always(condition).is_proved() {
        return "always".to_owned();
    }
    match satisfiable(&[condition], &[]) {
        Answer::No => "never".to_owned(),
        Answer::Yes(witness) => format!("can: {witness}"),
        Answer::Unknown => "unknown".to_owned(),
    }
}

/// Conditions, and what is said of each.
const DECIDED: &[(&str, &str)] = &[
    // numbers
    ("size > 10 and size < 5", "never"),
    ("size > 10 and size < 11", "never"),
    ("size > 10 and size < 12", "can: last(view.size) = 11"),
    ("rate > 10 and rate < 11", "can: last(view.rate) = 10.5"),
    ("cost > 10.5 and cost < 10.6", "can: last(view.cost) = 10.55"),
    ("cost > 10 and cost <= 10.00", "never"),
    ("size > 10 or size <= 10", "can: last(view.size) = 1"),
    ("size > 10 or size <= 10 or size is missing", "always"),
    ("size > 10.5 and size < 11", "never"),
    ("size in [1, 2] and size not in [2, 3] and size != 1", "never"),
    ("big and size <= 10", "never"),
    ("not big and size > 10", "never"),
    ("size == size", "can: last(view.size) = 1"),
    ("size != size", "never"),
    // arithmetic with constants
    ("size * 2 > 20 and size < 11", "never"),
    ("size + 5 > 10 and size <= 5", "never"),
    ("100 - size > 90 and size >= 10", "never"),
    ("-size > 0 and size > 0", "never"),
    ("rate * 10 > 1 and rate < 0.1", "never"),
    ("round(rate, 0) == 3 and rate < 2.5", "never"),
    ("floor(rate) == 3 and rate >= 4", "never"),
    ("to_number(size) > 2.5 and size < 3", "unknown"),
    ("stage.age / 1d > 3 and stage.age <= 3d", "never"),
    // arithmetic between attributes is beyond, but the same text is the same thing
    ("size + length(page) > 10", "unknown"),
    ("size + length(page) > 10 and size + length(page) < 5", "never"),
    // missing
    ("size is missing and size > 10", "never"),
    ("size is present or size is missing", "always"),
    ("not (size > 10) and size is missing", "never"),
    ("(size else 0) == 0 and size is missing", "can: last(view.size) is missing"),
    ("(size else 0) > 5 and size is missing", "never"),
    ("source is missing", "never"),
    // texts and enums
    ("kind == \"demo\" and kind == \"price\"", "never"),
    ("kind != \"demo\" and kind != \"price\" and kind != \"help\"", "never"),
    ("kind in [\"demo\", \"price\", \"help\"] or kind is missing", "always"),
    ("page == \"a\" and page starts with \"b\"", "never"),
    ("page starts with \"ab\" and page starts with \"b\"", "never"),
    ("page starts with \"ab\" and not (page starts with \"a\")", "never"),
    ("page ends with \"ab\" and page ends with \"b\"", "can: last(view.page) = \"ab\""),
    ("page ends with \"ab\" and page ends with \"c\"", "never"),
    ("page == \"x@gmail.com\" and not (page ends with \"@gmail.com\")", "never"),
    ("page matches \"^a\" and not (page matches \"^a\")", "never"),
    ("page in [\"a\", \"b\"] and page matches \"^c\"", "never"),
    ("kind starts with \"d\" and kind != \"demo\"", "never"),
    ("lower(page) == \"a\" and lower(page) == \"b\"", "never"),
    // truths
    ("paid and not paid", "never"),
    ("paid and paid == false", "never"),
    ("paid or not paid", "can: last(view.paid) = true"),
    ("paid or not paid or paid is missing", "always"),
    ("if(paid, 1, 2) == 3", "never"),
    ("if(paid, size, 5) == 7 and not paid", "never"),
    // times
    ("stage.age < 0s", "never"),
    ("stage.age >= 0s", "always"),
    ("stage.visits >= 1", "always"),
    ("stage.visits == 0", "never"),
    ("now - stage.entered_at < 0s", "never"),
    ("now - last(view.time) < 0s", "never"),
    ("due < 2026-01-01T00:00:00Z and due > 2026-01-02T00:00:00Z", "never"),
    ("day > 2026-01-01 and day < 2026-01-02", "never"),
    ("wait > 1d and wait < 24h", "never"),
    ("hour(now) >= 24", "never"),
    ("weekday(now) == \"monday\" and weekday(now) == \"friday\"", "never"),
    // folds
    ("count(view) >= 0", "always"),
    ("count(view) < 0", "never"),
    ("count(view) == 0 and page is present", "never"),
    ("count(view) == 0 and size > 3", "never"),
    ("count(view) == 0 and count(view in last 7d) > 0", "never"),
    ("count(view) < 3 and count(view where event.size > 3) >= 3", "never"),
    ("any(view) and count(view) == 0", "never"),
    ("count(view) > 0 and page is missing", "never"),
    ("count(view) > 0 and size is missing", "can: count(view) = 1, last(view.size) is missing"),
    ("min(view.size) > 5 and max(view.size) < 5", "never"),
    ("min(view.size) > last(view.size)", "never"),
    ("sum(view.size) > 5 and count(view) == 0", "never"),
    ("length(distinct(view.page)) < 0", "never"),
    ("\"a\" in distinct(view.page) and \"a\" not in distinct(view.page)", "never"),
    // comparisons of two things
    ("size > length(page) and size <= length(page)", "never"),
    ("size > count(lost) and size < 0", "never"),
    ("rate < score.heat and rate > 100", "never"),
    // scores
    ("score.heat > 100", "never"),
    ("score.heat >= 0", "always"),
    ("score.heat >= 100", "can: score.heat = 100"),
    ("score.heat.band == \"hot\" and score.heat < 80", "never"),
    ("score.heat.band is missing", "never"),
    ("score.once > 35", "never"),
    ("score.once >= 35", "can: score.once = 35"),
    ("score.once < 0", "never"),
    ("score.fit > 30", "never"),
    ("score.fit >= 30", "can: score.fit = 30"),
    ("score.window > 20.001", "never"),
    ("score.gone > 60", "never"),
    ("score.gone >= 60", "can: score.gone = 60"),
    // the event at hand is folded already
    ("event.size > 5 and size <= 5", "never"),
    ("event.size > 5 and size > 7", "can: event.size = 8, last(view.size) = 8"),
    ("event.page is missing", "never"),
    ("page is missing and event.size is missing", "never"),
    ("count(view) == 0 and event.size > 1", "never"),
];

#[test]
fn conditions_are_decided() {
    let conditions: Vec<&str> = DECIDED.iter().map(|(condition, _)| *condition).collect();
    let model = model(&conditions);
    let reasoner = Reasoner::new(&model);
    let mut wrong = Vec::new();
    for ((condition, expected), trigger) in DECIDED.iter().zip(model.triggers.iter().skip(1)) {
        let found = said(&reasoner.trigger(trigger, Setting::of_trigger(trigger)));
        if found != *expected {
            wrong.push(format!("{condition}\n    expected: {expected}\n    found:    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), DECIDED.len(), wrong.join("\n"));
}

#[test]
fn conditions_follow_from_and_exclude_one_another() {
    // a, b, whether a implies b, whether they exclude one another
    let table: &[(&str, &str, bool, bool)] = &[
        ("size > 10", "size > 5", true, false),
        ("size > 5", "size > 10", false, false),
        ("size >= 50", "size < 40", false, true),
        ("size >= 50 and paid", "size >= 50", true, false),
        ("size >= 50", "size >= 50 or paid", true, false),
        ("size == 3", "size in [1, 3]", true, false),
        ("kind == \"demo\"", "kind != \"price\"", true, false),
        ("kind == \"demo\"", "kind is present", true, false),
        ("kind is missing", "kind != \"demo\"", false, true),
        ("page starts with \"/pricing/\"", "page starts with \"/pricing\"", true, false),
        ("size * 2 > 20", "size > 10", true, false),
        ("page matches \"x\" and size > 1", "page matches \"x\"", true, false),
        ("score.heat >= 80", "score.heat.band == \"hot\"", true, false),
        ("size > length(page)", "size >= length(page)", true, false),
        ("size > length(page)", "length(page) > size", false, true),
    ];
    let written: Vec<&str> = table.iter().flat_map(|(a, b, _, _)| [*a, *b]).collect();
    let model = model(&written);
    let reasoner = Reasoner::new(&model);
    let conditions: Vec<Condition<'_>> =
        model.triggers.iter().skip(1).map(|trigger| reasoner.trigger(trigger, Setting::of_trigger(trigger))).collect();
    for ((a, b, follows, excludes), pair) in table.iter().zip(conditions.chunks(2)) {
        assert_eq!(implies(&pair[0], &[&pair[1]]).is_proved(), *follows, "{a} implies {b}");
        assert_eq!(disjoint(&pair[0], &pair[1]).is_proved(), *excludes, "{a} excludes {b}");
    }
}

/// One condition follows from several together.
#[test]
fn alternatives_together_leave_nothing() {
    let model = model(&["event.size >= 40", "event.size < 50", "event.size is present"]);
    let reasoner = Reasoner::new(&model);
    let conditions: Vec<Condition<'_>> =
        model.triggers.iter().skip(1).map(|trigger| reasoner.trigger(trigger, Setting::of_trigger(trigger))).collect();
    let [high, low, there] = conditions.as_slice() else { panic!("three conditions") };
    assert!(implies(there, &[high, low]).is_proved());
    assert!(!implies(there, &[high]).is_proved());
}

#[test]
fn the_part_that_makes_it_impossible_is_found() {
    for (condition, part) in [
        ("paid and size > 10 and kind is present and size < 5", "size > 10 · size < 5"),
        ("paid and (size > 10 and size < 5)", "size > 10 · size < 5"),
        ("paid and stage.age < 0s", "stage.age < 0s"),
        ("size > 10 and size < 5 or stage.age < 0s", "size > 10 and size < 5 or stage.age < 0s"),
    ] {
        let model = model(&[condition]);
        let reasoner = Reasoner::new(&model);
        let trigger = model.triggers.iter().next_back().unwrap();
        let parts = reasoner.impossible(trigger.when.as_ref().unwrap(), &Setting::of_trigger(trigger));
        let printed: Vec<String> = parts.into_iter().map(|part| model.print(part)).collect();
        assert_eq!(printed.join(" · "), part);
    }
}

/// What has more ways than can be looked at ends all the same, and nothing is claimed.
#[test]
fn too_much_is_unknown_in_bounded_time() {
    let clause = |at: usize| format!("(size == {at} or paid or length(page) == {} or rate == {at} or cost == {at})", at * 7);
    let clauses: Vec<String> = (0..60).map(clause).collect();
    let condition = clauses.join(" and ");
    let model = model(&[&condition]);
    let reasoner = Reasoner::new(&model);
    let trigger = model.triggers.iter().next_back().unwrap();
    let condition = reasoner.trigger(trigger, Setting::of_trigger(trigger));
    assert!(!never(&condition).is_proved());
    assert!(!always(&condition).is_proved());
}
