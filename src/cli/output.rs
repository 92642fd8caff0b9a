//! The folder of results: written beside its place, renamed into it when whole.
//!
//! Until [`Staging::publish`] everything stands in a folder `.NAME.funnelc-XXXXXX` beside the place. Publishing renames it there;
//! where an earlier output stands, the two change places in one step of the file system, so that whoever looks, and whatever is
//! killed when, finds the old output or the new one, whole. Only file systems without such a step see two renames. An error takes
//! the folder beside away. A kill may leave it: each run holds a lock on its own, and removes those that nobody holds any more.

use super::error::{Error, reason};
use super::interrupt;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// How the files are called that a run writes, without and with their endings.
const TABLES: [&str; 3] = ["assignments", "subjects", "slas"];
const FILES: [&str; 4] = ["report.json", "report.md", "rejected.ndjson", "actions.ndjson"];
const ENDINGS: [&str; 3] = ["parquet", "csv", "ndjson"];

/// A folder on its way.
pub(super) struct Staging {
    place: PathBuf,
    beside: TempDir,
    /// Says to other runs that this one is alive. Where folders cannot be locked there is none, and nothing is cleaned up.
    _lock: Option<File>,
}

impl Staging {
    /// Makes sure, before any work is done, that the folder can be written and that nothing foreign stands in its place.
    pub(super) fn open(place: &Path) -> Result<Self, Error> {
        let place = match fs::canonicalize(place) {
            Ok(whole) => {
                replaceable(&whole, place)?;
                whole
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                if place.is_symlink() {
                    let message = format!("`{}` is a link to a place that is not there", place.display());
                    return Err(Error::new(message).help("make the folder that it leads to, or name another with `--out`"));
                }
                std::path::absolute(place).map_err(|cause| Error::file("write", place, &cause))?
            }
            Err(cause) => return Err(Error::file("write", place, &cause)),
        };
        let name = place.file_name().unwrap_or(OsStr::new("out")).to_string_lossy().into_owned();
        // Folders on the way that are not there yet are made when there is something to put into them.
        let parent = place.ancestors().skip(1).find(|ancestor| ancestor.exists()).unwrap_or(Path::new("/"));
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{name}.funnelc-");
        builder.prefix(&prefix);
        #[cfg(unix)]
        builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o777));
        // One run at a time: between making a folder and locking it, it looks as if nobody held it.
        let alone = File::open(parent).and_then(|folder| folder.lock().map(|()| folder)).ok();
        if alone.is_some() {
            remove_abandoned(parent, &prefix);
        }
        let beside = builder.tempdir_in(parent).map_err(|cause| Error::file("write to", parent, &cause))?;
        interrupt::remove(beside.path());
        let lock = File::open(beside.path()).and_then(|folder| folder.lock().map(|()| folder)).ok();
        Ok(Self { place, beside, _lock: lock })
    }

    /// The folder beside the place, or above it where that is not there yet.
    pub(super) fn parent(&self) -> &Path {
        self.beside.path().parent().unwrap_or(Path::new("."))
    }

    /// A file of the folder, buffered.
    pub(super) fn create(&self, name: &str) -> Result<BufWriter<File>, Error> {
        let file = interrupt::apart(|| File::create(self.beside.path().join(name))).map_err(|cause| self.fault(name, &cause))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Writes a file of the folder.
    pub(super) fn write(&self, name: &str, write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> Result<(), Error> {
        let mut file = self.create(name)?;
        write(&mut file).and_then(|()| file.flush()).map_err(|cause| self.fault(name, &cause))
    }

    /// What went wrong with a file, by the name it would have had.
    pub(super) fn fault(&self, name: &str, cause: &io::Error) -> Error {
        Error::file("write", &self.place.join(name), cause)
    }

    /// Puts the folder in its place.
    pub(super) fn publish(self) -> Result<(), Error> {
        interrupt::apart(|| self.put_in_place())
    }

    fn put_in_place(self) -> Result<(), Error> {
        let fault = |cause: &io::Error| Error::new(format!("cannot put the output at `{}`: {}", self.place.display(), reason(cause)));
        if let Some(parent) = self.place.parent() {
            fs::create_dir_all(parent).map_err(|cause| fault(&cause))?;
        }
        // An empty folder is replaced by the same rename that fills a place where nothing stands.
        match fs::rename(self.beside.path(), &self.place) {
            Ok(()) => {
                // Nothing is left for the guard to remove.
                let _ = self.beside.keep();
                Ok(())
            }
            Err(_) if self.place.is_dir() => {
                replaceable(&self.place, &self.place)?;
                replace(self.beside.path(), &self.place).map_err(|cause| fault(&cause))
                // What the guard removes now is the earlier output.
            }
            Err(cause) => Err(fault(&cause)),
        }
    }
}

/// Removes what killed runs have left: folders of that prefix that no run holds.
fn remove_abandoned(parent: &Path, prefix: &str) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix)) {
        let free =
            entry.file_type().is_ok_and(|kind| kind.is_dir()) && File::open(entry.path()).is_ok_and(|folder| folder.try_lock().is_ok());
        if free {
            // What cannot be removed hinders nobody.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether what stands at `place` may be replaced: an empty folder, or one with nothing in it but what a run writes.
fn replaceable(place: &Path, said: &Path) -> Result<(), Error> {
    if !place.is_dir() {
        return Err(Error::new(format!("`{}` is a file, not a folder", said.display())).help("name a folder with `--out`"));
    }
    if std::env::current_dir().is_ok_and(|here| here.starts_with(place)) {
        let help = "name a folder below it, such as `--out result`";
        return Err(Error::new(format!("`{}` is the folder you are in, or holds it; it would be replaced", said.display())).help(help));
    }
    let unreadable = |cause: io::Error| Error::file("read", said, &cause);
    let entries = fs::read_dir(place).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(unreadable)?;
    let foreign = entries.iter().filter(|entry| !is_output(&entry.file_name()) || !entry.file_type().is_ok_and(|kind| kind.is_file()));
    if let Some(name) = foreign.map(fs::DirEntry::file_name).min() {
        let message = format!("`{}` holds `{}`, which no run wrote; it would be lost", said.display(), name.to_string_lossy());
        return Err(Error::new(message).help("name another folder with `--out`, or move that away"));
    }
    Ok(())
}

fn is_output(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let table = name.split_once('.').is_some_and(|(stem, ending)| TABLES.contains(&stem) && ENDINGS.contains(&ending));
    table || FILES.contains(&name)
}

/// Lets two folders change places; without a step for that, the old one is moved away first, and back if the new one cannot follow.
fn replace(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let away = new.with_extension("old");
    fs::rename(old, &away)?;
    if let Err(cause) = fs::rename(new, old) {
        fs::rename(&away, old)?;
        return Err(cause);
    }
    fs::remove_dir_all(&away)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<impl Sized, Error>) -> String {
        match result {
            Err(Error::Failed { message, .. }) => message,
            _ => "no error".to_owned(),
        }
    }

    fn write(place: &Path, content: &str) {
        let staging = Staging::open(place).unwrap();
        staging.write("report.json", |out| out.write_all(content.as_bytes())).unwrap();
        staging.publish().unwrap();
    }

    #[test]
    fn an_output_appears_whole_and_replaces_an_earlier_one() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("not/there/yet");
        write(&place, "first");
        write(&place, "second");
        assert_eq!(fs::read_to_string(place.join("report.json")).unwrap(), "second");
        let beside: Vec<_> = fs::read_dir(place.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(beside, ["yet"], "nothing is left beside");
    }

    #[test]
    fn an_abandoned_output_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let staging = Staging::open(&home.path().join("a/b")).unwrap();
        staging.write("report.json", |out| out.write_all(b"half")).unwrap();
        drop(staging);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_left_goes_with_the_next() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("out");
        let alive = Staging::open(&place).unwrap();
        let killed = home.path().join(".out.funnelc-killed");
        fs::create_dir(&killed).unwrap();
        fs::write(killed.join("report.json"), "half").unwrap();
        fs::create_dir(home.path().join(".other.funnelc-killed")).unwrap();
        write(&place, "whole");
        assert!(!killed.exists(), "nobody holds it");
        assert!(home.path().join(".other.funnelc-killed").exists(), "it is of another output");
        assert!(alive.beside.path().exists(), "its run is alive");
    }

    #[test]
    fn what_no_run_wrote_is_never_replaced() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("notes.txt"), "mine").unwrap();
        assert!(message(Staging::open(home.path())).ends_with("holds `notes.txt`, which no run wrote; it would be lost"));
        assert!(message(Staging::open(&home.path().join("notes.txt"))).ends_with("is a file, not a folder"));
        assert!(message(Staging::open(&home.path().join("notes.txt/out"))).contains("a part of the path is no folder"));
        fs::create_dir(home.path().join("report.json")).unwrap();
    }

    #[test]
    fn an_empty_folder_may_be_filled() {
        let home = tempfile::tempdir().unwrap();
        let place = home.path().join("empty");
        fs::create_dir(&place).unwrap();
        write(&place, "first");
        assert!(place.join("report.json").is_file());
    }
}
