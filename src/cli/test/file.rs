//! One file of tests: read, played, compared.

use super::snapshots;
use super::{Arguments, Filter};
use crate::cli::Error;
use crate::cli::load::{self, Definition};
use crate::diagnostics::{Finding, Findings, Severity, Sources, codes};
use crate::suite::judge::judge;
use crate::suite::play::Player;
use crate::suite::results::{SnapshotResult, TestResult};
use crate::suite::{Suite, Test, read, timeline};
use crate::syntax::suite as written;
use crate::syntax::yaml;
use std::path::{Path, PathBuf};

/// What came of a file.
pub(super) struct Ran {
    /// Its path as the user would name it.
    pub path: PathBuf,
    /// Its text.
    pub sources: Sources,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// The definition under test, where one could be read.
    pub definition: Option<Definition>,
    /// As meant, where nothing is wrong.
    pub suite: Option<Suite>,
    /// What came of its scenarios.
    pub tests: Vec<TestResult>,
    /// What came of its snapshots.
    pub snapshots: Vec<SnapshotResult>,
}

impl Ran {
    /// Whether anything calls for a look.
    pub fn fails(&self) -> bool {
        let wrong = |finding: &Finding| finding.severity == Severity::Error;
        self.findings.iter().any(wrong)
            || self.suite.is_none()
            || self.tests.iter().any(|test| !test.has_passed())
            || self.snapshots.iter().any(|snapshot| snapshot.state.fails())
    }

    /// What is not met, as findings.
    pub fn misses(&self) -> Vec<Finding> {
        let of = |test: &TestResult| {
            let name = test.name.clone();
            test.misses
                .iter()
                .map(move |miss| Finding::new(&codes::EXPECTATION_FAILED, miss.span, format!("`{name}`: {}", miss.message)))
                .collect::<Vec<_>>()
        };
        let failed = self.snapshots.iter().filter(|snapshot| snapshot.state.fails());
        let differing = failed.map(|snapshot| {
            let message = format!("`{}`: `{}` {}", snapshot.name, snapshot.file, snapshot.state.said());
            let help = format!("read the difference with `funnelc test`; accept it with `funnelc test --update={}`", snapshot.name);
            Finding::new(&codes::SNAPSHOT_DIFFERS, snapshot.span, message).help(help)
        });
        self.tests.iter().flat_map(of).chain(differing).collect()
    }

    /// The model, where the definition has one.
    pub fn model(&self) -> Option<&crate::model::Model> {
        self.definition.as_ref().and_then(|definition| definition.model.as_ref())
    }
}

/// Reads and runs a file of tests.
pub(super) fn run(path: &Path, arguments: &Arguments, filter: &Filter) -> Result<Ran, Error> {
    let bytes = load::bytes(path).map_err(|why| Error::new(format!("cannot read `{}`: {why}", path.display())))?;
    let text = yaml::text_of(bytes).map_err(|(at, bytes)| {
        let byte = bytes.get(at).copied().unwrap_or_default();
        Error::new(format!("`{}` is no UTF-8 text: byte {} is 0x{byte:02X}", path.display(), at + 1)).help("save the file as UTF-8")
    })?;
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let file = sources.add(path.display().to_string(), &text);
    let mut ran = Ran {
        path: path.to_path_buf(),
        sources,
        findings: Vec::new(),
        definition: None,
        suite: None,
        tests: Vec::new(),
        snapshots: Vec::new(),
    };
    let Some(document) = written::read(file, &text, &mut findings) else {
        ran.findings = findings.sorted();
        return Ok(ran);
    };
    let Some(funnel) = document.funnel.get() else {
        if document.funnel.is_absent() {
            let start = document.span.start as usize;
            let at =
                crate::span::Span::new(file, start, start + text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len));
            let finding = Finding::new(&codes::KEY_MISSING, at, "the file does not say which funnel it tests");
            findings.push(finding.help("add `funnel:` and the path of the definition, relative to this file"));
        }
        ran.findings = findings.sorted();
        return Ok(ran);
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let place = folder.join(funnel.as_str());
    // A pipe that a file of tests names would keep us waiting for ever.
    if std::fs::metadata(&place).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        return Err(Error::new(format!("cannot read `{}`: it is no regular file", place.display())));
    }
    let definition = ran.definition.insert(load::load(&place)?);
    if let Some(model) = &definition.model {
        ran.suite = read::read(&document, model, &mut findings);
        if let Some(suite) = &ran.suite {
            let player = Player::new(model);
            ran.tests =
                suite.tests.iter().filter(|test| filter.wants(&test.name)).map(|test| play(&player, test, &definition.sources)).collect();
            ran.snapshots = snapshots::run(path, suite, definition, arguments, filter)?;
        }
    }
    ran.findings = findings.sorted();
    Ok(ran)
}

fn play(player: &Player<'_>, test: &Test, _sources: &Sources) -> TestResult {
    let played = player.play(test);
    let mut result = TestResult::passed(test);
    result.misses = judge(player, test, &played);
    if !result.misses.is_empty() {
        result.timelines =
            test.expect.iter().map(|expect| (expect.subject.to_string(), timeline::rows(player.model, test, expect, &played))).collect();
    }
    result
}
