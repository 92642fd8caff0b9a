//! Two replays of one log side by side, subject by subject: who is where in each, when the two stories first part, and why.

use super::reads::{self, Things};
use super::shape::{Cause, Cell, Change, ChangeKind, Example, Part, Side};
use crate::ids::*;
use crate::model::Model;
use crate::replay::outcome::{Outcome, Visit};
use crate::report::{Histories, Instant};
use crate::time::Micros;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// One version: its definition, the old one under its new names, and what it makes of the log.
#[derive(Clone, Copy)]
pub struct Replayed<'a> {
    /// The definition.
    pub model: &'a Model,
    /// What it makes of the log.
    pub outcome: &'a Outcome,
}

/// What comparing subject by subject comes to.
#[derive(Debug, Default)]
pub struct Aligned {
    pub subjects: u64,
    pub moved: u64,
    pub parted: u64,
    pub first: Option<Micros>,
    pub matrix: Vec<Cell>,
    pub causes: Vec<Cause>,
    pub examples: Vec<Example>,
}

/// Where two stories part: what the earlier entry is, and in which version it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Parting {
    side: Side,
    /// What fired there.
    trigger: Option<TriggerId>,
    /// What fired in the other version at that instant, if anything did.
    instead: Option<TriggerId>,
}

/// So many moved subjects are named where they are asked for.
const EXAMPLES: usize = 20;

/// Aligns two replays. `old_names` are the names of the old version's stages as its file has them.
pub fn align(old: Replayed<'_>, new: Replayed<'_>, old_names: &[String], changes: &[Change], examples: bool) -> Aligned {
    let (old_visits, new_visits) = (Histories::of(old.outcome), Histories::of(new.outcome));
    let same = stage_map(old.model, new.model);
    let mut aligned = Aligned::default();
    let mut matrix: BTreeMap<(Option<StageId>, Option<StageId>), u64> = BTreeMap::new();
    let mut partings: BTreeMap<Parting, (u64, u64, Micros)> = BTreeMap::new();
    for (a, b) in joined(old.outcome, new.outcome) {
        aligned.subjects += 1;
        let stage = |outcome: &Outcome, at: Option<usize>| at.and_then(|at| outcome.subjects.get(at).stage);
        let (from, to) = (stage(old.outcome, a), stage(new.outcome, b));
        *matrix.entry((from, to)).or_default() += 1;
        let moved = is_move(&same, from, to);
        aligned.moved += u64::from(moved);
        let visits = |histories: &Histories<'_>, at: Option<usize>| at.map_or(0..0, |at| histories.places(at));
        let (a_places, b_places) = (visits(&old_visits, a), visits(&new_visits, b));
        let found = parting(old.outcome, new.outcome, a_places, b_places, &same);
        if let Some((parting, at)) = found {
            aligned.parted += 1;
            aligned.first = Some(aligned.first.map_or(at, |first| first.min(at)));
            let count = partings.entry(parting).or_insert((0, 0, at));
            *count = (count.0 + 1, count.1 + u64::from(moved), count.2.min(at));
        }
        if examples && moved && aligned.examples.len() < EXAMPLES {
            let name = b.map(|b| new.outcome.subjects.name(b)).or(a.map(|a| old.outcome.subjects.name(a))).unwrap_or_default();
            aligned.examples.push(Example {
                subject: name.to_owned(),
                from: from.map(|stage| old_names[stage.index()].clone()),
                to: to.map(|stage| new.model.stages[stage].name.clone()),
                parts_at: found.map(|(_, at)| Instant(at)),
            });
        }
    }
    aligned.matrix = matrix
        .into_iter()
        .map(|((from, to), subjects)| Cell {
            from: from.map(|stage| old_names[stage.index()].clone()),
            to: to.map(|stage| new.model.stages[stage].name.clone()),
            moved: is_move(&same, from, to),
            subjects,
        })
        .collect();
    aligned.causes = causes(old, new, changes, &partings);
    aligned
}

/// The old stages as stages of the new version, by name; renamed ones bear their new names already.
fn stage_map(old: &Model, new: &Model) -> Vec<Option<StageId>> {
    let find = |name: &str| new.stages.enumerate().find(|(_, stage)| stage.name == name).map(|(id, _)| id);
    old.stages.iter().map(|stage| find(&stage.name)).collect()
}

fn is_move(same: &[Option<StageId>], from: Option<StageId>, to: Option<StageId>) -> bool {
    match (from, to) {
        (None, None) => false,
        (Some(from), Some(to)) => same[from.index()] != Some(to),
        (None, Some(_)) | (Some(_), None) => true,
    }
}

/// The places of each subject in both outcomes, which are ordered by name.
fn joined(old: &Outcome, new: &Outcome) -> Vec<(Option<usize>, Option<usize>)> {
    let (mut a, mut b) = (0, 0);
    let mut pairs = Vec::with_capacity(new.subjects.len());
    while a < old.subjects.len() || b < new.subjects.len() {
        let order = match (a < old.subjects.len(), b < new.subjects.len()) {
            (true, true) => old.subjects.name(a).as_bytes().cmp(new.subjects.name(b).as_bytes()),
            (true, false) => Ordering::Less,
            (false, _) => Ordering::Greater,
        };
        pairs.push((order.is_le().then_some(a), order.is_ge().then_some(b)));
        a += usize::from(order.is_le());
        b += usize::from(order.is_ge());
    }
    pairs
}

