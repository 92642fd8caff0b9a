//! A definition from disk: its files read, resolved and checked.

use super::error::{Error, reason};
use crate::check::check;
use crate::diagnostics::{Findings, Sources};
use crate::model::Model;
use crate::resolve::resolve;
use crate::syntax::document::Document;
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
    /// What it means; `None` where there are errors.
    pub model: Option<Model>,
    /// The folder that paths in it are relative to.
    pub folder: PathBuf,
}

/// Reads the definition at `funnel`: a file, or a folder that holds `funnel.yaml`.
pub(super) fn load(funnel: &Path) -> Result<Definition, Error> {
    let Files { sources, findings, documents, folder } = read(funnel)?;
    Ok(Definition::of(sources, findings, &documents, folder))
}

/// The definition that a text is; it includes nothing.
pub(super) fn of_text(name: &str, text: &str) -> Definition {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let read = |_: &str| Ok(text.as_bytes().to_vec());
    let documents = include::load(name, &read, &mut sources, &mut findings);
    Definition::of(sources, findings, &documents, PathBuf::new())
}

impl Definition {
    fn of(sources: Sources, mut findings: Findings, documents: &[Document], folder: PathBuf) -> Self {
        let mut model = if documents.is_empty() { None } else { resolve(documents, &mut findings) };
        if let Some(model) = &model {
            check(model, &mut findings);
        }
        if findings.has_errors() {
            model = None;
        }
        Self { sources, findings, model, folder }
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

/// The bytes of a file, or why it cannot be read.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|cause| reason(&cause))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|cause| reason(&cause))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it is larger than {} MiB, and so hardly a definition", LARGEST >> 20));
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
