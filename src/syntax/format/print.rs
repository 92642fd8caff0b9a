//! Layout → text.

use super::place::Language;
use super::scalar::{is_plain, quoted, reads_plain};
use crate::diagnostics::Findings;
use crate::syntax::expr;
use crate::syntax::yaml::concrete::{Form, Layout, Piece, Quotes};
use crate::syntax::yaml::{Comment, Text};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// A line may be so wide before what is in brackets or braces is laid out on lines of its own.
pub const WIDTH: usize = 140;
/// Keys longer than this do not push the values of others to the right.
const LONGEST: usize = 32;
/// Spaces of a level.
const STEP: usize = 2;

/// Writes one file.
pub struct Printer<'a> {
    language: &'a Language,
    pub(super) text: &'a str,
    /// All comments in order, and how many of them are written.
    pub(super) comments: &'a [Comment],
    pub(super) next: usize,
    pub(super) out: String,
    /// The keys that lead to what is being written.
    path: Vec<String>,
    /// Inside an anchored value: what is written there is read in other places too.
    anchored: usize,
    /// Expressions as they are printed, by where they begin.
    printed: BTreeMap<u32, String>,
    /// Faults of expressions.
    findings: Findings,
}

impl<'a> Printer<'a> {
    /// A printer of `text`.
    pub fn new(language: &'a Language, text: &'a str, comments: &'a [Comment]) -> Self {
        let (out, path, printed) = (String::new(), Vec::new(), BTreeMap::new());
        Self { language, text, comments, next: 0, out, path, anchored: 0, printed, findings: Findings::default() }
    }

    /// The whole file. Sections come in the order of the language, unless one repeats what another one holds.
    pub fn file(mut self, layout: &Layout) -> (String, Findings) {
        let Some(Piece { form: Form::Map { entries, .. }, anchor: None, .. }) = &layout.root else {
            return (self.text.to_owned(), self.findings);
        };
        let head = self.head(entries);
        let fixed = layout.root.as_ref().is_some_and(repeats);
        let mut chunks = Vec::new();
        for (at, (key, value)) in entries.iter().enumerate() {
            let name = self.key_text(key);
            let blank = self.blank_before(key.span.start);
            self.before(key.span.start, 0);
            let limit = entries.get(at + 1).map_or(usize::MAX, |(key, _)| key.span.start);
            self.entry((key, value), 0, 0, limit);
            chunks.push((self.language.rank(&name), blank, std::mem::take(&mut self.out)));
        }
        if !fixed {
            chunks.sort_by_key(|(rank, ..)| *rank);
        }
        let mut out = head;
        let mut spread = false;
        for (at, (_, blank, chunk)) in chunks.iter().enumerate() {
            let lines = chunk.lines().count() > 1;
            if at > 0 && (*blank || lines || spread) {
                out.push('\n');
            }
            out.push_str(chunk);
            spread = lines;
        }
        self.before(usize::MAX, 0);
        if !self.out.is_empty() {
            out.push('\n');
            out.push_str(self.out.trim_start_matches('\n'));
        }
        (out, self.findings)
    }

    /// The comments at the top that are about the file: all before the first key, or, where the first section moves, those that a
    /// blank line parts from it.
    fn head(&mut self, entries: &[(Piece, Piece)]) -> String {
        let Some((first, _)) = entries.first() else { return String::new() };
        let names: Vec<String> = entries.iter().map(|(key, _)| self.key_text(key)).collect();
        let rank = |name: &str| self.language.rank(name);
        let moves = names.iter().skip(1).any(|name| names.first().is_some_and(|first| rank(name) < rank(first)));
        let end = if moves {
            let before = self.text.get(..first.span.start).unwrap_or_default();
            let lines = before.rfind("\n\n").or_else(|| before.rfind("\n\r\n"));
            lines.unwrap_or(0)
        } else {
            first.span.start
        };
        self.before(end, 0);
        std::mem::take(&mut self.out)
    }

    fn key_text(&self, key: &Piece) -> String {
        match &key.form {
            Form::Scalar { text, .. } => text.value.clone(),
            Form::Empty | Form::Alias | Form::List { .. } | Form::Map { .. } => self.raw(key).to_owned(),
        }
    }

