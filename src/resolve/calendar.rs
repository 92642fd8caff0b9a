//! The calendar.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn calendar(&mut self) {}
}
