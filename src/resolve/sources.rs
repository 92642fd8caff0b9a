//! Sources (L11).

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn sources(&mut self) {}
}
