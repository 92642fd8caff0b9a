//! What the `git` program knows: files of a revision, the point where two lines of work parted, where the repository begins.

use super::Error;
use super::load::text_like;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

/// So many bytes may a file of a definition have, as on disk.
const LARGEST: u64 = 16 << 20;

/// The repository that a folder is in.
#[derive(Clone)]
pub(super) struct Repository {
    /// Its root.
    pub root: PathBuf,
}

/// A file of a revision, by its path from the root, and its bytes.
pub(super) struct Listed {
    pub path: String,
    pub bytes: u64,
}

impl Repository {
    /// The repository of the working folder.
    pub(super) fn here() -> Result<Self, Error> {
        Self::of(Path::new("."))
    }

    /// The repository of a folder.
    pub(super) fn of(folder: &Path) -> Result<Self, Error> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let root = git(folder, &["rev-parse", "--show-toplevel"])?;
        Ok(Self { root: PathBuf::from(String::from_utf8_lossy(&root).trim_end()) })
    }

    /// The bytes of the file `REV:PATH`.
    pub(super) fn show(&self, object: &str) -> Result<Vec<u8>, Error> {
        let size = git(&self.root, &["cat-file", "-s", object])?;
        if String::from_utf8_lossy(&size).trim().parse::<u64>().is_ok_and(|size| size > LARGEST) {
            return Err(Error::new(format!("it is larger than {} MiB, and so hardly a definition", LARGEST >> 20)));
        }
        text_like(git(&self.root, &["cat-file", "blob", object])?).map_err(Error::new)
    }

    /// Whether `REV:PATH` is a folder; an error where there is neither.
    pub(super) fn is_folder(&self, object: &str) -> Result<bool, Error> {
        let kind = git(&self.root, &["cat-file", "-t", object])?;
        Ok(String::from_utf8_lossy(&kind).trim() == "tree")
    }

    /// Whether a revision is one.
    pub(super) fn knows(&self, revision: &str) -> Result<(), Error> {
        git(&self.root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")]).map(|_| ()).map_err(|error| match error {
            Error::Failed { message, .. } if message.contains("not installed") => Error::new(message),
            Error::PipeClosed | Error::Failed { .. } => Error::new(format!("`{revision}` is no revision of this repository"))
                .help("`git log --oneline` and `git branch` list them; fetch it where it is shallow"),
        })
    }

    /// The commit from which a revision and the checked-out one parted.
    pub(super) fn merge_base(&self, revision: &str) -> Result<String, Error> {
        let base = git(&self.root, &["merge-base", revision, "HEAD"]).map_err(|_| {
            Error::new(format!("`{revision}` and HEAD have no commit in common")).help("fetch the whole history: `git fetch --unshallow`")
        })?;
        Ok(String::from_utf8_lossy(&base).trim().to_owned())
    }

    /// The files of a revision in a folder and below; none where there is no such folder.
    pub(super) fn files(&self, commit: &str, folder: &str) -> Vec<Listed> {
        let tree = format!("{commit}:{folder}");
        let Ok(said) = git(&self.root, &["ls-tree", "-r", "-l", "-z", "--full-tree", &tree]) else { return Vec::new() };
        let said = String::from_utf8_lossy(&said);
        let listed = said.split('\0').filter_map(|line| {
            let (about, name) = line.split_once('\t')?;
            let bytes = about.split_whitespace().nth(3)?.parse().ok()?;
            Some(Listed { path: if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }, bytes })
        });
        listed.collect()
    }

    /// The files of the working folder, by their paths from the root: those that Git knows, and those it is not told to leave out.
    pub(super) fn present(&self) -> Vec<String> {
        let Ok(said) = git(&self.root, &["ls-files", "--cached", "--others", "--exclude-standard", "-z"]) else { return Vec::new() };
        String::from_utf8_lossy(&said).split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
    }

    /// The texts of files of a revision, in the order asked for; `None` of what is no text.
    pub(super) fn texts(&self, commit: &str, paths: &[String]) -> Vec<Option<String>> {
        // a line feed in a name would be taken for the next question
        let asked: String = paths.iter().map(|path| format!("{commit}:{}\n", path.replace('\n', "?"))).collect();
        let Ok(said) = git_told(&self.root, &["cat-file", "--batch"], asked.into_bytes()) else { return vec![None; paths.len()] };
        let mut rest = &said[..];
        let mut next = || -> Option<Option<String>> {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            if head.ends_with(" missing") || head.ends_with(" ambiguous") {
                return Some(None);
            }
            let size: usize = head.rsplit(' ').next()?.parse().ok()?;
            let bytes = rest.get(..size)?.to_vec();
            rest = rest.get(size + 1..)?;
            Some(String::from_utf8(bytes).ok())
        };
        paths.iter().map(|_| next().flatten()).collect()
    }

    /// The name that a file of another revision had in `commit`, or in `commit` that a file of it has there; `to` is a revision, or
    /// what is in the working folder and known to Git.
    pub(super) fn renamed(&self, commit: &str, to: Option<&str>) -> Vec<(String, String)> {
        let mut arguments = vec!["diff", "--name-status", "--find-renames", "--diff-filter=R", "-z", "--no-ext-diff", commit];
        arguments.extend(to);
        arguments.push("--");
        let Ok(said) = git(&self.root, &arguments) else { return Vec::new() };
        let said = String::from_utf8_lossy(&said);
        let mut words = said.split('\0');
        let mut pairs = Vec::new();
        while let (Some(_), Some(old), Some(new)) = (words.next(), words.next(), words.next()) {
            pairs.push((old.to_owned(), new.to_owned()));
        }
        pairs
    }

    /// The path of a file from the root, with `/`; the file need not be there.
    pub(super) fn within(&self, file: &Path) -> Option<String> {
        let root = std::fs::canonicalize(&self.root).ok()?;
        let whole = std::path::absolute(file).ok()?;
        let there = whole.ancestors().find(|place| place.exists())?;
        let mut path = std::fs::canonicalize(there).ok()?;
        for part in whole.strip_prefix(there).ok()?.components() {
            match part {
                Component::ParentDir => drop(path.pop()),
                Component::CurDir => {}
                Component::Normal(_) | Component::RootDir | Component::Prefix(_) => path.push(part),
            }
        }
        let path = path.strip_prefix(root).ok()?;
        Some(path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    }
}

/// What `git` prints. Its messages are for people who typed a command of its own; the first line is passed on.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Error> {
    git_told(folder, arguments, Vec::new())
}

/// The same, with what it is told on its standard input.
fn git_told(folder: &Path, arguments: &[&str], told: Vec<u8>) -> Result<Vec<u8>, Error> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).env("LC_ALL", "C");
    let input = if told.is_empty() { Stdio::null() } else { Stdio::piped() };
    let started = command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|cause| {
        if cause.kind() == std::io::ErrorKind::NotFound {
            return Error::new("revisions need the program `git`, which is not installed").help("install it, or name files and folders");
        }
        Error::new(format!("cannot run `git`: {cause}"))
    });
    let mut started = started?;
    // it answers while it is asked, so both at once
    let asking = started.stdin.take().map(|mut input| std::thread::spawn(move || input.write_all(&told)));
    let output = started.wait_with_output().map_err(|cause| Error::new(format!("cannot run `git`: {cause}")))?;
    if let Some(asking) = asking {
        let _ = asking.join();
    }
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").trim().to_owned();
    Err(Error::new(format!("git: {}", if first.is_empty() { "it failed and did not say why".to_owned() } else { first })))
}
