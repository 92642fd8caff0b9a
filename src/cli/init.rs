//! `funnelc init [DIR] [--from LOG…]`: a definition to begin with.

use super::error::reason;
use super::{Error, Status, Terminal, load};
use crate::draft::{self, Request};
use crate::events::survey::Log;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

/// Write a definition to begin with: one that shows the language, or one drafted from a log
///
/// Without a log it comes with a few events to run it on. With one the catalog of events is told from the rows: names, types,
/// what may be missing, how odd columns map, and a guess at the stages. What is written runs at once; its comments say what
/// to look at first.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder to write `funnel.yaml` to; made where it is not there
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Draft it from this log: files, folders and globs of NDJSON, JSON, CSV, TSV, Parquet or Arrow, also gzip or zstd
    #[arg(long, value_name = "LOG", num_args = 1..)]
    from: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Error> {
    let name = name(arguments);
    let definition = arguments.dir.join("funnel.yaml");
    free(&definition)?;
    let mut files = Vec::new();
    if arguments.from.is_empty() {
        let (text, log) = draft::blank(&name);
        let events = arguments.dir.join("events.ndjson");
        free(&events)?;
        files.push((events, log.to_owned()));
        files.push((definition.clone(), text));
    } else {
        let log = Log::open(&arguments.from).map_err(|fault| failed(&fault.to_string(), &arguments.from))?;
        let named: Vec<String> = arguments.from.iter().map(|path| relative(path, &arguments.dir)).collect();
        let text =
            draft::draft(&log, &Request { name: &name, files: &named }).map_err(|fault| failed(&fault.to_string(), &arguments.from))?;
        files.push((definition.clone(), text));
    }
    for (place, text) in &files {
        if place == &definition {
            sound(text)?;
        }
    }
    fs::create_dir_all(&arguments.dir).map_err(|cause| Error::file("write to", &arguments.dir, &cause))?;
    for (place, text) in &files {
        write(place, text)?;
    }
    let shown = arguments.dir.display().to_string();
    let plain = shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte));
    let shown = if plain { shown } else { format!("'{}'", shown.replace('\'', "'\\''")) };
    Terminal::print(&format!("wrote {}\nnext: funnelc run {shown}\n", definition.display()))?;
    Ok(Status::Fine)
}

/// The funnel's id: of the folder it stands in, else of the log.
fn name(arguments: &Arguments) -> String {
    let whole = std::path::absolute(&arguments.dir).unwrap_or_else(|_| arguments.dir.clone());
    let tidy: PathBuf = whole.components().filter(|part| *part != Component::CurDir).collect();
    draft::id(&tidy.file_name().unwrap_or_default().to_string_lossy())
}

/// Nothing is ever overwritten.
fn free(place: &Path) -> Result<(), Error> {
    if place.exists() || place.is_symlink() {
        let message = format!("`{}` is there already", place.display());
        return Err(Error::new(message).help("name another folder, or move that file away"));
    }
    Ok(())
}

fn failed(message: &str, from: &[String]) -> Error {
    let xes = from.iter().any(|path| path.to_lowercase().split('.').any(|part| part == "xes"));
    let error = Error::new(message.to_owned());
    if xes { error.help("XES is not read: export the log as CSV or Parquet, one row an event") } else { error }
}

/// A path as a definition in `dir` names it.
fn relative(path: &str, dir: &Path) -> String {
    let absolute = |path: &Path| fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf());
    let given = Path::new(path);
    if given.is_absolute() {
        return path.to_owned();
    }
    // A glob is no file, but the folder it begins in may be a link.
    let (base, path) = (absolute(dir), std::path::absolute(given).unwrap_or_else(|_| given.to_path_buf()));
    let clean = |path: &Path| {
        let mut parts: Vec<String> = Vec::new();
        for part in path.components() {
            match part {
                Component::ParentDir => drop(parts.pop()),
                Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
                Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
            }
        }
        parts
    };
    let (base, path) = (clean(&base), clean(&path));
    let common = base.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", base.len() - common).map(str::to_owned);
    up.chain(path.iter().skip(common).cloned()).collect::<Vec<_>>().join("/")
}

/// What is about to be written must be a definition without errors.
fn sound(text: &str) -> Result<(), Error> {
    let definition = load::of_text("funnel.yaml", text);
    if definition.model.is_some() {
        return Ok(());
    }
    let first = definition
        .findings
        .sorted()
        .into_iter()
        .next()
        .map_or_else(String::new, |finding| format!(": {} at `{}`", finding.message, definition.sources.text(finding.span)));
    let help = "this is a fault of funnelc, not of the log; nothing was written";
    Err(Error::new(format!("the draft would not pass `check`{first}")).help(help))
}

/// Writes a file beside its place and renames it there, unless something has come to stand there meanwhile.
fn write(place: &Path, text: &str) -> Result<(), Error> {
    let fault = |cause: &io::Error| Error::new(format!("cannot write `{}`: {}", place.display(), reason(cause)));
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new();
    #[cfg(unix)]
    beside.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let mut file = beside.tempfile_in(folder).map_err(|cause| fault(&cause))?;
    file.write_all(text.as_bytes()).map_err(|cause| fault(&cause))?;
    file.persist_noclobber(place).map_err(|cause| fault(&cause.error))?;
    Ok(())
}
