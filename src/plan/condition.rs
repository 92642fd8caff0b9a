//! Conditions, split into tests that must all hold, and what wakes them between two events.

use super::CodeId;
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::time::Micros;

/// A condition of a trigger: all tests must hold.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// The tests: first those that time never makes true, so that one of them, when it does not hold, says that nothing can be due.
    pub tests: Vec<Test>,
    /// How many of them time never makes true.
    pub still: usize,
    /// What can make it true while nothing happens.
    pub wakes: Vec<Wake>,
    /// Looked at only at events, on entering the stage and at midnight: it holds more than one kind of continuous change.
    pub polled: bool,
}

/// One test. The common shapes have their own kind, so that they cost a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `stage.age` against a duration.
    Age(Comparison, Micros),
    /// No activity for so long, and in the stage for so long.
    Idle(Micros),
    /// A score against a constant.
    Score(ScoreId, Comparison, f64),
    /// `now - FOLD` against a duration, FOLD being an instant.
    Since(FoldId, Comparison, Micros),
    /// A count against a constant.
    Count(FoldId, Comparison, i64),
    /// Anything else.
    Code(CodeId),
}

/// What can make a condition true while nothing happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Wake {
    /// The stage reaches an age (or passes it, a microsecond later).
    Age(Micros),
    /// So long without activity.
    Idle(Micros),
    /// The window of a fold lets an element go.
    Window(FoldId),
    /// A contribution to a score expires.
    Expire(ScoreId),
    /// The ordering of two values, one of which moves steadily with time: solved by bisection.
    Crossing(Crossing),
    /// A new day in the calendar's zone.
    Midnight,
    /// A new hour in the calendar's zone.
    Hour,
}

/// Something that changes steadily: it never turns back between two other changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Crossing {
    /// The ordering of two values.
    Order(CodeId, CodeId),
    /// A value that goes from step to step (a day, an hour within it).
    Step(CodeId),
}
