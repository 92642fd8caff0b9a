//! What is asked of a report beyond the definition: of which time, in which steps, with how many values.

use crate::time::Micros;
use crate::time::grain::Grain;
use crate::value::Value;
use indexmap::IndexMap;
use std::ops::Range;

/// What is asked of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Entries, firings and cohorts count by their time in it; everything up to `as_of` where there is none.
    pub period: Option<Range<Micros>>,
    /// What a row of the series covers.
    pub grain: Grain,
    /// What a row of a cohort triangle covers, and a step of age in it: weeks or months.
    pub cohorts: Grain,
    /// How many values of a dimension are shown on their own; the others are summed as the rest.
    pub top: usize,
    /// The values to show, dimension by dimension, instead of the most frequent: those of a report to be compared with.
    pub values: Option<Values>,
}

/// The values that are shown of each dimension, in their order.
pub type Values = IndexMap<String, Vec<Value>>;

impl Default for Options {
    fn default() -> Self {
        Self { period: None, grain: Grain::Week, cohorts: Grain::Month, top: 20, values: None }
    }
}

/// The options of a report of a period, or of everything.
impl From<Option<Range<Micros>>> for Options {
    fn from(period: Option<Range<Micros>>) -> Self {
        Self { period, ..Self::default() }
    }
}
