//! Completions and manual pages name every command, and so does the README.

use super::support::run;
use std::path::Path;

/// The commands that `--help` lists.
pub fn commands() -> Vec<String> {
    let said = run(Path::new("."), &["--help"]);
    let (_, list) = said.out.split_once("Commands:\n").expect("a list of commands");
    let rows = list.lines().take_while(|line| !line.trim().is_empty()).filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names: Vec<String> = rows.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(names.contains(&"run".to_owned()) && names.contains(&"fmt".to_owned()), "{names:?}");
    names.into_iter().filter(|name| name != "help").collect()
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = run(Path::new("."), &["completions", shell]);
        assert_eq!(said.code, 0, "{shell}");
        for command in commands() {
            assert!(said.out.contains(&command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let home = tempfile::tempdir().expect("a folder");
    assert_eq!(run(home.path(), &["man", "--out", "man1"]).code, 0);
    for command in commands() {
        let page = std::fs::read_to_string(home.path().join(format!("man1/funnelc-{command}.1"))).expect(&command);
        assert!(page.contains(&format!("funnelc {command}")) || page.contains(&format!("funnelc\\-{command}")), "{command}:\n{page}");
    }
    let whole = run(home.path(), &["man"]);
    assert!(whole.out.starts_with(".ie") && whole.out.contains("SUBCOMMANDS"), "{}", whole.out);
}

#[test]
fn the_readme_names_every_command() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    for command in commands() {
        assert!(readme.contains(&format!("`funnelc {command}")), "the README does not name {command}");
    }
}
