//! A definition from disk: its files read, resolved and checked, and its findings settled by what the team allows.

use super::error::{Error, reason};
use crate::check::{check, lint};
use crate::confirm::witnesses;
use crate::diagnostics::{Finding, Findings, Sources};
use crate::governance::{Governance, gathered};
use crate::model::Model;
use crate::resolve::resolve;
use crate::syntax::document::{Document, Project};
use crate::syntax::include;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// So many bytes may a file of a definition have: ten thousand rules come to one million.
const LARGEST: u64 = 16 << 20;

/// A definition, as far as it could be made out.
pub(super) struct Definition {
    /// Its files, as read.
    pub sources: Sources,
    /// What is wrong with it.
    pub findings: Findings,
    /// It as written.
    pub documents: Vec<Document>,
    /// What it means; `None` where there are errors.
    pub model: Option<Model>,
    /// The folder that paths in it are relative to.
    pub folder: PathBuf,
    /// The project file above it.
    pub project: Option<ProjectFile>,
}

/// A project file, `funnelc.yaml`.
pub(super) struct ProjectFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it says, as far as it could be read.
    pub written: Option<Project>,
    /// What it allows or denies and this definition has not.
    pub idle: Vec<Finding>,
}

/// Today, in UTC: a day since 1970-01-01.
pub(super) fn today() -> i32 {
    let day = jiff::Timestamp::now().as_microsecond().div_euclid(86_400_000_000);
    i32::try_from(day).unwrap_or(i32::MAX)
}

/// Reads the definition at `funnel`: a file, or a folder that holds `funnel.yaml`. What is only suspicious about it
/// ([`lint`]) is for `check` to say, and for nobody who wants results.
pub(super) fn load(funnel: &Path) -> Result<Definition, Error> {
    load_to(Depth::Meaning, funnel, today())
}

/// The same with everything that is suspicious about it on a day.
pub(super) fn load_linted(funnel: &Path, today: i32) -> Result<Definition, Error> {
    load_to(Depth::Lints, funnel, today)
}

/// The definition that a text is; it includes nothing, and no project is around it.
pub(super) fn of_text(name: &str, text: &str) -> Definition {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let read = |_: &str| Ok(text.as_bytes().to_vec());
    let documents = include::load(name, &read, &mut sources, &mut findings);
    let files = Files { sources, findings, documents, folder: PathBuf::new() };
    Definition::of(files, None, Depth::Meaning, today())
}

/// The definition that files are which were read from elsewhere, and the project file above them.
pub(super) fn of_files(mut files: Files, project: Option<(&Path, Vec<u8>)>) -> Result<Definition, Error> {
    let project = match project {
        Some((path, bytes)) => Some(self::project(path, Ok(bytes), &mut files.sources)?),
        None => None,
    };
    Ok(Definition::of(files, project, Depth::Meaning, today()))
}

/// How closely a definition is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// What it means, and what is wrong with that.
    Meaning,
    /// Also what is suspicious.
    Lints,
}

fn load_to(depth: Depth, funnel: &Path, today: i32) -> Result<Definition, Error> {
    let mut files = read(funnel)?;
    let main = files.sources.iter().next().map(|(_, main)| PathBuf::from(&main.path));
    let project = match project_file(&files.folder).filter(|path| Some(path) != main.as_ref()) {
        Some(path) => Some(project(&path, bytes(&path), &mut files.sources)?),
        None => None,
    };
    Ok(Definition::of(files, project, depth, today))
}

impl Definition {
    fn of(files: Files, project: Option<Found>, depth: Depth, today: i32) -> Self {
        let Files { sources, mut findings, documents, folder } = files;
        let mut model = if documents.is_empty() { None } else { resolve(&documents, &mut findings) };
        if let Some(model) = &model {
            check(model, &mut findings);
            if depth == Depth::Lints {
                witnesses(model, &mut findings);
                lint(model, today, &mut findings);
            }
        }
        // Not before: that the project file has faults must not keep the definition from being checked.
        findings.extend(project.iter().flat_map(|project| project.findings.sorted()));
        let governance = Governance::of(&documents, project.as_ref().and_then(|found| found.project.as_ref()), &sources, today);
        let settled = governance.settle(&findings, model.is_some() && depth == Depth::Lints);
        let mut findings = Findings::default();
        findings.extend(gathered(&settled.findings, &sources));
        if findings.has_errors() {
            model = None;
        }
        let project = project.map(|found| ProjectFile { path: found.path, written: found.project, idle: settled.idle });
        Self { sources, findings, documents, model, folder, project }
    }
}

