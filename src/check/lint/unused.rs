//! Things that nothing uses.

use super::uses::Uses;
use crate::diagnostics::codes::{ATTRIBUTE_UNUSED, EVENT_UNUSED, FIELD_UNUSED, LET_UNUSED, METRIC_UNUSED, SCORE_UNUSED};
use crate::diagnostics::{Finding, Findings};
use crate::ids::EventId;
use crate::model::{Event, From, Model};

/// One finding for each event, field, attribute, score, `let` and metric that nothing names.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    let uses = Uses::of(model);
    for (id, event) in model.events.enumerate() {
        if !uses.events.contains(&id) && !lets_subjects_appear(model, id) {
            findings.push(unnamed(model, event));
            continue;
        }
        for (place, field) in event.fields.iter().enumerate().filter(|(place, _)| !uses.fields.contains(&(id, *place))) {
            let message = format!("nothing reads the field `{}` of `{}`", field.name, event.name);
            let help = format!("read it, for example by `last({}.{})`, or take it out", event.name, event.fields[place].name);
            findings.push(Finding::new(&FIELD_UNUSED, field.span, message).help(help));
        }
    }
    for (_, attribute) in model.attributes.enumerate().filter(|(id, it)| !it.dimension && !uses.attributes.contains(id)) {
        let message = format!("nothing reads the attribute `{}`", attribute.name);
        let help = "use it, mark it `dimension: true` to break reports down by it, or take it out";
        findings.push(Finding::new(&ATTRIBUTE_UNUSED, attribute.span, message).help(help));
    }
    for (_, score) in model.scores.enumerate().filter(|(id, _)| !uses.scores.contains(id)) {
        let help = format!("ask for it, as in `when: score.{} >= 50`, or take it out", score.name);
        findings.push(Finding::new(&SCORE_UNUSED, score.span, format!("nothing reads the score `{}`", score.name)).help(help));
    }
    for (_, named) in model.lets.enumerate().filter(|(id, _)| !uses.lets.contains(id)) {
        let finding = Finding::new(&LET_UNUSED, named.span, format!("nothing uses `{}`", named.name));
        findings.push(finding.help("use the name, or take it out"));
    }
    // Without key results metrics are there for the report.
    if model.objectives.iter().all(|objective| objective.key_results.is_empty()) {
        return;
    }
    for (_, metric) in model.metrics.enumerate().filter(|(id, _)| !uses.metrics.contains(id)) {
        let finding = Finding::new(&METRIC_UNUSED, metric.span, format!("the metric `{}` serves no key result", metric.name));
        findings.push(finding.help("measure a key result by it, or take it out"));
    }
}

/// The first event of the catalog, where subjects appear by themselves: naming it in the catalog is what lets them.
fn lets_subjects_appear(model: &Model, id: EventId) -> bool {
    let by_themselves = model.triggers.iter().all(|trigger| trigger.from != From::Start);
    by_themselves && model.events.enumerate().find(|(_, event)| event.has_subject).is_some_and(|(first, _)| first == id)
}

fn unnamed(model: &Model, event: &Event) -> Finding {
    let idle = model.triggers.iter().any(|trigger| trigger.idle.is_some());
    let all = if idle && event.activity && event.has_subject { "; all it does is to count as activity" } else { "" };
    let message = format!("nothing names the event `{}`{all}", event.name);
    Finding::new(&EVENT_UNUSED, event.span, message)
        .help("name it where it should count, or take it out: a run counts rows it does not know")
}
