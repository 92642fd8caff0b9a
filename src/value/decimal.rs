//! Exact decimals: a coefficient of up to 34 digits and a scale (the range and rounding of IEEE 754 decimal128).
//!
//! Arithmetic stays in 128 bits where it can and goes through big integers where an intermediate is wider. What needs
//! more than 34 digits is rounded half to even; what is too large is `None`, what is too small is zero.

use bigdecimal::num_bigint::{BigInt, BigUint, Sign};
use std::cmp::Ordering;
use std::fmt;

/// The significant digits a decimal holds.
pub const DIGITS: u32 = 34;
/// The place of the first digit of the largest decimals: `9.99…e6144`.
const LARGEST: i32 = 6144;
/// The place of the first digit of the smallest: `1e-6143`.
const SMALLEST: i32 = -6143;

/// `coefficient · 10^-scale`, always normalised: no trailing zero digits in the coefficient, scale 0 for zero.
/// So equal values are equal in every field, and `Display` writes all digits and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    coefficient: i128,
    scale: i16,
}

#[allow(clippy::should_implement_trait, reason = "what overflows is `None`, which the operators cannot say")]
impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self { coefficient: 0, scale: 0 };

    /// From a whole number.
    pub fn from_integer(value: i64) -> Self {
        Self::exact(i128::from(value), 0).unwrap_or_default()
    }

    /// `coefficient · 10^-scale`; `None` where it needs more than 34 digits or lies outside the range.
    pub fn exact(coefficient: i128, scale: i32) -> Option<Self> {
        let built = Self::rounded(coefficient, scale.checked_neg()?)?;
        // Rounding only ever happens above 34 digits, so a coefficient that fits came through unchanged.
        let (sign, digits) = (coefficient < 0, strip(coefficient.unsigned_abs()).0);
        let same = digits == 0 || (built.coefficient.unsigned_abs() == digits && (built.coefficient < 0) == sign);
        same.then_some(built)
    }

    /// Reads `12`, `-0.50`, `.5`, `1.2e3`. Refuses anything else, NaN and infinities, more than 34 significant digits
    /// (leading and trailing zeros do not count), and what lies outside the range.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (negative, mut rest) = match bytes.first()? {
            b'-' => (true, &bytes[1..]),
            b'+' => (false, &bytes[1..]),
            _ => (false, bytes),
        };
        let (mut coefficient, mut exponent, mut pending) = (0_u128, 0_i32, 0_u32);
        let (mut any, mut point) = (false, false);
        while let [byte, tail @ ..] = rest {
            match byte {
                b'0'..=b'9' => {
                    any = true;
                    exponent = exponent.checked_sub(i32::from(point))?;
                    // Zeros wait until a further digit needs them, so trailing ones never count.
                    if *byte == b'0' {
                        pending = pending.saturating_add(u32::from(coefficient != 0));
                        exponent = exponent.checked_add(i32::from(coefficient != 0))?;
                    } else {
                        let step = if coefficient == 0 { 10 } else { power(pending.checked_add(1)?)? };
                        exponent = exponent.checked_sub(i32::try_from(pending).ok()?)?;
                        coefficient = coefficient.checked_mul(step)?.checked_add(u128::from(byte - b'0'))?;
                        pending = 0;
                    }
                }
                b'.' if !point => point = true,
                b'e' | b'E' => break,
                _ => return None,
            }
            rest = tail;
        }
        if !any {
            return None;
        }
        if let [b'e' | b'E', tail @ ..] = rest {
            exponent = exponent.checked_add(read_exponent(tail)?)?;
        }
        if coefficient == 0 {
            return Some(Self::ZERO);
        }
        if digits(coefficient) > DIGITS {
            return None;
        }
        let small = i32::try_from(digits(coefficient)).ok()?.checked_add(exponent)?.checked_sub(1)? < SMALLEST;
        if small { None } else { Self::place(negative, coefficient, exponent) }
    }

    /// The decimal that a number prints as, rounded to so many digits after the point, halves away from zero:
    /// `2.675` to two digits is `2.68`, as a reader of the number would round it. `None` for NaN, infinities and overflow.
    pub fn from_f64(value: f64, digits: i64) -> Option<Self> {
        Self::shortest(value)?.round(digits)
    }

    /// The decimal that a number prints as: the one with the fewest digits that reads back as the same number.
    pub fn shortest(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        Self::parse(&format!("{value:e}"))
    }

    /// The nearest number (IEEE double).
    pub fn to_f64(self) -> f64 {
        // Both operands are exact doubles here, so the one division or product is the correctly rounded result.
        const EXACT: i128 = 1 << 53;
        if self.coefficient.abs() <= EXACT && self.scale.abs() <= 22 {
            #[allow(clippy::cast_precision_loss, reason = "below 2^53")]
            let coefficient = self.coefficient as f64;
            let factor = POWERS_F64[usize::from(self.scale.unsigned_abs())];
            return if self.scale >= 0 { coefficient / factor } else { coefficient * factor };
        }
        format!("{}e{}", self.coefficient, -i32::from(self.scale)).parse().unwrap_or(f64::NAN)
    }

    /// As a whole number; `None` where it has a fraction or does not fit.
    pub fn to_integer(self) -> Option<i64> {
        if self.scale > 0 {
            return None;
        }
        let factor = i128::try_from(power(u32::from(self.scale.unsigned_abs()))?).ok()?;
        i64::try_from(self.coefficient.checked_mul(factor)?).ok()
    }

    /// The digits, sign included, without the point.
    pub fn coefficient(self) -> i128 {
        self.coefficient
    }

    /// How many of the digits stand after the point; negative where zeros follow the last one.
    pub fn scale(self) -> i16 {
        self.scale
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.coefficient == 0
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.coefficient < 0
    }

    /// Without the sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self { coefficient: self.coefficient.abs(), ..self }
    }

    /// The sum, to 34 digits.
    pub fn add(self, other: Self) -> Option<Self> {
        if self.is_zero() || other.is_zero() {
            return Some(if self.is_zero() { other } else { self });
        }
        let (high, low) = if self.first_place() >= other.first_place() { (self, other) } else { (other, self) };
        // So far apart that the lower one lies below half a unit in the 34th digit, whichever way it points.
        if high.first_place() - low.first_place() > 2 * DIGITS.cast_signed() {
            return Some(high);
        }
        let scale = self.scale.max(other.scale);
        let exponent = -i32::from(scale);
        let lift =
            |it: Self| power(u32::from(scale.abs_diff(it.scale))).and_then(|by| it.coefficient.checked_mul(i128::try_from(by).ok()?));
        match lift(self).zip(lift(other)).and_then(|(a, b)| a.checked_add(b)) {
            Some(sum) => Self::rounded(sum, exponent),
            None => {
                let lift = |it: Self| BigInt::from(it.coefficient) * ten_to(u32::from(scale.abs_diff(it.scale)));
                Self::rounded_wide(&(lift(self) + lift(other)), exponent, false)
            }
        }
    }

    /// The difference, to 34 digits.
    pub fn sub(self, other: Self) -> Option<Self> {
        self.add(other.neg())
    }

    /// The product, to 34 digits.
    pub fn mul(self, other: Self) -> Option<Self> {
        let exponent = -i32::from(self.scale) - i32::from(other.scale);
        match self.coefficient.checked_mul(other.coefficient) {
            Some(product) => Self::rounded(product, exponent),
            None => Self::rounded_wide(&(BigInt::from(self.coefficient) * BigInt::from(other.coefficient)), exponent, false),
        }
    }

    /// The quotient, to 34 digits; `None` by zero.
    pub fn div(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let exponent = i32::from(other.scale) - i32::from(self.scale);
        if self.coefficient % other.coefficient == 0 {
            return Self::rounded(self.coefficient / other.coefficient, exponent);
        }
        // Enough digits that the quotient has at least 36, then one more that stands for whatever is left over.
        let extra = 2 + DIGITS + digits(other.coefficient.unsigned_abs()) - digits(self.coefficient.unsigned_abs()).min(DIGITS);
        let dividend = BigInt::from(self.coefficient) * ten_to(extra);
        let divisor = BigInt::from(other.coefficient);
        let quotient = &dividend / &divisor;
        let inexact = &quotient * &divisor != dividend;
        Self::rounded_wide(&quotient, exponent - extra.cast_signed(), inexact)
    }

    /// With the other sign.
    #[must_use]
    pub fn neg(self) -> Self {
        Self { coefficient: -self.coefficient, ..self }
    }

    /// The greatest whole decimal not above it.
    #[must_use]
    pub fn floor(self) -> Self {
        self.whole(|quotient, remainder| if remainder < 0 { quotient - 1 } else { quotient })
    }

    /// The least whole decimal not below it.
    #[must_use]
    pub fn ceil(self) -> Self {
        self.whole(|quotient, remainder| if remainder > 0 { quotient + 1 } else { quotient })
    }

    /// Rounded to so many digits after the point (negative: before it), halves away from zero.
    pub fn round(self, digits: i64) -> Option<Self> {
        let drop = i64::from(self.scale).saturating_sub(digits);
        if drop <= 0 {
            return Some(self);
        }
        let Some(by) = u32::try_from(drop).ok().and_then(power).and_then(|by| i128::try_from(by).ok()) else {
            return Some(Self::ZERO);
        };
        let (quotient, remainder) = (self.coefficient / by, self.coefficient % by);
        let up = i128::from(remainder.unsigned_abs() >= by.unsigned_abs().div_ceil(2)) * self.coefficient.signum();
        Self::rounded(quotient + up, i32::try_from(-digits).ok()?)
    }

    fn whole(self, adjust: impl Fn(i128, i128) -> i128) -> Self {
        if self.scale <= 0 {
            return self;
        }
        match power(u32::from(self.scale.unsigned_abs())).and_then(|by| i128::try_from(by).ok()) {
            Some(by) => Self::rounded(adjust(self.coefficient / by, self.coefficient % by), 0).unwrap_or(self),
            // More digits after the point than there are digits: between -1 and 1.
            None => Self::rounded(adjust(0, self.coefficient), 0).unwrap_or(self),
        }
    }

    /// The power of ten of its first digit.
    fn first_place(self) -> i32 {
        digits(self.coefficient.unsigned_abs()).cast_signed() - 1 - i32::from(self.scale)
    }

    /// `coefficient · 10^exponent`, rounded to 34 digits half to even.
    fn rounded(coefficient: i128, exponent: i32) -> Option<Self> {
        let magnitude = coefficient.unsigned_abs();
        let over = digits(magnitude).saturating_sub(DIGITS);
        if over == 0 {
            return Self::place(coefficient < 0, magnitude, exponent);
        }
        let by = power(over)?;
        let kept = half_even(magnitude / by, (magnitude % by).cmp(&(by / 2)));
        Self::place(coefficient < 0, kept, exponent.checked_add(over.cast_signed())?)
    }

    /// The same of any width; `more`: something was left over below the last digit.
    fn rounded_wide(coefficient: &BigInt, exponent: i32, more: bool) -> Option<Self> {
        let negative = coefficient.sign() == Sign::Minus;
        let magnitude = coefficient.magnitude();
        let over = wide_digits(magnitude).saturating_sub(DIGITS);
        let by = ten_to(over).into_parts().1;
        let (kept, rest) = (magnitude / &by, magnitude % &by);
        // Where nothing is cut off there is no half to compare with: what is left over lies below it.
        let against_half = if over == 0 { Ordering::Less } else { (rest * 2_u32).cmp(&by) };
        let against_half = if against_half.is_eq() && more { Ordering::Greater } else { against_half };
        Self::place(negative, half_even(u128::try_from(kept).ok()?, against_half), exponent.checked_add(over.cast_signed())?)
    }

    /// Normalises a magnitude of up to 34 digits (or 10^34) and looks at the range.
    fn place(negative: bool, magnitude: u128, exponent: i32) -> Option<Self> {
        let (magnitude, zeros) = strip(magnitude);
        if magnitude == 0 {
            return Some(Self::ZERO);
        }
        let exponent = exponent.checked_add(zeros)?;
        let first = digits(magnitude).cast_signed() - 1 + exponent;
        if first > LARGEST {
            return None;
        }
        if first < SMALLEST {
            return Some(Self::ZERO);
        }
        let coefficient = i128::try_from(magnitude).ok()?;
        Some(Self { coefficient: if negative { -coefficient } else { coefficient }, scale: i16::try_from(-exponent).ok()? })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let signs = self.coefficient.signum().cmp(&other.coefficient.signum());
        if signs.is_ne() || self.is_zero() {
            return signs;
        }
        let magnitudes = self.first_place().cmp(&other.first_place()).then_with(|| {
            // The first digits stand at the same place: filled up to 34 digits the coefficients compare.
            let fill = |it: &Self| {
                let magnitude = it.coefficient.unsigned_abs();
                magnitude.saturating_mul(power(DIGITS.saturating_sub(digits(magnitude))).unwrap_or(1))
            };
            fill(self).cmp(&fill(other))
        });
        if self.is_negative() { magnitudes.reverse() } else { magnitudes }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.coefficient.unsigned_abs().to_string();
        let places = usize::from(self.scale.unsigned_abs());
        let text = if self.scale <= 0 {
            format!("{digits}{}", "0".repeat(places))
        } else if places < digits.len() {
            let (whole, fraction) = digits.split_at(digits.len() - places);
            format!("{whole}.{fraction}")
        } else {
            format!("0.{}{digits}", "0".repeat(places - digits.len()))
        };
        f.pad_integral(self.coefficient >= 0, "", &text)
    }
}

