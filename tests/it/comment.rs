//! The comment of a pull request: one screen for who has a minute, no names of subjects, and every place that a change breaks.

use super::support::{Said, run};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The example, in a folder `funnels/b2b_saas` beside an edited copy `changed`.
fn example(edits: &[(&str, &str)]) -> TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels/b2b_saas");
    let home = tempfile::tempdir().expect("a folder");
    for name in ["funnels/b2b_saas/snapshots", "changed"] {
        fs::create_dir_all(home.path().join(name)).expect("a folder");
    }
    let text = fs::read_to_string(from.join("funnel.yaml")).expect("the example");
    fs::write(home.path().join("funnels/b2b_saas/funnel.yaml"), &text).expect("a file");
    fs::copy(from.join("funnel.test.yaml"), home.path().join("funnels/b2b_saas/funnel.test.yaml")).expect("a copy");
    for entry in fs::read_dir(from.join("snapshots")).expect("snapshots") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, home.path().join("funnels/b2b_saas/snapshots").join(path.file_name().expect("a name"))).expect("a copy");
    }
    fs::write(home.path().join("changed/funnel.yaml"), edited(&text, edits)).expect("a file");
    fs::copy(from.join("events.ndjson"), home.path().join("log.ndjson")).expect("a copy");
    home
}

fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn diff(home: &Path, arguments: &[&str]) -> Said {
    let said = run(home, &[&["diff", "funnels/b2b_saas", "changed", "--events", "log.ndjson"][..], arguments].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    said
}

const HIGHER: &[(&str, &str)] = &[("score.engagement >= 45", "score.engagement >= 55")];

#[test]
fn a_minute_is_enough_to_see_whom_a_change_moves() {
    let home = example(HIGHER);
    let comment = diff(home.path(), &["--format", "markdown"]).out;
    let screen = comment.split("<details>").next().expect("what is not folded");
    assert!(screen.lines().count() <= 40, "{screen}");
    insta::assert_snapshot!(screen);
}

#[test]
fn nobody_is_named_in_a_comment_who_was_not_asked_for() {
    let stories: [&[(&str, &str)]; 4] = [
        HIGHER,
        &[("half_life: 14d", "half_life: 7d")],
        &[("idle: 30d", "idle: 14d"), ("after: 180d", "after: 90d")],
        &[("to: closed_lost, on: lost }", "to: nurture, on: lost }")],
    ];
    for edits in stories {
        let home = example(edits);
        let mut names = BTreeSet::new();
        for version in ["funnels/b2b_saas", "changed"] {
            let said = run(home.path(), &["run", version, "--events", "log.ndjson", "--out", "out", "--tables", "ndjson", "--quiet"]);
            assert_eq!(said.code, 0, "{}", said.err);
            for line in fs::read_to_string(home.path().join("out/subjects.ndjson")).expect("a table").lines() {
                let row: Value = serde_json::from_str(line).expect("JSON");
                let cells = ["subject", "email", "source"].map(|column| row[column].as_str().map(str::to_owned));
                names.extend(cells.into_iter().flatten());
            }
        }
        // the log's own names, of those too who became somebody else
        for line in fs::read_to_string(home.path().join("log.ndjson")).expect("the log").lines() {
            let row: Value = serde_json::from_str(line).unwrap_or_default();
            names.extend(["subject", "visitor"].iter().filter_map(|key| row[key].as_str()).map(str::to_owned));
        }
        assert!(names.len() > 1_000, "{}", names.len());
        let plain = |text: &str| text.replace('\\', "");
        let comment = plain(&diff(home.path(), &["--format", "markdown"]).out);
        let told: Vec<&String> = names.iter().filter(|name| !name.is_empty() && comment.contains(name.as_str())).collect();
        assert!(told.is_empty(), "{edits:?} tells of {told:?}\n{comment}");
        let shown = plain(&diff(home.path(), &["--format", "markdown", "--show-subjects"]).out);
        assert!(names.iter().filter(|name| shown.contains(name.as_str())).count() > 5, "{shown}");
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder).args(identity).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_still_uses_an_old_name_is_found_in_the_whole_repository() {
    let home = example(&[]);
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let test = |funnel: &str| {
        format!(
            "funnel: {funnel}\ntests:\n  t:\n    events:\n      - {{ at: 2026-03-02T09:00, event: page_viewed, page: /mql, seconds: 1 }}\n    expect:\n      never: [mql, sal]\n"
        )
    };
    write("tests/journey.test.yaml", &test("../funnels/b2b_saas"));
    // another funnel has a stage of that name, and tests of its own
    write(
        "funnels/shop/funnel.yaml",
        "funnel: shop\nevents: { visit: {} }\nstages: { a: {}, mql: { outcome: won } }\ntriggers: { t: { from: a, to: mql, on: visit } }\n",
    );
    write("tests/shop.test.yaml", &test("../funnels/shop/funnel.yaml"));
    git(home.path(), &["init", "-q"]);
    git(home.path(), &["add", "."]);
    git(home.path(), &["commit", "-qm", "before"]);
    let file = home.path().join("funnels/b2b_saas/funnel.yaml");
    let text = fs::read_to_string(&file).expect("the example");
    fs::write(&file, text.replace("mql", "ready_lead").replace("ready_lead_to_sql", "mql_to_sql")).expect("the change");
    git(home.path(), &["commit", "-qam", "after"]);
    for (new, prefix) in [("funnels/b2b_saas", ""), ("HEAD:funnels/b2b_saas", "HEAD:")] {
        let said = run(home.path(), &["diff", "HEAD~1:funnels/b2b_saas", new, "--format", "json"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        let diff: Value = serde_json::from_str(&said.out).expect("JSON");
        let breaks = diff["changes"][0]["breaks"].as_array().expect("places");
        let files: BTreeSet<String> = breaks.iter().filter_map(|spot| spot["file"].as_str()).map(str::to_owned).collect();
        let expected = [
            "funnels/b2b_saas/funnel.test.yaml",
            "funnels/b2b_saas/snapshots/funnel__first_month.assignments.txt",
            "funnels/b2b_saas/snapshots/funnel__year.report.txt",
            "tests/journey.test.yaml",
        ];
        assert_eq!(files, expected.map(|file| format!("{prefix}{file}")).into_iter().collect());
        // the page `/mql` is no stage
        let journey: Vec<&Value> =
            breaks.iter().filter(|spot| spot["file"].as_str().is_some_and(|file| file.ends_with("journey.test.yaml"))).collect();
        assert_eq!((journey.len(), &journey[0]["line"]), (1, &7.into()));
    }
}
