//! The tables of a run as Arrow batches: a row per visit, a row per subject, a row per service level clock.
//!
//! Columns that a definition names have the type of what they show: texts and decimals are text (a decimal with all
//! its digits, since columns of one scale would round or refuse), durations are seconds, instants microseconds in UTC.

use super::slas;
use super::visits::{Histories, furthest};
use crate::ids::*;
use crate::model::Model;
use crate::replay::outcome::{Clock, Outcome};
use crate::time::Micros;
use crate::value::{Type, Value};
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, RecordBatch, StringBuilder,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Rows of a batch: few enough that their columns stay in a cache until they are written.
const ROWS: usize = 8 * 1024;

/// A table: its columns, and the rows that an outcome has for it.
pub struct Table<'a> {
    /// The columns.
    pub schema: SchemaRef,
    rows: fn(&Outcome) -> usize,
    batch: Batch<'a>,
}

/// Some rows of an outcome.
type Batch<'a> = Box<dyn Fn(&Outcome, Range<usize>) -> Result<RecordBatch, ArrowError> + Send + 'a>;

impl Table<'_> {
    /// The rows of an outcome, or of some of its subjects, a batch at a time; none where it has none for this table.
    pub fn batches<'s>(&'s self, outcome: &'s Outcome) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> + 's {
        let rows = (self.rows)(outcome);
        (0..rows).step_by(ROWS).map(move |start| (self.batch)(outcome, start..(start + ROWS).min(rows)))
    }
}

/// A row per visit, ordered by subject, then as it happened.
pub fn assignments(model: &Model) -> Table<'_> {
    let mut columns = Columns::default();
    columns.add("subject", DataType::Utf8, false);
    columns.add("stage", DataType::Utf8, false);
    columns.add("visit", DataType::Int64, false);
    columns.add("entered_at", instant(), false);
    columns.add("left_at", instant(), true);
    columns.add("trigger", DataType::Utf8, true);
    columns.add_scores(model);
    let dimensions: Vec<AttributeId> =
        model.attributes.enumerate().filter(|(_, attribute)| attribute.dimension).map(|(id, _)| id).collect();
    columns.add_attributes(model, &dimensions);
    let schema = columns.schema();
    let batch = {
        let schema = Arc::clone(&schema);
        move |outcome: &Outcome, rows: Range<usize>| {
            let visits = || rows.clone().map(|at| outcome.visits.get(at));
            let mut arrays = vec![
                texts(visits().map(|visit| Some(outcome.subjects.name(visit.subject as usize)))),
                texts(visits().map(|visit| Some(model.stages[visit.stage].name.as_str()))),
                Arc::new(visits().map(|visit| i64::from(visit.number)).collect::<arrow::array::Int64Array>()) as ArrayRef,
                instants(visits().map(|visit| Some(visit.entered_at))),
                instants(visits().map(|visit| visit.left_at)),
                texts(visits().map(|visit| visit.trigger.map(|trigger| model.triggers[trigger].name.as_str()))),
            ];
            arrays.extend(scores(model, || visits().map(|visit| visit.scores)));
            arrays.extend(dimensions.iter().enumerate().map(|(place, &id)| {
                values(&model.attributes[id].expr.ty, visits().map(|visit| visit.dimensions.get(place).unwrap_or(&Value::Missing)))
            }));
            RecordBatch::try_new(Arc::clone(&schema), arrays)
        }
    };
    Table { schema, rows: |outcome| outcome.visits.len(), batch: Box::new(batch) }
}

/// A row per subject, ordered by subject.
pub fn subjects(model: &Model) -> Table<'_> {
    let mut columns = Columns::default();
    columns.add("subject", DataType::Utf8, false);
    columns.add("stage", DataType::Utf8, true);
    columns.add("since", instant(), true);
    columns.add("furthest", DataType::Utf8, true);
    columns.add("first_event", instant(), false);
    columns.add("last_event", instant(), false);
    columns.add_scores(model);
    let attributes: Vec<AttributeId> = model.attributes.ids().collect();
    columns.add_attributes(model, &attributes);
    let schema = columns.schema();
    let batch = {
        let schema = Arc::clone(&schema);
        move |outcome: &Outcome, rows: Range<usize>| {
            let subjects = || rows.clone().map(|at| outcome.subjects.get(at));
            let stage = |id: StageId| model.stages[id].name.as_str();
            let histories = Histories::of(outcome);
            let mut arrays = vec![
                texts(subjects().map(|subject| Some(subject.name))),
                texts(subjects().map(|subject| subject.stage.map(stage))),
                instants(subjects().map(|subject| subject.since)),
                texts(rows.clone().map(|place| furthest(model, histories.of_subject(place)).map(stage))),
                instants(subjects().map(|subject| Some(subject.first_event))),
                instants(subjects().map(|subject| Some(subject.last_event))),
            ];
            arrays.extend(scores(model, || subjects().map(|subject| subject.scores)));
            arrays.extend(model.attributes.enumerate().map(|(id, attribute)| {
                values(&attribute.expr.ty, subjects().map(|subject| subject.attributes.get(id.index()).unwrap_or(&Value::Missing)))
            }));
            RecordBatch::try_new(Arc::clone(&schema), arrays)
        }
    };
    Table { schema, rows: |outcome| outcome.subjects.len(), batch: Box::new(batch) }
}

