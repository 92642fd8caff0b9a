//! A record: what is kept of an event, and what it says of itself.
//!
//! In bytes, one after the other: flags · event · the time since the record before · the subject · the bits of its masks, where the event
//! has masks · the id, the `seq` and the subject as written, where it has them · the length of its content and its fields, where it has
//! content (see [`Layout`]). Nearly all records are [short](Head::short): those are written and read without a loop or a call.

#![allow(
    clippy::inline_always,
    reason = "of what is written and read for every event nothing should be put together only to be taken apart"
)]

use super::pack::{self, Unpack, put_id, put_integer, put_text};
use crate::ids::*;
use crate::plan::Program;
use crate::time::Micros;
use crate::value::{Decimal, Type, Value};
use std::cmp::Ordering;

const ID: u8 = 1;
const SEQUENCED: u8 = 2;
const RENAMED: u8 = 4;
/// The event takes four bytes, not one.
const WIDE: u8 = 8;
const CONTENT: u8 = 16;
/// Above the flags: how many bytes the time takes, as a place in [`TIMES`].
const TIME: u32 = 6;
const TIMES: [usize; 3] = [4, 6, 8];

/// Bytes that a short record takes at most, without its content.
pub const SHORT: usize = 96;
/// Bytes that a text of a short record has at most.
const SHORT_TEXT: usize = 32;

/// The names of an event that is put in.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The subject, of joined ones the name they bear.
    pub subject: &'a str,
    /// The event's own id.
    pub id: Option<&'a str>,
    /// The subject as written, where that is another.
    pub written: Option<&'a str>,
}

/// An event that is put in, without its fields.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The instant.
    pub time: Micros,
    /// The event.
    pub event: EventId,
    /// The bits of the masks.
    pub mask: u32,
    /// The order within an instant.
    pub seq: Option<i64>,
    /// The names.
    pub names: Names<'a>,
}

impl Head<'_> {
    /// Writes the record of this event but its content, and says how long it is, where it is a short one; `before` is the instant of
    /// the record before.
    #[inline(always)]
    pub(super) fn short(&self, room: &mut [u8; SHORT], before: Micros, shape: Shape, content: bool) -> Option<usize> {
        let Names { subject, id, written } = self.names;
        let event = u8::try_from(self.event.0).ok()?;
        if subject.len() > SHORT_TEXT || self.seq.is_some() || written.is_some() {
            return None;
        }
        let (since, size) = self.since(before);
        room[0] = if id.is_some() { ID } else { 0 } | if content { CONTENT } else { 0 } | size << TIME;
        room[1] = event;
        pack::put_array(room, 2, since.to_le_bytes());
        let mut at = 2 + TIMES[usize::from(size)];
        at = pack::short_text(room, at, subject);
        if shape.mask_bytes > 0 {
            pack::put_array(room, at, self.mask.to_le_bytes());
            at += usize::from(shape.mask_bytes);
        }
        match id {
            None => Some(at),
            Some(id) => pack::short_id(room, at, id),
        }
    }

    /// The time since another instant, and which of [`TIMES`] holds it.
    #[inline]
    fn since(&self, before: Micros) -> (Micros, u8) {
        let since = self.time.wrapping_sub(before);
        let size = if i32::try_from(since).is_ok() { 0 } else { 1 + u8::from(since << 16 >> 16 != since) };
        (since, size)
    }

    /// Writes the record of this event but its content, whatever it has.
    #[cold]
    pub(super) fn put(self, bytes: &mut Vec<u8>, before: Micros, shape: Shape, content: bool) {
        let Names { subject, id, written } = self.names;
        let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
        let flags = flag(id.is_some(), ID) | flag(self.seq.is_some(), SEQUENCED) | flag(written.is_some(), RENAMED);
        let (since, size) = self.since(before);
        bytes.push(flags | WIDE | flag(content, CONTENT) | size << TIME);
        bytes.extend_from_slice(&self.event.0.to_le_bytes());
        bytes.extend_from_slice(&since.to_le_bytes()[..TIMES[usize::from(size)]]);
        put_text(bytes, subject);
        bytes.extend_from_slice(&self.mask.to_le_bytes()[..usize::from(shape.mask_bytes)]);
        if let Some(id) = id {
            put_id(bytes, Some(id));
        }
        if let Some(seq) = self.seq {
            put_integer(bytes, seq);
        }
        if let Some(written) = written {
            put_text(bytes, written);
        }
    }
}

