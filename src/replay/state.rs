//! What is remembered of one subject while its events are folded: the slots that the program laid out.

use crate::model::expr::FoldKind;
use crate::plan::{FoldPlan, LimitPlan, Program, ScorePlan};
use crate::time::Micros;
use crate::value::decay::decayed;
use crate::value::{Decimal, Type, Value};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// A subject's slots.
#[derive(Debug)]
pub struct State {
    /// The subject's name.
    pub name: Arc<str>,
    /// The instant of evaluation.
    pub now: Micros,
    /// The stage by its place in [`Program::stages`]; the last place is "not in the funnel yet".
    pub stage: usize,
    /// When it was entered.
    pub entered_at: Micros,
    /// How often each stage was entered.
    pub visits: Vec<u32>,
    /// When each stage was last entered.
    pub last_entry: Vec<Micros>,
    /// The last activity.
    pub last_activity: Option<Micros>,
    /// Folds.
    pub folds: Vec<Slot>,
    /// Scores.
    pub scores: Vec<Points>,
    /// What limits counted, by rule.
    pub grants: Vec<Grants>,
}

/// No entry yet.
pub const NEVER: Micros = Micros::MIN;

impl State {
    /// The slots of a program.
    pub fn new(program: &Program) -> Self {
        Self {
            name: Arc::from(""),
            now: 0,
            stage: program.start(),
            entered_at: 0,
            visits: vec![0; program.stages.len()],
            last_entry: vec![NEVER; program.stages.len()],
            last_activity: None,
            folds: program.folds.iter().map(Slot::new).collect(),
            scores: program.scores.iter().map(|_| Points::default()).collect(),
            grants: program.rules.iter().map(|rule| Grants::new(rule.limit.as_ref())).collect(),
        }
    }

    /// Forgets a subject.
    pub fn reset(&mut self, program: &Program) {
        self.stage = program.start();
        self.visits.fill(0);
        self.last_entry.fill(NEVER);
        self.last_activity = None;
        for (slot, plan) in self.folds.iter_mut().zip(&program.folds) {
            slot.reset(plan);
        }
        for points in &mut self.scores {
            points.reset();
        }
        for grants in &mut self.grants {
            grants.reset();
        }
    }
}

/// What a fold remembers.
#[derive(Clone, Debug)]
pub enum Slot {
    /// How many.
    Count(i64),
    /// Whether there was one.
    Any(bool),
    /// The sum of integers and durations: exact, whatever comes between.
    Whole(i128),
    /// The sum of numbers.
    Number(f64),
    /// The sum of decimals; `None` after an overflow.
    Decimal(Option<Decimal>),
    /// The least, greatest, first or last so far.
    One(Value),
    /// The texts so far.
    Set(Arc<BTreeSet<Arc<str>>>),
    /// The elements that may still be in the window, oldest first.
    Window(VecDeque<(Micros, Value)>),
}

impl Slot {
    fn new(plan: &FoldPlan) -> Self {
        if plan.window.is_some() {
            return Self::Window(VecDeque::new());
        }
        match plan.kind {
            FoldKind::Count => Self::Count(0),
            FoldKind::Any => Self::Any(false),
            FoldKind::Sum => match plan.ty {
                Type::Number => Self::Number(0.0),
                Type::Decimal => Self::Decimal(Some(Decimal::default())),
                _ => Self::Whole(0),
            },
            FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => Self::One(Value::Missing),
            FoldKind::Distinct => Self::Set(Arc::default()),
        }
    }

    fn reset(&mut self, plan: &FoldPlan) {
        match self {
            Self::Count(count) => *count = 0,
            Self::Any(any) => *any = false,
            Self::Whole(sum) => *sum = 0,
            Self::Number(sum) => *sum = 0.0,
            Self::One(value) => *value = Value::Missing,
            Self::Window(elements) => elements.clear(),
            Self::Decimal(_) | Self::Set(_) => *self = Self::new(plan),
        }
    }

