//! Objectives with too little or too much in them, teams with too many of them, and those whose period is over.

use crate::diagnostics::codes::{KEY_RESULTS_FEW, KEY_RESULTS_MANY, OBJECTIVE_OVER, OBJECTIVES_MANY};
use crate::diagnostics::{Finding, Findings};
use crate::ids::ObjectiveId;
use crate::model::{Model, Objective};
use crate::time::{Micros, date};
use std::collections::BTreeMap;

/// So many key results an objective has at least, and at most.
const KEY_RESULTS: std::ops::RangeInclusive<usize> = 2..=5;

/// So many objectives a team has in a period at most.
const OBJECTIVES: usize = 4;

/// One finding for each objective and each team.
pub(super) fn check(model: &Model, today: i32, findings: &mut Findings) {
    let mut of_teams: BTreeMap<(&str, Micros, Micros), Vec<&Objective>> = BTreeMap::new();
    for (id, objective) in model.objectives.enumerate() {
        key_results(model, id, objective, findings);
        // What is relative to today has no end of its own.
        if objective.period.is_relative() {
            continue;
        }
        let Ok(range) = objective.period.resolve(&model.calendar, None, 0) else { continue };
        if let Some(owner) = &objective.owner {
            of_teams.entry((owner, range.start, range.end)).or_default().push(objective);
        }
        if model.calendar.midnight(today).is_some_and(|midnight| range.end <= midnight) {
            let last = date::format(model.calendar.date(range.end - 1));
            let message = format!("the period of objective `{}` ended on {last}", objective.name);
            let finding = Finding::new(&OBJECTIVE_OVER, objective.period_span, message);
            findings.push(finding.help("say the period that is meant, or move what is over to a definition of its own"));
        }
    }
    for ((owner, ..), objectives) in of_teams.iter().filter(|(_, objectives)| objectives.len() > OBJECTIVES) {
        let (first, fifth) = (objectives[0], objectives[OBJECTIVES]);
        let message = format!("`{owner}` has {} objectives in {}", objectives.len(), first.period_text);
        let finding = Finding::new(&OBJECTIVES_MANY, fifth.span, message).label(format!("number {}", OBJECTIVES + 1));
        findings.push(finding.help(format!("give some to another team or period, or drop them: {OBJECTIVES} are enough")));
    }
}

fn key_results(model: &Model, id: ObjectiveId, objective: &Objective, findings: &mut Findings) {
    let (name, count) = (&objective.name, objective.key_results.len());
    let serves_others = || model.objectives.iter().any(|other| other.parent == Some(id));
    if count < *KEY_RESULTS.start() && !(count == 0 && serves_others()) {
        let said = if count == 0 { "no key results" } else { "one key result only" };
        let finding = Finding::new(&KEY_RESULTS_FEW, objective.span, format!("objective `{name}` has {said}"));
        findings.push(finding.help("add one that would suffer if it were reached the wrong way, such as a rate beside a volume"));
    }
    if count > *KEY_RESULTS.end() {
        let finding = Finding::new(&KEY_RESULTS_MANY, objective.span, format!("objective `{name}` has {count} key results"));
        findings.push(finding.help(format!("keep the {} that show it is reached, or make it two objectives", KEY_RESULTS.end())));
    }
}
