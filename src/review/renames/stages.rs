//! Which stage is which. A stage is what leads into and out of it: it is renamed where the same triggers do, or else where the same is
//! written of it, and it ends the story in the same way.

use super::{Pair, Search};
use crate::ids::*;
use crate::model::{From, Model, Outcome, Stage};
use crate::review::items::Item;
use crate::review::shape::Part;
use std::collections::{BTreeMap, BTreeSet};

/// Stages with the same ways in and out.
pub fn by_ways(search: &Search, new: &Model) -> Vec<Pair> {
    let stages = Stages::of(search, new);
    stages.pairs(|side, stage| {
        let ways = &stages.ways[side][stage.index()];
        (*ways != Ways::default()).then(|| (ending(&stages.models[side].stages[stage]), ways))
    })
}

/// Stages of which the same is written.
pub fn by_words(search: &Search, new: &Model) -> Vec<Pair> {
    let stages = Stages::of(search, new);
    stages.pairs(|side, stage| {
        let stage = &stages.models[side].stages[stage];
        stage.definition.as_ref().map(|definition| (ending(stage), definition, &stage.owner, &stage.agreed_by))
    })
}

/// How it ends the story.
fn ending(stage: &Stage) -> (Option<&'static str>, bool) {
    let outcome = stage.outcome.map(|outcome| match outcome {
        Outcome::Won => "won",
        Outcome::Lost => "lost",
    });
    (outcome, stage.off_path)
}

/// The triggers that lead into a stage and out of it, each by a number of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Ways {
    into: BTreeSet<usize>,
    out: BTreeSet<usize>,
}

/// The stages whose names one version alone has: of the old one, and of the new.
struct Stages<'m> {
    models: [&'m Model; 2],
    unknown: [Vec<StageId>; 2],
    /// By stage.
    ways: [Vec<Ways>; 2],
}

impl<'m> Stages<'m> {
    fn of(search: &'m Search, new: &'m Model) -> Self {
        let models = [&search.model, new];
        let names = models.map(|model| model.stages.iter().map(|stage| stage.name.as_str()).collect::<BTreeSet<&str>>());
        let unknown = |side: usize| -> Vec<StageId> {
            let stages = models[side].stages.enumerate();
            stages.filter(|(_, stage)| !names[1 - side].contains(stage.name.as_str())).map(|(id, _)| id).collect()
        };
        let mut numbers = BTreeMap::new();
        let was = ways(models[0], &said(&search.was, &search.is, &names), &mut numbers);
        let is = ways(models[1], &said(&search.is, &search.was, &names), &mut numbers);
        Self { models, unknown: [unknown(0), unknown(1)], ways: [was, is] }
    }

    /// Pairs of what has the same key, where only one stage on each side has it, and neither shares its ways with another one.
    fn pairs<K: Ord>(&self, key: impl Fn(usize, StageId) -> Option<K>) -> Vec<Pair> {
        let mut groups: BTreeMap<K, [Vec<StageId>; 2]> = BTreeMap::new();
        for side in [0, 1] {
            for stage in &self.unknown[side] {
                if let Some(key) = key(side, *stage) {
                    groups.entry(key).or_default()[side].push(*stage);
                }
            }
        }
        let shares = [self.shares(0), self.shares(1)];
        let mut pairs = Vec::new();
        for [gone, come] in groups.into_values() {
            let ([a], [b]) = (&gone[..], &come[..]) else { continue };
            // of two that share what was one, neither is it
            let (splits, merges) = (shares[1].of(&self.ways[0][a.index()], *b), shares[0].of(&self.ways[1][b.index()], *a));
            if !splits && !merges {
                pairs.push((self.models[0].stages[*a].name.clone(), self.models[1].stages[*b].name.clone()));
            }
        }
        pairs
    }

    fn shares(&self, side: usize) -> Shares<'_> {
        let mut shares = Shares { ways: &self.ways[side], into: BTreeMap::new(), out: BTreeMap::new() };
        for stage in &self.unknown[side] {
            let ways = &self.ways[side][stage.index()];
            ways.into.iter().for_each(|trigger| shares.into.entry(*trigger).or_default().push(*stage));
            ways.out.iter().for_each(|trigger| shares.out.entry(*trigger).or_default().push(*stage));
        }
        shares
    }
}

/// By trigger: the unknown stages of one version that it leads into, and out of.
struct Shares<'a> {
    ways: &'a [Ways],
    into: BTreeMap<usize, Vec<StageId>>,
    out: BTreeMap<usize, Vec<StageId>>,
}

/// So many stages are looked at that one trigger leads out of; a stage that has only triggers of more is told by nothing.
const COMMON: usize = 64;

impl Shares<'_> {
    /// Whether all that leads into or out of a stage of the other version does so of a stage here that is not its like.
    fn of(&self, whole: &Ways, like: StageId) -> bool {
        let all = |by: &BTreeMap<usize, Vec<StageId>>, whole: &BTreeSet<usize>, own: fn(&Ways) -> &BTreeSet<usize>| {
            // the stages of the trigger that has the fewest are all that can have every one
            let stages = whole.iter().map(|trigger| by.get(trigger).map_or(&[][..], Vec::as_slice)).min_by_key(|stages| stages.len());
            let others = stages.unwrap_or_default().iter().take(COMMON).filter(|stage| **stage != like);
            others.into_iter().any(|stage| whole.is_subset(own(&self.ways[stage.index()])))
        };
        all(&self.into, &whole.into, |ways| &ways.into) || all(&self.out, &whole.out, |ways| &ways.out)
    }
}

/// What a trigger is known by, in the order of the model: its name, or where the other version has none of that name what is written of
/// it, stages that one version alone has being one like the other.
fn said(items: &[Item], others: &[Item], names: &[BTreeSet<&str>; 2]) -> Vec<String> {
    let known: BTreeSet<&str> = others.iter().filter(|item| item.part == Part::Trigger).map(|item| item.name.as_str()).collect();
    let common = |text: &str| {
        let one = |name| if names.iter().all(|names| names.contains(name)) { name } else { "?" };
        text.split(", ").map(one).collect::<Vec<_>>().join(", ")
    };
    let written = |item: &Item| {
        let facets = item.facets.iter().map(|(key, text)| match *key {
            "from" | "to" => format!("{key}: {}", common(text)),
            _ => format!("{key}: {text}"),
        });
        facets.collect::<Vec<_>>().join("\n")
    };
    let triggers = items.iter().filter(|item| item.part == Part::Trigger);
    triggers.map(|item| if known.contains(item.name.as_str()) { item.name.clone() } else { written(item) }).collect()
}

/// The ways of every stage; what is said of a trigger has one number in both versions.
fn ways(model: &Model, said: &[String], numbers: &mut BTreeMap<String, usize>) -> Vec<Ways> {
    let mut ways = vec![Ways::default(); model.stages.len()];
    for (trigger, said) in model.triggers.iter().zip(said) {
        let next = numbers.len();
        let number = *numbers.entry(said.clone()).or_insert(next);
        ways[trigger.to.index()].into.insert(number);
        if let From::Stages { stages, .. } = &trigger.from {
            for stage in stages {
                ways[stage.index()].out.insert(number);
            }
        }
    }
    ways
}
