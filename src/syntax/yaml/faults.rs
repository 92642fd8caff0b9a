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
                let sign = self.sign(start);
                let quote = self.slice(sign.clone()).to_owned();
                let finding = self.finding(sign, format!("the quote {quote} is not closed")).label("opened here");
                (finding.help("close it on the same line; within double quotes a quote is written `\\\"`, within single ones `''`"), start)
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
                (finding.help(format!("close it with `{}`", if *open == '{' { '}' } else { ']' })), at)
            }
            E::MisplacedFlowCollectionEnd => {
                let sign = self.slice(here.clone()).to_owned();
                let finding = self.finding(here, format!("this `{sign}` closes nothing")).label("nothing is open");
                (finding.help("take it away, or open it; if it belongs to a text, put the text in quotes"), at)
            }
            E::UnexpectedCharacter { .. } | E::InvalidBlockScalarHeader | E::PlainScalarStartsWithDashFlowIndicator => self.bad_beginning(),
            E::TabInBlockIndentation | E::TabInIndentation | E::TabNotAllowed | E::TabAtBlockScalarStart | E::TabInPlainScalar => {
                let start = line_start(self.text, at);
                let own = line(self.text, start);
                let tab = own.get(..indent(own)).and_then(|lead| lead.find('\t')).map_or(here, |tab| start + tab..start + tab + 1);
                let finding = self.finding(tab, "this line is indented by a tab").label("a tab");
                (finding.help("indent by spaces: YAML takes no tabs there"), at)
            }
            E::SimpleKeyExpected | E::InvalidSimpleKey => self.no_colon(),
            E::ExpectedBlockMappingKey | E::ExpectedBlockSequenceEntry | E::InvalidIndentation | E::BlockSequenceEntryNotAllowed => {
                if let Some(start) = self.text_before(at) {
                    let whole = Span::new(self.file, start, self.expression_end(start, false));
                    return (cut::finding(self.slice(whole.range()), whole, self.key(start)), start);
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
        let own = indent(line(self.text, line_start(self.text, outermost)));
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

    /// An expression that YAML ends early: at a bracket, a `: `, a ` #`.
    fn cut(&self) -> (Finding, usize) {
        let here = self.sign(self.at);
        let flow = !self.stop.open.is_empty();
        let Some(scalar) = self.stop.scalar.clone().filter(|scalar| scalar.start < self.at) else {
            let start = self.value();
            let end = self.expression_end(start, flow);
            let whole = Span::new(self.file, start, end.max(here.end));
            return (cut::finding(self.slice(whole.range()), whole, self.key(start)), start);
        };
        let written = self.slice(scalar.clone());
        if !flow && written.contains(['\n', '\r']) {
            let last = line_start(self.text, scalar.end);
            let begin = last + indent(line(self.text, last));
            let first = line(self.text, scalar.start).trim_end().to_owned();
            let finding = self
                .finding(begin..scalar.end.max(begin), format!("this line goes on with the text `{first}` above, and a text has no keys"));
            let help = format!("indent it like the keys above, or put a `:` after `{first}` if that is a key");
            return (
                finding
                    .label("part of the text above")
                    .other(Span::new(self.file, scalar.start, scalar.start + first.len()), "the text")
                    .help(help),
                scalar.start,
            );
        }
        let end = self.expression_end(scalar.start, flow).max(here.end);
        let whole = Span::new(self.file, scalar.start, end);
        (cut::finding(self.slice(whole.range()), whole, self.key(scalar.start)), scalar.start)
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
        let quoted = self.slice(start..self.at);
        if quoted.contains(['\n', '\r']) {
            let sign = self.sign(start);
            let finding = self.finding(sign, "the text in quotes that begins here goes on to another line").label("opened here");
            let other = Span::new(self.file, self.at, self.sign(self.at).end);
            return (finding.other(other, "closed before this").help("close the quotes on the same line"), start);
        }
        let end = self.expression_end(start, !self.stop.open.is_empty()).max(self.sign(self.at).end);
        let whole = Span::new(self.file, start, end);
        (cut::finding(self.slice(whole.range()), whole, self.key(start)), start)
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

    fn no_colon(&self) -> (Finding, usize) {
        let word = self.word(self.at);
        let written = self.slice(word.clone()).to_owned();
        let finding = self.finding(word, format!("`{written}` is neither a key nor a value")).label("no key");
        let help = match written.split_once(':') {
            Some((key, value)) => format!("put a space after the colon: `{key}: {value}`"),
            None => format!("write `{written}: …`, or indent the line further if it belongs to the text above"),
        };
        (finding.help(help), self.at)
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
