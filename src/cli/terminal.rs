//! Where words go: results to stdout, everything else to stderr, with colours where they are wanted.

use super::error::{Error, reason};
use crate::render::Paint;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, IsTerminal, Write};

/// The streams of the process.
pub(super) struct Terminal {
    /// Colours on stdout.
    pub out: Paint,
    /// Colours on stderr.
    pub err: Paint,
    /// Whether a person watches stderr.
    pub watched: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Terminal {
    /// As the process was started: `NO_COLOR`, `CLICOLOR_FORCE` and pipes are heeded.
    pub(super) fn of_process() -> Self {
        let paint = |choice| if choice == ColorChoice::Never { Paint::Plain } else { Paint::Colour };
        Self {
            out: paint(AutoStream::choice(&io::stdout())),
            err: paint(AutoStream::choice(&io::stderr())),
            watched: io::stderr().is_terminal(),
            width: 100,
        }
    }

    /// Prints a result.
    pub(super) fn print(text: &str) -> Result<(), Error> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|cause| match cause.kind() {
            io::ErrorKind::BrokenPipe => Error::PipeClosed,
            _ => Error::new(format!("cannot write to stdout: {}", reason(&cause))),
        })
    }

    /// Says something beside the results. Whoever closed stderr does not want to hear it.
    pub(super) fn say(text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// Says why a command could not do its work.
    pub(super) fn error(&self, error: &Error) {
        match error {
            // Whoever reads the results may have gone (`| head`): nobody is left to tell.
            Error::PipeClosed => {}
            Error::Failed { message, help } => self.fault(message, help.as_deref()),
        }
    }

    /// Says why the work could not be done.
    pub(super) fn fault(&self, message: &str, help: Option<&str>) {
        let help = help.map_or_else(String::new, |help| format!(" {} {help}\n", self.err.bold("help:")));
        let text = format!("{} {message}\n{help}", self.err.fault("error:"));
        Self::say(&text);
    }
}
