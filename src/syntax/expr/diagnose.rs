//! Why the grammar refused an expression, in words: a walk over the tokens that knows when a value and when an operator is due.
//!
//! It only explains. What it finds nothing wrong with is reported where the grammar stopped.

use super::excerpt::Excerpt;
use super::foreign::WORDS;
use super::keywords::starts_no_path;
use super::parse::missing_test;
use super::scan::{Kind, Token, quoted};
use crate::diagnostics::codes::*;
use crate::diagnostics::{Code, Finding, suggest};
use std::ops::Range;

/// The finding for tokens that make no expression; the grammar stopped at the byte `at`.
pub(super) fn diagnose(text: Excerpt<'_>, tokens: &[Token], at: usize) -> Finding {
    let mut walk = Walk { text, tokens, at: 0, frames: vec![Frame { kind: FrameKind::Top, stage: Stage::Arguments, arrow: false }] };
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
            self.frames.push(Frame { kind: FrameKind::Top, stage: Stage::Arguments, arrow: false });
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
                self.frames.push(Frame { kind, stage: Stage::Arguments, arrow: false });
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

    /// Takes what follows a value. True: a value is due next.
    fn operator(&mut self) -> Result<bool, Box<Finding>> {
        let Some(token) = self.token(0) else { return Ok(false) };
        match token.kind {
            Kind::Operator => {
                self.at += 1;
                Ok(true)
            }
            Kind::Word => self.word_for_operator(),
            Kind::Dot => self.dot(),
            Kind::Open => self.open(),
            Kind::Close => {
                self.frames.pop();
                self.at += 1;
                Ok(false)
            }
            Kind::Comma => self.comma(),
            Kind::Range => self.range_in_expression(),
            Kind::Arrow => {
                let frame = *self.frame();
                if frame.kind != FrameKind::Call || frame.arrow || frame.stage == Stage::Windows {
                    return self.fail(
                        &CLAUSE_MISPLACED,
                        self.range(1),
                        "`->` cannot stand here".to_owned(),
                        "it joins two streams inside the brackets of a metric: `rate(mql -> sql within 60d)`",
                    );
                }
                *self.frame() = Frame { stage: Stage::Arguments, arrow: true, ..frame };
                self.at += 1;
                Ok(true)
            }
            Kind::Number | Kind::Duration | Kind::Date | Kind::Text | Kind::Period => self.operator_missing(),
        }
    }

    fn word_for_operator(&mut self) -> Result<bool, Box<Finding>> {
        match self.word(0) {
            "and" | "or" | "else" | "contains" | "matches" => self.take(1, true),
            "in" if self.word(1) == "last" && !self.token(2).is_some_and(|next| next.kind == Kind::Open) => self.window(2),
            "in" => self.take(1, true),
            "within" => self.window(1),
            "where" => self.filter(),
            "not" if self.word(1) == "in" => self.take(2, true),
            "not" => self.not_for_operator(),
            "is" if matches!(self.word(1), "present" | "missing") => self.take(2, false),
            "is" => self.is(),
            "starts" | "ends" if self.word(1) == "with" => self.take(2, true),
            word @ ("starts" | "ends") => self.fail(
                &EXPRESSION_SYNTAX,
                self.range(1),
                format!("`{word}` is followed by `with`"),
                format!("write `{word} with \"text\"`"),
            ),
            _ => self.operator_missing(),
        }
    }

    fn take(&mut self, count: usize, value_due: bool) -> Result<bool, Box<Finding>> {
        self.at += count;
        Ok(value_due)
    }

    fn not_for_operator(&self) -> Result<bool, Box<Finding>> {
        let next = self.word(1);
        if matches!(next, "contains" | "starts" | "ends" | "matches") {
            let operator = if matches!(next, "starts" | "ends") { format!("{next} with") } else { next.to_owned() };
            let message = format!("`not` goes before the whole comparison, not before `{operator}`");
            return self.fail(&NOT_NEEDS_BRACKETS, self.range(1), message, format!("write `not (x {operator} y)`"));
        }
        self.fail(
            &NOT_NEEDS_BRACKETS,
            self.range(1),
            "`not` cannot follow a value".to_owned(),
            "write `and not`, `not in`, or `not` before the whole comparison",
        )
    }

    /// `is` and something other than `present` or `missing`.
    fn is(&self) -> Result<bool, Box<Finding>> {
        let negated = self.word(1) == "not";
        let at = if negated { 2 } else { 1 };
        let tested = self.word(at);
        let missing =
            matches!(tested.to_lowercase().as_str(), "null" | "missing" | "none" | "nil" | "unknown" | "empty" | "blank" | "undefined");
        let present = matches!(tested.to_lowercase().as_str(), "present" | "set" | "known" | "defined");
        if missing || present {
            let test = if present == negated { "is missing" } else { "is present" };
            let written = self.text.source.get(self.range(at + 1)).unwrap_or_default();
            let message = format!("{} is written `{test}`", quoted(written));
            return self.fail(&MISSING_TEST, self.range(at + 1), message, format!("write `{test}`"));
        }
        let help = format!("write `is present` or `is missing`; to compare write `{}`", if negated { "!=" } else { "==" });
        self.fail(&EXPRESSION_SYNTAX, self.range(at), "`is` is followed by `present` or `missing`".to_owned(), help)
    }

    /// `in last D` or `within D`, `words` long without the duration.
    fn window(&mut self, words: usize) -> Result<bool, Box<Finding>> {
        let clause = if words == 2 { "in last" } else { "within" };
        let frame = *self.frame();
        if frame.kind != FrameKind::Call {
            let help = "put it inside the brackets of a fold: `count(page_viewed in last 7d)`, `rate(mql -> sql within 60d)`";
            return self.fail(&CLAUSE_MISPLACED, self.range(words), format!("`{clause}` cannot stand here"), help);
        }
        if !self.token(words).is_some_and(|next| next.kind == Kind::Duration) {
            let range = self.token(words).map_or(self.range(words), |token| token.range.clone());
            let message = format!("`{clause}` is followed by a duration");
            return self.fail(&DURATION_MALFORMED, range, message, format!("write `{clause} 7d`"));
        }
        self.frame().stage = Stage::Windows;
        self.take(words + 1, false)
    }

    fn filter(&mut self) -> Result<bool, Box<Finding>> {
        let frame = *self.frame();
        let (message, help) = match (frame.kind, frame.stage) {
            (FrameKind::Call, Stage::Arguments) => {
                self.frame().stage = Stage::Where;
                return self.take(1, true);
            }
            (FrameKind::Call, Stage::Where) => ("a second `where`", "join the conditions by `and`"),
            (FrameKind::Call, Stage::Windows) => {
                ("`where` goes before `in last` and `within`", "write `count(page_viewed where … in last 7d)`")
            }
            _ => ("`where` cannot stand here", "put it inside the brackets of a fold: `count(page_viewed where …)`"),
        };
        self.fail(&CLAUSE_MISPLACED, self.range(1), message.to_owned(), help)
    }

    fn dot(&mut self) -> Result<bool, Box<Finding>> {
        let touches = |a: Option<&Token>, b: Option<&Token>| a.zip(b).is_some_and(|(a, b)| a.range.end == b.range.start);
        let named = self.before().is_some_and(|before| matches!(before.kind, Kind::Word | Kind::Close));
        if named
            && self.token(1).is_some_and(|next| next.kind == Kind::Word)
            && touches(self.before(), self.token(0))
            && touches(self.token(0), self.token(1))
        {
            return self.take(2, false);
        }
        self.fail(
            &EXPRESSION_SYNTAX,
            self.range(1),
            "`.` joins two names, without blanks".to_owned(),
            "write `event.field`; a name that is no word is written `row[\"the name\"]`",
        )
    }

    fn open(&mut self) -> Result<bool, Box<Finding>> {
        let named = self.before().is_some_and(|before| before.kind == Kind::Word && !starts_no_path(self.written(Some(before))));
        let dotted = self.at.checked_sub(2).and_then(|at| self.tokens.get(at)).is_some_and(|token| token.kind == Kind::Dot);
        if self.written(self.token(0)) == "[" {
            let index =
                self.token(1).is_some_and(|next| next.kind == Kind::Text) && self.token(2).is_some_and(|next| next.kind == Kind::Close);
            let follows_path = self.before().is_some_and(|before| {
                matches!(before.kind, Kind::Word | Kind::Close) && Some(before.range.end) == self.token(0).map(|token| token.range.start)
            });
            if follows_path && index {
                return self.take(3, false);
            }
            if follows_path {
                return self.fail(
                    &EXPRESSION_SYNTAX,
                    self.range(2),
                    "a text is expected in `[ ]` after a name".to_owned(),
                    "write `row[\"the name\"]`; to look into a list write `x in [a, b]`",
                );
            }
            return self.operator_missing();
        }
        if named && dotted {
            let name = self.written(self.before());
            let message = format!("`{name}` is called like a function of a value");
            return self.fail(
                &EXPRESSION_SYNTAX,
                self.before().map_or(0..0, |before| before.range.clone()),
                message,
                format!("write `{name}(…)` with the value inside the brackets"),
            );
        }
        if !named {
            return self.operator_missing();
        }
        self.frames.push(Frame { kind: FrameKind::Call, stage: Stage::Arguments, arrow: false });
        self.at += 1;
        Ok(!self.token(0).is_some_and(|next| next.kind == Kind::Close))
    }

    fn comma(&mut self) -> Result<bool, Box<Finding>> {
        let frame = *self.frame();
        let (message, help) = match (frame.kind, frame.stage) {
            (FrameKind::List, _) | (FrameKind::Call, Stage::Arguments) if !frame.arrow => return self.take(1, true),
            (FrameKind::InGroup, _) => ("a list stands in square brackets", "write `x in [a, b]`"),
            (FrameKind::Call, _) => {
                ("no argument can follow `where`, `->`, `in last` or `within`", "join conditions by `and`; put arguments first")
            }
            (FrameKind::Top | FrameKind::Group | FrameKind::List, _) => {
                ("a comma joins nothing here", "join conditions by `and` or `or`; lists stand in `[ ]`")
            }
        };
        self.fail(&EXPRESSION_SYNTAX, self.range(1), message.to_owned(), help)
    }

    fn range_in_expression(&self) -> Result<bool, Box<Finding>> {
        self.fail(&EXPRESSION_SYNTAX, self.range(1), "a range cannot stand in an expression".to_owned(), "write `x >= 0 and x <= 100`")
    }

    /// Two values side by side.
    fn operator_missing(&self) -> Result<bool, Box<Finding>> {
        let (left, right) = (self.written(self.before()), self.written(self.token(0)));
        let lower = right.to_lowercase();
        let operators = ["and", "or", "not", "in", "is", "contains", "starts", "ends", "matches", "else", "where", "within"];
        if let Some((_, help)) = WORDS.iter().find(|(word, _)| *word == lower) {
            return self.fail(&OPERATOR_UNKNOWN, self.range(1), format!("`{right}` is no operator of the language"), *help);
        }
        if operators.contains(&lower.as_str()) && lower != right {
            return self.fail(
                &OPERATOR_UNKNOWN,
                self.range(1),
                format!("`{right}` is written in small letters"),
                format!("write `{lower}`"),
            );
        }
        if operators.contains(&left.to_lowercase().as_str()) && left.to_lowercase() != left {
            let before = self.before().map_or(0..0, |before| before.range.clone());
            return self.fail(
                &OPERATOR_UNKNOWN,
                before,
                format!("`{left}` is written in small letters"),
                format!("write `{}`", left.to_lowercase()),
            );
        }
        let texts = self.before().zip(self.token(0)).is_some_and(|(a, b)| a.kind == Kind::Text || b.kind == Kind::Text);
        let help = match suggest::closest(right, operators) {
            Some(operator) => format!("did you mean `{operator}`?"),
            None if lower.ends_with("quarter") || lower.ends_with("year") || lower.ends_with("month") || lower.ends_with("period") => {
                "periods stand in `baseline(…)` and under `period:`".to_owned()
            }
            None if texts => "texts are joined by `++`, conditions by `and` or `or`".to_owned(),
            None => "join conditions by `and` or `or`; names are one word each".to_owned(),
        };
        self.fail(
            &EXPRESSION_SYNTAX,
            self.range(1),
            format!("an operator is expected between {} and {}", quoted(left), quoted(right)),
            help,
        )
    }
}
