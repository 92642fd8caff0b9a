//! Entries, flow and metrics step by step: day by day, week by week, …

use super::Options;
use super::basis::Basis;
use super::groups::Groups;
use super::measures::{Lens, Measures};
use super::metrics::Figure;
use crate::ids::Id;
use crate::time::Micros;
use crate::time::grain::{Grain, Slice};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of more rows than this (20 years of weeks: a log with a wrong date) those in which nothing happened are left out.
const ROWS: usize = 1_044;

/// Entries, flow and metrics over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// What a row covers: a `day`, `week`, `month`, `quarter` or `fiscal quarter` of the calendar, in its zone.
    pub grain: String,
    /// From that of the first event to that of `as_of`; of a period its own, the first and the last cut to it.
    pub rows: Vec<Row>,
}

/// A row of a series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// What it covers: `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q4`, `FY2026-Q4`.
    pub period: String,
    /// Which row that is of all there are in the period, or since the first event, from 1.
    pub nth: u64,
    /// Entries into each stage.
    #[schemars(with = "BTreeMap<String, u64>")]
    pub stages: IndexMap<String, u64>,
    /// How each stage went from the row's beginning to its end.
    #[schemars(with = "BTreeMap<String, Flow>")]
    pub flow: IndexMap<String, Flow>,
    /// Each metric in that time, as known at `as_of`; of a rate its mature rate.
    #[schemars(with = "BTreeMap<String, Option<Figure>>")]
    pub metrics: IndexMap<String, Option<Figure>>,
}

/// How a stage went from the beginning of a row to its end: `opening + entries - left = closing`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Flow {
    /// Subjects in it at the beginning.
    pub opening: u64,
    /// Visits that ended.
    pub left: u64,
    /// Subjects in it at the end, or as of `as_of` where that is earlier.
    pub closing: u64,
}

/// The series of each group: of the period, or of everything.
pub(super) fn of(basis: &Basis<'_>, measures: &Measures<'_>, options: &Options, groups: &Groups) -> Vec<Series> {
    let slices = slices(basis, measures, options.grain);
    let counts = Counts::of(basis, &slices, groups);
    let empty = Series { grain: options.grain.name().to_owned(), rows: Vec::with_capacity(slices.len()) };
    let mut series = vec![empty; groups.len()];
    let names = || basis.model.stages.iter().map(|stage| stage.name.clone());
    for (at, (nth, slice)) in slices.iter().enumerate() {
        for (group, series) in series.iter_mut().enumerate() {
            let lens = Lens { group: groups.is_by.then_some((groups, group)), ..Lens::of(Some(&slice.range)) };
            let metrics = measures.all(&lens).map(|(metric, value)| (metric.name.clone(), Figure::of(&value)));
            let (entries, flow) = counts.row(group, at);
            series.rows.push(Row {
                period: slice.label.clone(),
                nth: *nth,
                stages: names().zip(entries.iter().copied()).collect(),
                flow: names().zip(flow).collect(),
                metrics: metrics.collect(),
            });
        }
    }
    series
}

/// What is counted of each group, row and stage.
struct Counts {
    rows: usize,
    stages: usize,
    entries: Vec<u64>,
    left: Vec<u64>,
    /// Before the first row, then at the end of each: told from entries alone, so that the balance with those who left proves something.
    stood: Vec<i64>,
}

impl Counts {
    fn of(basis: &Basis<'_>, slices: &[(u64, Slice)], groups: &Groups) -> Self {
        let (rows, stages) = (slices.len(), basis.model.stages.len());
        let cells = groups.len() * rows * stages;
        let mut counts =
            Self { rows, stages, entries: vec![0; cells], left: vec![0; cells], stood: vec![0; cells + groups.len() * stages] };
        let Some(start) = slices.first().map(|(_, slice)| slice.range.start) else { return counts };
        // 0 before the first row, then the rows from 1, then what comes after the last.
        let row_of = |instant: Micros| {
            if instant < start { 0 } else { slices.partition_point(|(_, slice)| slice.range.end <= instant) + 1 }
        };
        for (place, visit) in basis.outcome.visits.iter().enumerate() {
            let (group, stage) = (groups.of_visit(place), visit.stage.index());
            let entered = row_of(visit.entered_at);
            if (1..=rows).contains(&entered) {
                let cell = counts.cell(group, entered - 1) + stage;
                counts.entries[cell] += 1;
            }
            counts.stand(group, entered, stage, 1);
            if let Some(next) = basis.next(place, visit.subject) {
                counts.stand(group, row_of(next.entered_at), stage, -1);
            }
            let left = visit.left_at.map(row_of).filter(|row| (1..=rows).contains(row));
            if let Some(left) = left {
                let cell = counts.cell(group, left - 1) + stage;
                counts.left[cell] += 1;
            }
        }
        for group in 0..groups.len() {
            for at in 0..rows * stages {
                let cell = group * (rows + 1) * stages + at;
                counts.stood[cell + stages] += counts.stood[cell];
            }
        }
        counts
    }

    fn cell(&self, group: usize, row: usize) -> usize {
        (group * self.rows + row) * self.stages
    }

    fn stand(&mut self, group: usize, row: usize, stage: usize, more: i64) {
        if row <= self.rows {
            self.stood[(group * (self.rows + 1) + row) * self.stages + stage] += more;
        }
    }

    fn row(&self, group: usize, row: usize) -> (&[u64], impl Iterator<Item = Flow> + '_) {
        let cell = self.cell(group, row);
        let stood = (group * (self.rows + 1) + row) * self.stages;
        let count = |at: usize| u64::try_from(self.stood[at]).unwrap_or(0);
        let flow = (0..self.stages).map(move |stage| Flow {
            opening: count(stood + stage),
            left: self.left[cell + stage],
            closing: count(stood + self.stages + stage),
        });
        (&self.entries[cell..cell + self.stages], flow)
    }
}

/// The rows, each with its place among all there are.
fn slices(basis: &Basis<'_>, measures: &Measures<'_>, grain: Grain) -> Vec<(u64, Slice)> {
    let calendar = &basis.model.calendar;
    let outcome = basis.outcome;
    let range = match (basis.period, outcome.counts.first_event, outcome.as_of) {
        (Some(period), ..) => period.clone(),
        (None, Some(first), Some(as_of)) => {
            let (first, last) = (calendar.date(first), calendar.date(as_of));
            calendar.instants(grain.start(calendar, first), grain.next(calendar, last))
        }
        (None, ..) => return Vec::new(),
    };
    let mut slices: Vec<(u64, Slice)> = (1..).zip(calendar.split(range.clone(), grain)).collect();
    if slices.len() > ROWS {
        let mut instants: Vec<Micros> =
            outcome.visits.iter().map(|visit| visit.entered_at).chain(measures.instants(&Lens::of(Some(&range)))).collect();
        instants.sort_unstable();
        slices.retain(|(_, slice)| {
            let next = instants.partition_point(|instant| *instant < slice.range.start);
            instants.get(next).is_some_and(|instant| slice.range.contains(instant))
        });
    }
    slices
}
