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
        durations.sort_unstable();
        Self { mean: mean(&durations), median: quantile(&durations, 0.5), p75: quantile(&durations, 0.75), p90: quantile(&durations, 0.9) }
    }
}

fn mean(durations: &[Micros]) -> Option<f64> {
    let sum: i128 = durations.iter().map(|&duration| i128::from(duration)).sum();
    (!durations.is_empty()).then(|| sum as f64 / durations.len() as f64 / 1e6)
}

/// The quantile of type 7 (the default of R and `NumPy`) of ascending durations, in seconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place between 0 and the last")]
pub(super) fn quantile(ascending: &[Micros], at: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = last as f64 * at;
    let below = (place.floor() as usize).min(last);
    let (low, high) = (ascending[below] as f64, ascending[(below + 1).min(last)] as f64);
    Some((low + (high - low) * (place - below as f64)) / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_null() {
        assert_eq!(Seconds::of(vec![]), Seconds::default());
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
