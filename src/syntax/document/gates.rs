//! How much a change may do before somebody has to look: `impact:` of a project file.

use crate::diagnostics::Findings;
use crate::span::FileId;
use crate::syntax::yaml::{self, Entries, Text, Written};
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

/// A project file, of which only this part is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Holder {
    impact: Written<Impact>,
}

impl Impact {
    /// Reads the part of a project file; nothing where it has none.
    pub fn read(file: FileId, text: &str, findings: &mut Findings) -> Option<Self> {
        let tree = yaml::parse(file, text, findings);
        let holder: Holder = yaml::reader::read(text, tree.root.as_ref()?, findings)?;
        holder.impact.get().cloned()
    }
}
