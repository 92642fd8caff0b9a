//! One side of a diff: a file, a folder, or `REV:PATH` of the repository, with all that it includes.

use super::git::Repository;
use super::load::{Definition, load};
use super::{Error, Terminal};
use crate::check::check;
use crate::diagnostics::{Findings, Sources, render as drawing};
use crate::model::Model;
use crate::render::Paint;
use crate::resolve::resolve;
use crate::syntax::include;
use std::path::{Path, PathBuf};

/// A definition of one side.
pub(super) struct Version {
    /// As it was named, or as it was resolved.
    pub name: String,
    /// Its files.
    pub sources: Sources,
    /// What it means.
    pub model: Model,
    /// The folder that paths in it are relative to; none of a revision.
    pub folder: Option<PathBuf>,
}

/// Whether the merge base is meant in the place of a revision.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The revision itself.
    Itself,
    /// Where it and HEAD parted.
    Merge,
}

/// Reads one side.
pub(super) fn version(name: &str, base: Base, terminal: &Terminal) -> Result<Version, Error> {
    match revision(name) {
        Some((revision, path)) => of_revision(revision, path, base, terminal),
        None => of_disk(name, terminal),
    }
}

/// `REV:PATH`, where there is no file of that name.
fn revision(name: &str) -> Option<(&str, &str)> {
    if Path::new(name).exists() {
        return None;
    }
    name.split_once(':').filter(|(revision, _)| !revision.is_empty())
}

fn of_disk(name: &str, terminal: &Terminal) -> Result<Version, Error> {
    let Definition { sources, findings, model, folder, .. } = load(Path::new(name))?;
    let Some(model) = model else { return Err(broken(name, &sources, &findings, terminal)) };
    Ok(Version { name: name.to_owned(), sources, model, folder: Some(folder) })
}

fn of_revision(revision: &str, path: &str, base: Base, terminal: &Terminal) -> Result<Version, Error> {
    let repository = Repository::here()?;
    if revision.starts_with('-') {
        return Err(Error::new(format!("`{revision}` is no revision of this repository")));
    }
    repository.knows(revision)?;
    let commit = if base == Base::Merge { repository.merge_base(revision)? } else { revision.to_owned() };
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let missing = |_| Error::new(format!("there is no `{path}` in `{commit}`")).help("PATH is from the root of the repository");
    let is_folder = path.is_empty() || repository.is_folder(&format!("{commit}:{path}")).map_err(missing)?;
    let path = match (is_folder, path) {
        (true, "") => "funnel.yaml".to_owned(),
        (true, path) => format!("{path}/funnel.yaml"),
        (false, path) => path.to_owned(),
    };
    // with a slash, so that what it includes is found beside it
    let name = if path.contains('/') { format!("{commit}:{path}") } else { format!("{commit}:./{path}") };
    if is_folder {
        repository
            .is_folder(&name)
            .map_err(|_| Error::new(format!("`{commit}` has no `{path}`")).help("name the file of the definition"))?;
    }
    let read = |object: &str| {
        repository.show(object).map_err(|error| match error {
            Error::Failed { message, .. } => message,
            Error::PipeClosed => String::new(),
        })
    };
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let documents = include::load(&name, &read, &mut sources, &mut findings);
    let model = if documents.is_empty() { None } else { resolve(&documents, &mut findings) };
    if let Some(model) = &model {
        check(model, &mut findings);
    }
    match model.filter(|_| !findings.has_errors()) {
        Some(model) => Ok(Version { name, sources, model, folder: None }),
        None => Err(broken(&name, &sources, &findings, terminal)),
    }
}

/// What is wrong with a file is said as `check` says it; a diff of it there is none.
pub(super) fn broken(name: &str, sources: &Sources, findings: &Findings, terminal: &Terminal) -> Error {
    Terminal::say(&drawing::human(&findings.sorted(), sources, terminal.err == Paint::Colour, terminal.width));
    Error::new(format!("`{name}` has errors, so that nothing can be compared with it"))
        .help("mend it first; `funnelc check` shows the same")
}
