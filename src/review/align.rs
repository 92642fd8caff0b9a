//! Two replays of one log side by side, subject by subject: who is where in each, and when the two stories first part.

use super::shape::{Cell, Example, Side};
use crate::ids::*;
use crate::model::Model;
use crate::replay::outcome::{Outcome, Visit};
use crate::report::{Histories, Instant};
use crate::time::Micros;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

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
pub struct Aligned<'a> {
    pub subjects: u64,
    pub moved: u64,
    pub parted: u64,
    pub first: Option<Micros>,
    pub matrix: Vec<Cell>,
    /// Those whose stories part, in order of their names.
    pub stories: Vec<Story<'a>>,
    pub examples: Vec<Example>,
}

/// Where two stories part: what the earlier entry is, and in which version it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parting {
    pub side: Side,
    /// What fired there.
    pub trigger: Option<TriggerId>,
    /// What fired in the other version at that instant, if anything did.
    pub instead: Option<TriggerId>,
}

/// A subject whose two stories part.
#[derive(Clone, Copy, Debug)]
pub struct Story<'a> {
    pub subject: &'a str,
    pub parting: Parting,
    /// When.
    pub at: Micros,
    /// Whether it is in another stage in the end.
    pub moved: bool,
}

/// So many moved subjects are named where they are asked for.
const EXAMPLES: usize = 20;

/// Aligns two replays. `old_names` are the names of the old version's stages as its file has them.
pub fn align<'a>(old: Replayed<'a>, new: Replayed<'a>, old_names: &[String], examples: bool) -> Aligned<'a> {
    let same = stage_map(old.model, new.model);
    let mut aligned = Aligned::default();
    let mut matrix: BTreeMap<(Option<StageId>, Option<StageId>), u64> = BTreeMap::new();
    let pairs = Pairs::of(old.outcome, new.outcome);
    for (a, b) in joined(old.outcome, new.outcome) {
        aligned.subjects += 1;
        let stage = |outcome: &Outcome, at: Option<usize>| at.and_then(|at| outcome.subjects.get(at).stage);
        let (from, to) = (stage(old.outcome, a), stage(new.outcome, b));
        *matrix.entry((from, to)).or_default() += 1;
        let moved = is_move(&same, from, to);
        aligned.moved += u64::from(moved);
        let subject = b.map(|b| new.outcome.subjects.name(b)).or(a.map(|a| old.outcome.subjects.name(a))).unwrap_or_default();
        let found = pairs.parting(a, b, &same);
        if let Some((parting, at)) = found {
            aligned.parted += 1;
            aligned.first = Some(aligned.first.map_or(at, |first| first.min(at)));
            aligned.stories.push(Story { subject, parting, at, moved });
        }
        if examples && moved && aligned.examples.len() < EXAMPLES {
            aligned.examples.push(Example {
                subject: subject.to_owned(),
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
    aligned
}

/// When the stories of the subjects of `old` part from those of `new` first, by name: of all that do.
pub fn partings<'a>(old: Replayed<'a>, new: Replayed<'a>) -> BTreeMap<&'a str, Micros> {
    let same = stage_map(old.model, new.model);
    let pairs = Pairs::of(old.outcome, new.outcome);
    let name = |a: Option<usize>, b: Option<usize>| match (a, b) {
        (_, Some(b)) => new.outcome.subjects.name(b),
        (Some(a), None) => old.outcome.subjects.name(a),
        (None, None) => "",
    };
    let stories = joined(old.outcome, new.outcome).into_iter();
    stories.filter_map(|(a, b)| Some((name(a, b), pairs.parting(a, b, &same)?.1))).collect()
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

/// The visits of two outcomes by subject.
struct Pairs<'a> {
    outcomes: [&'a Outcome; 2],
    histories: [Histories<'a>; 2],
}

impl<'a> Pairs<'a> {
    fn of(old: &'a Outcome, new: &'a Outcome) -> Self {
        Self { outcomes: [old, new], histories: [Histories::of(old), Histories::of(new)] }
    }

    /// The first visit in which the two stories of a subject differ by stage or instant.
    fn parting(&self, a: Option<usize>, b: Option<usize>, same: &[Option<StageId>]) -> Option<(Parting, Micros)> {
        let [old, new] = self.outcomes;
        let places = |side: usize, at: Option<usize>| at.map_or(0..0, |at| self.histories[side].places(at));
        let (a, b) = (places(0, a), places(1, b));
        let visit = |outcome: &'a Outcome, places: &Range<usize>, at: usize| {
            Some(places.start + at).filter(|place| *place < places.end).map(|place| outcome.visits.get(place))
        };
        for at in 0..a.len().max(b.len()) {
            let (x, y) = (visit(old, &a, at), visit(new, &b, at));
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
}
