//! Cohorts: who converted, who lapsed, who may still, and what share will when censoring is taken into account.

use super::{Interval, Seconds};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of a member of a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Got there.
    Converted,
    /// In an outcome, without having got there.
    Lapsed,
    /// Neither, and the time allowed is over.
    Late,
    /// Neither yet.
    Pending,
}

/// A member of a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// From the member's entry into the cohort to its fate; while pending to `as_of`, of the late the time allowed.
    pub after: Micros,
    /// What became of it.
    pub fate: Fate,
    /// Whether its time is over: that allowed, or without one whatever time it takes to convert or to lapse.
    pub mature: bool,
}

/// What is known of a member, to tell its fate from.
#[derive(Clone, Copy, Debug)]
pub struct Story {
    /// When it entered the cohort.
    pub entered: Micros,
    /// When it first got there at or after that.
    pub reached: Option<Micros>,
    /// Since when it has been in outcomes without a break.
    pub out_since: Option<Micros>,
}

impl Story {
    /// What became of the member by `as_of`, where so much time is allowed, the edge included.
    #[inline]
    pub fn end(self, as_of: Micros, within: Option<Micros>) -> Member {
        let limit = within.map(|within| self.entered.saturating_add(within));
        let in_time = |at: Micros| limit.is_none_or(|limit| at <= limit);
        let out = self.out_since.map(|out| out.max(self.entered));
        let over = limit.filter(|limit| as_of >= *limit);
        let (end, fate) = match (self.reached, out, over) {
            (Some(reached), ..) if in_time(reached) => (reached, Fate::Converted),
            (_, Some(out), _) if in_time(out) => (out, Fate::Lapsed),
            (_, _, Some(limit)) => (limit, Fate::Late),
            (_, _, None) => (as_of, Fate::Pending),
        };
        let mature = if within.is_some() { over.is_some() } else { fate != Fate::Pending };
        Member { after: end - self.entered, fate, mature }
    }
}

/// Those who entered something, by what became of them, in any order.
#[derive(Clone, Debug, Default)]
pub struct Cohort {
    /// How long the converted took.
    converted: Vec<Micros>,
    /// How long it took those who lapsed.
    lapsed: Vec<Micros>,
    /// For how long the late and the pending are known.
    censored: Vec<Micros>,
    pending: u64,
    mature: u64,
    mature_converted: u64,
}

/// A cohort's figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    /// Its members: converted, lapsed and pending.
    pub cohort: u64,
    /// Members that got there.
    pub converted: u64,
    /// Members in an outcome without having got there, or whose time is over.
    pub lapsed: u64,
    /// Members that may still get there.
    pub pending: u64,
    /// converted / cohort.
    pub rate: Option<f64>,
    /// Where the true share of `rate` lies with 95 % confidence (Wilson).
    pub rate_interval: Option<Interval>,
    /// Members whose time is over; where no time is set, converted + lapsed.
    pub mature: u64,
    /// Those of the mature that got there.
    pub mature_converted: u64,
    /// The same of the members whose time is over: `mature_converted / mature`; where no time is set, converted / (converted + lapsed).
    pub mature_rate: Option<f64>,
    /// Where the true share of `mature_rate` lies with 95 % confidence (Wilson).
    pub mature_interval: Option<Interval>,
    /// The share that gets there within the time, or without one by the longest time seen, with pending members taken as
    /// censored (Aalen–Johansen).
    pub estimate: Option<f64>,
    /// How long the converted took.
    pub seconds: Seconds,
}

impl Cohort {
    /// Adds a member.
    #[inline]
    pub fn push(&mut self, member: Member) {
        self.mature += u64::from(member.mature);
        match member.fate {
            Fate::Converted => {
                self.mature_converted += u64::from(member.mature);
                self.converted.push(member.after);
            }
            Fate::Lapsed => self.lapsed.push(member.after),
            Fate::Late => self.censored.push(member.after),
            Fate::Pending => {
                self.pending += 1;
                self.censored.push(member.after);
            }
        }
    }

