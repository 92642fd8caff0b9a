//! From what a file of tests says to a [`Suite`]: every name an id, every time an instant, every value in its type.
//!
//! Findings are collected, and a suite is given only where none is an error.

use super::{Keep, Snapshot, Suite, Test, snapshot};
use crate::diagnostics::{Code, Finding, Findings, codes, suggest};
use crate::ids::*;
use crate::model::Model;
use crate::span::Span;
use crate::syntax::suite::{self as written, Document};
use crate::syntax::yaml::{Entry, Text, Written};
use crate::time::{Period, instant};
use std::sync::Arc;

mod clock;
mod expect;
mod steps;
mod values;

/// Reads a file of tests of a definition.
pub fn read(document: &Document, model: &Model, findings: &mut Findings) -> Option<Suite> {
    let mut own = Findings::default();
    let mut reader = Reader { model, findings: &mut own };
    let mut suite = Suite::default();
    for entry in document.tests.get().into_iter().flat_map(|tests| &tests.0) {
        suite.tests.extend(reader.test(entry));
    }
    for entry in document.snapshots.get().into_iter().flat_map(|snapshots| &snapshots.0) {
        suite.snapshots.extend(reader.snapshot(entry));
    }
    let nothing = |written: bool, wrong: bool| !written && !wrong;
    if nothing(document.tests.get().is_some_and(|tests| !tests.0.is_empty()), document.tests.is_wrong())
        && nothing(document.snapshots.get().is_some_and(|snapshots| !snapshots.0.is_empty()), document.snapshots.is_wrong())
    {
        let at = Span { end: document.span.start.saturating_add(6).min(document.span.end), ..document.span };
        reader.fault(&codes::TESTS_EMPTY, at, "the file holds no tests", "add a scenario under `tests:`, or a log under `snapshots:`");
    }
    let wrong = own.has_errors();
    findings.extend(own.sorted());
    (!wrong).then_some(suite)
}

