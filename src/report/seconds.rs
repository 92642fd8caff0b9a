//! What a number of durations come to.

use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Durations in seconds: their mean and quantiles (type 7: linear between the two closest ranks). All null without any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Seconds {
    /// The mean.
    pub mean: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The quantile at 0.75.
    pub p75: Option<f64>,
    /// The quantile at 0.9.
    pub p90: Option<f64>,
}

impl Seconds {
    /// Of durations in any order. The sum is a whole number of microseconds, so the order makes no difference.
    pub fn of(mut durations: Vec<Micros>) -> Self {
        let mean = mean(&durations);
        // From the greatest down: what is beyond one quantile need not be looked at for the next.
        let mut rest = durations.len();
        let mut next = |at| {
            let (below, part) = place(durations.len(), at)?;
            let (_, low, above) = durations[..rest].select_nth_unstable(below);
            let (low, least) = (*low, above.iter().enumerate().min_by_key(|(_, duration)| **duration).map(|(least, _)| least));
            let high = least.map_or(low, |least| {
                above.swap(0, least);
                above[0]
            });
            rest = rest.min(below + 2);
            Some(between(low, high, part))
        };
        let (p90, p75, median) = (next(0.9), next(0.75), next(0.5));
        Self { mean, median, p75, p90 }
    }

    /// Of ascending durations.
    pub(super) fn of_ascending(durations: &[Micros]) -> Self {
        let at = |share| quantile(durations, share);
        Self { mean: mean(durations), median: at(0.5), p75: at(0.75), p90: at(0.9) }
    }
}

fn mean(durations: &[Micros]) -> Option<f64> {
    let sum: i128 = durations.iter().map(|&duration| i128::from(duration)).sum();
    (!durations.is_empty()).then(|| sum as f64 / durations.len() as f64 / 1e6)
}

/// The quantile of type 7 (the default of R and `NumPy`) of ascending durations, in seconds.
pub(super) fn quantile(ascending: &[Micros], at: f64) -> Option<f64> {
    let (below, part) = place(ascending.len(), at)?;
    Some(between(ascending[below], ascending[(below + 1).min(ascending.len() - 1)], part))
}

/// Below which of so many durations a quantile lies, and how far from there to the next.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place between 0 and the last")]
fn place(count: usize, at: f64) -> Option<(usize, f64)> {
    let last = count.checked_sub(1)?;
    let place = last as f64 * at;
    let below = (place.floor() as usize).min(last);
    Some((below, place - below as f64))
}

/// What lies so far from one duration to the next, in seconds.
fn between(low: Micros, high: Micros, part: f64) -> f64 {
    let (low, high) = (low as f64, high as f64);
    (low + (high - low) * part) / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_null() {
        assert_eq!(Seconds::of(vec![]), Seconds::default());
    }

    #[test]
    fn quantiles_are_those_of_sorted_durations() {
        let durations = |count: i64| (0..count).map(|at| at * 7_919 % 1_009 * 1_000_003).collect::<Vec<Micros>>();
        for count in 0..200 {
            let mut sorted = durations(count);
            sorted.sort_unstable();
            let seconds = Seconds::of(durations(count));
            assert_eq!(seconds, Seconds::of_ascending(&sorted), "of {count}");
        }
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        // numpy.quantile([0, 0, 0, 7200], [0.5, 0.75, 0.9]) = 0, 1800, 5040
        let seconds = Seconds::of(vec![7_200_000_000, 0, 0, 0]);
        assert_eq!((seconds.mean, seconds.median, seconds.p75), (Some(1800.0), Some(0.0), Some(1800.0)));
        assert!((seconds.p90.unwrap_or_default() - 5040.0).abs() < 1e-9);
        assert_eq!(Seconds::of(vec![5_000_000]).p90, Some(5.0));
    }
}
