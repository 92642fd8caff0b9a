//! Laws that reports of random definitions and logs keep: shares are shares, cohorts add up, stages go from their opening to their
//! closing, nothing is not a number, what comes later changes nothing.
//!
//! `FUNNELC_CASES` says how many cases (default 60), `FUNNELC_SEED` the first seed. A failure prints the seed.

use crate::engines_agree::{InMemory, compile, said, setting};
use crate::random::definition::definition;
use crate::random::dice::Dice;
use crate::random::log::{self, Row, START};
use funnelc::events::Intake;
use funnelc::model::Model;
use funnelc::replay::outcome::Outcome;
use funnelc::replay::{Options as Until, replay};
use funnelc::report::{self, Comparison, Figure, MetricFigure, Options, Report};
use funnelc::time::grain::Grain;
use funnelc::time::{DAY, Micros};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What random definitions do not have: every kind of figure over their first stages and the events of the catalog.
const REST: &str = "
slas:
  answer: { from: s0, until: [touch, s1], within: 6h }
  open: { from: [s0, s1], until: deal, within: 12h, clock: business }
metrics:
  entries: count(s1)
  events: count(visit where event.n > 2)
  heads: distinct(visit.subject)
  money: sum(deal.amount)
  mean_money: mean(deal.amount)
  step: rate(s0 -> s1)
  quick: rate(s0 -> s1 within 1d)
  touched: rate(visit -> touch within 12h)
  hoped: estimate(rate(s0 -> s2))
  raw_step: raw(step)
  took: median(s0 -> s1)
  slow: p90(visit -> deal)
  there: current(s1)
  per_head: sum(spend.cost) / count(s2)
  share: count(s1 where n_all > 0) / count(s1)
  before: baseline(step, previous week)
okrs:
  mixed:
    period: 2026-03-20..2026-04-10
    key_results:
      volume: { metric: entries, to: 3 }
      rate: { metric: step, from: 10%, to: 60%, weight: 2 }
      down: { metric: took, from: 5d, to: 1d }
      grown: { metric: heads, from: baseline(previous month), to: +25% }
      held: { metric: quick, hold: '>= 20%' }
      done: { milestone: spend }
";

struct Case {
    seed: u64,
    model: Model,
    rows: Vec<Row>,
    as_of: Micros,
}

impl Case {
    /// The case of a seed; nothing where its definition has findings.
    fn of(seed: u64) -> Option<Self> {
        let dice = &mut Dice::new(seed);
        let mut yaml = definition(dice).yaml();
        let counted = "  n_all: { value: count(visit), dimension: true }\n";
        match yaml.find("attributes:\n") {
            Some(at) => yaml.insert_str(at + "attributes:\n".len(), counted),
            None => yaml.push_str(&format!("attributes:\n{counted}")),
        }
        let model = compile(&format!("{yaml}{REST}")).ok()?;
        let mut rows: Vec<Row> = (0..dice.between(1, 6)).flat_map(|_| log::log(dice)).collect();
        for row in &mut rows {
            // More subjects than one log has, over some weeks.
            row.time = START + (row.time - START) * 3;
            row.subject = format!("{}{}", row.subject, dice.below(4));
        }
        Some(Self { seed, model, rows, as_of: START + dice.between(2, 20) as i64 * DAY })
    }

    fn outcome(&self, rows: &[Row]) -> Outcome {
        let program = funnelc::plan::lower(&self.model);
        let options = Until { as_of: Some(self.as_of), threads: 1 };
        let Ok(outcome) = replay(&program, &mut InMemory::of(&self.model, rows, 50), options);
        outcome
    }

    fn report(&self, outcome: &Outcome, period: Option<Range<Micros>>) -> Report {
        let counts = &outcome.counts;
        let intake = Intake { read: counts.applied + counts.duplicates + counts.later, ..Intake::default() };
        report::build(&self.model, &intake, outcome, period)
    }
}

fn each(mut test: impl FnMut(&Case)) {
    let (cases, seed) = (setting("FUNNELC_CASES", 60), setting("FUNNELC_SEED", 1));
    let mut tested = 0;
    for case in (seed..seed + cases).filter_map(Case::of) {
        test(&case);
        tested += 1;
    }
    assert!(tested * 10 >= cases * 8, "only {tested} of {cases} definitions have a meaning");
}

