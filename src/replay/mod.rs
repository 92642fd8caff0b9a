//! Program and events to visits. Sees no YAML, no syntax, no model.

pub mod outcome;
