//! Partitions, sorted by the bytes of their subjects' names, to one sequence of subjects: some of them at a time, so that all columns of
//! what is at hand lie in a cache, and of partitions on shelves no more than a piece each is in memory.

use super::outcome::gather::{self, Cursor};
use super::outcome::{Outcome, Tapped, prefix};
use std::io;

/// So many subjects are handed on at a time, the last ones fewer: that many whatever the threads and the memory, since what is written
/// of them goes to files in these steps.
pub const ROWS: usize = 4 * 1024;
/// How many subjects a piece on a shelf has: few enough that a piece of each part fits into little memory.
const PIECE: usize = 512;

/// The subjects of one part, so many at a time. The accounts are in none.
pub fn pieces(part: Outcome) -> impl Iterator<Item = Outcome> {
    let taps = part.taps.len();
    // Nothing of what is in memory can fail.
    Merge::of(vec![part], PIECE, taps).map_while(Result::ok)
}

/// A part, piece by piece, the subjects sorted by name within it.
pub type Pieces = Box<dyn Iterator<Item = io::Result<Outcome>>>;

/// All subjects of several parts in the order of their names, some at a time.
pub struct Merge {
    sources: Vec<Source>,
    tournament: Tournament,
    /// Whose turn it was since rows were last gathered: the part, and the place in its piece.
    turns: Vec<(u16, u32)>,
    /// How many subjects are given at a time.
    count: usize,
    taps: usize,
    fault: Option<io::Error>,
}

/// What a part has left.
struct Source {
    piece: Outcome,
    /// The next subject of the piece.
    next: usize,
    /// Up to where the rows of the piece are gathered.
    cursor: Cursor,
    later: Pieces,
}

impl Source {
    fn of(piece: Outcome, later: Pieces) -> Self {
        Self { next: 0, cursor: Cursor::start(piece.taps.len()), piece, later }
    }

    /// Goes on to the next piece where this one is used up.
    fn refill(&mut self) -> io::Result<()> {
        while self.next == self.piece.subjects.len() {
            let Some(piece) = self.later.next().transpose()? else { return Ok(()) };
            (self.next, self.cursor) = (0, Cursor::start(piece.taps.len()));
            self.piece = piece;
        }
        Ok(())
    }

    /// The name of the next subject; none where the part has no more.
    fn name(&self) -> Option<&[u8]> {
        (self.next < self.piece.subjects.len()).then(|| self.piece.subjects.name(self.next).as_bytes())
    }
}

impl Merge {
    /// Of parts that are in memory, at most 65,536 of them; so many subjects at a time. All have so many taps.
    pub fn of(parts: Vec<Outcome>, count: usize, taps: usize) -> Self {
        let none = || -> Pieces { Box::new(std::iter::empty()) };
        Self::start(parts.into_iter().map(|part| Source::of(part, none())).collect(), count, taps)
    }

    /// Of parts that come in pieces.
    ///
    /// # Errors
    /// Those of the pieces.
    pub fn of_pieces(parts: Vec<Pieces>, count: usize, taps: usize) -> io::Result<Self> {
        let mut sources: Vec<Source> = parts.into_iter().map(|later| Source::of(Outcome::default(), later)).collect();
        sources.iter_mut().try_for_each(Source::refill)?;
        Ok(Self::start(sources, count, taps))
    }

    fn start(sources: Vec<Source>, count: usize, taps: usize) -> Self {
        Self { tournament: Tournament::of(&sources), turns: Vec::with_capacity(count), sources, count, taps, fault: None }
    }

    /// Adds the rows of those whose turn it was.
    fn gather(&mut self, rows: &mut Outcome) {
        let mut parts: Vec<(&mut Outcome, &mut Cursor)> =
            self.sources.iter_mut().map(|source| (&mut source.piece, &mut source.cursor)).collect();
        gather::rows(rows, &mut parts, &self.turns);
        self.turns.clear();
    }
}

impl Iterator for Merge {
    type Item = io::Result<Outcome>;

    fn next(&mut self) -> Option<io::Result<Outcome>> {
        let mut rows = Outcome { taps: vec![Tapped::default(); self.taps], ..Outcome::default() };
        rows.subjects.reserve(self.count);
        for _ in 0..self.count {
            let Some(part) = self.tournament.first() else { break };
            let source = &mut self.sources[usize::from(part)];
            self.turns.push((part, number(source.next)));
            source.next += 1;
            if source.next == source.piece.subjects.len() {
                // Before the piece goes, its rows are taken.
                self.gather(&mut rows);
                if let Err(fault) = self.sources[usize::from(part)].refill() {
                    self.fault.get_or_insert(fault);
                }
            }
            self.tournament.went_on(part, &self.sources);
        }
        self.gather(&mut rows);
        match self.fault.take() {
            Some(fault) => Some(Err(fault)),
            None => (!rows.subjects.is_empty()).then_some(Ok(rows)),
        }
    }
}

/// A tree of parts: each inner node holds the one of those below it whose next subject comes first.
struct Tournament {
    /// Of each part the beginning of its next subject's name; [`NO_MORE`] where it has none left, and of places without a part.
    prefixes: Vec<u128>,
    /// The root at 1, below `n` the nodes `2n` and `2n + 1`; the leaves are the parts themselves.
    winners: Vec<u16>,
}

/// No text begins with these bytes.
const NO_MORE: u128 = u128::MAX;

impl Tournament {
    fn of(sources: &[Source]) -> Self {
        let leaves = sources.len().next_power_of_two();
        let mut prefixes = vec![NO_MORE; leaves];
        for (prefix, source) in prefixes.iter_mut().zip(sources) {
            *prefix = source.name().map_or(NO_MORE, self::prefix);
        }
        let mut tournament = Self { prefixes, winners: vec![0; leaves].into_iter().chain(0..).take(2 * leaves).collect() };
        for node in (1..leaves).rev() {
            tournament.play(node, sources);
        }
        tournament
    }

    #[inline]
    fn play(&mut self, node: usize, sources: &[Source]) {
        let (left, right) = (self.winners[2 * node], self.winners[2 * node + 1]);
        let (a, b) = (self.prefixes[usize::from(left)], self.prefixes[usize::from(right)]);
        let name = |part: u16| sources.get(usize::from(part)).and_then(Source::name);
        let is_right = b < a || b == a && b != NO_MORE && name(right) < name(left);
        self.winners[node] = if is_right { right } else { left };
    }

    /// The part whose next subject comes first of all.
    fn first(&self) -> Option<u16> {
        self.winners.get(1).copied().filter(|part| self.prefixes[usize::from(*part)] != NO_MORE)
    }

    /// A part has another next subject, or none.
    fn went_on(&mut self, part: u16, sources: &[Source]) {
        let at = usize::from(part);
        self.prefixes[at] = sources[at].name().map_or(NO_MORE, prefix);
        let mut node = usize::midpoint(self.prefixes.len(), at);
        while node > 0 {
            self.play(node, sources);
            node /= 2;
        }
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
