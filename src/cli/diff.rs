//! `funnelc diff OLD NEW`: what a change of a definition means, and with a log whom it moves.

use super::git::Repository;
use super::load::{Definition, project_file};
use super::versions::{Base, Version, broken, version};
use super::{Error, Status, Terminal, run};
use crate::diagnostics::{Findings, Sources};
use crate::events::{Input, Intake, ScanRequest};
use crate::model::Model;
use crate::render;
use crate::replay::outcome::Outcome;
use crate::report::{self, Report};
use crate::review::{Diff, Gates, Impact, Pair, Run, codeowners};
use crate::syntax::document::Project;
use crate::time::{Micros, Period};
use crate::trace::Spot;
use clap::ValueEnum;
use std::fs;
use std::path::{Path, PathBuf};

/// Say what a change means and whom it moves: definitions compared by meaning, and replayed over a log
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The definition before the change: a file, a folder, or `REV:PATH` of the Git repository
    old: String,
    /// The definition after it
    new: String,
    /// Logs that both versions are replayed over, as for `run`; without one only the meaning is compared
    #[arg(long, value_name = "LOG", num_args = 1..)]
    events: Vec<String>,
    /// Compare with the commit from which OLD's revision and HEAD parted
    #[arg(long)]
    merge_base: bool,
    /// Let time run until this instant [default: the log's last event]
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
    /// Count entries, cohorts and metrics of this period only, as for `run`
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// How the diff is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Name subjects that moved and values of dimensions in Markdown too, which many people read
    #[arg(long)]
    show_subjects: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// For a comment of a pull request
    Markdown,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let base = if arguments.merge_base { Base::Merge } else { Base::Itself };
    let old = version(&arguments.old, base, terminal)?;
    let new = version(&arguments.new, Base::Itself, terminal)?;
    let mut pair = Pair::of(&old.model, &new.model);
    breaks(&mut pair, &new);
    let impact = if arguments.events.is_empty() { None } else { Some(impact(arguments, &pair, &old, &new)?) };
    let gates = gates(&new, terminal)?;
    let mut diff = pair.diff([&old.name, &new.name], impact, &gates);
    asked(&mut diff, &new);
    Terminal::print(&match arguments.format {
        Format::Human => render::diff::human(&diff, &new.model, terminal.out),
        Format::Json => serde_json::to_string_pretty(&diff).map_err(|cause| Error::new(cause.to_string()))? + "\n",
        Format::Markdown => render::diff::markdown(&diff, &new.model, arguments.show_subjects),
    })?;
    Ok(if diff.gates.iter().any(|gate| gate.breached) { Status::Findings } else { Status::Fine })
}

/// The gates of the nearest project file, `funnelc.yaml`, above the new definition.
fn gates(new: &Version, terminal: &Terminal) -> Result<Gates, Error> {
    let Some(path) = new.folder.as_deref().and_then(project_file) else { return Ok(Gates::default()) };
    let text = fs::read_to_string(&path).map_err(|cause| Error::file("read", &path, &cause))?;
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let file = sources.add(path.display().to_string(), &text);
    let project = Project::read(file, &text, &mut findings);
    if findings.has_errors() {
        return Err(broken(&path.display().to_string(), &sources, &findings, terminal));
    }
    let mut gates = Gates::default();
    let Some(written) = project.as_ref().and_then(|project| project.impact.get()) else { return Ok(gates) };
    let share = |key: &str, text: &str| {
        share(text).ok_or_else(|| Error::new(format!("`{}`: `{key}: {text}` is no share", path.display())).help("write `5%` or `0.05`"))
    };
    if let Some(text) = written.max_moved.get() {
        gates.max_moved = Some(share("max_moved", &text.value)?);
    }
    for entry in written.max_change.get().into_iter().flat_map(|entries| &entries.0) {
        let Some(text) = &entry.value else { continue };
        gates.max_change.insert(entry.key.value.clone(), share(&entry.key.value, &text.value)?);
    }
    Ok(gates)
}

/// `5%` or `0.05`.
fn share(text: &str) -> Option<f64> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    }
}

