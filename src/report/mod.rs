//! Visits to numbers and tables. Knows what a visit is, not how one came about; draws nothing, writes nothing.
//!
//! Invariant: everything here is a function of a model, the accounts of the input, an outcome and a period, and
//! depends on no order of computation: sums of time are whole microseconds, quantiles are exact (type 7).

mod actions;
mod balance;
mod by;
mod cohort;
mod conversions;
mod groups;
mod input;
mod measures;
mod metrics;
mod okrs;
mod seconds;
mod series;
mod shape;
mod slas;
mod stages;
pub mod tables;
mod triggers;
mod visits;

pub use actions::{ActionRecord, actions};
pub use by::{By, Segment};
pub use cohort::{Cohort, Fate, Member, Rate, Story};
pub use metrics::{Figure, MetricFigure, Metrics, RateFigure};
pub use okrs::{Initiative, KeyResult, Kind, Objective, Status, Week};
pub use seconds::Seconds;
pub use series::{Row, Series};
pub use shape::{Conversion, From, Input, Instant, Period, Report, Stage, Trigger, UnknownEvent};
pub use slas::Sla;
pub use visits::{Histories, furthest};

use crate::events::Intake;
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::time::Micros;
use std::ops::Range;

/// The version of the layout of `report.json`; raised when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// The report of a run. Entries, firings and cohorts count by their time in `period`, where there is one;
/// what is current and furthest is as of the outcome's `as_of`.
#[allow(clippy::needless_pass_by_value, reason = "a period is said once")]
pub fn build(model: &Model, intake: &Intake, outcome: &Outcome, period: Option<Range<Micros>>) -> Report {
    let histories = Histories::of(outcome);
    let within = period.clone().unwrap_or(Micros::MIN..Micros::MAX);
    let whole = groups::Groups::whole();
    let measures = measures::Measures::of(model, outcome, &histories);
    Report {
        schema: SCHEMA,
        funnel: model.name.clone(),
        fingerprint: model.fingerprint(),
        as_of: outcome.as_of.map(Instant),
        period: period.as_ref().map(|range| Period { from: Instant(range.start), until: Instant(range.end) }),
        input: input::of(model, intake, outcome),
        stages: stages::of(model, outcome, &histories, &within, &whole).into_iter().flatten().collect(),
        triggers: triggers::of(model, outcome, &within),
        conversions: conversions::of(model, outcome, &histories, &within, &whole).into_iter().flatten().collect(),
        slas: slas::of(model, outcome),
        metrics: metrics::of(&measures, &measures::Lens::of(period.as_ref())),
        series: series::of(&measures, outcome, period.as_ref()),
        by: by::of(model, outcome, &histories, &measures, period.as_ref(), &within),
        okrs: okrs::of(model, &measures),
    }
}
