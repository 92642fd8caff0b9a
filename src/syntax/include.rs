//! A definition over several files: the main file and what it includes, each read once.
//!
//! It asks a function for bytes and touches no disk itself. Included paths are relative to the file they stand in and stay
//! within the folder of the main file. An included file may hold any section.

use super::document::{self, Document};
use super::yaml::{self, Text};
use crate::diagnostics::{Finding, Findings, Sources, codes};
use crate::span::{FileId, Span};
use std::collections::BTreeMap;

/// Gives the bytes of a file, or why it cannot be read, in a few words.
pub type Read<'a> = &'a dyn Fn(&str) -> Result<Vec<u8>, String>;

/// Reads the main file and all it includes: the main file first, each file before what it includes. A file that cannot be used
/// is left out, so there may be fewer documents than were asked for, and none where it is the main file; the findings say why.
pub fn load(main: &str, read: Read<'_>, sources: &mut Sources, findings: &mut Findings) -> Vec<Document> {
    let (folder, name) = main.rfind(['/', '\\']).map_or(("", main), |at| main.split_at(at + 1));
    let mut loader = Loader { folder, read, sources, findings, read_before: BTreeMap::new(), open: Vec::new(), documents: Vec::new() };
    loader.file(name, None);
    // Not on the stack: a file may lead to another, and that to another, as often as somebody likes.
    while let Some((path, included)) = loader.open.last_mut() {
        match included.next() {
            Some(text) => {
                let path = path.clone();
                loader.include(&path, &text);
            }
            None => drop(loader.open.pop()),
        }
    }
    loader.documents
}

struct Loader<'a> {
    /// The folder of the main file, with its slash.
    folder: &'a str,
    read: Read<'a>,
    sources: &'a mut Sources,
    findings: &'a mut Findings,
    /// Files by their path within the folder, and where each was included first.
    read_before: BTreeMap<String, Option<Span>>,
    /// The files that led here, each with what it still is to include.
    open: Vec<(String, std::vec::IntoIter<Text>)>,
    documents: Vec<Document>,
}

impl Loader<'_> {
    /// Reads the file at `path` within the folder, named at `by`.
    fn file(&mut self, path: &str, by: Option<&Text>) {
        let shown = format!("{}{path}", self.folder);
        self.read_before.insert(path.to_owned(), by.map(|by| by.span));
        let bytes = match (self.read)(&shown) {
            Ok(bytes) => bytes,
            Err(why) => return self.unreadable(&shown, by, &why),
        };
        let (file, text) = match yaml::text_of(bytes) {
            Ok(text) => (self.sources.add(&shown, &text), text),
            Err((at, bytes)) => return self.no_text(&shown, at, &bytes),
        };
        let Some(document) = document::read(file, &text, self.findings) else { return };
        let included = document.include.get().cloned().unwrap_or_default();
        self.documents.push(document);
        self.open.push((path.to_owned(), included.into_iter()));
    }

    /// What `include` of the file `of` names.
    fn include(&mut self, of: &str, text: &Text) {
        let Some(path) = within(of, &text.value) else {
            let message = format!("`{}` lies outside the definition's folder", text.value);
            let finding = Finding::new(&codes::INCLUDE_OUTSIDE, text.span, message).label("outside");
            self.findings.push(finding.help("move the file into the folder of the main file, and name it by a relative path with `/`"));
            return;
        };
        let Some(before) = self.read_before.get(&path).copied() else { return self.file(&path, Some(text)) };
        if self.open.iter().any(|(open, _)| *open == path) {
            let message = if of == path {
                format!("`{}` includes itself", text.value)
            } else {
                format!("`{}` includes this file in turn", text.value)
            };
            let mut finding = Finding::new(&codes::INCLUDE_CYCLE, text.span, message).label("would never end");
            if let Some(by) = before {
                finding = finding.other(by, "included here already");
            }
            self.findings.push(finding.help("take this line away: the file is part of the definition already"));
        } else {
            let mut finding =
                Finding::new(&codes::INCLUDE_REPEATED, text.span, format!("`{}` is included twice", text.value)).label("again");
            if let Some(first) = before {
                finding = finding.other(first, "first included here");
            }
            self.findings.push(finding.help("take one of the two away: a file counts once"));
        }
    }

    fn unreadable(&mut self, shown: &str, by: Option<&Text>, why: &str) {
        let (span, message) = match by {
            Some(by) => (by.span, format!("`{}` cannot be read: {why}", by.value)),
            None => (Span::new(self.sources.add(shown, ""), 0, 0), format!("`{shown}` cannot be read: {why}")),
        };
        let help = if by.is_some() {
            "correct the path; it is relative to the file it stands in"
        } else {
            "name a file, or a folder that holds `funnel.yaml`"
        };
        self.findings.push(Finding::new(&codes::INCLUDE_UNREADABLE, span, message).label("not read").help(help));
    }

    fn no_text(&mut self, shown: &str, at: usize, bytes: &[u8]) {
        // what comes before the fault is text and keeps its places
        let file: FileId = self.sources.add(shown, String::from_utf8_lossy(bytes));
        let byte = bytes.get(at).copied().unwrap_or_default();
        let message = format!("`{shown}` is no UTF-8 text: byte {} is 0x{byte:02X}", at + 1);
        let finding = Finding::new(&codes::YAML_ENCODING, Span::new(file, at, at + '\u{fffd}'.len_utf8()), message).label("no UTF-8");
        let help = match bytes {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "this is UTF-16: save the file as UTF-8",
            _ => "save the file as UTF-8",
        };
        self.findings.push(finding.help(help));
    }
}

