//! What names what. A use is a place in the definition that names a thing; that a table or a report shows it is none.

use crate::ids::*;
use crate::model::expr::{Member, Stream, StreamSource};
use crate::model::metric::{MeasureKind, Rate, Selection};
use crate::model::okr::Goal;
use crate::model::{Claim, Expr, ExprKind, Model, Per, Piece};
use std::collections::BTreeSet;

/// What is named somewhere.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub events: BTreeSet<EventId>,
    /// Fields by their event and their place in it.
    pub fields: BTreeSet<(EventId, usize)>,
    pub attributes: BTreeSet<AttributeId>,
    pub scores: BTreeSet<ScoreId>,
    pub lets: BTreeSet<LetId>,
    /// Metrics that other metrics or key results read.
    pub metrics: BTreeSet<MetricId>,
}

impl Uses {
    /// All uses in a model.
    pub(super) fn of(model: &Model) -> Self {
        let mut uses = Self::default();
        uses.subjects(model);
        uses.promises(model);
        uses.measures(model);
        uses.triggers(model);
        uses
    }

    /// What is known of a subject.
    fn subjects(&mut self, model: &Model) {
        for (id, event) in model.events.enumerate() {
            if let Some(links) = &event.links {
                self.events.insert(id);
                self.expr(links);
            }
        }
        model.attributes.iter().for_each(|attribute| self.expr(&attribute.expr));
        model.lets.iter().for_each(|named| self.expr(&named.expr));
        for fold in &model.folds {
            self.streams(&fold.streams);
            fold.filter.iter().for_each(|filter| self.expr(filter));
        }
        for rule in &model.rules {
            self.events.extend(&rule.on);
            rule.when.iter().for_each(|when| self.expr(when));
            self.expr(&rule.points);
            if let Some(Per::Value(value)) = rule.limit.as_ref().map(|limit| &limit.per) {
                self.expr(value);
            }
        }
    }

    /// What moves subjects.
    fn triggers(&mut self, model: &Model) {
        for trigger in &model.triggers {
            self.events.extend(&trigger.on);
            trigger.when.iter().for_each(|when| self.expr(when));
            for (_, template) in trigger.actions.iter().flat_map(|action| &action.properties) {
                for piece in &template.0 {
                    match piece {
                        Piece::Value(value) => self.expr(value),
                        Piece::Text(_) => {}
                    }
                }
            }
        }
    }

    /// What is promised of it.
    fn promises(&mut self, model: &Model) {
        model.slas.iter().for_each(|sla| self.events.extend(&sla.until_events));
        for invariant in &model.invariants {
            match invariant.claim {
                Claim::OnlyAfter { event, .. } => drop(self.events.insert(event)),
                Claim::Passes { .. } | Claim::NoPath { .. } => {}
            }
        }
    }

    /// What is measured over all subjects.
    fn measures(&mut self, model: &Model) {
        for measure in &model.measures {
            match &measure.kind {
                MeasureKind::Metric(metric) => drop(self.metrics.insert(*metric)),
                MeasureKind::Aggregate { of, .. } => self.selection(of),
                MeasureKind::Elapsed { from, to, .. } | MeasureKind::Rate { rate: Rate { from, to, .. }, .. } => {
                    self.selection(from);
                    self.selection(to);
                }
                MeasureKind::Baseline { of, .. } => self.expr(of),
                MeasureKind::Current(_) => {}
            }
        }
        for result in model.objectives.iter().flat_map(|objective| &objective.key_results) {
            match &result.goal {
                Goal::Milestone(event) => drop(self.events.insert(*event)),
                // What they measure is among the measures.
                Goal::Target { .. } | Goal::Hold { .. } | Goal::Unmeasured => {}
            }
        }
    }

    fn selection(&mut self, selection: &Selection) {
        self.streams(&selection.streams);
        selection.filter.iter().for_each(|filter| self.expr(filter));
    }

    fn streams(&mut self, streams: &[Stream]) {
        for stream in streams {
            if let StreamSource::Event(event) = stream.source {
                self.events.insert(event);
            }
            if let Some(member) = stream.member {
                self.member(stream.source, member);
            }
        }
    }

    fn member(&mut self, source: StreamSource, member: Member) {
        match (source, member) {
            (StreamSource::Event(event), Member::Field(place)) => drop(self.fields.insert((event, place))),
            (_, Member::Attribute(attribute)) => drop(self.attributes.insert(attribute)),
            (_, Member::Field(_) | Member::Time | Member::Subject) => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Attribute(id) => drop(self.attributes.insert(*id)),
            ExprKind::Let(id) => drop(self.lets.insert(*id)),
            ExprKind::Score(id) | ExprKind::Band(id) => drop(self.scores.insert(*id)),
            ExprKind::Member { of, .. } => of.iter().for_each(|(source, member)| self.member(*source, *member)),
            _ => expr.children().into_iter().for_each(|child| self.expr(child)),
        }
    }
}
