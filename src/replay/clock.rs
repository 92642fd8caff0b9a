//! What time alone brings: the first instant at which a condition of the stage may become true, and what happens then.

use super::evaluate::Hand;
use super::lane::Lane;
use super::state::NEVER;
use crate::ids::Id;
use crate::plan::condition::Crossing;
use crate::plan::{Condition, Program, Wake};
use crate::time::Micros;
use crate::value::Value;
use std::cmp::Ordering;

const HOUR: Micros = 3_600_000_000;

impl Lane<'_> {
    /// Lets time run to `limit`, it included: every condition that becomes true by then fires at its instant.
    pub(super) fn advance(&mut self, limit: Micros) {
        while let Some(instant) = self.next_wake(limit) {
            self.state.now = instant;
            self.turn();
        }
    }

    /// The first instant after now, up to `limit`, at which a condition of the stage may become true.
    fn next_wake(&mut self, limit: Micros) -> Option<Micros> {
        let program = self.program;
        let stage = &program.stages[self.state.stage];
        if !stage.timed || limit <= self.state.now {
            return None;
        }
        let mut found = None;
        let mut limit = limit;
        for step in stage.conditions.iter().filter(|step| !step.condition.wakes.is_empty()) {
            let still = &step.condition.tests[..step.condition.still];
            if !self.at(self.state.now, |context, stack| context.all(still, stack)) {
                continue;
            }
            if let Some(instant) = self.wake_of(&step.condition, limit, program) {
                found = Some(instant);
                limit = instant;
            }
        }
        found
    }

    /// The first instant after now, up to `limit`, at which the condition may become true.
    fn wake_of(&mut self, condition: &Condition, limit: Micros, program: &Program) -> Option<Micros> {
        let mut found: Option<Micros> = None;
        for wake in &condition.wakes {
            let until = found.map_or(limit, |instant| instant - 1);
            let next = match wake {
                Wake::Crossing(crossing) => self.crossing(crossing, until),
                wake => self.step_of(wake, program),
            };
            if let Some(next) = next.filter(|next| *next <= until && *next > self.state.now) {
                found = Some(next);
            }
        }
        found
    }

    /// The first instant after now of something that goes in steps.
    fn step_of(&self, wake: &Wake, program: &Program) -> Option<Micros> {
        let state = &self.state;
        let entered = Some(state.entered_at).filter(|_| state.stage != program.start());
        let after = |start: Option<Micros>, time: Micros| {
            let instant = start?.checked_add(time)?;
            if instant > state.now { Some(instant) } else { instant.checked_add(1).filter(|next| *next > state.now) }
        };
        match wake {
            Wake::Age(age) => after(entered, *age),
            Wake::Idle(time) => {
                let since = entered?.max(state.last_activity.unwrap_or(NEVER));
                since.checked_add(*time).filter(|instant| *instant > state.now)
            }
            Wake::Window(fold) => state.folds[fold.index()].lets_go(&program.folds[fold.index()], state.now),
            Wake::Expire(score) => state.scores[score.index()].expires(state.now),
            Wake::Midnight => program.calendar.next_midnight(state.now),
            Wake::Hour => {
                let zone = &program.calendar.zone;
                let hour = state.now + (HOUR - zone.to_local(state.now).rem_euclid(HOUR));
                Some(zone.segment(state.now).until.min(hour)).filter(|next| *next > state.now)
            }
            Wake::Crossing(_) => None,
        }
    }

    /// The first instant after now, up to `limit`, at which a steady change makes a difference. Up to `limit` it never turns back.
    fn crossing(&mut self, crossing: &Crossing, limit: Micros) -> Option<Micros> {
        let now = self.state.now;
        if limit <= now {
            return None;
        }
        let start = self.key(crossing, now);
        if self.key(crossing, limit) == start {
            return None;
        }
        let (mut before, mut after) = (now, limit);
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.key(crossing, middle) == start {
                before = middle;
            } else {
                after = middle;
            }
        }
        Some(after)
    }

    fn key(&mut self, crossing: &Crossing, instant: Micros) -> Key {
        self.at(instant, |context, stack| match crossing {
            Crossing::Order(a, b) => {
                let a = context.value(*a, stack);
                let b = context.value(*b, stack);
                Key::Order(crate::eval::compare(&a, &b))
            }
            Crossing::Step(code) => Key::Step(context.value(*code, stack)),
        })
    }

    /// What happens now, between two events: the first condition trigger that became true fires, then the stages after it.
    fn turn(&mut self) {
        let program = self.program;
        let midnight = program.calendar.midnight(program.calendar.date(self.state.now)) == Some(self.state.now);
        let conditions = &program.stages[self.state.stage].conditions;
        for (at, step) in conditions.iter().enumerate() {
            let condition = &step.condition;
            if condition.wakes.is_empty() || condition.polled && !midnight {
                continue;
            }
            if !self.at(self.state.now, |context, stack| context.all(&condition.tests, stack)) {
                self.wait(at, false);
            } else if !self.waiting.get(at).copied().unwrap_or(false) {
                if self.state.last_entry[step.to.index()] == self.state.now {
                    self.wait(at, true);
                } else {
                    self.fire(step.trigger, step.to, Hand::Empty);
                    self.cascade();
                    return;
                }
            }
        }
    }
}

/// What a crossing is told by.
#[derive(PartialEq)]
enum Key {
    Order(Option<Ordering>),
    Step(Value),
}
