//! NDJSON, JSON documents and CSV.

use super::*;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;

const CATALOG: &str = "view: page string, seconds? integer\n buy = Bought: amount decimal, plan? [free|pro]\n spend !none: cost number";

#[test]
fn the_rows_of_the_case_counts() {
    let log = r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "hi", "id": "x"}
{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "hi", "id": "x"}
{"subject": "a", "time": "2026-01-08T00:00:00Z", "event": "hii", "id": "u1"}
{"time": "2026-01-08T00:00:00Z", "event": "hi", "id": "u2"}
{"subject": "a", "time": "2026-13-45T00:00:00Z", "event": "hi", "id": "u3"}
{"subject": "a", "time": "2026-01-08T00:00:00Z", "event": "ask", "id": "u4", "size": "big"}
{"subject": "a", "time": 

{"subject": "a", "time": "2026-01-08T00:00:00Z", "event": "ask", "id": "u5"}
{"subject": "c", "time": "2026-01-06T00:00:00Z", "event": "hii", "id": "u6"}
"#;
    let found = Case::of("hi\n ask: size integer").with("events.ndjson", log).scan("events.ndjson").unwrap();
    assert_eq!((found.intake.read, found.intake.known, found.intake.rejected), (9, 2, 5));
    assert_eq!(found.intake.unknown.iter().map(|(name, count)| (name.as_str(), *count)).collect::<Vec<_>>(), [("hii", 2)]);
    assert_eq!(
        found.rejects,
        [
            "events.ndjson:4: `subject`: no subject",
            "events.ndjson:5: `time`: `2026-13-45T00:00:00Z` is no instant: the month is 13",
            "events.ndjson:6: `size`: expected a whole number, found the text `big`",
            "events.ndjson:7: not a JSON object: it ends too early at character 25",
            "events.ndjson:9: `size`: required and missing",
        ]
    );
    assert_eq!(found.intake.latest.map(crate::time::instant::format).as_deref(), Some("2026-01-05T00:00:00Z"));
}

