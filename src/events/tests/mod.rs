//! Whole scans: a catalog, a log as text, and what comes out.

use super::*;
use crate::ids::{Arena, Id};
use crate::model::source::{Format, Source};
use crate::model::{Column, Event, Field, Model};
use crate::span::Span;
use crate::time::calendar::Calendar;
use crate::value::Type;
use arrow::array::Array;
use std::path::PathBuf;

mod origins;
mod sources;
mod table;
mod text;

/// A model with a catalog only: `event [= alias] [!none]: field type, field? type` a line; enums are written `[a|b]`.
pub(in crate::events) fn model(catalog: &str) -> Model {
    let mut model = Model {
        name: "test".to_owned(),
        title: None,
        owner: None,
        subject: "lead".to_owned(),
        calendar: Calendar::utc(),
        events: Arena::default(),
        columns: Arena::default(),
        attributes: Arena::default(),
        scores: Arena::default(),
        rules: Arena::default(),
        lets: Arena::default(),
        folds: Arena::default(),
        stages: Arena::default(),
        triggers: Arena::default(),
        slas: Arena::default(),
        invariants: Vec::new(),
        metrics: Arena::default(),
        measures: Arena::default(),
        objectives: Arena::default(),
        sources: Arena::default(),
    };
    for line in catalog.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (head, fields) = line.split_once(':').unwrap_or((line, ""));
        let (head, has_subject) = head.strip_suffix("!none").map_or((head, true), |head| (head, false));
        let (name, alias) = head.split_once('=').unwrap_or((head, head));
        let mut event = Event {
            name: name.trim().to_owned(),
            span: Span::default(),
            alias: alias.trim().to_owned(),
            has_subject,
            activity: true,
            conversion: None,
            links: None,
            fields: Vec::new(),
        };
        for field in fields.split(',').map(str::trim).filter(|field| !field.is_empty()) {
            let (name, ty) = field.split_once(' ').unwrap();
            let (name, optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
            let ty = match ty {
                "boolean" => Type::Boolean,
                "integer" => Type::Integer,
                "number" => Type::Number,
                "decimal" => Type::Decimal,
                "string" => Type::String,
                "timestamp" => Type::Timestamp,
                "date" => Type::Date,
                "duration" => Type::Duration,
                list => Type::Enum(list.trim_matches(['[', ']']).split('|').map(str::to_owned).collect()),
            };
            let known = model.columns.enumerate().find(|(_, column)| column.name == name && column.ty == ty).map(|(id, _)| id);
            let column = known.unwrap_or_else(|| model.columns.push(Column { name: name.to_owned(), ty: ty.clone() }));
            event.fields.push(Field { name: name.to_owned(), span: Span::default(), ty, optional, column });
        }
        model.events.push(event);
    }
    model
}

/// The model of a definition in YAML: its `events` and `sources`, joined by the least that makes it whole.
fn defined(parts: &str) -> Model {
    let rest = "funnel: t\nstages: { a: {}, z: { outcome: lost } }\ntriggers: { t: { from: a, to: z, after: 1d } }\n";
    let mut findings = crate::diagnostics::Findings::default();
    let text = format!("{rest}{parts}");
    let documents: Vec<_> = crate::syntax::document::read(crate::span::FileId(0), &text, &mut findings).into_iter().collect();
    let model = crate::resolve::resolve(&documents, &mut findings);
    let said: Vec<String> = findings.sorted().into_iter().map(|finding| finding.message).collect();
    model.unwrap_or_else(|| panic!("{said:?}"))
}

/// A source that only says its format.
fn source(format: Format) -> Source {
    Source {
        name: "export".to_owned(),
        span: Span::default(),
        files: Vec::new(),
        format: Some(format),
        records: Vec::new(),
        zone: None,
        delimiter: None,
        quote: None,
        decimal_comma: false,
        encoding: None,
        missing: Vec::new(),
        filter: None,
        rows: Vec::new(),
    }
}

/// A folder of logs and what a scan of them comes to.
struct Case {
    folder: tempfile::TempDir,
    model: Model,
    threads: usize,
    /// Bytes of a piece of a text file.
    piece: u64,
    strict: bool,
}

