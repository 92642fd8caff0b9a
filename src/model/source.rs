//! Sources, as meant (L11): expressions over rows.

use super::expr::Expr;
use crate::span::Span;

/// Where events come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// Paths and globs, relative to the definition's folder.
    pub files: Vec<String>,
    /// The format, where said.
    pub format: Option<Format>,
    /// Keys that lead to the rows inside a document.
    pub records: Vec<String>,
    /// The zone of times without an offset; the calendar's when absent.
    pub zone: Option<crate::time::Zone>,
    /// Between cells.
    pub delimiter: Option<u8>,
    /// Around cells.
    pub quote: Option<u8>,
    /// `true` where the decimal sign is a comma.
    pub decimal_comma: bool,
    /// The text encoding; UTF-8 when absent.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Texts that mean missing (besides an empty CSV cell).
    pub missing: Vec<String>,
    /// Rows for which it does not hold are filtered.
    pub filter: Option<Expr>,
    /// The events that a row becomes: one without a name for `map`, else one for each of `rows`.
    pub rows: Vec<RowMap>,
}

/// A format of logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JSON object a line.
    Ndjson,
    /// JSON documents.
    Json,
    /// Comma separated.
    Csv,
    /// Tab separated.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, file or stream.
    Arrow,
}

/// How a row becomes an event. `None`: from the column of that name.
#[derive(Clone, Debug, Default)]
pub struct RowMap {
    /// The name under `rows`.
    pub name: Option<String>,
    /// Whether the row becomes this event.
    pub filter: Option<Expr>,
    /// The subject.
    pub subject: Option<Expr>,
    /// The instant.
    pub time: Option<Expr>,
    /// How the instant is written.
    pub time_format: TimeFormat,
    /// The event's name.
    pub event: Option<Expr>,
    /// The event's own id.
    pub id: Option<Expr>,
    /// The order within an instant.
    pub seq: Option<Expr>,
    /// Fields by name; the others come from columns of their own name.
    pub fields: Vec<(String, Expr)>,
}

/// How an instant is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TimeFormat {
    /// RFC 3339, the offset optional (L2).
    #[default]
    Rfc3339,
    /// A local date and time.
    Civil,
    /// A date: its midnight.
    Date,
    /// Seconds since 1970, fractions allowed.
    EpochSeconds,
    /// Milliseconds.
    EpochMillis,
    /// Microseconds.
    EpochMicros,
    /// A pattern such as `%d.%m.%Y %H:%M`.
    Pattern(String),
}