/// The first visit in which two stories differ by stage or instant.
fn parting(
    old: &Outcome,
    new: &Outcome,
    a: std::ops::Range<usize>,
    b: std::ops::Range<usize>,
    same: &[Option<StageId>],
) -> Option<(Parting, Micros)> {
    let length = a.len().max(b.len());
    for at in 0..length {
        let (x, y) = (a.clone().nth(at).map(|place| old.visits.get(place)), b.clone().nth(at).map(|place| new.visits.get(place)));
        let of = |side, visit: Visit<'_>, instead: Option<Visit<'_>>| {
            let instead = instead.filter(|other| other.entered_at == visit.entered_at).and_then(|other| other.trigger);
            Some((Parting { side, trigger: visit.trigger, instead }, visit.entered_at))
        };
        match (x, y) {
            (Some(x), Some(y)) if same[x.stage.index()] == Some(y.stage) && x.entered_at == y.entered_at => {}
            // of two at one instant the new one is what has to be explained
            (Some(x), Some(y)) if x.entered_at < y.entered_at => return of(Side::Old, x, None),
            (x, Some(y)) => return of(Side::New, y, x),
            (Some(x), None) => return of(Side::Old, x, None),
            (None, None) => {}
        }
    }
    None
}

/// What the partings come from, the most frequent first.
fn causes(old: Replayed<'_>, new: Replayed<'_>, changes: &[Change], partings: &BTreeMap<Parting, (u64, u64, Micros)>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for (parting, (parted, moved, first)) in partings {
        let model = if parting.side == Side::Old { old.model } else { new.model };
        let trigger = parting.trigger.map(|id| &model.triggers[id]);
        let name = trigger.map(|trigger| trigger.name.clone());
        let decided = deciding(old.model, new.model, changes, *parting);
        if let Some(known) =
            causes.iter_mut().find(|cause| cause.changes == decided && cause.trigger == name && cause.fired_in == parting.side)
        {
            known.parted += parted;
            known.moved += moved;
            known.first = known.first.min(Instant(*first));
            continue;
        }
        causes.push(Cause {
            changes: decided,
            trigger: name,
            fired_in: parting.side,
            on: trigger.map_or_else(Vec::new, |trigger| trigger.on.iter().map(|event| model.events[*event].name.clone()).collect()),
            parted: *parted,
            moved: *moved,
            first: Instant(*first),
        });
    }
    causes.sort_by(|a, b| b.parted.cmp(&a.parted).then_with(|| a.changes.cmp(&b.changes)).then_with(|| a.trigger.cmp(&b.trigger)));
    causes
}

/// The changes that make one version fire where the other does not. Up to there both stories are the same, so it is a change of the
/// trigger that fired or of what it reads; else of what fired in its place; else of what everything rests on.
fn deciding(old: &Model, new: &Model, changes: &[Change], parting: Parting) -> Vec<String> {
    let (side, other) = if parting.side == Side::Old { (old, new) } else { (new, old) };
    let named = |change: &Change| format!("{} {}", change.part.word(), change.name);
    let meant: Vec<&Change> = changes.iter().filter(|change| change.class != super::shape::Class::Cosmetic).collect();
    let of_trigger = |model: &Model, id: Option<TriggerId>| {
        let id = id?;
        let name = &model.triggers[id].name;
        let own: Vec<String> =
            meant.iter().filter(|change| change.part == Part::Trigger && change.name == *name).map(|change| named(change)).collect();
        Some(own).filter(|own| !own.is_empty())
    };
    // itself, or what fired in its place
    if let Some(own) = of_trigger(side, parting.trigger) {
        return own;
    }
    let read: Things = parting.trigger.map_or_else(Things::new, |id| {
        let mut read = reads::of_trigger(side, id);
        let name = &side.triggers[id].name;
        read.extend(other.triggers.enumerate().filter(|(_, of)| of.name == *name).flat_map(|(id, _)| reads::of_trigger(other, id)));
        read
    });
    let among = |things: &Things| {
        let found: BTreeSet<String> =
            meant.iter().filter(|change| things.contains(&(change.part, change.name.clone()))).map(|change| named(change)).collect();
        found.into_iter().collect::<Vec<_>>()
    };
    let found = among(&read);
    if !found.is_empty() {
        return found;
    }
    if let Some(own) = of_trigger(other, parting.instead) {
        return own;
    }
    let found = parting.instead.map_or_else(Vec::new, |id| among(&reads::of_trigger(other, id)));
    if !found.is_empty() {
        return found;
    }
    // a trigger that stands before it, a stage of its way, or what all rests on
    let name = parting.trigger.map(|id| side.triggers[id].name.clone());
    let stages: BTreeSet<String> = parting.trigger.map_or_else(BTreeSet::new, |id| {
        let trigger = &side.triggers[id];
        trigger.from.stages().iter().chain([&trigger.to]).map(|stage| side.stages[*stage].name.clone()).collect()
    });
    let rests: Vec<String> = meant
        .iter()
        .filter(|change| match change.part {
            Part::Trigger => {
                matches!(change.kind, ChangeKind::Moved | ChangeKind::Added | ChangeKind::Removed) && name.as_ref() != Some(&change.name)
            }
            Part::Stage => stages.contains(&change.name),
            Part::Event | Part::Calendar | Part::Source => true,
            _ => false,
        })
        .map(|change| named(change))
        .collect();
    if rests.is_empty() { meant.iter().map(|change| named(change)).collect() } else { rests }
}