/// The events, the bad rows, and the accounts of a scan, as text.
struct Found {
    intake: Intake,
    events: Vec<String>,
    rejects: Vec<String>,
}

impl Case {
    fn of(catalog: &str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), model: model(catalog), threads: 1, piece: super::plan::PIECE, strict: false }
    }

    fn defined(parts: &str) -> Self {
        Self { model: defined(parts), ..Self::of("") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path(name), content).unwrap();
        self
    }

    fn scan(&self, name: &str) -> Result<Found, Error> {
        let input = Input::parse(&self.path(name).to_string_lossy(), &self.model)?;
        let columns = vec![true; self.model.columns.len()];
        let request = ScanRequest {
            model: &self.model,
            inputs: &[input],
            threads: self.threads,
            columns: &columns,
            ids: true,
            only_events: None,
            strict: self.strict,
            keep_rejects: true,
            origins: false,
            progress: &(),
        };
        let sink = Collected::default();
        let mut intake = super::scan::scan_in(self.piece, &request, &sink)?;
        let mut events: Vec<String> = sink.into_batches().iter().flat_map(|batch| rows(batch, &self.model)).collect();
        events.sort();
        let mut rejects = Vec::new();
        let folder = format!("{}/", self.folder.path().to_string_lossy());
        intake
            .rejects
            .each(|reject| {
                rejects.push(reject.to_string().replace(&folder, ""));
                Ok(())
            })
            .unwrap();
        assert_eq!(intake.read, intake.known + intake.unknown.values().sum::<u64>() + intake.rejected + intake.filtered);
        assert_eq!(intake.known, events.len() as u64);
        assert_eq!(intake.rejected, rejects.len() as u64);
        Ok(Found { intake, events, rejects })
    }

    fn error(&self, name: &str) -> String {
        let folder = format!("{}/", self.folder.path().to_string_lossy());
        self.scan(name).err().map_or_else(|| "no error".to_owned(), |error| error.to_string().replace(&folder, ""))
    }
}

/// The rows of a batch as text: `subject time event #id @seq field=value`.
fn rows(batch: &EventBatch, model: &Model) -> Vec<String> {
    let row = |row: usize| {
        let event = &model.events[batch.event[row]];
        let mut text = text_at(&batch.subject, row).unwrap_or_else(|| "-".to_owned());
        text += &format!(" {} {}", crate::time::instant::format(batch.time[row]), event.name);
        if let Some(id) = batch.id.as_ref().and_then(|ids| text_at(ids, row)) {
            text += &format!(" #{id}");
        }
        if let Some(seq) = batch.seq.as_ref().filter(|seq| seq.is_valid(row)) {
            text += &format!(" @{}", seq.value(row));
        }
        for field in &event.fields {
            if let Some(value) = batch.columns[field.column.index()].as_ref().and_then(|column| field_at(column, row)) {
                text += &format!(" {}={value}", field.name);
            }
        }
        text
    };
    assert_eq!((batch.time.len(), batch.event.len()), (batch.len, batch.len));
    (0..batch.len).map(row).collect()
}

fn text_at(column: &TextColumn, row: usize) -> Option<String> {
    match column {
        TextColumn::Plain(texts) => texts.is_valid(row).then(|| texts.value(row).to_owned()),
        TextColumn::Dictionary { codes, values } => {
            codes.is_valid(row).then(|| values.value(usize::try_from(codes.value(row)).unwrap()).to_owned())
        }
    }
}

fn field_at(column: &FieldColumn, row: usize) -> Option<String> {
    match column {
        FieldColumn::Boolean(values) => values.is_valid(row).then(|| values.value(row).to_string()),
        FieldColumn::Integer(values) | FieldColumn::Duration(values) => values.is_valid(row).then(|| values.value(row).to_string()),
        FieldColumn::Timestamp(values) => values.is_valid(row).then(|| crate::time::instant::format(values.value(row))),
        FieldColumn::Number(values) => values.is_valid(row).then(|| format!("{:?}", values.value(row))),
        FieldColumn::Decimal(values) => values[row].map(|value| value.to_string()),
        FieldColumn::Text(texts) => text_at(texts, row),
        FieldColumn::Date(values) => values.is_valid(row).then(|| crate::time::date::format(values.value(row))),
    }
}
