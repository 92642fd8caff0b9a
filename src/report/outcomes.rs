//! How stories end: who was won, who was lost, how long it took, and what it was worth.

use super::basis::Basis;
use super::cohort::{Story, share};
use super::groups::Groups;
use super::interval::Interval;
use super::money::Sum;
use super::{Cohort, Figure, Rate, Seconds};
use crate::model::Outcome as Ending;
use crate::replay::outcome::Visit;
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How stories ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outcomes {
    /// Subjects whose first entry into a won stage counts: lies in the period.
    pub won: u64,
    /// Subjects that were never won and at the end of the period (as of `as_of` where that is earlier) stand in a lost stage that
    /// they entered in the period.
    pub lost: u64,
    /// won / (won + lost): of those decided, whenever they came. Null where nothing is decided, and where the definition has
    /// no won stage or no lost one.
    pub win_rate: Option<f64>,
    /// Where the true win rate lies with 95 % confidence (Wilson).
    pub win_interval: Option<Interval>,
    /// The cycle: how long the won took from their first entry into the funnel.
    pub seconds_to_win: Seconds,
    /// How long the lost took, from their first entry into the funnel to the lost stage in which they stand.
    pub seconds_to_lose: Seconds,
    /// What the won are worth in all, in the unit of the money attribute, as of `as_of`.
    pub won_value: Option<Figure>,
    /// The same of the lost.
    pub lost_value: Option<Figure>,
    /// The cohort of those whose first entry into the funnel counts, and who of them was won.
    pub cohort: Rate,
}

/// What is counted on the way.
#[derive(Clone, Default)]
struct Tally {
    won: Vec<Micros>,
    lost: Vec<Micros>,
    won_value: Sum,
    lost_value: Sum,
    cohort: Cohort,
}

/// What is known of how a subject's story ends.
struct End<'a> {
    entered: Visit<'a>,
    /// The place and instant of the first entry into a won stage.
    won: Option<(usize, Micros)>,
    /// The same of the lost stage in which it stood at the end of the period.
    lost: Option<(usize, Micros)>,
}

/// The outcomes of each group: who was won or lost belongs to the group of that visit, a member of the cohort to that of its
/// first. Nothing where no stage is an outcome.
pub(super) fn of(basis: &Basis<'_>, groups: &Groups) -> Option<Vec<Outcomes>> {
    let has = |ending| basis.model.stages.iter().any(|stage| stage.outcome == Some(ending));
    let (can_win, can_lose) = (has(Ending::Won), has(Ending::Lost));
    if !can_win && !can_lose {
        return None;
    }
    let mut tallies = vec![Tally::default(); groups.len()];
    for subject in 0..basis.histories.len() {
        let Some(end) = end(basis, subject) else { continue };
        let worth = || basis.money.as_ref().and_then(|money| money.worth(end.entered.subject));
        if let Some((place, won)) = end.won.filter(|(_, won)| basis.within.contains(won)) {
            let tally = &mut tallies[groups.of_visit(place)];
            tally.won.push(won - end.entered.entered_at);
            tally.won_value.add(worth());
        }
        if let Some((place, lost)) = end.lost.filter(|(_, lost)| basis.within.contains(lost)) {
            let tally = &mut tallies[groups.of_visit(place)];
            tally.lost.push(lost - end.entered.entered_at);
            tally.lost_value.add(worth());
        }
        if let Some(as_of) = basis.outcome.as_of.filter(|_| basis.within.contains(&end.entered.entered_at)) {
            let out_since = Some(basis.out_since[subject]).filter(|out| *out != Micros::MAX);
            let story = Story { entered: end.entered.entered_at, reached: end.won.map(|(_, won)| won), out_since };
            let first = basis.histories.places(subject).start;
            tallies[groups.of_visit(first)].cohort.push(story.end(as_of, None));
        }
    }
    let figures = |tally: Tally| {
        let (won, lost) = (tally.won.len() as u64, tally.lost.len() as u64);
        let decided = if can_win && can_lose { won + lost } else { 0 };
        Outcomes {
            won,
            lost,
            win_rate: share(won, decided),
            win_interval: if decided > 0 { Interval::wilson(won, decided) } else { None },
            seconds_to_win: Seconds::of(tally.won),
            seconds_to_lose: Seconds::of(tally.lost),
            won_value: tally.won_value.figure(),
            lost_value: tally.lost_value.figure(),
            cohort: tally.cohort.rate(),
        }
    };
    Some(tallies.into_iter().map(figures).collect())
}

fn end<'a>(basis: &Basis<'a>, subject: usize) -> Option<End<'a>> {
    let places = basis.histories.places(subject);
    let visit = |place: usize| basis.outcome.visits.get(place);
    let entered = visit(places.clone().next()?);
    let ends = |place: usize, ending| Some(visit(place)).filter(|visit| basis.ending(visit.stage) == Some(ending));
    let won = places.clone().find_map(|place| ends(place, Ending::Won).map(|visit| (place, visit.entered_at)));
    let is_known = |place: &usize| visit(*place).entered_at < basis.within.end;
    let last = places.rev().find(is_known).filter(|_| won.is_none_or(|(_, won)| won >= basis.within.end));
    let lost = last.and_then(|place| ends(place, Ending::Lost).map(|visit| (place, visit.entered_at)));
    Some(End { entered, won, lost })
}
