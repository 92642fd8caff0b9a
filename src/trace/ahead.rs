//! What almost happened, and what will: near misses and timers.

use super::decide;
use super::shape::{Fades, NearMiss, OneMore, Timer};
use super::story::at_hand;
use super::{json, spot};
use crate::diagnostics::Sources;
use crate::eval::{Scope, compare, eval, holds};
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::model::{Decay, Expr, ExprKind, Limit, Per, StreamSource, Trigger};
use crate::reference::{Moment, Told, changes, scoring};
use crate::report::Instant;
use crate::time::{DAY, Micros};
use crate::value::{Type, Value};

/// Nobody waits longer than this for a timer.
const HORIZON: Micros = 3_653 * DAY;
/// A comparison that is short by no more than this share of its constant is a near miss.
const NEAR: f64 = 0.2;
/// So many rules are named that would have made up for it.
const RULES: usize = 3;

/// The condition triggers that time alone will fire, the soonest first.
pub fn timers(told: &Told<'_>, as_of: Micros, sources: &Sources) -> Vec<Timer> {
    let (walk, model) = (&told.walk, told.walk.story.model);
    let mut timers: Vec<Timer> = Vec::new();
    if walk.story.elements.is_empty() {
        return timers;
    }
    for id in walk.conditions() {
        let Some(at) = walk.due(id, as_of, as_of.saturating_add(HORIZON)) else { continue };
        let trigger = &model.triggers[id];
        timers.push(Timer {
            trigger: trigger.name.clone(),
            spot: spot(sources, trigger.span),
            to: model.stages[trigger.to].name.clone(),
            at: Instant(at),
            turned: decide::turned(trigger, &walk.story.at(at - 1), &walk.story.at(at), walk.is_polled(id)),
        });
    }
    timers.sort_by_key(|timer| timer.at);
    timers
}

/// How close a comparison came.
struct Close<'a> {
    part: &'a Expr,
    /// The side that varies.
    side: &'a Expr,
    comparison: Comparison,
    value: Value,
    bound: Value,
    /// Short by so large a share of the bound.
    share: f64,
    at: Moment<'a>,
}

/// The triggers that came close in a visit and did not end it, in order of time.
pub fn near_misses(told: &Told<'_>, as_of: Micros, sources: &Sources) -> Vec<NearMiss> {
    let (walk, model) = (&told.walk, told.walk.story.model);
    let elements = &walk.story.elements;
    let is_entry = |at: &usize| matches!(elements[*at].source, StreamSource::Stage(_));
    let entries: Vec<usize> = (0..elements.len()).filter(is_entry).collect();
    let mut misses = Vec::new();
    for (place, visit) in walk.visits.iter().enumerate() {
        let Some(&start) = entries.get(place) else { continue };
        let end = entries.get(place + 1).copied().unwrap_or(elements.len());
        let ended_by = walk.visits.get(place + 1).and_then(|next| next.trigger);
        for (id, trigger) in model.triggers.enumerate() {
            if ended_by == Some(id) || !trigger.from.stages().contains(&visit.stage) {
                continue;
            }
            let moments = (start..end).filter_map(|element| moment(told, element, trigger));
            let Some(close) = moments.filter_map(|at| closest(told, trigger, at)).min_by(|a, b| a.share.total_cmp(&b.share)) else {
                continue;
            };
            let is_last = place + 1 == walk.visits.len();
            misses.push(NearMiss {
                trigger: trigger.name.clone(),
                spot: spot(sources, trigger.span),
                stage: model.stages[visit.stage].name.clone(),
                to: model.stages[trigger.to].name.clone(),
                at: Instant(close.at.now),
                text: model.print(close.part),
                name: model.print(close.side),
                value: json(&close.value),
                bound: json(&close.bound),
                one_more: one_more(&close),
                fades: is_last.then(|| fades(told, &close, as_of)).flatten(),
            });
        }
    }
    misses.sort_by_key(|miss| miss.at);
    misses
}

