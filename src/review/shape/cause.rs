//! The layout of what made stories part first.

use crate::report::Instant;
use schemars::JsonSchema;
use serde::Serialize;

/// What made stories part first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Cause {
    /// The changes that decide it, `rule engagement.form`.
    pub changes: Vec<String>,
    /// Whether one change does, several only together, or several each by itself; or that this is open between them.
    pub decided: Decided,
    /// The trigger that fired in one version and not at that instant in the other.
    pub trigger: Option<String>,
    /// Whether it fired before the change (`old`) or after it (`new`).
    pub fired_in: Side,
    /// The events on which it fires; none where it is a condition.
    pub on: Vec<String>,
    /// The events of the instants at which the stories part, the most frequent first; none where subjects are linked, or the log was
    /// not looked at again.
    pub events: Vec<CauseEvent>,
    /// Subjects whose stories part so.
    pub parted: u64,
    /// Those of them that are in another stage now.
    pub moved: u64,
    /// The first time.
    pub first: Instant,
}

/// How far it is told which change makes stories part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decided {
    /// One change: no other feeds what fired, or without it the stories do not part there.
    One,
    /// Several: without any one of them the stories do not part there.
    Together,
    /// Several, each of which would do by itself.
    Either,
    /// One of several, or some of them: it was not found out.
    Open,
}

/// Stories that part at an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CauseEvent {
    /// The event, or all of them of that instant, joined by ` and `; null where there is none, so that time did it.
    pub event: Option<String>,
    /// How many stories.
    pub stories: u64,
}

/// One of the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Before the change.
    Old,
    /// After it.
    New,
}
