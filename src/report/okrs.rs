//! Objectives: how far their key results are, whether that is in time, and where it leads.

use super::measures::{Lens, Measures};
use super::metrics::Figure;
use crate::model::metric::Nature;
use crate::model::okr::{Goal, KeyResult as Meant, Objective as MeantObjective, Side, Target};
use crate::model::{Expr, Model};
use crate::time::Micros;
use crate::time::grain::{Grain, Slice};
use crate::value::{Arithmetic, Decimal, Value, arithmetic, compare};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::ops::Range;

/// An objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Objective {
    /// Its id.
    pub id: String,
    /// What is to be achieved, in words.
    pub objective: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// Its period, as the definition says it.
    pub period: String,
    /// The objective that it serves.
    pub parent: Option<String>,
    /// The mean of its key results' progress by their weights, of those that have one; from 0 to 1.
    pub progress: Option<f64>,
    /// The share of its period that is over at `as_of`; null before it begins.
    pub pace: Option<f64>,
    /// How progress stands to pace; null where either is.
    pub status: Option<Status>,
    /// Key results without a progress.
    pub unknown: u64,
    /// Its key results, in file order.
    pub key_results: Vec<KeyResult>,
    /// Its projects, in file order.
    pub initiatives: Vec<Initiative>,
}

/// A key result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KeyResult {
    /// Its id.
    pub id: String,
    /// What it measures; null where it has no metric.
    pub kind: Option<Kind>,
    /// Where it starts, worked out.
    pub from: Option<Figure>,
    /// Where it is to get, worked out; the level to be kept.
    pub to: Option<Figure>,
    /// Where it is; of a milestone null.
    pub now: Option<Figure>,
    /// How far it is, from 0 to 1; null where that cannot be known.
    pub progress: Option<f64>,
    /// How progress stands to the pace of the objective.
    pub status: Option<Status>,
    /// Where a straight line leads at the end of the period; null before a tenth of it is over.
    pub forecast: Option<f64>,
    /// Each week of the period that has begun: its own value of what accumulates, of a level that of the period to the week's end.
    pub weekly: Vec<Week>,
    /// Its share in the objective's progress.
    pub weight: f64,
}

/// What a key result measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something that adds up over the period.
    Accumulates,
    /// A level to be reached.
    Level,
    /// A level to be kept.
    Hold,
    /// An event that is to happen.
    Milestone,
}

/// How progress stands to pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Progress is 1.
    Done,
    /// At least 0.9 of pace.
    OnTrack,
    /// At least 0.7 of pace.
    AtRisk,
    /// Less.
    OffTrack,
}

/// The value of a week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Week {
    /// The week: `2026-W47`.
    pub period: String,
    /// The value; null where there is none.
    pub value: Option<Figure>,
}

/// A project that drives key results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Initiative {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// The team that does it.
    pub owner: Option<String>,
    /// The key results that it drives.
    pub drives: Vec<String>,
}

/// Shares this close are the same: what lies between them is how doubles are rounded.
const CLOSE: f64 = 1e-12;
/// The least share of a period from which a line is drawn to its end.
const FORECAST: f64 = 0.1;

/// The objectives, in file order.
pub(super) fn of(model: &Model, measures: &Measures<'_>) -> Vec<Objective> {
    let mut milestones = 0;
    model.objectives.iter().map(|objective| one(model, measures, objective, &mut milestones)).collect()
}

