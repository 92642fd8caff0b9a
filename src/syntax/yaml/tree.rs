//! The tree of a file: every key and scalar with its bytes, aliases and merge keys already followed.

use super::Text;
use super::recover;
use crate::diagnostics::Findings;
use crate::span::{FileId, Span};

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Its only document; `None` when it is empty or cannot be read at all.
    pub root: Option<Node>,
    /// Its comments in order.
    pub comments: Vec<Comment>,
    /// Whether nothing but values was lost to faults: every key that was written is there.
    pub whole: bool,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the `#` to the end of the line.
    pub span: Span,
    /// What follows the `#`.
    pub text: String,
}

/// A value with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The bytes; of a quoted scalar with the quotes.
    pub span: Span,
    /// The alias it came through.
    pub via: Option<Span>,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Nothing, or the plain word `null` or `~`.
    Null,
    /// A text or number.
    Scalar {
        /// The text as it reads.
        text: Text,
        /// Whether it stands there without quotes, on its own line.
        plain: bool,
    },
    /// A list.
    List {
        /// The items.
        items: Vec<Node>,
        /// Whether it is in brackets.
        flow: bool,
    },
    /// A map in the order of the file, each key once.
    Map {
        /// The entries.
        entries: Vec<(Text, Node)>,
        /// Whether it is in braces.
        flow: bool,
    },
    /// It could not be read; the finding was made.
    Unreadable,
}

impl Node {
    /// Where a finding about the whole value points: the alias where there is one.
    pub fn place(&self) -> Span {
        self.via.unwrap_or(self.span)
    }
}

/// Reads a file. Findings are all of its faults as YAML; where a value is faulty, the rest is read without it.
pub fn parse(file: FileId, text: &str, findings: &mut Findings) -> Tree {
    recover::parse(file, text, findings)
}

/// The text of a file's bytes; otherwise the place of the first byte that is no UTF-8, and the bytes.
pub fn text_of(bytes: Vec<u8>) -> Result<String, (usize, Vec<u8>)> {
    String::from_utf8(bytes).map_err(|fault| (fault.utf8_error().valid_up_to(), fault.into_bytes()))
}
