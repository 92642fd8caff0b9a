//! Metrics (L8), a case for each sentence: what the log holds is small enough to work each value out by hand.

use crate::support::run;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;

const FUNNEL: &str = "
funnel: measured
subject: deal
calendar: { timezone: Europe/Warsaw, fiscal_year_starts: 02-01 }
events:
  asked:   { fields: { source: optional string } }
  called:  { fields: { seconds: optional integer, rating: optional number } }
  offered: { fields: { amount: optional decimal } }
  signed:  {}
  dropped: {}
  spent:   { subject: none, fields: { cost: decimal, channel: string } }
attributes:
  source: first(asked.source)
  amount: last(offered.amount)
  calls:  count(called)
stages:
  lead:  {}
  offer: {}
  won:   { outcome: won }
  lost:  { outcome: lost }
triggers:
  came:     { from: start, to: lead, on: asked }
  wanted:   { from: lead, to: offer, on: offered }
  sold:     { from: offer, to: won, on: signed }
  gone:     { from: [lead, offer], to: lost, on: dropped }
  reopened: { from: [won, lost], to: lead, on: asked }
metrics:
  won_share: rate(lead -> won)
  leads: count(lead)
";

/// March in Warsaw is from 2026-02-28T23:00Z until 2026-03-31T22:00Z: the clocks change on the 29th.
const LOG: &str = "
a 2026-02-28T22:59:59.999999Z asked   source=ads
a 2026-03-02T12:00:00Z        offered amount=0.10
a 2026-03-12T12:00:00Z        signed
b 2026-02-28T23:00:00Z        asked   source=ads
b 2026-03-01T09:00:00Z        called  seconds=30 rating=0.1
b 2026-03-02T09:00:00Z        called  seconds=60 rating=0.2
b 2026-03-03T23:00:00Z        offered amount=0.20
b 2026-03-09T23:00:00Z        dropped
c 2026-03-05T00:00:00Z        asked
c 2026-03-06T00:00:00Z        called  rating=0.3
c 2026-03-15T00:00:00Z        offered amount=0.30
c 2026-04-02T00:00:00Z        signed
d 2026-03-31T21:59:59.999999Z asked   source=web
d 2026-04-02T21:59:59.999999Z offered amount=1000000000000000000000.01
e 2026-03-31T22:00:00Z        asked   source=web
f 2026-03-10T00:00:00Z        asked   source=ads
f 2026-03-11T00:00:00Z        dropped
f 2026-03-12T00:00:00Z        asked
f 2026-03-20T00:00:00Z        called  seconds=90 rating=0.1
g 2026-03-20T00:00:00Z        asked   source=fair
g 2026-03-20T00:00:00Z        offered amount=5
- 2026-03-01T00:00:00Z        spent   cost=100 channel=ads
- 2026-03-31T21:59:00Z        spent   cost=50.05 channel=web
- 2026-03-31T22:00:00Z        spent   cost=7 channel=web
";

