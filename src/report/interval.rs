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

    /// To all digits, as statsmodels 0.14 has them: `proportion_confint(…, "wilson")`, `confint_proportions_2indep(…, "newcomb", "diff")`.
    #[test]
    fn intervals_are_those_of_statsmodels() {
        for ((part, whole), low, high) in [
            ((2, 3), 0.207_659_600_802_047_7, 0.938_508_055_279_603_7),
            ((30, 69), 0.324_328_026_351_314_9, 0.552_115_963_847_256_9),
            ((300, 690), 0.398_255_897_171_028_2, 0.472_031_473_443_909),
            ((10, 10), 0.722_467_200_137_110_6, 1.0),
        ] {
            let Some(Interval(l, h)) = Interval::wilson(part, whole) else { panic!("no interval") };
            assert!((l - low).abs() < 1e-12 && (h - high).abs() < 1e-12, "{part} of {whole}: {l} {h}");
        }
        for (now, earlier, low, high) in [
            ((2, 3), (1, 2), -0.445_781_232_861_924_6, 0.654_829_225_335_750_4),
            ((5, 56), (0, 29), -0.038_137_147_903_536_94, 0.192_560_013_855_111_65),
            ((10, 10), (0, 20), 0.679_086_037_141_914_5, 1.0),
            ((110, 400), (160, 400), -0.188_989_964_863_459_95, -0.059_531_264_325_362_71),
        ] {
            let Some(Interval(l, h)) = Interval::newcombe(now, earlier) else { panic!("no interval") };
            assert!((l - low).abs() < 1e-12 && (h - high).abs() < 1e-12, "{now:?} after {earlier:?}: {l} {h}");
        }
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
