//! What a value can be: some present values, and whether it can be missing.

use super::ranges::Ranges;
use crate::model::expr::Comparison;
use crate::value::{Type, Value};

/// A set of values, of which missing may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// Whether it can be missing.
    pub missing: bool,
    /// The present values.
    pub values: Ranges,
}

impl Domain {
    /// No value at all.
    pub fn none() -> Self {
        Self { missing: false, values: Ranges::none() }
    }
    /// Missing and nothing else.
    pub fn missing() -> Self {
        Self { missing: true, values: Ranges::none() }
    }
    /// Any value of a type, or missing.
    pub fn any(ty: &Type) -> Self {
        Self { missing: true, values: Ranges::all(ty) }
    }
    /// Any value, but not missing.
    pub fn present() -> Self {
        Self { missing: false, values: Ranges::whole() }
    }
    /// These values, present.
    pub fn of(values: Ranges) -> Self {
        Self { missing: false, values }
    }
    /// One value.
    pub fn exactly(value: &Value) -> Self {
        Self { missing: value.is_missing(), values: Ranges::of([value.clone()]) }
    }
    /// What compares so with a constant.
    pub fn compared(comparison: Comparison, value: &Value) -> Self {
        use super::ranges::Cut;
        let (before, after) = (Cut::before(value), Cut::after(value));
        Self::of(match comparison {
            Comparison::Equal => Ranges::range(before, after),
            Comparison::NotEqual => Ranges::range(before, after).not(),
            Comparison::Less => Ranges::range(Cut::Start, before),
            Comparison::LessEqual => Ranges::range(Cut::Start, after),
            Comparison::Greater => Ranges::range(after, Cut::End),
            Comparison::GreaterEqual => Ranges::range(before, Cut::End),
        })
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        !self.missing && self.values.is_empty()
    }
    /// Whether a value can be it.
    pub fn contains(&self, value: &Value) -> bool {
        if value.is_missing() { self.missing } else { self.values.contains(value) }
    }
    /// Whether it is present whatever it is.
    pub fn is_present(&self) -> bool {
        !self.missing
    }
    /// What both can be.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { missing: self.missing && other.missing, values: self.values.and(&other.values) }
    }
    /// What either can be.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self { missing: self.missing || other.missing, values: self.values.or(&other.values) }
    }
}

/// The truths that a condition can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truths(u8);

impl Truths {
    /// It cannot be.
    pub const NONE: Self = Self(0);
    /// It holds.
    pub const TRUE: Self = Self(1);
    /// It is false.
    pub const FALSE: Self = Self(2);
    /// It is unknown.
    pub const UNKNOWN: Self = Self(4);
    /// It does not hold.
    pub const NOT_TRUE: Self = Self(6);
    /// Whatever it is.
    pub const ANY: Self = Self(7);

    /// Whether one of some truths is among these.
    pub fn has(self, some: Self) -> bool {
        self.0 & some.0 != 0
    }
    /// The truths in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
    /// The truths in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// The truths whose negation is among these.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self(self.0 & 4 | (self.0 & 1) << 1 | (self.0 & 2) >> 1)
    }
    /// As a value: unknown is missing.
    pub fn domain(self) -> Domain {
        let truths = [(Self::TRUE, true), (Self::FALSE, false)];
        let values = truths.into_iter().filter(|(truth, _)| self.has(*truth)).map(|(_, truth)| Value::Boolean(truth));
        Domain { missing: self.has(Self::UNKNOWN), values: Ranges::of(values) }
    }
    /// Those of a value that is a truth.
    pub fn of(domain: &Domain) -> Self {
        let one = |holds: bool, truth: Self| if holds { truth } else { Self::NONE };
        one(domain.contains(&Value::Boolean(true)), Self::TRUE)
            .or(one(domain.contains(&Value::Boolean(false)), Self::FALSE))
            .or(one(domain.missing, Self::UNKNOWN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truths_are_values_and_back() {
        for bits in 0..8 {
            let truths = Truths(bits);
            assert_eq!(Truths::of(&truths.domain()), truths);
            assert_eq!(truths.swapped().swapped(), truths);
        }
        assert_eq!(Truths::TRUE.swapped(), Truths::FALSE);
        assert_eq!(Truths::UNKNOWN.swapped(), Truths::UNKNOWN);
    }
}
