//! Splits records into cells without copying them. Cells with quotes that do not stand for themselves are put together where somebody
//! wants them. Quotes are understood as [`super::Quotes`] does, and the `csv` crate.

use super::super::bytes::{eight, find, same};
use std::borrow::Cow;

/// Splits records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Splitter {
    pub quote: u8,
    pub delimiter: u8,
}

/// Where a cell stands in its record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    from: u32,
    to: u32,
    /// Whether it is as written, from its first quote on.
    odd: bool,
}

/// A record that was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Without what ends it.
    pub len: usize,
    /// Newlines inside quotes.
    pub newlines: u64,
}

impl Splitter {
    /// Splits the first record of `bytes`, which do not begin with the end of a line.
    pub(super) fn record(self, bytes: &[u8], cells: &mut Vec<Span>) -> Record {
        cells.clear();
        let (mut at, mut newlines) = (0, 0);
        loop {
            let from = at;
            if bytes.get(at) == Some(&self.quote) {
                let closing = self.closing(bytes, at + 1, &mut newlines);
                at = (closing + 1).min(bytes.len());
                if self.ends(bytes.get(at)) {
                    cells.push(Span::of(from + 1, closing, false));
                } else {
                    at = self.odd(bytes, at, &mut newlines);
                    cells.push(Span::of(from, at, true));
                }
            } else {
                at = self.plain(bytes, at);
                cells.push(Span::of(from, at, false));
            }
            if bytes.get(at) != Some(&self.delimiter) {
                return Record { len: at, newlines };
            }
            at += 1;
        }
    }

    /// The text of a cell of the record `text`.
    pub(super) fn text(self, text: &str, cell: Span) -> Cow<'_, str> {
        let written = text.get(cell.from as usize..cell.to as usize).unwrap_or_default();
        if cell.odd { Cow::Owned(self.unquoted(written)) } else { Cow::Borrowed(written) }
    }

    /// What stands for itself in a cell that begins with a quote.
    fn unquoted(self, written: &str) -> String {
        let quote = char::from(self.quote);
        let (mut text, mut rest) = (String::with_capacity(written.len()), written.get(1..).unwrap_or_default());
        while let Some((before, after)) = rest.split_once(quote) {
            text.push_str(before);
            match after.strip_prefix(quote) {
                Some(more) => {
                    text.push(quote);
                    rest = more;
                }
                // Closed: quotes after it stand for themselves.
                None => return text + after,
            }
        }
        text + rest
    }

    /// The end of a cell of which quotes have been closed before `at`, and something comes after.
    fn odd(self, bytes: &[u8], mut at: usize, newlines: &mut u64) -> usize {
        while bytes.get(at) == Some(&self.quote) {
            at = (self.closing(bytes, at + 1, newlines) + 1).min(bytes.len());
        }
        if self.ends(bytes.get(at)) { at } else { self.plain(bytes, at) }
    }

    /// The next quote, or the end.
    fn closing(self, bytes: &[u8], mut at: usize, newlines: &mut u64) -> usize {
        let (quote, newline) = (eight(self.quote), eight(b'\n'));
        loop {
            at = find(bytes, at, |word| same(word, quote) | same(word, newline));
            if bytes.get(at) != Some(&b'\n') {
                return at;
            }
            *newlines += 1;
            at += 1;
        }
    }

    /// The end of a cell without quotes.
    fn plain(self, bytes: &[u8], at: usize) -> usize {
        let (delimiter, newline, carriage) = (eight(self.delimiter), eight(b'\n'), eight(b'\r'));
        find(bytes, at, |word| same(word, delimiter) | same(word, newline) | same(word, carriage))
    }

    fn ends(self, byte: Option<&u8>) -> bool {
        byte.is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'))
    }
}

impl Span {
    fn of(from: usize, to: usize, odd: bool) -> Self {
        // No block is as long as 4 GiB.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { from: place(from), to: place(to), odd }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expected(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn found(text: &str) -> Vec<Vec<String>> {
        let (splitter, mut cells, mut all, mut rest) = (Splitter { quote: b'"', delimiter: b',' }, Vec::new(), Vec::new(), text);
        loop {
            rest = rest.trim_start_matches(['\r', '\n']);
            if rest.is_empty() {
                return all;
            }
            let record = splitter.record(rest.as_bytes(), &mut cells);
            let (text, after) = rest.split_at(record.len);
            assert_eq!(record.newlines, text.matches('\n').count() as u64);
            all.push(cells.iter().map(|cell| splitter.text(text, *cell).into_owned()).collect());
            rest = after;
        }
    }

    #[test]
    fn quotes_as_they_are_written() {
        for (text, cells) in [
            ("a,\"b\",", &["a", "b", ""][..]),
            ("\"a\"\"b\",\"\"\"\",\"\"", &["a\"b", "\"", ""]),
            ("5\" pipe,\"a\"b\"c,\"a\"\"b\"c\"\"", &["5\" pipe", "ab\"c", "a\"bc\"\""]),
            ("\"a\nb,\r\n\",\"open", &["a\nb,\r\n", "open"]),
        ] {
            assert_eq!(found(text), [cells], "{text}");
            assert_eq!(found(text), expected(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn records_are_those_of_the_csv_crate(text in "[ab\u{17c},\"\n\r]{0,60}") {
            prop_assert_eq!(found(&text), expected(&text));
        }
    }
}
