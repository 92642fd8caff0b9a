//! Typed expressions. Both sides of an operator have one type: resolution inserts [`ExprKind::Convert`].

use crate::functions::Function;
use crate::ids::*;
use crate::span::Span;
use crate::time::Micros;
use crate::value::{Type, Value};
use std::sync::Arc;

pub use crate::value::Arithmetic;

/// An expression, its type and its bytes.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// Its bytes.
    pub span: Span,
}

impl Expr {
    /// The expressions it is made of, as they stand in it; names are not followed.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Literal(_)
            | ExprKind::Attribute(_)
            | ExprKind::Let(_)
            | ExprKind::Score(_)
            | ExprKind::Band(_)
            | ExprKind::Member { .. }
            | ExprKind::StageAge
            | ExprKind::StageVisits
            | ExprKind::StageEnteredAt
            | ExprKind::Now
            | ExprKind::Subject
            | ExprKind::Fold(_)
            | ExprKind::Row(_)
            | ExprKind::Measure(_) => Vec::new(),
            ExprKind::Not(x) | ExprKind::Negate(x) | ExprKind::Is { value: x, .. } | ExprKind::Matches(x, _) | ExprKind::Convert(x) => {
                vec![x]
            }
            ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::TextTest(_, a, b)
            | ExprKind::Else(a, b)
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::Join(a, b) => vec![a, b],
            ExprKind::InSet { set, value, .. } => vec![set, value],
            ExprKind::In { value, items, .. } => std::iter::once(&**value).chain(items).collect(),
            ExprKind::Call(_, arguments) => arguments.iter().collect(),
            ExprKind::If(condition, a, b) => vec![condition, a, b],
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Expr> {
        match &mut self.kind {
            ExprKind::Literal(_)
            | ExprKind::Attribute(_)
            | ExprKind::Let(_)
            | ExprKind::Score(_)
            | ExprKind::Band(_)
            | ExprKind::Member { .. }
            | ExprKind::StageAge
            | ExprKind::StageVisits
            | ExprKind::StageEnteredAt
            | ExprKind::Now
            | ExprKind::Subject
            | ExprKind::Fold(_)
            | ExprKind::Row(_)
            | ExprKind::Measure(_) => Vec::new(),
            ExprKind::Not(x) | ExprKind::Negate(x) | ExprKind::Is { value: x, .. } | ExprKind::Matches(x, _) | ExprKind::Convert(x) => {
                vec![x]
            }
            ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::TextTest(_, a, b)
            | ExprKind::Else(a, b)
            | ExprKind::Arithmetic(_, a, b)
            | ExprKind::Join(a, b) => vec![a, b],
            ExprKind::InSet { set, value, .. } => vec![set, value],
            ExprKind::In { value, items, .. } => std::iter::once(&mut **value).chain(items).collect(),
            ExprKind::Call(_, arguments) => arguments.iter_mut().collect(),
            ExprKind::If(condition, a, b) => vec![condition, a, b],
        }
    }
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A literal, already of the type of what it meets.
    Literal(Value),
    /// An attribute of the subject, as of now.
    Attribute(AttributeId),
    /// A named expression.
    Let(LetId),
    /// A score, as of now: a number.
    Score(ScoreId),
    /// The band that a score is in; missing where it is in none.
    Band(ScoreId),
    /// `event.NAME`: a field of the event at hand, or in a fold's `where` a member of the element.
    /// One entry for each event (or stage) that can be at hand.
    Member {
        /// The name as written.
        name: String,
        /// What the name is for each stream.
        of: Vec<(StreamSource, Member)>,
    },
    /// `stage.age`: since the current stage was entered; missing before the first entry.
    StageAge,
    /// `stage.visits`: the number of the current visit.
    StageVisits,
    /// `stage.entered_at`.
    StageEnteredAt,
    /// The instant of evaluation.
    Now,
    /// The subject's id.
    Subject,
    /// A fold over the subject's history.
    Fold(FoldId),
    /// `row.a.b`: a cell of the row being mapped (sources), as the file has it, text in CSV.
    Row(Vec<String>),
    /// A number measured over all subjects (metrics and key results; nowhere else).
    Measure(MeasureId),
    /// `not x`
    Not(Box<Expr>),
    /// `-x`: integer, number, decimal or duration.
    Negate(Box<Expr>),
    /// `a and b`
    And(Box<Expr>, Box<Expr>),
    /// `a or b`
    Or(Box<Expr>, Box<Expr>),
    /// A comparison of two values of one type.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `x in [..]`: `items` have x's type.
    In {
        /// What is looked for.
        value: Box<Expr>,
        /// Where.
        items: Vec<Expr>,
        /// `not in`.
        negated: bool,
    },
    /// `x in SET`, `SET contains x` (the set first).
    InSet {
        /// The set.
        set: Box<Expr>,
        /// The text.
        value: Box<Expr>,
        /// `not in`.
        negated: bool,
    },
    /// `x is present`, `x is missing`: never unknown.
    Is {
        /// What is asked about.
        value: Box<Expr>,
        /// Present or missing.
        present: bool,
    },
    /// `contains`, `starts with`, `ends with` on texts.
    TextTest(TextTest, Box<Expr>, Box<Expr>),
    /// `x matches "…"`: anywhere in the text, in linear time.
    Matches(Box<Expr>, Arc<Pattern>),
    /// `x else y`: both of one type.
    Else(Box<Expr>, Box<Expr>),
    /// Arithmetic, by the types of the sides.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a ++ b`
    Join(Box<Expr>, Box<Expr>),
    /// A built-in function.
    Call(Function, Vec<Expr>),
    /// `if(c, a, b)`: unknown takes b.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// The same value in the expression's type: integer to number or decimal, date to timestamp (midnight in the
    /// calendar's zone), enum to string; in sources also the text of a cell read as any type. Missing stays missing.
    Convert(Box<Expr>),
}

