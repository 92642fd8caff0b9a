//! What a review asks for, in the terminal: service levels, metrics, objectives with their key results.

use super::Audience;
use super::figures::{sparkline, status, unit_of, value, way, weekly};
use super::summary::minutes;
use super::table::{Cell, Left, Right, Style, bar, dim, figure, head, plain, table, zero};
use super::units::Unit;
use super::words::{Paint, count, duration, plural, share};
use crate::model::Model;
use crate::report::{Figure, KeyResult, MetricFigure, Rate, Report, Status};
use std::fmt::Write as _;

/// Subjects that are named for each agreement.
const NAMED: usize = 5;

/// The service levels as a table, then who waits too long.
pub(super) fn slas(out: &mut String, report: &Report, audience: Audience, paint: Paint) {
    if report.slas.is_empty() {
        return;
    }
    let mut rows = vec![head(&["service level", "in time", "met", "breached", "cancelled", "running", "overdue", "median"])];
    for sla in &report.slas {
        let mut row = vec![plain(sla.id.clone()), figure(share(sla.attainment))];
        row.extend([sla.met, sla.breached, sla.cancelled, sla.running, sla.overdue].map(|number| figure(zero(number))));
        row.push(figure(duration(sla.seconds.median)));
        rows.push(row);
    }
    table(out, &rows, &[Left, Right, Right, Right, Right, Right, Right, Right], paint);
    out.push('\n');
    if audience.sees_steps() {
        let most = if audience == Audience::Team { usize::MAX } else { NAMED };
        waiting(out, report, most, paint);
    }
}

/// Who waits beyond a deadline, by name.
fn waiting(out: &mut String, report: &Report, most: usize, paint: Paint) {
    for sla in report.slas.iter().filter(|sla| sla.overdue > 0) {
        let mut rows = vec![head(&["waits for", "stage", "since", "late by"])];
        rows[0][0] = (format!("waits too long ({})", sla.id), dim);
        for subject in sla.waiting.iter().take(most) {
            let late = duration(Some(subject.late_seconds));
            rows.push(vec![plain(subject.subject.clone()), plain(subject.stage.clone()), plain(minutes(subject.started_at)), plain(late)]);
        }
        table(out, &rows, &[Left, Left, Left, Right], paint);
        let named = sla.waiting.len().min(most) as u64;
        if sla.overdue > named {
            let _ = writeln!(out, "  {}", paint.dim(&format!("and {} more; the table of clocks has them all", count(sla.overdue - named))));
        }
        out.push('\n');
    }
}

/// The metrics, each with its weeks; a rate with its cohort.
pub(super) fn metrics(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    if report.metrics.is_empty() {
        return;
    }
    let by = format!("by {}", report.series.grain);
    let mut rows = vec![head(&["metric", "", "", &by, ""])];
    for (metric, (name, found)) in model.metrics.iter().zip(&report.metrics) {
        let weeks: Vec<Option<Figure>> = report.series.rows.iter().map(|row| row.metrics.get(name).copied().flatten()).collect();
        let cohort = match found {
            MetricFigure::Rate(rate) => cohort(&rate.rate),
            MetricFigure::Number(_) => String::new(),
        };
        let unit = Unit::of(&metric.expr, model);
        rows.push(vec![
            plain(name.clone()),
            figure(unit.show(value(found))),
            (unit.words().to_owned(), dim),
            (sparkline(&weeks), bar),
            (cohort, dim),
        ]);
    }
    if rows.iter().skip(1).all(|row| row[3].0.is_empty()) {
        rows[0][3].0.clear();
    }
    table(out, &rows, &[Left, Right, Left, Left, Left], paint);
    out.push('\n');
}

/// `30 of 69 so far, 9 pending, estimate 44.8 %`
fn cohort(rate: &Rate) -> String {
    if rate.cohort == 0 {
        return String::new();
    }
    let mut words = format!("{} of {} so far", count(rate.converted), count(rate.cohort));
    if rate.pending > 0 {
        let _ = write!(words, ", {} pending, estimate {}", count(rate.pending), share(rate.estimate));
    }
    words
}

/// The objectives, each with its key results.
pub(super) fn okrs(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    for (meant, objective) in model.objectives.iter().zip(&report.okrs) {
        let title = objective.objective.as_ref().unwrap_or(&objective.id);
        let _ = write!(out, "  {}  {}", paint.bold(title), paint.dim(&objective.period));
        match objective.pace {
            None => out.push_str(&paint.dim(", not begun")),
            Some(pace) if pace >= 1.0 => out.push_str(&paint.dim(", over")),
            Some(pace) => out.push_str(&paint.dim(&format!(", {} of it over", share(Some(pace))))),
        }
        let _ = write!(out, "  {}", share(objective.progress));
        if objective.status.is_some() {
            let _ = write!(out, "  {}", standing(objective.status)(paint, status(objective.status)));
        }
        if objective.unknown > 0 {
            let _ = write!(out, "  {}", paint.dim(&format!("without {}", plural(objective.unknown, "key result"))));
        }
        out.push('\n');
        let rows: Vec<Vec<Cell>> = meant
            .key_results
            .iter()
            .zip(&objective.key_results)
            .map(|(meant, result)| {
                let unit = unit_of(meant, model);
                vec![
                    plain(result.id.clone()),
                    plain(way(result, &unit)),
                    figure(share(result.progress)),
                    (progress_bar(result.progress), bar),
                    (if result.status.is_some() { status(result.status).to_owned() } else { String::new() }, standing(result.status)),
                    (forecast(result, objective.pace, &unit), dim),
                    (sparkline(&weekly(&result.weekly)), bar),
                ]
            })
            .collect();
        table(out, &rows, &[Left, Left, Right, Left, Left, Left, Left], paint);
        out.push('\n');
    }
}

fn standing(status: Option<Status>) -> Style {
    match status {
        Some(Status::OffTrack) => |paint, text| paint.fault(text),
        Some(Status::AtRisk) => |paint, text| paint.warn(text),
        Some(Status::Done | Status::OnTrack) | None => |_, text| text.to_owned(),
    }
}

/// A bar of ten cells that progress fills.
fn progress_bar(progress: Option<f64>) -> String {
    let filled = progress.map_or(0, tenths);
    if progress.is_some() { format!("{}{}", "━".repeat(filled), "┄".repeat(10 - filled)) } else { String::new() }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of ten")]
fn tenths(share: f64) -> usize {
    ((share * 10.0).round() as usize).min(10)
}

/// Where the line leads, while there is a way to go.
fn forecast(result: &KeyResult, pace: Option<f64>, unit: &Unit) -> String {
    match (result.forecast, pace) {
        (Some(forecast), Some(pace)) if pace < 1.0 => format!("→ {}", unit.show(Some(Figure::Number(forecast)))),
        _ => String::new(),
    }
}