fn one(model: &Model, measures: &Measures<'_>, meant: &MeantObjective, milestones: &mut usize) -> Objective {
    let term = Term::of(measures, meant);
    let key_results: Vec<KeyResult> = meant.key_results.iter().map(|result| term.key_result(result, milestones)).collect();
    let known = || key_results.iter().filter_map(|result| result.progress.map(|progress| (progress, result.weight)));
    let weight: f64 = known().map(|(_, weight)| weight).sum();
    let progress = (weight > 0.0).then(|| whole(known().map(|(progress, weight)| progress * weight).sum::<f64>() / weight));
    let is_open = key_results.iter().any(|result| result.kind == Some(Kind::Hold)) && term.pace != Some(1.0);
    Objective {
        id: meant.name.clone(),
        objective: meant.objective.clone(),
        owner: meant.owner.clone(),
        period: meant.period_text.clone(),
        parent: meant.parent.map(|parent| model.objectives[parent].name.clone()),
        progress,
        pace: term.pace,
        status: status(progress, term.pace, is_open),
        unknown: key_results.iter().filter(|result| result.progress.is_none()).count() as u64,
        initiatives: meant
            .initiatives
            .iter()
            .map(|initiative| Initiative {
                id: initiative.name.clone(),
                title: initiative.title.clone(),
                owner: initiative.owner.clone(),
                drives: initiative
                    .drives
                    .iter()
                    .filter_map(|&place| meant.key_results.get(place))
                    .map(|driven| driven.name.clone())
                    .collect(),
            })
            .collect(),
        key_results,
    }
}

/// The period of an objective, seen from `as_of`.
struct Term<'a> {
    measures: &'a Measures<'a>,
    /// Its instants; nothing where the period has none.
    range: Option<Range<Micros>>,
    /// The share that is over; nothing before it begins.
    pace: Option<f64>,
    /// Its weeks that have begun.
    weeks: Vec<Slice>,
}

impl<'a> Term<'a> {
    fn of(measures: &'a Measures<'a>, meant: &MeantObjective) -> Self {
        let calendar = &measures.model.calendar;
        let as_of = measures.as_of();
        let range = meant.period.resolve(calendar, None, as_of.unwrap_or(0)).ok();
        let begun = range.clone().zip(as_of).filter(|(range, as_of)| *as_of >= range.start);
        let pace = begun.as_ref().map(|(range, as_of)| ((as_of - range.start) as f64 / (range.end - range.start) as f64).min(1.0));
        let weeks = begun.map_or_else(Vec::new, |(range, as_of)| {
            calendar.split(range, Grain::Week).take_while(|week| week.range.start <= as_of).collect()
        });
        Self { measures, range, pace, weeks }
    }

    fn key_result(&self, meant: &Meant, milestones: &mut usize) -> KeyResult {
        let mut result = KeyResult {
            id: meant.name.clone(),
            kind: None,
            from: None,
            to: None,
            now: None,
            progress: None,
            status: None,
            forecast: None,
            weekly: Vec::new(),
            weight: meant.weight,
        };
        let mut is_open = false;
        match &meant.goal {
            Goal::Target { metric, nature, from, to } => self.target(&mut result, metric, *nature, from.as_ref(), to),
            Goal::Hold { metric, side, level } => {
                self.hold(&mut result, metric, *side, level);
                is_open = self.pace != Some(1.0);
            }
            Goal::Milestone(_) => {
                let happened = self.range.as_ref().is_some_and(|range| self.measures.happened(*milestones, range));
                *milestones += 1;
                result.kind = Some(Kind::Milestone);
                result.progress = Some(if happened { 1.0 } else { 0.0 });
            }
            Goal::Unmeasured => {}
        }
        result.status = status(result.progress, self.pace, is_open);
        result
    }

    fn target(&self, result: &mut KeyResult, metric: &Expr, nature: Nature, from: Option<&Expr>, to: &Target) {
        let start = from.map(|from| self.value(from));
        let goal = match to {
            Target::Level(level) => self.value(level),
            Target::Relative(share) => start.as_ref().map_or(Value::Missing, |from| grown(from, *share)),
        };
        let now = self.value(metric);
        let (from_said, to, at) = (start.as_ref().map(number), number(&goal), number(&now));
        // Without a `from` a level counts from nothing; one that cannot be worked out is not nothing.
        let origin = from_said.unwrap_or(Some(0.0));
        result.kind = Some(if nature == Nature::Accumulates { Kind::Accumulates } else { Kind::Level });
        result.progress = match (nature, origin, to, at) {
            (Nature::Accumulates, _, Some(to), Some(at)) if to != 0.0 => Some(whole(at / to)),
            (Nature::Level, Some(from), Some(to), Some(at)) if from != to => Some(whole((at - from) / (to - from))),
            _ => None,
        };
        let pace = self.pace.filter(|pace| *pace >= FORECAST);
        result.forecast = match (nature, origin, at, pace) {
            (Nature::Accumulates, _, Some(at), Some(pace)) => Some(at / pace),
            (Nature::Level, Some(from), Some(at), Some(pace)) => Some(from + (at - from) / pace),
            _ => None,
        };
        result.from = start.as_ref().and_then(Figure::of);
        result.to = Figure::of(&goal);
        result.now = Figure::of(&now);
        result.weekly = self.weekly(metric, nature).into_iter().map(|(period, value)| Week { period, value: Figure::of(&value) }).collect();
    }