/// A regular expression and its text.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub text: String,
    /// Compiled.
    pub regex: regex::Regex,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Comparison {
    /// Whether it holds of an ordering.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterEqual => ordering.is_ge(),
        }
    }
    /// What holds exactly where this does not (missing aside).
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::GreaterEqual,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            Self::GreaterEqual => Self::Less,
        }
    }
    /// The same with the sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
        }
    }
}

/// A test of a text by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// `contains`
    Contains,
    /// `starts with`
    StartsWith,
    /// `ends with`
    EndsWith,
}

/// A fold over the subject's history up to and including now (L4).
#[derive(Clone, Debug)]
pub struct Fold {
    /// What is made of the elements.
    pub kind: FoldKind,
    /// The streams folded as one, in order of time.
    pub streams: Vec<Stream>,
    /// Which elements count. Decided once for each element, when it happens: it sees the element (`event.`),
    /// and attributes as they are right after the element; no scores, no `stage.`.
    pub filter: Option<Expr>,
    /// Only elements with time > now − so many microseconds.
    pub last: Option<Micros>,
    /// The type of the value.
    pub ty: Type,
    /// The bytes of its first use.
    pub span: Span,
}

/// What a fold makes of its elements. Elements whose member is missing are skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// How many, an integer; 0 of nothing.
    Count,
    /// Their sum; 0 of nothing; overflow is missing.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The first in order.
    First,
    /// The last in order.
    Last,
    /// The set of texts.
    Distinct,
    /// Whether there is one.
    Any,
}

/// A stream of elements and what is taken of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Where the elements come from.
    pub source: StreamSource,
    /// What is taken; nothing for `count(page_viewed)` and `any(…)`.
    pub member: Option<Member>,
}

/// Where elements come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StreamSource {
    /// Events of the subject.
    Event(EventId),
    /// The subject's entries into a stage.
    Stage(StageId),
}

/// What is taken of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Member {
    /// A field of the event, by its place among the event's fields.
    Field(usize),
    /// The attribute as it was at the entry (of a stage).
    Attribute(AttributeId),
    /// The instant of the element.
    Time,
    /// The subject of the element (metrics).
    Subject,
}
