//! Where subjects and money are lost or held, against what the stage itself did before.
//!
//! The rule. Two stretches of time are compared: the *window* (the period, without one the last 28 days, up to `as_of`) and the one
//! *before* it, three times as many days long. A visit is *lost* where it is followed by a lost stage or one beside the path. It
//! is *held* where it lasts at the end of the window and has lasted longer than three quarters of the visits did that ended
//! before the window (`usual`). From the stage's own earlier level so many were to be expected:
//!
//! ```text
//! lost:  left in the window · lost before / left before
//! held:  there at the end of the window · held at its beginning / there at its beginning
//! ```
//!
//! What goes beyond, lost and held together, is the excess; the stage with most of it comes first.

use super::Figure;
use super::basis::Basis;
use super::groups::Groups;
use super::money::Sum;
use super::{Instant, Period, quantile};
use crate::ids::{Id, StageId};
use crate::model::Outcome as Ending;
use crate::replay::outcome::Visit;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Days of the window where no period is said.
const DAYS: i32 = 28;
/// How many times as long the stretch before the window is.
const BEFORE: i32 = 3;

/// Where subjects and money are lost or held beyond what the stages did before, the worst stage first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bottlenecks {
    /// The time that is looked at: the period, without one the last 28 days, up to `as_of`. Null without events.
    pub window: Option<Period>,
    /// The stretch before it that makes the stages' earlier level, three times as many days.
    pub before: Option<Period>,
    /// The stages of the path that are no outcome: those with the greatest excess of subjects first, then those that lost and
    /// hold most, then in funnel order. A stage without an earlier level stands as if it had no excess.
    pub stages: Vec<Bottleneck>,
}

/// What a stage loses and holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bottleneck {
    /// The stage.
    pub id: String,
    /// Three quarters of the visits that ended before the window took no longer, in seconds (quantile of type 7).
    pub usual_seconds: Option<f64>,
    /// Counted in subjects.
    pub subjects: Strain<u64>,
    /// Counted in money as of `as_of`; null where no attribute is money.
    pub money: Option<Strain<Option<Figure>>>,
    /// Its place among the stages by excess of money, from 1; null where that is not known or nothing goes beyond what was to be
    /// expected.
    pub rank_by_money: Option<u64>,
}

/// What is lost and held, and what was to be expected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Strain_{N}")]
pub struct Strain<N> {
    /// Of visits that ended in the window.
    pub left: N,
    /// Of those of them that were followed by a lost stage or one beside the path.
    pub lost: N,
    /// left · lost before / left before; null where nobody had left.
    pub lost_expected: Option<f64>,
    /// Of visits that last at the end of the window.
    pub there: N,
    /// Of those of them that have lasted longer than usual.
    pub held: N,
    /// there · held / there, of the beginning of the window; null where nobody was there then.
    pub held_expected: Option<f64>,
    /// (lost − expected) + (held − expected); null where neither is known.
    pub excess: Option<f64>,
}

/// The two stretches.
struct Stretches {
    window: Range<Micros>,
    before: Range<Micros>,
}

/// Visits counted by heads and by worth.
#[derive(Clone, Copy, Default)]
struct Count {
    heads: u64,
    worth: Sum,
}

/// What is counted of a stage.
#[derive(Clone, Default)]
struct Tally {
    usual: Option<f64>,
    left: Count,
    lost: Count,
    there: Count,
    held: Count,
    left_before: Count,
    lost_before: Count,
    there_before: Count,
    held_before: Count,
}

/// The bottlenecks of each group; a visit belongs to its own.
pub(super) fn of(basis: &Basis<'_>, groups: &Groups) -> Vec<Bottlenecks> {
    let Some(stretches) = stretches(basis) else { return vec![Bottlenecks::default(); groups.len()] };
    let width = basis.path.len();
    let visits = &basis.outcome.visits;
    let steps: Vec<Option<usize>> =
        basis.model.stages.ids().map(|stage| basis.step(stage).filter(|_| basis.ending(stage).is_none())).collect();
    let of_visit = |place: usize| steps[visits.stage(place).index()].map(|step| groups.of_visit(place) * width + step);
    let mut stays = vec![Vec::new(); width * groups.len()];
    for place in 0..visits.len() {
        let Some(at) = of_visit(place) else { continue };
        if let Some(left) = visits.get(place).left_at.filter(|left| stretches.before.contains(left)) {
            stays[at].push(left - visits.entered_at(place));
        }
    }
    let usual = |mut stays: Vec<Micros>| {
        stays.sort_unstable();
        quantile(&stays, 0.75)
    };
    let mut tallies: Vec<Tally> = stays.into_iter().map(|stays| Tally { usual: usual(stays), ..Tally::default() }).collect();
    for place in 0..visits.len() {
        if let Some(at) = of_visit(place) {
            tallies[at].take(basis, &stretches, place, visits.get(place));
        }
    }
    tallies.chunks(width.max(1)).map(|tallies| ranked(basis, &stretches, tallies)).collect()
}