/// Every object of a report, wherever it stands, with the way to it.
fn objects<'a>(value: &'a Value, way: &str, visit: &mut impl FnMut(&str, &'a serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(way, object);
            object.iter().for_each(|(key, inner)| objects(inner, &format!("{way}.{key}"), visit));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| objects(inner, &format!("{way}[{at}]"), visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

const SHARES: &[&str] =
    &["rate", "mature_rate", "estimate", "attainment", "progress", "pace", "win_rate", "rate_interval", "mature_interval", "win_interval"];

#[test]
fn shares_are_shares_and_cohorts_add_up() {
    let (mut cohorts, mut full) = (0, 0);
    each(|case| {
        let outcome = case.outcome(&case.rows);
        for period in [None, Some(START..START + 9 * DAY), Some(START + 500 * DAY..START + 501 * DAY)] {
            let report = case.report(&outcome, period.clone());
            assert_eq!(report.imbalance(), None, "seed {}", case.seed);
            let shown = format!("{report:?}");
            assert!(!shown.contains("NaN") && !shown.contains("inf"), "seed {}: {shown}", case.seed);
            let json = serde_json::to_value(&report).expect("JSON");
            objects(&json, "report", &mut |way, object| {
                let number = |key: &str| object.get(key).and_then(Value::as_f64);
                let at = format!("seed {}, {period:?}, {way}", case.seed);
                for key in SHARES {
                    let values = match object.get(*key) {
                        Some(Value::Array(ends)) => ends.iter().filter_map(Value::as_f64).collect(),
                        other => other.and_then(Value::as_f64).into_iter().collect::<Vec<f64>>(),
                    };
                    assert!(values.iter().all(|share| (-1e-12..=1.0 + 1e-12).contains(share)), "{at}: {key} {values:?}");
                }
                for (share, interval) in [
                    ("rate", "rate_interval"),
                    ("mature_rate", "mature_interval"),
                    ("win_rate", "win_interval"),
                    ("attainment", "attainment_interval"),
                ] {
                    if let (Some(share), Some(Value::Array(ends))) = (number(share), object.get(interval)) {
                        let ends: Vec<f64> = ends.iter().filter_map(Value::as_f64).collect();
                        assert!(ends[0] <= share + 1e-12 && share <= ends[1] + 1e-12, "{at}: {share} not in {ends:?}");
                    }
                }
                if let (Some(cohort), Some(converted), Some(lapsed), Some(pending)) =
                    (number("cohort"), number("converted"), number("lapsed"), number("pending"))
                {
                    assert!((converted + lapsed + pending - cohort).abs() < 0.5, "{at}");
                    assert_eq!(number("rate").is_none(), cohort == 0.0, "{at}: a rate of nobody is null");
                    cohorts += 1;
                    full += u64::from(converted > 0.0 && pending > 0.0);
                }
                if let (Some(started), Some(met), Some(breached)) = (number("started"), number("met"), number("breached")) {
                    let rest = number("cancelled").unwrap_or_default() + number("running").unwrap_or_default();
                    assert!((met + breached + rest - started).abs() < 0.5, "{at}");
                }
            });
        }
    });
    assert!(cohorts > 1_000 && full > 40, "{cohorts} cohorts, {full} with someone pending");
}

#[test]
fn what_comes_later_changes_nothing_but_the_accounts() {
    let mut later = 0;
    each(|case| {
        let known: Vec<Row> = case.rows.iter().filter(|row| row.time <= case.as_of).cloned().collect();
        let dice = &mut Dice::new(case.seed);
        let mut more = case.rows.clone();
        // Also events of new subjects, with ids that are known, and links between those there are.
        more.extend(log::log(dice).into_iter().map(|row| Row { time: case.as_of + 1 + (row.time - START).abs(), ..row }));
        dice.shuffle(&mut more);
        let [before, after] = [&known, &more].map(|rows| case.report(&case.outcome(rows), None));
        later += after.input.later;
        assert_eq!(before.input.applied, after.input.applied, "seed {}", case.seed);
        assert_eq!(Report { input: after.input.clone(), ..before }, after, "seed {}", case.seed);
    });
    assert!(later > 200, "{later}");
}

#[test]
fn the_order_of_rows_changes_no_byte() {
    each(|case| {
        let mut shuffled = case.rows.clone();
        Dice::new(case.seed).shuffle(&mut shuffled);
        let period = Some(START..START + 12 * DAY);
        let [one, other] = [&case.rows, &shuffled].map(|rows| {
            let report = case.report(&case.outcome(rows), period.clone());
            serde_json::to_string(&report).expect("JSON")
        });
        assert_eq!(one, other, "seed {}", case.seed);
    });
}

/// A part for each name of a subject; those that links join are in one.
fn parts(rows: &[Row], count: usize, dice: &mut Dice) -> BTreeMap<String, usize> {
    let mut part: BTreeMap<String, usize> = BTreeMap::new();
    let aliases = |row: &Row| row.fields.iter().find(|(name, _)| name == "alias").map(|(_, value)| value.to_string());
    let mut groups: Vec<BTreeSet<String>> = Vec::new();
    for row in rows {
        let mut group = BTreeSet::from([row.subject.clone()]);
        group.extend(aliases(row));
        let (joined, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(|other| !other.is_disjoint(&group));
        group.extend(joined.into_iter().flatten());
        groups = rest;
        groups.push(group);
    }
    for group in groups {
        let at = dice.below(count);
        part.extend(group.into_iter().map(|name| (name, at)));
    }
    part
}

#[test]
fn a_report_of_merged_parts_is_the_report_made_at_once() {
    let mut many = 0;
    each(|case| {
        let whole = case.outcome(&case.rows);
        let dice = &mut Dice::new(case.seed);
        for count in [1, 2, 5] {
            let part_of = parts(&case.rows, count, dice);
            // Events of no subject are all in one part; some parts have nothing at all.
            let ownerless = dice.below(count);
            let of = |row: &Row| if row.event == "spend" { ownerless } else { part_of[&row.subject] };
            let mut outcomes: Vec<Outcome> = (0..count)
                .map(|part| case.outcome(&case.rows.iter().filter(|row| of(row) == part).cloned().collect::<Vec<Row>>()))
                .collect();
            many += outcomes.iter().filter(|outcome| !outcome.subjects.is_empty()).count().saturating_sub(1);
            dice.shuffle(&mut outcomes);
            let merged = Outcome::merged(&outcomes);
            assert_eq!(said(&case.model, &merged), said(&case.model, &whole), "seed {}, {count} parts", case.seed);
            for period in [None, Some(START + DAY..START + 9 * DAY)] {
                let [once, merged] = [&whole, &merged].map(|outcome| {
                    let report = case.report(outcome, period.clone());
                    serde_json::to_string(&report).expect("JSON")
                });
                assert_eq!(once, merged, "seed {}, {count} parts, {period:?}", case.seed);
            }
        }
    });
    assert!(many > 60, "only {many} parts beyond the first have subjects");
}

/// The reference replays no clocks and no measures, but all that is told from visits.
#[test]
fn both_engines_come_to_one_report_of_the_visits() {
    each(|case| {
        let fast = case.outcome(&case.rows);
        let slow = funnelc::reference::replay(&case.model, &log::batches(&case.model, &case.rows, 100), Some(case.as_of));
        for period in [None, Some(START..START + 8 * DAY)] {
            let [fast, slow] = [&fast, &slow].map(|outcome| {
                let Report { input, stages, triggers, conversions, outcomes, velocity, bottlenecks, cohorts, .. } =
                    case.report(outcome, period.clone());
                serde_json::to_string(&(input, stages, triggers, conversions, outcomes, velocity, bottlenecks, cohorts)).expect("JSON")
            });
            assert_eq!(fast, slow, "seed {}, {period:?}", case.seed);
        }
    });
}

#[test]
fn days_weeks_months_and_quarters_add_up_to_the_same() {
    let mut entries = 0;
    each(|case| {
        let outcome = case.outcome(&case.rows);
        let whole = case.report(&outcome, None);
        for grain in [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter, Grain::FiscalQuarter] {
            let at = format!("seed {} {grain}", case.seed);
            let intake = Intake { read: whole.input.read, ..Intake::default() };
            let report = report::build(&case.model, &intake, &outcome, Options { grain, ..Options::default() });
            assert_eq!(report.series.grain, grain.name(), "{at}");
            for stage in &whole.stages {
                let sum: u64 = report.series.rows.iter().map(|row| row.stages[&stage.id]).sum();
                assert_eq!(sum, stage.entries, "{at} {}", stage.id);
                entries += sum;
            }
            for metric in ["entries", "events", "money"] {
                let sum: f64 = report.series.rows.iter().filter_map(|row| row.metrics[metric]).map(Figure::to_f64).sum();
                let expected = match &whole.metrics[metric] {
                    MetricFigure::Number(figure) => figure.map_or(0.0, Figure::to_f64),
                    MetricFigure::Rate(_) => f64::NAN,
                };
                assert!((sum - expected).abs() < 1e-9, "{at} {metric}: {sum} where the whole is {expected}");
            }
        }
    });
    assert!(entries > 500, "{entries}");
}

/// Walks a comparison and its mirror together: what is now in the one is earlier in the other, and every change has the other sign.
fn mirrored(one: &Value, other: &Value, way: &str, seen: &mut usize) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.contains_key("earlier") && a.contains_key("change") => {
            *seen += usize::from(!a["change"].is_null());
            assert_eq!((&a["now"], &a["earlier"]), (&b["earlier"], &b["now"]), "{way}");
            let change = |value: &Value| value.as_f64();
            match (change(&a["change"]), change(&b["change"])) {
                (Some(x), Some(y)) => assert!((x + y).abs() < 1e-9, "{way}: {x} and {y}"),
                (x, y) => assert_eq!(x, y, "{way}"),
            }
            // Service levels hold the earlier in the later, so their noise is judged of what came since.
            if !way.contains(".slas") {
                assert_eq!(a.get("beyond_noise"), b.get("beyond_noise"), "{way}");
            }
        }
        (Value::Object(a), Value::Object(b)) if a.contains_key("now") && a.contains_key("earlier") => {
            assert_eq!((&a["now"], &a["earlier"]), (&b["earlier"], &b["now"]), "{way}");
        }
        (Value::Object(a), Value::Object(b)) => {
            // What is of the one period alone, and the ranks, whose order is that of the later report.
            let apart = ["period", "earlier", "as_of", "by", "attainment_since", "bottlenecks"];
            for (key, value) in a.iter().filter(|(key, _)| !apart.contains(&key.as_str())) {
                mirrored(value, b.get(key).unwrap_or(&Value::Null), &format!("{way}.{key}"), seen);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{way}");
            a.iter().zip(b).enumerate().for_each(|(at, (a, b))| mirrored(a, b, &format!("{way}[{at}]"), seen));
        }
        (a, b) => assert_eq!(a, b, "{way}"),
    }
}

#[test]
fn a_comparison_turned_round_has_the_other_signs() {
    let mut seen = 0;
    each(|case| {
        let outcome = case.outcome(&case.rows);
        let [before, after] = [START..START + 5 * DAY, START + 5 * DAY..START + 12 * DAY].map(|period| case.report(&outcome, Some(period)));
        let [there, back] = [Comparison::of(&after, &before), Comparison::of(&before, &after)]
            .map(|comparison| serde_json::to_value(comparison).expect("JSON"));
        mirrored(&there, &back, &format!("seed {}", case.seed), &mut seen);
        let same = serde_json::to_value(Comparison::of(&after, &after)).expect("JSON");
        objects(&same, "same", &mut |way, object| {
            if let Some(change) = object.get("change").and_then(Value::as_f64) {
                assert!(change == 0.0, "seed {}: {way} changes by {change} beside itself", case.seed);
                assert_ne!(object.get("beyond_noise"), Some(&Value::Bool(true)), "seed {}: {way}", case.seed);
            }
        });
    });
    assert!(seen > 1_000, "{seen}");
}
