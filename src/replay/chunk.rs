//! Some subjects of an outcome and all that belongs to them, as bytes for a shelf.

use super::outcome::{Action, Clock, ClockState, Outcome, Subject, Tapped, Visit};
use super::store::pack::{Unpack, put_count, put_integer, put_text};
use crate::ids::*;
use crate::time::Micros;
use crate::value::{Decimal, Value};
use std::sync::Arc;

/// Puts an outcome after what is there. Its counts do not go with it.
pub fn put(bytes: &mut Vec<u8>, chunk: &Outcome) {
    put_count(bytes, chunk.subjects.len() as u64);
    for subject in chunk.subjects.iter() {
        put_text(bytes, subject.name);
        put_option(bytes, subject.stage.map(|stage| stage.0));
        put_moment(bytes, subject.since);
        put_integer(bytes, subject.first_event);
        put_integer(bytes, subject.last_event.wrapping_sub(subject.first_event));
        put_numbers(bytes, subject.scores);
        put_values(bytes, subject.attributes);
    }
    put_count(bytes, chunk.visits.len() as u64);
    for visit in chunk.visits.iter() {
        put_count(bytes, visit.subject.into());
        put_count(bytes, visit.stage.0.into());
        put_count(bytes, visit.number.into());
        put_integer(bytes, visit.entered_at);
        put_option(bytes, visit.trigger.map(|trigger| trigger.0));
        put_numbers(bytes, visit.scores);
        put_values(bytes, visit.dimensions);
    }
    put_count(bytes, chunk.clocks.len() as u64);
    for clock in &chunk.clocks {
        put_count(bytes, clock.subject.into());
        put_count(bytes, clock.sla.0.into());
        put_count(bytes, clock.visit.into());
        put_integer(bytes, clock.started_at);
        put_moment(bytes, clock.deadline);
        put_moment(bytes, clock.stopped_at);
        bytes.push(clock.state as u8);
    }
    put_count(bytes, chunk.actions.len() as u64);
    for action in &chunk.actions {
        put_count(bytes, action.subject.into());
        put_count(bytes, action.trigger.0.into());
        put_count(bytes, action.action.into());
        put_count(bytes, action.visit.into());
        put_integer(bytes, action.at);
        put_count(bytes, action.properties.len() as u64);
        action.properties.iter().for_each(|text| put_text(bytes, text));
    }
    put_count(bytes, chunk.taps.len() as u64);
    for tapped in &chunk.taps {
        put_count(bytes, tapped.time.len() as u64);
        tapped.subject.iter().for_each(|subject| put_count(bytes, (*subject).into()));
        tapped.time.iter().for_each(|time| put_integer(bytes, *time));
        put_values(bytes, &tapped.value);
        put_values(bytes, &tapped.dimensions);
    }
}

/// The outcome that was put.
pub fn get(bytes: &[u8]) -> Outcome {
    let mut from = From { unpack: Unpack::new(bytes, 0) };
    let mut chunk = Outcome::default();
    for _ in 0..from.count() {
        let name = from.text();
        let stage = from.option().map(StageId);
        let since = from.moment();
        let first_event = from.unpack.integer();
        let last_event = first_event.wrapping_add(from.unpack.integer());
        let (scores, attributes) = (from.numbers(), from.values());
        chunk.subjects.push(Subject { name, stage, since, first_event, last_event, scores: &scores, attributes: &attributes });
    }
    for _ in 0..from.count() {
        let (subject, stage, number) = (from.number(), StageId(from.number()), from.number());
        let entered_at = from.unpack.integer();
        let trigger = from.option().map(TriggerId);
        let (scores, dimensions) = (from.numbers(), from.values());
        chunk.visits.push(Visit { subject, stage, number, entered_at, left_at: None, trigger, scores: &scores, dimensions: &dimensions });
    }
    for _ in 0..from.count() {
        chunk.clocks.push(Clock {
            subject: from.number(),
            sla: SlaId(from.number()),
            visit: from.number(),
            started_at: from.unpack.integer(),
            deadline: from.moment(),
            stopped_at: from.moment(),
            state: state(from.unpack.byte()),
        });
    }
    for _ in 0..from.count() {
        chunk.actions.push(Action {
            subject: from.number(),
            trigger: TriggerId(from.number()),
            action: from.number(),
            visit: from.number(),
            at: from.unpack.integer(),
            properties: (0..from.count()).map(|_| from.text().to_owned()).collect(),
        });
    }
    for _ in 0..from.count() {
        let count = from.count();
        chunk.taps.push(Tapped {
            subject: (0..count).map(|_| from.number()).collect(),
            time: (0..count).map(|_| from.unpack.integer()).collect(),
            value: from.values(),
            dimensions: from.values(),
        });
    }
    chunk
}

fn state(byte: u8) -> ClockState {
    let all = [ClockState::Met, ClockState::Breached, ClockState::Cancelled, ClockState::Running];
    all.into_iter().find(|state| *state as u8 == byte).unwrap_or(ClockState::Running)
}

fn put_option(bytes: &mut Vec<u8>, number: Option<u32>) {
    put_count(bytes, number.map_or(0, |number| u64::from(number) + 1));
}

fn put_moment(bytes: &mut Vec<u8>, moment: Option<Micros>) {
    bytes.push(u8::from(moment.is_some()));
    if let Some(moment) = moment {
        put_integer(bytes, moment);
    }
}

