//! Estimates that take censoring into account, through a whole report: against sets that lifelines worked out, and with competing
//! risks against the textbook formula.

use crate::engines_agree::{InMemory, compile};
use crate::random::dice::Dice;
use crate::random::log::{Row, START};
use crate::support::shared;
use funnelc::events::Intake;
use funnelc::replay::{Options, replay};
use funnelc::report::{self, Figure, MetricFigure, Report};
use funnelc::time::{DAY, Micros};

/// What became of a member, and how many days after its entry.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Converted(i64),
    Lapsed(i64),
    /// Watched for so long.
    Censored(i64),
}

/// Members that entered long enough ago, as the report of a funnel in which they do; a metric for each number of days.
fn report(members: &[End], days: &[i64]) -> Report {
    let metrics: Vec<String> = days.iter().map(|day| format!("  d{day}: estimate(rate(queue -> done within {day}d))\n")).collect();
    let yaml = format!(
        "funnel: survival\nevents: {{ enter: {{}}, convert: {{}}, lapse: {{}} }}\n\
         stages: {{ queue: {{}}, done: {{ outcome: won }}, gone: {{ outcome: lost }} }}\n\
         triggers:\n  enters: {{ from: start, to: queue, on: enter }}\n  converts: {{ from: queue, to: done, on: convert }}\n  \
         lapses: {{ from: queue, to: gone, on: lapse }}\nmetrics:\n  whole: estimate(rate(queue -> done))\n{}",
        metrics.concat()
    );
    let model = compile(&yaml).unwrap_or_else(|findings| panic!("{}", findings.join("\n")));
    let as_of = START;
    let mut rows = Vec::new();
    for (at, end) in members.iter().enumerate() {
        let row = |event: &str, time: Micros| Row {
            time,
            event: event.to_owned(),
            subject: format!("m{at}"),
            id: None,
            seq: None,
            fields: Vec::new(),
        };
        let long_ago = as_of - 2_000 * DAY;
        match *end {
            End::Converted(days) => rows.extend([row("enter", long_ago), row("convert", long_ago + days * DAY)]),
            End::Lapsed(days) => rows.extend([row("enter", long_ago), row("lapse", long_ago + days * DAY)]),
            End::Censored(days) => rows.push(row("enter", as_of - days * DAY)),
        }
    }
    let program = funnelc::plan::lower(&model);
    let Ok(outcome) = replay(&program, &mut InMemory::of(&model, &rows, 100), Options { as_of: Some(as_of), threads: 1 });
    report::build(&model, &Intake { read: rows.len() as u64, ..Intake::default() }, &outcome, None)
}

fn estimate(report: &Report, metric: &str) -> f64 {
    match report.metrics.get(metric) {
        Some(MetricFigure::Number(Some(figure))) => Figure::to_f64(*figure),
        other => panic!("{metric}: {other:?}"),
    }
}

/// Without a competing risk the estimate is what Kaplan and Meier's survival leaves.
#[test]
fn survival_is_that_of_lifelines() {
    let Some(folder) = shared("peer-cases") else { return };
    let text = std::fs::read_to_string(folder.join("km_lifelines.json")).expect("the sets");
    let sets: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let (mut compared, mut without) = (0, Vec::new());
    for set in sets.as_array().expect("sets") {
        let (Some(durations), Some(observed), Some(survival)) =
            (set["durations"].as_array(), set["observed"].as_array(), set["S(t)"].as_object())
        else {
            without.push(set["name"].as_str().unwrap_or_default().to_owned());
            continue;
        };
        let whole = |value: &serde_json::Value| value.as_f64().expect("days") as i64;
        let members: Vec<End> = durations
            .iter()
            .zip(observed)
            .map(|(days, observed)| if whole(observed) == 1 { End::Converted(whole(days)) } else { End::Censored(whole(days)) })
            .collect();
        assert_eq!(Some(members.len() as u64), set["n"].as_u64(), "{}", set["name"]);
        let days: Vec<i64> = survival.keys().map(|days| days.parse().expect("days")).collect();
        let report = report(&members, &days);
        for (day, expected) in survival {
            let (found, expected) = (1.0 - estimate(&report, &format!("d{day}")), expected.as_f64().expect("a share"));
            assert!((found - expected).abs() < 1e-9, "{} S({day}) = {found} where lifelines has {expected}", set["name"]);
            compared += 1;
        }
        // The median that lifelines names is where the survival that a report has reaches a half.
        if let Some(median) = set["median"].as_f64().map(|median| median as i64) {
            let around = self::report(&members, &[median - 1, median]);
            let survived = [median - 1, median].map(|day| 1.0 - estimate(&around, &format!("d{day}")));
            assert!(survived[0] > 0.5 && survived[1] <= 0.5, "{}: {survived:?} around {median}", set["name"]);
        }
    }
    assert!(compared >= 25, "{compared} compared");
    println!("without durations to work from: {without:?}");
}

