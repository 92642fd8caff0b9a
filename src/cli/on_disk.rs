//! Fixtures of several files, in `tests/fixtures/files`: laid out in a folder, then checked as `funnelc check` does, and files of
//! tests run as `funnelc test` does. Findings are drawn under their bytes, in the file that they are in.
//!
//! A case begins with `funnel.yaml`; `# >>> NAME` begins another file. `<<0xB3>>` stands for that byte, `<<a + * 9>>` for nine
//! times `a + `.

use super::load::load_linted;
use super::test;
use crate::diagnostics::{Finding, Sources};
use crate::resolve::fixtures;
use clap::Parser;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Parser)]
struct Tests {
    #[command(flatten)]
    arguments: test::Arguments,
}

/// The files of a case as they are drawn: name and text, in order.
fn files(case: &str) -> Vec<(String, String)> {
    let mut files = vec![("funnel.yaml".to_owned(), String::new())];
    for line in case.split_inclusive('\n').filter(|line| !fixtures::is_drawn(line)) {
        match line.strip_prefix("# >>> ") {
            Some(name) => files.push((name.trim().to_owned(), String::new())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    files.retain(|(_, text)| !text.is_empty());
    files
}

/// The bytes that a drawn text stands for.
fn bytes(text: &str) -> Vec<u8> {
    let mut parts = text.split("<<");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_once(">>").expect("`<<` is closed");
        match code.split_once(" * ") {
            Some((again, times)) => bytes.extend(again.repeat(times.parse().unwrap()).as_bytes()),
            None => bytes.push(u8::from_str_radix(code.strip_prefix("0x").unwrap(), 16).unwrap()),
        }
        bytes.extend(rest.as_bytes());
    }
    bytes
}

/// The findings of a case, by the name of the file that they are in.
fn found(folder: &Path, files: &[(String, String)]) -> BTreeMap<String, Vec<Finding>> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes(text)).unwrap();
    }
    let mut found: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    let mut note = |sources: &Sources, findings: Vec<Finding>| {
        for mut finding in findings {
            let path = Path::new(&sources.get(finding.span.file).unwrap().path);
            let place = format!("{}/", folder.display());
            finding.message = finding.message.replace(&place, "");
            // labels in another file are told by a word, as there is no place for them under this one
            let (here, there): (Vec<_>, Vec<_>) = finding.others.into_iter().partition(|label| label.span.file == finding.span.file);
            finding.others = here;
            for label in there {
                let other = Path::new(&sources.get(label.span.file).unwrap().path).strip_prefix(folder).unwrap();
                finding.message.push_str(&format!(" [{}: {}]", other.display(), label.text));
            }
            found.entry(path.strip_prefix(folder).unwrap().display().to_string()).or_default().push(finding);
        }
    };
    let today = crate::time::date::parse("2026-11-24").unwrap();
    let definition = load_linted(&folder.join("funnel.yaml"), today).expect("the definition is read");
    note(&definition.sources, definition.findings.sorted());
    for (name, _) in files.iter().filter(|(name, _)| name.ends_with(".test.yaml")) {
        let path = folder.join(name);
        let arguments = Tests::parse_from(["test".as_ref(), path.as_os_str()]).arguments;
        let ran = test::found(&path, &arguments).expect("the file of tests is read");
        note(&ran.0, ran.1);
    }
    found
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    let update = std::env::var_os("FUNNELC_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in fixtures::files("files") {
        let before = fs::read_to_string(&path).unwrap();
        let mut after = String::new();
        for case in before.split("# ===").filter(|case| !case.is_empty()) {
            let (title, body) = case.split_once('\n').unwrap();
            let folder = tempfile::tempdir().unwrap();
            let files = files(body);
            let mut found = found(folder.path(), &files);
            after.push_str(&format!("# ==={title}\n"));
            for (at, (name, text)) in files.iter().enumerate() {
                if at > 0 || name != "funnel.yaml" {
                    after.push_str(&format!("# >>> {name}\n"));
                }
                after.push_str(&fixtures::drawn(text, &found.remove(name).unwrap_or_default()));
            }
            assert!(found.is_empty(), "{title}: found in files that are not there: {found:?}");
        }
        if after != before && update {
            fs::write(&path, &after).unwrap();
        } else if after != before {
            wrong.push(format!("{}:\n{after}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "drawn otherwise; FUNNELC_UPDATE=1 writes it:\n{}", wrong.join("\n"));
}
