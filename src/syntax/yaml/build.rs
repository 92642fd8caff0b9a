//! Parser events to nodes, without recursion: what nests is on a stack of its own.

use super::tree::{Comment, Kind, Node};
use super::{Text, cut, offsets};
use crate::diagnostics::{Finding, codes, suggest};
use crate::span::{FileId, Span};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, StructureStyle};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// How deep values may nest; a definition needs seven.
pub const DEPTH: usize = 64;
/// How many values aliases may add to a file.
const BUDGET: usize = 100_000;

/// What was read.
pub struct Built {
    pub root: Option<Node>,
    pub comments: Vec<Comment>,
    pub findings: Vec<Finding>,
}

/// Where and with what in hand the parser gave up.
pub struct Stop {
    pub error: ScanError,
    /// Where the last thing before it ended.
    pub after: usize,
    /// The last plain scalar, if it was the last thing.
    pub scalar: Option<Range<usize>>,
    /// The last scalar in quotes, if it was the last thing.
    pub quoted: Option<Range<usize>>,
    /// Brackets that are open, outermost first: where, and whether it is `{`.
    pub open: Vec<(usize, bool)>,
}

struct Frame {
    start: usize,
    end: usize,
    flow: bool,
    anchor: usize,
    size: usize,
    depth: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map(Box<Pairs>),
}

/// A map half read.
#[derive(Default)]
struct Pairs {
    entries: Vec<(Text, Node)>,
    /// The key whose value comes next.
    key: Option<Key>,
    seen: HashMap<String, Span>,
    /// What `<<` brings in, and before which entry.
    merged: Option<(usize, Node)>,
}

enum Key {
    Text {
        text: Text,
        plain: bool,
    },
    /// No text; the finding was made and its value goes with it.
    Bad,
}

struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    blanked: &'a [Range<usize>],
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Anchored>,
    names: Vec<String>,
    added: usize,
    too_deep: bool,
    built: Built,
}

/// Reads `text`, in which the ranges `blanked` are spaces where something unreadable stood.
pub fn build(file: FileId, text: &str, blanked: &[Range<usize>]) -> Result<Built, Box<Stop>> {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
        max_buffered_comment_events: usize::MAX,
    };
    let mut builder = Builder {
        file,
        text,
        blanked,
        frames: Vec::new(),
        anchors: BTreeMap::new(),
        names: Vec::new(),
        added: 0,
        too_deep: false,
        built: Built { root: None, comments: Vec::new(), findings: Vec::new() },
    };
    let (mut after, mut scalar, mut quoted, mut documents) = (0, None, None, 0);
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = match next {
            Ok(next) => next,
            Err(error) => {
                let open = builder.frames.iter().filter(|frame| frame.flow);
                let open = open.map(|frame| (frame.start, matches!(frame.content, Content::Map(_)))).collect();
                return Err(Box::new(Stop { error, after, scalar, quoted, open }));
            }
        };
        let bytes = span.byte_range().unwrap_or(after..after);
        if let Event::DocumentStart(..) = event {
            documents += 1;
            if documents > 1 {
                builder.second_document(&bytes);
                break;
            }
            continue;
        }
        if let Some(tag) = span.tag_start().and_then(|at| at.byte_offset()) {
            builder.tag(tag);
        }
        if !matches!(event, Event::Comment(..)) {
            scalar = match event {
                Event::Scalar(_, ScalarStyle::Plain, ..) if !bytes.is_empty() => Some(bytes.clone()),
                _ => None,
            };
            quoted = match event {
                Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..) => Some(bytes.clone()),
                _ => None,
            };
            after = after.max(bytes.end);
        }
        builder.take(event, bytes);
    }
    Ok(builder.built)
}

