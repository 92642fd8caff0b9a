//! The calendar: time zone, weeks, fiscal years, business hours.

use super::Resolver;
use crate::diagnostics::{Finding, codes};
use crate::span::Span;
use crate::syntax::document::{self, Hours as HoursAsWritten};
use crate::syntax::expr::days;
use crate::syntax::yaml::{Entries, OneOrMany, Text, Written};
use crate::time::business::Hours;
use crate::time::calendar::MonthDay;
use crate::time::{BusinessHours, Calendar, Weekday, Zone, date};

/// Hours by day of the week, from Monday.
type Week = [Vec<Hours>; 7];

impl<'a> Resolver<'a> {
    /// The calendar of the definition; said once, in any of its files.
    pub(super) fn calendar(&mut self) {
        let Some(written) = self.only_calendar() else { return };
        let zone = match &written.timezone {
            Written::Absent => Some(Zone::utc()),
            Written::Wrong(_) => None,
            Written::Given(text) => self.zone(text),
        };
        let mut calendar = Calendar::new(zone.unwrap_or_else(Zone::utc));
        if let Some(text) = written.week_starts.get() {
            match days::parse(text, self.findings).as_deref() {
                Some([day]) => calendar.week_starts = *day,
                Some(_) => self.findings.push(
                    Finding::new(
                        &codes::DAYS_MALFORMED,
                        text.span,
                        format!("`{}` is more than one day, and a week starts on one", text.as_str()),
                    )
                    .help("write for example `week_starts: monday`"),
                ),
                None => {}
            }
        }
        if let Some(text) = written.fiscal_year_starts.get() {
            match MonthDay::parse(text.as_str()) {
                Ok(day) => calendar.fiscal_year_starts = day,
                Err(reason) => {
                    self.findings.push(
                        Finding::new(&codes::MONTH_DAY_MALFORMED, text.span, reason)
                            .help("write month and day, for example `02-01` for the first of February"),
                    );
                }
            }
        }
        if let Written::Given(hours) = &written.business_hours {
            calendar.business = self.business_hours(hours, calendar.zone.clone());
        }
        self.model.calendar = calendar;
    }

