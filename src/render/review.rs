//! What a review asks for, in the terminal: service levels, metrics, objectives with their key results.

use super::figures::{Unit, sparkline, status, unit_of, value, way, weekly};
use super::words::{NO_DATA, Paint, count, duration, plural, share};
use crate::model::Model;
use crate::report::{Figure, MetricFigure, Rate, Report, Status};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// How a column stands.
#[derive(Clone, Copy)]
enum Align {
    Left,
    Right,
}
use Align::{Left, Right};

/// How a cell is painted.
type Style = fn(Paint, &str) -> String;
type Cell = (String, Style);

/// The service levels as a table.
pub(super) fn slas(out: &mut String, report: &Report, paint: Paint) {
    if report.slas.is_empty() {
        return;
    }
    let head = ["service level", "in time", "met", "breached", "cancelled", "running", "median"];
    let mut rows = vec![head.map(|word| (word.to_owned(), dim as Style)).to_vec()];
    for sla in &report.slas {
        let numbers = [sla.met, sla.breached, sla.cancelled, sla.running].map(zero);
        let mut row = vec![plain(sla.id.clone()), figure(share(sla.attainment))];
        row.extend(numbers.map(figure));
        row.push(figure(duration(sla.seconds.median)));
        rows.push(row);
    }
    table(out, &rows, &[Left, Right, Right, Right, Right, Right, Right], paint);
    out.push('\n');
}

/// The metrics, each with its weeks; a rate with its cohort.
pub(super) fn metrics(out: &mut String, report: &Report, model: &Model, paint: Paint) {
    if report.metrics.is_empty() {
        return;
    }
    let head = ["metric", "", "by week", ""];
    let mut rows = vec![head.map(|word| (word.to_owned(), dim as Style)).to_vec()];
    for (metric, (name, found)) in model.metrics.iter().zip(&report.metrics) {
        let weeks: Vec<Option<Figure>> = report.series.rows.iter().map(|row| row.metrics.get(name).copied().flatten()).collect();
        let cohort = match found {
            MetricFigure::Rate(rate) => cohort(&rate.rate, &model.subject),
            MetricFigure::Number(_) => String::new(),
        };
        let number = Unit::of(&metric.expr, model).show(value(found));
        rows.push(vec![plain(name.clone()), figure(number), (sparkline(&weeks), bar), (cohort, dim)]);
    }
    table(out, &rows, &[Left, Right, Left, Left], paint);
    out.push('\n');
}

/// `30 of 69 leads so far, 30 lapsed, 9 pending, estimate 44.8 %`
fn cohort(rate: &Rate, subject: &str) -> String {
    let mut words = format!("{} of {} so far", count(rate.converted), plural(rate.cohort, subject));
    for (number, word) in [(rate.lapsed, "lapsed"), (rate.pending, "pending")] {
        if number > 0 {
            let _ = write!(words, ", {} {word}", count(number));
        }
    }
    if rate.pending > 0 {
        let _ = write!(words, ", estimate {}", share(rate.estimate));
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
                vec![
                    plain(result.id.clone()),
                    plain(way(result, unit_of(meant, model))),
                    figure(share(result.progress)),
                    (if result.status.is_some() { status(result.status).to_owned() } else { String::new() }, standing(result.status)),
                    (sparkline(&weekly(&result.weekly)), bar),
                ]
            })
            .collect();
        table(out, &rows, &[Left, Left, Right, Left, Left], paint);
        out.push('\n');
    }
}

/// Rows under each other, two blanks between columns.
fn table(out: &mut String, rows: &[Vec<Cell>], align: &[Align], paint: Paint) {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|(text, _)| text.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..align.len()).map(width).collect();
    for row in rows {
        let last = row.iter().rposition(|(text, _)| !text.is_empty()).unwrap_or(0);
        let cells = row.iter().zip(&widths).zip(align).enumerate().take(last + 1).map(|(at, (((text, style), width), align))| {
            let blank = " ".repeat(width.saturating_sub(text.width()));
            match align {
                Left if at == last => style(paint, text),
                Left => format!("{}{blank}", style(paint, text)),
                Right => format!("{blank}{}", style(paint, text)),
            }
        });
        let _ = writeln!(out, "  {}", cells.collect::<Vec<_>>().join("  "));
    }
}

fn plain(text: String) -> Cell {
    (text, |_, text| text.to_owned())
}

/// A number, pale where there is none.
fn figure(text: String) -> Cell {
    if text == NO_DATA || text == NONE { (text, dim) } else { plain(text) }
}

fn dim(paint: Paint, text: &str) -> String {
    paint.dim(text)
}

fn bar(paint: Paint, text: &str) -> String {
    paint.bar(text)
}

fn standing(status: Option<Status>) -> Style {
    match status {
        Some(Status::OffTrack) => |paint, text| paint.fault(text),
        Some(Status::AtRisk) => |paint, text| paint.warn(text),
        Some(Status::Done | Status::OnTrack) | None => |_, text| text.to_owned(),
    }
}

/// None, so that a table of few does not become a wall of zeros.
const NONE: &str = "·";

fn zero(number: u64) -> String {
    if number == 0 { NONE.to_owned() } else { count(number) }
}
