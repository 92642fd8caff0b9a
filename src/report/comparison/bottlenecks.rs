//! Bottlenecks beside those of the earlier period.

use super::pair::Pair;
use super::shape::Change;
use crate::report::{Bottleneck, Bottlenecks, Figure, Period, Strain};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where subjects and money are lost or held, beside where they were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedBottlenecks {
    /// The window of the earlier report.
    pub window: Option<Period>,
    /// The stretch before it.
    pub before: Option<Period>,
    /// The stages in the order of the later ranking.
    pub stages: Vec<ComparedBottleneck>,
}

/// What a stage loses and holds, beside what it did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedBottleneck {
    /// The stage.
    pub id: String,
    /// Its place in the ranking, from 1.
    pub rank: Change,
    /// Its place among the stages by excess of money, from 1.
    pub rank_by_money: Change,
    /// What three quarters of its visits took at most, in seconds.
    pub usual_seconds: Change,
    /// Counted in subjects.
    pub subjects: ComparedStrain,
    /// Counted in money; null where no attribute is money.
    pub money: Option<ComparedStrain>,
}

/// What is lost and held, and what was to be expected, beside what it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedStrain {
    /// Of visits that ended.
    pub left: Change,
    /// Of those of them that were lost.
    pub lost: Change,
    /// How many losses were to be expected.
    pub lost_expected: Change,
    /// Of visits that last.
    pub there: Change,
    /// Of those of them that have lasted longer than usual.
    pub held: Change,
    /// How many held were to be expected.
    pub held_expected: Change,
    /// What goes beyond.
    pub excess: Change,
}

impl Pair<'_, Bottlenecks> {
    pub(super) fn bottlenecks(self) -> ComparedBottlenecks {
        let stages = |bottlenecks: Option<&Bottlenecks>| bottlenecks.map_or_else(Vec::new, |found| found.stages.clone());
        let (now, earlier) = (stages(self.now), stages(self.earlier));
        let find = |stages: &[Bottleneck], id: &str| stages.iter().position(|stage| stage.id == id);
        let in_order = if now.is_empty() { &earlier } else { &now };
        let compared = in_order.iter().map(|stage| {
            let places = [find(&now, &stage.id), find(&earlier, &stage.id)];
            let pair = Pair { now: places[0].and_then(|at| now.get(at)), earlier: places[1].and_then(|at| earlier.get(at)) };
            let [now, earlier] = places.map(|place| Some(Figure::Integer(i64::try_from(place?).ok()? + 1)));
            ComparedBottleneck { rank: Change::of(now, earlier), ..pair.bottleneck() }
        });
        ComparedBottlenecks {
            window: self.earlier.and_then(|found| found.window.clone()),
            before: self.earlier.and_then(|found| found.before.clone()),
            stages: compared.collect(),
        }
    }
}

impl Pair<'_, Bottleneck> {
    fn bottleneck(self) -> ComparedBottleneck {
        let money = self.part(|stage| stage.money.as_ref());
        ComparedBottleneck {
            id: self.name(|stage| &stage.id),
            rank: Change::default(),
            rank_by_money: self.figure(|stage| stage.rank_by_money.and_then(|rank| i64::try_from(rank).ok()).map(Figure::Integer)),
            usual_seconds: self.number(|stage| stage.usual_seconds),
            subjects: self.part(|stage| Some(&stage.subjects)).strain(|count| i64::try_from(*count).ok().map(Figure::Integer)),
            money: money.any().is_some().then(|| money.strain(|sum| *sum)),
        }
    }
}

impl<N> Pair<'_, Strain<N>> {
    fn strain(self, figure: impl Fn(&N) -> Option<Figure>) -> ComparedStrain {
        ComparedStrain {
            left: self.figure(|strain| figure(&strain.left)),
            lost: self.figure(|strain| figure(&strain.lost)),
            lost_expected: self.number(|strain| strain.lost_expected),
            there: self.figure(|strain| figure(&strain.there)),
            held: self.figure(|strain| figure(&strain.held)),
            held_expected: self.number(|strain| strain.held_expected),
            excess: self.number(|strain| strain.excess),
        }
    }
}
