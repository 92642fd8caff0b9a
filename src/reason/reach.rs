//! Between which points a score can be read, from its rules, their limits, its decay and its range (L5).

use super::domain::Truths;
use super::formula::Formula;
use super::ranges::{Cut, Ranges};
use super::read::{Reader, band_ranges};
use super::solve::{Found, search};
use super::{Reasoner, Setting};
use crate::ids::*;
use crate::model::{Band, Decay, Model, Per, Rule, Score, StreamSource};
use crate::value::Value;

/// Profile rules that exclude one another are told apart among so many; of more all are taken to hold at once.
const MOST: usize = 12;
/// In so many looks.
const LOOKS: u32 = 400;

/// The least and the most that a score can be read as; without bound where they are infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Reach {
    /// Any number.
    pub const ALL: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// The numbers between, as values.
    pub fn ranges(self) -> Ranges {
        let from = if self.low.is_finite() { Cut::before(&Value::Number(self.low)) } else { Cut::Start };
        let to = if self.high.is_finite() { Cut::after(&Value::Number(self.high)) } else { Cut::End };
        Ranges::range(from, to)
    }
}

/// `between 0 and 30`, `at least 0`, `at most 30`, `anywhere`.
impl std::fmt::Display for Reach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = crate::value::number_text;
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => write!(f, "between {} and {}", text(self.low), text(self.high)),
            (true, false) => write!(f, "at least {}", text(self.low)),
            (false, true) => write!(f, "at most {}", text(self.high)),
            (false, false) => f.write_str("anywhere"),
        }
    }
}

impl Reasoner<'_> {
    /// Whether a score can be in a band.
    pub fn is_in_reach(&self, id: ScoreId, band: &Band) -> bool {
        !self.reach(id).ranges().and(&band_ranges(band)).is_empty()
    }

    /// The reach of a score before its `range` cuts it: what the rules alone give.
    pub fn given(&self, id: ScoreId) -> Reach {
        let score = &self.model.scores[id];
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        let mut exact = true;
        for rule in score.rules.iter().map(|rule| &self.model.rules[*rule]).filter(|rule| !rule.on.is_empty()) {
            let (least, most) = self.points(rule);
            let times = times(self, rule, score);
            exact &= is_whole(least) && is_whole(most) && is_whole(times);
            low += product(least, times);
            high += product(most, times);
        }
        if !matches!(score.decay, Decay::Expire(_)) {
            // the running total is clamped after each addition, and can be lifted or pressed to an end of the range
            let (bottom, top) = (score.low.unwrap_or(f64::NEG_INFINITY), score.high.unwrap_or(f64::INFINITY));
            high = (high + bottom.max(0.0)).min(top.max(0.0));
            low = (low + top.min(0.0)).max(bottom.min(0.0));
        }
        let (least, most, whole) = self.profile(score);
        (low, high, exact) = (low + least, high + most, exact && whole);
        if !exact {
            // sums in another order
            (low, high) = (low - low.abs() * 1e-9, high + high.abs() * 1e-9);
        }
        Reach { low: if low.is_nan() { f64::NEG_INFINITY } else { low }, high: if high.is_nan() { f64::INFINITY } else { high } }
    }

    /// What profile rules can add: of those that exclude one another, only some at once.
    fn profile(&self, score: &Score) -> (f64, f64, bool) {
        let setting = Setting::default();
        let mut ups: Vec<(f64, Formula)> = Vec::new();
        let mut downs: Vec<(f64, Formula)> = Vec::new();
        let mut exact = true;
        for rule in score.rules.iter().map(|rule| &self.model.rules[*rule]).filter(|rule| rule.on.is_empty()) {
            let (least, most) = self.points(rule);
            exact &= is_whole(least) && is_whole(most);
            let holds = || {
                let reader = Reader::new(self, &setting);
                rule.when.as_ref().map_or(Formula::Always, |when| reader.truth(when, Truths::TRUE))
            };
            if most > 0.0 {
                ups.push((most, holds()));
            }
            if least < 0.0 {
                downs.push((-least, holds()));
            }
        }
        (-together(downs), together(ups), exact)
    }

    /// The least and the most points of a rule that holds; 0 among them, and alone where it never holds.
    pub fn points(&self, rule: &Rule) -> (f64, f64) {
        let setting = Setting::at(rule.on.iter().map(|event| StreamSource::Event(*event)));
        let reader = Reader::new(self, &setting);
        if let Some(when) = &rule.when
            && matches!(search(&[&reader.truth(when, Truths::TRUE)], &mut |_| true), Found::No)
        {
            return (0.0, 0.0);
        }
        let points = reader.extent(&rule.points).values;
        let end = |cut: Option<&Cut>, open: f64| match cut {
            Some(Cut::Before(Value::Number(end)) | Cut::After(Value::Number(end))) => *end,
            Some(Cut::Start | Cut::End | Cut::Before(_) | Cut::After(_)) => open,
            None => 0.0,
        };
        let low = end(points.ranges().first().map(|range| &range.from), f64::NEG_INFINITY);
        let high = match points.points(1).as_deref() {
            Some([Value::Number(only)]) => *only,
            _ => end(points.ranges().last().map(|range| &range.to), f64::INFINITY),
        };
        (low.min(0.0), high.max(0.0))
    }
}

