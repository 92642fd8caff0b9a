//! What is read of each row of a source, and what becomes of it: the columns of a log by default, or a source's mapping (L11).

use super::error::Error;
use crate::diagnostics::suggest::did_you_mean;
use crate::ids::{ColumnId, EventId, Id};
use crate::model::expr::{Expr, ExprKind};
use crate::model::source::{RowMap, Source, TimeFormat};
use crate::model::{Event, Model};
use crate::value::Type;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Columns that are listed where one is missing.
const LISTED: usize = 12;

/// How the rows of a source are read. The cells that it needs are numbered; readers fill them by [`Layout::paths`].
#[derive(Debug)]
pub struct Layout<'m> {
    /// The source; `None` for the default columns.
    pub source: Option<&'m Source>,
    /// By cell: the column's name, or the keys that lead to it.
    pub paths: Vec<Vec<String>>,
    /// By cell: whether the source names it. A table without such a column is the wrong table.
    pub named: Vec<bool>,
    /// Rows for which it does not hold are filtered.
    pub filter: Option<&'m Expr>,
    /// The events that a row becomes.
    pub maps: Vec<EventMap<'m>>,
}

/// How a row becomes an event.
#[derive(Debug)]
pub struct EventMap<'m> {
    /// Whether it does.
    pub filter: Option<&'m Expr>,
    /// The subject.
    pub subject: Take<'m>,
    /// The instant.
    pub time: Take<'m>,
    /// How the instant is written.
    pub time_format: TimeFormat,
    /// The event's name.
    pub event: Take<'m>,
    /// The event's own id.
    pub id: Take<'m>,
    /// The order within an instant.
    pub seq: Take<'m>,
    /// The fields of each event of the catalog, in catalog order.
    pub fields: Vec<Vec<FieldTake<'m>>>,
}

/// Where a value comes from.
#[derive(Debug)]
pub struct Take<'m> {
    /// What users know it by, in reasons: a column of the file, or what it is for.
    pub label: String,
    /// How it is got.
    pub from: From<'m>,
}

/// How a value is got from a row.
#[derive(Clone, Copy, Debug)]
pub enum From<'m> {
    /// It is the cell of that number.
    Cell(usize),
    /// It is worked out.
    Made(&'m Expr),
}

/// A field of an event.
#[derive(Debug)]
pub struct FieldTake<'m> {
    /// Where it comes from.
    pub take: Take<'m>,
    /// Its type.
    pub ty: &'m Type,
    /// Whether a row without it is a bad row.
    pub required: bool,
    /// Where it goes.
    pub column: ColumnId,
}

impl<'m> Layout<'m> {
    /// The layout of a source, or of the default columns.
    pub fn of(model: &'m Model, source: Option<&'m Source>) -> Self {
        let mut layout = Self { source, paths: Vec::new(), named: Vec::new(), filter: None, maps: Vec::new() };
        let columns = RowMap::default();
        if let Some(source) = source {
            layout.filter = source.filter.as_ref();
            layout.need(layout.filter);
            layout.maps = source.rows.iter().map(|map| layout.event_map(model, map)).collect();
        }
        if layout.maps.is_empty() {
            let map = layout.default_map(model, &columns);
            layout.maps.push(map);
        }
        layout
    }

