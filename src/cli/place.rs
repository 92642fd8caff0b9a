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
    path.extension().is_some_and(|ending| ["yaml", "yml", "snap"].iter().any(|known| ending == *known))
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