fn put_numbers(bytes: &mut Vec<u8>, numbers: &[f64]) {
    put_count(bytes, numbers.len() as u64);
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
}

fn put_values(bytes: &mut Vec<u8>, values: &[Value]) {
    put_count(bytes, values.len() as u64);
    for value in values {
        put_value(bytes, value);
    }
}

fn put_value(bytes: &mut Vec<u8>, value: &Value) {
    let mut kind = |kind: u8| bytes.push(kind);
    match value {
        Value::Missing => kind(0),
        Value::Boolean(truth) => kind(1 + u8::from(*truth)),
        Value::Integer(whole) => {
            kind(3);
            put_integer(bytes, *whole);
        }
        Value::Number(number) => {
            kind(4);
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        Value::Decimal(decimal) => {
            kind(5);
            bytes.extend_from_slice(&decimal.coefficient().to_le_bytes());
            bytes.extend_from_slice(&decimal.scale().to_le_bytes());
        }
        Value::Text(text) => {
            kind(6);
            put_text(bytes, text);
        }
        Value::Timestamp(time) => {
            kind(7);
            put_integer(bytes, *time);
        }
        Value::Date(day) => {
            kind(8);
            put_integer(bytes, i64::from(*day));
        }
        Value::Duration(time) => {
            kind(9);
            put_integer(bytes, *time);
        }
        Value::Set(texts) => {
            kind(10);
            put_count(bytes, texts.len() as u64);
            texts.iter().for_each(|text| put_text(bytes, text));
        }
    }
}

/// Takes out what was put in.
struct From<'a> {
    unpack: Unpack<'a>,
}

impl<'a> From<'a> {
    fn count(&mut self) -> usize {
        usize::try_from(self.unpack.count()).unwrap_or(0)
    }

    fn number(&mut self) -> u32 {
        u32::try_from(self.unpack.count()).unwrap_or(u32::MAX)
    }

    fn option(&mut self) -> Option<u32> {
        self.unpack.count().checked_sub(1).and_then(|number| u32::try_from(number).ok())
    }

    fn moment(&mut self) -> Option<Micros> {
        (self.unpack.byte() != 0).then(|| self.unpack.integer())
    }

    fn text(&mut self) -> &'a str {
        std::str::from_utf8(self.unpack.text()).unwrap_or_default()
    }

    fn numbers(&mut self) -> Vec<f64> {
        (0..self.count()).map(|_| f64::from_le_bytes(self.unpack.array())).collect()
    }

    fn values(&mut self) -> Vec<Value> {
        (0..self.count()).map(|_| self.value()).collect()
    }

    fn value(&mut self) -> Value {
        match self.unpack.byte() {
            kind @ (1 | 2) => Value::Boolean(kind == 2),
            3 => Value::Integer(self.unpack.integer()),
            4 => Value::Number(f64::from_le_bytes(self.unpack.array())),
            5 => {
                let (coefficient, scale) = (i128::from_le_bytes(self.unpack.array()), i16::from_le_bytes(self.unpack.array()));
                Decimal::exact(coefficient, i32::from(scale)).map_or(Value::Missing, Value::Decimal)
            }
            6 => Value::text(self.text()),
            7 => Value::Timestamp(self.unpack.integer()),
            8 => i32::try_from(self.unpack.integer()).map_or(Value::Missing, Value::Date),
            9 => Value::Duration(self.unpack.integer()),
            10 => Value::Set(Arc::new((0..self.count()).map(|_| Arc::from(self.text())).collect())),
            _ => Value::Missing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_comes_back() {
        let values = [
            Value::Missing,
            Value::Boolean(true),
            Value::Boolean(false),
            Value::Integer(-7),
            Value::Number(0.1),
            Decimal::parse("-12.345").map_or(Value::Missing, Value::Decimal),
            Value::text("π"),
            Value::Timestamp(-1),
            Value::Date(20_000),
            Value::Duration(86_400_000_000),
            Value::Set(Arc::new([Arc::from("a"), Arc::from("")].into())),
        ];
        let mut outcome = Outcome::default();
        for at in 0..3_u32 {
            outcome.subjects.push(Subject {
                name: &format!("subject {at}"),
                stage: (at > 0).then_some(StageId(at)),
                since: (at > 0).then_some(-5),
                first_event: -10,
                last_event: i64::from(at),
                scores: &[f64::from(at), -1.5],
                attributes: &values,
            });
            for number in 1..=at {
                outcome.visits.push(Visit {
                    subject: at,
                    stage: StageId(number),
                    number,
                    entered_at: i64::from(number),
                    left_at: None,
                    trigger: (number > 1).then_some(TriggerId(0)),
                    scores: &[0.0, 1.0],
                    dimensions: &values[..2],
                });
            }
            let state = [ClockState::Met, ClockState::Cancelled, ClockState::Running][at as usize];
            outcome.clocks.push(Clock { subject: at, sla: SlaId(1), visit: 1, started_at: 3, deadline: None, stopped_at: Some(4), state });
            let properties = vec![String::new(), "text".to_owned()];
            outcome.actions.push(Action { subject: at, trigger: TriggerId(2), action: 1, visit: 9, at: -2, properties });
        }
        let tapped = Tapped { subject: vec![0, 2], time: vec![5, -6], value: values[..2].to_vec(), dimensions: values[3..7].to_vec() };
        outcome.taps = vec![Tapped::default(), tapped];
        let mut bytes = Vec::new();
        put(&mut bytes, &outcome);
        assert_eq!(get(&bytes), outcome);
    }
}
