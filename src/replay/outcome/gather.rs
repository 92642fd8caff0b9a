//! Outcomes of partitions to one, column by column: so each column is read and written in one go, and a part gives back the memory of
//! a column as soon as that is taken.

use super::{Action, Clock, Outcome, Subjects, Tapped, Visits};
use std::vec::IntoIter;

/// From which part the next row comes, row by row.
type Order = Vec<u16>;

impl Outcome {
    /// One outcome of parts whose subjects are sorted by name, at most 65,536 of them. The accounts of the parts are left out.
    pub(in super::super) fn gathered(parts: Vec<Self>) -> Self {
        let order = order(&parts);
        let (mut subjects, mut visits, mut clocks, mut actions, mut taps) = (vec![], vec![], vec![], vec![], vec![]);
        for part in parts {
            subjects.push(part.subjects);
            visits.push(part.visits);
            clocks.push(part.clocks);
            actions.push(part.actions);
            taps.push(part.taps.into_iter());
        }
        let tapped =
            std::iter::from_fn(|| taps.iter_mut().map(Iterator::next).collect::<Option<Vec<Tapped>>>().filter(|taps| !taps.is_empty()));
        Self {
            taps: tapped.map(|parts| Tapped::gathered(parts, &order)).collect(),
            visits: Visits::gathered(visits, &order),
            clocks: rows(clocks, &order, |clock| clock.subject, |clock, subject| Clock { subject, ..clock }),
            actions: rows(actions, &order, |action| action.subject, |action, subject| Action { subject, ..action }),
            subjects: Subjects::gathered(subjects, &order),
            ..Self::default()
        }
    }
}

impl Subjects {
    fn gathered(mut parts: Vec<Self>, order: &[u16]) -> Self {
        let widths = parts.iter().map(|part| part.widths).max().unwrap_or_default();
        let mut names = String::with_capacity(parts.iter().map(|part| part.names.len()).sum());
        let mut name_ends = Vec::with_capacity(order.len());
        let mut next = vec![0; parts.len()];
        for part in order {
            let at = &mut next[usize::from(*part)];
            names.push_str(parts[usize::from(*part)].name(*at));
            name_ends.push(names.len());
            *at += 1;
        }
        for part in &mut parts {
            (part.names, part.name_ends) = Default::default();
        }
        Self {
            names,
            name_ends,
            stage: column(&mut parts, order, 1, |part| &mut part.stage),
            since: column(&mut parts, order, 1, |part| &mut part.since),
            first_event: column(&mut parts, order, 1, |part| &mut part.first_event),
            last_event: column(&mut parts, order, 1, |part| &mut part.last_event),
            scores: column(&mut parts, order, widths.0, |part| &mut part.scores),
            attributes: column(&mut parts, order, widths.1, |part| &mut part.attributes),
            widths,
        }
    }
}

impl Visits {
    fn gathered(mut parts: Vec<Self>, subjects: &[u16]) -> Self {
        let widths = parts.iter().map(|part| part.widths).max().unwrap_or_default();
        let (order, subject) = numbered(&parts, subjects, |part| part.subject.len(), |part, at| part.subject[at]);
        for part in &mut parts {
            part.subject = Vec::new();
        }
        Self {
            subject,
            stage: column(&mut parts, &order, 1, |part| &mut part.stage),
            number: column(&mut parts, &order, 1, |part| &mut part.number),
            entered_at: column(&mut parts, &order, 1, |part| &mut part.entered_at),
            trigger: column(&mut parts, &order, 1, |part| &mut part.trigger),
            scores: column(&mut parts, &order, widths.0, |part| &mut part.scores),
            dimensions: column(&mut parts, &order, widths.1, |part| &mut part.dimensions),
            widths,
        }
    }
}

impl Tapped {
    fn gathered(mut parts: Vec<Self>, subjects: &[u16]) -> Self {
        let valued = parts.iter().any(|part| !part.value.is_empty());
        let dimensions = parts.iter().map(|part| part.dimensions.len() / part.time.len().max(1)).max().unwrap_or(0);
        let (order, subject) = numbered(&parts, subjects, |part| part.subject.len(), |part, at| part.subject[at]);
        Self {
            subject,
            time: column(&mut parts, &order, 1, |part| &mut part.time),
            value: column(&mut parts, &order, usize::from(valued), |part| &mut part.value),
            dimensions: column(&mut parts, &order, dimensions, |part| &mut part.dimensions),
        }
    }
}

/// The parts of the subjects in the order of all names.
fn order(parts: &[Outcome]) -> Order {
    let mut order = Vec::with_capacity(parts.iter().map(|part| part.subjects.len()).sum());
    let mut tournament = Tournament::of(parts);
    while let Some(part) = tournament.next() {
        order.push(part);
    }
    order
}

