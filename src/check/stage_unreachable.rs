//! Stages that no chain of triggers leads to.

use super::listed;
use crate::diagnostics::codes::STAGE_UNREACHABLE;
use crate::diagnostics::{Finding, Findings};
use crate::ids::*;
use crate::model::Model;
use crate::model::graph::{Place, StageGraph};

/// One finding for each group of stages that is cut off by itself; what is only entered from it is shown with it.
pub(super) fn check(model: &Model, graph: &StageGraph, findings: &mut Findings) {
    let cut_off: Vec<bool> = graph.reachable().iter().map(|reached| !reached).collect();
    let is_cut_off = |stage: StageId| cut_off.get(stage.index()).copied().unwrap_or_default();
    let knots = graph.knots(&cut_off, |_| true);
    for knot in &knots {
        let fed = knot.iter().flat_map(|stage| graph.into(*stage)).any(|step| match step.from {
            Place::Stage(from) => !knot.contains(&from),
            Place::Start => true,
        });
        let Some((first, rest)) = knot.split_first() else { continue };
        if fed {
            continue;
        }
        let stage = &model.stages[*first];
        let label = match graph.into(*first).is_empty() {
            true => "no trigger leads here".to_owned(),
            false if rest.is_empty() => "only its own trigger leads here".to_owned(),
            false => format!("entered only from {}", listed(rest.iter().map(|stage| model.stages[*stage].name.as_str()))),
        };
        let mut finding = Finding::new(&STAGE_UNREACHABLE, stage.span, format!("stage `{}` can never be entered", stage.name))
            .label(label)
            .help(format!("add a trigger to `{0}` from a stage that is entered, or remove `{0}`", stage.name));
        for stage in model.stages.ids().filter(|stage| is_cut_off(*stage) && stage != first) {
            if graph.shortest(Place::Stage(*first), stage, |_| true).is_some() {
                finding = finding.other(model.stages[stage].span, "and with it this one");
            }
        }
        findings.push(finding);
    }
}
