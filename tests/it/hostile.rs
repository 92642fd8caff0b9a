//! What is broken, enormous or out of this world ends in a clear error or in counted rejects: in time, without a panic, and
//! without half an output.

use super::support::{Said, funnelc};
use arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A definition that reads everything a log may have, and whose conditions fire between events.
const FUNNEL: &str = "\
funnel: tiny
subject: lead
events:
  hi: { fields: { n: optional integer, x: optional number, d: optional decimal, s: optional string, t: optional timestamp } }
  buy: {}
attributes:
  n: last(hi.n)
  x: last(hi.x)
  s: last(hi.s)
  total: sum(hi.n)
  money: sum(hi.d)
scoring:
  fresh:
    half_life: 1d
    rules:
      greeted: { on: hi, points: 5, limit: 3 per 7d }
stages:
  open: { definition: Said hi., owner: marketing }
  quiet: { definition: Says nothing., owner: marketing, off_path: true }
  won: { definition: Bought., owner: sales, outcome: won }
triggers:
  bought: { from: open, to: won, on: buy }
  slept: { from: open, to: quiet, idle: 30d }
  back: { from: quiet, to: open, on: hi, when: event.n is present or score.fresh > 3 }
";

const ROW: &str = "{\"subject\":\"a\",\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"hi\"}\n";
const HEADER: &str = "subject,time,event,n,x,d,s\n";

/// What becomes of a log.
enum Ends {
    /// The program gives up, and says these words.
    Error(&'static [&'static str]),
    /// So many rows are applied, so many rejected, with these words in the file of rejects.
    Counts(u64, u64, &'static [&'static str]),
}
use Ends::{Counts, Error};

fn folder(definition: &str) -> TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), definition).expect("written");
    home
}

/// Runs the program, but not for ever; and never does it panic.
fn run(home: &Path, arguments: &[&str]) -> Said {
    let output = funnelc().current_dir(home).args(arguments).timeout(Duration::from_secs(120)).output().expect("it runs");
    said(&output, &format!("{arguments:?}"))
}

fn said(output: &std::process::Output, what: &str) -> Said {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = Said { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) };
    assert!(!said.err.contains("panicked") && !said.err.contains("overflowed"), "{what}: {}", said.err);
    assert!((0..=2).contains(&said.code), "{what}: {} {}", output.status, said.err);
    said
}

/// Nothing of an output stands in a folder, not even hidden.
fn nothing_left(home: &Path) {
    for entry in fs::read_dir(home).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(name != "out" && !name.contains(".funnelc-"), "{name} is left");
    }
}

/// Runs a log and looks at how it ends.
fn ends(name: &str, bytes: impl AsRef<[u8]>, ends: &Ends) {
    let home = folder(FUNNEL);
    fs::write(home.path().join(name), bytes).expect("written");
    let said = run(home.path(), &["run", ".", "--events", name, "--out", "out"]);
    match ends {
        Error(words) => {
            assert_eq!(said.code, 2, "{name}: {}{}", said.out, said.err);
            for word in [&format!("`{name}`") as &str].iter().chain(*words) {
                assert!(said.err.contains(word), "{name}: no `{word}` in {}", said.err);
            }
            assert_eq!(said.out, "", "{name}");
            nothing_left(home.path());
        }
        Counts(applied, rejected, words) => {
            assert_eq!(said.code, 0, "{name}: {}", said.err);
            let report = fs::read_to_string(home.path().join("out/report.json")).expect("a report");
            let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
            let rejects = fs::read_to_string(home.path().join("out/rejected.ndjson")).expect("rejects");
            let counted = (report["input"]["applied"].as_u64(), report["input"]["rejected"].as_u64());
            assert_eq!(counted, (Some(*applied), Some(*rejected)), "{name}: {}\n{rejects}", report["input"]);
            assert_eq!(rejects.lines().count() as u64, *rejected, "{name}: {rejects}");
            for word in *words {
                assert!(rejects.contains(word), "{name}: no `{word}` in {rejects}");
            }
            for reject in rejects.lines() {
                assert!(reject.starts_with(&format!("{{\"file\":\"{name}\",")), "{reject}");
            }
        }
    }
}