impl serde::Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

const POWERS_F64: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// `10^exponent`, where it fits.
fn power(exponent: u32) -> Option<u128> {
    const POWERS: [u128; 39] = {
        let mut powers = [1; 39];
        let mut at = 1;
        while at < powers.len() {
            powers[at] = powers[at - 1] * 10;
            at += 1;
        }
        powers
    };
    POWERS.get(exponent as usize).copied()
}

fn ten_to(exponent: u32) -> BigInt {
    match power(exponent) {
        Some(power) => BigInt::from(power),
        None => BigInt::from(10_u8).pow(exponent),
    }
}

/// The number of decimal digits; 0 has none.
fn digits(magnitude: u128) -> u32 {
    magnitude.checked_ilog10().map_or(0, |log| log + 1)
}

fn wide_digits(magnitude: &BigUint) -> u32 {
    u128::try_from(magnitude).map_or_else(|_| u32::try_from(magnitude.to_str_radix(10).len()).unwrap_or(u32::MAX), digits)
}

fn half_even(kept: u128, against_half: Ordering) -> u128 {
    match against_half {
        Ordering::Less => kept,
        Ordering::Equal => kept + (kept & 1),
        Ordering::Greater => kept + 1,
    }
}

/// Without trailing zeros, and how many there were.
fn strip(mut magnitude: u128) -> (u128, i32) {
    let mut zeros = 0;
    while magnitude > u128::from(u64::MAX) && magnitude.is_multiple_of(10) {
        magnitude /= 10;
        zeros += 1;
    }
    if let Ok(mut small) = u64::try_from(magnitude) {
        while small != 0 && small.is_multiple_of(10) {
            small /= 10;
            zeros += 1;
        }
        magnitude = u128::from(small);
    }
    (magnitude, zeros)
}

/// Digits with an optional sign; large ones are kept out of reach of overflow, not lost.
fn read_exponent(bytes: &[u8]) -> Option<i32> {
    let (negative, digits) = match bytes.first()? {
        b'-' => (true, &bytes[1..]),
        b'+' => (false, &bytes[1..]),
        _ => (false, bytes),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0_i32;
    for byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value.saturating_mul(10).saturating_add(i32::from(byte - b'0')).min(1_000_000_000);
    }
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests;