#[test]
fn what_a_row_of_json_may_say() {
    for (line, means) in [
        (
            r#"{"subject": 12, "time": "2026-01-05T00:00:00Z", "event": "view", "page": "/", "id": 7, "seq": 3}"#,
            "12 2026-01-05T00:00:00Z view #7 @3 page=/",
        ),
        (
            r#"{"subject": 12.0, "time": "2026-01-05 01:00+0100", "event": "view", "page": "/", "seconds": 3e1}"#,
            "12 2026-01-05T00:00:00Z view page=/ seconds=30",
        ),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "view", "page": "", "id": "", "x": [1, {}]}"#,
            "a 2026-01-05T00:00:00Z view page=",
        ),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "Bought", "amount": "12.50", "plan": "pro"}"#,
            "a 2026-01-05T00:00:00Z buy amount=12.5 plan=pro",
        ),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "Bought", "amount": 0.1, "plan": null}"#,
            "a 2026-01-05T00:00:00Z buy amount=0.1",
        ),
        (r#"{"subject": {}, "time": "2026-01-05T00:00:00Z", "event": "spend", "cost": 1}"#, "- 2026-01-05T00:00:00Z spend cost=1.0"),
        (
            r#"{"subject": "a", "subject": "b", "time": "2026-01-05T00:00:00Z", "event": "spend", "cost": 1}"#,
            "- 2026-01-05T00:00:00Z spend cost=1.0",
        ),
        (
            r#"{"subject": "a", "subject": "b", "time": "2026-01-05T00:00:00Z", "event": "view", "page": "\u017c"}"#,
            "b 2026-01-05T00:00:00Z view page=ż",
        ),
        (r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "buy", "amount": 1}"#, "unknown buy"),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "Bought", "amount": 1, "plan": "gold"}"#,
            "log.ndjson:1: `plan`: expected one of free, pro, found `gold`",
        ),
        (r#"{"subject": "", "time": "2026-01-05T00:00:00Z", "event": "view", "page": "/"}"#, "log.ndjson:1: `subject`: no subject"),
        (r#"{"subject": "", "time": "2026-01-05T00:00:00Z", "event": "other"}"#, "log.ndjson:1: `subject`: no subject"),
        (
            r#"{"subject": "a", "time": "2026-01-05", "event": "view", "page": "/"}"#,
            "log.ndjson:1: `time`: `2026-01-05` is no instant: it is a date alone; say `format: date` where the beginning of that day is meant",
        ),
        (
            r#"{"subject": "a", "time": "0000-01-01T00:00:00Z", "event": "view", "page": "/"}"#,
            "log.ndjson:1: `time`: `0000-01-01T00:00:00Z` is no instant: the year is 0, years go from 1 to 9999",
        ),
        (r#"{"subject": "a", "time": "9999-12-31T23:59:59Z", "event": "view", "page": "/"}"#, "a 9999-12-31T23:59:59Z view page=/"),
        (r#"{"subject": "a", "event": "view", "page": "/"}"#, "log.ndjson:1: `time`: no time"),
        (
            r#"{"subject": "a", "time": 1767571200, "event": "view", "page": "/"}"#,
            "log.ndjson:1: `time`: found the number `1767571200`, which is no time unless the source says `format: epoch_s`, `epoch_ms` or `epoch_us`",
        ),
        (r#"{"subject": "a", "time": "2026-01-05T00:00:00Z"}"#, "log.ndjson:1: `event`: no event name"),
        (r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": 5}"#, "log.ndjson:1: `event`: expected text, found the number `5`"),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "view", "page": 1}"#,
            "log.ndjson:1: `page`: expected text, found the number `1`",
        ),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "view", "page": "/", "seconds": NaN}"#,
            "log.ndjson:1: not a JSON object: a value is expected at character 91",
        ),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "view", "page": "/", "seq": 1.5}"#,
            "log.ndjson:1: `seq`: expected a whole number, found the number `1.5`",
        ),
        (
            r#"{"subject": "a", "time": "2026-01-05T00:00:00Z", "event": "view", "page": "/", "id": true}"#,
            "log.ndjson:1: `id`: expected text or a whole number, found `true`",
        ),
        ("[1]", "log.ndjson:1: not a JSON object: an object is expected at character 1"),
    ] {
        let found = Case::of(CATALOG).with("log.ndjson", format!("\u{feff}{line}\r\n")).scan("log.ndjson").unwrap();
        let unknown = found.intake.unknown.keys().map(|name| format!("unknown {name}"));
        let all: Vec<String> = found.events.into_iter().chain(found.rejects).chain(unknown).collect();
        assert_eq!(all, [means], "{line}");
    }
}

#[test]
fn bad_bytes_and_long_lines_cost_their_row_only() {
    let good = |page: &str| {
        format!("{{\"subject\":\"a\",\"time\":\"2026-01-05T00:00:00Z\",\"event\":\"view\",\"page\":\"{page}\"}}\n").into_bytes()
    };
    let deep = format!("{{\"x\":{}1{}}}\n", "[".repeat(10_000), "]".repeat(10_000));
    let parts =
        [good("1"), b"{\"subject\":\"\xff\"}\n".to_vec(), deep.into_bytes(), good(&"x".repeat(17 << 20)), b"\n \n".to_vec(), good("2")];
    let case = Case::of(CATALOG).with("log.ndjson", parts.concat());
    let found = case.scan("log.ndjson").unwrap();
    assert_eq!(found.events, ["a 2026-01-05T00:00:00Z view page=1", "a 2026-01-05T00:00:00Z view page=2"]);
    assert_eq!(
        found.rejects,
        [
            "log.ndjson:2: not UTF-8 text: see byte 13 of the line",
            "log.ndjson:3: not a JSON object: nested deeper than 128 levels at character 134",
            "log.ndjson:4: the line is longer than 16 MiB",
        ]
    );
}

