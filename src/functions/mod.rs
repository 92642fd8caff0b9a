//! The built-in functions of the language (L4), one file each: signature, documentation, example, kernel.

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `lower(text)`
    Lower,
    /// `upper(text)`
    Upper,
    /// `trim(text)`
    Trim,
    /// `length(text)` in characters, `length(set)`
    Length,
    /// `split_part(text, sep, n)`, n from 1
    SplitPart,
    /// `domain(address)`; missing without `@`
    Domain,
    /// `abs(x)`
    Abs,
    /// `floor(x)`
    Floor,
    /// `ceil(x)`
    Ceil,
    /// `round(x, digits)`, halves away from zero
    Round,
    /// `least(a, b, …)`; missing if one is
    Least,
    /// `greatest(a, b, …)`; missing if one is
    Greatest,
    /// `date(timestamp)` in the calendar's zone
    Date,
    /// `hour(timestamp)` in the calendar's zone
    Hour,
    /// `weekday(timestamp)`, `"monday"`…, in the calendar's zone
    Weekday,
    /// `days_between(a, b)`, calendar days in the calendar's zone
    DaysBetween,
    /// `business_time(a, b)`
    BusinessTime,
    /// `to_number(x)`
    ToNumber,
    /// `to_decimal(x, digits)`
    ToDecimal,
}
