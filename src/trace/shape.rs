//! The layout of a trace, for programs and for whoever draws it. What cannot be known is null; what there is none of is empty.

use crate::events::Place;
use crate::report::Instant;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

/// One subject's whole story.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Trace {
    /// The version of this layout.
    pub schema: u32,
    /// The funnel's id.
    pub funnel: String,
    /// Of the definition's meaning, as in `report.json`.
    pub fingerprint: String,
    /// What the subject is called.
    pub subject: String,
    /// Every name it goes by in the log, its own included, in order of bytes.
    pub names: Vec<String>,
    /// Until when time ran.
    pub as_of: Instant,
    /// The stage it is in; null where it never entered the funnel.
    pub stage: Option<String>,
    /// Since when.
    pub since: Option<Instant>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Each score, from nothing to what it is.
    pub scores: Vec<Ledger>,
    /// Attributes as they are now, by their names.
    #[schemars(with = "std::collections::BTreeMap<String, Json>")]
    pub attributes: IndexMap<String, Json>,
    /// Triggers that came close and did not fire, in order of time.
    pub near_misses: Vec<NearMiss>,
    /// Triggers that will fire if nothing else happens first, the soonest first.
    pub timers: Vec<Timer>,
    /// Service level clocks, in order of their start.
    pub slas: Vec<Clock>,
    /// Records of actions, as in `actions.ndjson`.
    pub actions: Vec<Json>,
    /// Events that were dropped, since the subject has their ids already.
    pub duplicates: u64,
    /// Events of the subject after `as_of`, which do nothing.
    pub later: u64,
}

/// Where something stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spot {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Where a row stands in a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RowPlace {
    /// The log as it was named.
    pub file: String,
    /// The line on which the row begins, from 1; null in files without lines.
    pub line: Option<u64>,
    /// The row, from 1, in files without lines; null in others.
    pub row: Option<u64>,
}

impl RowPlace {
    /// Of a file and a place in it.
    pub fn new(file: &str, place: Place) -> Self {
        let (line, row) = match place {
            Place::Line(line) => (Some(line), None),
            Place::Row(row) => (None, Some(row)),
        };
        Self { file: file.to_owned(), line, row }
    }
}

impl std::fmt::Display for RowPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line.map(Place::Line).or(self.row.map(Place::Row)) {
            Some(place) => f.write_str(&place.within(&self.file)),
            None => f.write_str(&self.file),
        }
    }
}

/// Something that happened: an event has `event`, an entry `stage`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Step {
    /// An event came.
    Event(Event),
    /// A stage was entered.
    Entry(Entry),
}

/// An event, and what it did.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Event {
    /// Its place among the subject's events, from 1: what [`Cause::Event`] names.
    pub number: usize,
    /// When.
    pub at: Instant,
    /// What.
    pub event: String,
    /// The subject as the log has it.
    pub subject: String,
    /// Its id in the log.
    pub id: Option<String>,
    /// Its order within an instant.
    pub seq: Option<i64>,
    /// Where it stands in the logs; of several copies with one id, the one that counts.
    pub row: Option<RowPlace>,
    /// Whether it counts as activity.
    pub activity: bool,
    /// Its fields that are not missing.
    #[schemars(with = "std::collections::BTreeMap<String, Json>")]
    pub fields: IndexMap<String, Json>,
    /// The attributes that it changed.
    pub folded: Vec<Folded>,
    /// The rules that gave points for it, or would have but for a limit.
    pub points: Vec<Points>,
}

/// An attribute that changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Folded {
    /// Which.
    pub attribute: String,
    /// What it was.
    pub before: Json,
    /// What it is.
    pub after: Json,
}

/// What a rule gave for an event.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Points {
    /// The score.
    pub score: String,
    /// The rule.
    pub rule: String,
    /// How many.
    pub points: f64,
    /// Whether the rule's limit was used up, so that it gave nothing.
    pub over_limit: bool,
    /// The score as it is read after the event.
    pub total: f64,
}

/// An entry into a stage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Entry {
    /// When, to the microsecond.
    pub at: Instant,
    /// The stage left; null on entering the funnel.
    pub from: Option<String>,
    /// The stage entered.
    pub stage: String,
    /// The how-manieth visit of it, from 1.
    pub visit: u32,
    /// What fired; null for a first entry without a trigger.
    pub trigger: Option<Fired>,
    /// Why just then.
    pub cause: Cause,
    /// Scores at the entry.
    #[schemars(with = "std::collections::BTreeMap<String, f64>")]
    pub scores: IndexMap<String, f64>,
    /// The attributes that the entry changed.
    pub folded: Vec<Folded>,
}

