//! Looks at a story from every moment at which something is decided, and notes what is seen.

use super::parts::{self, is_ordered, leaves};
use super::{Coverage, Item, Kind, named};
use crate::diagnostics::Sources;
use crate::eval::{eval, holds};
use crate::ids::*;
use crate::model::{Expr, ExprKind, Model, StreamSource, Trigger};
use crate::reference::{Moment, Told};
use crate::span::Span;
use crate::suite::unit;
use crate::time::{DAY, Micros};
use crate::value::Value;
use std::collections::BTreeMap;

/// Notes what is seen.
pub(super) struct Observer<'a> {
    model: &'a Model,
    sources: &'a Sources,
    items: Vec<Item>,
    /// Where each thing is among the items.
    places: BTreeMap<(Kind, Span), usize>,
}

impl<'a> Observer<'a> {
    pub(super) fn of(model: &'a Model, sources: &'a Sources) -> Self {
        let mut items = Vec::new();
        named(&model.stages, |stage| (stage.span, &stage.name), "stage", Kind::Stage, &mut items);
        named(&model.triggers, |trigger| (trigger.span, &trigger.name), "trigger", Kind::Trigger, &mut items);
        for part in parts::all(model) {
            let kinds = [Kind::Holds, Kind::Fails, Kind::Boundary];
            for kind in kinds.into_iter().filter(|kind| *kind != Kind::Boundary || part.ordered) {
                items.push(Item { kind, span: part.span, what: part.what.clone(), seen: 0 });
            }
        }
        named(&model.rules, |rule| (rule.span, &rule.name), "rule", Kind::Rule, &mut items);
        for rule in model.rules.iter().filter(|rule| rule.limit.is_some()) {
            items.push(Item { kind: Kind::Limit, span: rule.span, what: format!("rule `{}`: limit", rule.name), seen: 0 });
        }
        named(&model.slas, |sla| (sla.span, &sla.name), "service level", Kind::Met, &mut items);
        named(&model.slas, |sla| (sla.span, &sla.name), "service level", Kind::Breached, &mut items);
        items.sort_by_key(|item| (item.kind, item.span));
        let places = items.iter().enumerate().map(|(at, item)| ((item.kind, item.span), at)).collect();
        Self { model, sources, items, places }
    }

    pub(super) fn finish(self) -> Coverage {
        Coverage { items: self.items }
    }

    /// Something was seen.
    pub(super) fn see(&mut self, kind: Kind, span: Span) {
        if let Some(at) = self.places.get(&(kind, span)) {
            self.items[*at].seen += 1;
        }
    }

    /// A whole story, element by element, and what time brings between them.
    pub(super) fn story(&mut self, told: &Told<'_>, until: Micros) {
        let story = &told.walk.story;
        let mut visit = 0;
        for (place, element) in story.elements.iter().enumerate() {
            let before = place.checked_sub(1).map(|last| story.elements[last].time);
            if before.is_some_and(|before| before < element.time) {
                // Just before something happens, and at that instant: what time alone has done by then.
                for now in [element.time - 1, element.time] {
                    self.conditions(told, &Moment { known: place, ..story.at(now) });
                }
            }
            match element.source {
                StreamSource::Event(event) => self.event(told, place, event, visit),
                StreamSource::Stage(_) => {
                    visit += 1;
                    self.conditions(told, &Moment { known: place + 1, ..story.at(element.time) });
                }
            }
            self.profile(&Moment { known: place + 1, ..story.at(element.time) });
            self.folds(told, place);
        }
        self.conditions(told, &story.at(until));
        self.profile(&story.at(until));
    }

    /// Rules and triggers that look at an event. `visit`: how many entries came before it.
    fn event(&mut self, told: &Told<'_>, place: usize, event: EventId, visit: usize) {
        let (story, model) = (&told.walk.story, self.model);
        // A first entry that the event causes has been made by then.
        let enters = visit == 0 && told.walk.visits.first().is_some_and(|visit| visit.trigger.is_none());
        let at = Moment { known: place + 1 + usize::from(enters), at_hand: Some(place), ..story.at(story.elements[place].time) };
        for (id, rule) in model.rules.enumerate().filter(|(_, rule)| rule.on.contains(&event)) {
            if let Some(when) = &rule.when {
                self.condition(when, &at);
            }
            let granted = story.grants.iter().any(|grant| grant.element == place && grant.rule == id);
            if granted {
                self.see(Kind::Rule, rule.span);
            } else if rule.when.as_ref().is_none_or(|when| holds(when, model, &at)) && !eval(&rule.points, model, &at).is_missing() {
                self.see(Kind::Limit, rule.span);
            }
        }
        let next = told.walk.visits.get(visit + usize::from(enters));
        let fired = next
            .filter(|next| next.entered_at == at.now)
            .and_then(|next| next.trigger)
            .filter(|id| model.triggers[*id].on.contains(&event));
        for (id, trigger) in model.triggers.enumerate().filter(|(_, trigger)| trigger.on.contains(&event) && leads_on(trigger, &at)) {
            self.trigger(trigger, &at);
            if fired == Some(id) {
                return;
            }
        }
        self.conditions(told, &Moment { at_hand: None, ..at });
    }