    fn hold(&self, result: &mut KeyResult, metric: &Expr, side: Side, level: &Expr) {
        let level = self.value(level);
        let weeks = self.weekly(metric, self.measures.model.nature(metric));
        let held = |value: &Value| {
            let order = side_by_side(value, &level)?;
            Some(match side {
                Side::AtLeast => order.is_ge(),
                Side::AtMost => order.is_le(),
            })
        };
        let known: Vec<bool> = weeks.iter().filter_map(|(_, value)| held(value)).collect();
        let held = known.iter().filter(|held| **held).count() as u64;
        result.kind = Some(Kind::Hold);
        result.progress = super::cohort::share(held, known.len() as u64);
        result.to = Figure::of(&level);
        result.now = Figure::of(&self.value(metric));
        result.weekly = weeks.into_iter().map(|(period, value)| Week { period, value: Figure::of(&value) }).collect();
    }

    /// A value over the period.
    fn value(&self, expr: &Expr) -> Value {
        self.range.as_ref().map_or(Value::Missing, |range| self.measures.value(expr, &Lens::of(Some(range))))
    }

    fn weekly(&self, metric: &Expr, nature: Nature) -> Vec<(String, Value)> {
        let Some(whole) = &self.range else { return Vec::new() };
        let week = |slice: &Slice| {
            let lens = match nature {
                Nature::Accumulates => Lens::of(Some(&slice.range)),
                Nature::Level => Lens { period: whole.start..slice.range.end, surrounding: Some(whole.clone()), group: None },
            };
            (slice.label.clone(), self.measures.value(metric, &lens))
        };
        self.weeks.iter().map(week).collect()
    }
}

/// A level so much above (or below) another, exact where the other is.
fn grown(from: &Value, share: Decimal) -> Value {
    let factor = Decimal::from_integer(1).add(share);
    let times = |decimal: Decimal| factor.and_then(|factor| decimal.mul(factor)).map_or(Value::Missing, Value::Decimal);
    match from {
        Value::Integer(whole) => times(Decimal::from_integer(*whole)),
        Value::Decimal(decimal) => times(*decimal),
        other => arithmetic(Arithmetic::Multiply, other, &factor.map_or(Value::Missing, |factor| Value::Number(factor.to_f64()))),
    }
}

/// Two values of the types that a metric and its level have: decimals and whole numbers may meet.
fn side_by_side(a: &Value, b: &Value) -> Option<Ordering> {
    compare(a, b).or_else(|| number(a)?.partial_cmp(&number(b)?))
}

fn number(value: &Value) -> Option<f64> {
    Figure::of(value).map(Figure::to_f64)
}

/// Progress kept within 0 and 1, where what is rounded away from 1 is 1.
fn whole(progress: f64) -> f64 {
    if progress >= 1.0 - CLOSE { 1.0 } else { progress.max(0.0) }
}

/// How progress stands to pace. What is to be kept to the end is not done before it.
fn status(progress: Option<f64>, pace: Option<f64>, is_open: bool) -> Option<Status> {
    let (progress, pace) = (progress?, pace?);
    Some(if progress >= 1.0 && !is_open {
        Status::Done
    } else if progress + CLOSE >= 0.9 * pace {
        Status::OnTrack
    } else if progress + CLOSE >= 0.7 * pace {
        Status::AtRisk
    } else {
        Status::OffTrack
    })
}
