//! Until when the value of an expression stays as it is, or glides by one law, while nothing happens (L6).
//!
//! Every part of the tree names the instants at which it may step. Between those, a comparison turns at most where its
//! two sides meet, and that microsecond is found by halving the interval and evaluating the comparison itself.

use super::scoring::unclamped;
use super::story::Moment;
use crate::eval::{Scope, compare, eval};
use crate::functions::Function;
use crate::ids::*;
use crate::model::expr::Arithmetic;
use crate::model::{Decay, Expr, ExprKind};
use crate::time::calendar::Calendar;
use crate::time::{DAY, HOUR, Micros};
use crate::value::{Decimal, Value};
use std::cmp::Ordering;

/// The first instant after `at` and before `end` at which the expression may step; `end` where there is none.
pub fn next(expr: &Expr, at: &Moment<'_>, end: Micros) -> Micros {
    let model = at.story.model;
    let end = expr.children().into_iter().fold(end, |end, child| next(child, at, end));
    match &expr.kind {
        ExprKind::Attribute(id) => next(&model.attributes[*id].expr, &Moment { at_hand: None, ..*at }, end),
        ExprKind::Let(id) => next(&model.lets[*id].expr, at, end),
        ExprKind::Score(id) => score(*id, at, end),
        ExprKind::Band(id) => band(*id, at, end),
        ExprKind::Fold(id) => match model.folds[*id].last {
            // they leave in the order in which they came
            Some(last) => {
                let inside = at.elements().partition_point(|element| element.time.saturating_add(last) <= at.now);
                at.elements()[inside..].iter().take(1).fold(end, |end, element| soonest(end, at.now, element.time.saturating_add(last)))
            }
            None => end,
        },
        ExprKind::Compare(_, a, b) => meeting(a, b, at, end),
        ExprKind::In { value, items, .. } => items.iter().fold(end, |end, item| meeting(value, item, at, end)),
        // a quotient jumps where its divisor changes sign
        ExprKind::Arithmetic(Arithmetic::Divide, _, divisor) => turn(at, end, |at| sign(divisor, at)),
        ExprKind::Call(function, arguments) => call(*function, arguments, at, end),
        ExprKind::Literal(_)
        | ExprKind::Member { .. }
        | ExprKind::StageAge
        | ExprKind::StageVisits
        | ExprKind::StageEnteredAt
        | ExprKind::Now
        | ExprKind::Subject
        | ExprKind::Row(_)
        | ExprKind::Measure(_)
        | ExprKind::Not(_)
        | ExprKind::Negate(_)
        | ExprKind::And(..)
        | ExprKind::Or(..)
        | ExprKind::InSet { .. }
        | ExprKind::Is { .. }
        | ExprKind::TextTest(..)
        | ExprKind::Matches(..)
        | ExprKind::Else(..)
        | ExprKind::Arithmetic(..)
        | ExprKind::Join(..)
        | ExprKind::If(..)
        | ExprKind::Convert(_) => end,
    }
}

/// The first midnight of the calendar after an instant and before `end`; `end` where there is none.
pub fn next_midnight(calendar: &Calendar, now: Micros, end: Micros) -> Micros {
    calendar.next_midnight(now).map_or(end, |midnight| soonest(end, now, midnight))
}

/// The earlier of `end` and `instant`, if that is still to come.
pub fn soonest(end: Micros, now: Micros, instant: Micros) -> Micros {
    if instant > now { end.min(instant) } else { end }
}

/// The first instant at which something differs from what it is now, given that it turns once at most before `end`,
/// or back and forth between neighbours in order: less, equal, greater.
fn turn<T: PartialEq>(at: &Moment<'_>, end: Micros, of: impl Fn(&Moment<'_>) -> T) -> Micros {
    let same = |instant: Micros| of(&at.at(instant)) == of(at);
    if end - at.now < 2 || same(end - 1) {
        return end;
    }
    let (mut before, mut after) = (at.now, end - 1);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if same(middle) { before = middle } else { after = middle }
    }
    after
}

