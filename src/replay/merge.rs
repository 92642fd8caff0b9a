//! Partitions, sorted by the bytes of their subjects' names, to one outcome; of those on shelves no more than a piece of each is in memory.

use super::outcome::{Action, Clock, NO_SUBJECT, Outcome, Tapped, Visit, prefix};
use crate::time::Micros;
use std::io;

/// How many subjects a piece of a part has: few enough that a piece of each part fits into little memory.
const PIECE: usize = 512;

/// A partition piece by piece. The accounts are in none.
pub fn pieces(part: &Outcome) -> impl Iterator<Item = Outcome> {
    let mut cursor = Cursor::start(part);
    (0..part.subjects.len().div_ceil(PIECE)).map(move |_| {
        let mut piece = Outcome { taps: vec![Tapped::default(); part.taps.len()], ..Outcome::default() };
        for _ in 0..PIECE.min(part.subjects.len() - cursor.subject) {
            cursor.take(part, &mut piece);
        }
        piece
    })
}

/// A part, piece by piece, the subjects sorted by name within it.
pub type Pieces = Box<dyn Iterator<Item = io::Result<Outcome>>>;

/// What the partitions came to.
pub enum Parts {
    /// All of it is in memory.
    Memory(Vec<Outcome>),
    /// Some of it is on shelves.
    Shelves(Vec<Pieces>),
}

/// One outcome of all parts; of one the elements belong to no subject.
///
/// # Errors
/// Those of the pieces.
pub fn merge(parts: Parts, without_subject: &Outcome, as_of: Option<Micros>) -> io::Result<Outcome> {
    let mut all = match parts {
        Parts::Memory(parts) => Outcome::gathered(parts),
        Parts::Shelves(parts) => {
            let mut all = Outcome::default();
            all.taps.resize_with(without_subject.taps.len(), Tapped::default);
            let mut heads = Heads::of(parts)?;
            while heads.take(&mut all)? {}
            all
        }
    };
    (all.as_of, all.counts) = (as_of, without_subject.counts);
    for (all, tapped) in all.taps.iter_mut().zip(&without_subject.taps) {
        append(all, tapped, 0..tapped.time.len(), NO_SUBJECT);
    }
    Ok(all)
}

/// The parts that have subjects left, as a heap: the one with the least name on top.
struct Heads {
    heap: Vec<Head>,
}

/// The next subject of a part.
struct Head {
    prefix: u128,
    piece: Outcome,
    cursor: Cursor,
    later: Pieces,
}

impl Head {
    /// Of a part that has a subject left.
    fn of(mut later: Pieces) -> io::Result<Option<Self>> {
        let Some(piece) = later.next().transpose()? else { return Ok(None) };
        Ok(Some(Self { prefix: prefix(piece.subjects.name(0).as_bytes()), cursor: Cursor::start(&piece), piece, later }))
    }

    fn name(&self) -> &[u8] {
        self.piece.subjects.name(self.cursor.subject).as_bytes()
    }

    fn is_before(&self, other: &Self) -> bool {
        self.prefix < other.prefix || self.prefix == other.prefix && self.name() < other.name()
    }

    /// Adds the subject to an outcome and goes to the next; says whether there is one.
    fn take(&mut self, all: &mut Outcome) -> io::Result<bool> {
        self.cursor.take(&self.piece, all);
        if self.cursor.subject == self.piece.subjects.len() {
            let Some(piece) = self.later.next().transpose()? else { return Ok(false) };
            self.cursor = Cursor::start(&piece);
            self.piece = piece;
        }
        self.prefix = prefix(self.piece.subjects.name(self.cursor.subject).as_bytes());
        Ok(true)
    }
}

impl Heads {
    fn of(parts: Vec<Pieces>) -> io::Result<Self> {
        let mut heap = Vec::with_capacity(parts.len());
        for part in parts {
            heap.extend(Head::of(part)?);
        }
        // What is sorted is a heap.
        heap.sort_unstable_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| a.name().cmp(b.name())));
        Ok(Self { heap })
    }

    /// Takes the first subject there is, and puts its part where that belongs now; says whether there was one.
    fn take(&mut self, all: &mut Outcome) -> io::Result<bool> {
        let Some(top) = self.heap.first_mut() else { return Ok(false) };
        if !top.take(all)? {
            self.heap.swap_remove(0);
        }
        let mut at = 0;
        loop {
            let mut child = 2 * at + 1;
            let Some(left) = self.heap.get(child) else { return Ok(true) };
            if self.heap.get(child + 1).is_some_and(|right| right.is_before(left)) {
                child += 1;
            }
            if self.heap[at].is_before(&self.heap[child]) {
                return Ok(true);
            }
            self.heap.swap(at, child);
            at = child;
        }
    }
}

/// Where the rows of a subject begin.
struct Cursor {
    subject: usize,
    visit: usize,
    clock: usize,
    action: usize,
    taps: Vec<usize>,
}

impl Cursor {
    fn start(part: &Outcome) -> Self {
        Self { subject: 0, visit: 0, clock: 0, action: 0, taps: vec![0; part.taps.len()] }
    }

    /// Adds the rows of the subject to an outcome, and goes to those of the next.
    fn take(&mut self, part: &Outcome, all: &mut Outcome) {
        let subject = number(all.subjects.len());
        let own = number(self.subject);
        all.subjects.push(part.subjects.get(self.subject));
        self.subject += 1;
        while self.visit < part.visits.len() && part.visits.subject(self.visit) == own {
            all.visits.push(Visit { subject, ..part.visits.get(self.visit) });
            self.visit += 1;
        }
        while let Some(clock) = part.clocks.get(self.clock).filter(|clock| clock.subject == own) {
            all.clocks.push(Clock { subject, ..*clock });
            self.clock += 1;
        }
        while let Some(action) = part.actions.get(self.action).filter(|action| action.subject == own) {
            all.actions.push(Action { subject, ..action.clone() });
            self.action += 1;
        }
        for ((all, tapped), at) in all.taps.iter_mut().zip(&part.taps).zip(&mut self.taps) {
            let count = tapped.subject[*at..].iter().take_while(|subject| **subject == own).count();
            append(all, tapped, *at..*at + count, subject);
            *at += count;
        }
    }
}

/// Adds some elements of a part, as those of a subject.
pub(super) fn append(all: &mut Tapped, tapped: &Tapped, range: std::ops::Range<usize>, subject: u32) {
    if range.is_empty() {
        return;
    }
    let dimensions = tapped.dimensions.len() / tapped.time.len().max(1);
    all.subject.extend(range.clone().map(|_| subject));
    all.time.extend_from_slice(&tapped.time[range.clone()]);
    if !tapped.value.is_empty() {
        all.value.extend_from_slice(&tapped.value[range.clone()]);
    }
    all.dimensions.extend_from_slice(&tapped.dimensions[range.start * dimensions..range.end * dimensions]);
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
