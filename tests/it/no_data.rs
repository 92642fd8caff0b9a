//! Where there is nothing to tell from, every output says so: null and "no data", never 0 of something unknown, NaN or the like.

use crate::support::run;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Every kind of figure over stages, events, clocks and key results; money, a dimension, a stage that nobody can be in yet.
const FUNNEL: &str = r#"
funnel: nothing
subject: deal
calendar: { timezone: Europe/Warsaw, business_hours: { days: monday..friday, hours: 09:00-17:00 } }
events:
  asked:   { fields: { source: optional string } }
  offered: { fields: { amount: decimal, size: optional number } }
  signed:  {}
  dropped: {}
  spent:   { subject: none, fields: { cost: decimal } }
attributes:
  source: { value: last(asked.source), dimension: true }
  amount: last(offered.amount)
stages: { lead: {}, offer: {}, won: { outcome: won }, lost: { outcome: lost } }
triggers:
  came:   { from: start, to: lead, on: asked }
  wanted: { from: lead, to: offer, on: offered }
  sold:   { from: offer, to: won, on: signed }
  gone:   { from: [lead, offer], to: lost, on: dropped }
slas:
  answer: { from: lead, until: offer, within: 8h, clock: business }
metrics:
  leads: count(lead)
  revenue: sum(won.amount)
  step: rate(lead -> offer)
  quick: rate(lead -> offer within 3d)
  raw_step: raw(step)
  hoped: estimate(step)
  took: median(lead -> offer)
  mean_size: mean(offered.size)
  cost: sum(spent.cost) / count(won)
  share: count(won) / count(lead)
  before: baseline(mean_size, previous month)
  here: current(lead)
okrs:
  grow:
    objective: Grow
    period: 2026-Q1
    key_results:
      step: { metric: step, from: 10%, to: 60% }
      size: { metric: mean_size, from: baseline(previous quarter), to: +25% }
      kept: { metric: mean_size, hold: ">= 5" }
      cost: { metric: cost, to: 100 }
"#;

const HEAD: &str = "subject,time,event,source,amount,size,cost\n";

/// What a log holds, and arguments.
const CASES: &[(&str, &str, &[&str])] = &[
    ("no row", "", &[]),
    ("no row, a period", "", &["--period", "2026-Q1", "--compare", "previous"]),
    ("no row, as of an instant", "", &["--as-of", "2026-02-01T00:00:00Z", "--period", "2026-Q1", "--compare", "previous"]),
    ("one event", "a,2026-01-05T09:00:00Z,asked,ads,,,\n", &[]),
    ("one event, a period", "a,2026-01-05T09:00:00Z,asked,ads,,,\n", &["--period", "2026-01-05", "--compare", "previous"]),
    ("one event before the period", "a,2026-01-05T09:00:00Z,asked,,,,\n", &["--period", "2026-02", "--compare", "previous"]),
    ("one event after the period", "a,2026-01-05T09:00:00Z,asked,,,,\n", &["--period", "2025-12", "--compare", "previous"]),
    (
        "as-of before everything",
        "a,2026-01-05T09:00:00Z,asked,ads,,,\na,2026-01-06T09:00:00Z,offered,,5,1,\n",
        &["--as-of", "2025-12-01T00:00:00Z"],
    ),
    (
        "as-of before everything, a period",
        "a,2026-01-05T09:00:00Z,asked,,,,\n",
        &["--as-of", "2025-12-01T00:00:00Z", "--period", "2026-Q1", "--compare", "previous"],
    ),
    (
        "all rejected",
        "a,yesterday,asked,,,,\n,2026-01-05T09:00:00Z,asked,,,,\na,2026-01-05T09:00:00Z,offered,,much,,\n",
        &["--period", "2026-Q1", "--compare", "2025"],
    ),
    ("all unknown", "a,2026-01-05T09:00:00Z,aksed,,,,\n", &[]),
    (
        "nobody entered",
        "a,2026-01-05T09:00:00Z,signed,,,,\na,2026-01-06T09:00:00Z,dropped,,,,\n",
        &["--period", "2026-01", "--compare", "previous"],
    ),
    ("events of nobody", ",2026-01-05T09:00:00Z,spent,,,,12.50\n", &["--period", "2026-01", "--compare", "previous"]),
    (
        "all in one instant",
        "a,2026-01-05T09:00:00Z,asked,ads,,,\na,2026-01-05T09:00:00Z,offered,,0,0,\na,2026-01-05T09:00:00Z,signed,,,,\n",
        &["--period", "2026-01", "--compare", "previous"],
    ),
    (
        "the least numbers",
        "a,2026-01-05T09:00:00Z,asked,ads,,,\na,2026-01-05T09:00:01Z,offered,,-0.00,-0.0,\nb,2026-01-05T09:00:01Z,offered,,-0.00,-1e-300,\n",
        &[],
    ),
    (
        "the greatest",
        "a,2026-01-05T09:00:00Z,asked,,,,\na,2026-01-05T10:00:00Z,offered,,1,1e308,\nb,2026-01-05T10:00:00Z,offered,,1,1e308,\n",
        &["--period", "2026-01", "--compare", "previous"],
    ),
];

