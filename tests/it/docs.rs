//! Every example of the documentation does what the page says.
//!
//! ````text
//! ```yaml definition            a whole definition: `check` finds nothing
//! ```yaml example               a whole one kept short: `check` finds no error
//! ```yaml fragment              a part of one: it takes the place of the same names in `funnels/b2b_saas/funnel.yaml`
//! ```yaml fragment without=a,b  … whose sections a and b are taken out first
//! ```yaml broken code=a,b       as a fragment; `check` finds exactly these
//! ```yaml broken whole code=a   as a definition
//! ```yaml tests                 a file of tests of the shipped definition: all pass
//! ```yaml fragment-of-tests     a part of one: it reads
//! ```csv events                 a log for the definition before it; the table after it is what a run writes of it.
//! ```ndjson events as-of=T show=subjects          show: a table, or `metrics` or `key_results` of report.json
//! ````

use super::pages::{Block, Page, alone};
use super::support::run;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a page says of an example.
struct Expected {
    place: String,
    codes: Vec<String>,
    /// Whether warnings count as well.
    strict: bool,
}

#[test]
fn every_definition_checks_as_the_page_says() {
    let home = tempfile::tempdir().expect("a folder");
    let mut expected: BTreeMap<String, Expected> = BTreeMap::new();
    for page in Page::all() {
        for block in page.blocks() {
            let words: Vec<&str> = block.info.split_whitespace().collect();
            let ["yaml", kind, options @ ..] = words.as_slice() else { continue };
            // files of tests are run where tests are tested
            if ["tests", "fragment-of-tests"].contains(kind) {
                continue;
            }
            let place = format!("{}:{}", page.name(), block.line);
            let folder = place.replace(['/', ':', '.'], "-");
            let strict = *kind == "definition";
            let value = |key: &str| options.iter().find_map(|option| option.strip_prefix(key)).map(|list| list.split(','));
            let codes: Vec<String> = value("code=").into_iter().flatten().map(str::to_owned).collect();
            let whole = ["definition", "example"].contains(kind) || options.contains(&"whole");
            assert!(["definition", "example", "fragment", "broken"].contains(kind), "{place}: what is `{kind}`?");
            assert!((*kind == "broken") != codes.is_empty(), "{place}: a broken example names its codes, no other does");
            fs::create_dir(home.path().join(&folder)).expect("a folder");
            let write = |name: &str, text: &str| fs::write(home.path().join(&folder).join(name), text).expect("a file");
            if whole {
                write("funnel.yaml", &block.body);
            } else {
                write("funnel.yaml", &frame(&block.body, &value("without=").into_iter().flatten().collect::<Vec<_>>()));
                write("part.yaml", &block.body);
            }
            expected.insert(folder, Expected { place, codes, strict });
        }
    }
    assert!(expected.len() > 20, "the pages have examples");
    let mut arguments = vec!["check", "--format", "json"];
    arguments.extend(expected.keys().map(String::as_str));
    let said = run(home.path(), &arguments);
    let report: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("findings") {
        let text = |key: &str| finding[key].as_str().unwrap_or_default();
        let folder = text("file").split(['/', '\\']).next().unwrap_or_default();
        let Expected { codes, strict, .. } = expected.get(folder).expect("a folder of ours");
        if *strict || text("severity") == "error" || codes.iter().any(|code| code == text("code")) {
            found.entry(folder).or_default().push(text("code").to_owned());
            lines.entry(folder).or_default().push_str(&format!(
                "    {}: {} ({})\n",
                finding["start"]["line"],
                text("message"),
                text("help")
            ));
        }
    }
    let mut faults = String::new();
    for (folder, Expected { place, codes, .. }) in &expected {
        let mut found = found.remove(folder.as_str()).unwrap_or_default();
        found.sort();
        found.dedup();
        let mut codes = codes.clone();
        codes.sort();
        if found != codes {
            let lines = lines.get(folder.as_str()).map_or("", String::as_str);
            faults.push_str(&format!("{place}: {found:?} where {codes:?} is expected\n{lines}"));
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// The shipped definition without what a part defines itself, and including that part.
fn frame(part: &str, without: &[&str]) -> String {
    use serde_yaml::Value;
    let shipped = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels/b2b_saas/funnel.yaml")).expect("the example");
    let mut frame: serde_yaml::Mapping = serde_yaml::from_str(&shipped).expect("the example reads");
    for section in without {
        frame.remove(*section).expect("a section of the example");
    }
    let part: serde_yaml::Mapping = serde_yaml::from_str(part).unwrap_or_default();
    for (section, entries) in &part {
        match (frame.get_mut(section), entries) {
            (Some(Value::Mapping(ours)), Value::Mapping(theirs)) if section.as_str() != Some("calendar") => {
                ours.retain(|name, _| !theirs.contains_key(name));
            }
            _ => drop(frame.remove(section)),
        }
    }
    frame.insert("include".into(), Value::Sequence(vec!["part.yaml".into()]));
    serde_yaml::to_string(&frame).expect("it is written")
}

#[test]
fn every_worked_example_comes_to_its_table() {
    let _alone = alone();
    let mut count = 0;
    let mut faults = String::new();
    for page in Page::all() {
        let blocks = page.blocks();
        let mut definition: Option<&Block> = None;
        let mut changes = Vec::new();
        for block in &blocks {
            if block.info.starts_with("yaml definition") || block.info.starts_with("yaml example") {
                definition = Some(block);
            }
            let words: Vec<&str> = block.info.split_whitespace().collect();
            let [format @ ("csv" | "ndjson"), "events", options @ ..] = words.as_slice() else { continue };
            let place = format!("{}:{}", page.name(), block.line);
            let definition = definition.unwrap_or_else(|| panic!("{place}: no definition before the log"));
            let range = page.table_after(block.range.end).unwrap_or_else(|| panic!("{place}: no table after the log"));
            let header = page.text[range.clone()].lines().next().unwrap_or_default();
            changes.push((range.clone(), table(&place, definition, format, block, options, header)));
            count += 1;
        }
        if let Err(fault) = page.renew(changes) {
            faults.push_str(&fault);
        }
    }
    assert!(count >= 8, "there are worked examples");
    assert!(faults.is_empty(), "\n{faults}");
}

/// Runs a log through a definition with both engines, and makes the table with that header of what they write.
fn table(place: &str, definition: &Block, format: &str, log: &Block, options: &[&str], header: &str) -> String {
    let home = tempfile::tempdir().expect("a folder");
    let name = format!("events.{format}");
    fs::write(home.path().join("funnel.yaml"), &definition.body).expect("a definition");
    fs::write(home.path().join(&name), &log.body).expect("a log");
    let value = |key: &str| options.iter().find_map(|option| option.strip_prefix(key));
    let mut tables = ["fast", "reference"].map(|engine| {
        let mut arguments =
            vec!["run", "funnel.yaml", "--events", &name, "--out", engine, "--tables", "csv", "--quiet", "--engine", engine];
        if let Some(as_of) = value("as-of=") {
            arguments.extend(["--as-of", as_of]);
        }
        let said = run(home.path(), &arguments);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{place}");
        let rejected = fs::read_to_string(home.path().join(engine).join("rejected.ndjson")).expect("rejects");
        assert_eq!(rejected, "", "{place}");
        let read = |name: &str| fs::read_to_string(home.path().join(engine).join(name)).expect(name);
        let shown = match value("show=").unwrap_or("assignments") {
            section @ ("metrics" | "key_results") => of_report(section, &read("report.json"), header),
            table => read(&format!("{table}.csv")),
        };
        drawn(place, &shown, header)
    });
    // The reference replays visits; clocks and measures it leaves to the fast engine.
    let of_visits = !matches!(value("show="), Some("slas" | "metrics" | "key_results"));
    assert!(!of_visits || tables[0] == tables[1], "{place}: the engines differ\n{}{}", tables[0], tables[1]);
    std::mem::take(&mut tables[0])
}

/// The metrics or the key results of a report as CSV, with the keys that a header names; null is empty.
fn of_report(section: &str, report: &str, header: &str) -> String {
    let report: Value = serde_json::from_str(report).expect("a report");
    let named = |(name, metric): (&String, &Value)| {
        let mut row = metric.as_object().cloned().unwrap_or_else(|| [("value".to_owned(), metric.clone())].into_iter().collect());
        row.insert("id".to_owned(), name.clone().into());
        Value::Object(row)
    };
    let rows: Vec<Value> = match section {
        "metrics" => report["metrics"].as_object().expect("metrics").iter().map(named).collect(),
        _ => report["okrs"]
            .as_array()
            .expect("okrs")
            .iter()
            .flat_map(|okr| okr["key_results"].as_array().cloned().unwrap_or_default())
            .collect(),
    };
    let keys: Vec<&str> = header.trim().trim_matches('|').split('|').map(str::trim).collect();
    let cell = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let mut text = keys.join(",") + "\n";
    for row in rows {
        text.push_str(&keys.iter().map(|key| cell(&row[*key])).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

/// The columns of a CSV table that a header names, as a Markdown table with the columns in line.
fn drawn(place: &str, csv: &str, header: &str) -> String {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let wanted: Vec<&str> = header.trim().trim_matches('|').split('|').map(str::trim).collect();
    let places: Vec<usize> = wanted
        .iter()
        .map(|name| {
            columns.iter().position(|column| column == name).unwrap_or_else(|| panic!("{place}: no column `{name}` in {columns:?}"))
        })
        .collect();
    let mut rows = vec![wanted.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()];
    for row in reader.records() {
        let row = row.expect("a row");
        rows.push(places.iter().map(|at| row[*at].to_owned()).collect());
    }
    let widths: Vec<usize> = (0..wanted.len()).map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0).max(3)).collect();
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = line(&rows[0]) + &line(&rule);
    rows[1..].iter().for_each(|row| text.push_str(&line(row)));
    text
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut faults = String::new();
    for page in Page::all() {
        for (at, _) in page.text.match_indices("](") {
            let target = page.text[at + 2..].split(')').next().unwrap_or_default();
            if target.contains("://") {
                continue;
            }
            let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
            let path = if file.is_empty() { page.path.clone() } else { page.path.parent().expect("a folder").join(file) };
            let there = path.exists();
            let found = there && anchor.is_none_or(|anchor| anchors(&path).iter().any(|known| known == anchor));
            if !found {
                faults.push_str(&format!("{}: `{target}` leads nowhere\n", page.name()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// The anchors that GitHub gives the headings of a page.
fn anchors(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
        })
        .collect()
}
