//! The parser's errors in the user's words: what is wrong, at the bytes that are, and what to do.

use super::build::Stop;
use super::cut;
use super::recover::{indent, line, line_start, value_start};
use crate::diagnostics::{Finding, codes};
use crate::span::{FileId, Span};
use granit_parser::ErrorKind;
use std::ops::Range;

/// A syntax error.
pub struct Fault {
    pub finding: Finding,
    /// Where what it stands in begins.
    pub from: usize,
}

/// What stopped the parser.
pub fn explain(file: FileId, text: &str, stop: &Stop) -> Fault {
    let marked = stop.error.marker().byte_offset().unwrap_or(stop.after).min(text.len());
    let scene = Scene { file, text, stop, at: (0..=marked).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0) };
    let outermost = stop.open.first().map(|(start, _)| *start);
    if let Some(start) = scene.runaway_quote() {
        return Fault { finding: scene.quote_not_closed(start), from: outermost.unwrap_or(start).min(start) };
    }
    if let Some((start, brace)) = scene.unclosed() {
        return Fault { finding: scene.not_closed(start, if brace { '{' } else { '[' }), from: outermost.unwrap_or(start) };
    }
    let (finding, from) = scene.explain();
    Fault { finding, from: outermost.unwrap_or(from).min(from) }
}

struct Scene<'a> {
    file: FileId,
    text: &'a str,
    stop: &'a Stop,
    at: usize,
}