#[test]
fn csv_as_spreadsheets_write_it() {
    let comma = "\u{feff}subject,time,event,page,seconds,note\r\n\r\na,2026-01-05T00:00:00Z,view,\"/a,\"\"b\"\"\nc\",12.0,\r\n\
        b,2026-01-05T00:00:00Z,view,/,x,\r\nc,2026-01-05T00:00:00Z,view,/\r\nd,2026-01-05T00:00:00Z,view,/,,n\r\n,2026-01-05T00:00:00Z,view,/,,n\r\ne,2026-01-05T00:00:00Z,view,,3,";
    for (name, text) in [("log.csv", comma.to_owned()), ("semicolon.csv", comma.replace(',', ";")), ("log.tsv", comma.replace(',', "\t"))] {
        let found = Case::of(CATALOG).with(name, &text).scan(name).unwrap();
        let page = if name == "log.csv" {
            "/a,\"b\"\nc"
        } else if name == "log.tsv" {
            "/a\t\"b\"\nc"
        } else {
            "/a;\"b\"\nc"
        };
        assert_eq!(
            found.events,
            [format!("a 2026-01-05T00:00:00Z view page={page} seconds=12"), "d 2026-01-05T00:00:00Z view page=/".to_owned()]
        );
        assert_eq!(
            found.rejects,
            [
                format!("{name}:5: `seconds`: expected a whole number, found `x`"),
                format!("{name}:6: 4 cells where the header has 6"),
                format!("{name}:8: `subject`: no subject"),
                format!("{name}:9: `page`: required and missing"),
            ]
        );
    }
}

#[test]
fn csv_that_is_odd() {
    let case = Case::of(CATALOG)
        .with("twice.csv", "subject,time,event,subject\n")
        .with("empty.csv", "")
        .with("header.csv", "subject,time,event\n")
        .with("open.csv", "subject,time,event,page\na,\"2026-01-05T00:00:00Z,view,/\nb,2026-01-05T00:00:00Z,view,/\n")
        .with("bytes.csv", b"subject,time,event,page\na,2026-01-05T00:00:00Z,view,\xff\nb,2026-01-05T00:00:00Z,view,/\n");
    assert_eq!(case.error("twice.csv"), "`twice.csv`: two columns are named `subject`: rename one of them");
    assert_eq!(case.scan("empty.csv").unwrap().intake.read, 0);
    assert_eq!(case.scan("header.csv").unwrap().intake.read, 0);
    let open = case.scan("open.csv").unwrap();
    assert_eq!((open.events.len(), open.rejects), (1, vec!["open.csv:2: a quote is opened and not closed".to_owned()]));
    let bytes = case.scan("bytes.csv").unwrap();
    assert_eq!((bytes.events.len(), bytes.rejects), (1, vec!["bytes.csv:2: not UTF-8 text: see byte 29 of the row".to_owned()]));
}

#[test]
fn utf_16_with_a_mark_is_read() {
    let text = "\u{feff}subject\ttime\tevent\tpage\nż\t2026-01-05T00:00:00Z\tview\t/\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = Case::of(CATALOG).with("log.csv", bytes).scan("log.csv").unwrap();
    assert_eq!(found.events, ["ż 2026-01-05T00:00:00Z view page=/"]);
}

fn lines(count: usize) -> String {
    let mut text = String::new();
    for n in 0..count {
        let page = if n % 1000 == 7 { "1" } else { "\"/pricing/and/a/longer/name/so/that/the/file/has/several/pieces\"" };
        let event = if n % 500 == 3 { "other" } else { "view" };
        writeln!(text, "{{\"subject\":\"s{}\",\"time\":\"2026-01-05T00:00:00.{n:06}Z\",\"event\":\"{event}\",\"page\":{page}}}", n % 77)
            .unwrap();
    }
    text
}

