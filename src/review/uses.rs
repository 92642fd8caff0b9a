//! Where names that are gone are still used outside the definition: in its tests, in their snapshots, in other files beside it.

use super::shape::{Change, ChangeKind, Part};
use crate::diagnostics::{Findings, Sources};
use crate::model::Model;
use crate::suite::read;
use crate::syntax::suite as written;
use crate::trace::Spot;
use std::collections::BTreeMap;

/// A file that may use names of a definition.
pub struct File {
    /// Its name as it is shown.
    pub name: String,
    /// What it holds.
    pub text: String,
    /// What it is.
    pub kind: Kind,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Tests of the definition.
    Tests,
    /// A snapshot of such tests.
    Snapshot,
    /// Anything else.
    Other,
}

/// The old names that a change takes away, by its number.
struct Gone<'c> {
    change: usize,
    part: Part,
    name: &'c str,
}

/// Where files use names that changes take away: the number of each change, and a place. `new` is the definition that tests are read
/// by now; none where it is deleted.
pub fn uses(changes: &[Change], files: &[File], new: Option<&Model>) -> Vec<(usize, Spot)> {
    let gone: Vec<Gone<'_>> = changes.iter().enumerate().filter_map(|(at, change)| gone(at, change)).collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for file in files {
        let lines = match (file.kind, new) {
            (Kind::Tests, Some(model)) => unknown(&file.text, model),
            (Kind::Tests | Kind::Snapshot | Kind::Other, _) => words(&file.text),
        };
        for gone in gone.iter().filter(|gone| file.kind == Kind::Tests || is_shown(gone.part)) {
            let places = lines.get(gone.name).into_iter().flatten();
            found.extend(places.map(|line| (gone.change, Spot { file: file.name.clone(), line: *line })));
        }
    }
    found
}

fn gone(at: usize, change: &Change) -> Option<Gone<'_>> {
    let name = match change.kind {
        ChangeKind::Removed => change.name.as_str(),
        ChangeKind::Renamed => change.was.as_deref()?,
        ChangeKind::Added | ChangeKind::Moved | ChangeKind::Changed => return None,
    };
    Some(Gone { change: at, part: change.part, name: name.rsplit_once('.').map_or(name, |(_, last)| last) })
}

/// Whether what a log comes to is told by the names of such things.
fn is_shown(part: Part) -> bool {
    match part {
        Part::Event | Part::Attribute | Part::Score | Part::Stage | Part::Trigger => true,
        Part::Sla | Part::Metric | Part::Objective | Part::KeyResult => true,
        Part::Funnel | Part::Calendar | Part::Rule | Part::Let | Part::Invariant | Part::Source => false,
    }
}

/// The names that tests use and a definition does not have, with the lines where they do.
fn unknown(text: &str, model: &Model) -> BTreeMap<String, Vec<usize>> {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let file = sources.add("", text);
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // What is not written as tests are is not read to its end, so any word of it may be a name.
    let Some(document) = written::read(file, text, &mut findings).filter(|_| !findings.has_errors()) else { return words(text) };
    read::read(&document, model, &mut findings);
    for finding in findings.sorted() {
        let name = sources.text(finding.span).trim_matches(['"', '\'']);
        let name = name.rsplit_once('.').map_or(name, |(_, last)| last);
        let line = text[..finding.span.range().start].matches('\n').count() + 1;
        let lines = lines.entry(name.to_owned()).or_default();
        if lines.last() != Some(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The words of a file with the first line of each, comments and the head of a snapshot aside.
fn words(text: &str) -> BTreeMap<String, Vec<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let head = text.strip_prefix("---\n").and_then(|rest| rest.find("---\n")).map_or(0, |end| end + 8);
    let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in text[head..].lines().enumerate() {
        let line = if line.trim_start().starts_with('#') { "" } else { line.split(" #").next().unwrap_or_default() };
        for word in line.split(|c| !is_word(c)) {
            lines.entry(word.to_owned()).or_insert_with(|| vec![text[..head].matches('\n').count() + at + 1]);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_outside_of_comments_and_heads() {
        let lines = words("---\nsource: mql.test.yaml\n---\nstages.mql.entries: 3 # sal\n# sql\nstages.mql.now: 1\n");
        assert_eq!(lines.get("mql"), Some(&vec![4]));
        assert!(["sal", "sql", "source"].iter().all(|word| !lines.contains_key(*word)));
    }
}
