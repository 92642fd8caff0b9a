//! Compares what a scenario expects with what came of it.

use super::play::{self, Played, Player};
use super::{Act, Clocks, Enter, Expect, Look, Sight, Test, Wanted, WantedClocks, state_word};
use crate::eval;
use crate::ids::*;
use crate::model::Model;
use crate::replay::outcome::{Action, Clock, ClockState, Visit};
use crate::span::Span;
use crate::time::{Micros, duration, instant};
use crate::value::{Value, compare};

/// An expectation that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The bytes that expect it.
    pub span: Span,
    /// What was expected and what came, in one line.
    pub message: String,
}

/// What is not met of a scenario that was played.
pub fn judge(player: &Player<'_>, test: &Test, played: &Played) -> Vec<Miss> {
    let mut misses = Vec::new();
    for expect in &test.expect {
        let judge = Judge { model: player.model, test, expect, played, subject: played.subject(expect) };
        judge.all(&mut misses);
    }
    metrics(player.model, test, played, &mut misses);
    misses
}

/// Whether everything is met; says so sooner than [`judge`].
pub fn passes(player: &Player<'_>, test: &Test) -> bool {
    judge(player, test, &player.play(test)).is_empty()
}

/// An instant of a test, as far as it can by its distance from the start: `+3h`.
pub fn when(test: &Test, at: Micros) -> String {
    match at.checked_sub(test.start) {
        Some(0) => instant::format(at),
        Some(after) if after > 0 => format!("+{}", duration::format(after)),
        _ => instant::format(at),
    }
}

/// One subject of a scenario.
struct Judge<'a> {
    model: &'a Model,
    test: &'a Test,
    expect: &'a Expect,
    played: &'a Played,
    subject: Option<usize>,
}

