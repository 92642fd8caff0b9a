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
