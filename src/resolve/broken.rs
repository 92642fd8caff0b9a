//! What was found wrong already. Whoever reads it stays silent.

use crate::ids::*;
use std::collections::BTreeSet;

/// Things with an id whose own definition has a finding.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// Events whose fields are not all known.
    pub events: BTreeSet<EventId>,
    /// Fields whose type is not known.
    pub fields: BTreeSet<(EventId, usize)>,
    /// Attributes without a type.
    pub attributes: BTreeSet<AttributeId>,
    /// `let`s without a type, by their place among the drafts.
    pub lets: BTreeSet<usize>,
    /// Scores whose bands are not all known.
    pub scores: BTreeSet<ScoreId>,
    /// Metrics without a type.
    pub metrics: BTreeSet<MetricId>,
}
