//! The events of a test.

use super::clock::Clock;
use super::{Reader, values};
use crate::diagnostics::codes;
use crate::events::script::Scripted;
use crate::ids::EventId;
use crate::span::Span;
use crate::syntax::suite::{self as written, Scalar};
use crate::syntax::yaml::{Entries, Entry, Form, Text};
use crate::time::{Micros, duration};
use std::sync::Arc;

/// More events than this has no test that a person reads.
const MOST_EVENTS: usize = 100_000;
/// The keys of an event that are no fields.
const KEYS: [&str; 7] = ["at", "event", "subject", "id", "seq", "repeat", "fields"];

/// A key of an event and what it says.
type Key = Entry<Form<Scalar, Entries<Scalar>>>;
/// A field as written: its name, and its text unless it is nothing.
type Field<'w> = (&'w Text, Option<&'w Text>);

impl Reader<'_> {
    /// What happens, in the order written; repeated events one by one.
    pub(super) fn steps(&mut self, steps: &[written::Step], subject: &Arc<str>, clock: &mut Clock) -> Vec<Scripted> {
        let mut events = Vec::new();
        for step in steps {
            let Some((first, times, apart)) = self.step(step, subject, clock) else { continue };
            if events.len() + times > MOST_EVENTS {
                let message = "a test has at most 100,000 events";
                self.fault(&codes::REPEAT_MALFORMED, step.0.span, message, "repeat it less often");
                break;
            }
            let start = first.time;
            events.extend((0..times).map(|at| {
                let time = i64::try_from(at).map_or(start, |at| start + apart * at);
                // Each is an event of its own: an id given to all would make the others duplicates of the first.
                let id = first.id.as_ref().map(|id| if at == 0 { id.clone() } else { format!("{id}-{}", at + 1) });
                Scripted { time, id, ..first.clone() }
            }));
        }
        events
    }

    fn step(&mut self, step: &written::Step, subject: &Arc<str>, clock: &mut Clock) -> Option<(Scripted, usize, Micros)> {
        let (span, entries) = (step.0.span, &step.0.value.0);
        let start = Span { end: span.start.saturating_add(1).min(span.end), ..span };
        let time = match super::clock::at(step) {
            None => {
                self.fault(&codes::KEY_MISSING, start, "the event has no `at`", "add `at: +1h`, or an instant");
                None
            }
            Some((_, text)) => self.moment(text?, clock),
        };
        let name = scalar(entries, "event");
        if name.is_none() && !entries.iter().any(|entry| entry.key.as_str() == "event") {
            self.fault(&codes::KEY_MISSING, start, "the event has no `event`", "add `event:` and one of the catalog");
        }
        let name = name??;
        let model = self.model;
        let event: EventId = self.named(name.as_str(), name.span, "event", model.events.iter().map(|event| event.name.as_str()))?;
        let fields = self.fields(event, name.span, entries);
        let whose = model.events[event].has_subject.then(|| match scalar(entries, "subject") {
            Some(Some(text)) => Arc::from(text.as_str()),
            _ => subject.clone(),
        });
        let seq = scalar(entries, "seq").flatten().and_then(|text| match text.as_str().parse::<i64>() {
            Ok(seq) => Some(seq),
            Err(_) => {
                let message = format!("`{}` is no whole number", text.as_str());
                self.fault(&codes::NUMBER_MALFORMED, text.span, message, "write for example `seq: 2`");
                None
            }
        });
        let id = scalar(entries, "id").flatten().map(|text| text.value.clone());
        let (times, apart) = match scalar(entries, "repeat").flatten() {
            Some(text) => self.repeat(text, time, clock)?,
            None => (1, 0),
        };
        Some((Scripted { event, time: time?, subject: whose, id, seq, fields: fields? }, times, apart))
    }

    /// `5 every 1d`: how often, and how far apart.
    fn repeat(&mut self, text: &Text, start: Option<Micros>, clock: &mut Clock) -> Option<(usize, Micros)> {
        let words: Vec<&str> = text.as_str().split_whitespace().collect();
        let read = match words.as_slice() {
            [times, "every", apart] => times.trim_start_matches('x').parse::<usize>().ok().zip(duration::parse(apart).ok()),
            _ => None,
        };
        let message = match read {
            None => format!("`{}` does not say how often and how far apart", text.as_str()),
            Some((times, apart)) if times == 0 || apart <= 0 => format!("`{}` repeats nothing", text.as_str()),
            Some((times, _)) if times > MOST_EVENTS => "a test has at most 100,000 events".to_owned(),
            Some((times, apart)) => {
                let last = i64::try_from(times - 1).ok().and_then(|more| apart.checked_mul(more)?.checked_add(start.unwrap_or(0)));
                match last.filter(|last| crate::time::instant::is_valid(*last)) {
                    Some(last) => {
                        clock.latest = clock.latest.max(last);
                        return Some((times, apart));
                    }
                    None => format!("`{}` leads beyond the years that instants have", text.as_str()),
                }
            }
        };
        self.fault(&codes::REPEAT_MALFORMED, text.span, message, "write for example `repeat: 5 every 1d`: five events in all");
        None
    }

    /// The fields of an event, each in its type; nothing where one of them is wrong.
    fn fields(&mut self, event: EventId, at: Span, entries: &[Key]) -> Option<Vec<(crate::ids::ColumnId, crate::value::Value)>> {
        let declared = &self.model.events[event];
        let mut written: Vec<Field<'_>> = Vec::new();
        let mut whole = true;
        for entry in entries {
            match (entry.key.as_str(), &entry.value) {
                ("fields", Some(Form::Long(fields, _))) => {
                    written.extend(fields.0.iter().map(|field| (&field.key, field.value.as_ref().and_then(Option::as_ref))));
                }
                (key, Some(Form::Long(_, span))) => {
                    let message = format!("`{key}` is a value, not a map");
                    self.fault(&codes::YAML_WRONG_SHAPE, *span, message, "write the value alone");
                    whole = false;
                }
                (key, Some(Form::Short(text))) if !KEYS.contains(&key) => written.push((&entry.key, text.as_ref())),
                (_, Some(Form::Short(_)) | None) => {}
            }
        }
        let mut values = Vec::new();
        for (name, text) in &written {
            let known = declared.fields.iter().map(|field| field.name.as_str());
            let what = format!("field of `{}`", declared.name);
            let Some(place) = self.named::<crate::ids::ColumnId>(name.as_str(), name.span, &what, known) else {
                whole = false;
                continue;
            };
            let Some(text) = text else { continue };
            let field = &declared.fields[crate::ids::Id::index(place)];
            match values::read(text, &field.ty, &self.model.calendar.zone) {
                Ok(value) => values.push((field.column, value)),
                Err(why) => {
                    let help = format!("`{}` is {}", field.name, values::kind(&field.ty));
                    self.fault(&codes::TYPE_MISMATCH, text.span, format!("`{}`: {why}", field.name), help);
                    whole = false;
                }
            }
        }
        for field in declared.fields.iter().filter(|field| !field.optional) {
            if !written.iter().any(|(name, text)| name.as_str() == field.name && text.is_some()) {
                let message = format!("`{}` has no `{}`", declared.name, field.name);
                let help = format!("add `{}:` and {}; a row without it would be rejected", field.name, values::kind(&field.ty));
                self.fault(&codes::KEY_MISSING, at, message, help);
                whole = false;
            }
        }
        whole.then_some(values)
    }
}

/// The text of a key: nothing where there is no such key, or it is no text.
fn scalar<'w>(entries: &'w [Key], key: &str) -> Option<Option<&'w Text>> {
    match &entries.iter().find(|entry| entry.key.as_str() == key)?.value {
        Some(Form::Short(text)) => Some(text.as_ref()),
        Some(Form::Long(..)) | None => None,
    }
}
