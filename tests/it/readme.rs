//! What the pages show of the command line is what it prints: `$` lines of `console` blocks are run, in order, in a copy of
//! the repository's examples.

use super::pages::{Block, Page, alone};
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_command_line_prints_what_the_pages_show() {
    let _alone = alone();
    let mut faults = String::new();
    for page in Page::all() {
        let consoles: Vec<Block> = page.blocks().into_iter().filter(|block| block.info == "console").collect();
        if consoles.is_empty() {
            continue;
        }
        let home = tempfile::tempdir().expect("a folder");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels"), &home.path().join("funnels"));
        let changes = consoles.iter().map(|block| (block.range.clone(), said(home.path(), &block.body))).collect();
        if let Err(fault) = page.renew(changes) {
            faults.push_str(&fault);
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// A console block as it should be: its commands, each with what it prints now. What follows `cargo` stays as it is.
fn said(home: &Path, body: &str) -> String {
    let mut text = String::new();
    let mut run = true;
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("$ ") else {
            if !run {
                text.push_str(&format!("{line}\n"));
            }
            continue;
        };
        let mut command = first.to_owned();
        text.push_str(&format!("{line}\n"));
        while command.ends_with('\\') {
            let next = lines.next().unwrap_or_default();
            command.push_str(&format!("\n{next}"));
            text.push_str(&format!("{next}\n"));
        }
        run = !["cargo ", "git ", "cd "].iter().any(|word| command.starts_with(word));
        if run {
            text.push_str(&output(home, &command));
        }
    }
    text
}

/// What a command prints, findings and all.
fn output(home: &Path, command: &str) -> String {
    let folder = assert_cmd::cargo_bin!("funnelc").parent().expect("a folder").to_path_buf();
    let mut path = vec![folder];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(home)
        .env("PATH", std::env::join_paths(path).expect("a path"))
        .env("NO_COLOR", "1")
        .output()
        .expect("the shell runs");
    String::from_utf8(output.stdout).expect("text")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("a copy");
        }
    }
}
