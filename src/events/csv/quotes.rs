//! Where records of CSV end: at each newline outside quotes.

/// So much of the end of a text is looked at before the whole of it.
const TAIL: usize = 4 << 10;

/// Follows the quotes of CSV text: a quote opens only at the beginning of a cell; doubled it stands for itself.
#[derive(Clone, Debug)]
pub(in super::super) struct Quotes {
    quote: u8,
    delimiter: u8,
    state: Quoting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoting {
    CellBegins,
    InCell,
    InQuotes,
    /// After a quote inside quotes: the end, or the first of two.
    Closing,
}

impl Quotes {
    /// At the beginning of a record.
    pub(in super::super) fn new(quote: u8, delimiter: u8) -> Self {
        Self { quote, delimiter, state: Quoting::CellBegins }
    }

    /// Whether a quote is open.
    pub(in super::super) fn open(&self) -> bool {
        self.state == Quoting::InQuotes
    }

    /// At the beginning of a record again.
    pub(in super::super) fn restart(&mut self) {
        self.state = Quoting::CellBegins;
    }

    /// Follows `fresh`, which comes after all that was followed before, and tells where the last record ends in it.
    pub(in super::super) fn last_end(&mut self, fresh: &[u8]) -> Option<usize> {
        if matches!(self.state, Quoting::CellBegins | Quoting::InCell) && memchr::memchr(self.quote, fresh).is_none() {
            // Without quotes a newline is an end, and only the very last sign tells where things stand.
            let last = fresh.last()?;
            self.state = self.after(Quoting::InCell, *last);
            return memchr::memrchr(b'\n', fresh).map(|at| at + 1);
        }
        let tail = fresh.len().saturating_sub(TAIL);
        if let Some(end) = self.last_end_anyhow(fresh.get(tail..).unwrap_or_default()) {
            return Some(tail + end);
        }
        self.walk(fresh)
    }

    /// The same of bytes of which it is not known what came before them. Quotes open at the beginning of cells only, so whatever it
    /// was, after a few quoted cells it makes no difference any more: from there on it is known where things stand. `None` where
    /// that, or the end of a record after it, does not come; nothing is followed then.
    pub(in super::super) fn last_end_anyhow(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut may_be = [Quoting::CellBegins, Quoting::InCell, Quoting::InQuotes, Quoting::Closing];
        let one = |may_be: &[Quoting; 4]| may_be.iter().all(|state| *state == may_be[0]);
        // Between quotes and newlines nothing brings them together.
        memchr::memchr(self.quote, bytes)?;
        let met = bytes.iter().position(|byte| {
            may_be = may_be.map(|state| self.after(state, *byte));
            one(&may_be)
        })?;
        let mut known = Self { state: may_be[0], ..self.clone() };
        let end = known.walk(bytes.get(met + 1..).unwrap_or_default())?;
        *self = known;
        Some(met + 1 + end)
    }

    fn walk(&mut self, fresh: &[u8]) -> Option<usize> {
        let (mut last, mut state) = (None, self.state);
        for (at, byte) in fresh.iter().enumerate() {
            if *byte == b'\n' && state != Quoting::InQuotes {
                last = Some(at + 1);
            }
            state = self.after(state, *byte);
        }
        self.state = state;
        last
    }

    fn after(&self, state: Quoting, byte: u8) -> Quoting {
        match state {
            Quoting::InQuotes if byte == self.quote => Quoting::Closing,
            Quoting::InQuotes => Quoting::InQuotes,
            Quoting::Closing | Quoting::CellBegins if byte == self.quote => Quoting::InQuotes,
            _ if byte == self.delimiter || matches!(byte, b'\r' | b'\n') => Quoting::CellBegins,
            _ => Quoting::InCell,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &[u8]) -> Vec<csv::ByteRecord> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        reader.byte_records().map(Result::unwrap).collect()
    }

    #[test]
    fn what_came_before_makes_no_difference_after_a_few_quoted_cells() {
        let end = |text: &str| Quotes::new(b'"', b',').last_end_anyhow(text.as_bytes());
        assert_eq!(end("b\",\"c\"\n\"d\",\"e\"\n\"f"), Some(15));
        assert_eq!(end("b,c\nd,e\n"), None);
        assert_eq!(end("b,\"c\nd\",e\nf"), Some(10));
    }

    proptest! {
        #[test]
        fn records_cut_into_blocks_are_the_same_records(text in "[a,\"\n\r]{0,40}", step in 1_usize..8) {
            let (mut quotes, mut ends, mut found) = (Quotes::new(b'"', b','), vec![0], Vec::new());
            for (at, fresh) in text.as_bytes().chunks(step).enumerate() {
                ends.extend(quotes.last_end(fresh).map(|end| at * step + end));
            }
            ends.push(text.len());
            for pair in ends.windows(2) {
                found.extend(records(&text.as_bytes()[pair[0]..pair[1]]));
            }
            prop_assert_eq!(found, records(text.as_bytes()));
        }

        #[test]
        fn what_is_known_from_the_middle_on_is_what_is_known_from_the_beginning(text in "([a,\"\n\r]|\",\"|\"\n\"){0,40}", from in 0_usize..40) {
            let bytes = text.as_bytes();
            let from = from.min(bytes.len());
            let (mut whole, mut middle) = (Quotes::new(b'"', b','), Quotes::new(b'"', b','));
            let expected = whole.walk(bytes);
            if let Some(end) = middle.last_end_anyhow(&bytes[from..]) {
                prop_assert_eq!((Some(from + end), middle.state), (expected, whole.state));
            }
            let mut quick = Quotes::new(b'"', b',');
            prop_assert_eq!((quick.last_end(bytes), quick.state), (expected, whole.state));
        }
    }
}
