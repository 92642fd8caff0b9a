//! Reads typed parts from a tree by serde. Every fault becomes a finding at the innermost value it concerns, and reading goes on.

use super::parts::ask;
use super::tree::{Kind, Node};
use super::{Run, Text, cut};
use crate::diagnostics::{Finding, Findings, codes, suggest};
use crate::span::Span;
use serde::de::value::{BoolDeserializer, BorrowedStrDeserializer, SeqDeserializer, StrDeserializer, U32Deserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::cell::RefCell;
use std::fmt;

/// Reads `node` as a `T`, which messages call `what`. `None`: it cannot be; the finding was made.
pub fn read<'a, T: Deserialize<'a>>(what: &'a What, text: &'a str, node: &'a Node, findings: &'a mut Findings) -> Option<T> {
    let file = File { what, text, findings: RefCell::new(findings) };
    let reader = Reader { node, path: &Path::Root, file: &file };
    T::deserialize(reader).map_err(|fault| reader.say(fault)).ok()
}

/// What a file holds, for messages.
pub struct What {
    /// `a definition`
    pub name: &'static str,
    /// `sections such as …`
    pub wants: &'static str,
    /// A line of it.
    pub example: &'static str,
}

struct File<'a> {
    what: &'a What,
    text: &'a str,
    findings: RefCell<&'a mut Findings>,
}

/// How a value is reached, innermost first.
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a Text),
    Item(&'a Path<'a>),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Item(list) => write!(out, "{list}"),
            Self::Key(Self::Root, key) => out.write_str(&key.value),
            Self::Key(map, key) => write!(out, "{map}.{}", key.value),
        }
    }
}

/// What went wrong: already said as a finding, or still to be said where the value is known.
#[derive(Debug)]
enum Fault {
    Said,
    Unsaid(String),
}

impl Fault {
    fn of(message: String) -> Self {
        // conversions say nothing where the finding was made before
        if message.is_empty() { Self::Said } else { Self::Unsaid(message) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said => out.write_str("said before"),
            Self::Unsaid(message) => out.write_str(message),
        }
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::of(message.to_string())
    }
}

#[derive(Clone, Copy)]
struct Reader<'de, 'a> {
    node: &'de Node,
    path: &'a Path<'a>,
    file: &'a File<'de>,
}

