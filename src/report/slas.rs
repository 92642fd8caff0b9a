//! Service levels: how many clocks were in time, and how long they ran by their own clock.

use super::basis::Basis;
use super::cohort::share;
use super::groups::Groups;
use super::waiting::{self, Waiting};
use super::{Interval, Seconds};
use crate::ids::Id;
use crate::model::Model;
use crate::replay::outcome::{Clock, ClockState};
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
    /// Subjects for whom somebody should act now: of their clock the deadline is past, nothing has stopped it, and they are on the
    /// path and in no outcome.
    pub overdue: u64,
    /// Those of them that are late longest, at most 20; of a segment none.
    pub waiting: Vec<Waiting>,
}

/// The figures of each agreement, in file order, for each group; a clock belongs to the group of the visit that started it.
pub(super) fn of(basis: &Basis<'_>, groups: &Groups) -> Vec<Vec<Sla>> {
    let Basis { model, outcome, .. } = basis;
    let width = model.slas.len();
    let mut rows: Vec<Sla> =
        (0..groups.len()).flat_map(|_| &model.slas).map(|sla| Sla { id: sla.name.clone(), ..Sla::default() }).collect();
    let mut ran = vec![Vec::new(); rows.len()];
    let mut late = vec![Vec::new(); rows.len()];
    for clock in &outcome.clocks {
        let group = if groups.is_by { groups.of_visit(started_by(basis, clock)) } else { 0 };
        let at = group * width + clock.sla.index();
        let row = &mut rows[at];
        row.started += 1;
        *match clock.state {
            ClockState::Met => &mut row.met,
            ClockState::Breached => &mut row.breached,
            ClockState::Cancelled => &mut row.cancelled,
            ClockState::Running => &mut row.running,
        } += 1;
        ran[at].extend(elapsed(model, clock));
        if waiting::is_late(basis, clock) {
            late[at].push(clock);
        }
    }
    for ((row, ran), late) in rows.iter_mut().zip(ran).zip(late) {
        row.attainment = share(row.met, row.met + row.breached);
        row.attainment_interval = Interval::wilson(row.met, row.met + row.breached);
        row.seconds = Seconds::of(ran);
        row.overdue = late.len() as u64;
        // Who waits is named once, not again for each value of each dimension.
        row.waiting = if groups.is_by { Vec::new() } else { waiting::longest(basis, late) };
    }
    (0..groups.len()).map(|group| rows[group * width..(group + 1) * width].to_vec()).collect()
}

/// The place of the visit that started a clock.
fn started_by(basis: &Basis<'_>, clock: &Clock) -> usize {
    let from = &basis.model.slas[clock.sla].from;
    let mut places = basis.histories.places(clock.subject as usize);
    let starts = |place: &usize| {
        let visit = basis.outcome.visits.get(*place);
        visit.entered_at == clock.started_at && visit.number == clock.visit && from.contains(&visit.stage)
    };
    places.find(starts).unwrap_or(usize::MAX)
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
