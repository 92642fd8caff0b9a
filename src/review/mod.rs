//! What a change of a definition means, whom it moves, and who has to agree.
//!
//! Meaning is read off two models; impact off two replays of one log. Draws nothing, reads no file.

mod aims;
mod align;
mod alone;
mod approvers;
mod catalog;
mod causes;
mod changes;
mod class;
pub mod codeowners;
mod figures;
mod gates;
mod hybrid;
mod items;
mod reads;
mod renames;
mod shape;
mod trend;
pub mod uses;

pub use alone::alone;
pub use approvers::teams;
pub use catalog::share_catalog;
pub use gates::Gates;
pub use shape::*;

use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::report::{Instant, Report};
use crate::syntax::document::Document;
use crate::time::Micros;
use align::Replayed;
use causes::Known;
use figures::Reported;
use hybrid::Hybrids;
use renames::Renamed;
use std::collections::BTreeSet;

/// The version of the layout; raised when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// Two versions of a definition, and what was renamed between them.
pub struct Pair<'m> {
    old: &'m Model,
    new: &'m Model,
    renamed: Renamed,
    changes: Vec<Change>,
    written: Option<Hybrids<'m>>,
}

/// What one version makes of a log.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The visits.
    pub outcome: &'a Outcome,
    /// The report.
    pub report: &'a Report,
}

/// A subject whose stories part.
#[derive(Clone, Copy, Debug)]
pub struct Parted<'a> {
    /// Its name.
    pub subject: &'a str,
    /// When.
    pub at: Micros,
    /// Whether its whole story is to be told again.
    pub whole: bool,
}

/// Looks at the log once more, for those whose stories part.
pub trait Again {
    /// Keeps what the log has of them. Gives for each the events at its instant by their names; nothing where that is not known.
    fn look(&mut self, parted: &[Parted<'_>]) -> Vec<BTreeSet<String>>;
    /// Replays the subjects that were wanted whole with another definition; `None` where that reads the log in another way.
    fn replay(&self, model: &Model) -> Option<Outcome>;
}

impl<'m> Pair<'m> {
    /// Compares two versions.
    pub fn of(old: &'m Model, new: &'m Model) -> Self {
        let renamed = renames::of(old, new);
        let changes = changes::of(&renamed, new);
        Self { old, new, renamed, changes, written: None }
    }

    /// With both versions as they are written, so that changes which feed one condition can be told apart.
    #[must_use]
    pub fn written(self, old: &'m [Document], new: &'m [Document]) -> Self {
        Self { written: Some(Hybrids { old, new }), ..self }
    }

    /// What is different.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Says that the old name of a change is still used somewhere.
    pub fn breaks(&mut self, change: usize, spot: crate::trace::Spot) {
        if let Some(change) = self.changes.get_mut(change) {
            change.breaks.push(spot);
        }
    }

    /// What the two versions make of one log, side by side. `again` lets the stories that part be told again.
    pub fn impact(&self, old: Run<'_>, new: Run<'_>, examples: bool, again: Option<&mut dyn Again>) -> Impact {
        let was = &self.renamed.model;
        let names: Vec<String> = self.old.stages.iter().map(|stage| stage.name.clone()).collect();
        let sides = [Replayed { model: was, outcome: old.outcome }, Replayed { model: self.new, outcome: new.outcome }];
        let aligned = align::align(sides[0], sides[1], &names, examples);
        let known = Known { old: sides[0], new: sides[1], changes: &self.changes, written: self.old };
        let causes = causes::causes(known, self.written, &aligned.stories, again);
        let a = Reported { model: was, outcome: old.outcome, report: old.report };
        let b = Reported { model: self.new, outcome: new.outcome, report: new.report };
        let stages = figures::stages(a, b, |name| self.renamed.was(Part::Stage, name).cloned());
        Impact {
            as_of: new.outcome.as_of.map(Instant),
            subjects: aligned.subjects,
            moved: aligned.moved,
            parted: aligned.parted,
            first: aligned.first.map(Instant),
            matrix: aligned.matrix,
            causes,
            conversions: figures::conversions(a, b, |name| self.renamed.now(Part::Stage, name)),
            breaches: figures::breaches(old.report, new.report, |name| self.renamed.now(Part::Sla, name)),
            scores: figures::scores(a, b),
            metrics: figures::metrics(old.report, new.report, |name| self.renamed.now(Part::Metric, name)),
            okrs: figures::okrs(old.report, new.report, |name| self.renamed.now(Part::Objective, name)),
            owners: figures::owners(a, b, &stages),
            by: figures::by(a, b, &stages),
            stages,
            examples: aligned.examples,
        }
    }

    /// The whole diff; `names` are those of the two versions as the user named them.
    pub fn diff(self, names: [&str; 2], impact: Option<Impact>, gates: &Gates) -> Diff {
        let version = |name: &str, model: &Model| Version { name: name.to_owned(), fingerprint: model.fingerprint() };
        let approvers =
            approvers::of(&self.renamed.model, self.new, &self.changes, impact.as_ref(), |name| self.renamed.now(Part::Stage, name));
        Diff {
            schema: SCHEMA,
            funnel: self.new.name.clone(),
            old: Some(version(names[0], self.old)),
            new: Some(version(names[1], self.new)),
            gates: impact.as_ref().map_or_else(Vec::new, |impact| gates.check(impact)),
            changes: self.changes,
            impact,
            approvers,
        }
    }
}
