//! What a scenario expects of a subject's way, beside the way it went.

use super::judge::when;
use super::play::Played;
use super::{Expect, Test};
use crate::events::script;
use crate::ids::*;
use crate::model::{Model, StreamSource};
use crate::reference::{self, Moment, Told};
use crate::time::Micros;
use crate::trace::{self, Reading};

/// A step that is expected, one that came, or both where they are the same stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As expected.
    pub expected: Option<Step>,
    /// As it came.
    pub came: Option<Step>,
    /// Of what came, what decided; of what did not come, what kept the trigger from firing that would have brought it.
    pub why: Vec<Reading>,
    /// Of what did not come, the trigger that would have brought it.
    pub kept: Option<Kept>,
}

/// A trigger that did not fire.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Which.
    pub trigger: TriggerId,
    /// When it was looked at, as a file of tests says it; nothing where none of its events came.
    pub at: Option<String>,
    /// Whether that was the instant at which it was to fire, and not just the one at which it came closest.
    pub is_said: bool,
    /// The trigger that fired then in its place.
    pub instead: Option<TriggerId>,
}

/// An entry into a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The stage.
    pub stage: String,
    /// When, if that is said.
    pub at: Option<String>,
    /// The same as an instant, where it is one of an entry.
    pub time: Option<Micros>,
    /// The trigger, if one is said.
    pub trigger: Option<TriggerId>,
}

/// The expected steps and those that came, in line where they are of the same stage.
pub fn rows(model: &Model, test: &Test, expect: &Expect, played: &Played) -> Vec<Row> {
    let visits = played.visits(played.subject(expect));
    let name = |stage: StageId| model.stages[stage].name.clone();
    let came: Vec<Step> = visits
        .iter()
        .map(|visit| Step {
            stage: name(visit.stage),
            at: Some(when(test, visit.entered_at)),
            time: Some(visit.entered_at),
            trigger: visit.trigger,
        })
        .collect();
    let wanted = wanted(test, expect, &name);
    let mut rows = align(wanted, came);
    explain(model, test, &played.name(&expect.subject), &mut rows);
    rows
}

/// Says why: the story is told again by the reference, and looked at from the moments that decided.
fn explain(model: &Model, test: &Test, subject: &str, rows: &mut [Row]) {
    let batch = script::batch(model, &test.events);
    let told = reference::tell(model, &[batch], Some(test.until)).into_iter().find(|told| &*told.walk.story.name == subject);
    let Some(told) = told else { return };
    let story = &told.walk.story;
    let entries = story.elements.iter().enumerate().filter(|(_, element)| matches!(element.source, StreamSource::Stage(_)));
    let entries: Vec<usize> = entries.map(|(place, _)| place).collect();
    let mut came = 0;
    let mut missing = false;
    for row in rows {
        if row.came.is_some() {
            if let (Some(place), Some(visit)) = (entries.get(came), told.walk.visits.get(came))
                && let Some(trigger) = visit.trigger
            {
                let at = trace::before(&told, *place);
                let at = if model.triggers[trigger].is_condition() { Moment { at_hand: None, ..at } } else { at };
                row.why = trace::trigger(&model.triggers[trigger], &at);
            }
            came += 1;
        } else if let (Some(expected), false) = (&row.expected, missing) {
            // Only the first that did not come tells something: the others follow from it.
            missing = true;
            if let Some((kept, why)) = kept(test, &told, &entries, expected, came.saturating_sub(1)) {
                (row.kept, row.why) = (Some(kept), why);
            }
        }
    }
}

/// What kept a subject from going on from its visit number `visit` (from 0) as is expected: the parts that did not hold of the
/// trigger that is said to lead there, else of the first that does; at the instant that is said, else when it came closest.
fn kept(test: &Test, told: &Told<'_>, entries: &[usize], expected: &Step, visit: usize) -> Option<(Kept, Vec<Reading>)> {
    let (story, model) = (&told.walk.story, told.walk.story.model);
    let next = told.walk.visits.get(visit + 1);
    let (start, visit) = (*entries.get(visit)?, told.walk.visits.get(visit)?);
    let stop = entries.iter().copied().find(|place| *place > start).unwrap_or(story.elements.len());
    let end = visit.left_at.unwrap_or(test.until);
    let leads = |id: &TriggerId| {
        let trigger = &model.triggers[*id];
        model.stages[trigger.to].name == expected.stage && trigger.from.stages().contains(&visit.stage)
    };
    let id = expected.trigger.filter(leads).or_else(|| model.triggers.ids().find(leads))?;
    let trigger = &model.triggers[id];
    let said = expected.time.filter(|time| (visit.entered_at..=end).contains(time));
    let mut moments: Vec<Moment<'_>> = if trigger.is_condition() {
        let among = |now: Micros| start + story.elements[start..stop].iter().take_while(|element| element.time <= now).count();
        let now = |now: Micros| Moment { known: among(now), ..story.at(now) };
        match said {
            Some(said) => vec![now(said)],
            None => (start..stop).map(|place| Moment { known: place + 1, ..now(story.elements[place].time) }).chain([now(end)]).collect(),
        }
    } else {
        let is_mine = |place: &usize| matches!(story.elements[*place].source, StreamSource::Event(event) if trigger.on.contains(&event));
        let event = |place: usize| Moment { known: place + 1, at_hand: Some(place), ..story.at(story.elements[place].time) };
        (start..stop).filter(is_mine).map(event).collect()
    };
    let is_said = said.is_some_and(|said| moments.iter().any(|at| at.now == said));
    if is_said {
        moments.retain(|at| Some(at.now) == said);
    }
    // of two that are as close the later one
    let distance = |at: &Moment<'_>| trace::distance(told, trigger, at);
    let Some(at) = moments.into_iter().rev().min_by(|a, b| distance(a).total_cmp(&distance(b))) else {
        return Some((Kept { trigger: id, at: None, is_said: false, instead: None }, Vec::new()));
    };
    let why: Vec<Reading> = trace::trigger(trigger, &at).into_iter().filter(|reading| reading.holds != Some(true)).collect();
    let instead = next.filter(|next| why.is_empty() && next.entered_at == at.now).and_then(|next| next.trigger);
    Some((Kept { trigger: id, at: Some(when(test, at.now)), is_said, instead }, why))
}