/// The path within the folder that `path`, written in the file `of`, means; `None` where it leads out.
fn within(of: &str, path: &str) -> Option<String> {
    if path.is_empty() || path.starts_with(['/', '~']) || path.contains(['\\', ':', '\0']) {
        return None;
    }
    let mut parts: Vec<&str> = of.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    if parts.is_empty() { None } else { Some(parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loads `main` from a table of files; what was found, as `code file:text under it`.
    fn run(main: &str, files: &[(&str, &[u8])]) -> (Vec<String>, Vec<String>) {
        let read = |path: &str| {
            let found = files.iter().find(|(name, _)| *name == path);
            found.map(|(_, bytes)| bytes.to_vec()).ok_or_else(|| "there is no such file".to_owned())
        };
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let documents = load(main, &read, &mut sources, &mut findings);
        let path = |file| sources.get(file).map_or("?", |source| source.path.as_str()).to_owned();
        let found = findings.sorted();
        let found =
            found.iter().map(|finding| format!("{} {}: {}", finding.code.name, path(finding.span.file), sources.text(finding.span)));
        (documents.iter().map(|document| path(document.span.file)).collect(), found.collect())
    }

    #[test]
    fn files_are_read_in_order_and_paths_are_relative_to_their_file() {
        let (read, found) = run(
            "defs/funnel.yaml",
            &[
                ("defs/funnel.yaml", b"include: [parts/a.yaml, ./b.yaml]"),
                ("defs/parts/a.yaml", b"include: [deep/c.yaml]"),
                ("defs/parts/deep/c.yaml", b"stages: {}"),
                ("defs/b.yaml", b"events: {}"),
            ],
        );
        assert_eq!(read, ["defs/funnel.yaml", "defs/parts/a.yaml", "defs/parts/deep/c.yaml", "defs/b.yaml"]);
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn what_cannot_be_included_is_said_at_its_path() {
        let main = b"include:\n  - ../x.yaml\n  - /etc/passwd\n  - a.yaml\n  - './a.yaml'\n  - funnel.yaml\n  - gone.yaml\n  - latin.yaml\n  - p/../../x.yaml\n";
        let (read, found) = run(
            "funnel.yaml",
            &[
                ("funnel.yaml", main),
                ("a.yaml", b"include: [b.yaml]"),
                ("b.yaml", b"include: [a.yaml]\nstages: 5"),
                ("latin.yaml", b"title: \xb3"),
            ],
        );
        assert_eq!(read, ["funnel.yaml", "a.yaml", "b.yaml"]);
        assert_eq!(
            found,
            [
                "include-outside funnel.yaml: ../x.yaml",
                "include-outside funnel.yaml: /etc/passwd",
                "include-repeated funnel.yaml: ./a.yaml",
                "include-cycle funnel.yaml: funnel.yaml",
                "include-unreadable funnel.yaml: gone.yaml",
                "include-outside funnel.yaml: p/../../x.yaml",
                "include-cycle b.yaml: a.yaml",
                "yaml-wrong-shape b.yaml: 5",
                "yaml-encoding latin.yaml: \u{fffd}",
            ]
        );
    }

    #[test]
    fn a_main_file_that_cannot_be_read_gives_nothing() {
        let (read, found) = run("funnel.yaml", &[]);
        assert!(read.is_empty());
        assert_eq!(found, ["include-unreadable funnel.yaml: "]);
        let (read, found) = run("f.yaml", &[("f.yaml", b"\xff\xfet\0")]);
        assert!(read.is_empty());
        assert_eq!(found, ["yaml-encoding f.yaml: \u{fffd}"]);
    }
}
