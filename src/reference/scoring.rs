//! Points given and scores read (L5).

use super::story::{Grant, Moment, Story};
use crate::eval::{compare, eval, holds};
use crate::ids::*;
use crate::model::{Decay, Limit, Per, Rule, Score};
use crate::time::Micros;
use crate::value::{Value, decayed};

/// Runs the rules that look at the event just folded, in file order.
pub fn run(story: &mut Story<'_>, event: EventId, element: usize, now: Micros) {
    for (id, rule) in story.model.rules.enumerate() {
        if rule.on.contains(&event) {
            let granted = grant(&Moment { at_hand: Some(element), ..story.at(now) }, id, rule);
            story.grants.extend(granted);
        }
    }
}

/// What a rule gives for the event at hand.
fn grant(at: &Moment<'_>, id: RuleId, rule: &Rule) -> Option<Grant> {
    let model = at.story.model;
    if !rule.when.as_ref().is_none_or(|when| holds(when, model, at)) {
        return None;
    }
    let Value::Number(points) = eval(&rule.points, model, at) else { return None };
    let key = match &rule.limit {
        Some(Limit { per: Per::Value(of), .. }) => eval(of, model, at),
        Some(Limit { per: Per::Ever | Per::Window(_), .. }) | None => Value::Missing,
    };
    let given = at.story.grants.iter().filter(|grant| grant.rule == id);
    let granted = |key| Grant { rule: id, element: at.at_hand.unwrap_or_default(), time: at.now, points, key };
    let used = match &rule.limit {
        None => return Some(granted(key)),
        Some(Limit { per: Per::Ever, .. }) => given.count(),
        Some(Limit { per: Per::Window(last), .. }) => {
            let after = at.now.saturating_sub(*last);
            given.rev().take_while(|grant| grant.time > after).count()
        }
        Some(Limit { per: Per::Value(_), .. }) => given.filter(|grant| same(&grant.key, &key)).count(),
    };
    let times = rule.limit.as_ref().map_or(usize::MAX, |limit| limit.times as usize);
    (used < times).then(|| granted(key))
}

/// Whether a limit counts two values as one; missing is a value of its own.
fn same(a: &Value, b: &Value) -> bool {
    compare(a, b).map_or(a.is_missing() && b.is_missing(), std::cmp::Ordering::is_eq)
}

/// A score as it is read: points of events and of the profile, clamped to the range.
pub fn read(at: &Moment<'_>, id: ScoreId) -> f64 {
    clamp(&at.story.model.scores[id], unclamped(at, id))
}

/// The same before it is clamped.
pub fn unclamped(at: &Moment<'_>, id: ScoreId) -> f64 {
    let model = at.story.model;
    let score = &model.scores[id];
    profile(at, id).fold(of_events(at, id, score), |total, (_, points)| total + points)
}

/// The profile rules that hold, with what they are worth.
pub fn profile<'m>(at: &'m Moment<'m>, id: ScoreId) -> impl Iterator<Item = (RuleId, f64)> + 'm {
    let model = at.story.model;
    let rules = model.scores[id].rules.iter().map(|&rule| (rule, &model.rules[rule])).filter(|(_, rule)| rule.on.is_empty());
    rules
        .filter(|(_, rule)| rule.when.as_ref().is_none_or(|when| holds(when, model, at)))
        .filter_map(|(id, rule)| if let Value::Number(points) = eval(&rule.points, model, at) { Some((id, points)) } else { None })
}

/// The points of the rules with `on`.
pub fn of_events(at: &Moment<'_>, id: ScoreId, score: &Score) -> f64 {
    let model = at.story.model;
    let grants = &at.story.grants[..at.story.grants.partition_point(|grant| grant.element < at.known)];
    let own = |grant: &&Grant| model.rules[grant.rule].score == id;
    let half_life = match score.decay {
        Decay::Expire(after) => {
            let alive = grants.partition_point(|grant| at.now >= grant.time.saturating_add(after));
            return grants[alive..].iter().filter(own).map(|grant| grant.points).fold(0.0, |a, b| a + b);
        }
        Decay::HalfLife(half_life) => Some(half_life),
        Decay::None => None,
    };
    let worth = |total: f64, elapsed: Micros| half_life.map_or(total, |half_life| decayed(total, elapsed, half_life));
    // from where it was asked last, if that was not later
    let mut memo = at.story.memo.scores.borrow_mut();
    let known = memo.entry(id).or_default();
    let (seen, (total, since)) = known.before(grants.len()).unwrap_or((0, (0.0, at.now)));
    let (total, since) = grants[seen..].iter().filter(own).fold((total, since), |(total, since), grant| {
        (clamp(score, worth(total, grant.time.saturating_sub(since)) + grant.points), grant.time)
    });
    known.keep(grants.len(), (total, since));
    worth(total, at.now.saturating_sub(since))
}

/// Within the range, both ends included, and finite.
pub fn clamp(score: &Score, value: f64) -> f64 {
    value.max(score.low.unwrap_or(f64::MIN)).min(score.high.unwrap_or(f64::MAX))
}
