//! `funnelc check FUNNEL…`: all that is wrong, at once.

use super::load::{Definition, load_linted, today};
use super::{Error, Status, Terminal};
use crate::diagnostics::{Finding, Severity, render};
use crate::render::Paint;
use crate::render::findings::{Checked, github, json, sarif};
use crate::time::date;
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Find what is wrong with definitions: all of it at once, each with the next act
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files, or folders that hold `funnel.yaml`
    #[arg(required = true, value_name = "FUNNEL")]
    funnels: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Take findings of this kind as errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// The day that `until` and the periods of objectives are seen from, such as 2026-11-21 [default: this day in UTC]
    #[arg(long, value_name = "DATE", value_parser = date::parse)]
    today: Option<i32>,
}

/// How findings are written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people: the lines they are about, and what to do
    Human,
    /// For programs
    Json,
    /// For GitHub, which shows them beside the lines of a pull request
    Github,
    /// For code scanners and editors (SARIF 2.1.0)
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let mut definitions = Vec::new();
    let mut unread = Vec::new();
    for funnel in &arguments.funnels {
        match load_linted(funnel, arguments.today.unwrap_or_else(today)) {
            Ok(definition) => definitions.push(definition),
            // What is wrong with the others is said all the same.
            Err(fault) => unread.push(fault),
        }
    }
    let mut findings = said_once(&definitions);
    if arguments.deny.is_some() {
        findings.iter_mut().flatten().for_each(|finding| finding.severity = Severity::Error);
    }
    let checked: Vec<Checked<'_>> =
        definitions.iter().zip(&findings).map(|(definition, findings)| Checked { sources: &definition.sources, findings }).collect();
    if !checked.is_empty() || unread.is_empty() {
        Terminal::print(&match arguments.format {
            Format::Human => human(&checked, terminal),
            Format::Json => json(&checked),
            Format::Github => github(&checked),
            Format::Sarif => sarif(&checked),
        })?;
    }
    if let Some(last) = unread.pop() {
        for fault in &unread {
            terminal.error(fault);
        }
        return Err(last);
    }
    let wrong = findings.iter().flatten().any(|finding| finding.severity == Severity::Error);
    Ok(if wrong { Status::Findings } else { Status::Fine })
}

/// The findings of each definition, in order. What several have, because they share a file, the first has.
fn said_once(definitions: &[Definition]) -> Vec<Vec<Finding>> {
    let mut said = BTreeSet::new();
    definitions
        .iter()
        .enumerate()
        .map(|(at, definition)| {
            let mut findings = definition.findings.clone();
            findings.extend(idle(definitions, at));
            let path = |finding: &Finding| definition.sources.get(finding.span.file).map_or_else(String::new, |file| file.path.clone());
            let mut findings = findings.sorted();
            findings.retain(|finding| {
                said.insert((path(finding), finding.span.start, finding.span.end, finding.code.name, finding.message.clone()))
            });
            findings
        })
        .collect()
}

/// What the project file of a definition allows in vain. It may be there for a definition that nobody named, so it is said
/// only where the file lies beside the definition or several definitions under it are checked, and none of them has it.
fn idle(definitions: &[Definition], at: usize) -> Vec<Finding> {
    let Some(project) = &definitions[at].project else { return Vec::new() };
    let sharing = || definitions.iter().filter_map(|other| other.project.as_ref()).filter(|other| other.path == project.path);
    let beside = project.path.parent() == Some(&definitions[at].folder);
    if !beside && sharing().count() < 2 {
        return Vec::new();
    }
    let in_vain = |finding: &&Finding| sharing().all(|other| other.idle.iter().any(|idle| idle.message == finding.message));
    project.idle.iter().filter(in_vain).cloned().collect()
}

fn human(checked: &[Checked<'_>], terminal: &Terminal) -> String {
    let mut text = String::new();
    for one in checked {
        text.push_str(&render::human(one.findings, one.sources, terminal.out == Paint::Colour, terminal.width));
    }
    let files: BTreeSet<&str> = checked.iter().flat_map(|one| one.sources.iter()).map(|(_, file)| file.path.as_str()).collect();
    text.push_str(&counts(checked.iter().flat_map(|one| one.findings), files.len(), terminal.out));
    text
}

/// `2 errors and 1 warning in 3 files`.
pub(super) fn counts<'a>(findings: impl Iterator<Item = &'a Finding>, files: usize, paint: Paint) -> String {
    let (mut errors, mut warnings) = (0, 0);
    for finding in findings {
        match finding.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
        }
    }
    let files = counted(files, "file");
    match (errors, warnings) {
        (0, 0) => format!("no findings in {files}\n"),
        (0, warnings) => format!("{} in {files}\n", paint.warn(&counted(warnings, "warning"))),
        (errors, 0) => format!("{} in {files}\n", paint.fault(&counted(errors, "error"))),
        (errors, warnings) => {
            format!("{} and {} in {files}\n", paint.fault(&counted(errors, "error")), paint.warn(&counted(warnings, "warning")))
        }
    }
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