    /// The figures.
    pub fn rate(mut self) -> Rate {
        self.converted.sort_unstable();
        self.lapsed.sort_unstable();
        let (cohort, converted) = (self.len() as u64, self.converted.len() as u64);
        Rate {
            cohort,
            converted,
            lapsed: cohort - converted - self.pending,
            pending: self.pending,
            rate: share(converted, cohort),
            rate_interval: Interval::wilson(converted, cohort),
            mature: self.mature,
            mature_converted: self.mature_converted,
            mature_rate: share(self.mature_converted, self.mature),
            mature_interval: Interval::wilson(self.mature_converted, self.mature),
            estimate: self.estimate(),
            seconds: Seconds::of_ascending(&self.converted),
        }
    }

    fn len(&self) -> usize {
        self.converted.len() + self.lapsed.len() + self.censored.len()
    }

    /// The cumulative incidence of conversion at the longest time seen, with lapsing as the competing risk: the
    /// estimator of Aalen and Johansen (An empirical transition matrix for non-homogeneous Markov chains based on
    /// censored observations, Scandinavian Journal of Statistics 5, 1978), which for two competing risks is
    /// F(t) = Σ S(tᵢ₋₁) · dᵢ / nᵢ with S the Kaplan–Meier estimate for either risk. Who is censored at t is at risk at t;
    /// the late are censored where their time ends, which is where the estimate is read.
    fn estimate(&self) -> Option<f64> {
        // Only where somebody converts or lapses does the estimate change: the censored, mostly by far the most, need no order.
        let happened = self.happened();
        let times: Vec<Micros> = happened.iter().map(|(time, ..)| *time).collect();
        // By the number of those instants that they outlast, or are censored at.
        let mut censored = vec![0_usize; times.len() + 1];
        let places = Places::of(&times);
        for after in &self.censored {
            censored[places.after(&times, *after)] += 1;
        }
        let mut at_risk = self.len();
        let (mut remaining, mut converted) = (1.0, 0.0);
        for ((_, converts, lapse), gone) in happened.into_iter().zip(censored) {
            at_risk -= gone;
            converted += remaining * converts as f64 / at_risk as f64;
            remaining *= 1.0 - (converts + lapse) as f64 / at_risk as f64;
            at_risk -= converts + lapse;
        }
        (self.len() > 0).then_some(converted)
    }

    /// When somebody converts or lapses, ascending, and how many do.
    fn happened(&self) -> Vec<(Micros, usize, usize)> {
        let mut happened = Vec::with_capacity(self.converted.len() + self.lapsed.len());
        let (mut converts, mut lapse) = (self.converted.as_slice(), self.lapsed.as_slice());
        while let Some(time) = [converts.first(), lapse.first()].into_iter().flatten().min().copied() {
            let tied = |times: &[Micros]| times.iter().take_while(|other| **other == time).count();
            let (here, gone) = (tied(converts), tied(lapse));
            happened.push((time, here, gone));
            (converts, lapse) = (&converts[here..], &lapse[gone..]);
        }
        happened
    }
}

/// Where to look for an instant among many: a search by halves over all of them would cost more than everything else here.
struct Places {
    first: Micros,
    /// Each stretch of `1 << shift` microseconds from the first instant on.
    shift: u32,
    /// How many instants come before each stretch.
    before: Vec<usize>,
}

impl Places {
    /// For ascending instants.
    fn of(times: &[Micros]) -> Self {
        let (first, last) = times.first().zip(times.last()).map_or((0, 0), |(first, last)| (*first, *last));
        let shift = (last.abs_diff(first) / 4096).checked_ilog2().map_or(0, |bits| bits + 1);
        let mut places = Self { first, shift, before: Vec::new() };
        for (at, time) in times.iter().enumerate() {
            places.before.resize(places.stretch(*time).max(places.before.len().saturating_sub(1)) + 1, at);
        }
        places.before.push(times.len());
        places
    }

    #[allow(clippy::cast_possible_truncation, reason = "far fewer than 32 bits hold")]
    fn stretch(&self, time: Micros) -> usize {
        (time.abs_diff(self.first) >> self.shift) as usize
    }

