//! The layout of `report.json`, read and written with serde and described by schemars. What is not computed has no key.

use super::{
    Balance, Bottlenecks, By, Cohorts, Comparison, Figure, MetricFigure, Metrics, Objective, Outcomes, Rate, Seconds, Segment, Series, Sla,
    Velocity,
};
use crate::time::{Micros, Zone, instant};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a run comes to. A value that cannot be known is null, never 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of this layout.
    pub schema: u32,
    /// The funnel's id.
    pub funnel: String,
    /// Of the definition's meaning; comments and layout do not change it.
    pub fingerprint: String,
    /// Until when time ran; null for a log without events.
    pub as_of: Option<Instant>,
    /// What entries, firings and cohorts are limited to; null when everything up to `as_of` counts.
    pub period: Option<Period>,
    /// The accounts of the input.
    pub input: Input,
    /// One for each stage, in funnel order.
    pub stages: Vec<Stage>,
    /// One for each trigger, in file order.
    pub triggers: Vec<Trigger>,
    /// One for each pair of neighbours on the path, then from its first stage to each of the third and later.
    pub conversions: Vec<Conversion>,
    /// One for each service level agreement, in file order.
    pub slas: Vec<Sla>,
    /// Metrics by their names, in file order; durations are seconds.
    #[schemars(with = "BTreeMap<String, MetricFigure>")]
    pub metrics: Metrics,
    /// Entries, flow and metrics step by step, by week where nothing else is asked for.
    pub series: Series,
    /// For each attribute that is a dimension: the sections of the report once more of each of its values, the most frequent first.
    #[schemars(with = "BTreeMap<String, Vec<Segment>>")]
    pub by: By,
    /// Objectives, in file order.
    pub okrs: Vec<Objective>,
    /// The attribute that is money: the decimal one that a metric sums at a won stage, else the only decimal one; null where
    /// there is none or several may be meant.
    pub money: Option<String>,
    /// Who was won and lost, the win rate and the cycle; null where no stage is an outcome.
    pub outcomes: Option<Outcomes>,
    /// How fast subjects go along the path.
    pub velocity: Velocity,
    /// Where subjects and money are lost or held, the worst stage first.
    pub bottlenecks: Bottlenecks,
    /// Cohorts by the week or month of their entry, and what share had got there at which age.
    pub cohorts: Cohorts,
    /// That all adds up.
    pub balance: Balance,
    /// The figures beside those of an earlier period; null where none was asked for.
    pub comparison: Option<Comparison>,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub until: Instant,
}

/// The accounts of the input: `read = applied + unknown + duplicates + rejected + filtered + later`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Rows in the input.
    pub read: u64,
    /// Events that took part.
    pub applied: u64,
    /// Rows whose event the catalog does not know.
    pub unknown: u64,
    /// Events dropped because their subject has the id already.
    pub duplicates: u64,
    /// Those of the duplicates that differ from the event that counts.
    pub conflicts: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Rows that a source's `where` left out.
    pub filtered: u64,
    /// Events after `as_of`.
    pub later: u64,
    /// Subjects with an event.
    pub subjects: u64,
    /// The first instant of an applied event.
    pub first_event: Option<Instant>,
    /// The last.
    pub last_event: Option<Instant>,
    /// The names the catalog does not know, the most frequent first.
    pub unknown_events: Vec<UnknownEvent>,
}

/// An event name that the catalog does not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnknownEvent {
    /// The name as the log has it.
    pub event: String,
    /// Rows with it.
    pub count: u64,
    /// The name of the catalog that may be meant.
    pub did_you_mean: Option<String>,
}

/// A stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// Its id.
    pub id: String,
    /// Subjects that entered it.
    pub subjects: u64,
    /// Entries into it.
    pub entries: u64,
    /// Subjects in it just before the period; 0 without one.
    pub opening: u64,
    /// Visits that ended: `opening + entries - left = closing`.
    pub left: u64,
    /// Net new: `entries - left`, so how many more are in it at the end than at the beginning.
    pub net: i64,
    /// Subjects in it at the end of the period, or as of `as_of` where that is earlier.
    pub closing: u64,
    /// Subjects in it as of `as_of`.
    pub current: u64,
    /// Subjects whose furthest stage of the path it is.
    pub furthest: u64,
    /// What the subjects are worth in all that are in it as of `as_of`, in the unit of the money attribute; null where none has
    /// any.
    pub value: Option<Figure>,
    /// How long finished visits took.
    pub seconds: Seconds,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trigger {
    /// Its id.
    pub id: String,
    /// The stage or stages it leads from, or `any`, or `start`: as the definition says it.
    pub from: From,
    /// The stage it leads to.
    pub to: String,
    /// How often it fired.
    pub fired: u64,
    /// How long the visits took that it ended.
    pub seconds_in_from: Seconds,
}

/// Where a trigger leads from, as the definition says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum From {
    /// A stage, `any` or `start`.
    One(String),
    /// Several stages.
    List(Vec<String>),
}

/// How many of those who entered one stage entered another at or after that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conversion {
    /// The stage whose first entry makes a member of the cohort.
    pub from: String,
    /// The stage to get to.
    pub to: String,
    /// The cohort's figures.
    #[serde(flatten)]
    pub rate: Rate,
}

/// An instant: microseconds since 1970, in JSON RFC 3339 in UTC with as many digits as it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Micros);

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(instant::text(self.0).as_str())
    }
}

impl Serialize for Instant {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        instant::parse(&text, &Zone::utc()).map(Self).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "An instant in UTC, RFC 3339 with `Z`.", "type": "string", "format": "date-time" })
    }
}
