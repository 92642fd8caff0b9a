//! One subject's history, kept whole, and what any expression is worth at any moment of it.
//!
//! Nothing is folded ahead: a fold walks the whole history when it is asked, from where it was last asked.

use super::memo::{Folding, Memo};
use crate::eval::{Scope, eval, holds};
use crate::ids::*;
use crate::model::{Fold, Member, Model, Stream, StreamSource};
use crate::time::Micros;
use crate::value::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Something that happened to the subject: an event, or the entry into a stage.
#[derive(Clone, Debug)]
pub struct Element {
    /// What.
    pub source: StreamSource,
    /// When.
    pub time: Micros,
    /// The fields of the event, in the order of the catalog.
    pub fields: Vec<Value>,
}

/// Points that a rule gave.
#[derive(Clone, Debug)]
pub struct Grant {
    /// By which rule.
    pub rule: RuleId,
    /// For which element of the story.
    pub element: usize,
    /// When.
    pub time: Micros,
    /// How many.
    pub points: f64,
    /// What the rule's limit counts it under.
    pub key: Value,
}

/// Everything that happened to one subject so far.
#[derive(Debug)]
pub struct Story<'a> {
    /// The definition.
    pub model: &'a Model,
    /// What the subject is called.
    pub name: Arc<str>,
    /// What happened, in order.
    pub elements: Vec<Element>,
    /// Points given, in order.
    pub grants: Vec<Grant>,
    /// Whether an element counts in a fold: decided once, as things were when it happened.
    counts: RefCell<HashMap<(FoldId, usize), bool>>,
    /// What was worked out of the beginning.
    pub memo: Memo,
}

impl<'a> Story<'a> {
    /// Of a subject to whom nothing has happened yet.
    pub fn new(model: &'a Model, name: Arc<str>) -> Self {
        Self { model, name, elements: Vec::new(), grants: Vec::new(), counts: RefCell::default(), memo: Memo::default() }
    }

    /// Something happens: of an event, the scoring rules that look at it run.
    pub fn take(&mut self, element: Element) {
        let (at, now, source) = (self.elements.len(), element.time, element.source);
        self.elements.push(element);
        if let StreamSource::Event(event) = source {
            super::scoring::run(self, event, at, now);
        }
    }

    /// The points given for an element.
    pub fn grants_of(&self, element: usize) -> &[Grant] {
        let start = self.grants.partition_point(|grant| grant.element < element);
        let length = self.grants[start..].iter().take_while(|grant| grant.element == element).count();
        &self.grants[start..start + length]
    }

    /// How many of the first elements are events.
    pub fn events_among(&self, first: usize) -> usize {
        let elements = &self.elements[..first.min(self.elements.len())];
        elements.len() - self.memo.entries(elements).0
    }

    /// As things are at an instant, everything that happened so far being known.
    pub fn at(&self, now: Micros) -> Moment<'_> {
        Moment { story: self, known: self.elements.len(), now, at_hand: None }
    }
}

/// An instant of a story: the first `known` elements have happened.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Of which story.
    pub story: &'a Story<'a>,
    /// How many of its elements have happened.
    pub known: usize,
    /// When.
    pub now: Micros,
    /// The element that `event.` means.
    pub at_hand: Option<usize>,
}

impl<'a> Moment<'a> {
    /// The same at another instant.
    #[must_use]
    pub fn at(self, now: Micros) -> Self {
        Self { now, ..self }
    }