    /// Adds a present element.
    pub fn add(&mut self, plan: &FoldPlan, now: Micros, value: Value) {
        match self {
            Self::Window(elements) => {
                let window = plan.window.unwrap_or(Micros::MAX);
                while elements.front().is_some_and(|(time, _)| !in_window(*time, now, window)) {
                    elements.pop_front();
                }
                elements.push_back((now, value));
            }
            slot => slot.take(plan.kind, value),
        }
    }

    fn take(&mut self, kind: FoldKind, value: Value) {
        match (self, value) {
            (Self::Count(count), _) => *count += 1,
            (Self::Any(any), _) => *any = true,
            (Self::Whole(sum), Value::Integer(x) | Value::Duration(x)) => *sum += i128::from(x),
            (Self::Number(sum), Value::Number(x)) => *sum += x,
            (Self::Decimal(sum), Value::Decimal(x)) => *sum = sum.and_then(|sum| sum.add(x)),
            (Self::Set(set), Value::Text(text)) if !set.contains(&text) => {
                Arc::make_mut(set).insert(text);
            }
            (Self::One(one), value) => {
                let order = crate::eval::compare(&value, one);
                let better = match kind {
                    FoldKind::First => one.is_missing(),
                    FoldKind::Min => order.is_none_or(std::cmp::Ordering::is_lt),
                    FoldKind::Max => order.is_none_or(std::cmp::Ordering::is_gt),
                    _ => true,
                };
                if better {
                    *one = value;
                }
            }
            _ => {}
        }
    }

    /// The fold's value at `now`.
    pub fn value(&self, plan: &FoldPlan, now: Micros) -> Value {
        match self {
            Self::Count(count) => Value::Integer(*count),
            Self::Any(any) => Value::Boolean(*any),
            Self::Whole(sum) => match (i64::try_from(*sum), &plan.ty) {
                (Ok(sum), Type::Duration) => Value::Duration(sum),
                (Ok(sum), _) => Value::Integer(sum),
                (Err(_), _) => Value::Missing,
            },
            Self::Number(sum) => Value::number(*sum),
            Self::Decimal(sum) => sum.map_or(Value::Missing, Value::Decimal),
            Self::One(value) => value.clone(),
            Self::Set(set) => Value::Set(Arc::clone(set)),
            Self::Window(elements) => {
                let window = plan.window.unwrap_or(Micros::MAX);
                let mut whole = Self::new(&FoldPlan { window: None, ..plan.clone() });
                for (_, value) in elements.iter().filter(|(time, _)| in_window(*time, now, window)) {
                    whole.take(plan.kind, value.clone());
                }
                whole.value(plan, now)
            }
        }
    }

    /// The first instant after `now` at which the window lets an element go.
    pub fn lets_go(&self, plan: &FoldPlan, now: Micros) -> Option<Micros> {
        let (Self::Window(elements), Some(window)) = (self, plan.window) else { return None };
        elements.iter().find_map(|(time, _)| time.checked_add(window).filter(|end| *end > now))
    }
}

/// Whether an element of `time` is in the window that ends at `now`: time > now − window.
fn in_window(time: Micros, now: Micros, window: Micros) -> bool {
    time > now.saturating_sub(window)
}

/// What a score remembers of its `on` rules.
#[derive(Clone, Debug, Default)]
pub struct Points {
    /// The running total, as of `at`.
    total: f64,
    at: Micros,
    /// With `expire`: when each contribution ends, and its points.
    alive: VecDeque<(Micros, f64)>,
}

impl Points {
    fn reset(&mut self) {
        self.total = 0.0;
        self.at = 0;
        self.alive.clear();
    }

