//! The parts that documents are made of, and how serde reads them: each asks [`super::reader`] by a name of its own,
//! and gets its pieces (spans, texts, further values) as a sequence. No other deserializer can read them.

use super::{Run, Text};
use crate::span::{FileId, Span};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

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
    /// Whether it was written wrong: what hangs on it stays silent.
    pub fn is_wrong(&self) -> bool {
        matches!(self, Self::Wrong(_))
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

/// Something with a short form (`source: last(x.y)`) and a long one (`source: { value: last(x.y), dimension: true }`).
#[derive(Clone, Debug, PartialEq)]
pub enum Form<S, L> {
    /// Not written as a map.
    Short(S),
    /// Written as a map.
    Long(L, Span),
}

/// The names by which parts ask the reader for their pieces.
pub(super) mod ask {
    /// A scalar: value, file, start, end, whether there are runs, the runs as a flat list.
    pub const TEXT: &str = "\0text";
    /// A span, then the value.
    pub const WITH_SPAN: &str = "\0with span";
    /// The entries of a map, each asking for `ENTRY`.
    pub const ENTRIES: &str = "\0entries";
    /// A key, the span of the value, the value.
    pub const ENTRY: &str = "\0entry";
    /// A span, whether it is a list, the items.
    pub const ONE_OR_MANY: &str = "\0one or many";
    /// Whether it is a map, a span, the value.
    pub const FORM: &str = "\0form";
}

/// The next piece; its absence is a fault of the reader, not of the user.
fn piece<'de, A: SeqAccess<'de>, T: Deserialize<'de>>(pieces: &mut A) -> Result<T, A::Error> {
    pieces.next_element()?.ok_or_else(|| A::Error::custom("cannot be read here"))
}

/// Implements `Deserialize` by the pieces that `$ask` gives.
macro_rules! from_pieces {
    ([$($param:ident),*] $type:ty, $ask:expr, |$pieces:ident| $body:expr) => {
        impl<'de, $($param: Deserialize<'de>),*> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Take<T>(PhantomData<T>);
                impl<'de, $($param: Deserialize<'de>),*> Visitor<'de> for Take<$type> {
                    type Value = $type;
                    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                        out.write_str("a part of a definition, read with its bytes")
                    }
                    fn visit_seq<A: SeqAccess<'de>>(self, mut $pieces: A) -> Result<Self::Value, A::Error> {
                        $body
                    }
                }
                deserializer.deserialize_newtype_struct($ask, Take::<$type>(PhantomData))
            }
        }
    };
}

from_pieces!([] Span, ask::WITH_SPAN, |pieces| {
    let file = FileId(piece(&mut pieces)?);
    Ok(Span { file, start: piece(&mut pieces)?, end: piece(&mut pieces)? })
});

from_pieces!([] Text, ask::TEXT, |pieces| {
    let (value, span, mapped) = (piece(&mut pieces)?, piece(&mut pieces)?, piece(&mut pieces)?);
    let runs: Vec<u32> = piece(&mut pieces)?;
    let runs = runs.chunks_exact(3).filter_map(|run| match run {
        [at, start, end] => Some(Run { at: *at, start: *start, end: *end }),
        _ => None,
    });
    let map: Option<Box<[Run]>> = if mapped { Some(runs.collect()) } else { None };
    Ok(Text { value, span, map })
});

from_pieces!([T] Written<T>, ask::WITH_SPAN, |pieces| {
    let span = piece(&mut pieces)?;
    // a fault of the value was made a finding where it arose
    Ok(pieces.next_element().ok().flatten().map_or(Written::Wrong(span), Written::Given))
});

from_pieces!([T] Spanned<T>, ask::WITH_SPAN, |pieces| {
    let span = piece(&mut pieces)?;
    Ok(Spanned { value: piece(&mut pieces)?, span })
});

from_pieces!([T] Entry<T>, ask::ENTRY, |pieces| {
    let (key, span) = (piece(&mut pieces)?, piece(&mut pieces)?);
    Ok(Entry { key, span, value: pieces.next_element().ok().flatten() })
});

from_pieces!([T] Entries<T>, ask::ENTRIES, |pieces| {
    let mut entries = Vec::new();
    while let Some(entry) = pieces.next_element()? {
        entries.push(entry);
    }
    Ok(Entries(entries))
});

from_pieces!([T] OneOrMany<T>, ask::ONE_OR_MANY, |pieces| {
    let (span, list) = (piece(&mut pieces)?, piece(&mut pieces)?);
    let (mut items, mut fault) = (Vec::new(), None);
    loop {
        // every item is looked at, so that each fault is said
        match pieces.next_element() {
            Ok(Some(item)) => items.push(item),
            Ok(None) => break,
            Err(error) => fault = Some(error),
        }
    }
    fault.map_or(Ok(OneOrMany { span, list, items }), Err)
});

from_pieces!([S, L] Form<S, L>, ask::FORM, |pieces| {
    let (long, span) = (piece(&mut pieces)?, piece(&mut pieces)?);
    Ok(if long { Form::Long(piece(&mut pieces)?, span) } else { Form::Short(piece(&mut pieces)?) })
});

/// Implements `JsonSchema` for a part that needs no definition of its own.
macro_rules! inline_schema {
    ([$($param:ident),*] $type:ty, $name:expr, |$generator:ident| $schema:expr) => {
        impl<$($param: JsonSchema),*> JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

// an editor takes `15` for a number and `true` for a boolean where a text or an expression is meant
inline_schema!([] Text, "Text", |_generator| json_schema!({ "type": ["string", "number", "boolean"] }));
inline_schema!([T] Written<T>, format!("Written_{}", T::schema_name()), |generator| or_nothing::<T>(generator));
inline_schema!([T] Spanned<T>, format!("Spanned_{}", T::schema_name()), |generator| generator.subschema_for::<T>());
inline_schema!([T] Entries<T>, format!("Entries_{}", T::schema_name()), |generator| {
    json_schema!({ "type": ["object", "null"], "additionalProperties": or_nothing::<T>(generator) })
});
inline_schema!([T] OneOrMany<T>, format!("OneOrMany_{}", T::schema_name()), |generator| {
    let one = generator.subschema_for::<T>();
    json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
});
inline_schema!([S, L] Form<S, L>, format!("{}_or_{}", S::schema_name(), L::schema_name()), |generator| {
    json_schema!({ "anyOf": [generator.subschema_for::<S>(), generator.subschema_for::<L>()] })
});

/// A map or a list may have nothing after its colon (`meeting_booked:`, `holidays:`), as it has when all in it is commented out;
/// a text may not.
fn or_nothing<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let schema = generator.subschema_for::<T>();
    let name = schema.get("$ref").and_then(|path| path.as_str()).and_then(|path| path.rsplit('/').next());
    let map = name.and_then(|name| generator.definitions().get(name)).is_some_and(|definition| definition.get("properties").is_some());
    let list = schema.get("type").is_some_and(|kind| kind == "array");
    if map || list { json_schema!({ "anyOf": [schema, { "type": "null" }] }) } else { schema }
}
