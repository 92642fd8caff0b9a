//! The teams that have to agree: owners and `agreed_by` of everything that a change touches or moves.

use super::reads::Reads;
use super::shape::{Approver, Change, Impact, Part};
use crate::ids::*;
use crate::model::okr::Goal;
use crate::model::{Expr, ExprKind, From, MeasureKind, Model};
use std::collections::{BTreeMap, BTreeSet};

/// The teams, in order of their names. `old` is the old version under its new names; `now` gives the new name of an old stage.
pub fn of(old: &Model, new: &Model, changes: &[Change], impact: Option<&Impact>, now: impl Fn(&str) -> String) -> Vec<Approver> {
    let mut teams: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut ask = |team: &str, why: String| {
        teams.entry(team.to_owned()).or_default().insert(why);
    };
    if !changes.is_empty() {
        let reads = [Reads::of(old), Reads::of(new)];
        let mut versions = [Touched::of(&reads[0]), Touched::of(&reads[1])];
        for change in changes {
            let why = format!("{} is {}", change.label(), change.kind.word());
            for team in versions.iter_mut().flat_map(|version| version.teams(change.part, &change.name)) {
                ask(&team, why.clone());
            }
        }
    }
    let mut moved: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    for cell in impact.iter().flat_map(|impact| &impact.matrix).filter(|cell| cell.moved) {
        let sides = [(old, cell.from.as_deref().map(&now)), (new, cell.to.clone())];
        for (model, name) in sides {
            let Some(stage) = name.and_then(|name| model.stages.iter().find(|stage| stage.name == name)) else { continue };
            for team in stage.owner.iter().chain(&stage.agreed_by) {
                moved.entry(team.clone()).or_default().insert(&stage.name);
            }
        }
    }
    let aims = impact.iter().flat_map(|impact| &impact.okrs).filter(|okr| okr.status_before != okr.status_after);
    for okr in aims {
        let owner = new.objectives.iter().find(|objective| objective.name == okr.objective).and_then(|objective| objective.owner.as_ref());
        if let Some(owner) = owner {
            ask(owner, format!("objective {} has another status", okr.objective));
        }
    }
    for (team, stages) in moved {
        ask(&team, format!("subjects move out of or into {}", stages.into_iter().cloned().collect::<Vec<_>>().join(", ")));
    }
    teams.into_iter().map(|(team, because)| Approver { team, because: because.into_iter().collect(), in_codeowners: None }).collect()
}

/// The teams of what things are or touch, of one version.
struct Touched<'m> {
    model: &'m Model,
    readers: BTreeMap<&'m (Part, String), Vec<&'m (Part, String)>>,
    /// The teams of stages, triggers, service levels and objectives.
    named: BTreeMap<(Part, String), BTreeSet<String>>,
    /// The teams of what reads a thing, as far as it was asked for.
    reached: BTreeMap<(Part, String), BTreeSet<String>>,
}

impl<'m> Touched<'m> {
    fn of(reads: &'m Reads<'m>) -> Self {
        let model = reads.model();
        let mut named = BTreeMap::new();
        let mut note = |part, name: &str, stages: Vec<StageId>| {
            named.insert((part, name.to_owned()), stages.into_iter().flat_map(|stage| teams_of(model, stage)).collect::<BTreeSet<_>>());
        };
        model.stages.enumerate().for_each(|(id, stage)| note(Part::Stage, &stage.name, vec![id]));
        for trigger in &model.triggers {
            let from = match &trigger.from {
                // all of them, and so none in particular
                From::Any(_) | From::Start => &[][..],
                From::Stages { stages, .. } => stages,
            };
            note(Part::Trigger, &trigger.name, from.iter().copied().chain([trigger.to]).collect());
        }
        model.slas.iter().for_each(|sla| note(Part::Sla, &sla.name, sla.from.iter().chain(&sla.until_stages).copied().collect()));
        for objective in &model.objectives {
            named.insert((Part::Objective, objective.name.clone()), objective.owner.iter().cloned().collect());
        }
        for (metric, teams) in aims(model) {
            named.insert((Part::Metric, metric), teams);
        }
        Self { model, readers: reads.readers(), named, reached: BTreeMap::new() }
    }

    /// The teams of a thing: of the stages that it names, and of those that triggers lead between whose conditions read it. What touches
    /// none is the funnel's.
    fn teams(&mut self, part: Part, name: &str) -> BTreeSet<String> {
        let mut teams = match part {
            Part::Event | Part::Attribute | Part::Score | Part::Rule | Part::Let => self.reached(&(part, name.to_owned())),
            Part::Calendar => {
                let mut teams = self.reached(&(part, name.to_owned()));
                teams.extend(self.model.owner.clone());
                teams
            }
            Part::KeyResult => self.named(Part::Objective, name.split('.').next().unwrap_or(name)),
            Part::Stage | Part::Trigger | Part::Sla | Part::Objective => self.named(part, name),
            Part::Metric => {
                let mut teams = self.named(part, name);
                teams.extend(self.model.owner.clone());
                teams
            }
            Part::Funnel | Part::Source | Part::Invariant => BTreeSet::new(),
        };
        if teams.is_empty() {
            teams.extend(self.model.owner.clone());
        }
        teams
    }

    fn named(&self, part: Part, name: &str) -> BTreeSet<String> {
        self.named.get(&(part, name.to_owned())).cloned().unwrap_or_default()
    }

    /// The teams of the triggers that read a thing, by whatever lies between; what reads others is never read by them.
    fn reached(&mut self, thing: &(Part, String)) -> BTreeSet<String> {
        if let Some(known) = self.reached.get(thing) {
            return known.clone();
        }
        let mut teams = BTreeSet::new();
        for reader in self.readers.get(thing).cloned().unwrap_or_default() {
            teams.extend(if reader.0 == Part::Trigger { self.named(reader.0, &reader.1) } else { self.reached(reader) });
        }
        self.reached.insert(thing.clone(), teams.clone());
        teams
    }
}

/// By metric: the owners of the objectives whose key results it decides, by whatever metrics lie between.
fn aims(model: &Model) -> BTreeMap<String, BTreeSet<String>> {
    let mut aims: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for objective in &model.objectives {
        let goals = objective.key_results.iter().filter_map(|result| match &result.goal {
            Goal::Target { metric, .. } | Goal::Hold { metric, .. } => Some(metric),
            Goal::Milestone(_) | Goal::Unmeasured => None,
        });
        let mut open: Vec<&Expr> = goals.collect();
        let mut seen = BTreeSet::new();
        while let Some(expr) = open.pop() {
            open.extend(expr.children());
            let ExprKind::Measure(id) = expr.kind else { continue };
            match &model.measures[id].kind {
                MeasureKind::Metric(metric) if seen.insert(*metric) => {
                    let metric = &model.metrics[*metric];
                    aims.entry(metric.name.clone()).or_default().extend(objective.owner.clone());
                    open.push(&metric.expr);
                }
                MeasureKind::Baseline { of, .. } => open.push(of),
                MeasureKind::Metric(_) | MeasureKind::Aggregate { .. } | MeasureKind::Elapsed { .. } => {}
                MeasureKind::Rate { .. } | MeasureKind::Current(_) => {}
            }
        }
    }
    aims
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
