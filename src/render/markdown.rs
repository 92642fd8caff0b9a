//! `report.md`: the report as Markdown tables, for a pull request or a wiki.

use super::figures::{Unit, sparkline, status, unit_of, value, way, weekly};
use super::summary::days;
use super::words::{count, duration, share, stay};
use crate::model::{Model, Outcome};
use crate::report::{Figure, From, MetricFigure, RateFigure, Report};
use std::fmt::Write as _;

/// The report, ending in a line feed.
pub fn markdown(report: &Report, model: &Model) -> String {
    let mut out = String::new();
    let title = model.title.as_deref().unwrap_or(&report.funnel);
    let _ = writeln!(out, "# {}\n", text(title));
    let mut facts = vec![format!("Funnel `{}`", report.funnel)];
    facts.extend(report.as_of.map(|as_of| format!("as of {as_of}")));
    facts.extend(report.period.as_ref().map(|period| days(period, model)));
    let _ = writeln!(out, "{}. Definition `{}`.", facts.join(", "), report.fingerprint);
    input(&mut out, report);
    stages(&mut out, report, model);
    flow(&mut out, report);
    triggers(&mut out, report);
    conversions(&mut out, report);
    slas(&mut out, report);
    metrics(&mut out, report, model);
    okrs(&mut out, report, model);
    segments(&mut out, report, model);
    out
}

fn input(out: &mut String, report: &Report) {
    let input = &report.input;
    heading(out, "Input", &["Rows read", "Applied", "Unknown", "Duplicates", "Conflicts", "Rejected", "Filtered", "Later", "Subjects"], 0);
    let counts = [
        input.read,
        input.applied,
        input.unknown,
        input.duplicates,
        input.conflicts,
        input.rejected,
        input.filtered,
        input.later,
        input.subjects,
    ];
    row(out, &counts.map(count));
    if let (Some(first), Some(last)) = (input.first_event, input.last_event) {
        let _ = writeln!(out, "\nEvents from {first} to {last}.");
    }
    if !input.unknown_events.is_empty() {
        heading(out, "Unknown events", &["Event", "Rows", "Did you mean"], 1);
        for unknown in &input.unknown_events {
            row(out, &[code(&unknown.event), count(unknown.count), unknown.did_you_mean.as_deref().map_or_else(String::new, code)]);
        }
    }
}

fn stages(out: &mut String, report: &Report, model: &Model) {
    heading(out, "Stages", &["Stage", "Title", "Subjects", "Entries", "Current", "Furthest", "Mean stay", "Median", "p75", "p90"], 2);
    for (stage, meant) in report.stages.iter().zip(&model.stages) {
        let (seconds, ends) = (&stage.seconds, meant.outcome.is_some());
        row(
            out,
            &[
                code(&stage.id),
                meant.title.as_deref().map_or_else(String::new, text),
                count(stage.subjects),
                count(stage.entries),
                count(stage.current),
                count(stage.furthest),
                stay(seconds.mean, ends),
                stay(seconds.median, ends),
                stay(seconds.p75, ends),
                stay(seconds.p90, ends),
            ],
        );
    }
}

/// How each stage went from the beginning of a period to its end.
fn flow(out: &mut String, report: &Report) {
    if report.period.is_none() {
        return;
    }
    heading(out, "Flow in the period", &["Stage", "Opening", "+ Entered", "− Left", "= Closing"], 1);
    for stage in &report.stages {
        let counts = [stage.opening, stage.entries, stage.left, stage.closing].map(count);
        row(out, &[&[code(&stage.id)][..], &counts].concat());
    }
}

fn triggers(out: &mut String, report: &Report) {
    heading(out, "Triggers", &["Trigger", "From", "To", "Fired", "Median stay before", "p90"], 3);
    for trigger in &report.triggers {
        let from = match &trigger.from {
            From::One(stage) => code(stage),
            From::List(stages) => stages.iter().map(|stage| code(stage)).collect::<Vec<_>>().join(", "),
        };
        let seconds = &trigger.seconds_in_from;
        row(out, &[code(&trigger.id), from, code(&trigger.to), count(trigger.fired), duration(seconds.median), duration(seconds.p90)]);
    }
}

fn conversions(out: &mut String, report: &Report) {
    let columns = ["From", "To", "Cohort", "Converted", "Lapsed", "Pending", "Rate", "Mature rate", "Estimate", "Median time"];
    heading(out, "Conversions", &columns, 2);
    for conversion in &report.conversions {
        let rate = &conversion.rate;
        row(
            out,
            &[
                code(&conversion.from),
                code(&conversion.to),
                count(rate.cohort),
                count(rate.converted),
                count(rate.lapsed),
                count(rate.pending),
                share(rate.rate),
                share(rate.mature_rate),
                share(rate.estimate),
                duration(rate.seconds.median),
            ],
        );
    }
}

