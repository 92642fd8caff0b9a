//! Tests of a definition (L10): scenarios in a virtual clock, what they cover and which changes they would miss; snapshots of logs.
//!
//! [`read`] makes a [`Suite`] of what is written, [`play`] runs its scenarios through the fast engine, [`judge`] compares. All of it is
//! a function of a model and texts: files are read and written by the command line alone.

pub mod coverage;
pub mod judge;
pub mod mutate;
pub mod play;
pub mod read;
pub mod results;
pub mod snapshot;
pub mod timeline;
pub mod unit;

use crate::events::script::Scripted;
use crate::ids::*;
use crate::replay::outcome::ClockState;
use crate::span::Span;
use crate::time::{Micros, Period};
use crate::value::Value;
use std::sync::Arc;

/// A file of tests, as meant.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// Scenarios in file order.
    pub tests: Vec<Test>,
    /// Snapshots in file order.
    pub snapshots: Vec<Snapshot>,
}

/// A scenario.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// What it shows.
    pub title: Option<String>,
    /// The instant that `+` counts from.
    pub start: Micros,
    /// Until when time runs.
    pub until: Micros,
    /// What happens.
    pub events: Vec<Scripted>,
    /// What is to come of subjects, the test's own first.
    pub expect: Vec<Expect>,
    /// The period of the metrics.
    pub period: Option<Period>,
    /// What metrics come to.
    pub metrics: Vec<(MetricId, Wanted<Value>)>,
}

/// What is to come of a subject.
#[derive(Clone, Debug)]
pub struct Expect {
    /// Its name as the test says it; joined ones answer to each of their names.
    pub subject: Arc<str>,
    /// The bytes of the whole.
    pub span: Span,
    /// All stages that it enters.
    pub path: Option<(Vec<(StageId, Span)>, Span)>,
    /// How things are at instants.
    pub looks: Vec<Look>,
    /// Entries into stages.
    pub enters: Vec<Enter>,
    /// Stages that it does not enter.
    pub never: Vec<(StageId, Span)>,
    /// All that is to be done.
    pub actions: Option<(Vec<Act>, Span)>,
    /// What becomes of clocks.
    pub clocks: Vec<Clocks>,
}

/// Something wanted, where the test says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted<T> {
    /// What.
    pub what: T,
    /// How far off a number may be; 0 for exactly that.
    pub within: f64,
    /// The bytes that say so.
    pub span: Span,
}

/// How things are at an instant, everything that happens then included.
#[derive(Clone, Debug)]
pub struct Look {
    /// When.
    pub at: Micros,
    /// What is looked at.
    pub sights: Vec<Sight>,
}

/// One thing that is looked at.
#[derive(Clone, Debug)]
pub enum Sight {
    /// The stage; none before the subject enters the funnel.
    Stage(Wanted<Option<StageId>>),
    /// A score.
    Score(ScoreId, Wanted<Value>),
    /// The band of a score.
    Band(ScoreId, Wanted<Value>),
    /// An attribute.
    Attribute(AttributeId, Wanted<Value>),
    /// The last clock of an agreement; none where none was started.
    Sla(SlaId, Wanted<Option<ClockState>>),
}

/// An entry into a stage.
#[derive(Clone, Debug)]
pub struct Enter {
    /// The stage.
    pub stage: StageId,
    /// The bytes of the whole.
    pub span: Span,
    /// The how-manieth visit, from 1.
    pub visit: u32,
    /// When.
    pub at: Option<(Micros, Span)>,
    /// Which trigger.
    pub because: Option<(TriggerId, Span)>,
}

/// Something to be done.
#[derive(Clone, Debug)]
pub struct Act {
    /// The kind.
    pub kind: String,
    /// The bytes of the kind.
    pub span: Span,
    /// When.
    pub at: Option<(Micros, Span)>,
    /// Which trigger asks for it.
    pub because: Option<(TriggerId, Span)>,
    /// Properties with their texts.
    pub properties: Vec<(String, String, Span)>,
}

/// What becomes of the clocks of an agreement.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// The agreement.
    pub sla: SlaId,
    /// The bytes of the whole.
    pub span: Span,
    /// Of all or of one.
    pub wanted: WantedClocks,
}

/// Which clocks are spoken of.
#[derive(Clone, Debug)]
pub enum WantedClocks {
    /// The states of all, in order.
    All(Vec<ClockState>),
    /// One of them, from 1.
    One {
        /// The how-manieth.
        number: u32,
        /// Its state.
        state: Option<ClockState>,
        /// Its deadline.
        deadline: Option<Micros>,
        /// When it stopped.
        stopped: Option<Micros>,
    },
}

/// A log and what is kept of what comes of it.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// Logs, relative to the test file; empty for those of the definition's sources.
    pub events: Vec<String>,
    /// Until when time runs.
    pub as_of: Option<Micros>,
    /// What counts.
    pub period: Option<Period>,
    /// What is kept.
    pub keep: Vec<Keep>,
    /// Which sections of the report are kept; empty for all.
    pub sections: Vec<String>,
    /// How many digits after the point numbers keep.
    pub round: Option<u8>,
}

/// What a snapshot may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// The numbers of the report.
    Report,
    /// The visits of all subjects.
    Assignments,
    /// What `check` finds in the definition.
    Findings,
}

impl Keep {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Report, Self::Assignments, Self::Findings];
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Assignments => "assignments",
            Self::Findings => "findings",
        }
    }
}

/// The words for the states of clocks.
pub const STATES: [(&str, ClockState); 4] =
    [("met", ClockState::Met), ("breached", ClockState::Breached), ("cancelled", ClockState::Cancelled), ("running", ClockState::Running)];

/// The word for a state.
pub fn state_word(state: ClockState) -> &'static str {
    match state {
        ClockState::Met => "met",
        ClockState::Breached => "breached",
        ClockState::Cancelled => "cancelled",
        ClockState::Running => "running",
    }
}
