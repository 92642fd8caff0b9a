//! Reasoning about conditions over one subject: whether one can hold, whether it follows from another, whether two exclude
//! each other, and which part of it makes that so.
//!
//! A condition is read into a formula ([`formula`]): things (fields, folds, scores, ages) lie in domains ([`domain`]: intervals,
//! finite sets, texts that begin alike, present or missing), joined by `and` and `or` in three-valued logic. A bounded search
//! ([`solve`]) with what is known of several things at once ([`relations`]) decides whether formulas can be true together.
//!
//! "No" is said only where it is proved; "yes" only with a [`Witness`] that the evaluation itself confirms. What is beyond this
//! (arithmetic between two attributes, regular expressions, too many alternatives) is [`Answer::Unknown`].

use crate::ids::*;
use crate::model::{Expr, Model, StreamSource, Trigger};
use crate::time::Micros;
use crate::value::{Type, Value};
use domain::{Domain, Truths};
use formula::{About, Formula, Thing};
use ranges::{Cut, Ranges};
use read::Reader;
use solve::Found;
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

pub mod culprit;
pub mod domain;
mod extent;
pub mod formula;
pub mod gap;
mod hops;
mod monotone;
pub mod ranges;
pub mod reach;
mod read;
mod relations;
mod solve;
#[cfg(test)]
mod tests;
mod things;
mod witness;

pub(crate) use hops::Hops;
pub use reach::Reach;
pub use witness::{Witness, example};

/// Where a condition stands: what is at hand, and what is known of the subject beforehand.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The events (or a fold's elements) of which one is at hand.
    pub at_hand: Vec<StreamSource>,
    /// Whether the subject is in a stage, so that `stage.` is there.
    pub in_stage: bool,
    /// The age of the stage, where it is known.
    pub age: Option<Micros>,
    /// An event that never happened to the subject.
    pub never: Option<EventId>,
    /// Which of several conditions that are looked at one after the other in a cascade this is: what reads stages
    /// is another thing in each.
    pub turn: Option<u32>,
}

impl Setting {
    /// With one of some sources at hand.
    pub fn at(sources: impl IntoIterator<Item = StreamSource>) -> Self {
        Self { at_hand: sources.into_iter().collect(), ..Self::default() }
    }

    /// Where a trigger's condition stands.
    pub fn of_trigger(trigger: &Trigger) -> Self {
        let in_stage = !matches!(trigger.from, crate::model::From::Start);
        Self { in_stage, ..Self::at(trigger.on.iter().map(|event| StreamSource::Event(*event))) }
    }

    /// The same with this event at hand.
    #[must_use]
    pub fn on(self, event: EventId) -> Self {
        Self { at_hand: vec![StreamSource::Event(event)], ..self }
    }
}

/// Whether something can be.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It cannot.
    No,
    /// It can: like this.
    Yes(Witness),
    /// It is not known.
    Unknown,
}

/// Whether something is so whatever happens.
#[derive(Clone, Debug)]
pub enum Proof {
    /// It is so.
    Proved,
    /// It is not: like this.
    Refuted(Witness),
    /// It is not known.
    Unknown,
}

impl Answer {
    /// Whether it is proved that it cannot be.
    pub fn is_no(&self) -> bool {
        matches!(self, Self::No)
    }
    /// The same asked the other way round.
    fn refuting(self) -> Proof {
        match self {
            Self::No => Proof::Proved,
            Self::Yes(witness) => Proof::Refuted(witness),
            Self::Unknown => Proof::Unknown,
        }
    }
}

impl Proof {
    /// Whether it is proved.
    pub fn is_proved(&self) -> bool {
        matches!(self, Self::Proved)
    }
}

/// What is known of a model's scores and folds, worked out once.
#[derive(Debug)]
pub struct Reasoner<'m> {
    model: &'m Model,
    reach: RefCell<Vec<Option<Reach>>>,
    fold_keys: RefCell<Vec<Option<Arc<str>>>>,
}

impl<'m> Reasoner<'m> {
    /// For the conditions of a model.
    pub fn new(model: &'m Model) -> Self {
        Self { model, reach: RefCell::new(vec![None; model.scores.len()]), fold_keys: RefCell::new(vec![None; model.folds.len()]) }
    }

    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// Between which points a score can be read.
    pub fn reach(&self, id: ScoreId) -> Reach {
        let known = self.reach.borrow().get(id.index()).copied().flatten();
        known.unwrap_or_else(|| {
            self.note(id, Reach::ALL);
            let reach = reach::clamped(self.given(id), id, self.model);
            self.note(id, reach);
            reach
        })
    }

    fn note(&self, id: ScoreId, reach: Reach) {
        if let Some(slot) = self.reach.borrow_mut().get_mut(id.index()) {
            *slot = Some(reach);
        }
    }

    fn fold_key(&self, id: FoldId) -> Arc<str> {
        let known = self.fold_keys.borrow().get(id.index()).cloned().flatten();
        known.unwrap_or_else(|| {
            let key = things::fold_text(self.model, id);
            if let Some(slot) = self.fold_keys.borrow_mut().get_mut(id.index()) {
                *slot = Some(key.clone());
            }
            key
        })
    }

    /// A condition where it stands.
    pub fn condition<'a>(&'a self, when: &'a Expr, setting: Setting) -> Condition<'a> {
        self.joined(vec![Part::When(when)], setting)
    }

    /// The whole condition of a trigger: `when`, `after` and `idle`; one without any always holds.
    pub fn trigger<'a>(&'a self, trigger: &'a Trigger, setting: Setting) -> Condition<'a> {
        let mut parts: Vec<Part<'a>> = trigger.when.iter().map(Part::When).collect();
        parts.extend(trigger.after.map(Part::Age));
        parts.extend(trigger.idle.into_iter().flat_map(|idle| [Part::Age(idle), Part::Idle(idle)]));
        self.joined(parts, setting)
    }