/// The report over the log of metrics of those expressions, as it is written, by the number of the metric: `m0`, `m1`, ….
fn written(expressions: &[&str], arguments: &[&str]) -> (Value, String) {
    let home = tempfile::tempdir().expect("a folder");
    let mut funnel = FUNNEL.to_owned();
    for (at, expression) in expressions.iter().enumerate() {
        let _ = writeln!(funnel, "  m{at}: '{expression}'");
    }
    fs::write(home.path().join("funnel.yaml"), funnel).expect("a definition");
    let mut log = String::new();
    for line in LOG.lines().filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let mut word = || words.next().expect("a word");
        let (subject, time, event) = (word(), word(), word());
        let subject = if subject == "-" { String::new() } else { format!(r#","subject":"{subject}""#) };
        let fields: String = words
            .map(|field| {
                let (name, value) = field.split_once('=').expect("a field");
                let is_number = ["seconds", "rating"].contains(&name);
                if is_number { format!(r#","{name}":{value}"#) } else { format!(r#","{name}":"{value}""#) }
            })
            .collect();
        let _ = writeln!(log, r#"{{"time":"{time}","event":"{event}"{subject}{fields}}}"#);
    }
    fs::write(home.path().join("log.ndjson"), log).expect("a log");
    let base = ["run", ".", "--events", "log.ndjson", "--out", "out", "--quiet"];
    let as_of = if arguments.contains(&"--as-of") { &[][..] } else { &["--as-of", "2026-04-20T00:00:00Z"] };
    let said = run(home.path(), &[&base[..], as_of, arguments].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let text = fs::read_to_string(home.path().join("out/report.json")).expect("a report");
    (serde_json::from_str(&text).expect("JSON"), text)
}

const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
/// No data.
const NULL: f64 = f64::NAN;

/// What a metric comes to in a period.
type Case = (&'static str, &'static str, f64);

fn hold(period: &[&str], cases: &[Case]) {
    let expressions: Vec<&str> = cases.iter().map(|(_, expression, _)| *expression).collect();
    let (report, _) = written(&expressions, period);
    for (at, (why, expression, expected)) in cases.iter().enumerate() {
        let metric = &report["metrics"][format!("m{at}")];
        let found = if metric.is_object() { &metric["value"] } else { metric };
        let is_so = match found.as_f64() {
            // Halves of sums are exact in doubles, thirds are not.
            Some(found) => (found - expected).abs() <= 1e-12 * expected.abs(),
            None => found.is_null() && expected.is_nan(),
        };
        assert!(is_so, "{why}: {expression} is {found} where {expected} is right");
    }
}

#[test]
fn every_aggregate_of_a_period() {
    hold(
        &["--period", "2026-03"],
        &[
            ("entries, those of a reopened subject both", "count(lead)", 6.0),
            ("subjects", "distinct(lead.subject)", 5.0),
            ("the size of a set", "length(distinct(lead.subject))", 5.0),
            ("events", "count(called)", 4.0),
            ("events that have the field", "count(called.seconds)", 3.0),
            ("different values", "distinct(called.rating)", 3.0),
            ("a sum of whole numbers", "sum(called.seconds)", 180.0),
            ("a mean", "mean(called.seconds)", 60.0),
            ("a median", "median(called.seconds)", 60.0),
            ("type 7 at 0.75: rank 1.5 of 30, 60, 90", "p75(called.seconds)", 75.0),
            ("rank 1.8", "p90(called.seconds)", 84.0),
            ("rank 1.9", "p95(called.seconds)", 87.0),
            ("the least", "min(called.seconds)", 30.0),
            ("the greatest", "max(called.seconds)", 90.0),
            ("an attribute at the entry: 0.10, 0.20, 0.30, 5", "sum(offer.amount)", 5.6),
            ("its mean", "mean(offer.amount)", 1.4),
            ("its median, between two decimals", "median(offer.amount)", 0.25),
            ("events of no subject", "sum(spent.cost)", 150.05),
            ("narrowed by a field", "sum(spent.cost where event.channel == \"ads\")", 100.0),
            ("several parts as one stream", "count(called, spent)", 6.0),
            ("instants, subtracted", "max(lead.time) - min(lead.time)", 31.0 * DAY - HOUR - 1e-6),
            ("nothing counts 0", "count(won where amount > 1)", 0.0),
            ("nothing sums to 0", "sum(offer.amount where amount < 0)", 0.0),
            ("no different values of nothing", "distinct(called.rating where event.rating > 5)", 0.0),
            ("no mean of nothing", "mean(offer.amount where amount < 0)", NULL),
            ("no median of nothing", "median(offer.amount where amount < 0)", NULL),
            ("no greatest of nothing", "max(offer.amount where amount < 0)", NULL),
            ("nothing is not 0 in arithmetic", "max(offer.amount where amount < 0) + sum(offer.amount)", NULL),
            ("but may be said to be", "(mean(offer.amount where amount < 0) else 0) + 1", 1.0),
            ("a quotient by 0", "sum(spent.cost) / count(won where amount > 1)", NULL),
        ],
    );
}

#[test]
fn where_sees_what_was_so_at_that_event() {
    hold(
        &["--period", "2026-03"],
        &[
            ("an attribute at the event: each subject's first call", "count(called where calls == 1)", 3.0),
            ("its second call", "count(called where calls == 2)", 1.0),
            ("of a stage at the entry: b and f, f again", "count(lead where source == \"ads\")", 3.0),
            ("a missing value is neither", "count(lead where source != \"ads\")", 2.0),
            ("and is missing", "count(lead where source is missing)", 1.0),
            ("before the offer there is no amount", "count(lead where amount is missing)", 6.0),
        ],
    );
}

#[test]
fn a_duration_goes_from_the_first_in_the_period_to_the_first_at_or_after_it() {
    hold(
        &["--period", "2026-03"],
        &[
            ("b 3 days, c 10, d 2 (into April), g 0 (in the same instant); a came in February, f has none", "count(lead -> offer)", 4.0),
            ("sum", "sum(lead -> offer)", 15.0 * DAY),
            ("mean", "mean(lead -> offer)", 3.75 * DAY),
            ("median of 0, 2, 3, 10", "median(lead -> offer)", 2.5 * DAY),
            ("rank 2.25", "p75(lead -> offer)", 4.75 * DAY),
            ("rank 2.7", "p90(lead -> offer)", 7.9 * DAY),
            ("rank 2.85", "p95(lead -> offer)", 8.95 * DAY),
            ("min", "min(lead -> offer)", 0.0),
            ("max", "max(lead -> offer)", 10.0 * DAY),
            ("f from its first entry, not from its second", "min(lead -> lost)", DAY),
            ("between events: 10 hours, 24, 240", "median(asked -> called)", DAY),
            ("a where after the arrow is for what comes there: b 34 hours", "min(asked -> called where event.seconds >= 60)", 34.0 * HOUR),
            ("in other units", "median(lead -> offer) / 1d", 2.5),
            ("of nobody", "median(won -> lost)", NULL),
        ],
    );
    // In a later period f's first entry is the second one, and what lies before it does not count.
    hold(
        &["--period", "2026-03-12..2026-03-31"],
        &[
            ("from the entry of the 12th there is no loss", "count(lead -> lost)", 0.0),
            ("f from the 12th, g not called", "median(lead -> called)", 8.0 * DAY),
        ],
    );
}

#[test]
fn a_rate_follows_the_cohort_of_first_entries() {
    let expressions = [
        "rate(lead -> offer)",
        "rate(lead -> offer within 3d)",
        "won_share",
        "rate(asked -> called within 24h)",
        "rate(lead where source == \"ads\" -> called)",
        "rate(lead -> called where event.seconds >= 60)",
    ];
    let (report, _) = written(&expressions, &["--period", "2026-03"]);
    // b, c, d, f and g; a came before, e after. Cohort, converted, lapsed, pending, raw, mature, estimate.
    for (at, why, counts, shares) in [
        (0, "f was lost, but is reopened: pending again", [5, 4, 0, 1], [0.8, 1.0, 0.8]),
        (1, "b in three days to the microsecond is in time; c is late, f too", [5, 3, 2, 0], [0.6, 0.6, 0.6]),
        (2, "b was lost on day 9, d is watched for 19, c won on day 28 of three that were there", [5, 1, 1, 3], [0.2, 0.5, 0.8 / 3.0]),
        (3, "events too: b after 10 hours, c after 24", [5, 2, 3, 0], [0.4, 0.4, 0.4]),
        (4, "a where before the arrow narrows the cohort: b and f", [2, 2, 0, 0], [1.0, 1.0, 1.0]),
        (5, "after it what converts: b and f; c is won without it, d and g may still", [5, 2, 1, 2], [0.4, 2.0 / 3.0, 0.4]),
    ] {
        let rate = &report["metrics"][format!("m{at}")];
        assert_eq!(["cohort", "converted", "lapsed", "pending"].map(|key| rate[key].as_u64()), counts.map(Some), "{why}: {rate}");
        for (key, expected) in ["rate", "mature_rate"].into_iter().zip(shares) {
            let found = rate[key].as_f64().expect("a share");
            assert!((found - expected).abs() < 1e-12, "{why}: {key} is {found} where {expected} is right");
        }
        assert_eq!(rate["value"], rate["mature_rate"], "a rate stands for its mature rate");
        if at == 2 {
            let found = rate["estimate"].as_f64().expect("a share");
            assert!((found - shares[2]).abs() < 1e-12, "{why}: the estimate is {found}");
        }
    }
    hold(
        &["--period", "2026-03"],
        &[
            ("in arithmetic the mature rate", "won_share * 2", 1.0),
            ("the raw one of a metric by name", "raw(won_share) * 1", 0.2),
            ("the estimate of a metric by name", "estimate(won_share) * 3", 0.8),
            ("raw of a rate at hand", "raw(rate(lead -> offer within 3d))", 0.6),
            ("a rate of nobody", "rate(won where amount > 1 -> lost)", NULL),
            ("nobody in arithmetic", "rate(won where amount > 1 -> lost) + 1", NULL),
        ],
    );
    // Of the second entry of f no cohort is made: its first lies before.
    hold(&["--period", "2026-03-12..2026-03-19"], &[("no first entry", "rate(lead -> offer)", NULL), ("but an entry", "leads", 1.0)]);
}

/// A D that is not over leaves a member pending, though it is over for others.
#[test]
fn a_member_is_mature_when_its_time_is_over_to_the_microsecond() {
    for (as_of, lapsed, pending) in [("2026-03-12T23:59:59.999999Z", 1, 1), ("2026-03-13T00:00:00Z", 2, 0)] {
        let (report, _) = written(&["rate(lead -> won within 3d)"], &["--period", "2026-03-05..2026-03-11", "--as-of", as_of]);
        let rate = &report["metrics"]["m0"];
        let counts = ["cohort", "converted", "lapsed", "pending"].map(|key| rate[key].as_u64());
        assert_eq!(counts, [2, 0, lapsed, pending].map(Some), "f, reopened, until its third day is over: {rate}");
    }
}

#[test]
fn current_is_of_the_end_of_the_period_or_of_as_of() {
    hold(
        &["--period", "2026-03"],
        &[
            ("f again, and d in the last microsecond; e came at the end", "current(lead)", 2.0),
            ("c, not yet won, and g", "current(offer)", 2.0),
            ("a", "current(won)", 1.0),
            ("b", "current(lost)", 1.0),
        ],
    );
    for period in [&["--period", "2026-Q2"][..], &[]] {
        hold(
            period,
            &[("as of as-of: e and f", "current(lead)", 2.0), ("d and g", "current(offer)", 2.0), ("a and c", "current(won)", 2.0)],
        );
    }
    hold(&["--period", "2026-02"], &[("a, a microsecond before the end", "current(lead)", 1.0)]);
}

#[test]
fn a_baseline_is_another_period_and_names_are_other_metrics() {
    hold(
        &["--period", "2026-03"],
        &[
            ("a's entry", "baseline(leads, previous month)", 1.0),
            ("the period before", "baseline(leads, previous period)", 1.0),
            ("a period by name", "baseline(leads, 2026-02-28..2026-03-01)", 2.0),
            ("a week, its days in Warsaw", "baseline(leads, 2026-W11)", 2.0),
            ("a day, of 23 hours", "baseline(count(lead), 2026-03-29)", 0.0),
            ("a fiscal quarter: February to April", "baseline(leads, FY2026-Q1)", 8.0),
            ("a fiscal year back", "baseline(leads, previous fiscal year)", 0.0),
            ("20 local days up to as-of's: e in their first instant", "baseline(leads, last 20 days)", 1.0),
            ("d a microsecond before", "baseline(leads, last 21 days)", 2.0),
            ("another metric by name", "leads + leads", 12.0),
            ("and in a quotient", "leads / baseline(leads, previous month)", 6.0),
            ("of a rate its mature one", "baseline(won_share, previous month)", 1.0),
            ("nothing of the past is no data", "baseline(mean(offer.amount), previous year)", NULL),
        ],
    );
}

/// 24 digits before and two behind: a double has 16, and the digits are written out.
#[test]
fn decimal_sums_are_exact() {
    let (_, text) = written(&["sum(offered.amount)", "sum(offered.amount) * 3"], &[]);
    assert!(text.contains("\"m0\": 1000000000000000000005.61") && text.contains("\"m1\": 3000000000000000000016.83"), "{text}");
}

/// As doubles are added one by one, 0.1 + 0.2 + 0.3 + 0.1 would be 0.7000000000000001.
#[test]
fn sums_of_numbers_are_rounded_once() {
    let (report, _) = written(&["sum(called.rating)"], &[]);
    assert_eq!(report["metrics"]["m0"].as_f64(), Some(0.7));
}

#[test]
fn metrics_in_a_circle_are_refused() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(
        home.path().join("funnel.yaml"),
        format!("{FUNNEL}  one: two + leads\n  two: baseline(three, previous month)\n  three: one * 2\n"),
    )
    .expect("a definition");
    let said = run(home.path(), &["check", "."]);
    assert_eq!(said.code, 1);
    assert!(said.out.contains("metric-cycle"), "{}", said.out);
    let said = run(home.path(), &["run", ".", "--events", "log.ndjson"]);
    assert_eq!(said.code, 1, "a run does not begin");
}

/// Entries, firings and cohorts count by their time in the period; what is there and how far it got is as of as-of.
#[test]
fn a_period_limits_what_happens_and_not_what_is() {
    for (period, entries, fired, cohort) in
        [(&["--period", "2026-03"][..], [6, 4, 1, 2], [5, 4, 1, 2, 1], 5), (&[], [8, 5, 2, 2], [7, 5, 2, 2, 1], 7)]
    {
        let (report, _) = written(&[], period);
        let numbers = |list: &str, key: &str| -> Vec<u64> {
            report[list].as_array().expect("a list").iter().map(|item| item[key].as_u64().expect(key)).collect()
        };
        assert_eq!((numbers("stages", "entries"), numbers("triggers", "fired")), (entries.to_vec(), fired.to_vec()), "{period:?}");
        assert_eq!(report["conversions"][0]["cohort"].as_u64(), Some(cohort), "{period:?}");
        // e and f; d and g; a and c; b. Furthest of them all: b got to the offer, f never did.
        assert_eq!((numbers("stages", "current"), numbers("stages", "furthest")), (vec![2, 2, 2, 1], vec![2, 3, 2, 0]), "{period:?}");
    }
}

/// Each row of a series is the metric with the row as its period.
#[test]
fn a_series_is_the_metric_of_each_row() {
    let expressions =
        ["count(called)", "sum(offer.amount)", "won_share", "median(lead -> offer)", "current(lead)", "baseline(leads, previous week)"];
    let (whole, _) = written(&expressions, &["--period", "2026-03"]);
    let rows = whole["series"]["rows"].as_array().expect("rows");
    assert_eq!(
        rows.iter().map(|row| row["period"].as_str().expect("a week")).collect::<Vec<_>>(),
        ["2026-W09", "2026-W10", "2026-W11", "2026-W12", "2026-W13", "2026-W14"]
    );
    // The first week and the last are cut to March.
    let days = ["2026-03-01..2026-03-01", "2026-W10", "2026-W11", "2026-W12", "2026-W13", "2026-03-30..2026-03-31"];
    for (row, days) in rows.iter().zip(days) {
        let (alone, _) = written(&expressions, &["--period", days]);
        for (at, expression) in expressions.iter().enumerate() {
            let name = format!("m{at}");
            let metric = &alone["metrics"][&name];
            let expected = if metric.is_object() { &metric["value"] } else { metric };
            assert_eq!(row["metrics"][&name], *expected, "{expression} in {days}");
        }
    }
    // b, c; none; f; a, f, g: as they were called in the week.
    let calls: Vec<u64> = rows.iter().map(|row| row["metrics"]["m0"].as_u64().expect("a count")).collect();
    assert_eq!(calls, [1, 2, 0, 1, 0, 0]);
}
