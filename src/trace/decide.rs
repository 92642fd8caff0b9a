//! What decided a condition: its parts that made it hold or not, each with what the names in it stood for.

use super::json;
use super::shape::{By, Reading, Turned};
use crate::eval::{Scope, eval};
use crate::ids::*;
use crate::model::{Decay, Expr, ExprKind, Model, Trigger};
use crate::reference::Moment;
use crate::time::{Micros, duration};
use crate::value::Value;
use indexmap::IndexMap;

/// What made a trigger fire at a moment, or kept it from that.
pub fn trigger(trigger: &Trigger, at: &Moment<'_>) -> Vec<Reading> {
    let mut readings = Vec::new();
    if let Some(when) = &trigger.when {
        condition(when, at, &mut readings);
    }
    let since = |name: &str, since: Option<Micros>, wanted: Micros, word: &str| {
        let passed = since.map(|since| at.now.saturating_sub(since));
        let value = passed.map_or(Value::Missing, Value::Duration);
        Reading {
            text: format!("{word} {}", duration::format(wanted)),
            holds: Some(passed.is_some_and(|passed| passed >= wanted)),
            values: IndexMap::from([(name.to_owned(), json(&value))]),
        }
    };
    let entered = at.entry().map(|(_, entered)| entered);
    if let Some(after) = trigger.after {
        readings.push(since("stage.age", entered, after, "after"));
    }
    if let Some(idle) = trigger.idle {
        // idle since the later of the last activity and the entry
        readings.push(since("idle", at.active().max(entered), idle, "idle"));
    }
    readings
}

/// The parts of a condition that made it what it is: of an `and` that holds all, of one that does not those that do not.
pub fn condition(expr: &Expr, at: &Moment<'_>, readings: &mut Vec<Reading>) {
    let model = at.story.model;
    let truth = |expr: &Expr| eval(expr, model, at).truth();
    let sides = |a: &Expr, b: &Expr, wanted: Option<bool>, readings: &mut Vec<Reading>| {
        for side in [a, b] {
            if wanted.is_none_or(|wanted| (truth(side) == Some(true)) == wanted) {
                condition(side, at, readings);
            }
        }
    };
    match &expr.kind {
        ExprKind::And(a, b) => sides(a, b, (truth(expr) != Some(true)).then_some(false), readings),
        ExprKind::Or(a, b) => sides(a, b, (truth(expr) == Some(true)).then_some(true), readings),
        ExprKind::Let(id) => condition(&model.lets[*id].expr, at, readings),
        ExprKind::Not(inner) if is_joined(inner, model) => condition(inner, at, readings),
        _ => readings.push(reading(expr, at)),
    }
}

/// A part that is looked at as one, with the values of the names in it.
pub fn reading(expr: &Expr, at: &Moment<'_>) -> Reading {
    let mut values = IndexMap::new();
    names(expr, at, &mut values);
    Reading { text: at.story.model.print(expr), holds: eval(expr, at.story.model, at).truth(), values }
}

/// Whether a condition is made of several by `and` and `or`.
fn is_joined(expr: &Expr, model: &Model) -> bool {
    match &expr.kind {
        ExprKind::And(..) | ExprKind::Or(..) => true,
        ExprKind::Let(id) => is_joined(&model.lets[*id].expr, model),
        _ => false,
    }
}

fn names(expr: &Expr, at: &Moment<'_>, values: &mut IndexMap<String, serde_json::Value>) {
    let model = at.story.model;
    if is_name(&expr.kind) {
        values.insert(model.print(expr), json(&eval(expr, model, at)));
    }
    expr.children().into_iter().for_each(|child| names(child, at, values));
}

/// Whether it stands for something that differs from moment to moment.
pub fn is_name(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Attribute(_)
            | ExprKind::Let(_)
            | ExprKind::Score(_)
            | ExprKind::Band(_)
            | ExprKind::Member { .. }
            | ExprKind::StageAge
            | ExprKind::StageVisits
            | ExprKind::StageEnteredAt
            | ExprKind::Now
            | ExprKind::Subject
            | ExprKind::Fold(_)
    )
}

