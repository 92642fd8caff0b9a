//! What tests of the program share.

use assert_cmd::Command;
use std::path::{Path, PathBuf};

/// The program.
pub fn funnelc() -> Command {
    let mut command = Command::new(assert_cmd::cargo_bin!("funnelc"));
    command.env("NO_COLOR", "1");
    command
}

/// A folder of material that lives outside this repository: `FUNNELC_SHARED`, else `shared` beside the checkout.
/// Absent on most machines; the tests that want it say so and pass.
pub fn shared(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("FUNNELC_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not tested: there is no {}", folder.display());
    None
}

/// What a command said.
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// Its results.
    pub out: String,
    /// Everything else.
    pub err: String,
}

/// Runs the program in `folder`.
pub fn run(folder: &Path, arguments: &[&str]) -> Said {
    let output = funnelc().current_dir(folder).args(arguments).output().expect("the program runs");
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("stdout is text"),
        err: String::from_utf8(output.stderr).expect("stderr is text"),
    }
}
