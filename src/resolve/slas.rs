//! Service level agreements (L7).

use super::Resolver;
use super::names::{Kind, Thing};
use crate::diagnostics::{Finding, codes};
use crate::model::Sla;
use crate::syntax::document;
use crate::syntax::expr::duration;
use crate::syntax::yaml::{Entry, OneOrMany, Text, Written};
use crate::time::Micros;

/// The words of `severity`.
const SEVERITIES: &[(&str, &str)] = &[("critical", "critical"), ("major", "major"), ("minor", "minor")];

/// The words of `clock`, and whether only business hours count.
const CLOCKS: &[(&str, bool)] = &[("elapsed", false), ("business", true)];

impl Resolver<'_> {
    /// Resolves the section.
    pub(super) fn slas(&mut self) {
        for entry in self.distinct("an SLA", |document| &document.slas) {
            if let Some(sla) = entry.value.as_ref().and_then(|sla| self.sla(entry, sla)) {
                self.model.slas.push(sla);
            }
        }
    }

    fn sla(&mut self, entry: &Entry<document::Sla>, sla: &document::Sla) -> Option<Sla> {
        let whose = format!("SLA `{}`", entry.key.as_str());
        let at = entry.key.span;
        let from = self.required(&sla.from, at, &whose, "from", "from: STAGE").map(|from| self.each(from, "from", Self::stage));
        let until = self.required(&sla.until, at, &whose, "until", "until: EVENT").map(|until| self.each(until, "until", Self::stop));
        let within = self.required(&sla.within, at, &whose, "within", "within: 24h").map(|within| self.sla_time(within));
        let business = match &sla.clock {
            Written::Given(clock) => self.one_of(clock, "clock", CLOCKS).map(|business| (business, Some(clock))),
            Written::Absent => Some((false, None)),
            Written::Wrong(_) => None,
        };
        let severity = match &sla.severity {
            Written::Given(severity) => self.one_of(severity, "severity", SEVERITIES).map(|word| Some(word.to_owned())),
            Written::Absent => Some(None),
            Written::Wrong(_) => None,
        };
        if let Some((true, Some(clock))) = business {
            self.business_hours_said(clock)?;
        }
        let (from, until) = (from??, until??);
        let mut made = Sla {
            name: entry.key.value.clone(),
            span: at,
            from,
            until_events: Vec::new(),
            until_stages: Vec::new(),
            within: within??,
            business: business?.0,
            severity: severity?,
        };
        for stop in until {
            match stop {
                Thing::Event(event) => made.until_events.push(event),
                Thing::Stage(stage) => made.until_stages.push(stage),
                Thing::Attribute(_) | Thing::Let(_) | Thing::Metric(_) | Thing::Score(_) => {}
            }
        }
        Some(made)
    }

    /// What each text of a list names; nothing if the list or one of them has a finding.
    fn each<T>(&mut self, list: &OneOrMany<Text>, key: &str, name: fn(&mut Self, &Text) -> Option<T>) -> Option<Vec<T>> {
        if list.items.is_empty() {
            let (message, help) = match key {
                "from" => ("`from` names no stage", "name the stage whose visits start the clock"),
                _ => ("`until` names nothing, so the clock could only be breached", "name the event or stage that stops the clock"),
            };
            self.findings.push(Finding::new(&codes::LIST_EMPTY, list.span, message).help(help));
            return None;
        }
        let named: Vec<Option<T>> =
            (0..list.items.len()).map(|at| if self.repeated(&list.items, at) { None } else { name(self, &list.items[at]) }).collect();
        named.into_iter().collect()
    }

    /// What stops a clock: an event of the subject, or a stage.
    fn stop(&mut self, text: &Text) -> Option<Thing> {
        let thing = self.find(text.as_str(), text.span, &[Kind::Event, Kind::Stage])?;
        match thing {
            Thing::Event(event) => self.event_of_subject(event, text.span, "so it stops no clock").then_some(thing),
            Thing::Stage(_) | Thing::Attribute(_) | Thing::Let(_) | Thing::Metric(_) | Thing::Score(_) => Some(thing),
        }
    }

    fn sla_time(&mut self, text: &Text) -> Option<Micros> {
        let within = duration::parse(text, self.findings)?;
        if within > 0 {
            return Some(within);
        }
        self.findings.push(
            Finding::new(&codes::DURATION_MALFORMED, text.span, format!("an SLA within `{}` leaves no time", text.as_str()))
                .help("write the time that is allowed, for example `24h`"),
        );
        None
    }

    fn business_hours_said(&mut self, clock: &Text) -> Option<()> {
        let said = self.documents.iter().any(|document| match &document.calendar {
            Written::Given(calendar) => !calendar.business_hours.is_absent(),
            Written::Wrong(_) => true,
            Written::Absent => false,
        });
        if !said {
            self.findings.push(
                Finding::new(&codes::BUSINESS_HOURS_MISSING, clock.span, "the calendar says no business hours for this clock")
                    .help("add `calendar: { business_hours: { days: monday..friday, hours: 09:00-17:00 } }`, or take `clock` out"),
            );
        }
        said.then_some(())
    }
}
