//! Service level agreements.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn slas(&mut self) {}
}
