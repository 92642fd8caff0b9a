//! Stored snapshots: compared, written where that is asked for, and those that nothing makes any more.

use super::{Arguments, Filter};
use crate::cli::Error;
use crate::cli::load::Definition;
use crate::cli::replay;
use crate::events::{Input, ScanRequest};
use crate::model::Model;
use crate::report;
use crate::span::Span;
use crate::suite::results::{SnapshotResult, SnapshotState};
use crate::suite::{Keep, Snapshot, Suite, snapshot};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Where snapshots lie, beside the file of tests.
const FOLDER: &str = "snapshots";

/// Makes the snapshots of a file of tests and compares each with what is stored.
pub(super) fn run(
    path: &Path,
    suite: &Suite,
    definition: &Definition,
    arguments: &Arguments,
    filter: &Filter,
) -> Result<Vec<SnapshotResult>, Error> {
    let Some(model) = &definition.model else { return Ok(Vec::new()) };
    let folder = path.parent().unwrap_or(Path::new("")).join(FOLDER);
    let stem = stem(path);
    let mut results = Vec::new();
    for wanted in suite.snapshots.iter().filter(|wanted| filter.wants(&wanted.name)) {
        for (keep, text) in texts(path, wanted, definition, model, arguments)? {
            let file = folder.join(snapshot::file_name(&stem, &wanted.name, keep));
            let state = compare(&file, text, arguments.updates(&wanted.name))?;
            results.push(SnapshotResult {
                name: wanted.name.clone(),
                keep: Some(keep),
                file: file.display().to_string(),
                span: wanted.span,
                state,
            });
        }
    }
    results.extend(unreferenced(path, &folder, &stem, suite, arguments)?);
    Ok(results)
}

/// `funnel` of `funnel.test.yaml`.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(&name);
    name.strip_suffix(".test").unwrap_or(name).to_owned()
}

/// What a snapshot keeps, as texts.
fn texts(
    path: &Path,
    wanted: &Snapshot,
    definition: &Definition,
    model: &Model,
    arguments: &Arguments,
) -> Result<Vec<(Keep, String)>, Error> {
    let source = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut texts = Vec::new();
    if wanted.keep.contains(&Keep::Findings) {
        let found = definition.findings.sorted();
        texts.push((Keep::Findings, snapshot::findings(&source, wanted, &found, &definition.sources)));
    }
    if wanted.keep.iter().all(|keep| *keep == Keep::Findings) {
        return Ok(texts);
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let fault = |fault: crate::events::Error| Error::new(format!("snapshot `{}`: {fault}", wanted.name));
    let inputs = if wanted.events.is_empty() {
        Input::of_sources(model, &definition.folder)
    } else {
        wanted.events.iter().map(|log| Input::parse(&beside(folder, log, model), model)).collect::<Result<_, _>>().map_err(fault)?
    };
    if inputs.is_empty() {
        let message = format!("snapshot `{}` has no events: the definition names no `files`", wanted.name);
        return Err(Error::new(message).help("name a log with `events:`"));
    }
    let request = ScanRequest {
        model,
        inputs: &inputs,
        threads: arguments.threads(),
        columns: &vec![true; model.columns.len()],
        ids: true,
        only_events: None,
        strict: false,
        keep_rejects: false,
        origins: false,
        progress: &(),
    };
    let (outcome, intake) = replay::replay(&request, wanted.as_of).map_err(fault)?;
    if wanted.keep.contains(&Keep::Assignments) {
        texts.push((Keep::Assignments, snapshot::assignments(&source, wanted, model, &outcome)));
    }
    if wanted.keep.contains(&Keep::Report) {
        let period = wanted.period.as_ref().map(|period| period.resolve(&model.calendar, None, outcome.as_of.unwrap_or(0))).transpose();
        let period = period.map_err(|why| Error::new(format!("snapshot `{}`: {why}", wanted.name)))?;
        let report = report::build(model, &intake, &outcome, period);
        let text = snapshot::report(&source, wanted, &report);
        texts.push((Keep::Report, text.map_err(|why| Error::new(format!("snapshot `{}`: {why}", wanted.name)))?));
    }
    texts.sort_by_key(|(keep, _)| *keep);
    Ok(texts)
}

/// A log relative to the file of tests, also of `SOURCE=PATH`.
fn beside(folder: &Path, log: &str, model: &Model) -> String {
    let source = log.split_once('=').filter(|(source, _)| model.sources.iter().any(|known| known.name == *source));
    match source {
        Some((source, path)) => format!("{source}={}", folder.join(path).display()),
        None => folder.join(log).display().to_string(),
    }
}

fn compare(file: &Path, new: String, update: bool) -> Result<SnapshotState, Error> {
    let old = match fs::read_to_string(file) {
        Ok(old) => old.replace("\r\n", "\n"),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(Error::file("read", file, &cause)),
    };
    if old == new {
        return Ok(SnapshotState::Same);
    }
    if !update {
        return Ok(SnapshotState::Differs { old, new });
    }
    write(file, &new)?;
    Ok(SnapshotState::Written)
}

/// Writes a file beside its place and renames it.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Error> {
    let fault = |cause: &io::Error| Error::file("write", file, cause);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|cause| fault(&cause))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let mut beside = builder.tempfile_in(folder).map_err(|cause| fault(&cause))?;
    beside.write_all(text.as_bytes()).map_err(|cause| fault(&cause))?;
    beside.persist(file).map_err(|cause| fault(&cause.error))?;
    Ok(())
}

/// Files in the folder of snapshots that this file of tests would have made and makes no more, or whose file of tests is gone.
fn unreferenced(path: &Path, folder: &Path, stem: &str, suite: &Suite, arguments: &Arguments) -> Result<Vec<SnapshotResult>, Error> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let made: Vec<String> =
        suite.snapshots.iter().flat_map(|wanted| wanted.keep.iter().map(|keep| snapshot::file_name(stem, &wanted.name, *keep))).collect();
    let mut results = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(of) = snapshot::stem_of(&name) else { continue };
        let orphan =
            of != stem && !["test.yaml", "test.yml", "yaml", "yml"].iter().any(|end| path.with_file_name(format!("{of}.{end}")).exists());
        if made.contains(&name) || of != stem && !orphan {
            continue;
        }
        let state = if arguments.updates_all() {
            fs::remove_file(&file).map_err(|cause| Error::file("remove", &file, &cause))?;
            SnapshotState::Removed
        } else {
            SnapshotState::Unreferenced
        };
        let whole = suite.snapshots.first().map_or_else(Span::default, |first| first.span);
        results.push(SnapshotResult { name, keep: None, file: file.display().to_string(), span: whole, state });
    }
    Ok(results)
}
