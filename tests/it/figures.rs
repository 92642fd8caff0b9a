//! Laws that figures of a report keep on every log.

use crate::engines_agree::{InMemory, compile};
use crate::random::definition::EVENTS_YAML;
use crate::random::dice::Dice;
use crate::random::log::{self, Row, START};
use funnelc::events::Intake;
use funnelc::model::Model;
use funnelc::replay::outcome::Outcome;
use funnelc::replay::{Options, replay};
use funnelc::report::{self, Figure, MetricFigure, Rate, Report};
use funnelc::time::grain::Grain;
use funnelc::time::{DAY, Micros};
use std::ops::Range;

const REST: &str = "
calendar: { timezone: Europe/Warsaw, week_starts: sunday, fiscal_year_starts: 02-15 }
attributes:
  color: { value: last(form.color), dimension: true }
  amount: last(deal.amount)
stages: { fresh: {}, warm: {}, hot: {}, parked: { off_path: true }, won: { outcome: won }, dead: { outcome: lost } }
triggers:
  warmed: { from: fresh, to: warm, on: form }
  heated: { from: warm, to: hot, on: deal }
  cooled: { from: hot, to: warm, on: touch }
  bought: { from: hot, to: won, on: deal, when: event.amount > 50 }
  reopened: { from: won, to: hot, on: form }
  parked: { from: [warm, hot], to: parked, idle: 20d }
  back: { from: parked, to: warm, on: visit }
  lost: { from: any, to: dead, on: touch, when: event.n >= 4 }
metrics:
  visits: count(visit)
  entries: count(warm)
  money: sum(deal.amount)
  numbers: sum(form.x)
  took: sum(warm -> hot)
  warm_to_won: rate(warm -> won)
  quick: rate(warm -> won within 10d)
  touched: rate(visit -> deal within 3d)
  late: median(warm -> won)
  spent: sum(spend.cost) / count(won)
  here: current(warm)
";

fn model() -> Model {
    compile(&format!("funnel: laws\n{EVENTS_YAML}{REST}")).unwrap_or_else(|findings| panic!("{}", findings.join("\n")))
}

/// A log over four months, of several subjects.
fn rows(dice: &mut Dice) -> Vec<Row> {
    let mut rows: Vec<Row> = (0..12).flat_map(|_| log::log(dice)).collect();
    for row in &mut rows {
        row.time = START + (row.time - START) * 20;
        row.id = None;
        if row.event != "spend" && row.event != "login" {
            row.subject = format!("s{}", dice.below(9));
        }
    }
    rows.retain(|row| row.event != "login");
    rows
}

fn outcome(model: &Model, rows: &[Row], as_of: Option<Micros>) -> Outcome {
    let program = funnelc::plan::lower(model);
    let Ok(outcome) = replay(&program, &mut InMemory::of(model, rows, 50), Options { as_of, threads: 1 });
    outcome
}

fn report(model: &Model, outcome: &Outcome, period: Option<Range<Micros>>) -> Report {
    let counts = &outcome.counts;
    let intake = Intake { read: counts.applied + counts.duplicates + counts.later, ..Intake::default() };
    report::build(model, &intake, outcome, period)
}

fn each_log(test: impl Fn(u64, &Model, &[Row], &Outcome)) {
    let model = model();
    for seed in 0..25 {
        let rows = rows(&mut Dice::new(seed));
        let outcome = outcome(&model, &rows, None);
        test(seed, &model, &rows, &outcome);
    }
}

fn rates(report: &Report) -> Vec<&Rate> {
    let metrics = report.metrics.values().filter_map(|metric| match metric {
        MetricFigure::Rate(rate) => Some(&rate.rate),
        MetricFigure::Number(_) => None,
    });
    report.conversions.iter().map(|conversion| &conversion.rate).chain(metrics).collect()
}

fn number(report: &Report, metric: &str) -> f64 {
    match report.metrics.get(metric) {
        Some(MetricFigure::Number(Some(figure))) => Figure::to_f64(*figure),
        other => panic!("{metric}: {other:?}"),
    }
}

#[test]
fn cohorts_add_up_and_shares_are_shares() {
    let rich = std::cell::Cell::new(0);
    each_log(|seed, model, _, outcome| {
        let whole = report(model, outcome, None);
        rich.set(rich.get() + usize::from(rates(&whole).iter().any(|rate| rate.converted > 0 && rate.lapsed > 0 && rate.pending > 0)));
        for rate in rates(&whole) {
            assert_eq!(rate.converted + rate.lapsed + rate.pending, rate.cohort, "{seed}");
            for share in [rate.rate, rate.mature_rate, rate.estimate].into_iter().flatten() {
                assert!((0.0..=1.0 + 1e-12).contains(&share), "{seed}: {share}");
            }
            assert_eq!(rate.rate.is_none(), rate.cohort == 0);
        }
    });
    assert!(rich.get() >= 10, "only {} logs say anything", rich.get());
}

