//! Which changes of a definition no test would notice.

use super::place;
use crate::diagnostics::Sources;
use crate::render::Paint;
use crate::suite::mutate::Mutation;
use schemars::JsonSchema;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

/// The mutants of one definition.
pub struct Mutated<'a> {
    /// The path of its main file.
    pub path: &'a str,
    /// Its files.
    pub sources: &'a Sources,
    /// What became of them.
    pub mutation: &'a Mutation,
}

/// The changes of one definition, and which of them some scenario notices.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Mutation")]
pub struct MutatedDocument<'a> {
    /// The path of its main file.
    funnel: &'a str,
    /// The share of changes that some scenario notices, from 0 to 1; null where there is nothing to change.
    score: Option<f64>,
    /// The changes, by place.
    mutants: Vec<MutantDocument<'a>>,
}

/// A change of a definition in one place.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Mutant")]
struct MutantDocument<'a> {
    /// Where it is made, as `file:line:column`.
    place: String,
    /// What is changed.
    what: &'a str,
    /// The first scenario that fails with it; null where none does.
    noticed_by: Option<&'a str>,
}

/// The share that some test notices, then each of the others with its place.
pub fn mutants(mutated: &Mutated<'_>, paint: Paint) -> String {
    let mutation = mutated.mutation;
    let (noticed, all) = (mutation.noticed(), mutation.mutants.len());
    let Some(score) = mutation.score() else { return format!("{}: nothing to change\n", mutated.path) };
    let line = format!("the tests notice {noticed} of {all} changes of {}: {:.1} %", mutated.path, score * 100.0);
    let mut text = format!("{}\n", if noticed == all { paint.good(&line) } else { paint.bold(&line) });
    let missed: Vec<(String, &str)> = mutation
        .mutants
        .iter()
        .filter(|mutant| mutant.noticed_by.is_none())
        .map(|mutant| (place(mutated.sources, mutant.span), mutant.what.as_str()))
        .collect();
    if !missed.is_empty() {
        text.push_str("\n  no test notices\n");
        let wide = missed.iter().map(|(place, _)| place.width()).max().unwrap_or(0);
        for (place, what) in missed {
            let pad = " ".repeat(wide.saturating_sub(place.width()));
            text.push_str(&format!("  {}{pad}  {what}\n", paint.dim(&place)));
        }
    }
    text
}

/// The same for programs.
pub fn mutants_json<'a>(all: &[Mutated<'a>]) -> Vec<MutatedDocument<'a>> {
    let one = |mutated: &Mutated<'a>| {
        let Mutated { path, sources, mutation } = *mutated;
        let mutants = mutation.mutants.iter().map(|mutant| MutantDocument {
            place: place(sources, mutant.span),
            what: &mutant.what,
            noticed_by: mutant.noticed_by.as_deref(),
        });
        MutatedDocument { funnel: path, score: mutation.score(), mutants: mutants.collect() }
    };
    all.iter().map(one).collect()
}
