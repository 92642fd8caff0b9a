//! A score from nothing to what it is, in lines that add up.

use super::shape::{Ledger, Line, LineKind, Points};
use super::story::{at_hand, number};
use crate::eval::{Scope, band, eval, holds};
use crate::ids::*;
use crate::model::{Decay, StreamSource};
use crate::reference::{Grant, Moment, Told, changes, scoring};
use crate::report::Instant;
use crate::time::Micros;
use crate::value::Value;

/// No gap between two events is cut into more pieces than this.
const PIECES: usize = 10_000;

/// The ledger of a score until `as_of`.
pub fn of(told: &Told<'_>, id: ScoreId, as_of: Micros) -> Ledger {
    let story = &told.walk.story;
    let mut writer = Writer { told, id, lines: Vec::new(), events: 0.0, profile: Vec::new(), cut: 0.0, total: 0.0, seen: Micros::MIN };
    for (place, element) in story.elements.iter().enumerate() {
        let before = Moment { known: place, ..story.at(element.time) };
        writer.pass(&before);
        writer.write(&Moment { known: place + 1, ..before }, Some(place));
    }
    let end = story.at(as_of);
    writer.pass(&end);
    writer.settle(&end);
    let value = end.score(id);
    let name = match band(&story.model.scores[id], value) {
        Value::Text(name) => Some(name.to_string()),
        _ => None,
    };
    Ledger { score: story.model.scores[id].name.clone(), value, band: name, lines: writer.lines }
}

/// What the rules with `on` gave for an element, limits heeded.
pub fn points(told: &Told<'_>, element: usize, after: &Moment<'_>) -> Vec<Points> {
    let model = told.walk.story.model;
    let row = |rule: RuleId, points: f64, over_limit: bool| {
        let score = model.rules[rule].score;
        Points {
            score: model.scores[score].name.clone(),
            rule: model.rules[rule].name.clone(),
            points,
            over_limit,
            total: after.score(score),
        }
    };
    let given = told.walk.story.grants_of(element).iter().map(|grant| (grant.rule, grant.points, false));
    let refused = refused(told, element).into_iter().map(|(rule, points)| (rule, points, true));
    let mut all: Vec<(RuleId, f64, bool)> = given.chain(refused).collect();
    all.sort_by_key(|(rule, ..)| *rule);
    all.into_iter().map(|(rule, points, over)| row(rule, points, over)).collect()
}

/// The rules that held for an element and gave nothing, since their limits were used up, and what they would have given.
fn refused(told: &Told<'_>, element: usize) -> Vec<(RuleId, f64)> {
    let story = &told.walk.story;
    let StreamSource::Event(event) = story.elements[element].source else { return Vec::new() };
    let at = at_hand(told, element);
    let gave = |rule: RuleId| story.grants_of(element).iter().any(|grant| grant.rule == rule);
    let rules = story.model.rules.enumerate().filter(|(id, rule)| rule.on.contains(&event) && !gave(*id));
    rules
        .filter(|(_, rule)| rule.when.as_ref().is_none_or(|when| holds(when, story.model, &at)))
        .filter_map(|(id, rule)| if let Value::Number(points) = eval(&rule.points, story.model, &at) { Some((id, points)) } else { None })
        .collect()
}

struct Writer<'a> {
    told: &'a Told<'a>,
    id: ScoreId,
    lines: Vec<Line>,
    /// What the points of events were worth at the last line.
    events: f64,
    /// What the profile rules were worth.
    profile: Vec<(RuleId, f64)>,
    /// What the range took off the sum of both.
    cut: f64,
    /// The score as it was read at the last line.
    total: f64,
    /// Until when everything is written.
    seen: Micros,
}

