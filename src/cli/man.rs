//! `funnelc man`: the pages for `man`, one for the program and one for each command.

use super::{Error, Status, Terminal, command};
use clap_mangen::Man;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Print the manual page; with `--out` write one for each command
///
/// For example: `funnelc man --out ~/.local/share/man/man1`, then `man funnelc` and `man funnelc-run`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Write `funnelc.1`, `funnelc-check.1`, … to this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Error> {
    let pages = pages()?;
    let Some(folder) = &arguments.out else {
        if let Some((_, page)) = pages.first() {
            Terminal::print(page)?;
        }
        return Ok(Status::Fine);
    };
    fs::create_dir_all(folder).map_err(|cause| Error::file("write", folder, &cause))?;
    for (name, page) in &pages {
        write(folder, name, page)?;
    }
    Ok(Status::Fine)
}

/// The pages by the names of their files, the program's first.
fn pages() -> Result<Vec<(String, String)>, Error> {
    let mut whole = command();
    whole.build();
    let parts: Vec<clap::Command> =
        whole.get_subcommands().filter(|part| !part.is_hide_set() && part.get_name() != "help").cloned().collect();
    std::iter::once(whole).chain(parts).map(page).collect()
}

fn page(part: clap::Command) -> Result<(String, String), Error> {
    let man = Man::new(part).date("");
    let name = man.get_filename();
    let mut page = Vec::new();
    man.render(&mut page).map_err(|cause| Error::new(format!("cannot make the page {name}: {cause}")))?;
    Ok((name, String::from_utf8_lossy(&page).into_owned()))
}

/// Writes a page beside its place and renames it there.
fn write(folder: &Path, name: &str, page: &str) -> Result<(), Error> {
    let place = folder.join(name);
    let fault = |cause: &std::io::Error| Error::file("write", &place, cause);
    let mut beside = tempfile::Builder::new();
    #[cfg(unix)]
    beside.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    let mut file = beside.tempfile_in(folder).map_err(|cause| fault(&cause))?;
    file.write_all(page.as_bytes()).map_err(|cause| fault(&cause))?;
    file.persist(&place).map_err(|cause| fault(&cause.error))?;
    Ok(())
}
