//! Objectives (L8), a case for each sentence, worked out by hand.
//!
//! In December ticks 1 to 8 came, one a day; in January tick 1 on the 1st to tick 15 on the 15th, and 16 to 20 on the 16th. As-of is
//! noon of the 16th: half of January's 31 days.

use crate::support::run;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

const FUNNEL: &str = "
funnel: results
events:
  came: {}
  left: {}
  tick: { subject: none, fields: { v: decimal } }
  launched: {}
  planned: { subject: none }
stages:
  here: {}
  gone: { outcome: won }
triggers:
  goes: { from: here, to: gone, on: left }
okrs:
";

fn log() -> String {
    let mut log = String::new();
    let mut tick = |day: &str, v: u32| _ = writeln!(log, r#"{{"time":"{day}T06:00:00Z","event":"tick","v":{v}}}"#);
    (1..=8).for_each(|v| tick(&format!("2025-12-{v:02}"), v));
    (1..=20).for_each(|v| tick(&format!("2026-01-{:02}", v.min(16)), v));
    log.push_str(
        r#"{"time":"2025-12-31T23:59:59.999999Z","event":"planned"}
{"time":"2026-01-01T00:00:00Z","event":"launched","subject":"a"}
{"time":"2026-01-02T00:00:00Z","event":"came","subject":"b"}
{"time":"2026-01-03T00:00:00Z","event":"left","subject":"b"}
"#,
    );
    log
}

/// The objectives of a report.
fn okrs(head: &str, okrs: &str, as_of: &str) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), format!("{head}{FUNNEL}{okrs}")).expect("a definition");
    fs::write(home.path().join("log.ndjson"), log()).expect("a log");
    let said = run(home.path(), &["run", ".", "--events", "log.ndjson", "--as-of", as_of, "--out", "out", "--quiet"]);
    assert_eq!(said.code, 0, "{}", run(home.path(), &["check", "."]).out);
    let text = fs::read_to_string(home.path().join("out/report.json")).expect("a report");
    serde_json::from_str::<Value>(&text).expect("JSON")["okrs"].clone()
}

const NOON: &str = "2026-01-16T12:00:00Z";

fn near(found: &Value, expected: Option<f64>) -> bool {
    match (found.as_f64(), expected) {
        (Some(found), Some(expected)) => (found - expected).abs() < 1e-12 * expected.abs().max(1.0),
        (None, None) => found.is_null(),
        _ => false,
    }
}

/// Why, the key result, its kind, where it starts, is to get and is, its progress, status and forecast.
type Case = (&'static str, &'static str, &'static str, [Option<f64>; 3], Option<f64>, Option<&'static str>, Option<f64>);

