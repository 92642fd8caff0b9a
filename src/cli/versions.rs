//! The two sides of a diff: each a file, a folder, or `REV:PATH` of the repository, with all that it includes. One may be missing
//! where the same path is there on the other side: then the definition is new, or gone, or had another name.

use super::git::Repository;
use super::load::{Definition, Files, load, of_files};
use super::place::Place;
use super::{Error, Terminal};
use crate::diagnostics::{Findings, Sources, render as drawing};
use crate::model::Model;
use crate::render::Paint;
use crate::syntax::document::{Document, Project};
use crate::syntax::include;
use std::path::{Path, PathBuf};

/// A definition of one side.
pub(super) struct Version {
    /// As it was named, or as it was resolved.
    pub name: String,
    /// Its files.
    pub sources: Sources,
    /// It as written.
    pub documents: Vec<Document>,
    /// What it means.
    pub model: Model,
    /// The project file above it, by its name, and what it says.
    pub project: Option<(PathBuf, Project)>,
    /// Where it stands.
    pub place: Place,
}

/// What there is to compare.
pub(super) enum Versions {
    /// Both.
    Both(Box<[Version; 2]>),
    /// The definition was not there before.
    New(Box<Version>),
    /// It is not there any more; the place is where it would be.
    Deleted(Box<Version>, Place),
}

/// Whether the merge base is meant in the place of a revision.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The revision itself.
    Itself,
    /// Where it and HEAD parted.
    Merge,
}

/// Reads both sides.
pub(super) fn versions(old: &str, new: &str, base: Base, terminal: &Terminal) -> Result<Versions, Error> {
    let (old, new) = (Side::of(old, base)?, Side::of(new, Base::Itself)?);
    // what is missing on one side alone, and is there by the same name on the other, is no slip of the pen
    let same = matches!(old, Side::Commit(_)) && old.path().is_some() && old.path() == new.path();
    match (old.missing(), new.missing()) {
        (None, None) => Ok(Versions::Both(Box::new([old.read(terminal)?, new.read(terminal)?]))),
        (Some(_), None) if same => match old.named_before(&new) {
            Some(before) => Ok(Versions::Both(Box::new([before.read(terminal)?, new.read(terminal)?]))),
            None => Ok(Versions::New(Box::new(new.read(terminal)?))),
        },
        (None, Some(_)) if same => match new.named_now(&old) {
            Some(now) => Ok(Versions::Both(Box::new([old.read(terminal)?, now.read(terminal)?]))),
            None => Ok(Versions::Deleted(Box::new(old.read(terminal)?), new.place())),
        },
        (Some(error), _) | (None, Some(error)) => Err(error),
    }
}

/// A side, not read yet.
enum Side {
    Disk(PathBuf),
    Commit(Committed),
}

/// `REV:PATH`.
struct Committed {
    repository: Repository,
    commit: String,
    /// From the root, without a slash at either end.
    path: String,
}

impl Side {
    fn of(name: &str, base: Base) -> Result<Self, Error> {
        // where there is a file of that name it is meant
        let parts = if Path::new(name).exists() { None } else { name.split_once(':') };
        let Some((revision, path)) = parts.filter(|(revision, _)| !revision.is_empty()) else {
            return Ok(Self::Disk(PathBuf::from(name)));
        };
        let repository = Repository::here()?;
        if revision.starts_with('-') {
            return Err(Error::new(format!("`{revision}` is no revision of this repository")));
        }
        repository.knows(revision)?;
        let commit = if base == Base::Merge { repository.merge_base(revision)? } else { revision.to_owned() };
        // as Git has it: from the root, and from here where it begins with a dot
        let path = if path.starts_with("./") || path.starts_with("../") || path == "." {
            repository.within(Path::new(path)).ok_or_else(|| Error::new(format!("`{path}` is outside the repository")))?
        } else {
            path.trim_end_matches('/').to_owned()
        };
        Ok(Self::Commit(Committed { repository, commit, path }))
    }

    /// The path from the root of the repository.
    fn path(&self) -> Option<String> {
        match self {
            Self::Disk(path) => {
                let parent = path.ancestors().find(|place| place.is_dir()).unwrap_or(Path::new("."));
                Repository::of(parent).ok()?.within(path)
            }
            Self::Commit(committed) => Some(committed.path.clone()),
        }
    }

    /// Why it cannot be read, where there is nothing of that name.
    fn missing(&self) -> Option<Error> {
        match self {
            Self::Disk(path) if path.is_dir() && !path.join("funnel.yaml").exists() => Some(
                Error::new(format!("`{}` is a folder without a `funnel.yaml`", path.display())).help("name the file of the definition"),
            ),
            Self::Disk(path) => {
                (!path.exists()).then(|| Error::new(format!("cannot read `{}`: there is no such file or folder", path.display())))
            }
            Self::Commit(committed) => committed.file().err(),
        }
    }

    fn place(&self) -> Place {
        let parent = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        match self {
            // a folder, or a file that would be in one
            Self::Disk(path) if path.extension().is_none() => Place::Disk(path.clone()),
            Self::Disk(path) => Place::Disk(path.parent().unwrap_or(Path::new("")).to_path_buf()),
            Self::Commit(Committed { repository, commit, path }) => {
                Place::Commit { repository: repository.clone(), commit: commit.clone(), folder: parent(path) }
            }
        }
    }

