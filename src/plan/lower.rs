//! The lowering itself: section by section, in the order of [`Program`]'s fields.

use super::condition::{Condition, Test, Wake};
use super::{
    Code, CodeId, ConditionStep, EventPlan, EventTest, FoldPlan, FoldStep, Gate, LimitPlan, Mask, Members, OnStep, Op, Piece, Points,
    Program, RulePlan, RuleStep, ScorePlan, SlaPlan, StagePlan, Taken, TapPlan, TapStep, TriggerPlan,
};
use crate::ids::*;
use crate::model::continuity::Continuity;
use crate::model::expr::{Comparison, Expr, ExprKind, FoldKind, Member, StreamSource};
use crate::model::{From, Model, Per, Tap};
use crate::value::{Type, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

mod expression;
mod masks;
mod wakes;

/// The program of a definition.
pub fn lower(model: &Model) -> Program {
    let mut lowering = Lowering {
        model,
        continuity: Continuity::of(model),
        codes: Vec::new(),
        masks: Vec::new(),
        event_masks: vec![Vec::new(); model.events.len()],
        reads: vec![false; model.columns.len()],
        attributes: vec![None; model.attributes.len()],
        lets: vec![None; model.lets.len()],
    };
    lowering.program()
}

/// What is gathered while lowering.
struct Lowering<'a> {
    model: &'a Model,
    continuity: Continuity<'a>,
    codes: Vec<Code>,
    masks: Vec<Mask>,
    /// By event, the masks worked out for it: their place is the bit.
    event_masks: Vec<Vec<usize>>,
    reads: Vec<bool>,
    attributes: Vec<Option<CodeId>>,
    lets: Vec<Option<CodeId>>,
}

/// How many masks an event's word has room for.
const BITS: usize = 32;