impl Scene<'_> {
    fn finding(&self, bytes: Range<usize>, message: impl Into<String>) -> Finding {
        Finding::new(&codes::YAML_SYNTAX, Span::new(self.file, bytes.start, bytes.end), message)
    }

    fn slice(&self, bytes: Range<usize>) -> &str {
        self.text.get(bytes).unwrap_or_default()
    }

    /// The sign at a place; nothing at the end.
    fn sign(&self, at: usize) -> Range<usize> {
        at..at + self.slice(at..self.text.len()).chars().next().map_or(0, char::len_utf8)
    }

    fn explain(&self) -> (Finding, usize) {
        use ErrorKind as E;
        let at = self.at;
        let here = self.sign(at);
        if let Some(start) = self.bare_line() {
            return self.no_colon(start);
        }
        match self.stop.error.kind() {
            E::RecursionLimitExceeded => {
                let message = format!("values nest more than {} deep", super::build::DEPTH);
                let finding = Finding::new(&codes::YAML_TOO_DEEP, Span::new(self.file, here.start, here.end), message);
                (finding.label("nested too deep").help("write it flatter: a definition nests about seven deep"), at)
            }
            E::ExpectedFlowMappingSeparator
            | E::ExpectedFlowSequenceSeparator
            | E::InvalidColonPlacement
            | E::FlowMappingValueAdjacentCollection
            | E::MappingValueNotAllowed
            | E::CommentInterceptedScalar => self.cut(),
            E::InvalidTrailingDoubleQuotedScalar | E::InvalidTrailingSingleQuotedScalar => self.after_quotes(),
            E::UnclosedQuotedScalar | E::InvalidQuotedScalarIndent | E::DocumentIndicatorInQuotedScalar => {
                let start = self.value();
                (self.quote_not_closed(start), start)
            }
            E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape => self.escape(),
            E::UnclosedFlowCollection { open } => (self.not_closed(at, *open), at),
            E::MismatchedFlowCollectionEnd { open, close } => {
                let finding = self.finding(here, format!("`{open}` is closed by `{close}`")).label("opened here");
                let (wanted, opener) = if *open == '{' { ('}', '[') } else { (']', '{') };
                (finding.help(format!("close it with `{wanted}`, or open what `{close}` closes with `{opener}`")), at)
            }
            E::MisplacedFlowCollectionEnd => {
                let sign = self.slice(here.clone()).to_owned();
                let finding = self.finding(here, format!("this `{sign}` closes nothing")).label("nothing is open");
                (finding.help("take it away, or open it; if it belongs to a text, put the text in quotes"), at)
            }
            E::UnexpectedCharacter { .. }
            | E::InvalidBlockScalarHeader
            | E::PlainScalarStartsWithDashFlowIndicator
            | E::UnexpectedEofBlockMapping
            | E::UnexpectedEofBlockSequence => self.bad_beginning(),
            E::TabInBlockIndentation | E::TabInIndentation | E::TabNotAllowed | E::TabAtBlockScalarStart | E::TabInPlainScalar => {
                let start = line_start(self.text, at);
                let own = line(self.text, start);
                let tab = own.get(..indent(own)).and_then(|lead| lead.find('\t')).map_or(here, |tab| start + tab..start + tab + 1);
                let finding = self.finding(tab, "this line is indented by a tab").label("a tab");
                (finding.help("indent by spaces: YAML takes no tabs there"), at)
            }
            E::SimpleKeyExpected | E::InvalidSimpleKey => self.no_colon(at),
            E::ExpectedBlockMappingKey | E::ExpectedBlockSequenceEntry | E::InvalidIndentation | E::BlockSequenceEntryNotAllowed => {
                if let Some(start) = self.text_before(at) {
                    return (self.whole(start, self.expression_end(start, false)), start);
                }
                let word = self.word(at);
                let finding = self.finding(word, "this line is indented unlike the ones before it").label("out of line");
                (finding.help("begin it in the same column as the other keys of its section"), at)
            }
            E::InvalidBlockScalarIndent | E::InvalidFlowScalarIndent => {
                let finding = self.finding(self.word(at), "this line is indented less than the text it belongs to").label("out of line");
                (finding.help("indent all lines of a text alike"), at)
            }
            other => {
                let finding = self.finding(here, format!("YAML cannot be read here: {other}")).label("here");
                (finding.help("if this belongs to a text or an expression, put the whole of it in quotes"), at)
            }
        }
    }

    /// The innermost open bracket, where a line that no longer belongs to it was reached.
    fn unclosed(&self) -> Option<(usize, bool)> {
        let outermost = self.stop.open.first()?.0;
        let entry = line(self.text, line_start(self.text, outermost));
        // the keys of `- a: {` stand in the column of `a`
        let own = indent(entry) + entry.trim_start().bytes().take_while(|sign| matches!(sign, b'-' | b' ')).count();
        let mut start = line_start(self.text, self.at);
        let ended = self.slice(self.at..self.text.len()).trim().is_empty();
        let mut outside = ended;
        while start > outermost {
            let below = line(self.text, start);
            let words = below.trim_start();
            outside |= !words.is_empty() && !words.starts_with(['#', ']', '}']) && indent(below) <= own;
            start = line_start(self.text, start.saturating_sub(1));
        }
        if outside { self.stop.open.last().copied() } else { None }
    }

    fn not_closed(&self, start: usize, open: char) -> Finding {
        let close = if open == '{' { '}' } else { ']' };
        let finding = self.finding(self.sign(start), format!("this `{open}` is not closed")).label("opened here");
        finding.help(format!("close it with `{close}`; if it belongs to a text, put the text in quotes"))
    }

    /// Where a quote opens whose text runs on over lines until another quote.
    fn runaway_quote(&self) -> Option<usize> {
        let over_lines = |range: &Range<usize>| self.slice(range.clone()).contains(['\n', '\r']);
        if let Some(quoted) = self.stop.quoted.clone().filter(over_lines) {
            return Some(quoted.start);
        }
        let start = self.value();
        let quote = self.slice(start..self.at).chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
        let closed = line(self.text, start).get(1..).is_some_and(|rest| rest.contains(quote));
        (!closed && over_lines(&(start..self.at))).then_some(start)
    }

    fn quote_not_closed(&self, start: usize) -> Finding {
        let sign = self.sign(start);
        let quote = self.slice(sign.clone()).to_owned();
        let finding = self.finding(sign, format!("the quote {quote} is not closed on its line")).label("opened here");
        finding.help("close it; within double quotes a quote is written `\\\"`, within single ones `''`; long texts go below `>-`")
    }

    /// An expression that YAML ends early: at a bracket, a `: `, a ` #`.
    fn cut(&self) -> (Finding, usize) {
        let here = self.sign(self.at);
        let flow = !self.stop.open.is_empty();
        let Some(scalar) = self.stop.scalar.clone().filter(|scalar| scalar.start < self.at) else {
            if let Some(comma) = self.no_comma(self.stop.after) {
                return (comma, self.stop.after);
            }
            let start = self.opening().unwrap_or_else(|| self.value());
            return (self.whole(start, self.expression_end(start, flow).max(here.end)), start);
        };
        let written = self.slice(scalar.clone());
        if !flow && written.contains(['\n', '\r']) {
            let last = line_start(self.text, scalar.end);
            let begin = last + indent(line(self.text, last));
            let first = line(self.text, scalar.start).trim_end().to_owned();
            let message = format!("this line goes on with the text `{first}` above, and a text has no keys");
            let finding = self.finding(begin..scalar.end.max(begin), message).label("part of the text above");
            let text = Span::new(self.file, scalar.start, scalar.start + first.len());
            let help = format!("indent it like the keys above, or put a `:` after `{first}` if that is a key");
            return (finding.other(text, "the text").help(help), scalar.start);
        }
        (self.whole(scalar.start, self.expression_end(scalar.start, flow).max(here.end)), scalar.start)
    }

    /// The bytes from `start` to `end` are meant as one thing, which they are not.
    fn whole(&self, start: usize, end: usize) -> Finding {
        let whole = Span::new(self.file, start, end);
        let written = self.slice(whole.range());
        let key = self.key(start);
        for (open, close) in [('{', '}'), ('[', ']')] {
            if self.stop.open.is_empty() && written.matches(close).count() > written.matches(open).count() {
                let shown = key.map_or_else(|| "before this".to_owned(), |key| format!("after `{key}:`"));
                let finding = self.finding(start..end, format!("a `{open}` is missing {shown}")).label(format!("`{close}` closes nothing"));
                return finding.help(format!("write `{open}` before it, or take `{close}` away"));
            }
        }
        if let Some(quote) = written.chars().next().filter(|sign| matches!(sign, '"' | '\'') && written.matches(*sign).count() % 2 == 1) {
            let finding = self.finding(start..end, format!("one {quote} too few, or too many, in `{}`", cut::shorten(written)));
            return finding.label("quotes do not pair").help("put a quote at both ends of each text");
        }
        let mut finding = cut::finding(written, whole, key);
        // `from: a to: b`, `fields: page: string`: a comma or braces may be what is missing
        let prose = finding.help.as_deref().is_some_and(|help| help.starts_with("quote the text"));
        let Some((before, _)) = written.split_once(": ").filter(|_| !prose) else { return finding };
        let word = before.rsplit(' ').next().unwrap_or(before);
        if word.is_empty() || !word.chars().all(|sign| sign.is_alphanumeric() || sign == '_') {
            return finding;
        }
        let quote = format!("{}{}", key.map_or_else(String::new, |key| format!("{key}: ")), cut::quoted(written));
        if word.len() == before.len() {
            let map = format!("{}{{ {} }}", key.map_or_else(String::new, |key| format!("{key}: ")), cut::shorten(written));
            finding.help = Some(format!("quote the expression: `{quote}`; if it is a map, put it in braces: `{map}`"));
        } else if !self.stop.open.is_empty() {
            finding.help = Some(format!("if `{word}` is a key, put a comma before it; else quote the expression: `{quote}`"));
        }
        finding
    }

    /// What follows a list, a map or a text in quotes is a key or another text: only a comma is missing.
    fn no_comma(&self, after: usize) -> Option<Finding> {
        self.stop.open.first()?;
        let rest = self.slice(after..self.text.len());
        let start = after + rest.find(|sign: char| !sign.is_whitespace())?;
        let rest = line(self.text, start);
        let word: String = rest.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect();
        let keyed = !word.is_empty() && rest.get(word.len()..).is_some_and(|rest| rest.starts_with(": "));
        let quoted = rest.starts_with(['"', '\'']);
        let bytes = start..start + if quoted { self.expression_end(start, true).saturating_sub(start).max(1) } else { word.len() };
        let closed = self.slice(0..after).trim_end().ends_with(['"', '\'', ']', '}']);
        let shown = self.slice(bytes.clone()).to_owned();
        let finding = (closed && (keyed || quoted)).then(|| self.finding(bytes, format!("a comma is missing before `{shown}`")))?;
        Some(finding.label("comma missing").help(format!("write `, {shown}`")))
    }

    /// Where the bracket opens that was closed last.
    fn opening(&self) -> Option<usize> {
        let before = self.slice(0..self.stop.after);
        let mut depth = 0_usize;
        for (at, sign) in before.char_indices().rev() {
            match sign {
                ']' | '}' => depth += 1,
                '[' | '{' if depth > 1 => depth -= 1,
                '[' | '{' if depth == 1 => return Some(at),
                _ if depth == 0 => return None,
                _ => {}
            }
        }
        None
    }

    /// Where the value begins that stands before `at` in its line, as in `when: ["x"] contains source`.
    fn text_before(&self, at: usize) -> Option<usize> {
        let start = line_start(self.text, at);
        let value = start + value_start(line(self.text, start))?;
        let value = value + indent(self.text.get(value..at)?);
        (value < at).then_some(value)
    }

    /// Something follows a closing quote.
    fn after_quotes(&self) -> (Finding, usize) {
        let start = self.value();
        if let Some(finding) = self.no_comma(self.at) {
            return (finding, start);
        }
        let end = self.expression_end(start, !self.stop.open.is_empty()).max(self.sign(self.at).end);
        let mut finding = self.whole(start, end);
        let touches = self.slice(start..self.at).ends_with(['"', '\'']);
        if touches && self.slice(self.at..end).starts_with(char::is_alphanumeric) {
            let within = if self.slice(start..end).starts_with('"') { "`\\\"`" } else { "`''`" };
            finding.help = Some(format!("a quote within such quotes is written {within}; or use the other kind of quotes"));
        }
        (finding, start)
    }

    fn escape(&self) -> (Finding, usize) {
        let start = self.value();
        let own = self.slice(start..self.text.len());
        let known = |next: Option<char>| next.is_some_and(|next| "0abtnvfre \"/\\N_LP\t\r\n".contains(next));
        let mut signs = own.char_indices();
        let mut bytes = self.sign(self.at);
        while let Some((place, sign)) = signs.next() {
            if sign == '\\' {
                let rest = signs.clone().next();
                if !known(rest.map(|(_, next)| next)) {
                    bytes = start + place..start + place + 1 + rest.map_or(0, |(_, next)| next.len_utf8());
                    break;
                }
                signs.next();
            }
        }
        let escape = self.slice(bytes.clone()).to_owned();
        let finding = self.finding(bytes, format!("`{escape}` is no escape that double quotes know")).label("unknown escape");
        (finding.help("put the text in single quotes, or write the backslash twice"), start)
    }

    /// A sign that no text can begin with.
    fn bad_beginning(&self) -> (Finding, usize) {
        let end = self.expression_end(self.at, !self.stop.open.is_empty()).max(self.sign(self.at).end);
        let written = self.slice(self.at..end);
        let first = written.chars().next().unwrap_or_default();
        let key = self.key(self.at).map_or_else(String::new, |key| format!("{key}: "));
        let help = format!("quote it: `{key}{}`", cut::quoted(written));
        let first = if first == '`' { "a backtick".to_owned() } else { format!("`{first}`") };
        let finding = self.finding(self.at..end, format!("a text cannot begin with {first} unless it is in quotes"));
        (finding.label("wants quotes").help(help), self.at)
    }

    /// Where the line at fault begins, if it lacks the key or `-` that every line outside brackets and texts has.
    fn bare_line(&self) -> Option<usize> {
        use ErrorKind as E;
        let at = match (self.stop.error.kind(), &self.stop.scalar) {
            (E::MappingValueNotAllowed | E::CommentInterceptedScalar, Some(scalar)) => scalar.start,
            (
                E::MappingValueNotAllowed
                | E::CommentInterceptedScalar
                | E::ExpectedBlockMappingKey
                | E::MisplacedFlowCollectionEnd
                | E::InvalidTrailingDoubleQuotedScalar
                | E::InvalidTrailingSingleQuotedScalar
                | E::ExpectedDocumentStart,
                _,
            ) => self.at,
            _ => return None,
        };
        let start = line_start(self.text, at);
        let own = line(self.text, start);
        // the last line of a text in quotes or of a list is none
        let closes = own.matches([']', '}']).count() > own.matches(['[', '{']).count();
        let quoted = matches!(self.stop.error.kind(), E::InvalidTrailingDoubleQuotedScalar | E::InvalidTrailingSingleQuotedScalar);
        let begins = start + indent(own);
        let bare = self.stop.open.is_empty() && value_start(own).is_none() && !closes && !(quoted && self.value() < begins);
        bare.then_some(begins)
    }

    /// A line at `at` where a key is wanted.
    fn no_colon(&self, at: usize) -> (Finding, usize) {
        let word = self.word(at);
        let written = self.slice(word.clone()).to_owned();
        let (key, value) = written.split_once([':', ' ']).unwrap_or((&written, ""));
        let keyed = value.is_empty()
            || value.starts_with(['{', '[', '"', '\'', '|', '>'])
            || written.get(key.len()..).is_some_and(|rest| rest.starts_with(':'));
        let help = match value.trim() {
            "" => format!("write `{key}:` if that is a key; indent the line further if it belongs to the text above"),
            value => format!("write `{key}: {}`, with a colon and a space", cut::shorten(value)),
        };
        let finding = if keyed {
            self.finding(at..at + key.len(), format!("the key `{key}` has no `: ` after it"))
        } else {
            self.finding(word, format!("`{}` is neither a key nor a value", cut::shorten(&written)))
        };
        (finding.label("no `: `").help(help), at)
    }

    /// The rest of the line, without a comment.
    fn word(&self, at: usize) -> Range<usize> {
        let rest = line(self.text, at);
        let rest = rest.find(" #").and_then(|end| rest.get(..end)).unwrap_or(rest).trim_end();
        let lead = indent(rest);
        at + lead..at + rest.len().max(lead)
    }

    /// Where the value that was being read begins: after the last thing read and the signs between.
    fn value(&self) -> usize {
        let rest = self.slice(self.stop.after..self.text.len());
        let skipped = rest.find(|sign: char| !sign.is_whitespace() && !matches!(sign, ':' | ',' | '-' | '?' | '{' | '['));
        let start = self.stop.after + skipped.unwrap_or(0);
        start.min(self.at)
    }

    /// The key a value stands behind.
    fn key(&self, value: usize) -> Option<&str> {
        let before = self.text.get(line_start(self.text, value)..value)?.trim_end().strip_suffix(':')?;
        let start = before.rfind([' ', '{', ',', '\t']).map_or(0, |at| at + 1);
        before.get(start..).filter(|key| !key.is_empty() && !key.contains(['"', '\'']))
    }

    /// Where an expression ends: at the end of the line; in brackets before a comma or closing bracket of theirs.
    fn expression_end(&self, start: usize, flow: bool) -> usize {
        let own = line(self.text, start);
        let (mut depth, mut quote) = (0_usize, None);
        let mut end = own.len();
        for (at, sign) in own.char_indices() {
            match (quote, sign) {
                (Some(open), _) if open == sign => quote = None,
                (Some(_), _) => {}
                (None, '"') => quote = Some(sign),
                (None, '(' | '[' | '{') => depth += 1,
                (None, ')' | ']' | '}') if depth > 0 => depth -= 1,
                (None, ']' | '}' | ',') if flow && depth == 0 => {
                    end = at;
                    break;
                }
                (None, '#') if at > 0 && own.get(..at).is_some_and(|before| before.ends_with(' ')) => {
                    end = at;
                    break;
                }
                (None, _) => {}
            }
        }
        start + own.get(..end).map_or(0, |text| text.trim_end().len())
    }
}
