//! Who waits beyond a deadline: subjects for whom somebody should act now.

use super::Instant;
use super::basis::Basis;
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

/// The subject of a clock, if it waits: the deadline is past, nothing stopped the clock, and it is on the path and in no outcome.
pub(super) fn late(basis: &Basis<'_>, clock: &Clock) -> Option<Waiting> {
    let deadline = clock.deadline.filter(|_| clock.state == ClockState::Breached && clock.stopped_at.is_none())?;
    let visit = basis.histories.of_subject(clock.subject as usize).next_back()?;
    let stage = &basis.model.stages[visit.stage];
    (stage.outcome.is_none() && !stage.off_path).then(|| Waiting {
        subject: basis.outcome.subjects.name(clock.subject as usize).to_owned(),
        stage: stage.name.clone(),
        started_at: Instant(clock.started_at),
        deadline: Instant(deadline),
        late_seconds: (basis.outcome.as_of.unwrap_or(deadline) - deadline) as f64 / 1e6,
    })
}

/// Those that are late longest, of clocks ordered by subject.
pub(super) fn longest(mut late: Vec<Waiting>) -> Vec<Waiting> {
    late.sort_by_key(|waiting| waiting.deadline);
    late.truncate(NAMED);
    late
}
