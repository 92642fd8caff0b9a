//! Well-formed known events in columns: what every reader makes and the replay takes.

use super::rejects::Place;
use crate::ids::EventId;
use crate::time::Micros;
use crate::value::Decimal;
use arrow::array::{Array, BooleanArray, Float64Array, Int32Array, Int64Array, StringArray, StringViewArray};

/// Texts of a batch, plain or as codes into a list of distinct values.
#[derive(Clone, Debug)]
pub enum TextColumn {
    /// Row by row. Nulls are missing.
    Plain(StringViewArray),
    /// Codes into `values`; a null code is missing. Values may repeat and may be unused.
    Dictionary {
        /// A code a row.
        codes: Int32Array,
        /// What the codes stand for; without nulls.
        values: StringArray,
    },
}

impl TextColumn {
    /// The text of a row, unless it is missing.
    pub fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Dictionary { codes, values } => {
                codes.is_valid(row).then(|| values.value(usize::try_from(codes.value(row)).unwrap_or(usize::MAX)))
            }
        }
    }

    /// Some of the rows, holding on to nothing of the others.
    fn keep(&self, rows: &[usize]) -> Self {
        Self::Plain(rows.iter().map(|row| self.get(*row)).collect())
    }
}

/// A column of fields. Nulls are missing. Rows whose event does not have the field hold anything: never read them.
#[derive(Clone, Debug)]
pub enum FieldColumn {
    /// Truths.
    Boolean(BooleanArray),
    /// Whole numbers.
    Integer(Int64Array),
    /// Doubles, finite.
    Number(Float64Array),
    /// Exact decimals.
    Decimal(Vec<Option<Decimal>>),
    /// Strings and enums.
    Text(TextColumn),
    /// Microseconds since 1970.
    Timestamp(Int64Array),
    /// Days since 1970.
    Date(Int32Array),
    /// Microseconds.
    Duration(Int64Array),
}

impl FieldColumn {
    fn keep(&self, rows: &[usize]) -> Self {
        macro_rules! kept {
            ($kind:ident, $values:expr) => {
                Self::$kind(rows.iter().map(|row| $values.is_valid(*row).then(|| $values.value(*row))).collect())
            };
        }
        match self {
            Self::Boolean(values) => kept!(Boolean, values),
            Self::Integer(values) => kept!(Integer, values),
            Self::Number(values) => kept!(Number, values),
            Self::Decimal(values) => Self::Decimal(rows.iter().map(|row| values[*row]).collect()),
            Self::Text(texts) => Self::Text(texts.keep(rows)),
            Self::Timestamp(values) => kept!(Timestamp, values),
            Self::Date(values) => kept!(Date, values),
            Self::Duration(values) => kept!(Duration, values),
        }
    }
}

/// Where a row was read. Ordered as the input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The piece of work, by its place among all of the scan.
    pub(super) item: usize,
    /// Where in it.
    pub(super) place: Place,
}

/// What the pieces of work of a scan were of: leads an [`Origin`] back to its file.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    /// By item: the file as the user named it, and the lines or rows before the item in it.
    pub(super) items: Vec<(String, u64)>,
}

impl Origins {
    /// The file, and where in it.
    pub fn find(&self, origin: Origin) -> Option<(&str, Place)> {
        self.items.get(origin.item).map(|(file, before)| (file.as_str(), origin.place.after(*before)))
    }
}

/// Rows that are readable, known and right in their fields, in the order of the input. All columns have `len` rows.
#[derive(Clone, Debug)]
pub struct EventBatch {
    /// The number of rows.
    pub len: usize,
    /// The instants.
    pub time: Vec<Micros>,
    /// The events of the catalog.
    pub event: Vec<EventId>,
    /// The subjects as written; null for events of no subject.
    pub subject: TextColumn,
    /// The ids, where the input has any.
    pub id: Option<TextColumn>,
    /// The order within an instant, where the input has any.
    pub seq: Option<Int64Array>,
    /// The fields by [`crate::ids::ColumnId`]; `None` where the request did not ask for the column or the input has no such column (all missing).
    pub columns: Vec<Option<FieldColumn>>,
    /// Where the rows stand in the input, where the request asked for it.
    pub origins: Option<Vec<Origin>>,
}

impl EventBatch {
    /// Some of the rows, by their places, holding on to nothing of the others.
    #[must_use]
    pub fn keep(&self, rows: &[usize]) -> Self {
        Self {
            len: rows.len(),
            time: rows.iter().map(|row| self.time[*row]).collect(),
            event: rows.iter().map(|row| self.event[*row]).collect(),
            subject: self.subject.keep(rows),
            id: self.id.as_ref().map(|ids| ids.keep(rows)),
            seq: self.seq.as_ref().map(|seqs| rows.iter().map(|row| seqs.is_valid(*row).then(|| seqs.value(*row))).collect()),
            columns: self.columns.iter().map(|column| column.as_ref().map(|column| column.keep(rows))).collect(),
            origins: self.origins.as_ref().map(|origins| rows.iter().map(|row| origins[*row]).collect()),
        }
    }
}
