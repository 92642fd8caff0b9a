//! The draft as text.

use super::Request;
use super::columns::{Column, MOST_ROWS, Table};
use super::fields::{Field, fields};
use super::history::{History, MOST_EVENTS, Seen};
use super::roles::{Long, Shape, Wide};
use super::story::{Known, story};
use super::words::{Ending, Taken, ending, slug};
use crate::events::survey::Log;
use crate::model::source::{Format, TimeFormat};
use crate::resolve::is_reserved;
use crate::span::Span;
use crate::syntax::expr::{self, Binary, Expr, ExprKind, Name};
use crate::syntax::format::scalar::scalar;

/// The draft of a definition.
pub fn write(request: &Request<'_>, log: &Log, table: &Table, shape: &Shape, history: &History) -> String {
    let writer = Writer { request, log, table, shape, history, fields: fields(table, &roles(shape)) };
    writer.whole()
}

fn roles(shape: &Shape) -> Vec<usize> {
    match shape {
        Shape::Long(long) => long.subject.iter().chain(&long.time).chain(&long.event).chain(&long.id).copied().collect(),
        Shape::Wide(wide) => {
            let only = wide.events.iter().filter_map(|dated| dated.only.as_ref()).map(|(status, _)| *status);
            wide.events.iter().map(|dated| dated.time).chain([wide.subject]).chain(only).collect()
        }
    }
}

struct Writer<'a> {
    request: &'a Request<'a>,
    log: &'a Log,
    table: &'a Table,
    shape: &'a Shape,
    history: &'a History,
    fields: Vec<Field>,
}

/// An event of the catalog.
struct Entry<'a> {
    name: &'a str,
    id: String,
    seen: &'a Seen,
    ending: Option<Ending>,
}

