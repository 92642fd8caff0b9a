//! What came of a file of tests.

use super::judge::Miss;
use super::timeline::Row;
use super::{Keep, Test};
use crate::span::Span;

/// What came of a scenario.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub title: Option<String>,
    /// The bytes of the name.
    pub span: Span,
    /// What is not met; none where it passed.
    pub misses: Vec<Miss>,
    /// What was expected beside what came, of subjects that something is not met of.
    pub timelines: Vec<(String, Vec<Row>)>,
}

impl TestResult {
    /// Of a scenario that passed.
    pub fn passed(test: &Test) -> Self {
        Self { name: test.name.clone(), title: test.title.clone(), span: test.span, misses: Vec::new(), timelines: Vec::new() }
    }
    /// Whether everything is met.
    pub fn has_passed(&self) -> bool {
        self.misses.is_empty()
    }
}

/// What came of a part of a snapshot.
#[derive(Clone, Debug)]
pub struct SnapshotResult {
    /// The name of the snapshot.
    pub name: String,
    /// What is kept; nothing of a file that no snapshot makes.
    pub keep: Option<Keep>,
    /// The file, as a user would name it.
    pub file: String,
    /// The bytes of the name.
    pub span: Span,
    /// How the stored text and the new one stand.
    pub state: SnapshotState,
}

/// How a stored text and the new one stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotState {
    /// They are the same.
    Same,
    /// They differ.
    Differs {
        /// As stored; empty where nothing is.
        old: String,
        /// As it is now.
        new: String,
    },
    /// The new one was stored just now.
    Written,
    /// No snapshot makes the file.
    Unreferenced,
    /// No snapshot made the file, and it was taken away.
    Removed,
}

impl SnapshotState {
    /// Whether it makes the run fail.
    pub fn fails(&self) -> bool {
        match self {
            Self::Differs { .. } | Self::Unreferenced => true,
            Self::Same | Self::Written | Self::Removed => false,
        }
    }
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs { old, .. } if old.is_empty() => "new",
            Self::Differs { .. } => "differs",
            Self::Written => "written",
            Self::Unreferenced => "unreferenced",
            Self::Removed => "removed",
        }
    }
    /// What a sentence says of the file.
    pub fn said(&self) -> &'static str {
        match self {
            Self::Same => "is as stored",
            Self::Differs { old, .. } if old.is_empty() => "is not stored yet",
            Self::Differs { .. } => "differs from what is stored",
            Self::Written => "is stored",
            Self::Unreferenced => "is made by no snapshot",
            Self::Removed => "is removed",
        }
    }
}