    /// Some of the expressions that a condition joins by `and`.
    pub(crate) fn all<'a>(&'a self, parts: &[&'a Expr], setting: Setting) -> Condition<'a> {
        self.joined(parts.iter().map(|part| Part::When(part)).collect(), setting)
    }

    fn joined<'a>(&'a self, parts: Vec<Part<'a>>, setting: Setting) -> Condition<'a> {
        Condition { reasoner: self, setting, parts, holds: OnceCell::new(), fails: OnceCell::new() }
    }
}

/// A condition where it stands. Conditions of two models can be asked about together: things are the same where their texts
/// in the language are, and what both models know of a thing is true of it.
#[derive(Debug)]
pub struct Condition<'a> {
    reasoner: &'a Reasoner<'a>,
    setting: Setting,
    parts: Vec<Part<'a>>,
    holds: OnceCell<Formula>,
    fails: OnceCell<Formula>,
}

/// What a condition joins by `and`.
#[derive(Clone, Copy, Debug)]
enum Part<'a> {
    When(&'a Expr),
    /// `stage.age` is at least so much.
    Age(Micros),
    /// Nothing happened for so long.
    Idle(Micros),
}

impl Condition<'_> {
    /// That it holds, as a formula.
    pub fn holds(&self) -> &Formula {
        self.holds.get_or_init(|| {
            let reader = Reader::new(self.reasoner, &self.setting);
            self.parts.iter().fold(Formula::Always, |all, part| all.and(self.part(&reader, *part, Truths::TRUE)))
        })
    }

    /// That it does not hold: it is false or unknown.
    pub fn fails(&self) -> &Formula {
        self.fails.get_or_init(|| {
            let reader = Reader::new(self.reasoner, &self.setting);
            self.parts.iter().fold(Formula::Never, |any, part| any.or(self.part(&reader, *part, Truths::NOT_TRUE)))
        })
    }

    fn part(&self, reader: &Reader<'_>, part: Part<'_>, wanted: Truths) -> Formula {
        let at_least = |thing: Thing, time: Micros| {
            let reached = Ranges::range(Cut::before(&Value::Duration(time)), Cut::End);
            let domain = if wanted == Truths::TRUE { Domain::of(reached) } else { Domain { missing: true, values: reached.not() } };
            Formula::lies(Arc::new(thing), &domain)
        };
        match part {
            Part::When(when) => reader.truth(when, wanted),
            Part::Age(time) => at_least(self.age(reader), time),
            Part::Idle(time) => at_least(self.idle(), time),
        }
    }

    fn age(&self, reader: &Reader<'_>) -> Thing {
        let expr = Expr { kind: crate::model::ExprKind::StageAge, ty: Type::Duration, span: crate::span::Span::default() };
        (*reader.thing(&expr)).clone()
    }

    /// The time without activity: none where the event at hand is one.
    fn idle(&self) -> Thing {
        let is_activity = |source: &StreamSource| match source {
            StreamSource::Event(event) => self.reasoner.model.events[*event].activity,
            StreamSource::Stage(_) => false,
        };
        let at_hand = &self.setting.at_hand;
        let active = !at_hand.is_empty() && at_hand.iter().all(is_activity);
        let values = match self.setting.age {
            _ if active => Ranges::of([Value::Duration(0)]),
            // what waits for silence waits for the stage's age as well
            Some(_) | None => Ranges::range(Cut::before(&Value::Duration(0)), Cut::End),
        };
        Thing { key: Arc::from("idle"), ty: Type::Duration, domain: Domain::of(values), about: About::Free }
    }
}

/// Whether conditions can hold together while others do not hold.
pub fn satisfiable(holding: &[&Condition<'_>], failing: &[&Condition<'_>]) -> Answer {
    let formulas: Vec<&Formula> = holding.iter().map(|one| one.holds()).chain(failing.iter().map(|one| one.fails())).collect();
    let mut found = None;
    let mut tries = witness::TRIES;
    let searched = solve::search(&formulas, &mut |store| {
        tries = tries.saturating_sub(1);
        if tries > 0 {
            found = witness::of(store, holding, failing);
        }
        found.is_some()
    });
    match (searched, found) {
        (Found::No, _) => Answer::No,
        (Found::Way, Some(witness)) => Answer::Yes(witness),
        (Found::Way | Found::GaveUp, _) => Answer::Unknown,
    }
}

/// Whether it is possible that conditions hold together, as far as is known; cheaper than a witness.
pub fn possible(holding: &[&Condition<'_>], failing: &[&Condition<'_>]) -> bool {
    let formulas: Vec<&Formula> = holding.iter().map(|one| one.holds()).chain(failing.iter().map(|one| one.fails())).collect();
    !matches!(solve::search(&formulas, &mut |_| true), Found::No)
}

/// Whether one of some conditions holds wherever another does.
pub fn implies(condition: &Condition<'_>, one_of: &[&Condition<'_>]) -> Proof {
    satisfiable(&[condition], one_of).refuting()
}

/// Whether two conditions never hold together.
pub fn disjoint(a: &Condition<'_>, b: &Condition<'_>) -> Proof {
    satisfiable(&[a, b], &[]).refuting()
}

/// Whether a condition never holds.
pub fn never(condition: &Condition<'_>) -> Proof {
    satisfiable(&[condition], &[]).refuting()
}

/// Whether a condition always holds.
pub fn always(condition: &Condition<'_>) -> Proof {
    satisfiable(&[], &[condition]).refuting()
}
