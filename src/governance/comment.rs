//! Allowances and denials in comments: `# funnelc: allow CODE[, CODE…] [until DATE] because REASON`, and the same with `deny`.

use super::{Governance, Rule, scope};
use crate::diagnostics::{Finding, codes};
use crate::span::Span;
use crate::syntax::yaml::Comment;

const SHAPE: &str = "write `# funnelc: allow CODE because REASON`, or `… until 2026-12-31 because …`; or `deny` in the place of `allow`";

impl Governance {
    /// Reads a comment, if it speaks to the program. `text` is its whole file.
    pub(super) fn comment(&mut self, comment: &Comment, text: &str, today: i32) {
        let Some(said) = comment.text.trim_start().strip_prefix("funnelc:") else { return };
        let start = (comment.span.end as usize).saturating_sub(said.len());
        let at = |part: &str| {
            let offset = start + (part.as_ptr() as usize - said.as_ptr() as usize);
            Span::new(comment.span.file, offset, offset + part.len())
        };
        let said = said.trim_end();
        let verb = |verb: &str| said.trim_start().strip_prefix(verb).filter(|rest| rest.starts_with(char::is_whitespace));
        let read = verb("allow").map(|rest| (rest, false)).or_else(|| verb("deny").map(|rest| (rest, true)));
        let Some((rest, deny)) = read else {
            let message = "a comment for `funnelc:` allows or denies something";
            let finding = Finding::new(&codes::ALLOWANCE_UNREADABLE, at(said.trim()), message);
            self.faults.push(finding.help(SHAPE));
            return;
        };
        let does = if deny { "denies" } else { "allows" };
        let (before, reason) = split_word(rest, "because");
        let (names, until) = split_word(before, "until");
        if reason.is_none_or(|reason| reason.trim().is_empty()) {
            let message = format!("this {does} something without a reason");
            let finding = Finding::new(&codes::ALLOWANCE_WITHOUT_REASON, at(said.trim()), message);
            self.faults.push(finding.help("say why, after `because`: whoever reads it next will want to know"));
        }
        let mut over = false;
        if let Some(until) = until {
            let Some(is_over) = self.is_over(until.trim(), at(until.trim()), today) else { return };
            over = is_over;
        }
        let within = scope::of(text, comment.span);
        let mut names = names.split([',', ' ', '\t']).filter(|name| !name.is_empty()).peekable();
        if names.peek().is_none() {
            self.faults.push(Finding::new(&codes::ALLOWANCE_UNREADABLE, at(said.trim()), format!("this {does} nothing")).help(SHAPE));
        }
        for name in names {
            if let Some(what) = self.named(name, at(name), deny) {
                let within = Some((comment.span.file, within.clone()));
                let rules = if deny { &mut self.lines_denied } else { &mut self.lines };
                rules.push(Rule { what, span: at(name), within, over, used: false });
            }
        }
    }
}

/// What stands before a word, and what after it.
fn split_word<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let border = |c: Option<char>| c.is_none_or(char::is_whitespace);
    text.match_indices(word)
        .find(|(at, _)| border(text[..*at].chars().last()) && border(text[at + word.len()..].chars().next()))
        .map_or((text, None), |(at, _)| (&text[..at], Some(&text[at + word.len()..])))
}