impl<'de> Reader<'de, '_> {
    fn push(&self, finding: Finding) -> Fault {
        self.file.findings.borrow_mut().push(finding);
        Fault::Said
    }

    /// A finding at this value. An empty one has no bytes: its key has.
    fn finding(&self, message: String) -> Finding {
        let place = self.node.place();
        let at = match self.path {
            Path::Key(_, key) if place.start == place.end => key.span,
            _ => place,
        };
        let finding = Finding::new(&codes::YAML_WRONG_SHAPE, at, message);
        if self.node.via.is_some() { finding.other(self.node.span, "what the alias repeats") } else { finding }
    }

    fn say(&self, fault: Fault) -> Fault {
        match fault {
            Fault::Said => Fault::Said,
            Fault::Unsaid(message) => {
                let help = "see `funnelc explain yaml-wrong-shape` for the shapes there are";
                self.push(self.finding(format!("`{}` {message}", self.path)).label("another shape is wanted").help(help))
            }
        }
    }

    /// This value is not what is wanted, `wants`.
    fn wrong(&self, wants: &str) -> Fault {
        let subject = match self.path {
            Path::Root => self.file.what.name.to_owned(),
            path => format!("`{path}`"),
        };
        let what = match &self.node.kind {
            Kind::Unreadable => return Fault::Said,
            Kind::Null if self.node.span.start == self.node.span.end => {
                let finding = self.finding(format!("{subject} is empty, it wants {wants}")).label("nothing follows");
                return self.push(finding.help("give it a value, or take the key away"));
            }
            Kind::Null => "nothing",
            Kind::Scalar { .. } => "a text",
            Kind::List { .. } => "a list",
            Kind::Map { .. } => "a map",
        };
        let finding = self.finding(format!("{subject} wants {wants}, this is {what}")).label(what);
        self.push(finding.help(self.mend(wants)))
    }

    /// How to write what is wanted instead.
    fn mend(&self, wants: &str) -> String {
        let text = wants.starts_with("a text");
        let written = self.file.text.get(self.node.span.range()).unwrap_or_default();
        let key = match self.path {
            Path::Key(_, key) => format!("{}: ", key.value),
            Path::Root | Path::Item(_) => String::new(),
        };
        match &self.node.kind {
            _ if self.node.via.is_some() => "write out what is meant, or repeat another value".to_owned(),
            Kind::Null if text => format!("for the text write `{key}\"{written}\"`; for nothing take the key away"),
            Kind::List { items, .. } if text => match items.as_slice() {
                [Node { kind: Kind::Scalar { text, .. }, .. }] => format!("write `{key}{}`, without the brackets", text.value),
                _ => format!("if the brackets belong to the text, quote it: `{key}{}`", cut::quoted(written)),
            },
            Kind::Map { flow: true, .. } if text => format!("if the braces belong to the text, quote it: `{key}{}`", cut::quoted(written)),
            Kind::Map { .. } if text => "write a text here, or move the keys to where they belong".to_owned(),
            Kind::Scalar { text, .. } if wants.starts_with("a list") => {
                format!("write a list: `{key}[{}]`", text.value.trim_end_matches(']'))
            }
            Kind::List { .. } => "give each item a key of its own, without `-` or brackets".to_owned(),
            Kind::Null | Kind::Scalar { .. } | Kind::Map { .. } | Kind::Unreadable => match self.path {
                Path::Root => format!("write keys with a colon, each on a line of its own, for example `{}`", self.file.what.example),
                Path::Key(..) => format!("write it in that shape after `{}`", key.trim_end()),
                Path::Item(_) => "write it in that shape in its place in the list".to_owned(),
            },
        }
    }

    fn child<T: DeserializeSeed<'de>>(&self, node: &'de Node, path: &Path<'_>, seed: T) -> Result<T::Value, Fault> {
        let reader = Reader { node, path, file: self.file };
        seed.deserialize(reader).map_err(|fault| reader.say(fault))
    }

    fn text(&self) -> Result<&'de Text, Fault> {
        match &self.node.kind {
            Kind::Scalar { text, .. } => Ok(text),
            Kind::Null | Kind::List { .. } | Kind::Map { .. } | Kind::Unreadable => Err(self.wrong("a text")),
        }
    }

    fn list(&self, wants: &str) -> Result<&'de [Node], Fault> {
        match &self.node.kind {
            Kind::List { items, .. } => Ok(items),
            Kind::Null => Ok(&[]),
            Kind::Scalar { .. } | Kind::Map { .. } | Kind::Unreadable => Err(self.wrong(wants)),
        }
    }

    fn map(&self, wants: &str) -> Result<&'de [(Text, Node)], Fault> {
        match &self.node.kind {
            Kind::Map { entries, .. } => Ok(entries),
            Kind::Null => Ok(&[]),
            Kind::Scalar { .. } | Kind::List { .. } | Kind::Unreadable => Err(self.wrong(wants)),
        }
    }

    /// The entries that a struct knows. An unknown key is a finding; where one is clearly meant and free, it is read as that,
    /// so that nothing else follows from the slip.
    fn fields(&self, fields: &'static [&'static str]) -> Result<Vec<Field<'de>>, Fault> {
        let entries = match self.path {
            Path::Root => self.map(self.file.what.wants)?,
            _ => self.map(&format!("a map such as `{{ {}: … }}`", fields.first().unwrap_or(&"key")))?,
        };
        let mut known = Vec::new();
        for (key, node) in entries {
            if let Some(name) = fields.iter().copied().find(|field| *field == key.value) {
                known.push(Field { name, key, node });
                continue;
            }
            let meant = suggest::closest(&key.value, fields.iter().copied());
            let place = match self.path {
                Path::Root => self.file.what.name.to_owned(),
                path => format!("`{path}`"),
            };
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("it takes {}", fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", ")),
            };
            let finding = Finding::new(&codes::YAML_UNKNOWN_KEY, key.span, format!("{place} has no key `{}`", key.value));
            self.push(finding.label("unknown key").help(help));
            let taken = |name: &str| entries.iter().any(|(key, _)| key.value == name);
            if let Some(name) = meant.and_then(|meant| fields.iter().copied().find(|field| *field == meant && !taken(field)))
                && !known.iter().any(|field: &Field| field.name == name)
            {
                known.push(Field { name, key, node });
            }
        }
        Ok(known)
    }
}