    /// What has happened.
    pub fn elements(&self) -> &'a [Element] {
        &self.story.elements[..self.known]
    }

    /// The last activity: the last event whose entry in the catalog does not say otherwise.
    pub fn active(&self) -> Option<Micros> {
        let activity = |source| matches!(source, StreamSource::Event(event) if self.story.model.events[event].activity);
        self.elements().iter().rev().find(|element| activity(element.source)).map(|element| element.time)
    }

    /// The entry into the current stage.
    pub fn entry(&self) -> Option<(StageId, Micros)> {
        let element = self.story.elements.get(self.story.memo.entries(self.elements()).1?)?;
        match element.source {
            StreamSource::Stage(stage) => Some((stage, element.time)),
            StreamSource::Event(_) => None,
        }
    }

    /// As things were right after the element.
    fn after(&self, element: usize) -> Self {
        Self { story: self.story, known: element + 1, now: self.story.elements[element].time, at_hand: Some(element) }
    }

    /// What a stream takes of an element: nothing where the element is of another stream, or its member is missing.
    fn taken(&self, stream: &Stream, at: usize) -> Option<Value> {
        if self.story.elements[at].source != stream.source {
            return None;
        }
        match stream.member {
            None => Some(Value::Boolean(true)),
            Some(member) => Some(self.after(at).member(member)).filter(|value| !value.is_missing()),
        }
    }

    /// Whether an element passes a fold's `where`.
    fn passes(&self, id: FoldId, fold: &Fold, at: usize) -> bool {
        let Some(filter) = &fold.filter else { return true };
        let known = self.story.counts.borrow().get(&(id, at)).copied();
        known.unwrap_or_else(|| {
            let passes = holds(filter, self.story.model, &self.after(at));
            self.story.counts.borrow_mut().insert((id, at), passes);
            passes
        })
    }
}

impl Scope for Moment<'_> {
    fn attribute(&self, id: AttributeId) -> Value {
        let model = self.story.model;
        eval(&model.attributes[id].expr, model, &Self { at_hand: None, ..*self })
    }

    fn score(&self, id: ScoreId) -> f64 {
        super::scoring::read(&Self { at_hand: None, ..*self }, id)
    }

    fn at_hand(&self) -> Option<StreamSource> {
        Some(self.story.elements.get(self.at_hand?)?.source)
    }

    fn member(&self, member: Member) -> Value {
        let Some(element) = self.at_hand.and_then(|at| self.story.elements.get(at)) else { return Value::Missing };
        match member {
            Member::Field(at) => element.fields.get(at).cloned().unwrap_or_default(),
            Member::Attribute(id) => self.attribute(id),
            Member::Time => Value::Timestamp(element.time),
            Member::Subject => self.subject(),
        }
    }

    fn stage_age(&self) -> Value {
        self.entry().map_or(Value::Missing, |(_, entered)| Value::Duration(self.now.saturating_sub(entered)))
    }

    fn stage_visits(&self) -> Value {
        let Some((stage, _)) = self.entry() else { return Value::Missing };
        let visits = self.elements().iter().filter(|element| element.source == StreamSource::Stage(stage)).count();
        Value::Integer(i64::try_from(visits).unwrap_or(i64::MAX))
    }

    fn stage_entered_at(&self) -> Value {
        self.entry().map_or(Value::Missing, |(_, entered)| Value::Timestamp(entered))
    }

    fn now(&self) -> Option<Micros> {
        Some(self.now)
    }

    fn subject(&self) -> Value {
        Value::Text(self.story.name.clone())
    }

    fn fold(&self, id: FoldId) -> Value {
        let fold = &self.story.model.folds[id];
        let take = |folding: &mut Folding, places: std::ops::Range<usize>| {
            for at in places {
                for stream in &fold.streams {
                    if let Some(value) = self.taken(stream, at).filter(|_| self.passes(id, fold, at)) {
                        folding.take(value);
                    }
                }
            }
        };
        if let Some(last) = fold.last {
            let after = self.now.saturating_sub(last);
            let mut folding = Folding::new(fold.kind);
            take(&mut folding, self.elements().partition_point(|element| element.time <= after)..self.known);
            return folding.value(&fold.ty);
        }
        // it is not held while elements are looked at, which may ask for folds in turn
        let known = self.story.memo.folds.borrow().get(&id).and_then(|folds| folds.before(self.known));
        let (seen, mut folding) = known.unwrap_or_else(|| (0, Folding::new(fold.kind)));
        take(&mut folding, seen..self.known);
        let value = folding.value(&fold.ty);
        self.story.memo.folds.borrow_mut().entry(id).or_default().keep(self.known, folding);
        value
    }
}
