//! A report beside an earlier one: each figure with its earlier value and change, and whether a change of a share is more than noise.

mod bottlenecks;
mod pair;
mod shape;
mod steps;

pub use bottlenecks::*;
pub use shape::*;
pub use steps::*;

use super::{Bottlenecks, Cohorts, Conversion, Instant, Metrics, Outcomes, Period};
use super::{Report, Segment, Series, Sla, Stage, Trigger, Velocity};
use crate::time::Micros;
use crate::time::calendar::Calendar;
use indexmap::IndexMap;
use pair::{Pair, pairs};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A report beside an earlier one, which is that of another period as it would have been given at the same age: as long after the
/// beginning of its period as this one is after its own, both in days of the calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The period compared with.
    pub period: Option<Period>,
    /// Until when time ran for it.
    pub as_of: Option<Instant>,
    /// The figures of everything.
    #[serde(flatten)]
    pub whole: Compared,
    /// Objectives, in file order: as they stand, and as they stood.
    pub okrs: Vec<ComparedObjective>,
    /// The figures of each value of each dimension, in the order of `by`.
    #[schemars(with = "BTreeMap<String, Vec<ComparedSegment>>")]
    pub by: IndexMap<String, Vec<ComparedSegment>>,
}

/// The figures of everything or of a segment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// One for each stage, in funnel order.
    pub stages: Vec<ComparedStage>,
    /// One for each trigger, in file order.
    pub triggers: Vec<ComparedTrigger>,
    /// One for each conversion.
    pub conversions: Vec<ComparedConversion>,
    /// Who was won and lost; null where no stage is an outcome.
    pub outcomes: Option<ComparedOutcomes>,
    /// How fast subjects go.
    pub velocity: ComparedVelocity,
    /// One for each service level agreement.
    pub slas: Vec<ComparedSla>,
    /// Metrics by their names; of a rate what it stands for.
    #[schemars(with = "BTreeMap<String, ComparedMetric>")]
    pub metrics: IndexMap<String, ComparedMetric>,
    /// Where subjects and money are lost or held.
    pub bottlenecks: ComparedBottlenecks,
    /// Cohorts by the week or month of their entry.
    pub cohorts: ComparedCohorts,
    /// Entries, flow and metrics step by step.
    pub series: ComparedSeries,
}

/// The figures of a value of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedSegment {
    /// The value; null where it is missing, and of the rest.
    pub value: Option<serde_json::Value>,
    /// Of the rest: how many values it takes together now; 0 where it has some earlier only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<u64>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Compared,
}

/// Until when time runs for a report of `earlier` that is to be as old as one of `period` at `as_of`: where that is over, as many
/// days after the end; else as many after the beginning, at the same time of the local day.
pub fn same_age(calendar: &Calendar, period: &Range<Micros>, earlier: &Range<Micros>, as_of: Micros) -> Micros {
    let (from, to) = if as_of >= period.end { (period.end, earlier.end) } else { (period.start, earlier.start) };
    let today = calendar.date(as_of);
    let midnight = |day: i32| calendar.midnight(day);
    let day = calendar.date(to).saturating_add(today.saturating_sub(calendar.date(from)));
    let at = midnight(day).zip(midnight(today)).map(|(midnight, start)| midnight.saturating_add(as_of - start));
    at.unwrap_or(as_of).min(as_of)
}

impl Comparison {
    /// A report beside an earlier one of the same definition.
    pub fn of(now: &Report, earlier: &Report) -> Self {
        let by = now.by.iter().map(|(dimension, segments)| {
            let earlier = earlier.by.get(dimension).map_or(&[][..], Vec::as_slice);
            (dimension.clone(), compared_segments(segments, earlier))
        });
        Self {
            period: earlier.period.clone(),
            as_of: earlier.as_of,
            whole: Compared::of(&Sections::of_report(now), &Sections::of_report(earlier)),
            okrs: pairs(&now.okrs, &earlier.okrs).map(Pair::objective).collect(),
            by: by.collect(),
        }
    }
}

