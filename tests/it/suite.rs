//! `funnelc test`: scenarios, snapshots, coverage, mutation, and what each prints.

use super::pages::Page;
use super::support::{Said, run, shared};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shipped definition, with the score of the contract.
fn contract() -> String {
    let text = fs::read_to_string(root().join("funnels/b2b_saas/funnel.yaml")).expect("the example");
    text.replace("score.engagement >= 45", "score.engagement >= 50")
        .replace("  website: { files: events.ndjson }", "  website: { files: none.ndjson }")
}

/// The example of the contract, as written there.
const L10: &str = "\
funnel: ../b2b_saas.yaml
tests:
  qualifies_on_score:
    events:
      - { at: 2026-01-05T09:00Z, event: page_viewed, page: /pricing, seconds: 45 }
      - { at: +2h, event: form_submitted, form: demo, email: a@firma.pl, employees: 250 }
      - { at: +3h, event: page_viewed, page: /pricing, seconds: 60 }          # engaged: 49.9 points, just short
      - { at: +4h, event: page_viewed, page: /pricing, seconds: 60 }          # 64.8: qualified
    until: +40d
    expect:
      path: [anonymous, known, engaged, mql, nurture]
      at:
        +3h: { stage: engaged, score.engagement: { near: 49.85, within: 0.05 } }
        +30d: { stage: mql }
      enters: { nurture: { at: +30d4h, because: went_quiet } }
      never: [sal]
      actions: [create_task]
";

/// A folder with a definition `b2b_saas.yaml` and files of tests by their names.
fn home(tests: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("b2b_saas.yaml"), contract()).expect("a definition");
    for (name, text) in tests {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file of tests");
    }
    home
}

/// The results as JSON, which are as their schema says.
fn json(said: &Said) -> Value {
    static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
        let schema: Value = serde_json::from_str(&run(root(), &["schema", "results"]).out).expect("a schema");
        jsonschema::validator_for(&schema).expect("a schema")
    });
    let results = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    let faults: Vec<String> = SCHEMA.iter_errors(&results).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    results
}

