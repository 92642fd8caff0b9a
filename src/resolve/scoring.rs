//! Scores: range, decay, bands, rules.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn score_shapes(&mut self) {}

    /// The rules of all scores.
    pub(super) fn rules(&mut self) {}
}