/// The earlier report shows the values of the later one in their order; only the rest may be there in one and not in the other.
fn compared_segments(now: &[Segment], earlier: &[Segment]) -> Vec<ComparedSegment> {
    let is_same = |segment: &Segment, other: &Segment| segment.value == other.value && segment.rest.is_some() == other.rest.is_some();
    let found = now.iter().map(|segment| {
        let before = earlier.iter().find(|other| is_same(segment, other)).map(Sections::of_segment).unwrap_or_default();
        ComparedSegment { value: segment.value.clone(), rest: segment.rest, figures: Compared::of(&Sections::of_segment(segment), &before) }
    });
    let gone = earlier.iter().filter(|other| !now.iter().any(|segment| is_same(segment, other)));
    let gone = gone.map(|other| {
        let figures = Compared::of(&Sections::default(), &Sections::of_segment(other));
        ComparedSegment { value: other.value.clone(), rest: other.rest.map(|_| 0), figures }
    });
    found.chain(gone).collect()
}

/// The sections that are compared; nothing of a segment that is not there.
#[derive(Clone, Copy, Default)]
struct Sections<'a> {
    stages: &'a [Stage],
    triggers: &'a [Trigger],
    conversions: &'a [Conversion],
    outcomes: Option<&'a Outcomes>,
    velocity: Option<&'a Velocity>,
    slas: &'a [Sla],
    metrics: Option<&'a Metrics>,
    bottlenecks: Option<&'a Bottlenecks>,
    cohorts: Option<&'a Cohorts>,
    series: Option<&'a Series>,
}

impl<'a> Sections<'a> {
    fn of_report(report: &'a Report) -> Self {
        Self {
            stages: &report.stages,
            triggers: &report.triggers,
            conversions: &report.conversions,
            outcomes: report.outcomes.as_ref(),
            velocity: Some(&report.velocity),
            slas: &report.slas,
            metrics: Some(&report.metrics),
            bottlenecks: Some(&report.bottlenecks),
            cohorts: Some(&report.cohorts),
            series: Some(&report.series),
        }
    }

    fn of_segment(segment: &'a Segment) -> Self {
        Self {
            stages: &segment.stages,
            triggers: &segment.triggers,
            conversions: &segment.conversions,
            outcomes: segment.outcomes.as_ref(),
            velocity: Some(&segment.velocity),
            slas: &segment.slas,
            metrics: Some(&segment.metrics),
            bottlenecks: Some(&segment.bottlenecks),
            cohorts: Some(&segment.cohorts),
            series: Some(&segment.series),
        }
    }
}

impl Compared {
    fn of(now: &Sections<'_>, earlier: &Sections<'_>) -> Self {
        let names = now.metrics.or(earlier.metrics).into_iter().flatten().map(|(name, _)| name);
        let metric = |name: &String| {
            let find = |metrics: Option<&'_ Metrics>| metrics.and_then(|metrics| metrics.get(name)).cloned();
            let (now, earlier) = (find(now.metrics), find(earlier.metrics));
            (name.clone(), Pair { now: now.as_ref(), earlier: earlier.as_ref() }.metric())
        };
        let outcomes = Pair { now: now.outcomes, earlier: earlier.outcomes };
        Self {
            stages: pairs(now.stages, earlier.stages).map(Pair::stage).collect(),
            triggers: pairs(now.triggers, earlier.triggers).map(Pair::trigger).collect(),
            conversions: pairs(now.conversions, earlier.conversions).map(Pair::conversion).collect(),
            outcomes: outcomes.any().is_some().then(|| outcomes.outcomes()),
            velocity: Pair { now: now.velocity, earlier: earlier.velocity }.velocity(),
            slas: pairs(now.slas, earlier.slas).map(Pair::sla).collect(),
            metrics: names.map(metric).collect(),
            bottlenecks: Pair { now: now.bottlenecks, earlier: earlier.bottlenecks }.bottlenecks(),
            cohorts: Pair { now: now.cohorts, earlier: earlier.cohorts }.cohorts(),
            series: Pair { now: now.series, earlier: earlier.series }.series(),
        }
    }
}
