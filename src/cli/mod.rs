//! The command line: arguments in, exit status out, one file a command. Holds no logic that another command would want.
//!
//! Exit codes: 0 fine, 1 findings, 2 the command could not do its work,
//! 130 ended by Ctrl-C. Results go to stdout, everything else to stderr.

#![allow(clippy::disallowed_methods, reason = "the command line is where files and the environment are touched")]

mod check;
mod codeowners;
mod completions;
mod demo;
mod diff;
mod error;
mod explain;
mod fmt;
mod git;
mod graph;
mod init;
mod interrupt;
mod load;
mod man;
mod memory;
#[cfg(test)]
mod on_disk;
mod output;
mod place;
mod plan;
mod progress;
mod replay;
mod run;
mod schema;
mod scratch;
mod tables;
mod terminal;
mod test;
mod trace;
mod versions;

use clap::{CommandFactory, Parser, Subcommand};
use error::Error;
use std::process::ExitCode;
use terminal::Terminal;

/// A compiler and rule engine for revenue funnels.
///
/// A funnel is a YAML file (or a folder with `funnel.yaml`): its stages, what moves a subject from one to the next, and
/// how its events are read. `check` finds what is wrong with one, `run` replays logs of events through it.
#[derive(Parser)]
#[command(name = "funnelc", version, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Fmt(fmt::Arguments),
    Graph(graph::Arguments),
    Run(run::Arguments),
    Test(test::Arguments),
    Plan(plan::Arguments),
    Schema(schema::Arguments),
    Trace(trace::Arguments),
    Diff(diff::Arguments),
    Codeowners(codeowners::Arguments),
    Demo(demo::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// What a command that did its work found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing wrong.
    Fine,
    /// Findings.
    Findings,
}

/// The command line as data: for completions and manual pages.
fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let terminal = Terminal::of_process();
    let result = match &arguments.command {
        Command::Init(arguments) => init::run(arguments),
        Command::Check(arguments) => check::run(arguments, &terminal),
        Command::Explain(arguments) => explain::run(arguments, &terminal),
        Command::Fmt(arguments) => fmt::run(arguments, &terminal),
        Command::Graph(arguments) => graph::run(arguments, &terminal),
        Command::Plan(arguments) => plan::run(arguments, &terminal),
        Command::Run(arguments) => run::run(arguments, &terminal),
        Command::Test(arguments) => test::run(arguments, &terminal),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Trace(arguments) => trace::run(arguments, &terminal),
        Command::Diff(arguments) => diff::run(arguments, &terminal),
        Command::Codeowners(arguments) => codeowners::run(arguments, &terminal),
        Command::Demo(arguments) => demo::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Man(arguments) => man::run(arguments),
    };
    match result {
        // Whoever reads the results may have gone (`| head`): nobody is left to tell.
        Ok(Status::Fine) | Err(Error::PipeClosed) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Err(Error::Failed { message, help }) => {
            terminal.fault(&message, help.as_deref());
            ExitCode::from(2)
        }
    }
}
