//! What a replay comes to: visits and subjects, in columns. Both engines make it, reports read it.

use crate::ids::*;
use crate::time::Micros;
use crate::value::Value;
use std::sync::Arc;

/// What a replay comes to. Subjects are sorted by the bytes of their names; visits by subject, then as they happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Until when time ran.
    pub as_of: Option<Micros>,
    /// The accounts of the input that only a replay knows.
    pub counts: Counts,
    /// One for each subject with a known event.
    pub subjects: Vec<Subject>,
    /// One for each visit.
    pub visits: Vec<Visit>,
}

/// What became of the well-formed known events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Took part, events of no subject included.
    pub applied: u64,
    /// Dropped: the subject has the id already.
    pub duplicates: u64,
    /// Those of the dropped that differ from the one that counts.
    pub conflicts: u64,
    /// After `as_of`.
    pub later: u64,
    /// The first instant of an applied event.
    pub first_event: Option<Micros>,
    /// The last.
    pub last_event: Option<Micros>,
}

/// A subject at the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Its name (of joined ones the name they bear).
    pub name: Arc<str>,
    /// The stage it is in; `None` where it never entered the funnel.
    pub stage: Option<StageId>,
    /// Since when.
    pub since: Option<Micros>,
    /// The first instant of its applied events.
    pub first_event: Micros,
    /// The last.
    pub last_event: Micros,
    /// Scores at the end, by [`ScoreId`].
    pub scores: Vec<f64>,
    /// Attributes at the end, by [`AttributeId`].
    pub attributes: Vec<Value>,
}

/// A visit of a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// The subject, by its place in [`Outcome::subjects`].
    pub subject: u32,
    /// The stage.
    pub stage: StageId,
    /// The how-manieth of this subject in this stage, from 1.
    pub number: u32,
    /// When it began.
    pub entered_at: Micros,
    /// When it ended; `None` while it lasts.
    pub left_at: Option<Micros>,
    /// What fired; `None` for a first entry without a trigger.
    pub trigger: Option<TriggerId>,
    /// Scores at the entry, by [`ScoreId`].
    pub scores: Vec<f64>,
    /// Attributes at the entry that are dimensions, in order of [`AttributeId`].
    pub dimensions: Vec<Value>,
}