const CASES: &[Case] = &[
    (
        "0.9 of pace is on track",
        "metric: count(tick where event.v <= 9), to: 20",
        "accumulates",
        [None, Some(20.0), Some(9.0)],
        Some(0.45),
        Some("on_track"),
        Some(18.0),
    ),
    (
        "less is at risk",
        "metric: count(tick where event.v <= 8), to: 18",
        "accumulates",
        [None, Some(18.0), Some(8.0)],
        Some(8.0 / 18.0),
        Some("at_risk"),
        Some(16.0),
    ),
    (
        "down to 0.7 of pace",
        "metric: count(tick where event.v <= 7), to: 20",
        "accumulates",
        [None, Some(20.0), Some(7.0)],
        Some(0.35),
        Some("at_risk"),
        Some(14.0),
    ),
    (
        "less is off",
        "metric: count(tick where event.v <= 6), to: 20",
        "accumulates",
        [None, Some(20.0), Some(6.0)],
        Some(0.3),
        Some("off_track"),
        Some(12.0),
    ),
    (
        "all of it is done",
        "metric: count(tick where event.v <= 10), to: 10",
        "accumulates",
        [None, Some(10.0), Some(10.0)],
        Some(1.0),
        Some("done"),
        Some(20.0),
    ),
    (
        "more is no more than 1",
        "metric: count(tick), to: 5",
        "accumulates",
        [None, Some(5.0), Some(20.0)],
        Some(1.0),
        Some("done"),
        Some(40.0),
    ),
    (
        "what accumulates counts from 0: `from` is to compare with",
        "metric: count(tick where event.v <= 9), from: 5, to: 20",
        "accumulates",
        [Some(5.0), Some(20.0), Some(9.0)],
        Some(0.45),
        Some("on_track"),
        Some(18.0),
    ),
    (
        "a sum accumulates",
        "metric: sum(tick.v), to: 420",
        "accumulates",
        [None, Some(420.0), Some(210.0)],
        Some(0.5),
        Some("on_track"),
        Some(420.0),
    ),
    (
        "different values do",
        "metric: distinct(tick.v), to: 40",
        "accumulates",
        [None, Some(40.0), Some(20.0)],
        Some(0.5),
        Some("on_track"),
        Some(40.0),
    ),
    (
        "sums and differences of such",
        "metric: count(tick) + count(tick) - count(came), to: 78",
        "accumulates",
        [None, Some(78.0), Some(39.0)],
        Some(0.5),
        Some("on_track"),
        Some(78.0),
    ),
    (
        "and multiples",
        "metric: count(tick) * 3 / 2, to: 60",
        "accumulates",
        [None, Some(60.0), Some(30.0)],
        Some(0.5),
        Some("on_track"),
        Some(60.0),
    ),
    (
        "a quotient of counts is a level",
        "metric: count(tick) / count(came), to: 40",
        "level",
        [None, Some(40.0), Some(20.0)],
        Some(0.5),
        Some("on_track"),
        Some(40.0),
    ),
    (
        "a mean is, without `from` from 0",
        "metric: mean(tick.v), to: 21",
        "level",
        [None, Some(21.0), Some(10.5)],
        Some(0.5),
        Some("on_track"),
        Some(21.0),
    ),
    (
        "from a level to a level",
        "metric: mean(tick.v), from: 10, to: 11",
        "level",
        [Some(10.0), Some(11.0), Some(10.5)],
        Some(0.5),
        Some("on_track"),
        Some(11.0),
    ),
    (
        "downwards just as well",
        "metric: mean(tick.v), from: 12, to: 9",
        "level",
        [Some(12.0), Some(9.0), Some(10.5)],
        Some(0.5),
        Some("on_track"),
        Some(9.0),
    ),
    (
        "the wrong way is 0",
        "metric: mean(tick.v), from: 10, to: 9",
        "level",
        [Some(10.0), Some(9.0), Some(10.5)],
        Some(0.0),
        Some("off_track"),
        Some(11.0),
    ),
    (
        "past the goal is 1",
        "metric: mean(tick.v), from: 8, to: 10",
        "level",
        [Some(8.0), Some(10.0), Some(10.5)],
        Some(1.0),
        Some("done"),
        Some(13.0),
    ),
    (
        "a rate is",
        "metric: rate(here -> gone), from: 50%, to: 150%",
        "level",
        [Some(0.5), Some(1.5), Some(1.0)],
        Some(0.5),
        Some("on_track"),
        Some(1.5),
    ),
    ("what is there is", "metric: current(gone), to: 2", "level", [None, Some(2.0), Some(1.0)], Some(0.5), Some("on_track"), Some(2.0)),
    (
        "a median of durations is",
        "metric: median(here -> gone), from: 2d, to: 12h",
        "level",
        [Some(172_800.0), Some(43_200.0), Some(86_400.0)],
        Some(2.0 / 3.0),
        Some("on_track"),
        Some(0.0),
    ),
    (
        "`kind` says otherwise",
        "metric: count(tick), kind: level, from: 10, to: 30",
        "level",
        [Some(10.0), Some(30.0), Some(20.0)],
        Some(0.5),
        Some("on_track"),
        Some(30.0),
    ),
    (
        "and the other way",
        "metric: mean(tick.v), kind: accumulates, to: 21",
        "accumulates",
        [None, Some(21.0), Some(10.5)],
        Some(0.5),
        Some("on_track"),
        Some(21.0),
    ),
    (
        "a share more than the level before",
        "metric: count(tick where event.v <= 5), from: baseline(previous month), to: +20%",
        "accumulates",
        [Some(5.0), Some(6.0), Some(5.0)],
        Some(5.0 / 6.0),
        Some("on_track"),
        Some(10.0),
    ),
    (
        "a share less",
        "metric: mean(tick.v), from: 20, to: -50%",
        "level",
        [Some(20.0), Some(10.0), Some(10.5)],
        Some(0.95),
        Some("on_track"),
        Some(1.0),
    ),
    (
        "the level before of another metric",
        "metric: mean(tick.v), from: \"baseline(max(tick.v), 2025-12)\", to: 13",
        "level",
        [Some(8.0), Some(13.0), Some(10.5)],
        Some(0.5),
        Some("on_track"),
        Some(13.0),
    ),
    (
        "the level of the year before, all its days",
        "metric: mean(tick.v), from: baseline(previous year), to: 13",
        "level",
        [Some(4.5), Some(13.0), Some(10.5)],
        Some(6.0 / 8.5),
        Some("on_track"),
        Some(16.5),
    ),
    (
        "where there was nothing",
        "metric: mean(tick.v), from: baseline(2024-12), to: 13",
        "level",
        [None, Some(13.0), Some(10.5)],
        None,
        None,
        None,
    ),
    (
        "no way to go is none",
        "metric: mean(tick.v), from: 10, to: 10",
        "level",
        [Some(10.0), Some(10.0), Some(10.5)],
        None,
        None,
        Some(11.0),
    ),
    ("nothing to reach is none", "metric: count(tick), to: 0", "accumulates", [None, Some(0.0), Some(20.0)], None, None, Some(40.0)),
    ("no value is none", "metric: mean(tick.v where event.v > 99), to: 5", "level", [None, Some(5.0), None], None, None, None),
    ("it happened, to any subject", "milestone: launched", "milestone", [None, None, None], Some(1.0), Some("done"), None),
    (
        "it happened a microsecond before the period",
        "milestone: planned",
        "milestone",
        [None, None, None],
        Some(0.0),
        Some("off_track"),
        None,
    ),
    (
        "a level kept in two of three weeks: 2.5, 6, 10.5",
        "metric: mean(tick.v), hold: \">= 5\"",
        "hold",
        [None, Some(5.0), Some(10.5)],
        Some(2.0 / 3.0),
        Some("on_track"),
        None,
    ),
    (
        "the edge holds",
        "metric: mean(tick.v), hold: \"<= 6\"",
        "hold",
        [None, Some(6.0), Some(10.5)],
        Some(2.0 / 3.0),
        Some("on_track"),
        None,
    ),
    (
        "kept in all, but the period is not over",
        "metric: mean(tick.v), hold: \">= 2.5\"",
        "hold",
        [None, Some(2.5), Some(10.5)],
        Some(1.0),
        Some("on_track"),
        None,
    ),
    (
        "of what accumulates each week alone: 4, 7, 9",
        "metric: count(tick), hold: \">= 9\"",
        "hold",
        [None, Some(9.0), Some(20.0)],
        Some(1.0 / 3.0),
        Some("off_track"),
        None,
    ),
    (
        "weeks without a value do not count",
        "metric: mean(tick.v where event.v >= 8), hold: \">= 10\"",
        "hold",
        [None, Some(10.0), Some(14.0)],
        Some(0.5),
        Some("on_track"),
        None,
    ),
];

