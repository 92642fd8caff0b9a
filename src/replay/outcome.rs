//! What a replay comes to: visits and subjects, in columns. Both engines make it, reports read it.

#![allow(clippy::inline_always, reason = "what nobody looks at of a row costs nothing only where that is seen")]

pub(super) mod gather;
mod kept;

pub(super) use gather::prefix;

use super::partition::Quiet;
use crate::ids::*;
use crate::time::Micros;
use crate::value::Value;

/// What a replay comes to. Subjects are sorted by the bytes of their names; visits by subject, then as they happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Until when time ran; `None` where no event is known and none was said.
    pub as_of: Option<Micros>,
    /// The accounts of the input that only a replay knows.
    pub counts: Counts,
    /// One for each subject with a known event.
    pub subjects: Subjects,
    /// One for each visit.
    pub visits: Visits,
    /// One for each service level clock, by subject, then as they started.
    pub clocks: Vec<Clock>,
    /// What is to be done, by subject, then as it came up.
    pub actions: Vec<Action>,
    /// What metrics and key results read, in the order of [`crate::model::Model::taps`].
    pub taps: Vec<Tapped>,
}

impl Outcome {
    /// Bytes of memory, roughly.
    pub fn bytes(&self) -> usize {
        let actions = self.actions.iter().flat_map(|action| &action.properties).map(|text| text.len() + 80).sum::<usize>();
        let taps = self.taps.iter().map(|tapped| tapped.time.len() * 12 + values(&tapped.value) + values(&tapped.dimensions));
        self.subjects.bytes() + self.visits.bytes() + self.clocks.len() * size_of::<Clock>() + actions + taps.sum::<usize>()
    }
}

fn values(values: &[Value]) -> usize {
    let text = |value: &Value| match value {
        Value::Text(text) => text.len() + 16,
        Value::Set(texts) => texts.iter().map(|text| text.len() + 48).sum(),
        _ => 0,
    };
    values.iter().map(|value| size_of::<Value>() + text(value)).sum()
}

/// A service level clock (L7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The subject, by its place in [`Outcome::subjects`].
    pub subject: u32,
    /// The agreement.
    pub sla: SlaId,
    /// The number of the visit that started it.
    pub visit: u32,
    /// When it started.
    pub started_at: Micros,
    /// The last instant that is in time; `None` where there is none, since no business hours ever come.
    pub deadline: Option<Micros>,
    /// When it stopped at an `until`, in time or late.
    pub stopped_at: Option<Micros>,
    /// What became of it.
    pub state: ClockState,
}

/// What became of a service level clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockState {
    /// It stopped in time.
    Met,
    /// It did not stop in time.
    Breached,
    /// The subject left the path before the deadline.
    Cancelled,
    /// Nothing of that yet.
    Running,
}

/// Something that is to be done because a trigger fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The subject, by its place in [`Outcome::subjects`].
    pub subject: u32,
    /// The trigger that fired.
    pub trigger: TriggerId,
    /// Which of the trigger's actions.
    pub action: u32,
    /// The number of the visit that began.
    pub visit: u32,
    /// When.
    pub at: Micros,
    /// The texts of its properties, in file order.
    pub properties: Vec<String>,
}

/// What was tapped: elements by subject, then as they happened; those of no subject last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tapped {
    /// The subjects, by their places in [`Outcome::subjects`]; [`NO_SUBJECT`] for events of none.
    pub subject: Vec<u32>,
    /// The instants.
    pub time: Vec<Micros>,
    /// The values, where the tap has any ([`crate::model::Tap::is_valued`]).
    pub value: Vec<Value>,
    /// The dimensions of the subject at the element, one after the other, where the definition has any.
    pub dimensions: Vec<Value>,
}

/// The subject of an event that belongs to none.
pub const NO_SUBJECT: u32 = u32::MAX;

/// What became of the well-formed known events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Took part, events of no subject included.
    pub applied: u64,
    /// Dropped: the subject has the id already.
    pub duplicates: u64,
    /// Those of the dropped that differ from the one that counts.
    pub conflicts: u64,
    /// After `as_of`.
    pub later: u64,
    /// The first instant of an applied event.
    pub first_event: Option<Micros>,
    /// The last.
    pub last_event: Option<Micros>,
}

