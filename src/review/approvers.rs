//! The teams that have to agree: owners and `agreed_by` of everything that a change touches or moves.

use super::reads::Readers;
use super::shape::{Approver, Change, Impact, Part};
use crate::ids::*;
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// The teams, in order of their names. `old` is the old version under its new names; `was` gives the old name of a renamed thing.
pub fn of(old: &Model, new: &Model, changes: &[Change], impact: Option<&Impact>, now: impl Fn(&str) -> String) -> Vec<Approver> {
    let readers = [Readers::of(old), Readers::of(new)];
    let mut teams: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut ask = |team: &str, why: String| {
        teams.entry(team.to_owned()).or_default().insert(why);
    };
    for change in changes {
        let why = format!("{} {} is {}", change.part.word(), change.name, change.kind.word());
        for readers in &readers {
            for team in touched(readers, change.part, &change.name) {
                ask(&team, why.clone());
            }
        }
    }
    for cell in impact.iter().flat_map(|impact| &impact.matrix).filter(|cell| cell.moved) {
        let sides = [(old, cell.from.as_deref().map(&now)), (new, cell.to.clone())];
        for (model, name) in sides {
            let Some(stage) = name.and_then(|name| model.stages.iter().find(|stage| stage.name == name)) else { continue };
            for team in stage.owner.iter().chain(&stage.agreed_by) {
                ask(team, format!("subjects move out of or into stage {}", stage.name));
            }
        }
    }
    teams.into_iter().map(|(team, because)| Approver { team, because: because.into_iter().collect(), in_codeowners: None }).collect()
}

/// The teams of what a thing is or touches.
fn touched(readers: &Readers<'_>, part: Part, name: &str) -> BTreeSet<String> {
    let model = readers.model();
    let mut teams = BTreeSet::new();
    for stage in readers.stages_of(part, name) {
        teams.extend(teams_of(model, stage));
    }
    match part {
        Part::Objective | Part::KeyResult => {
            let id = name.split('.').next().unwrap_or(name);
            teams.extend(model.objectives.iter().filter(|objective| objective.name == id).filter_map(|objective| objective.owner.clone()));
        }
        Part::Funnel | Part::Calendar | Part::Source | Part::Metric | Part::Invariant => teams.extend(model.owner.clone()),
        Part::Event | Part::Attribute | Part::Score | Part::Rule | Part::Let | Part::Stage | Part::Trigger | Part::Sla => {}
    }
    // what touches no stage is still the funnel's
    if teams.is_empty() {
        teams.extend(model.owner.clone());
    }
    teams
}

fn teams_of(model: &Model, stage: StageId) -> impl Iterator<Item = String> + '_ {
    let stage = &model.stages[stage];
    stage.owner.iter().chain(&stage.agreed_by).cloned()
}

/// Every team that a definition names.
pub fn teams(model: &Model) -> BTreeSet<String> {
    let stages = model.stages.ids().flat_map(|stage| teams_of(model, stage));
    let objectives = model.objectives.iter().filter_map(|objective| objective.owner.clone());
    model.owner.iter().cloned().chain(stages).chain(objectives).collect()
}
