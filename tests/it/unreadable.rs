//! What a command cannot read is an error of one line and exit code 2, in every command: a definition that is a binary file, a log
//! that is not there, a revision that is none.

use super::command_line::commands;
use super::support::run;
use std::fs;
use std::path::Path;
use std::process::Command;

const FUNNEL: &str = "\
funnel: tiny
events: { visit: {} }
stages: { new: {}, old: { outcome: lost } }
triggers: { ages: { from: new, to: old, after: 1d } }
";

/// Commands that read neither definitions nor logs nor revisions of somebody's.
const OTHERS: [&str; 5] = ["explain", "schema", "demo", "completions", "man"];

/// A command line, and what its error has to say.
type Case = (&'static [&'static str], &'static str);

const BINARY: &str = "cannot read `binary.yaml`: it is a binary file, no text";
const MISSING: &str = "gone.ndjson";

const CASES: &[Case] = &[
    // a binary file as definition
    (&["check", "binary.yaml"], BINARY),
    (&["check", "--format", "json", "binary.yaml"], BINARY),
    (&["check", "binary"], "cannot read `binary/funnel.yaml`: it is a binary file, no text"),
    (&["run", "binary.yaml", "--events", "log.ndjson"], BINARY),
    (&["run", "binary.yaml", "--events", "log.ndjson", "--out", "out"], BINARY),
    (&["plan", "binary.yaml"], BINARY),
    (&["graph", "binary.yaml"], BINARY),
    (&["fmt", "binary.yaml"], BINARY),
    (&["fmt", "--check", "binary.yaml"], BINARY),
    (&["trace", "binary.yaml", "--events", "log.ndjson", "a"], BINARY),
    (&["codeowners", "binary.yaml"], BINARY),
    (&["diff", "binary.yaml", "funnel.yaml"], BINARY),
    (&["diff", "funnel.yaml", "binary.yaml"], BINARY),
    (&["diff", "HEAD:binary.yaml", "funnel.yaml"], "`HEAD:./binary.yaml` cannot be read: it is a binary file, no text"),
    (&["test", "binary.test.yaml"], "cannot read `binary.test.yaml`: it is a binary file, no text"),
    (&["test", "of_binary.test.yaml"], BINARY),
    (&["test", "latin.test.yaml"], "`latin.test.yaml` is no UTF-8 text: byte 9 is 0xF3"),
    (&["init", "new", "--from", "binary.yaml"], "cannot tell the format of `binary.yaml`"),
    // a log that is not there
    (&["run", "funnel.yaml", "--events", "gone.ndjson"], MISSING),
    (&["run", "funnel.yaml", "--events", "gone*.ndjson"], "gone*.ndjson"),
    (&["trace", "funnel.yaml", "--events", "gone.ndjson", "a"], MISSING),
    (&["diff", "funnel.yaml", "funnel.yaml", "--events", "gone.ndjson"], MISSING),
    (&["init", "new", "--from", "gone.ndjson"], MISSING),
    (&["test", "of_gone.test.yaml"], MISSING),
    // a log that is none
    (&["run", "funnel.yaml", "--events", "broken.parquet"], "broken.parquet"),
    (&["trace", "funnel.yaml", "--events", "broken.parquet", "a"], "broken.parquet"),
    (&["diff", "funnel.yaml", "funnel.yaml", "--events", "broken.parquet"], "broken.parquet"),
    // a revision that is none
    (&["diff", "nowhere:funnel.yaml", "funnel.yaml"], "`nowhere` is no revision of this repository"),
    (&["diff", "funnel.yaml", "nowhere:funnel.yaml"], "`nowhere` is no revision of this repository"),
    (&["diff", "--merge-base", "nowhere:funnel.yaml", "funnel.yaml"], "`nowhere` is no revision of this repository"),
    (&["diff", "HEAD:gone.yaml", "funnel.yaml"], "there is no `gone.yaml` in `HEAD`"),
];

/// A repository with a definition, a log, and what is none.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(home.path().join(name), bytes).expect("a file");
    let binary = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 17], &[0xD0, 0xFF, 0x61]].concat();
    fs::create_dir(home.path().join("binary")).expect("a folder");
    for name in ["binary.yaml", "binary/funnel.yaml", "binary.test.yaml", "broken.parquet"] {
        write(name, &binary);
    }
    write("funnel.yaml", FUNNEL.as_bytes());
    write("log.ndjson", br#"{"subject":"a","time":"2026-01-05T00:00:00Z","event":"visit"}"#);
    write(
        "of_binary.test.yaml",
        b"funnel: binary.yaml\ntests: { t: { events: [{ at: 2026-01-05, event: visit }], expect: { path: [new] } } }\n",
    );
    write("of_gone.test.yaml", b"funnel: funnel.yaml\nsnapshots: { s: { events: gone.ndjson, keep: [report] } }\n");
    write("latin.test.yaml", b"funnel: \xf3\n");
    for arguments in [&["init", "-q"][..], &["add", "."], &["-c", "user.name=t", "-c", "user.email=t@t.example", "commit", "-qm", "all"]] {
        let done = Command::new("git").current_dir(home.path()).args(arguments).status().expect("git runs");
        assert!(done.success(), "git {arguments:?}");
    }
    home
}

fn fault(home: &Path, (arguments, words): &Case) -> Option<String> {
    let said = run(home, arguments);
    // an error of one line stands last, with the next act below it at most
    let last = said.err.lines().rev().find(|line| !line.starts_with(" help: ")).unwrap_or_default();
    let good = said.code == 2 && said.out.is_empty() && said.err.contains(words) && last.starts_with("error: ");
    (!good).then(|| format!("{arguments:?} ends with {}\n{}{}", said.code, said.out, said.err))
}

#[test]
fn it_is_an_error_with_exit_code_2_in_every_command() {
    let home = home();
    let faults: Vec<String> = CASES.iter().filter_map(|case| fault(home.path(), case)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(!home.path().join("out").exists() && !home.path().join("new").exists(), "an output of nothing");
}

#[test]
fn every_command_that_reads_is_among_them() {
    for command in commands() {
        let is_named = OTHERS.contains(&command.as_str()) || CASES.iter().any(|(arguments, _)| arguments[0] == command);
        assert!(is_named, "`{command}` is in no case");
    }
}
