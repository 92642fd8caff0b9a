//! What changes of service levels, key results, objectives, events and sources do: what is easier to keep or to reach, or takes in
//! more, is wider.

#![allow(clippy::many_single_char_names, reason = "a part before and a part after, pair by pair")]

use super::class::Judge;
use super::shape::{Class, Detail};
use super::trend::{among, lies_above, ordered};
use crate::model::okr::{Goal, Side, Target};
use crate::model::{Event, Expr, KeyResult, Model, Sla, Source};
use crate::reason::Setting;
use crate::time::Micros;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};

impl Judge<'_> {
    /// Of a service level: more time and more that stops the clock is wider, more stages that start it are narrower.
    pub fn sla(&self, name: &str) -> Class {
        let find = |model: &'_ Model| -> Option<Sla> { model.slas.iter().find(|sla| sla.name == name).cloned() };
        let (Some(old), Some(new)) = (find(self.was()), find(self.new)) else { return Class::CannotTell };
        let from = |model: &Model, sla: &Sla| sla.from.iter().map(|id| model.stages[*id].name.clone()).collect::<BTreeSet<_>>();
        let until = |model: &Model, sla: &Sla| -> BTreeSet<String> {
            let events = sla.until_events.iter().map(|id| format!("event {}", model.events[*id].name));
            events.chain(sla.until_stages.iter().map(|id| format!("stage {}", model.stages[*id].name))).collect()
        };
        // an hour of business is never sooner over than an hour
        ordered(old.within, new.within)
            .and(ordered(old.business, new.business))
            .and(among(&until(self.was(), &old), &until(self.new, &new)))
            .and(among(&from(self.was(), &old), &from(self.new, &new)).reversed())
    }

    /// Of a key result: a goal that is further away is narrower, and a metric that comes to less.
    pub fn key_result(&self, name: &str) -> Class {
        let find = |model: &'_ Model| -> Option<KeyResult> {
            let (objective, result) = name.split_once('.')?;
            let objective = model.objectives.iter().find(|of| of.name == objective)?;
            objective.key_results.iter().find(|of| of.name == result).cloned()
        };
        let (Some(old), Some(new)) = (find(self.was()), find(self.new)) else { return Class::CannotTell };
        // shares of an objective: what one gains the others lose
        let weight = if old.weight == new.weight { Class::Cosmetic } else { Class::Both };
        weight.and(match (&old.goal, &new.goal) {
            (Goal::Target { metric: a, nature: kind, from: f, to: x }, Goal::Target { metric: b, nature, from: g, to: y }) => {
                // whether something adds up says how it is paced and forecast, not how far it is
                let kind = if kind == nature { Class::Cosmetic } else { Class::Both };
                let ends = match (x, y) {
                    (Target::Level(x), Target::Level(y)) => {
                        let rises = lies_above(f.as_ref(), x).filter(|up| lies_above(g.as_ref(), y) == Some(*up));
                        match rises {
                            Some(true) => self.trend(x, y).reversed().and(self.starts(f.as_ref(), g.as_ref()).reversed()),
                            Some(false) => self.trend(x, y).and(self.starts(f.as_ref(), g.as_ref())),
                            None => Class::CannotTell,
                        }
                    }
                    (Target::Relative(x), Target::Relative(y)) => {
                        let zero = crate::value::Decimal::default();
                        let share = match (*x >= zero, *y >= zero) {
                            (true, true) => ordered(*x, *y).reversed(),
                            (false, false) => ordered(*x, *y),
                            _ => Class::Both,
                        };
                        share.and(if self.starts(f.as_ref(), g.as_ref()) == Class::Cosmetic { Class::Cosmetic } else { Class::Both })
                    }
                    (Target::Level(_), Target::Relative(_)) | (Target::Relative(_), Target::Level(_)) => Class::CannotTell,
                };
                kind.and(ends).and(self.toward(a, b, aims_up(f.as_ref(), x)))
            }
            (Goal::Hold { metric: a, side, level: x }, Goal::Hold { metric: b, side: same, level: y }) if side == same => match side {
                Side::AtLeast => self.trend(x, y).reversed().and(self.trend(a, b)),
                Side::AtMost => self.trend(x, y).and(self.trend(a, b).reversed()),
            },
            (Goal::Milestone(a), Goal::Milestone(b)) if self.was().events[*a].name == self.new.events[*b].name => Class::Cosmetic,
            (Goal::Unmeasured, Goal::Unmeasured) => Class::Cosmetic,
            // another goal
            (Goal::Target { .. } | Goal::Hold { .. } | Goal::Milestone(_) | Goal::Unmeasured, _) => Class::Both,
        })
    }

    /// More of a metric is nearer to a goal above, and further from one below.
    fn toward(&self, old: &Expr, new: &Expr, up: Option<bool>) -> Class {
        match (self.trend(old, new), up) {
            (Class::Cosmetic, _) => Class::Cosmetic,
            (trend, Some(true)) => trend,
            (trend, Some(false)) => trend.reversed(),
            (_, None) => Class::CannotTell,
        }
    }

    fn starts(&self, old: Option<&Expr>, new: Option<&Expr>) -> Class {
        match (old, new) {
            (None, None) => Class::Cosmetic,
            (Some(a), Some(b)) => self.trend(a, b),
            (None, Some(_)) | (Some(_), None) => Class::CannotTell,
        }
    }

    /// Of an objective: a period that holds the other is wider.
    pub fn objective(&self, name: &str) -> Class {
        let find = |model: &Model| {
            let objective = model.objectives.iter().find(|of| of.name == name)?;
            // a period that hangs on today is seen from two days
            let at = |as_of: Micros| objective.period.resolve(&model.calendar, None, as_of).ok();
            Some([at(0)?, at(20_000 * crate::time::DAY)?])
        };
        let (Some(old), Some(new)) = (find(self.was()), find(self.new)) else { return Class::CannotTell };
        let sides = old.iter().zip(&new).map(|(a, b)| ordered(b.start, a.start).and(ordered(a.end, b.end)));
        sides.fold(Class::Cosmetic, Class::and)
    }

    /// Of an event: rows that are taken which were refused, or the other way round.
    pub fn event(&self, name: &str, details: &[&Detail]) -> Class {
        let find = |model: &'_ Model| -> Option<Event> { model.events.iter().find(|event| event.name == name).cloned() };
        let (Some(old), Some(new)) = (find(self.was()), find(self.new)) else { return Class::CannotTell };
        let mut class = Class::Cosmetic;
        for detail in details {
            class = class.and(match detail.key.as_str() {
                "fields" => fields(&old, &new),
                // other rows, other subjects, other silence
                "as" | "subject" | "activity" | "links" => Class::Both,
                _ => Class::Cosmetic,
            });
        }
        class
    }

    /// Of a source: the files that are read and the rows that pass its filter; other mappings can do anything.
    pub fn source(&self, name: &str) -> Class {
        let find = |model: &'_ Model| -> Option<Source> { model.sources.iter().find(|source| source.name == name).cloned() };
        let (Some(old), Some(new)) = (find(self.was()), find(self.new)) else { return Class::CannotTell };
        let files = |source: &Source| source.files.iter().cloned().collect::<BTreeSet<_>>();
        let rest = |source: &Source| Source { files: Vec::new(), filter: None, ..source.clone() };
        if self.was().source_text(&rest(&old)) != self.new.source_text(&rest(&new)) {
            return Class::CannotTell;
        }
        among(&files(&old), &files(&new))
            .and(self.filters((old.filter.as_ref(), Setting::default()), (new.filter.as_ref(), Setting::default())))
    }
}

