//! Why the grammar refused an expression, in words: a walk over the tokens that knows when a value and when an operator is due.
//!
//! It only explains. What it finds nothing wrong with is reported where the grammar stopped.

use super::excerpt::Excerpt;
mod operators;

use super::keywords::starts_no_path;
use super::parse::missing_test;
use super::scan::{Kind, Token};
use crate::diagnostics::codes::*;
use crate::diagnostics::{Code, Finding};
use std::ops::Range;

/// The finding for tokens that make no expression; the grammar stopped at the byte `at`.
pub(super) fn diagnose(text: Excerpt<'_>, tokens: &[Token], at: usize) -> Finding {
    let mut walk = Walk {
        text,
        tokens,
        at: 0,
        frames: vec![Frame { kind: FrameKind::Top, stage: Stage::Arguments, arrow: false, last: false, within: false }],
    };
    if let Err(finding) = walk.run() {
        return *finding;
    }
    let stopped = tokens.iter().find(|token| token.range.end > at).or(tokens.last());
    let range = stopped.map_or(0..text.source.len(), |token| token.range.clone());
    Finding::new(&EXPRESSION_SYNTAX, text.at(range), "the expression cannot be read from here on")
        .help("see `funnelc explain expression-syntax`")
}

/// Boxed: a finding is large, and walks are long.
type Outcome = Result<(), Box<Finding>>;

/// What brackets are open around the token at hand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Top,
    Group,
    /// A group right after `in`.
    InGroup,
    List,
    Call,
}

/// How far a call is: arguments, then `where`, then windows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Stage {
    Arguments,
    Where,
    Windows,
}

#[derive(Clone, Copy)]
struct Frame {
    kind: FrameKind,
    stage: Stage,
    arrow: bool,
    last: bool,
    within: bool,
}

struct Walk<'a> {
    text: Excerpt<'a>,
    tokens: &'a [Token],
    at: usize,
    frames: Vec<Frame>,
}

impl<'a> Walk<'a> {
    fn run(&mut self) -> Outcome {
        let mut value_due = true;
        while self.at < self.tokens.len() || value_due {
            value_due = if value_due { self.value()? } else { self.operator()? };
        }
        Ok(())
    }

    fn token(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    fn before(&self) -> Option<&'a Token> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at))
    }

