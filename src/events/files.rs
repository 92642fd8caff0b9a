//! From arguments to files: paths, folders and globs, in an order that depends on their names alone.
//!
//! A folder stands for the files in it and below whose extension is that of a log; others are left alone. The same file named
//! twice for the same source is read once.

use super::error::Error;
use super::open;
use crate::diagnostics::suggest::did_you_mean;
use crate::ids::SourceId;
use crate::model::Model;
use crate::model::source::Format;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Where to read events: what stands behind `--events`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The source whose mapping applies; `None` for the default columns.
    pub source: Option<SourceId>,
    /// A file, a folder or a glob.
    pub path: String,
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogFile {
    pub source: Option<SourceId>,
    pub path: String,
    pub format: Format,
    pub bytes: u64,
}

impl Input {
    /// Reads `PATH` or `SOURCE=PATH`. A path without a source goes by the definition's only source if it has just one, else
    /// by the default columns.
    ///
    /// # Errors
    /// When the definition has no source of that name.
    pub fn parse(argument: &str, model: &Model) -> Result<Self, Error> {
        let only = if model.sources.len() == 1 { model.sources.ids().next() } else { None };
        if argument.is_empty() || argument.ends_with('=') && !Path::new(argument).exists() {
            return Err(Error::NoLogs { path: argument.to_owned(), reason: "it names no path".to_owned() });
        }
        let plain = |path: &str| Self { source: only, path: path.to_owned() };
        let Some((name, path)) = argument.split_once('=') else { return Ok(plain(argument)) };
        if let Some((id, _)) = model.sources.enumerate().find(|(_, source)| source.name == name) {
            return Ok(Self { source: Some(id), path: path.to_owned() });
        }
        // `year=2026/*.parquet` is a path: it exists as far as it can be followed.
        let exists = Path::new(argument).exists() || Path::new(argument.split('/').next().unwrap_or_default()).exists();
        if exists || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Ok(plain(argument));
        }
        let hint = match did_you_mean(name, model.sources.iter().map(|source| source.name.as_str())) {
            Some(hint) => format!("; {hint}"),
            None if model.sources.is_empty() => "; it has no `sources` at all".to_owned(),
            None => String::new(),
        };
        Err(Error::UnknownSource { name: name.to_owned(), hint })
    }

    /// The `files` of a definition's sources, which are relative to `folder`.
    pub fn of_sources(model: &Model, folder: &Path) -> Vec<Self> {
        let of = |(id, path): (SourceId, &String)| Self { source: Some(id), path: folder.join(path).to_string_lossy().into_owned() };
        model.sources.enumerate().flat_map(|(id, source)| source.files.iter().map(move |path| (id, path))).map(of).collect()
    }
}

/// The files behind inputs, in the order of the inputs and in each by the bytes of their paths.
pub(super) fn list(model: &Model, inputs: &[Input]) -> Result<Vec<LogFile>, Error> {
    find(inputs, &|source| model.sources[source].format)
}

/// The same, where sources say the formats that `said` knows.
pub(super) fn find(inputs: &[Input], said: &dyn Fn(SourceId) -> Option<Format>) -> Result<Vec<LogFile>, Error> {
    let (mut files, mut seen) = (Vec::new(), HashSet::new());
    for input in inputs {
        let said = input.source.and_then(said);
        let mut found = Vec::new();
        let named = expand(&input.path, said, &mut found)?;
        if found.is_empty() {
            return Err(Error::NoLogs { path: input.path.clone(), reason: named.to_owned() });
        }
        found.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
        for path in found {
            let text = path.to_string_lossy().into_owned();
            if path.metadata().is_ok_and(|about| !about.is_file() && !about.is_dir()) {
                let reason = "it is no regular file, and logs are read from several places at once; save it to a file first";
                return Err(Error::Unreadable { path: text, reason: reason.to_owned() });
            }
            let same = path.canonicalize().map_err(|error| Error::io(&text, &error))?;
            if seen.insert((input.source, same)) {
                let bytes = path.metadata().map_err(|error| Error::io(&text, &error))?.len();
                let format = match said {
                    Some(format) => format,
                    None => format(&text)?,
                };
                files.push(LogFile { source: input.source, path: text, format, bytes });
            }
        }
    }
    Ok(files)
}

/// Adds the files behind a path; gives what to say where there are none.
fn expand(path: &str, said: Option<Format>, found: &mut Vec<PathBuf>) -> Result<&'static str, Error> {
    const NO_LOG: &str =
        "no file there ends in .ndjson, .jsonl, .json, .csv, .tsv, .parquet, .arrow, .ipc or .feather (or .gz, .zst after it)";
    let plain = Path::new(path);
    if plain.is_dir() {
        walk(plain, said, found)?;
        return Ok(NO_LOG);
    }
    let is_glob = path.contains(['*', '?', '[']) && !plain.exists();
    if !is_glob {
        found.push(plain.to_owned());
        return Ok(NO_LOG);
    }
    let bad = |reason: String| Error::Unreadable { path: path.to_owned(), reason };
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    for entry in glob::glob_with(path, options).map_err(|error| bad(format!("no pattern: {}", error.msg)))? {
        let entry = entry.map_err(|error| Error::io(&error.path().to_string_lossy(), error.error()))?;
        if entry.is_dir() {
            walk(&entry, said, found)?;
        } else if fits(&entry, said) || said.is_some() {
            found.push(entry);
        }
    }
    Ok("nothing that is a log matches the pattern")
}

