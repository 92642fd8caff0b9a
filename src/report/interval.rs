//! How sure a share is: intervals that hold the true share in 95 of 100 samples.

use super::cohort::share;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The quantile of the normal distribution that leaves 2.5 % above it.
const Z: f64 = 1.959_963_984_540_054;

/// A range from its lower end to its upper.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval(pub f64, pub f64);

impl Interval {
    /// The 95 % interval of Wilson (Probable inference, the law of succession, and statistical inference, Journal of the American
    /// Statistical Association 22, 1927) of `part` of `whole`; nothing of nothing.
    pub fn wilson(part: u64, whole: u64) -> Option<Self> {
        let p = share(part, whole)?;
        let n = whole as f64;
        let z2 = Z * Z;
        let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        // The ends of none and of all are exact; a sum of doubles may miss them by a little.
        let low = if part == 0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if part == whole { 1.0 } else { (centre + half).min(1.0) };
        Some(Self(low, high))
    }

    /// The 95 % interval of the difference between two independent shares, `now - earlier`, each a part of a whole: the hybrid score
    /// method, number 10 of Newcombe (Interval estimation for the difference between independent proportions, Statistics in Medicine
    /// 17, 1998).
    pub fn newcombe(now: (u64, u64), earlier: (u64, u64)) -> Option<Self> {
        let difference = share(now.0, now.1)? - share(earlier.0, earlier.1)?;
        let reach = |(part, whole)| {
            let (share, Self(low, high)) = (share(part, whole)?, Self::wilson(part, whole)?);
            Some((share - low, high - share))
        };
        let ((down, up), (earlier_down, earlier_up)) = (reach(now)?, reach(earlier)?);
        Some(Self(difference - down.hypot(earlier_up), difference + up.hypot(earlier_down)))
    }

    /// Whether a number lies outside.
    pub fn excludes(self, number: f64) -> bool {
        number < self.0 || number > self.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<Interval>, low: f64, high: f64) {
        let Some(Interval(l, h)) = found else { panic!("no interval") };
        assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{l} {h}");
    }

    /// The examples of Newcombe (1998): for one share table I of "Two-sided confidence intervals for the single proportion", method 3;
    /// for differences table II of the paper on differences, method 10.
    #[test]
    fn intervals_are_those_of_the_papers() {
        close(Interval::wilson(81, 263), 0.2553, 0.3662);
        close(Interval::wilson(15, 148), 0.0624, 0.1605);
        close(Interval::wilson(0, 20), 0.0, 0.1611);
        close(Interval::wilson(1, 29), 0.0061, 0.1718);
        close(Interval::newcombe((56, 70), (48, 80)), 0.0524, 0.3339);
        close(Interval::newcombe((9, 10), (3, 10)), 0.1705, 0.8090);
        close(Interval::newcombe((0, 10), (0, 10)), -0.2775, 0.2775);
    }

    #[test]
    fn nothing_has_no_interval_and_the_ends_stay_within_0_and_1() {
        assert_eq!(Interval::wilson(0, 0), None);
        assert_eq!(Interval::newcombe((1, 2), (0, 0)), None);
        for whole in 1..60 {
            for part in 0..=whole {
                let Some(Interval(low, high)) = Interval::wilson(part, whole) else { panic!("no interval") };
                let p = part as f64 / whole as f64;
                assert!(0.0 <= low && low <= p && p <= high && high <= 1.0, "{part} of {whole}: {low} {high}");
            }
        }
    }
}
