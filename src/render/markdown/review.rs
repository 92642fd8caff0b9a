//! What a review asks for: objectives, what was won, where it stalls, service levels, metrics.

use super::page::{Page, code, text};
use super::stages::{interval, money};
use crate::model::Model;
use crate::render::Audience;
use crate::render::figures::{sparkline, status, unit_of, value, way, weekly};
use crate::render::summary::minutes;
use crate::render::table::zero;
use crate::render::units::Unit;
use crate::render::words::{count, duration, plain_zero, share};
use crate::report::{Figure, MetricFigure, RateFigure, Report};
use crate::time::date;

pub(super) fn okrs(page: &mut Page, report: &Report, model: &Model) {
    for (meant, objective) in model.objectives.iter().zip(&report.okrs) {
        page.heading(&text(&format!("{}: {}", objective.period, objective.objective.as_deref().unwrap_or(&objective.id))));
        page.columns(
            &["Key result", "Now#key-result-values", "Progress#progress", "<Status#status", "Forecast#forecast", "<By week#weekly-value"],
            2,
        );
        for (meant, result) in meant.key_results.iter().zip(&objective.key_results) {
            let unit = unit_of(meant, model);
            let to_come = objective.pace.is_some_and(|pace| pace < 1.0);
            let forecast =
                result.forecast.filter(|_| to_come).map_or_else(String::new, |forecast| unit.say(Some(Figure::Number(forecast))));
            let words = [way(result, &unit), share(result.progress), status(result.status).to_owned(), forecast];
            page.row(&[&[code(&result.id)][..], &words, &[sparkline(&weekly(&result.weekly))]].concat());
        }
        let pace = match objective.pace {
            None => "The period has not begun".to_owned(),
            Some(pace) => format!("{} {}", page.linked("Pace#pace"), share(Some(pace))),
        };
        let owner = objective.owner.as_deref().map_or_else(String::new, |owner| format!(", owner {}", text(owner)));
        let progress = page.linked("Progress#progress");
        page.after(&format!("{progress} {}, {}. {pace}{owner}.", share(objective.progress), status(objective.status)));
    }
}

pub(super) fn outcomes(page: &mut Page, report: &Report, model: &Model) {
    let Some(outcomes) = &report.outcomes else { return };
    page.heading("Won and lost");
    page.columns(
        &[
            "Won#won",
            "Worth#won-value",
            "Lost#lost",
            "Worth#lost-value",
            "Win rate#win-rate",
            "95 %#win-interval",
            "Median cycle#cycle-time",
            "p90#p90",
        ],
        0,
    );
    page.row(&[
        count(outcomes.won),
        money(outcomes.won_value),
        count(outcomes.lost),
        money(outcomes.lost_value),
        share(outcomes.win_rate),
        interval(outcomes.win_interval),
        duration(outcomes.seconds_to_win.median),
        duration(outcomes.seconds_to_win.p90),
    ]);
    let Some(sales) = &report.velocity.sales else { return };
    let unit = format!("{} a day", report.money.as_deref().unwrap_or("money"));
    let speed = Unit::Amount(unit).say(sales.per_day.map(Figure::Number));
    let (words, link) =
        (crate::render::words::plural(sales.opportunities, &text(&model.subject)), page.linked("Sales velocity#sales-velocity"));
    let open = page.linked("open with money#opportunities");
    page.after(&format!("{link} {speed}; {words} {open}."));
}

pub(super) fn velocity(page: &mut Page, report: &Report) {
    if report.velocity.stages.iter().all(|stage| stage.advanced == 0) {
        return;
    }
    page.heading("Velocity");
    page.columns(&["Stage", "Moved on#advanced", "A week#moves-per-week", "Median time#time-to-advance", "p90#p90"], 1);
    for stage in &report.velocity.stages {
        let per_week = Unit::Unknown.show(stage.per_week.map(Figure::Number));
        page.row(&[code(&stage.id), count(stage.advanced), per_week, duration(stage.seconds.median), duration(stage.seconds.p90)]);
    }
}

