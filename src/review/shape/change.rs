//! The layout of what is different between two versions, thing by thing.

use crate::trace::Spot;
use schemars::JsonSchema;
use serde::Serialize;

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
        // There is one calendar, and it has no name.
        if self.part == Part::Calendar { self.part.word().to_owned() } else { format!("{} {}", self.part.word(), self.name) }
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
