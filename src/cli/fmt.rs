//! `funnelc fmt FUNNEL…`: definitions in their one layout. A file with faults is left alone; what is written never means
//! anything else than what was read.

use super::load::read;
use super::{Error, Status, Terminal};
use crate::diagnostics::{Findings, Sources, render};
use crate::render::Paint;
use crate::span::FileId;
use crate::syntax::format::{Unformatted, format};
use similar::TextDiff;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Lay definitions and files of tests out in the one way; comments stay, the meaning never changes
///
/// Sections come in the order of the language, indented by two; what is short stands on one line, the values of things
/// with names below each other, quotes only where they are needed, expressions as their grammar prints them.
/// Files that a definition includes are laid out with it.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Files, or folders that hold `funnel.yaml`; `-` for stdin, then the result goes to stdout
    #[arg(required = true, value_name = "FUNNEL")]
    funnels: Vec<PathBuf>,
    /// Write nothing: show what would change, and exit with 1 if anything would
    #[arg(long)]
    check: bool,
}

/// What became of the files.
#[derive(Default)]
struct Tally {
    changed: usize,
    same: usize,
    faulty: bool,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Status, Error> {
    let mut tally = Tally::default();
    let mut seen = BTreeSet::new();
    for funnel in &arguments.funnels {
        if funnel == Path::new("-") {
            stdin(arguments.check, &mut tally, terminal)?;
            continue;
        }
        let files = read(funnel)?;
        let mut findings = Findings::default();
        // What was found in reading a file is found again in laying it out; not so what is wrong with the names of files.
        findings.extend(files.findings.sorted().into_iter().filter(|finding| finding.code.name.starts_with("include-")));
        for (file, source) in files.sources.iter() {
            let path = Path::new(&source.path);
            let Ok(place) = path.canonicalize() else { continue };
            if seen.insert(place.clone()) {
                let Some(written) = laid_out(file, &source.text, &source.path, &mut findings)? else {
                    tally.faulty = true;
                    continue;
                };
                if arguments.check {
                    show(&source.path, &source.text, &written, &mut tally)?;
                } else if written == source.text {
                    tally.same += 1;
                } else {
                    tally.changed += 1;
                    replace(&place, &written)?;
                }
            }
        }
        tell(&findings, &files.sources, &mut tally, terminal);
    }
    Ok(tally.end(arguments.check))
}

/// The layout of a file; `None` where it has faults.
fn laid_out(file: FileId, text: &str, path: &str, findings: &mut Findings) -> Result<Option<String>, Error> {
    match format(file, text, findings) {
        Ok(written) => Ok(Some(written)),
        Err(Unformatted::Faulty) => Ok(None),
        Err(Unformatted::Changed) => {
            let help = "this is a fault of funnelc, not of the definition; the file was left alone";
            Err(Error::new(format!("cannot lay out `{path}` without changing what it means")).help(help))
        }
    }
}

fn stdin(check: bool, tally: &mut Tally, terminal: &Terminal) -> Result<(), Error> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|cause| Error::new(format!("cannot read stdin: {}", super::error::reason(&cause))))?;
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let file = sources.add("stdin", text.as_str());
    match laid_out(file, &text, "stdin", &mut findings)? {
        Some(written) if check => show("stdin", &text, &written, tally)?,
        Some(written) => Terminal::print(&written)?,
        None => tally.faulty = true,
    }
    tell(&findings, &sources, tally, terminal);
    Ok(())
}

/// Shows how a file would change.
fn show(path: &str, old: &str, new: &str, tally: &mut Tally) -> Result<(), Error> {
    if old == new {
        tally.same += 1;
        return Ok(());
    }
    tally.changed += 1;
    let diff = TextDiff::from_lines(old, new);
    Terminal::print(&diff.unified_diff().context_radius(2).header(path, &format!("{path} (laid out)")).to_string())
}

fn tell(findings: &Findings, sources: &Sources, tally: &mut Tally, terminal: &Terminal) {
    if !findings.is_empty() {
        tally.faulty = true;
        Terminal::say(&render::human(&findings.sorted(), sources, terminal.err == Paint::Colour, terminal.width));
    }
}

/// Writes a file beside its place, with its rights, and renames it there.
fn replace(place: &Path, text: &str) -> Result<(), Error> {
    let fault = |cause: &std::io::Error| Error::file("write", place, cause);
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut beside = tempfile::NamedTempFile::new_in(folder).map_err(|cause| fault(&cause))?;
    beside.write_all(text.as_bytes()).map_err(|cause| fault(&cause))?;
    let rights = fs::metadata(place).map_err(|cause| fault(&cause))?.permissions();
    fs::set_permissions(beside.path(), rights).map_err(|cause| fault(&cause))?;
    beside.persist(place).map_err(|cause| fault(&cause.error))?;
    Ok(())
}

impl Tally {
    fn end(&self, check: bool) -> Status {
        let files = |number: usize| format!("{number} file{}", if number == 1 { "" } else { "s" });
        match (check, self.changed, self.same) {
            (_, 0, 0) => {}
            (true, 0, 1) => Terminal::say("1 file is laid out as it should be\n"),
            (true, 0, same) => Terminal::say(&format!("{} are laid out as they should be\n", files(same))),
            (true, changed, _) => {
                Terminal::say(&format!("{} would change; `funnelc fmt` without `--check` lays them out\n", files(changed)));
            }
            (false, 0, same) => Terminal::say(&format!("{} unchanged\n", files(same))),
            (false, changed, 0) => Terminal::say(&format!("{} laid out\n", files(changed))),
            (false, changed, same) => Terminal::say(&format!("{} laid out, {} unchanged\n", files(changed), files(same))),
        }
        if self.faulty || check && self.changed > 0 { Status::Findings } else { Status::Fine }
    }
}
