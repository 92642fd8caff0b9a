//! `funnelc explain [CODE]`: what a finding means.

use super::{Error, Status, Terminal};
use crate::diagnostics::codes;
use crate::diagnostics::{Code, reference, suggest};
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

fn list(paint: Paint) -> String {
    let width = codes::ALL.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (group, listed) in reference::by_group() {
        text.push_str(&format!("{}\n", paint.bold(group.title())));
        for code in listed {
            text.push_str(&format!("  {:width$}  {:7}  {}\n", code.name, code.severity.word(), code.summary()));
        }
        text.push('\n');
    }
    text.push_str("`funnelc explain CODE` shows the page of one.\n");
    text
}
