//! What the `git` program knows: files of a revision, the point where two lines of work parted, where the repository begins.

use super::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// So many bytes may a file of a definition have, as on disk.
const LARGEST: u64 = 16 << 20;

/// The repository that a folder is in.
pub(super) struct Repository {
    /// Its root.
    pub root: PathBuf,
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
        git(&self.root, &["cat-file", "blob", object])
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
}

/// What `git` prints. Its messages are for people who typed a command of its own; the first line is passed on.
fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Error> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).env("LC_ALL", "C").output().map_err(|cause| {
        if cause.kind() == std::io::ErrorKind::NotFound {
            return Error::new("revisions need the program `git`, which is not installed").help("install it, or name files and folders");
        }
        Error::new(format!("cannot run `git`: {cause}"))
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ").trim().to_owned();
    Err(Error::new(format!("git: {}", if first.is_empty() { "it failed and did not say why".to_owned() } else { first })))
}