impl Counts {
    /// Adds the accounts of another part of the subjects.
    pub fn add(&mut self, other: &Self) {
        self.applied += other.applied;
        self.duplicates += other.duplicates;
        self.conflicts += other.conflicts;
        self.later += other.later;
        self.first_event = [self.first_event, other.first_event].into_iter().flatten().min();
        self.last_event = [self.last_event, other.last_event].into_iter().flatten().max();
    }
    /// Counts applied events that only count.
    pub(super) fn apply_all(&mut self, quiet: Quiet) {
        if quiet.count > 0 {
            self.applied += quiet.count;
            self.first_event = Some(self.first_event.map_or(quiet.first, |first| first.min(quiet.first)));
            self.last_event = Some(self.last_event.map_or(quiet.last, |last| last.max(quiet.last)));
        }
    }
    /// Counts an applied event at `time`.
    #[inline]
    pub fn apply(&mut self, time: Micros) {
        self.applied += 1;
        self.first_event = Some(self.first_event.map_or(time, |first| first.min(time)));
        self.last_event = Some(self.last_event.map_or(time, |last| last.max(time)));
    }
}

/// A subject at the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Subject<'a> {
    /// Its name (of joined ones the name they bear).
    pub name: &'a str,
    /// The stage it is in; `None` where it never entered the funnel.
    pub stage: Option<StageId>,
    /// Since when.
    pub since: Option<Micros>,
    /// The first instant of its applied events.
    pub first_event: Micros,
    /// The last.
    pub last_event: Micros,
    /// Scores at the end, by [`ScoreId`].
    pub scores: &'a [f64],
    /// Attributes at the end, by [`AttributeId`].
    pub attributes: &'a [Value],
}

/// Subjects in columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subjects {
    names: String,
    name_ends: Vec<usize>,
    stage: Vec<u32>,
    since: Vec<Micros>,
    first_event: Vec<Micros>,
    last_event: Vec<Micros>,
    scores: Vec<f64>,
    attributes: Vec<Value>,
    /// How many scores and attributes each has.
    widths: (usize, usize),
    /// Where not everything is kept.
    kept: Option<kept::Kept>,
}

impl Subjects {
    /// Adds one; all have the same number of scores and attributes.
    #[inline]
    pub fn push(&mut self, subject: Subject<'_>) {
        self.widths = (subject.scores.len(), subject.attributes.len());
        self.names.push_str(subject.name);
        self.name_ends.push(self.names.len());
        self.stage.push(subject.stage.map_or(NONE, |stage| stage.0));
        self.since.push(subject.since.unwrap_or(NEVER));
        self.first_event.push(subject.first_event);
        self.last_event.push(subject.last_event);
        self.scores.extend_from_slice(subject.scores);
        self.attributes.extend_from_slice(subject.attributes);
    }
    /// Makes room for so many more, apart from names, scores and attributes.
    pub fn reserve(&mut self, more: usize) {
        self.name_ends.reserve(more);
        self.stage.reserve(more);
        self.since.reserve(more);
        self.first_event.reserve(more);
        self.last_event.reserve(more);
    }
    /// Bytes of memory, roughly.
    pub fn bytes(&self) -> usize {
        self.names.len() + self.name_ends.len() * 36 + self.scores.len() * 8 + values(&self.attributes)
    }
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.kept.as_ref().map_or(self.name_ends.len(), |kept| kept.count)
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The name of the `at`-th; empty where it is not kept.
    #[inline]
    pub fn name(&self, at: usize) -> &str {
        let place = |kept: &kept::Kept| u32::try_from(at).ok().and_then(|at| kept.named.binary_search(&at).ok());
        let Some(at) = self.kept.as_ref().map_or(Some(at), place) else { return "" };
        let start = if at == 0 { 0 } else { self.name_ends[at - 1] };
        &self.names[start..self.name_ends[at]]
    }
    /// The `at`-th. Of its parts those that nobody looks at cost nothing.
    #[inline(always)]
    pub fn get(&self, at: usize) -> Subject<'_> {
        let (scores, attributes) = self.widths;
        Subject {
            name: self.name(at),
            stage: self.stage.get(at).copied().filter(|stage| *stage != NONE).map(StageId),
            since: self.since.get(at).copied().filter(|since| *since != NEVER),
            first_event: self.first_event.get(at).copied().unwrap_or(NEVER),
            last_event: self.last_event.get(at).copied().unwrap_or(NEVER),
            scores: self.scores.get(at * scores..(at + 1) * scores).unwrap_or_default(),
            attributes: self.attributes.get(at * attributes..(at + 1) * attributes).unwrap_or_default(),
        }
    }
    /// All in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Subject<'_>> {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// A visit of a stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit<'a> {
    /// The subject, by its place in [`Outcome::subjects`].
    pub subject: u32,
    /// The stage.
    pub stage: StageId,
    /// The how-manieth of this subject in this stage, from 1.
    pub number: u32,
    /// When it began.
    pub entered_at: Micros,
    /// When it ended; `None` while it lasts.
    pub left_at: Option<Micros>,
    /// What fired; `None` for a first entry without a trigger.
    pub trigger: Option<TriggerId>,
    /// Scores at the entry, by [`ScoreId`].
    pub scores: &'a [f64],
    /// Attributes at the entry that are dimensions, in order of [`AttributeId`].
    pub dimensions: &'a [Value],
}