#[test]
fn every_kind_of_key_result_at_half_of_the_period() {
    let mut text = String::from("  half:\n    period: 2026-01\n    key_results:\n");
    for (at, (_, result, ..)) in CASES.iter().enumerate() {
        let _ = writeln!(text, "      k{at}: {{ {result} }}");
    }
    let okrs = okrs("", &text, NOON);
    assert_eq!(okrs[0]["pace"], json!(0.5));
    for (at, (why, result, kind, [from, to, now], progress, status, forecast)) in CASES.iter().enumerate() {
        let found = &okrs[0]["key_results"][at];
        assert_eq!((&found["kind"], &found["status"]), (&json!(kind), &json!(status)), "{why}: {result}: {found}");
        for (key, expected) in [("from", from), ("to", to), ("now", now), ("progress", progress), ("forecast", forecast)] {
            assert!(near(&found[key], *expected), "{why}: {result}: {key} is {} where {expected:?} is right", found[key]);
        }
    }
    let without = CASES.iter().filter(|case| case.4.is_none()).count();
    assert_eq!(okrs[0]["unknown"], json!(without), "key results without a progress are counted");
}

fn weekly(result: &Value) -> Vec<(String, Option<f64>)> {
    let weeks = result["weekly"].as_array().expect("weeks");
    weeks.iter().map(|week| (week["period"].as_str().expect("a week").to_owned(), week["value"].as_f64())).collect()
}

/// January begins on a Thursday: its first week has four days. The week of as-of has begun.
#[test]
fn weekly_has_each_week_that_has_begun() {
    let text = "  half:
    period: 2026-01
    key_results:
      own: { metric: count(tick), to: 20 }
      level: { metric: mean(tick.v), to: 20 }
      late: { metric: mean(tick.v where event.v >= 8), to: 20 }
";
    let okrs = okrs("", text, NOON);
    let weeks = |values: [Option<f64>; 3]| -> Vec<(String, Option<f64>)> {
        ["2026-W01", "2026-W02", "2026-W03"].into_iter().map(str::to_owned).zip(values).collect()
    };
    let found: Vec<_> = okrs[0]["key_results"].as_array().expect("key results").iter().map(weekly).collect();
    assert_eq!(found[0], weeks([Some(4.0), Some(7.0), Some(9.0)]), "what accumulates: the week's own");
    assert_eq!(found[1], weeks([Some(2.5), Some(6.0), Some(10.5)]), "a level: the period to the week's end");
    assert_eq!(found[2], weeks([None, Some(9.5), Some(14.0)]), "no value is none");
}

