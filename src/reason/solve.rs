//! Whether formulas can be true together: a search through their alternatives that stops at the first way in which they can,
//! or says that there is none. It is bounded; beyond the bound nothing is claimed.

use super::domain::Domain;
use super::formula::{Formula, Thing};
use super::relations;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many steps are gone before the search is given up.
const MOST: u32 = 20_000;

/// What each thing can still be.
#[derive(Clone, Debug, Default)]
pub(super) struct Store {
    pub(super) things: BTreeMap<Arc<str>, (Arc<Thing>, Domain)>,
    /// Whether something was met that may be so or not.
    pub(super) perhaps: bool,
}

impl Store {
    /// Says that a thing lies in a domain; whether that is possible.
    pub(super) fn say(&mut self, thing: &Arc<Thing>, domain: &Domain) -> bool {
        match self.things.get_mut(&thing.key) {
            Some((_, known)) => {
                *known = known.and(domain).and(&thing.domain);
                !known.is_empty()
            }
            None => {
                let known = thing.domain.and(domain);
                let possible = !known.is_empty();
                self.things.insert(thing.key.clone(), (thing.clone(), known));
                possible
            }
        }
    }

    /// What a thing can still be.
    pub(super) fn of(&self, thing: &Thing) -> Domain {
        self.things.get(&thing.key).map_or_else(|| thing.domain.clone(), |(_, domain)| domain.clone())
    }
}

/// How a search ended.
#[derive(Debug)]
pub(super) enum Found {
    /// There is no way.
    No,
    /// There is one, as far as the things themselves are concerned.
    Way,
    /// It was given up.
    GaveUp,
}

/// Looks for a way in which all formulas are true; `accept` may refuse one, and the search goes on.
pub(super) fn search(formulas: &[&Formula], accept: &mut dyn FnMut(&Store) -> bool) -> Found {
    let mut search = Search { steps: 0, accept, refused: false };
    match search.go(Store::default(), formulas.to_vec(), Vec::new()) {
        Some(()) => Found::Way,
        None if search.steps > MOST || search.refused => Found::GaveUp,
        None => Found::No,
    }
}

struct Search<'s> {
    steps: u32,
    accept: &'s mut dyn FnMut(&Store) -> bool,
    refused: bool,
}

impl Search<'_> {
    /// Takes in what is `open`; what is a choice between alternatives waits until nothing else is open.
    fn go<'f>(&mut self, mut store: Store, mut open: Vec<&'f Formula>, mut choices: Vec<&'f [Formula]>) -> Option<()> {
        while let Some(formula) = open.pop() {
            self.steps += 1;
            match formula {
                Formula::Always => {}
                Formula::Never => return None,
                Formula::Perhaps => store.perhaps = true,
                Formula::In(thing, domain) => {
                    if !store.say(thing, domain) {
                        return None;
                    }
                }
                Formula::All(parts) => open.extend(parts),
                Formula::Any(parts) => choices.push(parts),
            }
        }
        if self.steps > MOST || !relations::settle(&mut store) {
            return None;
        }
        // the choice with the fewest alternatives left comes first
        let mut best: Option<(usize, Vec<&Formula>)> = None;
        for (at, parts) in choices.iter().enumerate() {
            let left: Vec<&Formula> = parts.iter().filter(|part| self.can_be(&store, part)).collect();
            if left.is_empty() {
                return None;
            }
            if best.as_ref().is_none_or(|(_, fewest)| left.len() < fewest.len()) {
                best = Some((at, left));
            }
        }
        let Some((at, alternatives)) = best else {
            let accepted = (self.accept)(&store);
            self.refused |= !accepted;
            return accepted.then_some(());
        };
        choices.swap_remove(at);
        if alternatives.iter().any(|part| is_so(&store, part)) {
            return self.go(store, Vec::new(), choices);
        }
        for alternative in alternatives {
            if self.steps > MOST {
                return None;
            }
            if self.go(store.clone(), vec![alternative], choices.clone()).is_some() {
                return Some(());
            }
        }
        None
    }

    /// Whether a part is possible on the face of it.
    fn can_be(&mut self, store: &Store, part: &Formula) -> bool {
        self.steps += 1;
        match part {
            Formula::Never => false,
            Formula::Always | Formula::Perhaps | Formula::Any(_) => true,
            Formula::In(thing, domain) => !store.of(thing).and(domain).is_empty(),
            Formula::All(parts) => parts.iter().all(|part| match part {
                Formula::In(thing, domain) => !store.of(thing).and(domain).is_empty(),
                Formula::Never => false,
                Formula::Always | Formula::Perhaps | Formula::All(_) | Formula::Any(_) => true,
            }),
        }
    }
}

/// Whether a part says nothing new.
fn is_so(store: &Store, part: &Formula) -> bool {
    matches!(part, Formula::In(thing, domain) if {
        let known = store.of(thing);
        known.and(domain) == known
    })
}