/// The cumulative incidence of converting as a textbook sums it, time by time over all members.
fn incidence(members: &[End], until: i64) -> f64 {
    let time = |end: &End| match *end {
        End::Converted(days) | End::Lapsed(days) | End::Censored(days) => days,
    };
    let mut times: Vec<i64> = members.iter().map(time).filter(|time| *time <= until).collect();
    times.sort_unstable();
    times.dedup();
    let (mut surviving, mut incidence) = (1.0, 0.0);
    for at in times {
        let risk = members.iter().filter(|end| time(end) >= at).count() as f64;
        let converted = members.iter().filter(|end| **end == End::Converted(at)).count() as f64;
        let lapsed = members.iter().filter(|end| **end == End::Lapsed(at)).count() as f64;
        incidence += surviving * converted / risk;
        surviving *= 1.0 - (converted + lapsed) / risk;
    }
    incidence
}

#[test]
fn competing_risks_are_those_of_aalen_and_johansen() {
    let mut rich = 0;
    for seed in 0..40 {
        let dice = &mut Dice::new(seed);
        let members: Vec<End> = (0..dice.between(1, 60))
            .map(|_| {
                let days = dice.between(1, 40) as i64;
                match dice.below(3) {
                    0 => End::Converted(days),
                    1 => End::Lapsed(days),
                    _ => End::Censored(days),
                }
            })
            .collect();
        let days = [5, 20, 40];
        let report = report(&members, &days);
        for day in days {
            let (expected, found) = (incidence(&members, day), estimate(&report, &format!("d{day}")));
            assert!((expected - found).abs() < 1e-12, "seed {seed}: {found} by day {day} where the formula has {expected}");
        }
        let (expected, found) = (incidence(&members, i64::MAX), estimate(&report, "whole"));
        assert!((expected - found).abs() < 1e-12, "seed {seed}: {found} where the formula has {expected}");
        let conversion = report.conversions.iter().find(|pair| pair.to == "done").expect("the pair");
        assert_eq!(conversion.rate.estimate, Some(found), "a conversion and a metric of the same stages");
        rich += usize::from(found > 0.0 && found < 1.0);
    }
    assert!(rich > 25, "{rich}");
}

/// The example of the documentation of `estimate`, by hand: 1/8 + 5/8 · 1/4.
#[test]
fn a_small_cohort_by_hand() {
    use End::{Censored, Converted, Lapsed};
    let members = [Lapsed(1), Converted(3), Lapsed(3), Censored(6), Converted(10), Censored(10), Censored(10), Censored(10)];
    let report = report(&members, &[1, 3, 9, 10]);
    for (metric, expected) in [("d1", 0.0), ("d3", 0.125), ("d9", 0.125), ("d10", 0.281_25), ("whole", 0.281_25)] {
        assert!((estimate(&report, metric) - expected).abs() < 1e-12, "{metric}: {}", estimate(&report, metric));
    }
}
