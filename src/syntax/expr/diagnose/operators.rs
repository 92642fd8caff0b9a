//! What may follow a value: operators, tests, clauses of calls, brackets, commas.

use super::super::foreign::WORDS;
use super::super::keywords::starts_no_path;
use super::super::scan::{Kind, Token, quoted};
use super::{Frame, FrameKind, Stage, Walk};
use crate::diagnostics::codes::*;
use crate::diagnostics::{Finding, suggest};

impl Walk<'_> {
    /// Takes what follows a value. True: a value is due next.
    pub(super) fn operator(&mut self) -> Result<bool, Box<Finding>> {
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

    #[allow(clippy::unnecessary_wraps, reason = "it ends arms beside ones that fail")]
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
        if (words == 2 && frame.last) || (words == 1 && frame.within) {
            return self.fail(&CLAUSE_MISPLACED, self.range(words), format!("a second `{clause}`"), "take one of them out");
        }
        *self.frame() = Frame { stage: Stage::Windows, last: frame.last || words == 2, within: frame.within || words == 1, ..frame };
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
        self.frames.push(Frame { kind: FrameKind::Call, stage: Stage::Arguments, arrow: false, last: false, within: false });
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

    pub(super) fn range_in_expression(&self) -> Result<bool, Box<Finding>> {
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
        let period = (0..3).any(|ahead| {
            let word = self.word(ahead).trim_end_matches('s');
            ["day", "week", "month", "quarter", "year", "period"].contains(&word)
        });
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let help = match suggest::closest(right, operators) {
            _ if is_number(left) && is_number(right) && right.len() == 3 => format!("thousands are joined by `_`: `{left}_{right}`"),
            _ if is_number(left) && ["percent", "pct", "per"].contains(&right) => format!("write `{left}%`"),
            Some(operator) => format!("did you mean `{operator}`?"),
            None if period => "a period in words stands in `baseline(…)` and under `period:` only".to_owned(),
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
