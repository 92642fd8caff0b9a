//! A file as it is laid out: anchors, aliases, quotes and brackets as written, for whoever writes it anew.
//!
//! Unlike [`super::Tree`] nothing is followed and nothing is refused; a file is read here that was read without a fault before.

use super::tree::Comment;
use super::{Text, offsets};
use crate::span::{FileId, Span};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};
use std::ops::Range;

/// A file as it is laid out.
#[derive(Debug, Default)]
pub struct Layout {
    /// Its only document.
    pub root: Option<Piece>,
    /// Its comments in order.
    pub comments: Vec<Comment>,
}

/// A value as written.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its bytes, with quotes and brackets; of a block scalar its content.
    pub span: Range<usize>,
    /// The name after `&`.
    pub anchor: Option<String>,
    /// What it is.
    pub form: Form,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Form {
    /// Nothing.
    Empty,
    /// A text.
    Scalar {
        /// As it reads.
        text: Text,
        /// Between which signs it stands.
        quotes: Quotes,
    },
    /// `*name`.
    Alias,
    /// Items.
    List {
        /// In order.
        items: Vec<Piece>,
        /// Whether in brackets.
        flow: bool,
    },
    /// Entries.
    Map {
        /// In order.
        entries: Vec<(Piece, Piece)>,
        /// Whether in braces.
        flow: bool,
    },
}

/// Between which signs a scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// None.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// After `|` or `>`.
    Block,
}

struct Frame {
    start: usize,
    end: usize,
    flow: bool,
    map: bool,
    anchor: Option<String>,
    pieces: Vec<Piece>,
}

/// The layout of a file that reads without a fault; `None` where the parser stops all the same.
pub fn layout(file: FileId, text: &str) -> Option<Layout> {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: super::build::DEPTH,
        block_nesting_limit: super::build::DEPTH,
        max_buffered_comment_events: usize::MAX,
    };
    let mut layout = Layout::default();
    let (mut frames, mut opened, mut after): (Vec<Frame>, bool, usize) = (Vec::new(), false, 0);
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.ok()?;
        let bytes = span.byte_range().unwrap_or(after..after);
        let done = match event {
            Event::Comment(words, _) => {
                layout.comments.push(Comment { span: Span::new(file, bytes.start, bytes.end), text: words.into_owned() });
                continue;
            }
            // It follows what it marks.
            Event::Anchor(_, name) => {
                let frame = frames.last_mut();
                let marked = match frame {
                    Some(frame) if opened => Some(&mut frame.anchor),
                    Some(frame) => frame.pieces.last_mut().map(|piece| &mut piece.anchor),
                    None => layout.root.as_mut().map(|root| &mut root.anchor),
                };
                if let Some(marked) = marked {
                    *marked = Some(name.into_owned());
                }
                continue;
            }
            Event::SequenceStart(style, ..) | Event::MappingStart(style, ..) => {
                let flow = style == StructureStyle::Flow;
                let map = matches!(event, Event::MappingStart(..));
                frames.push(Frame { start: bytes.start, end: bytes.end, flow, map, anchor: None, pieces: Vec::new() });
                opened = true;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let frame = frames.pop()?;
                let end = if frame.flow { bytes.end } else { frame.end };
                Piece { span: frame.start..end.max(frame.start), anchor: frame.anchor.clone(), form: frame.form() }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => Piece { span: bytes.clone(), anchor: None, form: Form::Alias },
            Event::Scalar(value, style, ..) => {
                let quotes = match style {
                    ScalarStyle::Plain => Quotes::Plain,
                    ScalarStyle::SingleQuoted => Quotes::Single,
                    ScalarStyle::DoubleQuoted => Quotes::Double,
                    ScalarStyle::Literal | ScalarStyle::Folded => Quotes::Block,
                };
                let inner = match quotes {
                    Quotes::Single | Quotes::Double => bytes.start + 1..bytes.end.saturating_sub(1).max(bytes.start + 1),
                    Quotes::Plain | Quotes::Block => bytes.clone(),
                };
                let map = offsets::runs(text, inner.clone(), style, &value);
                let empty = quotes == Quotes::Plain && bytes.is_empty();
                let scalar = Text { value: value.into_owned(), span: Span::new(file, inner.start, inner.end), map };
                let form = if empty { Form::Empty } else { Form::Scalar { text: scalar, quotes } };
                Piece { span: bytes.clone(), anchor: None, form }
            }
            _ => continue,
        };
        opened = false;
        after = after.max(done.span.end);
        match frames.last_mut() {
            Some(frame) => {
                frame.end = frame.end.max(done.span.end);
                frame.pieces.push(done);
            }
            None => layout.root = Some(done),
        }
    }
    Some(layout)
}

impl Frame {
    fn form(self) -> Form {
        if !self.map {
            return Form::List { items: self.pieces, flow: self.flow };
        }
        let mut pieces = self.pieces.into_iter();
        let mut entries = Vec::new();
        while let (Some(key), Some(value)) = (pieces.next(), pieces.next()) {
            entries.push((key, value));
        }
        Form::Map { entries, flow: self.flow }
    }
}
