//! The second look at a log, when it is known which column is whose: which events there are, which fields they carry, and which
//! of them comes first for the same subject.

use super::columns::{Table, nothing};
use super::roles::{Long, Shape, Wide};
use crate::events::Cell;
use crate::events::survey::{self, Columns, Log};
use crate::model::source::TimeFormat;
use crate::time::{Micros, Zone};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// So many subjects are followed; the order of events is told from them.
const MOST_SUBJECTS: usize = 100_000;
/// More events than this are not put into the catalog.
pub const MOST_EVENTS: usize = 120;

/// An event of the log.
#[derive(Debug)]
pub struct Seen {
    /// Rows of it.
    pub rows: u64,
    /// By the number of a column: in how many of its rows it has a value.
    pub fields: BTreeMap<usize, u64>,
}

/// What the rows tell.
#[derive(Debug, Default)]
pub struct History {
    /// The events by the name that the log has for them, the most frequent first.
    pub events: IndexMap<String, Seen>,
    /// Rows without a subject, a time or an event.
    pub without: [u64; 3],
    /// Rows that lack one of these.
    pub incomplete: u64,
    /// Subjects followed.
    pub subjects: usize,
    /// `before[a][b]`: subjects for whom the event `a` came before `b`, by the places of `events`.
    pub before: Vec<Vec<u64>>,
    /// By the place of an event: subjects who have it.
    pub reach: Vec<u64>,
}

/// A row as an event.
struct Told {
    name: String,
    subject: String,
    at: Micros,
}

/// Looks at the rows again.
///
/// # Errors
/// When the log cannot be read.
pub fn history(log: &Log, table: &Table, shape: &Shape) -> Result<History, crate::events::Error> {
    let mut history = History::default();
    let mut firsts: IndexMap<String, BTreeMap<usize, Micros>> = IndexMap::new();
    let mut columns = Columns(table.known.0.clone());
    let mut rows = 0;
    log.rows(&mut columns, &mut |cells| {
        rows += 1;
        let mut found: Vec<Option<&Cell<'_>>> = vec![None; table.columns.len()];
        for (number, cell) in cells {
            if let Some(slot) = found.get_mut(*number)
                && nothing(cell).is_none()
            {
                *slot = Some(cell);
            }
        }
        for told in history.told(shape, &found) {
            let count = history.events.len();
            let place = match history.events.get_full_mut(&told.name) {
                Some((place, _, seen)) => {
                    seen.add(&found);
                    place
                }
                None if count < MOST_EVENTS * 4 => {
                    let mut seen = Seen { rows: 0, fields: BTreeMap::new() };
                    seen.add(&found);
                    history.events.insert(told.name.clone(), seen);
                    count
                }
                None => continue,
            };
            if let Some(first) = firsts.get_mut(&told.subject) {
                let at = first.entry(place).or_insert(told.at);
                *at = (*at).min(told.at);
            } else if firsts.len() < MOST_SUBJECTS {
                firsts.insert(told.subject, BTreeMap::from([(place, told.at)]));
            }
        }
        if rows < table.rows { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    history.order(&firsts);
    Ok(history)
}

impl Seen {
    fn add(&mut self, found: &[Option<&Cell<'_>>]) {
        self.rows += 1;
        for (number, cell) in found.iter().enumerate() {
            if cell.is_some() {
                *self.fields.entry(number).or_default() += 1;
            }
        }
    }
}

impl History {
    fn told(&mut self, shape: &Shape, found: &[Option<&Cell<'_>>]) -> Vec<Told> {
        match shape {
            Shape::Long(long) => self.of_long(long, found).into_iter().collect(),
            Shape::Wide(wide) => Self::of_wide(wide, found),
        }
    }

    fn of_long(&mut self, long: &Long, found: &[Option<&Cell<'_>>]) -> Option<Told> {
        let first = |columns: &[usize]| columns.iter().find_map(|number| found.get(*number).copied().flatten());
        let name = |columns: &[usize]| first(columns).and_then(survey::name).map(std::borrow::Cow::into_owned);
        let (subject, event) = (name(&long.subject), name(&long.event));
        let at = first(&long.time).and_then(|cell| instant(cell, &long.format));
        for (count, lacks) in self.without.iter_mut().zip([subject.is_none(), first(&long.time).is_none(), event.is_none()]) {
            *count += u64::from(lacks);
        }
        self.incomplete += u64::from(subject.is_none() || first(&long.time).is_none() || event.is_none());
        Some(Told { name: event?, subject: subject?, at: at? })
    }

    fn of_wide(wide: &Wide, found: &[Option<&Cell<'_>>]) -> Vec<Told> {
        let cell = |number: usize| found.get(number).copied().flatten();
        let Some(subject) = cell(wide.subject).and_then(survey::name) else { return Vec::new() };
        let mut told = Vec::new();
        for dated in &wide.events {
            let Some(at) = cell(dated.time).and_then(|cell| instant(cell, &dated.format)) else { continue };
            let fits = dated.only.as_ref().is_none_or(|(status, values)| {
                cell(*status).and_then(survey::name).is_some_and(|value| values.iter().any(|wanted| *wanted == value))
            });
            if fits {
                told.push(Told { name: dated.name.clone(), subject: subject.clone().into_owned(), at });
            }
        }
        told
    }

    fn order(&mut self, firsts: &IndexMap<String, BTreeMap<usize, Micros>>) {
        let count = self.events.len();
        let mut before = vec![vec![0; count]; count];
        let mut reach = vec![0; count];
        for events in firsts.values() {
            for (a, at) in events {
                if let Some(reach) = reach.get_mut(*a) {
                    *reach += 1;
                }
                for (b, later) in events {
                    if at < later
                        && let Some(cell) = before.get_mut(*a).and_then(|row| row.get_mut(*b))
                    {
                        *cell += 1;
                    }
                }
            }
        }
        self.subjects = firsts.len();
        (self.before, self.reach) = (before, reach);
    }

    /// The places of events in the order in which they mostly come first.
    pub fn story(&self) -> Vec<usize> {
        let ahead = |a: usize, b: usize| self.before.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0);
        let count = self.events.len();
        let mut scored: Vec<(i64, usize)> = (0..count)
            .map(|a| {
                let score =
                    (0..count).filter(|b| *b != a).map(|b| i64::from(ahead(a, b) > ahead(b, a)) - i64::from(ahead(b, a) > ahead(a, b)));
                (score.sum(), a)
            })
            .collect();
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.into_iter().map(|(_, place)| place).collect()
    }
}

fn instant(cell: &Cell<'_>, format: &TimeFormat) -> Option<Micros> {
    survey::instant(cell, format, &Zone::utc())
}
