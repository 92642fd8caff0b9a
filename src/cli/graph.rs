//! `funnelc graph FUNNEL`: the stages and triggers as a picture.

use super::load::load;
use super::{Error, Status, Terminal, run};
use crate::model::Model;
use crate::render::graph;
use clap::ValueEnum;
use std::path::PathBuf;

/// Draw the stages and triggers: as Mermaid or dot for other programs to lay out, or as an SVG
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A file, or a folder that holds `funnel.yaml`
    funnel: PathBuf,
    /// How the picture is written
    #[arg(long, value_enum, default_value_t = Format::Mermaid)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A flowchart that GitHub, GitLab and wikis draw by themselves
    Mermaid,
    /// The language of Graphviz
    Dot,
    /// A picture that needs no other program, for light and dark pages
    Svg,
}

impl Format {
    fn draw(self, model: &Model) -> String {
        match self {
            Self::Mermaid => graph::mermaid(model),
            Self::Dot => graph::dot(model),
            Self::Svg => graph::svg(model),
        }
    }
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let definition = load(&arguments.funnel)?;
    run::findings(&definition, terminal);
    let Some(model) = &definition.model else { return Ok(Status::Findings) };
    Terminal::print(&arguments.format.draw(model))?;
    Ok(Status::Fine)
}
