//! Who waits beyond a deadline: subjects for whom somebody should act now.

use super::Instant;
use super::basis::Basis;
use crate::ids::StageId;
use crate::replay::outcome::{Clock, ClockState};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A subject that waits beyond the deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Waiting {
    /// Who.
    pub subject: String,
    /// The stage in which the subject is.
    pub stage: String,
    /// When the clock started.
    pub started_at: Instant,
    /// The last instant that was in time.
    pub deadline: Instant,
    /// From the deadline to `as_of`, in seconds of real time.
    pub late_seconds: f64,
}

/// How many of those that wait are named.
const NAMED: usize = 20;

/// Whether the subject of a clock waits: the deadline is past, nothing stopped the clock, and it is on the path and in no outcome.
pub(super) fn is_late(basis: &Basis<'_>, clock: &Clock) -> bool {
    let runs = clock.deadline.is_some() && clock.state == ClockState::Breached && clock.stopped_at.is_none();
    let stage = || standing(basis, clock).map(|stage| &basis.model.stages[stage]);
    runs && stage().is_some_and(|stage| stage.outcome.is_none() && !stage.off_path)
}

/// Those that are late longest, of clocks ordered by subject.
pub(super) fn longest(basis: &Basis<'_>, mut late: Vec<&Clock>) -> Vec<Waiting> {
    late.sort_by_key(|clock| clock.deadline);
    late.into_iter().take(NAMED).filter_map(|clock| waiting(basis, clock)).collect()
}

fn waiting(basis: &Basis<'_>, clock: &Clock) -> Option<Waiting> {
    let deadline = clock.deadline?;
    Some(Waiting {
        subject: basis.outcome.subjects.name(clock.subject as usize).to_owned(),
        stage: basis.model.stages[standing(basis, clock)?].name.clone(),
        started_at: Instant(clock.started_at),
        deadline: Instant(deadline),
        late_seconds: (basis.outcome.as_of.unwrap_or(deadline) - deadline) as f64 / 1e6,
    })
}

/// The stage in which the subject of a clock is.
fn standing(basis: &Basis<'_>, clock: &Clock) -> Option<StageId> {
    basis.histories.of_subject(clock.subject as usize).next_back().map(|visit| visit.stage)
}
