//! Cohorts as triangles in the terminal: what share had got there at what age. What is too young for an age is blank.

use super::Audience;
use super::outcomes::strained;
use super::table::{Align, Cell, Left, NONE, Right, figure, head, plain, table};
use super::words::{Paint, count, nouns};
use crate::model::Model;
use crate::report::{Report, Triangle};
use std::fmt::Write as _;

/// Cohorts and ages that are shown, the latest and the first.
const ROWS: usize = 6;
const AGES: usize = 7;

/// The triangle of the step out of the bottleneck, where there is one; for a team, and without one for everybody, that of the way
/// through.
pub(super) fn cohorts(out: &mut String, report: &Report, model: &Model, audience: Audience, paint: Paint) {
    let Some((through, steps)) = report.cohorts.triangles.split_last() else { return };
    let strained = strained(report).next().map(|stage| stage.id.as_str());
    let says_something = |triangle: &&Triangle| triangle.cohorts.len() > 1;
    let step = steps.iter().find(|triangle| Some(triangle.from.as_str()) == strained).filter(says_something);
    if let Some(step) = step {
        draw(out, report, model, step, paint);
    }
    if let Some(through) = Some(through).filter(says_something).filter(|_| step.is_none() || audience == Audience::Team) {
        draw(out, report, model, through, paint);
    }
}

fn draw(out: &mut String, report: &Report, model: &Model, triangle: &Triangle, paint: Paint) {
    let grain = &report.cohorts.grain;
    let latest = &triangle.cohorts[triangle.cohorts.len().saturating_sub(ROWS)..];
    let ages = latest.iter().map(|cohort| cohort.shares.iter().filter(|share| share.is_some()).count()).max().unwrap_or(0).min(AGES);
    let way = format!("{} → {}", triangle.from, triangle.to);
    let words = format!("share there by the end of the {grain} of entry (0) and of those after it");
    let _ = writeln!(out, "  {}  {}", paint.bold(&way), paint.dim(&words));
    let numbers: Vec<String> = (0..ages).map(|age| age.to_string()).collect();
    let subjects = nouns(&model.subject);
    let mut columns = vec!["entered", subjects.as_str()];
    columns.extend(numbers.iter().map(String::as_str));
    let mut rows: Vec<Vec<Cell>> = vec![head(&columns)];
    for cohort in latest {
        let mut row = vec![plain(cohort.period.clone()), figure(count(cohort.cohort))];
        row.extend((0..ages).map(|age| figure(cohort.shares.get(age).copied().flatten().map_or_else(String::new, aged))));
        rows.push(row);
    }
    let align: Vec<Align> = (0..columns.len()).map(|at| if at == 0 { Left } else { Right }).collect();
    table(out, &rows, &align, paint);
    if triangle.cohorts.len() > latest.len() {
        let _ = writeln!(out, "  {}", paint.dim(&format!("and {} earlier ones in the report", triangle.cohorts.len() - latest.len())));
    }
    out.push('\n');
}

/// A share; nobody yet is `·`, so that a triangle of a long way is no wall of zeros.
pub(super) fn aged(share: f64) -> String {
    if share == 0.0 { NONE.to_owned() } else { super::words::share(Some(share)) }
}