/// The steps that are expected: the path, with what is said of entries; without a path the entries alone, in order of time.
fn wanted(test: &Test, expect: &Expect, name: &dyn Fn(StageId) -> String) -> Vec<Step> {
    let said = |stage: StageId, visit: u32| {
        let enter = expect.enters.iter().find(|enter| enter.stage == stage && enter.visit == visit);
        let time = enter.and_then(|enter| enter.at).map(|(at, _)| at);
        Step {
            stage: name(stage),
            at: time.map(|at| when(test, at)),
            time,
            trigger: enter.and_then(|enter| enter.because).map(|(trigger, _)| trigger),
        }
    };
    if let Some((path, _)) = &expect.path {
        let visit = |at: usize| path[..=at].iter().filter(|(stage, _)| *stage == path[at].0).count();
        return (0..path.len()).map(|at| said(path[at].0, u32::try_from(visit(at)).unwrap_or(u32::MAX))).collect();
    }
    let mut enters: Vec<(Micros, Step)> =
        expect.enters.iter().map(|enter| (enter.at.map_or(Micros::MAX, |(at, _)| at), said(enter.stage, enter.visit))).collect();
    let seen = expect.looks.iter().flat_map(|look| {
        look.sights.iter().filter_map(|sight| match sight {
            super::Sight::Stage(wanted) => Some((
                look.at,
                Step { stage: name(wanted.what?), at: Some(format!("at {}", when(test, look.at))), time: None, trigger: None },
            )),
            super::Sight::Score(..) | super::Sight::Band(..) | super::Sight::Attribute(..) | super::Sight::Sla(..) => None,
        })
    });
    enters.extend(seen);
    enters.sort_by_key(|(at, _)| *at);
    enters.into_iter().map(|(_, step)| step).collect()
}

/// Puts two lists side by side: as many steps of the same stage in line as can be.
fn align(wanted: Vec<Step>, came: Vec<Step>) -> Vec<Row> {
    // Too long for a table of all pairs: then what is expected goes first wherever they part.
    const MOST: usize = 2_000;
    let (rows, columns) = (wanted.len(), came.len());
    let mut longest = Vec::new();
    if rows.max(columns) <= MOST {
        longest = vec![vec![0_u32; columns + 1]; rows + 1];
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                longest[row][column] = if wanted[row].stage == came[column].stage {
                    longest[row + 1][column + 1] + 1
                } else {
                    longest[row + 1][column].max(longest[row][column + 1])
                };
            }
        }
    }
    let left_over = |row: usize, column: usize| longest.get(row).and_then(|line| line.get(column)).copied().unwrap_or(0);
    let mut all = Vec::new();
    let (mut wanted, mut came) = (wanted.into_iter().peekable(), came.into_iter().peekable());
    let (mut row, mut column) = (0, 0);
    loop {
        let (left, right) = match (wanted.peek(), came.peek()) {
            (None, None) => return all,
            (Some(_), None) => (true, false),
            (None, Some(_)) => (false, true),
            (Some(left), Some(right)) if left.stage == right.stage => (true, true),
            (Some(_), Some(_)) if left_over(row + 1, column) >= left_over(row, column + 1) => (true, false),
            (Some(_), Some(_)) => (false, true),
        };
        row += usize::from(left);
        column += usize::from(right);
        let expected = if left { wanted.next() } else { None };
        let came = if right { came.next() } else { None };
        all.push(Row { expected, came, why: Vec::new(), kept: None });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stages_stand_in_line() {
        let steps = |stages: &str| -> Vec<Step> {
            stages.split_whitespace().map(|stage| Step { stage: stage.to_owned(), at: None, time: None, trigger: None }).collect()
        };
        let shown = |wanted: &str, came: &str| {
            let stage = |step: &Option<Step>| step.as_ref().map_or("·".to_owned(), |step| step.stage.clone());
            let rows = align(steps(wanted), steps(came));
            rows.iter().map(|row| format!("{}|{}", stage(&row.expected), stage(&row.came))).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown("a b c", "a b c"), "a|a b|b c|c");
        assert_eq!(shown("a b c", "a c"), "a|a b|· c|c");
        assert_eq!(shown("a c", "a b c d"), "a|a ·|b c|c ·|d");
        assert_eq!(shown("x", "y"), "x|· ·|y");
        assert_eq!(shown("", ""), "");
    }
}
