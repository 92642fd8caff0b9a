//! Runs something again whenever a file changes that had a part in it. Files are looked at four times a second, which
//! costs less than anybody notices and works on every file system.

use crate::cli::{Error, Status, Terminal};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// File systems tell time in steps: a change may bear an instant that is this much too early.
const TICK: Duration = Duration::from_millis(20);

/// How a file stands: when it was changed, and how long it is.
type Stand = Option<(SystemTime, u64)>;

/// Runs, and runs again, until somebody ends the program.
pub(super) fn watch(paths: &[PathBuf], mut once: impl FnMut() -> Result<(Status, Vec<PathBuf>), Error>) -> Result<Status, Error> {
    let mut watched = paths.to_vec();
    loop {
        let start = SystemTime::now();
        match once() {
            Ok((_, files)) => watched = files,
            Err(Error::PipeClosed) => return Ok(Status::Fine),
            // A file that is half written may be read in the next round.
            Err(Error::Failed { message, .. }) => Terminal::say(&format!("error: {message}\n")),
        }
        let before = stands(&watched);
        // What was changed while it ran may have been read before that.
        let meanwhile = |stand: &Stand| stand.is_some_and(|(changed, _)| changed + TICK >= start);
        if before.iter().any(meanwhile) {
            continue;
        }
        Terminal::say("waiting for a change; Ctrl-C ends\n");
        while stands(&watched) == before {
            std::thread::sleep(PAUSE);
        }
    }
}

fn stands(files: &[PathBuf]) -> Vec<Stand> {
    files.iter().map(|file| fs::metadata(file).ok().and_then(|about| Some((about.modified().ok()?, about.len())))).collect()
}