impl Lowering<'_> {
    fn program(&mut self) -> Program {
        let model = self.model;
        let attributes: Vec<CodeId> = model.attributes.ids().map(|id| self.attribute(id)).collect();
        let rules = model.rules.iter().map(|rule| self.rule(rule)).collect();
        let fold_order = self.fold_order();
        let stages = self.stages(&fold_order);
        let events = model.events.enumerate().map(|(id, event)| self.event(id, event, &fold_order, &stages)).collect();
        Program {
            events,
            unordered: model.triggers.iter().any(|trigger| trigger.from == From::Start)
                && stages.iter().all(|stage: &StagePlan| stage.conditions.is_empty()),
            columns: model.columns.iter().map(|column| column.ty.clone()).collect(),
            attributes,
            dimensions: model.attributes.enumerate().filter(|(_, attribute)| attribute.dimension).map(|(id, _)| id).collect(),
            folds: model.folds.iter().map(|fold| FoldPlan { kind: fold.kind, ty: fold.ty.clone(), window: fold.last }).collect(),
            scores: model.scores.iter().map(|score| self.score(score)).collect(),
            rules,
            stages,
            triggers: model.triggers.iter().map(|trigger| self.trigger(trigger)).collect(),
            slas: model.slas.iter().map(|sla| SlaPlan { within: sla.within, business: sla.business }).collect(),
            taps: model.taps().map(|tap| TapPlan { valued: tap.is_valued() }).collect(),
            enters_by_trigger: model.triggers.iter().any(|trigger| trigger.from == From::Start),
            links: model.events.iter().any(|event| event.links.is_some()),
            calendar: model.calendar.clone(),
            reads: std::mem::take(&mut self.reads),
            names_subjects: self.codes.iter().any(|code| code.ops.iter().any(|op| matches!(op, Op::Subject))),
            masks: std::mem::take(&mut self.masks),
            codes: std::mem::take(&mut self.codes),
        }
    }

    fn trigger(&mut self, trigger: &crate::model::Trigger) -> TriggerPlan {
        let mut actions = Vec::new();
        for action in &trigger.actions {
            let mut properties = Vec::new();
            for (_, template) in &action.properties {
                let pieces = template.0.iter().map(|piece| match piece {
                    crate::model::Piece::Text(text) => Piece::Text(text.clone()),
                    crate::model::Piece::Value(value) => Piece::Value(self.code(value)),
                });
                properties.push(pieces.collect());
            }
            actions.push(properties);
        }
        TriggerPlan { to: trigger.to, actions }
    }

    /// The elements that a happening of `source` adds to taps.
    fn tap_steps(&mut self, source: StreamSource) -> Vec<TapStep> {
        let model = self.model;
        let mut steps = Vec::new();
        for (tap, tapped) in model.taps().enumerate() {
            let (streams, filter) = match tapped {
                Tap::Selection(selection) => (selection.streams.as_slice(), selection.filter.as_ref()),
                Tap::Milestone(event) if source == StreamSource::Event(event) => {
                    steps.push(TapStep { tap, member: Taken::Element, filter: Gate::default() });
                    continue;
                }
                Tap::Milestone(_) => continue,
            };
            for stream in streams.iter().filter(|stream| stream.source == source) {
                let member = self.taken(stream.source, stream.member);
                let filter = match (filter, source) {
                    (None, _) => Gate::default(),
                    (Some(filter), StreamSource::Event(event)) => self.gate(filter, event),
                    (Some(filter), StreamSource::Stage(_)) => Gate { bit: None, tests: self.tests(filter) },
                };
                steps.push(TapStep { tap, member, filter });
            }
        }
        steps
    }

    fn taken(&mut self, source: StreamSource, member: Option<Member>) -> Taken {
        match (source, member) {
            (_, None | Some(Member::Subject)) | (StreamSource::Stage(_), Some(Member::Field(_))) => Taken::Element,
            (_, Some(Member::Time)) => Taken::Time,
            (_, Some(Member::Attribute(attribute))) => Taken::Attribute(attribute),
            (StreamSource::Event(event), Some(Member::Field(field))) => Taken::Column(self.read(event, field)),
        }
    }

    fn score(&self, score: &crate::model::Score) -> ScorePlan {
        ScorePlan {
            decay: score.decay,
            low: score.low.unwrap_or(f64::NEG_INFINITY),
            high: score.high.unwrap_or(f64::INFINITY),
            bands: score
                .bands
                .iter()
                .map(|band| (Arc::from(band.name.as_str()), band.from.unwrap_or(f64::NEG_INFINITY), band.to.unwrap_or(f64::INFINITY)))
                .collect(),
            profile: score.rules.iter().copied().filter(|rule| self.model.rules[*rule].on.is_empty()).collect(),
        }
    }

    fn rule(&mut self, rule: &crate::model::Rule) -> RulePlan {
        let when = match &rule.when {
            Some(when) if rule.on.is_empty() => self.tests(when),
            _ => Vec::new(),
        };
        let points = match constant_number(&rule.points) {
            Some(points) => Points::Constant(points),
            None => Points::Code(self.code(&rule.points)),
        };
        let limit = rule.limit.as_ref().map(|limit| match &limit.per {
            Per::Ever => LimitPlan::Ever(limit.times),
            Per::Window(window) => LimitPlan::Window(limit.times, *window),
            Per::Value(value) => LimitPlan::Value(limit.times, self.code(value)),
        });
        RulePlan { score: rule.score, when, points, limit }
    }

    /// Folds in an order in which what a filter reads comes before the fold it belongs to.
    fn fold_order(&self) -> Vec<FoldId> {
        let count = self.model.folds.len();
        let mut done = vec![false; count];
        let mut order = Vec::with_capacity(count);
        for id in self.model.folds.ids() {
            self.order_fold(id, &mut done, &mut order, 0);
        }
        order
    }

    fn order_fold(&self, id: FoldId, done: &mut [bool], order: &mut Vec<FoldId>, depth: usize) {
        if done[id.index()] || depth > self.model.folds.len() {
            return;
        }
        done[id.index()] = true;
        let fold = &self.model.folds[id];
        let mut needs = Vec::new();
        if let Some(filter) = &fold.filter {
            wakes::folds_in(self.model, filter, &mut needs);
        }
        for stream in &fold.streams {
            if let Some(Member::Attribute(attribute)) = stream.member {
                wakes::folds_in(self.model, &self.model.attributes[attribute].expr, &mut needs);
            }
        }
        for need in needs {
            self.order_fold(need, done, order, depth + 1);
        }
        order.push(id);
    }

    /// The elements that a happening of `source` adds to folds.
    fn fold_steps(&mut self, source: StreamSource, order: &[FoldId]) -> Vec<FoldStep> {
        let model = self.model;
        let mut steps = Vec::new();
        for &id in order {
            let fold = &model.folds[id];
            for stream in fold.streams.iter().filter(|stream| stream.source == source) {
                let member = self.taken(stream.source, stream.member);
                let filter = match (&fold.filter, source) {
                    (None, _) => Gate::default(),
                    (Some(filter), StreamSource::Event(event)) => self.gate(filter, event),
                    (Some(filter), StreamSource::Stage(_)) => Gate { bit: None, tests: self.tests(filter) },
                };
                steps.push(FoldStep { fold: id, member, filter });
            }
        }
        steps
    }

    fn stages(&mut self, fold_order: &[FoldId]) -> Vec<StagePlan> {
        let model = self.model;
        let mut plans: Vec<StagePlan> = (0..=model.stages.len())
            .map(|_| StagePlan {
                on: vec![Vec::new(); model.events.len()],
                woken_by: vec![false; model.events.len()],
                ..StagePlan::default()
            })
            .collect();
        for id in model.stages.ids() {
            let plan = &mut plans[id.index()];
            plan.folds = self.fold_steps(StreamSource::Stage(id), fold_order);
            plan.taps = self.tap_steps(StreamSource::Stage(id));
            plan.starts = model.slas.enumerate().filter(|(_, sla)| sla.from.contains(&id)).map(|(sla, _)| sla).collect();
            plan.stops = model.slas.enumerate().filter(|(_, sla)| sla.until_stages.contains(&id)).map(|(sla, _)| sla).collect();
            plan.cancels = model.stages[id].outcome.is_some() || model.stages[id].off_path;
        }
        for (id, trigger) in model.triggers.enumerate() {
            let from: Vec<usize> = match &trigger.from {
                From::Start => vec![model.stages.len()],
                stages => stages.stages().iter().map(|stage| stage.index()).collect(),
            };
            if trigger.is_condition() {
                let condition = self.condition(trigger);
                let woken = self.woken_by(trigger);
                for stage in from {
                    let plan = &mut plans[stage];
                    plan.timed |= !condition.wakes.is_empty();
                    for (known, new) in plan.woken_by.iter_mut().zip(&woken) {
                        *known |= new;
                    }
                    plan.conditions.push(ConditionStep { trigger: id, to: trigger.to, condition: condition.clone() });
                }
            } else {
                for &event in &trigger.on {
                    let mut gate = trigger.when.as_ref().map(|when| self.gate(when, event)).unwrap_or_default();
                    gate.tests.extend(trigger.after.map(|after| Test::Age(Comparison::GreaterEqual, after)));
                    gate.tests.extend(trigger.idle.map(Test::Idle));
                    for &stage in &from {
                        plans[stage].on[event.index()].push(OnStep { trigger: id, to: trigger.to, gate: gate.clone() });
                    }
                }
            }
        }
        plans
    }

    fn event(&mut self, id: EventId, event: &crate::model::Event, fold_order: &[FoldId], stages: &[StagePlan]) -> EventPlan {
        let model = self.model;
        let folds = self.fold_steps(StreamSource::Event(id), fold_order);
        let mut rules = Vec::new();
        for (rule_id, rule) in model.rules.enumerate() {
            if rule.on.contains(&id) {
                let gate = rule.when.as_ref().map(|when| self.gate(when, id)).unwrap_or_default();
                rules.push(RuleStep { rule: rule_id, gate });
            }
        }
        let taps = self.tap_steps(StreamSource::Event(id));
        let stops: Vec<SlaId> = model.slas.enumerate().filter(|(_, sla)| sla.until_events.contains(&id)).map(|(sla, _)| sla).collect();
        let fires = stages.iter().any(|stage| !stage.on[id.index()].is_empty() || stage.woken_by[id.index()]);
        EventPlan {
            has_subject: event.has_subject,
            activity: event.activity,
            fields: event.fields.iter().map(|field| field.column).collect(),
            inert: folds.is_empty() && rules.is_empty() && taps.is_empty() && stops.is_empty() && !fires,
            stops,
            taps,
            folds,
            rules,
            links: event.links.as_ref().map(|links| self.code(links)),
            masks: self.event_masks[id.index()].clone(),
        }
    }

    /// The column of an event's field, which the program reads from now on.
    fn read(&mut self, event: EventId, field: usize) -> ColumnId {
        let column = self.model.events[event].fields[field].column;
        self.reads[column.index()] = true;
        column
    }

    /// A condition on an event: what needs the event alone becomes a bit, the rest tests.
    fn gate(&mut self, when: &Expr, event: EventId) -> Gate {
        let mut alone: Vec<&Expr> = Vec::new();
        let mut rest: Vec<&Expr> = Vec::new();
        conjuncts(when, &mut |part| if masks::event_only(self.model, part) { alone.push(part) } else { rest.push(part) });
        let mut gate = Gate::default();
        let tests: Vec<EventTest> = alone.iter().map(|part| self.event_test(part)).collect();
        if let Some(test) = tests.into_iter().reduce(|a, b| EventTest::And(Box::new(a), Box::new(b))) {
            gate.bit = self.bit(test, event);
            if gate.bit.is_none() {
                rest.extend(alone);
            }
        }
        for part in rest {
            let test = self.test(part);
            gate.tests.push(test);
        }
        gate
    }

    /// The bit of a condition in an event's word; none where the word is full.
    fn bit(&mut self, test: EventTest, event: EventId) -> Option<u8> {
        let mask = Mask { test };
        let index = self.masks.iter().position(|known| *known == mask).unwrap_or_else(|| {
            self.masks.push(mask);
            self.masks.len() - 1
        });
        let bits = &mut self.event_masks[event.index()];
        let bit = bits.iter().position(|known| *known == index).unwrap_or_else(|| {
            bits.push(index);
            bits.len() - 1
        });
        if bit >= BITS {
            bits.truncate(BITS);
            return None;
        }
        u8::try_from(bit).ok()
    }

    /// The tests whose conjunction a condition is.
    fn tests(&mut self, when: &Expr) -> Vec<Test> {
        let mut parts = Vec::new();
        conjuncts(when, &mut |part| parts.push(part));
        parts.into_iter().map(|part| self.test(part)).collect()
    }

    /// One conjunct as a test of its own shape, else as a flat expression.
    fn test(&mut self, part: &Expr) -> Test {
        if let ExprKind::Compare(comparison, left, right) = &part.kind {
            let shaped = match (&left.kind, &right.kind) {
                (_, ExprKind::Literal(value)) => self.shaped(left, *comparison, value),
                (ExprKind::Literal(value), _) => self.shaped(right, comparison.mirrored(), value),
                _ => None,
            };
            if let Some(test) = shaped {
                return test;
            }
        }
        Test::Code(self.code(part))
    }

    fn shaped(&self, side: &Expr, comparison: Comparison, value: &Value) -> Option<Test> {
        match (&side.kind, value) {
            (ExprKind::StageAge, Value::Duration(age)) => Some(Test::Age(comparison, *age)),
            (ExprKind::Score(score), Value::Number(level)) => Some(Test::Score(*score, comparison, *level)),
            (ExprKind::Score(score), Value::Integer(level)) => Some(Test::Score(*score, comparison, *level as f64)),
            (ExprKind::Fold(fold), Value::Integer(count)) if self.model.folds[*fold].kind == FoldKind::Count => {
                Some(Test::Count(*fold, comparison, *count))
            }
            (ExprKind::Arithmetic(crate::model::expr::Arithmetic::Subtract, a, b), Value::Duration(limit)) => match (&a.kind, &b.kind) {
                (ExprKind::Now, ExprKind::Fold(fold)) if self.model.folds[*fold].ty == Type::Timestamp => {
                    Some(Test::Since(*fold, comparison, *limit))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn condition(&mut self, trigger: &crate::model::Trigger) -> Condition {
        let polled = self.continuity.is_polled(trigger);
        let mut parts: Vec<(Test, Vec<Wake>)> = Vec::new();
        if let Some(when) = &trigger.when {
            let mut conjunction = Vec::new();
            conjuncts(when, &mut |part| conjunction.push(part));
            for part in conjunction {
                let test = self.test(part);
                let wakes = if polled { vec![Wake::Midnight] } else { self.wakes(part) };
                parts.push((test, wakes));
            }
        }
        let wake = |wake: Wake| if polled { Wake::Midnight } else { wake };
        parts.extend(trigger.after.map(|after| (Test::Age(Comparison::GreaterEqual, after), vec![wake(Wake::Age(after))])));
        parts.extend(trigger.idle.map(|idle| (Test::Idle(idle), vec![wake(Wake::Idle(idle))])));
        parts.sort_by_key(|(_, wakes)| !wakes.is_empty());
        let still = parts.iter().filter(|(_, wakes)| wakes.is_empty()).count();
        let mut condition = Condition { still, polled, ..Condition::default() };
        for (test, wakes) in parts {
            condition.tests.push(test);
            for wake in wakes {
                if !condition.wakes.contains(&wake) {
                    condition.wakes.push(wake);
                }
            }
        }
        condition
    }
}

/// A constant number of points.
fn constant_number(points: &Expr) -> Option<f64> {
    match &points.kind {
        ExprKind::Literal(Value::Number(value)) => Some(*value),
        #[allow(clippy::cast_precision_loss, reason = "points are f64 by contract")]
        ExprKind::Literal(Value::Integer(value)) => Some(*value as f64),
        ExprKind::Negate(inner) => constant_number(inner).map(|value| -value),
        ExprKind::Convert(inner) => constant_number(inner),
        _ => None,
    }
}

/// Visits the parts of a conjunction: it holds where all of them do.
fn conjuncts<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    if let ExprKind::And(left, right) = &expr.kind {
        conjuncts(left, visit);
        conjuncts(right, visit);
    } else {
        visit(expr);
    }
}
