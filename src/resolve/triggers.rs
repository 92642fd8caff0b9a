//! Triggers and their actions.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn triggers(&mut self) {}
}
