//! `funnelc demo`: a log to try the program on.

use super::error::reason;
use super::{Error, Status};
use crate::demo;
use std::io::{self, BufWriter, Write};

/// Make a log to try the program on: the year of a firm that sells to firms, as NDJSON on stdout
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// How many leads there are
    #[arg(long, value_name = "N", default_value_t = 1000)]
    subjects: u64,
    /// Same seed, same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Error> {
    let options = demo::Options { subjects: arguments.subjects, seed: arguments.seed };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match demo::write(options, &mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(Status::Fine),
        Err(cause) if cause.kind() == io::ErrorKind::BrokenPipe => Err(Error::PipeClosed),
        Err(cause) => Err(Error::new(format!("cannot write to stdout: {}", reason(&cause)))),
    }
}
