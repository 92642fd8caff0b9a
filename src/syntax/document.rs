//! A definition as written (L1, L11): one struct for each section, read by serde, described by schemars.
//!
//! Everything that names something or holds an expression is a [`Text`], so that a finding points at its bytes.
//! Nothing is required here and no name is looked up: that is for those who know what a section means.

use super::yaml::reader::What;
use super::yaml::{self, Comment, Entries, Text, Written};
use crate::diagnostics::{Finding, Findings, codes};
use crate::span::{FileId, Span};
use schemars::JsonSchema;
use serde::Deserialize;

mod calendar;
mod catalog;
pub mod gates;
mod movement;
mod okrs;
mod project;
mod scoring;
mod sources;

pub use calendar::{BusinessHours, Calendar, Hours};
pub use catalog::{Attribute, Event, FieldType};
pub use movement::{Sla, Stage, Trigger};
pub use okrs::{Initiative, KeyResult, Objective};
pub use project::{Allowance, Project};
pub use scoring::{Rule, Score};
pub use sources::{Map, RowMap, Source, Time};

/// Reads one file. `None`: nothing of it can be used; the findings say why. With a document there may be findings too:
/// what they are about is [`Written::Wrong`] in it, or an entry without a value.
pub fn read(file: FileId, text: &str, findings: &mut Findings) -> Option<Document> {
    let tree = yaml::parse(file, text, findings);
    let Some(root) = &tree.root else {
        if tree.whole {
            let first = text.lines().next().map_or(0, str::len);
            let finding = Finding::new(&codes::DEFINITION_EMPTY, Span::new(file, 0, first), "the file holds no definition");
            findings.push(
                finding.label("nothing here").help("begin with `funnel: a_name` and the sections `events:`, `stages:` and `triggers:`"),
            );
        }
        return None;
    };
    let what = What { name: "a definition", wants: "sections such as `stages:` and `triggers:`", example: "funnel: b2b_saas" };
    let mut document: Document = yaml::reader::read(&what, text, root, findings)?;
    document.span = root.span;
    document.comments = tree.comments;
    // where keys were lost, every further finding could be a mere consequence
    tree.whole.then_some(document)
}

/// One file of a definition.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// The bytes of the whole.
    #[serde(skip)]
    pub span: Span,
    /// The comments in order.
    #[serde(skip)]
    pub comments: Vec<Comment>,
    /// The funnel's id, `snake_case`.
    pub funnel: Written<Text>,
    /// What people call it.
    pub title: Written<Text>,
    /// The team that answers for it.
    pub owner: Written<Text>,
    /// What moves through the funnel, e.g. `lead`.
    pub subject: Written<Text>,
    /// Further files, relative to this one, nothing outside its folder.
    pub include: Written<Vec<Text>>,
    /// Time zone, weeks, fiscal year and business hours.
    pub calendar: Written<Calendar>,
    /// The typed catalog of events.
    pub events: Written<Entries<Event>>,
    /// What is known of a subject, folded from its events.
    pub attributes: Written<Entries<Attribute>>,
    /// Scores and their rules.
    pub scoring: Written<Entries<Score>>,
    /// Named expressions (`let`).
    #[serde(rename = "let")]
    pub lets: Written<Entries<Text>>,
    /// The stages in funnel order.
    pub stages: Written<Entries<Stage>>,
    /// The triggers in order of precedence.
    pub triggers: Written<Entries<Trigger>>,
    /// Service level agreements.
    pub slas: Written<Entries<Sla>>,
    /// What must hold of the stage graph.
    pub invariants: Written<Entries<Text>>,
    /// Named numbers over all subjects in a period.
    pub metrics: Written<Entries<Text>>,
    /// Objectives and their key results.
    pub okrs: Written<Entries<Objective>>,
    /// Where events come from.
    pub sources: Written<Entries<Source>>,
}

#[cfg(test)]
mod tests;
