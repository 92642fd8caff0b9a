//! `funnelc schema [KIND]`: what editors and other programs need to know of a file.

use super::{Error, Status, Terminal};
use crate::schema::{self, KINDS, Kind};
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser};

/// Print the JSON Schema of a definition, or of what the program writes, for editors and other programs
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What is described
    #[arg(value_parser = kinds(), default_value = KINDS.first().map_or("", |kind| kind.name))]
    kind: String,
    /// The draft of JSON Schema it is written in
    #[arg(long, value_enum, default_value_t = Draft::Draft07)]
    draft: Draft,
}

#[derive(Clone, Copy, ValueEnum)]
enum Draft {
    /// The one that every editor knows
    #[value(name = "draft-07")]
    Draft07,
    /// The latest
    #[value(name = "2020-12")]
    Draft202012,
}

fn kinds() -> PossibleValuesParser {
    KINDS.iter().map(|kind| PossibleValue::new(kind.name).help(kind.about)).into()
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Error> {
    let draft = match arguments.draft {
        Draft::Draft07 => schema::Draft::Draft07,
        Draft::Draft202012 => schema::Draft::Draft202012,
    };
    let kind = Kind::find(&arguments.kind).ok_or_else(|| Error::new(format!("nothing called `{}` has a schema", arguments.kind)))?;
    Terminal::print(&kind.text(draft))?;
    Ok(Status::Fine)
}
