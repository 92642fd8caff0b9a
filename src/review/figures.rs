//! The numbers of two reports side by side.

use super::shape::{Delta, OkrImpact, OwnerImpact, SegmentImpact, StageImpact};
use crate::ids::*;
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::report::{MetricFigure, Report, Segment, Stage};
use crate::time::{DAY, Micros};
use crate::value::{Decimal, Type, Value};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// One version, with what is reported of it.
#[derive(Clone, Copy)]
pub struct Reported<'a> {
    /// The definition, the old one under its new names.
    pub model: &'a Model,
    /// What it makes of the log.
    pub outcome: &'a Outcome,
    /// What is reported of that.
    pub report: &'a Report,
}

impl Reported<'_> {
    /// The figures of a stage, by its name in the model.
    fn stage(&self, name: &str) -> Option<&Stage> {
        let place = self.model.stages.iter().position(|stage| stage.name == name)?;
        self.report.stages.get(place)
    }

    /// Sums of money over the subjects in each stage now, by attribute and stage.
    fn money(&self) -> BTreeMap<(String, String), f64> {
        let mut sums: BTreeMap<(AttributeId, StageId), Option<Decimal>> = BTreeMap::new();
        let attributes: Vec<AttributeId> =
            self.model.attributes.enumerate().filter(|(_, attribute)| attribute.expr.ty == Type::Decimal).map(|(id, _)| id).collect();
        for subject in self.outcome.subjects.iter() {
            let Some(stage) = subject.stage else { continue };
            for id in &attributes {
                if let Some(Value::Decimal(amount)) = subject.attributes.get(id.index()) {
                    let sum = sums.entry((*id, stage)).or_insert_with(|| Some(Decimal::default()));
                    *sum = sum.and_then(|sum| sum.add(*amount));
                }
            }
        }
        let named = |(attribute, stage): (AttributeId, StageId)| {
            (self.model.attributes[attribute].name.clone(), self.model.stages[stage].name.clone())
        };
        sums.into_iter().filter_map(|(key, sum)| Some((named(key), sum?.to_string().parse().ok()?))).collect()
    }

    /// The mean of each score over all subjects.
    fn scores(&self) -> BTreeMap<String, f64> {
        let count = self.outcome.subjects.len();
        let mean = |id: ScoreId| {
            self.outcome.subjects.iter().filter_map(|subject| subject.scores.get(id.index())).sum::<f64>() / count.max(1) as f64
        };
        self.model.scores.enumerate().map(|(id, score)| (score.name.clone(), mean(id))).collect()
    }
}

/// The names of both, those of the new version in their order, then those that are gone.
fn names<'a, T: 'a>(
    new: impl Iterator<Item = &'a T>,
    old: impl Iterator<Item = &'a T>,
    name: impl Fn(&'a T) -> &'a String,
) -> Vec<&'a String> {
    let mut all: Vec<&String> = Vec::new();
    for thing in new.chain(old) {
        if !all.contains(&name(thing)) {
            all.push(name(thing));
        }
    }
    all
}

/// Each stage of either version. `was` gives the old name of a renamed one.
pub fn stages(old: Reported<'_>, new: Reported<'_>, was: impl Fn(&str) -> Option<String>) -> Vec<StageImpact> {
    let (old_money, new_money) = (old.money(), new.money());
    let attributes = names(new_money.keys(), old_money.keys(), |(attribute, _)| attribute);
    let row = |name: &String| {
        let (a, b) = (old.stage(name), new.stage(name));
        let count = |of: fn(&Stage) -> u64| Delta::of(a.map(|stage| of(stage) as f64), b.map(|stage| of(stage) as f64));
        let money = attributes.iter().filter_map(|attribute| {
            let key = ((*attribute).clone(), name.clone());
            let (before, after) = (old_money.get(&key).copied(), new_money.get(&key).copied());
            (before.is_some() || after.is_some())
                .then(|| ((*attribute).clone(), Delta::of(a.map(|_| before.unwrap_or(0.0)), b.map(|_| after.unwrap_or(0.0)))))
        });
        StageImpact {
            stage: name.clone(),
            was: was(name),
            subjects: count(|stage| stage.subjects),
            entries: count(|stage| stage.entries),
            current: count(|stage| stage.current),
            median_seconds: Delta::of(a.and_then(|stage| stage.seconds.median), b.and_then(|stage| stage.seconds.median)),
            money: money.collect(),
        }
    };
    names(new.model.stages.iter(), old.model.stages.iter(), |stage| &stage.name).into_iter().map(row).collect()
}

/// Numbers by name, side by side.
fn pairs(old: &IndexMap<String, Option<f64>>, new: &IndexMap<String, Option<f64>>) -> IndexMap<String, Delta> {
    let keys = names(new.keys(), old.keys(), |name| name);
    keys.into_iter().map(|key| (key.clone(), Delta::of(old.get(key).copied().flatten(), new.get(key).copied().flatten()))).collect()
}

/// The raw rates from each stage of the path to the next. `now` gives the new name of a stage of the old report.
pub fn conversions(old: Reported<'_>, new: Reported<'_>, now: impl Fn(&str) -> String) -> IndexMap<String, Delta> {
    let steps = |of: Reported<'_>, name: &dyn Fn(&str) -> String| -> IndexMap<String, Option<f64>> {
        let path = of.report.conversions.iter().take_while(|step| step.to != step.from);
        let mut seen = std::collections::BTreeSet::new();
        // neighbours stand first, each stage once as the one that is left
        path.filter(|step| seen.insert(step.from.clone()))
            .map(|step| (format!("{} -> {}", name(&step.from), name(&step.to)), step.rate.rate))
            .collect()
    };
    pairs(&steps(old, &|name| now(name)), &steps(new, &str::to_owned))
}

