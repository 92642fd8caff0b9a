//! YAML with the exact bytes of every key and scalar: [`parse`] makes a [`Tree`], [`reader`] reads typed parts from it.
//!
//! What it answers: anchors, aliases and merge keys (`<<`) are followed, tags are refused, words such as `no` and `on` are
//! texts, keys are texts, a file is one document. It refuses to know what a key means.

use crate::span::Span;
use std::ops::Range;

mod build;
pub mod concrete;
mod cut;
mod faults;
mod offsets;
mod parts;
pub mod reader;
mod recover;
mod tree;

#[cfg(test)]
mod fixtures;

pub use parts::{Entries, Entry, Form, OneOrMany, Spanned, Written};
pub use tree::{Comment, Kind, Node, Tree, parse, text_of};

/// A stretch of a scalar that is either written byte for byte as it reads, or a unit such as an escape or a folded line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first decoded byte; the run ends where the next begins.
    pub at: u32,
    /// The first byte in the file.
    pub start: u32,
    /// The byte after the last in the file.
    pub end: u32,
}

/// A scalar as written: its decoded text, and where each decoded byte stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The decoded text.
    pub value: String,
    /// The bytes of the scalar in the file; of a quoted one without the quotes, of a block scalar its content.
    pub span: Span,
    /// Where its bytes come from, in order. `None`: byte for byte from `span.start`.
    pub map: Option<Box<[Run]>>,
}

impl Text {
    /// The place in the file of a range of decoded bytes.
    pub fn at(&self, range: Range<usize>) -> Span {
        let end = range.end.max(range.start).min(self.value.len());
        let start = range.start.min(end);
        match &self.map {
            None => {
                let base = self.span.start as usize;
                Span::new(self.span.file, base + start, base + end)
            }
            Some(runs) => {
                let from = self.source_of(runs, start).map_or(self.span.end as usize, |at| at.start);
                let to = if end > start { self.source_of(runs, end - 1).map_or(from, |at| at.end) } else { from };
                Span::new(self.span.file, from, to)
            }
        }
    }

    /// The bytes of the file that one decoded byte comes from.
    fn source_of(&self, runs: &[Run], byte: usize) -> Option<Range<usize>> {
        let next = runs.partition_point(|run| run.at as usize <= byte);
        let run = runs.get(next.checked_sub(1)?)?;
        if byte >= self.value.len() {
            return Some(run.end as usize..run.end as usize);
        }
        let stop = runs.get(next).map_or(self.value.len(), |run| run.at as usize);
        let (start, end) = (run.start as usize, run.end as usize);
        let offset = byte - run.at as usize;
        let verbatim = stop - run.at as usize == end - start;
        Some(if verbatim { start + offset..start + offset + 1 } else { start..end })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}
