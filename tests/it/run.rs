//! `funnelc run`: what it prints, what it writes, and what it does when it cannot.

use super::support::{Said, funnelc, run};
use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, Int64Type, TimestampMicrosecondType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Value, json};
use std::fs;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

const FUNNEL: &str = "\
funnel: shop
title: From visit to order
subject: company
calendar: { timezone: Europe/Warsaw }
events:
  visit: { fields: { pages: optional integer, tag: optional string } }
  order: { fields: { amount: decimal } }
attributes:
  pages: { value: sum(visit.pages), dimension: true }
  amount: { value: last(order.amount), dimension: true }
  tags: distinct(visit.tag)
  first_seen: first(visit.time)
  span: last(visit.time) - first(visit.time)
scoring:
  interest: { rules: { visit: { on: visit, points: 1.5 } } }
stages:
  seen: { definition: Somebody came., owner: marketing }
  keen: { definition: Came twice., owner: marketing }
  won: { definition: Ordered., owner: sales, outcome: won }
  gone: { definition: Stayed away., owner: sales, outcome: lost }
triggers:
  again: { from: seen, to: keen, when: count(visit) >= 2 }
  ordered: { from: keen, to: won, on: order }
  away: { from: [seen, keen], to: gone, idle: 30d }
";

const LOG: &str = r#"
{"subject": "a", "time": "2026-01-01T10:00:00Z", "event": "visit", "id": "1", "pages": 3, "tag": "x, \"y\""}
{"subject": "a", "time": "2026-01-02T10:00:00Z", "event": "visit", "id": "2"}
{"subject": "a", "time": "2026-02-01T10:00:00Z", "event": "order", "id": "3", "amount": "1200.50"}
{"subject": "b", "time": "2026-01-31T23:30:00Z", "event": "visit", "id": "4", "pages": 1}
{"subject": "b", "time": "2026-01-31T23:30:00Z", "event": "visit", "id": "4", "pages": 2}
{"subject": "c", "time": "2026-02-20T10:00:00Z", "event": "visit", "id": "5"}
{"subject": "c", "time": "2026-02-20T10:00:00Z", "event": "vist", "id": "6"}
{"subject": "c", "time": "yesterday", "event": "visit", "id": "7"}
"#;

/// A folder with a definition and a log.
fn shop() -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), FUNNEL).expect("a definition");
    fs::write(home.path().join("log.ndjson"), LOG).expect("a log");
    home
}

fn go(home: &Path, more: &[&str]) -> Said {
    run(home, &[&["run", ".", "--events", "log.ndjson"], more].concat())
}

fn report(home: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(home.join("out/report.json")).expect("a report")).expect("JSON")
}

fn stage(report: &Value, at: usize, key: &str) -> u64 {
    report["stages"][at][key].as_u64().expect("a count")
}

