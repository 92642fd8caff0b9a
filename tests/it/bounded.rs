//! Memory, threads, files and signals: none of them changes a byte, and none leaves anything behind.

use super::support::{funnelc, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const FUNNEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/funnels/b2b_saas/funnel.yaml");

/// A folder with a log of so many leads.
fn home(leads: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let made = run(home.path(), &["demo", "--subjects", leads, "--seed", "11", "--out", "log.ndjson"]);
    assert_eq!((made.code, made.err.as_str()), (0, ""));
    home
}

/// The bytes of all files of an output.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| (path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

fn replayed(home: &Path, logs: &[&str], more: &[&str]) -> BTreeMap<PathBuf, Vec<u8>> {
    let arguments = [&["run", FUNNEL, "--out", "out", "--quiet", "--events"], logs, more].concat();
    let said = run(home, &arguments);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let found = bytes(&home.join("out"));
    fs::remove_dir_all(home.join("out")).unwrap();
    found
}

#[test]
fn neither_threads_nor_memory_nor_the_files_change_a_byte() {
    let home = home("1500");
    let log = fs::read_to_string(home.path().join("log.ndjson")).unwrap();
    let mut lines: Vec<&str> = log.lines().collect();
    let half = lines.len() / 2;
    fs::write(home.path().join("first.ndjson"), lines[..half].join("\n")).unwrap();
    fs::write(home.path().join("second.ndjson"), lines[half..].join("\n")).unwrap();
    // Far from each other in another order: by the last signs of the lines.
    lines.sort_by_key(|line| line.bytes().rev().skip(2).take(40).collect::<Vec<u8>>());
    fs::write(home.path().join("shuffled.ndjson"), lines.join("\n")).unwrap();

    let expected = replayed(home.path(), &["log.ndjson"], &["--threads", "1"]);
    assert!(expected.len() >= 7, "{:?}", expected.keys());
    let cases: [(&[&str], &[&str]); 6] = [
        (&["log.ndjson"], &["--threads", "2"]),
        (&["log.ndjson"], &["--threads", "8"]),
        (&["log.ndjson"], &["--threads", "1", "--memory", "1MiB"]),
        (&["log.ndjson"], &["--threads", "2", "--memory", "1MiB"]),
        (&["shuffled.ndjson"], &["--threads", "2"]),
        (&["second.ndjson", "first.ndjson"], &["--threads", "8", "--memory", "1MiB"]),
    ];
    for (logs, more) in cases {
        let mut found = replayed(home.path(), logs, more);
        if logs != ["log.ndjson"] {
            // Where a bad row stands is another place then.
            found.insert("rejected.ndjson".into(), expected[Path::new("rejected.ndjson")].clone());
        }
        let differ: Vec<_> = expected.iter().filter(|(name, bytes)| found.get(*name) != Some(bytes)).map(|(name, _)| name).collect();
        assert!(differ.is_empty() && found.len() == expected.len(), "{logs:?} {more:?}: {differ:?}");
    }
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    /// What a run has beside its output while it works.
    fn beside(home: &Path) -> Vec<PathBuf> {
        let names = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().path());
        names.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(".out.funnelc-")).collect()
    }

    fn spawn(home: &Path) -> Child {
        let mut command = Command::new(funnelc().get_program());
        command.args(["run", FUNNEL, "--events", "log.ndjson", "--out", "out", "--quiet", "--memory", "1MiB", "--threads", "2"]);
        command.current_dir(home).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Waits until the run is under way.
    fn under_way(home: &Path) {
        let start = Instant::now();
        while beside(home).is_empty() && start.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn ctrl_c_leaves_nothing() {
        let home = home("6000");
        let mut child = spawn(home.path());
        under_way(home.path());
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(beside(home.path()).is_empty() && !home.path().join("out").exists());
    }

    #[test]
    fn a_killed_run_leaves_all_or_nothing_and_the_next_one_cleans_up() {
        let home = home("1500");
        let expected = replayed(home.path(), &["log.ndjson"], &[]);
        let mut left = 0;
        for delay in [0, 3, 20, 80, 200, 400, 700, 1200] {
            let mut child = spawn(home.path());
            under_way(home.path());
            std::thread::sleep(Duration::from_millis(delay));
            child.kill().unwrap();
            child.wait().unwrap();
            left += beside(home.path()).len();
            let out = home.path().join("out");
            if out.exists() {
                assert!(bytes(&out) == expected, "killed after {delay} ms");
                fs::remove_dir_all(out).unwrap();
            }
        }
        assert!(left > 0, "no run was killed on its way");
        assert!(replayed(home.path(), &["log.ndjson"], &[]) == expected);
        assert!(beside(home.path()).is_empty());
    }

    #[test]
    fn a_full_disk_is_an_error_and_nothing_stays() {
        let home = home("1500");
        // A file may have 512 bytes: what is put aside is the first to be larger.
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
        let arguments = ["run", FUNNEL, "--events", "log.ndjson", "--out", "out", "--quiet", "--memory", "1MiB"];
        let program = funnelc().get_program().to_owned();
        let output = Command::new("sh").args(["-c", script]).arg(program).args(arguments).current_dir(home.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("what does not fit into memory: "), "{said}");
        assert!(said.contains("free some space there, or allow the run more with `--memory`"), "{said}");
        assert!(beside(home.path()).is_empty() && !home.path().join("out").exists());
    }
}

#[test]
fn an_amount_of_memory_has_a_unit() {
    let home = tempfile::tempdir().unwrap();
    let said = run(home.path(), &["run", FUNNEL, "--memory", "4"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("write an amount with its unit, such as 4GiB or 800MiB"), "{}", said.err);
}