/// Where two values meet or part.
fn meeting(a: &Expr, b: &Expr, at: &Moment<'_>, end: Micros) -> Micros {
    turn(at, end, |at| compare(&eval(a, at.story.model, at), &eval(b, at.story.model, at)))
}

/// On which side of nothing a value lies.
fn sign(expr: &Expr, at: &Moment<'_>) -> Option<Ordering> {
    let value = eval(expr, at.story.model, at);
    let nothing = match value {
        Value::Integer(_) => Value::Integer(0),
        Value::Number(_) => Value::Number(0.0),
        Value::Decimal(_) => Value::Decimal(Decimal::default()),
        Value::Duration(_) => Value::Duration(0),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Set(_) => return None,
    };
    compare(&value, &nothing)
}

/// A score steps where a contribution expires, where a profile rule does, and where it leaves or reaches an end of its range.
pub fn score(id: ScoreId, at: &Moment<'_>, end: Micros) -> Micros {
    let model = at.story.model;
    let score = &model.scores[id];
    let mut end = end;
    if let Decay::Expire(after) = score.decay {
        let alive = at.story.grants.partition_point(|grant| grant.time.saturating_add(after) <= at.now);
        // they expire in the order in which they were given
        let grants = at.story.grants[alive..].iter().filter(|grant| model.rules[grant.rule].score == id).take(1);
        end = grants.fold(end, |end, grant| soonest(end, at.now, grant.time.saturating_add(after)));
    }
    for rule in score.rules.iter().map(|rule| &model.rules[*rule]).filter(|rule| rule.on.is_empty()) {
        end = rule.when.iter().fold(end, |end, when| next(when, at, end));
        end = next(&rule.points, at, end);
    }
    for bound in [score.low, score.high].into_iter().flatten() {
        end = turn(at, end, |at| unclamped(at, id).partial_cmp(&bound));
    }
    end
}

/// A band is left where the score reaches one of its ends.
fn band(id: ScoreId, at: &Moment<'_>, end: Micros) -> Micros {
    let bounds = at.story.model.scores[id].bands.iter().flat_map(|band| [band.from, band.to]).flatten();
    bounds.fold(score(id, at, end), |end, bound| turn(at, end, |at| at.score(id).partial_cmp(&bound)))
}

fn call(function: Function, arguments: &[Expr], at: &Moment<'_>, end: Micros) -> Micros {
    let calendar = &at.story.model.calendar;
    let cell = |argument: &Expr, at: &Moment<'_>, size: Micros| match eval(argument, at.story.model, at) {
        Value::Timestamp(instant) => Some(local(calendar, instant, size)),
        _ => None,
    };
    let steps = |size: Micros| arguments.iter().fold(end, |end, argument| turn(at, end, |at| cell(argument, at, size)));
    match function {
        Function::Hour => steps(HOUR),
        Function::Date | Function::Weekday | Function::DaysBetween => steps(DAY),
        Function::Abs => arguments.iter().fold(end, |end, argument| turn(at, end, |at| sign(argument, at))),
        Function::Least | Function::Greatest => {
            let pairs = arguments.iter().enumerate().flat_map(|(first, a)| arguments[first + 1..].iter().map(move |b| (a, b)));
            pairs.fold(end, |end, (a, b)| meeting(a, b, at, end))
        }
        Function::Lower
        | Function::Upper
        | Function::Trim
        | Function::Length
        | Function::SplitPart
        | Function::Domain
        | Function::Floor
        | Function::Ceil
        | Function::Round
        | Function::BusinessTime
        | Function::ToNumber
        | Function::ToDecimal => end,
    }
}

/// Which local hour or day an instant lies in, and by which offset: never the same again once it is over.
fn local(calendar: &Calendar, instant: Micros, size: Micros) -> (Micros, Micros) {
    (calendar.zone.offset(instant), calendar.zone.to_local(instant).div_euclid(size))
}
