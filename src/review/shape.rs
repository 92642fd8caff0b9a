//! The layout of a diff, for programs and for whoever draws it.

use crate::report::Instant;
use crate::trace::Spot;
use indexmap::IndexMap;
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

/// A part of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The head: title, owner, subject.
    Funnel,
    /// Time zone, weeks, fiscal year, business hours.
    Calendar,
    /// An event of the catalog.
    Event,
    /// An attribute.
    Attribute,
    /// A score.
    Score,
    /// A scoring rule, `SCORE.RULE`.
    Rule,
    /// A named expression.
    Let,
    /// A stage.
    Stage,
    /// A trigger.
    Trigger,
    /// A service level agreement.
    Sla,
    /// An invariant.
    Invariant,
    /// A metric.
    Metric,
    /// An objective.
    Objective,
    /// A key result, `OBJECTIVE.RESULT`.
    KeyResult,
    /// A source.
    Source,
}

impl Part {
    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Funnel => "funnel",
            Self::Calendar => "calendar",
            Self::Event => "event",
            Self::Attribute => "attribute",
            Self::Score => "score",
            Self::Rule => "rule",
            Self::Let => "let",
            Self::Stage => "stage",
            Self::Trigger => "trigger",
            Self::Sla => "service level",
            Self::Invariant => "invariant",
            Self::Metric => "metric",
            Self::Objective => "objective",
            Self::KeyResult => "key result",
            Self::Source => "source",
        }
    }
}

/// Something that is different.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// What kind of thing.
    pub part: Part,
    /// Its name, of what was removed the old one.
    pub name: String,
    /// The name it had, where it was renamed.
    pub was: Option<String>,
    /// What became of it.
    pub kind: ChangeKind,
    /// What that does.
    pub class: Class,
    /// What differs, one by one; empty of what was added, removed or only renamed.
    pub details: Vec<Detail>,
    /// A subject that shows it: values with which one version holds and the other does not.
    pub witness: Option<String>,
    /// Where the old name is still used outside the definition.
    pub breaks: Vec<Spot>,
}

impl Change {
    /// What people call the thing: `rule engagement.form`.
    pub fn label(&self) -> String {
        format!("{} {}", self.part.word(), self.name)
    }

    /// Its name without that of what it belongs to.
    pub fn short_name(&self) -> &str {
        self.name.rsplit_once('.').map_or(&self.name, |(_, last)| last)
    }
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It stands elsewhere among its like, and nothing else is different.
    Moved,
    /// It is different.
    Changed,
}

impl ChangeKind {
    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::Changed => "changed",
        }
    }
}

/// What a change does to who gets where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Nothing.
    Cosmetic,
    /// Whoever passed still does, and others may.
    Widening,
    /// Nobody passes who did not, and some may not.
    Narrowing,
    /// Some pass who did not, and some do not who did.
    Both,
    /// It is not known.
    CannotTell,
}

impl Class {
    /// What people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Widening => "widening",
            Self::Narrowing => "narrowing",
            Self::Both => "both",
            Self::CannotTell => "cannot tell",
        }
    }

    /// What two changes do together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cosmetic, other) | (other, Self::Cosmetic) => other,
            (Self::CannotTell, _) | (_, Self::CannotTell) => Self::CannotTell,
            (a, b) if a == b => a,
            _ => Self::Both,
        }
    }

    /// What the change the other way round does.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Widening => Self::Narrowing,
            Self::Narrowing => Self::Widening,
            Self::Cosmetic | Self::Both | Self::CannotTell => self,
        }
    }
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Detail {
    /// The key of the definition.
    pub key: String,
    /// What it was; null where there was none.
    pub before: Option<String>,
    /// What it is; null where there is none.
    pub after: Option<String>,
}

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
