//! Claims on the stage graph.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn invariants(&mut self) {}
}
