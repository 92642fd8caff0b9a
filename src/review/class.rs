//! What a change does: lets more through, fewer, both, or nothing. Conditions are compared by what can be proved of them.

use super::items::Item;
use super::shape::{Class, Detail, Part};
use super::trend::{among, is_amount, ordered};
use crate::model::{Decay, Expr, ExprKind, From, Model, Per, Rule, Trigger};
use crate::reason::{self, Condition, Proof, Reasoner, Setting};
use crate::value::{Type, Value};
use std::collections::BTreeSet;

/// Knows both versions.
pub struct Judge<'m> {
    old: Reasoner<'m>,
    /// The new version.
    pub new: &'m Model,
    reasoner: Reasoner<'m>,
}

impl<'m> Judge<'m> {
    /// Of the old version, under its new names, and the new one.
    pub fn of(old: &'m Model, new: &'m Model) -> Self {
        Self { old: Reasoner::new(old), new, reasoner: Reasoner::new(new) }
    }

    /// The old version, under its new names.
    pub fn was(&self) -> &'m Model {
        self.old.model()
    }

    /// Whether a condition lets through more than another, and a subject that shows it.
    pub fn conditions(&self, (old, old_setting): (&Expr, Setting), (new, new_setting): (&Expr, Setting)) -> (Class, Option<String>) {
        self.compared(&self.old.condition(old, old_setting), &self.reasoner.condition(new, new_setting))
    }

    /// What adding a thing does.
    pub fn added(&self, item: &Item, model: &Model) -> Class {
        match item.part {
            Part::Stage => Class::Both,
            Part::Trigger => Class::Widening,
            Part::Rule => rule(model, &item.name).map_or(Class::CannotTell, |rule| match points(rule) {
                Some(points) => more(Some(points > 0.0)),
                None if is_amount(&rule.points) => Class::Widening,
                None => Class::CannotTell,
            }),
            // by themselves they move nobody: what reads them is a change of its own
            Part::Attribute | Part::Let | Part::Event | Part::Score | Part::Metric | Part::Objective => Class::Cosmetic,
            Part::KeyResult | Part::Sla | Part::Invariant | Part::Funnel => Class::Cosmetic,
            Part::Calendar | Part::Source => Class::CannotTell,
        }
    }

    /// What it does that a thing stands elsewhere among its like.
    pub fn moved(&self, item: &Item) -> Class {
        match item.part {
            // what fires first takes it from the others
            Part::Trigger => Class::Both,
            Part::Event | Part::Rule | Part::Stage => Class::CannotTell,
            _ => Class::Cosmetic,
        }
    }

    /// What the differences of a thing do together, and a subject that shows it.
    pub fn changed(&self, old: &Item, new: &Item, details: &[Detail]) -> (Class, Option<String>) {
        let meant: Vec<&Detail> = details.iter().filter(|detail| !is_for_people(old, new, &detail.key)).collect();
        if meant.is_empty() {
            return (Class::Cosmetic, None);
        }
        let keys: BTreeSet<&str> = meant.iter().map(|detail| detail.key.as_str()).collect();
        let name = |item: &Item| item.name.clone();
        match new.part {
            Part::Trigger => self.trigger(&name(new), &keys, &meant),
            Part::Rule => self.rule(&name(new), &keys, &meant),
            Part::Let => self.named(&name(new)),
            Part::Score => (self.score(&name(new), &keys), None),
            Part::Stage => (Class::Both, None),
            Part::Sla => (self.sla(&name(new)), None),
            Part::Attribute if keys.iter().all(|key| *key == "dimension") => (Class::Cosmetic, None),
            Part::Attribute => self.valued(&name(new), |model, name| {
                model.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &attribute.expr)
            }),
            Part::Metric => {
                self.valued(&name(new), |model, name| model.metrics.iter().find(|metric| metric.name == name).map(|metric| &metric.expr))
            }
            Part::Objective if !keys.contains("period") => (Class::Cosmetic, None),
            Part::Objective => (self.objective(&name(new)), None),
            Part::KeyResult => (self.key_result(&name(new)), None),
            Part::Event => (self.event(&name(new), &meant), None),
            Part::Source => (self.source(&name(new)), None),
            Part::Invariant | Part::Funnel => (Class::Cosmetic, None),
            // hours, days and weeks are counted otherwise: what that comes to, only a log knows
            Part::Calendar => (Class::CannotTell, None),
        }
    }

    fn trigger(&self, name: &str, keys: &BTreeSet<&str>, details: &[&Detail]) -> (Class, Option<String>) {
        let find = |model: &'m Model| model.triggers.iter().find(|trigger| trigger.name == name);
        let (Some(old), Some(new)) = (find(self.old.model()), find(self.new)) else { return (Class::CannotTell, None) };
        let mut class = Class::Cosmetic;
        for detail in details {
            class = class.and(match detail.key.as_str() {
                "to" => Class::Both,
                "on" if old.on.is_empty() || new.on.is_empty() => Class::CannotTell,
                "on" => listed(detail),
                "from" if matches!((&old.from, &new.from), (From::Start, From::Start)) => Class::Cosmetic,
                "from" if matches!(old.from, From::Start) || matches!(new.from, From::Start) => Class::Both,
                "from" => {
                    let names = |model: &Model, trigger: &Trigger| -> BTreeSet<String> {
                        trigger.from.stages().iter().map(|stage| model.stages[*stage].name.clone()).collect()
                    };
                    among(&names(self.was(), old), &names(self.new, new))
                }
                _ => Class::Cosmetic,
            });
        }
        if ["when", "after", "idle"].iter().any(|key| keys.contains(key)) {
            let (of, witness) =
                self.compared(&self.old.trigger(old, Setting::of_trigger(old)), &self.reasoner.trigger(new, Setting::of_trigger(new)));
            return (class.and(of), witness);
        }
        (class, None)
    }

    fn rule(&self, name: &str, keys: &BTreeSet<&str>, details: &[&Detail]) -> (Class, Option<String>) {
        let (Some(old), Some(new)) = (rule(self.old.model(), name), rule(self.new, name)) else { return (Class::CannotTell, None) };
        let mut class = Class::Cosmetic;
        let mut witness = None;
        for detail in details {
            class = class.and(match detail.key.as_str() {
                "on" if old.on.is_empty() || new.on.is_empty() => Class::CannotTell,
                "on" => listed(detail),
                "limit" => match (&old.limit, &new.limit) {
                    (None, Some(_)) => Class::Narrowing,
                    (Some(_), None) => Class::Widening,
                    (Some(a), Some(b)) => ordered(a.times, b.times).and(match (&a.per, &b.per) {
                        // a window that is over sooner gives the times again sooner; each value has times of its own
                        (Per::Window(a), Per::Window(b)) => ordered(*b, *a),
                        (Per::Ever, Per::Ever) => Class::Cosmetic,
                        (Per::Ever, Per::Window(_) | Per::Value(_)) => Class::Widening,
                        (Per::Window(_) | Per::Value(_), Per::Ever) => Class::Narrowing,
                        (Per::Value(_), Per::Value(_)) if limit_per(detail.before.as_deref()) == limit_per(detail.after.as_deref()) => {
                            Class::Cosmetic
                        }
                        (Per::Value(_) | Per::Window(_), Per::Value(_)) | (Per::Value(_), Per::Window(_)) => Class::CannotTell,
                    }),
                    (None, None) => Class::Cosmetic,
                },
                // by themselves, whatever their sign
                "points" => Class::Cosmetic,
                _ => Class::Cosmetic,
            });
        }
        if keys.contains("when") {
            let setting = |rule: &Rule| Setting {
                in_stage: true,
                ..Setting::at(rule.on.iter().map(|event| crate::model::StreamSource::Event(*event)))
            };
            let (of, shown) = match (&old.when, &new.when) {
                (Some(a), Some(b)) => self.compared(&self.old.condition(a, setting(old)), &self.reasoner.condition(b, setting(new))),
                (None, Some(_)) => (Class::Narrowing, None),
                (Some(_), None) => (Class::Widening, None),
                (None, None) => (Class::Cosmetic, None),
            };
            (class, witness) = (class.and(of), shown);
        }
        let given = match (points(old), points(new)) {
            (Some(a), Some(b)) => ordered(a > b, false).and(ordered(false, b > a)),
            _ => self.trend(&old.points, &new.points),
        };
        let others = match (points(old), points(new)) {
            _ if class == Class::Cosmetic => Class::Cosmetic,
            (Some(a), Some(b)) if a >= 0.0 && b >= 0.0 => class,
            // fewer points off is more points
            (Some(a), Some(b)) if a <= 0.0 && b <= 0.0 => class.reversed(),
            _ if is_amount(&old.points) && is_amount(&new.points) => class,
            _ => Class::CannotTell,
        };
        (others.and(given), witness)
    }

    fn named(&self, name: &str) -> (Class, Option<String>) {
        self.valued(name, |model, name| model.lets.iter().find(|named| named.name == name).map(|named| &named.expr))
    }

    /// Of something that has a value: truths by proof, anything else by whether it can only be more or less.
    fn valued(&self, name: &str, find: impl Fn(&'m Model, &str) -> Option<&'m Expr>) -> (Class, Option<String>) {
        let (Some(old), Some(new)) = (find(self.was(), name), find(self.new, name)) else { return (Class::CannotTell, None) };
        let setting = || Setting { in_stage: true, ..Setting::default() };
        if old.ty != Type::Boolean || new.ty != Type::Boolean {
            return (if old.ty == new.ty { self.trend(old, new) } else { Class::CannotTell }, None);
        }
        match self.conditions((old, setting()), (new, setting())) {
            (Class::CannotTell, _) => (self.trend(old, new), None),
            said => said,
        }
    }

    /// Longer memory and a wider range are more points, where no rule takes any away.
    fn score(&self, name: &str, keys: &BTreeSet<&str>) -> Class {
        let find = |model: &'m Model| model.scores.iter().find(|score| score.name == name);
        let (Some(old), Some(new)) = (find(self.old.model()), find(self.new)) else { return Class::CannotTell };
        let gives = |model: &Model| {
            let rules = model.rules.iter().filter(|rule| model.scores[rule.score].name == name);
            rules.map(points).all(|points| points.is_some_and(|points| points >= 0.0))
        };
        if keys.contains("bands") || !gives(self.old.model()) || !gives(self.new) {
            return Class::CannotTell;
        }
        let decay = match (old.decay, new.decay) {
            (a, b) if a == b => Class::Cosmetic,
            (Decay::HalfLife(a), Decay::HalfLife(b)) | (Decay::Expire(a), Decay::Expire(b)) => more(Some(b > a)),
            (_, Decay::None) => Class::Widening,
            (Decay::None, _) => Class::Narrowing,
            (Decay::HalfLife(_), Decay::Expire(_)) | (Decay::Expire(_), Decay::HalfLife(_)) => Class::CannotTell,
        };
        let end = |a: Option<f64>, b: Option<f64>, none: f64| match (a.unwrap_or(none), b.unwrap_or(none)) {
            (a, b) if a == b => Class::Cosmetic,
            (a, b) => more(Some(b > a)),
        };
        decay.and(end(old.low, new.low, f64::MIN)).and(end(old.high, new.high, f64::MAX))
    }

    /// Whether a new condition lets through more than an old one.
    fn compared(&self, old: &Condition<'_>, new: &Condition<'_>) -> (Class, Option<String>) {
        match (reason::implies(old, &[new]), reason::implies(new, &[old])) {
            (Proof::Proved, Proof::Proved) => (Class::Cosmetic, None),
            (Proof::Proved, Proof::Refuted(witness)) => (Class::Widening, Some(format!("{witness} holds now"))),
            (Proof::Proved, Proof::Unknown) => (Class::Widening, None),
            (Proof::Refuted(witness), Proof::Proved) => (Class::Narrowing, Some(format!("{witness} holds no more"))),
            (Proof::Unknown, Proof::Proved) => (Class::Narrowing, None),
            (Proof::Refuted(a), Proof::Refuted(b)) => (Class::Both, Some(format!("{b} holds now; {a} holds no more"))),
            (Proof::Refuted(_) | Proof::Unknown, Proof::Unknown) | (Proof::Unknown, Proof::Refuted(_)) => (Class::CannotTell, None),
        }
    }
}

