//! The calendar of a definition: time zone, week, fiscal year, business hours.

use super::Zone;

/// The calendar of a definition.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The zone that local days, hours and weeks are in.
    pub zone: Zone,
}
