//! A definition to begin with: one that shows the language, or one drafted from a log. What is drafted runs on that log at once,
//! and says by comments what to look at first.
//!
//! The log is read twice with a bounded memory: once to see what each column holds and whose it is, once to see which events
//! there are and in which order they come. The same log gives the same draft.

use crate::diagnostics::Findings;
use crate::events::survey::Log;
use crate::span::FileId;
use crate::syntax::format::format;

mod columns;
mod fields;
mod history;
mod roles;
mod story;
mod words;
mod write;

/// What a draft is made of.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The id of the funnel.
    pub name: &'a str,
    /// The paths of the log, as the definition is to name them.
    pub files: &'a [String],
}

/// Why there is no draft.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The log cannot be read.
    #[error("{0}")]
    Unreadable(#[from] crate::events::Error),
    /// It has no rows.
    #[error("there is no row in `{path}`")]
    Empty {
        /// The first file.
        path: String,
    },
    /// What it holds is no log.
    #[error("`{path}` looks like no log: {reason}")]
    NoLog {
        /// The first file.
        path: String,
        /// Why.
        reason: String,
    },
}

/// The id that a name of a folder or a file becomes.
pub fn id(name: &str) -> String {
    let slug = words::slug(name);
    if slug.starts_with(|sign: char| sign.is_ascii_alphabetic()) { slug } else { "my_funnel".to_owned() }
}

/// The definition to begin with where there is no log, and a log to run it on.
pub fn blank(name: &str) -> (String, &'static str) {
    (include_str!("blank.yaml").replace("NAME", name), include_str!("blank.ndjson"))
}

/// A definition for a log.
///
/// # Errors
/// When the log cannot be read or holds nothing that could be events.
pub fn draft(log: &Log, request: &Request<'_>) -> Result<String, Error> {
    let path = || log.paths().next().unwrap_or_default().to_owned();
    let table = columns::Table::of(log)?;
    if table.rows == 0 {
        return Err(Error::Empty { path: path() });
    }
    let shape = roles::roles(&table).map_err(|reason| Error::NoLog { path: path(), reason })?;
    let history = history::history(log, &table, &shape)?;
    if history.events.is_empty() {
        let reason = "no row has a subject, a time and an event together".to_owned();
        return Err(Error::NoLog { path: path(), reason });
    }
    let text = write::write(request, log, &table, &shape, &history);
    // In its one layout, as anything that is kept in Git.
    Ok(format(FileId::default(), &text, &mut Findings::default()).unwrap_or(text))
}