/// What grouping needs to know of a record.
#[derive(Clone, Copy)]
pub struct Glance {
    /// The event.
    pub event: EventId,
    /// The time since the record before.
    pub(super) since: Micros,
    /// Where the name of the subject stands, from the beginning of the record.
    pub name_at: usize,
    /// How many bytes it has.
    pub name_len: usize,
    /// Its first 16 bytes as a number that orders like them; zeros where it has fewer.
    pub prefix: u128,
    /// A hash of the id; 0 where there is none.
    pub id: u32,
    /// The bits of the masks.
    pub mask: u32,
    /// Bytes of the record.
    pub(super) len: usize,
}

impl Glance {
    /// Of a short record, without a loop or a call.
    #[inline(always)]
    fn short(record: &[u8; SHORT], layout: &Layout<'_>) -> Option<Self> {
        let flags = record[0];
        if flags & (WIDE | SEQUENCED | RENAMED) != 0 {
            return None;
        }
        let event = EventId(record[1].into());
        let size = TIMES.get(usize::from(flags >> TIME)).copied()?;
        let unused = 64 - 8 * size;
        let since = i64::from_le_bytes(pack::array(record, 2)) << unused >> unused;
        let name_at = 2 + size + 1;
        let name_len = usize::from(record[name_at - 1]);
        let prefix = pack::prefix(pack::array(record, name_at), name_len);
        let mut at = name_at + name_len;
        let shape = layout.shape(event);
        let mut mask = 0;
        if shape.mask_bytes > 0 {
            mask = u32::from_le_bytes(pack::array(record, at)) & (u32::MAX >> (32 - 8 * u32::from(shape.mask_bytes)));
            at += usize::from(shape.mask_bytes);
        }
        let mut id = 0;
        if flags & ID != 0 {
            let len = pack::id_len(*record.get(at)?)?;
            id = hash_id(record.get(at..at + len)?);
            at += len;
        }
        if flags & CONTENT != 0 {
            at += pack::sized_len(*record.get(at)?)?;
        }
        Some(Self { event, since, name_at, name_len, prefix, id, mask, len: at })
    }

    /// Of the record at a place.
    #[inline(always)]
    pub(super) fn at(bytes: &[u8], at: usize, layout: &Layout<'_>) -> Self {
        let short = bytes.get(at..).and_then(<[u8]>::first_chunk).and_then(|record| Self::short(record, layout));
        short.unwrap_or_else(|| Self::long(bytes, at, layout))
    }

    #[cold]
    fn long(bytes: &[u8], at: usize, layout: &Layout<'_>) -> Self {
        let Record { event, since, subject, name_at, id, mask, end, .. } = Record::at(bytes, at, layout);
        let mut first = [0; 16];
        first.iter_mut().zip(subject).for_each(|(to, byte)| *to = *byte);
        Self { event, since, name_at, name_len: subject.len(), prefix: u128::from_be_bytes(first), id: hash_id(id), mask, len: end - at }
    }
}

/// A hash of a packed id; 0 only where there is none.
#[allow(clippy::cast_possible_truncation, reason = "half of the hash will do: what is equal is compared")]
#[inline]
fn hash_id(id: &[u8]) -> u32 {
    if id.is_empty() { 0 } else { (crate::replay::hash::of_bytes(id) as u32).max(1) }
}

/// A record as it is read.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// The event.
    pub event: EventId,
    /// The time since the record before.
    pub(super) since: Micros,
    /// The name of the subject.
    pub subject: &'a [u8],
    /// Where the name stands, from the beginning of the record.
    pub name_at: usize,
    /// The id as packed: equal where the ids are; empty where there is none.
    pub id: &'a [u8],
    /// The order within an instant.
    pub seq: Option<i64>,
    written: &'a [u8],
    /// The bits of the masks.
    pub mask: u32,
    content: &'a [u8],
    /// Where the next record begins.
    pub(super) end: usize,
}

