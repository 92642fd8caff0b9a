//! Service levels: how many clocks were in time, and how long they ran by their own clock.

use super::cohort::share;
use super::{Interval, Seconds};
use crate::ids::Id;
use crate::model::Model;
use crate::replay::outcome::{Clock, ClockState, Outcome};
use crate::time::Micros;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A service level agreement, as of `as_of`: `started = met + breached + cancelled + running`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sla {
    /// Its id.
    pub id: String,
    /// Clocks that were started, one for each visit of the stages it is about.
    pub started: u64,
    /// Clocks that stopped in time.
    pub met: u64,
    /// Clocks that did not stop in time, also where they stopped later.
    pub breached: u64,
    /// Clocks of subjects that left the path before the deadline.
    pub cancelled: u64,
    /// Clocks still in time.
    pub running: u64,
    /// met / (met + breached); null where nothing is decided.
    pub attainment: Option<f64>,
    /// Where the true attainment lies with 95 % confidence (Wilson).
    pub attainment_interval: Option<Interval>,
    /// How long the clocks ran that stopped, late ones too, by the clock of the agreement: in business hours where it says so.
    pub seconds: Seconds,
}

/// The figures of each agreement, in file order.
pub(super) fn of(model: &Model, outcome: &Outcome) -> Vec<Sla> {
    let mut rows: Vec<Sla> = model.slas.iter().map(|sla| Sla { id: sla.name.clone(), ..Sla::default() }).collect();
    let mut ran = vec![Vec::new(); rows.len()];
    for clock in &outcome.clocks {
        let row = &mut rows[clock.sla.index()];
        row.started += 1;
        *match clock.state {
            ClockState::Met => &mut row.met,
            ClockState::Breached => &mut row.breached,
            ClockState::Cancelled => &mut row.cancelled,
            ClockState::Running => &mut row.running,
        } += 1;
        ran[clock.sla.index()].extend(elapsed(model, clock));
    }
    for (row, ran) in rows.iter_mut().zip(ran) {
        row.attainment = share(row.met, row.met + row.breached);
        row.attainment_interval = Interval::wilson(row.met, row.met + row.breached);
        row.seconds = Seconds::of(ran);
    }
    rows
}

/// How long a clock ran until it stopped, by its own clock; nothing while it has not stopped.
pub(super) fn elapsed(model: &Model, clock: &Clock) -> Option<Micros> {
    let stopped_at = clock.stopped_at?;
    match &model.calendar.business {
        Some(hours) if model.slas[clock.sla].business => Some(hours.elapsed(clock.started_at, stopped_at)),
        _ => Some(stopped_at - clock.started_at),
    }
}

/// What a state is called in tables.
pub fn word(state: ClockState) -> &'static str {
    match state {
        ClockState::Met => "met",
        ClockState::Breached => "breached",
        ClockState::Cancelled => "cancelled",
        ClockState::Running => "running",
    }
}
