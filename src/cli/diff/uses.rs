//! The files that may use names of a definition: its tests wherever they are in the repository, their snapshots, what stands beside it.

use crate::cli::place::Place;
use crate::diagnostics::{Findings, Sources};
use crate::review::uses::{File, Kind};
use crate::span::FileId;
use crate::syntax::suite;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

/// The files at `place` that may use names of the definition whose file is called `file`; its own are `own`.
pub(super) fn files(place: &Place, file: &Path, own: &Sources) -> Vec<File> {
    let definition = place.folder().join(file.file_name().unwrap_or_default());
    let listed = place.beside().into_iter().chain(place.tests());
    let mut seen = BTreeSet::new();
    let listed: Vec<(String, String, PathBuf)> = listed
        .map(|(name, text)| {
            let path = plain(&place.whole(&name));
            (name, text, path)
        })
        .filter(|(name, _, path)| own.iter().all(|(_, source)| source.path != *name) && seen.insert(path.clone()))
        .collect();
    let tests: BTreeSet<&Path> =
        listed.iter().filter(|(_, text, path)| is_of(text, path, &definition)).map(|(_, _, path)| path.as_path()).collect();
    let kind = |text: &str, path: &Path| {
        if tests.contains(path) {
            return Some(Kind::Tests);
        }
        if let Some(source) = source(text) {
            let beside = path.parent().and_then(Path::parent)?;
            return tests.contains(plain(&beside.join(source)).as_path()).then_some(Kind::Snapshot);
        }
        // tests of other definitions, and these themselves, have names of their own
        let is_yaml = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
        let is_near = path.starts_with(place.folder()) && !suite::is_suite(text) && !is_definition(text);
        (is_yaml && is_near).then_some(Kind::Other)
    };
    let kinds: Vec<Option<Kind>> = listed.iter().map(|(_, text, path)| kind(text, path)).collect();
    listed.into_iter().zip(kinds).filter_map(|((name, text, _), kind)| Some(File { name, text, kind: kind? })).collect()
}

/// Whether tests are of a definition: a file, or a folder with `funnel.yaml`.
fn is_of(text: &str, path: &Path, definition: &Path) -> bool {
    if !suite::is_suite(text) {
        return false;
    }
    let document = suite::read(FileId(0), text, &mut Findings::default());
    let named = document.as_ref().and_then(|document| document.funnel.get());
    let funnel = named.map(|named| plain(&path.parent().unwrap_or(Path::new("")).join(named.as_str())));
    funnel.is_some_and(|funnel| funnel == plain(definition) || funnel.join("funnel.yaml") == plain(definition))
}

/// The file of tests that a snapshot says it is of.
fn source(text: &str) -> Option<&str> {
    text.strip_prefix("---\n")?.lines().next()?.strip_prefix("source: ")
}

fn is_definition(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("stages:") || line.starts_with("triggers:"))
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => plain.push(part),
        }
    }
    plain
}
