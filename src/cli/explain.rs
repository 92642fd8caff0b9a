//! `funnelc explain [CODE]`: what a finding means.

use super::{Error, Status, Terminal};
use crate::diagnostics::codes;
use crate::diagnostics::{Code, Group, Severity, suggest};
use crate::render::Paint;

/// Say what a finding means, show an example that causes it, and how to mend it; without a code, list them all
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code of a finding, such as `stage-unreachable`
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let text = match &arguments.code {
        None => list(terminal.out),
        Some(name) => page(codes::find(name).ok_or_else(|| unknown(name))?, terminal.out),
    };
    Terminal::print(&text)?;
    Ok(Status::Fine)
}

fn unknown(name: &str) -> Error {
    let error = Error::new(format!("no finding has the code `{name}`"));
    match suggest::did_you_mean(name, codes::ALL.iter().map(|code| code.name)) {
        Some(help) => error.help(help),
        None => error.help("`funnelc explain` lists them all"),
    }
}

fn page(code: &Code, paint: Paint) -> String {
    let mut text = format!("{} ({})\n\n", paint.bold(code.name), severity(code.severity));
    let mut fenced = false;
    for line in code.page.lines() {
        // A doc comment has a blank before each line.
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            text.push_str(&paint.bar(&format!("    {line}")));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

fn list(paint: Paint) -> String {
    let mut groups: Vec<Group> = codes::ALL.iter().map(|code| code.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let width = codes::ALL.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for group in groups {
        text.push_str(&format!("{}\n", paint.bold(heading(group))));
        let mut listed: Vec<&Code> = codes::ALL.iter().filter(|code| code.group == group).copied().collect();
        listed.sort_unstable_by_key(|code| code.name);
        for code in listed {
            let summary = code.page.lines().next().unwrap_or_default().trim();
            text.push_str(&format!("  {:width$}  {:7}  {summary}\n", code.name, severity(code.severity)));
        }
        text.push('\n');
    }
    text.push_str("`funnelc explain CODE` shows the page of one.\n");
    text
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn heading(group: Group) -> &'static str {
    match group {
        Group::Yaml => "YAML",
        Group::Expressions => "Expressions",
        Group::Names => "Names",
        Group::Types => "Types",
        Group::Stages => "Stages and triggers",
        Group::Conditions => "Conditions",
        Group::Scoring => "Scoring",
        Group::Metrics => "Metrics and objectives",
        Group::Sources => "Sources",
        Group::Governance => "Owners and agreements",
    }
}