#[test]
fn the_summary_reads_well() {
    let home = shop();
    let said = go(home.path(), &["--as-of", "2026-03-05T00:00:00Z"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(said.out);
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 2, "nothing is written without --out");
}

#[test]
fn the_summary_of_a_period_says_what_its_columns_count() {
    let said = go(shop().path(), &["--as-of", "2026-03-05T00:00:00Z", "--period", "2026-01"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(said.out);
}

#[test]
fn quiet_says_nothing() {
    let said = go(shop().path(), &["--quiet"]);
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", ""));
}

#[test]
fn the_report_for_people_is_markdown() {
    let home = shop();
    assert_eq!(go(home.path(), &["--as-of", "2026-03-05T00:00:00Z", "--out", "out", "--period", "2026-Q1"]).code, 0);
    let text = fs::read_to_string(home.path().join("out/report.md")).expect("a report");
    insta::with_settings!({ filters => [("blake3:[0-9a-f]{64}", "blake3:…")] }, { insta::assert_snapshot!(text) });
}

#[test]
fn an_output_holds_every_file_and_replaces_an_earlier_one() {
    let home = shop();
    let files = || {
        let mut names: Vec<_> =
            fs::read_dir(home.path().join("out")).expect("an output").map(|entry| entry.expect("a file").file_name()).collect();
        names.sort();
        names.into_iter().map(|name| name.into_string().expect("a name")).collect::<Vec<_>>()
    };
    assert_eq!(go(home.path(), &["--out", "out"]).code, 0);
    let tables = |ending: &str| ["assignments", "slas", "subjects"].map(|table| format!("{table}.{ending}"));
    let all = |ending: &str| {
        let others = ["actions.ndjson", "rejected.ndjson", "report.json", "report.md"].map(str::to_owned);
        let mut names = [&tables(ending)[..], &others].concat();
        names.sort();
        names
    };
    assert_eq!(files(), all("parquet"));
    assert_eq!(go(home.path(), &["--out", "out", "--tables", "csv"]).code, 0);
    assert_eq!(files(), all("csv"));
    let rejected = fs::read_to_string(home.path().join("out/rejected.ndjson")).expect("rejects");
    let rejected: Value = serde_json::from_str(&rejected).expect("one row");
    assert_eq!((&rejected["file"], &rejected["line"], &rejected["column"]), (&json!("log.ndjson"), &json!(9), &json!("time")));
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 3, "nothing is left beside");
}

#[test]
fn the_same_log_gives_the_same_bytes_in_any_order() {
    let home = shop();
    let all = || {
        ["assignments.parquet", "subjects.parquet", "report.json"].map(|name| fs::read(home.path().join("out").join(name)).expect("a file"))
    };
    assert_eq!(go(home.path(), &["--out", "out", "--threads", "1"]).code, 0);
    let before = all();
    let mut lines: Vec<&str> = LOG.lines().collect();
    lines.reverse();
    fs::write(home.path().join("log.ndjson"), lines.join("\n")).expect("a log");
    assert_eq!(go(home.path(), &["--out", "out", "--threads", "2"]).code, 0);
    assert!(before == all());
}

#[test]
fn a_period_counts_entries_firings_and_cohorts_by_their_time() {
    let home = shop();
    assert_eq!(go(home.path(), &["--out", "out", "--as-of", "2026-03-05T00:00:00Z", "--period", "2026-01"]).code, 0);
    let report = report(home.path());
    // in Warsaw, where the month begins an hour before it does in Greenwich: the visit of b is on February 1
    assert_eq!(report["period"], json!({ "from": "2025-12-31T23:00:00Z", "until": "2026-01-31T23:00:00Z" }));
    assert_eq!([0, 1, 2, 3].map(|at| stage(&report, at, "entries")), [1, 1, 0, 0]);
    assert_eq!([0, 1, 2, 3].map(|at| stage(&report, at, "subjects")), [1, 1, 0, 0]);
    assert_eq!([0, 1, 2, 3].map(|at| stage(&report, at, "current")), [1, 0, 1, 1], "as of as_of, whatever the period");
    assert_eq!([0, 1, 2, 3].map(|at| stage(&report, at, "furthest")), [2, 0, 1, 0]);
    assert_eq!(report["triggers"][0]["fired"], 1);
    assert_eq!(report["triggers"][1]["fired"], 0);
    assert_eq!(report["triggers"][2]["from"], json!(["seen", "keen"]));
    let keen_to_won = &report["conversions"][1];
    assert_eq!((&keen_to_won["cohort"], &keen_to_won["converted"], &keen_to_won["rate"]), (&json!(1), &json!(1), &json!(1.0)));
    assert_eq!(report["input"]["read"], 8, "the accounts are of the whole log");
}

#[test]
fn conversions_tell_who_lapsed_from_who_may_still() {
    let home = shop();
    assert_eq!(go(home.path(), &["--out", "out", "--as-of", "2026-03-05T00:00:00Z"]).code, 0);
    let report = report(home.path());
    let pairs: Vec<String> =
        report["conversions"].as_array().expect("a list").iter().map(|row| format!("{}{}", row["from"], row["to"])).collect();
    assert_eq!(pairs, [r#""seen""keen""#, r#""keen""won""#, r#""seen""won""#]);
    let seen_to_keen = &report["conversions"][0];
    for (key, value) in [("cohort", 3), ("converted", 1), ("lapsed", 1), ("pending", 1)] {
        assert_eq!(seen_to_keen[key], value, "{key}");
    }
    assert_eq!((&seen_to_keen["mature_rate"], &seen_to_keen["seconds"]["median"]), (&json!(0.5), &json!(86_400.0)));
    // a converts after 1 d, c is censored after 12.6 d, b lapses after 30 d: F = 1/3
    assert!((seen_to_keen["estimate"].as_f64().expect("a number") - 1.0 / 3.0).abs() < 1e-12);
}

#[test]
fn a_log_without_events_is_no_error() {
    let home = shop();
    fs::write(home.path().join("log.ndjson"), "").expect("a log");
    let said = go(home.path(), &["--out", "out", "--period", "2026"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let report = report(home.path());
    assert_eq!((&report["as_of"], &report["input"]["read"]), (&Value::Null, &json!(0)));
    assert_eq!(report["conversions"][0]["rate"], Value::Null);
    insta::assert_snapshot!(said.out);
}

#[test]
fn tables_say_the_same_in_every_format() {
    let home = shop();
    assert_eq!(go(home.path(), &["--out", "out", "--tables", "ndjson"]).code, 0);
    insta::assert_snapshot!("assignments_ndjson", fs::read_to_string(home.path().join("out/assignments.ndjson")).expect("a table"));
    insta::assert_snapshot!("subjects_ndjson", fs::read_to_string(home.path().join("out/subjects.ndjson")).expect("a table"));
    assert_eq!(go(home.path(), &["--out", "out", "--tables", "csv"]).code, 0);
    insta::assert_snapshot!("subjects_csv", fs::read_to_string(home.path().join("out/subjects.csv")).expect("a table"));
    assert_eq!(go(home.path(), &["--out", "out"]).code, 0);
    let table = parquet(&home.path().join("out/subjects.parquet"));
    let schema: Vec<String> = table.schema().fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect();
    insta::assert_snapshot!("subjects_parquet", schema.join("\n"));
    let column = |name: &str| table.column_by_name(name).expect("a column");
    assert_eq!(column("subject").as_string::<i32>().value(0), "a");
    assert_eq!(column("first_event").as_primitive::<TimestampMicrosecondType>().value(0), 1_767_261_600_000_000);
    assert_eq!(column("amount").as_string::<i32>().value(0), "1200.5");
    assert!(column("amount").is_null(1));
    assert_eq!(column("pages").as_primitive::<Int64Type>().value(0), 3);
    assert!((column("span").as_primitive::<Float64Type>().value(0) - 86_400.0).abs() < 1e-9);
    assert_eq!(column("tags").as_list::<i32>().value(0).as_string::<i32>().value(0), "x, \"y\"");
}

fn parquet(path: &Path) -> RecordBatch {
    let file = fs::File::open(path).expect("a table");
    let mut reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(ParquetRecordBatchReaderBuilder::build).expect("Parquet");
    reader.next().expect("a batch").expect("rows")
}

#[test]
fn a_definition_with_errors_is_not_run() {
    let home = shop();
    fs::write(home.path().join("funnel.yaml"), FUNNEL.replace("to: won", "to: wno")).expect("a definition");
    let said = go(home.path(), &["--out", "out"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.contains("did you mean `won`?") && said.err.ends_with("1 error in 1 file\n"), "{}", said.err);
    assert!(!home.path().join("out").exists());
}

#[test]
fn what_cannot_be_done_exits_with_2_and_leaves_nothing() {
    let home = shop();
    fs::create_dir(home.path().join("mine")).expect("a folder");
    fs::write(home.path().join("mine/notes.txt"), "mine").expect("a file");
    let table: [(&[&str], &str); 24] = [
        (&["--strict"], "error: log.ndjson:9: `time`: "),
        (&["--out", "mine"], "error: `mine` holds `notes.txt`, which no run wrote; it would be lost\n help: name another folder"),
        (&["--out", "."], "error: `.` is the folder you are in, or holds it; it would be replaced\n help: "),
        (&["--out", "log.ndjson"], "error: `log.ndjson` is a file, not a folder\n help: "),
        (&["--out", "log.ndjson/out"], "error: cannot write `log.ndjson/out`: a part of the path is no folder\n"),
        (&["--as-of", "2026-03-05"], "error: --as-of: `2026-03-05` is a date, not an instant\n help: write 2026-03-05T00:00:00 for"),
        (
            &["--as-of", "now"],
            "error: --as-of: `now` is no instant: an instant is written `2026-11-21T10:00:00Z`\n help: one without an offset is in ",
        ),
        (&["--events", "shop="], "error: no event logs in `shop=`: it names no path"),
        (&["--period", "2026-13"], "error: --period: `2026-13` is no period: the month is 13"),
        (&["--period", ""], "error: --period: `` is no period: periods are `2026-11-21`, `2026-W47`"),
        (&["--period", "Q4 2026"], "error: --period: `Q4 2026` is no period: periods are "),
        (&["--period", "2026-02-30"], "error: --period: `2026-02-30` is no period: 2026-02 has 28 days"),
        (&["--period", "2025-W53"], "error: --period: `2025-W53` is no period: 2025 has the weeks W01 to W52"),
        (&["--period", "2026-03-31..2026-01-01"], "error: --period: `2026-03-31..2026-01-01` is no period: it ends before it begins"),
        (&["--period", "last quarter"], "error: --period: `last quarter` is no period: the one that is over is `previous quarter`"),
        (&["--period", "last 120000 months"], "error: --period: `last 120000 months` is no period: it reaches back 120000 months"),
        (
            &["--period", "previous period"],
            "error: --period: `previous period` is the one before a period around it, and there is none\n help: ",
        ),
        (&["--compare", "previous"], "error: the following required arguments were not provided:\n  --period <P>"),
        (&["--period", "2026-Q1", "--compare", "next"], "error: --compare: `next` is no period"),
        (&["--period", "2026-Q1", "--compare", "2026-13"], "error: --compare: `2026-13` is no period: the month is 13"),
        (&["--period", "2026-Q1", "--compare", ""], "error: --compare: `` is no period"),
        (&["--audience", "sales"], "error: invalid value 'sales' for '--audience <WHO>'"),
        (&["--events", "nowhere.csv"], "error: cannot read `nowhere.csv`"),
        (&["--threads", "0"], "error: invalid value '0' for '--threads <N>'"),
    ];
    for (more, message) in table {
        let said = go(home.path(), more);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{more:?}: {}", said.err);
        assert!(said.err.starts_with(message), "{more:?}: {}", said.err);
    }
    assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 3, "nothing is left");
    // the output is looked at before any work is done
    let said = run(home.path(), &["run", ".", "--events", "nowhere.csv", "--out", "mine"]);
    assert!(said.err.contains("notes.txt"), "{}", said.err);
    let said = run(home.path(), &["run", "."]);
    assert_eq!(said.err, "error: no events to read: the definition names no `files`\n help: name a log with `--events`\n");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let mut child = std::process::Command::new(assert_cmd::cargo_bin!("funnelc"))
        .args(["demo", "--subjects", "20000"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut first = [0; 16];
    child.stdout.take().expect("stdout").read_exact(&mut first).expect("a line");
    let output = child.wait_with_output().expect("an end");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn the_reference_engine_says_the_same() {
    let home = shop();
    let fast = funnelc().current_dir(home.path()).args(["run", ".", "--events", "log.ndjson"]).output().expect("a run");
    let slow =
        funnelc().current_dir(home.path()).args(["run", ".", "--events", "log.ndjson", "--engine", "reference"]).output().expect("a run");
    assert_eq!(fast.stdout, slow.stdout);
}

#[test]
fn the_fingerprint_is_of_the_meaning() {
    let fingerprint = |definition: &str| {
        let home = shop();
        fs::write(home.path().join("funnel.yaml"), definition).expect("a definition");
        let said = go(home.path(), &["--out", "out"]);
        assert_eq!(said.code, 0, "{}", said.err);
        report(home.path())["fingerprint"].as_str().expect("a text").to_owned()
    };
    let own = fingerprint(FUNNEL);
    assert!(own.starts_with("blake3:") && own.len() == 7 + 64, "{own}");
    let attribute = "  amount: { value: last(order.amount), dimension: true }\n";
    let same = [
        ("a comment", FUNNEL.replace("stages:", "stages: # in order")),
        ("layout", FUNNEL.replace("[seen, keen]", "[ seen,   keen ]").replace("stages:", "\nstages:")),
        ("blanks in an expression", FUNNEL.replace("count(visit) >= 2", "(count( visit )>=2)")),
        ("the order of attributes", FUNNEL.replace(attribute, "").replace("  span:", &format!("{attribute}  span:"))),
        ("the order of a list of stages", FUNNEL.replace("[seen, keen]", "[keen, seen]")),
    ];
    for (what, definition) in same {
        assert!(definition != FUNNEL, "{what}");
        assert_eq!(fingerprint(&definition), own, "{what}");
    }
    let stage = "  gone: { definition: Stayed away., owner: sales, outcome: lost }\n";
    let other = [
        ("a constant", FUNNEL.replace(">= 2", ">= 3")),
        ("a definition in words", FUNNEL.replace("Came twice", "Came again")),
        ("the order of stages", FUNNEL.replace(stage, "").replace("  won:", &format!("{stage}  won:"))),
        ("the zone", FUNNEL.replace("Warsaw", "Paris")),
        ("a dimension", FUNNEL.replace("sum(visit.pages), dimension: true", "sum(visit.pages)")),
    ];
    for (what, definition) in other {
        assert!(definition != FUNNEL, "{what}");
        assert!(fingerprint(&definition) != own, "{what}");
    }
}
