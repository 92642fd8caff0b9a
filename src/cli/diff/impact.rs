//! Both versions over the log: read once where both have one catalog, twice where not.

use super::again::Log;
use super::{Arguments, Format};
use crate::cli::replay::{reading, replay_together};
use crate::cli::versions::Version;
use crate::cli::{Error, run};
use crate::events::{Error as ReadError, Input, Intake};
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::report::{self, Report};
use crate::review::{Impact, Pair, Run, share_catalog};
use crate::time::{Micros, Period};

/// What the log comes to in one version.
pub(super) struct Replayed {
    pub outcome: Outcome,
    pub report: Report,
}

impl Replayed {
    pub(super) fn run(&self) -> Run<'_> {
        Run { outcome: &self.outcome, report: &self.report }
    }
}

/// Replays both versions over the log.
pub(super) fn both(arguments: &Arguments, pair: &Pair<'_>, old: &Version, new: &Version) -> Result<Impact, Error> {
    let as_of = arguments.as_of.as_deref().map(|text| run::as_of(text, &new.model)).transpose()?;
    let [a, b] = sides(arguments, &old.model, &new.model, as_of)?;
    let examples = arguments.format != Format::Markdown || arguments.show_subjects;
    let mut log = Log::of(&arguments.events, &old.model, &new.model, b.outcome.as_of);
    let impact = pair.impact(a.run(), b.run(), examples, Some(&mut log));
    log.fault.map_or(Ok(impact), Err)
}

/// Replays one version over the log, where there is no other.
pub(super) fn one(arguments: &Arguments, version: &Version) -> Result<Replayed, Error> {
    let as_of = arguments.as_of.as_deref().map(|text| run::as_of(text, &version.model)).transpose()?;
    let (outcomes, intake) = replay(arguments, &[&version.model], as_of)?;
    let period = period(arguments)?;
    let mut outcomes = outcomes.into_iter();
    reported(&version.model, outcomes.next().unwrap_or_default(), &intake, period.as_ref())
}

fn sides(arguments: &Arguments, old: &Model, new: &Model, as_of: Option<Micros>) -> Result<[Replayed; 2], Error> {
    let period = period(arguments)?;
    let reported = |model: &Model, outcome: Outcome, intake: &Intake| reported(model, outcome, intake, period.as_ref());
    if share_catalog(old, new) {
        let (outcomes, intake) = replay(arguments, &[old, new], as_of)?;
        let mut outcomes = outcomes.into_iter();
        let mut next = || outcomes.next().unwrap_or_default();
        return Ok([reported(old, next(), &intake)?, reported(new, next(), &intake)?]);
    }
    let alone = |model: &Model, as_of: Option<Micros>| {
        let (outcomes, intake) = replay(arguments, &[model], as_of)?;
        Ok::<_, Error>((outcomes.into_iter().next().unwrap_or_default(), intake))
    };
    let (mut a, mut b) = (alone(old, as_of)?, alone(new, as_of)?);
    // the last event that one of them knows may be another: time runs on to the later one in both
    let latest = a.0.as_of.max(b.0.as_of);
    if a.0.as_of != latest {
        a = alone(old, latest)?;
    }
    if b.0.as_of != latest {
        b = alone(new, latest)?;
    }
    Ok([reported(old, a.0, &a.1)?, reported(new, b.0, &b.1)?])
}

fn reported(model: &Model, outcome: Outcome, intake: &Intake, period: Option<&Period>) -> Result<Replayed, Error> {
    let period = period.map(|period| run::range(period, model, &outcome)).transpose()?;
    let report = report::build(model, intake, &outcome, period);
    Ok(Replayed { outcome, report })
}

fn period(arguments: &Arguments) -> Result<Option<Period>, Error> {
    arguments.period.as_deref().map(run::period).transpose()
}

/// Reads the log once, for definitions of one catalog.
fn replay(arguments: &Arguments, models: &[&Model], as_of: Option<Micros>) -> Result<(Vec<Outcome>, Intake), Error> {
    let failed = |fault: ReadError| Error::new(fault.to_string());
    let Some(model) = models.first() else { return Ok((Vec::new(), Intake::default())) };
    let inputs: Result<Vec<Input>, _> = arguments.events.iter().map(|argument| Input::parse(argument, model)).collect();
    let inputs = inputs.map_err(|fault| Error::new(fault.to_string()))?;
    let columns = vec![true; model.columns.len()];
    replay_together(&reading(model, &inputs, &columns), models, as_of).map_err(failed)
}
