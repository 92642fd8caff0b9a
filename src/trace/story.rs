//! What happened, step by step: events with what they folded, entries with what fired and why just then.

use super::shape::{Cause, Entry, Event, Fired, Folded, RowPlace, Step};
use super::{decide, json, ledger};
use crate::diagnostics::Sources;
use crate::eval::Scope;
use crate::events::Origins;
use crate::ids::*;
use crate::model::{Model, StreamSource, Trigger};
use crate::reference::{Moment, Told, Visit};
use crate::report::Instant;

/// The steps of a story.
pub fn steps(told: &Told<'_>, sources: &Sources, origins: &Origins) -> Vec<Step> {
    let story = &told.walk.story;
    let mut entries = 0;
    let step = |place: usize| match story.elements[place].source {
        StreamSource::Event(event) => self::event(told, place, event, origins).map(Step::Event),
        StreamSource::Stage(_) => {
            entries += 1;
            entry(told, place, entries - 1, sources).map(Step::Entry)
        }
    };
    (0..story.elements.len()).filter_map(step).collect()
}

/// The number of the event that an element is, from 1.
pub fn number(told: &Told<'_>, element: usize) -> Option<usize> {
    let story = &told.walk.story;
    let is_event = matches!(story.elements.get(element)?.source, StreamSource::Event(_));
    is_event.then(|| story.events_among(element + 1))
}

/// The moment at which rules and triggers look at an event: a first entry that it causes has been made.
pub fn at_hand<'a>(told: &'a Told<'_>, element: usize) -> Moment<'a> {
    let story = &told.walk.story;
    let enters = told.walk.visits.first().is_some_and(|visit| visit.trigger.is_none());
    let first =
        enters && matches!(story.elements.get(element + 1), Some(next) if element == 0 && next.time == story.elements[element].time);
    let known = element + 1 + usize::from(first);
    Moment { known, at_hand: Some(element), ..story.at(story.elements[element].time) }
}

fn event(told: &Told<'_>, element: usize, id: EventId, origins: &Origins) -> Option<Event> {
    let story = &told.walk.story;
    let number = number(told, element)?;
    let row = told.events.get(number - 1)?;
    let meant = &story.model.events[id];
    let after = at_hand(told, element);
    let fields = meant.fields.iter().zip(&row.fields).filter(|(_, value)| !value.is_missing());
    Some(Event {
        number,
        at: Instant(row.time),
        event: meant.name.clone(),
        subject: row.subject.as_deref().unwrap_or_default().to_owned(),
        id: row.id.as_deref().map(str::to_owned),
        seq: row.seq,
        row: row.origin.and_then(|origin| origins.find(origin)).map(|(file, place)| RowPlace::new(file, place)),
        activity: meant.activity,
        fields: fields.map(|(field, value)| (field.name.clone(), json(value))).collect(),
        folded: folded(&Moment { known: element, at_hand: None, ..after }, &Moment { known: element + 1, at_hand: None, ..after }),
        points: ledger::points(told, element, &Moment { at_hand: None, ..after }),
    })
}

/// The attributes in which two moments differ.
fn folded(before: &Moment<'_>, after: &Moment<'_>) -> Vec<Folded> {
    let attributes = after.story.model.attributes.enumerate();
    let differing = attributes.filter_map(|(id, attribute)| {
        let (old, new) = (before.attribute(id), after.attribute(id));
        (old != new).then(|| Folded { attribute: attribute.name.clone(), before: json(&old), after: json(&new) })
    });
    differing.collect()
}

fn entry(told: &Told<'_>, element: usize, place: usize, sources: &Sources) -> Option<Entry> {
    let (walk, model) = (&told.walk, told.walk.story.model);
    let visit = walk.visits.get(place)?;
    let at = before(told, element);
    let fired = visit.trigger.map(|id| fired(&model.triggers[id], &at, sources));
    let after = Moment { known: element + 1, at_hand: None, ..at };
    Some(Entry {
        at: Instant(visit.entered_at),
        from: place.checked_sub(1).map(|before| model.stages[walk.visits[before].stage].name.clone()),
        stage: model.stages[visit.stage].name.clone(),
        visit: visit.number,
        trigger: fired,
        cause: cause(told, element, visit, &at),
        scores: decide::scores(&after),
        folded: folded(&Moment { at_hand: None, ..at }, &after),
    })
}

/// The moment at which an entry was decided: everything before it has happened, and the event that came then is at hand.
pub fn before<'a>(told: &'a Told<'_>, element: usize) -> Moment<'a> {
    let story = &told.walk.story;
    Moment { known: element, at_hand: event_of(told, element), ..story.at(story.elements[element].time) }
}

/// The event of the very instant of an entry, and before it.
fn event_of(told: &Told<'_>, element: usize) -> Option<usize> {
    let elements = &told.walk.story.elements;
    let now = elements[element].time;
    (0..element).rev().take_while(|at| elements[*at].time == now).find(|at| matches!(elements[*at].source, StreamSource::Event(_)))
}

fn fired(trigger: &Trigger, at: &Moment<'_>, sources: &Sources) -> Fired {
    let at = if trigger.is_condition() { Moment { at_hand: None, ..*at } } else { *at };
    Fired {
        id: trigger.name.clone(),
        spot: super::spot(sources, trigger.span),
        by_human: trigger.by_human,
        because: decide::trigger(trigger, &at),
    }
}

fn cause(told: &Told<'_>, element: usize, visit: &Visit, at: &Moment<'_>) -> Cause {
    let story = &told.walk.story;
    if let Some(event) = at.at_hand {
        return Cause::Event {
            number: number(told, event).unwrap_or_default(),
            event: event_name(story.model, story.elements[event].source),
        };
    }
    let follows = element.checked_sub(1).is_some_and(|last| story.elements[last].time == visit.entered_at);
    match visit.trigger {
        Some(id) if !follows => {
            let trigger = &story.model.triggers[id];
            Cause::Time { turned: decide::turned(trigger, &at.at(at.now - 1), at, told.walk.is_polled(id)) }
        }
        Some(_) | None => Cause::Follows,
    }
}

fn event_name(model: &Model, source: StreamSource) -> String {
    match source {
        StreamSource::Event(event) => model.events[event].name.clone(),
        StreamSource::Stage(stage) => model.stages[stage].name.clone(),
    }
}
