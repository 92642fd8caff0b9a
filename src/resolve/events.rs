//! The catalog of events.

use super::Resolver;

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn event_fields(&mut self) {}

    /// What links subjects.
    pub(super) fn event_links(&mut self) {}
}
