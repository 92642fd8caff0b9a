//! The report once more for each value of each dimension.

use super::basis::Basis;
use super::groups::{Groups, Head, Shown};
use super::measures::{Lens, Measures};
use super::metrics::{self, Metrics};
use super::{Bottlenecks, Cohorts, Conversion, Options, Outcomes, Series, Sla, Stage, Trigger, Values, Velocity};
use super::{bottlenecks, cohorts, conversions, outcomes, series, slas, stages, triggers, velocity};
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::value::Value;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What belongs to one value of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// The value; null where it is missing, and of the rest.
    pub value: Option<serde_json::Value>,
    /// Of the last segment, where there are many values: how many less frequent ones it takes together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<u64>,
    /// Visits whose subject had the value at the entry.
    pub stages: Vec<Stage>,
    /// Firings that began a visit of the value.
    pub triggers: Vec<Trigger>,
    /// Cohorts whose members had the value at their first entry.
    pub conversions: Vec<Conversion>,
    /// Clocks whose visit began with the value.
    pub slas: Vec<Sla>,
    /// Metrics of the entries and events at which the subject had the value; null where one reads events without a subject.
    #[schemars(with = "BTreeMap<String, super::MetricFigure>")]
    pub metrics: Metrics,
    /// Visits and metrics of the value step by step.
    pub series: Series,
    /// Who was won or lost while having the value; the cohort of those who had it at their first entry.
    pub outcomes: Option<Outcomes>,
    /// How fast visits of the value go on.
    pub velocity: Velocity,
    /// Where visits of the value are lost or held.
    pub bottlenecks: Bottlenecks,
    /// Cohorts of those who had the value at their first entry.
    pub cohorts: Cohorts,
}

/// Segments by the names of dimensions, in file order.
pub type By = IndexMap<String, Vec<Segment>>;

/// The segments of all dimensions.
pub(super) fn of(basis: &Basis<'_>, measures: &Measures<'_>, options: &Options) -> By {
    let groups = all(basis.model, basis.outcome, options);
    groups.map(|(name, groups)| (name.clone(), segments(basis, measures, options, &groups))).collect()
}

/// The values of each dimension that a report shows, so that another can show the same.
pub fn shown(model: &Model, outcome: &Outcome, options: &Options) -> Values {
    let values = |groups: Groups| {
        groups.heads.into_iter().filter_map(|head| match head {
            Head::Value(value) => Some(value),
            Head::Rest(_) => None,
        })
    };
    all(model, outcome, options).map(|(name, groups)| (name.clone(), values(groups).collect())).collect()
}

/// The groups of each dimension.
fn all<'a>(model: &'a Model, outcome: &'a Outcome, options: &'a Options) -> impl Iterator<Item = (&'a String, Groups)> {
    let names: Vec<&String> = model.attributes.iter().filter(|attribute| attribute.dimension).map(|attribute| &attribute.name).collect();
    let count = names.len();
    names.into_iter().enumerate().map(move |(place, name)| {
        let these = |values: &'a Values| Shown::These(values.get(name).map_or(&[], Vec::as_slice));
        let shown = options.values.as_ref().map_or(Shown::Top(options.top), these);
        (name, Groups::by(outcome, place, count, shown))
    })
}

/// The segments of one dimension: sections that were made for all groups at once, dealt out.
fn segments(basis: &Basis<'_>, measures: &Measures<'_>, options: &Options, groups: &Groups) -> Vec<Segment> {
    let outcomes = outcomes::of(basis, groups);
    let mut velocity = velocity::of(basis, groups, outcomes.as_deref()).into_iter();
    let mut outcomes = outcomes.unwrap_or_default().into_iter();
    let mut stages = stages::of(basis, groups).into_iter();
    let mut triggers = triggers::of(basis, groups).into_iter();
    let mut conversions = conversions::of(basis, groups).into_iter();
    let mut slas = slas::of(basis, groups).into_iter();
    let mut bottlenecks = bottlenecks::of(basis, groups).into_iter();
    let mut cohorts = cohorts::of(basis, options, groups).into_iter();
    let mut series = series::of(basis, measures, options, groups).into_iter();
    let segment = |(group, head): (usize, &Head)| {
        let (value, rest) = match head {
            Head::Value(value) => (json(value), None),
            Head::Rest(values) => (None, Some(*values)),
        };
        let lens = Lens { group: Some((groups, group)), ..Lens::of(basis.period) };
        Segment {
            value,
            rest,
            stages: stages.next().unwrap_or_default(),
            triggers: triggers.next().unwrap_or_default(),
            conversions: conversions.next().unwrap_or_default(),
            slas: slas.next().unwrap_or_default(),
            metrics: metrics::of(measures, &lens),
            series: series.next().unwrap_or_default(),
            outcomes: outcomes.next(),
            velocity: velocity.next().unwrap_or_default(),
            bottlenecks: bottlenecks.next().unwrap_or_default(),
            cohorts: cohorts.next().unwrap_or_default(),
        }
    };
    groups.heads.iter().enumerate().map(segment).collect()
}

/// A value in JSON; nothing where it is missing. What JSON has no type for is text as the language writes it.
pub fn json(value: &Value) -> Option<serde_json::Value> {
    match value {
        Value::Missing => None,
        Value::Boolean(truth) => Some((*truth).into()),
        Value::Integer(whole) => Some((*whole).into()),
        Value::Number(number) => Some((*number).into()),
        Value::Text(_) | Value::Decimal(_) | Value::Timestamp(_) | Value::Date(_) | Value::Duration(_) | Value::Set(_) => {
            Some(value.to_string().into())
        }
    }
}
