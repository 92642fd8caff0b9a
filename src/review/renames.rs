//! What was renamed: a thing of the old version that is gone and one of the new that was not there, alike in everything but the name.
//!
//! The names are carried over into a copy of the old model, kind by kind, so that what refers to a renamed thing does not differ by it.

use super::items::{self, Item};
use super::shape::Part;
use crate::ids::*;
use crate::model::{From, Model, Outcome};
use std::collections::{BTreeMap, BTreeSet};

/// The old model under the names of the new one, and what was renamed: new names to old ones, by kind.
pub struct Renamed {
    /// The old model, with the new names.
    pub model: Model,
    /// By kind and new name: the old name.
    pub was: BTreeMap<(Part, String), String>,
}

/// Looks for renames. What others are made of comes first.
pub fn of(old: &Model, new: &Model) -> Renamed {
    let mut renamed = Renamed { model: old.clone(), was: BTreeMap::new() };
    for part in [Part::Event, Part::Attribute, Part::Score, Part::Rule, Part::Let] {
        alike(&mut renamed, new, part);
    }
    stages(&mut renamed, new);
    for part in [Part::Let, Part::Attribute, Part::Trigger, Part::Sla, Part::Invariant, Part::Metric, Part::Objective, Part::KeyResult] {
        alike(&mut renamed, new, part);
    }
    renamed
}

/// Renames what is alike in all that is written of it, where that is said of one thing on each side only.
fn alike(renamed: &mut Renamed, new: &Model, part: Part) {
    let (old_items, new_items) = (items::of(&renamed.model), items::of(new));
    let gone = missing(&old_items, &new_items, part);
    let come = missing(&new_items, &old_items, part);
    let same = |a: &Item, b: &Item| a.facets == b.facets && !a.facets.is_empty() && owner(&a.name) == owner(&b.name);
    for a in &gone {
        let mut candidates = come.iter().filter(|b| same(a, b));
        let (Some(b), None) = (candidates.next(), candidates.next()) else { continue };
        if gone.iter().filter(|other| same(other, b)).count() == 1 {
            renamed.was.insert((part, b.name.clone()), a.name.clone());
            rename(&mut renamed.model, part, &a.name, &b.name);
        }
    }
}

/// What a name with a dot belongs to.
fn owner(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(owner, _)| owner)
}

fn missing<'a>(items: &'a [Item], others: &[Item], part: Part) -> Vec<&'a Item> {
    let names: BTreeSet<&str> = others.iter().filter(|item| item.part == part).map(|item| item.name.as_str()).collect();
    items.iter().filter(|item| item.part == part && !names.contains(item.name.as_str())).collect()
}

/// A stage is what leads into and out of it: it is renamed where the same triggers do, or where everything that is written of it is
/// the same, and it ends the story in the same way.
fn stages(renamed: &mut Renamed, new: &Model) {
    let gone: Vec<StageId> = unknown(&renamed.model, new);
    let come: Vec<StageId> = unknown(new, &renamed.model);
    let old = renamed.model.clone();
    let same = |a: StageId, b: StageId| {
        let (was, is) = (&old.stages[a], &new.stages[b]);
        let shape = |outcome: Option<Outcome>, off_path: bool| (outcome, off_path);
        shape(was.outcome, was.off_path) == shape(is.outcome, is.off_path)
            && (ways(&old, a) == ways(new, b) && ways(new, b) != Ways::default()
                || (was.definition.is_some() && was.definition == is.definition && was.owner == is.owner && was.agreed_by == is.agreed_by))
    };
    for &a in &gone {
        let mut candidates = come.iter().filter(|b| same(a, **b));
        let (Some(&b), None) = (candidates.next(), candidates.next()) else { continue };
        let splits = come.iter().any(|other| *other != b && ways(new, *other).takes_part_of(&ways(&old, a)));
        let merges = gone.iter().any(|other| *other != a && ways(&old, *other).takes_part_of(&ways(new, b)));
        if !splits && !merges && gone.iter().filter(|other| same(**other, b)).count() == 1 {
            renamed.was.insert((Part::Stage, new.stages[b].name.clone()), old.stages[a].name.clone());
            renamed.model.stages[a].name.clone_from(&new.stages[b].name);
        }
    }
}

fn unknown(model: &Model, other: &Model) -> Vec<StageId> {
    let known: BTreeSet<&str> = other.stages.iter().map(|stage| stage.name.as_str()).collect();
    model.stages.enumerate().filter(|(_, stage)| !known.contains(stage.name.as_str())).map(|(id, _)| id).collect()
}

/// The triggers that lead into a stage and out of it, by name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ways {
    into: BTreeSet<String>,
    out: BTreeSet<String>,
}

impl Ways {
    /// Whether all that leads into or out of another stage does so of this one: then the two share what was one.
    fn takes_part_of(&self, whole: &Self) -> bool {
        let shares = |own: &BTreeSet<String>, whole: &BTreeSet<String>| !whole.is_empty() && whole.is_subset(own);
        shares(&self.into, &whole.into) || shares(&self.out, &whole.out)
    }
}

fn ways(model: &Model, stage: StageId) -> Ways {
    let names = |of: &dyn Fn(&crate::model::Trigger) -> bool| {
        model.triggers.iter().filter(|trigger| of(trigger)).map(|trigger| trigger.name.clone()).collect()
    };
    Ways {
        into: names(&|trigger| trigger.to == stage),
        out: names(&|trigger| match &trigger.from {
            From::Start | From::Any(_) => false,
            From::Stages { stages, .. } => stages.contains(&stage),
        }),
    }
}

fn rename(model: &mut Model, part: Part, from: &str, to: &str) {
    let last = |name: &str| name.rsplit_once('.').map_or(name, |(_, last)| last).to_owned();
    macro_rules! named {
        ($things:expr) => {
            $things.iter_mut().filter(|thing| thing.name == last(from)).for_each(|thing| thing.name = last(to))
        };
    }
    match part {
        Part::Event => named!(model.events),
        Part::Attribute => named!(model.attributes),
        Part::Score => named!(model.scores),
        Part::Let => named!(model.lets),
        Part::Stage => named!(model.stages),
        Part::Trigger => named!(model.triggers),
        Part::Sla => named!(model.slas),
        Part::Invariant => named!(model.invariants),
        Part::Metric => named!(model.metrics),
        Part::Objective => named!(model.objectives),
        Part::Rule => {
            let score = owner(from);
            let of: Vec<RuleId> = model.scores.iter().filter(|of| of.name == score).flat_map(|of| of.rules.clone()).collect();
            for rule in of {
                if model.rules[rule].name == last(from) {
                    model.rules[rule].name = last(to);
                }
            }
        }
        Part::KeyResult => {
            let objective = owner(from);
            for of in model.objectives.iter_mut().filter(|of| of.name == objective) {
                named!(of.key_results);
            }
        }
        Part::Funnel | Part::Calendar | Part::Source => {}
    }
}
