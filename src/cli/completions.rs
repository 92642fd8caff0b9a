//! `funnelc completions SHELL`: what a shell needs to complete commands and options.

use super::{Error, Status, Terminal, command};
use clap_complete::Shell;

/// Print what a shell needs to complete commands, options and paths
///
/// For example: `funnelc completions bash > ~/.local/share/bash-completion/completions/funnelc`,
/// `funnelc completions zsh > "${fpath[1]}/_funnelc"`, `funnelc completions fish > ~/.config/fish/completions/funnelc.fish`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<Status, Error> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "funnelc", &mut text);
    Terminal::print(&String::from_utf8_lossy(&text))?;
    Ok(Status::Fine)
}
