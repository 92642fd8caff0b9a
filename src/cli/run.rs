//! `funnelc run FUNNEL --events LOG…`: the main job: a definition and logs in, assignments and a report out.

use super::load::{Definition, load};
use super::output::Staging;
use super::progress::Bar;
use super::scratch::Disk;
use super::tables::Tables;
use super::{Error, Status, Terminal, check, interrupt, memory};
use crate::diagnostics::render as drawing;
use crate::events::{self, Collected, Input, Intake, ScanRequest, scan};
use crate::model::Model;
use crate::reference;
use crate::render::tables::Format;
use crate::render::{self, Paint, markdown, summary};
use crate::replay::outcome::Outcome;
use crate::replay::scratch::{Fault, Limit};
use crate::report::{self, Comparison, Options, Report};
use crate::time::{Micros, Period, date, grain, instant};
use clap::ValueEnum;
use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::PathBuf;

/// More threads than this help nobody; the result is the same with any number.
const MOST_THREADS: usize = 256;

/// Replay logs of events through a definition: who is in which stage since when, why, and what converts
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A file, or a folder that holds `funnel.yaml`
    funnel: PathBuf,
    /// Logs: files, folders and globs of NDJSON, JSON, CSV, TSV, Parquet or Arrow, also gzip or zstd; `SOURCE=PATH` goes by
    /// that source of the definition. Without it the `files` of its sources are read
    #[arg(long, value_name = "LOG", num_args = 1..)]
    events: Vec<String>,
    /// Let time run until this instant, such as 2026-03-10T00:00:00Z [default: the log's last event]
    #[arg(long, value_name = "T")]
    as_of: Option<String>,
    /// Count entries, firings and cohorts of this period only: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, FY2026-Q4,
    /// 2026-01-01..2026-03-31, `previous month`, `last 12 months`
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// Show each figure of the period beside its value in another one, at the same age, and how it changed: `previous`, or a
    /// period as `--period` takes it. The logs are read once more
    #[arg(long, value_name = "P", requires = "period")]
    compare: Option<String>,
    /// Count the series by day, week, month or quarter
    #[arg(long, value_enum, value_name = "GRAIN", default_value_t = Grain::Week)]
    grain: Grain,
    /// Gather the cohorts by the week or the month of their entry
    #[arg(long, value_enum, value_name = "GRAIN", default_value_t = CohortGrain::Month)]
    cohorts: CohortGrain,
    /// Show so many values of each dimension on their own, and the rest of them summed
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::MIN.saturating_add(19))]
    top: NonZeroUsize,
    /// Write tables and reports to this folder, in the place of an earlier output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How the tables are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = TableFormat::Parquet)]
    tables: TableFormat,
    /// How many threads work [default: as many as there are cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// How much memory the run may take for what grows with the log, such as 4GiB; the rest is put aside on disk, beside `--out` or
    /// in the folder for temporary files. The result is the same [default: half of what the machine has]
    #[arg(long, value_name = "SIZE", value_parser = memory::parse)]
    memory: Option<usize>,
    /// Stop at the first bad row
    #[arg(long)]
    strict: bool,
    /// For whom the summary and report.md are: `leadership` sees objectives, money and the bottleneck on one screen, `team` each
    /// step, who waits and what is slow [default: the whole report]
    #[arg(long, value_enum, value_name = "WHO")]
    audience: Option<Audience>,
    /// Print no summary
    #[arg(long, short)]
    quiet: bool,
    /// Which engine replays: `reference` is slow and row by row, for comparison
    #[arg(long, value_enum, hide = true, default_value_t = Engine::Fast)]
    engine: Engine,
}

#[derive(Clone, Copy, ValueEnum)]
enum TableFormat {
    Parquet,
    Csv,
    Ndjson,
}

