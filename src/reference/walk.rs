//! How one subject moves (L6), step by step as the contract says it.

use super::changes::{next, next_midnight, soonest};
use super::rows::Row;
use super::scoring;
use super::story::{Element, Moment, Story};
use crate::eval::{Scope, holds};
use crate::ids::*;
use crate::model::continuity::Continuity;
use crate::model::{From, Model, StreamSource, Trigger};
use crate::time::Micros;
use crate::value::Value;
use std::sync::Arc;

/// A stage that the subject was in.
#[derive(Debug)]
pub struct Visit {
    /// The stage.
    pub stage: StageId,
    /// The how-manieth visit of it.
    pub number: u32,
    /// When it began.
    pub entered_at: Micros,
    /// When it ended.
    pub left_at: Option<Micros>,
    /// What fired.
    pub trigger: Option<TriggerId>,
    /// Scores at the entry.
    pub scores: Vec<f64>,
    /// Dimensions at the entry.
    pub dimensions: Vec<Value>,
}

/// One subject on its way.
#[derive(Debug)]
pub struct Walk<'a> {
    model: &'a Model,
    /// What happened.
    pub story: Story<'a>,
    /// Where it has been.
    pub visits: Vec<Visit>,
    /// Until when everything is settled.
    now: Micros,
    /// By trigger: polled conditions are looked at at few instants.
    polled: Vec<bool>,
    /// By trigger: whether its condition held when it was last looked at.
    held: Vec<bool>,
}

/// Scores and dimensions as they are at a moment.
pub fn snapshot(at: &Moment<'_>) -> (Vec<f64>, Vec<Value>) {
    let model = at.story.model;
    let dimensions = model.attributes.enumerate().filter(|(_, attribute)| attribute.dimension);
    (model.scores.ids().map(|id| at.score(id)).collect(), dimensions.map(|(id, _)| at.attribute(id)).collect())
}

impl<'a> Walk<'a> {
    /// Walks a subject through its events, in order and without duplicates, and on to `as_of`.
    pub fn along(model: &'a Model, name: Arc<str>, events: &[Row], as_of: Micros) -> Self {
        let continuity = Continuity::of(model);
        let mut walk = Self {
            model,
            story: Story::new(model, name),
            visits: Vec::new(),
            now: Micros::MIN,
            polled: model.triggers.iter().map(|trigger| continuity.is_polled(trigger)).collect(),
            held: vec![false; model.triggers.len()],
        };
        for event in events {
            walk.run_until(event.time);
            walk.take(event);
        }
        walk.run_until(as_of.saturating_add(1));
        walk
    }

    /// Step 1: fires every condition that becomes true before `end`, earliest first.
    fn run_until(&mut self, end: Micros) {
        if self.story.elements.is_empty() {
            return;
        }
        loop {
            let instant = self.conditions().iter().fold(end, |end, id| self.next_look(*id, self.now, end));
            if instant >= end {
                break;
            }
            self.now = instant;
            let fresh: Vec<TriggerId> = self.conditions().into_iter().filter(|id| self.turned_true(*id)).collect();
            if let Some(id) = fresh.into_iter().find(|id| !self.guarded(*id)) {
                self.fire(id);
                self.settle();
            }
        }
        self.now = end.max(self.now);
    }

    /// Steps 2 to 4.
    fn take(&mut self, event: &Row) {
        self.now = event.time;
        let at = self.story.elements.len();
        let source = StreamSource::Event(event.event);
        self.story.elements.push(Element { source, time: event.time, fields: event.fields.clone() });
        let first = self.visits.is_empty() && !self.model.triggers.iter().any(|trigger| trigger.from == From::Start);
        if first {
            self.begin(StageId::of(0), None);
        }
        scoring::run(&mut self.story, event.event, at, self.now);
        if first {
            self.record();
        }
        let fired = self.model.triggers.enumerate().find(|(id, trigger)| {
            let at = Moment { at_hand: Some(at), ..self.story.at(self.now) };
            trigger.on.contains(&event.event) && self.leads_on(trigger) && self.holds(trigger, &at) && !self.guarded(*id)
        });
        if let Some((id, _)) = fired {
            self.fire(id);
        }
        self.settle();
    }

    /// Step 4: fires condition triggers until none does, then remembers which hold.
    fn settle(&mut self) {
        while let Some(id) = self.conditions().into_iter().find(|id| self.holds_now(*id) && !self.guarded(*id)) {
            self.fire(id);
        }
        for id in self.conditions() {
            self.held[id.index()] = self.holds_now(id);
        }
    }

    fn fire(&mut self, id: TriggerId) {
        self.begin(self.model.triggers[id].to, Some(id));
        self.record();
    }