impl Writer<'_> {
    fn whole(&self) -> String {
        let mut taken = Taken::default();
        let entries = self.entries(&mut taken);
        let (stages, triggers) = self.story(&entries, &mut taken);
        let attributes = self.attributes(&entries, &mut taken);
        let mut text = self.head();
        text.push_str("calendar:\n  timezone: UTC  # days and weeks are counted here: yours may be Europe/Warsaw\n\n");
        text.push_str(&self.catalog(&entries));
        text.push_str(&attributes);
        text.push_str("\n# A guess from the order in which events come first. Rename the stages, merge some, and say in `definition` what you agreed on.\n");
        text.push_str(&stages);
        text.push_str("\n# Triggers are tried from top to bottom; `when: …` makes one wait for a condition.\n");
        text.push_str(&triggers);
        text.push('\n');
        text.push_str(&self.source());
        text
    }

    fn head(&self) -> String {
        let rows = if self.table.whole {
            format!("{} rows", self.table.rows)
        } else {
            format!("the first {MOST_ROWS} rows; what comes after them was not looked at")
        };
        let subject = match self.shape {
            Shape::Long(long) => long.subject.first().copied(),
            Shape::Wide(wide) => Some(wide.subject),
        };
        let word = subject.and_then(|number| self.table.at(number)).map_or_else(|| "subject".to_owned(), noun);
        format!(
            "# Drafted by `funnelc init` from {} ({rows}). It runs as it is; what it says of stages is a guess.\n\
             funnel: {}\n\
             subject: {}  # what moves through the funnel, in the singular\n\n",
            self.request.files.join(", "),
            self.request.name,
            scalar(&word, false)
        )
    }

    fn entries(&self, taken: &mut Taken) -> Vec<Option<Entry<'_>>> {
        let mut order: Vec<usize> = (0..self.history.events.len()).collect();
        let rows = |place: &usize| self.history.events.get_index(*place).map_or(0, |(_, seen)| seen.rows);
        order.sort_by_key(|place| std::cmp::Reverse(rows(place)));
        order.truncate(MOST_EVENTS);
        let mut entries: Vec<Option<Entry<'_>>> = (0..self.history.events.len()).map(|_| None).collect();
        for place in order {
            let (Some((name, seen)), Some(slot)) = (self.history.events.get_index(place), entries.get_mut(place)) else { continue };
            let ending = match self.shape {
                Shape::Wide(wide) => wide.events.iter().find(|dated| dated.name == *name).and_then(|dated| dated.ending),
                Shape::Long(_) => ending(name),
            };
            *slot = Some(Entry { name, id: taken.id(name, "event", &is_reserved), seen, ending });
        }
        entries
    }

    fn story(&self, entries: &[Option<Entry<'_>>], taken: &mut Taken) -> (String, String) {
        let known: Vec<Option<Known<'_>>> = entries
            .iter()
            .map(|entry| entry.as_ref().map(|entry| Known { name: entry.name, id: &entry.id, ending: entry.ending }))
            .collect();
        story(self.history, &known, taken, &is_reserved)
    }

    /// The events with their fields, in the order of the story.
    fn catalog(&self, entries: &[Option<Entry<'_>>]) -> String {
        let mut text = String::from(
            "# The events of the log: nothing outside this catalog moves anybody. Take out what you do not need; rows of such events are\n\
             # counted as unknown and do nothing. A type that a value does not fit makes its row a bad row.\n\
             events:\n",
        );
        let mut lists: Vec<Option<String>> = vec![None; entries.len()];
        for (list, entry) in lists.iter_mut().zip(entries) {
            *list = entry.as_ref().map(|entry| self.carried(entry)).filter(|fields| !fields.is_empty());
        }
        let mut anchors: Vec<&String> = Vec::new();
        for place in self.history.story() {
            let Some(Some(entry)) = entries.get(place) else { continue };
            let mut parts = Vec::new();
            if entry.name != entry.id {
                parts.push(format!("as: {}", scalar(entry.name, true)));
            }
            if let Some(Some(fields)) = lists.get(place) {
                let shared = lists.iter().flatten().filter(|other| *other == fields).count() > 1;
                let known = anchors.iter().position(|other| *other == fields);
                parts.push(match known {
                    Some(at) => format!("fields: *{}", anchor(at)),
                    None if shared => {
                        anchors.push(fields);
                        format!("fields: &{} {{ {fields} }}", anchor(anchors.len() - 1))
                    }
                    None => format!("fields: {{ {fields} }}"),
                });
            }
            let body = if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) };
            text.push_str(&format!("  {}: {body}\n", entry.id));
        }
        let left = entries.iter().filter(|entry| entry.is_none()).count();
        if left > 0 {
            text.push_str(&format!("  # {left} more names of events, all of them rarer, are not listed\n"));
        }
        text
    }

    /// The fields of an event as the catalog lists them.
    fn carried(&self, entry: &Entry<'_>) -> String {
        let fields = self.fields.iter().filter(|field| self.carries(entry, field)).filter_map(|field| {
            let present = *entry.seen.fields.get(&field.column)?;
            Some(field.written(present < entry.seen.rows || !self.table.whole))
        });
        fields.collect::<Vec<_>>().join(", ")
    }

    /// Whether an event carries a field. A row of a subject says everything at once: what it is like from the beginning, what it
    /// was worth at the end.
    fn carries(&self, entry: &Entry<'_>, field: &Field) -> bool {
        let Shape::Wide(wide) = self.shape else { return true };
        if wide.events.len() == 1 {
            return true;
        }
        let first = wide.events.first().is_some_and(|dated| dated.name == entry.name);
        let last = wide.events.last().is_some_and(|last| {
            last.name == entry.name || wide.events.iter().any(|dated| dated.name == entry.name && dated.time == last.time)
        });
        if field.money { last } else { first }
    }

    /// Attributes that reports can break down by: columns of few values.
    fn attributes(&self, entries: &[Option<Entry<'_>>], taken: &mut Taken) -> String {
        let mut text = String::new();
        let mut count = 0;
        for field in self.fields.iter().filter(|field| field.few) {
            let streams: Vec<String> = entries
                .iter()
                .flatten()
                .filter(|entry| self.carries(entry, field) && entry.seen.fields.contains_key(&field.column))
                .map(|entry| format!("{}.{}", entry.id, field.id))
                .collect();
            let known: u64 = entries.iter().flatten().filter_map(|entry| entry.seen.fields.get(&field.column)).sum();
            if streams.is_empty() || known * 2 < self.table.rows || streams.len() > 20 || count == 3 {
                continue;
            }
            count += 1;
            let id = taken.id(&field.id, "attribute", &is_reserved);
            text.push_str(&format!("  {id}: {{ value: {}, dimension: true }}\n", scalar(&format!("first({})", streams.join(", ")), true)));
        }
        if !text.is_empty() {
            text.insert_str(0, "\n# What is known of each: reports break down by those that are a `dimension`.\nattributes:\n");
        }
        text
    }

    fn source(&self) -> String {
        let mut text =
            String::from("# Where the rows are and how they become events; `row.x` is the column `x` of the file.\nsources:\n  log:\n");
        let files: Vec<_> = self.request.files.iter().map(|file| scalar(file, true)).collect();
        text.push_str(&match files.as_slice() {
            [only] => format!("    files: {only}\n"),
            _ => format!("    files: [{}]\n", files.join(", ")),
        });
        if !self.request.files.iter().all(|file| named(file)) {
            text.push_str(&format!("    format: {}\n", format_word(self.log.format)));
        }
        if !self.log.records.is_empty() {
            text.push_str(&format!("    records: {}\n", scalar(&self.log.records.join("."), false)));
        }
        if let Some(sign) = self.log.delimiter {
            text.push_str(&format!(
                "    delimiter: {}\n",
                if sign == b'\t' { "\"\\t\"".to_owned() } else { format!("\"{}\"", char::from(sign)) }
            ));
        }
        if let Some(encoding) = self.log.encoding {
            text.push_str(&format!(
                "    # The text is not UTF-8. A guess; other old code pages are windows-1252 and iso-8859-2.\n    encoding: {}\n",
                encoding.name().to_lowercase()
            ));
        }
        if self.fields.iter().any(|field| self.table.at(field.column).is_some_and(|column| column.comma)) {
            text.push_str("    decimal: \",\"\n");
        }
        if !self.table.missing.is_empty() {
            let words: Vec<String> = self.table.missing.iter().map(|word| format!("'{word}'")).collect();
            text.push_str(&format!("    missing: [{}]\n", words.join(", ")));
        }
        let times = match self.shape {
            Shape::Long(long) => long.time.clone(),
            Shape::Wide(wide) => wide.events.iter().map(|dated| dated.time).collect(),
        };
        if times.iter().any(|number| self.table.at(*number).is_some_and(|column| column.local)) {
            text.push_str("    timezone: UTC  # of times that say no offset: is it yours?\n");
        }
        match self.shape {
            Shape::Long(long) => self.map(long, &mut text),
            Shape::Wide(wide) => self.rows(wide, &mut text),
        }
        text
    }

    fn map(&self, long: &Long, text: &mut String) {
        let incomplete = self.history.incomplete;
        let roles = [&long.subject, &long.time, &long.event];
        if incomplete * 200 > self.table.rows {
            let lacking: Vec<String> = roles
                .iter()
                .zip(self.history.without)
                .filter(|(_, without)| *without > 0)
                .map(|(columns, _)| {
                    expr::print(&Expr {
                        kind: ExprKind::Is { value: Box::new(self.first_of(columns)), present: true },
                        span: Span::default(),
                    })
                })
                .collect();
            text.push_str(&format!(
                "    # {incomplete} of {} rows lack the subject, the time or the event, and are left out.\n",
                self.table.rows
            ));
            text.push_str(&format!("    where: {}\n", scalar(&lacking.join(" and "), false)));
        }
        text.push_str("    map:\n");
        text.push_str(&format!("      subject: {}\n", self.expression(&long.subject, false)));
        text.push_str(&format!("      time: {}\n", self.time(&long.time, &long.format)));
        text.push_str(&format!("      event: {}\n", self.expression(&long.event, false)));
        if let Some(id) = self.id(long) {
            text.push_str(&format!("      id: {id}\n"));
        }
        let carried = |field: &&Field| self.history.events.values().any(|seen| seen.fields.contains_key(&field.column));
        let mapped: Vec<&Field> = self.fields.iter().filter(|field| !field.own_name).filter(carried).collect();
        self.mapped(&mapped, "      ", text);
    }

    /// The event's own id. A column of that name is read by itself, so it must not be one that repeats.
    fn id(&self, long: &Long) -> Option<String> {
        if let Some(id) = long.id {
            return Some(self.expression(&[id], false));
        }
        let named = self.table.columns.iter().position(|column| column.path == ["id"])?;
        let column = self.table.at(named).filter(|column| column.present > 0)?;
        let _ = column;
        let time = long.time.first()?;
        let joined = format!("{} ++ \" \" ++ {}", self.printed(&[named]), self.printed(&[*time]));
        Some(scalar(&joined, false).into_owned())
    }

    fn mapped(&self, fields: &[&Field], indent: &str, text: &mut String) {
        if fields.is_empty() {
            return;
        }
        text.push_str(&format!("{indent}fields:\n"));
        for field in fields {
            text.push_str(&format!("{indent}  {}: {}\n", field.id, self.expression(&[field.column], false)));
        }
    }

    fn rows(&self, wide: &Wide, text: &mut String) {
        text.push_str("    # A row tells of a whole story: each of its times is an event, where there is one.\n    rows:\n");
        let has_id = self.table.columns.iter().any(|column| column.path == ["id"] && column.present > 0);
        for dated in &wide.events {
            // One that never came is no event of the catalog.
            let Some(seen) = self.history.events.get(&dated.name) else { continue };
            let present = ExprKind::Is { value: Box::new(self.first_of(&[dated.time])), present: true };
            let mut condition = expr::print(&Expr { kind: present, span: Span::default() });
            if let Some((status, values)) = &dated.only {
                let column = self.printed(&[*status]);
                let texts: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                let test = match texts.as_slice() {
                    [only] => format!("{column} == {only}"),
                    _ => format!("{column} in [{}]", texts.join(", ")),
                };
                condition = format!("{condition} and {test}");
            }
            text.push_str(&format!("      {}:\n        where: {}\n        map:\n", slug(&dated.name), scalar(&condition, false)));
            text.push_str(&format!("          subject: {}\n", self.expression(&[wide.subject], false)));
            text.push_str(&format!("          time: {}\n", self.time(&[dated.time], &dated.format)));
            text.push_str(&format!("          event: {}\n", scalar(&quoted(&dated.name), false)));
            if has_id {
                let id = format!("{} ++ {}", self.printed(&[wide.subject]), quoted(&format!(" {}", dated.name)));
                text.push_str(&format!("          id: {}\n", scalar(&id, false)));
            }
            let entry = Entry { name: &dated.name, id: String::new(), seen, ending: None };
            let carried = |field: &&Field| self.carries(&entry, field) && seen.fields.contains_key(&field.column);
            let mapped: Vec<&Field> = self.fields.iter().filter(|field| !field.own_name).filter(carried).collect();
            self.mapped(&mapped, "          ", text);
        }
    }

    fn time(&self, columns: &[usize], format: &TimeFormat) -> String {
        let value = self.expression(columns, true);
        let format = match format {
            TimeFormat::Rfc3339 => return self.expression(columns, false),
            TimeFormat::Civil => "civil".to_owned(),
            TimeFormat::Date => "date".to_owned(),
            TimeFormat::EpochSeconds => "epoch_s".to_owned(),
            TimeFormat::EpochMillis => "epoch_ms".to_owned(),
            TimeFormat::EpochMicros => "epoch_us".to_owned(),
            TimeFormat::Pattern(pattern) => {
                let both = pattern.starts_with("%d/%m")
                    && columns.iter().all(|number| {
                        self.table
                            .at(*number)
                            .is_some_and(|column| column.times.contains(&TimeFormat::Pattern(pattern.replacen("%d/%m", "%m/%d", 1))))
                    });
                let doubt = if both { "  # or is the month first?" } else { "" };
                return format!("{{ value: {value}, format: \"{pattern}\" }}{doubt}");
            }
        };
        format!("{{ value: {value}, format: {format} }}")
    }

    /// The first present one of columns, as a scalar.
    fn expression(&self, columns: &[usize], flow: bool) -> String {
        scalar(&self.printed(columns), flow).into_owned()
    }

    fn printed(&self, columns: &[usize]) -> String {
        expr::print(&self.first_of(columns))
    }

    fn first_of(&self, columns: &[usize]) -> Expr {
        let paths = columns.iter().filter_map(|number| self.table.at(*number)).map(|column| {
            let names = std::iter::once("row").chain(column.path.iter().map(String::as_str));
            let names = names.map(|name| Name { text: name.to_owned(), span: Span::default() }).collect();
            Expr { kind: ExprKind::Path(names), span: Span::default() }
        });
        let joined = paths.reduce(|left, right| Expr {
            kind: ExprKind::Binary(Binary::Else, Box::new(left), Box::new(right), Span::default()),
            span: Span::default(),
        });
        joined.unwrap_or(Expr { kind: ExprKind::Text(String::new()), span: Span::default() })
    }
}

