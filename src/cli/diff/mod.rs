//! `funnelc diff OLD NEW`: what a change of a definition means, and with a log whom it moves.

mod again;
mod gates;
mod impact;
mod uses;

use super::versions::{Base, Version, Versions, versions};
use super::{Error, Status, Terminal};
use crate::diagnostics::Sources;
use crate::model::Model;
use crate::render;
use crate::review::{self, Diff, Gates, Pair, Side, codeowners};
use clap::ValueEnum;
use impact::Replayed;

/// Say what a change means and whom it moves: definitions compared by meaning, and replayed over a log
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The definition before the change: a file, a folder, or `REV:PATH` of the Git repository
    old: String,
    /// The definition after it
    new: String,
    /// Logs that both versions are replayed over, as for `run`; without one only the meaning is compared
    #[arg(long, value_name = "LOG", num_args = 1..)]
    events: Vec<String>,
    /// Compare with the commit from which OLD's revision and HEAD parted
    #[arg(long)]
    merge_base: bool,
    /// Let time run until this instant [default: the log's last event]
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
    /// Count entries, cohorts and metrics of this period only, as for `run`
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// How the diff is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Name subjects that moved and values of dimensions in Markdown too, which many people read
    #[arg(long)]
    show_subjects: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// For a comment of a pull request
    Markdown,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let base = if arguments.merge_base { Base::Merge } else { Base::Itself };
    match versions(&arguments.old, &arguments.new, base, terminal)? {
        Versions::Both(both) => {
            let [old, new] = *both;
            let mut pair = Pair::of(&old.model, &new.model).written(&old.documents, &new.documents);
            let files = uses::files(&new.place, new.file(), &new.sources);
            for (change, spot) in review::uses::uses(pair.changes(), &files, Some(&new.model)) {
                pair.breaks(change, spot);
            }
            let impact = if arguments.events.is_empty() { None } else { Some(impact::both(arguments, &pair, &old, &new)?) };
            let mut diff = pair.diff([&old.name, &new.name], impact, &gates(&new)?);
            asked(&mut diff, &new);
            told(arguments, &diff, &[&new.model, &old.model], terminal)
        }
        Versions::New(new) => {
            let mut diff = alone(arguments, Side::New, &new)?;
            asked(&mut diff, &new);
            told(arguments, &diff, &[&new.model], terminal)
        }
        Versions::Deleted(old, place) => {
            let mut diff = alone(arguments, Side::Old, &old)?;
            let files = uses::files(&place, old.file(), &Sources::default());
            for (change, spot) in review::uses::uses(&diff.changes, &files, None) {
                diff.changes[change].breaks.push(spot);
            }
            told(arguments, &diff, &[&old.model], terminal)
        }
    }
}

/// A definition that is in one version only.
fn alone(arguments: &Arguments, side: Side, version: &Version) -> Result<Diff, Error> {
    let replayed = if arguments.events.is_empty() { None } else { Some(impact::one(arguments, version)?) };
    let run = replayed.as_ref().map(Replayed::run);
    Ok(review::alone(side, &version.name, &version.model, run, &gates(version)?))
}

fn told(arguments: &Arguments, diff: &Diff, models: &[&Model], terminal: &Terminal) -> Result<Status, Error> {
    Terminal::print(&match arguments.format {
        Format::Human => render::diff::human(diff, models, terminal.out),
        Format::Json => serde_json::to_string_pretty(diff).map_err(|cause| Error::new(cause.to_string()))? + "\n",
        Format::Markdown => render::diff::markdown(diff, models, arguments.show_subjects),
    })?;
    Ok(if diff.gates.iter().any(|gate| gate.breached) { Status::Findings } else { Status::Fine })
}

fn gates(version: &Version) -> Result<Gates, Error> {
    version.project.as_ref().map_or_else(|| Ok(Gates::default()), |(path, project)| gates::gates(path, project))
}

/// Whether CODEOWNERS asks the teams already.
fn asked(diff: &mut Diff, version: &Version) {
    let Some(text) = version.place.codeowners() else { return };
    let files = version.sources.iter().filter_map(|(_, source)| version.place.path_in_repository(&source.path));
    let owners: Vec<String> = files.flat_map(|path| codeowners::owners(&text, &path)).collect();
    for approver in &mut diff.approvers {
        approver.in_codeowners = Some(owners.iter().any(|owner| codeowners::is_team(owner, &approver.team)));
    }
}