fn aims_up(from: Option<&Expr>, to: &Target) -> Option<bool> {
    match to {
        Target::Level(to) => lies_above(from, to),
        Target::Relative(share) => Some(*share >= crate::value::Decimal::default()),
    }
}

/// Fields: a row without one that is required, or with a value that no list has, is refused.
fn fields(old: &Event, new: &Event) -> Class {
    let by_name = |event: &Event| -> BTreeMap<String, (Type, bool)> {
        event.fields.iter().map(|field| (field.name.clone(), (field.ty.clone(), field.optional))).collect()
    };
    let (was, is) = (by_name(old), by_name(new));
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let one = |name: &String| match (was.get(name), is.get(name)) {
        (Some((a, optional)), Some((b, now))) => ordered(*optional, *now).and(types(a, b)),
        (None, Some((_, optional))) => {
            if *optional {
                Class::Cosmetic
            } else {
                Class::Narrowing
            }
        }
        (Some((_, optional)), None) => {
            if *optional {
                Class::Cosmetic
            } else {
                Class::Widening
            }
        }
        (None, None) => Class::Cosmetic,
    };
    names.into_iter().map(one).fold(Class::Cosmetic, Class::and)
}

fn types(old: &Type, new: &Type) -> Class {
    match (old, new) {
        (a, b) if a == b => Class::Cosmetic,
        (Type::Enum(a), Type::Enum(b)) => among(&a.iter().collect(), &b.iter().collect()),
        (Type::Enum(_), Type::String) | (Type::Integer, Type::Number) => Class::Widening,
        (Type::String, Type::Enum(_)) | (Type::Number, Type::Integer) => Class::Narrowing,
        _ => Class::Both,
    }
}
