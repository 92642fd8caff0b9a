//! One subject at a time through the program (L5, L6): fold, score, trigger, cascade, and what time brings in between.

use super::evaluate::{Context, Hand};
use super::outcome::{Action, Clock, ClockState, Counts, Outcome, Subject, Tapped, Visit};
use super::partition::{Key, Quiet};
use super::state::State;
use super::store::{Layout, Partition};
use crate::ids::*;
use crate::plan::{FoldStep, Gate, LimitPlan, Piece, Program, RuleStep, TapStep};
use crate::time::Micros;
use crate::value::Value;
use std::sync::Arc;

/// Folds subjects, one after another, with the same slots.
pub struct Lane<'a> {
    pub(super) program: &'a Program,
    pub(super) layout: &'a Layout<'a>,
    pub(super) state: State,
    /// Condition triggers of the stage that hold but were skipped by the same-instant guard.
    pub(super) waiting: Vec<bool>,
    pub(super) stack: Vec<Value>,
    events: &'a Partition,
    as_of: Micros,
    part: Outcome,
    /// Clocks of the subject that an `until` may still stop, by their places in the part.
    open: Vec<usize>,
    scores: Vec<f64>,
    dimensions: Vec<Value>,
    attributes: Vec<Value>,
}

impl<'a> Lane<'a> {
    /// A lane for the subjects of a partition; time runs on to `as_of`.
    pub fn new(program: &'a Program, layout: &'a Layout<'a>, events: &'a Partition, as_of: Micros) -> Self {
        Self {
            program,
            layout,
            state: State::new(program),
            waiting: Vec::new(),
            stack: Vec::new(),
            events,
            as_of,
            part: Outcome { taps: vec![Tapped::default(); program.taps.len()], ..Outcome::default() },
            open: Vec::new(),
            scores: Vec::new(),
            dimensions: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// What the subjects came to.
    pub fn finish(self) -> Outcome {
        self.part
    }

    /// The accounts, for what is counted before a subject is folded.
    pub fn counts(&mut self) -> &mut Counts {
        &mut self.part.counts
    }

    /// Folds a subject: its events in order, without duplicates, and those that only count.
    pub fn subject(&mut self, name: &str, keys: &[Key], quiet: Quiet) {
        let counts = &mut self.part.counts;
        counts.apply_all(quiet);
        if let (Some(first), Some(last)) = (keys.first(), keys.last()) {
            counts.apply_all(Quiet { first: first.time, last: last.time, count: keys.len() as u64 });
        }
        self.state.reset(self.program);
        if self.program.names_subjects {
            self.state.name = Arc::from(name);
        }
        self.waiting.clear();
        for (at, key) in keys.iter().enumerate() {
            self.event(key, at == 0);
        }
        self.advance(self.as_of);
        self.state.now = self.as_of;
        self.settle();
        let first = keys.first().map_or(quiet.first, |first| first.time.min(quiet.first));
        let last = keys.last().map_or(quiet.last, |last| last.time.max(quiet.last));
        self.close(name, first, last);
    }

    /// An event that belongs to no subject: metrics read it, nothing moves.
    pub fn event_of_none(&mut self, key: &Key) {
        self.state.now = key.time;
        self.part.counts.apply(key.time);
        let plan = &self.program.events[key.event().index()];
        self.tap(&plan.taps, key.mask, Hand::Event(key.event(), self.events, key.place()));
    }

    fn close(&mut self, name: &str, first_event: Micros, last_event: Micros) {
        self.read_scores();
        let mut attributes = std::mem::take(&mut self.attributes);
        attributes.clear();
        for id in 0..self.program.attributes.len() {
            let value = self.attribute(AttributeId::of(id), Hand::Empty);
            attributes.push(value);
        }
        let entered = self.state.stage != self.program.start();
        self.part.subjects.push(Subject {
            name,
            stage: entered.then(|| StageId::of(self.state.stage)),
            since: entered.then_some(self.state.entered_at),
            first_event,
            last_event,
            scores: &self.scores,
            attributes: &attributes,
        });
        self.attributes = attributes;
    }

    /// One event (L6, steps 1 to 4).
    fn event(&mut self, key: &Key, first: bool) {
        let Key { time, mask, .. } = *key;
        let event = key.event();
        let program = self.program;
        let plan = &program.events[event.index()];
        if !first && program.stages[self.state.stage].timed {
            self.advance(time - 1);
        }
        self.state.now = time;
        if plan.activity {
            self.state.last_activity = Some(time);
        }
        // Nothing looks at it, nothing waits for it.
        if plan.inert && !first && self.waiting.is_empty() && !program.stages[self.state.stage].timed {
            return;
        }
        let hand = Hand::Event(event, self.events, key.place());
        if !self.open.is_empty() {
            self.stop(&plan.stops);
        }
        if !plan.folds.is_empty() {
            self.fold(&plan.folds, mask, hand);
        }
        if !plan.taps.is_empty() {
            self.tap(&plan.taps, mask, hand);
        }
        let enters = self.state.stage == program.start() && !program.enters_by_trigger;
        if enters {
            self.enter(StageId(0));
        }
        for step in &plan.rules {
            self.score(step, mask, hand);
        }
        if enters {
            self.record(StageId(0), None);
        }
        let moved = self.fire_on(event, mask, hand);
        let stage = &program.stages[self.state.stage];
        if first || enters || moved || stage.timed || stage.woken_by[event.index()] || self.waiting.contains(&true) {
            self.cascade();
        }
    }

    fn context<'c>(state: &'c State, program: &'c Program, layout: &'c Layout<'c>, hand: Hand<'c>) -> Context<'c> {
        Context { program, layout, state, hand }
    }