#[test]
fn the_example_of_the_contract_passes_as_written() {
    let home = home(&[("tests/contract.yaml", L10)]);
    let said = run(home.path(), &["test"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.ends_with("1 test passed\n"), "{}", said.out);
    if let Some(conformance) = shared("conformance") {
        fs::copy(conformance.join("contract_example/funnel.yaml"), home.path().join("b2b_saas.yaml"))
            .expect("the definition of the contract");
        let said = run(home.path(), &["test", "tests/contract.yaml"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    }
}

/// What of the contract's example can be wrong, one after the other.
const WRONG: &[(&str, &str)] = &[
    ("near: 49.85", "near: 49.75"),
    ("stage: engaged", "stage: mql"),
    ("mql, nurture]", "sal, nurture]"),
    ("mql, nurture]", "mql]"),
    ("mql, nurture]", "mql, nurture, engaged]"),
    ("at: +30d4h", "at: +30d5h"),
    ("nurture: { at: +30d4h, because: went_quiet }", "engaged: { because: came_back }"),
    ("nurture: { at: +30d4h, because: went_quiet }", "nurture: { visit: 2 }"),
    ("never: [sal]", "never: [sal, mql]"),
    ("[create_task]", "[]"),
    ("[create_task]", "[{ create_task: { at: +3h, assign_to: nobody, because: accepted } }]"),
    ("[create_task]", "[create_task]\n      slas: { speed_to_lead: met }"),
    ("[create_task]", "[create_task]\n      slas: { speed_to_lead: { state: running, deadline: +1d, stopped: +2d, visit: 1 } }"),
    ("[create_task]", "[create_task]\n      slas: { speed_to_lead: { visit: 2 } }"),
    (
        "+30d: { stage: mql }",
        "+30d: { email: b@firma.pl, source: null, score.fit: 31, sla.speed_to_lead: running, employees: { near: 240, within: 5 } }",
    ),
    ("      actions: [create_task]", "    metrics: { sal_volume: 1, mql_to_sql: { near: 0.5, within: 0.1 } }"),
    ("      actions: [create_task]", "    subjects: { nobody: { path: [anonymous] } }"),
];

#[test]
fn every_expectation_that_is_not_met_is_said() {
    let files: Vec<(String, String)> =
        WRONG.iter().enumerate().map(|(at, (right, wrong))| (format!("tests/{at:02}.yaml"), L10.replace(right, wrong))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let home = home(&files);
    let said = run(home.path(), &["test", "--format", "json"]);
    assert_eq!(said.code, 1);
    let report = json(&said);
    assert_eq!((report["passed"].as_u64(), report["failed"].as_u64()), (Some(0), Some(WRONG.len() as u64)), "{}", said.out);
    let mut lines = String::new();
    for (file, (right, wrong)) in report["files"].as_array().expect("files").iter().zip(WRONG) {
        lines.push_str(&format!("{right}  →  {wrong}\n"));
        for miss in file["tests"][0]["misses"].as_array().expect("misses") {
            lines.push_str(&format!(
                "    {}  {}\n",
                miss["place"].as_str().unwrap_or_default(),
                miss["message"].as_str().unwrap_or_default()
            ));
        }
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn a_test_that_fails_shows_what_was_expected_beside_what_came() {
    let wrong = L10.replace("near: 49.85", "near: 52").replace("+30d4h", "+30d5h");
    let late = L10.replace("      - { at: +4h, event: page_viewed, page: /pricing, seconds: 60 }          # 64.8: qualified\n", "");
    let home = home(&[("late.test.yaml", &late.replace("../", "")), ("wrong.test.yaml", &wrong.replace("../", ""))]);
    let said = run(home.path(), &["test"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    insta::assert_snapshot!("a_test_that_fails", said.out);
    for format in ["github", "sarif", "json"] {
        let said = run(home.path(), &["test", "--format", format]);
        assert_eq!((said.code, said.err.as_str()), (1, ""));
        if format == "github" {
            insta::assert_snapshot!("a_test_that_fails_on_github", said.out);
        } else if format == "json" {
            json(&said);
        } else {
            serde_json::from_str::<Value>(&said.out).expect("JSON");
        }
    }
}

/// What is said of the trigger that would have brought the first step that did not come.
#[test]
fn why_a_step_did_not_come_is_told_of_the_moment_that_matters() {
    let home = home(&[("changed.yaml", CHANGED), ("t.test.yaml", "")]);
    let said = |events: &str, expect: &str| {
        let test = format!("funnel: changed.yaml\ntests:\n  t:\n    events: [{events}]\n    until: +90d\n    expect: {expect}\n");
        fs::write(home.path().join("t.test.yaml"), test).expect("a file of tests");
        let said = run(home.path(), &["test"]);
        assert_eq!((said.code, said.err.as_str()), (1, ""), "{}", said.out);
        let lines = said.out.lines().skip_while(|line| !line.contains("did not fire")).take_while(|line| !line.is_empty());
        lines.map(|line| line.trim().trim_start_matches("- ")).collect::<Vec<_>>().join("\n")
    };
    let (first, pro) = ("{ at: 2026-01-01T00:00Z, event: ping, size: 70, plan: pro }", "event: ping, plan: pro, size:");
    // of several looks the one that came closest, and not the last
    assert_eq!(
        said(&format!("{first}, {{ at: +1d, {pro} 79 }}, {{ at: +2d, {pro} 3 }}"), "{ path: [new, warm, won] }"),
        "wins did not fire  changed.yaml:12; closest at +1d, it lacks\nevent.size > 80 (event.size 79)"
    );
    // the instant that is said, though another came closer
    assert_eq!(
        said(
            &format!("{first}, {{ at: +1d, {pro} 79 }}, {{ at: +2d, {pro} 3 }}"),
            "{ path: [new, warm, won], enters: { won: { at: +2d } } }"
        ),
        "wins did not fire  changed.yaml:12; at +2d it lacks\nevent.size > 80 (event.size 3)"
    );
    // the trigger that is said, which held after one that stands before it
    let instead = said(&format!("{first}, {{ at: +1d, {pro} 95 }}"), "{ path: [new, warm, won], enters: { won: { because: wins } } }");
    assert_eq!(instead.lines().next(), Some("wins did not fire  changed.yaml:12; at +1d it held, but heats comes before it"), "{instead}");
    assert_eq!(said(first, "{ path: [new, warm, won] }"), "wins did not fire  changed.yaml:12: no such event");
    // nothing leads on from an outcome
    assert_eq!(said(&format!("{first}, {{ at: +1h, {pro} 95 }}"), "{ path: [new, warm, hot, lost, won] }"), "");
}

#[test]
fn junit_is_what_readers_take() {
    let wrong = L10.replace("near: 49.85", "near: 52").replace("../", "").replace("qualifies_on_score", "'<\"&ż>'");
    let home =
        home(&[("a.test.yaml", &L10.replace("../", "")), ("b.test.yaml", &wrong), ("c.test.yaml", "funnel: b2b_saas.yaml\ntests: 5\n")]);
    let said = run(home.path(), &["test", "--junit", "out/junit.xml"]);
    assert_eq!(said.code, 1);
    let text = fs::read_to_string(home.path().join("out/junit.xml")).expect("a report");
    insta::assert_snapshot!("junit", text);
    let again = run(home.path(), &["test", "--junit", "out/again.xml", "--threads", "3"]);
    assert_eq!(again.code, 1);
    assert_eq!(fs::read_to_string(home.path().join("out/again.xml")).expect("a report"), text, "the same results are the same bytes");
    assert_eq!(junit_faults(&text), Vec::<String>::new());
}

/// What the schema of Jenkins' xUnit plugin (junit-10.xsd) allows of what is written: element, where, its attributes, those that must be there.
type Rule = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);
const JUNIT: &[Rule] = &[
    ("testsuites", "", &["name", "time", "tests", "failures", "errors"], &[]),
    ("testsuite", "testsuites", &["name", "tests", "failures", "errors", "skipped", "time"], &["name", "tests", "failures", "errors"]),
    // the schema lets a case have no class and no time; readers want both
    ("testcase", "testsuite", &["name", "time", "classname"], &["name", "classname", "time"]),
    ("failure", "testcase", &["type", "message"], &["type", "message"]),
    ("error", "testcase", &["type", "message"], &["type", "message"]),
];

/// What is no XML in it, or not as the schema wants it.
fn junit_faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let is_character = |c: char| matches!(c, '\n' | '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    faults.extend(text.chars().find(|c| !is_character(*c)).map(|c| format!("{c:?} is in no XML")));
    let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap_or_else(|| panic!("no head: {text}"));
    let tag = regex::Regex::new(r#"<(/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(/?)>"#).expect("a pattern");
    let attribute = regex::Regex::new(r#" ([a-z]+)="([^"]*)""#).expect("a pattern");
    let loose = regex::Regex::new("&(?:amp|lt|gt|quot|#[0-9]+);").expect("a pattern").replace_all(body, "").replace("]]>", "<");
    if tag.replace_all(&loose, "").contains(['<', '&']) {
        faults.push(format!("a sign is not escaped: {}", tag.replace_all(&loose, "")));
    }
    let (mut open, mut seen) = (Vec::new(), Vec::new());
    for found in tag.captures_iter(body) {
        let name = found[2].to_owned();
        if &found[1] == "/" {
            assert_eq!(open.pop(), Some(name), "elements are closed in their order");
            continue;
        }
        let within = open.last().cloned().unwrap_or_default();
        let attributes: Vec<(String, String)> = attribute.captures_iter(&found[3]).map(|of| (of[1].to_owned(), of[2].to_owned())).collect();
        match JUNIT.iter().find(|(known, place, ..)| *known == name && *place == within) {
            None => faults.push(format!("`{name}` in `{within}`")),
            Some((_, _, allowed, required)) => {
                let has = |wanted: &str| attributes.iter().any(|(attribute, _)| attribute == wanted);
                faults.extend(attributes.iter().filter(|(of, _)| !allowed.contains(&of.as_str())).map(|(of, _)| format!("{name} {of}")));
                faults.extend(required.iter().filter(|wanted| !has(wanted)).map(|wanted| format!("{name} without {wanted}")));
            }
        }
        if &found[4] != "/" {
            open.push(name.clone());
        }
        seen.push((name, attributes));
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    let counts = |of: &[(String, String)], wanted: &str| {
        of.iter().find(|(name, _)| name == wanted).map_or(0, |(_, count)| count.parse().unwrap_or(0))
    };
    let count = |element: &str| seen.iter().filter(|(name, _)| name == element).count();
    for (said, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        for level in ["testsuites", "testsuite"] {
            let sum: usize = seen.iter().filter(|(name, _)| name == level).map(|(_, attributes)| counts(attributes, said)).sum();
            if sum != count(element) {
                faults.push(format!("{sum} {said} of {level}, and {} {element}", count(element)));
            }
        }
    }
    faults
}

/// Whatever tests are called and values say, the document is one that readers take, and they read what was meant.
#[test]
fn junit_holds_whatever_is_written() {
    let odd = "<b a=\"1\">&amp; ]]> \u{1b}[31m ż 😀\ntwo";
    let quoted = serde_json::to_string(odd).expect("a text");
    let tests = format!(
        "funnel: b2b_saas.yaml\ntests:\n  {quoted}:\n    events: [{{ at: 2026-01-05T09:00Z, event: form_submitted, form: {quoted}, email: {quoted} }}]\n    expect: {{ at: {{ +0s: {{ email: a }} }}, never: [known] }}\nsnapshots:\n  s: {{ events: log.ndjson, keep: [assignments] }}\n"
    );
    let home = home(&[("a.test.yaml", &tests), ("broken.test.yaml", "funnel: b2b_saas.yaml\ntests: { t: { events: [ { at: 5 } ] } }\n")]);
    fs::write(
        home.path().join("log.ndjson"),
        format!("{{\"subject\":{quoted},\"time\":\"2026-01-05T00:00:00Z\",\"event\":\"page_viewed\",\"page\":\"/\"}}\n"),
    )
    .expect("a log");
    fs::create_dir(home.path().join("snapshots")).expect("a folder");
    fs::write(home.path().join("snapshots/a__s.assignments.txt"), "<old>\u{1}\n").expect("a snapshot");
    fs::write(home.path().join("snapshots/a__x&y.report.txt"), "").expect("an orphan");
    let said = run(home.path(), &["test", "--junit", "junit.xml"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    let text = fs::read_to_string(home.path().join("junit.xml")).expect("a report");
    assert_eq!(junit_faults(&text), Vec::<String>::new(), "{text}");
    let report = quick_junit::Report::deserialize_from_str(&text).expect("a reader takes it");
    assert_eq!((report.tests, report.failures, report.errors), (4, 3, 1), "{text}");
    let names: Vec<String> = report.test_suites.iter().flat_map(|suite| &suite.test_cases).map(|case| case.name.to_string()).collect();
    assert_eq!(names[0], odd.replace('\u{1b}', "\u{fffd}"));
}

/// Everything that a file of tests can say wrongly.
const SLIPS: &str = "\
funnel: b2b_saas.yaml
tests:
  no_start:
    events: [{ at: +2h, event: page_viewed, page: / }]
    expect: { path: [anonymous] }
  times:
    events:
      - { at: 2026-01-05T09:00Z, event: page_viewed, page: / }
      - { at: -2h, event: page_viewed, page: / }
      - { at: 2026-01-04T09:00Z, event: page_viewed, page: / }
      - { at: in two hours, event: page_viewed, page: / }
      - { at: +3x, event: page_viewed, page: / }
      - { at: +99999999d, event: page_viewed, page: / }
      - { at: +2d, event: page_viewed, page: /, repeat: 5 }
      - { at: +2d, event: page_viewed, page: /, repeat: 0 every 1d }
      - { at: +2d, event: page_viewed, page: /, repeat: 100001 every 1s }
      - { at: +2d, event: page_viewed, page: /, repeat: 90000 every 4000d }
    until: +1d
    expect: { path: [anonymous] }
  outside:
    events: [{ at: 2026-01-05T09:00Z, event: page_viewed, page: / }]
    until: +2d
    expect:
      at: { +3d: { stage: anonymous }, -1h: { stage: anonymous }, soon: { stage: anonymous } }
      enters: { mql: { at: +4d } }
  names:
    events:
      - { at: 2026-01-05T09:00Z, event: page_veiwed, page: / }
      - { at: +1h, event: page_viewed, pgae: /, seconds: many }
      - { at: +1h, event: meeting_held, outcome: godo }
      - { at: +1h, event: budget_confirmed, amount: lots, seq: first }
      - { at: +1h }
      - { event: lost }
      - { at: +1h, event: lost, reason: { a: b } }
      - at: +1h
    expect:
      path: [anonymous, nown]
      at:
        +1h: { stage: mlq, score.fti: 3, score.fit: high, emial: x, employees: some, sla.speed: met, sla.speed_to_lead: meet, email: { near: 1, within: 1 }, score.engagement: { near: 1 } }
      enters: { mql: { because: qualifies, visit: 0 }, nurture: { because: came_back } }
      never: [slq]
      actions: [creat_task, { create_task: { asign_to: x } }]
      slas: { speed_to_led: met, speed_to_lead: mett }
    metrics: { sal_volumes: 1, sal_volume: many }
  silent:
    events: [{ at: 2026-01-05T09:00Z, event: page_viewed, page: / }]
  nothing_happens:
    expect: { path: [] }
snapshots:
  a/b: { keep: [reports], round: 99, as_of: yesterday, period: sometimes, sections: [metrcs] }
";

#[test]
fn slips_in_a_file_of_tests_are_found_where_they_stand() {
    let home = home(&[("slips.test.yaml", SLIPS)]);
    let said = run(home.path(), &["test"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    insta::assert_snapshot!("slips", said.out);
    let github = run(home.path(), &["test", "--format", "github"]);
    assert_eq!(github.code, 1);
    assert!(github.out.lines().all(|line| line.starts_with("::error file=slips.test.yaml,line=")), "{}", github.out);
}

#[test]
fn what_cannot_be_done_is_said_in_words_with_code_2() {
    let binary = "funnel: binary.yaml\ntests: { a: { events: [{ at: 2026-01-05T09:00Z, event: e }], expect: { path: [] } } }\n";
    let home = home(&[
        ("gone.test.yaml", &binary.replace("binary.yaml", "gone.yaml")),
        ("log.test.yaml", "funnel: b2b_saas.yaml\nsnapshots: { a: { events: gone.ndjson, keep: report } }\n"),
        ("empty.test.yaml", ""),
        ("none.test.yaml", "funnel: b2b_saas.yaml\ntests: {}\n"),
        ("silent.test.yaml", "funnel: b2b_saas.yaml\ntests: { a: { events: [{ at: 2026-01-05T09:00Z, event: page_viewed, page: / }] } }\n"),
        ("nameless.test.yaml", "tests: {}\n"),
        ("binary.test.yaml", binary),
        ("fine.test.yaml", &L10.replace("../", "")),
    ]);
    fs::write(home.path().join("binary.yaml"), [0xff, 0xfe, 0, 1]).expect("no definition");
    fs::write(home.path().join("noise.test.yaml"), [0xff, 0xfe, 0, 1]).expect("no tests");
    fs::create_dir(home.path().join("nothing")).expect("a folder");
    let mut table = String::new();
    let tries: &[&[&str]] = &[
        &["nothing"],
        &["nowhere"],
        &["gone.test.yaml"],
        &["log.test.yaml"],
        &["noise.test.yaml"],
        &["fine.test.yaml", "--filter", "("],
        &["fine.test.yaml", "--filter", "nobody"],
        &["fine.test.yaml", "--junit", "b2b_saas.yaml/junit.xml"],
        &["fine.test.yaml", "--min", "200%"],
        &["empty.test.yaml"],
        &["none.test.yaml"],
        &["silent.test.yaml"],
        &["nameless.test.yaml"],
        &["binary.test.yaml"],
    ];
    for arguments in tries {
        let said = run(home.path(), &[&["test"], *arguments].concat());
        table.push_str(&format!("$ funnelc test {}\n{}{}= {}\n\n", arguments.join(" "), said.out, said.err, said.code));
    }
    insta::assert_snapshot!("cannot_be_done", table);
}

/// A definition, a log of two subjects, and a snapshot of what comes of it.
const SMALL: &str = "funnel: f.yaml\nsnapshots:\n  log: { events: log.csv, keep: [report, assignments, findings], sections: [stages, triggers], round: 2 }\n  other: { events: log.csv, as_of: 2026-01-02T00:00:00Z, keep: assignments }\n";
const SMALL_FUNNEL: &str = "\
funnel: small
title: Small
owner: sales
subject: lead
events: { asked: { fields: { size: integer } }, bought: {} }
attributes: { size: { value: last(asked.size), dimension: true } }
scoring: { heat: { half_life: 7d, rules: { asks: { on: asked, points: 10 } } } }
stages:
  new: { title: New, definition: Nobody knows., owner: sales }
  hot: { title: Hot, definition: Asked twice., owner: sales }
  won: { title: Won, definition: Bought., owner: sales, outcome: won }
triggers:
  heated: { from: new, to: hot, when: score.heat > 15 and size > 3 }
  sold: { from: hot, to: won, on: bought }
";
const SMALL_LOG: &str = "\
subject,time,event,size
a,2026-01-01T10:00:00Z,asked,5
a,2026-01-02T10:00:00Z,asked,6
a,2026-01-03T10:00:00Z,bought,
b,2026-01-01T12:00:00Z,asked,2
";

#[test]
fn snapshots_are_stored_compared_and_accepted_by_name() {
    let home = home(&[("s.test.yaml", SMALL), ("f.yaml", SMALL_FUNNEL), ("log.csv", SMALL_LOG)]);
    let stored = |name: &str| fs::read_to_string(home.path().join("snapshots").join(name)).unwrap_or_default();
    let fresh = run(home.path(), &["test"]);
    assert_eq!(fresh.code, 1, "a snapshot that was never stored is no agreement: {}", fresh.out);
    assert!(!home.path().join("snapshots").exists(), "nothing is written unasked");

    let written = run(home.path(), &["test", "--update"]);
    assert_eq!((written.code, written.err.as_str()), (0, ""), "{}", written.out);
    insta::assert_snapshot!("stored_assignments", stored("s__log.assignments.txt"));
    insta::assert_snapshot!("stored_report", stored("s__log.report.txt"));
    assert_eq!(run(home.path(), &["test"]).code, 0);
    assert_eq!(run(home.path(), &["test", "--check", "--threads", "3"]).code, 0);

    // The definition says something else now.
    fs::write(home.path().join("f.yaml"), SMALL_FUNNEL.replace("size > 3", "size > 5")).expect("a change");
    let before = stored("s__log.assignments.txt");
    assert_eq!(run(home.path(), &["test"]).code, 0, "the same visits come of it, so nothing differs");
    fs::write(home.path().join("f.yaml"), SMALL_FUNNEL.replace("size > 3", "size > 9")).expect("a change");
    let differs = run(home.path(), &["test"]);
    assert_eq!((differs.code, differs.err.as_str()), (1, ""));
    insta::assert_snapshot!("a_snapshot_that_differs", differs.out);
    let github = run(home.path(), &["test", "--format", "github"]).out;
    assert!(github.starts_with("::error file=s.test.yaml,line=3,endLine=3,col=3,endColumn=6,title=snapshot-differs::"), "{github}");
    assert_eq!(stored("s__log.assignments.txt"), before);
    let one = run(home.path(), &["test", "--update=nobody"]);
    assert_eq!((one.code, stored("s__log.assignments.txt")), (1, before.clone()));
    assert_eq!(run(home.path(), &["test", "--update=log"]).code, 0);
    assert_ne!(stored("s__log.assignments.txt"), before);

    // A file that nothing makes any more.
    fs::write(home.path().join("s.test.yaml"), SMALL.replace("  other:", "  renamed:")).expect("a change");
    let unreferenced = run(home.path(), &["test"]);
    assert_eq!(unreferenced.code, 1);
    assert!(
        unreferenced.out.contains("s__other.assignments.txt unreferenced")
            || unreferenced.out.contains("s__other.assignments.txt  unreferenced"),
        "{}",
        unreferenced.out
    );
    assert_eq!(run(home.path(), &["test", "--update"]).code, 0);
    assert!(!home.path().join("snapshots/s__other.assignments.txt").exists());
    fs::write(home.path().join("snapshots/gone__log.report.txt"), "").expect("an orphan");
    assert_eq!(run(home.path(), &["test"]).code, 1, "its file of tests is gone");
}

#[test]
fn the_shipped_tests_pass_see_everything_and_notice_nearly_every_change() {
    if std::env::var_os("UPDATE").is_some() {
        run(root(), &["test", "funnels/b2b_saas", "--update"]);
    }
    let said = run(root(), &["test", "funnels/b2b_saas", "--format", "json", "--coverage", "--mutate"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let report = json(&said);
    assert_eq!((report["failed"].as_u64(), report["snapshots_failed"].as_u64()), (Some(0), Some(0)));
    let coverage = &report["coverage"][0];
    for kind in ["trigger", "stage", "rule", "limit", "met", "breached", "holds", "fails", "boundary"] {
        let of = &coverage["kinds"][kind];
        assert_eq!(of["seen"], of["all"], "{kind}: {:#}", coverage["items"]);
        assert_ne!(of["all"], 0, "{kind}");
    }
    let mutation = &report["mutation"][0];
    let mutants = mutation["mutants"].as_array().expect("mutants");
    assert!(mutants.len() > 40, "{mutation:#}");
    let missed: Vec<&str> =
        mutants.iter().filter(|mutant| mutant["noticed_by"].is_null()).filter_map(|mutant| mutant["what"].as_str()).collect();
    assert!(mutation["score"].as_f64().expect("a score") > 0.9, "{missed:#?}");
    for title in report["files"][0]["tests"].as_array().expect("tests") {
        assert!(title["name"].as_str().is_some_and(|name| name.len() > 8), "every scenario says what it shows: {title}");
    }
}

#[test]
fn mutants_do_not_depend_on_threads_and_equal_meanings_are_none() {
    let weak = L10.replace("../", "");
    let home = home(&[
        ("weak.test.yaml", &weak),
        (
            "s.test.yaml",
            "funnel: f.yaml\ntests:\n  a:\n    events: [{ at: 2026-01-01T10:00:00Z, event: asked, size: 5 }]\n    expect: { path: [new] }\n",
        ),
        ("f.yaml", &SMALL_FUNNEL.replace("size > 3", "0 * size + size > 3")),
    ]);
    let said: Vec<String> =
        ["1", "4"].map(|threads| run(home.path(), &["test", "weak.test.yaml", "--mutate", "--threads", threads]).out).to_vec();
    assert_eq!(said[0], said[1]);
    insta::assert_snapshot!("mutants", said[0]);
    let small = run(home.path(), &["test", "s.test.yaml", "--mutate", "--coverage"]);
    assert_eq!((small.code, small.err.as_str()), (0, ""));
    insta::assert_snapshot!("a_small_definition", small.out);
    let short = run(home.path(), &["test", "s.test.yaml", "--min", "90%"]);
    assert_eq!(short.code, 1);
    assert_eq!(run(home.path(), &["test", "s.test.yaml", "--min", "10%"]).code, 0);
    let lcov = run(home.path(), &["test", "s.test.yaml", "--coverage=lcov"]);
    insta::assert_snapshot!("lcov", lcov.out);
    assert!(lcov.err.contains("1 test passed"));
    let failing = run(home.path(), &["test", "weak.test.yaml", "--mutate", "--filter", "qualifies"]);
    assert_eq!(failing.code, 0);
}

/// Examples of the pages run: whole files pass, parts of them read.
#[test]
fn tests_on_the_pages_pass() {
    let home = tempfile::tempdir().expect("a folder");
    for file in ["funnel.yaml", "events.ndjson"] {
        fs::copy(root().join("funnels/b2b_saas").join(file), home.path().join(file)).expect("the example");
    }
    let mut count = 0;
    for page in Page::all() {
        for block in page.blocks() {
            let whole = match block.info.as_str() {
                "yaml tests" => true,
                "yaml fragment-of-tests" => false,
                _ => continue,
            };
            count += 1;
            let head = if whole { "" } else { "funnel: funnel.yaml\n" };
            fs::write(home.path().join("page.test.yaml"), format!("{head}{}", block.body)).expect("a file of tests");
            let said = run(home.path(), &["test", "page.test.yaml", "--update"]);
            assert_eq!(said.code, 0, "{}:{}: {}{}", page.name(), block.line, said.out, said.err);
        }
    }
    assert!(count > 1, "the pages have examples");
}

#[cfg(unix)]
#[test]
fn watching_runs_again_when_the_definition_changes() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let home = home(&[("w.test.yaml", &L10.replace("../", ""))]);
    let mut child = Command::new(assert_cmd::cargo_bin!("funnelc"))
        .args(["test", "--watch"])
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut until = |end: &str| lines.by_ref().map(|line| line.expect("a line")).find(|line| line.ends_with(end)).expect("it goes on");
    until("1 test passed");
    fs::write(home.path().join("b2b_saas.yaml"), contract().replace("idle: 30d", "idle: 31d")).expect("a change");
    until("1 test failed, 0 tests passed");
    child.kill().expect("it is ended");
    child.wait().expect("it ends");
}

/// A definition with one of everything that can be changed, and tests that see some of it.
const WIDE: &str = "\
funnel: wide
title: Wide
owner: sales
subject: lead
events:
  seen: { fields: { size: integer, share: optional number, price: optional decimal, kind: { enum: [a, b] } } }
  asked: { fields: { waited: optional duration, day: optional date } }
  bought: {}
attributes:
  size: last(seen.size)
  often: count(seen where event.size > 2 in last 7d)
  worth: last(seen.price)
scoring:
  heat:
    expire: 30d
    range: 0..50
    bands: { hot: 20.., cold: ..20 }
    rules:
      seen: { on: seen, points: 10, limit: 2 per event.kind }
      large: { when: size >= 10, points: 2.5 }
let:
  ready: score.heat.band == \"hot\" or often >= 3
stages:
  new: { title: New, definition: Seen., owner: sales }
  warm: { title: Warm, definition: Of some size., owner: sales }
  big: { title: Big, definition: Large., owner: sales }
  won: { title: Won, definition: Bought., owner: sales, outcome: won }
  lost: { title: Lost, definition: Not., owner: sales, outcome: lost }
triggers:
  large: { from: new, to: big, on: seen, when: event.size >= 10 and event.share > 12.5% }
  some: { from: new, to: warm, on: [seen, asked], when: size >= 5 }
  grown: { from: warm, to: big, when: ready }
  cold: { from: [warm, big], to: lost, when: worth < 99.50, after: 2d12h }
  gone: { from: [warm, big], to: lost, idle: 90m }
  other_kind: { from: big, to: won, on: seen, when: event.kind == \"a\" }
  one_kind: { from: big, to: lost, on: seen, when: event.kind == \"b\" }
  sold: { from: big, to: won, on: asked, when: event.waited <= 1h30m and event.day >= 2026-02-01 }
slas:
  answered: { from: big, until: asked, within: 45m }
";
const WIDE_TESTS: &str = "\
funnel: wide.yaml
tests:
  large_firms_come_first:
    events: [{ at: 2026-01-05T09:00Z, event: seen, size: 12, share: 20%, kind: a }]
    expect: { path: [new, big], enters: { big: { because: large } }, at: { +0s: { score.heat: 12.5, score.heat.band: cold, often: 1 } } }
  cold_after_two_days_and_a_half:
    events:
      - { at: 2026-01-05T09:00Z, event: seen, size: 5, price: 99.49, kind: a }
      - { at: +30m, event: asked, repeat: 41 every 89m }
    until: +60h
    expect: { enters: { lost: { at: +60h, because: cold } } }
";

#[test]
fn everything_that_moves_subjects_is_changed() {
    let home = home(&[("wide.test.yaml", WIDE_TESTS), ("wide.yaml", WIDE)]);
    let said = run(home.path(), &["test", "--mutate", "--coverage", "--format", "json"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    let report = json(&said);
    let lines = |list: &Value, line: &dyn Fn(&Value) -> String| list.as_array().expect("a list").iter().map(line).collect::<String>();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or("–").to_owned();
    let mutants = lines(&report["mutation"][0]["mutants"], &|mutant| {
        format!("{}  {}  {}\n", text(mutant, "place"), text(mutant, "what"), text(mutant, "noticed_by"))
    });
    insta::assert_snapshot!("mutants_of_everything", mutants);
    let items = lines(&report["coverage"][0]["items"], &|item| {
        format!("{:8} {:4} {}  {}\n", text(item, "kind"), item["seen"], text(item, "place"), text(item, "what"))
    });
    insta::assert_snapshot!("coverage_of_everything", items);
}

/// A definition in which each kind of change can be made, and for each kind a scenario that notices it.
const CHANGED: &str = "\
funnel: changed
events: { ping: { fields: { size: integer, plan: string } } }
scoring:
  heat:
    half_life: 10d
    rules:
      any: { on: ping, points: 8 }
stages: { new: {}, warm: {}, hot: {}, won: { outcome: won }, lost: { outcome: lost } }
triggers:
  warms: { from: new, to: warm, on: ping, when: event.size > 50 and event.plan == \"pro\" }
  heats: { from: warm, to: hot, on: ping, when: event.size > 90 or event.plan == \"max\" }
  wins: { from: warm, to: won, on: ping, when: event.size > 80 }
  cools: { from: hot, to: lost, when: score.heat < 1 }
";
const SIGHTED: &str = "\
funnel: changed.yaml
tests:
  sees_nothing: { events: [{ at: 2026-01-01T00:00Z, event: ping, size: 70, plan: pro }], expect: { path: [new, warm] } }
  sees_the_threshold: { events: [{ at: 2026-01-01T00:00Z, event: ping, size: 51, plan: pro }], expect: { path: [new, warm] } }
  sees_the_number_below: { events: [{ at: 2026-01-01T00:00Z, event: ping, size: 50, plan: pro }], expect: { path: [new] } }
  sees_the_rule: { events: [{ at: 2026-01-01T00:00Z, event: ping, size: 1, plan: pro }], expect: { at: { +0s: { score.heat: 8 } } } }
  sees_the_half_life: { events: [{ at: 2026-01-01T00:00Z, event: ping, size: 1, plan: pro }], expect: { at: { +10d: { score.heat: 4 } } } }
  sees_the_order:
    events: [{ at: 2026-01-01T00:00Z, event: ping, size: 70, plan: pro }, { at: +1h, event: ping, size: 95, plan: pro }]
    expect: { path: [new, warm, hot] }
  sees_the_and: { events: [{ at: 2026-01-01T00:00Z, event: ping, size: 70, plan: free }], expect: { path: [new] } }
  sees_the_or:
    events: [{ at: 2026-01-01T00:00Z, event: ping, size: 70, plan: pro }, { at: +1h, event: ping, size: 60, plan: max }]
    expect: { path: [new, warm, hot] }
";

/// Each kind of change is made, listed with its line where no scenario notices it, and noticed by the scenario that is about it.
#[test]
fn every_kind_of_change_is_made_and_can_be_noticed() {
    let home = home(&[("changed.test.yaml", SIGHTED), ("changed.yaml", CHANGED)]);
    let of = |name: &str, format: &str| run(home.path(), &["test", "--mutate", "--filter", &format!("^{name}$"), "--format", format]);
    let blind = of("sees_nothing", "human");
    assert_eq!((blind.code, blind.err.as_str()), (0, ""));
    insta::assert_snapshot!("mutants_that_nobody_notices", blind.out);
    for (what, place, name) in [
        ("trigger `warms`: 50 → 51", "changed.yaml:10:62", "sees_the_threshold"),
        ("trigger `warms`: 50 → 49", "changed.yaml:10:62", "sees_the_number_below"),
        ("rule `any`: dropped", "changed.yaml:7:7", "sees_the_rule"),
        ("score `heat`: half_life 10d → 5d", "changed.yaml:4:3", "sees_the_half_life"),
        ("score `heat`: half_life 10d → 20d", "changed.yaml:4:3", "sees_the_half_life"),
        ("trigger `wins`: moved before `heats`", "changed.yaml:12:3", "sees_the_order"),
        ("trigger `warms`: and → or", "changed.yaml:10:49", "sees_the_and"),
        ("trigger `heats`: or → and", "changed.yaml:11:49", "sees_the_or"),
    ] {
        let noticed_by = |name: &str| {
            let report = json(&of(name, "json"));
            let mutants = report["mutation"][0]["mutants"].as_array().expect("mutants").clone();
            let mutant = mutants.into_iter().find(|mutant| mutant["what"] == what).unwrap_or_else(|| panic!("no {what}"));
            assert_eq!(mutant["place"], place, "{what}");
            mutant["noticed_by"].clone()
        };
        assert!(noticed_by("sees_nothing").is_null(), "{what}");
        assert_eq!(noticed_by(name), name, "{what}");
    }
}

/// A mutant is what it says: written into the file at its place, the tests fail where they are said to notice it, and pass where not.
#[test]
fn mutants_do_what_their_words_say() {
    let folder = root().join("funnels/b2b_saas");
    let definition = fs::read_to_string(folder.join("funnel.yaml")).expect("the definition");
    let tests = fs::read_to_string(folder.join("funnel.test.yaml")).expect("the tests");
    let tests = tests.split("\nsnapshots:").next().expect("scenarios");
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("funnel.test.yaml"), tests).expect("tests");
    fs::write(home.path().join("funnel.yaml"), &definition).expect("a definition");
    let report = json(&run(home.path(), &["test", "--mutate", "--format", "json"]));
    let mut tried = 0;
    for mutant in report["mutation"][0]["mutants"].as_array().expect("mutants") {
        let what = mutant["what"].as_str().expect("words");
        let Some((old, new)) = what.rsplit(": ").next().and_then(|change| change.split_once(" → ")) else { continue };
        let (old, new) = (old.rsplit(' ').next().unwrap_or(old), new.split(' ').next().unwrap_or(new));
        let mut place =
            mutant["place"].as_str().expect("a place").split(':').skip(1).map(|number| number.parse::<usize>().expect("a number"));
        let (line, column) = (place.next().expect("a line"), place.next().expect("a column"));
        let start = definition.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>() + column - 1;
        // Only what stands at its very place: of `idle` and the like the place is the name of the trigger.
        if !definition[start..].starts_with(old) {
            continue;
        }
        tried += 1;
        fs::write(home.path().join("funnel.yaml"), format!("{}{new}{}", &definition[..start], &definition[start + old.len()..]))
            .expect("a change");
        let code = run(home.path(), &["test"]).code;
        assert_eq!(code, i32::from(!mutant["noticed_by"].is_null()), "{mutant}");
    }
    assert!(tried >= 14, "{tried}");
}