/// The files of a definition, read but not resolved.
pub(super) struct Files {
    pub sources: Sources,
    pub findings: Findings,
    pub documents: Vec<Document>,
    /// The folder that paths in it are relative to.
    pub folder: PathBuf,
}

/// Reads the definition at `funnel` and what it includes.
pub(super) fn read(funnel: &Path) -> Result<Files, Error> {
    let file = main_file(funnel)?;
    let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    // That the definition itself is not there is no finding about it.
    let main = bytes(&file).map_err(|why| Error::new(format!("cannot read `{}`: {why}", file.display())))?;
    let name = file.display().to_string();
    let read = |path: &str| {
        if path == name {
            return Ok(main.clone());
        }
        // A pipe may be a definition, but what somebody else's definition names must not keep us waiting.
        match fs::metadata(path) {
            Ok(about) if !about.is_file() && !about.is_dir() => Err("it is no regular file".to_owned()),
            _ => bytes(Path::new(path)),
        }
    };
    let documents = include::load(&name, &read, &mut sources, &mut findings);
    Ok(Files { sources, findings, documents, folder })
}

/// The nearest `funnelc.yaml`: in the folder of the definition or above it, up to the root of its repository.
fn project_file(folder: &Path) -> Option<PathBuf> {
    let mut place = folder.to_path_buf();
    for _ in 0..64 {
        let file = place.join("funnelc.yaml");
        if file.is_file() {
            return Some(file);
        }
        if place.join(".git").exists() {
            return None;
        }
        match place.components().next_back() {
            Some(std::path::Component::RootDir | std::path::Component::Prefix(_)) => return None,
            Some(std::path::Component::Normal(_)) => drop(place.pop()),
            Some(std::path::Component::CurDir | std::path::Component::ParentDir) | None => place.push(".."),
        }
    }
    None
}

/// A project file, as read.
struct Found {
    path: PathBuf,
    project: Option<Project>,
    findings: Findings,
}

/// Reads a project file.
fn project(path: &Path, bytes: Result<Vec<u8>, String>, sources: &mut Sources) -> Result<Found, Error> {
    let unreadable = |why: &str| Error::new(format!("cannot read `{}`: {why}", path.display()));
    let bytes = bytes.map_err(|why| unreadable(&why))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8 text"))?;
    let file = sources.add(path.display().to_string(), &text);
    let mut findings = Findings::default();
    let project = Project::read(file, &text, &mut findings);
    Ok(Found { path: path.to_path_buf(), project, findings })
}

/// The bytes of a file, or why it cannot be read.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|cause| reason(&cause))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|cause| reason(&cause))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it is larger than {} MiB, and so hardly a definition", LARGEST >> 20));
    }
    text_like(bytes)
}

/// What is no binary file. Text in another encoding, or with a stray byte, is for findings to say, at its place.
pub(super) fn text_like(bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let is_wide = matches!(bytes.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
    if !is_wide && bytes.contains(&0) && std::str::from_utf8(&bytes).is_err() {
        return Err("it is a binary file, no text".to_owned());
    }
    Ok(bytes)
}

fn main_file(funnel: &Path) -> Result<PathBuf, Error> {
    if !funnel.is_dir() {
        return Ok(funnel.to_path_buf());
    }
    let file = funnel.join("funnel.yaml");
    if file.is_file() {
        return Ok(file);
    }
    Err(Error::new(format!("`{}` is a folder without a `funnel.yaml`", funnel.display())).help("name the file of the definition"))
}
