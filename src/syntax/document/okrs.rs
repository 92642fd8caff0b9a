//! Objectives, key results and the projects that drive them.

use crate::syntax::yaml::{Entries, OneOrMany, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// An objective.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Objective {
    /// In words.
    pub objective: Written<Text>,
    /// The team that answers for it.
    pub owner: Written<Text>,
    /// The period, e.g. `FY2026-Q4`.
    pub period: Written<Text>,
    /// The objective it serves; `null` for none.
    pub parent: Written<Option<Text>>,
    /// How progress is measured.
    pub key_results: Written<Entries<KeyResult>>,
    /// Projects that drive the key results.
    pub initiatives: Written<Entries<Initiative>>,
}

/// A key result.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KeyResult {
    /// The metric, by name or as an expression.
    pub metric: Written<Text>,
    /// The level it starts from: a number or `baseline(PERIOD)`.
    pub from: Written<Text>,
    /// The target: a number, or `+25%` relative to `from`.
    pub to: Written<Text>,
    /// `accumulates` or `level` where the metric does not tell.
    #[schemars(extend("enum" = ["accumulates", "level"]))]
    pub kind: Written<Text>,
    /// `>= 7.5`: a level to be kept.
    pub hold: Written<Text>,
    /// An event that is to happen.
    pub milestone: Written<Text>,
    /// Its share in the objective's progress; 1 when absent.
    pub weight: Written<Text>,
}

/// A project that drives key results.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Initiative {
    /// What people call it.
    pub title: Written<Text>,
    /// The key results it drives.
    pub drives: Written<OneOrMany<Text>>,
    /// The team that does it.
    pub owner: Written<Text>,
}
