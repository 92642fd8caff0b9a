//! Makes up a subject: the events that lead it to a place, and those that make a condition hold there.

use super::event_of;
use crate::events::script::Scripted;
use crate::ids::*;
use crate::model::graph::{Place, StageGraph, Step};
use crate::model::{Expr, ExprKind, Fold, FoldKind, Member, Model, StreamSource};
use crate::reason::{Answer, Condition, Hops, Reasoner, Setting, Witness, example, satisfiable};
use crate::time::Micros;
use crate::value::Value;
use std::sync::Arc;

/// Monday 2026-01-05T09:00:00Z.
const BEGIN: Micros = 1_767_603_600_000_000;
const HOUR: Micros = 3_600_000_000;
/// Points and elements of folds are gathered by at most so many events.
const GATHERED: usize = 40;
/// A stage is visited at most so often.
const VISITS: usize = 5;

/// Subjects who may come to a place and there see an event at which things are as `last` has them.
pub(super) fn subjects(reasoner: &Reasoner<'_>, graph: &StageGraph, from: Place, on: EventId, last: &Witness) -> Vec<Vec<Scripted>> {
    let model = reasoner.model();
    let Some(way) = way(model, graph, from, last) else { return Vec::new() };
    // what is needed in the end can be there early, or only then; the event at hand may count itself, or not
    let attempts = [(false, true), (true, true), (false, false), (true, false)].into_iter().filter_map(|(early, counts)| {
        let mut making = Making { reasoner, model, now: BEGIN, events: Vec::new() };
        let at_hand = Some(on).filter(|_| counts);
        if early {
            making.prepare(last, at_hand);
        }
        for by in way.iter().filter_map(|step| step.by) {
            making.step(by)?;
        }
        if !early {
            making.prepare(last, at_hand);
        }
        making.happens(on, last);
        Some(making.events)
    });
    attempts.collect()
}

/// The steps to a place, by way of the stages that a witness wants visited, as often as it does.
fn way(model: &Model, graph: &StageGraph, from: Place, wanted: &Witness) -> Option<Vec<Step>> {
    let mut visits: Vec<(StageId, usize)> = Vec::new();
    let times = |value: &Value| match value {
        Value::Integer(times) => usize::try_from(*times).unwrap_or(0).min(VISITS),
        Value::Missing | Value::Boolean(false) => 0,
        _ => 1,
    };
    for fold in &model.folds {
        let Some(value) = wanted.values.get(model.print_fold(fold).as_str()) else { continue };
        if let Some(StreamSource::Stage(stage)) = fold.streams.first().map(|stream| stream.source) {
            let often = if fold.kind == FoldKind::Count { times(value) } else { times(value).min(1) };
            visits.push((stage, often));
        }
    }
    if let (Place::Stage(stage), Some(value)) = (from, wanted.values.get("stage.visits")) {
        visits.push((stage, times(value)));
    }
    let mut steps: Vec<Step> = Vec::new();
    let hops = Hops::new();
    let go = |stage: StageId, steps: &mut Vec<Step>| {
        let here = steps.last().map_or(Place::Start, |step| Place::Stage(step.to));
        // a way that needs no further history, if there is one
        let plain =
            |step: &Step| step.by.and_then(|by| model.triggers[by].when.as_ref()).is_none_or(|when| !reads_visits(model, when, &hops));
        let further = graph.shortest(here, stage, plain).or_else(|| graph.shortest(here, stage, |_| true));
        further.map(|further| steps.extend(further))
    };
    for (stage, often) in visits {
        while steps.iter().filter(|step| step.to == stage).count() < often {
            go(stage, &mut steps)?;
        }
    }
    if let Place::Stage(stage) = from
        && steps.last().map(|step| step.to) != Some(stage)
    {
        go(stage, &mut steps)?;
    }
    Some(steps)
}

/// Whether a condition asks for the stages that a subject was in.
fn reads_visits(model: &Model, expr: &Expr, hops: &Hops) -> bool {
    let follow = |expr: &Expr| hops.follow(|| true, || reads_visits(model, expr, hops));
    let own = match &expr.kind {
        ExprKind::StageVisits => true,
        ExprKind::Attribute(id) => follow(&model.attributes[*id].expr),
        ExprKind::Let(id) => follow(&model.lets[*id].expr),
        ExprKind::Fold(id) => model.folds[*id].streams.iter().any(|stream| event_of(stream.source).is_none()),
        _ => false,
    };
    own || expr.children().into_iter().any(|child| reads_visits(model, child, hops))
}

