//! Service level clocks at their edges (L7), a case for each sentence.

use super::support::run;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const FUNNEL: &str = "
funnel: clocks
events:                # in this order within an instant
  early: {}
  hurry: {}
  enter: {}
  answer: {}
  park: {}
  leave: {}
  win: {}
attributes:
  hurried: count(hurry)
stages:
  fresh: {}
  wait: {}
  next: {}
  parked: { off_path: true }
  won: { outcome: won }
  gone: { outcome: lost }
triggers:
  enters: { from: [fresh, parked], to: wait, on: enter }
  goes_on: { from: wait, to: next, when: hurried > 0 }
  parks: { from: wait, to: parked, on: park }
  leaves: { from: [wait, next], to: gone, on: leave }
  wins: { from: wait, to: won, on: win }
slas:
  answered: { from: wait, until: [answer, next], within: 10h }
  again: { from: wait, until: enter, within: 10h }
  before: { from: wait, until: early, within: 10h }
  won_soon: { from: wait, until: won, within: 10h }
  parked_soon: { from: wait, until: parked, within: 10h }
";

/// A subject, its events with their times on 2026-01-01, the agreement, the visit, and what becomes of the clock.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str, u32, &'static str);

const CASES: &[Case] = &[
    ("the deadline itself is in time", &[("00:00:00", "enter"), ("10:00:00", "answer")], "answered", 1, "met 36000"),
    ("a breached clock still stops, late", &[("00:00:00", "enter"), ("10:00:01", "answer")], "answered", 1, "breached 36001"),
    ("nothing comes", &[("00:00:00", "enter")], "answered", 1, "breached"),
    ("as-of is the deadline", &[("14:00:00", "enter")], "answered", 1, "breached"),
    ("the deadline is to come", &[("14:00:01", "enter")], "answered", 1, "running"),
    ("lost before the deadline", &[("00:00:00", "enter"), ("05:00:00", "leave")], "answered", 1, "cancelled"),
    ("lost at the deadline", &[("00:00:00", "enter"), ("10:00:00", "leave")], "answered", 1, "breached"),
    ("beside the path before the deadline", &[("00:00:00", "enter"), ("01:00:00", "park")], "answered", 1, "cancelled"),
    (
        "every visit has its own clock",
        &[("00:00:00", "enter"), ("01:00:00", "park"), ("02:00:00", "enter"), ("03:00:00", "answer")],
        "answered",
        2,
        "met 3600",
    ),
    ("a later event of the same instant counts", &[("00:00:00", "enter"), ("00:00:00", "answer")], "answered", 1, "met 0"),
    ("an earlier one does not", &[("00:00:00", "early"), ("00:00:00", "enter")], "before", 1, "breached"),
    ("a stage of the same cascade counts", &[("00:00:00", "hurry"), ("01:00:00", "enter")], "answered", 1, "met 0"),
    ("the event that caused the entry does not", &[("00:00:00", "enter")], "again", 1, "breached"),
    ("the same event once more does", &[("00:00:00", "enter"), ("01:00:00", "enter")], "again", 1, "met 3600"),
    ("the first until stops it", &[("00:00:00", "enter"), ("01:00:00", "answer"), ("02:00:00", "answer")], "answered", 1, "met 3600"),
    ("an outcome that is the until is met", &[("00:00:00", "enter"), ("02:00:00", "win")], "won_soon", 1, "met 7200"),
    ("beside the path at the deadline", &[("00:00:00", "enter"), ("10:00:00", "park")], "answered", 1, "breached"),
    ("a stage beside the path that is the until is met", &[("00:00:00", "enter"), ("02:00:00", "park")], "parked_soon", 1, "met 7200"),
    ("an outcome that is not cancels", &[("00:00:00", "enter"), ("02:00:00", "win")], "answered", 1, "cancelled"),
];

#[test]
fn every_clock_ends_as_the_language_says() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), FUNNEL).expect("a definition");
    let mut log = String::from("subject,time,event\n");
    for (subject, events, ..) in CASES {
        for (time, event) in *events {
            let _ = writeln!(log, "\"{subject}\",2026-01-01T{time}Z,{event}");
        }
    }
    fs::write(home.path().join("log.csv"), log).expect("a log");
    let out = ["run", ".", "--events", "log.csv", "--as-of", "2026-01-02T00:00:00Z", "--out", "out", "--tables", "csv"];
    let said = run(home.path(), &[&out[..], &["--quiet"]].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let mut reader = csv::Reader::from_path(home.path().join("out/slas.csv")).expect("the clocks");
    let columns: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
    let mut clocks: BTreeMap<(String, String, String), String> = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let cell = |name: &str| row[columns.iter().position(|column| column == name).expect(name)].to_owned();
        let end = format!("{} {}", cell("state"), cell("seconds"));
        clocks.insert((cell("subject"), cell("sla"), cell("visit")), end.trim().to_owned());
    }
    the_report_has_the_times_of_all_that_stopped(&home.path().join("out/report.json"), &clocks);
    for (subject, _, sla, visit, expected) in CASES {
        let found = clocks.get(&((*subject).to_owned(), (*sla).to_owned(), visit.to_string()));
        assert_eq!(found.map(String::as_str), Some(*expected), "{subject}");
    }
}

/// Late ones too; and every clock is in one state.
fn the_report_has_the_times_of_all_that_stopped(report: &Path, clocks: &BTreeMap<(String, String, String), String>) {
    let text = fs::read_to_string(report).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for sla in report["slas"].as_array().expect("service levels") {
        let of_it = || clocks.iter().filter(|((_, name, _), _)| sla["id"] == name.as_str()).map(|(_, end)| end.as_str());
        let times: Vec<f64> = of_it().filter_map(|end| end.split(' ').nth(1)?.parse().ok()).collect();
        let mean = times.iter().sum::<f64>() / f64::from(u32::try_from(times.len()).expect("a few"));
        let reported = sla["seconds"]["mean"].as_f64();
        assert_eq!(reported.is_some(), !times.is_empty(), "{sla:#}");
        assert!(reported.is_none_or(|reported| (reported - mean).abs() <= 1e-9 * mean.max(1.0)), "{mean} of {times:?}: {sla:#}");
        for state in ["met", "breached", "cancelled", "running"] {
            let count = of_it().filter(|end| end.split(' ').next() == Some(state)).count();
            assert_eq!(sla[state].as_u64(), u64::try_from(count).ok(), "{state} of {sla:#}");
        }
    }
}
