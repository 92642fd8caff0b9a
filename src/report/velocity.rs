//! How fast subjects go: how many move on each week and how soon, and the money that makes a day.

use super::basis::Basis;
use super::groups::Groups;
use super::{Outcomes, Seconds};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A week of velocities: seven times 24 hours.
const WEEK: f64 = 7.0 * 86_400.0 * 1e6;

/// How fast subjects go along the path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Velocity {
    /// How long the time is that is looked at, in weeks of seven times 24 hours: the period up to `as_of`; without one, from the first
    /// event. Null without events.
    pub weeks: Option<f64>,
    /// One for each stage of the path that is no outcome, in funnel order.
    pub stages: Vec<StageVelocity>,
    /// Sales velocity; null where no attribute is money or no stage is won.
    pub sales: Option<SalesVelocity>,
}

/// How fast subjects go on from a stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageVelocity {
    /// The stage.
    pub id: String,
    /// Visits that ended in the period with a move to a later stage of the path.
    pub advanced: u64,
    /// advanced / weeks: subjects a week.
    pub per_week: Option<f64>,
    /// How long these visits took.
    pub seconds: Seconds,
}

/// What is won a day if all goes on as it went: `opportunities · win rate · mean value / days`, the rule of thumb of sales
/// management.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SalesVelocity {
    /// Subjects on the path and in no outcome as of `as_of` whose money is known and not 0.
    pub opportunities: u64,
    /// `outcomes.win_rate`: of those decided in the period.
    pub win_rate: Option<f64>,
    /// What one of those won in the period is worth on average, in the unit of the money attribute.
    pub mean_value: Option<f64>,
    /// How many days of 24 hours they took on average from their first entry into the funnel.
    pub days: Option<f64>,
    /// The product, in the unit of the money attribute, a day; null where one of the four is null or `days` is 0.
    pub per_day: Option<f64>,
}

/// What is counted of a group on the way.
#[derive(Clone, Default)]
struct Tally {
    /// By the step of the path.
    advanced: Vec<Vec<Micros>>,
    opportunities: u64,
}

/// The velocity of each group: a visit belongs to its own, an opportunity to that of the visit it is in.
pub(super) fn of(basis: &Basis<'_>, groups: &Groups, outcomes: Option<&[Outcomes]>) -> Vec<Velocity> {
    let mut tallies = vec![Tally { advanced: vec![Vec::new(); basis.path.len()], opportunities: 0 }; groups.len()];
    for (place, visit) in basis.outcome.visits.iter().enumerate() {
        let Some(step) = basis.step(visit.stage).filter(|_| basis.ending(visit.stage).is_none()) else { continue };
        let tally = &mut tallies[groups.of_visit(place)];
        match visit.left_at {
            Some(left_at) if basis.within.contains(&left_at) => {
                let next = basis.next(place, visit.subject).and_then(|next| basis.step(next.stage));
                if next.is_some_and(|next| next > step) {
                    tally.advanced[step].push(left_at - visit.entered_at);
                }
            }
            Some(_) => {}
            None => {
                let worth = basis.money.as_ref().and_then(|money| money.worth(visit.subject));
                tally.opportunities += u64::from(worth.is_some_and(|worth| !worth.is_zero()));
            }
        }
    }
    let weeks = basis.seen().map(|seen| (seen.end - seen.start) as f64 / WEEK);
    let velocity = |(group, tally): (usize, Tally)| {
        let stages = basis.path.iter().zip(tally.advanced).filter(|(stage, _)| basis.ending(**stage).is_none());
        let stages = stages.map(|(stage, took)| StageVelocity {
            id: basis.model.stages[*stage].name.clone(),
            advanced: took.len() as u64,
            per_week: weeks.map(|weeks| took.len() as f64 / weeks),
            seconds: Seconds::of(took),
        });
        let outcomes = outcomes.and_then(|outcomes| outcomes.get(group));
        Velocity { weeks, stages: stages.collect(), sales: outcomes.and_then(|outcomes| sales(basis, outcomes, tally.opportunities)) }
    };
    tallies.into_iter().enumerate().map(velocity).collect()
}

fn sales(basis: &Basis<'_>, outcomes: &Outcomes, opportunities: u64) -> Option<SalesVelocity> {
    use crate::model::Outcome::Won;
    basis.money.as_ref().filter(|_| basis.model.stages.iter().any(|stage| stage.outcome == Some(Won)))?;
    let mean_value = outcomes.won_value.filter(|_| outcomes.won > 0).map(|value| value.to_f64() / outcomes.won as f64);
    let days = outcomes.seconds_to_win.mean.map(|seconds| seconds / 86_400.0);
    let factors = outcomes.win_rate.zip(mean_value).zip(days.filter(|days| *days > 0.0));
    Some(SalesVelocity {
        opportunities,
        win_rate: outcomes.win_rate,
        mean_value,
        days,
        per_day: factors.map(|((win_rate, value), days)| opportunities as f64 * win_rate * value / days),
    })
}