    fn written(&self, token: Option<&Token>) -> &'a str {
        token.and_then(|token| self.text.source.get(token.range.clone())).unwrap_or_default()
    }

    /// The word at hand or ahead; empty where there is none.
    fn word(&self, ahead: usize) -> &'a str {
        self.written(self.token(ahead).filter(|token| token.kind == Kind::Word))
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame { kind: FrameKind::Top, stage: Stage::Arguments, arrow: false, last: false, within: false });
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// The bytes of the next `count` tokens.
    fn range(&self, count: usize) -> Range<usize> {
        let length = self.text.source.len();
        let start = self.token(0).map_or(length, |token| token.range.start);
        let end = self.token(count.saturating_sub(1)).or(self.tokens.last()).map_or(length, |token| token.range.end);
        start..end.max(start)
    }

    fn fail(&self, code: &'static Code, range: Range<usize>, message: String, help: impl Into<String>) -> Result<bool, Box<Finding>> {
        Err(Box::new(Finding::new(code, self.text.at(range), message).help(help)))
    }

    /// Takes what begins a value. True: a value is still due.
    fn value(&mut self) -> Result<bool, Box<Finding>> {
        let Some(token) = self.token(0) else { return self.nothing_follows() };
        match token.kind {
            Kind::Word => self.word_for_value(),
            Kind::Number | Kind::Duration | Kind::Date | Kind::Text | Kind::Period => {
                self.at += 1;
                Ok(false)
            }
            Kind::Open => {
                let group = if self.written(self.before()) == "in" { FrameKind::InGroup } else { FrameKind::Group };
                let kind = if self.written(Some(token)) == "[" { FrameKind::List } else { group };
                self.frames.push(Frame { kind, stage: Stage::Arguments, arrow: false, last: false, within: false });
                self.at += 1;
                Ok(!(kind == FrameKind::List && self.token(0).is_some_and(|next| next.kind == Kind::Close)))
            }
            Kind::Close => self.nothing_follows(),
            Kind::Operator if self.written(Some(token)) == "-" => {
                self.at += 1;
                Ok(true)
            }
            Kind::Operator if self.written(Some(token)) == "+" => self.fail(
                &EXPRESSION_SYNTAX,
                self.range(1),
                "a value is expected before `+`".to_owned(),
                "a number is written without a plus sign",
            ),
            Kind::Range => self.range_in_expression(),
            Kind::Dot => self.fail(&EXPRESSION_SYNTAX, self.range(1), "a name is expected before `.`".to_owned(), "write `event.field`"),
            Kind::Operator | Kind::Comma | Kind::Arrow => self.operator_for_value(),
        }
    }

    /// The expression or a bracket ends where a value is due.
    fn nothing_follows(&self) -> Result<bool, Box<Finding>> {
        let Some(before) = self.before() else {
            return self.fail(
                &EXPRESSION_EMPTY,
                0..self.text.source.len(),
                "an expression is expected and there is nothing".to_owned(),
                "write it",
            );
        };
        let sign = self.written(Some(before));
        if before.kind == Kind::Open {
            let range = before.range.start..self.range(1).end;
            return self.fail(
                &EXPRESSION_SYNTAX,
                range,
                "there is nothing in the brackets".to_owned(),
                "write an expression in them, or take them out",
            );
        }
        let help = if before.kind == Kind::Comma { "take the comma out, or add what follows it" } else { "add the value, or take it out" };
        self.fail(&EXPRESSION_SYNTAX, before.range.clone(), format!("a value is expected after `{sign}`"), help)
    }

    fn word_for_value(&mut self) -> Result<bool, Box<Finding>> {
        let word = self.word(0);
        if word == "not" {
            return self.not_for_value();
        }
        if word == "null" {
            return self.null();
        }
        if !starts_no_path(word) || matches!(word, "true" | "false") {
            self.at += 1;
            return Ok(false);
        }
        let ends = self.token(1).is_none_or(|next| matches!(next.kind, Kind::Operator | Kind::Close | Kind::Comma | Kind::Dot));
        if ends || matches!(word, "present" | "missing" | "with") {
            let message = format!("`{word}` is a word of the language and cannot be a name");
            return self.fail(&KEYWORD_AS_NAME, self.range(1), message, "rename what is meant, or write a text in double quotes");
        }
        self.operator_for_value()
    }

    /// `not` stands before a whole comparison only.
    fn not_for_value(&mut self) -> Result<bool, Box<Finding>> {
        let opens = match self.before() {
            None => true,
            Some(before) => {
                matches!(before.kind, Kind::Open | Kind::Comma | Kind::Arrow)
                    || matches!(self.written(Some(before)), "and" | "or" | "not" | "where")
            }
        };
        if !opens {
            let before = self.written(self.before());
            let message = format!("`not` after `{before}` needs brackets: it binds looser than that");
            return self.fail(&NOT_NEEDS_BRACKETS, self.range(1), message, format!("write `{before} (not …)`"));
        }
        self.at += 1;
        Ok(true)
    }

    fn null(&self) -> Result<bool, Box<Finding>> {
        let operator = self.written(self.before());
        if !matches!(operator, "==" | "!=") {
            return self.fail(
                &MISSING_TEST,
                self.range(1),
                "there is no null".to_owned(),
                "test for it by `is missing`, replace it by `x else y`",
            );
        }
        // The path on the left: words and dots up to the operator.
        let mut start = self.at - 1;
        while start > 0
            && matches!(self.tokens[start - 1].kind, Kind::Word | Kind::Dot)
            && !starts_no_path(self.written(self.tokens.get(start - 1)))
        {
            start -= 1;
        }
        let value = if start < self.at - 1 { self.tokens[start].range.start..self.tokens[self.at - 2].range.end } else { 0..0 };
        let first = if value.is_empty() { self.tokens[self.at - 1].range.start } else { value.start };
        Err(Box::new(missing_test(self.text, first..self.range(1).end, value, operator == "!=")))
    }

    fn operator_for_value(&self) -> Result<bool, Box<Finding>> {
        let sign = self.written(self.token(0));
        match self.before() {
            Some(before) if before.kind != Kind::Open => {
                let before = self.written(Some(before));
                let help = if before == sign {
                    format!("take one `{sign}` out")
                } else {
                    "add the value between the two, or take one of them out".to_owned()
                };
                self.fail(&EXPRESSION_SYNTAX, self.range(1), format!("a value is expected between `{before}` and `{sign}`"), help)
            }
            _ if sign == "where" => self.fail(
                &CLAUSE_MISPLACED,
                self.range(1),
                "`where` has nothing to select from".to_owned(),
                "name an event or a stage before it: `count(page_viewed where …)`",
            ),
            _ => self.fail(
                &EXPRESSION_SYNTAX,
                self.range(1),
                format!("a value is expected before `{sign}`"),
                format!("add what `{sign}` is to be used on, or take it out"),
            ),
        }
    }
}
