//! `funnelc test [PATH…]`: scenarios and snapshots.

use super::{Error, Status, Terminal};
use crate::diagnostics::{Finding, Sources};
use crate::render::findings::{Checked, github, sarif};
use crate::render::suite as drawing;
use clap::ValueEnum;
use depth::Depth;
use file::Ran;
use regex::Regex;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

mod depth;
mod file;
mod find;
mod snapshots;
mod watch;

/// Test definitions: scenarios in a virtual clock, and snapshots of logs
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files of tests, or folders to look for `*.test.yaml` and `tests/*.yaml` in
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Run only tests and snapshots whose names match
    #[arg(long, value_name = "REGEX")]
    filter: Option<String>,
    /// How results are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write a report to this file as well, in the XML that test reporters read
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Store what snapshots are now: of all that run, or of those named
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true)]
    update: Option<Vec<String>>,
    /// Compare snapshots and store nothing, which is what happens anyway
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Show what the scenarios see of each definition
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    coverage: Option<CoverageFormat>,
    /// Fail where the scenarios see less than this of a definition, such as 90%; shows the table as well
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min: Option<f64>,
    /// Change each definition in one place after the other, and list the changes that no scenario notices
    #[arg(long)]
    mutate: bool,
    /// Run again whenever a file changes that had a part in the last run
    #[arg(long)]
    watch: bool,
    /// How many threads work [default: as many as there are cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: what was expected beside what came
    Human,
    /// For programs
    Json,
    /// For GitHub, which shows what failed beside the lines of a pull request
    Github,
    /// For code scanners and editors (SARIF 2.1.0)
    Sarif,
}

/// How coverage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CoverageFormat {
    /// For people; then everything that no scenario sees
    Table,
    /// For programs, in the place of the results
    Json,
    /// For tools that draw it beside the lines of a file, in the place of the results
    Lcov,
}

/// `90%` or `0.9`.
fn share(text: &str) -> Result<f64, String> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    let share = number.trim().parse::<f64>().map(|number| number / scale).ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is written `90%` or `0.9`".to_owned())
}

impl Arguments {
    /// How coverage is wanted, if it is.
    fn coverage(&self) -> Option<CoverageFormat> {
        self.coverage.or(self.min.map(|_| CoverageFormat::Table))
    }

    /// Whether a snapshot of that name is to be stored.
    fn updates(&self, name: &str) -> bool {
        self.update.as_ref().is_some_and(|names| names.is_empty() || names.iter().any(|wanted| wanted == name))
    }

    /// Whether all snapshots are to be stored, and those that nothing makes to go.
    fn updates_all(&self) -> bool {
        self.filter.is_none() && self.update.as_ref().is_some_and(Vec::is_empty)
    }

    fn threads(&self) -> usize {
        /// More than this helps nobody.
        const MOST: usize = 256;
        self.threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, |threads| threads.get().min(MOST))
    }
}

/// Which tests and snapshots are wanted.
struct Filter(Option<Regex>);

impl Filter {
    fn of(arguments: &Arguments) -> Result<Self, Error> {
        let compiled = arguments.filter.as_deref().map(Regex::new).transpose();
        compiled.map(Self).map_err(|why| {
            let why = why.to_string();
            let last = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Error::new(format!("--filter: {last}")).help("write a regular expression, such as `qualif|nurture`")
        })
    }