#[test]
fn days_weeks_and_quarters_add_up_to_the_whole() {
    each_log(|seed, model, _, outcome| {
        let (Some(first), Some(as_of)) = (outcome.counts.first_event, outcome.as_of) else { return };
        let whole = report(model, outcome, None);
        for grain in [Grain::Day, Grain::Week, Grain::FiscalQuarter] {
            let parts: Vec<Report> =
                model.calendar.split(first..as_of + 1, grain).map(|slice| report(model, outcome, Some(slice.range))).collect();
            for metric in ["visits", "entries", "money", "numbers"] {
                let sum: f64 = parts.iter().map(|part| number(part, metric)).sum();
                assert!((sum - number(&whole, metric)).abs() < 1e-9, "{seed} {grain} {metric}");
            }
            for pair in parts.windows(2) {
                for (before, after) in pair[0].stages.iter().zip(&pair[1].stages) {
                    assert_eq!(before.closing, after.opening, "{seed} {grain} {}", before.id);
                }
            }
            assert!(parts.iter().all(|part| Report { input: whole.input.clone(), ..part.clone() }.imbalance().is_none()), "{seed} {grain}");
            for (at, stage) in whole.stages.iter().enumerate() {
                assert_eq!(parts.iter().map(|part| part.stages[at].entries).sum::<u64>(), stage.entries, "{seed} {grain} {}", stage.id);
            }
            for (at, rate) in rates(&whole).iter().enumerate() {
                let sum = |of: fn(&Rate) -> u64| parts.iter().map(|part| of(rates(part)[at])).sum::<u64>();
                assert_eq!((sum(|rate| rate.cohort), sum(|rate| rate.converted)), (rate.cohort, rate.converted), "{seed} {grain}");
            }
        }
    });
}

#[test]
fn the_weeks_of_a_series_add_up_and_the_last_stands_where_the_report_does() {
    each_log(|seed, model, _, outcome| {
        let whole = report(model, outcome, None);
        let rows = &whole.series.rows;
        for stage in &whole.stages {
            assert_eq!(rows.iter().map(|row| row.stages[&stage.id]).sum::<u64>(), stage.entries, "{seed} {}", stage.id);
        }
        let warm = whole.stages.iter().find(|stage| stage.id == "warm").map(|stage| stage.current as f64);
        assert_eq!(rows.last().and_then(|row| row.metrics["here"]).map(Figure::to_f64), warm, "{seed}");
        assert_eq!(Some(number(&whole, "here")), warm);
    });
}

#[test]
fn the_values_of_a_dimension_add_up_to_the_whole() {
    each_log(|seed, model, _, outcome| {
        let whole = report(model, outcome, None);
        let parts = &whole.by["color"];
        for (at, stage) in whole.stages.iter().enumerate() {
            let sum = |of: fn(&report::Stage) -> u64| parts.iter().map(|part| of(&part.stages[at])).sum::<u64>();
            assert_eq!((sum(|stage| stage.entries), sum(|stage| stage.current)), (stage.entries, stage.current), "{seed} {}", stage.id);
            assert_eq!(sum(|stage| stage.furthest), stage.furthest, "{seed} {}", stage.id);
        }
        for (at, conversion) in whole.conversions.iter().enumerate() {
            let sum = |of: fn(&Rate) -> u64| parts.iter().map(|part| of(&part.conversions[at].rate)).sum::<u64>();
            assert_eq!(
                (sum(|rate| rate.cohort), sum(|rate| rate.converted)),
                (conversion.rate.cohort, conversion.rate.converted),
                "{seed}"
            );
        }
        let cohort = |metrics: &report::Metrics, name: &str| match &metrics[name] {
            MetricFigure::Rate(rate) => rate.rate.cohort,
            MetricFigure::Number(_) => 0,
        };
        for name in ["warm_to_won", "quick", "touched"] {
            assert_eq!(parts.iter().map(|part| cohort(&part.metrics, name)).sum::<u64>(), cohort(&whole.metrics, name), "{seed} {name}");
        }
        assert!(parts.iter().all(|part| part.metrics["spent"] == MetricFigure::Number(None)), "what was spent has no color");
    });
}

#[test]
fn events_after_as_of_change_nothing() {
    each_log(|seed, model, rows, _| {
        let as_of = START + 60 * DAY;
        let known: Vec<Row> = rows.iter().filter(|row| row.time <= as_of).cloned().collect();
        let [before, after] = [&known, rows].map(|rows| report(model, &outcome(model, rows, Some(as_of)), None));
        assert_eq!(Report { input: after.input.clone(), ..before }, after, "{seed}");
    });
}
