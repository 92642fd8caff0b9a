//! Sides of a diff that are missing: definitions that are new, deleted or renamed, and what is read from a revision.

use super::support::run;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const FUNNEL: &str = "\
funnel: leads
owner: revops
subject: lead
events:
  form: {}
  call: {}
stages:
  lead: { owner: marketing }
  mql: { owner: marketing, agreed_by: [sales] }
  sales: { owner: sales, outcome: won }
triggers:
  qualified: { from: lead, to: mql, on: form }
  called: { from: mql, to: sales, on: call }
metrics:
  mqls: count(mql)
";
const LOG: &str = "\
{\"subject\":\"a\",\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"form\"}
{\"subject\":\"a\",\"time\":\"2026-01-02T00:00:00Z\",\"event\":\"call\"}
{\"subject\":\"b\",\"time\":\"2026-01-03T00:00:00Z\",\"event\":\"form\"}
{\"subject\":\"c\",\"time\":\"2026-01-04T00:00:00Z\",\"event\":\"call\"}
";

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").current_dir(folder).args(identity).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// A repository whose `main` has these files, on a branch `work`.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    write(home.path(), "log.ndjson", LOG);
    for (name, text) in files {
        write(home.path(), name, text);
    }
    git(home.path(), &["init", "-q"]);
    git(home.path(), &["add", "."]);
    git(home.path(), &["commit", "-qm", "before"]);
    git(home.path(), &["checkout", "-qb", "work"]);
    home
}

fn json(home: &Path, arguments: &[&str]) -> (i32, Value) {
    let said = run(home, &[&["diff", "--format", "json"][..], arguments].concat());
    assert_eq!(said.err, "");
    (said.code, serde_json::from_str(&said.out).expect("JSON"))
}

#[test]
fn a_definition_that_is_new_is_listed_with_what_it_makes_of_the_log() {
    let home = repository(&[]);
    write(home.path(), "funnels/leads/funnel.yaml", FUNNEL);
    write(home.path(), "funnelc.yaml", "impact: { max_moved: 1%, max_change: { mqls: 1% } }\n");
    let sides = ["main:funnels/leads", "funnels/leads", "--events", "log.ndjson"];
    let said = run(home.path(), &[&["diff"][..], &sides].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!("new", said.out);
    let said = run(home.path(), &[&["diff", "--format", "markdown"][..], &sides].concat());
    insta::assert_snapshot!("new_markdown", said.out);
    let (code, diff) = json(home.path(), &sides);
    assert_eq!((code, &diff["old"], diff["new"]["name"].as_str()), (0, &Value::Null, Some("funnels/leads")));
    assert_eq!((&diff["impact"]["metrics"]["mqls"]["before"], &diff["impact"]["metrics"]["mqls"]["after"]), (&Value::Null, &2.0.into()));
    assert_eq!(diff["gates"], Value::Array(Vec::new()), "there is nothing that a gate could compare with");
    let schema: Value = serde_json::from_str(&run(home.path(), &["schema", "diff"]).out).expect("a schema");
    assert!(jsonschema::is_valid(&schema, &diff));
}

#[test]
fn a_definition_that_is_deleted_takes_everybody_out_of_the_funnel() {
    let home = repository(&[
        ("leads.yaml", FUNNEL),
        ("tests/leads.test.yaml", "funnel: ../leads.yaml\ntests: { t: { expect: { path: [mql] } } }\n"),
    ]);
    write(home.path(), "funnelc.yaml", "impact: { max_moved: 50%, max_change: { mqls: 1% } }\n");
    git(home.path(), &["add", "."]);
    git(home.path(), &["commit", "-qm", "gates"]);
    git(home.path(), &["branch", "-f", "main"]);
    git(home.path(), &["rm", "-q", "leads.yaml"]);
    let sides = ["main:leads.yaml", "leads.yaml", "--events", "log.ndjson"];
    let said = run(home.path(), &[&["diff"][..], &sides].concat());
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    insta::assert_snapshot!("deleted", said.out);
    let (_, diff) = json(home.path(), &sides);
    assert_eq!((diff["old"]["name"].as_str(), &diff["new"]), (Some("main:./leads.yaml"), &Value::Null));
    // the same between two revisions
    git(home.path(), &["commit", "-qm", "gone"]);
    let (code, diff) = json(home.path(), &["main:leads.yaml", "HEAD:leads.yaml"]);
    assert_eq!((code, &diff["new"]), (0, &Value::Null));
    assert!(diff["changes"].as_array().is_some_and(|changes| changes.iter().all(|change| change["kind"] == "removed")));
}

#[test]
fn a_file_that_is_renamed_is_compared_with_itself() {
    let home = repository(&[("funnels/old/funnel.yaml", FUNNEL)]);
    git(home.path(), &["mv", "funnels/old", "funnels/new"]);
    write(home.path(), "funnels/new/funnel.yaml", &FUNNEL.replace("on: call", "on: form"));
    git(home.path(), &["add", "."]);
    for sides in [["main:funnels/new", "funnels/new"], ["main:funnels/old", "funnels/old"]] {
        let (code, diff) = json(home.path(), &sides);
        assert_eq!((code, diff["changes"].as_array().map(Vec::len)), (0, Some(1)), "{sides:?}");
        assert_eq!(diff["old"]["name"], "main:funnels/old/funnel.yaml");
    }
    git(home.path(), &["commit", "-qm", "renamed"]);
    let (_, diff) = json(home.path(), &["main:funnels/new", "HEAD:funnels/new"]);
    assert_eq!((&diff["old"]["name"], diff["changes"].as_array().map(Vec::len)), (&"main:funnels/old/funnel.yaml".into(), Some(1)));
}

#[test]
fn what_is_missing_on_both_sides_or_by_another_name_is_a_slip() {
    let home = repository(&[("sub/leads.yaml", FUNNEL)]);
    for (folder, sides, message) in [
        (
            "",
            ["main:nothing.yaml", "nothing.yaml"],
            "error: there is no `nothing.yaml` in `main`\n help: PATH is from the root of the repository\n",
        ),
        (
            "",
            ["main:sub/laeds.yaml", "sub/leads.yaml"],
            "error: there is no `sub/laeds.yaml` in `main`\n help: PATH is from the root of the repository\n",
        ),
        ("", ["main:sub/leads.yaml", "sub/laeds.yaml"], "error: cannot read `sub/laeds.yaml`: there is no such file or folder\n"),
        (
            "sub",
            ["main:leads.yaml", "leads.yaml"],
            "error: there is no `leads.yaml` in `main`\n help: PATH is from the root of the repository; from this folder it is `main:./leads.yaml`\n",
        ),
    ] {
        let said = run(&home.path().join(folder), &[&["diff"][..], &sides].concat());
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (2, "", message));
    }
    assert_eq!(run(&home.path().join("sub"), &["diff", "main:./leads.yaml", "leads.yaml"]).code, 0);
}

#[test]
fn of_a_revision_everything_is_read_from_it() {
    let changed = FUNNEL.replace("mql", "qualified_lead").replace("qualified_leads: count", "mqls: count");
    let test = "funnel: ../funnel.yaml\n# mql is only spoken of here\ntests:\n  t: { events: [{ at: 2026-01-01T00:00Z, event: form }], expect: { path: [lead, mql] } }\n";
    let home = repository(&[("a/funnel.yaml", FUNNEL), ("a/tests/leads.test.yaml", test), (".github/CODEOWNERS", "/a/ @org/marketing\n")]);
    write(home.path(), "a/funnel.yaml", &changed);
    write(home.path(), "funnelc.yaml", "teams: [revops, marketing, sales]\nimpact: { max_moved: 0% }\n");
    write(home.path(), "other.yaml", &FUNNEL.replace("call }", "form }"));
    git(home.path(), &["add", "."]);
    git(home.path(), &["commit", "-qm", "after"]);
    // nothing of the working folder counts
    git(home.path(), &["checkout", "-q", "main"]);
    fs::remove_dir_all(home.path().join("a")).expect("it goes");
    fs::remove_dir_all(home.path().join(".github")).expect("it goes");
    let (_, diff) = json(home.path(), &["main:a", "work:a", "--events", "log.ndjson"]);
    let stage = diff["changes"].as_array().expect("changes").iter().find(|change| change["part"] == "stage").expect("a stage");
    assert_eq!(stage["breaks"], serde_json::json!([{ "file": "work:a/tests/leads.test.yaml", "line": 4 }]));
    assert_eq!(diff["gates"][0]["gate"], "max_moved");
    assert_eq!(diff["approvers"][0]["in_codeowners"], true);
    // a team that the project of the revision does not know
    git(home.path(), &["checkout", "-qf", "work"]);
    write(home.path(), "funnelc.yaml", "teams: [revops, marketing]\ndeny: { team-unknown: Everybody can be asked. }\n");
    git(home.path(), &["commit", "-qam", "no sales"]);
    write(home.path(), "funnelc.yaml", "teams: [revops, marketing, sales]\n");
    let said = run(home.path(), &["diff", "main:a", "work:a"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("sales"), "{}", said.err);
}
