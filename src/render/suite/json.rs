//! Results for programs.

use super::coverage::CoveredDocument;
use super::mutants::MutatedDocument;
use super::{View, place};
use crate::render::findings::{Checked, Item, items};
use crate::suite::results::{SnapshotResult, SnapshotState, TestResult};
use crate::suite::timeline;
use crate::trace::Reading;
use schemars::JsonSchema;
use serde::Serialize;

/// What came of tests and snapshots.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Results")]
pub struct ResultDocument<'a> {
    /// The version of this layout.
    schema: u32,
    /// How many scenarios passed.
    passed: usize,
    /// How many scenarios failed.
    failed: usize,
    /// How many parts of snapshots differ from what is stored, or are stored and made by none.
    snapshots_failed: usize,
    /// The files of tests, by path.
    files: Vec<File<'a>>,
    /// What the scenarios see of each definition; only with `--coverage` or `--min`.
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<CoveredDocument<'a>>>,
    /// Which changes of each definition the scenarios notice; only with `--mutate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    mutation: Option<Vec<MutatedDocument<'a>>>,
}

/// A file of tests.
#[derive(Serialize, JsonSchema)]
struct File<'a> {
    /// Its path.
    file: &'a str,
    /// What is wrong with the definition under test and with the file.
    findings: Vec<Item<'a>>,
    /// Why nothing was tested; null where it was.
    not_run: Option<&'a str>,
    /// The scenarios, in order.
    tests: Vec<Test<'a>>,
    /// The parts of its snapshots, in order.
    snapshots: Vec<Snapshot<'a>>,
}

/// What came of a scenario.
#[derive(Serialize, JsonSchema)]
struct Test<'a> {
    /// Its name.
    name: &'a str,
    /// What it shows, where that is said.
    title: Option<&'a str>,
    /// Where it stands, as `file:line:column`.
    place: String,
    /// `passed` or `failed`.
    #[schemars(extend("enum" = ["passed", "failed"]))]
    status: &'a str,
    /// What is not met; none where it passed.
    misses: Vec<Miss<'a>>,
    /// What was expected beside what came, of the subjects that something is not met of.
    timelines: Vec<Timeline<'a>>,
}

/// Something expected that is not met.
#[derive(Serialize, JsonSchema)]
struct Miss<'a> {
    /// What was expected and what came, in one line.
    message: &'a str,
    /// Where it is expected, as `file:line:column`.
    place: String,
}

/// A subject's way, as expected and as it came.
#[derive(Serialize, JsonSchema)]
struct Timeline<'a> {
    /// The subject.
    subject: &'a str,
    /// The steps of both, in line where they are of the same stage.
    rows: Vec<Row<'a>>,
}

/// A step that is expected, one that came, or both.
#[derive(Serialize, JsonSchema)]
struct Row<'a> {
    /// As expected; null where nothing is.
    expected: Option<Step<'a>>,
    /// As it came; null where nothing did.
    came: Option<Step<'a>>,
    /// Of what came, what decided; of what did not come, the parts that did not hold of the trigger that would have brought it.
    why: &'a [Reading],
    /// Of what did not come, the trigger that would have brought it.
    kept: Option<&'a str>,
    /// When that trigger was looked at: at the instant at which it was to fire, else when it came closest. Null where none of its events came.
    kept_at: Option<&'a str>,
}

/// An entry into a stage.
#[derive(Serialize, JsonSchema)]
struct Step<'a> {
    /// The stage.
    stage: &'a str,
    /// When, as a file of tests says it, such as `+30d4h`; null where it is not said.
    at: Option<&'a str>,
    /// The trigger that brings it; null where none is said, and for the first stage.
    trigger: Option<&'a str>,
    /// Where that trigger stands, as `file:line:column`.
    place: Option<String>,
}

