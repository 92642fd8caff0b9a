//! `funnelc demo`: a log to try the program on.

use super::error::reason;
use super::{Error, Status};
use crate::demo;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Make a log to try the program on: the year of a firm that sells to firms, as NDJSON on stdout
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// How many leads there are
    #[arg(long, value_name = "N", default_value_t = 1000)]
    subjects: u64,
    /// Same seed, same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Write to this file instead, in the place of an earlier one
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Error> {
    let options = demo::Options { subjects: arguments.subjects, seed: arguments.seed };
    match &arguments.out {
        Some(path) => to_file(options, path).map_err(|cause| Error::file("write", path, &cause))?,
        None => to_stdout(options)?,
    }
    Ok(Status::Fine)
}

fn to_stdout(options: demo::Options) -> Result<(), Error> {
    match write(options, io::stdout().lock()) {
        Ok(_) => Ok(()),
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Err(Error::PipeClosed),
        Err(cause) => Err(Error::new(format!("cannot write to stdout: {}", reason(&cause)))),
    }
}

/// Writes beside the place and renames into it when the log is whole.
fn to_file(options: demo::Options, path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // What is no file (`/dev/null`, a pipe) cannot be renamed over; it takes the rows as they come.
    if path.exists() && !path.is_file() {
        return write(options, std::fs::OpenOptions::new().write(true).open(path)?).map(drop);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".funnelc-demo-");
    #[cfg(unix)]
    builder.permissions(<std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let beside: NamedTempFile = write(options, builder.tempfile_in(folder)?)?;
    beside.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}

/// Writes the log, and gives back what it was written to.
fn write<W: Write>(options: demo::Options, out: W) -> io::Result<W> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    demo::write(options, &mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}
