//! Sources (L11): how files are read, and the expressions that make events of rows.

use super::Resolver;
use super::expr::article;
use super::parts::said;
use super::scope::{Place, Scope};
use crate::diagnostics::{Finding, codes, suggest};
use crate::ids::*;
use crate::model::source::{Format, RowMap, Source, TimeFormat};
use crate::model::{Event, Expr, ExprKind};
use crate::syntax::document::{self, Time};
use crate::syntax::expr as written;
use crate::syntax::yaml::{Entries, Entry, OneOrMany, Text, Written};
use crate::time::{Zone, instant};
use crate::value::{Type, Value};

const FORMATS: [(&str, Format); 6] = [
    ("ndjson", Format::Ndjson),
    ("json", Format::Json),
    ("csv", Format::Csv),
    ("tsv", Format::Tsv),
    ("parquet", Format::Parquet),
    ("arrow", Format::Arrow),
];

const TIMES: [(&str, TimeFormat); 6] = [
    ("rfc3339", TimeFormat::Rfc3339),
    ("civil", TimeFormat::Civil),
    ("date", TimeFormat::Date),
    ("epoch_s", TimeFormat::EpochSeconds),
    ("epoch_ms", TimeFormat::EpochMillis),
    ("epoch_us", TimeFormat::EpochMicros),
];

/// Roles of an event that a row's value is made for.
#[derive(Clone, Copy)]
enum Role {
    /// A subject, an event's name or an id: text, or whole numbers, which become their digits.
    Name,
    /// A place in the order: a whole number.
    Seq,
}

impl<'a> Resolver<'a> {
    /// All sources.
    pub(super) fn sources(&mut self) {
        for entry in self.distinct("a source", |document| &document.sources) {
            if let Some(written) = &entry.value
                && let Some(source) = self.source(entry, written)
            {
                self.model.sources.push(source);
            }
        }
    }

    fn source(&mut self, entry: &Entry<document::Source>, written: &'a document::Source) -> Option<Source> {
        let (name, span) = (entry.key.value.clone(), entry.key.span);
        let texts = |list: &Written<OneOrMany<Text>>| {
            list.get().map(|list| list.items.iter().map(|text| text.value.clone()).collect()).unwrap_or_default()
        };
        let files: Vec<String> = texts(&written.files);
        let format = written.format.get().and_then(|text| self.one_of(text, "format", &FORMATS));
        let records = written.records.get().map(|text| self.records(text)).unwrap_or_default();
        let zone = written.timezone.get().and_then(|text| self.zone(text));
        let delimiter = written.delimiter.get().and_then(|text| self.sign(text, "between cells"));
        let quote = written.quote.get().and_then(|text| self.sign(text, "around cells"));
        let decimal_comma =
            written.decimal.get().and_then(|text| self.one_of(text, "decimal sign", &[(".", false), (",", true)])).unwrap_or(false);
        if let (Some(a), Some(b), Written::Given(quote)) = (delimiter, quote, &written.quote)
            && a == b
        {
            let finding = Finding::new(&codes::SIGN_INVALID, quote.span, "the sign around cells is the sign between them");
            self.findings.push(finding.help("cells are usually quoted by `\"`"));
        }
        let encoding = written.encoding.get().and_then(|text| self.encoding(text));
        let missing = texts(&written.missing);
        let filter = self.condition_at(&written.filter, &Scope::of(Place::Source));
        let rows = self.row_maps(entry, written);
        let (filter, rows) = (filter?, rows?);
        Some(Source { name, span, files, format, records, zone, delimiter, quote, decimal_comma, encoding, missing, filter, rows })
    }

