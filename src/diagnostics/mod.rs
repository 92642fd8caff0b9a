//! Findings: what is wrong with a definition, where, and what to do next.
//!
//! This layer holds facts and their collection; words stand where a finding is made, drawing stands in
//! [`render`]. Only the human renderer knows miette.

use crate::span::{FileId, Span};

pub mod codes;
mod excerpt;
pub mod reference;
pub mod render;
pub mod suggest;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The definition means nothing until this is mended.
    Error,
    /// The definition means something, probably not what was wanted.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The part of a definition that a code is about; `funnelc explain` lists by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// YAML itself: layout, keys, anchors.
    Yaml,
    /// The expression language.
    Expressions,
    /// Names and what they refer to.
    Names,
    /// Types.
    Types,
    /// Stages, triggers and the graph they make.
    Stages,
    /// Conditions that can never or always hold.
    Conditions,
    /// Scores and their rules.
    Scoring,
    /// Metrics, objectives and key results.
    Metrics,
    /// Sources and the mapping of exports.
    Sources,
    /// Owners, reviews and allowances.
    Governance,
    /// Tests of a definition.
    Tests,
}

impl Group {
    /// All groups, in the order in which they are listed.
    pub const ALL: [Self; 11] = [
        Self::Yaml,
        Self::Expressions,
        Self::Names,
        Self::Types,
        Self::Stages,
        Self::Conditions,
        Self::Scoring,
        Self::Metrics,
        Self::Sources,
        Self::Governance,
        Self::Tests,
    ];

    /// The group in one word, as `funnelc explain` and `funnelc.yaml` name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Expressions => "expressions",
            Self::Names => "names",
            Self::Types => "types",
            Self::Stages => "stages",
            Self::Conditions => "conditions",
            Self::Scoring => "scoring",
            Self::Metrics => "metrics",
            Self::Sources => "sources",
            Self::Governance => "governance",
            Self::Tests => "tests",
        }
    }

    /// The group as a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Yaml => "YAML",
            Self::Expressions => "Expressions",
            Self::Names => "Names",
            Self::Types => "Types",
            Self::Stages => "Stages and triggers",
            Self::Conditions => "Conditions",
            Self::Scoring => "Scoring",
            Self::Metrics => "Metrics and objectives",
            Self::Sources => "Sources",
            Self::Governance => "Owners and agreements",
            Self::Tests => "Tests",
        }
    }
}

/// A kind of finding. Each stands in a file of its own under `codes/`; its doc comment is its page.
#[derive(Debug)]
pub struct Code {
    /// The code in words, e.g. `name-unknown`.
    pub name: &'static str,
    /// How bad it is unless a project says otherwise.
    pub severity: Severity,
    /// Where `funnelc explain` lists it.
    pub group: Group,
    /// The page of `funnelc explain`: Markdown, the first line is the summary.
    pub page: &'static str,
}

impl Code {
    /// Whether a project or a comment can allow it: what a run can live with. Other errors leave a definition without a meaning,
    /// or (`trigger-loop`) with one that would never end.
    pub fn can_be_allowed(&self) -> bool {
        let bearable = [&codes::STAGE_DEAD_END, &codes::STAGE_UNREACHABLE, &codes::INVARIANT_BROKEN];
        self.severity == Severity::Warning || bearable.iter().any(|code| code.name == self.name)
    }
    /// The page as Markdown: without the blank that each line of a doc comment begins with, ending in a line feed.
    pub fn markdown(&self) -> String {
        let lines: Vec<&str> = self.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n").trim_end().to_owned() + "\n"
    }
    /// The first line of the page.
    pub fn summary(&self) -> &'static str {
        self.page.lines().next().unwrap_or_default().trim()
    }
}

/// A further place a finding points at, with what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words, lower case, no full stop.
    pub text: String,
}

/// One finding: facts and words, not drawn yet.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What kind.
    pub code: &'static Code,
    /// How bad; the code's own unless a project says otherwise.
    pub severity: Severity,
    /// One line that stands alone: lower case, no full stop, what the user wrote in backticks.
    pub message: String,
    /// The bytes it is about.
    pub span: Span,
    /// What is said under those bytes.
    pub label: String,
    /// Further places.
    pub others: Vec<Label>,
    /// The next act.
    pub help: Option<String>,
}

impl Finding {
    /// A finding of `code` at `span`.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, severity: code.severity, message: message.into(), span, label: String::new(), others: Vec::new(), help: None }
    }
    /// Says something under the bytes.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }
    /// Points at a further place.
    #[must_use]
    pub fn other(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }
    /// Names the next act.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}

/// Where findings are put as they are made. Put in any order, read in order of place.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    items: Vec<Finding>,
}

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.items.push(finding);
    }
    /// Adds many.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.items.extend(findings);
    }
    /// Changes each of them.
    pub fn change(&mut self, change: impl FnMut(&mut Finding)) {
        self.items.iter_mut().for_each(change);
    }
    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|finding| finding.severity == Severity::Error)
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
    /// All of them, ordered by file, place, code and message; exact repetitions once.
    pub fn sorted(&self) -> Vec<Finding> {
        let mut all = self.items.clone();
        all.sort_by(|a, b| (a.span, a.code.name, &a.message).cmp(&(b.span, b.code.name, &b.message)));
        all.dedup_by(|a, b| a.span == b.span && a.code.name == b.code.name && a.message == b.message);
        all
    }
}

/// One file of a definition, as read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user named it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The files of a definition, the main one first.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(Source { path: path.into(), text: text.into() });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }
    /// A file by its id.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.0 as usize)
    }
    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(u32::try_from(at).unwrap_or(u32::MAX)), file))
    }
    /// The text under a span; empty where there is none.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text.get(span.range())).unwrap_or_default()
    }
}
