//! Objectives and the tree they make. Key results have a file of their own.

use super::Resolver;
use super::order::order;
use super::parts;
use crate::diagnostics::{Finding, codes, suggest};
use crate::ids::*;
use crate::model::Objective;
use crate::model::okr::Initiative;
use crate::span::Span;
use crate::syntax::document;
use crate::syntax::expr::Name;
use crate::syntax::yaml::{Entries, Entry, Text, Written};
use crate::time::Period;

impl<'a> Resolver<'a> {
    /// Resolves the section.
    pub(super) fn okrs(&mut self) {
        let drafts = self.distinct("an objective", |document| &document.okrs);
        let parents = self.parents(&drafts);
        for (entry, parent) in drafts.iter().zip(parents) {
            let objective = entry.value.as_ref().map(|objective| self.objective(entry, objective));
            if let Some(mut objective) = objective.flatten() {
                objective.parent = parent.map(|(parent, _)| ObjectiveId::of(parent));
                self.model.objectives.push(objective);
            }
        }
    }

    /// The parent of each objective, by place, with the bytes that name it. Rings are said.
    fn parents(&mut self, drafts: &[&'a Entry<document::Objective>]) -> Vec<Option<(usize, Span)>> {
        let mut parents = Vec::new();
        for entry in drafts {
            let named = entry.value.as_ref().and_then(|objective| objective.parent.get()).and_then(Option::as_ref);
            parents.push(named.and_then(|text| {
                let found = drafts.iter().position(|other| other.key.as_str() == text.as_str()).map(|at| (at, text.span));
                if found.is_none() {
                    self.no_objective(text, drafts);
                }
                found
            }));
        }
        let names: Vec<Vec<(usize, Span)>> = parents.iter().map(|parent| parent.iter().copied().collect()).collect();
        for ring in &order(&names).rings {
            let name = |at: usize| drafts[at].key.as_str();
            let Some(((first, at), rest)) = ring.split_first() else { continue };
            let mut drawn: Vec<String> = ring.iter().map(|(at, _)| format!("`{}`", name(*at))).collect();
            drawn.push(format!("`{}`", name(*first)));
            let message = format!("objective `{}` serves itself: {}", name(*first), drawn.join(" -> "));
            let mut finding = Finding::new(&codes::OBJECTIVE_CYCLE, *at, message)
                .label(format!("the parent of `{}`", name(*first)))
                .help("take `parent` from the largest of them, or write `parent: null`");
            for (objective, span) in rest {
                finding = finding.other(*span, format!("the parent of `{}`", name(*objective)));
            }
            self.findings.push(finding);
        }
        parents
    }

    fn no_objective(&mut self, text: &Text, drafts: &[&'a Entry<document::Objective>]) {
        if self.documents.iter().any(|document| matches!(document.okrs, Written::Wrong(_))) {
            return;
        }
        let finding = Finding::new(&codes::NAME_UNKNOWN, text.span, format!("`{}` is no objective", text.as_str()));
        let help = suggest::did_you_mean(text.as_str(), drafts.iter().map(|entry| entry.key.as_str()));
        self.findings.push(finding.help(help.unwrap_or_else(|| "name another objective of `okrs`, or write `parent: null`".to_owned())));
    }

    fn objective(&mut self, entry: &Entry<document::Objective>, written: &document::Objective) -> Option<Objective> {
        let whose = format!("objective `{}`", entry.key.as_str());
        let text = self.required(&written.period, entry.key.span, &whose, "period", "period: 2026-Q4");
        let period = text.and_then(|text| self.period(&Name { text: text.value.clone(), span: text.span }));
        let period = period.filter(|period| {
            let alone = *period != Period::PreviousPeriod;
            if let (false, Some(text)) = (alone, text) {
                let message = "`previous period` is the one before the period around it, and an objective has none around it";
                let help = "say which, for example `2026-Q4`, `FY2026-Q4` or `previous quarter`";
                self.findings.push(Finding::new(&codes::PERIOD_MALFORMED, text.span, message).help(help));
            }
            alone
        });
        let (mut key_results, mut known) = (Vec::new(), Vec::new());
        for draft in written.key_results.get().into_iter().flat_map(|entries| &entries.0) {
            self.name_shape(&draft.key);
            known.push(draft.key.as_str());
            key_results.push(draft.value.as_ref().and_then(|key_result| self.key_result(draft, key_result)));
        }
        let initiatives = written.initiatives.get().map(|initiatives| self.initiatives(initiatives, &known, &written.key_results));
        let text = text?;
        Some(Objective {
            name: entry.key.value.clone(),
            span: entry.key.span,
            objective: parts::text(&written.objective),
            owner: parts::text(&written.owner),
            period: period?,
            period_text: text.value.clone(),
            period_span: text.span,
            parent: None,
            key_results: key_results.into_iter().flatten().collect(),
            initiatives: initiatives.unwrap_or_default(),
        })
    }

    fn initiatives(
        &mut self,
        written: &Entries<document::Initiative>,
        known: &[&str],
        section: &Written<Entries<document::KeyResult>>,
    ) -> Vec<Initiative> {
        let mut made = Vec::new();
        for entry in &written.0 {
            self.name_shape(&entry.key);
            let Some(initiative) = &entry.value else { continue };
            let mut drives = Vec::new();
            for text in initiative.drives.get().into_iter().flat_map(|drives| &drives.items) {
                match known.iter().position(|name| *name == text.as_str()) {
                    Some(place) => drives.push(place),
                    None if matches!(section, Written::Wrong(_)) => {}
                    None => self.no_key_result(text, known),
                }
            }
            made.push(Initiative {
                name: entry.key.value.clone(),
                span: entry.key.span,
                title: parts::text(&initiative.title),
                owner: parts::text(&initiative.owner),
                drives,
            });
        }
        made
    }

    fn no_key_result(&mut self, text: &Text, known: &[&str]) {
        let finding = Finding::new(&codes::NAME_UNKNOWN, text.span, format!("`{}` is no key result of this objective", text.as_str()));
        let help = suggest::did_you_mean(text.as_str(), known.iter().copied()).unwrap_or_else(|| match known {
            [] => "the objective has no key results yet".to_owned(),
            _ => format!("its key results are {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        });
        self.findings.push(finding.help(help));
    }
}