/// Whether a key says something to people only.
fn is_for_people(old: &Item, new: &Item, key: &str) -> bool {
    [old, new].into_iter().flat_map(|item| item.facets.keys()).any(|known| known.strip_prefix('~') == Some(key))
}

/// More is wider, less is narrower; what is not known cannot be told.
fn more(is_more: Option<bool>) -> Class {
    match is_more {
        Some(true) => Class::Widening,
        Some(false) => Class::Narrowing,
        None => Class::CannotTell,
    }
}

/// What it does that a list has other names in it.
fn listed(detail: &Detail) -> Class {
    let names = |text: &Option<String>| text.iter().flat_map(|text| text.split(", ")).map(str::to_owned).collect::<BTreeSet<String>>();
    let (before, after) = (names(&detail.before), names(&detail.after));
    among(&before, &after)
}

fn limit_per(text: Option<&str>) -> Option<&str> {
    text.map(|text| text.split_once(' ').map_or("", |(_, per)| per))
}

fn rule<'m>(model: &'m Model, name: &str) -> Option<&'m Rule> {
    let (score, rule) = name.rsplit_once('.')?;
    model.rules.iter().find(|of| of.name == rule && model.scores[of.score].name == score)
}

/// The points of a rule, where they are a constant.
fn points(rule: &Rule) -> Option<f64> {
    constant(&rule.points)
}

fn constant(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Literal(Value::Number(points)) => Some(*points),
        ExprKind::Negate(inner) => constant(inner).map(|points| -points),
        _ => None,
    }
}