/// Breaches of each service level.
pub fn breaches(old: &Report, new: &Report, now: impl Fn(&str) -> String) -> IndexMap<String, Delta> {
    let of =
        |report: &Report, name: &dyn Fn(&str) -> String| report.slas.iter().map(|sla| (name(&sla.id), Some(sla.breached as f64))).collect();
    pairs(&of(old, &|name| now(name)), &of(new, &str::to_owned))
}

/// The mean of each score.
pub fn scores(old: Reported<'_>, new: Reported<'_>) -> IndexMap<String, Delta> {
    let of = |version: Reported<'_>| version.scores().into_iter().map(|(name, mean)| (name, Some(mean))).collect();
    pairs(&of(old), &of(new))
}

/// Each metric.
pub fn metrics(old: &Report, new: &Report, now: impl Fn(&str) -> String) -> IndexMap<String, Delta> {
    let value = |figure: &MetricFigure| match figure {
        MetricFigure::Number(number) => number.map(crate::report::Figure::to_f64),
        MetricFigure::Rate(rate) => rate.value,
    };
    let of = |report: &Report, name: &dyn Fn(&str) -> String| report.metrics.iter().map(|(id, figure)| (name(id), value(figure))).collect();
    pairs(&of(old, &|name| now(name)), &of(new, &str::to_owned))
}

/// Each objective.
pub fn okrs(old: &Report, new: &Report, now: impl Fn(&str) -> String) -> Vec<OkrImpact> {
    let figures = |report: &Report, name: &dyn Fn(&str) -> String| -> IndexMap<String, (Option<f64>, Option<crate::report::Status>)> {
        report.okrs.iter().map(|objective| (name(&objective.id), (objective.progress, objective.status))).collect()
    };
    let (old, new) = (figures(old, &|name| now(name)), figures(new, &str::to_owned));
    let ids = names(new.keys(), old.keys(), |id| id);
    let word = |status: crate::report::Status| serde_json::to_value(status).ok()?.as_str().map(str::to_owned);
    ids.into_iter()
        .map(|id| {
            let (a, b) = (old.get(id).copied(), new.get(id).copied());
            OkrImpact {
                objective: id.clone(),
                progress: Delta::of(a.and_then(|(progress, _)| progress), b.and_then(|(progress, _)| progress)),
                status_before: a.and_then(|(_, status)| status).and_then(word),
                status_after: b.and_then(|(_, status)| status).and_then(word),
            }
        })
        .collect()
}

/// Entries a week into the stages of each team, where they change.
pub fn owners(old: Reported<'_>, new: Reported<'_>, stages: &[StageImpact]) -> Vec<OwnerImpact> {
    owners_of(old, new, stages.iter().filter(|stage| stage.entries.differs()))
}

/// Entries a week into the stages of each team of one version.
pub fn owners_of_all(of: Reported<'_>, stages: &[StageImpact]) -> Vec<OwnerImpact> {
    owners_of(of, of, stages.iter())
}

fn owners_of<'a>(old: Reported<'_>, new: Reported<'_>, stages: impl Iterator<Item = &'a StageImpact>) -> Vec<OwnerImpact> {
    let weeks = |version: Reported<'_>| {
        let counts = &version.outcome.counts;
        let span: Micros = counts.last_event.zip(counts.first_event).map_or(0, |(last, first)| last.saturating_sub(first));
        (span as f64 / (7 * DAY) as f64).max(1.0)
    };
    let owner = |model: &Model, name: &str| model.stages.iter().find(|stage| stage.name == name).and_then(|stage| stage.owner.clone());
    let mut rows: Vec<OwnerImpact> = stages
        .filter_map(|stage| {
            let owner = owner(new.model, &stage.stage).or_else(|| owner(old.model, &stage.stage))?;
            let rate = |entries: Option<f64>, weeks: f64| entries.map(|entries| entries / weeks);
            let entries_a_week = Delta::of(rate(stage.entries.before, weeks(old)), rate(stage.entries.after, weeks(new)));
            Some(OwnerImpact { owner, stage: stage.stage.clone(), entries_a_week })
        })
        .collect();
    rows.sort_by(|a, b| a.owner.cmp(&b.owner));
    rows
}

/// Entries by dimension and value into the stages that change.
pub fn by(old: Reported<'_>, new: Reported<'_>, stages: &[StageImpact]) -> Vec<SegmentImpact> {
    let mut rows = Vec::new();
    for (dimension, segments) in &new.report.by {
        let empty = Vec::new();
        let before = old.report.by.get(dimension).unwrap_or(&empty);
        let key = |segment: &Segment| (segment.value.as_ref().map(ToString::to_string), segment.rest.is_some());
        let mut keys: Vec<(Option<String>, bool)> = segments.iter().map(key).collect();
        keys.extend(before.iter().map(key).filter(|of| !segments.iter().any(|segment| key(segment) == *of)).collect::<Vec<_>>());
        for of in keys {
            let find = |all: &[Segment], model: &Model, stage: &str| {
                let place = model.stages.iter().position(|known| known.name == stage)?;
                let segment = all.iter().find(|segment| key(segment) == of);
                Some(segment.and_then(|segment| segment.stages.get(place)).map_or(0.0, |stage| stage.entries as f64))
            };
            let entries: IndexMap<String, Delta> = stages
                .iter()
                .map(|stage| {
                    (stage.stage.clone(), Delta::of(find(before, old.model, &stage.stage), find(segments, new.model, &stage.stage)))
                })
                .filter(|(_, delta)| delta.differs())
                .collect();
            if !entries.is_empty() {
                let value = of.0.map(|text| text.trim_matches('"').to_owned());
                rows.push(SegmentImpact { dimension: dimension.clone(), value, entries });
            }
        }
    }
    rows
}