#[test]
fn threads_and_pieces_change_nothing() {
    let text = lines(150_000);
    let csv = |text: &str, quoted: usize| {
        let mut csv = "subject,time,event,page\n".to_owned();
        for (n, line) in text.lines().enumerate() {
            let cells: Vec<&str> = line.split('"').collect();
            let page = "/pricing/and/a/longer/name".repeat(3);
            let page = if n % 3 == 0 && n > quoted { format!("\"{page}\n\"") } else { page };
            writeln!(csv, "{},{},{},{page}", cells[3], if n % 900 == 1 { "never" } else { cells[7] }, cells[11]).unwrap();
        }
        csv
    };
    let (plain, quoted) = (csv(&text, usize::MAX), csv(&text, 90_000));
    for (name, text) in [("log.ndjson", text), ("log.csv", plain), ("quoted.csv", quoted)] {
        assert!(text.len() > 16 << 20, "several pieces");
        let mut case = Case::of(CATALOG).with(name, &text);
        let one = case.scan(name).unwrap();
        case.threads = 4;
        let four = case.scan(name).unwrap();
        assert_eq!((one.intake.read, one.intake.rejected > 100), (150_000, true), "{name}");
        assert!(one.events == four.events && one.rejects == four.rejects && one.intake.unknown == four.intake.unknown, "{name}");
        // The places are those of the file, not of a piece.
        for reject in one.rejects.iter().rev().take(3) {
            let line: usize = reject.split(':').nth(1).unwrap().parse().unwrap();
            let text = text.lines().nth(line - 1).unwrap();
            assert!(text.contains("never") || text.contains("\"page\":1"), "{reject}");
        }
        case.strict = true;
        assert_eq!(case.error(name), one.rejects[0], "{name}");
    }
}

#[test]
fn csv_is_cut_at_rows_only() {
    let row = |page: &str| format!("a,2026-01-05T00:00:00Z,view,{page}\r\n");
    let head = "\u{feff}subject,time,event,page\n";
    let plain = row("/").repeat(9);
    let quoted = row("\"/a\nb,\r\n\n\"\"c\"").repeat(9);
    // Only what came before tells the inside of these from the outside.
    let twofold = row("\"\n\"\"\n\",\"\n\"\"\n\"").repeat(9);
    let open = "b,\"2026-01-05T00:00:00Z,view,/\n";
    for (name, text, events, rejects) in [
        ("plain", plain.clone(), 9, 0),
        ("quoted", quoted.clone(), 9, 0),
        ("blank", format!("\r\n\n{plain}\n\n\n\r\n{quoted}\n\n"), 18, 0),
        ("first", format!("{quoted}{plain}{plain}"), 27, 0),
        ("last", format!("{plain}{plain}{quoted}"), 27, 0),
        ("cells", twofold, 0, 9),
        ("open", format!("{quoted}{open}{plain}"), 18, 1),
        ("swallowed", format!("{plain}{open}{plain}{quoted}{plain}"), 26, 3),
        ("unended", format!("{plain}{}", row("/").trim_end()), 10, 0),
    ] {
        let mut case = Case::of(CATALOG).with("log.csv", format!("{head}{text}"));
        let whole = case.scan("log.csv").unwrap();
        assert_eq!((whole.events.len(), whole.rejects.len()), (events, rejects), "{name}: {:?}", whole.rejects);
        for piece in [1, 2, 7, 40, 64, 100, 333] {
            for threads in [1, 8] {
                (case.piece, case.threads) = (piece, threads);
                let pieces = case.scan("log.csv").unwrap();
                assert_eq!((&pieces.events, &pieces.rejects), (&whole.events, &whole.rejects), "{name} in pieces of {piece}");
            }
        }
    }
}

