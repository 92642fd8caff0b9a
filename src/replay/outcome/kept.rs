//! What is kept of subjects once their rows are written: all of it, or what a report reads.

use super::{Action, Clock, ClockState, Outcome, Subjects, Tapped, Visits};
use crate::ids::{AttributeId, Id};
use crate::value::Value;

impl Outcome {
    /// Adds the rows of further subjects, and their accounts.
    pub fn append(&mut self, mut rows: Self) {
        let base = number(self.subjects.len());
        self.rest(&rows, base);
        self.actions.extend(rows.actions.drain(..).map(|action| Action { subject: base + action.subject, ..action }));
        let Subjects { names, name_ends, stage, since, first_event, last_event, scores, attributes, .. } = &mut self.subjects;
        name_ends.extend(rows.subjects.name_ends.iter().map(|end| names.len() + end));
        names.push_str(&rows.subjects.names);
        stage.extend_from_slice(&rows.subjects.stage);
        since.extend_from_slice(&rows.subjects.since);
        first_event.extend_from_slice(&rows.subjects.first_event);
        last_event.extend_from_slice(&rows.subjects.last_event);
        scores.extend_from_slice(&rows.subjects.scores);
        attributes.append(&mut rows.subjects.attributes);
        self.subjects.widths = self.subjects.widths.max(rows.subjects.widths);
        self.visits.scores.extend_from_slice(&rows.visits.scores);
        self.visits.widths = self.visits.widths.max(rows.visits.widths);
    }

    /// Adds of the rows of further subjects what a report reads: visits without scores, clocks, what metrics read, one attribute of the
    /// subjects, and the names of those for whom a clock has run out.
    pub fn keep(&mut self, rows: &Self, attribute: Option<AttributeId>) {
        let base = number(self.subjects.len());
        let Kept { count, named, attribute: kept } = self.subjects.kept.get_or_insert_default();
        *kept = attribute;
        *count += rows.subjects.len();
        let late = |clock: &Clock| clock.state == ClockState::Breached && clock.stopped_at.is_none();
        for clock in rows.clocks.iter().filter(|clock| late(clock)) {
            // Clocks are ordered by subject.
            if named.last() != Some(&(base + clock.subject)) {
                named.push(base + clock.subject);
                self.subjects.names.push_str(rows.subjects.name(clock.subject as usize));
                self.subjects.name_ends.push(self.subjects.names.len());
            }
        }
        if let Some(attribute) = attribute {
            let width = rows.subjects.widths.1;
            let values = rows.subjects.attributes.iter().skip(attribute.index()).step_by(width.max(1));
            self.subjects.attributes.extend(values.cloned());
        }
        self.rest(rows, base);
        self.visits.widths = (0, self.visits.widths.1.max(rows.visits.widths.1));
    }

    /// What both keep.
    fn rest(&mut self, rows: &Self, base: u32) {
        self.counts.add(&rows.counts);
        let Visits { subject, stage, number, entered_at, trigger, dimensions, .. } = &mut self.visits;
        subject.extend(rows.visits.subject.iter().map(|subject| base + subject));
        stage.extend_from_slice(&rows.visits.stage);
        number.extend_from_slice(&rows.visits.number);
        entered_at.extend_from_slice(&rows.visits.entered_at);
        trigger.extend_from_slice(&rows.visits.trigger);
        dimensions.extend_from_slice(&rows.visits.dimensions);
        self.clocks.extend(rows.clocks.iter().map(|clock| Clock { subject: base + clock.subject, ..*clock }));
        self.taps.resize_with(self.taps.len().max(rows.taps.len()), Tapped::default);
        for (all, tapped) in self.taps.iter_mut().zip(&rows.taps) {
            all.subject.extend(tapped.subject.iter().map(|subject| base.saturating_add(*subject)));
            all.time.extend_from_slice(&tapped.time);
            all.value.extend_from_slice(&tapped.value);
            all.dimensions.extend_from_slice(&tapped.dimensions);
        }
    }
}

/// Of subjects of which not everything is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kept {
    /// How many they are.
    pub count: usize,
    /// Those that have names, in order.
    pub named: Vec<u32>,
    /// The attribute that is kept.
    pub attribute: Option<AttributeId>,
}

impl Subjects {
    /// An attribute of the `at`-th; nothing where it is not kept.
    pub fn attribute(&self, at: usize, attribute: AttributeId) -> Option<&Value> {
        match &self.kept {
            None => self.attributes.get(at * self.widths.1 + attribute.index()),
            Some(kept) => self.attributes.get(at).filter(|_| kept.attribute == Some(attribute)),
        }
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
