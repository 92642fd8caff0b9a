//! Makes up a subject: the events that lead it to a place, and those that make two conditions hold there.

use super::event_of;
use crate::events::script::Scripted;
use crate::ids::*;
use crate::model::graph::{Place, StageGraph};
use crate::model::{FoldKind, Member, Model, StreamSource};
use crate::reason::{Answer, Condition, Reasoner, Setting, Witness, example, satisfiable};
use crate::time::Micros;
use crate::value::Value;
use std::sync::Arc;

/// Monday 2026-01-05T09:00:00Z.
const BEGIN: Micros = 1_767_603_600_000_000;
const HOUR: Micros = 3_600_000_000;
/// Points are gathered by at most so many events.
const GATHERED: usize = 40;

/// Subjects who may come to a place and there see an event at which both triggers hold.
pub(super) fn subjects(
    reasoner: &Reasoner<'_>,
    graph: &StageGraph,
    from: Place,
    on: EventId,
    triggers: [TriggerId; 2],
) -> Vec<Vec<Scripted>> {
    let model = reasoner.model();
    let conditions = triggers.map(|id| reasoner.trigger(&model.triggers[id], Setting::of_trigger(&model.triggers[id]).on(on)));
    let way = match from {
        Place::Start => Vec::new(),
        Place::Stage(stage) => graph.shortest(Place::Start, stage, |_| true).unwrap_or_default(),
    };
    // what is needed in the end can be there early, or only then
    let attempts = [false, true].into_iter().filter_map(|early| {
        let mut making = Making { reasoner, model, now: BEGIN, events: Vec::new() };
        let last = witness(&[&conditions[0], &conditions[1]])?;
        if early {
            making.prepare(&last, Some(on));
        }
        for by in way.iter().filter_map(|step| step.by) {
            let trigger = &model.triggers[by];
            let event = trigger.on.first().copied();
            let setting = Setting::of_trigger(trigger);
            let condition = reasoner.trigger(
                trigger,
                match event {
                    Some(event) => setting.on(event),
                    None => setting,
                },
            );
            let needed = witness(&[&condition])?;
            making.prepare(&needed, event);
            if let Some(event) = event {
                making.happens(event, &needed);
            }
        }
        if !early {
            making.prepare(&last, Some(on));
        }
        making.happens(on, &last);
        Some(making.events)
    });
    attempts.collect()
}

fn witness(conditions: &[&Condition<'_>]) -> Option<Witness> {
    match satisfiable(conditions, &[]) {
        Answer::Yes(witness) => Some(witness),
        Answer::No | Answer::Unknown => None,
    }
}

struct Making<'a> {
    reasoner: &'a Reasoner<'a>,
    model: &'a Model,
    now: Micros,
    events: Vec<Scripted>,
}

impl Making<'_> {
    /// An event with the fields that a witness gives to what is at hand.
    fn happens(&mut self, event: EventId, witness: &Witness) {
        let fields = self.model.events[event].fields.iter();
        let known = |name: &str| witness.values.get(format!("event.{name}").as_str()).cloned();
        let given = fields.filter_map(|field| {
            let value = known(&field.name).or_else(|| (!field.optional).then(|| example(&field.ty)))?;
            Some((field.column, value))
        });
        let fields = given.collect();
        self.add(event, fields);
    }

    fn add(&mut self, event: EventId, fields: Vec<(ColumnId, Value)>) {
        let subject = Some(Arc::from(self.model.subject.as_str()));
        self.events.push(Scripted { event, time: self.now, subject, id: None, seq: None, fields });
        self.now += HOUR;
    }

    /// An event with one field set.
    fn with(&mut self, event: EventId, member: Option<Member>, value: &Value) {
        let mut fields: Vec<(ColumnId, Value)> = Vec::new();
        for (at, field) in self.model.events[event].fields.iter().enumerate() {
            if member == Some(Member::Field(at)) {
                fields.push((field.column, value.clone()));
            } else if !field.optional {
                fields.push((field.column, example(&field.ty)));
            }
        }
        self.add(event, fields);
    }

    /// What must have happened for folds, scores and ages to be as a witness has them, the event at hand apart.
    fn prepare(&mut self, witness: &Witness, on: Option<EventId>) {
        for fold in &self.model.folds {
            let Some(value) = witness.values.get(self.model.print_fold(fold).as_str()) else { continue };
            let Some((event, member)) = fold.streams.first().and_then(|stream| Some((event_of(stream.source)?, stream.member))) else {
                continue;
            };
            let own = u32::from(on == Some(event));
            match (fold.kind, value) {
                (_, Value::Missing) => {}
                (FoldKind::Count, Value::Integer(times)) => {
                    let wanted = usize::try_from(*times).unwrap_or(0).min(GATHERED);
                    let there = self.events.iter().filter(|known| known.event == event).count() + own as usize;
                    for _ in there..wanted {
                        self.with(event, None, value);
                    }
                }
                (FoldKind::Any, Value::Boolean(true)) if own == 0 => self.with(event, None, value),
                (FoldKind::Last, _) if own == 1 && self.is_at_hand(witness, event, member, value) => {}
                (FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last | FoldKind::Sum, _) => self.with(event, member, value),
                (FoldKind::Count | FoldKind::Any | FoldKind::Distinct, _) => {}
            }
        }
        for (id, score) in self.model.scores.enumerate() {
            if let Some(Value::Number(points)) = witness.values.get(format!("score.{}", score.name).as_str()) {
                self.gather(id, *points);
            }
        }
        for key in ["stage.age", "idle"] {
            if let Some(Value::Duration(time)) = witness.values.get(key) {
                self.now = self.now.saturating_add(*time);
            }
        }
    }

    /// Whether the event at hand brings the value itself.
    fn is_at_hand(&self, witness: &Witness, event: EventId, member: Option<Member>, value: &Value) -> bool {
        let Some(Member::Field(at)) = member else { return false };
        let field = self.model.events[event].fields.get(at);
        field.is_some_and(|field| witness.values.get(format!("event.{}", field.name).as_str()) == Some(value))
    }

    /// Events that give so many points.
    fn gather(&mut self, id: ScoreId, points: f64) {
        let rules = self.model.scores[id].rules.iter().map(|rule| &self.model.rules[*rule]);
        let best = rules.filter(|rule| !rule.on.is_empty()).max_by(|a, b| self.reasoner.points(a).1.total_cmp(&self.reasoner.points(b).1));
        let Some(rule) = best.filter(|_| points > 0.0) else { return };
        let Some(event) = rule.on.first() else { return };
        let setting = Setting::at([StreamSource::Event(*event)]);
        let needed = match &rule.when {
            Some(when) => witness(&[&self.reasoner.condition(when, setting)]),
            None => Some(Witness::default()),
        };
        let (_, each) = self.reasoner.points(rule);
        let Some(needed) = needed.filter(|_| each.is_finite() && each > 0.0) else { return };
        let mut given = 0.0;
        for _ in 0..GATHERED {
            if given >= points {
                break;
            }
            self.happens(*event, &needed);
            given += each;
        }
    }
}