#[test]
fn a_row_that_is_too_long_is_the_same_in_pieces() {
    let row = |page: &str| format!("a,2026-01-05T00:00:00Z,view,{page}\n");
    let line = format!("/a\"\"b{}\n", "x".repeat(1 << 16));
    let long = row(&format!("\"{}\"", line.repeat(300)));
    let text = format!("subject,time,event,page\n{}{long}{}", row("/").repeat(30_000), row("\"/\"").repeat(30_000));
    let mut case = Case::of(CATALOG).with("log.csv", text);
    case.piece = 1 << 40;
    let whole = case.scan("log.csv").unwrap();
    assert_eq!(whole.rejects.first().unwrap(), "log.csv:30002: a quote is opened and not closed");
    for piece in [1 << 20, super::super::plan::PIECE] {
        (case.piece, case.threads) = (piece, 4);
        let pieces = case.scan("log.csv").unwrap();
        assert!((pieces.events, pieces.rejects) == (whole.events.clone(), whole.rejects.clone()), "in pieces of {piece}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn csv_in_any_pieces_is_the_same(
        rows in prop::collection::vec("a,2026-01-05T00:00:00Z,view,([/b\u{17c}]{0,4}|\"([/,\r\n]|\"\"){0,6}\")\r?\n|\"b\",never,view,/\n|[a,\"\n\r]{0,12}", 0..20),
        piece in 1_u64..200,
    ) {
        let mut case = Case::of(CATALOG).with("log.csv", format!("subject,time,event,page\n{}", rows.concat()));
        let whole = case.scan("log.csv").unwrap();
        (case.piece, case.threads) = (piece, 8);
        let pieces = case.scan("log.csv").unwrap();
        prop_assert_eq!((pieces.events, pieces.rejects), (whole.events, whole.rejects));
    }
}

#[test]
fn packed_files_are_unpacked_and_cut_ones_told() {
    let text = lines(2_000);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    let case = Case::of(CATALOG)
        .with("log.ndjson", &text)
        .with("log.ndjson.gz", &gzip)
        .with("two.ndjson.gz", [gzip.as_slice(), &gzip].concat())
        .with("log.jsonl.zst", &zstd)
        .with("cut.ndjson.gz", &gzip[..gzip.len() / 2])
        .with("cut.ndjson.zst", &zstd[..zstd.len() / 2])
        .with("empty.ndjson", "");
    let plain = case.scan("log.ndjson").unwrap();
    for name in ["log.ndjson.gz", "log.jsonl.zst"] {
        let packed = case.scan(name).unwrap();
        assert_eq!((plain.intake.read, &plain.events), (packed.intake.read, &packed.events), "{name}");
    }
    assert_eq!(case.scan("two.ndjson.gz").unwrap().intake.read, 4_000);
    assert_eq!(case.scan("empty.ndjson").unwrap().intake.read, 0);
    assert_eq!(case.error("cut.ndjson.gz"), "`cut.ndjson.gz` is damaged: the gzip data ends too early");
    assert_eq!(case.error("cut.ndjson.zst"), "`cut.ndjson.zst` is damaged: the zstd data ends too early");
}

#[test]
fn documents_hold_rows() {
    let row = |page: &str| format!("{{\"subject\":\"a\",\"time\":\"2026-01-05T00:00:00Z\",\n\"event\":\"view\",\"page\":\"{page}\"}}");
    let case = Case::of(CATALOG)
        .with("list.json", format!("\u{feff}[{}, {} ,\n{{\"subject\": NaN}}, 3, [[]], {}]", row("1"), row("2}"), row("3")))
        .with("long.json", format!("[{},{}]", row(&"x".repeat(17 << 20)), row("1")))
        .with("one.json", row("1"))
        .with("many.json", format!("{}\n{}", row("1"), row("2")))
        .with("cut.json", format!("[{}, {{\"a\":", row("1")))
        .with("wrong.json", format!("[{}\n{}]", row("1"), row("2")));
    let found = case.scan("list.json").unwrap();
    assert_eq!(found.events, ["1", "2}", "3"].map(|page| format!("a 2026-01-05T00:00:00Z view page={page}")));
    assert_eq!(
        found.rejects,
        [
            "list.json:4: not a JSON object: a value is expected at character 13",
            "list.json:4: not a JSON object: an object is expected at character 1",
            "list.json:4: not a JSON object: an object is expected at character 1",
        ]
    );
    let long = case.scan("long.json").unwrap();
    assert_eq!((long.events.len(), long.rejects), (1, vec!["long.json:1: the record is longer than 16 MiB".to_owned()]));
    assert_eq!(case.scan("one.json").unwrap().intake.read, 1);
    assert_eq!(case.scan("many.json").unwrap().intake.read, 2);
    assert_eq!(case.error("cut.json"), "`cut.json` is damaged: no JSON: the document ends too early on line 2");
    assert_eq!(case.error("wrong.json"), "`wrong.json` is damaged: no JSON: `,` or `]` is expected on line 3");
}
