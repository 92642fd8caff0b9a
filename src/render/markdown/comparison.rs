//! What changed since the period compared with.

use super::page::{Page, text};
use crate::model::Model;
use crate::render::Audience;
use crate::render::comparison::{against, rows};
use crate::report::Report;

pub(super) fn comparison(page: &mut Page, report: &Report, model: &Model, audience: Audience) {
    let Some(found) = &report.comparison else { return };
    page.heading(&format!("What changed {}", against(found, model)));
    let rows = rows(report, model, audience);
    if rows.is_empty() {
        page.after("No data: nothing happened in the one period or the other.");
        return;
    }
    page.columns(
        &[
            "Figure",
            "Now",
            "Earlier#earlier",
            "Change#change",
            "Relative#relative-change",
            "95 %#change-interval",
            "<More than noise#beyond-noise",
        ],
        1,
    );
    for row in rows {
        let noise = match row.beyond_noise {
            Some(true) => "yes",
            Some(false) => "no",
            None => "",
        };
        let name = page.link(&text(&row.name), row.term);
        page.row(&[name, row.now, row.earlier, row.change, row.relative, row.interval, noise.to_owned()]);
    }
}