    /// Adds elements to folds.
    fn fold(&mut self, steps: &[FoldStep], mask: u32, hand: Hand<'_>) {
        for step in steps {
            let context = Self::context(&self.state, self.program, self.layout, hand);
            if !passes(&context, &step.filter, mask, &mut self.stack) {
                continue;
            }
            let value = context.taken(step.member, &mut self.stack);
            if !value.is_missing() {
                let at = step.fold.index();
                self.state.folds[at].add(&self.program.folds[at], self.state.now, value);
            }
        }
    }

    /// Runs a scoring rule.
    fn score(&mut self, step: &RuleStep, mask: u32, hand: Hand<'_>) {
        let at = step.rule.index();
        let rule = &self.program.rules[at];
        let context = Self::context(&self.state, self.program, self.layout, hand);
        if !passes(&context, &step.gate, mask, &mut self.stack) {
            return;
        }
        let value = match &rule.limit {
            Some(LimitPlan::Value(_, code)) => context.value(*code, &mut self.stack),
            _ => Value::Missing,
        };
        let Some(points) = context.points(&rule.points, &mut self.stack) else { return };
        let now = self.state.now;
        if self.state.grants[at].has_room(rule.limit.as_ref(), now, &value) {
            self.state.grants[at].count(now, value);
            let score = rule.score.index();
            self.state.scores[score].add(&self.program.scores[score], now, points);
        }
    }

    /// Fires the first trigger that names the event and holds.
    fn fire_on(&mut self, event: EventId, mask: u32, hand: Hand<'_>) -> bool {
        let program = self.program;
        for step in &program.stages[self.state.stage].on[event.index()] {
            let context = Self::context(&self.state, program, self.layout, hand);
            if self.state.last_entry[step.to.index()] != self.state.now && passes(&context, &step.gate, mask, &mut self.stack) {
                self.fire(step.trigger, step.to, hand);
                return true;
            }
        }
        false
    }