impl Tally {
    #[inline]
    fn take(&mut self, basis: &Basis<'_>, stretches: &Stretches, place: usize, visit: Visit<'_>) {
        let Range { start, end } = stretches.window;
        let add = |count: &mut Count| {
            count.heads += 1;
            count.worth.add(basis.money.as_ref().and_then(|money| money.worth(visit.subject)));
        };
        let usual = self.usual;
        let is_held = |at: Micros| usual.is_some_and(|usual| (at - visit.entered_at) as f64 / 1e6 > usual);
        let is_there = |at: Micros| visit.entered_at < at && visit.left_at.is_none_or(|left| left >= at);
        if is_there(end) {
            add(&mut self.there);
            if is_held(end) {
                add(&mut self.held);
            }
        }
        if is_there(start) {
            add(&mut self.there_before);
            if is_held(start) {
                add(&mut self.held_before);
            }
        }
        let Some(left) = visit.left_at else { return };
        let (all, lost) = if stretches.window.contains(&left) {
            (&mut self.left, &mut self.lost)
        } else if stretches.before.contains(&left) {
            (&mut self.left_before, &mut self.lost_before)
        } else {
            return;
        };
        add(all);
        if basis.next(place, visit.subject).is_some_and(|next| is_loss(basis, next.stage)) {
            add(lost);
        }
    }
}

/// Whether who goes there is lost to the path.
fn is_loss(basis: &Basis<'_>, stage: StageId) -> bool {
    basis.ending(stage) == Some(Ending::Lost) || basis.step(stage).is_none()
}

fn stretches(basis: &Basis<'_>) -> Option<Stretches> {
    let calendar = &basis.model.calendar;
    let as_of = basis.outcome.as_of?;
    let (start, end) = match basis.period {
        Some(period) => (calendar.date(period.start), period.end.min(as_of.saturating_add(1))),
        None => (calendar.date(as_of).saturating_sub(DAYS - 1), as_of.saturating_add(1)),
    };
    let days = calendar.date(end.saturating_sub(1)).saturating_sub(start).saturating_add(1);
    let before = calendar.instants(start.saturating_sub(days.saturating_mul(BEFORE)), start);
    let window = before.end..end;
    (!window.is_empty()).then_some(Stretches { window, before })
}

fn ranked(basis: &Basis<'_>, stretches: &Stretches, tallies: &[Tally]) -> Bottlenecks {
    let period = |range: &Range<Micros>| Some(Period { from: Instant(range.start), until: Instant(range.end) });
    let open = basis.path.iter().zip(tallies).filter(|(stage, _)| basis.ending(**stage).is_none());
    let mut stages: Vec<Bottleneck> = open
        .map(|(stage, tally)| Bottleneck {
            id: basis.model.stages[*stage].name.clone(),
            usual_seconds: tally.usual,
            subjects: tally.subjects(),
            money: basis.money.as_ref().map(|_| tally.money()),
            rank_by_money: None,
        })
        .collect();
    let money = |stage: &Bottleneck| stage.money.as_ref().and_then(|money| money.excess);
    let mut by_money: Vec<usize> = (0..stages.len()).filter(|&at| money(&stages[at]).is_some_and(|excess| excess > 0.0)).collect();
    by_money.sort_by(|&a, &b| {
        let [a, b] = [a, b].map(|at| money(&stages[at]).unwrap_or_default());
        b.total_cmp(&a)
    });
    for (rank, at) in by_money.into_iter().enumerate() {
        stages[at].rank_by_money = Some(rank as u64 + 1);
    }
    let weight = |stage: &Bottleneck| (stage.subjects.excess.unwrap_or_default(), stage.subjects.lost + stage.subjects.held);
    stages.sort_by(|a, b| {
        let ((a, lost_a), (b, lost_b)) = (weight(a), weight(b));
        b.total_cmp(&a).then(lost_b.cmp(&lost_a))
    });
    Bottlenecks { window: period(&stretches.window), before: period(&stretches.before), stages }
}

impl Tally {
    fn subjects(&self) -> Strain<u64> {
        let heads = |count: &Count| Some(count.heads as f64);
        let (lost_expected, held_expected, excess) = self.expected(heads);
        let Self { left, lost, there, held, .. } = self;
        Strain { left: left.heads, lost: lost.heads, lost_expected, there: there.heads, held: held.heads, held_expected, excess }
    }

    fn money(&self) -> Strain<Option<Figure>> {
        // Of visits without any money the sum is not known; for a share of a sum that is known it is none.
        let worth = |count: &Count| if count.worth.count == 0 { Some(0.0) } else { count.worth.to_f64() };
        let (lost_expected, held_expected, excess) = self.expected(worth);
        let figure = |count: &Count| count.worth.figure();
        let Self { left, lost, there, held, .. } = self;
        Strain { left: figure(left), lost: figure(lost), lost_expected, there: figure(there), held: figure(held), held_expected, excess }
    }

    /// What was to be expected of the lost and the held, and what goes beyond both.
    fn expected(&self, size: impl Fn(&Count) -> Option<f64>) -> (Option<f64>, Option<f64>, Option<f64>) {
        let expected = |now: &Count, part: &Count, whole: &Count| {
            let whole = size(whole).filter(|whole| *whole > 0.0)?;
            Some(size(now)? * size(part)? / whole)
        };
        let lost_expected = expected(&self.left, &self.lost_before, &self.left_before);
        let held_expected = expected(&self.there, &self.held_before, &self.there_before).filter(|_| self.usual.is_some());
        let beyond = [(&self.lost, lost_expected), (&self.held, held_expected)];
        let excess = beyond.into_iter().filter_map(|(count, expected)| Some(size(count)? - expected?)).reduce(|a, b| a + b);
        (lost_expected, held_expected, excess)
    }
}