/// A trigger that fired.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Fired {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub spot: Option<Spot>,
    /// Whether a person confirmed it.
    pub by_human: bool,
    /// What decided.
    pub because: Vec<Reading>,
}

/// A part of a condition, with what its names stood for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Reading {
    /// The part, as the language writes it.
    pub text: String,
    /// Whether it held; null where that is unknown.
    pub holds: Option<bool>,
    /// The names in it and their values.
    #[schemars(with = "std::collections::BTreeMap<String, Json>")]
    pub values: IndexMap<String, Json>,
}

/// Why something happened just then; null where it followed at once from the entry before.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Cause {
    /// An event came.
    Event {
        /// Its number.
        number: usize,
        /// Its name.
        event: String,
    },
    /// Nothing came; time did it.
    Time {
        /// What turned at that microsecond.
        turned: Vec<Turned>,
    },
    /// It followed at once from the entry before.
    Follows,
}

/// Something that time turned.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Turned {
    /// By what.
    pub by: By,
    /// The part of the condition, as the language writes it.
    pub text: String,
}

/// What turns a condition while nothing happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// `after`, or a comparison with `stage.age`.
    Age,
    /// `idle`.
    Idle,
    /// A score decayed past a constant.
    Decay,
    /// Points expired.
    Expiry,
    /// A window let an element go.
    Window,
    /// A timestamp, a day or an hour was reached.
    Clock,
    /// A midnight, at which a condition without an exact instant is looked at.
    Midnight,
}

/// A score, line by line. The points of all lines add up to `value`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Ledger {
    /// The score.
    pub score: String,
    /// What it is as of `as_of`.
    pub value: f64,
    /// The band it is in.
    pub band: Option<String>,
    /// The lines, in order of time.
    pub lines: Vec<Line>,
}

/// A line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Line {
    /// When.
    pub at: Instant,
    /// What.
    pub entry: LineKind,
    /// The rule, where it is one's doing.
    pub rule: Option<String>,
    /// The number of the event, where one came.
    pub event: Option<usize>,
    /// Points added; negative where they go.
    pub points: f64,
    /// The score as it is read after this line.
    pub total: f64,
}

/// What a line of a ledger stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A rule gave points.
    Grant,
    /// A rule would have, but its limit is used up.
    Limit,
    /// The range cut something off, or let go of what it had cut.
    Range,
    /// Decay since the line before.
    Decay,
    /// A rule's points expired.
    Expired,
    /// A profile rule came to hold, or is worth another number.
    Holds,
    /// A profile rule holds no more.
    Ceased,
}

/// A trigger that came close and did not fire in a visit: one comparison of it was short by no more than a fifth, everything else held.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NearMiss {
    /// The trigger.
    pub trigger: String,
    /// Where it stands.
    pub spot: Option<Spot>,
    /// The stage it would have led from.
    pub stage: String,
    /// The stage it would have led to.
    pub to: String,
    /// When it was closest.
    pub at: Instant,
    /// The comparison, as the language writes it.
    pub text: String,
    /// Its side that varies.
    pub name: String,
    /// What that was.
    pub value: Json,
    /// What it was compared with.
    pub bound: Json,
    /// Rules that would have made up for it, the one with the fewest points first.
    pub one_more: Vec<OneMore>,
    /// When the score will be out of reach again, where it still is within it.
    pub fades: Option<Fades>,
}

/// A rule that would have made up for what was missing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OneMore {
    /// Its name.
    pub rule: String,
    /// What it gives.
    pub points: f64,
    /// The events it looks at; none of a profile rule.
    pub on: Vec<String>,
}

/// When a score has decayed so far that it is no near miss any more.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Fades {
    /// Below what.
    pub below: f64,
    /// When, if no points are given.
    pub at: Instant,
}

/// A trigger that time will fire.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Timer {
    /// Its id.
    pub trigger: String,
    /// Where it stands.
    pub spot: Option<Spot>,
    /// Where it leads.
    pub to: String,
    /// When, if nothing happens before.
    pub at: Instant,
    /// What will turn then.
    pub turned: Vec<Turned>,
}

/// A service level clock.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Clock {
    /// The agreement.
    pub sla: String,
    /// Where it stands.
    pub spot: Option<Spot>,
    /// The number of the visit that started it.
    pub visit: u32,
    /// When it started.
    pub started_at: Instant,
    /// The last instant that is in time.
    pub deadline: Option<Instant>,
    /// When it stopped.
    pub stopped_at: Option<Instant>,
    /// `met`, `breached`, `cancelled` or `running`.
    pub state: String,
}
