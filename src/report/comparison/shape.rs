//! The layout of a comparison: figures beside their earlier values.

use crate::report::{Figure, Interval, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure beside its earlier value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// The figure.
    pub now: Option<Figure>,
    /// Its earlier value.
    pub earlier: Option<Figure>,
    /// now − earlier, in the figure's unit; null where either is.
    pub change: Option<Figure>,
    /// change / |earlier|; null where that is 0 or not known.
    pub relative: Option<f64>,
}

/// A share beside its earlier value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareChange {
    /// The share, from 0 to 1.
    pub now: Option<f64>,
    /// Its earlier value.
    pub earlier: Option<f64>,
    /// now − earlier: 0.02 is two percentage points.
    pub change: Option<f64>,
    /// change / earlier; null where that is 0 or not known.
    pub relative: Option<f64>,
    /// Where the true share lies with 95 % confidence (Wilson).
    pub interval: Option<Interval>,
    /// The same of the earlier one.
    pub earlier_interval: Option<Interval>,
    /// Where the true change lies with 95 % confidence (Newcombe's hybrid score interval of two independent shares).
    pub change_interval: Option<Interval>,
    /// Whether that leaves out 0: whether the change is more than noise; null where it cannot be known.
    pub beyond_noise: Option<bool>,
}

/// A stage beside its earlier self.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedStage {
    /// Its id.
    pub id: String,
    /// Subjects that entered it.
    pub subjects: Change,
    /// Entries into it.
    pub entries: Change,
    /// Subjects in it just before the period.
    pub opening: Change,
    /// Visits that ended.
    pub left: Change,
    /// Net new: entries − left.
    pub net: Change,
    /// Subjects in it at the end of the period.
    pub closing: Change,
    /// Subjects in it as of `as_of`.
    pub current: Change,
    /// Subjects whose furthest stage it is.
    pub furthest: Change,
    /// What the subjects in it are worth, in the unit of the money attribute.
    pub value: Change,
    /// How long finished visits took.
    pub seconds: ComparedSeconds,
}

/// Durations in seconds beside their earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedSeconds {
    /// The mean.
    pub mean: Change,
    /// The median.
    pub median: Change,
    /// The quantile at 0.75.
    pub p75: Change,
    /// The quantile at 0.9.
    pub p90: Change,
}

/// A trigger beside its earlier self.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedTrigger {
    /// Its id.
    pub id: String,
    /// How often it fired.
    pub fired: Change,
    /// How long the visits took that it ended.
    pub seconds_in_from: ComparedSeconds,
}

/// A cohort's figures beside an earlier cohort's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedRate {
    /// Its members.
    pub cohort: Change,
    /// Members that got there.
    pub converted: Change,
    /// Members that will not.
    pub lapsed: Change,
    /// Members that may.
    pub pending: Change,
    /// Members whose time is over.
    pub mature: Change,
    /// Those of them that got there.
    pub mature_converted: Change,
    /// converted / cohort.
    pub rate: ShareChange,
    /// The same of the members whose time is over.
    pub mature_rate: ShareChange,
    /// The share with pending members taken as censored (Aalen–Johansen); without an interval.
    pub estimate: Change,
    /// How long the converted took.
    pub seconds: ComparedSeconds,
}

/// A conversion beside its earlier self.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedConversion {
    /// The stage whose first entry makes a member of the cohort.
    pub from: String,
    /// The stage to get to.
    pub to: String,
    /// The figures.
    #[serde(flatten)]
    pub rate: ComparedRate,
}

/// Who was won and lost, beside who was earlier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedOutcomes {
    /// Subjects won.
    pub won: Change,
    /// Subjects lost.
    pub lost: Change,
    /// won / (won + lost).
    pub win_rate: ShareChange,
    /// From the first entry into the funnel to the first won stage.
    pub seconds_to_win: ComparedSeconds,
    /// From the first entry into the funnel to the lost stage.
    pub seconds_to_lose: ComparedSeconds,
    /// What the won are worth, in the unit of the money attribute.
    pub won_value: Change,
    /// What the lost are worth, in the unit of the money attribute.
    pub lost_value: Change,
    /// The cohort of those who came in the period.
    pub cohort: ComparedRate,
}

/// How fast subjects go, beside how fast they went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedVelocity {
    /// How long the time is that is looked at, in weeks.
    pub weeks: Change,
    /// One for each stage of the path that is no outcome.
    pub stages: Vec<ComparedStageVelocity>,
    /// Money a day; see `velocity.sales.per_day`.
    pub sales_per_day: Change,
    /// Subjects on the path whose money is known.
    pub opportunities: Change,
    /// What one of those won is worth on average, in the unit of the money attribute.
    pub mean_value: Change,
    /// How many days they took on average.
    pub days: Change,
}

/// How fast subjects go on from a stage, beside how fast they went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedStageVelocity {
    /// The stage.
    pub id: String,
    /// Visits that ended with a move to a later stage of the path.
    pub advanced: Change,
    /// Subjects a week that moved on along the path.
    pub per_week: Change,
    /// How long their visits took.
    pub seconds: ComparedSeconds,
}

/// A service level agreement beside its earlier self. Both are of all clocks since the beginning, so the later holds the
/// earlier: noise is judged of the clocks decided before the earlier `as_of` against those decided since.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedSla {
    /// Its id.
    pub id: String,
    /// Clocks that were started.
    pub started: Change,
    /// Clocks that stopped in time.
    pub met: Change,
    /// Clocks that did not.
    pub breached: Change,
    /// Clocks of subjects that left the path before the deadline.
    pub cancelled: Change,
    /// Clocks still in time.
    pub running: Change,
    /// Subjects that wait beyond the deadline.
    pub overdue: Change,
    /// met / (met + breached); its `change_interval` is that of since against before.
    pub attainment: ShareChange,
    /// met / (met + breached) of the clocks decided since the earlier `as_of`.
    pub attainment_since: Option<f64>,
    /// How long the clocks ran that stopped.
    pub seconds: ComparedSeconds,
}

/// A metric beside its earlier value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ComparedMetric {
    /// A metric that is a rate.
    Rate(Box<ComparedRateMetric>),
    /// Any other.
    Number(Change),
}

/// A metric that is a rate, beside its earlier value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedRateMetric {
    /// What it stands for: its mature rate, with intervals.
    #[serde(flatten)]
    pub value: ShareChange,
    /// Its cohort.
    #[serde(flatten)]
    pub rate: ComparedRate,
}

/// A status beside the earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusChange {
    /// The status.
    pub now: Option<Status>,
    /// What it was.
    pub earlier: Option<Status>,
}

/// An objective beside its earlier standing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedObjective {
    /// Its id.
    pub id: String,
    /// Its progress.
    pub progress: Change,
    /// The share of its period that is over.
    pub pace: Change,
    /// How progress stands to pace.
    pub status: StatusChange,
    /// Key results without a progress.
    pub unknown: Change,
    /// Its key results, in file order.
    pub key_results: Vec<ComparedKeyResult>,
}

/// A key result beside its earlier standing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedKeyResult {
    /// Its id.
    pub id: String,
    /// Where it starts.
    pub from: Change,
    /// Where it is to get.
    pub to: Change,
    /// Where it is.
    pub now: Change,
    /// Its progress.
    pub progress: Change,
    /// How progress stands to the pace of the objective.
    pub status: StatusChange,
    /// Where a straight line leads at the end of the period.
    pub forecast: Change,
}