fn slas(out: &mut String, report: &Report) {
    if report.slas.is_empty() {
        return;
    }
    let columns = ["SLA", "Started", "Met", "Breached", "Cancelled", "Running", "Attainment", "Median time", "p90"];
    heading(out, "Service levels", &columns, 1);
    for sla in &report.slas {
        let counts = [sla.started, sla.met, sla.breached, sla.cancelled, sla.running].map(count);
        let rest = [share(sla.attainment), duration(sla.seconds.median), duration(sla.seconds.p90)];
        row(out, &[&[code(&sla.id)][..], &counts, &rest].concat());
    }
}

fn metrics(out: &mut String, report: &Report, model: &Model) {
    if report.metrics.is_empty() {
        return;
    }
    heading(out, "Metrics", &["Metric", "Value", "By week", "Cohort", "Converted", "Lapsed", "Pending", "Raw rate", "Estimate"], 1);
    for (metric, (name, found)) in model.metrics.iter().zip(&report.metrics) {
        let weeks: Vec<Option<Figure>> = report.series.rows.iter().map(|row| row.metrics.get(name).copied().flatten()).collect();
        let mut cells = vec![code(name), Unit::of(&metric.expr, model).show(value(found)), sparkline(&weeks)];
        match found {
            MetricFigure::Rate(RateFigure { rate, .. }) => {
                cells.extend([rate.cohort, rate.converted, rate.lapsed, rate.pending].map(count));
                cells.extend([share(rate.rate), share(rate.estimate)]);
            }
            MetricFigure::Number(_) => cells.extend(std::iter::repeat_n(String::new(), 6)),
        }
        row(out, &cells);
    }
}

fn okrs(out: &mut String, report: &Report, model: &Model) {
    for (meant, objective) in model.objectives.iter().zip(&report.okrs) {
        let title = format!("{}: {}", objective.period, objective.objective.as_deref().unwrap_or(&objective.id));
        heading(out, &text(&title), &["Key result", "Now", "Progress", "Status", "Forecast", "By week"], 2);
        for (meant, result) in meant.key_results.iter().zip(&objective.key_results) {
            let unit = unit_of(meant, model);
            let forecast = result.forecast.map_or_else(String::new, |forecast| unit.show(Some(Figure::Number(forecast))));
            let words = [way(result, unit), share(result.progress), status(result.status).to_owned(), forecast];
            row(out, &[&[code(&result.id)][..], &words, &[sparkline(&weekly(&result.weekly))]].concat());
        }
        let pace = objective.pace.map_or_else(|| "The period has not begun".to_owned(), |pace| format!("Pace {}", share(Some(pace))));
        let owner = objective.owner.as_deref().map_or_else(String::new, |owner| format!(", owner {}", text(owner)));
        let _ = writeln!(out, "\nProgress {}, {}. {pace}{owner}.", share(objective.progress), status(objective.status));
    }
}

/// Who entered each stage of the path, by the values of each dimension.
fn segments(out: &mut String, report: &Report, model: &Model) {
    let on_path: Vec<usize> = model
        .stages
        .iter()
        .enumerate()
        .filter(|(_, stage)| !stage.off_path && stage.outcome != Some(Outcome::Lost))
        .map(|(at, _)| at)
        .collect();
    for (name, segments) in report.by.iter().filter(|(_, segments)| segments.len() > 1) {
        let mut columns = vec!["Value"];
        columns.extend(on_path.iter().filter_map(|&at| report.stages.get(at)).map(|stage| stage.id.as_str()));
        heading(out, &format!("Subjects by {}", code(name)), &columns, 1);
        for segment in segments {
            let head = match (&segment.value, segment.rest) {
                (Some(serde_json::Value::String(value)), _) => text(value),
                (Some(value), _) => value.to_string(),
                (None, Some(values)) => format!("{} others", count(values)),
                (None, None) => "(missing)".to_owned(),
            };
            let counts = on_path.iter().filter_map(|&at| segment.stages.get(at)).map(|stage| count(stage.subjects));
            row(out, &std::iter::once(head).chain(counts).collect::<Vec<_>>());
        }
    }
}

/// A heading and the head of its table, whose first columns hold words.
fn heading(out: &mut String, title: &str, columns: &[&str], words: usize) {
    let _ = writeln!(out, "\n## {title}\n");
    let _ = writeln!(out, "| {} |", columns.join(" | "));
    let rules: Vec<&str> = (0..columns.len()).map(|at| if at < words { "---" } else { "---:" }).collect();
    let _ = writeln!(out, "| {} |", rules.join(" | "));
}

fn row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

/// Words of the definition, so that nothing in them is taken for Markdown.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => out.extend(['\\', c]),
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A name, as code. A bar would end the cell, a backtick the code.
fn code(name: &str) -> String {
    if name.contains(['`', '|', '\n', '\r']) { text(name) } else { format!("`{name}`") }
}