    /// The name that the definition `new` had on this side, if Git finds that the file was renamed.
    fn named_before(&self, new: &Self) -> Option<Self> {
        let Self::Commit(Committed { repository, commit, path }) = self else { return None };
        let file = if new.is_folder() { format!("{path}/funnel.yaml") } else { path.clone() };
        let to = new.revision();
        let (before, _) = repository.renamed(commit, to).into_iter().find(|(_, now)| *now == file)?;
        Some(Self::Commit(Committed { repository: repository.clone(), commit: commit.clone(), path: before }))
    }

    /// The name that the definition `old` has on this side now.
    fn named_now(&self, old: &Self) -> Option<Self> {
        let Self::Commit(before) = old else { return None };
        let file = before.file().ok()?;
        let (_, now) = before.repository.renamed(&before.commit, self.revision()).into_iter().find(|(was, _)| *was == file)?;
        Some(match self {
            Self::Disk(_) => {
                // as one would type it from here
                let whole = before.repository.root.join(&now);
                let here = std::env::current_dir().ok().and_then(|here| std::fs::canonicalize(here).ok());
                let short = here.and_then(|here| whole.strip_prefix(here).ok().map(Path::to_path_buf));
                Self::Disk(short.unwrap_or(whole))
            }
            Self::Commit(committed) => {
                Self::Commit(Committed { repository: committed.repository.clone(), commit: committed.commit.clone(), path: now })
            }
        })
    }

    fn revision(&self) -> Option<&str> {
        match self {
            Self::Disk(_) => None,
            Self::Commit(committed) => Some(&committed.commit),
        }
    }

    fn is_folder(&self) -> bool {
        match self {
            Self::Disk(path) => path.is_dir(),
            Self::Commit(committed) => committed.file().is_ok_and(|file| file != committed.path),
        }
    }

    fn read(&self, terminal: &Terminal) -> Result<Version, Error> {
        match self {
            Self::Disk(path) => {
                let definition = load(path)?;
                let place = Place::Disk(definition.folder.clone());
                Version::of(path.display().to_string(), definition, place, terminal)
            }
            Self::Commit(committed) => committed.read(terminal),
        }
    }
}

impl Committed {
    /// The file of the definition, from the root; an error where there is none.
    fn file(&self) -> Result<String, Error> {
        let Self { repository, commit, path } = self;
        let is_folder = path.is_empty() || repository.is_folder(&format!("{commit}:{path}")).map_err(|_| self.nothing())?;
        if !is_folder {
            return Ok(path.clone());
        }
        let file = if path.is_empty() { "funnel.yaml".to_owned() } else { format!("{path}/funnel.yaml") };
        match repository.is_folder(&format!("{commit}:{file}")) {
            Ok(false) => Ok(file),
            Ok(true) | Err(_) => Err(Error::new(format!("`{commit}` has no `{file}`")).help("name the file of the definition")),
        }
    }

    /// There is nothing of that name: perhaps it was meant from here.
    fn nothing(&self) -> Error {
        let Self { repository, commit, path } = self;
        let error = Error::new(format!("there is no `{path}` in `{commit}`"));
        let from_here = repository.within(Path::new(path)).filter(|from_here| from_here != path);
        match from_here.filter(|path| repository.is_folder(&format!("{commit}:{path}")).is_ok()) {
            Some(_) => error.help(format!("PATH is from the root of the repository; from this folder it is `{commit}:./{path}`")),
            None => error.help("PATH is from the root of the repository"),
        }
    }

    fn read(&self, terminal: &Terminal) -> Result<Version, Error> {
        let path = self.file()?;
        let Self { repository, commit, .. } = self;
        // with a slash, so that what it includes is found beside it
        let name = if path.contains('/') { format!("{commit}:{path}") } else { format!("{commit}:./{path}") };
        let read = |object: &str| {
            repository.show(object).map_err(|error| match error {
                Error::Failed { message, .. } => message,
                Error::PipeClosed => String::new(),
            })
        };
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let place = Place::Commit { repository: repository.clone(), commit: commit.clone(), folder };
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let documents = include::load(&name, &read, &mut sources, &mut findings);
        let files = Files { sources, findings, documents, folder: PathBuf::new() };
        let project = place.project();
        let definition = of_files(files, project.as_ref().map(|(path, bytes)| (path.as_path(), bytes.clone())))?;
        Version::of(name, definition, place, terminal)
    }
}

impl Version {
    /// The file of the definition, as it is shown; what it includes and the project file come after it.
    pub(super) fn file(&self) -> &Path {
        self.sources.iter().next().map_or(Path::new("funnel.yaml"), |(_, source)| Path::new(&source.path))
    }

    /// What is wrong with a file is said as `check` says it; a diff of it there is none.
    fn of(name: String, definition: Definition, place: Place, terminal: &Terminal) -> Result<Self, Error> {
        let Definition { sources, findings, documents, model, project, .. } = definition;
        let Some(model) = model else {
            Terminal::say(&drawing::human(&findings.sorted(), &sources, terminal.err == Paint::Colour, terminal.width));
            return Err(Error::new(format!("`{name}` has errors, so that nothing can be compared with it"))
                .help("mend it first; `funnelc check` shows the same"));
        };
        let project = project.and_then(|project| Some((project.path, project.written?)));
        Ok(Self { name, sources, documents, model, project, place })
    }
}
