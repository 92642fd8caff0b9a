//! Why stories part first. Up to there both are the same, so it is a change of the trigger that fired in one version and not in the
//! other, or of what its condition reads. Where several are, the stories are told again: with each of the changes alone, and with
//! each of them taken back.

use super::align::{self, Parting, Replayed, Story};
use super::hybrid::Hybrids;
use super::reads::{Reads, Things};
use super::shape::{Cause, CauseEvent, Change, ChangeKind, Class, Decided, Part, Side};
use super::{Again, Parted};
use crate::ids::*;
use crate::model::Model;
use crate::report::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// So many changes are told apart; of more that feed one condition all are named.
const TOLD_APART: usize = 16;

/// What is known of both versions: the old one under its new names.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub old: Replayed<'a>,
    pub new: Replayed<'a>,
    pub changes: &'a [Change],
    /// The old version under its own names.
    pub written: &'a Model,
}

/// What decides a story, and how sure that is.
type Answer = (Decided, Vec<usize>);

/// What the partings come from, the most frequent first.
pub fn causes(known: Known<'_>, hybrids: Option<Hybrids<'_>>, stories: &[Story<'_>], mut again: Option<&mut dyn Again>) -> Vec<Cause> {
    let mut candidates: BTreeMap<Parting, Vec<usize>> = BTreeMap::new();
    if !stories.is_empty() {
        let reads = [Reads::of(known.old.model), Reads::of(known.new.model)];
        for story in stories {
            candidates.entry(story.parting).or_insert_with(|| deciding(known, &reads, story.parting));
        }
    }
    let is_open = |story: &Story<'_>| candidates.get(&story.parting).is_some_and(|among| (2..=TOLD_APART).contains(&among.len()));
    let events = again.as_deref_mut().map_or_else(Vec::new, |again| {
        let whole = |story: &Story<'_>| hybrids.is_some() && is_open(story);
        let parted: Vec<Parted<'_>> =
            stories.iter().map(|story| Parted { subject: story.subject, at: story.at, whole: whole(story) }).collect();
        if parted.is_empty() { Vec::new() } else { again.look(&parted) }
    });
    let open: Vec<&Story<'_>> = stories.iter().filter(|story| is_open(story)).collect();
    let told = match (hybrids, again) {
        (Some(hybrids), Some(again)) if !open.is_empty() => Retold::of(known, hybrids, &open, &candidates, again),
        _ => Retold::default(),
    };
    let mut causes: BTreeMap<(Answer, Option<TriggerId>, Side), Cause> = BTreeMap::new();
    for (place, story) in stories.iter().enumerate() {
        let among = candidates.get(&story.parting).map_or(&[][..], Vec::as_slice);
        let answer = if is_open(story) { told.answer(story.subject, among) } else { plain(among) };
        let Parting { side, trigger, .. } = story.parting;
        let cause = causes.entry((answer.clone(), trigger, side)).or_insert_with(|| cause(known, &answer, story));
        cause.parted += 1;
        cause.moved += u64::from(story.moved);
        cause.first = cause.first.min(Instant(story.at));
        if let Some(events) = events.get(place) {
            note(&mut cause.events, &cause.on, events);
        }
    }
    let mut causes: Vec<Cause> = causes.into_values().collect();
    for cause in &mut causes {
        cause.events.sort_by(|a, b| b.stories.cmp(&a.stories).then_with(|| a.event.cmp(&b.event)));
    }
    causes.sort_by(|a, b| b.parted.cmp(&a.parted).then_with(|| a.changes.cmp(&b.changes)).then_with(|| a.trigger.cmp(&b.trigger)));
    causes
}

fn plain(among: &[usize]) -> Answer {
    (if among.len() == 1 { Decided::One } else { Decided::Open }, among.to_vec())
}

fn cause(known: Known<'_>, (decided, changes): &Answer, story: &Story<'_>) -> Cause {
    let model = if story.parting.side == Side::Old { known.old.model } else { known.new.model };
    let trigger = story.parting.trigger.map(|id| &model.triggers[id]);
    Cause {
        changes: changes.iter().filter_map(|at| known.changes.get(*at)).map(Change::label).collect(),
        decided: *decided,
        trigger: trigger.map(|trigger| trigger.name.clone()),
        fired_in: story.parting.side,
        on: trigger.map_or_else(Vec::new, |trigger| trigger.on.iter().map(|event| model.events[*event].name.clone()).collect()),
        events: Vec::new(),
        parted: 0,
        moved: 0,
        first: Instant(story.at),
    }
}

/// Counts a story under the events of its instant: those that the trigger fires on, if it names any; none where time did it.
fn note(counts: &mut Vec<CauseEvent>, on: &[String], events: &BTreeSet<String>) {
    let named: Vec<&str> = events.iter().filter(|event| on.is_empty() || on.contains(event)).map(String::as_str).collect();
    let event = if named.is_empty() { None } else { Some(named.join(" and ")) };
    match counts.iter_mut().find(|count| count.event == event) {
        Some(count) => count.stories += 1,
        None => counts.push(CauseEvent { event, stories: 1 }),
    }
}

/// What became of open stories when they were told again: by change and subject.
#[derive(Default)]
struct Retold {
    /// Whether the story parts no more when the change is taken back.
    needed: BTreeMap<usize, BTreeMap<String, bool>>,
    /// Whether it parts as well with that change alone.
    enough: BTreeMap<usize, BTreeMap<String, bool>>,
}

impl Retold {
    fn of(
        known: Known<'_>,
        hybrids: Hybrids<'_>,
        open: &[&Story<'_>],
        candidates: &BTreeMap<Parting, Vec<usize>>,
        again: &dyn Again,
    ) -> Self {
        let changes: BTreeSet<usize> = open.iter().filter_map(|story| candidates.get(&story.parting)).flatten().copied().collect();
        let mut told = Self::default();
        for at in changes {
            let Some(change) = known.changes.get(at) else { continue };
            let concerned = || open.iter().filter(|story| candidates.get(&story.parting).is_some_and(|among| among.contains(&at)));
            // the new version with this one thing as it was
            if let Some(model) = hybrids.without(change)
                && let Some(outcome) = again.replay(&model)
            {
                let parted = align::partings(known.old, Replayed { model: &model, outcome: &outcome });
                let is_undone = |story: &&&Story<'_>| (story.subject.to_owned(), parted.get(story.subject) != Some(&story.at));
                told.needed.insert(at, concerned().map(|story| is_undone(&story)).collect());
            }
            // the old version with this one thing as it is now
            if let Some(model) = hybrids.alone(change)
                && let Some(outcome) = again.replay(&model)
            {
                let old = Replayed { model: known.written, outcome: known.old.outcome };
                let parted = align::partings(old, Replayed { model: &model, outcome: &outcome });
                let is_done = |story: &&&Story<'_>| (story.subject.to_owned(), parted.get(story.subject) == Some(&story.at));
                told.enough.insert(at, concerned().map(|story| is_done(&story)).collect());
            }
        }
        told
    }

    /// What decides the story of a subject, of the changes that may.
    fn answer(&self, subject: &str, among: &[usize]) -> Answer {
        let said = |of: &BTreeMap<usize, BTreeMap<String, bool>>, at: &usize| of.get(at).and_then(|by| by.get(subject)).copied();
        let with = |of, wanted: Option<bool>| among.iter().filter(|at| said(of, at) == wanted).copied().collect::<Vec<usize>>();
        let (needed, enough) = (with(&self.needed, Some(true)), with(&self.enough, Some(true)));
        let all_taken_back = with(&self.needed, None).is_empty();
        match (&needed[..], &enough[..]) {
            ([_], _) if all_taken_back || needed == enough => (Decided::One, needed),
            ([_, _, ..], _) if all_taken_back => (Decided::Together, needed),
            (_, [_]) if needed.is_empty() || needed == enough => (Decided::One, enough),
            ([], [_, _, ..]) => (Decided::Either, enough),
            _ => plain(among),
        }
    }
}

/// The changes that may make one version fire where the other does not: of the trigger that fired and of what it reads; else of what
/// fired in its place; else of what everything rests on.
fn deciding(known: Known<'_>, reads: &[Reads<'_>; 2], parting: Parting) -> Vec<usize> {
    let (old, new) = (known.old.model, known.new.model);
    let (side, other) = if parting.side == Side::Old { (old, new) } else { (new, old) };
    let meant: Vec<(usize, &Change)> = known.changes.iter().enumerate().filter(|(_, change)| change.class != Class::Cosmetic).collect();
    let found =
        |takes: &dyn Fn(&Change) -> bool| -> Vec<usize> { meant.iter().filter(|(_, change)| takes(change)).map(|(at, _)| *at).collect() };
    let fed = |model: &Model, id: TriggerId| {
        let name = &model.triggers[id].name;
        let read: Things = reads.iter().flat_map(|reads| reads.of_trigger(name)).collect();
        let own = |change: &Change| change.part == Part::Trigger && change.name == *name;
        let mut all = found(&own);
        all.extend(found(&|change| !own(change) && read.contains(&(change.part, change.name.clone()))));
        all
    };
    for (model, id) in [(side, parting.trigger), (other, parting.instead)] {
        let all = id.map_or_else(Vec::new, |id| fed(model, id));
        if !all.is_empty() {
            return all;
        }
    }
    // a trigger that stands before it, a stage of its way, or what all rests on
    let name = parting.trigger.map(|id| side.triggers[id].name.clone());
    let stages: BTreeSet<String> = parting.trigger.map_or_else(BTreeSet::new, |id| {
        let trigger = &side.triggers[id];
        trigger.from.stages().iter().chain([&trigger.to]).map(|stage| side.stages[*stage].name.clone()).collect()
    });
    let rests = found(&|change| match change.part {
        Part::Trigger => {
            matches!(change.kind, ChangeKind::Moved | ChangeKind::Added | ChangeKind::Removed) && name.as_ref() != Some(&change.name)
        }
        Part::Stage => stages.contains(&change.name),
        Part::Event | Part::Calendar | Part::Source => true,
        Part::Funnel | Part::Attribute | Part::Score | Part::Rule | Part::Let | Part::Sla => false,
        Part::Invariant | Part::Metric | Part::Objective | Part::KeyResult => false,
    });
    if rests.is_empty() { found(&|_| true) } else { rests }
}
