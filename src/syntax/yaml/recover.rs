//! Goes on after a syntax error: the value it stands in is blanked out, byte for byte, and the file is read again.
//!
//! So every place keeps its bytes, each faulty entry is said once, and what is blanked reads as [`Kind::Unreadable`](super::Kind).

use super::tree::Tree;
use super::{build, faults};
use crate::diagnostics::{Finding, Findings, codes};
use crate::span::{FileId, Span};
use std::ops::Range;

/// After so many syntax errors the file is given up.
const FAULTS: usize = 50;

/// Reads a file, see [`super::parse`].
pub fn parse(file: FileId, text: &str, findings: &mut Findings) -> Tree {
    if let Some(at) = text.find(|sign: char| sign.is_control() && !matches!(sign, '\t' | '\n' | '\r' | '\u{85}')) {
        let sign = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        let message = format!("the file holds the control character U+{:04X}, which no YAML may", u32::from(sign));
        let finding = Finding::new(&codes::YAML_ENCODING, Span::new(file, at, at + sign.len_utf8()), message);
        findings
            .push(finding.label("not a text").help("save the file as UTF-8 text; in double quotes such a character is written as `\\x07`"));
        return Tree::default();
    }
    let mut masked = text.to_owned();
    let mut blanked: Vec<Range<usize>> = Vec::new();
    let mut last: Option<Region> = None;
    let mut whole = true;
    for _ in 0..FAULTS {
        let stop = match build::build(file, &masked, &blanked) {
            Ok(built) => {
                findings.extend(built.findings);
                return Tree { root: built.root, comments: built.comments, whole };
            }
            Err(stop) => stop,
        };
        let fault = faults::explain(file, &masked, &stop);
        let within = last.as_ref().filter(|region| region.lines.contains(&fault.from.min(text.len().saturating_sub(1))));
        let region = match within {
            // blanking the value did not help: the entry itself is at fault, and so what holds it
            Some(region) if region.junk && region.value.start == region.lines.start => None,
            Some(region) => Some(region.parent(&masked)),
            None => {
                findings.push(fault.finding);
                Some(Region::at(&masked, fault.from))
            }
        };
        let Some(region) = region else { break };
        whole &= !region.junk;
        masked = blank(&masked, region.value.clone());
        blanked.push(region.value.clone());
        last = Some(region);
    }
    Tree { root: None, comments: Vec::new(), whole: false }
}

/// The lines of an entry.
struct Region {
    lines: Range<usize>,
    /// What is blanked.
    value: Range<usize>,
    indent: usize,
    /// Whether more than a value is blanked.
    junk: bool,
}

impl Region {
    /// The entry that `from` stands in.
    fn at(text: &str, from: usize) -> Self {
        let start = line_start(text, from);
        match value_start(line(text, start)) {
            Some(value) => Self::of(text, start, start + value),
            // no key: what is indented below it hangs on the key that is missing
            None => {
                let region = Self::of(text, start, start);
                Self { value: region.lines.clone(), junk: true, ..region }
            }
        }
    }

    /// The entry whose line begins at `start` and whose value begins at `value`.
    fn of(text: &str, start: usize, value: usize) -> Self {
        let own = line(text, start);
        let depth = indent(own);
        let dash = own.trim_start().starts_with('-');
        let mut end = start + own.len();
        let mut next = after_line(text, end);
        while next < text.len() {
            let below = line(text, next);
            let words = below.trim_start();
            let same = indent(below) == depth && (words.starts_with([']', '}']) || (!dash && (words == "-" || words.starts_with("- "))));
            if !words.is_empty() && !words.starts_with('#') {
                if indent(below) <= depth && !same {
                    break;
                }
                end = next + below.len();
            }
            next = after_line(text, next + below.len());
        }
        Self { lines: start..end, value: value..end, indent: depth, junk: false }
    }

    /// The entry that holds this one; the lines themselves where there is none.
    fn parent(&self, text: &str) -> Self {
        let mut start = self.lines.start;
        while let Some(above) = start.checked_sub(1).map(|end| line_start(text, end)) {
            start = above;
            let own = line(text, start);
            if !own.trim().is_empty() && indent(own) < self.indent {
                if let Some(value) = value_start(own) {
                    return Self::of(text, start, start + value);
                }
                break;
            }
        }
        Self { lines: self.lines.clone(), value: self.lines.clone(), indent: self.indent, junk: true }
    }
}

/// `text` with spaces for everything in `range` but line ends.
fn blank(text: &str, range: Range<usize>) -> String {
    let mut result = String::with_capacity(text.len());
    result.push_str(text.get(..range.start).unwrap_or_default());
    for sign in text.get(range.clone()).unwrap_or_default().chars() {
        match sign {
            '\n' | '\r' => result.push(sign),
            _ => result.extend(std::iter::repeat_n(' ', sign.len_utf8())),
        }
    }
    result.push_str(text.get(range.end..).unwrap_or_default());
    result
}

/// Where the line of `at` begins.
pub fn line_start(text: &str, at: usize) -> usize {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |end| end + 1)
}

/// The line that begins at `start`, without its end.
pub fn line(text: &str, start: usize) -> &str {
    text.get(start..).and_then(|rest| rest.split(['\n', '\r']).next()).unwrap_or_default()
}

fn after_line(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    end + if rest.starts_with("\r\n") { 2 } else { 1 }
}

/// How far a line is indented.
pub fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Where the value of `key: value` or `- value` begins in its line: right after the sign.
pub fn value_start(line: &str) -> Option<usize> {
    let mut at = indent(line);
    let mut found = None;
    while let Some(rest) = line.get(at..).and_then(|rest| rest.strip_prefix('-')).filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
        found = Some(at + 1);
        at += 1 + indent(rest);
    }
    let rest = line.get(at..)?;
    if rest.starts_with(['#', '{', '[', ']', '}']) {
        return found;
    }
    let skip = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest.get(1..)?.find(quote)? + 2,
        _ => 0,
    };
    let rest = rest.get(skip..).and_then(|after| after.find(" #")).and_then(|note| rest.get(..skip + note)).unwrap_or(rest);
    let colon = rest.get(skip..)?.match_indices(':').find(|(place, _)| {
        let next = rest.get(skip + place + 1..).and_then(|rest| rest.chars().next());
        next.is_none_or(char::is_whitespace)
    });
    let (place, _) = match colon {
        Some((place, _)) if rest.get(..skip + place).is_some_and(|key| key.contains(['{', '['])) => return found,
        Some(colon) => colon,
        None => return found,
    };
    Some(at + skip + place + 1)
}
