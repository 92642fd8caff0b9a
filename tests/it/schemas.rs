//! `funnelc schema`: what it prints, and that the reports of real runs are as it says.

use super::support::{run, shared};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn schema(arguments: &[&str]) -> Value {
    let said = run(Path::new("."), &[&["schema"], arguments].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    serde_json::from_str(&said.out).expect("JSON")
}

#[test]
fn each_kind_is_printed_in_either_draft() {
    for kind in ["funnel", "tests", "project", "report", "diff", "trace", "results", "findings"] {
        let committed = fs::read_to_string(format!("docs/schema/{kind}.json")).expect("it is committed");
        assert_eq!(run(Path::new("."), &["schema", kind]).out, committed);
        assert_eq!(schema(&[kind, "--draft", "draft-07"])["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(schema(&[kind, "--draft", "2020-12"])["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
    assert_eq!(schema(&[]), schema(&["funnel"]));
    let wrong = run(Path::new("."), &["schema", "funnels"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("funnel") && wrong.out.is_empty(), "{}", wrong.err);
}

#[test]
fn reports_are_as_their_schema_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut runs: Vec<(PathBuf, Vec<String>)> = vec![
        (root.join("funnels/b2b_saas"), Vec::new()),
        (root.join("funnels/b2b_saas"), ["--period", "2026-Q1"].map(str::to_owned).to_vec()),
    ];
    for folder in shared("conformance").into_iter().flat_map(|folder| fs::read_dir(folder).expect("a folder").flatten()) {
        let logs = glob::glob(&folder.path().join("events*").to_string_lossy()).expect("a pattern").flatten();
        let logs: Vec<String> = logs.map(|log| log.display().to_string()).collect();
        if !logs.is_empty() {
            runs.push((folder.path(), [vec!["--events".to_owned()], logs].concat()));
        }
    }
    let validators =
        ["draft-07", "2020-12"].map(|draft| jsonschema::validator_for(&schema(&["report", "--draft", draft])).expect("a schema"));
    let mut reports = 0;
    for (funnel, arguments) in runs {
        let home = tempfile::tempdir().expect("a folder");
        let funnel = funnel.display().to_string();
        let arguments: Vec<&str> =
            ["run", &funnel, "--out", "out", "--quiet"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
        if run(home.path(), &arguments).code != 0 {
            continue;
        }
        let text = fs::read_to_string(home.path().join("out/report.json")).expect("a report");
        let report: Value = serde_json::from_str(&text).expect("JSON");
        for validator in &validators {
            let faults: Vec<String> = validator.iter_errors(&report).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
            assert!(faults.is_empty(), "{funnel}: {faults:#?}");
        }
        reports += 1;
    }
    assert!(reports >= 2, "{reports} reports");
}