#[test]
fn empty_logs() {
    for name in ["e.ndjson", "e.json", "e.csv", "e.tsv", "e.ndjson.gz", "e.csv.zst"] {
        ends(name, "", &Counts(0, 0, &[]));
    }
    ends("e.csv", HEADER, &Counts(0, 0, &[]));
    ends("e.parquet", "", &Error(&["is empty"]));
    ends("e.arrow", "", &Error(&["is empty"]));
    ends("e.log", "", &Error(&["cannot tell the format"]));
}

#[test]
fn no_logs() {
    let home = folder(FUNNEL);
    fs::create_dir_all(home.path().join("logs/deep")).expect("a folder");
    fs::create_dir(home.path().join("folder.ndjson")).expect("a folder");
    fs::write(home.path().join("logs/readme.txt"), "no log").expect("written");
    for (argument, words) in [
        ("logs", "no event logs in `logs`"),
        ("folder.ndjson", "no event logs in `folder.ndjson`"),
        ("gone.csv", "cannot read `gone.csv`: there is no such file or folder"),
        ("*.parquet", "no event logs in `*.parquet`"),
        ("[", "`[`"),
        ("", "``"),
        ("nothing=logs", "no source `nothing`"),
        ("/dev/null", "no regular file"),
    ] {
        let said = run(home.path(), &["run", ".", "--events", argument, "--out", "out"]);
        assert_eq!(said.code, 2, "{argument}: {}", said.err);
        assert!(said.err.contains(words), "{argument}: {}", said.err);
        nothing_left(home.path());
    }
}

#[test]
fn packed_logs_cut_short() {
    let rows = ROW.repeat(2_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(rows.as_bytes()).expect("packed");
    let gzip = packed.finish().expect("packed");
    let zstd = zstd::encode_all(rows.as_bytes(), 3).expect("packed");
    ends("whole.ndjson.gz", &gzip, &Counts(2_000, 0, &[]));
    ends("whole.ndjson.zst", &zstd, &Counts(2_000, 0, &[]));
    for cut in [3, 12, gzip.len() / 2, gzip.len() - 1] {
        ends("cut.ndjson.gz", &gzip[..cut], &Error(&["damaged: the gzip data ends too early"]));
    }
    for cut in [5, 12, zstd.len() / 2, zstd.len() - 1] {
        ends("cut.ndjson.zst", &zstd[..cut], &Error(&["damaged: the zstd data"]));
    }
    ends("tail.ndjson.gz", [&gzip[..], b"rest"].concat(), &Error(&["damaged: the gzip data"]));
}

fn table() -> RecordBatch {
    let texts = |of: fn(usize) -> String| -> ArrayRef { Arc::new((0..400).map(|row| Some(of(row))).collect::<StringArray>()) };
    let numbers: ArrayRef =
        Arc::new((0..400).map(|row| [1.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY][row % 4]).map(Some).collect::<Float64Array>());
    RecordBatch::try_from_iter([
        ("subject", texts(|row| format!("lead-{}", row % 7))),
        ("time", texts(|row| format!("2026-01-{:02}T00:00:00Z", row % 28 + 1))),
        ("event", texts(|_| "hi".to_owned())),
        ("s", texts(|row| format!("text {row}"))),
        ("x", numbers),
    ])
    .expect("a table")
}

fn parquet_file() -> Vec<u8> {
    let (mut bytes, batch) = (Vec::new(), table());
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).and_then(|()| writer.close()).expect("written");
    bytes
}

fn arrow_file() -> Vec<u8> {
    let (mut bytes, batch) = (Vec::new(), table());
    let mut writer = arrow::ipc::writer::FileWriter::try_new(&mut bytes, &batch.schema()).expect("a writer");
    writer.write(&batch).and_then(|()| writer.finish()).expect("written");
    drop(writer);
    bytes
}

#[test]
fn tables_cut_short() {
    let (parquet, arrow) = (parquet_file(), arrow_file());
    ends("whole.parquet", &parquet, &Counts(100, 300, &["\"row\":2", "finite"]));
    ends("whole.arrow", &arrow, &Counts(100, 300, &["\"row\":2", "finite"]));
    for part in [4, 100, parquet.len() / 2, parquet.len() - 1] {
        ends("cut.parquet", &parquet[..part], &Error(&["damaged"]));
    }
    for part in [6, 100, arrow.len() / 2, arrow.len() - 1] {
        ends("cut.arrow", &arrow[..part], &Error(&["damaged"]));
    }
}