    fn wants(&self, name: &str) -> bool {
        self.0.as_ref().is_none_or(|regex| regex.is_match(name))
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let filter = Filter::of(arguments)?;
    if arguments.watch {
        return watch::watch(&arguments.paths, || once(arguments, &filter, terminal));
    }
    once(arguments, &filter, terminal).map(|(status, _)| status)
}

/// Runs everything once: how it went, and the files that had a part in it.
fn once(arguments: &Arguments, filter: &Filter, terminal: &Terminal) -> Result<(Status, Vec<PathBuf>), Error> {
    let mut ran = Vec::new();
    for path in find::files(&arguments.paths)? {
        ran.push(file::run(&path, arguments, filter)?);
    }
    let files = parts(&ran);
    let any = ran.iter().any(|one| !one.tests.is_empty() || !one.snapshots.is_empty());
    if let (Some(wanted), false, true) = (&arguments.filter, any, ran.iter().all(|one| one.suite.is_some())) {
        return Err(Error::new(format!("no test is called like `{wanted}`")).help("`funnelc test` without `--filter` lists them"));
    }
    if let Some(place) = &arguments.junit {
        let views: Vec<_> = ran.iter().map(view).collect();
        snapshots::write(place, &drawing::junit(&views))?;
    }
    let depth = depth::of(arguments, &ran);
    print(arguments, &ran, &depth, terminal)?;
    let failed = ran.iter().any(Ran::fails) || depth.falls_short(arguments.min);
    Ok((if failed { Status::Findings } else { Status::Fine }, files))
}

fn print(arguments: &Arguments, ran: &[Ran], depth: &Depth<'_>, terminal: &Terminal) -> Result<(), Error> {
    let views: Vec<_> = ran.iter().map(view).collect();
    let text = match arguments.format {
        Format::Human => drawing::human(&views, terminal.out, terminal.width),
        Format::Json => {
            let coverage = arguments.coverage().map(|_| drawing::coverage_json(&depth.covered()));
            let mutation = arguments.mutate.then(|| drawing::mutants_json(&depth.mutated()));
            drawing::json(&views, coverage, mutation).map_err(|why| Error::new(format!("cannot write JSON: {why}")))?
        }
        Format::Github | Format::Sarif => {
            let mut all: Vec<(&Sources, Vec<Finding>)> = Vec::new();
            for one in ran {
                if let Some(definition) = &one.definition {
                    all.push((&definition.sources, definition.findings.sorted()));
                }
                all.push((&one.sources, one.findings.iter().cloned().chain(one.misses()).collect()));
            }
            let checked: Vec<Checked<'_>> = all.iter().map(|(sources, findings)| Checked { sources, findings }).collect();
            if arguments.format == Format::Sarif { sarif(&checked) } else { github(&checked) }
        }
    };
    match arguments.coverage() {
        // Whoever asks for a document gets that alone on stdout.
        Some(CoverageFormat::Json) if arguments.format != Format::Json => {
            Terminal::say(&text);
            let document = serde_json::to_string_pretty(&drawing::coverage_json(&depth.covered()));
            Terminal::print(&(document.map_err(|why| Error::new(format!("cannot write JSON: {why}")))? + "\n"))
        }
        Some(CoverageFormat::Lcov) => {
            Terminal::say(&text);
            Terminal::print(&drawing::lcov(&depth.covered()))
        }
        Some(CoverageFormat::Table | CoverageFormat::Json) | None => {
            Terminal::print(&text)?;
            if arguments.format == Format::Human { Terminal::print(&depth.tables(arguments, terminal.out)) } else { Ok(()) }
        }
    }
}

fn view(ran: &Ran) -> drawing::View<'_> {
    drawing::View {
        path: ran.path.to_str().unwrap_or_default(),
        sources: &ran.sources,
        findings: &ran.findings,
        definition: ran.definition.as_ref().map(|definition| (&definition.sources, definition.findings.sorted())),
        model: ran.model(),
        tests: &ran.tests,
        snapshots: &ran.snapshots,
    }
}

/// The files that had a part in a run.
fn parts(ran: &[Ran]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for one in ran {
        files.push(one.path.clone());
        let definition = one.definition.iter().flat_map(|definition| definition.sources.iter());
        files.extend(definition.map(|(_, source)| PathBuf::from(&source.path)));
        files.extend(one.snapshots.iter().map(|snapshot| PathBuf::from(&snapshot.file)));
        let folder = one.path.parent().unwrap_or(Path::new(""));
        let logs = one.suite.iter().flat_map(|suite| &suite.snapshots).flat_map(|snapshot| &snapshot.events);
        files.extend(logs.map(|log| folder.join(log)));
    }
    files.sort();
    files.dedup();
    files
}

/// What is found in a file of tests, and in what it expects.
#[cfg(test)]
pub(super) fn found(path: &Path, arguments: &Arguments) -> Result<(Sources, Vec<Finding>), Error> {
    let ran = file::run(path, arguments, &Filter::of(arguments)?)?;
    let findings = ran.findings.iter().cloned().chain(ran.misses()).collect();
    Ok((ran.sources, findings))
}