    /// Whether every value is a cell as it stands and every row makes one event: then columns can be taken whole.
    pub fn direct(&self) -> Option<&EventMap<'m>> {
        let cell = |take: &Take<'_>| matches!(take.from, From::Cell(_));
        match self.maps.as_slice() {
            [map] if self.filter.is_none() && map.filter.is_none() => {
                let roles = [&map.subject, &map.time, &map.event, &map.id, &map.seq];
                let fields = map.fields.iter().flatten().map(|field| &field.take);
                roles.into_iter().chain(fields).all(cell).then_some(map)
            }
            _ => None,
        }
    }

    /// That a table has no column of that name, and what may have been meant.
    pub(super) fn without(&self, name: &str, path: &str, columns: &[&str]) -> Error {
        let source = self.source.map_or("", |source| source.name.as_str());
        let delimiter = |column: &&str| [';', ',', '\t', '|'].into_iter().find(|sign| column.contains(*sign));
        let hint = match (columns, did_you_mean(name, columns.iter().copied())) {
            (_, Some(hint)) => hint,
            ([], None) => "it has none at all".to_owned(),
            ([only], None) => match delimiter(only) {
                Some(sign) => format!("its only one is `{only}`: the source lacks `delimiter: {:?}`", sign.to_string()),
                None => format!("its only one is `{only}`"),
            },
            (_, None) => {
                let some: Vec<String> = columns.iter().take(LISTED).map(|column| format!("`{column}`")).collect();
                format!("it has {}{}", some.join(", "), if columns.len() > LISTED { ", …" } else { "" })
            }
        };
        Error::Columns { path: path.to_owned(), reason: format!("no column `{name}`, which the source `{source}` reads; {hint}") }
    }

    /// The number of the cell with that path.
    pub fn cell(&self, path: &[String]) -> Option<usize> {
        self.paths.iter().position(|known| known == path)
    }

    fn default_map(&mut self, model: &'m Model, columns: &RowMap) -> EventMap<'m> {
        let role = |layout: &mut Self, name: &str| layout.column(name);
        EventMap {
            filter: None,
            subject: role(self, "subject"),
            time: role(self, "time"),
            time_format: columns.time_format.clone(),
            event: role(self, "event"),
            id: role(self, "id"),
            seq: role(self, "seq"),
            fields: model.events.iter().map(|event| self.fields(event, &[])).collect(),
        }
    }

    fn event_map(&mut self, model: &'m Model, map: &'m RowMap) -> EventMap<'m> {
        self.need(map.filter.as_ref());
        EventMap {
            filter: map.filter.as_ref(),
            subject: self.take("subject", map.subject.as_ref()),
            time: self.take("time", map.time.as_ref()),
            time_format: map.time_format.clone(),
            event: self.take("event", map.event.as_ref()),
            id: self.take("id", map.id.as_ref()),
            seq: self.take("seq", map.seq.as_ref()),
            fields: model.events.iter().map(|event| self.fields(event, &map.fields)).collect(),
        }
    }

    fn fields(&mut self, event: &'m Event, mapped: &'m [(String, Expr)]) -> Vec<FieldTake<'m>> {
        let field = |field: &'m crate::model::Field| FieldTake {
            take: self.take(&field.name, mapped.iter().find(|(name, _)| *name == field.name).map(|(_, expr)| expr)),
            ty: &field.ty,
            required: !field.optional,
            column: field.column,
        };
        event.fields.iter().map(field).collect()
    }

    fn take(&mut self, name: &str, expr: Option<&'m Expr>) -> Take<'m> {
        match expr {
            None => self.column(name),
            Some(Expr { kind: ExprKind::Row(path), .. }) => {
                let cell = self.add(path, true);
                Take { label: path.join("."), from: From::Cell(cell) }
            }
            Some(expr) => {
                let mut paths = Vec::new();
                collect(expr, &mut paths);
                // An expression over one column is known by that column; others by what they make.
                let label = if let [only] = paths.as_slice() { only.join(".") } else { name.to_owned() };
                self.need(Some(expr));
                Take { label, from: From::Made(expr) }
            }
        }
    }

    fn column(&mut self, name: &str) -> Take<'m> {
        let cell = self.add(&[name.to_owned()], false);
        Take { label: name.to_owned(), from: From::Cell(cell) }
    }

    fn need(&mut self, expr: Option<&Expr>) {
        let mut paths = Vec::new();
        if let Some(expr) = expr {
            collect(expr, &mut paths);
        }
        for path in paths {
            self.add(path, true);
        }
    }

    fn add(&mut self, path: &[String], named: bool) -> usize {
        let cell = self.cell(path).unwrap_or_else(|| {
            self.paths.push(path.to_vec());
            self.named.push(false);
            self.paths.len() - 1
        });
        if let Some(known) = self.named.get_mut(cell) {
            *known |= named;
        }
        cell
    }
}

/// The cells that an expression reads, each once.
fn collect<'e>(expr: &'e Expr, paths: &mut Vec<&'e [String]>) {
    if let ExprKind::Row(path) = &expr.kind
        && !paths.contains(&path.as_slice())
    {
        paths.push(path);
    }
    for part in expr.children() {
        collect(part, paths);
    }
}

/// The events of the catalog by the names that logs give them.
#[derive(Debug)]
pub struct Names<'m>(HashMap<&'m str, EventId, FixedState>);

impl<'m> Names<'m> {
    /// The names of a catalog.
    pub fn of(model: &'m Model) -> Self {
        let mut names = HashMap::with_hasher(FixedState::with_seed(0x5eed));
        for (id, event) in model.events.enumerate() {
            names.entry(event.alias.as_str()).or_insert(id);
        }
        Self(names)
    }

    /// The event that a log calls by that name.
    pub fn find(&self, name: &str) -> Option<EventId> {
        self.0.get(name).copied()
    }
}

/// Which events may be delivered; all where nothing is said.
pub(super) fn wanted(only: Option<&[bool]>, event: EventId) -> bool {
    only.is_none_or(|only| only.get(event.index()).copied().unwrap_or_default())
}
