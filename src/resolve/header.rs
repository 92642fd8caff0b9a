//! What stands at the top of a definition: `funnel`, `title`, `owner`, `subject`. Said once, in any of its files.

use super::{Resolver, parts};
use crate::diagnostics::{Finding, codes};
use crate::ids::Arena;
use crate::model::Model;
use crate::span::Span;
use crate::syntax::document::Document;
use crate::syntax::yaml::{Text, Written};
use crate::time::calendar::Calendar;

/// What moves through a funnel that does not say it.
const SUBJECT: &str = "subject";

impl<'a> Resolver<'a> {
    /// The header.
    pub(super) fn header(&mut self) {
        let funnel = self.once("funnel", |document| &document.funnel);
        if let Written::Given(text) = funnel {
            self.name_shape(text);
            self.model.name.clone_from(&text.value);
        }
        if funnel.is_absent() {
            let at = self.documents.first().map_or_else(Span::default, |document| Span { end: document.span.start, ..document.span });
            self.findings.push(
                Finding::new(&codes::KEY_MISSING, at, "the definition has no `funnel`")
                    .help("begin with the funnel's id, for example `funnel: b2b_saas`"),
            );
        }
        self.model.title = parts::text(self.once("title", |document| &document.title));
        self.model.owner = parts::text(self.once("owner", |document| &document.owner));
        if let Some(subject) = parts::text(self.once("subject", |document| &document.subject)) {
            self.model.subject = subject;
        }
    }

    /// A key that a definition has once over all its files: the first; another is a finding.
    fn once(&mut self, key: &str, pick: fn(&Document) -> &Written<Text>) -> &'a Written<Text> {
        static ABSENT: Written<Text> = Written::Absent;
        let mut found: Option<&'a Written<Text>> = None;
        for document in self.documents {
            let written = pick(document);
            match (written, found) {
                (Written::Absent, _) => {}
                (Written::Given(again), Some(Written::Given(first))) => self.findings.push(
                    Finding::new(&codes::KEY_REPEATED, again.span, format!("`{key}` is said in two files of the definition"))
                        .label("said again here")
                        .other(first.span, "first said here")
                        .help("say it in one of them; what is included belongs to the same funnel"),
                ),
                (_, Some(_)) => {}
                (_, None) => found = Some(written),
            }
        }
        found.unwrap_or(&ABSENT)
    }
}

/// A model of nothing, to be filled.
pub(super) fn empty() -> Model {
    Model {
        name: String::new(),
        title: None,
        owner: None,
        subject: SUBJECT.to_owned(),
        calendar: Calendar::utc(),
        events: Arena::default(),
        columns: Arena::default(),
        attributes: Arena::default(),
        scores: Arena::default(),
        rules: Arena::default(),
        lets: Arena::default(),
        folds: Arena::default(),
        stages: Arena::default(),
        triggers: Arena::default(),
        slas: Arena::default(),
        invariants: Vec::new(),
        metrics: Arena::default(),
        measures: Arena::default(),
        objectives: Arena::default(),
        sources: Arena::default(),
    }
}
