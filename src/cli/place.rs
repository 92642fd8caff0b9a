//! Where a version of a definition stands, on disk or in a commit: what is beside it, and who is asked there.

use super::git::Repository;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders so many levels down are looked into.
const DEPTH: usize = 3;
/// Larger files are logs, and no tests or snapshots.
const LARGEST: u64 = 1 << 20;

/// Where a version stands.
pub(super) enum Place {
    /// In a folder.
    Disk(PathBuf),
    /// In a commit of a repository.
    Commit {
        /// The repository.
        repository: Repository,
        /// The commit, as it is shown.
        commit: String,
        /// The folder from the root, empty for the root itself.
        folder: String,
    },
}

impl Place {
    /// The YAML files and snapshots beside the definition and below, by their names as they are shown, with their texts.
    pub(super) fn beside(&self) -> Vec<(String, String)> {
        match self {
            Self::Disk(folder) => {
                let mut files = Vec::new();
                walk(folder, DEPTH, &mut files);
                files.sort();
                files.into_iter().filter_map(|file| Some((file.display().to_string(), fs::read_to_string(&file).ok()?))).collect()
            }
            Self::Commit { repository, commit, folder } => {
                let below = |path: &str| path.strip_prefix(folder.as_str()).unwrap_or(path).trim_start_matches('/').matches('/').count();
                let hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
                let listed = repository.files(commit, folder).into_iter();
                let wanted = listed.filter(|file| {
                    is_ours(Path::new(&file.path)) && file.bytes <= LARGEST && below(&file.path) <= DEPTH && !hidden(&file.path)
                });
                let paths: Vec<String> = wanted.map(|file| file.path).collect();
                let texts = repository.texts(commit, &paths);
                paths.into_iter().zip(texts).filter_map(|(path, text)| Some((format!("{commit}:{path}"), text?))).collect()
            }
        }
    }

    /// The files of the whole repository that look like tests or their snapshots, as `beside` gives them; none outside of one.
    pub(super) fn tests(&self) -> Vec<(String, String)> {
        match self {
            Self::Disk(folder) => {
                let folder = folder.ancestors().find(|place| place.is_dir()).unwrap_or(Path::new("."));
                let Ok(repository) = Repository::of(folder) else { return Vec::new() };
                let here = std::env::current_dir().ok().and_then(|here| fs::canonicalize(here).ok());
                let read = |path: String| {
                    let whole = repository.root.join(&path);
                    let about = fs::metadata(&whole).ok().filter(|about| about.is_file() && about.len() <= LARGEST);
                    // as one would type it from here
                    let short = here.as_ref().and_then(|here| whole.strip_prefix(here).ok());
                    about.and_then(|_| Some((short.unwrap_or(&whole).display().to_string(), fs::read_to_string(&whole).ok()?)))
                };
                repository.present().into_iter().filter(|path| is_of_tests(Path::new(path))).filter_map(read).collect()
            }
            Self::Commit { repository, commit, .. } => {
                let listed = repository.files(commit, "").into_iter();
                let wanted = listed.filter(|file| is_of_tests(Path::new(&file.path)) && file.bytes <= LARGEST);
                let paths: Vec<String> = wanted.map(|file| file.path).collect();
                let texts = repository.texts(commit, &paths);
                paths.into_iter().zip(texts).filter_map(|(path, text)| Some((format!("{commit}:{path}"), text?))).collect()
            }
        }
    }

    /// The folder, as `whole` gives its files.
    pub(super) fn folder(&self) -> PathBuf {
        match self {
            Self::Disk(folder) => std::path::absolute(folder).unwrap_or_else(|_| folder.clone()),
            Self::Commit { folder, .. } => Path::new("/").join(folder),
        }
    }

    /// Where a file is, by its name as it is shown.
    pub(super) fn whole(&self, shown: &str) -> PathBuf {
        match self {
            Self::Disk(_) => std::path::absolute(shown).unwrap_or_else(|_| PathBuf::from(shown)),
            Self::Commit { .. } => Path::new("/").join(shown.split_once(':').map_or(shown, |(_, path)| path)),
        }
    }

    /// The CODEOWNERS file of the repository.
    pub(super) fn codeowners(&self) -> Option<String> {
        let places = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
        match self {
            Self::Disk(folder) => {
                let repository = Repository::of(folder).ok()?;
                places.iter().find_map(|place| fs::read_to_string(repository.root.join(place)).ok())
            }
            Self::Commit { repository, commit, .. } => {
                repository.texts(commit, &places.map(str::to_owned)).into_iter().find_map(|text| text)
            }
        }
    }

    /// The path of one of the definition's files from the root of its repository, with `/`.
    pub(super) fn path_in_repository(&self, file: &str) -> Option<String> {
        match self {
            Self::Disk(folder) => Repository::of(folder).ok()?.within(Path::new(file)),
            Self::Commit { commit, .. } => Some(file.strip_prefix(commit)?.trim_start_matches(':').trim_start_matches("./").to_owned()),
        }
    }

    /// The nearest project file of a commit, as it is shown, and its bytes; on disk the loader finds it.
    pub(super) fn project(&self) -> Option<(PathBuf, Vec<u8>)> {
        let Self::Commit { repository, commit, folder } = self else { return None };
        let above = std::iter::successors(Some(folder.as_str()), |folder| {
            (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
        });
        let paths: Vec<String> =
            above.map(|folder| if folder.is_empty() { "funnelc.yaml".to_owned() } else { format!("{folder}/funnelc.yaml") }).collect();
        let object = |path: &String| format!("{commit}:{path}");
        paths.iter().find_map(|path| Some((PathBuf::from(object(path)), repository.show(&object(path)).ok()?)))
    }
}

fn is_ours(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["yaml", "yml", "snap"].iter().any(|known| ending == *known)) || is_snapshot(path)
}

/// Whether a file's name is one of tests, as `funnelc test` finds them, or of a snapshot.
fn is_of_tests(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    let among_tests = path.parent().is_some_and(|folder| folder.ends_with("tests"));
    stem.is_some_and(|stem| among_tests || stem.strip_suffix(".test").is_some()) || is_snapshot(path)
}

fn is_snapshot(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "txt") && path.parent().is_some_and(|folder| folder.ends_with("snapshots"))
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = if folder == Path::new(".") { PathBuf::from(entry.file_name()) } else { entry.path() };
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && depth > 0 && !entry.file_name().to_string_lossy().starts_with('.') {
            walk(&path, depth - 1, files);
        }
        if kind.is_file() && is_ours(&path) && entry.metadata().is_ok_and(|about| about.len() <= LARGEST) {
            files.push(path);
        }
    }
}
