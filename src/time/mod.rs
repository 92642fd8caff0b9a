//! Instants, durations, dates, zones, calendars, periods. Never reads a clock.
//!
//! Everything here is plain numbers: microseconds since 1970 UTC, days since 1970-01-01. Years run from 0001 to 9999;
//! what lies outside is no instant and no date. jiff knows the zones, nothing else.

/// Microseconds since 1970-01-01T00:00:00Z, or a length of time in microseconds.
pub type Micros = i64;

pub mod business;
pub mod calendar;
pub mod date;
pub mod duration;
pub mod grain;
pub mod instant;
pub mod period;
pub mod zone;

pub use business::BusinessHours;
pub use calendar::Calendar;
pub use date::Weekday;
pub use grain::{Grain, Slice};
pub use period::Period;
pub use zone::Zone;

/// A second in microseconds.
pub const SECOND: Micros = 1_000_000;
/// A minute in microseconds.
pub const MINUTE: Micros = 60 * SECOND;
/// An hour in microseconds.
pub const HOUR: Micros = 60 * MINUTE;
/// A day of 24 hours in microseconds.
pub const DAY: Micros = 24 * HOUR;
