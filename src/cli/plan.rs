//! `funnelc plan FUNNEL`: the program that a definition becomes.

use super::load::load;
use super::{Error, Status, Terminal, run};
use crate::{plan, render};
use std::path::PathBuf;

/// Show the program that a definition becomes: the columns it reads, what is worked out for whole columns, what each event sets off,
/// and what time alone can make true
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A file, or a folder that holds `funnel.yaml`
    funnel: PathBuf,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let definition = load(&arguments.funnel)?;
    run::findings(&definition, terminal);
    let Some(model) = &definition.model else { return Ok(Status::Findings) };
    Terminal::print(&render::plan::plan(&plan::lower(model), model))?;
    Ok(Status::Fine)
}