/// Adds the logs in a folder and below; hidden ones and folders behind links are left alone.
fn walk(folder: &Path, said: Option<Format>, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::io(&folder.to_string_lossy(), &error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_name().as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&path, said, found)?;
        } else if path.is_file() && fits(&path, said) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether the name of a file in a folder is that of a log, and of the format that the source says.
fn fits(path: &Path, said: Option<Format>) -> bool {
    let family = |format: Format| match format {
        Format::Ndjson | Format::Json => 0,
        Format::Csv | Format::Tsv => 1,
        Format::Parquet => 2,
        Format::Arrow => 3,
    };
    by_name(&path.to_string_lossy()).is_some_and(|format| said.is_none_or(|said| family(said) == family(format)))
}

/// The format that a name tells.
fn by_name(path: &str) -> Option<Format> {
    let name = path.to_ascii_lowercase();
    let (stem, packed) = match name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")) {
        Some(stem) => (stem, true),
        None => (name.as_str(), false),
    };
    match Path::new(stem).extension()?.to_str()? {
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        "tsv" => Some(Format::Tsv),
        "parquet" if !packed => Some(Format::Parquet),
        "arrow" | "arrows" | "ipc" | "feather" if !packed => Some(Format::Arrow),
        _ => None,
    }
}

/// The format of a file: by its name, else by its first bytes.
fn format(path: &str) -> Result<Format, Error> {
    if let Some(format) = by_name(path) {
        return Ok(format);
    }
    let head = open::head(path, 8)?;
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"ARROW1") || head.starts_with(&[0xff; 4]) {
        return Ok(Format::Arrow);
    }
    let mut text = Vec::new();
    let compression = open::Compression::of(&head);
    let reader = open::text(path, 0, compression, None, &())?;
    std::io::Read::read_to_end(&mut std::io::Read::take(reader, 4 << 10), &mut text)
        .map_err(|error| open::failed(path, compression, &error))?;
    match text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii_start() {
        [b'{', ..] => Ok(Format::Ndjson),
        [b'[', ..] => Ok(Format::Json),
        _ => Err(Error::UnknownFormat { path: path.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::tests::model;

    fn names(files: &[LogFile], folder: &Path) -> Vec<String> {
        files.iter().map(|file| file.path.strip_prefix(&*folder.to_string_lossy()).unwrap_or(&file.path).to_owned()).collect()
    }

    #[test]
    fn formats_by_name() {
        for (name, format) in [
            ("a.ndjson", Some(Format::Ndjson)),
            ("a.JSONL.gz", Some(Format::Ndjson)),
            ("a.json.zst", Some(Format::Json)),
            ("a.b/c.csv", Some(Format::Csv)),
            ("a.tsv", Some(Format::Tsv)),
            ("a.parquet", Some(Format::Parquet)),
            ("a.parquet.gz", None),
            ("a.feather", Some(Format::Arrow)),
            ("a.csv/readme", None),
            ("csv", None),
            ("a.txt", None),
        ] {
            assert_eq!(by_name(name), format, "{name}");
        }
    }

    #[test]
    fn files_folders_and_globs_in_one_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("deep")).unwrap();
        for name in ["b.csv", "a.ndjson", "deep/c.json", "notes.txt", ".hidden.csv", "plain"] {
            std::fs::write(root.join(name), "{}").unwrap();
        }
        let list = |paths: &[&str]| {
            let inputs: Vec<Input> =
                paths.iter().map(|path| Input { source: None, path: root.join(path).to_string_lossy().into_owned() }).collect();
            list(&model(""), &inputs).map(|files| names(&files, root))
        };
        assert_eq!(list(&[""]).unwrap(), ["/a.ndjson", "/b.csv", "/deep/c.json"]);
        assert_eq!(list(&["b.csv", "*", "a.ndjson"]).unwrap(), ["/b.csv", "/a.ndjson", "/deep/c.json"]);
        assert_eq!(list(&["plain"]).unwrap(), ["/plain"]);
        assert_eq!(list(&["*.csv"]).unwrap(), ["/b.csv"]);
        for (path, says) in [
            ("gone.csv", "there is no such file or folder"),
            ("*.parquet", "nothing that is a log matches the pattern"),
            ("notes.txt/x", "cannot read"),
        ] {
            assert!(list(&[path]).unwrap_err().to_string().contains(says), "{path}: {}", list(&[path]).unwrap_err());
        }
        std::fs::create_dir(root.join("empty")).unwrap();
        assert!(list(&["empty"]).unwrap_err().to_string().contains("no event logs in"));
        std::fs::write(root.join("notes.txt"), "hello").unwrap();
        assert!(list(&["notes.txt"]).unwrap_err().to_string().starts_with("cannot tell the format of"));
    }
}