    /// Leaves the stage the subject is in and enters another.
    fn begin(&mut self, stage: StageId, trigger: Option<TriggerId>) {
        if let Some(visit) = self.visits.last_mut() {
            visit.left_at = Some(self.now);
        }
        self.story.elements.push(Element { source: StreamSource::Stage(stage), time: self.now, fields: Vec::new() });
        let before = self.visits.iter().filter(|visit| visit.stage == stage).count();
        self.visits.push(Visit {
            stage,
            number: u32::try_from(before + 1).unwrap_or(u32::MAX),
            entered_at: self.now,
            left_at: None,
            trigger,
            scores: Vec::new(),
            dimensions: Vec::new(),
        });
    }

    /// Writes down how things are at the entry.
    fn record(&mut self) {
        let (scores, dimensions) = snapshot(&self.story.at(self.now));
        if let Some(visit) = self.visits.last_mut() {
            (visit.scores, visit.dimensions) = (scores, dimensions);
        }
    }

    /// The stage the subject is in.
    fn stage(&self) -> Option<StageId> {
        self.visits.last().map(|visit| visit.stage)
    }

    /// Whether a trigger leads out of where the subject is.
    fn leads_on(&self, trigger: &Trigger) -> bool {
        match self.stage() {
            None => trigger.from == From::Start,
            Some(stage) => trigger.from.stages().contains(&stage),
        }
    }

    /// The condition triggers out of where the subject is, in file order.
    pub fn conditions(&self) -> Vec<TriggerId> {
        let leading = self.model.triggers.enumerate().filter(|(_, trigger)| trigger.is_condition() && self.leads_on(trigger));
        leading.map(|(id, _)| id).collect()
    }

    /// Whether the trigger would enter a stage for the second time at this instant.
    fn guarded(&self, id: TriggerId) -> bool {
        let to = self.model.triggers[id].to;
        self.visits.iter().any(|visit| visit.stage == to && visit.entered_at == self.now)
    }

    fn holds_now(&self, id: TriggerId) -> bool {
        self.holds(&self.model.triggers[id], &self.story.at(self.now))
    }

    /// `when`, `after` and `idle`, joined by `and`.
    pub fn holds(&self, trigger: &Trigger, at: &Moment<'_>) -> bool {
        let aged = |age: Micros| matches!(at.stage_age(), Value::Duration(stage_age) if stage_age >= age);
        let idle = |time: Micros| at.active().is_none_or(|active| at.now.saturating_sub(active) >= time);
        trigger.when.as_ref().is_none_or(|when| holds(when, self.model, at))
            && trigger.after.is_none_or(aged)
            && trigger.idle.is_none_or(|time| idle(time) && aged(time))
    }

    /// When a condition out of the current stage comes to hold after `now` and before `end`, if nothing happens until then.
    /// Gives up after so many instants at which it might have.
    pub fn due(&self, id: TriggerId, now: Micros, end: Micros) -> Option<Micros> {
        const LOOKS: usize = 5_000;
        let trigger = &self.model.triggers[id];
        let (mut now, mut held) = (now, self.holds(trigger, &self.story.at(now)));
        for _ in 0..LOOKS {
            now = self.next_look(id, now, end);
            if now >= end {
                return None;
            }
            let holds = self.holds(trigger, &self.story.at(now));
            if holds && !held {
                return Some(now);
            }
            held = holds;
        }
        None
    }

    /// Whether the condition of a trigger is looked at only at events and midnights.
    pub fn is_polled(&self, id: TriggerId) -> bool {
        self.polled[id.index()]
    }

    /// The next instant after `now` and before `end` at which a condition may turn.
    fn next_look(&self, id: TriggerId, now: Micros, end: Micros) -> Micros {
        let trigger = &self.model.triggers[id];
        let at = self.story.at(now);
        if self.polled[id.index()] {
            return next_midnight(&self.model.calendar, now, end);
        }
        let mut end = end;
        let entered = self.visits.last().map(|visit| visit.entered_at);
        for (since, time) in [(entered, trigger.after), (entered, trigger.idle), (at.active(), trigger.idle)] {
            if let (Some(since), Some(time)) = (since, time) {
                end = soonest(end, now, since.saturating_add(time));
            }
        }
        trigger.when.iter().fold(end, |end, when| next(when, &at, end))
    }

    /// Looks at a condition, if this is an instant to do so: whether it holds and did not when last looked at.
    fn turned_true(&mut self, id: TriggerId) -> bool {
        let midnight = next_midnight(&self.model.calendar, self.now - 1, self.now + 1) == self.now;
        if self.polled[id.index()] && !midnight {
            return false;
        }
        let holds = self.holds_now(id);
        let held = std::mem::replace(&mut self.held[id.index()], holds);
        holds && !held
    }
}