/// Visits in columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visits {
    subject: Vec<u32>,
    stage: Vec<StageId>,
    number: Vec<u32>,
    entered_at: Vec<Micros>,
    trigger: Vec<u32>,
    scores: Vec<f64>,
    dimensions: Vec<Value>,
    /// How many scores and dimensions each has.
    widths: (usize, usize),
}

/// No instant: outside the years that timestamps have.
const NEVER: Micros = Micros::MIN;
/// No trigger.
const NONE: u32 = u32::MAX;

impl Visits {
    /// Adds one; all have the same number of scores and dimensions. When it ended is told by the next one of its subject.
    #[inline]
    pub fn push(&mut self, visit: Visit<'_>) {
        self.widths = (visit.scores.len(), visit.dimensions.len());
        self.subject.push(visit.subject);
        self.stage.push(visit.stage);
        self.number.push(visit.number);
        self.entered_at.push(visit.entered_at);
        self.trigger.push(visit.trigger.map_or(NONE, |trigger| trigger.0));
        self.scores.extend_from_slice(visit.scores);
        self.dimensions.extend_from_slice(visit.dimensions);
    }
    /// Makes room for so many more, apart from scores and dimensions.
    pub fn reserve(&mut self, more: usize) {
        self.subject.reserve(more);
        self.stage.reserve(more);
        self.number.reserve(more);
        self.entered_at.reserve(more);
        self.trigger.reserve(more);
    }
    /// Bytes of memory, roughly.
    pub fn bytes(&self) -> usize {
        self.len() * 24 + self.scores.len() * 8 + values(&self.dimensions)
    }
    /// The subject of the `at`-th.
    #[inline]
    pub fn subject(&self, at: usize) -> u32 {
        self.subject[at]
    }
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.subject.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.subject.is_empty()
    }
    /// The stage of the `at`-th.
    #[inline]
    pub fn stage(&self, at: usize) -> StageId {
        self.stage[at]
    }
    /// When the `at`-th began.
    #[inline]
    pub fn entered_at(&self, at: usize) -> Micros {
        self.entered_at[at]
    }
    /// A stage is left by entering the next.
    #[inline(always)]
    fn left_at(&self, at: usize) -> Option<Micros> {
        let follows = self.subject.get(at + 1).is_some_and(|next| self.subject.get(at) == Some(next));
        if follows { self.entered_at.get(at + 1).copied() } else { None }
    }
    /// The `at`-th. Of its parts those that nobody looks at cost nothing.
    #[inline(always)]
    pub fn get(&self, at: usize) -> Visit<'_> {
        let (scores, dimensions) = self.widths;
        Visit {
            subject: self.subject.get(at).copied().unwrap_or(NONE),
            stage: self.stage.get(at).copied().unwrap_or(StageId(NONE)),
            number: self.number.get(at).copied().unwrap_or(0),
            entered_at: self.entered_at.get(at).copied().unwrap_or(NEVER),
            left_at: self.left_at(at),
            trigger: self.trigger.get(at).copied().filter(|trigger| *trigger != NONE).map(TriggerId),
            scores: self.scores.get(at * scores..(at + 1) * scores).unwrap_or_default(),
            dimensions: self.dimensions.get(at * dimensions..(at + 1) * dimensions).unwrap_or_default(),
        }
    }
    /// All in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Visit<'_>> {
        (0..self.len()).map(|at| self.get(at))
    }
}
