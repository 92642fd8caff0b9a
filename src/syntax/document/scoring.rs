//! Scores and the rules that give points.

use crate::syntax::yaml::{Entries, OneOrMany, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// A score.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Score {
    /// The time in which points halve.
    pub half_life: Written<Text>,
    /// The time after which points are gone.
    pub expire: Written<Text>,
    /// `0..100`, `0..`, `..100`: what is read is kept within it, ends included.
    pub range: Written<Text>,
    /// Names for parts of the range, `80..`, `50..80`, `..50`; a band has its lower end, not its upper.
    pub bands: Written<Entries<Text>>,
    /// The rules in order.
    pub rules: Written<Entries<Rule>>,
}

/// A rule that gives points.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// The events it looks at; without, it is a profile rule.
    pub on: Written<OneOrMany<Text>>,
    /// The condition.
    pub when: Written<Text>,
    /// Points, a number or an expression.
    pub points: Written<Text>,
    /// `once`, `3`, `3 per 7d`, `once per event.form`.
    pub limit: Written<Text>,
}
