//! Two of a kind, the later and the earlier, to changes of their figures.

use super::shape::*;
use crate::report::cohort::share;
use crate::report::{Conversion, Figure, Interval, KeyResult, MetricFigure, Objective, Outcomes, Rate, RateFigure, Seconds, Sla, Stage};
use crate::report::{StageVelocity, Status, Trigger, Velocity};
use crate::value::Decimal;

/// The later and the earlier of something; what is not there has no figures.
pub(super) struct Pair<'a, T> {
    pub now: Option<&'a T>,
    pub earlier: Option<&'a T>,
}

// Derived, these would ask the same of what is pointed to.
impl<T> Clone for Pair<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pair<'_, T> {}

/// Two lists of the same things in the same order; of the one or the other there may be none.
pub(super) fn pairs<'a, T>(now: &'a [T], earlier: &'a [T]) -> impl Iterator<Item = Pair<'a, T>> {
    (0..now.len().max(earlier.len())).map(|at| Pair { now: now.get(at), earlier: earlier.get(at) })
}

impl<'a, T> Pair<'a, T> {
    /// The one that is there.
    pub(super) fn any(self) -> Option<&'a T> {
        self.now.or(self.earlier)
    }

    pub(super) fn part<P>(self, of: impl Fn(&'a T) -> Option<&'a P>) -> Pair<'a, P> {
        Pair { now: self.now.and_then(&of), earlier: self.earlier.and_then(&of) }
    }

    pub(super) fn name(self, of: impl Fn(&'a T) -> &'a String) -> String {
        self.any().map(of).cloned().unwrap_or_default()
    }

    pub(super) fn figure(self, of: impl Fn(&'a T) -> Option<Figure>) -> Change {
        Change::of(self.now.and_then(&of), self.earlier.and_then(&of))
    }

    pub(super) fn count(self, of: impl Fn(&'a T) -> u64) -> Change {
        self.figure(|thing| i64::try_from(of(thing)).ok().map(Figure::Integer))
    }

    pub(super) fn number(self, of: impl Fn(&'a T) -> Option<f64>) -> Change {
        self.figure(|thing| of(thing).map(Figure::Number))
    }

    /// A share as a part of a whole.
    pub(super) fn share(self, of: impl Fn(&'a T) -> (u64, u64)) -> ShareChange {
        ShareChange::of(self.now.map(&of), self.earlier.map(&of))
    }

    fn status(self, of: impl Fn(&'a T) -> Option<Status>) -> StatusChange {
        StatusChange { now: self.now.and_then(&of), earlier: self.earlier.and_then(&of) }
    }

    pub(super) fn seconds(self, of: impl Fn(&'a T) -> &'a Seconds) -> ComparedSeconds {
        let seconds = self.part(|thing| Some(of(thing)));
        ComparedSeconds {
            mean: seconds.number(|seconds| seconds.mean),
            median: seconds.number(|seconds| seconds.median),
            p75: seconds.number(|seconds| seconds.p75),
            p90: seconds.number(|seconds| seconds.p90),
        }
    }
}

impl Change {
    pub(super) fn of(now: Option<Figure>, earlier: Option<Figure>) -> Self {
        let change = now.zip(earlier).and_then(|(now, earlier)| difference(now, earlier));
        let relative = change.zip(earlier).and_then(|(change, earlier)| ratio(change.to_f64(), earlier.to_f64().abs()));
        Self { now, earlier, change, relative }
    }
}

/// Exact where both are.
fn difference(now: Figure, earlier: Figure) -> Option<Figure> {
    let decimal = |figure| match figure {
        Figure::Integer(whole) => Some(Decimal::from_integer(whole)),
        Figure::Decimal(decimal) => Some(decimal),
        Figure::Number(_) => None,
    };
    match (now, earlier) {
        (Figure::Integer(now), Figure::Integer(earlier)) => now.checked_sub(earlier).map(Figure::Integer),
        (now, earlier) => match (decimal(now), decimal(earlier)) {
            (Some(now), Some(earlier)) => now.sub(earlier).map(Figure::Decimal),
            _ => Some(Figure::Number(now.to_f64() - earlier.to_f64())).filter(|change| change.to_f64().is_finite()),
        },
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    Some(part / whole).filter(|ratio| whole != 0.0 && ratio.is_finite())
}

impl ShareChange {
    fn of(now: Option<(u64, u64)>, earlier: Option<(u64, u64)>) -> Self {
        let of = |counts: Option<(u64, u64)>| counts.and_then(|(part, whole)| share(part, whole));
        let interval = |counts: Option<(u64, u64)>| counts.and_then(|(part, whole)| Interval::wilson(part, whole));
        let (share_now, share_earlier) = (of(now), of(earlier));
        let change = share_now.zip(share_earlier).map(|(now, earlier)| now - earlier);
        let change_interval = now.zip(earlier).and_then(|(now, earlier)| Interval::newcombe(now, earlier));
        Self {
            now: share_now,
            earlier: share_earlier,
            change,
            relative: change.zip(share_earlier).and_then(|(change, earlier)| ratio(change, earlier)),
            interval: interval(now),
            earlier_interval: interval(earlier),
            change_interval,
            beyond_noise: change_interval.map(|interval| interval.excludes(0.0)),
        }
    }
}

impl Pair<'_, Stage> {
    pub(super) fn stage(self) -> ComparedStage {
        ComparedStage {
            id: self.name(|stage| &stage.id),
            subjects: self.count(|stage| stage.subjects),
            entries: self.count(|stage| stage.entries),
            opening: self.count(|stage| stage.opening),
            left: self.count(|stage| stage.left),
            net: self.figure(|stage| Some(Figure::Integer(stage.net))),
            closing: self.count(|stage| stage.closing),
            current: self.count(|stage| stage.current),
            furthest: self.count(|stage| stage.furthest),
            value: self.figure(|stage| stage.value),
            seconds: self.seconds(|stage| &stage.seconds),
        }
    }
}

impl Pair<'_, Trigger> {
    pub(super) fn trigger(self) -> ComparedTrigger {
        ComparedTrigger {
            id: self.name(|trigger| &trigger.id),
            fired: self.count(|trigger| trigger.fired),
            seconds_in_from: self.seconds(|trigger| &trigger.seconds_in_from),
        }
    }
}

impl Pair<'_, Rate> {
    fn rate(self) -> ComparedRate {
        ComparedRate {
            cohort: self.count(|rate| rate.cohort),
            converted: self.count(|rate| rate.converted),
            lapsed: self.count(|rate| rate.lapsed),
            pending: self.count(|rate| rate.pending),
            mature: self.count(|rate| rate.mature),
            mature_converted: self.count(|rate| rate.mature_converted),
            rate: self.share(|rate| (rate.converted, rate.cohort)),
            mature_rate: self.share(|rate| (rate.mature_converted, rate.mature)),
            estimate: self.number(|rate| rate.estimate),
            seconds: self.seconds(|rate| &rate.seconds),
        }
    }
}

impl Pair<'_, Conversion> {
    pub(super) fn conversion(self) -> ComparedConversion {
        ComparedConversion {
            from: self.name(|conversion| &conversion.from),
            to: self.name(|conversion| &conversion.to),
            rate: self.part(|conversion| Some(&conversion.rate)).rate(),
        }
    }
}

impl Pair<'_, Outcomes> {
    pub(super) fn outcomes(self) -> ComparedOutcomes {
        ComparedOutcomes {
            won: self.count(|outcomes| outcomes.won),
            lost: self.count(|outcomes| outcomes.lost),
            win_rate: self.share(|outcomes| {
                // Where there is no rate there is nothing that it is a share of.
                (outcomes.won, outcomes.win_rate.map_or(0, |_| outcomes.won + outcomes.lost))
            }),
            seconds_to_win: self.seconds(|outcomes| &outcomes.seconds_to_win),
            seconds_to_lose: self.seconds(|outcomes| &outcomes.seconds_to_lose),
            won_value: self.figure(|outcomes| outcomes.won_value),
            lost_value: self.figure(|outcomes| outcomes.lost_value),
            cohort: self.part(|outcomes| Some(&outcomes.cohort)).rate(),
        }
    }
}

impl Pair<'_, Velocity> {
    pub(super) fn velocity(self) -> ComparedVelocity {
        let stages = |velocity: Option<&'_ Velocity>| velocity.map_or_else(Vec::new, |velocity| velocity.stages.clone());
        let (now, earlier) = (stages(self.now), stages(self.earlier));
        let sales = self.part(|velocity| velocity.sales.as_ref());
        ComparedVelocity {
            weeks: self.number(|velocity| velocity.weeks),
            stages: pairs(&now, &earlier).map(Pair::<StageVelocity>::stage_velocity).collect(),
            sales_per_day: sales.number(|sales| sales.per_day),
            opportunities: sales.count(|sales| sales.opportunities),
            mean_value: sales.number(|sales| sales.mean_value),
            days: sales.number(|sales| sales.days),
        }
    }
}

impl Pair<'_, StageVelocity> {
    fn stage_velocity(self) -> ComparedStageVelocity {
        ComparedStageVelocity {
            id: self.name(|stage| &stage.id),
            advanced: self.count(|stage| stage.advanced),
            per_week: self.number(|stage| stage.per_week),
            seconds: self.seconds(|stage| &stage.seconds),
        }
    }
}

