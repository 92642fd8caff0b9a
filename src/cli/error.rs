//! Why a command could not do its work.

use std::io;
use std::path::Path;

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) enum Error {
    /// The reader of stdout is gone.
    PipeClosed,
    /// Anything a user should hear of.
    Failed {
        /// One line: lower case, no full stop, what the user wrote in backticks.
        message: String,
        /// The next act.
        help: Option<String>,
    },
}

impl Error {
    /// An error of one line.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: None }
    }

    /// Names the next act.
    pub(super) fn help(self, text: impl Into<String>) -> Self {
        match self {
            Self::PipeClosed => Self::PipeClosed,
            Self::Failed { message, .. } => Self::Failed { message, help: Some(text.into()) },
        }
    }

    /// A file that could not be read, written, …
    pub(super) fn file(verb: &str, path: &Path, cause: &io::Error) -> Self {
        Self::new(format!("cannot {verb} `{}`: {}", path.display(), reason(cause)))
    }
}

/// The reason in words, without the number of the system's error.
pub(super) fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is no folder".to_owned(),
        _ => {
            let text = cause.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}
