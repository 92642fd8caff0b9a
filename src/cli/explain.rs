//! `funnelc explain [CODE|GROUP]`: what a finding means.

use super::{Error, Status, Terminal};
use crate::diagnostics::codes;
use crate::diagnostics::{Code, Group, reference, suggest};
use crate::render::Paint;

/// Say what a finding means, show an example that causes it, and how to mend it; without a code, list them by group
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code of a finding, such as `stage-unreachable`, or a group of them, such as `stages`
    #[arg(value_name = "CODE|GROUP")]
    name: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let text = match &arguments.name {
        None => list(None, terminal.out),
        Some(name) => match Group::ALL.into_iter().find(|group| group.word() == name) {
            Some(group) => list(Some(group), terminal.out),
            None => page(codes::find(name).ok_or_else(|| unknown(name))?, terminal.out),
        },
    };
    Terminal::print(&text)?;
    Ok(Status::Fine)
}

fn unknown(name: &str) -> Error {
    let error = Error::new(format!("no finding has the code `{name}`"));
    let known = codes::ALL.iter().map(|code| code.name).chain(Group::ALL.iter().map(|group| group.word()));
    match suggest::did_you_mean(name, known) {
        Some(help) => error.help(help),
        None => error.help("`funnelc explain` lists them all"),
    }
}

fn page(code: &Code, paint: Paint) -> String {
    let mut text = format!("{} ({})\n\n", paint.bold(code.name), code.severity.word());
    let mut fenced = false;
    for line in code.markdown().lines() {
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

/// The codes of a group, or of all.
fn list(only: Option<Group>, paint: Paint) -> String {
    let width = codes::ALL.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (group, listed) in reference::by_group().filter(|(group, _)| only.is_none_or(|only| only == *group)) {
        text.push_str(&format!("{} ({})\n", paint.bold(group.title()), group.word()));
        for code in listed {
            text.push_str(&format!("  {:width$}  {:7}  {}\n", code.name, code.severity.word(), code.summary()));
        }
        text.push('\n');
    }
    text.push_str("`funnelc explain CODE` shows the page of one, `funnelc explain GROUP` lists one group.\n");
    text
}
