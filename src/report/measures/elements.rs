//! Tapped elements and quick ways to those of a period: sorted by time once, however many weeks are asked for.

#![allow(clippy::cast_possible_truncation, reason = "elements are numbered by 32 bits")]

use super::Lens;
use crate::replay::outcome::{NO_SUBJECT, Tapped};
use crate::report::groups::Which;
use crate::time::Micros;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// The elements of a tap, which are ordered by subject, then as they happened.
pub(super) struct Elements<'a> {
    pub tapped: &'a Tapped,
    /// The place of the tap.
    tap: usize,
    by_time: OnceCell<Vec<u32>>,
    firsts: OnceCell<Vec<u32>>,
    /// Where the elements of each subject begin, and those of the last end.
    starts: OnceCell<Vec<u32>>,
    /// What was asked for last, since one group after the other asks for the same.
    of_each: RefCell<(Range<Micros>, Rc<Vec<u32>>)>,
}

impl<'a> Elements<'a> {
    pub(super) fn new(tap: usize, tapped: &'a Tapped) -> Self {
        let of_each = RefCell::new((0..0, Rc::default()));
        Self { tapped, tap, by_time: OnceCell::new(), firsts: OnceCell::new(), starts: OnceCell::new(), of_each }
    }

    /// All elements that a lens shows, in any order.
    pub(super) fn within<'b>(&'b self, lens: &'b Lens<'_>) -> &'b [u32] {
        let all = self.by_time.get_or_init(|| self.sorted((0..self.tapped.time.len()).map(|at| at as u32).collect()));
        self.seen(all, Which::All, lens)
    }

    /// Of each subject whose first element a lens shows that element, in any order.
    pub(super) fn firsts_within<'b>(&'b self, lens: &'b Lens<'_>) -> &'b [u32] {
        let firsts = self.firsts.get_or_init(|| {
            let subjects = &self.tapped.subject;
            let is_first = |at: &usize| subjects[*at] != NO_SUBJECT && (*at == 0 || subjects[at - 1] != subjects[*at]);
            self.sorted((0..subjects.len()).filter(is_first).map(|at| at as u32).collect())
        });
        self.seen(firsts, Which::First, lens)
    }

    /// Of each subject the first of its elements in a period.
    pub(super) fn first_of_each(&self, period: &Range<Micros>) -> Rc<Vec<u32>> {
        if self.of_each.borrow().0 != *period || period.is_empty() {
            let mut elements = self.within(&Lens::of(Some(period))).to_vec();
            elements.retain(|&at| self.tapped.subject[at as usize] != NO_SUBJECT);
            elements.sort_unstable();
            elements.dedup_by_key(|at| self.tapped.subject[*at as usize]);
            self.of_each.replace((period.clone(), Rc::new(elements)));
        }
        Rc::clone(&self.of_each.borrow().1)
    }

    /// The instant of a subject's first element at or after another.
    pub(super) fn at_or_after(&self, subject: u32, instant: Micros) -> Option<Micros> {
        let starts = self.starts.get_or_init(|| starts(&self.tapped.subject));
        let start = |subject: u32| starts.get(subject as usize).map(|start| *start as usize);
        let times = self.tapped.time.get(start(subject)?..start(subject.checked_add(1)?)?)?;
        times.get(times.partition_point(|time| *time < instant)).copied()
    }

    fn sorted(&self, mut places: Vec<u32>) -> Vec<u32> {
        places.sort_by_key(|at| self.tapped.time[*at as usize]);
        places
    }

    fn seen<'b>(&'b self, places: &'b [u32], which: Which, lens: &'b Lens<'_>) -> &'b [u32] {
        let places = match lens.group {
            Some((groups, group)) => groups.part(self.tap, which, places).and_then(|parts| parts.get(group)).map_or(places, Vec::as_slice),
            None => places,
        };
        let before = |instant: Micros| places.partition_point(|at| self.tapped.time[*at as usize] < instant);
        let (start, end) = (before(lens.period.start), before(lens.period.end));
        places.get(start..end).unwrap_or_default()
    }
}

/// Where the elements of each subject begin, of elements ordered by subject; those of no subject come last.
fn starts(subjects: &[u32]) -> Vec<u32> {
    let owned = subjects.partition_point(|subject| *subject != NO_SUBJECT);
    let count = subjects[..owned].last().map_or(0, |last| *last as usize + 1);
    let mut starts = vec![0; count + 1];
    for subject in &subjects[..owned] {
        starts[*subject as usize + 1] += 1;
    }
    for subject in 1..starts.len() {
        starts[subject] += starts[subject - 1];
    }
    starts
}
