//! Random logs over the fixed catalog: ties, edges, duplicates, conflicts, links, missing fields.

use super::dice::Dice;
use arrow::array::{BooleanArray, Float64Array, Int32Array, Int64Array, StringArray, StringViewArray};
use funnelc::events::batch::{EventBatch, FieldColumn, TextColumn};
use funnelc::ids::{EventId, Id};
use funnelc::model::Model;
use funnelc::time::Micros;
use funnelc::value::{Decimal, Type, Value};

/// 2026-03-26T00:00:00Z, a Thursday; three days later the clocks of Europe go forward.
pub const START: Micros = 1_774_483_200_000_000;
const HOUR: Micros = 3_600_000_000;

/// An event of a random log.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub time: Micros,
    pub event: String,
    pub subject: String,
    pub id: Option<String>,
    pub seq: Option<i64>,
    pub fields: Vec<(String, Value)>,
}

/// A random log.
pub fn log(dice: &mut Dice) -> Vec<Row> {
    let subjects: &[&str] = if dice.chance(50) { &["u1"] } else { &["u1", "u2", "k1", "k2"] };
    let with_ids = dice.chance(60);
    let with_seq = dice.chance(30);
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..dice.between(1, 16) {
        if !rows.is_empty() && dice.chance(12) {
            let mut again = dice.pick(&rows).clone();
            if dice.chance(50) {
                again.time += *dice.pick(&[0, 1, 6 * HOUR]);
                again.seq = None;
            }
            rows.push(again);
            continue;
        }
        let event = *dice.pick(&["visit", "visit", "visit", "form", "form", "deal", "touch", "login", "spend"]);
        let jitter = *dice.pick(&[0, 0, 0, 0, 0, 0, 1, -1, 1_800_000_000]);
        rows.push(Row {
            time: START + 6 * HOUR * dice.below(24) as i64 + jitter,
            event: event.to_owned(),
            subject: dice.word(subjects),
            id: (with_ids && dice.chance(80)).then(|| dice.word(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"])),
            seq: (with_seq && dice.chance(60)).then(|| dice.below(3) as i64),
            fields: fields(dice, event).into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        });
    }
    rows
}

fn fields(dice: &mut Dice, event: &str) -> Vec<(&'static str, Value)> {
    let maybe = |dice: &mut Dice, value: Value| if dice.chance(75) { value } else { Value::Missing };
    let whole = |dice: &mut Dice| Value::Integer(dice.below(7) as i64);
    let text = |dice: &mut Dice, from: &[&str]| Value::text(dice.pick::<&str>(from));
    match event {
        "visit" => {
            let (n, page) = (whole(dice), text(dice, &["a", "b", "ab", "abc", "x@b.pl"]));
            vec![("n", maybe(dice, n)), ("page", maybe(dice, page))]
        }
        "form" => {
            let (n, x) = (whole(dice), Value::Number(*dice.pick(&[0.5, 1.5, -2.0, 4.25, 0.1])));
            let (color, ok) = (text(dice, &["red", "green", "blue"]), Value::Boolean(dice.chance(50)));
            vec![("n", maybe(dice, n)), ("x", maybe(dice, x)), ("color", maybe(dice, color)), ("ok", maybe(dice, ok))]
        }
        "deal" => {
            let amount = Decimal::parse(dice.pick::<&str>(&["100", "99.99", "0", "-3.5", "7"])).map_or(Value::Missing, Value::Decimal);
            let due = Value::Timestamp(START + 6 * HOUR * dice.below(28) as i64);
            let day = Value::Date(20_538 + dice.below(7) as i32);
            let n = whole(dice);
            vec![("amount", maybe(dice, amount)), ("due", maybe(dice, due)), ("day", maybe(dice, day)), ("n", n)]
        }
        "touch" => {
            let (n, wait) = (whole(dice), Value::Duration(6 * HOUR * dice.below(5) as i64));
            vec![("n", maybe(dice, n)), ("wait", maybe(dice, wait))]
        }
        "login" => {
            let alias = text(dice, &["k1", "k2", "k3", "u2", ""]);
            vec![("alias", maybe(dice, alias))]
        }
        _ => vec![("cost", Value::Decimal(Decimal::from_integer(5)))],
    }
}

/// The log as readers give it, in batches of that many rows.
pub fn batches(model: &Model, rows: &[Row], size: usize) -> Vec<EventBatch> {
    rows.chunks(size.max(1)).map(|rows| batch(model, rows)).collect()
}

fn batch(model: &Model, rows: &[Row]) -> EventBatch {
    let event = |row: &Row| model.events.enumerate().find(|(_, event)| event.name == row.event).map_or(EventId(0), |(id, _)| id);
    let has_subject = |row: &Row| model.events[event(row)].has_subject;
    let columns = model.columns.enumerate().map(|(id, column)| {
        let cell = |row: &Row| {
            let declared = model.events[event(row)].fields.iter().find(|field| field.column == id);
            let name = declared.map(|field| field.name.as_str());
            row.fields.iter().find(|(field, _)| Some(field.as_str()) == name).map_or(Value::Missing, |(_, value)| value.clone())
        };
        let cells: Vec<Value> = rows.iter().map(cell).collect();
        (cells.iter().any(|cell| !cell.is_missing()) || id.index() % 2 == 0).then(|| field_column(&column.ty, &cells))
    });
    EventBatch {
        len: rows.len(),
        time: rows.iter().map(|row| row.time).collect(),
        event: rows.iter().map(event).collect(),
        subject: dictionary(rows.iter().map(|row| has_subject(row).then_some(row.subject.as_str())).collect()),
        id: Some(TextColumn::Plain(rows.iter().map(|row| row.id.as_deref()).collect::<StringViewArray>())),
        seq: rows.iter().any(|row| row.seq.is_some()).then(|| rows.iter().map(|row| row.seq).collect::<Int64Array>()),
        columns: columns.collect(),
        origins: None,
    }
}

fn dictionary(texts: Vec<Option<&str>>) -> TextColumn {
    let values: Vec<&str> = texts.iter().flatten().copied().collect();
    let codes = texts.iter().map(|text| values.iter().position(|value| Some(*value) == *text).map(|at| at as i32));
    TextColumn::Dictionary { codes: codes.collect::<Int32Array>(), values: StringArray::from(values) }
}

fn field_column(ty: &Type, cells: &[Value]) -> FieldColumn {
    let long = |of: fn(&Value) -> Option<i64>| cells.iter().map(of).collect::<Int64Array>();
    match ty {
        Type::Boolean => FieldColumn::Boolean(cells.iter().map(Value::truth).collect::<BooleanArray>()),
        Type::Integer => FieldColumn::Integer(long(|cell| if let Value::Integer(x) = cell { Some(*x) } else { None })),
        Type::Number => FieldColumn::Number(
            cells.iter().map(|cell| if let Value::Number(x) = cell { Some(*x) } else { None }).collect::<Float64Array>(),
        ),
        Type::Decimal => {
            FieldColumn::Decimal(cells.iter().map(|cell| if let Value::Decimal(x) = cell { Some(*x) } else { None }).collect())
        }
        Type::String | Type::Enum(_) | Type::Set => {
            let texts = cells.iter().map(|cell| if let Value::Text(text) = cell { Some(text.to_string()) } else { None });
            FieldColumn::Text(TextColumn::Plain(texts.collect::<StringViewArray>()))
        }
        Type::Timestamp => FieldColumn::Timestamp(long(|cell| if let Value::Timestamp(x) = cell { Some(*x) } else { None })),
        Type::Date => {
            FieldColumn::Date(cells.iter().map(|cell| if let Value::Date(x) = cell { Some(*x) } else { None }).collect::<Int32Array>())
        }
        Type::Duration => FieldColumn::Duration(long(|cell| if let Value::Duration(x) = cell { Some(*x) } else { None })),
    }
}
