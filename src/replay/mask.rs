//! Conditions on the event alone, worked out for whole columns into one word of bits an event.

use super::evaluate::{Context, Hand};
use super::state::State;
use super::store::Layout;
use crate::events::batch::{EventBatch, FieldColumn, TextColumn};
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::plan::{CodeId, EventTest, Op, Program, Taken};
use crate::value::Value;
use arrow::array::{Array, BooleanArray, Int32Array, StringViewArray};
use hashbrown::HashMap;
use std::cmp::Ordering;

/// Three-valued truths: a byte each.
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

/// A condition, ready for the rows of a batch.
enum Ready<'b> {
    /// The same for all rows.
    Always(u8),
    And(Box<Ready<'b>>, Box<Ready<'b>>),
    Or(Box<Ready<'b>>, Box<Ready<'b>>),
    Not(Box<Ready<'b>>),
    /// A column against a constant.
    Compare(&'b FieldColumn, Comparison, &'b Value),
    /// A column of truths.
    Truth(&'b BooleanArray),
    /// Whether a column is present.
    Present(&'b FieldColumn),
    /// By the code of a text, and where there is none.
    Codes(&'b Int32Array, Truths, u8),
    /// A condition on texts, and the answers so far.
    Texts(&'b StringViewArray, CodeId, EventId, HashMap<&'b str, u8, foldhash::fast::FixedState>),
    /// Anything else.
    Row(CodeId),
}

/// Answers to so many texts are remembered.
const REMEMBERED: usize = 4096;

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
        let mut ready: Vec<Ready<'_>> = program.masks.iter().map(|mask| self.ready(&mask.test, batch)).collect();
        let mut words = vec![0; batch.len];
        for (row, (word, event)) in words.iter_mut().zip(&batch.event).enumerate() {
            for (bit, mask) in program.events[event.index()].masks.iter().enumerate() {
                *word |= u32::from(self.truth(&mut ready[*mask], batch, row) == TRUE) << bit;
            }
        }
        words
    }

    /// What of a condition can be worked out once for the batch: of texts in a dictionary all.
    fn ready<'b>(&self, test: &'b EventTest, batch: &'b EventBatch) -> Ready<'b> {
        let both = |a, b| (Box::new(self.ready(a, batch)), Box::new(self.ready(b, batch)));
        match test {
            EventTest::And(a, b) => {
                let (a, b) = both(a, b);
                Ready::And(a, b)
            }
            EventTest::Or(a, b) => {
                let (a, b) = both(a, b);
                Ready::Or(a, b)
            }
            EventTest::Not(a) => Ready::Not(Box::new(self.ready(a, batch))),
            EventTest::Compare(column, comparison, value) => {
                column_of(batch, *column).map_or(Ready::Always(UNKNOWN), |data| Ready::Compare(data, *comparison, value))
            }
            EventTest::Truth(column) => match column_of(batch, *column) {
                Some(FieldColumn::Boolean(data)) => Ready::Truth(data),
                _ => Ready::Always(UNKNOWN),
            },
            EventTest::Present(column) => column_of(batch, *column).map_or(Ready::Always(FALSE), Ready::Present),
            EventTest::Text(column, code) => {
                let event = self.event_with(*code, *column);
                let missing = || self.one(*code, event, &|_| Value::Missing);
                match column_of(batch, *column) {
                    Some(FieldColumn::Text(TextColumn::Dictionary { codes, values })) => {
                        let answer = |at| self.one(*code, event, &|_| Value::text(values.value(at)));
                        Ready::Codes(codes, (0..values.len()).map(answer).collect(), missing())
                    }
                    Some(FieldColumn::Text(TextColumn::Plain(texts))) => Ready::Texts(texts, *code, event, HashMap::default()),
                    _ => Ready::Always(missing()),
                }
            }
            EventTest::Row(code) => Ready::Row(*code),
        }
    }

    /// The truth of a condition in a row.
    fn truth<'b>(&mut self, ready: &mut Ready<'b>, batch: &'b EventBatch, row: usize) -> u8 {
        match ready {
            Ready::Always(truth) => *truth,
            // What decides is not asked twice.
            Ready::And(a, b) => match self.truth(a, batch, row) {
                FALSE => FALSE,
                TRUE => self.truth(b, batch, row),
                _ => {
                    if self.truth(b, batch, row) == FALSE {
                        FALSE
                    } else {
                        UNKNOWN
                    }
                }
            },
            Ready::Or(a, b) => match self.truth(a, batch, row) {
                TRUE => TRUE,
                FALSE => self.truth(b, batch, row),
                _ => {
                    if self.truth(b, batch, row) == TRUE {
                        TRUE
                    } else {
                        UNKNOWN
                    }
                }
            },
            Ready::Not(a) => [TRUE, FALSE, UNKNOWN][usize::from(self.truth(a, batch, row))],
            Ready::Compare(column, comparison, constant) => truth(compare(column, row, constant).map(|order| comparison.holds(order))),
            Ready::Truth(data) => truth(data.is_valid(row).then(|| data.value(row))),
            Ready::Present(column) => u8::from(is_present(column, row)),
            Ready::Codes(codes, answers, missing) => {
                let code = codes.is_valid(row).then(|| codes.value(row));
                code.and_then(|code| usize::try_from(code).ok()).and_then(|code| answers.get(code)).copied().unwrap_or(*missing)
            }
            Ready::Texts(texts, code, event, known) => {
                let text = texts.is_valid(row).then(|| texts.value(row));
                let answer = |text: Option<&str>| self.one(*code, *event, &|_| text.map_or(Value::Missing, Value::text));
                match text {
                    Some(text) if known.len() < REMEMBERED => *known.entry(text).or_insert_with(|| answer(Some(text))),
                    text => text.and_then(|text| known.get(text).copied()).unwrap_or_else(|| answer(text)),
                }
            }
            Ready::Row(code) => {
                self.state.now = batch.time[row];
                self.one(*code, batch.event[row], &|column| value(batch, column, row))
            }
        }
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

fn column_of(batch: &EventBatch, column: ColumnId) -> Option<&FieldColumn> {
    batch.columns.get(column.index()).and_then(Option::as_ref)
}

/// The order of a column's value in a row and a constant; nothing where it is missing.
#[allow(clippy::cast_precision_loss, reason = "integer meets number as number (L3)")]
fn compare(column: &FieldColumn, row: usize, constant: &Value) -> Option<Ordering> {
    if !is_present(column, row) {
        return None;
    }
    match (column, constant) {
        (FieldColumn::Integer(data), Value::Integer(x))
        | (FieldColumn::Timestamp(data), Value::Timestamp(x))
        | (FieldColumn::Duration(data), Value::Duration(x)) => Some(data.value(row).cmp(x)),
        (FieldColumn::Integer(data), Value::Number(x)) => (data.value(row) as f64).partial_cmp(x),
        (FieldColumn::Number(data), Value::Number(x)) => data.value(row).partial_cmp(x),
        (FieldColumn::Date(data), Value::Date(x)) => Some(data.value(row).cmp(x)),
        (FieldColumn::Boolean(data), Value::Boolean(x)) => Some(data.value(row).cmp(x)),
        (FieldColumn::Decimal(data), Value::Decimal(x)) => data.get(row).copied().flatten().map(|value| value.cmp(x)),
        _ => None,
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
