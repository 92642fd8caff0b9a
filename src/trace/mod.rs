//! One subject's whole story, told from the slow reference, which remembers everything: every event and what it folded, the
//! score line by line, what fired and what decided, what almost did, and what will.
//!
//! Nothing here replays: a [`Told`] story is looked at from the moments of it. Clocks and actions are those of the outcome of
//! the fast engine over the same rows.

mod ahead;
mod decide;
mod ledger;
mod shape;
mod story;

pub use ahead::distance;
pub use decide::{condition, parts, trigger};
pub use shape::*;
pub use story::before;

use crate::diagnostics::Sources;
use crate::eval::Scope;
use crate::events::Origins;
use crate::model::Model;
use crate::reference::Told;
use crate::replay::outcome::Outcome;
use crate::report::{self, Instant};
use crate::span::Span;
use crate::time::Micros;
use crate::value::Value;
use std::collections::BTreeSet;

/// The version of the layout; raised when a key changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// The trace of a story until `as_of`. `outcome` is of the fast engine, over the rows of this subject alone; `origins` are of the
/// scan that read them.
pub fn of(model: &Model, sources: &Sources, told: &Told<'_>, as_of: Micros, outcome: &Outcome, origins: &Origins) -> Trace {
    let story = &told.walk.story;
    let end = story.at(as_of);
    let names: BTreeSet<String> = told.events.iter().filter_map(|event| event.subject.as_deref().map(str::to_owned)).collect();
    let last = told.walk.visits.last();
    Trace {
        schema: SCHEMA,
        funnel: model.name.clone(),
        fingerprint: model.fingerprint(),
        subject: story.name.to_string(),
        names: names.into_iter().collect(),
        as_of: Instant(as_of),
        stage: last.map(|visit| model.stages[visit.stage].name.clone()),
        since: last.map(|visit| Instant(visit.entered_at)),
        steps: story::steps(told, sources, origins),
        scores: model.scores.ids().map(|id| ledger::of(told, id, as_of)).collect(),
        attributes: model.attributes.enumerate().map(|(id, attribute)| (attribute.name.clone(), json(&end.attribute(id)))).collect(),
        near_misses: ahead::near_misses(told, as_of, sources),
        timers: ahead::timers(told, as_of, sources),
        slas: outcome.clocks.iter().map(|clock| self::clock(model, sources, clock)).collect(),
        actions: report::actions(model, outcome).filter_map(|action| serde_json::to_value(action).ok()).collect(),
        duplicates: told.duplicates,
        later: outcome.counts.later,
    }
}

fn clock(model: &Model, sources: &Sources, clock: &crate::replay::outcome::Clock) -> Clock {
    let sla = &model.slas[clock.sla];
    Clock {
        sla: sla.name.clone(),
        spot: spot(sources, sla.span),
        visit: clock.visit,
        started_at: Instant(clock.started_at),
        deadline: clock.deadline.map(Instant),
        stopped_at: clock.stopped_at.map(Instant),
        state: report::clock_word(clock.state).to_owned(),
    }
}

/// Where something stands; nothing where its file is not at hand.
pub fn spot(sources: &Sources, span: Span) -> Option<Spot> {
    let file = sources.get(span.file)?;
    let before = file.text.get(..span.start as usize)?;
    Some(Spot { file: file.path.clone(), line: before.bytes().filter(|byte| *byte == b'\n').count() + 1 })
}

/// A value in JSON: decimals, instants, days and durations as the language writes them.
pub fn json(value: &Value) -> serde_json::Value {
    report::json(value).unwrap_or_default()
}
