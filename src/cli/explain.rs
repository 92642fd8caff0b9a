//! `funnelc explain [CODE|GROUP | metric [NAME]]`: what a finding means, or a figure of a report.

use super::{Error, Status, Terminal};
use crate::diagnostics::codes;
use crate::diagnostics::{Code, Group, reference, suggest};
use crate::glossary::{self, Term};
use crate::render::Paint;

/// Say what a finding means, show an example that causes it, and how to mend it; or what a figure of a report means.
/// Without arguments it lists all findings by group, `metric` alone all figures
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code of a finding, such as `stage-unreachable`, a group of them, such as `stages`, or the word `metric`
    #[arg(value_name = "CODE|GROUP")]
    name: Option<String>,
    /// After `metric`: a figure of a report, such as `mature-rate`
    #[arg(value_name = "NAME")]
    figure: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let paint = terminal.out;
    let text = match (arguments.name.as_deref(), arguments.figure.as_deref()) {
        (None, _) => list(None, paint),
        (Some("metric"), None) => figures(paint),
        (Some("metric"), Some(name)) => figure(glossary::find(name).ok_or_else(|| no_figure(name))?, paint),
        (Some(name), None) => match Group::ALL.into_iter().find(|group| group.word() == name) {
            Some(group) => list(Some(group), paint),
            None => page(codes::find(name).ok_or_else(|| unknown(name))?, paint),
        },
        (Some(name), Some(more)) => {
            let error = Error::new(format!("`{more}` is one word too many after `{name}`"));
            return Err(error.help("findings are explained one at a time; figures of a report by `funnelc explain metric NAME`"));
        }
    };
    Terminal::print(&text)?;
    Ok(Status::Fine)
}

fn no_figure(name: &str) -> Error {
    let error = Error::new(format!("no figure of a report has the name `{name}`"));
    match suggest::did_you_mean(name, glossary::all().map(|term| term.name)) {
        Some(help) => error.help(help),
        None => error.help("`funnelc explain metric` lists them all; metrics of your own are explained by their definition"),
    }
}

/// Columns that a page takes.
const WIDTH: usize = 100;

fn figure(term: &Term, paint: Paint) -> String {
    let mut text = format!("{} ({})\n\n{}\n", paint.bold(term.name), term.unit, wrapped(term.means, 0));
    text.push_str(&format!("\n    {}\n", paint.bar(term.formula)));
    text.push_str(&format!("\nFor example: {}\n", wrapped(term.example, 13)));
    text.push_str(&format!("\nSource: {}\n", wrapped(term.source, 8)));
    text.push_str(&format!("In report.json: {}\n", term.keys.join(", ")));
    text
}

fn figures(paint: Paint) -> String {
    let width = glossary::all().map(|term| term.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for section in glossary::SECTIONS {
        text.push_str(&format!("{}\n", paint.bold(section.title)));
        for term in section.terms {
            text.push_str(&format!("  {:width$}  {}\n", term.name, term.summary().trim_end_matches('.')));
        }
        text.push('\n');
    }
    text.push_str("`funnelc explain metric NAME` shows the page of one.\n");
    text
}

/// A text in lines that are not too long; the first goes on after so many columns.
fn wrapped(text: &str, taken: usize) -> String {
    let mut out = String::new();
    let mut column = taken;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            column = 0;
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
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
    text.push_str("`funnelc explain CODE` shows the page of one, `funnelc explain GROUP` lists one group, `funnelc explain metric` the figures of a report.\n");
    text
}
