//! How much a change may do before somebody has to look: `impact:` of a project file.

use crate::syntax::yaml::{Entries, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// What a change may do to a log at most.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Impact {
    /// The share of subjects that may come to be in another stage: `5%`.
    pub max_moved: Written<Text>,
    /// By metric: the share by which it may change.
    pub max_change: Written<Entries<Text>>,
}
