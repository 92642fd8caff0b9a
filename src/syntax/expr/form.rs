//! Short forms beside expressions (limits, ranges, invariants, …): their words, ready to be matched.

use super::excerpt::Excerpt;
use super::scan::{Kind, Token, scan};
use super::{Expr, ExprKind, Name};
use crate::diagnostics::codes::OPERATOR_UNKNOWN;
use crate::diagnostics::{Code, Finding, Findings};
use crate::syntax::yaml::Text;
use std::ops::Range;

/// The words and signs of a short form.
pub(super) struct Form<'a> {
    pub text: Excerpt<'a>,
    pub tokens: Vec<Token>,
}

/// `25%` of `25 %`.
fn percentage(text: &str) -> Option<String> {
    let joined: String = text.split_whitespace().collect();
    let number = joined.trim_start_matches(['+', '-', '<', '>', '=']).strip_suffix('%')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'_');
    (is_number && !number.is_empty() && joined != text).then_some(joined)
}

impl<'a> Form<'a> {
    /// Nothing where a word is wrong taken alone; the findings are made. Signs that no expression has are as wrong
    /// here, but the help that an expression has for them is not this form's: then the form as a whole is malformed.
    pub fn read(text: &'a Text, code: &'static Code, is_none: &str, findings: &mut Findings) -> Option<Self> {
        let text = Excerpt::whole(text);
        let mut faults = Findings::default();
        if let Some(tokens) = scan(text, &mut faults) {
            return Some(Self { text, tokens });
        }
        let faults = faults.sorted();
        match faults.iter().find(|fault| fault.code.name == OPERATOR_UNKNOWN.name) {
            Some(sign) => {
                let message = format!("{} {is_none}", super::scan::quoted(text.source));
                let explained = || format!("`funnelc explain {}` shows how it is written", code.name);
                let help = percentage(text.source).map_or_else(explained, |joined| format!("write `{joined}`"));
                findings.push(Finding::new(code, sign.span, message).help(help));
            }
            None => findings.extend(faults),
        }
        None
    }

    /// What each token is and says.
    pub fn words(&self) -> Vec<(Kind, &'a str)> {
        self.tokens.iter().map(|token| (token.kind, self.text.get(token.range.clone()))).collect()
    }

    /// A token as a name.
    pub fn name(&self, at: usize) -> Name {
        let range = self.range(at);
        Name { text: self.text.get(range.clone()).to_owned(), span: self.text.at(range) }
    }

    /// The bytes of a token; after the last one the end.
    pub fn range(&self, at: usize) -> Range<usize> {
        let end = self.text.source.len();
        self.tokens.get(at).map_or(end..end, |token| token.range.clone())
    }

    /// The bytes from a token to the end.
    pub fn rest(&self, from: usize) -> Range<usize> {
        self.range(from).start..self.tokens.last().map_or(0, |token| token.range.end).max(self.range(from).start)
    }

    /// All that is written, without the blanks around it.
    pub fn whole(&self) -> Range<usize> {
        if self.tokens.is_empty() { 0..self.text.source.len() } else { self.rest(0) }
    }

    /// A finding about some of its bytes.
    pub fn fault(&self, code: &'static Code, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding::new(code, self.text.at(range), message).help(help)
    }

    /// What is written, for a message; says so where there is nothing.
    pub fn shown(&self) -> String {
        if self.tokens.is_empty() { "nothing".to_owned() } else { super::scan::quoted(self.text.get(self.whole())) }
    }
}

/// Whether an expression is a number, a percentage or a duration, perhaps with a minus sign.
pub(super) fn is_level(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Integer(_) | ExprKind::Fraction { .. } | ExprKind::Duration(_) => true,
        ExprKind::Negate(value) => matches!(value.kind, ExprKind::Integer(_) | ExprKind::Fraction { .. } | ExprKind::Duration(_)),
        _ => false,
    }
}
