//! Partitions to one outcome: subjects sorted by the bytes of their names, first within each partition, then by merging them.

use super::outcome::{Action, Clock, NO_SUBJECT, Outcome, Tapped, Visit};
use crate::time::Micros;
use std::io;

/// How many subjects a piece of a part has: few enough that a piece of each part fits into little memory.
const PIECE: usize = 512;

/// The subjects of a partition in the order of their names, piece by piece. The accounts are in none.
pub fn sorted(part: &Outcome) -> impl Iterator<Item = Outcome> {
    let starts = Starts::of(part);
    let mut order: Vec<(u128, u32)> = (0..number(part.subjects.len())).map(|at| (prefix(part.subjects.name(at as usize)), at)).collect();
    let name = |(_, at): &(u128, u32)| part.subjects.name(*at as usize).as_bytes();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a).cmp(name(b))));
    (0..order.len().div_ceil(PIECE)).map(move |piece| {
        let order = &order[piece * PIECE..order.len().min((piece + 1) * PIECE)];
        let mut all = Outcome { taps: vec![Tapped::default(); part.taps.len()], ..Outcome::default() };
        all.subjects.reserve(order.len());
        all.visits.reserve(order.len());
        for (_, at) in order {
            starts.cursor(*at as usize).take(part, &mut all);
        }
        all
    })
}

/// A part, piece by piece, the subjects sorted by name within it.
pub type Pieces = Box<dyn Iterator<Item = io::Result<Outcome>>>;

/// One outcome of all parts; of one the elements belong to no subject.
///
/// # Errors
/// Those of the pieces.
pub fn merge(parts: Vec<Pieces>, without_subject: &Outcome, as_of: Option<Micros>) -> io::Result<Outcome> {
    let taps = without_subject.taps.len();
    let mut all = Outcome { as_of, counts: without_subject.counts, taps: vec![Tapped::default(); taps], ..Outcome::default() };
    let mut heads = Heads::of(parts)?;
    while heads.take(&mut all)? {}
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
        Ok(Some(Self { prefix: prefix(piece.subjects.name(0)), cursor: Cursor::start(&piece), piece, later }))
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
        self.prefix = prefix(self.piece.subjects.name(self.cursor.subject));
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
fn append(all: &mut Tapped, tapped: &Tapped, range: std::ops::Range<usize>, subject: u32) {
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

/// Where the rows of each subject of a part begin.
struct Starts {
    visits: Vec<usize>,
    clocks: Vec<usize>,
    actions: Vec<usize>,
    taps: Vec<Vec<usize>>,
}

impl Starts {
    fn of(part: &Outcome) -> Self {
        let count = part.subjects.len();
        Self {
            visits: starts(count, (0..part.visits.len()).map(|at| part.visits.subject(at))),
            clocks: starts(count, part.clocks.iter().map(|clock| clock.subject)),
            actions: starts(count, part.actions.iter().map(|action| action.subject)),
            taps: part.taps.iter().map(|tapped| starts(count, tapped.subject.iter().copied())).collect(),
        }
    }

    fn cursor(&self, subject: usize) -> Cursor {
        let start = |starts: &[usize]| starts.get(subject).copied().unwrap_or(0);
        Cursor {
            subject,
            visit: start(&self.visits),
            clock: start(&self.clocks),
            action: start(&self.actions),
            taps: self.taps.iter().map(|starts| start(starts)).collect(),
        }
    }
}

/// Where the rows of each of `count` subjects begin, by the subjects of the rows in order; nothing where there are no rows.
fn starts(count: usize, subjects: impl ExactSizeIterator<Item = u32>) -> Vec<usize> {
    if subjects.len() == 0 {
        return Vec::new();
    }
    let mut starts = vec![0; count];
    for subject in subjects {
        if let Some(size) = starts.get_mut(subject as usize) {
            *size += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += std::mem::replace(start, sum);
    }
    starts
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The first bytes of a name as a number that orders like them.
fn prefix(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(16);
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}