/// What came of a part of a snapshot.
#[derive(Serialize, JsonSchema)]
struct Snapshot<'a> {
    /// The name of the snapshot.
    name: &'a str,
    /// What is kept; null of a file that no snapshot makes.
    #[schemars(extend("enum" = ["report", "assignments", "findings", null]))]
    keep: Option<&'a str>,
    /// The file that it is stored in.
    file: &'a str,
    /// How the stored text and the new one stand; `new` where none is stored yet.
    #[schemars(extend("enum" = ["same", "new", "differs", "written", "unreferenced", "removed"]))]
    status: &'a str,
    /// The unified diff from the stored text to the new one; null where they do not differ.
    diff: Option<String>,
}

/// One document of all files, and what was asked for beside them.
///
/// # Errors
/// Where something is no JSON, which is a fault of this program.
pub fn json(
    views: &[View<'_>],
    coverage: Option<Vec<CoveredDocument<'_>>>,
    mutation: Option<Vec<MutatedDocument<'_>>>,
) -> Result<String, serde_json::Error> {
    let tests = || views.iter().flat_map(|view| view.tests);
    let snapshots = views.iter().flat_map(|view| view.snapshots);
    let document = ResultDocument {
        schema: 1,
        passed: tests().filter(|test| test.has_passed()).count(),
        failed: tests().filter(|test| !test.has_passed()).count(),
        snapshots_failed: snapshots.filter(|snapshot| snapshot.state.fails()).count(),
        files: views.iter().map(file).collect(),
        coverage,
        mutation,
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn file<'a>(view: &'a View<'a>) -> File<'a> {
    let definition = view.definition.as_ref().map(|(sources, findings)| Checked { sources, findings });
    let own = Checked { sources: view.sources, findings: view.findings };
    File {
        file: view.path,
        findings: definition.iter().chain([&own]).flat_map(items).collect(),
        not_run: view.hindrance(),
        tests: view.tests.iter().map(|test| self::test(view, test)).collect(),
        snapshots: view.snapshots.iter().map(snapshot).collect(),
    }
}

fn test<'a>(view: &'a View<'a>, test: &'a TestResult) -> Test<'a> {
    let timeline = |(subject, rows): &'a (String, Vec<timeline::Row>)| Timeline {
        subject,
        rows: rows.iter().map(|row| self::row(view, row)).collect(),
    };
    Test {
        name: &test.name,
        title: test.title.as_deref(),
        place: view.place(test.span),
        status: if test.has_passed() { "passed" } else { "failed" },
        misses: test.misses.iter().map(|miss| Miss { message: &miss.message, place: view.place(miss.span) }).collect(),
        timelines: test.timelines.iter().map(timeline).collect(),
    }
}

fn row<'a>(view: &'a View<'a>, row: &'a timeline::Row) -> Row<'a> {
    let step = |step: &'a timeline::Step| {
        let trigger = step.trigger.zip(view.model).map(|(id, model)| &model.triggers[id]);
        let place = trigger.zip(view.definition.as_ref()).map(|(trigger, (sources, _))| place(sources, trigger.span));
        Step { stage: &step.stage, at: step.at.as_deref(), trigger: trigger.map(|trigger| trigger.name.as_str()), place }
    };
    Row {
        expected: row.expected.as_ref().map(step),
        came: row.came.as_ref().map(step),
        why: &row.why,
        kept: row.kept.as_ref().zip(view.model).map(|(kept, model)| model.triggers[kept.trigger].name.as_str()),
        kept_at: row.kept.as_ref().and_then(|kept| kept.at.as_deref()),
    }
}

fn snapshot(snapshot: &SnapshotResult) -> Snapshot<'_> {
    let diff = match &snapshot.state {
        SnapshotState::Differs { old, new } => {
            Some(similar::TextDiff::from_lines(old.as_str(), new.as_str()).unified_diff().header("stored", "now").to_string())
        }
        SnapshotState::Same | SnapshotState::Written | SnapshotState::Unreferenced | SnapshotState::Removed => None,
    };
    Snapshot {
        name: &snapshot.name,
        keep: snapshot.keep.map(crate::suite::Keep::word),
        file: &snapshot.file,
        status: snapshot.state.word(),
        diff,
    }
}
