//! The log once more, for the subjects whose stories part: what happened at that instant, and their rows for further replays.

use crate::cli::Error;
use crate::cli::replay::{reading, replay_batches};
use crate::events::{BatchSink, Error as ReadError, EventBatch, Input, ScanRequest, scan};
use crate::ids::EventId;
use crate::model::Model;
use crate::replay::outcome::Outcome;
use crate::review::{Again, Parted, share_catalog};
use crate::time::Micros;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// So many rows are kept; where those who part have more, nothing is told again.
const MOST_ROWS: usize = 20_000_000;

/// The log, for two versions of a definition.
pub(super) struct Log<'a> {
    events: &'a [String],
    /// The new version, and the old one where it reads the log in another way.
    models: Vec<&'a Model>,
    as_of: Option<Micros>,
    /// By model: the rows of those who were wanted whole.
    rows: Vec<Vec<EventBatch>>,
    /// The first thing that went wrong.
    pub fault: Option<Error>,
}

impl<'a> Log<'a> {
    pub(super) fn of(events: &'a [String], old: &'a Model, new: &'a Model, as_of: Option<Micros>) -> Self {
        let models = if share_catalog(old, new) { vec![new] } else { vec![new, old] };
        Self { events, models, as_of, rows: Vec::new(), fault: None }
    }

    fn read(&self, model: &Model, wanted: &Wanted<'_>, whole: bool) -> Result<(), Error> {
        let failed = |fault: ReadError| Error::new(fault.to_string());
        let inputs: Result<Vec<Input>, _> = self.events.iter().map(|argument| Input::parse(argument, model)).collect();
        let inputs = inputs.map_err(|fault| Error::new(fault.to_string()))?;
        let columns = vec![whole; model.columns.len()];
        let request = ScanRequest { ids: whole, ..reading(model, &inputs, &columns) };
        scan(&request, wanted).map(|_| ()).map_err(failed)
    }
}

impl Again for Log<'_> {
    fn look(&mut self, parted: &[Parted<'_>]) -> Vec<BTreeSet<String>> {
        // a row bears a name, and who that is among linked ones only a replay of all of them knows
        if self.models.iter().any(|model| model.events.iter().any(|event| event.links.is_some())) {
            return Vec::new();
        }
        let whole = parted.iter().any(|parted| parted.whole);
        let mut events = Vec::new();
        for (place, model) in self.models.iter().enumerate() {
            if place > 0 && !whole {
                break;
            }
            let wanted = Wanted::of(parted);
            if let Err(fault) = self.read(model, &wanted, whole) {
                self.fault = Some(fault);
                return Vec::new();
            }
            let found = wanted.found.into_inner().unwrap_or_else(PoisonError::into_inner);
            let kept = if found.count > MOST_ROWS { Vec::new() } else { found.rows };
            self.rows.push(kept);
            if place == 0 {
                let name = |event: &EventId| model.events[*event].name.clone();
                events = found.at.iter().map(|events| events.iter().map(name).collect()).collect();
            }
        }
        events
    }

    fn replay(&self, model: &Model) -> Option<Outcome> {
        let place = self.models.iter().position(|of| share_catalog(of, model))?;
        let rows = self.rows.get(place).filter(|rows| !rows.is_empty())?;
        Some(replay_batches(model, rows, self.as_of?))
    }
}

/// Keeps the rows of those who are wanted whole, and for all what happened at their instants.
struct Wanted<'a> {
    parted: &'a [Parted<'a>],
    places: HashMap<&'a str, usize, FixedState>,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    /// By place among those who part.
    at: Vec<BTreeSet<EventId>>,
    rows: Vec<EventBatch>,
    count: usize,
}

impl<'a> Wanted<'a> {
    fn of(parted: &'a [Parted<'a>]) -> Self {
        let places = parted.iter().enumerate().map(|(place, parted)| (parted.subject, place)).collect();
        let found = Found { at: vec![BTreeSet::new(); parted.len()], ..Found::default() };
        Self { parted, places, found: Mutex::new(found) }
    }
}

impl BatchSink for Wanted<'_> {
    fn batch(&self, _worker: usize, batch: EventBatch) -> Result<(), ReadError> {
        let (mut rows, mut at) = (Vec::new(), Vec::new());
        for row in 0..batch.len {
            let Some(place) = batch.subject.get(row).and_then(|name| self.places.get(name)).copied() else { continue };
            if self.parted[place].whole {
                rows.push(row);
            }
            if self.parted[place].at == batch.time[row] {
                at.push((place, batch.event[row]));
            }
        }
        let kept = if rows.is_empty() { None } else { Some(batch.keep(&rows)) };
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, event) in at {
            found.at[place].insert(event);
        }
        found.count += rows.len();
        if found.count <= MOST_ROWS {
            found.rows.extend(kept);
        }
        Ok(())
    }
}
