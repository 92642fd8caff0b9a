//! Conditions on the event alone, worked out for whole columns into one word of bits an event.

use super::evaluate::{Context, Hand};
use super::state::State;
use super::store::Layout;
use crate::events::batch::{EventBatch, FieldColumn, TextColumn};
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::plan::{CodeId, EventTest, Op, Program, Taken};
use crate::value::Value;
use arrow::array::Array;
use hashbrown::HashMap;
use std::cmp::Ordering;

/// Three-valued truths of a column: a byte a row.
type Truths = Vec<u8>;
const FALSE: u8 = 0;
const TRUE: u8 = 1;
const UNKNOWN: u8 = 2;

/// Works out masks; holds what is the same for all batches.
pub struct Masks<'a> {
    program: &'a Program,
    layout: &'a Layout<'a>,
    state: State,
}

impl<'a> Masks<'a> {
    /// For a program.
    pub fn new(program: &'a Program, layout: &'a Layout<'a>) -> Self {
        Self { program, layout, state: State::new(program) }
    }

    /// A word for each event of the batch; nothing where the program has no masks.
    pub fn words(&mut self, batch: &EventBatch) -> Vec<u32> {
        if self.program.masks.is_empty() {
            return Vec::new();
        }
        let program = self.program;
        let truths: Vec<Truths> = program.masks.iter().map(|mask| self.test(&mask.test, batch)).collect();
        batch
            .event
            .iter()
            .enumerate()
            .map(|(row, event)| {
                let masks = &program.events[event.index()].masks;
                masks.iter().enumerate().fold(0, |word, (bit, mask)| word | u32::from(truths[*mask][row] == TRUE) << bit)
            })
            .collect()
    }

    fn test(&mut self, test: &EventTest, batch: &EventBatch) -> Truths {
        match test {
            EventTest::And(a, b) => combine(self.test(a, batch), &self.test(b, batch), FALSE),
            EventTest::Or(a, b) => combine(self.test(a, batch), &self.test(b, batch), TRUE),
            EventTest::Not(a) => {
                let mut truths = self.test(a, batch);
                for truth in &mut truths {
                    *truth = [TRUE, FALSE, UNKNOWN][usize::from(*truth)];
                }
                truths
            }
            EventTest::Compare(column, comparison, value) => match column_of(batch, *column) {
                Some(data) => compare(data, *comparison, value, batch.len),
                None => vec![UNKNOWN; batch.len],
            },
            EventTest::Truth(column) => match column_of(batch, *column) {
                Some(FieldColumn::Boolean(data)) => data.iter().map(truth).collect(),
                _ => vec![UNKNOWN; batch.len],
            },
            EventTest::Present(column) => match column_of(batch, *column) {
                Some(data) => (0..batch.len).map(|row| u8::from(is_present(data, row))).collect(),
                None => vec![FALSE; batch.len],
            },
            EventTest::Text(column, code) => self.texts(*column, *code, batch),
            EventTest::Row(code) => self.rows(*code, batch),
        }
    }

    /// A condition on one column of texts: once for each distinct text.
    fn texts(&mut self, column: ColumnId, code: CodeId, batch: &EventBatch) -> Truths {
        let event = self.event_with(code, column);
        let missing = self.one(code, event, &|_| Value::Missing);
        match column_of(batch, column) {
            Some(FieldColumn::Text(TextColumn::Dictionary { codes, values })) => {
                let answers: Truths = (0..values.len()).map(|at| self.one(code, event, &|_| Value::text(values.value(at)))).collect();
                codes
                    .iter()
                    .map(|code| {
                        code.map_or(missing, |code| {
                            usize::try_from(code).ok().and_then(|code| answers.get(code).copied()).unwrap_or(missing)
                        })
                    })
                    .collect()
            }
            Some(FieldColumn::Text(TextColumn::Plain(texts))) => {
                let mut known: HashMap<&str, u8, foldhash::fast::FixedState> = HashMap::default();
                texts
                    .iter()
                    .map(|text| match text {
                        None => missing,
                        Some(text) if known.len() < 4096 => {
                            *known.entry(text).or_insert_with(|| self.one(code, event, &|_| Value::text(text)))
                        }
                        Some(text) => match known.get(text) {
                            Some(answer) => *answer,
                            None => self.one(code, event, &|_| Value::text(text)),
                        },
                    })
                    .collect()
            }
            _ => vec![missing; batch.len],
        }
    }

    /// Any condition, row by row; other events than those it is about come out unknown.
    fn rows(&mut self, code: CodeId, batch: &EventBatch) -> Truths {
        (0..batch.len)
            .map(|row| {
                self.state.now = batch.time[row];
                self.one(code, batch.event[row], &|column| value(batch, column, row))
            })
            .collect()
    }

    fn one(&self, code: CodeId, event: EventId, get: &dyn Fn(ColumnId) -> Value) -> u8 {
        let context = Context { program: self.program, layout: self.layout, state: &self.state, hand: Hand::Column(event, get) };
        truth(context.value(code, &mut Vec::new()).truth())
    }

