//! Where events come from (L11).

use crate::syntax::yaml::{Entries, Form, OneOrMany, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where events come from (L11).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Source {
    /// Paths and globs, relative to the definition.
    pub files: Written<OneOrMany<Text>>,
    /// `ndjson json csv tsv parquet arrow`; told from the name when absent.
    #[schemars(extend("enum" = ["ndjson", "json", "csv", "tsv", "parquet", "arrow"]))]
    pub format: Written<Text>,
    /// Where the rows are inside a document, `result.items`.
    pub records: Written<Text>,
    /// The zone of times without an offset; the calendar's when absent.
    pub timezone: Written<Text>,
    /// Between cells, one character.
    pub delimiter: Written<Text>,
    /// The decimal sign, `.` or `,`.
    pub decimal: Written<Text>,
    /// Around cells, one character.
    pub quote: Written<Text>,
    /// The text encoding, e.g. `windows-1250`; UTF-8 when absent.
    pub encoding: Written<Text>,
    /// Texts that mean missing.
    pub missing: Written<OneOrMany<Text>>,
    /// Rows for which it does not hold are filtered.
    #[serde(rename = "where")]
    pub filter: Written<Text>,
    /// How a row becomes an event.
    pub map: Written<Map>,
    /// How a row becomes several events.
    pub rows: Written<Entries<RowMap>>,
}

/// How a row becomes an event; what is absent comes from the column of its own name.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Map {
    /// The subject's id.
    pub subject: Written<Text>,
    /// The instant.
    pub time: Written<Time>,
    /// The event's name.
    pub event: Written<Text>,
    /// The event's own id.
    pub id: Written<Text>,
    /// The order among events of one instant, an integer.
    pub seq: Written<Text>,
    /// Fields; the others come from columns of their own name.
    pub fields: Written<Entries<Text>>,
}

/// Where the instant comes from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<Text, LongTime>")]
pub struct Time {
    /// The expression.
    pub value: Written<Text>,
    /// `rfc3339 civil date epoch_s epoch_ms epoch_us` or a pattern such as `%d.%m.%Y %H:%M`.
    pub format: Written<Text>,
}

/// The long form of a time.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct LongTime {
    /// The expression.
    value: Written<Text>,
    /// `rfc3339 civil date epoch_s epoch_ms epoch_us` or a pattern such as `%d.%m.%Y %H:%M`.
    format: Written<Text>,
}

impl From<Form<Text, LongTime>> for Time {
    fn from(form: Form<Text, LongTime>) -> Self {
        match form {
            Form::Short(value) => Self { value: Written::Given(value), format: Written::Absent },
            Form::Long(LongTime { value, format }, _) => Self { value, format },
        }
    }
}

/// One of several events that a row becomes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RowMap {
    /// Whether the row becomes this event (`where`).
    #[serde(rename = "where")]
    pub filter: Written<Text>,
    /// How.
    pub map: Written<Map>,
}
