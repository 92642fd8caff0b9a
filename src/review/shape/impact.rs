//! The layout of what a change does to a log.

use super::Cause;
use crate::report::Instant;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// What a change does to a log.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Impact {
    /// Until when time ran.
    pub as_of: Option<Instant>,
    /// Subjects of either version.
    pub subjects: u64,
    /// Those that are in another stage now, renamed stages being the same.
    pub moved: u64,
    /// Those whose stories differ anywhere, who may have come to the same stage.
    pub parted: u64,
    /// The first instant at which a story parts.
    pub first: Option<Instant>,
    /// Who is where now: old stage, new stage, and how many; the same stage included.
    pub matrix: Vec<Cell>,
    /// What made stories part first, the most frequent first.
    pub causes: Vec<Cause>,
    /// Each stage of either version.
    pub stages: Vec<StageImpact>,
    /// From each stage of the path to the next, `A -> B`: the raw rate.
    #[schemars(with = "std::collections::BTreeMap<String, Delta>")]
    pub conversions: IndexMap<String, Delta>,
    /// Breaches of each service level.
    #[schemars(with = "std::collections::BTreeMap<String, Delta>")]
    pub breaches: IndexMap<String, Delta>,
    /// The mean of each score over all subjects, now.
    #[schemars(with = "std::collections::BTreeMap<String, Delta>")]
    pub scores: IndexMap<String, Delta>,
    /// Each metric; of a rate what it stands for.
    #[schemars(with = "std::collections::BTreeMap<String, Delta>")]
    pub metrics: IndexMap<String, Delta>,
    /// Each objective.
    pub okrs: Vec<OkrImpact>,
    /// By the team of a stage: entries a week into each of its stages that changes.
    pub owners: Vec<OwnerImpact>,
    /// By dimension and value: entries into each stage that changes.
    pub by: Vec<SegmentImpact>,
    /// Subjects that moved, where they were asked for.
    pub examples: Vec<Example>,
}

impl Impact {
    /// Whether the log comes to anything else than before.
    pub fn differs(&self) -> bool {
        let figures = self.conversions.values().chain(self.breaches.values()).chain(self.scores.values()).chain(self.metrics.values());
        // a stage that is new or gone and that nobody was in is no effect
        let counts = self.stages.iter().flat_map(|stage| [&stage.entries, &stage.current]);
        self.parted > 0
            || figures.chain(self.stages.iter().map(|stage| &stage.median_seconds)).any(Delta::differs)
            || counts.into_iter().any(|count| count.before.unwrap_or(0.0) != count.after.unwrap_or(0.0))
            || self.okrs.iter().any(|okr| okr.progress.differs() || okr.status_before != okr.status_after)
            || self.by.iter().any(|segment| segment.entries.values().any(Delta::differs))
    }
}

/// A number before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Delta {
    /// Before; null where it cannot be known or there was none.
    pub before: Option<f64>,
    /// After.
    pub after: Option<f64>,
    /// The change as a share of what was before; null where that cannot be said.
    pub change: Option<f64>,
}

impl Delta {
    /// Of two numbers.
    pub fn of(before: Option<f64>, after: Option<f64>) -> Self {
        let change = match (before, after) {
            (Some(before), Some(after)) if before == after => Some(0.0),
            (Some(before), Some(after)) if before != 0.0 => Some((after - before) / before.abs()),
            _ => None,
        };
        Self { before, after, change }
    }

    /// Whether anything is different.
    pub fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// Subjects that were in one stage and are in another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Cell {
    /// The stage before; null of those who never entered the funnel or were nobody.
    pub from: Option<String>,
    /// The stage after.
    pub to: Option<String>,
    /// Whether that is a move: renamed stages are the same.
    pub moved: bool,
    /// How many.
    pub subjects: u64,
}

/// What a change does to a stage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StageImpact {
    /// The stage.
    pub stage: String,
    /// The name it had, where it was renamed.
    pub was: Option<String>,
    /// Subjects that ever entered it.
    pub subjects: Delta,
    /// Entries.
    pub entries: Delta,
    /// Subjects in it now.
    pub current: Delta,
    /// The median stay, in seconds.
    pub median_seconds: Delta,
    /// The sum of each attribute that is money over the subjects in it now.
    #[schemars(with = "std::collections::BTreeMap<String, Delta>")]
    pub money: IndexMap<String, Delta>,
}

/// What a change does to an objective.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OkrImpact {
    /// The objective.
    pub objective: String,
    /// Its progress.
    pub progress: Delta,
    /// Its status before.
    pub status_before: Option<String>,
    /// Its status after.
    pub status_after: Option<String>,
}

/// What a change does to a team.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OwnerImpact {
    /// The team.
    pub owner: String,
    /// Its stage.
    pub stage: String,
    /// Entries a week.
    pub entries_a_week: Delta,
}

/// What a change does to one value of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SegmentImpact {
    /// The dimension.
    pub dimension: String,
    /// Its value; null where it is missing, and of the rest.
    pub value: Option<String>,
    /// Entries into the stages that change, by stage.
    #[schemars(with = "std::collections::BTreeMap<String, Delta>")]
    pub entries: IndexMap<String, Delta>,
}

/// A subject that moved.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Example {
    /// The subject.
    pub subject: String,
    /// Its stage before.
    pub from: Option<String>,
    /// Its stage after.
    pub to: Option<String>,
    /// When its two stories part.
    pub parts_at: Option<Instant>,
}