impl Judge<'_> {
    fn all(&self, misses: &mut Vec<Miss>) {
        let visits = self.played.visits(self.subject);
        self.path(&visits, misses);
        for look in &self.expect.looks {
            look.sights.iter().for_each(|sight| self.sight(look, sight, &visits, misses));
        }
        for enter in &self.expect.enters {
            self.enter(enter, &visits, misses);
        }
        for (stage, span) in &self.expect.never {
            if let Some(visit) = visits.iter().find(|visit| visit.stage == *stage) {
                let because = self.because(visit.trigger);
                let message = format!("expected never `{}`, entered it at {}{because}", self.stage(*stage), self.when(visit.entered_at));
                misses.push(Miss { span: *span, message });
            }
        }
        if let Some((acts, span)) = &self.expect.actions {
            self.actions(acts, *span, misses);
        }
        self.expect.clocks.iter().for_each(|clocks| self.clocks(clocks, misses));
    }

    fn path(&self, visits: &[Visit<'_>], misses: &mut Vec<Miss>) {
        let Some((path, whole)) = &self.expect.path else { return };
        let parts = path.iter().zip(visits).position(|((stage, _), visit)| *stage != visit.stage);
        let (at, span, message) = match parts {
            Some(at) => {
                let visit = &visits[at];
                let came =
                    format!("entered `{}` at {}{}", self.stage(visit.stage), self.when(visit.entered_at), self.because(visit.trigger));
                (at, path[at].1, format!("expected `{}` next, {came}", self.stage(path[at].0)))
            }
            None if path.len() > visits.len() => {
                let (stage, span) = path[visits.len()];
                let where_it_is =
                    visits.last().map_or_else(|| "entered no stage".to_owned(), |visit| format!("stayed in `{}`", self.stage(visit.stage)));
                (visits.len(), span, format!("expected `{}` next, {where_it_is}", self.stage(stage)))
            }
            None => match visits.get(path.len()) {
                None => return,
                Some(visit) => {
                    let came =
                        format!("entered `{}` at {}{}", self.stage(visit.stage), self.when(visit.entered_at), self.because(visit.trigger));
                    (path.len(), path.last().map_or(*whole, |(_, span)| *span), format!("expected nothing more, {came}"))
                }
            },
        };
        let place = if at == 0 { String::new() } else { format!("step {} of the path: ", at + 1) };
        misses.push(Miss { span, message: format!("{place}{message}") });
    }

    fn sight(&self, look: &Look, sight: &Sight, visits: &[Visit<'_>], misses: &mut Vec<Miss>) {
        let at = self.when(look.at);
        let seen = || self.played.look(look.at, self.expect);
        let mut say = |span: Span, name: &str, wanted: String, came: String| {
            misses.push(Miss { span, message: format!("expected {name} {wanted} at {at}, was {came}") });
        };
        match sight {
            Sight::Stage(wanted) => {
                let stage = visits.iter().rev().find(|visit| visit.entered_at <= look.at).map(|visit| visit.stage);
                if stage != wanted.what {
                    let word =
                        |stage: Option<StageId>| stage.map_or_else(|| "no stage".to_owned(), |stage| format!("`{}`", self.stage(stage)));
                    say(wanted.span, "`stage`", word(wanted.what), word(stage));
                }
            }
            Sight::Score(id, wanted) => {
                let came = seen().map_or(Value::Missing, |(outcome, at)| Value::Number(outcome.subjects.get(at).scores[id.index()]));
                if !met(wanted, &came) {
                    say(wanted.span, &format!("`score.{}`", self.model.scores[*id].name), said(wanted), rounded(&came));
                }
            }
            Sight::Band(id, wanted) => {
                let score = &self.model.scores[*id];
                let came = seen().map_or(Value::Missing, |(outcome, at)| eval::band(score, outcome.subjects.get(at).scores[id.index()]));
                if !met(wanted, &came) {
                    say(wanted.span, &format!("`score.{}.band`", score.name), said(wanted), rounded(&came));
                }
            }
            Sight::Attribute(id, wanted) => {
                let came = seen().map_or(Value::Missing, |(outcome, at)| outcome.subjects.get(at).attributes[id.index()].clone());
                if !met(wanted, &came) {
                    say(wanted.span, &format!("`{}`", self.model.attributes[*id].name), said(wanted), rounded(&came));
                }
            }
            Sight::Sla(id, wanted) => {
                let of = |(outcome, at): (&crate::replay::outcome::Outcome, usize)| {
                    outcome.clocks.iter().rev().find(|clock| clock.sla == *id && clock.subject as usize == at).map(|clock| clock.state)
                };
                let came = seen().and_then(of);
                if came != wanted.what {
                    let word = |state: Option<ClockState>| state.map_or("no clock", state_word).to_owned();
                    say(wanted.span, &format!("`sla.{}`", self.model.slas[*id].name), word(wanted.what), word(came));
                }
            }
        }
    }

    fn enter(&self, enter: &Enter, visits: &[Visit<'_>], misses: &mut Vec<Miss>) {
        let name = self.stage(enter.stage);
        let ordinal = if enter.visit == 1 { String::new() } else { format!(" for the {} time", nth(enter.visit)) };
        let Some(visit) = visits.iter().find(|visit| visit.stage == enter.stage && visit.number == enter.visit) else {
            let wanted = enter.at.map_or_else(String::new, |(at, _)| format!(" at {}", self.when(at)));
            misses.push(Miss { span: enter.span, message: format!("expected to enter `{name}`{ordinal}{wanted}, did not") });
            return;
        };
        if let Some((at, span)) = enter.at
            && at != visit.entered_at
        {
            let came = self.when(visit.entered_at);
            misses.push(Miss { span, message: format!("expected to enter `{name}`{ordinal} at {}, did at {came}", self.when(at)) });
        }
        if let Some((trigger, span)) = enter.because
            && Some(trigger) != visit.trigger
        {
            let came = visit.trigger.map_or_else(|| "without a trigger".to_owned(), |id| format!("because of `{}`", self.trigger(id)));
            let message = format!("expected to enter `{name}`{ordinal} because of `{}`, did {came}", self.trigger(trigger));
            misses.push(Miss { span, message });
        }
    }

    fn actions(&self, acts: &[Act], whole: Span, misses: &mut Vec<Miss>) {
        let came: Vec<&Action> =
            self.played.outcome.actions.iter().filter(|action| Some(action.subject as usize) == self.subject).collect();
        let meant = |action: &Action| self.model.triggers[action.trigger].actions.get(action.action as usize);
        let kind = |action: &Action| meant(action).map_or("?", |meant| meant.kind.as_str());
        if acts.len() != came.len() || acts.iter().zip(&came).any(|(act, action)| act.kind != kind(action)) {
            let list = |kinds: Vec<&str>| if kinds.is_empty() { "none".to_owned() } else { format!("`{}`", kinds.join("`, `")) };
            let wanted = list(acts.iter().map(|act| act.kind.as_str()).collect());
            let message = format!("expected as actions {wanted}, came {}", list(came.iter().map(|action| kind(action)).collect()));
            misses.push(Miss { span: whole, message });
            return;
        }
        for (act, action) in acts.iter().zip(&came) {
            let kind = &act.kind;
            if let Some((at, span)) = act.at
                && at != action.at
            {
                let message = format!("expected `{kind}` at {}, came at {}", self.when(at), self.when(action.at));
                misses.push(Miss { span, message });
            }
            if let Some((trigger, span)) = act.because
                && trigger != action.trigger
            {
                let message =
                    format!("expected `{kind}` because of `{}`, came because of `{}`", self.trigger(trigger), self.trigger(action.trigger));
                misses.push(Miss { span, message });
            }
            for (name, wanted, span) in &act.properties {
                let place = meant(action).and_then(|meant| meant.properties.iter().position(|(other, _)| other == name));
                let text = place.and_then(|at| action.properties.get(at));
                if text != Some(wanted) {
                    let came = text.map_or_else(|| "none".to_owned(), |text| format!("`{text}`"));
                    misses.push(Miss { span: *span, message: format!("expected `{name}` of `{kind}` to be `{wanted}`, was {came}") });
                }
            }
        }
    }

    fn clocks(&self, wanted: &Clocks, misses: &mut Vec<Miss>) {
        let own = |clock: &&Clock| Some(clock.subject as usize) == self.subject && clock.sla == wanted.sla;
        let came: Vec<&Clock> = self.played.outcome.clocks.iter().filter(own).collect();
        let name = &self.model.slas[wanted.sla].name;
        let mut say = |message: String| misses.push(Miss { span: wanted.span, message });
        match &wanted.wanted {
            WantedClocks::All(states) => {
                if !came.iter().map(|clock| &clock.state).eq(states) {
                    let list = |states: Vec<ClockState>| match states.is_empty() {
                        true => "no clock".to_owned(),
                        false => states.into_iter().map(state_word).collect::<Vec<_>>().join(", "),
                    };
                    let was = list(came.iter().map(|clock| clock.state).collect());
                    let due =
                        came.last().and_then(|clock| clock.deadline).map_or_else(String::new, |at| format!(" (due {})", self.when(at)));
                    say(format!("expected `{name}` {}, was {was}{due}", list(states.clone())));
                }
            }
            WantedClocks::One { number, state, deadline, stopped } => {
                let Some(clock) = came.get(*number as usize - 1) else {
                    let there = match came.len() {
                        0 => "there is none".to_owned(),
                        1 => "there is one".to_owned(),
                        count => format!("there are {count}"),
                    };
                    return say(format!("expected a {} clock of `{name}`, {there}", nth(*number)));
                };
                if let Some(state) = state.filter(|state| *state != clock.state) {
                    say(format!("expected `{name}` {}, was {}", state_word(state), state_word(clock.state)));
                }
                let moment = |at: Option<Micros>| at.map_or_else(|| "never".to_owned(), |at| self.when(at));
                if deadline.is_some() && *deadline != clock.deadline {
                    say(format!("expected `{name}` to be due {}, was due {}", moment(*deadline), moment(clock.deadline)));
                }
                if stopped.is_some() && *stopped != clock.stopped_at {
                    say(format!("expected `{name}` to stop {}, stopped {}", moment(*stopped), moment(clock.stopped_at)));
                }
            }
        }
    }

    fn stage(&self, id: StageId) -> &str {
        &self.model.stages[id].name
    }

    fn trigger(&self, id: TriggerId) -> &str {
        &self.model.triggers[id].name
    }

    fn because(&self, trigger: Option<TriggerId>) -> String {
        trigger.map_or_else(String::new, |id| format!(" because of `{}`", self.trigger(id)))
    }

    fn when(&self, at: Micros) -> String {
        when(self.test, at)
    }
}

fn metrics(model: &Model, test: &Test, played: &Played, misses: &mut Vec<Miss>) {
    for (id, wanted) in &test.metrics {
        let name = &model.metrics[*id].name;
        if let Some(why) = &played.no_period {
            misses.push(Miss { span: wanted.span, message: format!("`{name}` has no period: {why}") });
            continue;
        }
        let came = play::metric(played, *id).map_or(Value::Missing, Value::Number);
        if !met(wanted, &came) {
            misses.push(Miss { span: wanted.span, message: format!("expected metric `{name}` {}, was {}", said(wanted), rounded(&came)) });
        }
    }
}

/// Whether a value is what is wanted. Doubles count as equal to nine digits: nobody writes more of a decayed score.
fn met(wanted: &Wanted<Value>, came: &Value) -> bool {
    if wanted.what.is_missing() || came.is_missing() {
        return wanted.what.is_missing() && came.is_missing();
    }
    match (number(&wanted.what), number(came)) {
        (Some(wanted_number), Some(number)) if wanted.within > 0.0 => (wanted_number - number).abs() <= wanted.within,
        (Some(wanted_number), Some(number)) if matches!(came, Value::Number(_)) => {
            (wanted_number - number).abs() <= 1e-9 * wanted_number.abs().max(1.0)
        }
        _ => compare(&wanted.what, came).is_some_and(std::cmp::Ordering::is_eq),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        Value::Decimal(number) => Some(number.to_f64()),
        Value::Duration(micros) => Some(*micros as f64 / 1e6),
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Timestamp(_) | Value::Date(_) | Value::Set(_) => None,
    }
}

fn said(wanted: &Wanted<Value>) -> String {
    let what = rounded(&wanted.what);
    if wanted.within > 0.0 { format!("{what} ± {}", rounded(&Value::Number(wanted.within))) } else { what }
}

/// A value as a reader wants it: numbers to four digits after the point, texts in backticks.
pub fn rounded(value: &Value) -> String {
    match value {
        Value::Number(number) if number.abs() < 1e12 => crate::value::number_text((number * 1e4).round() / 1e4),
        Value::Text(text) => format!("`{text}`"),
        other => other.to_string(),
    }
}

/// `1st`, `2nd`, `3rd`, `11th`.
fn nth(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