/// A row per service level clock, ordered by subject, then as they started.
pub fn clocks(model: &Model) -> Table<'_> {
    let mut columns = Columns::default();
    columns.add("subject", DataType::Utf8, false);
    columns.add("sla", DataType::Utf8, false);
    columns.add("visit", DataType::Int64, false);
    columns.add("started_at", instant(), false);
    columns.add("deadline", instant(), true);
    columns.add("stopped_at", instant(), true);
    columns.add("state", DataType::Utf8, false);
    columns.add("seconds", DataType::Float64, true);
    let schema = columns.schema();
    let batch = {
        let schema = Arc::clone(&schema);
        move |outcome: &Outcome, rows: Range<usize>| {
            let clocks: &[Clock] = &outcome.clocks[rows];
            let seconds = clocks.iter().map(|clock| slas::elapsed(model, clock).map(|micros| micros as f64 / 1e6));
            let arrays = vec![
                texts(clocks.iter().map(|clock| Some(outcome.subjects.name(clock.subject as usize)))),
                texts(clocks.iter().map(|clock| Some(model.slas[clock.sla].name.as_str()))),
                Arc::new(clocks.iter().map(|clock| Some(i64::from(clock.visit))).collect::<arrow::array::Int64Array>()) as ArrayRef,
                instants(clocks.iter().map(|clock| Some(clock.started_at))),
                instants(clocks.iter().map(|clock| clock.deadline)),
                instants(clocks.iter().map(|clock| clock.stopped_at)),
                texts(clocks.iter().map(|clock| Some(slas::word(clock.state)))),
                Arc::new(seconds.collect::<arrow::array::Float64Array>()) as ArrayRef,
            ];
            RecordBatch::try_new(Arc::clone(&schema), arrays)
        }
    };
    Table { schema, rows: |outcome| outcome.clocks.len(), batch: Box::new(batch) }
}

/// The columns of a table as they are listed.
#[derive(Default)]
struct Columns {
    fields: Vec<Field>,
    taken: BTreeSet<String>,
}

impl Columns {
    fn add(&mut self, name: &str, ty: DataType, nullable: bool) {
        self.taken.insert(name.to_owned());
        self.fields.push(Field::new(name, ty, nullable));
    }

    fn add_scores(&mut self, model: &Model) {
        for score in &model.scores {
            self.add(&format!("score_{}", score.name), DataType::Float64, true);
        }
    }

    /// An attribute's column bears its name; where the table has a column of that name already, `attribute_NAME`.
    fn add_attributes(&mut self, model: &Model, attributes: &[AttributeId]) {
        for &id in attributes {
            let attribute = &model.attributes[id];
            let mut name = attribute.name.clone();
            while self.taken.contains(&name) {
                name = format!("attribute_{name}");
            }
            self.add(&name, column_type(&attribute.expr.ty), true);
        }
    }

    fn schema(self) -> SchemaRef {
        Arc::new(Schema::new(self.fields))
    }
}

fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn column_type(ty: &Type) -> DataType {
    match ty {
        Type::Boolean => DataType::Boolean,
        Type::Integer => DataType::Int64,
        Type::Number | Type::Duration => DataType::Float64,
        Type::Decimal | Type::String | Type::Enum(_) => DataType::Utf8,
        Type::Timestamp => instant(),
        Type::Date => DataType::Date32,
        Type::Set => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
    }
}

fn texts<'a>(values: impl ExactSizeIterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringBuilder::with_capacity(values.len(), values.len() * 12);
    for value in values {
        match value {
            Some(text) => builder.append_value(text),
            None => builder.append_null(),
        }
    }
    Arc::new(builder.finish())
}

fn instants(values: impl Iterator<Item = Option<Micros>>) -> ArrayRef {
    Arc::new(values.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
}

fn scores<'a, I: ExactSizeIterator<Item = &'a [f64]>>(model: &Model, rows: impl Fn() -> I) -> Vec<ArrayRef> {
    let column = |id: ScoreId| {
        let mut builder = Float64Builder::with_capacity(rows().len());
        rows().for_each(|scores| builder.append_option(scores.get(id.index()).copied()));
        Arc::new(builder.finish()) as ArrayRef
    };
    model.scores.ids().map(column).collect()
}

/// A column of values of one type. A value of another type would be a fault of the replay; it is shown as missing.
fn values<'a>(ty: &Type, values: impl Iterator<Item = &'a Value>) -> ArrayRef {
    macro_rules! column {
        ($builder:expr, $($value:pat => $item:expr),+) => {{
            let mut builder = $builder;
            for value in values {
                match value {
                    $($value => builder.append_value($item),)+
                    _ => builder.append_null(),
                }
            }
            Arc::new(builder.finish())
        }};
    }
    match ty {
        Type::Boolean => column!(BooleanBuilder::new(), Value::Boolean(truth) => *truth),
        Type::Integer => column!(Int64Builder::new(), Value::Integer(number) => *number),
        Type::Number => column!(Float64Builder::new(), Value::Number(number) => *number),
        Type::Duration => column!(Float64Builder::new(), Value::Duration(micros) => *micros as f64 / 1e6),
        Type::Decimal => column!(StringBuilder::new(), Value::Decimal(decimal) => decimal.to_string()),
        Type::String | Type::Enum(_) => column!(StringBuilder::new(), Value::Text(text) => text),
        Type::Date => column!(Date32Builder::new(), Value::Date(day) => *day),
        Type::Timestamp => instants(values.map(|value| match value {
            Value::Timestamp(micros) => Some(*micros),
            _ => None,
        })),
        Type::Set => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            for value in values {
                if let Value::Set(texts) = value {
                    texts.iter().for_each(|text| builder.values().append_value(text));
                    builder.append(true);
                } else {
                    builder.append(false);
                }
            }
            Arc::new(builder.finish())
        }
    }
}