struct Field<'de> {
    name: &'static str,
    key: &'de Text,
    node: &'de Node,
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = Fault;

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        let node = self.node;
        let this = Piece::Value(self);
        match name {
            ask::TEXT => visitor.visit_seq(Piece::of_text(self.text()?)),
            ask::WITH_SPAN => visitor.visit_seq(Pieces::of([Piece::Span(node.place()), this])),
            ask::ENTRIES => {
                let entries = self.map("a map from names to their values")?;
                visitor.visit_seq(Pieces::of(entries.iter().map(|(key, node)| Piece::Entry(self, key, node))))
            }
            ask::ONE_OR_MANY => {
                let (list, items) = match &node.kind {
                    Kind::List { items, .. } => (true, items.as_slice()),
                    Kind::Scalar { .. } => (false, std::slice::from_ref(node)),
                    Kind::Null | Kind::Map { .. } | Kind::Unreadable => return Err(self.wrong("a text or a list such as `[a, b]`")),
                };
                let items = items.iter().map(|node| Piece::Item(self, node));
                visitor.visit_seq(Pieces::of([Piece::Span(node.place()), Piece::Flag(list)].into_iter().chain(items)))
            }
            ask::FORM => {
                let long = matches!(node.kind, Kind::Map { .. });
                visitor.visit_seq(Pieces::of([Piece::Flag(long), Piece::Span(node.place()), this]))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let fields = self.fields(fields)?.into_iter();
        visitor.visit_map(Fields { reader: self, fields, value: None })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.node.kind == Kind::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let items = self.list("a list such as `[a, b]`")?;
        visitor.visit_seq(Pieces::of(items.iter().map(|node| Piece::Item(self, node))))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        const WANTS: &str = "`true` or `false`";
        let Kind::Scalar { text, plain } = &self.node.kind else { return Err(self.wrong(WANTS)) };
        let word = match text.value.as_str() {
            "true" | "True" | "TRUE" if *plain => return visitor.visit_bool(true),
            "false" | "False" | "FALSE" if *plain => return visitor.visit_bool(false),
            word => word,
        };
        let meant = match word.to_ascii_lowercase().as_str() {
            "yes" | "y" | "on" | "true" | "1" => Some("true"),
            "no" | "n" | "off" | "false" | "0" => Some("false"),
            _ => None,
        };
        let mut finding = self.finding(format!("`{}` wants {WANTS}, `{word}` is a text", self.path)).label("a text");
        finding.help = Some(meant.map_or_else(|| format!("write {WANTS}"), |meant| format!("write `{meant}`, without quotes")));
        Err(self.push(finding))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Fault> {
        Err(self.wrong("something else"))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map enum identifier ignored_any
    }
}

struct Fields<'de, 'a> {
    reader: Reader<'de, 'a>,
    fields: std::vec::IntoIter<Field<'de>>,
    value: Option<(&'de Text, &'de Node)>,
}

impl<'de> MapAccess<'de> for Fields<'de, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(field) = self.fields.next() else { return Ok(None) };
        self.value = Some((field.key, field.node));
        let name: StrDeserializer<'_, Fault> = field.name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some((key, node)) = self.value.take() else { return Err(Fault::of("has no value here".to_owned())) };
        self.reader.child(node, &Path::Key(self.reader.path, key), seed)
    }
}

/// A piece of a part, in the order that [`ask`] describes.
enum Piece<'de, 'a> {
    Number(u32),
    Flag(bool),
    Str(&'de str),
    Runs(&'de [Run]),
    Span(Span),
    Key(&'de Text),
    /// The same value again, as what is inside the part.
    Value(Reader<'de, 'a>),
    Item(Reader<'de, 'a>, &'de Node),
    Entry(Reader<'de, 'a>, &'de Text, &'de Node),
    /// The value of an entry.
    Under(Reader<'de, 'a>, &'de Text, &'de Node),
}

impl<'de> Piece<'de, '_> {
    fn of_text(text: &'de Text) -> Pieces<std::array::IntoIter<Self, 4>> {
        let runs = text.map.as_deref();
        Pieces::of([Piece::Str(&text.value), Piece::Span(text.span), Piece::Flag(runs.is_some()), Piece::Runs(runs.unwrap_or_default())])
    }

    fn of_span(span: Span) -> Pieces<std::array::IntoIter<Self, 3>> {
        Pieces::of([Piece::Number(span.file.0), Piece::Number(span.start), Piece::Number(span.end)])
    }

    fn take<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        match self {
            Piece::Value(reader) => reader.child(reader.node, reader.path, seed),
            Piece::Item(reader, node) => reader.child(node, &Path::Item(reader.path), seed),
            Piece::Under(reader, key, node) => reader.child(node, &Path::Key(reader.path, key), seed),
            Piece::Number(_) | Piece::Flag(_) | Piece::Str(_) | Piece::Runs(_) | Piece::Span(_) | Piece::Key(_) | Piece::Entry(..) => {
                seed.deserialize(self)
            }
        }
    }
}

impl<'de> Deserializer<'de> for Piece<'de, '_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Piece::Number(number) => U32Deserializer::new(number).deserialize_any(visitor),
            Piece::Flag(flag) => BoolDeserializer::new(flag).deserialize_any(visitor),
            Piece::Str(value) => BorrowedStrDeserializer::new(value).deserialize_any(visitor),
            Piece::Runs(runs) => {
                let numbers = runs.iter().flat_map(|run| [run.at, run.start, run.end]);
                SeqDeserializer::new(numbers).deserialize_any(visitor)
            }
            Piece::Span(span) => visitor.visit_seq(Piece::of_span(span)),
            Piece::Key(text) => visitor.visit_seq(Piece::of_text(text)),
            Piece::Entry(reader, key, node) => {
                visitor.visit_seq(Pieces::of([Piece::Key(key), Piece::Span(node.place()), Piece::Under(reader, key, node)]))
            }
            Piece::Value(reader) | Piece::Item(reader, _) | Piece::Under(reader, ..) => Err(reader.wrong("something else")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Pieces<I>(I);

impl<I> Pieces<I> {
    fn of<J: IntoIterator<IntoIter = I>>(pieces: J) -> Self {
        Self(pieces.into_iter())
    }
}

impl<'de: 'a, 'a, I: Iterator<Item = Piece<'de, 'a>>> SeqAccess<'de> for Pieces<I> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.0.next().map(|piece| piece.take(seed)).transpose()
    }
}
