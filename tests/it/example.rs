//! The example that ships with the project: its log is the generator's, and what a run makes of it is written down.

use super::pages::{Page, alone};
use super::support::run;
use funnelc::report::Report;
use std::fs;
use std::path::Path;

/// How its log was made.
const LOG: [&str; 5] = ["demo", "--subjects", "600", "--seed", "7"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_shipped_log_is_what_the_generator_makes() {
    let made = run(root(), &LOG);
    assert_eq!((made.code, made.err.as_str()), (0, ""));
    let path = root().join("funnels/b2b_saas/events.ndjson");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &made.out).expect("the log is written");
    }
    let shipped = fs::read_to_string(path).expect("the log");
    assert!(shipped == made.out, "the log is out of date: run `UPDATE=1 cargo test --test it example::`");
}

#[test]
fn a_demo_goes_to_a_file_whole_or_not_at_all() {
    let home = tempfile::tempdir().expect("a folder");
    let small = ["demo", "--subjects", "20", "--seed", "3"];
    let shown = run(home.path(), &small);
    for _ in 0..2 {
        let written = run(home.path(), &[&small[..], &["--out", "log.ndjson"]].concat());
        assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (0, "", ""));
        assert_eq!(fs::read_to_string(home.path().join("log.ndjson")).expect("the log"), shown.out);
    }
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 1, "nothing is left beside");

    let nowhere = run(home.path(), &[&small[..], &["--out", "no/such/log.ndjson"]].concat());
    assert_eq!((nowhere.code, nowhere.out.as_str()), (2, ""));
    assert_eq!(nowhere.err, "error: cannot write `no/such/log.ndjson`: there is no such file or folder\n");
    let folder = run(home.path(), &[&small[..], &["--out", "."]].concat());
    assert_eq!((folder.code, folder.err.as_str()), (2, "error: cannot write `.`: it is a folder\n"));
}

#[cfg(unix)]
#[test]
fn a_demo_for_a_reader_who_leaves_ends_quietly() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo_bin!("funnelc"))
        .args(["demo", "--subjects", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0; 64];
    child.stdout.take().expect("its output").read_exact(&mut first).expect("a first piece");
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn a_run_of_the_example_says_and_writes_this() {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out");
    let said = run(root(), &["run", "funnels/b2b_saas", "--out", &out.to_string_lossy()]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let summary = said.out.replace(&*home.path().to_string_lossy(), "…");
    insta::assert_snapshot!("example_summary", summary);
    let report = fs::read_to_string(out.join("report.json")).expect("a report");
    let mut report: Report = serde_json::from_str(&report).expect("the report as it is described");
    // The rest of these long lists reads like their beginning.
    report.series.rows.truncate(2);
    report.by.values_mut().for_each(|segments| segments.truncate(1));
    let segments = report.by.values_mut().flatten();
    let cohorts = segments.map(|segment| {
        segment.series.rows.truncate(1);
        &mut segment.cohorts
    });
    for cohorts in cohorts.chain([&mut report.cohorts]) {
        cohorts.triangles.truncate(2);
        cohorts.triangles.iter_mut().for_each(|triangle| triangle.cohorts.truncate(1));
    }
    insta::assert_snapshot!("example_report", serde_json::to_string_pretty(&report).expect("JSON"));
}

#[test]
fn the_definition_is_without_findings() {
    let said = run(root(), &["check", "--deny", "warnings", "funnels/b2b_saas"]);
    assert_eq!((said.code, said.out.as_str()), (0, "no findings in 1 file\n"));
}

#[test]
fn strict_stops_at_the_first_bad_row_whatever_is_wrong_with_it() {
    let said = run(root(), &["run", "funnels/b2b_saas", "--strict"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: funnels/b2b_saas/events.ndjson:355: `seconds`: "), "{}", said.err);
}

#[test]
fn its_page_shows_its_graph() {
    let _alone = alone();
    let drawn = run(root(), &["graph", "funnels/b2b_saas"]);
    assert_eq!((drawn.code, drawn.err.as_str()), (0, ""));
    let page = Page::read("funnels/b2b_saas/README.md");
    let block = page.blocks().into_iter().find(|block| block.info == "mermaid").expect("a graph on the page");
    page.renew(vec![(block.range, drawn.out)]).unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn a_graph_is_drawn_in_three_formats_and_not_of_what_is_wrong() {
    for (format, start) in [("mermaid", "---\ntitle: "), ("dot", "digraph \"b2b_saas\" {\n"), ("svg", "<svg xmlns=")] {
        let drawn = run(root(), &["graph", "funnels/b2b_saas", "--format", format]);
        assert_eq!((drawn.code, drawn.err.as_str()), (0, ""));
        assert!(drawn.out.starts_with(start), "{}", drawn.out);
    }
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), "funnel: broken\nstages: {}\n").expect("a definition");
    let broken = run(home.path(), &["graph", "."]);
    assert_eq!((broken.code, broken.out.as_str()), (1, ""));
    assert!(broken.err.contains("stages-empty"), "{}", broken.err);
}
