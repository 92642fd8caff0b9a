//! What is to come of the events.

use super::clock::Clock;
use super::{Reader, values};
use crate::diagnostics::codes;
use crate::ids::*;
use crate::span::Span;
use crate::suite::{Act, Clocks, Enter, Expect, Look, STATES, Sight, Wanted, WantedClocks};
use crate::syntax::suite::{self as written, Said};
use crate::syntax::yaml::{Entries, Entry, Form, Text, Written};
use crate::time::Micros;
use crate::value::{Type, Value};
use std::sync::Arc;

impl Expect {
    /// Whether it expects nothing at all.
    pub(super) fn is_silent(&self) -> bool {
        self.path.is_none()
            && self.looks.is_empty()
            && self.enters.is_empty()
            && self.never.is_empty()
            && self.actions.is_none()
            && self.clocks.is_empty()
    }
}

impl Reader<'_> {
    pub(super) fn expect(&mut self, expect: &written::Expect, subject: Arc<str>, clock: &mut Clock) -> Expect {
        let path = expect.path.get().map(|path| {
            let stages: Vec<_> = path.value.iter().filter_map(|text| Some((self.stage(text)?, text.span))).collect();
            (stages, path.span)
        });
        let looks = entries(&expect.at).filter_map(|entry| self.look(entry, clock)).collect();
        let enters = entries(&expect.enters).flat_map(|entry| self.enters(entry, clock)).collect();
        let never = expect.never.get().into_iter().flat_map(|never| &never.items);
        let never = never.filter_map(|text| Some((self.stage(text)?, text.span))).collect();
        let actions = expect.actions.get().map(|actions| {
            let acts: Vec<Act> = actions.value.iter().flat_map(|act| self.acts(act, clock)).collect();
            (acts, actions.span)
        });
        let clocks = entries(&expect.slas).filter_map(|entry| self.clocks(entry, clock)).collect();
        Expect { subject, span: Span::default(), path, looks, enters, never, actions, clocks }
    }

    fn look(&mut self, entry: &Entry<Entries<Said>>, clock: &mut Clock) -> Option<Look> {
        let at = self.moment(&entry.key, clock);
        let sights = entry.value.iter().flat_map(|sights| &sights.0).filter_map(|sight| self.sight(sight)).collect();
        Some(Look { at: at?, sights })
    }

    fn sight(&mut self, entry: &Entry<Said>) -> Option<Sight> {
        let (key, said, model) = (entry.key.as_str(), entry.value.as_ref()?, self.model);
        let score = |reader: &mut Self, name: &str| {
            reader.named::<ScoreId>(name, entry.key.span, "score", model.scores.iter().map(|score| score.name.as_str()))
        };
        if key == "stage" {
            let Form::Short(text) = said else { return self.no_distance(entry, "a stage") };
            let what = match text {
                Some(text) => Some(self.stage(text)?),
                None => None,
            };
            return Some(Sight::Stage(Wanted { what, within: 0.0, span: entry.span }));
        }
        if let Some(name) = key.strip_prefix("score.") {
            if let Some(name) = name.strip_suffix(".band") {
                let id = score(self, name)?;
                return Some(Sight::Band(id, self.wanted(entry, said, &Type::String)?));
            }
            let id = score(self, name)?;
            return Some(Sight::Score(id, self.wanted(entry, said, &Type::Number)?));
        }
        if let Some(name) = key.strip_prefix("sla.") {
            let id = self.named::<SlaId>(name, entry.key.span, "service level", model.slas.iter().map(|sla| sla.name.as_str()))?;
            let Form::Short(text) = said else { return self.no_distance(entry, "the state of a clock") };
            let what = match text {
                Some(text) => Some(self.one_of(text, "state of a clock", &STATES)?),
                None => None,
            };
            return Some(Sight::Sla(id, Wanted { what, within: 0.0, span: entry.span }));
        }
        if let Some((id, attribute)) = model.attributes.enumerate().find(|(_, attribute)| attribute.name == key) {
            return Some(Sight::Attribute(id, self.wanted(entry, said, &attribute.expr.ty)?));
        }
        let scores = model.scores.iter().map(|score| format!("score.{}", score.name));
        let slas = model.slas.iter().map(|sla| format!("sla.{}", sla.name));
        let known: Vec<String> =
            std::iter::once("stage".to_owned()).chain(scores).chain(slas).chain(model.attributes.iter().map(|a| a.name.clone())).collect();
        let what = "attribute, and neither `stage`, `score.NAME` nor `sla.NAME`";
        self.named::<AttributeId>(key, entry.key.span, what, known.iter().map(String::as_str));
        None
    }

    /// A value in a type, or within a tolerance.
    fn wanted(&mut self, entry: &Entry<Said>, said: &Said, ty: &Type) -> Option<Wanted<Value>> {
        match said {
            Form::Short(None) => Some(Wanted { what: Value::Missing, within: 0.0, span: entry.span }),
            Form::Short(Some(text)) => match values::read(text, ty, &self.model.calendar.zone) {
                Ok(what) => Some(Wanted { what, within: 0.0, span: entry.span }),
                Err(why) => {
                    let help = format!("`{}` is {}, or `null` for none", entry.key.as_str(), values::kind(ty));
                    self.fault(&codes::EXPECTATION_MALFORMED, text.span, why, help);
                    None
                }
            },
            Form::Long(..) if !matches!(ty, Type::Integer | Type::Number | Type::Decimal | Type::Duration) => {
                self.no_distance(entry, &values::kind(ty))
            }
            Form::Long(near, span) => self.near(near, *span, entry.span),
        }
    }

    fn near(&mut self, near: &written::Near, span: Span, whole: Span) -> Option<Wanted<Value>> {
        let wrong = self.missing(&near.near, span, "the tolerance", "near", "near: 49.9")
            | self.missing(&near.within, span, "the tolerance", "within", "within: 0.1");
        if wrong {
            return None;
        }
        let (near, within) = (near.near.get()?, near.within.get()?);
        let mut number = |text: &Text, least: f64| {
            let read = values::number(text.as_str()).filter(|number| *number >= least);
            if read.is_none() {
                let message = format!("`{}` is no number{}", text.as_str(), if least == 0.0 { " from 0 on" } else { "" });
                self.fault(&codes::EXPECTATION_MALFORMED, text.span, message, "write for example `{ near: 49.9, within: 0.1 }`");
            }
            read
        };
        let (what, within) = (number(near, f64::MIN), number(within, 0.0));
        Some(Wanted { what: Value::Number(what?), within: within?, span: whole })
    }

    fn no_distance<T>(&mut self, entry: &Entry<Said>, what: &str) -> Option<T> {
        let message = format!("`{}` is {what}, which nothing is near to", entry.key.as_str());
        self.fault(&codes::EXPECTATION_MALFORMED, entry.span, message, "write the value alone");
        None
    }

    fn enters(&mut self, entry: &Entry<Form<Vec<written::Enter>, written::Enter>>, clock: &mut Clock) -> Vec<Enter> {
        let stage = self.stage(&entry.key);
        let Some(value) = &entry.value else { return Vec::new() };
        let list = match value {
            Form::Short(list) => list.as_slice(),
            Form::Long(one, _) => std::slice::from_ref(one),
        };
        let one = |(at, written): (usize, &written::Enter)| {
            let visit = self.ordinal(&written.visit, at + 1);
            let at = written.at.get().and_then(|text| Some((self.moment(text, clock)?, text.span)));
            let because = written.because.get().and_then(|text| Some((self.trigger(text)?, text.span)));
            if let (Some((trigger, span)), Some(stage)) = (because, stage)
                && self.model.triggers[trigger].to != stage
            {
                let (name, to) = (&self.model.triggers[trigger].name, &self.model.stages[self.model.triggers[trigger].to].name);
                let message = format!("`{name}` does not lead to `{}`", entry.key.as_str());
                self.fault(&codes::EXPECTATION_MALFORMED, span, message, format!("it leads to `{to}`"));
            }
            Some(Enter { stage: stage?, span: entry.key.span, visit: visit?, at, because })
        };
        list.iter().enumerate().filter_map(one).collect()
    }

    /// A number from 1 on.
    fn ordinal(&mut self, written: &Written<Text>, otherwise: usize) -> Option<u32> {
        let Some(text) = written.get() else { return u32::try_from(otherwise).ok() };
        let read = text.as_str().parse::<u32>().ok().filter(|number| *number > 0);
        if read.is_none() {
            let message = format!("`{}` is no number of a visit", text.as_str());
            self.fault(&codes::NUMBER_MALFORMED, text.span, message, "write a whole number from 1 on");
        }
        read
    }

    fn acts(&mut self, act: &written::Action, clock: &mut Clock) -> Vec<Act> {
        match act {
            Form::Short(kind) => vec![self.act(kind, &[], clock)],
            Form::Long(kinds, _) => {
                let none = Entries::default();
                kinds.0.iter().map(|entry| self.act(&entry.key, &entry.value.as_ref().unwrap_or(&none).0, clock)).collect()
            }
        }
    }

    fn act(&mut self, kind: &Text, written: &[Entry<Text>], clock: &mut Clock) -> Act {
        let kinds: Vec<&str> = self.model.triggers.iter().flat_map(|trigger| &trigger.actions).map(|action| action.kind.as_str()).collect();
        self.named::<EventId>(kind.as_str(), kind.span, "action of a trigger", kinds.iter().copied());
        let mut act = Act { kind: kind.value.clone(), span: kind.span, at: None, because: None, properties: Vec::new() };
        for entry in written {
            let Some(text) = &entry.value else { continue };
            match entry.key.as_str() {
                "at" => act.at = self.moment(text, clock).map(|at| (at, text.span)),
                "because" => act.because = self.trigger(text).map(|trigger| (trigger, text.span)),
                property => {
                    let actions = self.model.triggers.iter().flat_map(|trigger| &trigger.actions).filter(|action| action.kind == act.kind);
                    let known: Vec<&str> = actions.flat_map(|action| &action.properties).map(|(name, _)| name.as_str()).collect();
                    self.named::<EventId>(property, entry.key.span, &format!("property of `{}`", act.kind), known.iter().copied());
                    act.properties.push((property.to_owned(), text.value.clone(), text.span));
                }
            }
        }
        act
    }

    fn clocks(&mut self, entry: &Entry<Form<crate::syntax::yaml::OneOrMany<Text>, written::Clock>>, clock: &mut Clock) -> Option<Clocks> {
        let model = self.model;
        let sla = self.named::<SlaId>(entry.key.as_str(), entry.key.span, "service level", model.slas.iter().map(|sla| sla.name.as_str()));
        let wanted = match entry.value.as_ref()? {
            Form::Short(states) => {
                WantedClocks::All(states.items.iter().filter_map(|text| self.one_of(text, "state of a clock", &STATES)).collect())
            }
            Form::Long(one, _) => WantedClocks::One {
                number: self.ordinal(&one.visit, 1)?,
                state: one.state.get().and_then(|text| self.one_of(text, "state of a clock", &STATES)),
                // A deadline may lie after the end of the test: the clock is still running then.
                deadline: one.deadline.get().and_then(|text| self.unbounded(text, clock)),
                stopped: one.stopped.get().and_then(|text| self.moment(text, clock)),
            },
        };
        Some(Clocks { sla: sla?, span: entry.key.span, wanted })
    }

    fn unbounded(&mut self, text: &Text, clock: &Clock) -> Option<Micros> {
        self.moment(text, &mut Clock { until: None, ..*clock })
    }

    pub(super) fn metrics(&mut self, written: Option<&Entries<Said>>) -> Vec<(MetricId, Wanted<Value>)> {
        let model = self.model;
        let one = |entry: &Entry<Said>| {
            let known = model.metrics.iter().map(|metric| metric.name.as_str());
            let metric = self.named::<MetricId>(entry.key.as_str(), entry.key.span, "metric", known)?;
            let wanted = match entry.value.as_ref()? {
                Form::Short(None) => Wanted { what: Value::Missing, within: 0.0, span: entry.span },
                Form::Short(Some(text)) => match values::number(text.as_str()) {
                    Some(number) => Wanted { what: Value::Number(number), within: 0.0, span: entry.span },
                    None => {
                        let message = format!("`{}` is no number", text.as_str());
                        self.fault(
                            &codes::EXPECTATION_MALFORMED,
                            text.span,
                            message,
                            "write a number, a share such as `50%`, a duration such as `2d`, or `null`",
                        );
                        return None;
                    }
                },
                Form::Long(near, span) => self.near(near, *span, entry.span)?,
            };
            Some((metric, wanted))
        };
        written.into_iter().flat_map(|entries| &entries.0).filter_map(one).collect()
    }
}

fn entries<T>(written: &Written<Entries<T>>) -> impl Iterator<Item = &Entry<T>> {
    written.get().into_iter().flat_map(|entries| &entries.0)
}