/// Figures that are nothing where what they are of is nobody or nothing, and the count that says so.
const OF: &[(&str, &[&str])] = &[
    ("cohort", &["rate", "rate_interval", "mature_rate", "mature_interval", "estimate", "value"]),
    ("mature", &["mature_rate", "mature_interval"]),
    ("started", &["attainment", "attainment_interval"]),
    ("won", &["seconds_to_win", "won_value"]),
    ("lost", &["seconds_to_lose", "lost_value"]),
    ("opportunities", &[]),
    ("entries", &[]),
];

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(object) => object.values().all(Value::is_null),
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn walk(value: &Value, way: &str, seen: &mut u32) {
    match value {
        Value::Object(object) => {
            for (count, figures) in OF {
                if object.get(*count) != Some(&Value::from(0)) {
                    continue;
                }
                for figure in *figures {
                    let figure_of = object.get(*figure);
                    assert!(figure_of.is_none_or(is_nothing), "{way}: {figure} is {} where {count} is 0", object[*figure]);
                    *seen += u32::from(figure_of.is_some());
                }
            }
            object.iter().for_each(|(key, inner)| walk(inner, &format!("{way}.{key}"), seen));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| walk(inner, &format!("{way}[{at}]"), seen)),
        Value::Number(number) => {
            let text = number.to_string();
            assert!(!text.starts_with("-0.0") || text.parse() != Ok(0.0_f64), "{way}: {text}");
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// What no output says, in whole words.
fn has_no_such_word(why: &str, file: &str, text: &str) {
    for word in text.split(|c: char| c.is_whitespace() || "|,;:()[]{}\"".contains(c)) {
        let bad = ["nan", "inf", "-inf", "infinity", "-infinity", "+inf", "undefined", "-0", "-0.0", "+0", "+0.0", "-0s", "e308"];
        assert!(!bad.contains(&word.to_lowercase().as_str()), "{why}: {file} says `{word}`:\n{text}");
    }
}

#[test]
fn nothing_is_said_where_nothing_is_known() {
    let mut seen = 0;
    for (why, rows, arguments) in CASES {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("funnel.yaml"), FUNNEL).expect("a definition");
        fs::write(home.path().join("log.csv"), format!("{HEAD}{rows}")).expect("a log");
        for audience in [None, Some("leadership"), Some("team")] {
            let mut all = vec!["run", ".", "--events", "log.csv", "--out", "out", "--tables", "csv"];
            all.extend(audience.map_or(&[][..], |_| &["--audience"]));
            all.extend(audience);
            all.extend(*arguments);
            let said = run(home.path(), &all);
            assert_eq!(said.code, 0, "{why}: {}", said.err);
            has_no_such_word(why, "the summary", &said.out);
            has_no_such_word(why, "the messages", &said.err);
            for file in fs::read_dir(home.path().join("out")).expect("files") {
                let path = file.expect("a file").path();
                let text = fs::read_to_string(&path).expect("text");
                if path.ends_with("report.json") {
                    walk(&serde_json::from_str(&text).expect("JSON"), why, &mut seen);
                }
                // The log's own words stand in the rejected rows.
                if !path.ends_with("rejected.ndjson") {
                    has_no_such_word(why, &path.display().to_string(), &text);
                }
            }
            if rows.is_empty() {
                shows_no_share_of_nobody(&said.out, &home.path().join("out/report.md"));
            }
        }
    }
    assert!(seen > 1_000, "{seen}");
}

/// Of a log without rows no share, no time and no amount is known.
fn shows_no_share_of_nobody(summary: &str, page: &Path) {
    let page = fs::read_to_string(page).expect("a page");
    let page = page.split("## What the figures mean").next().unwrap_or_default();
    for text in [summary, page] {
        for (at, _) in text.match_indices('%') {
            let before: String = text[..at].chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
            // The goals of the definition, the share of the quarter that is over, and what an interval is of.
            let is_known = ["10.0", "60.0", "34.5", "95"].iter().any(|target| before.trim_end_matches(['\u{a0}', ' ']).ends_with(target));
            assert!(is_known, "a share of nobody: `{before}%` in\n{text}");
        }
        assert!(text.contains("no data"), "{text}");
    }
}

/// The same reports of the shipped definition.
#[test]
fn the_example_of_an_empty_log_says_so() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("log.ndjson"), "").expect("a log");
    let definition = Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels/b2b_saas").to_string_lossy().into_owned();
    let said = run(home.path(), &["run", &definition, "--events", "log.ndjson", "--out", "out", "--audience", "team"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let page = fs::read_to_string(home.path().join("out/report.md")).expect("a page");
    insta::assert_snapshot!(page.split("## What the figures mean").next().unwrap_or_default());
}