/// What names are looked up in, and where findings go.
struct Reader<'a> {
    model: &'a Model,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    fn test(&mut self, entry: &Entry<written::Test>) -> Option<Test> {
        let test = entry.value.as_ref()?;
        let name = &entry.key.value;
        if self.missing(&test.events, entry.key.span, &format!("`{name}`"), "events", "events: [{ at: 2026-01-05T09:00Z, event: … }]") {
            return None;
        }
        let subject: Arc<str> = Arc::from(test.subject.get().map_or(self.model.subject.as_str(), Text::as_str));
        let mut clock = self.start(test)?;
        let events = self.steps(test.events.get()?, &subject, &mut clock);
        if let Some(until) = test.until.get() {
            clock.until = self.until(until, &clock);
        }
        let mut expect = Vec::new();
        if let Some(written) = test.expect.get() {
            expect.push(self.expect(written, subject, &mut clock));
        }
        for other in test.subjects.get().into_iter().flat_map(|subjects| &subjects.0) {
            if let Some(written) = &other.value {
                let mut wanted = self.expect(written, Arc::from(other.key.as_str()), &mut clock);
                wanted.span = other.key.span;
                expect.push(wanted);
            }
        }
        let metrics = self.metrics(test.metrics.get());
        let silent = expect.iter().all(super::Expect::is_silent) && metrics.is_empty();
        let broken = test.expect.is_wrong() || test.subjects.is_wrong() || test.metrics.is_wrong();
        if silent && !broken && !self.findings.has_errors() {
            let help = "add `expect:` with a `path`, or what else is to come of the events";
            self.fault(&codes::TESTS_EMPTY, entry.key.span, format!("`{name}` expects nothing"), help);
        }
        Some(Test {
            name: name.clone(),
            span: entry.key.span,
            title: test.title.get().map(|title| title.value.clone()),
            start: clock.start,
            until: clock.until.unwrap_or(clock.latest),
            events,
            expect,
            period: test.period.get().and_then(|period| self.period(period)),
            metrics,
        })
    }

    fn snapshot(&mut self, entry: &Entry<written::Snapshot>) -> Option<Snapshot> {
        let written = entry.value.as_ref()?;
        let name = &entry.key.value;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !name.chars().all(plain) || name.is_empty() {
            let message = format!("`{name}` is no name for a file");
            self.fault(&codes::NAME_SHAPE, entry.key.span, message, "write letters, digits, `_` and `-`");
        }
        self.missing(&written.keep, entry.key.span, &format!("`{name}`"), "keep", "keep: [report, assignments]");
        let words: Vec<(&str, Keep)> = Keep::ALL.into_iter().map(|keep| (keep.word(), keep)).collect();
        let mut keep: Vec<Keep> = written
            .keep
            .get()
            .into_iter()
            .flat_map(|kept| &kept.items)
            .filter_map(|text| self.one_of(text, "part of a snapshot", &words))
            .collect();
        keep.sort_unstable();
        keep.dedup();
        let known = snapshot::sections();
        let mut sections = Vec::new();
        for text in written.sections.get().into_iter().flat_map(|sections| &sections.items) {
            if self.named::<EventId>(text.as_str(), text.span, "section of a report", known.iter().map(String::as_str)).is_some() {
                sections.push(text.value.clone());
            }
        }
        let as_of = written.as_of.get().and_then(|text| match instant::parse(text.as_str(), &self.model.calendar.zone) {
            Ok(at) => Some(at),
            Err(why) => {
                self.fault(&codes::MOMENT_MALFORMED, text.span, why, "write it as `2026-10-31T23:00:00Z`");
                None
            }
        });
        let round = written.round.get().and_then(|text| match text.as_str().parse::<u8>() {
            Ok(digits) if digits <= 15 => Some(digits),
            _ => {
                let message = format!("`{}` is no number of digits", text.as_str());
                self.fault(&codes::NUMBER_MALFORMED, text.span, message, "write a whole number from 0 to 15");
                None
            }
        });
        Some(Snapshot {
            name: name.clone(),
            span: entry.key.span,
            events: written.events.get().into_iter().flat_map(|events| &events.items).map(|text| text.value.clone()).collect(),
            as_of,
            period: written.period.get().and_then(|period| self.period(period)),
            keep,
            sections,
            round,
        })
    }

    fn period(&mut self, text: &Text) -> Option<Period> {
        Period::parse(text.as_str())
            .map_err(|why| self.fault(&codes::PERIOD_MALFORMED, text.span, why, "write for example `2026-01`, `2026-Q1` or `last 30 days`"))
            .ok()
    }

    fn fault(&mut self, code: &'static Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Finding::new(code, span, message).help(help));
    }

    /// Whether a key that must be there is not; then a finding at `at` says that `whose` has no `key`.
    fn missing<T>(&mut self, written: &Written<T>, at: Span, whose: &str, key: &str, example: &str) -> bool {
        if written.is_absent() {
            self.fault(&codes::KEY_MISSING, at, format!("{whose} has no `{key}`"), format!("add `{example}`"));
        }
        written.get().is_none()
    }

    /// The thing of that name, else a finding that says it is no `what`.
    fn named<'n, I: Id>(&mut self, name: &str, span: Span, what: &str, known: impl Iterator<Item = &'n str> + Clone) -> Option<I> {
        if let Some(at) = known.clone().position(|other| other == name) {
            return Some(I::of(at));
        }
        let help = suggest::did_you_mean(name, known.clone()).unwrap_or_else(|| match known.clone().count() {
            0 => format!("the definition has no {what}"),
            1..=12 => format!("it has {}", known.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            count => format!("none of the definition's {count} is called so"),
        });
        self.fault(&codes::NAME_UNKNOWN, span, format!("`{name}` is no {what}"), help);
        None
    }

    fn stage(&mut self, text: &Text) -> Option<StageId> {
        let model = self.model;
        self.named(text.as_str(), text.span, "stage", model.stages.iter().map(|stage| stage.name.as_str()))
    }

    fn trigger(&mut self, text: &Text) -> Option<TriggerId> {
        let model = self.model;
        self.named(text.as_str(), text.span, "trigger", model.triggers.iter().map(|trigger| trigger.name.as_str()))
    }

    /// One of some words, else a finding.
    fn one_of<T: Copy>(&mut self, text: &Text, what: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.as_str()).map(|(_, value)| *value);
        if found.is_none() {
            let names = || words.iter().map(|(word, _)| *word);
            let list = || names().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let help = suggest::did_you_mean(text.as_str(), names()).unwrap_or_else(|| format!("it is one of {}", list()));
            self.fault(&codes::VALUE_UNKNOWN, text.span, format!("`{}` is no {what}", text.as_str()), help);
        }
        found
    }
}

#[cfg(test)]
mod tests;
