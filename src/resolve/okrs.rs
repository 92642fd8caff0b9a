//! Objectives and key results.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn okrs(&mut self) {}
}
