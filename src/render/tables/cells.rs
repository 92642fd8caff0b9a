//! What stands in a row, for the formats that are text.

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use std::io;

/// A column of a batch, by its type.
pub(super) enum Column<'a> {
    Boolean(&'a BooleanArray),
    Integer(&'a Int64Array),
    Number(&'a Float64Array),
    Text(&'a StringArray),
    Instant(&'a TimestampMicrosecondArray),
    Date(&'a Date32Array),
    Texts(&'a ListArray),
}

/// What stands in a cell.
pub(super) enum Cell<'a> {
    Boolean(bool),
    Integer(i64),
    Number(f64),
    Text(&'a str),
    /// Microseconds since 1970.
    Instant(i64),
    /// Days since 1970.
    Date(i32),
    Texts(Vec<String>),
}

/// The columns of a batch.
pub(super) fn columns(batch: &RecordBatch) -> io::Result<Vec<Column<'_>>> {
    batch.columns().iter().map(Column::of).collect()
}

impl<'a> Column<'a> {
    fn of(array: &'a ArrayRef) -> io::Result<Self> {
        let any = array.as_any();
        macro_rules! first {
            ($($kind:ident($array:ty)),+) => {
                $(if let Some(array) = any.downcast_ref::<$array>() { return Ok(Self::$kind(array)); })+
            };
        }
        first!(
            Boolean(BooleanArray),
            Integer(Int64Array),
            Number(Float64Array),
            Text(StringArray),
            Instant(TimestampMicrosecondArray),
            Date(Date32Array),
            Texts(ListArray)
        );
        Err(io::Error::other(format!("no text for a column of type {}", array.data_type())))
    }

    /// What stands in a row; nothing where it is missing.
    pub(super) fn cell(&self, row: usize) -> Option<Cell<'a>> {
        macro_rules! cell {
            ($array:expr, $kind:ident) => {
                $array.is_valid(row).then(|| Cell::$kind($array.value(row)))
            };
        }
        match self {
            Self::Boolean(array) => cell!(array, Boolean),
            Self::Integer(array) => cell!(array, Integer),
            Self::Number(array) => cell!(array, Number),
            Self::Text(array) => cell!(array, Text),
            Self::Instant(array) => cell!(array, Instant),
            Self::Date(array) => cell!(array, Date),
            Self::Texts(array) => array.is_valid(row).then(|| {
                let items = array.value(row);
                let texts = items.as_any().downcast_ref::<StringArray>().into_iter().flatten().flatten();
                Cell::Texts(texts.map(str::to_owned).collect())
            }),
        }
    }
}