impl Pair<'_, Sla> {
    pub(super) fn sla(self) -> ComparedSla {
        let decided = |sla: &Sla| (sla.met, sla.met + sla.breached);
        let mut attainment = self.share(decided);
        let since = self.now.zip(self.earlier).map(|(now, earlier)| {
            let ((met, all), (met_before, all_before)) = (decided(now), decided(earlier));
            (met.saturating_sub(met_before), all.saturating_sub(all_before))
        });
        let apart = ShareChange::of(since, self.earlier.map(decided));
        attainment.change_interval = apart.change_interval;
        attainment.beyond_noise = apart.beyond_noise;
        ComparedSla {
            id: self.name(|sla| &sla.id),
            started: self.count(|sla| sla.started),
            met: self.count(|sla| sla.met),
            breached: self.count(|sla| sla.breached),
            cancelled: self.count(|sla| sla.cancelled),
            running: self.count(|sla| sla.running),
            overdue: self.count(|sla| sla.overdue),
            attainment,
            attainment_since: apart.now,
            seconds: self.seconds(|sla| &sla.seconds),
        }
    }
}

impl Pair<'_, MetricFigure> {
    pub(super) fn metric(self) -> ComparedMetric {
        fn rate(metric: &MetricFigure) -> Option<&RateFigure> {
            match metric {
                MetricFigure::Rate(rate) => Some(rate),
                MetricFigure::Number(_) => None,
            }
        }
        let shares = self.part(rate);
        if shares.any().is_some() {
            return ComparedMetric::Rate(Box::new(ComparedRateMetric {
                value: shares.share(|metric| (metric.rate.mature_converted, metric.rate.mature)),
                rate: shares.part(|metric| Some(&metric.rate)).rate(),
            }));
        }
        ComparedMetric::Number(self.figure(|metric| match metric {
            MetricFigure::Number(figure) => *figure,
            MetricFigure::Rate(_) => None,
        }))
    }
}