impl Builder<'_> {
    fn span(&self, bytes: Range<usize>) -> Span {
        Span::new(self.file, bytes.start, bytes.end)
    }

    fn find(&mut self, finding: Finding) {
        self.built.findings.push(finding);
    }

    fn take(&mut self, event: Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Scalar(value, style, anchor, _) => self.scalar(&value, style, anchor, bytes),
            Event::SequenceStart(style, anchor, _) => self.open(style, anchor, bytes, Content::List(Vec::new())),
            Event::MappingStart(style, anchor, _) => {
                self.open(style, anchor, bytes, Content::Map(Box::default()));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(bytes),
            Event::Alias(id) => self.alias(id, bytes),
            Event::UnresolvedAlias(name) => self.unknown_alias(&name, bytes),
            Event::Anchor(_, name) => self.names.push(name.into_owned()),
            Event::Comment(text, _) => {
                let span = self.span(bytes);
                self.built.comments.push(Comment { span, text: text.into_owned() });
            }
            _ => {}
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, anchor: usize, bytes: Range<usize>) {
        let (inner, whole) = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let stop = bytes.end.saturating_sub(1).max(bytes.start + 1);
                (bytes.start + 1..stop, bytes.clone())
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let len = self.text.get(bytes.clone()).map_or(0, |text| text.trim_end().len());
                (bytes.clone(), bytes.start..bytes.start + len)
            }
            ScalarStyle::Plain => (bytes.clone(), bytes.clone()),
        };
        let plain = style == ScalarStyle::Plain;
        // the parser puts a missing value at the `:` or `-` before it
        let blanked = |range: &Range<usize>| (range.start..=range.end + 1).contains(&(bytes.start + 1));
        let kind = if plain && bytes.is_empty() && self.blanked.iter().any(blanked) {
            Kind::Unreadable
        } else if plain && (bytes.is_empty() || matches!(value, "~" | "null" | "Null" | "NULL")) {
            Kind::Null
        } else {
            let map = offsets::runs(self.text, inner.clone(), style, value);
            let shown = if plain || inner != bytes { inner } else { whole.clone() };
            let span = self.span(shown);
            Kind::Scalar { text: Text { value: value.to_owned(), span, map }, plain }
        };
        let node = Node { span: self.span(whole), via: None, kind };
        self.put(node, anchor, 1, 0);
    }

    fn open(&mut self, style: StructureStyle, anchor: usize, bytes: Range<usize>, content: Content) {
        let flow = style == StructureStyle::Flow;
        self.frames.push(Frame { start: bytes.start, end: bytes.end, flow, anchor, size: 1, depth: 0, content });
    }

    fn close(&mut self, bytes: Range<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        let end = if frame.flow { bytes.end } else { frame.end };
        let span = self.span(frame.start..end.max(frame.start));
        let kind = match frame.content {
            Content::List(items) => {
                let items = if frame.flow { cut::list(self.text, items, &mut self.built.findings) } else { items };
                Kind::List { items, flow: frame.flow }
            }
            Content::Map(pairs) => {
                let mut entries = pairs.entries;
                if let Some((at, node)) = pairs.merged {
                    self.merge(&mut entries, at, node);
                }
                let entries = if frame.flow { cut::map(self.text, entries, &mut self.built.findings) } else { entries };
                Kind::Map { entries, flow: frame.flow }
            }
        };
        self.put(Node { span, via: None, kind }, frame.anchor, frame.size, frame.depth + 1);
    }

    /// A finished value goes to where it belongs.
    fn put(&mut self, mut node: Node, anchor: usize, size: usize, depth: usize) {
        if self.frames.len() + depth > DEPTH {
            if !self.too_deep {
                self.too_deep = true;
                let message = format!("values nest more than {DEPTH} deep");
                let finding = Finding::new(&codes::YAML_TOO_DEEP, node.place(), message);
                self.find(finding.label("nested too deep").help("write it flatter: a definition nests about seven deep"));
            }
            node.kind = Kind::Unreadable;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth });
        }
        let Some(frame) = self.frames.last_mut() else {
            self.built.root = Some(node);
            return;
        };
        frame.size += size;
        frame.depth = frame.depth.max(depth);
        frame.end = frame.end.max(node.place().range().end);
        match &mut frame.content {
            Content::List(items) => items.push(node),
            Content::Map(pairs) => match pairs.key.take() {
                None => pairs.key = Some(key(self.text, node, &mut self.built.findings)),
                Some(Key::Bad) => {}
                Some(Key::Text { text, plain }) => pairs.add(text, plain, node, &mut self.built.findings),
            },
        }
    }

    /// Entries of `<<` stand where it stood; a key of the map's own wins, then that of an earlier map in the list.
    fn merge(&mut self, entries: &mut Vec<(Text, Node)>, at: usize, merged: Node) {
        let mut taken: BTreeSet<String> = entries.iter().map(|(key, _)| key.value.clone()).collect();
        let mut added = Vec::new();
        let place = merged.place();
        let sources = match merged.kind {
            Kind::List { items, .. } => items,
            kind => vec![Node { span: merged.span, via: merged.via, kind }],
        };
        for source in sources {
            match source.kind {
                Kind::Map { entries, .. } => {
                    let new = entries.into_iter().filter(|(key, _)| taken.insert(key.value.clone()));
                    added.extend(new.map(|(key, node)| (key, Node { via: source.via.or(node.via), ..node })));
                }
                Kind::Unreadable => {}
                Kind::Null | Kind::Scalar { .. } | Kind::List { .. } => {
                    let finding = Finding::new(&codes::YAML_WRONG_SHAPE, place, "`<<` wants a map or a list of maps");
                    self.find(finding.label("no map").help("give it the alias of a map: `<<: *defaults`"));
                }
            }
        }
        let at = at.min(entries.len());
        entries.splice(at..at, added);
    }

    fn alias(&mut self, id: usize, bytes: Range<usize>) {
        let span = self.span(bytes);
        let name = self.text.get(span.range()).unwrap_or_default();
        let mut node = Node { span, via: Some(span), kind: Kind::Unreadable };
        let Some(anchored) = self.anchors.get(&id) else {
            let finding = Finding::new(&codes::YAML_ALIAS_CYCLE, span, format!("`{name}` stands within the very value it repeats"));
            self.find(finding.label("would never end").help("write out what is meant here"));
            self.put(node, 0, 1, 0);
            return;
        };
        let (size, depth) = (anchored.size, anchored.depth);
        if self.added + size > BUDGET {
            if self.added <= BUDGET {
                let message = format!("by aliases such as `{name}` the file grows beyond {BUDGET} values");
                let finding = Finding::new(&codes::YAML_ALIAS_BOMB, span, message).label("one too many");
                self.find(finding.help("repeat less: aliases of lists of aliases multiply"));
            }
            self.added = BUDGET + 1;
            self.put(node, 0, 1, 0);
            return;
        }
        self.added += size;
        node = Node { via: Some(span), ..anchored.node.clone() };
        self.put(node, 0, size, depth);
    }

    fn unknown_alias(&mut self, name: &str, bytes: Range<usize>) {
        let span = self.span(bytes);
        let meant = suggest::closest(name, self.names.iter().map(String::as_str));
        let help = match meant {
            Some(meant) => format!("did you mean `*{meant}`?"),
            None => format!("mark a value above it with `&{name}`, or put the text in quotes: `\"*{name}\"`"),
        };
        self.find(
            Finding::new(&codes::YAML_ALIAS_UNKNOWN, span, format!("no value above is marked `&{name}`"))
                .label("nothing to repeat")
                .help(help),
        );
        self.put(Node { span, via: None, kind: Kind::Unreadable }, 0, 1, 0);
    }

    fn tag(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let tag = rest.split([' ', '\t', '\r', '\n', ',', '}', ']']).next().unwrap_or_default();
        let help = match tag.strip_prefix('!') {
            Some(word) if !word.is_empty() && !word.starts_with('!') => {
                "to negate an expression write `not`; a text that begins with `!` goes in quotes"
            }
            _ => "leave it out: quotes make a text of anything",
        };
        let span = self.span(at..at + tag.len());
        self.find(
            Finding::new(&codes::YAML_TAG, span, format!("`{tag}` is a YAML tag, which means nothing in a definition"))
                .label("a tag")
                .help(help),
        );
    }

    fn second_document(&mut self, bytes: &Range<usize>) {
        let span = self.span(bytes.clone());
        let finding = Finding::new(&codes::YAML_SECOND_DOCUMENT, span, "a second document begins here; a file holds one");
        self.find(finding.label("second document").help("put it into a file of its own and name that under `include`"));
    }
}

