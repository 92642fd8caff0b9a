//! The report once more for each value of each dimension.

use super::groups::{Groups, Head};
use super::measures::{Lens, Measures};
use super::metrics::{self, Metrics};
use super::visits::Histories;
use super::{Conversion, Stage, conversions, stages};
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::time::Micros;
use crate::value::Value;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

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
    /// Cohorts whose members had the value at their first entry.
    pub conversions: Vec<Conversion>,
    /// Metrics of the entries and events at which the subject had the value; null where one reads events without a subject.
    #[schemars(with = "BTreeMap<String, super::MetricFigure>")]
    pub metrics: Metrics,
}

/// Segments by the names of dimensions, in file order.
pub type By = IndexMap<String, Vec<Segment>>;

/// The segments of all dimensions.
pub(super) fn of(
    model: &Model,
    outcome: &Outcome,
    histories: &Histories<'_>,
    measures: &Measures<'_>,
    period: Option<&Range<Micros>>,
    within: &Range<Micros>,
) -> By {
    let names: Vec<&String> = model.attributes.iter().filter(|attribute| attribute.dimension).map(|attribute| &attribute.name).collect();
    let dimension = |(place, name): (usize, &&String)| {
        let groups = Groups::by(outcome, place, names.len());
        let stages = stages::of(model, outcome, histories, within, &groups);
        let conversions = conversions::of(model, outcome, histories, within, &groups);
        let segments = groups.heads.iter().zip(stages).zip(conversions).enumerate().map(|(group, ((head, stages), conversions))| {
            let (value, rest) = match head {
                Head::Value(value) => (json(value), None),
                Head::Rest(values) => (None, Some(*values)),
            };
            let lens = Lens { group: Some((&groups, group)), ..Lens::of(period) };
            Segment { value, rest, stages, conversions, metrics: metrics::of(measures, &lens) }
        });
        ((*name).clone(), segments.collect())
    };
    names.iter().enumerate().map(dimension).collect()
}

fn json(value: &Value) -> Option<serde_json::Value> {
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