/// A tree of parts: each inner node holds the one of those below it whose next subject comes first.
struct Tournament<'p> {
    parts: &'p [Outcome],
    /// Of each part its next subject.
    next: Vec<usize>,
    /// The beginning of that subject's name; [`NO_MORE`] of a part that has none left, and of places without a part.
    prefixes: Vec<u128>,
    /// The root at 1, below `n` the nodes `2n` and `2n + 1`; the leaves are the parts themselves.
    winners: Vec<u16>,
}

/// No text begins with these bytes.
const NO_MORE: u128 = u128::MAX;

impl<'p> Tournament<'p> {
    fn of(parts: &'p [Outcome]) -> Self {
        let leaves = parts.len().next_power_of_two();
        let mut tournament = Self {
            parts,
            next: vec![0; parts.len()],
            prefixes: vec![NO_MORE; leaves],
            winners: vec![0; leaves].into_iter().chain(0..).take(2 * leaves).collect(),
        };
        for part in 0..parts.len() {
            tournament.prefixes[part] = tournament.prefix(part);
        }
        for node in (1..leaves).rev() {
            tournament.play(node);
        }
        tournament
    }

    fn prefix(&self, part: usize) -> u128 {
        let subjects = &self.parts[part].subjects;
        let next = self.next[part];
        if next < subjects.len() { prefix(subjects.name(next).as_bytes()) } else { NO_MORE }
    }

    #[inline]
    fn play(&mut self, node: usize) {
        let (left, right) = (self.winners[2 * node], self.winners[2 * node + 1]);
        let (a, b) = (self.prefixes[usize::from(left)], self.prefixes[usize::from(right)]);
        let is_right = b < a || b == a && b != NO_MORE && self.name(right) < self.name(left);
        self.winners[node] = if is_right { right } else { left };
    }

    fn name(&self, part: u16) -> &str {
        let part = usize::from(part);
        self.parts[part].subjects.name(self.next[part])
    }

    /// The part whose next subject comes first of all; it goes on to the one after.
    fn next(&mut self) -> Option<u16> {
        let part = *self.winners.get(1)?;
        let at = usize::from(part);
        if self.prefixes[at] == NO_MORE {
            return None;
        }
        self.next[at] += 1;
        self.prefixes[at] = self.prefix(at);
        let mut node = usize::midpoint(self.prefixes.len(), at);
        while node > 0 {
            self.play(node);
            node /= 2;
        }
        Some(part)
    }
}

/// The first bytes of a name as a number that orders like them.
#[inline]
pub(in super::super) fn prefix(name: &[u8]) -> u128 {
    if let Some(first) = name.first_chunk() {
        return u128::from_be_bytes(*first);
    }
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name);
    u128::from_be_bytes(bytes)
}

/// A column of all parts, so many values a row.
fn column<P, T>(parts: &mut [P], order: &[u16], width: usize, of: impl Fn(&mut P) -> &mut Vec<T>) -> Vec<T> {
    if width == 0 {
        return Vec::new();
    }
    let mut parts: Vec<IntoIter<T>> = parts.iter_mut().map(|part| std::mem::take(of(part)).into_iter()).collect();
    let mut all = Vec::with_capacity(order.len() * width);
    for part in order {
        let part = &mut parts[usize::from(*part)];
        if width == 1 {
            all.extend(part.next());
        } else {
            all.extend(part.by_ref().take(width));
        }
    }
    all
}

/// From which part the rows of the subjects come, and the subjects of the rows.
fn numbered<P>(parts: &[P], subjects: &[u16], len: impl Fn(&P) -> usize, subject: impl Fn(&P, usize) -> u32) -> (Order, Vec<u32>) {
    let count = parts.iter().map(&len).sum();
    let (mut order, mut numbers) = (Vec::with_capacity(count), Vec::with_capacity(count));
    // Of each part the next subject and the next row.
    let mut next = vec![(0_u32, 0_usize); parts.len()];
    for (number, part) in (0_u32..).zip(subjects) {
        let (own, row) = &mut next[usize::from(*part)];
        let rows = &parts[usize::from(*part)];
        while *row < len(rows) && subject(rows, *row) == *own {
            order.push(*part);
            numbers.push(number);
            *row += 1;
        }
        *own += 1;
    }
    (order, numbers)
}

/// The rows of all parts, with their new subjects.
fn rows<T>(parts: Vec<Vec<T>>, subjects: &[u16], subject: impl Fn(&T) -> u32, with: impl Fn(T, u32) -> T) -> Vec<T> {
    let (order, numbers) = numbered(&parts, subjects, Vec::len, |part, at| subject(&part[at]));
    let mut parts: Vec<IntoIter<T>> = parts.into_iter().map(Vec::into_iter).collect();
    order.iter().zip(numbers).filter_map(|(part, number)| parts[usize::from(*part)].next().map(|row| with(row, number))).collect()
}
