//! Visits to numbers and tables. Knows what a visit is, not how one came about; draws nothing, writes nothing.
//!
//! Invariant: everything here is a function of a model, the accounts of the input, an outcome and a period, and
//! depends on no order of computation: sums of time are whole microseconds, quantiles are exact (type 7).

mod actions;
mod balance;
mod basis;
mod bottlenecks;
mod by;
mod cohort;
mod cohorts;
mod comparison;
mod conversions;
mod groups;
mod input;
mod interval;
mod measures;
mod metrics;
mod money;
mod okrs;
mod options;
mod outcomes;
mod seconds;
mod series;
mod shape;
mod slas;
mod stages;
pub mod tables;
mod triggers;
mod velocity;
mod visits;
mod waiting;

pub use actions::{ActionRecord, actions};
pub use balance::Balance;
pub use bottlenecks::{Bottleneck, Bottlenecks, Strain};
pub use by::{By, Segment, json, shown};
pub use cohort::{Cohort, Fate, Member, Rate, Story};
pub use cohorts::{CohortRow, Cohorts, Triangle};
pub use comparison::*;
pub use interval::Interval;
pub use metrics::{Figure, MetricFigure, Metrics, RateFigure};
pub use money::attribute as money;
pub use okrs::{Initiative, KeyResult, Kind, Objective, Status, Week};
pub use options::{Options, Values};
pub use outcomes::Outcomes;
pub use seconds::Seconds;
pub use series::{Flow, Row, Series};
pub use shape::{Conversion, From, Input, Instant, Period, Report, Stage, Trigger, UnknownEvent};
pub use slas::{Sla, word as clock_word};
pub use velocity::{SalesVelocity, StageVelocity, Velocity};
pub use visits::{Histories, furthest};
pub use waiting::Waiting;

use crate::events::Intake;
use crate::model::Model;
use crate::replay::outcome::Outcome;
use basis::Basis;
use seconds::quantile;

/// The version of the layout of `report.json`; raised with every change of it: a key comes, goes, or changes its type or meaning.
pub const SCHEMA: u32 = 1;

/// The report of a run. Entries, firings and cohorts count by their time in the period of the options, where there is one;
/// what is current and furthest is as of the outcome's `as_of`.
pub fn build(model: &Model, intake: &Intake, outcome: &Outcome, options: impl Into<Options>) -> Report {
    let options = options.into();
    let period = options.period.as_ref();
    let basis = Basis::of(model, outcome, period);
    let whole = groups::Groups::whole();
    let measures = measures::Measures::of(&basis);
    let outcomes = outcomes::of(&basis, &whole);
    let mut report = Report {
        schema: SCHEMA,
        funnel: model.name.clone(),
        fingerprint: model.fingerprint(),
        as_of: outcome.as_of.map(Instant),
        period: period.map(|range| Period { from: Instant(range.start), until: Instant(range.end) }),
        input: input::of(model, intake, outcome),
        stages: only(stages::of(&basis, &whole)),
        triggers: only(triggers::of(&basis, &whole)),
        conversions: only(conversions::of(&basis, &whole)),
        slas: only(slas::of(&basis, &whole)),
        metrics: metrics::of(&measures, &measures::Lens::of(period)),
        series: only(series::of(&basis, &measures, &options, &whole)),
        by: by::of(&basis, &measures, &options),
        okrs: okrs::of(model, &measures),
        money: money::attribute(model).map(|id| model.attributes[id].name.clone()),
        velocity: only(velocity::of(&basis, &whole, outcomes.as_deref())),
        outcomes: outcomes.map(only),
        bottlenecks: only(bottlenecks::of(&basis, &whole)),
        cohorts: only(cohorts::of(&basis, &options, &whole)),
        balance: Balance::default(),
        comparison: None,
    };
    report.balance = report.balanced().unwrap_or_default();
    report
}

/// The section of everything, of the one group there is.
fn only<T: Default>(sections: Vec<T>) -> T {
    sections.into_iter().next().unwrap_or_default()
}

#[cfg(test)]
mod tests;
