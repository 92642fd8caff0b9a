//! Events at rest: what is kept of each until its subject is folded. A fixed row for what is always asked, and its names and
//! fields packed one after the other in bytes: less memory is less time.

use super::hash;
use crate::ids::*;
use crate::plan::Program;
use crate::time::Micros;
use crate::value::{Decimal, Type, Value};
use std::cmp::Ordering;

mod pack;

use pack::{Unpack, put_id, put_integer, put_text};

/// Rows of a segment.
pub const ROWS: usize = 1 << SHIFT;
const SHIFT: u32 = 13;

/// Some events of one partition of the subjects.
#[derive(Debug, Default)]
pub struct Segment {
    /// The rows.
    pub rows: Vec<Fixed>,
    /// For each row: the subject, the id, its `seq` and the subject as written where it has them, then its fields.
    bytes: Vec<u8>,
}

/// What is always asked of an event.
#[derive(Clone, Copy, Debug)]
pub struct Fixed {
    /// The instant.
    pub time: Micros,
    /// The lower half of the hash of the subject's name.
    pub hash: u32,
    /// The bits of the masks.
    pub mask: u32,
    /// The event.
    pub event: EventId,
    /// Where the rest begins in the bytes; the highest bit says that there is a `seq`, the next that the subject was written otherwise.
    at: u32,
}

const SEQUENCED: u32 = 1 << 31;
const RENAMED: u32 = 1 << 30;
const PLACE: u32 = RENAMED - 1;

/// The names of a row that is put in.
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
    /// The hash of the subject's name.
    pub hash: u64,
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

impl Segment {
    fn with_room() -> Self {
        Self { rows: Vec::with_capacity(ROWS), bytes: Vec::with_capacity(ROWS * 24) }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether another row fits.
    pub fn is_full(&self) -> bool {
        self.len() >= ROWS || self.bytes.len() > (PLACE / 2) as usize
    }

    /// Adds a row; its fields follow by [`Self::present`] and the `put_…`s.
    #[allow(clippy::cast_possible_truncation, reason = "half of the hash is kept")]
    pub fn push(&mut self, head: Head<'_>) {
        let mut at = u32::try_from(self.bytes.len()).unwrap_or(PLACE) & PLACE;
        put_text(&mut self.bytes, head.names.subject);
        put_id(&mut self.bytes, head.names.id);
        if let Some(seq) = head.seq {
            at |= SEQUENCED;
            self.bytes.extend_from_slice(&seq.to_le_bytes());
        }
        if let Some(written) = head.names.written {
            at |= RENAMED;
            put_text(&mut self.bytes, written);
        }
        self.rows.push(Fixed { time: head.time, hash: head.hash as u32, mask: head.mask, event: head.event, at });
    }

    /// Starts the fields of the last row: which of the next eight are present.
    pub fn present(&mut self, bits: u8) {
        self.bytes.push(bits);
    }
    /// Adds a present integer, instant, day or duration.
    pub fn put_integer(&mut self, value: i64) {
        put_integer(&mut self.bytes, value);
    }
    /// Adds a present truth.
    pub fn put_truth(&mut self, value: bool) {
        self.bytes.push(u8::from(value));
    }
    /// Adds a present number.
    pub fn put_number(&mut self, value: f64) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }
    /// Adds a present text.
    pub fn put_text(&mut self, value: &str) {
        put_text(&mut self.bytes, value);
    }
    /// Adds a present decimal.
    pub fn put_decimal(&mut self, value: Decimal) {
        self.bytes.extend_from_slice(&value.coefficient().to_le_bytes());
        self.bytes.extend_from_slice(&value.scale().to_le_bytes());
    }

    fn unpack(&self, row: usize) -> (Unpack<'_>, u32) {
        let at = self.rows[row].at;
        (Unpack::new(&self.bytes, (at & PLACE) as usize), at)
    }

    /// The bytes of the subject's name.
    pub fn subject_bytes(&self, row: usize) -> &[u8] {
        self.unpack(row).0.text()
    }

    /// The subject's name.
    pub fn subject(&self, row: usize) -> &str {
        std::str::from_utf8(self.subject_bytes(row)).unwrap_or_default()
    }

    /// The id as packed: equal where the ids are; empty where there is none.
    pub fn id(&self, row: usize) -> &[u8] {
        let (mut unpack, _) = self.unpack(row);
        unpack.text();
        unpack.id()
    }

    /// The order of a row within an instant.
    pub fn seq(&self, row: usize) -> Option<i64> {
        self.names(row).1
    }

    /// The id as packed, the `seq`, the subject as written, and where the fields begin.
    fn names(&self, row: usize) -> (&[u8], Option<i64>, &[u8], Unpack<'_>) {
        let (mut unpack, flags) = self.unpack(row);
        let subject = unpack.text();
        let id = unpack.id();
        let seq = (flags & SEQUENCED != 0).then(|| i64::from_le_bytes(unpack.array()));
        let written = if flags & RENAMED != 0 { unpack.text() } else { subject };
        (id, seq, written, unpack)
    }

    /// A field of a row as a value.
    pub fn value(&self, row: usize, field: usize, types: &[&Type]) -> Value {
        let mut fields = Fields::new(self.names(row).3, types);
        fields.nth(field).map_or(Value::Missing, Packed::value)
    }