/// Whatever byte of a table is wrong: it is read, or said to be damaged.
#[test]
fn tables_with_wrong_bytes() {
    let home = folder(FUNNEL);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |end: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % end as u64) as usize
    };
    for (name, whole) in [("t.parquet", parquet_file()), ("t.arrow", arrow_file())] {
        for _ in 0..80 {
            let mut bytes = whole.clone();
            for _ in 0..=below(3) {
                // What describes the rest stands at the end of both.
                let at = if below(2) == 0 { bytes.len() - 1 - below(bytes.len().min(700)) } else { below(bytes.len()) };
                bytes[at] = [0, 0xff, 0x7f, 0x80, bytes[at] ^ 1, bytes[at].wrapping_add(1)][below(6)];
            }
            fs::write(home.path().join(name), &bytes).expect("written");
            let said = run(home.path(), &["run", ".", "--events", name, "--quiet", "--threads", "2"]);
            assert!(said.code == 0 || said.err.contains(name), "{}", said.err);
        }
    }
}

#[test]
fn nesting_in_logs() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = open.repeat(10_000) + "1" + &close.repeat(10_000);
        let row = ROW.replace("}\n", &format!(",\"s\":{deep}}}\n"));
        ends("deep.ndjson", format!("{row}{ROW}{deep}\n"), &Counts(1, 2, &["\"line\":1", "\"line\":3"]));
        ends("deep.json", format!("[{row},{ROW},{deep}]"), &Counts(1, 2, &["\"line\":1"]));
        ends("open.ndjson", format!("{}\n{ROW}", open.repeat(100_000)), &Counts(1, 1, &["\"line\":1"]));
        ends("open.json", open.repeat(100_000), &Error(&["no JSON", "line 1"]));
    }
}

