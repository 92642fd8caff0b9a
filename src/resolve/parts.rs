//! Small things that every section asks of what is written: a key that must be there, one of some words, a duration.

use super::Resolver;
use crate::diagnostics::{Finding, codes, suggest};
use crate::span::Span;
use crate::syntax::expr::{self as written, Name};
use crate::syntax::yaml::{Text, Written};
use crate::time::Micros;

impl Resolver<'_> {
    /// The value of a key that must be there. Absent: a finding at `at` that says `whose` has no `key` and shows an example.
    pub(super) fn required<'w, T>(&mut self, written: &'w Written<T>, at: Span, whose: &str, key: &str, example: &str) -> Option<&'w T> {
        if written.is_absent() {
            self.findings.push(Finding::new(&codes::KEY_MISSING, at, format!("{whose} has no `{key}`")).help(format!("add `{example}`")));
        }
        written.get()
    }

    /// One of some words; else a finding that says it is no `what` and lists them.
    pub(super) fn one_of<T: Copy>(&mut self, text: &Text, what: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.as_str()).map(|(_, value)| *value);
        if found.is_none() {
            let names = words.iter().map(|(word, _)| *word);
            let help = suggest::did_you_mean(text.as_str(), names).unwrap_or_else(|| {
                let list: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
                match list.as_slice() {
                    [only] => format!("the only one is {only}; leave the key out otherwise"),
                    _ => format!("it is one of {}", list.join(", ")),
                }
            });
            self.findings.push(Finding::new(&codes::VALUE_UNKNOWN, text.span, format!("`{}` is no {what}", text.as_str())).help(help));
        }
        found
    }

    /// A duration above zero.
    pub(super) fn duration(&mut self, text: &Text, what: &str) -> Option<Micros> {
        let micros = written::duration::parse(text, self.findings)?;
        if micros > 0 {
            return Some(micros);
        }
        let message = format!("{what} is `{}`, which is no time at all", text.as_str());
        self.findings.push(Finding::new(&codes::DURATION_MALFORMED, text.span, message).help("write how long, for example `30d`"));
        None
    }
}

/// The text of an optional key.
pub(super) fn text(written: &Written<Text>) -> Option<String> {
    written.get().map(|text| text.value.clone())
}

/// An expression as the user could have written it, for a message; a long one is cut.
pub(super) fn said(expr: &written::Expr) -> String {
    const LONGEST: usize = 60;
    let whole = written::print(expr);
    match whole.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}

/// Names joined by dots.
pub(super) fn joined(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".")
}
