//! The command line: exit codes, and where words go.

use super::support::{Said, run};
use std::fs;
use std::path::Path;

/// A definition without a fault.
const TINY: &str = "\
funnel: tiny
subject: lead
events:
  hi: {}
  buy: {}
stages:
  fresh: { definition: Somebody said hi., owner: marketing }
  won: { definition: Somebody bought., owner: sales, outcome: won }
triggers:
  bought: { from: fresh, to: won, on: buy }
";

/// A folder with a definition in it.
fn folder(definition: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), definition).expect("a definition");
    home
}

fn here(arguments: &[&str]) -> Said {
    run(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

#[test]
fn explain_shows_a_page_lists_all_and_suggests() {
    let page = here(&["explain", "name-unknown"]);
    assert_eq!(page.code, 0);
    assert!(page.out.starts_with("name-unknown (error)\n\nA name that nothing defines.\n"), "{}", page.out);
    assert!(page.out.contains("\n    triggers:\n"), "{}", page.out);

    let list = here(&["explain"]);
    assert_eq!(list.code, 0);
    assert!(list.out.contains("\n  name-unknown "), "{}", list.out);

    let slip = here(&["explain", "name-unknwon"]);
    assert_eq!(slip.code, 2);
    assert_eq!(slip.out, "");
    assert_eq!(slip.err, "error: no finding has the code `name-unknwon`\n help: did you mean `name-unknown`?\n");
}

#[test]
fn what_cannot_be_read_is_no_finding() {
    let home = tempfile::tempdir().expect("a folder");
    let missing = run(home.path(), &["check", "nowhere.yaml"]);
    assert_eq!(missing.code, 2);
    assert_eq!(missing.err, "error: cannot read `nowhere.yaml`: there is no such file or folder\n");
    let empty = run(home.path(), &["check", "."]);
    assert_eq!(empty.code, 2);
    assert_eq!(empty.err, "error: `.` is a folder without a `funnel.yaml`\n help: name the file of the definition\n");
}

#[test]
fn wrong_arguments_exit_with_2() {
    for arguments in [&["chekc"][..], &["check"], &["check", "--format", "xml", "a.yaml"], &[]] {
        let said = here(arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert_eq!(said.out, "", "{arguments:?}");
    }
    assert_eq!(here(&["--version"]).code, 0);
    assert_eq!(here(&["--help"]).code, 0);
}

#[test]
fn a_definition_without_faults_checks_in_every_format() {
    let home = folder(TINY);
    let human = run(home.path(), &["check", "."]);
    assert_eq!((human.code, human.out.as_str()), (0, "no findings in 1 file\n"), "{}", human.err);
    for format in ["json", "github", "sarif"] {
        let said = run(home.path(), &["check", "--format", format, "funnel.yaml"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn findings_go_to_stdout_and_exit_with_1() {
    let home = folder(&TINY.replace("to: won", "to: wno"));
    let said = run(home.path(), &["check", "funnel.yaml"]);
    assert_eq!(said.code, 1);
    assert_eq!(said.err, "");
    assert!(said.out.contains("name-unknown") && said.out.contains("did you mean `won`?"), "{}", said.out);
    assert!(said.out.ends_with("1 error in 1 file\n"), "{}", said.out);
    let json: serde_json::Value = serde_json::from_str(&run(home.path(), &["check", "--format", "json", "."]).out).expect("JSON");
    assert_eq!((&json["errors"], &json["findings"][0]["code"]), (&1.into(), &"name-unknown".into()));
}

#[test]
fn groups_are_explained_by_their_codes() {
    let group = here(&["explain", "governance"]);
    assert_eq!(group.code, 0);
    assert!(group.out.starts_with("Owners and agreements (governance)\n"), "{}", group.out);
    assert!(group.out.contains("  team-unknown ") && !group.out.contains("  name-unknown "), "{}", group.out);
    assert!(here(&["explain", "governence"]).err.contains("did you mean `governance`?"));
}

/// Two definitions that share a part, in which there is a fault, and a project file above both.
fn project() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write(".git/HEAD", "");
    for name in ["one", "two"] {
        write(
            &format!("funnels/{name}.yaml"),
            &format!("include: [parts/events.yaml]\n{}", TINY.replace("events:\n  hi: {}\n  buy: {}\n", "").replace("tiny", name)),
        );
    }
    write("funnels/parts/events.yaml", "events:\n  hi: { fields: { form: string } }\n  buy: {}\n");
    home
}

#[test]
fn what_several_definitions_share_is_said_once() {
    let home = project();
    let said = run(home.path(), &["check", "funnels/one.yaml", "funnels/two.yaml"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.out.matches("nothing reads the field `form`").count(), 1, "{}", said.out);
    assert!(said.out.ends_with("\n1 warning in 3 files\n"), "{}", said.out);
    let denied = run(home.path(), &["check", "funnels/one.yaml", "--deny", "warnings"]);
    assert_eq!(denied.code, 1);
    assert!(denied.out.ends_with("\n1 error in 2 files\n"), "{}", denied.out);
}

#[test]
fn what_cannot_be_read_does_not_keep_the_others_from_being_checked() {
    let home = project();
    let said = run(home.path(), &["check", "gone.yaml", "funnels/one.yaml", "lost.yaml"]);
    assert_eq!(said.code, 2);
    assert!(said.out.contains("nothing reads the field `form`") && said.out.ends_with("\n1 warning in 2 files\n"), "{}", said.out);
    let missing = |name: &str| format!("error: cannot read `{name}`: there is no such file or folder\n");
    assert_eq!(said.err, missing("gone.yaml") + &missing("lost.yaml"));
}

#[test]
fn the_nearest_project_file_counts() {
    let home = project();
    let write = |name: &str, text: &str| std::fs::write(home.path().join(name), text).expect("written");
    write("funnelc.yaml", "teams: [sales, marketin]\nallow: { field-unused: people read it, let-unused: none }\n");
    let check = |arguments: &[&str]| {
        let said = run(home.path(), &[&["check", "--format", "json", "--today", "2026-11-24"], arguments].concat());
        let found: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        let texts = |finding: &serde_json::Value| format!("{} {}", finding["code"], finding["file"]).replace('"', "");
        (said.code, found["findings"].as_array().expect("findings").iter().map(texts).collect::<Vec<_>>())
    };
    assert_eq!(check(&["funnels/one.yaml"]), (0, vec!["team-unknown funnels/one.yaml".to_owned()]));
    let both = ["team-unknown funnels/one.yaml", "allowance-unused funnelc.yaml", "team-unknown funnels/two.yaml"].map(str::to_owned);
    assert_eq!(check(&["funnels/one.yaml", "funnels/two.yaml"]), (0, both.to_vec()));
    write("funnels/funnelc.yaml", "deny: { names: every field has a use }\n");
    assert_eq!(check(&["funnels/one.yaml"]), (1, vec!["field-unused funnels/parts/events.yaml".to_owned()]));
    let within = run(&home.path().join("funnels/parts"), &["check", "../one.yaml"]);
    assert_eq!(within.code, 1, "{}", within.out);
    write("funnels/funnelc.yaml", "deny: [names]\n");
    assert_eq!(check(&["funnels/one.yaml"]).1[1..], ["yaml-wrong-shape funnels/funnelc.yaml".to_owned()]);
}

#[test]
fn the_day_decides_what_is_over_and_a_run_heeds_what_is_allowed() {
    let home = folder(&TINY.replace("  won: {", "  # funnelc: allow stage-dead-end until 2030-01-31 because it is an archive\n  old: { definition: Old., owner: sales, off_path: true }\n  won: {").replace("triggers:\n", "triggers:\n  ages: { from: fresh, to: old, after: 9d }\n"));
    std::fs::write(home.path().join("log.ndjson"), "").expect("written");
    let day = |day: &str| run(home.path(), &["check", ".", "--today", day]);
    assert_eq!((day("2030-01-31").code, day("2030-02-01").code), (0, 1));
    let over = day("2030-02-01").out;
    assert!(over.contains("stage-dead-end (error)") && over.contains("allowance-expired (warning)"), "{over}");
    assert_eq!(run(home.path(), &["run", ".", "--events", "log.ndjson"]).code, 0);
    assert_eq!(day("yesterday").code, 2);
}
