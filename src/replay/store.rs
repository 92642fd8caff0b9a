//! Events at rest: what is kept of each until its subject is folded, in segments of columns.

use super::hash;
use crate::ids::*;
use crate::plan::Program;
use crate::time::Micros;
use crate::value::{Decimal, Type, Value};
use std::cmp::Ordering;

/// Rows of a segment.
pub const ROWS: usize = 1 << SHIFT;
const SHIFT: u32 = 13;

/// Some events of one partition of the subjects.
#[derive(Debug, Default)]
pub struct Segment {
    /// The hash of the subject's name.
    pub hash: Vec<u64>,
    /// The instants.
    pub time: Vec<Micros>,
    /// The events.
    pub event: Vec<EventId>,
    /// The masks' bits; empty where the program has no masks.
    pub mask: Vec<u32>,
    /// The order within an instant; empty where no event so far had one.
    pub seq: Vec<Option<i64>>,
    /// Where the names and ids of a row begin in `bytes`.
    entry: Vec<u32>,
    /// Where the fields of a row begin in `words`.
    fields: Vec<u32>,
    /// Names and ids, each after its length; texts of fields.
    bytes: Vec<u8>,
    /// For each row with fields: which are present, then a word (of a decimal three) for each present one.
    words: Vec<u64>,
}

/// The names of a row.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The subject, of joined ones the name they bear.
    pub subject: &'a str,
    /// The event's own id.
    pub id: Option<&'a str>,
    /// The subject as written, where that is another.
    pub written: Option<&'a str>,
}

impl Segment {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// Whether another row fits.
    pub fn is_full(&self) -> bool {
        self.len() >= ROWS || self.bytes.len() > (u32::MAX / 2) as usize
    }

    /// Adds a row; its fields follow by [`Self::present`] and the `put_…`s.
    pub fn push(&mut self, hash: u64, time: Micros, event: EventId, names: Names<'_>) {
        self.hash.push(hash);
        self.time.push(time);
        self.event.push(event);
        self.entry.push(offset(self.bytes.len()));
        self.fields.push(offset(self.words.len()));
        self.put_name(Some(names.subject));
        self.put_name(names.id);
        self.put_name(names.written);
    }

    /// Sets the order within an instant of the last row.
    pub fn order(&mut self, seq: Option<i64>) {
        if seq.is_some() || !self.seq.is_empty() {
            self.seq.resize(self.len() - 1, None);
            self.seq.push(seq);
        }
    }

    fn put_name(&mut self, name: Option<&str>) {
        let length = name.map_or(0, |name| name.len() + 1);
        if length < 255 {
            self.bytes.push(length as u8);
        } else {
            self.bytes.push(255);
            self.bytes.extend_from_slice(&offset(length).to_le_bytes());
        }
        self.bytes.extend_from_slice(name.unwrap_or_default().as_bytes());
    }

    fn name_at(&self, at: &mut usize) -> Option<&str> {
        let mut length = usize::from(self.bytes[*at]);
        *at += 1;
        if length == 255 {
            let wide: [u8; 4] = self.bytes[*at..*at + 4].try_into().unwrap_or_default();
            length = u32::from_le_bytes(wide) as usize;
            *at += 4;
        }
        let length = length.checked_sub(1)?;
        *at += length;
        Some(text(&self.bytes[*at - length..*at]))
    }

    /// The subject's name of a row.
    pub fn subject(&self, row: usize) -> &str {
        self.name_at(&mut (self.entry[row] as usize)).unwrap_or_default()
    }

