//! Program and events to visits. Sees no YAML, no syntax, no model.

pub mod evaluate;
mod hash;
pub mod outcome;
mod state;
mod store;