impl Pair<'_, Objective> {
    pub(super) fn objective(self) -> ComparedObjective {
        let results = |objective: Option<&'_ Objective>| objective.map_or_else(Vec::new, |objective| objective.key_results.clone());
        let (now, earlier) = (results(self.now), results(self.earlier));
        ComparedObjective {
            id: self.name(|objective| &objective.id),
            progress: self.number(|objective| objective.progress),
            pace: self.number(|objective| objective.pace),
            status: self.status(|objective| objective.status),
            unknown: self.count(|objective| objective.unknown),
            key_results: pairs(&now, &earlier).map(Pair::<KeyResult>::key_result).collect(),
        }
    }
}

impl Pair<'_, KeyResult> {
    fn key_result(self) -> ComparedKeyResult {
        ComparedKeyResult {
            id: self.name(|result| &result.id),
            from: self.figure(|result| result.from),
            to: self.figure(|result| result.to),
            now: self.figure(|result| result.now),
            progress: self.number(|result| result.progress),
            status: self.status(|result| result.status),
            forecast: self.number(|result| result.forecast),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_exact_where_its_figures_are_and_nothing_where_one_is_missing() {
        let decimal = |text: &str| Decimal::parse(text).map(Figure::Decimal);
        let change = Change::of(decimal("0.3"), decimal("0.2"));
        assert_eq!((change.change, change.relative), (decimal("0.1"), Some(0.5)));
        assert_eq!(Change::of(Some(Figure::Integer(3)), decimal("4.5")).change, decimal("-1.5"));
        assert_eq!(Change::of(Some(Figure::Integer(3)), Some(Figure::Integer(-2))).relative, Some(2.5));
        assert_eq!(Change::of(Some(Figure::Integer(3)), Some(Figure::Integer(0))).relative, None);
        assert_eq!(Change::of(None, decimal("1")), Change { earlier: decimal("1"), ..Change::default() });
    }

    #[test]
    fn a_change_of_a_share_is_news_only_beyond_its_interval() {
        let small = ShareChange::of(Some((6, 10)), Some((4, 10)));
        assert_eq!((small.now, small.earlier, small.beyond_noise), (Some(0.6), Some(0.4), Some(false)));
        assert_eq!(ShareChange::of(Some((600, 1000)), Some((400, 1000))).beyond_noise, Some(true));
        let nothing = ShareChange::of(Some((0, 0)), Some((4, 10)));
        assert_eq!((nothing.now, nothing.change, nothing.beyond_noise), (None, None, None));
    }
}
