//! Key results that grow while nobody buys.

use crate::diagnostics::codes::KEY_RESULT_VANITY;
use crate::diagnostics::{Finding, Findings};
use crate::model::expr::StreamSource;
use crate::model::metric::{MeasureKind, Rate, Selection};
use crate::model::okr::Goal;
use crate::model::{Conversion, Expr, ExprKind, Model};
use crate::reason::Hops;

/// One finding for each key result whose metric reads nothing but events that are soft conversions.
pub(super) fn check(model: &Model, findings: &mut Findings) {
    for result in model.objectives.iter().flat_map(|objective| &objective.key_results) {
        let metric = match &result.goal {
            Goal::Target { metric, .. } | Goal::Hold { metric, .. } => metric,
            Goal::Milestone(_) | Goal::Unmeasured => continue,
        };
        if read(model, metric, &Hops::new()) == Some(true) {
            let message = format!("key result `{}` counts soft conversions only", result.name);
            let finding = Finding::new(&KEY_RESULT_VANITY, metric.span, message).label("a sign of interest, which commits nobody");
            findings.push(finding.help("count what comes of them: a stage, a hard conversion, or the rate from one to the other"));
        }
    }
}

/// Whether everything an expression measures is a soft conversion; nothing where it measures nothing.
fn read(model: &Model, expr: &Expr, hops: &Hops) -> Option<bool> {
    let both = |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(a), Some(b)) => Some(a && b),
        (one, None) | (None, one) => one,
    };
    let ExprKind::Measure(id) = expr.kind else {
        return expr.children().into_iter().map(|child| read(model, child, hops)).fold(None, both);
    };
    match &model.measures[id].kind {
        MeasureKind::Metric(metric) => hops.follow(|| Some(false), || read(model, &model.metrics[*metric].expr, hops)),
        MeasureKind::Aggregate { of, .. } => Some(soft(model, of)),
        MeasureKind::Elapsed { from, to, .. } | MeasureKind::Rate { rate: Rate { from, to, .. }, .. } => {
            Some(soft(model, from) && soft(model, to))
        }
        MeasureKind::Baseline { of, .. } => read(model, of, hops),
        MeasureKind::Current(_) => Some(false),
    }
}

fn soft(model: &Model, selection: &Selection) -> bool {
    selection.streams.iter().all(|stream| match stream.source {
        StreamSource::Event(event) => model.events[event].conversion == Some(Conversion::Soft),
        StreamSource::Stage(_) => false,
    })
}