/// The most that rules give at once which can hold at once.
fn together(mut rules: Vec<(f64, Formula)>) -> f64 {
    let all: f64 = rules.iter().map(|(points, _)| points).sum();
    if rules.len() > MOST || !all.is_finite() {
        return all;
    }
    rules.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut best, mut looks) = (0.0, 0);
    choose(&rules, &mut Vec::new(), 0.0, &mut best, &mut looks);
    if looks > LOOKS { all } else { best }
}

fn choose<'r>(rules: &'r [(f64, Formula)], chosen: &mut Vec<&'r Formula>, sum: f64, best: &mut f64, looks: &mut u32) {
    *best = best.max(sum);
    let Some(((points, holds), rest)) = rules.split_first() else { return };
    let left: f64 = rules.iter().map(|(points, _)| points).sum();
    if sum + left <= *best || *looks > LOOKS {
        return;
    }
    *looks += 1;
    chosen.push(holds);
    if !matches!(search(chosen, &mut |_| true), Found::No) {
        choose(rest, chosen, sum + points, best, looks);
    }
    chosen.pop();
    choose(rest, chosen, sum, best, looks);
}

/// How many grants of a rule count at one instant, a grant of less than all its points as a part of one.
fn times(reasoner: &Reasoner<'_>, rule: &Rule, score: &Score) -> f64 {
    let Some(limit) = &rule.limit else { return f64::INFINITY };
    let each = f64::from(limit.times);
    match (&limit.per, score.decay) {
        (Per::Ever, _) => each,
        (Per::Window(_), Decay::None) => f64::INFINITY,
        // in each window before this one they have halved once more by its length
        (Per::Window(window), Decay::HalfLife(half_life)) => each / (1.0 - (-(*window as f64) / half_life as f64).exp2()),
        (Per::Window(window), Decay::Expire(expire)) => each * (expire as f64 / (*window).max(1) as f64).ceil(),
        (Per::Value(value), _) => {
            let setting = Setting::at(rule.on.iter().map(|event| StreamSource::Event(*event)));
            let extent = Reader::new(reasoner, &setting).extent(value);
            let values = extent.values.points(1000).map(|values| values.len() as f64 + f64::from(u8::from(extent.missing)));
            values.map_or(f64::INFINITY, |values| each * values)
        }
    }
}

fn product(points: f64, times: f64) -> f64 {
    if points == 0.0 || times == 0.0 { 0.0 } else { points * times }
}

fn is_whole(number: f64) -> bool {
    number.is_infinite() || number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0
}

/// What is read: cut to the range.
pub(super) fn clamped(given: Reach, id: ScoreId, model: &Model) -> Reach {
    let score = &model.scores[id];
    let clamp = |points: f64| points.max(score.low.unwrap_or(f64::NEG_INFINITY)).min(score.high.unwrap_or(f64::INFINITY));
    Reach { low: clamp(given.low), high: clamp(given.high) }
}
