//! Triggers that compete: those out of one place that one event can fire, and the condition triggers out of one place.

use crate::ids::*;
use crate::model::graph::{Place, StageGraph};
use crate::model::{Model, Trigger};
use crate::reason::{Condition, Reasoner, Setting};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Of which the first in file order whose condition holds fires.
pub(super) struct Rivals {
    /// Where they lead from.
    pub(super) from: Place,
    /// The event; none for condition triggers.
    pub(super) on: Option<EventId>,
    /// In file order.
    pub(super) triggers: Vec<TriggerId>,
}

/// All groups of at least one trigger, by place and event.
pub(super) fn rivals(model: &Model, graph: &StageGraph) -> Vec<Rivals> {
    let mut found = Vec::new();
    for from in std::iter::once(Place::Start).chain(model.stages.ids().map(Place::Stage)) {
        let mut groups: BTreeMap<Option<EventId>, Vec<TriggerId>> = BTreeMap::new();
        for id in graph.out_of(from).into_iter().filter_map(|step| step.by) {
            let trigger = &model.triggers[id];
            if trigger.is_condition() {
                groups.entry(None).or_default().push(id);
            }
            for event in &trigger.on {
                groups.entry(Some(*event)).or_default().push(id);
            }
        }
        found.extend(groups.into_iter().map(|(on, triggers)| Rivals { from, on, triggers }));
    }
    found
}

/// The conditions of triggers at an event, each read once.
pub(super) struct Conditions<'a> {
    reasoner: &'a Reasoner<'a>,
    known: Vec<Vec<(Option<EventId>, OnceCell<Condition<'a>>)>>,
}

impl<'a> Conditions<'a> {
    pub(super) fn new(reasoner: &'a Reasoner<'a>) -> Self {
        let cells = |trigger: &Trigger| {
            let events: Vec<Option<EventId>> =
                if trigger.on.is_empty() { vec![None] } else { trigger.on.iter().copied().map(Some).collect() };
            events.into_iter().map(|event| (event, OnceCell::new())).collect()
        };
        Self { reasoner, known: reasoner.model().triggers.iter().map(cells).collect() }
    }

    /// The condition of a trigger where an event is at hand; `None` for an event that is none of its own.
    pub(super) fn at(&self, id: TriggerId, on: Option<EventId>) -> Option<&Condition<'a>> {
        let (_, cell) = self.known.get(id.index())?.iter().find(|(event, _)| *event == on)?;
        Some(cell.get_or_init(|| {
            let trigger = &self.reasoner.model().triggers[id];
            let setting = Setting::of_trigger(trigger);
            self.reasoner.trigger(
                trigger,
                match on {
                    Some(event) => setting.on(event),
                    None => setting,
                },
            )
        }))
    }
}
