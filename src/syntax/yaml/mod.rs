//! YAML with the exact bytes of every key and scalar.

use crate::span::Span;
use std::ops::Range;

/// A scalar as written: its decoded text, and where each decoded byte stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The decoded text.
    pub value: String,
    /// The bytes of the scalar in the file; of a quoted one without the quotes, of a block scalar its content.
    pub span: Span,
    /// For each decoded byte the offset in the file, and one more for the end. `None`: byte for byte from `span.start`.
    pub map: Option<Box<[u32]>>,
}

impl Text {
    /// The place in the file of a range of decoded bytes.
    pub fn at(&self, range: Range<usize>) -> Span {
        let end = range.end.max(range.start);
        match &self.map {
            None => Span::new(self.span.file, self.span.start as usize + range.start, self.span.start as usize + end),
            Some(map) => {
                let of = |at: usize| map.get(at).or(map.last()).map_or(self.span.end, |at| *at) as usize;
                let stop = if end > range.start { of(end - 1) + 1 } else { of(range.start) };
                Span::new(self.span.file, of(range.start), stop)
            }
        }
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

/// A part of a document: not written, written wrong (already said as a finding), or given.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Written<T> {
    /// Not written.
    #[default]
    Absent,
    /// Written, but not as this part wants it; the finding was made.
    Wrong(Span),
    /// As wanted.
    Given(T),
}

impl<T> Written<T> {
    /// The part, if it was given right.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Wrong(_) => None,
        }
    }
    /// Whether nothing was written.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// One entry of a section that users name the keys of (`stages`, `triggers`, …).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<T> {
    /// The key.
    pub key: Text,
    /// The bytes of the value.
    pub span: Span,
    /// The value, unless it was written wrong (the finding was made).
    pub value: Option<T>,
}

/// A section in file order. Keys are unique: a second one is a finding and dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<T>(pub Vec<Entry<T>>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// One thing or a list of them (`on: signup`, `on: [signup, form]`), with the bytes of the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct OneOrMany<T> {
    /// The bytes of the whole.
    pub span: Span,
    /// Whether it was written as a list.
    pub list: bool,
    /// The things.
    pub items: Vec<T>,
}

/// A value and its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes.
    pub span: Span,
}
