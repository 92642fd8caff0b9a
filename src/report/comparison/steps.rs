//! Series and cohorts beside those of the earlier period: the first week beside the first, the second beside the second, …

use super::pair::{Pair, pairs};
use super::shape::{Change, ShareChange};
use crate::report::{CohortRow, Cohorts, Figure, Flow, Row, Series, Triangle};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Entries, flow and metrics step by step, beside the same step of the earlier period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedSeries {
    /// What a row covers.
    pub grain: String,
    /// In order of time: the first row of the one period beside the first of the other, and so on.
    pub rows: Vec<ComparedRow>,
}

/// A row of a series beside that of the earlier period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedRow {
    /// Which row of its period it is, from 1.
    pub nth: u64,
    /// What the later one covers; null where its period has no such row.
    pub period: Option<String>,
    /// What the earlier one covers; null where its period has no such row.
    pub earlier: Option<String>,
    /// Entries into each stage.
    #[schemars(with = "BTreeMap<String, Change>")]
    pub stages: IndexMap<String, Change>,
    /// How each stage went.
    #[schemars(with = "BTreeMap<String, ComparedFlow>")]
    pub flow: IndexMap<String, ComparedFlow>,
    /// Each metric; of a rate its mature rate.
    #[schemars(with = "BTreeMap<String, Change>")]
    pub metrics: IndexMap<String, Change>,
}

/// How a stage went, beside how it went then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedFlow {
    /// Subjects in it at the beginning.
    pub opening: Change,
    /// Visits that ended.
    pub left: Change,
    /// Subjects in it at the end.
    pub closing: Change,
}

/// Cohorts beside those of the earlier period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedCohorts {
    /// What a cohort covers.
    pub grain: String,
    /// One for each triangle.
    pub triangles: Vec<ComparedTriangle>,
}

/// A triangle beside its earlier self.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedTriangle {
    /// The stage whose first entry makes a member of the cohort.
    pub from: String,
    /// The stage to get to.
    pub to: String,
    /// The cohorts that have members in the one period or the other.
    pub cohorts: Vec<ComparedCohortRow>,
}

/// A cohort beside the one of the same week or month of the earlier period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedCohortRow {
    /// Which week or month of its period it is, from 1.
    pub nth: u64,
    /// When the members of the later one entered; null where there are none.
    pub period: Option<String>,
    /// When those of the earlier one did; null where there are none.
    pub earlier: Option<String>,
    /// Members.
    pub cohort: Change,
    /// Members that got there, at whatever age.
    pub converted: Change,
    /// Members that got there by the end of the week or month of entry, of the next one, ….
    pub reached: Vec<Change>,
    /// The same as shares.
    pub shares: Vec<ShareChange>,
}

/// What stands at the same place of two periods; each list is in order of its places.
fn side_by_side<'a, T>(now: &'a [T], earlier: &'a [T], nth: fn(&T) -> u64) -> Vec<(u64, Pair<'a, T>)> {
    let mut found: BTreeMap<u64, Pair<'a, T>> = BTreeMap::new();
    let none = Pair { now: None, earlier: None };
    for thing in now {
        found.entry(nth(thing)).or_insert(none).now = Some(thing);
    }
    for thing in earlier {
        found.entry(nth(thing)).or_insert(none).earlier = Some(thing);
    }
    found.into_iter().collect()
}

fn slice<T, P>(of: Option<&T>, part: fn(&T) -> &Vec<P>) -> &[P] {
    of.map_or(&[], |thing| part(thing))
}

impl Pair<'_, Series> {
    pub(super) fn series(self) -> ComparedSeries {
        let (now, earlier) = (slice(self.now, |series| &series.rows), slice(self.earlier, |series| &series.rows));
        let rows = side_by_side(now, earlier, |row| row.nth).into_iter();
        ComparedSeries { grain: self.name(|series| &series.grain), rows: rows.map(|(nth, pair)| pair.row(nth)).collect() }
    }
}

impl Pair<'_, Row> {
    fn row(self, nth: u64) -> ComparedRow {
        let any = self.any();
        let of_stages = any.into_iter().flat_map(|row| row.stages.keys());
        let of_metrics = any.into_iter().flat_map(|row| row.metrics.keys());
        ComparedRow {
            nth,
            period: self.now.map(|row| row.period.clone()),
            earlier: self.earlier.map(|row| row.period.clone()),
            stages: of_stages
                .map(|id| (id.clone(), self.part(|row| row.stages.get(id)).figure(|count| i64::try_from(*count).ok().map(Figure::Integer))))
                .collect(),
            flow: any
                .into_iter()
                .flat_map(|row| row.flow.keys())
                .map(|id| (id.clone(), self.part(|row| row.flow.get(id)).flow()))
                .collect(),
            metrics: of_metrics.map(|id| (id.clone(), self.part(|row| row.metrics.get(id)).figure(|figure| *figure))).collect(),
        }
    }
}

impl Pair<'_, Flow> {
    fn flow(self) -> ComparedFlow {
        ComparedFlow {
            opening: self.count(|flow| flow.opening),
            left: self.count(|flow| flow.left),
            closing: self.count(|flow| flow.closing),
        }
    }
}

impl Pair<'_, Cohorts> {
    pub(super) fn cohorts(self) -> ComparedCohorts {
        let (now, earlier) = (slice(self.now, |cohorts| &cohorts.triangles), slice(self.earlier, |cohorts| &cohorts.triangles));
        ComparedCohorts {
            grain: self.name(|cohorts| &cohorts.grain),
            triangles: pairs(now, earlier).map(Pair::<Triangle>::triangle).collect(),
        }
    }
}

impl Pair<'_, Triangle> {
    fn triangle(self) -> ComparedTriangle {
        let (now, earlier) = (slice(self.now, |triangle| &triangle.cohorts), slice(self.earlier, |triangle| &triangle.cohorts));
        let rows = side_by_side(now, earlier, |row| row.nth).into_iter();
        ComparedTriangle {
            from: self.name(|triangle| &triangle.from),
            to: self.name(|triangle| &triangle.to),
            cohorts: rows.map(|(nth, pair)| pair.cohort_row(nth)).collect(),
        }
    }
}

impl Pair<'_, CohortRow> {
    fn cohort_row(self, nth: u64) -> ComparedCohortRow {
        let ages = |row: Option<&CohortRow>| row.map_or(0, |row| row.reached.len());
        let ages = 0..ages(self.now).max(ages(self.earlier));
        let reached = |row: &CohortRow, age: usize| row.reached.get(age).copied().flatten();
        ComparedCohortRow {
            nth,
            period: self.now.map(|row| row.period.clone()),
            earlier: self.earlier.map(|row| row.period.clone()),
            cohort: self.count(|row| row.cohort),
            converted: self.count(|row| row.converted),
            reached: ages.clone().map(|age| self.figure(|row| i64::try_from(reached(row, age)?).ok().map(Figure::Integer))).collect(),
            // What is not over yet is a share of nothing.
            shares: ages.map(|age| self.share(|row| reached(row, age).map_or((0, 0), |reached| (reached, row.cohort)))).collect(),
        }
    }
}
