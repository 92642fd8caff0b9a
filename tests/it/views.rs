//! The views of a report, read as those read them who get them: whole, of nothing, of little, of many stages.

use super::support::{Said, run};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn of_example(more: &[&str]) -> Said {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = run(root, &[&["run", "funnels/b2b_saas"], more].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said
}

#[test]
fn leadership_sees_results_on_one_screen() {
    let said = of_example(&["--audience", "leadership"]);
    assert!(said.out.lines().count() <= 34, "{}", said.out);
    assert!(said.out.lines().all(|line| line.chars().count() <= 110), "{}", said.out);
    insta::assert_snapshot!(said.out);
}

#[test]
fn the_team_sees_steps_names_and_cohorts() {
    insta::assert_snapshot!(of_example(&["--audience", "team"]).out);
}

#[test]
fn a_period_beside_the_one_before_says_what_is_news() {
    let said = of_example(&["--audience", "leadership", "--period", "2026-Q3", "--compare", "previous"]);
    insta::assert_snapshot!("leadership_compares_quarters", said.out);
    let said = of_example(&["--audience", "team", "--period", "2026-Q3", "--compare", "2026-Q1"]);
    let section = said.out.split("what changed").nth(1).unwrap_or_default();
    insta::assert_snapshot!("a_team_compares_quarters", section.split("rows =").next().unwrap_or_default());
}

#[test]
fn a_period_in_which_nothing_happened_has_no_data() {
    let said = of_example(&["--period", "2031"]);
    assert!(!said.out.contains("NaN") && !said.out.contains("inf"), "{}", said.out);
    insta::assert_snapshot!(said.out);
}

#[test]
fn both_pages_are_made_of_one_report() {
    let home = tempfile::tempdir().expect("a folder");
    let out = |name: &str| home.path().join(name).to_string_lossy().into_owned();
    of_example(&["--audience", "leadership", "--out", &out("leadership"), "--quiet"]);
    of_example(&["--audience", "team", "--out", &out("team"), "--quiet"]);
    let read = |name: &str, file: &str| fs::read_to_string(home.path().join(name).join(file)).expect(file);
    assert_eq!(read("leadership", "report.json"), read("team", "report.json"));
    let [leadership, team] = ["leadership", "team"].map(|name| read(name, "report.md"));
    assert!(leadership.contains("## FY2026-Q3: Bring sales leads") && !leadership.contains("## Triggers"));
    assert!(team.contains("## Triggers") && team.contains("## Waiting too long") && !team.contains("## FY2026-Q3"));
    // Every figure in the head of a table leads to what it means.
    for page in [leadership, team] {
        for (at, _) in page.match_indices("](#") {
            let name = page[at + 3..].split(')').next().unwrap_or_default();
            assert!(page.contains(&format!("\n### {name}\n")), "{name} is not explained");
        }
    }
}

/// A funnel of that many stages, and what a run says of a log.
fn of_many(stages: usize, log: &str, more: &[&str]) -> String {
    let mut text = String::from("funnel: long\nsubject: company\nevents:\n  begin: {}\n  step: { fields: { n: integer } }\nstages:\n");
    for at in 0..stages {
        let _ = writeln!(text, "  stage_{at:02}: {}", if at + 1 == stages { "{ outcome: won }" } else { "{}" });
    }
    text.push_str("triggers:\n");
    for at in 1..stages {
        let _ = writeln!(text, "  t{at}: {{ from: stage_{:02}, to: stage_{at:02}, on: step, when: event.n == {at} }}", at - 1);
    }
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), text).expect("a definition");
    fs::write(home.path().join("log.csv"), format!("subject,time,event,n\n{log}")).expect("a log");
    let said = run(home.path(), &[&["run", ".", "--events", "log.csv"], more].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    said.out
}

#[test]
fn a_log_of_one_company_reads_well() {
    let log = "acme,2026-01-05T09:00:00Z,begin,\nacme,2026-01-06T09:00:00Z,step,1\n";
    insta::assert_snapshot!(of_many(4, log, &[]));
}

#[test]
fn a_log_without_rows_reads_well() {
    insta::assert_snapshot!(of_many(3, "", &[]));
}

#[test]
fn thirty_stages_are_no_wall_of_zeros() {
    let mut log = String::new();
    for company in 0..20 {
        let _ = writeln!(log, "c{company:02},2026-01-05T{company:02}:00:00Z,begin,");
        for step in 1..=(company % 9) {
            let _ = writeln!(log, "c{company:02},2026-01-{:02}T{company:02}:00:00Z,step,{step}", 5 + step);
        }
    }
    insta::assert_snapshot!(of_many(30, &log, &[]));
    insta::assert_snapshot!("thirty_stages_of_a_team", of_many(30, &log, &["--audience", "team"]));
}
