//! Scoring rules that never change their score, and bands that nobody can be in.

use crate::diagnostics::codes::{BAND_UNREACHABLE, RULE_NEVER_SCORES};
use crate::diagnostics::{Finding, Findings};
use crate::reason::{Reasoner, Setting};

/// One finding for each such rule and band.
pub(super) fn check(reasoner: &Reasoner<'_>, findings: &mut Findings) {
    let model = reasoner.model();
    for (id, score) in model.scores.enumerate() {
        let rules = || score.rules.iter().map(|rule| &model.rules[*rule]);
        let rises = rules().any(|rule| reasoner.points(rule).1 > 0.0);
        for rule in rules() {
            let setting = Setting::at(rule.on.iter().map(|event| crate::model::StreamSource::Event(*event)));
            if rule.when.as_ref().is_some_and(|when| reasoner.is_never(when, &setting)) {
                continue;
            }
            let (least, most) = reasoner.points(rule);
            let why = match (least, most) {
                (0.0, 0.0) => "its points come to nothing",
                _ if !rises && score.low.is_some_and(|low| low >= 0.0) => {
                    "it only takes away from a score that is never above the lower end of its range"
                }
                _ => continue,
            };
            findings.push(
                Finding::new(&RULE_NEVER_SCORES, rule.span, format!("rule `{}` never changes `{}`", rule.name, score.name))
                    .label(why)
                    .help("give it points, or remove it"),
            );
        }
        let reach = reasoner.reach(id);
        for band in &score.bands {
            if reasoner.is_in_reach(id, band) {
                continue;
            }
            findings.push(
                Finding::new(&BAND_UNREACHABLE, band.span, format!("nobody can be in band `{}` of `{}`", band.name, score.name))
                    .label(format!("`{}` is read {reach}", score.name))
                    .help("move the ends of the band, or change the rules, limits or `range` of the score"),
            );
        }
    }
}
