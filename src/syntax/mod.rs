//! What is written: YAML with spans, documents, expression trees. Nothing here knows what a name means.

pub mod document;
pub mod expr;
pub mod format;
pub mod include;
pub mod suite;
pub mod yaml;
