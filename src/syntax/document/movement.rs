//! How subjects move: stages, triggers, and the time allowed for it.

use crate::syntax::yaml::{Entries, OneOrMany, Spanned, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// A stage.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Stage {
    /// What people call it.
    pub title: Written<Text>,
    /// What it means for a subject to be here.
    pub definition: Written<Text>,
    /// The team that answers for it.
    pub owner: Written<Text>,
    /// The teams that agreed on the definition.
    pub agreed_by: Written<OneOrMany<Text>>,
    /// `true`: beside the path from first stage to won.
    pub off_path: Written<Spanned<bool>>,
    /// `won` or `lost`: the story ends here.
    #[schemars(extend("enum" = ["won", "lost"]))]
    pub outcome: Written<Text>,
}

/// A trigger: what moves a subject from a stage to another.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Trigger {
    /// A stage, a list of them, `any` or `start`.
    pub from: Written<OneOrMany<Text>>,
    /// The stage entered.
    pub to: Written<Text>,
    /// The events that can fire it; without, it is a condition trigger.
    pub on: Written<OneOrMany<Text>>,
    /// The condition.
    pub when: Written<Text>,
    /// A stage age.
    pub after: Written<Text>,
    /// A time without activity.
    pub idle: Written<Text>,
    /// `human`: a person must confirm it. `machine` is what is meant without.
    #[schemars(extend("enum" = ["human", "machine"]))]
    pub by: Written<Text>,
    /// What is to be done when it fires.
    pub actions: Written<Vec<Entries<Entries<Text>>>>,
}

/// A service level agreement.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sla {
    /// The stage whose visits start the clock.
    pub from: Written<OneOrMany<Text>>,
    /// Events and stages that stop it.
    pub until: Written<OneOrMany<Text>>,
    /// The time allowed.
    pub within: Written<Text>,
    /// `elapsed` or `business`.
    #[schemars(extend("enum" = ["elapsed", "business"]))]
    pub clock: Written<Text>,
    /// `critical`, `major` or `minor`.
    #[schemars(extend("enum" = ["critical", "major", "minor"]))]
    pub severity: Written<Text>,
}
