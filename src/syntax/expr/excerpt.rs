//! A part of a text that holds an expression of its own, such as the `{…}` of a template.

use crate::span::Span;
use crate::syntax::yaml::Text;
use std::ops::Range;

/// Bytes of a decoded text; places are counted from its first byte.
#[derive(Clone, Copy)]
pub(super) struct Excerpt<'a> {
    text: &'a Text,
    base: usize,
    /// What stands there.
    pub source: &'a str,
}

impl<'a> Excerpt<'a> {
    /// The whole text.
    pub fn whole(text: &'a Text) -> Self {
        Self { text, base: 0, source: &text.value }
    }

    /// A part of it; nothing of it where the range is none.
    pub fn part(self, range: Range<usize>) -> Self {
        Self { text: self.text, base: self.base + range.start, source: self.source.get(range).unwrap_or_default() }
    }

    /// The place in the file of bytes counted from the beginning of the excerpt.
    pub fn at(self, range: Range<usize>) -> Span {
        self.text.at(self.base + range.start..self.base + range.end)
    }

    /// The bytes of such a range; empty where there are none.
    pub fn get(self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }
}