impl TableFormat {
    fn format(self) -> Format {
        match self {
            Self::Parquet => Format::Parquet,
            Self::Csv => Format::Csv,
            Self::Ndjson => Format::Ndjson,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    FiscalQuarter,
}

#[derive(Clone, Copy, ValueEnum)]
enum CohortGrain {
    Week,
    Month,
}

#[derive(Clone, Copy, ValueEnum)]
enum Audience {
    Leadership,
    Team,
}

impl Audience {
    fn of(audience: Option<Self>) -> render::Audience {
        match audience {
            None => render::Audience::Everyone,
            Some(Self::Leadership) => render::Audience::Leadership,
            Some(Self::Team) => render::Audience::Team,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Engine {
    Fast,
    Reference,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let definition = load(&arguments.funnel)?;
    findings(&definition, terminal);
    let Some(model) = &definition.model else { return Ok(Status::Findings) };
    let as_of = arguments.as_of.as_deref().map(|text| as_of(text, model)).transpose()?;
    let period = arguments.period.as_deref().map(period).transpose()?;
    let compared = arguments.compare.as_deref().map(compared).transpose()?;
    let inputs = inputs(&arguments.events, &definition, model)?;
    interrupt::watch();
    let staging = arguments.out.as_deref().map(Staging::open).transpose()?;
    let scratch = Disk::of(staging.as_ref().map_or_else(std::env::temp_dir, |staging| staging.parent().to_owned()));
    let limit = Limit { bytes: arguments.memory.unwrap_or_else(memory::default), scratch: &scratch };

    let bar = Bar::new(terminal.watched && !arguments.quiet);
    let request = ScanRequest {
        model,
        inputs: &inputs,
        threads: threads(arguments.threads),
        columns: &vec![true; model.columns.len()],
        ids: true,
        only_events: None,
        strict: arguments.strict,
        keep_rejects: staging.is_some(),
        origins: false,
        progress: &bar,
    };
    let (report, mut intake) = std::thread::scope(|scope| {
        let format = arguments.tables.format();
        let tables = staging.as_ref().map(|staging| Tables::open(scope, staging, model, format)).transpose()?;
        let replay =
            |request: &ScanRequest<'_>, as_of, tables: Option<&Tables<'_>>| match replay(request, as_of, arguments.engine, limit, tables) {
                Ok(replayed) => Ok(Some(replayed)),
                Err(Fault::Log(fault)) => Err(Error::new(fault.to_string())),
                Err(Fault::Scratch(cause)) => Err(scratch.fault(&cause)),
                Err(Fault::Taker(Unwanted)) => Ok(None),
            };
        let replayed = replay(&request, as_of, tables.as_ref());
        bar.finish();
        let Some((outcome, intake)) = replayed? else {
            // They say why they took no more.
            tables.map_or(Ok(()), Tables::finish)?;
            return Err(Error::new("the tables could not be written"));
        };
        let period = period.map(|period| range(&period, model, &outcome)).transpose()?;
        let options = options(arguments, period);
        let mut report = report::build(model, &intake, &outcome, options.clone());
        let compared = compared.map(|compared| earlier(&compared, model, &options, &outcome)).transpose()?.flatten();
        if let Some((range, at)) = compared {
            let values = Some(report::shown(model, &outcome, &options));
            let request = ScanRequest { keep_rejects: false, progress: &(), ..request };
            if let Some((outcome, intake)) = replay(&request, Some(at), None)? {
                let earlier = report::build(model, &intake, &outcome, Options { period: Some(range), values, ..options });
                report.comparison = Some(Comparison::of(&report, &earlier));
            }
        }
        tables.map_or(Ok(()), Tables::finish)?;
        Ok((report, intake))
    })?;
    if let Some(fault) = report.imbalance() {
        let help = "this is a fault of funnelc, not of the definition or the log; nothing was written";
        return Err(Error::new(format!("the accounts do not balance: {fault}")).help(help));
    }
    let rejects = arguments.out.as_ref().map(|out| out.join("rejected.ndjson").display().to_string());
    if let Some(staging) = staging {
        let page = markdown::markdown(&report, model, Audience::of(arguments.audience));
        write(&staging, &report, &page, &mut intake)?;
        staging.publish()?;
    }
    if !arguments.quiet {
        let first = intake.rejects.first().ok().flatten().map(|reject| reject.to_string());
        let rejects = summary::Rejects { file: rejects.as_deref(), first: first.as_deref() };
        Terminal::print(&summary::summary(&report, model, Audience::of(arguments.audience), rejects, terminal.out))?;
    }
    Ok(Status::Fine)
}

/// How many threads work.
pub(super) fn threads(wanted: Option<NonZeroUsize>) -> usize {
    wanted.or_else(|| std::thread::available_parallelism().ok()).map_or(1, |threads| threads.get().min(MOST_THREADS))
}

/// Rows that nobody takes any more.
struct Unwanted;

/// The one place that knows which engine replays. The rows of subjects go to the tables, where there are some; what a report reads is kept.
fn replay(
    request: &ScanRequest<'_>,
    as_of: Option<Micros>,
    engine: Engine,
    limit: Limit<'_>,
    tables: Option<&Tables<'_>>,
) -> Result<(Outcome, Intake), Fault<events::Error, Unwanted>> {
    let (mut kept, money) = (Outcome::default(), report::money(request.model));
    let mut take = |rows: Outcome| {
        kept.keep(&rows, money);
        if tables.is_none_or(|tables| tables.take(rows)) { Ok(()) } else { Err(Unwanted) }
    };
    let (rest, intake) = match engine {
        Engine::Fast => super::replay::replay_rows(request, as_of, limit, &mut take)?,
        Engine::Reference => {
            let collected = Collected::default();
            let intake = scan(request, &collected).map_err(Fault::Log)?;
            let (mut rows, rest) = reference::replay(request.model, &collected.into_batches(), as_of).into_rows();
            rows.try_for_each(take).map_err(Fault::Taker)?;
            (rest, intake)
        }
    };
    kept.end(&rest);
    Ok((kept, intake))
}

/// Findings of the definition: all where there are errors, else how many warnings there are.
pub(super) fn findings(definition: &Definition, terminal: &Terminal) {
    let sorted = definition.findings.sorted();
    if sorted.is_empty() {
        return;
    }
    let files = definition.sources.iter().count();
    let mut text = String::new();
    if definition.model.is_none() {
        text = drawing::human(&sorted, &definition.sources, terminal.err == Paint::Colour, terminal.width);
    }
    text.push_str(&check::counts(sorted.iter(), files, terminal.err));
    if definition.model.is_some() {
        text = format!("{}; `funnelc check` shows them\n", text.trim_end());
    }
    Terminal::say(&text);
}

/// What `--as-of` says.
pub(super) fn as_of(text: &str, model: &Model) -> Result<Micros, Error> {
    let zone = &model.calendar.zone;
    instant::parse(text, zone).map_err(|why| {
        if date::parse(text).is_ok() {
            let help = format!("write {text}T00:00:00 for its beginning in {}, or an instant with an offset", zone.name());
            return Error::new(format!("--as-of: `{text}` is a date, not an instant")).help(help);
        }
        // How an instant is written, the reason shows.
        let help = format!("one without an offset is in {}", zone.name());
        Error::new(format!("--as-of: {why}")).help(help)
    })
}

/// What `--period` says.
pub(super) fn period(text: &str) -> Result<Period, Error> {
    let period = parsed("--period", text)?;
    // Said before the log is read: it cannot come to anything.
    let around = "`previous period` is the one before a period around it, and there is none";
    let error = || Error::new(format!("--period: {around}")).help("say which, for example `previous quarter` or `last 12 months`");
    if period == Period::PreviousPeriod { Err(error()) } else { Ok(period) }
}

fn compared(text: &str) -> Result<Period, Error> {
    if text == "previous" {
        return Ok(Period::PreviousPeriod);
    }
    parsed("--compare", text)
}

fn parsed(option: &str, text: &str) -> Result<Period, Error> {
    Period::parse(text).map_err(|why| {
        let error = Error::new(format!("{option}: {why}"));
        match Period::meant(text) {
            Some(meant) => error.help(format!("write `{meant}`")),
            None => error,
        }
    })
}

/// The period to compare with, and until when time runs for it; nothing where there is no event to look from.
fn earlier(compared: &Period, model: &Model, options: &Options, outcome: &Outcome) -> Result<Option<(Range<Micros>, Micros)>, Error> {
    let (Some(period), Some(as_of)) = (&options.period, outcome.as_of) else { return Ok(None) };
    let range = compared.resolve(&model.calendar, Some(period.clone()), as_of);
    let range = range.map_err(|why| Error::new(format!("--compare: {why}")))?;
    let at = report::same_age(&model.calendar, period, &range, as_of);
    Ok(Some((range, at)))
}

/// The instants of a period; one that is relative to today is seen from the end of the replay.
pub(super) fn range(period: &Period, model: &Model, outcome: &Outcome) -> Result<Range<Micros>, Error> {
    // Without an event there is no instant to look from, and nothing to count either.
    let as_of = outcome.as_of.unwrap_or(0);
    period.resolve(&model.calendar, None, as_of).map_err(|why| Error::new(format!("--period: {why}")))
}

/// The logs that `--events` names, else those of the definition.
pub(super) fn inputs(events: &[String], definition: &Definition, model: &Model) -> Result<Vec<Input>, Error> {
    if events.is_empty() {
        let inputs = Input::of_sources(model, &definition.folder);
        if inputs.is_empty() {
            return Err(Error::new("no events to read: the definition names no `files`").help("name a log with `--events`"));
        }
        return Ok(inputs);
    }
    let parsed = events.iter().map(|argument| Input::parse(argument, model));
    parsed.collect::<Result<_, _>>().map_err(|fault| Error::new(fault.to_string()))
}

/// What is asked of the report.
fn options(arguments: &Arguments, period: Option<Range<Micros>>) -> Options {
    let grain = match arguments.grain {
        Grain::Day => grain::Grain::Day,
        Grain::Week => grain::Grain::Week,
        Grain::Month => grain::Grain::Month,
        Grain::Quarter => grain::Grain::Quarter,
        Grain::FiscalQuarter => grain::Grain::FiscalQuarter,
    };
    let cohorts = match arguments.cohorts {
        CohortGrain::Week => grain::Grain::Week,
        CohortGrain::Month => grain::Grain::Month,
    };
    Options { period, grain, cohorts, top: arguments.top.get(), values: None }
}

/// Writes the files that are made once all is known.
fn write(staging: &Staging, report: &Report, page: &str, intake: &mut Intake) -> Result<(), Error> {
    staging.write("rejected.ndjson", |out| intake.rejects.write_ndjson(out))?;
    staging.write("report.json", |out| {
        serde_json::to_writer_pretty(&mut *out, report)?;
        out.write_all(b"\n")
    })?;
    staging.write("report.md", |out| out.write_all(page.as_bytes()))
}
