//! What becomes of points with a half-life. Both engines go through this one function, so that they agree bit by bit.

use crate::time::Micros;

/// `total · 2^(−elapsed/half_life)`: whole half-lives halve exactly, the rest of one goes through `exp2`.
/// Nothing decays in no time or with a half-life that is none.
#[allow(clippy::cast_precision_loss, reason = "a part of a half-life: 53 bits are what the contract asks for")]
pub fn decayed(total: f64, elapsed: Micros, half_life: Micros) -> f64 {
    if elapsed <= 0 || half_life <= 0 {
        return total;
    }
    let rest = elapsed % half_life;
    let within = if rest == 0 { 1.0 } else { (-(rest as f64) / half_life as f64).exp2() };
    halved(total * within, elapsed / half_life)
}

/// `value · 2^−times`, rounded only where the result is too small for a full double.
#[allow(clippy::cast_sign_loss, reason = "exponents of doubles from 23 to 1023")]
fn halved(mut value: f64, mut times: i64) -> f64 {
    const STEP: i64 = 1000;
    const SMALL: f64 = f64::from_bits(((1023 - STEP) as u64) << 52);
    while times > STEP && value != 0.0 {
        value *= SMALL;
        times -= STEP;
    }
    if value == 0.0 || times > STEP { value } else { value * f64::from_bits(((1023 - times) as u64) << 52) }
}

#[cfg(test)]
mod tests {
    use super::decayed;

    const DAY: i64 = 86_400_000_000;

    #[test]
    fn whole_half_lives_halve_exactly() {
        for (times, expected) in [(0, 80.0), (1, 40.0), (2, 20.0), (10, 80.0 / 1024.0)] {
            assert_eq!(decayed(80.0, times * 7 * DAY, 7 * DAY), expected);
        }
        assert_eq!(decayed(-0.1, 3 * DAY, DAY), -0.1 / 8.0);
    }

    #[test]
    fn a_part_of_a_half_life_is_a_power_of_two() {
        assert!((decayed(80.0, 7 * DAY + 1, 7 * DAY) - 39.999_999_999_954_16).abs() < 1e-12);
        assert!((decayed(100.0, DAY / 2, DAY) - 100.0 / 2f64.sqrt()).abs() < 1e-13);
    }

    #[test]
    fn what_is_tiny_ends_at_nothing() {
        assert_eq!(decayed(1.0, i64::MAX, 1), 0.0);
        assert_eq!(decayed(f64::MAX, 2000, 1), f64::MAX * 2f64.powi(-1000) * 2f64.powi(-1000));
        assert_eq!(decayed(5.0, 0, DAY), 5.0);
        assert_eq!(decayed(5.0, -1, DAY), 5.0);
        assert_eq!(decayed(0.0, 5, 1), 0.0);
    }

    #[test]
    fn it_never_rises() {
        let mut last = f64::INFINITY;
        for elapsed in (0..200_000).map(|at| at * 7_919) {
            let now = decayed(37.25, elapsed, DAY / 24);
            assert!(now <= last, "{elapsed}");
            last = now;
        }
    }
}
