//! JSON: objects become columns by the keys that lead to their values.

use super::super::blocks::{Block, Blocks, Split};
use super::super::cell::Cell;
use super::super::error::Error;
use super::super::files::LogFile;
use super::super::open::{self, Compression};
use super::{Columns, Log, Look};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use std::borrow::Cow;
use std::fmt;
use std::io::BufReader;
use std::ops::ControlFlow;

/// Keys lead so deep into an object.
const DEEPEST: usize = 6;
/// What the walk over a document ends with when whoever looks has seen enough.
const ENOUGH: &str = "enough is seen";
/// Under these keys an answer holds its only record.
const WRAPPERS: [&str; 5] = ["result", "data", "record", "item", "results"];

/// Under these keys, deep in a document, a list holds the rows.
const LISTS: [&str; 10] = ["items", "data", "records", "results", "result", "events", "rows", "values", "entries", "hits"];

/// A value, in the order of the file.
#[derive(Debug)]
enum Json {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    List,
    Object(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            type Value = Json;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Boolean(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Number(value.to_string()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Json::List)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
                let mut object = Vec::new();
                while let Some(entry) = entries.next_entry()? {
                    object.push(entry);
                }
                Ok(Json::Object(object))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

impl Json {
    fn show(&self, columns: &mut Columns, look: Look<'_>) -> ControlFlow<()> {
        let mut cells = Vec::new();
        self.cells(&mut Vec::new(), columns, &mut cells);
        look(&cells)
    }

    fn cells<'a>(&'a self, path: &mut Vec<String>, columns: &mut Columns, cells: &mut Vec<(usize, Cell<'a>)>) {
        let cell = match self {
            Self::Null => return,
            Self::Object(entries) if path.len() < DEEPEST => {
                for (key, value) in entries {
                    path.push(key.clone());
                    value.cells(path, columns, cells);
                    path.pop();
                }
                return;
            }
            Self::Object(_) => Cell::Nested("{}"),
            Self::List => Cell::Nested("[]"),
            Self::Boolean(truth) => Cell::Boolean(*truth),
            Self::Number(digits) => Cell::Number(Cow::Borrowed(digits)),
            Self::Text(text) => Cell::Text(Cow::Borrowed(text)),
        };
        if path.is_empty() {
            return;
        }
        if let Some(number) = columns.number(path) {
            cells.push((number, cell));
        }
    }
}

pub(super) fn lines(log: &Log, file: &LogFile, columns: &mut Columns, look: Look<'_>) -> Result<ControlFlow<()>, Error> {
    let compression = Compression::of(&open::head(&file.path, 8)?);
    let mut blocks = Blocks::all(log.text(file)?, Split::Lines);
    while let Some(block) = blocks.next().map_err(|error| open::failed(&file.path, compression, &error))? {
        let Block::Rows(bytes) = block else { continue };
        for line in bytes.split(|byte| *byte == b'\n') {
            let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            if let Ok(row @ Json::Object(_)) = serde_json::from_slice::<Json>(line)
                && row.show(columns, look).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

pub(super) fn documents(log: &Log, file: &LogFile, columns: &mut Columns, look: Look<'_>) -> Result<ControlFlow<()>, Error> {
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::new(log.text(file)?));
    // One document after the other, until the end of the file.
    while deserializer.end().is_err() {
        let walk = Walk { keys: &log.records, columns: &mut *columns, look: &mut *look };
        match walk.deserialize(&mut deserializer) {
            Ok(()) => {}
            Err(fault) if fault.to_string().starts_with(ENOUGH) => return Ok(ControlFlow::Break(())),
            Err(fault) => return Err(Error::damaged(&file.path, format!("no JSON: {fault}"))),
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The keys that lead to the rows of a file: to its first list of objects, or to its only record; `None` where it holds neither.
pub(super) fn records(log: &Log, file: &LogFile) -> Result<Option<Vec<String>>, Error> {
    let mut deserializer = serde_json::Deserializer::from_reader(BufReader::new(log.text(file)?));
    let mut found = Found::default();
    match (Find { path: &mut Vec::new(), found: &mut found }).deserialize(&mut deserializer) {
        Ok(()) => {}
        Err(fault) if fault.to_string().starts_with(ENOUGH) => {}
        Err(fault) => return Err(Error::damaged(&file.path, format!("no JSON: {fault}"))),
    }
    Ok(found.list.or(found.record).or(found.other))
}

/// See [`Look`], without the borrow.
type Looking<'l> = dyn FnMut(&[(usize, Cell<'_>)]) -> ControlFlow<()> + 'l;

/// Shows the records that keys lead to.
struct Walk<'a, 'l> {
    keys: &'a [String],
    columns: &'a mut Columns,
    look: &'a mut Looking<'l>,
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();
    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Json>()? {
            if self.keys.is_empty()
                && let Json::Object(_) = item
                && item.show(self.columns, self.look).is_break()
            {
                return Err(de::Error::custom(ENOUGH));
            }
        }
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Some((key, rest)) = self.keys.split_first() else {
            let mut object = Vec::new();
            while let Some(entry) = entries.next_entry::<String, Json>()? {
                object.push(entry);
            }
            return match Json::Object(object).show(self.columns, self.look) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(de::Error::custom(ENOUGH)),
            };
        };
        while let Some(name) = entries.next_key::<String>()? {
            if name == *key {
                entries.next_value_seed(Walk { keys: rest, columns: &mut *self.columns, look: &mut *self.look })?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Found {
    /// The keys of the first list of objects.
    list: Option<Vec<String>>,
    /// The keys of the first list that may as well be a part of a record.
    other: Option<Vec<String>>,
    /// The keys of an object that holds the only record.
    record: Option<Vec<String>>,
}

/// Looks for the rows of a document.
struct Find<'a> {
    path: &'a mut Vec<String>,
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();
    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("JSON")
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if let Some(Json::Object(_)) = items.next_element::<Json>()? {
            // Records hold lists of objects as well, such as all phone numbers of a lead.
            let rows = self.path.len() < 2 || self.path.last().is_some_and(|key| LISTS.contains(&key.to_lowercase().as_str()));
            if rows {
                self.found.list = Some(self.path.clone());
                return Err(de::Error::custom(ENOUGH));
            }
            self.found.other.get_or_insert_with(|| self.path.clone());
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<String>()? {
            let wraps = self.path.is_empty() && WRAPPERS.contains(&key.as_str());
            let deep = self.path.len() >= DEEPEST;
            // A key with a dot cannot be written in a path.
            if deep || key.contains('.') {
                entries.next_value::<IgnoredAny>()?;
                continue;
            }
            self.path.push(key);
            if wraps && self.found.record.is_none() {
                self.found.record = Some(self.path.clone());
            }
            entries.next_value_seed(Find { path: &mut *self.path, found: &mut *self.found })?;
            self.path.pop();
        }
        Ok(())
    }
}