pub(super) fn bottlenecks(page: &mut Page, report: &Report, model: &Model) {
    let Some(window) = &report.bottlenecks.window else { return };
    page.heading("Bottlenecks");
    page.columns(
        &[
            "Stage",
            "Excess#excess",
            "Left#left-in-window",
            "Lost#lost-here",
            "Expected#lost-expected",
            "There#there",
            "Held#held",
            "Expected#held-expected",
            "Usual time#usual-time",
            "Rank by money#rank-by-money",
        ],
        1,
    );
    let expected = |value: Option<f64>| value.map_or_else(|| "no data".to_owned(), |value| format!("{value:.1}"));
    for stage in &report.bottlenecks.stages {
        let strain = &stage.subjects;
        page.row(&[
            code(&stage.id),
            strain.excess.map_or_else(|| "no data".to_owned(), |excess| plain_zero(format!("{excess:+.1}"))),
            zero(strain.left),
            zero(strain.lost),
            expected(strain.lost_expected),
            zero(strain.there),
            zero(strain.held),
            expected(strain.held_expected),
            duration(stage.usual_seconds),
            stage.rank_by_money.map_or_else(String::new, count),
        ]);
    }
    let day = |at: i64| date::format(model.calendar.date(at));
    let link = page.linked("Seen#bottleneck-window");
    let (from, until) = (day(window.from.0), day(window.until.0 - 1));
    page.after(&format!("{link} from {from} to {until}, against the stage's own level in three times as many days before."));
}

pub(super) fn slas(page: &mut Page, report: &Report, audience: Audience) {
    if report.slas.is_empty() {
        return;
    }
    page.heading("Service levels");
    page.columns(
        &[
            "SLA",
            "Started#started",
            "Met#met",
            "Breached#breached",
            "Cancelled#cancelled",
            "Running#running",
            "Overdue#overdue",
            "Attainment#attainment",
            "95 %#attainment-interval",
            "Median time#time-to-stop",
            "p90#p90",
        ],
        1,
    );
    for sla in &report.slas {
        let counts = [sla.started, sla.met, sla.breached, sla.cancelled, sla.running, sla.overdue].map(zero);
        let rest = [share(sla.attainment), interval(sla.attainment_interval), duration(sla.seconds.median), duration(sla.seconds.p90)];
        page.row(&[&[code(&sla.id)][..], &counts, &rest].concat());
    }
    if !audience.sees_steps() {
        return;
    }
    for sla in report.slas.iter().filter(|sla| sla.overdue > 0) {
        page.heading(&format!("Waiting too long: {}", code(&sla.id)));
        page.columns(&["Subject", "Stage", "Since", "Deadline", "Late by#late-by"], 4);
        for subject in &sla.waiting {
            let late = duration(Some(subject.late_seconds));
            page.row(&[code(&subject.subject), code(&subject.stage), minutes(subject.started_at), minutes(subject.deadline), late]);
        }
        let more = sla.overdue - (sla.waiting.len() as u64).min(sla.overdue);
        if more > 0 {
            page.after(&format!("And {} more: the table of clocks has them all.", count(more)));
        }
    }
}

pub(super) fn metrics(page: &mut Page, report: &Report, model: &Model) {
    if report.metrics.is_empty() {
        return;
    }
    page.heading("Metrics");
    let by = format!("<By {}#series", report.series.grain);
    page.columns(&["Metric", "Value#metric", "<Unit", &by], 1);
    let metrics = || model.metrics.iter().zip(&report.metrics);
    for (metric, (name, found)) in metrics() {
        let weeks: Vec<Option<Figure>> = report.series.rows.iter().map(|row| row.metrics.get(name).copied().flatten()).collect();
        let unit = Unit::of(&metric.expr, model);
        let words = if unit == Unit::Time { "time".to_owned() } else { text(unit.words()) };
        page.row(&[code(name), unit.show(value(found)), words, sparkline(&weeks)]);
    }
    let rates = metrics().filter_map(|(_, (name, found))| match found {
        MetricFigure::Rate(RateFigure { rate, .. }) => Some((name, rate)),
        MetricFigure::Number(_) => None,
    });
    let rates: Vec<_> = rates.collect();
    if rates.is_empty() {
        return;
    }
    page.out.push('\n');
    page.columns(
        &[
            "Rate",
            "Cohort#cohort",
            "Converted#converted",
            "Lapsed#lapsed",
            "Pending#pending",
            "Mature rate#mature-rate",
            "95 %#mature-interval",
            "Raw rate#rate",
            "Estimate#estimate",
            "Median time#time-to-convert",
        ],
        1,
    );
    for (name, rate) in rates {
        let counts = [rate.cohort, rate.converted, rate.lapsed, rate.pending].map(zero);
        let mature = [share(rate.mature_rate), interval(rate.mature_interval)];
        page.row(&[&[code(name)][..], &counts, &mature, &[share(rate.rate), share(rate.estimate), duration(rate.seconds.median)]].concat());
    }
}
