//! A strict scanner of JSON text (RFC 8259): finds where values end and whether they are right, without building them.

use super::super::bytes::{below, eight, find, same};
use super::super::cell::Cell;
use std::borrow::Cow;

/// So deep may values be nested.
const DEEPEST: u32 = 128;

/// What is wrong, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// In words.
    pub reason: &'static str,
    /// Where.
    pub at: usize,
}

type Scan<T> = Result<T, Wrong>;

/// A place in a text.
#[derive(Clone, Debug)]
pub struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// A value as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw<'a> {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// Its digits.
    Number(&'a str),
    /// What stands between the quotes, and whether it has escapes.
    Text(&'a str, bool),
    /// An object or array with its brackets.
    Nested(&'a str),
}

impl<'a> Scanner<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The byte that comes next.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next byte after white space.
    pub fn peek(&mut self) -> Option<u8> {
        self.space();
        self.byte()
    }

    /// Takes `byte` after white space, if it comes next.
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Takes `byte` after white space.
    pub fn expect(&mut self, byte: u8, otherwise: &'static str) -> Scan<()> {
        if self.take(byte) { Ok(()) } else { Err(self.wrong(otherwise)) }
    }

    /// Something is wrong here.
    pub fn wrong(&self, reason: &'static str) -> Wrong {
        let reason = if self.at >= self.text.len() { "it ends too early" } else { reason };
        Wrong { reason, at: self.at }
    }

    /// A key and its colon: what stands between the quotes, and whether it has escapes.
    pub fn key(&mut self) -> Scan<(&'a str, bool)> {
        self.expect(b'"', "a key is expected")?;
        let key = self.string()?;
        self.expect(b':', "`:` is expected")?;
        Ok(key)
    }

    /// Takes a key with its colon, if it is this one, quotes and colon included, written without escapes.
    pub fn take_key(&mut self, quoted: &str) -> bool {
        self.space();
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(quoted.as_bytes()) {
            self.at += quoted.len();
            return true;
        }
        // Space before the colon.
        let before = self.at;
        if quoted.strip_suffix(':').is_some_and(|key| rest.starts_with(key.as_bytes())) {
            self.at += quoted.len() - 1;
            if self.take(b':') {
                return true;
            }
        }
        self.at = before;
        false
    }

    /// The next value.
    pub fn value(&mut self) -> Scan<Raw<'a>> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.string().map(|(text, escaped)| Raw::Text(text, escaped))
            }
            Some(b'{' | b'[') => self.nested().map(Raw::Nested),
            Some(b'-' | b'0'..=b'9') => self.number().map(Raw::Number),
            Some(b't') => self.word("true", Raw::Boolean(true)),
            Some(b'f') => self.word("false", Raw::Boolean(false)),
            Some(b'n') => self.word("null", Raw::Null),
            _ => Err(self.wrong("a value is expected")),
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn since(&self, from: usize) -> &'a str {
        self.text.get(from..self.at).unwrap_or_default()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Raw<'a>) -> Scan<Raw<'a>> {
        if self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            self.at += word.len();
            return Ok(value);
        }
        Err(self.wrong("a value is expected"))
    }

    /// The rest of a string whose opening quote is taken.
    fn string(&mut self) -> Scan<(&'a str, bool)> {
        let (from, mut escaped) = (self.at, false);
        let bytes = self.text.as_bytes();
        loop {
            self.at = plain(bytes, self.at);
            match self.byte() {
                Some(b'"') => {
                    let text = self.since(from);
                    self.at += 1;
                    return Ok((text, escaped));
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(_) => return Err(self.wrong("a control character in a text")),
                None => return Err(self.wrong("a text does not end")),
            }
        }
    }

    fn escape(&mut self) -> Scan<()> {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') if bytes.get(self.at + 2..self.at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => self.at += 6,
            _ => return Err(self.wrong("no such escape")),
        }
        Ok(())
    }

    fn number(&mut self) -> Scan<&'a str> {
        let from = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err(self.wrong("no number")),
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        // `012` and `1x` stop here and are found wrong by whoever expects a comma or a bracket.
        Ok(self.since(from))
    }

    fn digits(&mut self) -> Scan<()> {
        let from = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from { Err(self.wrong("no number")) } else { Ok(()) }
    }

    /// An object or array: a walk without recursion, the kinds of the open brackets as bits.
    fn nested(&mut self) -> Scan<&'a str> {
        let from = self.at;
        let (mut depth, mut kinds) = (0_u32, 0_u128);
        loop {
            // Here a value begins.
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    if depth == DEEPEST {
                        return Err(self.wrong("nested deeper than 128 levels"));
                    }
                    self.at += 1;
                    (depth, kinds) = (depth + 1, kinds << 1 | u128::from(open == b'{'));
                    if !self.take(if open == b'{' { b'}' } else { b']' }) {
                        if open == b'{' {
                            self.key()?;
                        }
                        continue;
                    }
                    (depth, kinds) = (depth - 1, kinds >> 1);
                }
                _ => {
                    self.value()?;
                }
            }
            // Here a value has ended; so may the ones around it.
            loop {
                if depth == 0 {
                    return Ok(self.since(from));
                }
                let object = kinds & 1 == 1;
                if self.take(b',') {
                    if object {
                        self.key()?;
                    }
                    break;
                }
                self.expect(if object { b'}' } else { b']' }, if object { "`,` or `}` is expected" } else { "`,` or `]` is expected" })?;
                (depth, kinds) = (depth - 1, kinds >> 1);
            }
        }
    }
}

