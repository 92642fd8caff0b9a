//! Cohorts by the week or month of their entry, as triangles: what share had got there after how many weeks or months.

use super::Options;
use super::basis::Basis;
use super::cohort::share;
use super::conversions::story;
use super::groups::Groups;
use crate::model::Outcome as Ending;
use crate::time::Micros;
use crate::time::grain::Slice;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ages that are shown at most.
const AGES: usize = 13;

/// Cohorts by the time of their entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cohorts {
    /// What a cohort covers, and a step of age: a `week` or a `month` of the calendar, in its zone.
    pub grain: String,
    /// One for each pair of neighbours on the path, then from its first stage to the won stage.
    pub triangles: Vec<Triangle>,
}

/// The cohorts of those who entered a stage, and how many of them got to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Triangle {
    /// The stage whose first entry makes a member of the cohort.
    pub from: String,
    /// The stage to get to, at or after that.
    pub to: String,
    /// The cohorts that have members, in order of time; of a period those of entries in it.
    pub cohorts: Vec<CohortRow>,
}

/// A cohort.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CohortRow {
    /// When its members entered: `2026-W47`, `2026-11`.
    pub period: String,
    /// Which week or month of the period that is, from 1; without a period, of the time since the first entry.
    pub nth: u64,
    /// Its members.
    pub cohort: u64,
    /// Members that got there by `as_of`, at whatever age.
    pub converted: u64,
    /// Members that got there by the end of the calendar week or month of entry, by the end of the next one, …; at most 13. Null where
    /// that was not over at `as_of`.
    pub reached: Vec<Option<u64>>,
    /// The same as shares of the cohort.
    pub shares: Vec<Option<f64>>,
}

/// The cohorts of each group; a member belongs to the group of its first entry.
pub(super) fn of(basis: &Basis<'_>, options: &Options, groups: &Groups) -> Vec<Cohorts> {
    let grain = options.cohorts;
    let empty = Cohorts { grain: grain.name().to_owned(), triangles: Vec::new() };
    let mut cohorts = vec![empty; groups.len()];
    let steps = Steps::of(basis, options);
    for (from, to) in pairs(basis) {
        let mut tallies: Vec<Tally> = vec![Tally::default(); groups.len() * steps.slices.len()];
        for subject in 0..basis.histories.len() {
            let Some((place, story)) = story(basis, subject, from, to) else { continue };
            if !basis.within.contains(&story.entered) {
                continue;
            }
            let Some(row) = steps.row(story.entered) else { continue };
            let tally = &mut tallies[groups.of_visit(place) * steps.slices.len() + row];
            tally.cohort += 1;
            let Some(reached) = story.reached.and_then(|reached| steps.row(reached)) else { continue };
            tally.converted += 1;
            if let Some(count) = tally.reached.get_mut(reached - row) {
                *count += 1;
            }
        }
        let name = |step: usize| basis.model.stages[basis.path[step]].name.clone();
        let width = steps.slices.len();
        for (group, cohorts) in cohorts.iter_mut().enumerate() {
            let tallies = &tallies[group * width..(group + 1) * width];
            let rows = tallies.iter().enumerate().filter(|(_, tally)| tally.cohort > 0);
            let rows = rows.map(|(row, tally)| tally.row(&steps, row)).collect();
            cohorts.triangles.push(Triangle { from: name(from), to: name(to), cohorts: rows });
        }
    }
    cohorts
}

/// What is counted of a cohort.
#[derive(Clone, Default)]
struct Tally {
    cohort: u64,
    converted: u64,
    /// By the age at which they got there.
    reached: [u64; AGES],
}

impl Tally {
    fn row(&self, steps: &Steps, row: usize) -> CohortRow {
        let ages = AGES.min(steps.slices.len() - row);
        let sums = self.reached.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        let reached: Vec<Option<u64>> = sums.take(ages).enumerate().map(|(age, sum)| steps.is_over(row + age).then_some(sum)).collect();
        CohortRow {
            period: steps.slices[row].label.clone(),
            nth: steps.skipped + row as u64 + 1,
            cohort: self.cohort,
            converted: self.converted,
            shares: reached.iter().map(|reached| reached.and_then(|reached| share(reached, self.cohort))).collect(),
            reached,
        }
    }
}

/// The weeks or months from the first entry to `as_of`.
struct Steps {
    slices: Vec<Slice>,
    /// Those of the period before the first.
    skipped: u64,
    as_of: Micros,
    /// How long a step is about.
    length: Micros,
}

impl Steps {
    fn of(basis: &Basis<'_>, options: &Options) -> Self {
        let (calendar, grain) = (&basis.model.calendar, options.cohorts);
        let as_of = basis.outcome.as_of.unwrap_or(Micros::MIN);
        let entries = || basis.outcome.visits.iter().map(|visit| visit.entered_at).filter(|at| basis.within.contains(at));
        let slices = match (entries().min(), basis.outcome.as_of) {
            (Some(first), Some(as_of)) => {
                let (first, last) = (calendar.date(first), calendar.date(as_of));
                calendar.split(calendar.instants(grain.start(calendar, first), grain.next(calendar, last)), grain).collect()
            }
            _ => Vec::new(),
        };
        let whole = slices.first().zip(slices.last()).map_or(0, |(first, last): (&Slice, &Slice)| last.range.end - first.range.start);
        let count = Micros::try_from(slices.len()).unwrap_or(1).max(1);
        let skipped = match (basis.period, slices.first()) {
            (Some(period), Some(first)) if period.start < first.range.start => {
                calendar.split(period.start..first.range.start, grain).count()
            }
            _ => 0,
        };
        Self { length: (whole / count).max(1), slices, skipped: skipped as u64, as_of }
    }

    /// The step that holds an instant.
    fn row(&self, instant: Micros) -> Option<usize> {
        let since = instant.checked_sub(self.slices.first()?.range.start).filter(|since| *since >= 0)?;
        // Steps are nearly of one length: the guess is right or next to right.
        let mut row = usize::try_from(since / self.length).ok()?.min(self.slices.len() - 1);
        while instant < self.slices[row].range.start {
            row -= 1;
        }
        while instant >= self.slices[row].range.end {
            row += 1;
            self.slices.get(row)?;
        }
        Some(row)
    }

    /// Whether a step is over at `as_of`.
    fn is_over(&self, row: usize) -> bool {
        self.slices.get(row).is_some_and(|slice| slice.range.end <= self.as_of.saturating_add(1))
    }
}

/// Steps of the path from which to which: neighbours, then the first to the won stage.
fn pairs(basis: &Basis<'_>) -> impl Iterator<Item = (usize, usize)> {
    let steps = basis.path.len();
    let won = basis.path.iter().position(|stage| basis.ending(*stage) == Some(Ending::Won)).filter(|won| *won > 1);
    (1..steps).map(|to| (to - 1, to)).chain(won.map(|won| (0, won)))
}
