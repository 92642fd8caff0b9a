//! `report.md`: the report as Markdown tables, for a pull request or a wiki. It goes from the key results to the accounts of the input.

mod cohorts;
mod comparison;
mod page;
mod review;
mod stages;

use super::Audience;
use super::summary::{days, minutes};
use super::words::{count, plural};
use crate::model::Model;
use crate::report::Report;
use page::{Page, code, text};
use std::fmt::Write as _;

/// The report for an audience, ending in a line feed.
pub fn markdown(report: &Report, model: &Model, audience: Audience) -> String {
    let mut page = Page::default();
    let title = model.title.as_deref().unwrap_or(&report.funnel);
    let _ = writeln!(page.out, "# {}\n", text(title));
    let mut facts = vec![plural(report.input.subjects, &text(&model.subject))];
    facts.extend(report.as_of.map(|as_of| format!("as of {}", minutes(as_of))));
    facts.extend(report.period.as_ref().map(|period| days(period, model)));
    let _ = writeln!(page.out, "{}. Funnel `{}`, definition `{}`.", facts.join(", "), report.funnel, report.fingerprint);
    if audience.sees_results() {
        review::okrs(&mut page, report, model);
    }
    if audience.sees_steps() {
        stages::stages(&mut page, report, model);
        stages::flow(&mut page, report);
        stages::conversions(&mut page, report);
    }
    review::outcomes(&mut page, report, model);
    if audience.sees_steps() {
        review::velocity(&mut page, report);
    }
    review::bottlenecks(&mut page, report, model);
    review::slas(&mut page, report, audience);
    review::metrics(&mut page, report, model);
    comparison::comparison(&mut page, report, model, audience);
    if audience.sees_steps() {
        cohorts::cohorts(&mut page, report);
        stages::segments(&mut page, report, model);
        stages::triggers(&mut page, report);
    }
    input(&mut page, report);
    page.finish()
}

fn input(page: &mut Page, report: &Report) {
    let input = &report.input;
    page.heading("Input");
    page.columns(
        &[
            "Rows read#rows-read",
            "Applied#applied",
            "Unknown#unknown",
            "Duplicates#duplicates",
            "Conflicts#conflicts",
            "Rejected#rejected",
            "Filtered#filtered",
            "Later#later",
            "Subjects#subjects-seen",
        ],
        0,
    );
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
    page.row(&counts.map(count));
    if let (Some(first), Some(last)) = (input.first_event, input.last_event) {
        page.after(&format!("Events from {} to {}.", minutes(first), minutes(last)));
    }
    let sums = page.link(&plural(report.balance.checked, "sum"), "sums-checked");
    page.after(&format!("{sums} checked, all hold: rows read = applied + … + later, opening + entered − left = closing of every stage."));
    if !input.unknown_events.is_empty() {
        page.heading("Unknown events");
        page.columns(&["Event", "Rows", "<Did you mean"], 1);
        for unknown in &input.unknown_events {
            page.row(&[code(&unknown.event), count(unknown.count), unknown.did_you_mean.as_deref().map_or_else(String::new, code)]);
        }
    }
}
