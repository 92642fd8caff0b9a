//! `funnelc codeowners FUNNEL…`: the lines that make a code host ask the teams of a definition.

use super::git::Repository;
use super::load::load;
use super::{Error, Status, Terminal, run};
use crate::review::{codeowners, teams};
use std::path::{Path, PathBuf};

/// Print the lines of CODEOWNERS that ask the teams of definitions: owners and `agreed_by` of stages, owners of objectives
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files, or folders that hold `funnel.yaml`
    #[arg(required = true, value_name = "FUNNEL")]
    funnels: Vec<PathBuf>,
    /// The organisation that the teams belong to: `@ORG/team` in the place of `@team`
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let mut text = String::new();
    for funnel in &arguments.funnels {
        let definition = load(funnel)?;
        run::findings(&definition, terminal);
        let Some(model) = &definition.model else { return Ok(Status::Findings) };
        let owners: Vec<String> = teams(model)
            .iter()
            .map(|team| match &arguments.org {
                Some(org) => format!("@{}/{}", org.trim_start_matches('@'), codeowners::slug(team)),
                None => format!("@{}", codeowners::slug(team)),
            })
            .collect();
        for (_, source) in definition.sources.iter().filter(|(_, source)| !source.path.ends_with("funnelc.yaml")) {
            let repository = Repository::of(&definition.folder).ok();
            let within = repository.and_then(|repository| repository.within(Path::new(&source.path)));
            // outside of a repository as it was named
            let path = within.unwrap_or_else(|| source.path.clone()).replace(' ', "\\ ");
            text.push_str(&format!("/{} {}\n", path.trim_start_matches('/'), owners.join(" ")));
        }
    }
    Terminal::print(&text)?;
    Ok(Status::Fine)
}
