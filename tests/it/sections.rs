//! The sections of the standard report: each number of `docs/report.md`, and what options change.

use super::pages::Page;
use super::support::{funnelc, run};
use serde_json::{Value, json};
use std::path::Path;

/// A folder with the example of the page.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let page = Page::read("docs/report.md");
    for block in page.blocks() {
        let name = match block.info.as_str() {
            "yaml definition" | "yaml example" => "funnel.yaml",
            "csv log" => "log.csv",
            _ => continue,
        };
        std::fs::write(home.path().join(name), &block.body).expect("written");
    }
    home
}

fn report(home: &Path, more: &[&str]) -> Value {
    let output = funnelc()
        .current_dir(home)
        .args(["run", ".", "--events", "log.csv", "-q", "--as-of", "2026-04-01T00:00:00Z", "--out", "out"])
        .args(more)
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&std::fs::read_to_string(home.join("out/report.json")).expect("a report")).expect("JSON")
}

fn by_id<'a>(list: &'a Value, id: &str) -> &'a Value {
    list.as_array().expect("a list").iter().find(|item| item["id"] == id).expect(id)
}

fn near(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("{found} where {expected} is expected"));
    assert!((found - expected).abs() < 5e-4 * expected.abs().max(1.0), "{found} where {expected} is expected");
}

const DAY: f64 = 86_400.0;

#[test]
fn every_number_of_the_page_is_what_a_run_comes_to() {
    let home = home();
    let report = report(home.path(), &["--period", "2026-03", "--compare", "previous"]);
    let lead = by_id(&report["stages"], "lead");
    for (key, count) in [("opening", 1), ("entries", 3), ("left", 3), ("closing", 1), ("net", 0)] {
        assert_eq!(lead[key], json!(count), "{key}");
    }
    assert_eq!((&report["money"], &by_id(&report["stages"], "demo")["value"]), (&json!("amount"), &json!(500)));
    assert!(report["balance"]["checked"].as_u64().expect("a count") > 40);

    let outcomes = &report["outcomes"];
    assert_eq!(
        [&outcomes["won"], &outcomes["lost"], &outcomes["won_value"], &outcomes["lost_value"]],
        [&json!(2), &json!(1), &json!(700), &Value::Null]
    );
    near(&outcomes["win_rate"], 2.0 / 3.0);
    near(&outcomes["win_interval"][0], 0.208);
    near(&outcomes["win_interval"][1], 0.939);
    near(&outcomes["seconds_to_win"]["mean"], 16.5 * DAY);
    let cohort = &outcomes["cohort"];
    assert_eq!(["cohort", "converted", "lapsed", "pending"].map(|key| cohort[key].as_i64()), [3, 1, 0, 2].map(Some));
    near(&cohort["rate"], 1.0 / 3.0);
    near(&cohort["mature_rate"], 1.0);

    let velocity = &report["velocity"];
    near(&velocity["weeks"], 31.0 / 7.0);
    assert_eq!(by_id(&velocity["stages"], "lead")["advanced"], json!(2));
    near(&by_id(&velocity["stages"], "lead")["per_week"], 0.452);
    assert_eq!(velocity["sales"]["opportunities"], json!(1));
    near(&velocity["sales"]["per_day"], 14.141);

    let stages = &report["bottlenecks"]["stages"];
    assert_eq!((&stages[0]["id"], &stages[1]["id"]), (&json!("lead"), &json!("demo")));
    for (id, usual, [left, lost, lost_expected, there, held, held_expected, excess]) in
        [("lead", 4.0, [3.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0]), ("demo", 9.75, [2.0, 0.0, 1.0, 1.0, 1.0, 1.0, -1.0])]
    {
        let stage = by_id(stages, id);
        near(&stage["usual_seconds"], usual * DAY);
        let subjects = &stage["subjects"];
        let expected = [("left", left), ("lost", lost), ("lost_expected", lost_expected), ("there", there), ("held", held)];
        for (key, value) in expected.into_iter().chain([("held_expected", held_expected), ("excess", excess)]) {
            near(&subjects[key], value);
        }
    }

    assert_eq!(report["cohorts"]["grain"], json!("month"));
    let march = &report["cohorts"]["triangles"][0]["cohorts"];
    let shares = json!([2.0 / 3.0, null]);
    assert_eq!(*march, json!([{ "period": "2026-03", "nth": 1, "cohort": 3, "converted": 2, "reached": [2, null], "shares": shares }]));

    let compared = &report["comparison"];
    assert_eq!(compared["period"], json!({ "from": "2026-02-01T00:00:00Z", "until": "2026-03-01T00:00:00Z" }));
    assert_eq!(compared["as_of"], json!("2026-03-01T00:00:00Z"));
    assert_eq!(compared["outcomes"]["won"], json!({ "now": 2, "earlier": 1, "change": 1, "relative": 1.0 }));
    let rate = &compared["outcomes"]["win_rate"];
    for (key, value) in [("earlier", 0.5), ("change", 1.0 / 6.0), ("relative", 1.0 / 3.0)] {
        near(&rate[key], value);
    }
    near(&rate["change_interval"][0], -0.4458);
    near(&rate["change_interval"][1], 0.6548);
    assert_eq!(rate["beyond_noise"], json!(false));
    let march = &compared["cohorts"]["triangles"][0]["cohorts"][0];
    assert_eq!([&march["period"], &march["earlier"]], [&json!("2026-03"), &json!("2026-02")]);
    assert_eq!(march["reached"][0], json!({ "now": 2, "earlier": 3, "change": -1, "relative": -1.0 / 3.0 }));
    near(&march["shares"][0]["change"], 2.0 / 3.0 - 3.0 / 4.0);
    let weeks = compared["series"]["rows"].as_array().expect("rows");
    let leads: Vec<[&Value; 4]> = weeks
        .iter()
        .map(|row| ["period", "earlier"].map(|key| &row[key]))
        .zip(weeks)
        .map(|(names, row)| {
            let lead = &row["stages"]["lead"];
            [names[0], names[1], &lead["now"], &lead["earlier"]]
        })
        .collect();
    assert_eq!(leads[1], [&json!("2026-W10"), &json!("2026-W06"), &json!(2), &json!(2)]);
    assert_eq!((leads.len(), leads[5]), (6, [&json!("2026-W14"), &Value::Null, &json!(0), &Value::Null]));
    let demo = by_id(&compared["bottlenecks"]["stages"], "demo");
    assert_eq!(demo["rank"], json!({ "now": 2, "earlier": 1, "change": 1, "relative": 1.0 }));
    assert_eq!(by_id(&compared["stages"], "won")["current"], json!({ "now": 3, "earlier": 1, "change": 2, "relative": 2.0 }));
}