/// Values with which conditions hold, if any are found.
pub(super) fn witness(conditions: &[&Condition<'_>]) -> Option<Witness> {
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
    /// A trigger fires.
    fn step(&mut self, by: TriggerId) -> Option<()> {
        let trigger = &self.model.triggers[by];
        let event = trigger.on.first().copied();
        let setting = Setting::of_trigger(trigger);
        let setting = match event {
            Some(event) => setting.on(event),
            None => setting,
        };
        let needed = witness(&[&self.reasoner.trigger(trigger, setting)])?;
        self.prepare(&needed, event);
        if let Some(event) = event {
            self.happens(event, &needed);
        }
        Some(())
    }

    /// An event with the fields that a witness gives to what is at hand.
    fn happens(&mut self, event: EventId, witness: &Witness) {
        self.with(event, None, witness);
    }

    /// An event with the fields that a witness gives to what is at hand, and one of them set.
    fn with(&mut self, event: EventId, set: Option<(Member, &Value)>, witness: &Witness) {
        let mut fields: Vec<(ColumnId, Value)> = Vec::new();
        for (at, field) in self.model.events[event].fields.iter().enumerate() {
            let own = set.filter(|(member, _)| *member == Member::Field(at)).map(|(_, value)| value);
            let value = own.or_else(|| witness.values.get(format!("event.{}", field.name).as_str())).cloned();
            if let Some(value) = value.or_else(|| (!field.optional).then(|| example(&field.ty))) {
                fields.push((field.column, value));
            }
        }
        let subject = Some(Arc::from(self.model.subject.as_str()));
        self.events.push(Scripted { event, time: self.now, subject, id: None, seq: None, fields });
        self.now += HOUR;
    }

    /// What must have happened for folds, scores and ages to be as a witness has them, the event at hand apart.
    fn prepare(&mut self, witness: &Witness, on: Option<EventId>) {
        for fold in &self.model.folds {
            if let Some(value) = witness.values.get(self.model.print_fold(fold).as_str()) {
                self.fold(fold, value, witness, on);
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

    /// The elements that make a fold come to a value.
    fn fold(&mut self, fold: &Fold, value: &Value, witness: &Witness, on: Option<EventId>) {
        let Some((event, member)) = fold.streams.first().and_then(|stream| Some((event_of(stream.source)?, stream.member))) else { return };
        // an element that counts
        let element = match &fold.filter {
            None => Witness::default(),
            Some(filter) => {
                let setting = Setting::at([StreamSource::Event(event)]);
                let Some(element) = self::witness(&[&self.reasoner.condition(filter, setting)]) else { return };
                element
            }
        };
        let is_at_hand = on == Some(event);
        let set = member.map(|member| (member, value));
        match (fold.kind, value) {
            (_, Value::Missing) => {}
            (FoldKind::Count, Value::Integer(times)) => {
                let wanted = usize::try_from(*times).unwrap_or(0).min(GATHERED);
                let there = self.events.iter().filter(|known| known.event == event && self.carries(known, &element)).count();
                for _ in there + usize::from(is_at_hand)..wanted {
                    self.with(event, None, &element);
                }
            }
            (FoldKind::Any, Value::Boolean(true)) if !is_at_hand => self.with(event, None, &element),
            (FoldKind::Last, _) if is_at_hand && self.is_at_hand(witness, event, member, value) => {}
            (FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last | FoldKind::Sum, _) => self.with(event, set, &element),
            (FoldKind::Count | FoldKind::Any | FoldKind::Distinct, _) => {}
        }
    }

    /// Whether an event has the fields that a witness asks for.
    fn carries(&self, event: &Scripted, wanted: &Witness) -> bool {
        self.model.events[event.event].fields.iter().all(|field| {
            let asked = wanted.values.get(format!("event.{}", field.name).as_str());
            asked.is_none_or(|asked| event.fields.iter().any(|(column, value)| *column == field.column && value == asked))
        })
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
        let there = self.events.iter().filter(|known| known.event == *event && self.carries(known, &needed)).count();
        let mut given = each * there as f64;
        for _ in 0..GATHERED {
            if given >= points {
                break;
            }
            self.happens(*event, &needed);
            given += each;
        }
    }
}
