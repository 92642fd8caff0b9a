//! How deep tests reach into each definition: what they see of it, and which changes they would notice.

use super::Arguments;
use super::file::Ran;
use crate::diagnostics::Sources;
use crate::model::Model;
use crate::render::Paint;
use crate::render::suite::{Covered, Mutated, coverage_table, mutants};
use crate::suite::Test;
use crate::suite::coverage::{Coverage, cover};
use crate::suite::mutate::{Mutation, mutate};
use std::fs;
use std::path::PathBuf;

/// Of all definitions.
pub(super) struct Depth<'a>(Vec<One<'a>>);

/// Of one definition, by the tests of all files that name it.
struct One<'a> {
    path: &'a str,
    sources: &'a Sources,
    coverage: Coverage,
    /// Nothing where it was not asked for, or where tests fail already: they would notice whatever one changed.
    mutation: Option<Mutation>,
}

/// The tests of one definition.
struct Group<'a> {
    /// Where it really is.
    place: PathBuf,
    path: &'a str,
    sources: &'a Sources,
    model: &'a Model,
    tests: Vec<&'a Test>,
    passed: bool,
}

/// What was asked for; the files that tests name are told apart by where they really are.
pub(super) fn of<'a>(arguments: &Arguments, ran: &'a [Ran]) -> Depth<'a> {
    if arguments.coverage().is_none() && !arguments.mutate {
        return Depth(Vec::new());
    }
    let mut groups: Vec<Group<'a>> = Vec::new();
    for one in ran {
        let (Some(definition), Some(suite)) = (&one.definition, &one.suite) else { continue };
        let Some((model, (_, main))) = definition.model.as_ref().zip(definition.sources.iter().next()) else { continue };
        let place = fs::canonicalize(&main.path).unwrap_or_else(|_| PathBuf::from(&main.path));
        let passed = one.tests.iter().all(crate::suite::results::TestResult::has_passed);
        let ran = suite.tests.iter().filter(|test| one.tests.iter().any(|result| result.name == test.name));
        match groups.iter_mut().find(|group| group.place == place) {
            Some(group) => {
                group.tests.extend(ran);
                group.passed &= passed;
            }
            None => groups.push(Group { place, path: &main.path, sources: &definition.sources, model, tests: ran.collect(), passed }),
        }
    }
    let one = |Group { path, sources, model, tests, passed, .. }: Group<'a>| One {
        path,
        sources,
        coverage: if arguments.coverage().is_some() { cover(model, sources, &tests) } else { Coverage::default() },
        mutation: (arguments.mutate && passed).then(|| mutate(model, sources, &tests, arguments.threads())),
    };
    Depth(groups.into_iter().map(one).collect())
}

impl Depth<'_> {
    /// Whether the tests see less of a definition than is wanted.
    pub fn falls_short(&self, min: Option<f64>) -> bool {
        min.is_some_and(|min| self.0.iter().any(|one| one.coverage.share().is_some_and(|share| share < min)))
    }

    pub fn covered(&self) -> Vec<Covered<'_>> {
        self.0.iter().map(|one| Covered { path: one.path, sources: one.sources, coverage: &one.coverage }).collect()
    }

    pub fn mutated(&self) -> Vec<Mutated<'_>> {
        self.0.iter().filter_map(|one| Some(Mutated { path: one.path, sources: one.sources, mutation: one.mutation.as_ref()? })).collect()
    }

    /// For people: what was asked for, of each definition.
    pub fn tables(&self, arguments: &Arguments, paint: Paint) -> String {
        let mut text = String::new();
        for (one, covered) in self.0.iter().zip(self.covered()) {
            if arguments.coverage().is_some() {
                text.push_str(&format!("\n{}", coverage_table(&covered, paint)));
            }
            if let (Some(min), Some(share)) = (arguments.min, one.coverage.share())
                && share < min
            {
                let line = format!("the tests see {:.1} % of {}, less than {:.1} %", share * 100.0, one.path, min * 100.0);
                text.push_str(&format!("\n{}\n", paint.fault(&line)));
            }
            if !arguments.mutate {
                continue;
            }
            match &one.mutation {
                Some(mutation) => {
                    text.push_str(&format!("\n{}", mutants(&Mutated { path: one.path, sources: one.sources, mutation }, paint)));
                }
                None => text.push_str(&format!("\n{}: mend the tests that fail before changing the definition\n", one.path)),
            }
        }
        text
    }
}