#[test]
fn a_row_of_the_series_covers_what_is_asked_for() {
    let home = home();
    for (grain, rows, first, last) in [
        ("day", 59, "2026-02-02", "2026-04-01"),
        ("week", 9, "2026-W06", "2026-W14"),
        ("month", 3, "2026-02", "2026-04"),
        ("quarter", 2, "2026-Q1", "2026-Q2"),
        ("fiscal-quarter", 2, "FY2026-Q1", "FY2026-Q2"),
    ] {
        let report = report(home.path(), &["--grain", grain]);
        let series = report["series"]["rows"].as_array().expect("rows");
        assert_eq!((series.len(), &series[0]["period"], &series[rows - 1]["period"]), (rows, &json!(first), &json!(last)), "{grain}");
        let entries: u64 = series.iter().map(|row| row["stages"]["lead"].as_u64().expect("a count")).sum();
        assert_eq!(entries, 7, "{grain}");
        assert_eq!(series[rows - 1]["flow"]["lead"]["closing"], json!(1), "{grain}");
    }
    let weekly = report(home.path(), &["--cohorts", "week"]);
    assert_eq!(weekly["cohorts"]["triangles"][0]["cohorts"][0]["period"], json!("2026-W06"));
}

#[test]
fn what_is_not_known_is_null_and_not_nought() {
    let home = home();
    let report = report(home.path(), &["--period", "2025-03", "--compare", "previous"]);
    let outcomes = &report["outcomes"];
    for figure in [&outcomes["win_rate"], &outcomes["win_interval"], &outcomes["seconds_to_win"]["mean"], &outcomes["won_value"]] {
        assert_eq!(*figure, Value::Null);
    }
    assert_eq!(report["velocity"]["sales"]["per_day"], Value::Null);
    assert_eq!(report["comparison"]["outcomes"]["win_rate"]["beyond_noise"], Value::Null);
    assert_eq!(report["comparison"]["outcomes"]["won"]["relative"], Value::Null);
    assert_eq!(report["cohorts"]["triangles"][0]["cohorts"], json!([]));
}

#[test]
fn a_comparison_needs_a_period() {
    let home = home();
    let said = run(home.path(), &["run", ".", "--events", "log.csv", "--compare", "previous"]);
    assert_eq!(said.code, 2, "{}", said.err);
    let said = run(home.path(), &["run", ".", "--events", "log.csv", "--period", "2026-03", "--compare", "last year"]);
    assert!(said.code == 2 && said.err.contains("--compare: "), "{}", said.err);
}

/// The rest of a dimension is marked, and the parts are those of the report they are compared with.
#[test]
fn segments_beyond_the_top_are_one_rest() {
    let home = home();
    let path = home.path().join("funnel.yaml");
    let text = std::fs::read_to_string(&path).expect("the definition");
    std::fs::write(
        &path,
        text.replace("  amount: last(shown.amount)", "  amount: last(shown.amount)\n  who: { value: subject, dimension: true }"),
    )
    .expect("written");
    let report = report(home.path(), &["--top", "2", "--period", "2026-03", "--compare", "2026-02"]);
    let heads = |list: &Value| -> Vec<(Value, Value)> {
        list.as_array().expect("segments").iter().map(|segment| (segment["value"].clone(), segment["rest"].clone())).collect()
    };
    let (by, compared) = (heads(&report["by"]["who"]), heads(&report["comparison"]["by"]["who"]));
    assert_eq!(by.len(), 3);
    assert_eq!(by[2], (Value::Null, json!(5)));
    assert_eq!(by, compared);
}
