//! The cohorts: the way through as a table, each step folded away.

use super::page::{Page, code};
use crate::render::cohorts::aged;
use crate::render::words::count;
use crate::report::{Report, Triangle};

pub(super) fn cohorts(page: &mut Page, report: &Report) {
    let Some((through, steps)) = report.cohorts.triangles.split_last().filter(|(through, _)| !through.cohorts.is_empty()) else { return };
    page.heading(&format!("Cohorts by {}", report.cohorts.grain));
    let link = page.linked("Share#cohort-share");
    let grain = &report.cohorts.grain;
    page.out.push_str(&format!(
        "{link} of those who entered in a {grain} that had got there by its end (0) and by the end of those after it.\n"
    ));
    page.out.push_str(&format!("\n{} → {}:\n\n", code(&through.from), code(&through.to)));
    triangle(page, through);
    for step in steps.iter().filter(|step| !step.cohorts.is_empty()) {
        page.out.push_str(&format!("\n<details><summary>{} → {}</summary>\n\n", step.from, step.to));
        triangle(page, step);
        page.out.push_str("\n</details>\n");
    }
}

fn triangle(page: &mut Page, triangle: &Triangle) {
    let ages = triangle.cohorts.iter().map(|cohort| cohort.shares.iter().filter(|share| share.is_some()).count()).max().unwrap_or(0);
    let numbers: Vec<String> = (0..ages).map(|age| age.to_string()).collect();
    let mut columns = vec!["Entered", "Cohort#cohort"];
    columns.extend(numbers.iter().map(String::as_str));
    page.columns(&columns, 1);
    for cohort in &triangle.cohorts {
        let mut cells = vec![cohort.period.clone(), count(cohort.cohort)];
        cells.extend((0..ages).map(|age| cohort.shares.get(age).copied().flatten().map_or_else(String::new, aged)));
        page.row(&cells);
    }
}
