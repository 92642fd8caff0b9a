//! Visits to numbers and tables. Knows what a visit is, not how one came about; draws nothing, writes nothing.
//!
//! Invariant: everything here is a function of a model, the accounts of the input, an outcome and a period, and
//! depends on no order of computation: sums of time are whole microseconds, quantiles are exact (type 7).

mod cohort;
mod conversions;
mod input;
mod seconds;
mod shape;
mod stages;
pub mod tables;
mod triggers;
mod visits;

pub use cohort::{Cohort, Fate, Member, Rate};
pub use seconds::Seconds;
pub use shape::{Conversion, From, Input, Instant, Period, Report, Stage, Trigger, UnknownEvent};
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
pub fn build(model: &Model, intake: &Intake, outcome: &Outcome, period: Option<Range<Micros>>) -> Report {
    let histories = Histories::of(outcome);
    let within = period.clone().unwrap_or(Micros::MIN..Micros::MAX);
    Report {
        schema: SCHEMA,
        funnel: model.name.clone(),
        fingerprint: model.fingerprint(),
        as_of: outcome.as_of.map(Instant),
        period: period.map(|range| Period { from: Instant(range.start), until: Instant(range.end) }),
        input: input::of(model, intake, outcome),
        stages: stages::of(model, outcome, &histories, &within),
        triggers: triggers::of(model, outcome, &within),
        conversions: conversions::of(model, outcome, &histories, &within),
    }
}
