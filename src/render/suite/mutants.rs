//! Which changes of a definition no test would notice.

use super::place;
use crate::diagnostics::Sources;
use crate::render::Paint;
use crate::suite::mutate::Mutation;
use serde_json::{Value, json};
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
pub fn mutants_json(all: &[Mutated<'_>]) -> Value {
    let one = |mutated: &Mutated<'_>| {
        let mutants: Vec<Value> = mutated
            .mutation
            .mutants
            .iter()
            .map(|mutant| json!({ "place": place(mutated.sources, mutant.span), "what": mutant.what, "noticed_by": mutant.noticed_by }))
            .collect();
        json!({ "funnel": mutated.path, "score": mutated.mutation.score(), "mutants": mutants })
    };
    Value::Array(all.iter().map(one).collect())
}
