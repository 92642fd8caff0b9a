//! Ctrl-C: what was written so far is removed, and the run ends with 130.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(unix)]
/// Ended by Ctrl-C, as shells count it: 128 and the number of the signal.
const STATUS: i32 = 130;
#[cfg(unix)]
/// A file may come up while its folder is being removed.
const TRIES: usize = 100;

/// The folder that is to go.
static OPEN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on Ctrl-C ends the process in this way. Where no handler can be had, the system ends it, and the next run cleans up.
pub(super) fn watch() {
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT]) {
        std::thread::spawn(move || {
            if signals.forever().next().is_some() {
                stop();
            }
        });
    }
}

#[cfg(unix)]
fn stop() {
    // Held for good: nothing is created or published any more.
    let open = held();
    if let Some(folder) = open.as_deref() {
        let _ = (0..TRIES).find(|_| std::fs::remove_dir_all(folder).is_ok() || !folder.exists());
    }
    std::process::exit(STATUS);
}

/// Says which folder is to go.
pub(super) fn remove(folder: &Path) {
    *held() = Some(folder.to_owned());
}

/// Does something that Ctrl-C waits for, or that waits for Ctrl-C for ever.
pub(super) fn apart<T>(work: impl FnOnce() -> T) -> T {
    let _held = held();
    work()
}

fn held() -> MutexGuard<'static, Option<PathBuf>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}
