//! Looking names up: the id, or one finding that says what the name is instead and what was probably meant.

use super::Resolver;
use super::names::{Found, Kind, Thing};
use crate::diagnostics::{Finding, codes, suggest};
use crate::ids::*;
use crate::model::StreamSource;
use crate::span::Span;
use crate::syntax::yaml::Text;

/// How many names a help line lists at most.
const LISTED: usize = 12;

impl Resolver<'_> {
    /// The thing of that name, if it is of a wanted kind; else a finding at `span`, unless it follows from an earlier one.
    pub(super) fn find(&mut self, name: &str, span: Span, wanted: &[Kind]) -> Option<Thing> {
        match self.names.find(name, wanted) {
            Found::Wanted(defined) => return Some(defined.thing),
            Found::Other(other) => {
                let kind = other.thing.kind();
                let finding =
                    Finding::new(&codes::NAME_WRONG_KIND, span, format!("`{name}` is {}, not {}", kind.article(), either(wanted)))
                        .other(other.span, format!("defined here as {}", kind.article()));
                self.findings.push(self.helped(finding, name, wanted));
            }
            Found::Nothing if self.names.complete(wanted) => {
                let finding = Finding::new(&codes::NAME_UNKNOWN, span, format!("`{name}` is {}", neither(wanted)));
                self.findings.push(self.helped(finding, name, wanted));
            }
            Found::Nothing => {}
        }
        None
    }

    /// The stage of that name.
    pub(super) fn stage(&mut self, text: &Text) -> Option<StageId> {
        match self.find(text.as_str(), text.span, &[Kind::Stage])? {
            Thing::Stage(id) => Some(id),
            _ => None,
        }
    }

    /// The event of that name.
    pub(super) fn event(&mut self, text: &Text) -> Option<EventId> {
        match self.find(text.as_str(), text.span, &[Kind::Event])? {
            Thing::Event(id) => Some(id),
            _ => None,
        }
    }

    /// The event or stage of that name.
    pub(super) fn stream(&mut self, name: &str, span: Span) -> Option<StreamSource> {
        match self.find(name, span, &[Kind::Event, Kind::Stage])? {
            Thing::Event(id) => Some(StreamSource::Event(id)),
            Thing::Stage(id) => Some(StreamSource::Stage(id)),
            _ => None,
        }
    }

    /// The score of that name.
    pub(super) fn score(&mut self, name: &str, span: Span) -> Option<ScoreId> {
        match self.find(name, span, &[Kind::Score])? {
            Thing::Score(id) => Some(id),
            _ => None,
        }
    }

    /// Adds what was probably meant, else the names there are.
    fn helped(&self, finding: Finding, name: &str, wanted: &[Kind]) -> Finding {
        // Nobody reads that many suggestions, and each looks at every name.
        let worthwhile = self.findings.len() < 1000;
        if let Some(help) = suggest::did_you_mean(name, self.names.of(wanted).filter(|_| worthwhile)) {
            return finding.help(help);
        }
        let known: Vec<String> = self.names.of(wanted).map(|name| format!("`{name}`")).collect();
        let plural = wanted.iter().map(|kind| plural(*kind)).collect::<Vec<_>>().join(" and ");
        match known.len() {
            0 => finding.help(format!("the definition has no {plural} yet")),
            1..=LISTED => finding.help(format!("the {plural} are {}", known.join(", "))),
            _ => finding,
        }
    }
}

fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Event => "events",
        Kind::Stage => "stages",
        Kind::Attribute => "attributes",
        Kind::Let => "`let`s",
        Kind::Metric => "metrics",
        Kind::Score => "scores",
    }
}

/// `a stage`, `an event or a stage`.
fn either(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.article()).collect::<Vec<_>>().join(" or ")
}

/// `no stage`, `neither an event nor a stage`.
fn neither(kinds: &[Kind]) -> String {
    match kinds {
        [kind] => format!("no {}", kind.word()),
        _ => format!("neither {}", kinds.iter().map(|kind| kind.article()).collect::<Vec<_>>().join(" nor ")),
    }
}
