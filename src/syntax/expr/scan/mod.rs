//! The words and signs of an expression, and what is wrong with any of them taken alone.
//!
//! The grammar decides what an expression is; this pass goes before it, so that a slip of the pen gets its own name
//! (`=` for `==`, `3 days`, a text in single quotes), and so that nothing nested beyond measure reaches a recursion.

mod number;

use super::excerpt::Excerpt;
use super::foreign::{QUOTES, SIGNS};
use super::literal::unit_in_words;
use crate::diagnostics::codes::*;
use crate::diagnostics::{Finding, Findings};
use pest::unicode::{XID_CONTINUE, XID_START};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or one of the language's own words.
    Word,
    /// `1_000`, `12.5`, `18%`
    Number,
    /// `30d4h`
    Duration,
    /// `2026-11-21`, `2026-11-21T10:00:00Z`
    Date,
    /// `"text"`
    Text,
    /// What joins two sides, or `-`.
    Operator,
    /// `(` `[`
    Open,
    /// `)` `]`
    Close,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `..`
    Range,
    /// `->`
    Arrow,
    /// The last argument of `baseline`.
    Period,
}

/// A word or sign and its bytes in the decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// Longest text of an expression in bytes.
const LONGEST: usize = 64 * 1024;
/// How deep brackets may be nested, and how many `not` or `-` may follow each other.
const DEEPEST: usize = 64;

/// The tokens of `text`; nothing where one of them is wrong, or brackets do not match: then findings say so.
pub(super) fn scan(text: Excerpt<'_>, findings: &mut Findings) -> Option<Vec<Token>> {
    if text.source.len() > LONGEST {
        let message = format!("an expression of {} bytes is too long; the longest has {LONGEST}", text.source.len());
        findings.push(
            Finding::new(&EXPRESSION_TOO_LONG, text.at(0..0), message)
                .help("split it under `let:`, or have a field of an event say what it works out"),
        );
        return None;
    }
    let mut scanner =
        Scanner { text, source: text.source, at: 0, tokens: Vec::new(), open: Vec::new(), prefixes: 0, faults: Vec::new(), halves: "" };
    while scanner.step() {}
    scanner.finish();
    if scanner.faults.is_empty() {
        return Some(scanner.tokens);
    }
    findings.extend(scanner.faults);
    None
}

/// What the user wrote, in backticks, short enough for a line.
pub(super) fn quoted(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 40 { format!("`{}…`", line.chars().take(38).collect::<String>()) } else { format!("`{line}`") }
}

