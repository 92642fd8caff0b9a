//! Builds a column of texts: codes while there are few different ones, plain when there turn out to be many.

use super::batch::TextColumn;
use arrow::array::{Array, Int32Array, StringArray, StringBuilder, StringViewBuilder};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// So many different texts, and a column is no longer worth codes.
const MOST_VALUES: usize = 4096;

/// A column of texts in the making. Its values stay from one batch to the next.
#[derive(Debug)]
pub struct TextBuilder {
    rows: Rows,
    hash: FixedState,
}

#[derive(Debug)]
enum Rows {
    Coded(Coded),
    Plain(StringViewBuilder, usize),
}

#[derive(Debug)]
struct Coded {
    /// A code a row, -1 for missing.
    codes: Vec<i32>,
    /// From texts to their codes.
    table: HashTable<i32>,
    values: StringBuilder,
    /// The values as an array, until there are more.
    built: Option<StringArray>,
}

impl TextBuilder {
    /// A column that is taken to have few different texts until it shows otherwise.
    pub fn coded() -> Self {
        let coded = Coded { codes: Vec::new(), table: HashTable::new(), values: StringBuilder::new(), built: None };
        Self { rows: Rows::Coded(coded), hash: FixedState::with_seed(0x5eed) }
    }

    /// A column in which most texts differ.
    pub fn plain() -> Self {
        Self { rows: Rows::Plain(StringViewBuilder::new(), 0), hash: FixedState::with_seed(0x5eed) }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Coded(coded) => coded.codes.len(),
            Rows::Plain(_, len) => *len,
        }
    }

    /// Fills up with missing ones to `rows` rows.
    pub fn pad(&mut self, rows: usize) {
        match &mut self.rows {
            Rows::Coded(coded) => {
                if coded.codes.len() < rows {
                    coded.codes.resize(rows, -1);
                }
            }
            Rows::Plain(builder, len) => {
                while *len < rows {
                    builder.append_null();
                    *len += 1;
                }
            }
        }
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        match &mut self.rows {
            Rows::Coded(coded) => {
                let code = coded.code(text, &self.hash);
                coded.codes.push(code);
                if coded.table.len() > MOST_VALUES {
                    let coded = std::mem::replace(self, Self::plain());
                    self.take_over(&coded);
                }
            }
            Rows::Plain(builder, len) => {
                builder.append_value(text);
                *len += 1;
            }
        }
    }

    /// The column so far; the builder begins anew.
    pub fn finish(&mut self) -> TextColumn {
        match &mut self.rows {
            Rows::Coded(coded) => {
                let codes = std::mem::take(&mut coded.codes);
                let nulls = codes.contains(&-1).then(|| codes.iter().map(|code| *code >= 0).collect::<NullBuffer>());
                // A code of -1 points nowhere; under a null it need not, but 0 spares every reader the thought.
                let codes = if nulls.is_some() { codes.into_iter().map(|code| code.max(0)).collect() } else { codes };
                TextColumn::Dictionary { codes: Int32Array::new(ScalarBuffer::from(codes), nulls), values: coded.values() }
            }
            Rows::Plain(builder, len) => {
                *len = 0;
                TextColumn::Plain(builder.finish())
            }
        }
    }

    fn take_over(&mut self, from: &Self) {
        let Rows::Coded(coded) = &from.rows else { return };
        let values = coded.values.finish_cloned();
        for code in &coded.codes {
            match usize::try_from(*code) {
                Ok(code) if code < values.len() => self.push(values.value(code)),
                _ => self.pad(self.len() + 1),
            }
        }
    }
}

impl Coded {
    fn code(&mut self, text: &str, hash: &FixedState) -> i32 {
        let values = &self.values;
        let of = |code: &i32| value(values, *code);
        if let Some(code) = self.table.find(hash.hash_one(text), |code| of(code) == text.as_bytes()) {
            return *code;
        }
        let code = i32::try_from(self.table.len()).unwrap_or(i32::MAX);
        self.values.append_value(text);
        self.built = None;
        let values = &self.values;
        // The table hashes what `hash_one` hashes of a `str`, so a rehash must go through `str` too.
        self.table
            .insert_unique(hash.hash_one(text), code, |code| hash.hash_one(std::str::from_utf8(value(values, *code)).unwrap_or_default()));
        code
    }

    fn values(&mut self) -> StringArray {
        self.built.get_or_insert_with(|| self.values.finish_cloned()).clone()
    }
}

/// The bytes of the value that a code stands for.
fn value(values: &StringBuilder, code: i32) -> &[u8] {
    let offsets = values.offsets_slice();
    let at = |index: usize| offsets.get(index).and_then(|offset| usize::try_from(*offset).ok()).unwrap_or_default();
    let code = usize::try_from(code).unwrap_or_default();
    values.values_slice().get(at(code)..at(code + 1)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(column: &TextColumn) -> Vec<Option<String>> {
        match column {
            TextColumn::Plain(array) => array.iter().map(|text| text.map(str::to_owned)).collect(),
            TextColumn::Dictionary { codes, values } => {
                codes.iter().map(|code| code.map(|code| values.value(usize::try_from(code).unwrap()).to_owned())).collect()
            }
        }
    }

    #[test]
    fn texts_come_back_as_they_were() {
        for mut builder in [TextBuilder::coded(), TextBuilder::plain()] {
            for text in ["a", "", "a", "b"] {
                builder.push(text);
            }
            builder.pad(6);
            builder.push("c");
            let some = |text: &str| Some(text.to_owned());
            assert_eq!(texts(&builder.finish()), [some("a"), some(""), some("a"), some("b"), None, None, some("c")]);
            builder.push("b");
            assert_eq!(texts(&builder.finish()), [some("b")]);
        }
    }

    #[test]
    fn many_different_texts_become_plain() {
        let mut builder = TextBuilder::coded();
        builder.pad(1);
        let all: Vec<String> = (0..MOST_VALUES + 10).map(|n| n.to_string()).collect();
        for text in &all {
            builder.push(text);
        }
        let column = builder.finish();
        assert!(matches!(column, TextColumn::Plain(_)));
        assert_eq!(texts(&column)[0], None);
        assert!(texts(&column).into_iter().skip(1).flatten().eq(all));
    }
}
