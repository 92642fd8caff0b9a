//! Entries and metrics week by week.

use super::measures::{Lens, Measures};
use super::metrics::Figure;
use crate::ids::Id;
use crate::replay::outcome::Outcome;
use crate::time::Micros;
use crate::time::grain::{Grain, Slice};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// Of more weeks than this (20 years: a log with a wrong date) those in which nothing happened are left out.
const WEEKS: usize = 1_044;

/// Entries and metrics over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// What a row covers: a `week` of the calendar, in its zone.
    pub grain: String,
    /// From the first event's week to `as_of`'s; of a period its weeks, the first and the last cut to it.
    pub rows: Vec<Row>,
}

/// A row of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The week: `2026-W47`.
    pub period: String,
    /// Entries into each stage.
    #[schemars(with = "BTreeMap<String, u64>")]
    pub stages: IndexMap<String, u64>,
    /// Each metric in that week, as known at `as_of`; of a rate its mature rate.
    #[schemars(with = "BTreeMap<String, Option<Figure>>")]
    pub metrics: IndexMap<String, Option<Figure>>,
}

/// The series of a period, or of everything.
pub(super) fn of(measures: &Measures<'_>, outcome: &Outcome, period: Option<&Range<Micros>>) -> Series {
    let slices = weeks(measures, outcome, period);
    let model = measures.model;
    let week = |instant: Micros| {
        let at = slices.partition_point(|slice| slice.range.end <= instant);
        slices.get(at).is_some_and(|slice| slice.range.contains(&instant)).then_some(at)
    };
    let mut entries = vec![0_u64; slices.len() * model.stages.len()];
    for visit in outcome.visits.iter() {
        if let Some(week) = week(visit.entered_at) {
            entries[week * model.stages.len() + visit.stage.index()] += 1;
        }
    }
    let rows = slices.iter().zip(entries.chunks(model.stages.len().max(1))).map(|(slice, entries)| Row {
        period: slice.label.clone(),
        stages: model.stages.iter().map(|stage| stage.name.clone()).zip(entries.iter().copied()).collect(),
        metrics: measures.all(&Lens::of(Some(&slice.range))).map(|(metric, value)| (metric.name.clone(), Figure::of(&value))).collect(),
    });
    Series { grain: Grain::Week.name().to_owned(), rows: rows.collect() }
}

fn weeks(measures: &Measures<'_>, outcome: &Outcome, period: Option<&Range<Micros>>) -> Vec<Slice> {
    let calendar = &measures.model.calendar;
    let range = match (period, outcome.counts.first_event, outcome.as_of) {
        (Some(period), ..) => period.clone(),
        (None, Some(first), Some(as_of)) => {
            let (first, last) = (calendar.date(first), calendar.date(as_of));
            calendar.instants(Grain::Week.start(calendar, first), Grain::Week.next(calendar, last))
        }
        (None, ..) => return Vec::new(),
    };
    let mut slices: Vec<Slice> = calendar.split(range.clone(), Grain::Week).collect();
    if slices.len() > WEEKS {
        let mut instants: Vec<Micros> = outcome.visits.iter().map(|visit| visit.entered_at).chain(measures.instants(&range)).collect();
        instants.sort_unstable();
        slices.retain(|slice| {
            let next = instants.partition_point(|instant| *instant < slice.range.start);
            instants.get(next).is_some_and(|instant| slice.range.contains(instant))
        });
    }
    slices
}
