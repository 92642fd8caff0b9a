//! Instants, durations, calendars. Never reads a clock.

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Micros = i64;

pub mod calendar;
pub mod period;