struct Scanner<'a> {
    text: Excerpt<'a>,
    source: &'a str,
    at: usize,
    tokens: Vec<Token>,
    /// Brackets that are open: their sign, their byte, and the word before them.
    open: Vec<(char, usize, &'a str)>,
    /// How many `not` or `-` end the tokens.
    prefixes: usize,
    faults: Vec<Finding>,
    /// The sign of another language whose second half is to come: `{`, `?`.
    halves: &'a str,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn fault(&mut self, code: &'static crate::diagnostics::Code, range: Range<usize>, message: String, help: impl Into<String>) {
        self.faults.push(Finding::new(code, self.text.at(range), message).help(help));
    }

    fn push(&mut self, kind: Kind, end: usize) {
        let word = self.source.get(self.at..end).unwrap_or_default();
        self.prefixes =
            if (kind == Kind::Word && word == "not") || (kind == Kind::Operator && word == "-") { self.prefixes + 1 } else { 0 };
        self.tokens.push(Token { kind, range: self.at..end });
        self.at = end;
    }

    /// Takes one token; false at the end, or where going on makes no sense.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return false };
        if self.prefixes > DEEPEST {
            self.too_deep(&format!("more than {DEEPEST} `not` or `-` follow each other"));
            return false;
        }
        match first {
            '0'..='9' => self.number(),
            '"' => return self.quoted_text(),
            '(' | '[' => return self.bracket(first),
            ')' | ']' => return self.close(first),
            ',' => {
                self.comma();
                return true;
            }
            c if XID_START(c) || c == '_' => self.word(),
            c => match QUOTES.iter().find(|(quote, _)| *quote == c) {
                Some((_, closing)) => self.foreign_text(c, closing),
                None => self.sign(c),
            },
        }
        true
    }

    fn finish(&mut self) {
        if let Some((sign, at, _)) = self.open.pop().filter(|_| self.faults.is_empty()) {
            let closing = if sign == '(' { ')' } else { ']' };
            let message = format!("`{sign}` is never closed");
            let finding = Finding::new(&BRACKET_UNBALANCED, self.text.at(at..at + 1), message)
                .label("opened here")
                .help(format!("add `{closing}`; inside a flow map `{{ … }}` quote the whole expression, or a comma or bracket ends it"));
            self.faults.push(finding);
        }
    }

    fn too_deep(&mut self, message: &str) {
        self.fault(&EXPRESSION_TOO_DEEP, self.at..self.at + 1, message.to_owned(), "name parts of the expression under `let:`");
        self.open.clear();
    }

    fn bracket(&mut self, sign: char) -> bool {
        if self.open.len() >= DEEPEST {
            self.too_deep(&format!("brackets are nested more than {DEEPEST} deep"));
            return false;
        }
        let before = match self.tokens.last() {
            Some(token) if token.kind == Kind::Word => self.source.get(token.range.clone()).unwrap_or_default(),
            _ => "",
        };
        self.open.push((sign, self.at, before));
        self.push(Kind::Open, self.at + 1);
        self.period();
        true
    }

    fn close(&mut self, sign: char) -> bool {
        let matching = if sign == ')' { '(' } else { '[' };
        match self.open.pop() {
            Some((open, _, _)) if open == matching => {
                self.push(Kind::Close, self.at + 1);
                true
            }
            Some((open, at, _)) => {
                let message = format!("`{open}` is closed by `{sign}`");
                let wanted = if open == '(' { ')' } else { ']' };
                let finding = Finding::new(&BRACKET_UNBALANCED, self.text.at(self.at..self.at + 1), message)
                    .label(format!("`{wanted}` expected"))
                    .other(self.text.at(at..at + 1), "opened here")
                    .help(format!("write `{wanted}`, or add the bracket that is missing between the two"));
                self.faults.push(finding);
                self.open.clear();
                false
            }
            None => {
                let message = format!("`{sign}` closes nothing");
                self.fault(
                    &BRACKET_UNBALANCED,
                    self.at..self.at + 1,
                    message,
                    format!("take it out, or add the `{matching}` that it closes"),
                );
                false
            }
        }
    }

    fn comma(&mut self) {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = self.source.get(..self.at).unwrap_or_default();
        let after = self.rest().get(1..).unwrap_or_default();
        // In a list or a call `1,2` is two numbers; elsewhere it can only be meant as one.
        let inside = self.open.last().is_some_and(|(sign, _, word)| *sign == '[' || !word.is_empty());
        if !inside && digit(before.chars().last()) && digit(after.chars().next()) {
            self.comma_in_number(self.at);
            return;
        }
        self.push(Kind::Comma, self.at + 1);
        self.period();
    }

    /// Right after `baseline(` or a comma in it: what goes up to the closing bracket in words is a period.
    fn period(&mut self) {
        if !self.open.last().is_some_and(|(sign, _, word)| *sign == '(' && *word == "baseline") {
            return;
        }
        let rest = self.rest();
        let length = rest.find(|c: char| !(XID_CONTINUE(c) || c.is_whitespace() || c == '-' || c == '.')).unwrap_or(rest.len());
        let words = rest.get(..length).unwrap_or_default();
        if rest.get(length..).is_some_and(|rest| rest.starts_with(')')) && !words.trim().is_empty() {
            self.at += words.len() - words.trim_start().len();
            self.push(Kind::Period, self.at + words.trim().len());
        }
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c: char| !XID_CONTINUE(c)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        if let (Some(unit), Some(token)) = (unit_in_words(word), self.tokens.last()) {
            let number = self.source.get(token.range.clone()).unwrap_or_default();
            if token.kind == Kind::Number && number.bytes().all(|byte| byte.is_ascii_digit()) {
                let range = token.range.start..self.at + length;
                let written = self.source.get(range.clone()).unwrap_or_default();
                let message = format!("{} is no duration: number and unit stand together", quoted(written));
                self.fault(&DURATION_MALFORMED, range, message, format!("write `{number}{unit}`"));
            }
        }
        self.push(Kind::Word, self.at + length);
    }

    /// `"…"`; false where it never ends.
    fn quoted_text(&mut self) -> bool {
        let start = self.at;
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.push(Kind::Text, start + at + 1);
                    return true;
                }
                '\\' => match chars.next() {
                    Some((_, '"' | '\\' | 'n' | 't')) => {}
                    Some((_, other)) => {
                        let range = start + at..start + at + 1 + other.len_utf8();
                        let written = self.source.get(range.clone()).unwrap_or_default().to_owned();
                        let message = format!("`{}` is no escape of a text", written.escape_debug().to_string().replace("\\\\", "\\"));
                        self.fault(
                            &TEXT_ESCAPE_UNKNOWN,
                            range,
                            message,
                            "write `\\\\` for a backslash; escapes are `\\\"`, `\\\\`, `\\n` and `\\t`",
                        );
                    }
                    None => break,
                },
                _ => {}
            }
        }
        let finding = Finding::new(&TEXT_UNTERMINATED, self.text.at(start..self.source.len()), "a text begins here and never ends")
            .help("close it with `\"`; a quote inside of the text is written `\\\"`");
        self.faults.push(finding);
        self.open.clear();
        false
    }

    fn foreign_text(&mut self, quote: char, closing: &[char]) {
        let rest = self.rest().get(quote.len_utf8()..).unwrap_or_default();
        match rest.find(closing) {
            Some(length) => {
                let inner = rest.get(..length).unwrap_or_default();
                let closing = rest.get(length..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                let range = self.at..self.at + quote.len_utf8() + length + closing;
                let better = super::literal::write_text(inner);
                self.fault(&TEXT_QUOTES, range.clone(), "a text stands in double quotes".to_owned(), format!("write {}", quoted(&better)));
                self.push(Kind::Text, range.end);
            }
            None => {
                let range = self.at..self.at + quote.len_utf8();
                let message = format!("`{quote}` belongs to no text");
                self.fault(&TEXT_QUOTES, range.clone(), message, "texts stand in double quotes: `\"text\"`");
                self.at = range.end;
            }
        }
    }

    fn sign(&mut self, first: char) {
        let rest = self.rest();
        let known = [("!=", Kind::Operator), ("==", Kind::Operator), ("<=", Kind::Operator), (">=", Kind::Operator)];
        let short = [
            ("->", Kind::Arrow),
            ("++", Kind::Operator),
            ("..", Kind::Range),
            ("<", Kind::Operator),
            (">", Kind::Operator),
            ("+", Kind::Operator),
            ("-", Kind::Operator),
            ("*", Kind::Operator),
            ("/", Kind::Operator),
            (".", Kind::Dot),
        ];
        let foreign = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
        let longer = |sign: &str| foreign.is_none_or(|(foreign, _)| sign.len() >= foreign.len());
        if let Some((sign, kind)) = known.iter().chain(&short).find(|(sign, _)| rest.starts_with(sign) && longer(sign)) {
            if *kind == Kind::Dot && rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) && !self.ends_with_name() {
                let length = 1 + rest.get(1..).map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
                let written = rest.get(..length).unwrap_or_default();
                let range = self.at..self.at + length;
                self.fault(
                    &NUMBER_MALFORMED,
                    range,
                    format!("`{written}` is no number: a digit goes before the point"),
                    format!("write `0{written}`"),
                );
                self.push(Kind::Number, self.at + length);
                return;
            }
            self.push(*kind, self.at + sign.len());
            return;
        }
        let (sign, help) = match foreign {
            Some((sign, help)) => (*sign, *help),
            None => (rest.get(..first.len_utf8()).unwrap_or_default(), "take it out, or put a text with it in double quotes"),
        };
        let range = self.at..self.at + sign.len();
        self.at = range.end;
        if first.is_whitespace() {
            self.fault(&OPERATOR_UNKNOWN, range, "a blank that is no plain space".to_owned(), "write a plain space");
            return;
        }
        // The other half of what was said already.
        match (self.halves, sign) {
            ("{" | "?", ":") => return,
            ("{", "}") => {
                self.halves = "";
                return;
            }
            (_, "{" | "?") => self.halves = sign,
            _ => {}
        }
        let shown = if first.is_control() { first.escape_unicode().to_string() } else { sign.to_owned() };
        self.fault(&OPERATOR_UNKNOWN, range, format!("`{shown}` is no sign of the language"), help);
    }

    fn ends_with_name(&self) -> bool {
        self.tokens.last().is_some_and(|token| token.range.end == self.at && matches!(token.kind, Kind::Word | Kind::Close))
    }
}
