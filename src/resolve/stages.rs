//! Stages, in funnel order.

use super::{Resolver, parts};
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::Outcome;
use crate::span::Span;

impl Resolver<'_> {
    /// All stages.
    pub(super) fn stages(&mut self) {
        if self.drafts.stages.is_empty() && self.names.complete(&[super::Kind::Stage]) {
            let at = self.documents.first().map_or_else(Span::default, |document| Span { end: document.span.start, ..document.span });
            self.findings.push(
                Finding::new(&codes::STAGES_EMPTY, at, "the definition has no stages")
                    .help("add `stages:` with at least one entry, for example `stages: { visitor: {}, customer: { outcome: won } }`"),
            );
        }
        for (at, entry) in self.drafts.stages.clone().into_iter().enumerate() {
            let Some(written) = &entry.value else { continue };
            let outcome =
                written.outcome.get().and_then(|text| self.one_of(text, "outcome", &[("won", Outcome::Won), ("lost", Outcome::Lost)]));
            let stage = &mut self.model.stages[StageId::of(at)];
            stage.outcome = outcome;
            stage.title = parts::text(&written.title);
            stage.definition = parts::text(&written.definition);
            stage.owner = parts::text(&written.owner);
            stage.agreed_by =
                written.agreed_by.get().map(|list| list.items.iter().map(|text| text.value.clone()).collect()).unwrap_or_default();
            stage.off_path = written.off_path.get().is_some_and(|off| off.value);
        }
    }
}
