//! Stages without an outcome that lead to none.

use super::listed;
use crate::diagnostics::codes::STAGE_DEAD_END;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::graph::{Place, StageGraph};
use crate::model::{Model, Stage};

/// One finding for each group of stages where subjects pile up; what only leads there is shown with it.
pub(super) fn check(model: &Model, graph: &StageGraph, findings: &mut Findings) {
    let outcomes: Vec<StageId> = model.stages.enumerate().filter(|(_, stage)| stage.outcome.is_some()).map(|(id, _)| id).collect();
    if outcomes.is_empty() {
        findings.extend(model.stages.iter().next_back().map(no_outcome));
        return;
    }
    let stuck: Vec<bool> = graph.can_reach(&outcomes).iter().map(|leads| !leads).collect();
    let is_stuck = |stage: StageId| stuck.get(stage.index()).copied().unwrap_or_default();
    for knot in &graph.knots(&stuck, |_| true) {
        let leads_on = knot.iter().flat_map(|stage| graph.out_of(Place::Stage(*stage))).any(|step| !knot.contains(&step.to));
        let Some((first, rest)) = knot.split_first() else { continue };
        if leads_on {
            continue;
        }
        let stage = &model.stages[*first];
        let label = match graph.out_of(Place::Stage(*first)).is_empty() {
            true => "no trigger leads on from here".to_owned(),
            false if rest.is_empty() => "leads only to itself".to_owned(),
            false => format!("leads only to {}", listed(rest.iter().map(|stage| model.stages[*stage].name.as_str()))),
        };
        let mut finding = Finding::new(&STAGE_DEAD_END, stage.span, format!("stage `{}` never leads to an outcome", stage.name))
            .label(label)
            .help(format!("add a trigger that leads on from `{}`, or mark it `outcome: won` or `outcome: lost`", stage.name));
        for other in model.stages.ids().filter(|other| is_stuck(*other) && other != first) {
            if graph.shortest(Place::Stage(other), *first, |_| true).is_some() {
                finding = finding.other(model.stages[other].span, "nor does this one, which leads only there");
            }
        }
        findings.push(finding);
    }
}

fn no_outcome(last: &Stage) -> Finding {
    Finding::new(&STAGE_DEAD_END, last.span, "no stage has an outcome").label("the last stage, where subjects pile up").help(format!(
        "mark the stage where a story ends well, `outcome: won`, perhaps `{}`, and where it ends badly, `outcome: lost`",
        last.name
    ))
}
