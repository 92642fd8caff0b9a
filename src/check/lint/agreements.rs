//! Stages that nobody has said the meaning of, or that only one side has agreed to.

use crate::diagnostics::codes::{AGREEMENT_ONE_SIDED, STAGE_UNDESCRIBED};
use crate::diagnostics::{Finding, Findings};
use crate::model::Model;

/// One finding for each stage without definition or owner, and for each agreement of one.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    for stage in &model.stages {
        let (lacks, help) = match (&stage.definition, &stage.owner) {
            (Some(_), Some(_)) => ("", ""),
            (None, Some(_)) => ("no `definition`", "say in a sentence when a subject is here"),
            (Some(_), None) => ("no `owner`", "say which team answers for it"),
            (None, None) => ("neither `definition` nor `owner`", "say in a sentence when a subject is here, and which team answers for it"),
        };
        if !lacks.is_empty() {
            findings.push(Finding::new(&STAGE_UNDESCRIBED, stage.span, format!("stage `{}` has {lacks}", stage.name)).help(help));
        }
        if let [side] = stage.agreed_by.as_slice() {
            let message = format!("only `{side}` has agreed to stage `{}`", stage.name);
            let teams: Vec<&str> = side.split([',', '&', '+']).flat_map(|part| part.split(" and ")).map(str::trim).collect();
            let help = match teams.as_slice() {
                [_] => "agree on it with the team on the other side and add it, or take `agreed_by` out".to_owned(),
                several => format!("if these are several teams, write a list: `agreed_by: [{}]`", several.join(", ")),
            };
            findings.push(Finding::new(&AGREEMENT_ONE_SIDED, stage.span, message).help(help));
        }
    }
}