/// The moment at which a trigger looks at an element of a visit, if it does.
fn moment<'a>(told: &'a Told<'_>, element: usize, trigger: &Trigger) -> Option<Moment<'a>> {
    let story = &told.walk.story;
    match story.elements[element].source {
        StreamSource::Event(event) if trigger.on.contains(&event) => Some(at_hand(told, element)),
        StreamSource::Event(_) | StreamSource::Stage(_) if trigger.is_condition() => {
            Some(Moment { known: element + 1, at_hand: None, ..story.at(story.elements[element].time) })
        }
        StreamSource::Event(_) | StreamSource::Stage(_) => None,
    }
}

/// The one comparison that keeps a trigger from firing, where it is but little short.
fn closest<'a>(told: &'a Told<'_>, trigger: &'a Trigger, at: Moment<'a>) -> Option<Close<'a>> {
    let model = told.walk.story.model;
    let when = trigger.when.as_ref()?;
    let waits = Trigger { when: None, ..trigger.clone() };
    if !told.walk.holds(&waits, &at) {
        return None;
    }
    let mut all = Vec::new();
    joined(when, model, &mut all);
    let mut failing = all.into_iter().filter(|part| !holds(part, model, &at));
    let (part, None) = (failing.next()?, failing.next()) else { return None };
    compared(part, at).filter(|close| close.share <= NEAR)
}

/// How far a trigger is from firing at a moment: for each part of it that does not hold up to 1, the less the closer it came.
pub fn distance(told: &Told<'_>, trigger: &Trigger, at: &Moment<'_>) -> f64 {
    let mut all = Vec::new();
    trigger.when.iter().for_each(|when| joined(when, told.walk.story.model, &mut all));
    let failing = all.into_iter().filter(|part| !holds(part, told.walk.story.model, at));
    let parts = failing.map(|part| compared(part, *at).map_or(1.0, |close| close.share.min(1.0))).sum::<f64>();
    let entered = at.entry().map(|(_, entered)| entered);
    let waits = [(entered, trigger.after), (at.active().max(entered), trigger.idle)];
    let short = waits.into_iter().filter_map(|(since, wanted)| {
        let (wanted, passed) = (wanted? as f64, since.map_or(0.0, |since| at.now.saturating_sub(since) as f64));
        Some(((wanted - passed) / wanted).clamp(0.0, 1.0))
    });
    parts + short.sum::<f64>()
}

/// A comparison of a number that varies with one that does not, at a moment.
fn compared<'a>(part: &'a Expr, at: Moment<'a>) -> Option<Close<'a>> {
    let model = at.story.model;
    let ExprKind::Compare(comparison, left, right) = &part.kind else { return None };
    let (comparison, side, bound) = match (varies(left), varies(right)) {
        (true, false) => (*comparison, left, right),
        (false, true) => (comparison.mirrored(), right, left),
        (true, true) | (false, false) => return None,
    };
    if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
        return None;
    }
    let (value, bound) = (eval(side, model, &at), eval(bound, model, &at));
    let (number, limit) = (number(&value)?, number(&bound)?);
    let share = (limit - number).abs() / limit.abs();
    Some(Close { part, side, comparison, value, bound, share, at })
}

/// The parts that all have to hold.
fn joined<'a>(expr: &'a Expr, model: &'a crate::model::Model, all: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::And(a, b) => [a, b].into_iter().for_each(|side| joined(side, model, all)),
        ExprKind::Let(id) => joined(&model.lets[*id].expr, model, all),
        _ => all.push(expr),
    }
}

fn varies(expr: &Expr) -> bool {
    decide::is_name(&expr.kind) || expr.children().into_iter().any(varies)
}