    /// The content of two rows of one event, field by field: a missing one first, numbers by value, false before true, texts by bytes.
    pub fn compare_fields(&self, row: usize, other: &Self, other_row: usize, types: &[&Type]) -> Ordering {
        let ours = Fields::new(self.names(row).3, types);
        let theirs = Fields::new(other.names(other_row).3, types);
        ours.zip(theirs).map(|(a, b)| a.compare(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

/// The fields of a row, in catalog order.
struct Fields<'a> {
    present: Unpack<'a>,
    values: Unpack<'a>,
    types: &'a [&'a Type],
    at: usize,
    bits: u8,
}

impl<'a> Fields<'a> {
    fn new(unpack: Unpack<'a>, types: &'a [&'a Type]) -> Self {
        let mut values = unpack;
        values.skip(types.len().div_ceil(8));
        Self { present: unpack, values, types, at: 0, bits: 0 }
    }
}

/// A field as packed.
#[derive(Clone, Copy)]
enum Packed<'a> {
    Missing,
    Truth(bool),
    Integer(i64, &'a Type),
    Number(f64),
    Decimal(i128, i16),
    Text(&'a [u8]),
}

impl<'a> Iterator for Fields<'a> {
    type Item = Packed<'a>;

    #[allow(clippy::cast_possible_truncation, reason = "the lowest bit")]
    fn next(&mut self) -> Option<Packed<'a>> {
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

impl Packed<'_> {
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

    fn compare(self, other: Packed<'_>) -> Ordering {
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

/// The place of an event in a store: segment and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(u32);

impl Row {
    /// The place of a row.
    pub fn of(segment: usize, row: usize) -> Self {
        Self(u32::try_from(segment << SHIFT | row).unwrap_or(u32::MAX))
    }
    /// The segment.
    pub fn segment(self) -> usize {
        (self.0 >> SHIFT) as usize
    }
    /// The row in the segment.
    pub fn row(self) -> usize {
        self.0 as usize & (ROWS - 1)
    }
}

/// The events of one partition of the subjects.
#[derive(Debug, Default)]
pub struct Store {
    /// The segments; only the last may take rows.
    pub segments: Vec<Segment>,
}

impl Store {
    /// The segment that takes the next row.
    pub fn open(&mut self) -> &mut Segment {
        if self.segments.last().is_none_or(Segment::is_full) {
            self.segments.push(Segment::with_room());
        }
        let last = self.segments.len() - 1;
        &mut self.segments[last]
    }

    /// The number of events.
    pub fn len(&self) -> usize {
        self.segments.iter().map(Segment::len).sum()
    }

    /// All places, in order.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.segments.iter().enumerate().flat_map(|(at, segment)| (0..segment.len()).map(move |row| Row::of(at, row)))
    }

    /// The segment of a place.
    pub fn segment(&self, at: Row) -> &Segment {
        &self.segments[at.segment()]
    }

    /// What is always asked of an event.
    pub fn fixed(&self, at: Row) -> &Fixed {
        &self.segment(at).rows[at.row()]
    }

    /// The order of two events of a subject (L2).
    pub fn compare(&self, a: Row, b: Row, layout: &Layout) -> Ordering {
        let (x, y) = (self.fixed(a), self.fixed(b));
        x.time.cmp(&y.time).then_with(|| {
            let (left, right) = (self.segment(a), self.segment(b));
            let (id, seq, written, _) = left.names(a.row());
            let (other_id, other_seq, other_written, _) = right.names(b.row());
            (seq.is_none(), seq)
                .cmp(&(other_seq.is_none(), other_seq))
                .then_with(|| x.event.cmp(&y.event))
                .then_with(|| pack::compare_ids(id, other_id))
                .then_with(|| left.compare_fields(a.row(), right, b.row(), layout.types(x.event)))
                .then_with(|| written.cmp(other_written))
                .then_with(|| a.cmp(&b))
        })
    }

    /// Whether two events of one id differ in time, seq, event or fields.
    pub fn conflict(&self, a: Row, b: Row, layout: &Layout) -> bool {
        let (x, y) = (self.fixed(a), self.fixed(b));
        let (left, right) = (self.segment(a), self.segment(b));
        x.time != y.time
            || x.event != y.event
            || left.seq(a.row()) != right.seq(b.row())
            || left.compare_fields(a.row(), right, b.row(), layout.types(x.event)).is_ne()
    }
}

/// What fields the events have.
#[derive(Debug)]
pub struct Layout<'a> {
    types: Vec<Vec<&'a Type>>,
}

impl<'a> Layout<'a> {
    /// Of a program; of events whose content is not kept no fields.
    pub fn of(program: &'a Program) -> Self {
        let types =
            program.events.iter().map(|event| event.fields.iter().map(|column| &program.columns[column.index()]).collect()).collect();
        Self { types }
    }
    /// The types of an event's fields.
    pub fn types(&self, event: EventId) -> &[&'a Type] {
        &self.types[event.index()]
    }
}

/// The partition of a hash.
pub fn partition(hash: u64) -> usize {
    (hash >> (u64::BITS - hash::PARTITION_BITS)) as usize
}