    /// The condition triggers out of where the subject is: in file order until one holds.
    fn conditions(&mut self, told: &Told<'_>, at: &Moment<'_>) {
        for trigger in self.model.triggers.iter().filter(|trigger| trigger.is_condition() && leads_on(trigger, at)) {
            self.trigger(trigger, at);
            if told.walk.holds(trigger, at) {
                return;
            }
        }
    }

    fn trigger(&mut self, trigger: &Trigger, at: &Moment<'_>) {
        if let Some(when) = &trigger.when {
            self.condition(when, at);
        }
        let entered = at.entry().map(|(_, entered)| entered);
        for (span, word, time) in parts::waits(trigger) {
            let since = if word == "idle" { entered.max(at.active()) } else { entered };
            let passed = since.map(|since| at.now.saturating_sub(since));
            self.see(if passed.is_some_and(|passed| passed >= time) { Kind::Holds } else { Kind::Fails }, span);
            if passed.is_some_and(|passed| (passed - time).abs() <= unit::of_time(time)) {
                self.see(Kind::Boundary, span);
            }
        }
    }

    /// Rules without `on`: seen while they hold.
    fn profile(&mut self, at: &Moment<'_>) {
        for rule in self.model.rules.iter().filter(|rule| rule.on.is_empty()) {
            if let Some(when) = &rule.when {
                self.condition(when, at);
            }
            if rule.when.as_ref().is_none_or(|when| holds(when, self.model, at)) {
                self.see(Kind::Rule, rule.span);
            }
        }
    }

    /// What folds filter by, of an element.
    fn folds(&mut self, told: &Told<'_>, place: usize) {
        let story = &told.walk.story;
        let at = Moment { known: place + 1, at_hand: Some(place), ..story.at(story.elements[place].time) };
        let source = story.elements[place].source;
        for fold in self.model.folds.iter().filter(|fold| fold.streams.iter().any(|stream| stream.source == source)) {
            if let Some(filter) = &fold.filter {
                self.condition(filter, &at);
            }
        }
    }

    /// Every comparison of a condition: on which side it is, and whether at the boundary.
    fn condition(&mut self, condition: &Expr, at: &Moment<'_>) {
        let model = self.model;
        for leaf in leaves(model, condition) {
            match eval(leaf, model, at).truth() {
                Some(true) => self.see(Kind::Holds, leaf.span),
                Some(false) => self.see(Kind::Fails, leaf.span),
                // what is unknown was on neither side
                None => continue,
            }
            if is_ordered(leaf) && self.at_boundary(leaf, at) {
                self.see(Kind::Boundary, leaf.span);
            }
        }
    }

    /// Whether the sides of a comparison are equal, or no more than a unit apart.
    fn at_boundary(&self, leaf: &Expr, at: &Moment<'_>) -> bool {
        let ExprKind::Compare(_, a, b) = &leaf.kind else { return false };
        let (left, right) = (eval(a, self.model, at), eval(b, self.model, at));
        let unit = [a, b].into_iter().find_map(|side| self.unit(side));
        // A hair more than the unit: 99.50 - 99.49 is more than 0.01 in doubles.
        number(&left).zip(number(&right)).is_some_and(|(left, right)| (left - right).abs() <= unit.unwrap_or(0.0) * (1.0 + 1e-9))
    }

    /// The unit of a side that is a literal.
    fn unit(&self, side: &Expr) -> Option<f64> {
        match &side.kind {
            ExprKind::Convert(inner) | ExprKind::Negate(inner) => self.unit(inner),
            ExprKind::Literal(Value::Duration(time)) => Some(unit::of_time(*time) as f64),
            ExprKind::Literal(Value::Timestamp(_)) => Some(DAY as f64),
            ExprKind::Literal(Value::Integer(_) | Value::Date(_)) => Some(1.0),
            ExprKind::Literal(Value::Number(_) | Value::Decimal(_)) => Some(unit::of_number(self.sources.text(side.span))),
            _ => None,
        }
    }
}

/// Whether a trigger leads out of where the subject is.
fn leads_on(trigger: &Trigger, at: &Moment<'_>) -> bool {
    match at.entry() {
        None => trigger.from == crate::model::From::Start,
        Some((stage, _)) => trigger.from.stages().contains(&stage),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) | Value::Duration(number) | Value::Timestamp(number) => Some(*number as f64),
        Value::Date(day) => Some(f64::from(*day)),
        Value::Number(number) => Some(*number),
        Value::Decimal(number) => Some(number.to_f64()),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Set(_) => None,
    }
}