    /// Adds points at `now`.
    pub fn add(&mut self, plan: &ScorePlan, now: Micros, points: f64) {
        use crate::model::Decay;
        match plan.decay {
            Decay::Expire(after) => {
                while self.alive.front().is_some_and(|(end, _)| *end <= now) {
                    self.alive.pop_front();
                }
                self.alive.push_back((now.saturating_add(after), points));
            }
            Decay::None | Decay::HalfLife(_) => {
                self.total = clamp(self.value(plan, now) + points, plan);
                self.at = now;
            }
        }
    }

    /// What the `on` rules come to at `now`.
    pub fn value(&self, plan: &ScorePlan, now: Micros) -> f64 {
        use crate::model::Decay;
        match plan.decay {
            Decay::None => self.total,
            Decay::HalfLife(_) if self.total == 0.0 => 0.0,
            Decay::HalfLife(half_life) => decayed(self.total, now - self.at, half_life),
            Decay::Expire(_) => self.alive.iter().filter(|(end, _)| *end > now).fold(0.0, |sum, (_, points)| sum + points),
        }
    }

    /// What the `on` rules come to at most from now on, until points are given again; nothing where that is not known at once.
    #[inline]
    pub fn is_at_most(&self, plan: &ScorePlan) -> Option<f64> {
        use crate::model::Decay;
        match plan.decay {
            Decay::None => Some(self.total),
            // Points of minus decay towards 0.
            Decay::HalfLife(_) => Some(self.total.max(0.0)),
            Decay::Expire(_) => None,
        }
    }

    /// The running total, undecayed: its sign says which way the score goes.
    pub fn total(&self) -> f64 {
        self.total
    }

    /// The first instant after `now` at which a contribution ends.
    pub fn expires(&self, now: Micros) -> Option<Micros> {
        self.alive.iter().map(|(end, _)| *end).find(|end| *end > now)
    }
}

/// Kept within the range; never NaN.
pub fn clamp(value: f64, plan: &ScorePlan) -> f64 {
    if value.is_nan() {
        return 0.0_f64.max(plan.low).min(plan.high);
    }
    value.max(plan.low).min(plan.high)
}

/// What a rule's limit counted.
#[derive(Clone, Debug)]
pub enum Grants {
    /// No limit.
    Free,
    /// How many.
    Ever(u32),
    /// When, oldest first.
    Window(VecDeque<Micros>),
    /// For each value how many.
    Value(Vec<(Value, u32)>),
}

impl Grants {
    fn new(limit: Option<&LimitPlan>) -> Self {
        match limit {
            None => Self::Free,
            Some(LimitPlan::Ever(_)) => Self::Ever(0),
            Some(LimitPlan::Window(..)) => Self::Window(VecDeque::new()),
            Some(LimitPlan::Value(..)) => Self::Value(Vec::new()),
        }
    }

    fn reset(&mut self) {
        match self {
            Self::Free => {}
            Self::Ever(count) => *count = 0,
            Self::Window(times) => times.clear(),
            Self::Value(counts) => counts.clear(),
        }
    }

    /// Whether the limit has room at `now`; `value` is that of a limit for each value.
    pub fn has_room(&mut self, limit: Option<&LimitPlan>, now: Micros, value: &Value) -> bool {
        match (self, limit) {
            (Self::Ever(count), Some(LimitPlan::Ever(times))) => *count < *times,
            (Self::Window(granted), Some(LimitPlan::Window(times, window))) => {
                while granted.front().is_some_and(|time| !in_window(*time, now, *window)) {
                    granted.pop_front();
                }
                granted.len() < *times as usize
            }
            (Self::Value(counts), Some(LimitPlan::Value(times, _))) => {
                counts.iter().find(|(known, _)| known == value).is_none_or(|(_, count)| count < times)
            }
            _ => true,
        }
    }

    /// Counts a grant.
    pub fn count(&mut self, now: Micros, value: Value) {
        match self {
            Self::Free => {}
            Self::Ever(count) => *count += 1,
            Self::Window(times) => times.push_back(now),
            Self::Value(counts) => match counts.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => counts.push((value, 1)),
            },
        }
    }
}
