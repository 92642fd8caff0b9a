//! A definition that is new, or gone: there is nothing to compare it with, so all of it is listed, and what it makes of a log.

use super::align::{self, Replayed};
use super::figures::{self, Reported};
use super::gates::Gates;
use super::shape::{Approver, Change, ChangeKind, Class, Delta, Diff, Impact, Side, Version};
use super::{Run, SCHEMA, approvers, items};
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::report::Instant;

/// What is said of a definition that is in one version only, on the side where it is.
pub fn alone(side: Side, name: &str, model: &Model, run: Option<Run<'_>>, gates: &Gates) -> Diff {
    let (kind, is) = match side {
        Side::New => (ChangeKind::Added, "new"),
        Side::Old => (ChangeKind::Removed, "deleted"),
    };
    let change = |item: items::Item| Change {
        part: item.part,
        name: item.name,
        was: None,
        kind,
        // nobody was in it, or nobody is any more
        class: if side == Side::New { Class::Widening } else { Class::Narrowing },
        details: Vec::new(),
        witness: None,
        breaks: Vec::new(),
    };
    let version = Version { name: name.to_owned(), fingerprint: model.fingerprint() };
    let (old, new) = if side == Side::New { (None, Some(version)) } else { (Some(version), None) };
    let impact = run.map(|run| impact(side, model, run));
    let because = vec![format!("the definition is {is}")];
    Diff {
        schema: SCHEMA,
        funnel: model.name.clone(),
        old,
        new,
        changes: items::of(model).into_iter().map(change).collect(),
        // gates compare with what was: of a new definition there is nothing, and a deleted one leaves nothing
        gates: impact.as_ref().filter(|_| side == Side::Old).map_or_else(Vec::new, |impact| gates.check(impact)),
        impact,
        approvers: approvers::teams(model)
            .into_iter()
            .map(|team| Approver { team, because: because.clone(), in_codeowners: None })
            .collect(),
    }
}

/// What it makes of a log, on its side of everything.
fn impact(side: Side, model: &Model, run: Run<'_>) -> Impact {
    let nobody = Outcome::default();
    let (here, there) = (Replayed { model, outcome: run.outcome }, Replayed { model, outcome: &nobody });
    let (old, new) = if side == Side::New { (there, here) } else { (here, there) };
    let names: Vec<String> = model.stages.iter().map(|stage| stage.name.clone()).collect();
    let aligned = align::align(old, new, &names, false);
    let of = Reported { model, outcome: run.outcome, report: run.report };
    let same = str::to_owned;
    let stages = figures::stages(of, of, |_| None);
    let mut impact = Impact {
        as_of: run.outcome.as_of.map(Instant),
        subjects: aligned.subjects,
        moved: aligned.moved,
        parted: aligned.parted,
        first: aligned.first.map(Instant),
        matrix: aligned.matrix,
        causes: Vec::new(),
        conversions: figures::conversions(of, of, same),
        breaches: figures::breaches(of.report, of.report, same),
        scores: figures::scores(of, of),
        metrics: figures::metrics(of.report, of.report, same),
        okrs: figures::okrs(of.report, of.report, same),
        owners: figures::owners_of_all(of, &stages),
        by: Vec::new(),
        stages,
        examples: Vec::new(),
    };
    for stage in &mut impact.stages {
        for delta in [&mut stage.subjects, &mut stage.entries, &mut stage.current, &mut stage.median_seconds] {
            *delta = one_sided(side, *delta);
        }
        stage.money.values_mut().for_each(|delta| *delta = one_sided(side, *delta));
    }
    let figures = [&mut impact.conversions, &mut impact.breaches, &mut impact.scores, &mut impact.metrics];
    figures.into_iter().flat_map(|figures| figures.values_mut()).for_each(|delta| *delta = one_sided(side, *delta));
    impact.owners.iter_mut().for_each(|row| row.entries_a_week = one_sided(side, row.entries_a_week));
    for okr in &mut impact.okrs {
        okr.progress = one_sided(side, okr.progress);
        match side {
            Side::New => okr.status_before = None,
            Side::Old => okr.status_after = None,
        }
    }
    impact
}

fn one_sided(side: Side, delta: Delta) -> Delta {
    match side {
        Side::New => Delta::of(None, delta.after),
        Side::Old => Delta::of(delta.before, None),
    }
}
