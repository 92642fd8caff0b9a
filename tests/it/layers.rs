//! A layer imports lower layers only: the architecture of the crate, read from its `use crate::` lines.

use std::path::{Path, PathBuf};

/// The layers, lowest first; modules of one row may not import each other unless listed in [`WITHIN`].
const LAYERS: &[&[&str]] = &[
    &["span", "ids", "time", "value"],
    &["diagnostics", "functions", "glossary"],
    &["syntax", "model"],
    &["resolve"],
    &["eval"],
    &["reason"],
    &["check", "plan"],
    &["governance"],
    &["events"],
    &["replay", "reference", "draft"],
    &["report", "confirm"],
    &["trace"],
    &["suite"],
    &["review"],
    &["render", "demo"],
    &["schema"],
    &["cli"],
];

/// Imports within a layer, with the reason.
const WITHIN: &[(&str, &str)] = &[
    // values hold instants and durations; parsing both needs the calendar's days
    ("value", "time"),
    ("time", "value"),
    // the reference engine makes the outcome that the fast one makes, to be compared with it
    ("reference", "replay"),
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
}

/// The modules that a line of code names by `crate::`.
fn named(line: &str) -> impl Iterator<Item = String> + '_ {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    code.match_indices("crate::").map(move |(at, word)| {
        let rest = &code[at + word.len()..];
        rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
    })
}

#[test]
fn no_layer_imports_a_higher_one_or_its_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    let mut faults = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&root).expect("below src");
        let own = relative.components().next().expect("a name").as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&own.as_str()) {
            continue;
        }
        let Some(own_layer) = layer(&own) else {
            faults.push(format!("src/{} is in no layer: give `{own}` its place in LAYERS", relative.display()));
            continue;
        };
        let text = std::fs::read_to_string(&file).expect("a source");
        // What tests reach for says nothing about the layer.
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        for (at, line) in code.lines().enumerate() {
            for other in named(line).filter(|other| *other != own) {
                let allowed = layer(&other).is_none_or(|other_layer| other_layer < own_layer) || WITHIN.contains(&(&own, &other));
                if !allowed {
                    faults.push(format!("src/{}:{}: `{own}` imports `{other}`, which is not below it", relative.display(), at + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
