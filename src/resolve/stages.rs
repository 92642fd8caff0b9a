//! Stages.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn stages(&mut self) {}
}
