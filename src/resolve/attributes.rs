//! Attributes and `let`s, in the order in which they name each other.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn attributes_and_lets(&mut self) {}
}
