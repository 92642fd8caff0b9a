//! A definition, as meant, as text that a reviewer reads in a diff: sections in the order of the file, every expression with its type.
//! What it leaves out are metrics' measures in detail, sources and everything that only people read.

use super::*;
use crate::time::{Calendar, duration};
use std::fmt::Write as _;

impl Model {
    /// The definition as text.
    pub fn dump(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "funnel {} of {}", self.name, self.subject);
        self.dump_calendar(&mut out, &self.calendar);
        section(&mut out, "columns", self.columns.iter(), |column| format!("{}: {}", column.name, column.ty));
        section(&mut out, "events", self.events.iter(), |event| self.event_line(event));
        section(&mut out, "attributes", self.attributes.iter(), |attribute| {
            let dimension = if attribute.dimension { " (dimension)" } else { "" };
            format!("{}{dimension}: {} = {}", attribute.name, attribute.expr.ty, self.print(&attribute.expr))
        });
        section(&mut out, "scores", self.scores.iter(), |score| self.score_lines(score));
        section(&mut out, "lets", self.lets.iter(), |named| format!("{}: {} = {}", named.name, named.expr.ty, self.print(&named.expr)));
        section(&mut out, "folds", self.folds.iter(), |fold| format!("{}: {}", self.print_fold(fold), fold.ty));
        section(&mut out, "stages", self.stages.iter(), stage_line);
        section(&mut out, "triggers", self.triggers.iter(), |trigger| self.trigger_lines(trigger));
        section(&mut out, "slas", self.slas.iter(), |sla| self.sla_line(sla));
        section(&mut out, "metrics", self.metrics.iter(), |metric| {
            format!("{}: {} = {}", metric.name, metric.expr.ty, self.print(&metric.expr))
        });
        out
    }

    fn dump_calendar(&self, out: &mut String, calendar: &Calendar) {
        let year = format!("{:02}-{:02}", calendar.fiscal_year_starts.month, calendar.fiscal_year_starts.day);
        let business = if calendar.business.is_some() { ", business hours" } else { "" };
        let _ = writeln!(
            out,
            "calendar {}, weeks from {}, fiscal years from {year}{business}",
            calendar.zone.name(),
            calendar.week_starts.name()
        );
    }

    fn event_line(&self, event: &Event) -> String {
        let fields: Vec<String> = event
            .fields
            .iter()
            .map(|field| format!("{}: {}{}", field.name, if field.optional { "optional " } else { "" }, field.ty))
            .collect();
        let mut line = format!("{}({})", event.name, fields.join(", "));
        if event.alias != event.name {
            let _ = write!(line, " as {:?}", event.alias);
        }
        if !event.has_subject {
            line.push_str(" of no subject");
        }
        if !event.activity {
            line.push_str(" no activity");
        }
        match event.conversion {
            Some(Conversion::Soft) => line.push_str(" soft"),
            Some(Conversion::Hard) => line.push_str(" hard"),
            None => {}
        }
        if let Some(links) = &event.links {
            let _ = write!(line, " links {}", self.print(links));
        }
        line
    }

    fn score_lines(&self, score: &Score) -> String {
        let mut text = score.name.clone();
        match score.decay {
            Decay::None => {}
            Decay::HalfLife(micros) => {
                let _ = write!(text, " half_life {}", duration::format(micros));
            }
            Decay::Expire(micros) => {
                let _ = write!(text, " expire {}", duration::format(micros));
            }
        }
        if score.low.is_some() || score.high.is_some() {
            let _ = write!(text, " within {}", range(score.low, score.high));
        }
        for band in &score.bands {
            let _ = write!(text, "\n    band {} {}", band.name, range(band.from, band.to));
        }
        for rule in score.rules.iter().filter_map(|id| self.rules.get(*id)) {
            let _ = write!(text, "\n    {}{}", rule.name, self.on(&rule.on));
            if let Some(when) = &rule.when {
                let _ = write!(text, " when {}", self.print(when));
            }
            let _ = write!(text, " gives {}", self.print(&rule.points));
            if let Some(limit) = &rule.limit {
                let _ = write!(text, " at most {}", limit.times);
                match &limit.per {
                    Per::Ever => {}
                    Per::Window(micros) => {
                        let _ = write!(text, " per {}", duration::format(*micros));
                    }
                    Per::Value(expr) => {
                        let _ = write!(text, " per {}", self.print(expr));
                    }
                }
            }
        }
        text
    }

    fn trigger_lines(&self, trigger: &Trigger) -> String {
        let names = |stages: &[StageId]| stages.iter().map(|id| self.stage_name(*id)).collect::<Vec<_>>().join(" | ");
        let from = match &trigger.from {
            From::Start => "start".to_owned(),
            From::Any(stages) => format!("any ({})", names(stages)),
            From::Stages { stages, .. } => names(stages),
        };
        let mut text = format!("{}: {from} -> {}{}", trigger.name, self.stage_name(trigger.to), self.on(&trigger.on));
        if let Some(when) = &trigger.when {
            let _ = write!(text, " when {}", self.print(when));
        }
        for (word, micros) in [("after", trigger.after), ("idle", trigger.idle)] {
            if let Some(micros) = micros {
                let _ = write!(text, " {word} {}", duration::format(micros));
            }
        }
        if trigger.by_human {
            text.push_str(" by human");
        }
        for action in &trigger.actions {
            let properties: Vec<String> =
                action.properties.iter().map(|(key, template)| format!("{key}: {:?}", self.print_template(template))).collect();
            let _ = write!(text, "\n    {} {{ {} }}", action.kind, properties.join(", "));
        }
        text
    }

    fn sla_line(&self, sla: &Sla) -> String {
        let from: Vec<String> = sla.from.iter().map(|id| self.stage_name(*id)).collect();
        let events = sla.until_events.iter().map(|id| self.event_name(*id));
        let until: Vec<String> = events.chain(sla.until_stages.iter().map(|id| self.stage_name(*id))).collect();
        let clock = if sla.business { " of business" } else { "" };
        format!("{}: {} until {} within {}{clock}", sla.name, from.join(" | "), until.join(" | "), duration::format(sla.within))
    }

    fn on(&self, events: &[EventId]) -> String {
        let names: Vec<String> = events.iter().map(|id| self.event_name(*id)).collect();
        if names.is_empty() { String::new() } else { format!(" on {}", names.join(" | ")) }
    }

    fn stage_name(&self, id: StageId) -> String {
        self.stages.get(id).map_or_else(|| "?".to_owned(), |stage| stage.name.clone())
    }

    fn event_name(&self, id: EventId) -> String {
        self.events.get(id).map_or_else(|| "?".to_owned(), |event| event.name.clone())
    }
}

fn stage_line(stage: &Stage) -> String {
    let mut line = stage.name.clone();
    if stage.off_path {
        line.push_str(" off the path");
    }
    match stage.outcome {
        Some(Outcome::Won) => line.push_str(" won"),
        Some(Outcome::Lost) => line.push_str(" lost"),
        None => {}
    }
    line
}

fn range(low: Option<f64>, high: Option<f64>) -> String {
    let end = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
    format!("{}..{}", end(low), end(high))
}

/// A section, if it holds anything.
fn section<T>(out: &mut String, title: &str, items: impl Iterator<Item = T>, line: impl Fn(T) -> String) {
    for (at, item) in items.enumerate() {
        if at == 0 {
            let _ = writeln!(out, "\n{title}");
        }
        let _ = writeln!(out, "  {}", line(item));
    }
}
