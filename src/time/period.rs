//! Periods: `2026-W47`, `FY2026-Q4`, `previous fiscal quarter`, … (L8).

/// A period as written; what it covers depends on the calendar and on when it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Period {
    /// Placeholder until written out.
    Day(i32),
}
