//! Claims on the stage graph.

use super::Resolver;
use super::names::{Kind, Thing};
use crate::ids::*;
use crate::model::{Claim, Invariant};
use crate::syntax::expr::{Name, claim};

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn invariants(&mut self) {
        for entry in self.distinct("an invariant", |document| &document.invariants) {
            let Some(text) = &entry.value else { continue };
            let claim = claim::parse(text, self.findings).and_then(|written| self.claim(&written));
            if let Some(claim) = claim {
                let (name, span) = (entry.key.value.clone(), entry.key.span);
                self.model.invariants.push(Invariant { name, span, claim, claim_span: text.span });
            }
        }
    }

    fn claim(&mut self, written: &claim::Claim) -> Option<Claim> {
        match written {
            claim::Claim::Passes { from, to, by } => {
                let from = from.as_ref().map(|from| self.stage_named(from));
                let (to, via) = (self.stage_named(to), self.stage_named(by));
                let from = match from {
                    Some(found) => Some(found?),
                    None => None,
                };
                Some(Claim::Passes { from, to: to?, via: via? })
            }
            claim::Claim::NoPath { from, to } => {
                let (from, to) = (self.stage_named(from), self.stage_named(to));
                Some(Claim::NoPath { from: from?, to: to? })
            }
            claim::Claim::OnlyAfter { stage, event } => {
                let (to, event) = (self.stage_named(stage), self.event_named(event));
                Some(Claim::OnlyAfter { to: to?, event: event? })
            }
        }
    }

    fn stage_named(&mut self, name: &Name) -> Option<StageId> {
        match self.find(&name.text, name.span, &[Kind::Stage])? {
            Thing::Stage(id) => Some(id),
            Thing::Event(_) | Thing::Attribute(_) | Thing::Let(_) | Thing::Metric(_) | Thing::Score(_) => None,
        }
    }

    fn event_named(&mut self, name: &Name) -> Option<EventId> {
        match self.find(&name.text, name.span, &[Kind::Event])? {
            Thing::Event(id) => self.event_of_subject(id, name.span, "so no subject is after it").then_some(id),
            Thing::Stage(_) | Thing::Attribute(_) | Thing::Let(_) | Thing::Metric(_) | Thing::Score(_) => None,
        }
    }
}
