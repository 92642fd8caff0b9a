//! Well-formed known events in columns: what every reader makes and the replay takes.

use crate::ids::EventId;
use crate::time::Micros;
use crate::value::Decimal;
use arrow::array::{BooleanArray, Float64Array, Int32Array, Int64Array, StringArray, StringViewArray};

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
}