impl Writer<'_> {
    /// Writes what happens up to a moment while nothing comes.
    fn pass(&mut self, end: &Moment<'_>) {
        if end.known == 0 || self.seen >= end.now {
            return self.seen = self.seen.max(end.now);
        }
        let mut at = end.at(self.seen);
        for _ in 0..PIECES {
            let next = changes::score(self.id, &at, end.now);
            if next >= end.now {
                break;
            }
            at = end.at(next);
            self.write(&at, None);
        }
        self.write(end, None);
        self.seen = end.now;
    }

    /// Writes what is different at a moment; `element` is what just came.
    fn write(&mut self, at: &Moment<'_>, element: Option<usize>) {
        let model = at.story.model;
        let grants: Vec<&Grant> = match element {
            Some(element) => at.story.grants_of(element).iter().filter(|grant| self.is_mine(grant.rule)).collect(),
            None => Vec::new(),
        };
        let refused = element.map_or_else(Vec::new, |element| refused(self.told, element));
        let refused: Vec<(RuleId, f64)> = refused.into_iter().filter(|(rule, _)| self.is_mine(*rule)).collect();
        let profile: Vec<(RuleId, f64)> = scoring::profile(at, self.id).collect();
        let expired = self.expired(at, element);
        let sum = scoring::of_events(at, self.id, &model.scores[self.id]) + profile.iter().map(|(_, points)| points).sum::<f64>();
        // glides are written before the next thing that happens, not by themselves
        let cut_changes = (cut(at.score(self.id), sum) == 0.0) != (self.cut == 0.0);
        if grants.is_empty() && refused.is_empty() && profile == self.profile && expired.is_empty() && !cut_changes {
            return;
        }
        let number = element.and_then(|element| number(self.told, element));
        self.expire(at, &expired);
        let before = element.map_or(at.known, |element| element);
        self.decay(&Moment { known: before, ..*at });
        for grant in grants {
            self.grant(at, grant, number);
        }
        for (rule, _) in refused {
            self.line(at, LineKind::Limit, Some(rule), number, 0.0);
        }
        self.profile(at, profile, number);
        self.range(at);
    }

    /// Writes what is left to say at the end.
    fn settle(&mut self, at: &Moment<'_>) {
        self.decay(at);
        self.range(at);
    }

    fn is_mine(&self, rule: RuleId) -> bool {
        self.told.walk.story.model.rules[rule].score == self.id
    }

    /// The grants that expired since the last look.
    fn expired(&self, at: &Moment<'_>, element: Option<usize>) -> Vec<(RuleId, f64)> {
        let model = at.story.model;
        let Decay::Expire(after) = model.scores[self.id].decay else { return Vec::new() };
        if element.is_some() {
            return Vec::new();
        }
        // they expire in the order in which they were given
        let grants = &at.story.grants;
        let until = |instant: Micros| grants.partition_point(|grant| grant.time.saturating_add(after) <= instant);
        let known = grants.partition_point(|grant| grant.element < at.known);
        let gone = grants.get(until(self.seen)..until(at.now).min(known)).unwrap_or_default();
        gone.iter().filter(|grant| self.is_mine(grant.rule)).map(|grant| (grant.rule, grant.points)).collect()
    }

    fn expire(&mut self, at: &Moment<'_>, expired: &[(RuleId, f64)]) {
        for (rule, points) in expired {
            self.events -= points;
            self.line(at, LineKind::Expired, Some(*rule), None, -points);
        }
        self.seen = at.now.max(self.seen);
    }

    /// From what the points of events were worth at the last line to what they are worth now.
    fn decay(&mut self, at: &Moment<'_>) {
        let worth = scoring::of_events(at, self.id, &at.story.model.scores[self.id]);
        let lost = worth - self.events;
        self.events = worth;
        if lost != 0.0 && matches!(at.story.model.scores[self.id].decay, Decay::HalfLife(_)) {
            self.line(at, LineKind::Decay, None, None, lost);
        }
    }

    fn grant(&mut self, at: &Moment<'_>, grant: &Grant, number: Option<usize>) {
        let score = &at.story.model.scores[self.id];
        self.line(at, LineKind::Grant, Some(grant.rule), number, grant.points);
        let sum = self.events + grant.points;
        let kept = if let Decay::Expire(_) = score.decay { sum } else { scoring::clamp(score, sum) };
        self.events = kept;
        if kept != sum {
            self.line(at, LineKind::Range, None, number, kept - sum);
        }
    }

    fn profile(&mut self, at: &Moment<'_>, profile: Vec<(RuleId, f64)>, number: Option<usize>) {
        let worth = |all: &[(RuleId, f64)], rule: RuleId| all.iter().find(|(of, _)| *of == rule).map(|(_, points)| *points);
        let rules = at.story.model.scores[self.id].rules.clone();
        for rule in rules {
            match (worth(&self.profile, rule), worth(&profile, rule)) {
                (Some(old), None) => self.line(at, LineKind::Ceased, Some(rule), number, -old),
                (old, Some(new)) if old != Some(new) => self.line(at, LineKind::Holds, Some(rule), number, new - old.unwrap_or(0.0)),
                (Some(_), Some(_)) | (None, None | Some(_)) => {}
            }
        }
        self.profile = profile;
    }

    /// What the range takes off now, against what it took off before; the line before it then says what is read.
    fn range(&mut self, at: &Moment<'_>) {
        let read = at.score(self.id);
        let sum = self.events + self.profile.iter().map(|(_, points)| points).sum::<f64>();
        let cut = cut(read, sum);
        let change = cut - self.cut;
        self.cut = cut;
        if change != 0.0 {
            self.line(at, LineKind::Range, None, None, change);
        }
        self.total = read;
        if let Some(line) = self.lines.last_mut() {
            line.total = read;
        }
    }

    fn line(&mut self, at: &Moment<'_>, entry: LineKind, rule: Option<RuleId>, event: Option<usize>, points: f64) {
        self.total += points;
        let rule = rule.map(|rule| at.story.model.rules[rule].name.clone());
        self.lines.push(Line { at: Instant(at.now), entry, rule, event, points, total: self.total });
    }
}

/// What the range takes off a sum; nothing where the two differ by what additions round away.
fn cut(read: f64, sum: f64) -> f64 {
    if (read - sum).abs() < 1e-9 { 0.0 } else { read - sum }
}
