//! The layout of a diff, for programs and for whoever draws it.

mod cause;
mod change;
mod impact;

pub use cause::*;
pub use change::*;
pub use impact::*;

use schemars::JsonSchema;
use serde::Serialize;

/// What a change of a definition means, and whom it moves.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Diff {
    /// The version of this layout.
    pub schema: u32,
    /// The funnel's id, after the change.
    pub funnel: String,
    /// Before; null where the definition is new.
    pub old: Option<Version>,
    /// After; null where the definition is deleted.
    pub new: Option<Version>,
    /// What is different, in the order of the sections of a definition.
    pub changes: Vec<Change>,
    /// What it does to a log; null where none was read.
    pub impact: Option<Impact>,
    /// The teams that have to agree, in order of their names.
    pub approvers: Vec<Approver>,
    /// The gates of the project.
    pub gates: Vec<Gate>,
}

/// One side of a diff.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Version {
    /// As it was named.
    pub name: String,
    /// Of the definition's meaning, as in `report.json`.
    pub fingerprint: String,
}

/// A team that has to agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Approver {
    /// The team.
    pub team: String,
    /// Why.
    pub because: Vec<String>,
    /// Whether CODEOWNERS asks it already; null where there is no such file.
    pub in_codeowners: Option<bool>,
}

/// A gate of the project.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Gate {
    /// `max_moved` or `max_change.METRIC`.
    pub gate: String,
    /// The most that is allowed, as a share.
    pub limit: f64,
    /// What it came to; null where it cannot be said.
    pub found: Option<f64>,
    /// Whether that is too much.
    pub breached: bool,
}