#[test]
fn pace_is_of_the_period_and_nothing_before_it() {
    let of = |period: &str| {
        format!(
            "    period: {period}\n    key_results: {{ ticks: {{ metric: count(tick), to: 40 }}, fair: {{ metric: mean(tick.v), hold: \">= 1\" }} }}\n"
        )
    };
    let text = format!(
        "  to_come:\n{}  over:\n{}  young:\n{}  a_tenth:\n{}  begins:\n{}",
        of("2026-02"),
        of("2025-12"),
        of("2026-01-13..2026-02-28"),
        of("2026-01-15..2026-01-29"),
        of("2026-01-16..2026-01-31")
    );
    let okrs = okrs("", &text, NOON);
    let to_come = &okrs[0];
    assert_eq!([&to_come["pace"], &to_come["status"]], [&Value::Null, &Value::Null]);
    let ticks = &to_come["key_results"][0];
    assert_eq!([&ticks["status"], &ticks["forecast"], &ticks["weekly"]], [&Value::Null, &Value::Null, &json!([])]);
    let over = &okrs[1];
    assert_eq!([&over["pace"], &over["key_results"][0]["forecast"]], [&json!(1.0), &json!(8.0)]);
    assert_eq!(over["key_results"][1]["status"], "done", "kept to the end");
    // 3.5 of 47 days, 1.5 of 15, half of a day of 16.
    for (at, pace, forecast) in [(2, 3.5 / 47.0, None), (3, 0.1, Some(60.0)), (4, 0.5 / 16.0, None)] {
        assert!(near(&okrs[at]["pace"], Some(pace)), "{}", okrs[at]["pace"]);
        assert!(near(&okrs[at]["key_results"][0]["forecast"], forecast), "{}", okrs[at]);
    }
}

/// March in Warsaw is an hour short of 31 days: its middle is 371.5 hours after its beginning.
#[test]
fn pace_is_of_real_time_where_clocks_change() {
    let text = "  spring:\n    period: 2026-03\n    key_results: { planned: { milestone: planned } }\n";
    let okrs = okrs("calendar: { timezone: Europe/Warsaw }\n", text, "2026-03-16T10:30:00Z");
    assert_eq!(okrs[0]["pace"], json!(0.5));
}

#[test]
fn an_objective_is_the_weighted_mean_of_what_is_known() {
    let text = "  top:
    objective: The whole
    owner: sales
    period: 2026-01
    parent: null
    key_results:
      half: { metric: count(tick), to: 40, weight: 3 }
      done: { milestone: launched }
      unknown: { metric: mean(tick.v where event.v > 99), to: 5, weight: 100 }
    initiatives:
      project: { title: A project, owner: sales, drives: [half, unknown] }
  below:
    period: 2026-01
    parent: top
    key_results:
      unknown: { metric: mean(tick.v where event.v > 99), to: 5 }
      same: { metric: mean(tick.v), from: 5, to: 5 }
  below_that:
    period: 2026-01
    parent: below
    key_results: { kept: { metric: mean(tick.v), hold: '>= 1' }, half: { metric: count(tick), to: 20 } }
";
    let okrs = okrs("", text, NOON);
    let (top, below, last) = (&okrs[0], &okrs[1], &okrs[2]);
    // (3 · 0.5 + 1 · 1) / 4
    assert!(near(&top["progress"], Some(0.625)) && top["status"] == "on_track" && top["unknown"] == 1, "{top}");
    assert_eq!([&below["progress"], &below["status"], &below["unknown"]], [&Value::Null, &Value::Null, &json!(2)]);
    assert_eq!([&top["parent"], &below["parent"], &last["parent"]], [&Value::Null, &json!("top"), &json!("below")]);
    assert_eq!(top["initiatives"], json!([{ "id": "project", "title": "A project", "owner": "sales", "drives": ["half", "unknown"] }]));
    assert_eq!([&last["progress"], &last["status"]], [&json!(1.0), &json!("on_track")], "what is to be kept is open to the end");
}

#[test]
fn parents_and_projects_are_references_like_others() {
    let home = tempfile::tempdir().expect("a folder");
    let of = |parent: &str, drives: &str| {
        format!(
            "    period: 2026-01\n    parent: {parent}\n    key_results: {{ half: {{ metric: count(tick), to: 40 }} }}\n    initiatives: {{ p: {{ title: P, drives: [{drives}] }} }}\n"
        )
    };
    let check = |text: String| {
        fs::write(home.path().join("funnel.yaml"), format!("{FUNNEL}{text}")).expect("a definition");
        run(home.path(), &["check", "."]).out
    };
    let said = check(format!("  first:\n{}  second:\n{}", of("secnd", "half"), of("null", "hlf")));
    assert!(said.contains("name-unknown") && said.contains("did you mean `second`?") && said.contains("did you mean `half`?"), "{said}");
    let said = check(format!("  first:\n{}  second:\n{}", of("second", "half"), of("first", "half")));
    assert!(said.contains("objective-cycle"), "{said}");
}