    fn raw(&self, piece: &Piece) -> &'a str {
        self.text.get(piece.span.clone()).unwrap_or_default()
    }

    /// An entry of a block map, its line indented already or not: `key: value`.
    /// `limit` is where the source goes on after it.
    fn entry(&mut self, (key, value): (&Piece, &Piece), indent: usize, pad: usize, limit: usize) {
        let name = self.key_text(key);
        let written = self.inline(key, false);
        self.out.push_str(&written);
        self.out.push(':');
        self.path.push(name);
        let gap = 1 + pad.saturating_sub(written.width());
        self.value(value, key.span.end, (indent, gap), limit);
        self.path.pop();
    }

    /// A value after its key or dash.
    fn value(&mut self, value: &Piece, after: usize, (indent, gap): (usize, usize), limit: usize) {
        self.anchored += usize::from(value.anchor.is_some());
        let anchor = value.anchor.as_ref().map_or_else(String::new, |name| format!("&{name}"));
        match &value.form {
            Form::Map { entries, flow } if !(entries.is_empty() || *flow && self.fits(value, indent, gap)) => {
                self.open(&anchor, value, after, *flow);
                self.map(entries, indent + STEP, limit);
                self.tail(value, *flow, limit, indent + STEP);
            }
            Form::List { items, flow } if !(items.is_empty() || *flow && self.fits(value, indent, gap)) => {
                self.open(&anchor, value, after, *flow);
                self.list(items, indent + STEP, limit);
                self.tail(value, *flow, limit, indent + STEP);
            }
            Form::Scalar { quotes: Quotes::Block, text } => {
                let block = self.block(value, text, indent + STEP);
                self.out.push(' ');
                self.out.push_str(&with(&anchor, &block));
            }
            Form::Empty if anchor.is_empty() => {
                self.behind(after);
                self.out.push('\n');
            }
            Form::Empty | Form::Scalar { .. } | Form::Alias | Form::List { .. } | Form::Map { .. } => {
                let written = self.inline(&Piece { anchor: None, ..value.clone() }, false);
                self.out.push_str(&" ".repeat(gap));
                self.out.push_str(&with(&anchor, &written));
                self.behind(value.span.end);
                self.out.push('\n');
            }
        }
        self.anchored -= usize::from(value.anchor.is_some());
    }

    /// The end of the line on which a block begins.
    fn open(&mut self, anchor: &str, value: &Piece, after: usize, flow: bool) {
        if !anchor.is_empty() {
            self.out.push(' ');
            self.out.push_str(anchor);
        }
        // What stood behind the closing bracket stands behind the key now: there is no bracket any more.
        let end = value.span.end;
        let inside = self.upcoming().is_some_and(|at| flow && value.span.contains(&at));
        if flow && self.upcoming().is_none_or(|at| at >= end) {
            self.behind(end);
        } else if !inside {
            self.behind(after);
        }
        self.out.push('\n');
    }

    fn map(&mut self, entries: &[(Piece, Piece)], indent: usize, limit: usize) {
        let pads = self.pads(entries, indent);
        for (at, ((key, value), pad)) in entries.iter().zip(pads).enumerate() {
            // Comments between a key and its only line stand above both.
            let end = if self.one_line(value, indent, pad) { value.span.start.max(key.span.start) } else { key.span.start };
            self.spaced(key.span.start, at > 0);
            self.before(end, indent);
            self.indent(indent);
            let limit = entries.get(at + 1).map_or(limit, |(key, _)| key.span.start);
            self.entry((key, value), indent, pad, limit);
        }
    }

    fn list(&mut self, items: &[Piece], indent: usize, limit: usize) {
        for (at, item) in items.iter().enumerate() {
            let limit = items.get(at + 1).map_or(limit, |item| item.span.start);
            self.spaced(item.span.start, at > 0);
            self.before(item.span.start, indent);
            self.indent(indent);
            self.out.push('-');
            match &item.form {
                Form::Map { entries, flow: false } if item.anchor.is_none() && !entries.is_empty() => {
                    self.out.push(' ');
                    let from = self.out.len();
                    self.map(entries, indent + STEP, limit);
                    self.tail(item, false, limit, indent + STEP);
                    // The first entry stands on the line of the dash.
                    let spaces = " ".repeat(indent + STEP);
                    if self.out.get(from..).is_some_and(|text| text.starts_with(&spaces)) {
                        self.out.replace_range(from..from + spaces.len(), "");
                    }
                }
                Form::Empty | Form::Scalar { .. } | Form::Alias | Form::List { .. } | Form::Map { .. } => {
                    self.value(item, item.span.start, (indent, 1), limit);
                }
            }
        }
    }

    /// How far the values of each entry stand from the beginning of its key: in one column, where the map is a table.
    fn pads(&mut self, entries: &[(Piece, Piece)], indent: usize) -> Vec<usize> {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        if !(self.language.is_table)(&path) {
            return vec![0; entries.len()];
        }
        let widths: Vec<usize> = entries.iter().map(|(key, _)| self.inline(key, false).width()).collect();
        // Only who stands on one line behind its own key has a say; so laying out twice changes nothing.
        let lines: Vec<bool> =
            entries.iter().zip(&widths).map(|((_, value), width)| *width <= LONGEST && self.one_line(value, indent, *width)).collect();
        let pad = widths.iter().zip(&lines).filter(|(_, line)| **line).map(|(width, _)| *width).max().unwrap_or(0);
        let mut pads = Vec::with_capacity(entries.len());
        for ((_, value), line) in entries.iter().zip(&lines) {
            pads.push(if *line && self.one_line(value, indent, pad) { pad } else { 0 });
        }
        pads
    }

    /// Whether a value that begins in the column after `pad` is written on the line of its key.
    fn one_line(&mut self, value: &Piece, indent: usize, pad: usize) -> bool {
        match &value.form {
            Form::Map { entries, flow } if !entries.is_empty() => *flow && self.fits(value, indent, pad + 2),
            Form::List { items, flow } if !items.is_empty() => *flow && self.fits(value, indent, pad + 2),
            Form::Scalar { quotes, .. } => *quotes != Quotes::Block,
            Form::Empty => false,
            Form::Alias | Form::Map { .. } | Form::List { .. } => true,
        }
    }

    /// Whether what is in brackets or braces has no comment inside and fits on the line.
    fn fits(&mut self, value: &Piece, indent: usize, gap: usize) -> bool {
        let first = self.comments.partition_point(|comment| (comment.span.start as usize) < value.span.start);
        let inside = self.comments.get(first).is_some_and(|comment| (comment.span.start as usize) < value.span.end);
        if inside || has_block(value) {
            return false;
        }
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        let written = self.out.get(line..).map_or(0, UnicodeWidthStr::width).max(indent);
        let anchor = value.anchor.as_ref().map_or(0, |name| name.width() + 2);
        written + gap + anchor + self.inline(&Piece { anchor: None, ..value.clone() }, false).width() <= WIDTH
    }

    /// A value on one line.
    fn inline(&mut self, piece: &Piece, flow: bool) -> String {
        self.anchored += usize::from(piece.anchor.is_some());
        let written = match &piece.form {
            Form::Empty => String::new(),
            Form::Alias => self.raw(piece).to_owned(),
            Form::Scalar { text, quotes } => self.scalar(piece, text, *quotes, flow),
            Form::List { items, .. } => {
                let items: Vec<String> = items.iter().map(|item| self.inline(item, true)).collect();
                format!("[{}]", items.join(", "))
            }
            Form::Map { entries, .. } if entries.is_empty() => "{}".to_owned(),
            Form::Map { entries, .. } => {
                let written: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| {
                        let name = self.inline(key, true);
                        self.path.push(self.key_text(key));
                        let value = self.inline(value, true);
                        self.path.pop();
                        // An alias ends where it ends: `*a:` would be another name.
                        let space = if matches!(key.form, Form::Alias) { " " } else { "" };
                        format!("{name}{space}:{}{value}", if value.is_empty() { "" } else { " " })
                    })
                    .collect();
                format!("{{ {} }}", written.join(", "))
            }
        };
        self.anchored -= usize::from(piece.anchor.is_some());
        with(&piece.anchor.as_ref().map_or_else(String::new, |name| format!("&{name}")), &written)
    }

    fn scalar(&mut self, piece: &Piece, text: &Text, quotes: Quotes, flow: bool) -> String {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        // What an alias repeats may be read as something else there.
        let value = if self.anchored == 0 && (self.language.is_expression)(&path) { self.expression(text) } else { text.value.clone() };
        let one_line = !value.contains('\n');
        match quotes {
            Quotes::Plain if one_line && reads_plain(&value, flow) => value,
            Quotes::Plain if value != text.value => quoted(&value),
            Quotes::Plain => self.raw(piece).to_owned(),
            Quotes::Single | Quotes::Double if one_line && is_plain(&value, flow) => value,
            Quotes::Single | Quotes::Double | Quotes::Block => quoted(&value),
        }
    }

    /// An expression as its grammar prints it; as it is where it has a fault, which is found.
    fn expression(&mut self, text: &Text) -> String {
        if let Some(printed) = self.printed.get(&text.span.start) {
            return printed.clone();
        }
        let printed = expr::parse(text, &mut self.findings).map_or_else(|| text.value.clone(), |tree| expr::print(&tree));
        self.printed.insert(text.span.start, printed.clone());
        printed
    }

    /// A block scalar: its own lines, moved to where they belong now.
    fn block(&self, piece: &Piece, text: &Text, indent: usize) -> String {
        let before = self.text.get(..piece.span.start).unwrap_or_default();
        let sign_at = before.rfind(['|', '>']).unwrap_or(0);
        let header: String = before.get(sign_at..).unwrap_or_default().lines().next().unwrap_or_default().trim_end().to_owned();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let source = self.text.get(line_start.min(piece.span.start)..piece.span.end).unwrap_or_default();
        let lead = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let said = |line: &&str| !line.trim().is_empty();
        let written = source.lines().find(said).map_or(0, lead);
        let read = text.value.lines().find(said).map_or(0, lead);
        let own = written.saturating_sub(read);
        let (mark, comment) = header.split_once(" #").map_or((header.as_str(), ""), |(mark, comment)| (mark, comment));
        let mut head: String = mark.trim().chars().filter(|sign| !sign.is_ascii_digit()).collect();
        if read > 0 {
            head.insert_str(1, &STEP.to_string());
        }
        let mut out = head;
        if !comment.is_empty() {
            out.push_str("  #");
            out.push_str(comment);
        }
        out.push('\n');
        // Line ends behind the text count only where the header keeps them.
        let source = if mark.contains('+') { source.trim_end_matches([' ', '\t']) } else { source.trim_end() };
        for line in source.strip_suffix('\n').unwrap_or(source).split('\n') {
            let line = line.trim_end_matches('\r');
            let line = line.get(own.min(lead(line))..).unwrap_or_default();
            if !line.trim().is_empty() {
                out.push_str(&" ".repeat(indent));
                out.push_str(line);
            }
            out.push('\n');
        }
        out
    }

    pub(super) fn indent(&mut self, indent: usize) {
        self.out.push_str(&" ".repeat(indent));
    }
}

/// Whether something in it is an alias or could be repeated by one.
fn repeats(piece: &Piece) -> bool {
    piece.anchor.is_some()
        || match &piece.form {
            Form::Alias => true,
            Form::Empty | Form::Scalar { .. } => false,
            Form::List { items, .. } => items.iter().any(repeats),
            Form::Map { entries, .. } => entries.iter().any(|(key, value)| repeats(key) || repeats(value)),
        }
}

/// Whether something in it cannot stand on one line.
fn has_block(piece: &Piece) -> bool {
    match &piece.form {
        Form::Empty | Form::Alias => false,
        Form::Scalar { quotes, .. } => *quotes == Quotes::Block,
        Form::List { items, flow } => !flow || items.iter().any(has_block),
        Form::Map { entries, flow } => !flow || entries.iter().any(|(key, value)| has_block(key) || has_block(value)),
    }
}

/// A value with its anchor before it.
fn with(anchor: &str, value: &str) -> String {
    match (anchor, value) {
        ("", value) => value.to_owned(),
        (anchor, "") => anchor.to_owned(),
        (anchor, value) => format!("{anchor} {value}"),
    }
}
