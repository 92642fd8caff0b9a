//! Exact decimals: a coefficient of up to 34 digits and a scale.

/// `coefficient · 10^-scale`, always normalised: no trailing zero digits in the coefficient, scale 0 for zero.
/// So equal values are equal in every field, and `Display` writes all digits and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decimal {
    coefficient: i128,
    scale: i16,
}

impl Decimal {
    /// From a whole number.
    pub fn from_integer(_value: i64) -> Self {
        todo!()
    }
}
