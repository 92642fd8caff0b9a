//! Runs flat expressions and tests on a subject's slots and the element at hand.

use super::state::{State, clamp};
use super::store::{Layout, Partition};
use crate::eval;
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::plan::code::Members;
use crate::plan::{CodeId, Op, Points, Program, Taken, Test};
use crate::value::Value;
use std::sync::Arc;

/// The element that `event.` means.
#[derive(Clone, Copy)]
pub enum Hand<'a> {
    /// None: between events.
    Empty,
    /// An event at rest, and where.
    Event(EventId, &'a Partition, usize),
    /// An entry into a stage, happening now.
    Entry(StageId),
    /// A row of a batch that is being read: its event, and how to get a column.
    Column(EventId, &'a dyn Fn(ColumnId) -> Value),
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The program.
    pub program: &'a Program,
    /// What fields events have.
    pub layout: &'a Layout<'a>,
    /// The subject.
    pub state: &'a State,
    /// The element at hand.
    pub hand: Hand<'a>,
}

impl Context<'_> {
    /// Whether all tests hold.
    pub fn all(&self, tests: &[Test], stack: &mut Vec<Value>) -> bool {
        tests.iter().all(|test| self.holds(test, stack))
    }

    /// Whether a test holds.
    pub fn holds(&self, test: &Test, stack: &mut Vec<Value>) -> bool {
        let state = self.state;
        match test {
            Test::Age(comparison, age) => self.in_funnel() && comparison.holds((state.now - state.entered_at).cmp(age)),
            Test::Idle(time) => {
                self.in_funnel()
                    && state.now - state.entered_at >= *time
                    && state.last_activity.is_none_or(|last| state.now - last >= *time)
            }
            Test::Score(score, Comparison::GreaterEqual | Comparison::Greater, level) if self.stays_below(*score, *level) => false,
            Test::Score(score, comparison, level) => {
                let value = self.score(*score, stack);
                value.is_finite() && value.partial_cmp(level).is_some_and(|order| comparison.holds(order))
            }
            Test::Since(fold, comparison, limit) => match self.fold(*fold) {
                Value::Timestamp(then) => state.now.checked_sub(then).is_some_and(|since| comparison.holds(since.cmp(limit))),
                _ => false,
            },
            Test::Count(fold, comparison, count) => match self.fold(*fold) {
                Value::Integer(counted) => comparison.holds(counted.cmp(count)),
                _ => false,
            },
            Test::Code(code) => self.value(*code, stack).truth() == Some(true),
        }
    }

    /// Whether the subject is in a stage.
    pub fn in_funnel(&self) -> bool {
        self.state.stage != self.program.start()
    }

    /// Whether a score is below a level whatever became of its points since they were given: told without working out how they decayed.
    #[inline]
    fn stays_below(&self, id: ScoreId, level: f64) -> bool {
        let plan = &self.program.scores[id.index()];
        plan.profile.is_empty() && plan.low < level && self.state.scores[id.index()].is_at_most(plan).is_some_and(|most| most < level)
    }

    /// A score as it is read.
    pub fn score(&self, id: ScoreId, stack: &mut Vec<Value>) -> f64 {
        let plan = &self.program.scores[id.index()];
        let mut sum = self.state.scores[id.index()].value(plan, self.state.now);
        for rule in &plan.profile {
            let rule = &self.program.rules[rule.index()];
            if self.all(&rule.when, stack) {
                sum += self.points(&rule.points, stack).unwrap_or(0.0);
            }
        }
        clamp(sum, plan)
    }

    /// A rule's points; `None` where they are missing.
    pub fn points(&self, points: &Points, stack: &mut Vec<Value>) -> Option<f64> {
        match points {
            Points::Constant(points) => Some(*points),
            Points::Code(code) => match self.value(*code, stack) {
                Value::Number(points) => Some(points),
                #[allow(clippy::cast_precision_loss, reason = "points are f64 by contract")]
                Value::Integer(points) => Some(points as f64),
                Value::Decimal(points) => Some(points.to_f64()),
                _ => None,
            },
        }
    }

    fn fold(&self, id: FoldId) -> Value {
        self.state.folds[id.index()].value(&self.program.folds[id.index()], self.state.now)
    }

    /// An attribute as it is now.
    pub fn attribute(&self, id: AttributeId, stack: &mut Vec<Value>) -> Value {
        self.value(self.program.attributes[id.index()], stack)
    }

    /// What is taken of the element at hand.
    pub fn taken(&self, taken: Taken, stack: &mut Vec<Value>) -> Value {
        match (taken, self.hand) {
            (Taken::Element, _) => Value::Boolean(true),
            (Taken::Time, _) => Value::Timestamp(self.state.now),
            (Taken::Attribute(id), _) => self.attribute(id, stack),
            (Taken::Column(column), Hand::Event(event, events, place)) => {
                let field = self.program.events[event.index()].fields.iter().position(|known| *known == column);
                field.map_or(Value::Missing, |field| events.record(place, self.layout).value(field, self.layout))
            }
            (Taken::Column(column), Hand::Column(_, get)) => get(column),
            (Taken::Column(_), Hand::Empty | Hand::Entry(_)) => Value::Missing,
        }
    }

    fn member(&self, members: &Members, stack: &mut Vec<Value>) -> Value {
        let taken = match self.hand {
            Hand::Empty => None,
            Hand::Event(event, ..) | Hand::Column(event, _) => members.events[event.index()],
            Hand::Entry(stage) => members.stages[stage.index()],
        };
        taken.map_or(Value::Missing, |taken| self.taken(taken, stack))
    }

    fn band(&self, id: ScoreId, stack: &mut Vec<Value>) -> Value {
        let value = self.score(id, stack);
        let bands = &self.program.scores[id.index()].bands;
        let band = bands.iter().find(|(_, from, to)| value >= *from && value < *to);
        band.map_or(Value::Missing, |(name, ..)| Value::Text(Arc::clone(name)))
    }

    /// The value of a flat expression.
    pub fn value(&self, code: CodeId, stack: &mut Vec<Value>) -> Value {
        let base = stack.len();
        let ops = &self.program.codes[code.0 as usize].ops;
        let mut at = 0;
        while let Some(op) = ops.get(at) {
            at = self.step(op, at, stack);
        }
        let value = stack.pop().unwrap_or_default();
        stack.truncate(base);
        value
    }

    /// Runs one operation and gives the place of the next.
    fn step(&self, op: &Op, at: usize, stack: &mut Vec<Value>) -> usize {
        let state = self.state;
        let staged = |value: Value| if self.in_funnel() { value } else { Value::Missing };
        let pushed = match op {
            Op::Constant(value) => value.clone(),
            Op::Now => Value::Timestamp(state.now),
            Op::Subject => Value::Text(Arc::clone(&state.name)),
            Op::StageAge => staged(Value::Duration(state.now - state.entered_at)),
            Op::StageVisits => staged(Value::Integer(i64::from(state.visits[state.stage]))),
            Op::StageEnteredAt => staged(Value::Timestamp(state.entered_at)),
            Op::Score(score) => Value::number(self.score(*score, stack)),
            Op::Band(score) => self.band(*score, stack),
            Op::Fold(fold) => self.fold(*fold),
            Op::Sub(code) => self.value(*code, stack),
            Op::Member(members) => self.member(members, stack),
            Op::JumpIfFalse(to) => return if stack.last().and_then(Value::truth) == Some(false) { *to } else { at + 1 },
            Op::JumpIfTrue(to) => return if stack.last().and_then(Value::truth) == Some(true) { *to } else { at + 1 },
            Op::JumpIfPresent(to) => {
                if stack.last().is_some_and(|top| !top.is_missing()) {
                    return *to;
                }
                stack.pop();
                return at + 1;
            }
            Op::JumpUnlessTrue(to) => return if pop(stack).truth() == Some(true) { at + 1 } else { *to },
            Op::Jump(to) => return *to,
            op => self.combine(op, stack),
        };
        stack.push(pushed);
        at + 1
    }

    /// An operation that replaces what is on top.
    fn combine(&self, op: &Op, stack: &mut Vec<Value>) -> Value {
        let calendar = &self.program.calendar;
        match op {
            Op::Not => Value::from_truth(pop(stack).truth().map(|truth| !truth)),
            Op::Negate => eval::negate(&pop(stack)),
            Op::Convert(ty) => eval::convert(pop(stack), ty, calendar),
            Op::Is { present } => Value::Boolean(pop(stack).is_missing() != *present),
            Op::Matches(pattern) => Value::from_truth(eval::matches(&pop(stack), pattern)),
            Op::Among { items, negated } => {
                let value = pop(stack);
                Value::from_truth(eval::is_in(&value, items.iter().cloned()).map(|found| found != *negated))
            }
            Op::In { count, negated } => {
                let items = stack.split_off(stack.len().saturating_sub(*count));
                let value = pop(stack);
                Value::from_truth(eval::is_in(&value, items.into_iter()).map(|found| found != *negated))
            }
            Op::Call(function, count) => {
                let arguments = stack.split_off(stack.len().saturating_sub(*count));
                function.call(&arguments, calendar)
            }
            op => {
                let b = pop(stack);
                let a = pop(stack);
                two(op, &a, &b)
            }
        }
    }
}

/// An operation on two values.
fn two(op: &Op, a: &Value, b: &Value) -> Value {
    match op {
        Op::Compare(comparison) => Value::from_truth(eval::compare(a, b).map(|order| comparison.holds(order))),
        Op::And => Value::from_truth(crate::value::and(a.truth(), b.truth())),
        Op::Or => Value::from_truth(crate::value::or(a.truth(), b.truth())),
        Op::InSet { negated } => Value::from_truth(eval::in_set(a, b).map(|found| found != *negated)),
        Op::TextTest(test) => Value::from_truth(eval::text_test(*test, a, b)),
        Op::Arithmetic(arithmetic, _) => eval::arithmetic(*arithmetic, a, b),
        Op::Join => eval::join(a, b),
        _ => Value::Missing,
    }
}

fn pop(stack: &mut Vec<Value>) -> Value {
    stack.pop().unwrap_or_default()
}
