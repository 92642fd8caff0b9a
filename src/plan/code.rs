//! Flat expressions: operations on a stack of values, jumps forward only.

use crate::functions::Function;
use crate::ids::*;
use crate::model::expr::{Arithmetic, Comparison, Pattern, TextTest};
use crate::value::{Type, Value};
use std::sync::Arc;

/// A flat expression, by its place in [`super::Program::codes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodeId(pub u32);

/// A flat expression: run from the first operation to the last it leaves one value.
#[derive(Clone, Debug)]
pub struct Code {
    /// The operations.
    pub ops: Vec<Op>,
    /// The type of the value.
    pub ty: Type,
}

/// An operation.
#[derive(Clone, Debug)]
pub enum Op {
    /// Pushes a value.
    Constant(Value),
    /// Pushes the instant of evaluation.
    Now,
    /// Pushes the subject's name.
    Subject,
    /// Pushes the time since the stage was entered.
    StageAge,
    /// Pushes the number of the visit.
    StageVisits,
    /// Pushes when the stage was entered.
    StageEnteredAt,
    /// Pushes a score.
    Score(ScoreId),
    /// Pushes the band of a score.
    Band(ScoreId),
    /// Pushes a fold's value.
    Fold(FoldId),
    /// Runs another expression (an attribute, a `let`).
    Sub(CodeId),
    /// Pushes a member of the element at hand.
    Member(Arc<Members>),
    /// Replaces the top.
    Not,
    /// Replaces the top.
    Negate,
    /// Replaces the top by the same value in another type.
    Convert(Type),
    /// Replaces the two on top.
    Compare(Comparison),
    /// Replaces the top by whether it is among these.
    Among {
        /// The values.
        items: Arc<[Value]>,
        /// Whether the question is turned round.
        negated: bool,
    },
    /// Replaces a value and `count` items on top of it.
    In {
        /// How many items.
        count: usize,
        /// Whether the question is turned round.
        negated: bool,
    },
    /// Replaces a set and a text on top of it.
    InSet {
        /// Whether the question is turned round.
        negated: bool,
    },
    /// Replaces the top by whether it is present (or missing).
    Is {
        /// Present or missing.
        present: bool,
    },
    /// Replaces the two on top.
    TextTest(TextTest),
    /// Replaces the top.
    Matches(Arc<Pattern>),
    /// Replaces the two on top; the type is that of the result.
    Arithmetic(Arithmetic, Type),
    /// Replaces the two on top.
    Join,
    /// Replaces the topmost values by the function's.
    Call(Function, usize),
    /// Jumps where the top is false; leaves it.
    JumpIfFalse(usize),
    /// Replaces the two on top by their `and`.
    And,
    /// Jumps where the top is true; leaves it.
    JumpIfTrue(usize),
    /// Replaces the two on top by their `or`.
    Or,
    /// Jumps where the top is present; leaves it, else drops it.
    JumpIfPresent(usize),
    /// Drops the top and jumps where it was not true.
    JumpUnlessTrue(usize),
    /// Jumps.
    Jump(usize),
}

/// What a name after `event.` is, by the element at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Members {
    /// By [`EventId`].
    pub events: Vec<Option<super::Taken>>,
    /// By [`StageId`].
    pub stages: Vec<Option<super::Taken>>,
}
