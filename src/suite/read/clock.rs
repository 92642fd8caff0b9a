//! The virtual clock of a test: where it starts, where it ends, and which instants its times are.

use super::Reader;
use crate::diagnostics::codes;
use crate::span::Span;
use crate::syntax::suite::{self as written};
use crate::syntax::yaml::{Form, Text};
use crate::time::{Micros, duration, instant};

/// The time of a test.
pub(super) struct Clock {
    /// What `+` counts from.
    pub start: Micros,
    /// The last instant named so far.
    pub latest: Micros,
    /// Where the test says that it ends.
    pub until: Option<Micros>,
}

impl Reader<'_> {
    /// The start of a test: what it says, or its first event's instant.
    pub(super) fn start(&mut self, test: &written::Test) -> Option<Clock> {
        let first = || {
            let (_, value) = self::at(test.events.get()?.first()?)?;
            value
        };
        let text = match (test.start.get(), test.start.is_wrong()) {
            (_, true) => return None,
            (Some(text), _) => text,
            (None, _) => match first() {
                Some(text) => text,
                // That there are no events, or that the first has no time, is said where they are read.
                None => return Some(Clock { start: 0, latest: 0, until: None }),
            },
        };
        if text.as_str().starts_with(['+', '-']) {
            let message = format!("`{}` counts from a start that nothing says", text.as_str());
            let help = "give the first event an instant such as `2026-01-05T09:00Z`, or the test a `start:`";
            self.fault(&codes::MOMENT_IMPOSSIBLE, text.span, message, help);
            return None;
        }
        let start = self.instant(text.as_str(), text.span)?;
        Some(Clock { start, latest: start, until: None })
    }

    /// An instant of a test, which becomes the latest so far if it is later than all others.
    pub(super) fn moment(&mut self, text: &Text, clock: &mut Clock) -> Option<Micros> {
        let at = self.either(text, clock)?;
        let beyond = |message: String, help: &str, reader: &mut Self| {
            reader.fault(&codes::MOMENT_IMPOSSIBLE, text.span, message, help);
            None
        };
        if at < clock.start {
            let message = format!("`{}` is before the start of the test", text.as_str());
            return beyond(message, "let the test begin earlier: its first event or its `start:` says when", self);
        }
        if clock.until.is_some_and(|until| at > until) {
            return beyond(format!("`{}` is after the end of the test", text.as_str()), "let it run longer: `until:` says how long", self);
        }
        clock.latest = clock.latest.max(at);
        Some(at)
    }

    /// The end of a test: not before what happens in it.
    pub(super) fn until(&mut self, text: &Text, clock: &Clock) -> Option<Micros> {
        let at = self.either(text, clock)?;
        if at < clock.latest {
            let message = format!("`{}` is before the last event of the test", text.as_str());
            self.fault(&codes::MOMENT_IMPOSSIBLE, text.span, message, "let the test run until its last event at least");
            return None;
        }
        Some(at)
    }

    fn either(&mut self, text: &Text, clock: &Clock) -> Option<Micros> {
        let written = text.as_str();
        if !written.starts_with(['+', '-']) {
            return self.instant(written, text.span);
        }
        match duration::parse(written.trim_start_matches('+')) {
            Ok(after) => {
                let at = clock.start.checked_add(after).filter(|at| instant::is_valid(*at));
                if at.is_none() {
                    let message = format!("`{written}` is outside the years that instants have");
                    self.fault(&codes::MOMENT_IMPOSSIBLE, text.span, message, "write a shorter time");
                }
                at
            }
            Err(why) => {
                self.fault(&codes::MOMENT_MALFORMED, text.span, why, "a time after the start is written `+30d4h`");
                None
            }
        }
    }

    fn instant(&mut self, written: &str, span: Span) -> Option<Micros> {
        instant::parse(written, &self.model.calendar.zone)
            .map_err(|why| {
                let help = "write an instant such as `2026-01-05T09:00Z`, or a time after the start such as `+3h`";
                self.fault(&codes::MOMENT_MALFORMED, span, why, help);
            })
            .ok()
    }
}

/// The time of a step: where the key stands, and what it says.
pub(super) fn at(step: &written::Step) -> Option<(Span, Option<&Text>)> {
    let entry = step.0.value.0.iter().find(|entry| entry.key.as_str() == "at")?;
    let text = match &entry.value {
        Some(Form::Short(text)) => text.as_ref(),
        Some(Form::Long(..)) | None => None,
    };
    Some((entry.span, text))
}