/// The parts of a trigger's condition that turned at the instant of `after`, which is one microsecond after `before`.
pub fn turned(trigger: &Trigger, before: &Moment<'_>, after: &Moment<'_>, polled: bool) -> Vec<Turned> {
    let model = after.story.model;
    let mut all = Vec::new();
    let is_due = |since: Option<Micros>, time: Micros| since.is_some_and(|since| since.saturating_add(time) == after.now);
    let entered = after.entry().map(|(_, entered)| entered);
    if let Some(time) = trigger.after.filter(|time| is_due(entered, *time)) {
        all.push(Turned { by: By::Age, text: format!("after {}", duration::format(time)) });
    }
    if let Some(time) = trigger.idle.filter(|time| is_due(after.active().max(entered), *time)) {
        all.push(Turned { by: By::Idle, text: format!("idle {}", duration::format(time)) });
    }
    let mut readings = Vec::new();
    if let Some(when) = &trigger.when {
        parts(when, model, &mut readings);
    }
    for part in readings {
        let truth = |at: &Moment<'_>| eval(part, model, at).truth();
        if truth(before) != truth(after) {
            let by = if polled { By::Midnight } else { by(part, after) };
            all.push(Turned { by, text: model.print(part) });
        }
    }
    if all.is_empty() && polled {
        all.push(Turned { by: By::Midnight, text: trigger.when.as_ref().map_or_else(String::new, |when| model.print(when)) });
    }
    all
}

/// The parts of a condition that `and`, `or` and `not` join.
pub fn parts<'a>(expr: &'a Expr, model: &'a Model, all: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::And(a, b) | ExprKind::Or(a, b) => [a, b].into_iter().for_each(|side| parts(side, model, all)),
        ExprKind::Not(inner) => parts(inner, model, all),
        ExprKind::Let(id) => parts(&model.lets[*id].expr, model, all),
        _ => all.push(expr),
    }
}

/// What turns a part while nothing happens, of several that could the first that did.
fn by(expr: &Expr, at: &Moment<'_>) -> By {
    let mut seen = Seen::default();
    seen.look(expr, at);
    let likeliest = [By::Window, By::Expiry, By::Decay, By::Age].into_iter().find(|by| seen.0.contains(by));
    likeliest.unwrap_or(By::Clock)
}

/// What in an expression can have turned it at the instant.
#[derive(Default)]
struct Seen(Vec<By>);

impl Seen {
    fn look(&mut self, expr: &Expr, at: &Moment<'_>) {
        let model = at.story.model;
        match &expr.kind {
            ExprKind::Attribute(id) => self.look(&model.attributes[*id].expr, at),
            ExprKind::Let(id) => self.look(&model.lets[*id].expr, at),
            ExprKind::Fold(id) => {
                let goes = |last: Micros| at.elements().iter().any(|element| element.time.saturating_add(last) == at.now);
                self.0.extend(model.folds[*id].last.is_some_and(goes).then_some(By::Window));
            }
            ExprKind::StageAge => self.0.push(By::Age),
            ExprKind::Score(id) | ExprKind::Band(id) => self.score(*id, at),
            _ => {}
        }
        expr.children().into_iter().for_each(|child| self.look(child, at));
    }

    fn score(&mut self, id: ScoreId, at: &Moment<'_>) {
        let model = at.story.model;
        match model.scores[id].decay {
            Decay::HalfLife(_) => self.0.push(By::Decay),
            Decay::Expire(after) => {
                let expires = at.story.grants.iter().any(|grant| {
                    model.rules[grant.rule].score == id && grant.element < at.known && grant.time.saturating_add(after) == at.now
                });
                self.0.extend(expires.then_some(By::Expiry));
            }
            Decay::None => {}
        }
        for rule in model.scores[id].rules.iter().map(|rule| &model.rules[*rule]).filter(|rule| rule.on.is_empty()) {
            rule.when.iter().for_each(|when| self.look(when, at));
            self.look(&rule.points, at);
        }
    }
}

/// Scores at a moment, by their names.
pub fn scores(at: &Moment<'_>) -> IndexMap<String, f64> {
    at.story.model.scores.enumerate().map(|(id, score)| (score.name.clone(), at.score(id))).collect()
}
