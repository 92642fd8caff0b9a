//! Definitions between two versions: one of them with a single change made, or taken back. They are put together from what is
//! written, and resolved; where a part does not fit the rest there is none.

use super::shape::{Change, ChangeKind, Part};
use crate::diagnostics::Findings;
use crate::model::Model;
use crate::resolve::resolve;
use crate::syntax::document::{Document, Rule, Score};
use crate::syntax::yaml::{Entries, Entry, Written};

/// Both versions as written.
#[derive(Clone, Copy)]
pub struct Hybrids<'a> {
    /// Before.
    pub old: &'a [Document],
    /// After.
    pub new: &'a [Document],
}

impl Hybrids<'_> {
    /// The old version with one change made.
    pub fn alone(self, change: &Change) -> Option<Model> {
        between(self.old, self.new, change)
    }

    /// The new version with one change taken back.
    pub fn without(self, change: &Change) -> Option<Model> {
        between(self.new, self.old, change)
    }
}

/// A version in which what a change is about is as in the other.
fn between(base: &[Document], other: &[Document], change: &Change) -> Option<Model> {
    if change.kind == ChangeKind::Renamed {
        return None;
    }
    let mut documents = base.to_vec();
    macro_rules! section {
        ($field:ident) => {
            section(&mut documents, other, change, |document| &document.$field, |document| &mut document.$field)
        };
    }
    match change.part {
        Part::Event => section!(events),
        Part::Attribute => section!(attributes),
        Part::Let => section!(lets),
        Part::Stage => section!(stages),
        Part::Trigger => section!(triggers),
        Part::Source => section!(sources),
        Part::Score => score(&mut documents, other, &change.name),
        Part::Rule => rule(&mut documents, other, change),
        Part::Calendar => {
            let written = other.iter().find(|document| !document.calendar.is_absent()).map(|document| document.calendar.clone());
            for document in &mut documents {
                document.calendar = Written::Absent;
            }
            documents.first_mut()?.calendar = written.unwrap_or_default();
            Some(())
        }
        Part::Funnel | Part::Sla | Part::Invariant | Part::Metric | Part::Objective | Part::KeyResult => None,
    }?;
    let mut findings = Findings::default();
    let model = resolve(&documents, &mut findings)?;
    (!findings.has_errors()).then_some(model)
}

type Section<'d, T> = &'d Written<Entries<T>>;

/// An entry of a section of the whole definition, as in the other version.
fn section<T: Clone>(
    documents: &mut [Document],
    other: &[Document],
    change: &Change,
    get: impl Fn(&Document) -> Section<'_, T>,
    get_mut: impl Fn(&mut Document) -> &mut Written<Entries<T>>,
) -> Option<()> {
    let all: Vec<&Entry<T>> = other.iter().filter_map(|document| get(document).get()).flat_map(|entries| &entries.0).collect();
    let wanted = all.iter().find(|entry| entry.key.value == change.name).copied();
    let has =
        |document: &Document, name: &str| get(document).get().is_some_and(|entries| entries.0.iter().any(|entry| entry.key.value == name));
    // as a part of what is there already, or after what it stands after there
    let before: Vec<&String> = all.iter().take_while(|entry| entry.key.value != change.name).map(|entry| &entry.key.value).collect();
    let place = documents.iter().position(|document| has(document, &change.name));
    let place = place.or_else(|| before.into_iter().rev().find_map(|name| documents.iter().position(|document| has(document, name))));
    let document = documents.get_mut(place.unwrap_or(0))?;
    put(get_mut(document), &all, wanted, change)
}

/// Puts an entry in the place of that of its name, or where the others of its version have it, or takes it away.
fn put<T: Clone>(section: &mut Written<Entries<T>>, all: &[&Entry<T>], wanted: Option<&Entry<T>>, change: &Change) -> Option<()> {
    if !matches!(section, Written::Given(_)) {
        *section = Written::Given(Entries::default());
    }
    let Written::Given(entries) = section else { return None };
    let entries = &mut entries.0;
    let place = entries.iter().position(|entry| entry.key.value == change.name);
    let moves = change.kind == ChangeKind::Moved || change.details.iter().any(|detail| detail.key == "order");
    match (place, wanted) {
        (Some(place), Some(wanted)) if !moves => entries[place] = wanted.clone(),
        (_, Some(wanted)) => {
            if let Some(place) = place {
                entries.remove(place);
            }
            let before = all.iter().take_while(|entry| entry.key.value != change.name);
            let after = before.filter_map(|before| entries.iter().position(|entry| entry.key.value == before.key.value)).max();
            entries.insert(after.map_or(0, |after| after + 1), wanted.clone());
        }
        (Some(place), None) => drop(entries.remove(place)),
        (None, None) => return None,
    }
    Some(())
}

fn find_score<'d>(documents: &'d [Document], name: &str) -> Option<&'d Score> {
    let sections = documents.iter().filter_map(|document| document.scoring.get());
    sections.flat_map(|entries| &entries.0).find(|entry| entry.key.value == name)?.value.as_ref()
}

fn find_score_mut<'d>(documents: &'d mut [Document], name: &str) -> Option<&'d mut Score> {
    let sections = documents.iter_mut().filter_map(|document| match &mut document.scoring {
        Written::Given(entries) => Some(entries),
        Written::Absent | Written::Wrong(_) => None,
    });
    sections.flat_map(|entries| &mut entries.0).find(|entry| entry.key.value == name)?.value.as_mut()
}

/// How a score decays and what its range is; its rules are changes of their own.
fn score(documents: &mut [Document], other: &[Document], name: &str) -> Option<()> {
    let wanted = find_score(other, name)?.clone();
    let score = find_score_mut(documents, name)?;
    score.half_life = wanted.half_life;
    score.expire = wanted.expire;
    score.range = wanted.range;
    score.bands = wanted.bands;
    Some(())
}

fn rule(documents: &mut [Document], other: &[Document], change: &Change) -> Option<()> {
    let (score, name) = change.name.rsplit_once('.')?;
    let all: Vec<&Entry<Rule>> =
        find_score(other, score).and_then(|score| score.rules.get()).map_or_else(Vec::new, |rules| rules.0.iter().collect());
    let wanted = all.iter().find(|entry| entry.key.value == name).copied();
    let of = Change { name: name.to_owned(), ..change.clone() };
    put(&mut find_score_mut(documents, score)?.rules, &all, wanted, &of)
}