    fn only_calendar(&mut self) -> Option<&'a document::Calendar> {
        let mut found: Option<&'a document::Calendar> = None;
        for calendar in self.documents.iter().filter_map(|document| document.calendar.get()) {
            match (found, place(calendar)) {
                (None, _) => found = Some(calendar),
                (Some(first), Some(again)) => {
                    let finding = Finding::new(&codes::KEY_REPEATED, again, "`calendar` is said in two files of the definition")
                        .label("said again here");
                    let finding = match place(first) {
                        Some(first) => finding.other(first, "first said here"),
                        None => finding,
                    };
                    self.findings.push(finding.help("say it in one of them; what is included belongs to the same funnel"));
                }
                (Some(_), None) => {}
            }
        }
        found
    }

    fn business_hours(&mut self, written: &document::BusinessHours, zone: Zone) -> Option<BusinessHours> {
        let week = match &written.hours {
            Written::Absent => {
                let at = written
                    .days
                    .get()
                    .map(|days| days.span)
                    .or_else(|| written.holidays.get()?.first().map(|day| day.span))
                    .unwrap_or_default();
                self.findings.push(
                    Finding::new(&codes::KEY_MISSING, at, "`business_hours` has no `hours`").help("add for example `hours: 09:00-17:00`"),
                );
                None
            }
            Written::Wrong(_) => None,
            Written::Given(HoursAsWritten::Every(spans)) => self.same_hours(&written.days, spans),
            Written::Given(HoursAsWritten::ByDay(entries)) => {
                if let Written::Given(days) = &written.days {
                    self.findings.push(
                        Finding::new(&codes::DAYS_TWICE, days.span, "both `days` and `hours` say on which days business is done")
                            .help("take `days` away: `hours` names the days already"),
                    );
                }
                self.hours_by_day(entries)
            }
        };
        let holidays: Vec<i32> =
            written.holidays.get().map(|days| days.iter().filter_map(|text| self.holiday(text)).collect()).unwrap_or_default();
        let (at, week) = (hours_place(written), week?);
        if week.iter().all(Vec::is_empty) {
            self.findings.push(
                Finding::new(&codes::HOURS_MALFORMED, at, "no day of the week has business hours, so no business clock would ever run")
                    .help("write for example `days: monday..friday` and `hours: 09:00-17:00`"),
            );
            return None;
        }
        match BusinessHours::new(zone, week, holidays) {
            Ok(hours) => Some(hours),
            Err(reason) => {
                self.findings.push(Finding::new(&codes::HOURS_MALFORMED, at, reason).help("let one span end before the next begins"));
                None
            }
        }
    }

    fn same_hours(&mut self, days: &Written<OneOrMany<Text>>, spans: &OneOrMany<Text>) -> Option<Week> {
        let hours = self.hours(spans);
        let days = self.required(days, spans.span, "`business_hours`", "days", "days: monday..friday")?;
        let (mut week, mut whole) = (Week::default(), true);
        for text in &days.items {
            match days::parse(text, self.findings) {
                Some(days) => {
                    for day in days {
                        week[slot(day)].clone_from(hours.as_ref()?);
                    }
                }
                None => whole = false,
            }
        }
        whole.then_some(week)
    }

    fn hours_by_day(&mut self, entries: &Entries<OneOrMany<Text>>) -> Option<Week> {
        let (mut week, mut whole) = (Week::default(), true);
        let mut said: [Option<Span>; 7] = [None; 7];
        for entry in &entries.0 {
            let days = days::parse(&entry.key, self.findings);
            let hours = entry.value.as_ref().and_then(|spans| self.hours(spans));
            let (Some(days), Some(hours)) = (days, hours) else {
                whole = false;
                continue;
            };
            for day in days {
                if let Some(first) = said[slot(day)] {
                    self.findings.push(
                        Finding::new(&codes::DAYS_TWICE, entry.key.span, format!("the hours of {day} are said twice", day = day.name()))
                            .other(first, "first said here")
                            .help("let each day stand once; several spans of a day are a list"),
                    );
                }
                said[slot(day)] = Some(entry.key.span);
                week[slot(day)].clone_from(&hours);
            }
        }
        whole.then_some(week)
    }

    fn hours(&mut self, spans: &OneOrMany<Text>) -> Option<Vec<Hours>> {
        let mut hours = Vec::with_capacity(spans.items.len());
        let mut whole = true;
        for text in &spans.items {
            match Hours::parse(text.as_str()) {
                Ok(span) => hours.push(span),
                Err(reason) => {
                    self.findings.push(
                        Finding::new(&codes::HOURS_MALFORMED, text.span, reason)
                            .help("write for example `09:00-17:00`, or a list of such spans"),
                    );
                    whole = false;
                }
            }
        }
        whole.then_some(hours)
    }

    fn holiday(&mut self, text: &Text) -> Option<i32> {
        match date::parse(text.as_str()) {
            Ok(day) => Some(day),
            Err(reason) => {
                self.findings.push(
                    Finding::new(&codes::DATE_MALFORMED, text.span, reason).help("write year, month and day, for example `2026-11-11`"),
                );
                None
            }
        }
    }
}

fn slot(day: Weekday) -> usize {
    Weekday::ALL.iter().position(|known| *known == day).unwrap_or_default()
}

/// Somewhere in a calendar.
fn place(calendar: &document::Calendar) -> Option<Span> {
    let texts = [&calendar.timezone, &calendar.week_starts, &calendar.fiscal_year_starts];
    texts.into_iter().find_map(Written::get).map(|text| text.span).or_else(|| calendar.business_hours.get().map(hours_place))
}

/// Somewhere in business hours, at the hours if they are there.
fn hours_place(written: &document::BusinessHours) -> Span {
    let hours = match written.hours.get() {
        Some(HoursAsWritten::Every(spans)) => Some(spans.span),
        Some(HoursAsWritten::ByDay(entries)) => entries.0.first().map(|entry| entry.key.span),
        None => None,
    };
    let days = written.days.get().map(|days| days.span);
    hours.or(days).or_else(|| written.holidays.get()?.first().map(|day| day.span)).unwrap_or_default()
}