/// Replays both versions over the log.
fn impact(arguments: &Arguments, pair: &Pair<'_>, old: &Version, new: &Version) -> Result<Impact, Error> {
    let as_of = arguments.as_of.as_deref().map(|text| run::as_of(text, &new.model)).transpose()?;
    let period = arguments.period.as_deref().map(run::period).transpose()?;
    let mut sides = [replay(arguments, &old.model, as_of)?, replay(arguments, &new.model, as_of)?];
    // where the catalogs differ, the last event one of them knows may be another: time runs on to the later one in both
    let latest = sides.iter().filter_map(|(outcome, _)| outcome.as_of).max();
    for (side, model) in sides.iter_mut().zip([&old.model, &new.model]) {
        if side.0.as_of != latest {
            *side = replay(arguments, model, latest)?;
        }
    }
    let [a, b] = &sides;
    let reports = [report(&old.model, a, period.as_ref())?, report(&new.model, b, period.as_ref())?];
    let examples = arguments.format != Format::Markdown || arguments.show_subjects;
    Ok(pair.impact(Run { outcome: &a.0, report: &reports[0] }, Run { outcome: &b.0, report: &reports[1] }, examples))
}

fn replay(arguments: &Arguments, model: &Model, as_of: Option<Micros>) -> Result<(Outcome, Intake), Error> {
    let inputs: Result<Vec<Input>, _> = arguments.events.iter().map(|argument| Input::parse(argument, model)).collect();
    let request = ScanRequest {
        model,
        inputs: &inputs.map_err(|fault| Error::new(fault.to_string()))?,
        threads: run::threads(None),
        columns: &vec![true; model.columns.len()],
        ids: true,
        only_events: None,
        strict: false,
        keep_rejects: false,
        progress: &(),
    };
    super::replay::replay(&request, as_of).map_err(|fault| Error::new(fault.to_string()))
}

fn report(model: &Model, (outcome, intake): &(Outcome, Intake), period: Option<&Period>) -> Result<Report, Error> {
    let period = period.map(|period| run::range(period, model, outcome)).transpose()?;
    Ok(report::build(model, intake, outcome, period))
}

/// Files beside the new definition that still use names which are gone: tests, snapshots, other definitions.
fn breaks(pair: &mut Pair<'_>, new: &Version) {
    let Some(folder) = &new.folder else { return };
    let gone: Vec<(usize, String)> = pair.gone().map(|(at, name)| (at, name.to_owned())).collect();
    if gone.is_empty() {
        return;
    }
    let own: Vec<PathBuf> = new.sources.iter().map(|(_, source)| PathBuf::from(&source.path)).collect();
    let mut files = Vec::new();
    beside(folder, 3, &mut files);
    files.sort();
    for file in files.iter().filter(|file| !own.contains(file)) {
        let Ok(text) = fs::read_to_string(file) else { continue };
        for (change, name) in &gone {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let line = text.lines().position(|line| line.split(|c| !is_word(c)).any(|word| word == name));
            if let Some(line) = line {
                pair.breaks(*change, Spot { file: file.display().to_string(), line: line + 1 });
            }
        }
    }
}

/// The YAML files and snapshots of a folder and those in it, so many levels deep.
fn beside(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    const LARGEST: u64 = 1 << 20;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = if folder == Path::new(".") { PathBuf::from(entry.file_name()) } else { entry.path() };
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && depth > 0 && !entry.file_name().to_string_lossy().starts_with('.') {
            beside(&path, depth - 1, files);
        }
        let is_ours = path.extension().is_some_and(|ending| ["yaml", "yml", "snap"].iter().any(|known| ending == *known));
        if kind.is_file() && is_ours && entry.metadata().is_ok_and(|about| about.len() <= LARGEST) {
            files.push(path);
        }
    }
}

/// Whether CODEOWNERS asks the teams already.
fn asked(diff: &mut Diff, new: &Version) {
    let Some(folder) = &new.folder else { return };
    let Ok(repository) = Repository::of(folder) else { return };
    let places = [".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
    let Some(text) = places.iter().find_map(|place| fs::read_to_string(repository.root.join(place)).ok()) else { return };
    let owners: Vec<String> = new
        .sources
        .iter()
        .filter_map(|(_, source)| within(&repository, Path::new(&source.path)))
        .flat_map(|path| codeowners::owners(&text, &path))
        .collect();
    for approver in &mut diff.approvers {
        approver.in_codeowners = Some(owners.iter().any(|owner| codeowners::is_team(owner, &approver.team)));
    }
}

/// The path of a file from the root of its repository, with `/`.
pub(super) fn within(repository: &Repository, file: &Path) -> Option<String> {
    let whole = fs::canonicalize(file).ok()?;
    let root = fs::canonicalize(&repository.root).ok()?;
    let path = whole.strip_prefix(root).ok()?;
    Some(path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// The path of a file as it was named, where it is in no repository.
pub(super) fn shown(definition: &Definition, file: &str) -> String {
    match Repository::of(&definition.folder).ok().and_then(|repository| within(&repository, Path::new(file))) {
        Some(path) => path,
        None => file.to_owned(),
    }
}
