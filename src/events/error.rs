//! What stops the reading of a log altogether. Bad rows are no errors: they are rejects.

use super::rejects::Reject;

/// Why a log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder that cannot be opened or read.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// The path as the user named it.
        path: String,
        /// Why, in the system's words.
        reason: String,
    },
    /// A path, glob or folder under which there is no log.
    #[error("no event logs in `{path}`: {reason}")]
    NoLogs {
        /// The path as the user named it.
        path: String,
        /// What was looked for.
        reason: String,
    },
    /// A file whose name and first bytes tell no format.
    #[error("cannot tell the format of `{path}`: name it .ndjson, .json, .csv, .tsv, .parquet or .arrow, or say `format:` in the source")]
    UnknownFormat {
        /// The path.
        path: String,
    },
    /// A file that is not what its name or source says, or ends too early.
    #[error("`{path}` is damaged: {reason}")]
    Damaged {
        /// The path.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file whose columns cannot be used.
    #[error("`{path}`: {reason}")]
    Columns {
        /// The path.
        path: String,
        /// What is wrong with them.
        reason: String,
    },
    /// `--events NAME=PATH` where the definition has no such source.
    #[error("the definition has no source `{name}`{hint}")]
    UnknownSource {
        /// The name as written.
        name: String,
        /// A suggestion that begins with `; `, or nothing.
        hint: String,
    },
    /// One file that was named for two sources.
    #[error("`{path}` is named twice, for `{first}` and for `{second}`: its rows would count twice")]
    NamedTwice {
        /// The path.
        path: String,
        /// The source it was first named for.
        first: String,
        /// The source it was named for again.
        second: String,
    },
    /// The first bad row, where none is allowed.
    #[error("{0}")]
    Rejected(Box<Reject>),
    /// Rejected rows cannot be kept.
    #[error("cannot keep the rejected rows: {0}")]
    Spool(std::io::Error),
    /// Whoever takes the batches cannot go on.
    #[error("{0}")]
    Sink(String),
}

impl Error {
    /// A path that could not be read, and why.
    pub(super) fn io(path: &str, error: &std::io::Error) -> Self {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
            std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            _ => error.to_string(),
        };
        Self::Unreadable { path: path.to_owned(), reason }
    }

    /// A file that is not what it seems.
    pub(super) fn damaged(path: &str, reason: impl std::fmt::Display) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.to_string() }
    }
}