#[allow(clippy::cast_precision_loss, reason = "it only serves to say how close two numbers are")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(whole) | Value::Duration(whole) => Some(*whole as f64),
        Value::Number(number) => Some(*number),
        Value::Decimal(decimal) => decimal.to_string().parse().ok(),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Set(_) => None,
    }
}

/// The rules any one of which would have made up for what a score was short of.
fn one_more(close: &Close<'_>) -> Vec<OneMore> {
    let at = &close.at;
    let model = at.story.model;
    let Some(id) = score_of(close.side) else { return Vec::new() };
    let score = &model.scores[id];
    let events = scoring::of_events(at, id, score);
    let held: Vec<(RuleId, f64)> = scoring::profile(at, id).collect();
    let profile: f64 = held.iter().map(|(_, points)| points).sum();
    let mut all = Vec::new();
    for &rule in &score.rules {
        let meant = &model.rules[rule];
        let ExprKind::Literal(Value::Number(points)) = meant.points.kind else { continue };
        let with = if meant.on.is_empty() { profile + points + events } else { profile + scoring::clamp(score, events + points) };
        let reaches = compare(&Value::Number(scoring::clamp(score, with)), &close.bound).is_some_and(|order| close.comparison.holds(order));
        if reaches && !held.iter().any(|(of, _)| *of == rule) && !is_used_up(at, rule) {
            let on = meant.on.iter().map(|event| model.events[*event].name.clone()).collect();
            all.push(OneMore { rule: meant.name.clone(), points, on });
        }
    }
    all.sort_by(|a, b| a.points.total_cmp(&b.points));
    all.truncate(RULES);
    all
}

/// Whether a rule's limit lets nothing more through, whatever comes.
fn is_used_up(at: &Moment<'_>, rule: RuleId) -> bool {
    let given = at.story.grants.iter().filter(|grant| grant.rule == rule && grant.element < at.known);
    let (times, used) = match &at.story.model.rules[rule].limit {
        Some(Limit { times, per: Per::Ever }) => (*times, given.count()),
        Some(Limit { times, per: Per::Window(last) }) => (*times, given.filter(|grant| grant.time > at.now.saturating_sub(*last)).count()),
        Some(Limit { per: Per::Value(_), .. }) | None => return false,
    };
    used >= times as usize
}

fn score_of(expr: &Expr) -> Option<ScoreId> {
    match &expr.kind {
        ExprKind::Score(id) => Some(*id),
        _ => None,
    }
}

/// When a score that is still close enough has decayed so far that it is no more.
fn fades(told: &Told<'_>, close: &Close<'_>, as_of: Micros) -> Option<Fades> {
    let story = &told.walk.story;
    let id = score_of(close.side)?;
    let rises = matches!(close.comparison, Comparison::Greater | Comparison::GreaterEqual);
    let Decay::HalfLife(_) = story.model.scores[id].decay else { return None };
    let below = number(&close.bound)? * (1.0 - NEAR);
    let now = story.at(as_of);
    if !rises || now.score(id) < below {
        return None;
    }
    let expr = |kind, ty| Box::new(Expr { kind, ty, span: close.side.span });
    let level = expr(ExprKind::Literal(Value::Number(below)), Type::Number);
    let score = expr(ExprKind::Score(id), Type::Number);
    let falls = Expr { kind: ExprKind::Compare(Comparison::Less, score, level), ty: Type::Boolean, span: close.side.span };
    let end = as_of.saturating_add(HORIZON);
    let mut at = now;
    while !holds(&falls, story.model, &at) {
        let next = changes::next(&falls, &at, end);
        if next >= end {
            return None;
        }
        at = at.at(next);
    }
    Some(Fades { below, at: Instant(at.now) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_kind_are_compared_as_numbers() {
        assert_eq!(number(&Value::Integer(3)), Some(3.0));
        assert_eq!(number(&Value::Number(0.5)), Some(0.5));
        assert_eq!(number(&Value::Duration(7)), Some(7.0));
        assert_eq!(number(&Value::text("x")), None);
    }
}
