//! Tapped elements and quick ways to those of a period: sorted by time once, however many weeks are asked for.

#![allow(clippy::cast_possible_truncation, reason = "elements are numbered by 32 bits")]

use crate::replay::outcome::{NO_SUBJECT, Tapped};
use crate::time::Micros;
use std::cell::OnceCell;
use std::ops::Range;

/// The elements of a tap, which are ordered by subject, then as they happened.
pub(super) struct Elements<'a> {
    pub tapped: &'a Tapped,
    by_time: OnceCell<Vec<u32>>,
    firsts: OnceCell<Vec<u32>>,
}

impl<'a> Elements<'a> {
    pub(super) fn new(tapped: &'a Tapped) -> Self {
        Self { tapped, by_time: OnceCell::new(), firsts: OnceCell::new() }
    }

    /// All elements of a period, in any order.
    pub(super) fn within(&self, period: &Range<Micros>) -> &[u32] {
        let all = self.by_time.get_or_init(|| self.sorted((0..self.tapped.time.len()).map(|at| at as u32).collect()));
        self.cut(all, period)
    }

    /// Of each subject whose first element lies in a period that element, in any order.
    pub(super) fn firsts_within(&self, period: &Range<Micros>) -> &[u32] {
        let firsts = self.firsts.get_or_init(|| {
            let subjects = &self.tapped.subject;
            let is_first = |at: &usize| subjects[*at] != NO_SUBJECT && (*at == 0 || subjects[at - 1] != subjects[*at]);
            self.sorted((0..subjects.len()).filter(is_first).map(|at| at as u32).collect())
        });
        self.cut(firsts, period)
    }

    /// Of each subject the first of its elements in a period.
    pub(super) fn first_of_each(&self, period: &Range<Micros>) -> Vec<u32> {
        let mut elements = self.within(period).to_vec();
        elements.retain(|&at| self.tapped.subject[at as usize] != NO_SUBJECT);
        elements.sort_unstable();
        elements.dedup_by_key(|at| self.tapped.subject[*at as usize]);
        elements
    }

    /// The instant of a subject's first element at or after another.
    pub(super) fn at_or_after(&self, subject: u32, instant: Micros) -> Option<Micros> {
        let Tapped { subject: subjects, time, .. } = self.tapped;
        let start = subjects.partition_point(|other| *other < subject);
        let own = subjects[start..].partition_point(|other| *other == subject);
        let times = &time[start..start + own];
        times.get(times.partition_point(|time| *time < instant)).copied()
    }

    fn sorted(&self, mut places: Vec<u32>) -> Vec<u32> {
        places.sort_by_key(|at| self.tapped.time[*at as usize]);
        places
    }

    fn cut<'b>(&self, places: &'b [u32], period: &Range<Micros>) -> &'b [u32] {
        let before = |instant: Micros| places.partition_point(|at| self.tapped.time[*at as usize] < instant);
        let (start, end) = (before(period.start), before(period.end));
        places.get(start..end).unwrap_or_default()
    }
}