    /// How many of the instants come no later than that one.
    fn after(&self, times: &[Micros], time: Micros) -> usize {
        if time < self.first {
            return 0;
        }
        let stretch = self.stretch(time);
        match (self.before.get(stretch), self.before.get(stretch + 1)) {
            (Some(&from), Some(&to)) => from + times[from..to].partition_point(|other| *other <= time),
            _ => times.len(),
        }
    }
}

/// A share; null of nothing.
pub(super) fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cohort(members: &[(Micros, Fate)]) -> Rate {
        let mut cohort = Cohort::default();
        for &(after, fate) in members {
            cohort.push(Member { after, fate, mature: fate != Fate::Pending });
        }
        cohort.rate()
    }

    #[test]
    fn an_empty_cohort_has_counts_of_zero_and_nothing_else() {
        assert_eq!(cohort(&[]), Rate::default());
    }

    #[test]
    fn the_estimate_counts_the_censored_as_at_risk_until_they_are_censored() {
        use Fate::{Converted, Lapsed, Pending};
        // t=1: n=8, out 1: S = 7/8. t=3: n=7, conv 1, out 1: F = 1/8, S = 5/8. t=6: cens. t=10: n=4, conv 1: F = 1/8 + 5/32
        let members =
            [(10, Converted), (10, Pending), (3, Converted), (6, Pending), (1, Lapsed), (3, Lapsed), (10, Pending), (10, Pending)];
        let rate = cohort(&members);
        assert_eq!((rate.cohort, rate.converted, rate.lapsed, rate.pending), (8, 2, 2, 4));
        assert_eq!((rate.rate, rate.mature_rate), (Some(0.25), Some(0.5)));
        assert!((rate.estimate.unwrap_or_default() - 0.28125).abs() < 1e-12);
    }

    #[test]
    fn instants_are_found_where_a_search_by_halves_finds_them() {
        for step in [1, 7, 4096, 1 << 40] {
            let times: Vec<Micros> =
                (0..300).map(|at| 50 + at * at % 1013 * step).collect::<std::collections::BTreeSet<_>>().into_iter().collect();
            let places = Places::of(&times);
            for time in times.iter().flat_map(|time| [time - 1, *time, time + 1]).chain([0, Micros::MAX]) {
                assert_eq!(places.after(&times, time), times.partition_point(|other| *other <= time), "{time} of steps of {step}");
            }
        }
        assert_eq!(Places::of(&[]).after(&[], 5), 0);
        assert_eq!(Places::of(&[7]).after(&[7], 7), 1);
    }

    #[test]
    fn the_edge_of_the_time_belongs_to_it() {
        let member = |reached, out_since, as_of| Story { entered: 100, reached, out_since }.end(as_of, Some(10));
        let table = [
            (member(Some(110), None, 200), 10, Fate::Converted, true),
            (member(Some(111), None, 200), 10, Fate::Late, true),
            (member(Some(105), None, 109), 5, Fate::Converted, false),
            (member(None, None, 110), 10, Fate::Late, true),
            (member(None, None, 109), 9, Fate::Pending, false),
            (member(None, Some(101), 105), 1, Fate::Lapsed, false),
            (member(None, Some(50), 200), 0, Fate::Lapsed, true),
            (member(None, Some(111), 200), 10, Fate::Late, true),
        ];
        for (at, (member, after, fate, mature)) in table.into_iter().enumerate() {
            assert_eq!(member, Member { after, fate, mature }, "{at}");
        }
        let open = Story { entered: 100, reached: Some(500), out_since: Some(500) }.end(600, None);
        assert_eq!(open, Member { after: 400, fate: Fate::Converted, mature: true });
    }

    #[test]
    fn without_censoring_the_estimate_is_the_rate() {
        let rate = cohort(&[(1, Fate::Converted), (2, Fate::Lapsed), (3, Fate::Converted), (3, Fate::Converted)]);
        assert!((rate.estimate.unwrap_or_default() - 0.75).abs() < 1e-12);
        assert_eq!(rate.rate, Some(0.75));
    }
}
