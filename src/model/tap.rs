//! What of the history metrics and key results read: the replay taps it while it folds, reports work on what was tapped.

use super::Model;
use super::expr::Member;
use super::metric::{MeasureKind, Selection};
use super::okr::Goal;
use crate::ids::*;

/// Something that is tapped.
#[derive(Clone, Copy, Debug)]
pub enum Tap<'a> {
    /// Elements that a measure reads.
    Selection(&'a Selection),
    /// An event that a key result waits for.
    Milestone(EventId),
}

impl Tap<'_> {
    /// Whether its elements come with a value (else they are a subject and an instant).
    pub fn is_valued(self) -> bool {
        match self {
            Self::Selection(selection) => {
                selection.streams.iter().any(|stream| !matches!(stream.member, None | Some(Member::Subject | Member::Time)))
            }
            Self::Milestone(_) => false,
        }
    }
}

impl Model {
    /// All taps in their fixed order: the selections of the measures (of an elapsed time and a rate: from, then to), then the
    /// events of the milestones as objectives and key results come.
    pub fn taps(&self) -> impl Iterator<Item = Tap<'_>> {
        let selections = self.measures.iter().flat_map(|measure| measure.kind.selections()).map(Tap::Selection);
        let milestones = self.objectives.iter().flat_map(|objective| &objective.key_results).filter_map(|result| match result.goal {
            Goal::Milestone(event) => Some(Tap::Milestone(event)),
            Goal::Target { .. } | Goal::Hold { .. } | Goal::Unmeasured => None,
        });
        selections.chain(milestones)
    }
}

impl MeasureKind {
    /// The selections it reads: none, one, or from and to.
    pub fn selections(&self) -> Vec<&Selection> {
        match self {
            Self::Aggregate { of, .. } => vec![of],
            Self::Elapsed { from, to, .. } => vec![from, to],
            Self::Rate { rate, .. } => vec![&rate.from, &rate.to],
            Self::Metric(_) | Self::Baseline { .. } | Self::Current(_) => Vec::new(),
        }
    }
}