    /// A time zone by its name.
    pub(super) fn zone(&mut self, text: &Text) -> Option<Zone> {
        match Zone::parse(text.as_str()) {
            Ok(zone) => Some(zone),
            Err(reason) => {
                let names = Zone::names();
                // people remember the city: `Warsaw`
                let city = names.iter().find(|name| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text.as_str())));
                let help = city
                    .map(|name| format!("did you mean `{name}`?"))
                    .or_else(|| suggest::did_you_mean(text.as_str(), names.iter().map(String::as_str)));
                let finding = Finding::new(&codes::TIMEZONE_UNKNOWN, text.span, reason);
                self.findings.push(
                    finding.help(
                        help.unwrap_or_else(|| "write the name of a region's zone, for example `Europe/Warsaw`, or `UTC`".to_owned()),
                    ),
                );
                None
            }
        }
    }

    fn records(&mut self, text: &Text) -> Vec<String> {
        let keys: Vec<String> = text.as_str().split('.').map(str::to_owned).collect();
        if keys.iter().any(String::is_empty) {
            self.findings.push(
                Finding::new(
                    &codes::RECORDS_MALFORMED,
                    text.span,
                    format!("`{}` does not lead to rows: a key in it is empty", text.as_str()),
                )
                .help("write the keys that lead to the list of rows, joined by dots: `result.items`"),
            );
        }
        keys
    }

    /// One byte that stands between or around cells.
    fn sign(&mut self, text: &Text, what: &str) -> Option<u8> {
        match text.as_str().as_bytes() {
            [byte] if byte.is_ascii() => Some(*byte),
            _ => {
                self.findings.push(
                    Finding::new(
                        &codes::SIGN_INVALID,
                        text.span,
                        format!("`{}` is not one sign that could stand {what}", text.as_str().escape_debug()),
                    )
                    .help("write a single sign in quotes, for example `\";\"`, or `\"\\t\"` for a tabulator"),
                );
                None
            }
        }
    }

    fn encoding(&mut self, text: &Text) -> Option<&'static encoding_rs::Encoding> {
        let found = encoding_rs::Encoding::for_label(text.as_str().as_bytes());
        if found.is_none() {
            const COMMON: [&str; 9] =
                ["utf-8", "utf-16le", "utf-16be", "windows-1250", "windows-1251", "windows-1252", "iso-8859-1", "iso-8859-2", "shift_jis"];
            let plain = text.as_str().to_lowercase().replace(['-', '_', ' '], "");
            let page = plain.strip_prefix("win").or_else(|| plain.strip_prefix("cp")).filter(|page| page.starts_with("125"));
            let meant = page.map(|page| format!("did you mean `windows-{page}`?")).or_else(|| suggest::did_you_mean(text.as_str(), COMMON));
            let help = meant.unwrap_or_else(|| "use a name of the WHATWG list, for example `windows-1250` or `iso-8859-2`".to_owned());
            self.findings
                .push(Finding::new(&codes::ENCODING_UNKNOWN, text.span, format!("`{}` is no text encoding", text.as_str())).help(help));
        }
        found
    }

    /// The events that a row becomes: by `map`, by `rows`, or by the default columns.
    fn row_maps(&mut self, entry: &Entry<document::Source>, written: &'a document::Source) -> Option<Vec<RowMap>> {
        if let (Written::Given(_), Written::Given(rows)) = (&written.map, &written.rows)
            && let Some(first) = rows.0.first()
        {
            self.findings.push(
                Finding::new(&codes::MAP_AND_ROWS, first.key.span, format!("source `{}` says both `map` and `rows`", entry.key.as_str()))
                    .help("`map` makes one event of a row, `rows` several: put the map under `rows` beside the others"),
            );
        }
        // of both the map is still looked at, for its own faults
        if let (Written::Given(map), Written::Given(_)) = (&written.map, &written.rows) {
            self.row_map(None, None, map);
        }
        match (&written.map, &written.rows) {
            (Written::Wrong(_), _) | (_, Written::Wrong(_)) => None,
            (_, Written::Given(rows)) => {
                if rows.0.is_empty() {
                    self.findings.push(
                        Finding::new(&codes::LIST_EMPTY, entry.key.span, "`rows` makes no event")
                            .help("add an entry for each event that a row can become"),
                    );
                }
                let mut maps = Vec::with_capacity(rows.0.len());
                let mut whole = true;
                for row in self.distinct_of("a row", vec![rows]) {
                    match self.named_row(row) {
                        Some(map) => maps.push(map),
                        None => whole = false,
                    }
                }
                whole.then_some(maps)
            }
            (Written::Given(map), Written::Absent) => Some(vec![self.row_map(None, None, map)?]),
            (Written::Absent, Written::Absent) => Some(vec![RowMap::default()]),
        }
    }

    fn named_row(&mut self, entry: &'a Entry<document::RowMap>) -> Option<RowMap> {
        let row = entry.value.as_ref()?;
        let filter = self.condition_at(&row.filter, &Scope::of(Place::Source));
        let example = "map: { subject: row.ID, time: row.DATE, event: '\"won\"' }";
        let map = self.required(&row.map, entry.key.span, &format!("row `{}`", entry.key.as_str()), "map", example)?;
        self.row_map(Some(entry.key.value.clone()), filter?, map)
    }

    fn row_map(&mut self, name: Option<String>, filter: Option<Expr>, map: &'a document::Map) -> Option<RowMap> {
        let subject = self.role(&map.subject, "a subject", Role::Name);
        let event = self.role(&map.event, "the name of an event", Role::Name);
        let id = self.role(&map.id, "an id", Role::Name);
        let seq = self.role(&map.seq, "a place in the order", Role::Seq);
        let time = match &map.time {
            Written::Absent => Some((None, TimeFormat::default())),
            Written::Wrong(_) => None,
            Written::Given(time) => self.time(time),
        };
        let made = event.as_ref().and_then(|event| event.as_ref()).map(|event| self.made_event(event));
        let of = match made {
            Some(Made::Event(id)) => Some(id),
            Some(Made::Unknown | Made::Any) | None => None,
        };
        let fields = match &map.fields {
            Written::Absent => Some(Vec::new()),
            Written::Wrong(_) => None,
            Written::Given(fields) => self.mapped_fields(fields, of, matches!(made, Some(Made::Unknown))),
        };
        let (time, time_format) = time?;
        Some(RowMap { name, filter, subject: subject?, time, time_format, event: event?, id: id?, seq: seq?, fields: fields? })
    }

    fn of_row(&mut self, text: &Text) -> Option<(written::Expr, Expr)> {
        let parsed = written::parse(text, self.findings)?;
        let typed = self.type_expr(&parsed, &Scope::of(Place::Source))?;
        Some((parsed, typed))
    }

    fn role(&mut self, written: &Written<Text>, what: &str, role: Role) -> Option<Option<Expr>> {
        let text = match written {
            Written::Absent => return Some(None),
            Written::Wrong(_) => return None,
            Written::Given(text) => text,
        };
        let (parsed, typed) = self.of_row(text)?;
        let good = match role {
            Role::Name => typed.ty.is_text() || typed.ty == Type::Integer,
            Role::Seq => typed.ty.is_text() || typed.ty.is_numeric(),
        };
        if good {
            return Some(Some(typed));
        }
        let message = format!("`{}` is {} and cannot be {what}", said(&parsed), article(&typed.ty));
        let help = match role {
            Role::Name => "write a text, for example `\"lead:\" ++ row.ID`",
            Role::Seq => "write a whole number, for example `row.SORT`",
        };
        self.findings.push(Finding::new(&codes::TYPE_MISMATCH, parsed.span, message).help(help));
        None
    }

    fn time(&mut self, time: &Time) -> Option<(Option<Expr>, TimeFormat)> {
        let format = match &time.format {
            Written::Absent => Some(TimeFormat::default()),
            Written::Wrong(_) => None,
            Written::Given(text) => self.time_format(text),
        };
        let value = match &time.value {
            Written::Absent => Some(None),
            Written::Wrong(_) => None,
            Written::Given(text) => self.of_row(text).map(Some),
        };
        let (format, value) = (format?, value?);
        let Some((parsed, typed)) = value else { return Some((None, format)) };
        let epoch = matches!(format, TimeFormat::EpochSeconds | TimeFormat::EpochMillis | TimeFormat::EpochMicros);
        let finding = match typed.ty {
            Type::String | Type::Enum(_) | Type::Timestamp => return Some((Some(typed), format)),
            Type::Date if format == TimeFormat::Date => return Some((Some(typed), format)),
            _ if typed.ty.is_numeric() && epoch => return Some((Some(typed), format)),
            _ if typed.ty.is_numeric() => Finding::new(
                &codes::TYPE_MISMATCH,
                parsed.span,
                format!("`{}` is {}, and nothing says what it counts", said(&parsed), article(&typed.ty)),
            )
            .help("say `{ value: …, format: epoch_s }`, `epoch_ms` or `epoch_us`"),
            Type::Date => {
                Finding::new(&codes::TYPE_MISMATCH, parsed.span, format!("`{}` is a date, and a date alone is no instant", said(&parsed)))
                    .help("say `{ value: …, format: date }` to take its midnight")
            }
            _ => Finding::new(
                &codes::TYPE_MISMATCH,
                parsed.span,
                format!("`{}` is {} and cannot be an instant", said(&parsed), article(&typed.ty)),
            )
            .help("name the cell that holds the time, for example `row.CREATED_TIME`"),
        };
        self.findings.push(finding);
        None
    }

    fn time_format(&mut self, text: &Text) -> Option<TimeFormat> {
        if !text.as_str().contains('%') {
            let found = TIMES.iter().find(|(word, _)| *word == text.as_str()).map(|(_, format)| format.clone());
            if found.is_none() {
                let words: Vec<(&str, ())> = TIMES.iter().map(|(word, _)| (*word, ())).collect();
                let named = suggest::closest(text.as_str(), words.iter().map(|(word, ())| *word)).is_some();
                if named {
                    self.one_of(text, "format of times", &words);
                } else {
                    let list: Vec<String> = TIMES.iter().map(|(word, _)| format!("`{word}`")).collect();
                    let help = format!("it is one of {}, or a pattern such as `%d.%m.%Y %H:%M`", list.join(", "));
                    self.findings.push(
                        Finding::new(&codes::VALUE_UNKNOWN, text.span, format!("`{}` is no format of times", text.as_str())).help(help),
                    );
                }
            }
            return found;
        }
        match instant::check_pattern(text.as_str()) {
            Ok(()) => Some(TimeFormat::Pattern(text.value.clone())),
            Err(reason) => {
                let finding = Finding::new(&codes::TIME_PATTERN_INVALID, text.span, reason);
                self.findings.push(finding.help("`%Y` `%m` `%d` are year, month and day, `%H` `%M` `%S` the time of day, `%z` an offset"));
                None
            }
        }
    }

    /// The event that a row becomes, where the expression is a text: the log's name of an event, or its id.
    fn made_event(&mut self, event: &Expr) -> Made {
        let ExprKind::Literal(Value::Text(name)) = &event.kind else { return Made::Any };
        let logged = self.model.events.enumerate().find(|(_, event)| event.alias == **name);
        if let Some((id, _)) = logged.or_else(|| self.model.events.enumerate().find(|(_, event)| event.name == **name)) {
            return Made::Event(id);
        }
        if self.names.complete(&[super::Kind::Event]) {
            let known = self.model.events.iter().flat_map(|event| [event.name.as_str(), event.alias.as_str()]);
            let help =
                suggest::did_you_mean(name, known).unwrap_or_else(|| "events are named by their id, or as the log calls them".to_owned());
            self.findings.push(Finding::new(&codes::NAME_UNKNOWN, event.span, format!("the catalog has no event `{name}`")).help(help));
        }
        Made::Unknown
    }

    fn mapped_fields(&mut self, fields: &'a Entries<Text>, of: Option<EventId>, unknown: bool) -> Option<Vec<(String, Expr)>> {
        let mut mapped = Vec::with_capacity(fields.0.len());
        let mut whole = true;
        for entry in &fields.0 {
            let types = self.types_of_field(&entry.key, of, unknown);
            let Some((parsed, typed)) = entry.value.as_ref().and_then(|text| self.of_row(text)) else {
                whole = false;
                continue;
            };
            if !types.is_empty() && !types.iter().any(|ty| takes(ty, &typed.ty)) {
                let message =
                    format!("field `{}` is {}, and `{}` is {}", entry.key.as_str(), article(&types[0]), said(&parsed), article(&typed.ty));
                self.findings.push(
                    Finding::new(&codes::TYPE_MISMATCH, parsed.span, message)
                        .help("give the field the type of the expression, or the expression the type of the field"),
                );
                whole = false;
                continue;
            }
            mapped.push((entry.key.value.clone(), typed));
        }
        whole.then_some(mapped)
    }

    /// The types that a mapped field has in the events it can be of.
    fn types_of_field(&mut self, key: &Text, of: Option<EventId>, unknown: bool) -> Vec<Type> {
        let name = key.as_str();
        let events: Vec<(EventId, &Event)> = self.model.events.enumerate().filter(|(id, _)| of.is_none_or(|of| of == *id)).collect();
        let mut types = Vec::new();
        let mut broken = unknown || !self.names.complete(&[super::Kind::Event]);
        for (id, event) in &events {
            broken |= self.broken.events.contains(id);
            for (at, field) in event.fields.iter().enumerate().filter(|(_, field)| field.name == name) {
                if self.broken.fields.contains(&(*id, at)) {
                    broken = true;
                } else {
                    types.push(field.ty.clone());
                }
            }
        }
        if types.is_empty() && !broken {
            let message = match of.map(|of| &self.model.events[of].name) {
                Some(event) => format!("`{event}` has no field `{name}`"),
                None => format!("no event has a field `{name}`"),
            };
            let known: Vec<String> = events.iter().flat_map(|(_, event)| &event.fields).map(|field| field.name.clone()).collect();
            let help = suggest::did_you_mean(name, known.iter().map(String::as_str))
                .unwrap_or_else(|| format!("add it to the catalog, `fields: {{ {name}: string }}`, or leave it out here"));
            self.findings.push(Finding::new(&codes::NAME_UNKNOWN, key.span, message).help(help));
        }
        types
    }
}

/// What the expression of an event's name says about it.
#[derive(Clone, Copy)]
enum Made {
    /// This event.
    Event(EventId),
    /// An event that is not there; the finding was made.
    Unknown,
    /// Any: told from the row.
    Any,
}

/// Whether a field of a type takes what an expression makes: texts are read as the type, numbers become each other.
fn takes(field: &Type, made: &Type) -> bool {
    made.is_text()
        || field == made
        || field.is_numeric() && made.is_numeric()
        || matches!((field, made), (Type::Timestamp | Type::Date, Type::Timestamp | Type::Date))
}
