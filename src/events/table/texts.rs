//! Arrow columns of texts as the batches have them: codes into a list where that is short, else plain.

use super::super::batch::TextColumn;
use super::super::typing;
use super::cells::cell;
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, StringViewArray, StringViewBuilder};
use arrow::compute::{cast, nullif};
use arrow::datatypes::{DataType, Int32Type};
use arrow::error::ArrowError;

/// Whether a type is text of any kind.
pub(super) fn is_text(ty: &DataType) -> bool {
    match ty {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => matches!(**values, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
        _ => false,
    }
}

/// A column of texts; it must be one.
pub(super) fn column(array: &ArrayRef) -> Result<TextColumn, ArrowError> {
    if let Some(dictionary) = array.as_any_dictionary_opt() {
        // A list longer than the batch makes every look at the list dearer than a look at the rows.
        if dictionary.values().len() <= (array.len() / 2).max(1024) && dictionary.values().null_count() == 0 {
            let codes = cast(dictionary.keys(), &DataType::Int32)?.as_primitive::<Int32Type>().clone();
            let values = cast(dictionary.values(), &DataType::Utf8)?.as_string::<i32>().clone();
            return Ok(TextColumn::Dictionary { codes, values });
        }
    }
    Ok(TextColumn::Plain(cast(array, &DataType::Utf8View)?.as_string_view().clone()))
}

/// A column of names: texts, or numbers as their digits; empty ones are missing. Gives also the rows whose value is neither.
pub(super) fn names(array: &ArrayRef) -> Result<(TextColumn, Vec<(usize, String)>), ArrowError> {
    if is_text(array.data_type()) {
        return Ok((without_empty(column(array)?)?, Vec::new()));
    }
    let (mut texts, mut wrong) = (StringViewBuilder::with_capacity(array.len()), Vec::new());
    for row in 0..array.len() {
        match typing::name(&cell(array.as_ref(), row)) {
            Ok(Some(name)) => texts.append_value(name),
            Ok(None) => texts.append_null(),
            Err(reason) => {
                texts.append_null();
                wrong.push((row, reason));
            }
        }
    }
    Ok((TextColumn::Plain(texts.finish()), wrong))
}

fn without_empty(column: TextColumn) -> Result<TextColumn, ArrowError> {
    let empty: BooleanArray = match &column {
        // The low half of a view is the length of its text.
        TextColumn::Plain(texts) if texts.views().iter().all(|view| *view << 96 != 0) => return Ok(column),
        TextColumn::Plain(texts) => texts.views().iter().map(|view| Some(*view << 96 == 0)).collect(),
        TextColumn::Dictionary { values, .. } if values.iter().flatten().all(|text| !text.is_empty()) => return Ok(column),
        TextColumn::Dictionary { codes, values } => {
            codes.iter().map(|code| Some(text_of(values, code).is_some_and(str::is_empty))).collect()
        }
    };
    without(&column, &empty)
}

/// The same with nulls where `mask` is true.
pub(super) fn without(column: &TextColumn, mask: &BooleanArray) -> Result<TextColumn, ArrowError> {
    Ok(match column {
        TextColumn::Plain(texts) => TextColumn::Plain(nullif(texts, mask)?.as_string_view().clone()),
        TextColumn::Dictionary { codes, values } => {
            TextColumn::Dictionary { codes: nullif(codes, mask)?.as_primitive::<Int32Type>().clone(), values: values.clone() }
        }
    })
}

/// The text that a code stands for.
pub(super) fn text_of(values: &arrow::array::StringArray, code: Option<i32>) -> Option<&str> {
    let code = usize::try_from(code?).ok()?;
    (code < values.len()).then(|| values.value(code))
}

/// Whether there is a text in a row.
pub(super) fn is_missing(column: &TextColumn, row: usize) -> bool {
    match column {
        TextColumn::Plain(texts) => texts.is_null(row),
        TextColumn::Dictionary { codes, .. } => codes.is_null(row),
    }
}

/// How many rows have none.
pub(super) fn missing(column: &TextColumn) -> usize {
    match column {
        TextColumn::Plain(texts) => texts.null_count(),
        TextColumn::Dictionary { codes, .. } => codes.null_count(),
    }
}

/// A column of so many missing texts.
pub(super) fn nothing(rows: usize) -> TextColumn {
    TextColumn::Plain(StringViewArray::new_null(rows))
}
