//! `funnelc check FUNNEL…`: all that is wrong, at once.

use super::load::{Definition, load};
use super::{Error, Status, Terminal};
use crate::diagnostics::{Finding, Severity, render};
use crate::render::Paint;
use crate::render::findings::{Checked, github, json, sarif};
use clap::ValueEnum;
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
    for funnel in &arguments.funnels {
        let definition = load(funnel)?;
        let mut findings = definition.findings.sorted();
        if arguments.deny.is_some() {
            for finding in &mut findings {
                finding.severity = Severity::Error;
            }
        }
        definitions.push((definition, findings));
    }
    let checked: Vec<Checked<'_>> =
        definitions.iter().map(|(definition, findings)| Checked { sources: &definition.sources, findings }).collect();
    let text = match arguments.format {
        Format::Human => human(&definitions, terminal),
        Format::Json => json(&checked),
        Format::Github => github(&checked),
        Format::Sarif => sarif(&checked),
    };
    Terminal::print(&text)?;
    let wrong = definitions.iter().any(|(_, findings)| findings.iter().any(|finding| finding.severity == Severity::Error));
    Ok(if wrong { Status::Findings } else { Status::Fine })
}

fn human(definitions: &[(Definition, Vec<Finding>)], terminal: &Terminal) -> String {
    let mut text = String::new();
    for (definition, findings) in definitions {
        text.push_str(&render::human(findings, &definition.sources, terminal.out == Paint::Colour, terminal.width));
    }
    let findings = || definitions.iter().flat_map(|(_, findings)| findings);
    let files = definitions.iter().map(|(definition, _)| definition.sources.iter().count()).sum();
    text.push_str(&counts(findings(), files, terminal.out));
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
