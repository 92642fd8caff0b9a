//! Mutation: a definition changed in one place, and whether any test notices. A suite that does not notice 45 → 46 does not
//! protect the score at which a lead is qualified.
//!
//! Snapshots have no part in it: they notice everything and know of nothing whether it was meant.

use super::judge;
use super::play::Player;
use super::{Act, Test};
use crate::diagnostics::Sources;
use crate::ids::*;
use crate::model::Model;
use crate::span::Span;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

mod edit;
mod places;

use edit::Edit;

/// A change of a definition.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The bytes that would be changed, or the name of what they belong to.
    pub span: Span,
    /// What is changed: ``trigger `went_quiet`: idle 30d → 31d``.
    pub what: String,
    /// The first test that fails; none where no test notices.
    pub noticed_by: Option<String>,
    edit: Edit,
}

/// What became of the mutants of a definition.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    /// All that mean something else than the definition, in order of place.
    pub mutants: Vec<Mutant>,
}

impl Mutation {
    /// How many some test notices.
    pub fn noticed(&self) -> usize {
        self.mutants.iter().filter(|mutant| mutant.noticed_by.is_some()).count()
    }
    /// The share that some test notices; nothing where there are no mutants.
    pub fn score(&self) -> Option<f64> {
        (!self.mutants.is_empty()).then(|| self.noticed() as f64 / self.mutants.len() as f64)
    }
}

/// Plays the tests against every mutant, on as many threads as wanted; the result does not depend on their number.
pub fn mutate(model: &Model, sources: &Sources, tests: &[&Test], threads: usize) -> Mutation {
    let mut mutants = different(model, places::all(model, sources));
    let next = AtomicUsize::new(0);
    let noticed: Vec<Mutex<Option<String>>> = mutants.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(mutant) = mutants.get(at) else { return };
                    *noticed[at].lock().unwrap_or_else(PoisonError::into_inner) = notice(model, &mutant.edit, tests);
                }
            });
        }
    });
    for (mutant, noticed) in mutants.iter_mut().zip(noticed) {
        mutant.noticed_by = noticed.into_inner().unwrap_or_else(PoisonError::into_inner);
    }
    Mutation { mutants }
}

/// The mutants that mean something else than the definition, and than each other.
fn different(model: &Model, mutants: Vec<Mutant>) -> Vec<Mutant> {
    let mut seen = BTreeSet::from([model.fingerprint()]);
    mutants.into_iter().filter(|mutant| seen.insert(mutant.edit.of(model).fingerprint())).collect()
}

/// The first test that fails on the mutant.
fn notice(model: &Model, edit: &Edit, tests: &[&Test]) -> Option<String> {
    let mutated = edit.of(model);
    let player = Player::new(&mutated);
    let fails = |test: &&&Test| match edit {
        Edit::SwapTriggers(a, b) => !judge::passes(&player, &renumbered(test, *a, *b)),
        _ => !judge::passes(&player, test),
    };
    tests.iter().find(fails).map(|test| test.name.clone())
}

/// The test with two triggers in each other's places: what it says of one it goes on saying of the same.
fn renumbered(test: &Test, a: TriggerId, b: TriggerId) -> Test {
    let mut test = test.clone();
    let renumber = |because: &mut Option<(TriggerId, Span)>| {
        if let Some((id, _)) = because {
            *id = if *id == a {
                b
            } else if *id == b {
                a
            } else {
                *id
            };
        }
    };
    for expect in &mut test.expect {
        expect.enters.iter_mut().for_each(|enter| renumber(&mut enter.because));
        let acts = expect.actions.iter_mut().flat_map(|(acts, _)| acts);
        acts.for_each(|act: &mut Act| renumber(&mut act.because));
    }
    test
}