impl<'a> Record<'a> {
    /// The record at a place.
    pub fn at(bytes: &'a [u8], at: usize, layout: &Layout<'_>) -> Self {
        let mut unpack = Unpack::new(bytes, at);
        let flags = unpack.byte();
        let event = EventId(if flags & WIDE == 0 { unpack.byte().into() } else { u32::from_le_bytes(unpack.array()) });
        let size = TIMES.get(usize::from(flags >> TIME)).copied().unwrap_or(8);
        let since = unpack.short_integer(size);
        let subject = unpack.text();
        let name_at = unpack.place() - subject.len() - at;
        let shape = layout.shape(event);
        let mask = if shape.mask_bytes == 0 { 0 } else { unpack.short_count(shape.mask_bytes) };
        let id = if flags & ID == 0 { &[] } else { unpack.id() };
        let (mut seq, mut written, mut content): (_, _, &[u8]) = (None, subject, &[]);
        if flags & (SEQUENCED | RENAMED | CONTENT) != 0 {
            if flags & SEQUENCED != 0 {
                seq = Some(unpack.integer());
            }
            if flags & RENAMED != 0 {
                written = unpack.text();
            }
            if flags & CONTENT != 0 {
                content = unpack.text();
            }
        }
        Self { event, since, subject, name_at, id, seq, written, mask, content, end: unpack.place() }
    }