    /// An event whose member in the expression is the column.
    fn event_with(&self, code: CodeId, column: ColumnId) -> EventId {
        let mut open = vec![code];
        while let Some(code) = open.pop() {
            for op in &self.program.codes[code.0 as usize].ops {
                match op {
                    Op::Member(members) => {
                        if let Some(event) = members.events.iter().position(|taken| *taken == Some(Taken::Column(column))) {
                            return EventId::of(event);
                        }
                    }
                    Op::Sub(sub) => open.push(*sub),
                    _ => {}
                }
            }
        }
        EventId(0)
    }
}

fn truth(truth: Option<bool>) -> u8 {
    truth.map_or(UNKNOWN, u8::from)
}

/// `and` (with `decides` false) or `or` (with `decides` true) of two columns of truths.
fn combine(mut a: Truths, b: &Truths, decides: u8) -> Truths {
    for (a, b) in a.iter_mut().zip(b) {
        *a = if *a == decides || *b == decides {
            decides
        } else if *a == UNKNOWN || *b == UNKNOWN {
            UNKNOWN
        } else {
            1 - decides
        };
    }
    a
}

fn column_of(batch: &EventBatch, column: ColumnId) -> Option<&FieldColumn> {
    batch.columns.get(column.index()).and_then(Option::as_ref)
}

/// A column against a constant.
fn compare(column: &FieldColumn, comparison: Comparison, constant: &Value, len: usize) -> Truths {
    let of = |order: Option<Ordering>| truth(order.map(|order| comparison.holds(order)));
    match (column, constant) {
        (FieldColumn::Integer(data), Value::Integer(x))
        | (FieldColumn::Timestamp(data), Value::Timestamp(x))
        | (FieldColumn::Duration(data), Value::Duration(x)) => data.iter().map(|value| of(value.map(|value| value.cmp(x)))).collect(),
        #[allow(clippy::cast_precision_loss, reason = "integer meets number as number (L3)")]
        (FieldColumn::Integer(data), Value::Number(x)) => {
            data.iter().map(|value| of(value.and_then(|value| (value as f64).partial_cmp(x)))).collect()
        }
        (FieldColumn::Number(data), Value::Number(x)) => {
            data.iter().map(|value| of(value.and_then(|value| value.partial_cmp(x)))).collect()
        }
        (FieldColumn::Date(data), Value::Date(x)) => data.iter().map(|value| of(value.map(|value| value.cmp(x)))).collect(),
        (FieldColumn::Boolean(data), Value::Boolean(x)) => data.iter().map(|value| of(value.map(|value| value.cmp(x)))).collect(),
        (FieldColumn::Decimal(data), Value::Decimal(x)) => data.iter().map(|value| of(value.map(|value| value.cmp(x)))).collect(),
        _ => vec![UNKNOWN; len],
    }
}

/// Whether a column has a value in a row.
#[inline]
pub fn is_present(column: &FieldColumn, row: usize) -> bool {
    match column {
        FieldColumn::Boolean(data) => data.is_valid(row),
        FieldColumn::Integer(data) | FieldColumn::Timestamp(data) | FieldColumn::Duration(data) => data.is_valid(row),
        FieldColumn::Number(data) => data.is_valid(row),
        FieldColumn::Decimal(data) => data.get(row).is_some_and(Option::is_some),
        FieldColumn::Date(data) => data.is_valid(row),
        FieldColumn::Text(data) => text(data, row).is_some(),
    }
}

/// A text of a column.
#[inline]
pub fn text(column: &TextColumn, row: usize) -> Option<&str> {
    match column {
        TextColumn::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
        TextColumn::Dictionary { codes, values } => {
            let code = codes.is_valid(row).then(|| codes.value(row))?;
            let code = usize::try_from(code).ok().filter(|code| *code < values.len())?;
            Some(values.value(code))
        }
    }
}

/// A field of a batch as a value.
pub fn value(batch: &EventBatch, column: ColumnId, row: usize) -> Value {
    let Some(column) = column_of(batch, column) else { return Value::Missing };
    if !is_present(column, row) {
        return Value::Missing;
    }
    match column {
        FieldColumn::Boolean(data) => Value::Boolean(data.value(row)),
        FieldColumn::Integer(data) => Value::Integer(data.value(row)),
        FieldColumn::Number(data) => Value::number(data.value(row)),
        FieldColumn::Decimal(data) => data[row].map_or(Value::Missing, Value::Decimal),
        FieldColumn::Text(data) => text(data, row).map_or(Value::Missing, Value::text),
        FieldColumn::Timestamp(data) => Value::Timestamp(data.value(row)),
        FieldColumn::Date(data) => Value::Date(data.value(row)),
        FieldColumn::Duration(data) => Value::Duration(data.value(row)),
    }
}