    /// All names of a row.
    pub fn names(&self, row: usize) -> Names<'_> {
        let mut at = self.entry[row] as usize;
        let subject = self.name_at(&mut at).unwrap_or_default();
        let id = self.name_at(&mut at);
        Names { subject, id, written: self.name_at(&mut at) }
    }

    /// Starts the fields of the last row: which of them are present.
    pub fn present(&mut self, bits: u64) {
        self.words.push(bits);
    }
    /// Adds a present field of one word.
    pub fn put_word(&mut self, word: u64) {
        self.words.push(word);
    }
    /// Adds a present text.
    pub fn put_text(&mut self, value: &str) {
        self.words.push((self.bytes.len() as u64) << 32 | value.len() as u64);
        self.bytes.extend_from_slice(value.as_bytes());
    }
    /// Adds a present decimal.
    pub fn put_decimal(&mut self, value: Decimal) {
        let bits = value.coefficient() as u128;
        self.words.extend([bits as u64, (bits >> 64) as u64, value.scale() as u64]);
    }

    /// The order of a row within an instant.
    pub fn seq(&self, row: usize) -> Option<i64> {
        self.seq.get(row).copied().flatten()
    }

    /// The words of a field; `None` where it is missing.
    fn field(&self, row: usize, wanted: usize, types: &[&Type]) -> Option<usize> {
        let start = self.fields[row] as usize;
        let groups = types.len().div_ceil(64);
        let is_present = |field: usize| self.words.get(start + field / 64).is_some_and(|bits| bits >> (field % 64) & 1 == 1);
        if !is_present(wanted) {
            return None;
        }
        let before = (0..wanted).filter(|field| is_present(*field)).map(|field| width(types[field])).sum::<usize>();
        Some(start + groups + before)
    }

    /// A field of a row as a value.
    pub fn value(&self, row: usize, field: usize, types: &[&Type]) -> Value {
        let Some(at) = self.field(row, field, types) else { return Value::Missing };
        let word = self.words[at];
        match types[field] {
            Type::Boolean => Value::Boolean(word != 0),
            Type::Integer => Value::Integer(word as i64),
            Type::Number => Value::Number(f64::from_bits(word)),
            Type::Decimal => self.decimal(at).map_or(Value::Missing, Value::Decimal),
            Type::String | Type::Enum(_) => Value::text(self.text(word)),
            Type::Timestamp => Value::Timestamp(word as i64),
            Type::Date => Value::Date(word as i64 as i32),
            Type::Duration => Value::Duration(word as i64),
            Type::Set => Value::Missing,
        }
    }

    fn decimal(&self, at: usize) -> Option<Decimal> {
        let bits = u128::from(*self.words.get(at)?) | u128::from(*self.words.get(at + 1)?) << 64;
        Decimal::exact(bits as i128, i32::from(*self.words.get(at + 2)? as i16))
    }

    fn text(&self, word: u64) -> &str {
        let start = (word >> 32) as usize;
        text(&self.bytes[start..start + (word & u64::from(u32::MAX)) as usize])
    }

    /// The content of two rows of one event, field by field: a missing one first, numbers by value, false before true, texts by bytes.
    pub fn compare_fields(&self, row: usize, other: &Self, other_row: usize, types: &[&Type]) -> Ordering {
        for field in 0..types.len() {
            let order = match (self.field(row, field, types), other.field(other_row, field, types)) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Less,
                (Some(_), None) => Ordering::Greater,
                (Some(a), Some(b)) => self.compare_words(a, other, b, types[field]),
            };
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }

    fn compare_words(&self, at: usize, other: &Self, other_at: usize, ty: &Type) -> Ordering {
        let (a, b) = (self.words[at], other.words[other_at]);
        match ty {
            Type::String | Type::Enum(_) => self.text(a).as_bytes().cmp(other.text(b).as_bytes()),
            Type::Number => f64::from_bits(a).total_cmp(&f64::from_bits(b)),
            Type::Decimal => self.decimal(at).cmp(&other.decimal(other_at)),
            Type::Boolean | Type::Integer | Type::Timestamp | Type::Date | Type::Duration | Type::Set => (a as i64).cmp(&(b as i64)),
        }
    }
}

/// How many words a field takes.
fn width(ty: &Type) -> usize {
    if *ty == Type::Decimal { 3 } else { 1 }
}

/// Bytes that were put in as text.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The place of an event in a store: segment and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(u32);

impl Row {
    /// The place of a row.
    pub fn of(segment: usize, row: usize) -> Self {
        Self(offset(segment << SHIFT | row))
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
            self.segments.push(Segment::default());
        }
        let last = self.segments.len() - 1;
        &mut self.segments[last]
    }

    /// The number of events.
    pub fn len(&self) -> usize {
        self.segments.iter().map(Segment::len).sum()
    }

    /// The segment of a place.
    pub fn segment(&self, at: Row) -> &Segment {
        &self.segments[at.segment()]
    }

    /// The instant.
    pub fn time(&self, at: Row) -> Micros {
        self.segment(at).time[at.row()]
    }

    /// The order of two events of a subject (L2).
    pub fn compare(&self, a: Row, b: Row, layout: &Layout) -> Ordering {
        let (left, right) = (self.segment(a), self.segment(b));
        let (i, j) = (a.row(), b.row());
        left.time[i]
            .cmp(&right.time[j])
            .then_with(|| sequence(left.seq(i)).cmp(&sequence(right.seq(j))))
            .then_with(|| left.event[i].cmp(&right.event[j]))
            .then_with(|| {
                let (x, y) = (left.names(i), right.names(j));
                x.id.is_some()
                    .cmp(&y.id.is_some())
                    .then_with(|| x.id.map(str::as_bytes).cmp(&y.id.map(str::as_bytes)))
                    .then_with(|| left.compare_fields(i, right, j, layout.types(left.event[i])))
                    .then_with(|| x.written.unwrap_or(x.subject).as_bytes().cmp(y.written.unwrap_or(y.subject).as_bytes()))
            })
            .then_with(|| a.cmp(&b))
    }

    /// Whether two events of one id differ in time, seq, event or fields.
    pub fn conflict(&self, a: Row, b: Row, layout: &Layout) -> bool {
        let (left, right) = (self.segment(a), self.segment(b));
        let (i, j) = (a.row(), b.row());
        left.time[i] != right.time[j]
            || left.event[i] != right.event[j]
            || left.seq(i) != right.seq(j)
            || left.compare_fields(i, right, j, layout.types(left.event[i])).is_ne()
    }
}

/// Events with a `seq` come before those without.
fn sequence(seq: Option<i64>) -> (bool, i64) {
    (seq.is_none(), seq.unwrap_or(0))
}

/// What fields the events have.
#[derive(Debug)]
pub struct Layout<'a> {
    types: Vec<Vec<&'a Type>>,
}

impl<'a> Layout<'a> {
    /// Of a program.
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
