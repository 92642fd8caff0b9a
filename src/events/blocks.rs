//! Text in blocks of whole rows: lines, or CSV records with their quoted newlines. Memory is bounded: a row that is longer
//! than the limit is passed over, and said to be.

use super::csv::Quotes;
use std::io::Read;

/// So long may a row be.
pub(super) const LONGEST: usize = 16 << 20;
/// So much is read at a time.
const STEP: usize = 256 << 10;
/// So often reading goes on at the next line after a quote that is never closed.
const MENDS: u32 = 100;

/// A block.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'a> {
    /// Whole rows.
    Rows(&'a [u8]),
    /// The beginning of a row that is too long; it is passed over.
    TooLong(&'a [u8]),
    /// A line with a quote that is not closed, within the limit or at all; reading goes on after the line.
    Open(&'a [u8]),
}

/// Where rows end.
#[derive(Debug)]
pub(super) enum Split {
    /// At each newline.
    Lines,
    /// At each newline outside quotes.
    Records(Quotes),
}

/// Reads blocks.
pub(super) struct Blocks<'s> {
    reader: Box<dyn Read + 's>,
    split: Split,
    buffer: Vec<u8>,
    /// What has been given out.
    taken: usize,
    /// How far ends of rows have been looked for.
    scanned: usize,
    filled: usize,
    /// The offset of the first byte not given out.
    offset: u64,
    /// Rows that begin here or later belong to somebody else.
    end: u64,
    /// In the middle of a line that nobody wants.
    skipping: bool,
    ended: bool,
    mends: u32,
}

impl<'s> Blocks<'s> {
    /// All rows of a reader.
    pub(super) fn all(reader: Box<dyn Read + 's>, split: Split) -> Self {
        Self {
            reader,
            split,
            buffer: Vec::new(),
            taken: 0,
            scanned: 0,
            filled: 0,
            offset: 0,
            end: u64::MAX,
            skipping: false,
            ended: false,
            mends: 0,
        }
    }

    /// The rows that begin in `start..end`, of a reader that stands one byte before `start` (or at the very beginning).
    pub(super) fn range(reader: Box<dyn Read + 's>, split: Split, start: u64, end: u64) -> Self {
        Self { offset: start.saturating_sub(1), end, skipping: start > 0, ..Self::all(reader, split) }
    }

    /// The next block.
    ///
    /// # Errors
    /// When the reader fails.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Block<'_>>> {
        self.buffer.copy_within(self.taken..self.filled, 0);
        self.filled -= self.taken;
        self.scanned = self.scanned.saturating_sub(self.taken);
        self.taken = 0;
        loop {
            if self.skipping && !self.skip() {
                if self.ended {
                    return Ok(None);
                }
                self.fill()?;
                continue;
            }
            if self.offset >= self.end || (self.ended && self.filled == 0) {
                return Ok(None);
            }
            let fresh = self.buffer.get(self.scanned..self.filled).unwrap_or_default();
            let found = self.split.last_end(fresh).map(|end| self.scanned + end);
            self.scanned = self.filled;
            if let Some(end) = found {
                return Ok(Some(self.rows(end)));
            }
            if self.filled >= LONGEST || self.ended {
                return Ok(Some(self.odd_end()));
            }
            self.fill()?;
        }
    }

    /// Gives out the rows up to `end`, those of the range only.
    fn rows(&mut self, end: usize) -> Block<'_> {
        let mut end = end;
        let room = usize::try_from(self.end - self.offset).unwrap_or(usize::MAX);
        if end > room {
            // The line that holds the last byte of the range is the last one.
            let from = room.saturating_sub(1);
            let tail = self.buffer.get(from..end).unwrap_or_default();
            end = memchr::memchr(b'\n', tail).map_or(end, |at| from + at + 1);
        }
        self.take(end);
        Block::Rows(self.buffer.get(..end).unwrap_or_default())
    }

    /// No row ends in the buffer, and there is no more, or too much.
    fn odd_end(&mut self) -> Block<'_> {
        let quoted = matches!(&self.split, Split::Records(quotes) if quotes.open());
        if quoted && self.mends < MENDS {
            self.mends += 1;
            let line = memchr::memchr(b'\n', self.buffer.get(..self.filled).unwrap_or_default());
            let end = line.map_or(self.filled, |at| at + 1);
            // A line that is longer than the buffer is passed over to its end.
            self.skipping = line.is_none() && !self.ended;
            self.split.restart();
            self.take(end);
            self.scanned = end;
            return Block::Open(self.buffer.get(..end).unwrap_or_default());
        }
        self.take(self.filled);
        if self.ended && !quoted {
            return Block::Rows(self.buffer.get(..self.filled).unwrap_or_default());
        }
        self.skipping = !self.ended;
        self.split.restart();
        let head = self.buffer.get(..self.filled).unwrap_or_default();
        if quoted { Block::Open(head) } else { Block::TooLong(head) }
    }

    fn take(&mut self, bytes: usize) {
        self.taken = bytes;
        self.offset += bytes as u64;
    }

    /// Passes over what is left of a line; false where its end is not in the buffer.
    fn skip(&mut self) -> bool {
        let bytes = self.buffer.get(..self.filled).unwrap_or_default();
        let end = memchr::memchr(b'\n', bytes).map(|at| at + 1);
        let passed = end.unwrap_or(self.filled);
        self.buffer.copy_within(passed..self.filled, 0);
        self.filled -= passed;
        self.scanned = 0;
        self.offset += passed as u64;
        // No row can begin in the range any more once the whole of it is one line.
        self.ended |= self.offset >= self.end && end.is_none();
        self.skipping = end.is_none();
        end.is_some()
    }

    fn fill(&mut self) -> std::io::Result<()> {
        if self.buffer.len() < self.filled + STEP {
            self.buffer.resize((self.filled + STEP).max(self.buffer.len() * 2).min(LONGEST + 2 * STEP), 0);
        }
        let room = self.buffer.get_mut(self.filled..).unwrap_or_default();
        loop {
            match self.reader.read(room) {
                Ok(read) => {
                    self.filled += read;
                    self.ended = read == 0;
                    return Ok(());
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Split {
    /// Where the last row of `fresh` ends, which follows what was looked at before.
    fn last_end(&mut self, fresh: &[u8]) -> Option<usize> {
        match self {
            Self::Lines => memchr::memrchr(b'\n', fresh).map(|at| at + 1),
            Self::Records(quotes) => quotes.last_end(fresh),
        }
    }

    fn restart(&mut self) {
        if let Self::Records(quotes) = self {
            quotes.restart();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut blocks: Blocks<'_>) -> Vec<(char, String)> {
        let mut found = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            let (kind, bytes) = match block {
                Block::Rows(bytes) => ('r', bytes),
                Block::TooLong(bytes) => ('l', bytes),
                Block::Open(bytes) => ('o', bytes),
            };
            found.push((kind, String::from_utf8_lossy(bytes).into_owned()));
        }
        found
    }

    #[test]
    fn every_line_is_in_exactly_one_range() {
        let text = "a\n\nbcd\r\nefghij\nk";
        for size in 1..=text.len() + 1 {
            let mut rows = String::new();
            for start in (0..text.len()).step_by(size) {
                let from = start.saturating_sub(1);
                let reader = Box::new(&text.as_bytes()[from..]);
                for (kind, block) in all(Blocks::range(reader, Split::Lines, start as u64, (start + size) as u64)) {
                    assert_eq!(kind, 'r');
                    rows.push_str(&block);
                }
            }
            assert_eq!(rows, text, "in ranges of {size}");
        }
    }

    #[test]
    fn a_line_without_an_end_is_passed_over() {
        let long = format!("{}\nlast\n", "x".repeat(LONGEST + 5 * STEP));
        let found = all(Blocks::all(Box::new(std::io::Cursor::new(long)), Split::Lines));
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<String>(), "lr");
        assert_eq!(found[1].1, "last\n");
    }

    #[test]
    fn a_long_line_with_an_open_quote_is_one_row() {
        let long = format!("a,b\n\"{}\",d\ne,f\n", "x".repeat(2 * LONGEST));
        let found = all(Blocks::all(Box::new(std::io::Cursor::new(long)), Split::Records(Quotes::new(b'"', b','))));
        assert_eq!(found.iter().map(|(kind, _)| *kind).collect::<String>(), "ror");
        assert_eq!(found[2].1, "e,f\n");
    }

    #[test]
    fn records_keep_their_quoted_newlines() {
        let text = "a,\"b\nc\",5\" pipe\nd,\"\"\"\n\"\ne";
        let found = all(Blocks::all(Box::new(text.as_bytes()), Split::Records(Quotes::new(b'"', b','))));
        assert_eq!(found, [('r', "a,\"b\nc\",5\" pipe\nd,\"\"\"\n\"\n".to_owned()), ('r', "e".to_owned())]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_line_only() {
        let text = "a,b\n\"c,d\ne,f\n";
        let found = all(Blocks::all(Box::new(text.as_bytes()), Split::Records(Quotes::new(b'"', b','))));
        assert_eq!(found, [('r', "a,b\n".to_owned()), ('o', "\"c,d\n".to_owned()), ('r', "e,f\n".to_owned())]);
    }
}