/// The name of a list of fields that several events have.
fn anchor(at: usize) -> String {
    if at == 0 { "common".to_owned() } else { format!("common_{}", at + 1) }
}

/// A text of the expression language.
fn quoted(text: &str) -> String {
    expr::print(&Expr { kind: ExprKind::Text(text.to_owned()), span: Span::default() })
}

/// What a column of ids is about: `lead_id` of a lead.
fn noun(column: &Column) -> String {
    let slug = slug(column.path.last().map_or("", String::as_str));
    let word = slug.trim_end_matches("_concept_name").trim_end_matches("_pseudo_id").trim_end_matches("_id");
    match word {
        "" | "id" | "subject" | "distinct" | "owner" | "entity" => "subject".to_owned(),
        word => word.to_owned(),
    }
}

/// Whether a file's name tells its format.
fn named(file: &str) -> bool {
    let lower = file.to_lowercase();
    let name = lower.trim_end_matches(".gz").trim_end_matches(".zst");
    let endings = [".ndjson", ".jsonl", ".json", ".csv", ".tsv", ".parquet", ".arrow", ".arrows", ".ipc", ".feather"];
    endings.iter().any(|ending| name.ends_with(ending)) || !name.rsplit('/').next().unwrap_or_default().contains('.') || name.contains('*')
}

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Ndjson => "ndjson",
        Format::Json => "json",
        Format::Csv => "csv",
        Format::Tsv => "tsv",
        Format::Parquet => "parquet",
        Format::Arrow => "arrow",
    }
}