    /// The name of the subject.
    pub fn name(&self) -> &'a str {
        std::str::from_utf8(self.subject).unwrap_or_default()
    }

    /// A field as a value.
    pub fn value(&self, field: usize, layout: &Layout<'_>) -> Value {
        self.fields(layout).nth(field).map_or(Value::Missing, Packed::value)
    }

    fn fields<'l>(&self, layout: &'l Layout<'l>) -> Fields<'a, 'l> {
        let types = if self.content.is_empty() { &[] } else { layout.types(self.event) };
        let present = Unpack::new(self.content, 0);
        let mut values = present;
        values.skip(types.len().div_ceil(8));
        Fields { present, values, types, at: 0, bits: 0 }
    }

    /// The content of two events of one kind, field by field: a missing one first, numbers by value, false before true, texts by bytes.
    fn compare_fields(&self, other: &Self, layout: &Layout<'_>) -> Ordering {
        if self.content == other.content {
            return Ordering::Equal;
        }
        self.fields(layout).zip(other.fields(layout)).map(|(a, b)| a.compare(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// The order of two events of a subject at one instant (L2); what is then equal makes no difference.
    pub fn compare(&self, other: &Self, layout: &Layout<'_>) -> Ordering {
        (self.seq.is_none(), self.seq)
            .cmp(&(other.seq.is_none(), other.seq))
            .then_with(|| self.event.cmp(&other.event))
            .then_with(|| super::pack::compare_ids(self.id, other.id))
            .then_with(|| self.compare_fields(other, layout))
            .then_with(|| self.written.cmp(other.written))
    }

    /// Whether two events of one id differ in seq, event or fields.
    pub fn conflicts(&self, other: &Self, layout: &Layout<'_>) -> bool {
        self.event != other.event || self.seq != other.seq || self.compare_fields(other, layout).is_ne()
    }
}

/// The fields of a record, in catalog order.
struct Fields<'a, 'l> {
    present: Unpack<'a>,
    values: Unpack<'a>,
    types: &'l [&'l Type],
    at: usize,
    bits: u8,
}

/// A field as packed.
#[derive(Clone, Copy)]
enum Packed<'a, 'l> {
    Missing,
    Truth(bool),
    Integer(i64, &'l Type),
    Number(f64),
    Decimal(i128, i16),
    Text(&'a [u8]),
}

impl<'a, 'l> Iterator for Fields<'a, 'l> {
    type Item = Packed<'a, 'l>;

    fn next(&mut self) -> Option<Packed<'a, 'l>> {
        let ty = self.types.get(self.at)?;
        if self.at.is_multiple_of(8) {
            self.bits = self.present.byte();
        }
        let present = self.bits >> (self.at % 8) & 1 == 1;
        self.at += 1;
        if !present {
            return Some(Packed::Missing);
        }
        Some(match ty {
            Type::Boolean => Packed::Truth(self.values.byte() != 0),
            Type::Integer | Type::Timestamp | Type::Date | Type::Duration | Type::Set => Packed::Integer(self.values.integer(), ty),
            Type::Number => Packed::Number(f64::from_le_bytes(self.values.array())),
            Type::Decimal => Packed::Decimal(i128::from_le_bytes(self.values.array()), i16::from_le_bytes(self.values.array())),
            Type::String | Type::Enum(_) => Packed::Text(self.values.text()),
        })
    }
}

impl Packed<'_, '_> {
    fn value(self) -> Value {
        match self {
            Self::Missing => Value::Missing,
            Self::Truth(truth) => Value::Boolean(truth),
            Self::Number(number) => Value::Number(number),
            Self::Decimal(coefficient, scale) => Decimal::exact(coefficient, i32::from(scale)).map_or(Value::Missing, Value::Decimal),
            Self::Text(text) => Value::text(std::str::from_utf8(text).unwrap_or_default()),
            Self::Integer(value, ty) => match ty {
                Type::Timestamp => Value::Timestamp(value),
                Type::Duration => Value::Duration(value),
                Type::Date => i32::try_from(value).map_or(Value::Missing, Value::Date),
                _ => Value::Integer(value),
            },
        }
    }

    fn compare(self, other: Packed<'_, '_>) -> Ordering {
        match (self, other) {
            (Self::Truth(a), Packed::Truth(b)) => a.cmp(&b),
            (Self::Integer(a, _), Packed::Integer(b, _)) => a.cmp(&b),
            (Self::Number(a), Packed::Number(b)) => a.total_cmp(&b),
            (Self::Text(a), Packed::Text(b)) => a.cmp(b),
            (Self::Decimal(a, i), Packed::Decimal(b, j)) => Decimal::exact(a, i32::from(i)).cmp(&Decimal::exact(b, i32::from(j))),
            (a, b) => (!matches!(a, Self::Missing)).cmp(&!matches!(b, Packed::Missing)),
        }
    }
}

/// What records of each event hold.
#[derive(Debug)]
pub struct Layout<'a> {
    types: Vec<Vec<&'a Type>>,
    shapes: Vec<Shape>,
}

/// What records of an event hold.
#[allow(clippy::struct_excessive_bools, reason = "four facts of an event, each asked for by itself")]
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Bytes of its mask: 0 without masks.
    pub mask_bytes: u8,
    /// Whether it belongs to a subject.
    pub has_subject: bool,
    /// Whether nothing looks at it but first entry, activity and the accounts.
    pub inert: bool,
    /// Whether it has fields.
    fields: bool,
    /// Whether the program looks at one of them.
    read: bool,
}

impl Shape {
    /// Whether the content is kept. Where the program reads no field, only events of one id are ever told apart by them.
    #[inline]
    pub fn has_content(self, has_id: bool) -> bool {
        self.fields && (self.read || has_id)
    }
}

impl<'a> Layout<'a> {
    /// Of a program.
    pub fn of(program: &'a Program) -> Self {
        let shape = |event: &crate::plan::EventPlan| Shape {
            mask_bytes: match event.masks.len() {
                0 => 0,
                1..=8 => 1,
                9..=16 => 2,
                _ => 4,
            },
            has_subject: event.has_subject,
            inert: event.inert,
            fields: !event.fields.is_empty(),
            read: event.fields.iter().any(|column| program.reads[column.index()]),
        };
        let types = |event: &crate::plan::EventPlan| event.fields.iter().map(|column| &program.columns[column.index()]).collect();
        Self { types: program.events.iter().map(types).collect(), shapes: program.events.iter().map(shape).collect() }
    }

    /// The same with all fields of all events.
    pub fn whole(program: &'a Program) -> Self {
        let mut layout = Self::of(program);
        layout.shapes.iter_mut().for_each(|shape| shape.read = true);
        layout
    }

    /// The types of an event's fields.
    pub fn types(&self, event: EventId) -> &[&'a Type] {
        &self.types[event.index()]
    }

    /// What records of an event hold.
    #[inline]
    pub fn shape(&self, event: EventId) -> Shape {
        self.shapes[event.index()]
    }
}
