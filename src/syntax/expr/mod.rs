//! Expressions as written: the tree the grammar gives, every node with its bytes in the file.

use crate::span::Span;
use crate::time::Micros;

pub mod claim;
pub mod days;
mod diagnose;
pub mod duration;
mod excerpt;
mod foreign;
mod form;
pub mod hold;
pub mod keywords;
#[cfg(test)]
mod laws;
pub mod level;
pub mod limit;
mod literal;
mod parse;
mod print;
pub mod range;
mod scan;
pub mod template;
#[cfg(test)]
mod tests;

pub use parse::parse;
pub use print::print;

/// An expression and its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its bytes in the file.
    pub span: Span,
}

/// A word of the user's and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Its bytes in the file.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `true`, `false`.
    Boolean(bool),
    /// `1_000`.
    Integer(i64),
    /// `12.5`, `18%`: the digits without `_` and `%`; a percent sign divides by 100.
    Fraction {
        /// Digits with a point, e.g. `12.5`.
        digits: String,
        /// Whether a percent sign follows.
        percent: bool,
    },
    /// `"text"`, decoded.
    Text(String),
    /// `30d4h`, in microseconds.
    Duration(Micros),
    /// `2026-11-21`, days since 1970-01-01.
    Date(i32),
    /// `2026-11-21T10:00:00Z`, microseconds since 1970.
    Timestamp(Micros),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `a`, `a.b`, `row["x:y"].z`: names joined by dots or brackets.
    Path(Vec<Name>),
    /// `not x`.
    Not(Box<Expr>),
    /// `-x`.
    Negate(Box<Expr>),
    /// Two sides and what joins them; the span of the operator follows.
    Binary(Binary, Box<Expr>, Box<Expr>, Span),
    /// `x is present`, `x is missing`.
    Is {
        /// What is asked about.
        value: Box<Expr>,
        /// `present` or `missing`.
        present: bool,
    },
    /// `count(page_viewed where … in last 7d)`, `lower(x)`, `rate(a -> b within 60d)`: resolution tells folds from functions.
    Call(Call),
}

/// A call of a function, a fold or an aggregate.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The name.
    pub name: Name,
    /// What stands between the brackets before `where`, `in last` and `within`.
    pub arguments: Vec<Argument>,
    /// `where COND` at the end; after an arrow it belongs to the stream on the right.
    pub filter: Option<Box<Expr>>,
    /// `in last DURATION`, with its bytes.
    pub last: Option<(Micros, Span)>,
    /// `within DURATION`, with its bytes.
    pub within: Option<(Micros, Span)>,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// An expression.
    Value(Expr),
    /// `A [where COND] -> B` (metrics); a `where` of B is the call's.
    Arrow {
        /// A.
        from: Expr,
        /// Which of A count.
        filter: Option<Box<Expr>>,
        /// B.
        to: Expr,
    },
    /// A period: `previous fiscal quarter`, `FY2026-Q4`, `last 12 months` (metrics); as written.
    Period(Name),
}

/// What joins two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `or`
    Or,
    /// `and`
    And,
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
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `contains`
    Contains,
    /// `starts with`
    StartsWith,
    /// `ends with`
    EndsWith,
    /// `matches`
    Matches,
    /// `else`
    Else,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `++`
    Join,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}
