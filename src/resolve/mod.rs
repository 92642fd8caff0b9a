//! From what is written to what is meant: every reference an id, every expression typed. One file for each section.
//!
//! Nothing here stops at the first fault, and nothing follows from an earlier one: whatever was found wrong keeps its
//! name and is *broken*, and what reads a broken thing stays silent. So a pass gives `None` to say "the finding was made".

use crate::diagnostics::Findings;
use crate::ids::{FoldId, MeasureId};
use crate::model::Model;
use crate::syntax::document::Document;
use std::collections::HashMap;

mod broken;
mod calendar;
mod events;
mod expr;
mod header;
mod invariants;
mod key_results;
mod lets;
mod lookup;
mod measures;
mod metrics;
mod names;
mod okrs;
mod order;
mod parts;
mod reads;
mod scope;
mod scoring;
mod selections;
mod slas;
mod sources;
mod stages;
mod triggers;

pub use names::{Kind, is_reserved};

/// What the documents of a definition mean together, the main one first. `None` exactly where there are errors,
/// those of reading included.
pub fn resolve(documents: &[Document], findings: &mut Findings) -> Option<Model> {
    let mut resolver = Resolver::new(documents, findings);
    resolver.header();
    resolver.calendar();
    resolver.declare();
    resolver.event_fields();
    resolver.stages();
    resolver.score_shapes();
    resolver.attributes_and_lets();
    resolver.event_links();
    resolver.rules();
    resolver.triggers();
    resolver.slas();
    resolver.invariants();
    resolver.metrics();
    resolver.okrs();
    resolver.sources();
    let Resolver { findings, model, .. } = resolver;
    (!findings.has_errors()).then_some(model)
}

/// A definition on its way from written to meant. Sections are methods of it, each in its own file.
struct Resolver<'a> {
    /// As written, the main file first.
    documents: &'a [Document],
    /// Where findings go.
    findings: &'a mut Findings,
    /// As meant so far. From [`Resolver::declare`] on every id is valid; what is not resolved yet holds a placeholder.
    model: Model,
    /// Who is called what.
    names: names::Names,
    /// The entries behind the ids.
    drafts: names::Drafts<'a>,
    /// What was found wrong and is to stay silent.
    broken: broken::Broken,
    /// `let`s by their place among the drafts.
    lets: Vec<lets::LetState>,
    /// Folds of the model by their text: equal ones stand there once.
    interned: HashMap<String, FoldId>,
    /// Measures of the model by their text, likewise.
    measures: HashMap<String, MeasureId>,
    /// How many `let`s deep the typer is in those that are typed anew at each use.
    inlining: usize,
    /// How many nodes were typed so; a handful of `let`s could come to millions.
    inlined: usize,
}

impl<'a> Resolver<'a> {
    fn new(documents: &'a [Document], findings: &'a mut Findings) -> Self {
        Self {
            documents,
            findings,
            model: header::empty(),
            names: names::Names::default(),
            drafts: names::Drafts::default(),
            broken: broken::Broken::default(),
            lets: Vec::new(),
            interned: HashMap::new(),
            measures: HashMap::new(),
            inlining: 0,
            inlined: 0,
        }
    }
}

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod tests;
