//! Which files are tests: those named, and in folders `*.test.yaml` and what in a folder `tests` looks like one.

use crate::cli::Error;
use crate::syntax::suite;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no tests of anybody's own.
const PASSED_OVER: [&str; 3] = ["target", "node_modules", "snapshots"];
/// Folders may lead into one another by links; nobody keeps tests as deep as this.
const DEEPEST: usize = 24;

/// The files of tests at `paths`, each once, in order.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|cause| Error::file("read", path, &cause))?;
        if about.is_dir() {
            let before = found.len();
            walk(path, 0, &mut found)?;
            if found.len() == before {
                let help =
                    "a file of tests is called `NAME.test.yaml`, or lies in a folder `tests` and has a section `tests:` or `snapshots:`";
                return Err(Error::new(format!("no tests below `{}`", path.display())).help(help));
            }
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Error> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut paths: Vec<PathBuf> = entries.map_err(|cause| Error::file("read", folder, &cause))?.iter().map(fs::DirEntry::path).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if depth < DEEPEST && !name.starts_with('.') && !PASSED_OVER.contains(&name.as_str()) && !path.is_symlink() {
                walk(&path, depth + 1, found)?;
            }
            continue;
        }
        let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
        let Some(stem) = stem else { continue };
        let among_tests = folder.file_name().is_some_and(|folder| folder == "tests");
        let looks_like_one = || fs::read_to_string(&path).is_ok_and(|text| suite::is_suite(&text));
        if stem.strip_suffix(".test").is_some() || among_tests && looks_like_one() {
            // `./a.test.yaml` reads better without what everybody knows
            found.push(path.strip_prefix("./").map_or(path.clone(), Path::to_path_buf));
        }
    }
    Ok(())
}
