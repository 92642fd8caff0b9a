//! The stages, the way between them, and the same by dimension.

use super::page::{Page, code, text};
use crate::model::{Model, Outcome};
use crate::render::table::zero;
use crate::render::units::Unit;
use crate::render::words::{count, duration, share, stay};
use crate::report::{Conversion, Figure, From, Interval, Report, Stage};

pub(super) fn stages(page: &mut Page, report: &Report, model: &Model) {
    page.heading("Stages");
    let mut columns = vec![
        "Stage",
        "Title",
        "Subjects#subjects",
        "Entries#entries",
        "Now#now",
        "Furthest#furthest",
        "Median stay#time-in-stage",
        "p75#p75",
        "p90#p90",
    ];
    if report.money.is_some() {
        columns.push("Worth now#money-in-stage");
    }
    let (found, empty): (Vec<_>, Vec<_>) = report.stages.iter().zip(&model.stages).partition(|(stage, _)| !is_empty(stage));
    if !found.is_empty() {
        page.columns(&columns, 2);
    }
    for (stage, meant) in found {
        let (seconds, ends) = (&stage.seconds, meant.outcome.is_some());
        let mut cells = vec![
            code(&stage.id),
            meant.title.as_deref().map_or_else(String::new, text),
            zero(stage.subjects),
            zero(stage.entries),
            zero(stage.current),
            zero(stage.furthest),
            stay(seconds.median, ends),
            stay(seconds.p75, ends),
            stay(seconds.p90, ends),
        ];
        if report.money.is_some() {
            cells.push(money(stage.value));
        }
        page.row(&cells);
    }
    let names: Vec<String> = empty.iter().map(|(stage, _)| code(&stage.id)).collect();
    page.left_out("No data, nobody entered", &names);
    if let Some(money) = report.money.as_ref().filter(|_| names.len() < report.stages.len()) {
        page.after(&format!("Money is the attribute {}, in the unit of the log.", code(money)));
    }
}

/// Whether nobody entered a stage, was there or is there.
fn is_empty(stage: &Stage) -> bool {
    [stage.subjects, stage.entries, stage.current, stage.furthest, stage.opening, stage.left, stage.closing].iter().all(|count| *count == 0)
}

/// An amount; where there is none, nothing rather than a zero.
pub(super) fn money(value: Option<Figure>) -> String {
    value.map_or_else(String::new, |value| Unit::Unknown.show(Some(value)))
}

/// How each stage went from the beginning of a period to its end.
pub(super) fn flow(page: &mut Page, report: &Report) {
    if report.period.is_none() || report.stages.iter().all(is_empty) {
        return;
    }
    page.heading("Flow in the period");
    page.columns(&["Stage", "Opening#opening", "+ Entered#entries", "− Left#left", "= Closing#closing", "Net new#net-new"], 1);
    for stage in report.stages.iter().filter(|stage| !is_empty(stage)) {
        let counts = [stage.opening, stage.entries, stage.left, stage.closing].map(zero);
        let net = if stage.net == 0 { zero(0) } else { format!("{:+}", stage.net) };
        page.row(&[&[code(&stage.id)][..], &counts, &[net]].concat());
    }
}

pub(super) fn triggers(page: &mut Page, report: &Report) {
    page.heading("Triggers");
    let (fired, never): (Vec<_>, Vec<_>) = report.triggers.iter().partition(|trigger| trigger.fired > 0);
    if !fired.is_empty() {
        page.columns(&["Trigger", "From", "To", "Fired#fired", "Median stay before#time-before-trigger", "p90#p90"], 3);
    }
    for trigger in fired {
        let from = match &trigger.from {
            From::One(stage) => code(stage),
            From::List(stages) => stages.iter().map(|stage| code(stage)).collect::<Vec<_>>().join(", "),
        };
        let seconds = &trigger.seconds_in_from;
        page.row(&[code(&trigger.id), from, code(&trigger.to), count(trigger.fired), duration(seconds.median), duration(seconds.p90)]);
    }
    let names: Vec<String> = never.iter().map(|trigger| code(&trigger.id)).collect();
    page.left_out("Never fired", &names);
}

pub(super) fn conversions(page: &mut Page, report: &Report) {
    let (found, empty): (Vec<_>, Vec<_>) = report.conversions.iter().partition(|conversion| conversion.rate.cohort > 0);
    let step = |conversion: &Conversion| format!("{} → {}", code(&conversion.from), code(&conversion.to));
    let empty: Vec<String> = empty.into_iter().map(step).collect();
    if found.is_empty() {
        return;
    }
    page.heading("Conversions");
    page.columns(
        &[
            "Step",
            "Cohort#cohort",
            "Converted#converted",
            "Lapsed#lapsed",
            "Pending#pending",
            "Rate#rate",
            "95 %#rate-interval",
            "Mature rate#mature-rate",
            "Estimate#estimate",
            "Median time#time-to-convert",
            "p90#p90",
        ],
        1,
    );
    for conversion in found {
        let rate = &conversion.rate;
        page.row(&[
            step(conversion),
            zero(rate.cohort),
            zero(rate.converted),
            zero(rate.lapsed),
            zero(rate.pending),
            share(rate.rate),
            interval(rate.rate_interval),
            share(rate.mature_rate),
            share(rate.estimate),
            duration(rate.seconds.median),
            duration(rate.seconds.p90),
        ]);
    }
    page.left_out("No data, nobody entered", &empty);
}

/// `32 to 55 %`
pub(super) fn interval(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |Interval(low, high)| format!("{:.0} to {:.0} %", low * 100.0, high * 100.0))
}

/// Who entered each stage of the path, and who was won, by the values of each dimension.
pub(super) fn segments(page: &mut Page, report: &Report, model: &Model) {
    let is_path = |stage: &crate::model::Stage| !stage.off_path && stage.outcome != Some(Outcome::Lost);
    let on_path: Vec<usize> = model.stages.iter().enumerate().filter(|(_, stage)| is_path(stage)).map(|(at, _)| at).collect();
    for (name, segments) in report.by.iter().filter(|(_, segments)| segments.len() > 1) {
        page.heading(&format!("Subjects by {}", code(name)));
        let mut columns = vec!["Value#segment"];
        columns.extend(on_path.iter().filter_map(|&at| report.stages.get(at)).map(|stage| stage.id.as_str()));
        let with_wins = report.outcomes.is_some();
        if with_wins {
            columns.push("Win rate#win-rate");
        }
        page.columns(&columns, 1);
        for segment in segments {
            let head = match (&segment.value, segment.rest) {
                (Some(serde_json::Value::String(value)), _) => text(value),
                (Some(value), _) => value.to_string(),
                (None, Some(values)) => format!("{} others", count(values)),
                (None, None) => "(missing)".to_owned(),
            };
            let counts = on_path.iter().filter_map(|&at| segment.stages.get(at)).map(|stage| zero(stage.subjects));
            let mut cells: Vec<String> = std::iter::once(head).chain(counts).collect();
            if with_wins {
                cells.push(share(segment.outcomes.as_ref().and_then(|outcomes| outcomes.win_rate)));
            }
            page.row(&cells);
        }
    }
}
