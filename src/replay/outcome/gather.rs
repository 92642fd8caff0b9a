//! Rows of some subjects of several outcomes to one, column by column.

use super::{Action, Clock, Outcome, Subjects, Tapped, Visits};
use crate::value::Value;
use std::ops::Range;

/// Up to where the rows of a part are taken.
pub struct Cursor {
    visit: usize,
    clock: usize,
    action: usize,
    taps: Vec<usize>,
}

impl Cursor {
    /// Nothing is taken, of so many taps.
    pub fn start(taps: usize) -> Self {
        Self { visit: 0, clock: 0, action: 0, taps: vec![0; taps] }
    }
}

/// A part, and the place of a row in it.
pub type Place = (u16, u32);

/// The parts that rows are taken from.
pub type Parts<'p> = [(&'p mut Outcome, &'p mut Cursor)];

/// Adds the rows of subjects, each by its part and its place there; of each part they are taken one after the other.
pub fn rows(all: &mut Outcome, parts: &mut Parts<'_>, turns: &[Place]) {
    let base = all.subjects.len();
    all.subjects.gather(parts, turns);
    let (visits, mut places) = (&mut all.visits.subject, Vec::with_capacity(turns.len()));
    each(parts, turns, |which, part, cursor, own, at| {
        while part.visits.subject.get(cursor.visit) == Some(&own) {
            places.push((which, number(cursor.visit)));
            visits.push(number(base + at));
            cursor.visit += 1;
        }
    });
    all.visits.gather(parts, &places);
    let clocks = &mut all.clocks;
    each(parts, turns, |_, part, cursor, own, at| {
        while let Some(clock) = part.clocks.get(cursor.clock).filter(|clock| clock.subject == own) {
            clocks.push(Clock { subject: number(base + at), ..*clock });
            cursor.clock += 1;
        }
    });
    let actions = &mut all.actions;
    each(parts, turns, |_, part, cursor, own, at| {
        while let Some(action) = part.actions.get_mut(cursor.action).filter(|action| action.subject == own) {
            actions.push(Action { subject: number(base + at), properties: std::mem::take(&mut action.properties), ..*action });
            cursor.action += 1;
        }
    });
    for (tap, all) in all.taps.iter_mut().enumerate() {
        each(parts, turns, |_, part, cursor, own, at| {
            let (Some(tapped), Some(next)) = (part.taps.get_mut(tap), cursor.taps.get_mut(tap)) else { return };
            let start = *next;
            while tapped.subject.get(*next) == Some(&own) {
                *next += 1;
            }
            all.take(tapped, start..*next, number(base + at));
        });
    }
}

/// Looks at each subject whose turn it was: its part by its number and itself, what is taken of that, the subject's place in it, and
/// the how-manieth turn it is.
fn each(parts: &mut Parts<'_>, turns: &[Place], mut look: impl FnMut(u16, &mut Outcome, &mut Cursor, u32, usize)) {
    for (at, (which, own)) in turns.iter().enumerate() {
        let (part, cursor) = &mut parts[usize::from(*which)];
        look(*which, part, cursor, *own, at);
    }
}

impl Subjects {
    fn gather(&mut self, parts: &mut Parts<'_>, turns: &[Place]) {
        for (part, at) in turns {
            self.names.push_str(parts[usize::from(*part)].0.subjects.name(*at as usize));
            self.name_ends.push(self.names.len());
        }
        for (part, _) in parts.iter() {
            self.widths = self.widths.max(part.subjects.widths);
        }
        column(&mut self.stage, parts, turns, |part| &part.subjects.stage);
        column(&mut self.since, parts, turns, |part| &part.subjects.since);
        column(&mut self.first_event, parts, turns, |part| &part.subjects.first_event);
        column(&mut self.last_event, parts, turns, |part| &part.subjects.last_event);
        numbers(&mut self.scores, self.widths.0, parts, turns, |part| &part.subjects.scores);
        values(&mut self.attributes, self.widths.1, parts, turns, |part| &mut part.subjects.attributes);
    }
}

impl Visits {
    /// All but the subjects.
    fn gather(&mut self, parts: &mut Parts<'_>, places: &[Place]) {
        for (part, _) in parts.iter() {
            self.widths = self.widths.max(part.visits.widths);
        }
        column(&mut self.stage, parts, places, |part| &part.visits.stage);
        column(&mut self.number, parts, places, |part| &part.visits.number);
        column(&mut self.entered_at, parts, places, |part| &part.visits.entered_at);
        column(&mut self.trigger, parts, places, |part| &part.visits.trigger);
        numbers(&mut self.scores, self.widths.0, parts, places, |part| &part.visits.scores);
        values(&mut self.dimensions, self.widths.1, parts, places, |part| &mut part.visits.dimensions);
    }
}

impl Tapped {
    /// Takes some elements of another one, as those of a subject.
    pub fn take(&mut self, from: &mut Self, range: Range<usize>, subject: u32) {
        if range.is_empty() {
            return;
        }
        let dimensions = from.dimensions.len() / from.time.len().max(1);
        self.subject.extend(range.clone().map(|_| subject));
        self.time.extend_from_slice(&from.time[range.clone()]);
        if !from.value.is_empty() {
            self.value.extend(from.value[range.clone()].iter_mut().map(std::mem::take));
        }
        self.dimensions.extend(from.dimensions[range.start * dimensions..range.end * dimensions].iter_mut().map(std::mem::take));
    }
}

/// A column of one value a row.
#[inline]
fn column<T: Copy>(all: &mut Vec<T>, parts: &Parts<'_>, places: &[Place], of: impl Fn(&Outcome) -> &Vec<T>) {
    all.extend(places.iter().map(|(part, at)| of(parts[usize::from(*part)].0)[*at as usize]));
}

/// So many numbers a row.
fn numbers(all: &mut Vec<f64>, width: usize, parts: &Parts<'_>, places: &[Place], of: impl Fn(&Outcome) -> &Vec<f64>) {
    if width == 1 {
        return column(all, parts, places, of);
    }
    for (part, at) in places.iter().filter(|_| width > 0) {
        let at = *at as usize * width;
        all.extend_from_slice(&of(parts[usize::from(*part)].0)[at..at + width]);
    }
}

/// So many values a row.
fn values(all: &mut Vec<Value>, width: usize, parts: &mut Parts<'_>, places: &[Place], of: impl Fn(&mut Outcome) -> &mut Vec<Value>) {
    for (part, at) in places.iter().filter(|_| width > 0) {
        let at = *at as usize * width;
        all.extend(of(parts[usize::from(*part)].0)[at..at + width].iter_mut().map(std::mem::take));
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The first bytes of a name as a number that orders like them.
#[inline]
pub fn prefix(name: &[u8]) -> u128 {
    if let Some(first) = name.first_chunk() {
        return u128::from_be_bytes(*first);
    }
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name);
    u128::from_be_bytes(bytes)
}
