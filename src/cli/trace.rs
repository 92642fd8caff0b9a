//! `funnelc trace FUNNEL --events LOG… SUBJECT`: one subject's whole story. Of the log only its rows are kept.

use super::load::{Definition, load};
use super::replay::{names_of, reading, replay_batches};
use super::{Error, Status, Terminal, run};
use crate::diagnostics::suggest::closest;
use crate::events::{BatchSink, Error as ReadError, EventBatch, Input, ScanRequest, scan};
use crate::model::Model;
use crate::reference;
use crate::render;
use crate::time::Micros;
use crate::trace::{self, Trace};
use clap::ValueEnum;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Tell one subject's whole story: every event, what it folded, the score line by line, what fired and why, what it just missed
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A file, or a folder that holds `funnel.yaml`
    funnel: PathBuf,
    /// The subject, by any name it goes by in the log
    subject: Option<String>,
    /// Logs, as for `run`; where the subject is not said before, it is the last of these
    #[arg(long, value_name = "LOG", num_args = 1..)]
    events: Vec<String>,
    /// Let time run until this instant [default: the log's last event]
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
    /// How the story is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let definition = load(&arguments.funnel)?;
    run::findings(&definition, terminal);
    let Some(model) = &definition.model else { return Ok(Status::Findings) };
    let as_of = arguments.as_of.as_deref().map(|text| run::as_of(text, model)).transpose()?;
    let (subject, events) = match (&arguments.subject, arguments.events.split_last()) {
        (Some(subject), _) => (subject, &arguments.events[..]),
        (None, Some((subject, events))) if !events.is_empty() => (subject, events),
        (None, _) => {
            let help = format!("funnelc trace {} {}", arguments.funnel.display(), model.subject.to_uppercase());
            return Err(Error::new(format!("no {} is named", model.subject)).help(help));
        }
    };
    let inputs = run::inputs(events, &definition, model)?;
    let trace = tell(&definition, model, &inputs, subject, as_of)?;
    Terminal::print(&match arguments.format {
        Format::Human => render::trace::trace(&trace, model, terminal.out),
        Format::Json => serde_json::to_string_pretty(&trace).map_err(|cause| Error::new(cause.to_string()))? + "\n",
    })?;
    Ok(Status::Fine)
}

/// Reads the log for the names that are one subject with `subject`, then for their rows, and tells their story.
fn tell(definition: &Definition, model: &Model, inputs: &[Input], subject: &str, as_of: Option<Micros>) -> Result<Trace, Error> {
    let columns = vec![true; model.columns.len()];
    let request = reading(model, inputs, &columns);
    let failed = |fault: ReadError| Error::new(fault.to_string());
    let names = names_of(&request, as_of, subject).map_err(failed)?;
    let rows = Rows { names: &names, kept: Mutex::default() };
    let intake = scan(&ScanRequest { origins: true, ..request }, &rows).map_err(failed)?;
    let batches = rows.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
    let told = reference::tell(model, &batches, as_of.or(intake.latest));
    let (Some(told), Some(as_of)) = (told.first(), as_of.or(intake.latest)) else {
        return Err(nobody(&request, model, subject, !batches.is_empty()));
    };
    let outcome = replay_batches(model, &batches, as_of);
    Ok(trace::of(model, &definition.sources, told, as_of, &outcome, &intake.origins))
}

/// Nobody of that name has an event; `later` tells that somebody will.
fn nobody(request: &ScanRequest<'_>, model: &Model, subject: &str, later: bool) -> Error {
    let error = Error::new(format!("there is no {} `{subject}`", model.subject));
    if later {
        return error.help("its first event is after `--as-of`");
    }
    let alike = Alike { word: subject, best: Mutex::default() };
    // What the first reading did not stumble over, this one does not either.
    let _ = scan(request, &alike);
    match alike.best.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(name) => error.help(format!("did you mean `{name}`?")),
        None => error.help("the `subject` column of the log holds the names"),
    }
}

/// Keeps the rows of some subjects.
struct Rows<'a> {
    names: &'a [String],
    kept: Mutex<Vec<EventBatch>>,
}

impl BatchSink for Rows<'_> {
    fn batch(&self, _worker: usize, batch: EventBatch) -> Result<(), ReadError> {
        let is_wanted = |name: &str| self.names.iter().any(|wanted| wanted == name);
        let rows: Vec<usize> = (0..batch.len).filter(|row| batch.subject.get(*row).is_some_and(is_wanted)).collect();
        if !rows.is_empty() {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(batch.keep(&rows));
        }
        Ok(())
    }
}

/// Looks for the name that is most like a word.
struct Alike<'a> {
    word: &'a str,
    best: Mutex<Option<String>>,
}

impl BatchSink for Alike<'_> {
    fn batch(&self, _worker: usize, batch: EventBatch) -> Result<(), ReadError> {
        let mut names: BTreeSet<&str> = (0..batch.len).filter_map(|row| batch.subject.get(row)).collect();
        let mut best = self.best.lock().unwrap_or_else(PoisonError::into_inner);
        let before = best.take();
        names.extend(before.as_deref());
        *best = closest(self.word, names).map(str::to_owned);
        Ok(())
    }
}