#[test]
fn what_is_no_text() {
    ends("bad.ndjson", [ROW.as_bytes(), b"{\"subject\":\"\xff\"}\n", ROW.as_bytes()].concat(), &Counts(2, 1, &["\"line\":2", "UTF-8"]));
    let csv = [HEADER.as_bytes(), b"a,2026-01-01T00:00:00Z,hi,,,,\xb3\nb,2026-01-01T00:00:00Z,hi,,,,l\n"].concat();
    ends("bad.csv", csv, &Counts(1, 1, &["\"line\":2", "UTF-8"]));
    ends("bad.json", b"[{\"subject\":\"\xff\"}]", &Counts(0, 1, &["\"line\":1", "UTF-8"]));
    ends("nul.ndjson", format!("\0\0\0\n{ROW}"), &Counts(1, 1, &["\"line\":1"]));
    // Not even white space between values: this once was read for ever.
    for byte in ["\x0c", "\0", "\u{b}", "\u{a0}", ",", ":", "]"] {
        ends("odd.json", format!("[{ROW},{byte}{ROW}]"), &Error(&["no JSON", "line 2"]));
    }
    let noise: Vec<u8> = (0_u32..50_000).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let home = folder(FUNNEL);
    for name in ["n.ndjson", "n.json", "n.csv", "n.tsv", "n.parquet", "n.arrow", "n.log"] {
        for head in [&b""[..], b"PAR1", b"ARROW1\0\0", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\xff\xfe", b"\xff\xff\xff\xff", b"[{"] {
            fs::write(home.path().join(name), [head, &noise].concat()).expect("written");
            let said = run(home.path(), &["run", ".", "--events", name]);
            assert!(said.code == 0 || said.err.contains(name), "{name}: {}", said.err);
        }
    }
}

#[test]
fn values_out_of_this_world() {
    let row = |field: &str, value: &str| ROW.replace("}\n", &format!(",\"{field}\":{value}}}\n"));
    let fits = |field: &str, value: &str| ends("fits.ndjson", row(field, value), &Counts(1, 0, &[]));
    let wrong = |field: &str, value: &str| ends("wrong.ndjson", row(field, value), &Counts(0, 1, &["\"line\":1"]));
    for value in ["9223372036854775807", "-9223372036854775808", "1e18", "-0.0"] {
        fits("n", value);
        fits("x", value);
        fits("seq", value);
    }
    for value in ["9223372036854775808", "1e19", "1.5", "1e400", "1e999999999999", "\"7\"", "[]"] {
        wrong("n", value);
        wrong("seq", value);
    }
    for value in ["NaN", "Infinity", "-Infinity", "1e400", "\"NaN\"", "01", "1.", "+1", "\"\\ud800\""] {
        wrong("x", value);
    }
    for value in ["1e-400", "123456789012345678901234567890"] {
        fits("x", value);
    }
    for value in ["1e6000", "-1e-6000", "\"12.50\""] {
        fits("d", value);
    }
    for value in ["1e99999", "12345678901234567890123456789012345", "\"inf\""] {
        wrong("d", value);
    }
    for value in ["NaN", "inf", "-Infinity", "1e400"] {
        ends("odd.csv", format!("{HEADER}a,2026-01-01T00:00:00Z,hi,,{value},,\n"), &Counts(0, 1, &["\"line\":2", "\"column\":\"x\""]));
    }
    for letter in ["a", "ż"] {
        ends("wide.ndjson", ROW.replace("\"a\"", &format!("\"{}\"", letter.repeat(1 << 20))).repeat(2), &Counts(2, 0, &[]));
    }
}

#[test]
fn times_at_the_ends_of_the_calendar() {
    for time in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-12-31T23:59:60Z"] {
        ends("in.ndjson", ROW.replace("2026-01-01T00:00:00Z", time), &Counts(1, 0, &[]));
    }
    for time in [
        "0000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "10000-01-01T00:00:00Z",
        "+292277-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01",
        "soon",
        "",
    ] {
        ends("out.ndjson", ROW.replace("2026-01-01T00:00:00Z", time), &Counts(0, 1, &["\"line\":1", "\"column\":\"time\""]));
    }
    // From one end to the other, with everything that may happen in between.
    let far = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"].map(|time| ROW.replace("2026-01-01T00:00:00Z", time)).concat();
    ends("far.ndjson", far, &Counts(2, 0, &[]));
}

#[test]
fn csv_of_every_kind() {
    let row = "b,2026-01-01T00:00:00Z,hi,,,,\n";
    let csv = |rows: &str| format!("{HEADER}{rows}");
    ends("bom.csv", format!("\u{feff}{HEADER}{row}").replace('\n', "\r\n"), &Counts(1, 0, &[]));
    ends("cr.csv", csv(row).replace('\n', "\r"), &Counts(1, 0, &[]));
    ends("nul.csv", csv(&row.replace('b', "b\0")), &Counts(1, 0, &[]));
    ends(
        "ragged.csv",
        csv(&format!("a,2026-01-01T00:00:00Z\n{row}\n\n{},,\n", row.trim_end())),
        &Counts(1, 2, &["\"line\":2", "\"line\":6"]),
    );
    ends("quote.csv", csv(&format!("\"a,2026-01-01T00:00:00Z,hi,,,,\n{row}")), &Counts(1, 1, &["\"line\":2", "quote"]));
    ends("inner.csv", csv(&format!("a\",2026-01-01T00:00:00Z,hi,,,,\n{row}")), &Counts(2, 0, &[]));
    ends("last.csv", csv(&format!("{row}\"")), &Counts(1, 1, &["quote"]));
    ends("twice.csv", format!("{}{row}", HEADER.replace(",s", ",n")), &Error(&["two columns are named `n`"]));
    let wide: String = (0..20_000).map(|at| format!(",c{at}")).collect();
    ends("wide.csv", format!("subject,time,event{wide}\na,2026-01-01T00:00:00Z,hi{}\n", ",".repeat(20_000)), &Counts(1, 0, &[]));
    ends("lines.ndjson", format!("\u{feff}{ROW}\r\n\r\n{ROW}"), &Counts(2, 0, &[]));
    let utf16 = csv(row).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    ends("utf16.csv", [&[0xff, 0xfe], &utf16[..]].concat(), &Counts(1, 0, &[]));
}

/// A line of 100 MB costs no more memory than a long line may, and its neighbours are read.
#[cfg(target_os = "linux")]
#[test]
fn a_line_of_100_megabytes() {
    let home = folder(FUNNEL);
    let long = "x".repeat(100 << 20);
    let row = "b,2026-01-01T00:00:00Z,hi,,,,\n";
    for (name, text) in [
        ("long.ndjson", format!("{ROW}{}{ROW}", ROW.replace("\"a\"", &format!("\"{long}\"")))),
        ("long.json", format!("[{ROW},{},{ROW}]", ROW.replace("\"a\"", &format!("\"{long}\"")))),
        ("long.csv", format!("{HEADER}{row}{long},2026-01-01T00:00:00Z,hi,,,,\n{row}")),
        ("quoted.csv", format!("{HEADER}{row}\"{long}\",2026-01-01T00:00:00Z,hi,,,,\n{row}")),
    ] {
        fs::write(home.path().join(name), text).expect("written");
        let program = assert_cmd::cargo_bin!("funnelc");
        let output = assert_cmd::Command::new("sh")
            .args(["-c", "ulimit -v 1048576 && exec \"$@\"", "sh"])
            .arg(program)
            .args(["run", ".", "--threads", "2", "--events", name])
            .current_dir(home.path())
            .timeout(Duration::from_secs(120))
            .output()
            .expect("it runs");
        let said = said(&output, name);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        assert!(said.out.contains("3 rows = 2 applied + 1 rejected"), "{name}: {}", said.out);
        fs::remove_file(home.path().join(name)).expect("removed");
    }
}

#[test]
fn outputs_that_cannot_be() {
    let home = folder(FUNNEL);
    let at = |name: &str| home.path().join(name);
    // A replay of this log would fail: what is said shows that none was begun.
    fs::write(at("bad.json"), "[").expect("written");
    fs::write(at("file"), "kept").expect("written");
    fs::create_dir(at("foreign")).expect("a folder");
    fs::write(at("foreign/precious.txt"), "kept").expect("written");
    let mut cases = vec![
        ("file", "`file` is a file, not a folder"),
        ("file/out", "`file/out`: a part of the path is no folder"),
        ("foreign", "`precious.txt`, which no run wrote"),
        (".", "the folder you are in"),
    ];
    #[cfg(target_os = "linux")]
    {
        std::os::unix::fs::symlink("nowhere", at("link")).expect("a link");
        cases.extend([("/proc/funnelc/out", "cannot write to `/proc`"), ("link", "`link` is a link to a place that is not there")]);
    }
    for (out, words) in cases {
        let said = run(home.path(), &["run", ".", "--events", "bad.json", "--out", out]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{out}");
        assert!(said.err.contains(words), "{out}: {}", said.err);
        nothing_left(home.path());
    }
    assert_eq!(fs::read_to_string(at("file")).expect("kept"), "kept");
    assert_eq!(fs::read_dir(at("foreign")).expect("kept").count(), 1);
    // An earlier output stays where a run fails.
    fs::write(at("good.ndjson"), ROW).expect("written");
    assert_eq!(run(home.path(), &["run", ".", "--events", "good.ndjson", "--out", "earlier"]).code, 0);
    let before = fs::read(at("earlier/report.json")).expect("a report");
    assert_eq!(run(home.path(), &["run", ".", "--events", "bad.json", "--out", "earlier"]).code, 2);
    assert_eq!(fs::read(at("earlier/report.json")).expect("a report"), before);
    nothing_left(home.path());
}

#[test]
fn arguments_without_sense() {
    let home = folder(FUNNEL);
    fs::write(home.path().join("a.ndjson"), ROW).expect("written");
    for (argument, code) in [
        ("--threads=0", 2),
        ("--threads=-1", 2),
        ("--threads=many", 2),
        ("--threads=99999999999999999999", 2),
        ("--threads=18446744073709551615", 0),
        ("--as-of=nonsense", 2),
        ("--as-of=", 2),
        ("--as-of=2026-01-01", 2),
        ("--as-of=10000-01-01T00:00:00Z", 2),
        ("--as-of=0001-01-01T00:00:00Z", 0),
        ("--as-of=9999-12-31T23:59:59Z", 0),
        ("--period=nonsense", 2),
        ("--period=2026-W54", 2),
        ("--period=9999-12-31..0001-01-01", 2),
        ("--period=last 99999999999 months", 2),
        ("--period=0001-01-01..9999-12-31", 0),
    ] {
        let said = run(home.path(), &["run", ".", "--events", "a.ndjson", "--out", "out", argument]);
        assert_eq!(said.code, code, "{argument}: {}", said.err);
        let flag = argument.split('=').next().expect("a flag");
        assert!(code == 0 || said.err.contains(flag), "{argument}: {}", said.err);
        if code == 0 {
            fs::remove_dir_all(home.path().join("out")).expect("an output");
        }
        nothing_left(home.path());
    }
}

#[test]
fn nobody_reads_the_results() {
    let home = folder(FUNNEL);
    fs::write(home.path().join("a.ndjson"), ROW).expect("written");
    for arguments in [&["run", ".", "--events", "a.ndjson"][..], &["explain"], &["check", "."], &["demo", "--subjects", "2000"]] {
        let mut child = std::process::Command::new(assert_cmd::cargo_bin!("funnelc"))
            .args(arguments)
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        let said = said(&child.wait_with_output().expect("it ends"), &format!("{arguments:?}"));
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
    }
    #[cfg(target_os = "linux")]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
        let output = std::process::Command::new(assert_cmd::cargo_bin!("funnelc")).arg("explain").stdout(full).output().expect("it runs");
        let said = said(&output, "explain > /dev/full");
        assert_eq!((said.code, said.err.as_str()), (2, "error: cannot write to stdout: the disk is full\n"));
    }
}

#[test]
fn a_hundred_thousand_events_at_one_instant() {
    let rows = |row: &dyn Fn(usize) -> String| (0..100_000).map(|at| ROW.replace("}\n", &format!(",{}}}\n", row(at)))).collect::<String>();
    ends("values.ndjson", rows(&|at| format!("\"n\":{at}")), &Counts(100_000, 0, &[]));
    ends("equal.ndjson", rows(&|_| "\"n\":1,\"s\":\"x\"".to_owned()), &Counts(100_000, 0, &[]));
    ends("ids.ndjson", rows(&|at| format!("\"id\":\"{at}\",\"seq\":{}", at % 3)), &Counts(100_000, 0, &[]));
    ends("same.ndjson", rows(&|_| "\"id\":\"x\"".to_owned()), &Counts(1, 0, &[]));
}

/// The definition with some lines more, checked and, where nothing is wrong with it, run by both engines.
fn checks(name: &str, text: impl AsRef<[u8]>, codes: &[&str]) {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.yaml"), text).expect("written");
    let said = run(home.path(), &["check", "funnel.yaml", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{name}: {error} {}", said.out));
    let found: Vec<&str> = found["findings"].as_array().into_iter().flatten().filter_map(|finding| finding["code"].as_str()).collect();
    for code in codes {
        assert!(found.contains(code), "{name}: no {code} in {:?}", &found[..found.len().min(20)]);
    }
    assert_eq!(said.code, i32::from(!codes.is_empty()), "{name}: {:?}", &found[..found.len().min(20)]);
    let drawn = run(home.path(), &["check", "funnel.yaml"]);
    assert_eq!(drawn.code, said.code, "{name}");
    assert!(codes.is_empty() || drawn.out.contains("funnel.yaml"), "{name}: {}", drawn.out);
    if codes.is_empty() {
        fs::write(home.path().join("a.ndjson"), format!("{ROW}{}", ROW.replace("hi", "buy"))).expect("written");
        for engine in ["fast", "reference"] {
            let said = run(home.path(), &["run", ".", "--events", "a.ndjson", "--engine", engine, "--out", engine]);
            assert_eq!(said.code, 0, "{name}: {}", said.err);
        }
    }
}

/// With a condition of the trigger `bought`.
fn condition(text: &str) -> String {
    FUNNEL.replace("to: won, on: buy", &format!("to: won, on: buy, when: '{}'", text.replace('\'', "''")))
}

/// Lines of a section of their own.
fn lines(section: &str, count: usize, line: impl Fn(usize) -> String) -> String {
    let lines: String = (0..count).map(|at| format!("  {}\n", line(at))).collect();
    format!("{FUNNEL}{section}:\n{lines}")
}

#[test]
fn definitions_that_are_none() {
    checks("empty", "", &["definition-empty"]);
    checks("blank", "\n \n# nothing\n", &["definition-empty"]);
    checks("list", "- a\n- b\n", &["yaml-wrong-shape"]);
    checks("text", "hello", &["yaml-wrong-shape"]);
    checks("latin", b"funnel: t\xb3\n", &["yaml-encoding"]);
    checks(
        "utf-16",
        [b"\xff\xfe".to_vec(), "funnel: t\n".encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        &["yaml-encoding"],
    );
    checks("nul", FUNNEL.replace("tiny", "ti\0ny"), &["yaml-encoding"]);
    for text in [format!("\u{feff}{FUNNEL}"), FUNNEL.replace('\n', "\r\n"), FUNNEL.replace('\n', "\r")] {
        checks("as other editors write it", text, &[]);
    }
    let home = folder(&format!("{}title: {}\n", FUNNEL, "x".repeat(17 << 20)));
    let said = run(home.path(), &["check", "funnel.yaml"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("cannot read `funnel.yaml`: it is larger than 16 MiB"), "{}", said.err);
    fs::create_dir(home.path().join("empty")).expect("a folder");
    for (path, words) in [("empty", "a folder without a `funnel.yaml`"), ("gone.yaml", "cannot read `gone.yaml`")] {
        let said = run(home.path(), &["check", path]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{path}");
        assert!(said.err.contains(words), "{}", said.err);
    }
}

#[test]
fn nesting_in_definitions() {
    let deep = |open: &str, close: &str| open.repeat(10_000) + "1" + &close.repeat(10_000);
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("[", ""), ("{a: ", ""), ("- ", "")] {
        checks(open, format!("{FUNNEL}title:\n  {}\n", deep(open, close)), &["yaml-too-deep"]);
    }
    let stairs: String = (0..2_000).map(|at| " ".repeat(at) + "a:\n").collect();
    checks("stairs", stairs, &["yaml-too-deep"]);
    for (open, close) in [("(", ")"), ("not ", ""), ("-", ""), ("abs(", ")"), ("[", "]")] {
        checks(open, condition(&deep(open, close)), &["expression-too-deep"]);
    }
    for (first, more) in [("1", " + 1"), ("true", " and true"), ("n", " else 1"), ("s", " ++ s")] {
        checks(more, condition(&(first.to_owned() + &more.repeat(5_000))), &["expression-too-deep"]);
    }
    for (text, code) in [
        ("(".repeat(10_000), "expression-too-deep"),
        ("1".repeat(60_000), "number-too-large"),
        ("x".repeat(70_000), "expression-too-long"),
        (format!("s == \"{}\"", "x".repeat(1 << 20)), "expression-too-long"),
        ("count(hi where ".repeat(3_000), "expression-too-deep"),
        ("if(true, ".repeat(3_000) + "1" + &", 2)".repeat(3_000), "expression-too-deep"),
        (format!("s == \"{}", "x".repeat(1_000)), "text-unterminated"),
        ("n < 9223372036854775808".to_owned(), "number-too-large"),
        ("now > now - 99999999999999999999d".to_owned(), "duration-malformed"),
        ("date(now) > 0000-01-01".to_owned(), "date-malformed"),
        ("date(now) > 10000-01-01".to_owned(), "type-mismatch"),
        (format!("s matches \"{}a{}\"", "(".repeat(9_000), ")".repeat(9_000)), "pattern-invalid"),
        ("s matches \"(a{1000}){1000}\"".to_owned(), "pattern-invalid"),
        ("s matches \"a{99999999999}\"".to_owned(), "pattern-invalid"),
    ] {
        checks(&text[..text.len().min(40)], condition(&text), &[code]);
    }
    // YAML itself ends a key after 1024 characters.
    checks("a name of a megabyte", FUNNEL.replace("bought", &"b".repeat(1 << 20)), &["yaml-expression-cut"]);
}

#[test]
fn names_that_name_names() {
    const MANY: usize = 10_000;
    let deep = ["expression-too-deep"];
    checks(
        "forth",
        lines("let", MANY, |at| format!("l{}: {}", at + 1, if at == 0 { "count(hi) > 0".into() } else { format!("l{at} and true") })),
        &deep,
    );
    checks(
        "back",
        lines("let", MANY, |at| format!("l{at}: {}", if at + 1 == MANY { "count(hi) > 0".into() } else { format!("not l{}", at + 1) })),
        &deep,
    );
    checks("a ring", lines("let", MANY, |at| format!("l{at}: l{}", (at + 1) % MANY)), &["let-cycle"]);
    checks(
        "doubling",
        lines("let", 60, |at| format!("l{}: {}", at + 1, if at == 0 { "count(hi)".into() } else { format!("l{at} + l{at}") })),
        &deep,
    );
    checks(
        "events",
        lines("let", MANY, |at| format!("l{}: {}", at + 1, if at == 0 { "event.n > 0".into() } else { format!("l{at} or l{at}") }))
            .replace("event.n is present or", "l9999 or"),
        &deep,
    );
    checks("unknown", lines("let", 3_000, |at| format!("l{at}: m{at} > 3")), &["name-unknown"]);
    let attributes = |of: &dyn Fn(usize) -> String| {
        let lines: String = (1..60).map(|at| format!("  a{at}: \"{}\"\n", of(at - 1))).collect();
        FUNNEL.replace("attributes:\n", &format!("attributes:\n  a0: last(hi.n)\n{lines}"))
    };
    checks("attributes double", attributes(&|at| format!("a{at} + a{at}")), &deep);
    checks("attributes fold", attributes(&|at| format!("last(hi.n where a{at} > 1)")), &[]);
    checks(
        "metrics double",
        lines("metrics", 60, |at| format!("m{}: {}", at + 1, if at == 0 { "count(open)".into() } else { format!("m{at} + m{at}") })),
        &[],
    );
    checks(
        "metrics",
        lines("metrics", MANY, |at| format!("m{}: {}", at + 1, if at == 0 { "count(open)".into() } else { format!("m{at} + 1") })),
        &[],
    );
}

#[test]
fn definitions_of_enormous_size() {
    let stages: String = (0..1_000).map(|at| format!("  s{at}: {{ definition: One of many., owner: sales }}\n")).collect();
    let ways: String = (0..999).map(|at| format!("  t{at}: {{ from: s{at}, to: s{}, after: 1h }}\n", at + 1)).collect();
    let text = FUNNEL
        .replace("stages:\n", &format!("stages:\n{stages}"))
        .replace("triggers:\n", &format!("triggers:\n  t: {{ from: s999, to: open, when: count(hi) > 0 }}\n{ways}"));
    checks("stages", text, &[]);
    let rules: String =
        (0..10_000).map(|at| format!("      r{at}: {{ on: hi, when: event.n > {at}, points: 1, limit: 3 per 7d }}\n")).collect();
    checks("rules", FUNNEL.replace("    rules:\n", &format!("    rules:\n{rules}")), &[]);
    let triggers: String = (0..3_000).map(|at| format!("  t{at}: {{ from: open, to: won, on: hi, when: event.n == {at} }}\n")).collect();
    checks("triggers", FUNNEL.replace("triggers:\n", &format!("triggers:\n{triggers}")), &[]);
    let words: Vec<String> = (0..10_000).map(|at| format!("w{at}")).collect();
    checks("an enum", FUNNEL.replace("s: optional string", &format!("s: {{ enum: [{}], optional: true }}", words.join(", "))), &[]);
    checks("one key again and again", lines("let", 2_000, |_| "x: 1".to_owned()), &["yaml-duplicate-key"]);
}

#[test]
fn aliases_and_includes_that_never_end() {
    let bomb: String = (0..12)
        .map(|at| {
            format!(
                "  l{at}: &l{at} [{}]\n",
                if at == 0 { "x, x".to_owned() } else { format!("*l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}", at - 1) }
            )
        })
        .collect();
    checks("a bomb", format!("{FUNNEL}title:\n{bomb}"), &["yaml-alias-bomb"]);
    checks("itself", format!("{FUNNEL}title: &a [*a]\n"), &["yaml-alias-cycle"]);
    checks("a file in itself", format!("{FUNNEL}include: [funnel.yaml]\n"), &["include-cycle"]);
    checks("the world", format!("{FUNNEL}include: [/etc/passwd, ../x.yaml, gone.yaml]\n"), &["include-outside", "include-unreadable"]);
    let home = folder(&format!("{FUNNEL}include: [part0.yaml]\n"));
    for at in 0..3_000 {
        fs::write(home.path().join(format!("part{at}.yaml")), format!("include: [part{}.yaml]\n", at + 1)).expect("written");
    }
    fs::write(home.path().join("part3000.yaml"), "let: { deepest: count(hi) > 0 }\n").expect("written");
    assert_eq!(run(home.path(), &["check", "."]).code, 0);
    #[cfg(target_os = "linux")]
    {
        std::os::unix::fs::symlink("/dev/zero", home.path().join("zero.yaml")).expect("a link");
        fs::write(home.path().join("zeros.yaml"), format!("{FUNNEL}include: [zero.yaml]\n")).expect("written");
        let said = run(home.path(), &["check", "zeros.yaml"]);
        assert!(said.code == 1 && said.out.contains("no regular file"), "{}{}", said.out, said.err);
    }
}