impl<'a> Raw<'a> {
    /// The value as a cell; `None` where its escapes make no text.
    pub fn cell(self) -> Option<Cell<'a>> {
        Some(match self {
            Self::Null => Cell::Missing,
            Self::Boolean(truth) => Cell::Boolean(truth),
            Self::Number(digits) => Cell::Number(Cow::Borrowed(digits)),
            Self::Text(text, escaped) => Cell::Text(unescape(text, escaped)?),
            Self::Nested(text) => Cell::Nested(text),
        })
    }
}

/// A text without its escapes; `None` where half of a surrogate pair stands alone.
pub fn unescape(text: &str, escaped: bool) -> Option<Cow<'_, str>> {
    if !escaped {
        return Some(Cow::Borrowed(text));
    }
    serde_json::from_str(&format!("\"{text}\"")).ok().map(Cow::Owned)
}

/// The first byte from `at` on that does not stand for itself in a string: a quote, a backslash, a control character.
fn plain(bytes: &[u8], at: usize) -> usize {
    find(bytes, at, |word| below(word, 0x20) | same(word, eight(b'"')) | same(word, eight(b'\\')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn whole(text: &str) -> Result<(), Wrong> {
        let mut scanner = Scanner::new(text);
        scanner.value()?;
        if scanner.peek().is_some() { Err(scanner.wrong("more text after the value")) } else { Ok(()) }
    }

    #[test]
    fn takes_what_is_json_and_nothing_else() {
        for text in [
            "{}",
            "[]",
            " [ ] ",
            "{\"a\":1}",
            "[1,2,{\"a\":[]}]",
            "-0.5e+10",
            "0",
            "\"\\u00e9\\n\\\"\"",
            "\"ż🦀\"",
            "null",
            "[true,false]",
            "{\"a\":{\"b\":[{},[],\"x\"]},\"c\":null}",
            "",
            "{",
            "[1",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "NaN",
            "Infinity",
            "nul",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\u{1}\"",
            "[1 2]",
            "{\"a\":1]",
            "[}",
            "1 2",
            "'a'",
            "tru",
            "--1",
        ] {
            assert_eq!(whole(text).is_ok(), serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn nesting_has_a_limit_and_no_recursion() {
        let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(whole(&nest(128)), Ok(()));
        assert_eq!(whole(&nest(10_000)).unwrap_err().reason, "nested deeper than 128 levels");
        assert_eq!(whole(&"{\"a\":".repeat(10_000)).unwrap_err().reason, "nested deeper than 128 levels");
    }

    proptest! {
        #[test]
        fn agrees_with_serde_on_any_text(text in r#"[\[\]{}",:\\ u0-2a.eE+-]{0,12}"#) {
            prop_assert_eq!(whole(&text).is_ok(), serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }
}
