//! Outcomes of partitions to one, column by column: so each column is read and written in one go, and a part gives back the memory of
//! a column as soon as that is taken.

use super::{Action, Clock, Outcome, Subjects, Tapped, Visits};
use std::cmp::Ordering;
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
        let tapped = std::iter::from_fn(|| taps.iter_mut().map(Iterator::next).collect::<Option<Vec<Tapped>>>().filter(|taps| !taps.is_empty()));
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
        parts.iter_mut().for_each(|part| part.subject = Vec::new());
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
    let mut heap: Vec<Head> = (0_u16..).zip(parts).filter_map(|(part, outcome)| Head::of(outcome, part, 0)).collect();
    // What is sorted is a heap.
    heap.sort_unstable_by(|a, b| a.compare(b, parts));
    while let Some(top) = heap.first() {
        order.push(top.part);
        match Head::of(&parts[usize::from(top.part)], top.part, top.subject + 1) {
            Some(next) => heap[0] = next,
            None => {
                heap.swap_remove(0);
            }
        }
        let mut at = 0;
        loop {
            let mut child = 2 * at + 1;
            let Some(left) = heap.get(child) else { break };
            if heap.get(child + 1).is_some_and(|right| right.compare(left, parts).is_lt()) {
                child += 1;
            }
            if heap[at].compare(&heap[child], parts).is_lt() {
                break;
            }
            heap.swap(at, child);
            at = child;
        }
    }
    order
}

/// The next subject of a part.
#[derive(Clone, Copy)]
struct Head {
    prefix: u128,
    part: u16,
    subject: usize,
}

impl Head {
    fn of(outcome: &Outcome, part: u16, subject: usize) -> Option<Self> {
        (subject < outcome.subjects.len()).then(|| Self { prefix: prefix(outcome.subjects.name(subject).as_bytes()), part, subject })
    }

    #[inline]
    fn compare(&self, other: &Self, parts: &[Outcome]) -> Ordering {
        let name = |head: &Self| parts[usize::from(head.part)].subjects.name(head.subject);
        self.prefix.cmp(&other.prefix).then_with(|| name(self).cmp(name(other)))
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