/// What stands before a `:`, as a key.
fn key(text: &str, node: Node, findings: &mut Vec<Finding>) -> Key {
    let place = node.place();
    match node.kind {
        Kind::Scalar { text, plain } => return Key::Text { text, plain },
        Kind::Null if node.span.start < node.span.end => {
            let value = text.get(node.span.range()).unwrap_or_default().to_owned();
            return Key::Text { text: Text { value, span: node.span, map: None }, plain: true };
        }
        Kind::Unreadable => {}
        Kind::Null | Kind::List { .. } | Kind::Map { .. } => {
            let finding = Finding::new(&codes::YAML_KEY_NOT_TEXT, place, "a key must be a word or a text");
            let help = "put a text that begins with a bracket or brace in quotes, or write the missing key";
            findings.push(finding.label("no key").help(help));
        }
    }
    Key::Bad
}

impl Pairs {
    fn add(&mut self, text: Text, plain: bool, node: Node, findings: &mut Vec<Finding>) {
        let merges = plain && text.value == "<<";
        if let Some(first) = self.seen.get(&text.value) {
            let message = format!("the key `{}` is written twice", text.value);
            let finding = Finding::new(&codes::YAML_DUPLICATE_KEY, text.span, message).label("written again here");
            let help = if merges { "merge several by a list: `<<: [*a, *b]`" } else { "keep one of the two, or rename one" };
            findings.push(finding.other(*first, "first written here").help(help));
            return;
        }
        self.seen.insert(text.value.clone(), text.span);
        if merges {
            self.merged = Some((self.entries.len(), node));
        } else {
            self.entries.push((text, node));
        }
    }
}
