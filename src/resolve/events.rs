//! The catalog of events: fields, types and the columns they are read from, conversions, links.

use super::Resolver;
use super::expr::article;
use super::parts::said;
use super::scope::{Element, Place, Scope};
use crate::diagnostics::{Finding, codes, suggest};
use crate::ids::*;
use crate::model::{Column, Conversion, Field, StreamSource};
use crate::span::Span;
use crate::syntax::document::{self, FieldType};
use crate::syntax::expr as written;
use crate::syntax::yaml::{Entries, Entry, Text, Written};
use crate::value::Type;
use indexmap::IndexMap;

/// Columns of every log; no field can be called so.
const COLUMNS: [&str; 5] = ["subject", "time", "event", "id", "seq"];

/// The types that a field can have by name.
const TYPES: [(&str, Type); 8] = [
    ("boolean", Type::Boolean),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("decimal", Type::Decimal),
    ("string", Type::String),
    ("timestamp", Type::Timestamp),
    ("date", Type::Date),
    ("duration", Type::Duration),
];

/// What other languages call them.
const FOREIGN: [(&str, &str); 16] = [
    ("bool", "boolean"),
    ("int", "integer"),
    ("int64", "integer"),
    ("bigint", "integer"),
    ("long", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("real", "number"),
    ("money", "decimal"),
    ("numeric", "decimal"),
    ("currency", "decimal"),
    ("text", "string"),
    ("str", "string"),
    ("varchar", "string"),
    ("datetime", "timestamp"),
    ("instant", "timestamp"),
];

impl<'a> Resolver<'a> {
    /// Everything of the events but their links.
    pub(super) fn event_fields(&mut self) {
        let mut columns: IndexMap<(String, Type), ColumnId> = IndexMap::new();
        for (at, entry) in self.drafts.events.clone().into_iter().enumerate() {
            let id = EventId::of(at);
            let Some(event) = &entry.value else {
                self.broken.events.insert(id);
                continue;
            };
            if let Some(alias) = event.alias.get() {
                self.model.events[id].alias.clone_from(&alias.value);
            }
            if let Some(activity) = event.activity.get() {
                self.model.events[id].activity = activity.value;
            }
            if let Some(text) = event.subject.get() {
                let none = self.one_of(text, "subject of an event", &[("none", ())]);
                self.model.events[id].has_subject = none.is_none();
            }
            if let Some(text) = event.conversion.get() {
                self.model.events[id].conversion =
                    self.one_of(text, "kind of conversion", &[("soft", Conversion::Soft), ("hard", Conversion::Hard)]);
            }
            match &event.fields {
                Written::Absent => {}
                Written::Wrong(_) => {
                    self.broken.events.insert(id);
                }
                Written::Given(fields) => self.fields(id, fields, &mut columns),
            }
        }
        self.aliases();
    }

    fn fields(&mut self, id: EventId, fields: &Entries<FieldType>, columns: &mut IndexMap<(String, Type), ColumnId>) {
        for (at, entry) in fields.0.iter().enumerate() {
            let (name, span) = (entry.key.value.clone(), entry.key.span);
            if COLUMNS.contains(&name.as_str()) {
                let finding =
                    Finding::new(&codes::FIELD_RESERVED, span, format!("`{name}` is a column of every event and cannot be a field"));
                self.findings.push(finding.help(format!("call the field otherwise, for example `{name}_value`, and map it in `sources`")));
            }
            let typed = entry.value.as_ref().and_then(|ty| self.field_type(ty));
            if typed.is_none() {
                self.broken.fields.insert((id, at));
            }
            let (ty, optional) = typed.unwrap_or((Type::String, true));
            let class = if matches!(ty, Type::Enum(_)) { Type::String } else { ty.clone() };
            let column = *columns
                .entry((name.clone(), class.clone()))
                .or_insert_with(|| self.model.columns.push(Column { name: name.clone(), ty: class }));
            self.model.events[id].fields.push(Field { name, span, ty, optional, column });
        }
    }

    /// The type of a field and whether it may be missing.
    fn field_type(&mut self, written: &FieldType) -> Option<(Type, bool)> {
        match written {
            FieldType::Named(text) => self.named_type(text),
            FieldType::Enum { values, optional, span } => {
                let mut whole = true;
                if values.is_empty() {
                    self.findings.push(
                        Finding::new(&codes::ENUM_EMPTY, *span, "an enum without values: the field could hold nothing")
                            .help("list what the field can hold, for example `{ enum: [good, bad] }`"),
                    );
                    whole = false;
                }
                for (at, value) in values.iter().enumerate() {
                    if let Some(first) = values[..at].iter().find(|first| first.value == value.value) {
                        self.findings.push(
                            Finding::new(&codes::ENUM_VALUE_REPEATED, value.span, format!("`{}` is listed twice", value.as_str()))
                                .other(first.span, "first listed here")
                                .help("take one of them away"),
                        );
                        whole = false;
                    }
                }
                let list = values.iter().map(|value| value.value.clone()).collect();
                whole.then_some((Type::Enum(list), *optional))
            }
        }
    }

    fn named_type(&mut self, text: &Text) -> Option<(Type, bool)> {
        let whole = text.as_str();
        let (optional, name) = match whole.split_once(char::is_whitespace) {
            Some(("optional", rest)) => (true, rest.trim()),
            _ => (false, whole),
        };
        if let Some((_, ty)) = TYPES.iter().find(|(word, _)| *word == name) {
            return Some((ty.clone(), optional));
        }
        let start = whole.len() - name.len();
        let span = text.at(start..whole.len());
        let finding = Finding::new(&codes::FIELD_TYPE_UNKNOWN, span, format!("`{name}` is no type of a field"));
        let lower = name.to_lowercase();
        let help = if let Some((_, meant)) = FOREIGN.iter().find(|(foreign, _)| *foreign == lower) {
            format!("write `{meant}`")
        } else if let Some(meant) = name.strip_suffix('?').and_then(|name| TYPES.iter().find(|(word, _)| *word == name)) {
            format!("write `optional {}`", meant.0)
        } else if name == "enum" || name.starts_with("enum") {
            "an enum lists its values: `{ enum: [good, bad] }`, or with `optional: true` beside them".to_owned()
        } else if name == "optional" {
            "say of what type, for example `optional string`".to_owned()
        } else if name.starts_with("set") || name.starts_with("list") || name.ends_with("[]") {
            "a field holds one value; `distinct(EVENT.FIELD)` makes a set of the values of several events".to_owned()
        } else {
            let words = TYPES.iter().map(|(word, _)| *word);
            suggest::did_you_mean(name, words).unwrap_or_else(|| {
                let list: Vec<String> = TYPES.iter().map(|(word, _)| format!("`{word}`")).collect();
                format!("types are {}, each also with `optional` before it, and `{{ enum: [a, b] }}`", list.join(", "))
            })
        };
        self.findings.push(finding.help(help));
        None
    }

    /// Two events that the log calls by one name.
    fn aliases(&mut self) {
        let mut seen: IndexMap<String, (EventId, Span)> = IndexMap::new();
        let places: Vec<(EventId, String, Span)> = self
            .drafts
            .events
            .iter()
            .enumerate()
            .map(|(at, entry)| {
                let id = EventId::of(at);
                (id, self.model.events[id].alias.clone(), alias_span(entry))
            })
            .collect();
        for (id, alias, span) in places {
            let Some((first, first_span)) = seen.get(&alias).copied() else {
                seen.insert(alias, (id, span));
                continue;
            };
            let (a, b) = (&self.model.events[first].name, &self.model.events[id].name);
            let finding = Finding::new(&codes::ALIAS_DUPLICATE, span, format!("the log's `{alias}` would be both `{a}` and `{b}`"))
                .other(first_span, format!("`{a}` is called so here"))
                .help("an event of the log is one event of the catalog; tell them apart by a field");
            self.findings.push(finding);
        }
    }

    /// What joins subjects.
    pub(super) fn event_links(&mut self) {
        for (at, entry) in self.drafts.events.clone().into_iter().enumerate() {
            let id = EventId::of(at);
            let Some(text) = entry.value.as_ref().and_then(|event| event.links.get()) else { continue };
            if !self.model.events[id].has_subject {
                let name = &self.model.events[id].name;
                self.findings.push(
                    Finding::new(&codes::EVENT_WITHOUT_SUBJECT, text.span, format!("`{name}` belongs to no subject, so it can link none"))
                        .help("take `links` away, or `subject: none`"),
                );
                continue;
            }
            let scope = Scope::with(Place::Links, Element::Of(vec![StreamSource::Event(id)]));
            let Some(parsed) = written::parse(text, self.findings) else { continue };
            let Some(typed) = self.type_expr(&parsed, &scope) else { continue };
            if typed.ty.is_text() {
                self.model.events[id].links = Some(typed);
                continue;
            }
            let message = format!("`{}` is {}, and subjects are linked by texts", said(&parsed), article(&typed.ty));
            self.findings.push(
                Finding::new(&codes::TYPE_MISMATCH, parsed.span, message)
                    .help("declare the field as `string`: numbers in the log become their digits"),
            );
        }
    }

    /// The events of an `on`, each once. `None`: there is no `on`. Events of no subject move nobody and are findings.
    pub(super) fn on(&mut self, written: &'a Written<crate::syntax::yaml::OneOrMany<Text>>) -> Option<On> {
        let list = match written {
            Written::Absent => return None,
            Written::Wrong(_) => return Some(On { events: Vec::new(), whole: false }),
            Written::Given(list) => list,
        };
        let mut on = On { events: Vec::with_capacity(list.items.len()), whole: true };
        if list.items.is_empty() {
            self.findings.push(
                Finding::new(&codes::LIST_EMPTY, list.span, "`on` names no event").help("name at least one event, or leave `on` out"),
            );
            on.whole = false;
        }
        for (at, text) in list.items.iter().enumerate() {
            let Some(id) = self.event(text) else {
                on.whole = false;
                continue;
            };
            if self.repeated(&list.items, at) {
                continue;
            }
            let event = &self.model.events[id];
            if !event.has_subject {
                let finding = Finding::new(
                    &codes::EVENT_WITHOUT_SUBJECT,
                    text.span,
                    format!("`{}` belongs to no subject, so it can move or score nobody", event.name),
                )
                .other(event.span, "says `subject: none`")
                .help("name an event that has a subject");
                self.findings.push(finding);
                on.whole = false;
                continue;
            }
            on.events.push(id);
        }
        Some(on)
    }

    /// Whether a name stands in a list for a second time; a finding if so.
    pub(super) fn repeated(&mut self, items: &[Text], at: usize) -> bool {
        let Some(text) = items.get(at) else { return false };
        let Some(first) = items[..at].iter().find(|first| first.value == text.value) else { return false };
        self.findings.push(
            Finding::new(&codes::LIST_REPEATED, text.span, format!("`{}` stands twice in the list", text.as_str()))
                .other(first.span, "it stands here already")
                .help("take one of them away"),
        );
        true
    }
}

/// The events of an `on`.
#[derive(Clone, Debug)]
pub(super) struct On {
    /// The events, in order of the list.
    pub events: Vec<EventId>,
    /// Whether none of the list had a finding.
    pub whole: bool,
}

impl On {
    /// What `event.` is under this `on`.
    pub(super) fn element(&self) -> Element {
        if self.whole { Element::Of(self.events.iter().map(|id| StreamSource::Event(*id)).collect()) } else { Element::Broken }
    }
}

fn alias_span(entry: &Entry<document::Event>) -> Span {
    entry.value.as_ref().and_then(|event| event.alias.get()).map_or(entry.key.span, |alias| alias.span)
}
