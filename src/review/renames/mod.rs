//! What was renamed: a thing of the old version that is gone and one of the new that was not there, alike in everything but the name.
//!
//! The names are carried over into a copy of the old model, kind by kind, so that what refers to a renamed thing does not differ by it.
//! Things are looked up by what is written of them, so a thousand renames cost a thousand times one.

mod alike;
mod carry;
mod stages;

use super::items::{self, Item};
use super::shape::Part;
use crate::model::Model;
use std::collections::BTreeMap;

/// Names by kind, and the names that stand for them in the other version.
type Names = BTreeMap<(Part, String), String>;

/// The old model under the names of the new one, and what was renamed.
pub struct Renamed {
    /// The old model, with the new names.
    pub model: Model,
    /// New names to old ones.
    was: Names,
    /// Old names to new ones.
    now: Names,
}

impl Renamed {
    /// The old name of a thing that was renamed.
    pub fn was(&self, part: Part, new: &str) -> Option<&String> {
        self.was.get(&(part, new.to_owned()))
    }

    /// What a thing of the old version is called in the new one.
    pub fn now(&self, part: Part, old: &str) -> String {
        self.now.get(&(part, old.to_owned())).map_or_else(|| old.to_owned(), Clone::clone)
    }
}

/// Looks for renames. What others are made of comes first.
pub fn of(old: &Model, new: &Model) -> Renamed {
    let mut search = Search { model: old.clone(), was: items::of(old), is: items::of(new), renamed: Names::new() };
    for part in [Part::Event, Part::Attribute, Part::Score, Part::Rule, Part::Let, Part::Trigger] {
        search.carry(part, alike::pairs(&search.was, &search.is, part));
    }
    for by in [stages::by_ways, stages::by_words] {
        search.carry(Part::Stage, by(&search, new));
    }
    for part in [Part::Let, Part::Attribute, Part::Trigger, Part::Sla, Part::Invariant, Part::Metric, Part::Objective, Part::KeyResult] {
        search.carry(part, alike::pairs(&search.was, &search.is, part));
    }
    let was = search.renamed.iter().map(|((part, old), new)| ((*part, new.clone()), old.clone())).collect();
    Renamed { model: search.model, was, now: search.renamed }
}

/// An old name and the new one.
type Pair = (String, String);

/// How far the search has come.
struct Search {
    /// The old model, with the new names found so far.
    model: Model,
    /// Its things.
    was: Vec<Item>,
    /// Those of the new version.
    is: Vec<Item>,
    /// Old names to new ones.
    renamed: Names,
}

impl Search {
    fn carry(&mut self, part: Part, pairs: Vec<Pair>) {
        if pairs.is_empty() {
            return;
        }
        carry::over(&mut self.model, part, &pairs);
        self.was = items::of(&self.model);
        self.renamed.extend(pairs.into_iter().map(|(old, new)| ((part, old), new)));
    }
}