    /// Condition triggers, from stage to stage, until none holds.
    pub(super) fn cascade(&mut self) {
        let program = self.program;
        'stages: loop {
            let conditions = &program.stages[self.state.stage].conditions;
            for (at, step) in conditions.iter().enumerate() {
                let context = Self::context(&self.state, program, self.layout, Hand::Empty);
                if !context.all(&step.condition.tests, &mut self.stack) {
                    self.wait(at, false);
                } else if self.state.last_entry[step.to.index()] == self.state.now {
                    self.wait(at, true);
                } else {
                    self.fire(step.trigger, step.to, Hand::Empty);
                    continue 'stages;
                }
            }
            return;
        }
    }

    /// Notes whether a condition trigger of the stage waits.
    pub(super) fn wait(&mut self, at: usize, waits: bool) {
        if waits || !self.waiting.is_empty() {
            let count = self.program.stages[self.state.stage].conditions.len();
            self.waiting.resize(count, false);
            self.waiting[at] = waits;
        }
    }

    /// Moves the subject.
    pub(super) fn fire(&mut self, trigger: TriggerId, to: StageId, hand: Hand<'_>) {
        self.enter(to);
        self.record(to, Some(trigger));
        self.act(trigger, to, hand);
    }

    /// Writes down what is to be done because a trigger fired.
    fn act(&mut self, trigger: TriggerId, to: StageId, hand: Hand<'_>) {
        let program = self.program;
        for (at, properties) in program.triggers[trigger.index()].actions.iter().enumerate() {
            let context = Self::context(&self.state, program, self.layout, hand);
            let mut texts = Vec::with_capacity(properties.len());
            for pieces in properties {
                let mut text = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Text(piece) => text.push_str(piece),
                        Piece::Value(code) => {
                            let value = context.value(*code, &mut self.stack);
                            if !value.is_missing() {
                                text.push_str(&value.to_string());
                            }
                        }
                    }
                }
                texts.push(text);
            }
            self.part.actions.push(Action {
                subject: number(self.part.subjects.len()),
                trigger,
                action: number(at),
                visit: self.state.visits[to.index()],
                at: self.state.now,
                properties: texts,
            });
        }
    }

    /// Adds elements to what metrics read.
    fn tap(&mut self, steps: &[TapStep], mask: u32, hand: Hand<'_>) {
        let program = self.program;
        for step in steps {
            let context = Self::context(&self.state, program, self.layout, hand);
            if !passes(&context, &step.filter, mask, &mut self.stack) {
                continue;
            }
            let value = context.taken(step.member, &mut self.stack);
            if value.is_missing() {
                continue;
            }
            let tapped = &mut self.part.taps[step.tap];
            tapped.subject.push(number(self.part.subjects.len()));
            tapped.time.push(self.state.now);
            if program.taps[step.tap].valued {
                tapped.value.push(value);
            }
            for id in &program.dimensions {
                let value = context.attribute(*id, &mut self.stack);
                tapped.dimensions.push(value);
            }
        }
    }

    /// Stops the clocks of some agreements: an `until` came.
    fn stop(&mut self, slas: &[SlaId]) {
        let (clocks, now) = (&mut self.part.clocks, self.state.now);
        self.open.retain(|&at| {
            let stops = slas.contains(&clocks[at].sla);
            if stops {
                clocks[at].stopped_at = Some(now);
            }
            !stops
        });
    }

    /// What an entry does to clocks: it stops some, cancels others, starts its own.
    fn clocks(&mut self, to: StageId) {
        let program = self.program;
        let stage = &program.stages[to.index()];
        let now = self.state.now;
        if !self.open.is_empty() {
            self.stop(&stage.stops);
            if stage.cancels {
                let clocks = &mut self.part.clocks;
                self.open.retain(|&at| {
                    let cancelled = clocks[at].deadline.is_none_or(|deadline| now < deadline);
                    if cancelled {
                        clocks[at].state = ClockState::Cancelled;
                    }
                    !cancelled
                });
            }
        }
        for &sla in &stage.starts {
            let plan = &program.slas[sla.index()];
            let deadline = if plan.business {
                program.calendar.business.as_ref().and_then(|business| business.deadline(now, plan.within))
            } else {
                now.checked_add(plan.within)
            };
            self.open.push(self.part.clocks.len());
            self.part.clocks.push(Clock {
                subject: number(self.part.subjects.len()),
                sla,
                visit: self.state.visits[to.index()],
                started_at: now,
                deadline,
                stopped_at: None,
                state: ClockState::Running,
            });
        }
    }

    /// Says of the subject's clocks what became of them at `as_of`.
    fn settle(&mut self) {
        self.open.clear();
        let subject = number(self.part.subjects.len());
        for clock in self.part.clocks.iter_mut().rev().take_while(|clock| clock.subject == subject) {
            let in_time = |instant: Micros| clock.deadline.is_none_or(|deadline| instant <= deadline);
            clock.state = match clock.stopped_at {
                _ if clock.state == ClockState::Cancelled => ClockState::Cancelled,
                Some(stopped) if in_time(stopped) => ClockState::Met,
                Some(_) => ClockState::Breached,
                None if clock.deadline.is_some_and(|deadline| deadline <= self.as_of) => ClockState::Breached,
                None => ClockState::Running,
            };
        }
    }

    /// Puts the subject in a stage.
    fn enter(&mut self, to: StageId) {
        let stage = to.index();
        let state = &mut self.state;
        state.stage = stage;
        state.entered_at = state.now;
        state.visits[stage] += 1;
        state.last_entry[stage] = state.now;
        self.waiting.clear();
        let program = self.program;
        self.fold(&program.stages[stage].folds, 0, Hand::Entry(to));
        self.tap(&program.stages[stage].taps, 0, Hand::Entry(to));
        self.clocks(to);
    }

    /// Writes the visit down.
    fn record(&mut self, stage: StageId, trigger: Option<TriggerId>) {
        self.read_scores();
        let mut dimensions = std::mem::take(&mut self.dimensions);
        dimensions.clear();
        let program = self.program;
        for id in &program.dimensions {
            let value = self.attribute(*id, Hand::Empty);
            dimensions.push(value);
        }
        self.part.visits.push(Visit {
            subject: number(self.part.subjects.len()),
            stage,
            number: self.state.visits[stage.index()],
            entered_at: self.state.now,
            left_at: None,
            trigger,
            scores: &self.scores,
            dimensions: &dimensions,
        });
        self.dimensions = dimensions;
    }

    fn read_scores(&mut self) {
        let context = Self::context(&self.state, self.program, self.layout, Hand::Empty);
        self.scores.clear();
        for id in 0..self.program.scores.len() {
            let score = context.score(ScoreId::of(id), &mut self.stack);
            self.scores.push(score);
        }
    }

    fn attribute(&mut self, id: AttributeId, hand: Hand<'_>) -> Value {
        Self::context(&self.state, self.program, self.layout, hand).attribute(id, &mut self.stack)
    }

    /// Evaluates something at another instant than now.
    pub(super) fn at<T>(&mut self, instant: Micros, ask: impl FnOnce(&Context<'_>, &mut Vec<Value>) -> T) -> T {
        let now = std::mem::replace(&mut self.state.now, instant);
        let context = Self::context(&self.state, self.program, self.layout, Hand::Empty);
        let answer = ask(&context, &mut self.stack);
        self.state.now = now;
        answer
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether a gate lets an event through.
fn passes(context: &Context<'_>, gate: &Gate, mask: u32, stack: &mut Vec<Value>) -> bool {
    gate.bit.is_none_or(|bit| mask >> bit & 1 == 1) && context.all(&gate.tests, stack)
}
