//! A trace tells the whole story and nothing else: scores add up to what `subjects` says, visits are those of the fast engine, and
//! each names what caused it.

use super::engines_agree::{InMemory, compile};
use super::random::definition::definition;
use super::random::dice::Dice;
use super::random::log;
use super::support::run;
use funnelc::diagnostics::Sources;
use funnelc::events::{Collected, Input, Origins, ScanRequest, scan};
use funnelc::model::Model;
use funnelc::reference::{Told, tell};
use funnelc::replay::outcome::Outcome;
use funnelc::replay::{Options, replay};
use funnelc::report::Instant;
use funnelc::time::Micros;
use funnelc::trace::{self, Cause, Step};
use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What does not hold of the trace of a story, given what the fast engine says of all subjects.
fn faults(model: &Model, told: &Told<'_>, as_of: Micros, fast: &Outcome, sources: &Sources) -> Vec<String> {
    let trace = trace::of(model, sources, told, as_of, &Outcome::default(), &Origins::default());
    let name = trace.subject.clone();
    let mut faults = Vec::new();
    let Some(place) = (0..fast.subjects.len()).find(|at| fast.subjects.name(*at) == name) else { return vec![format!("{name} is nobody")] };
    let subject = fast.subjects.get(place);
    for (ledger, score) in trace.scores.iter().zip(subject.scores) {
        let sum: f64 = ledger.lines.iter().map(|line| line.points).sum();
        if ledger.value != *score || (sum - score).abs() > 1e-6 {
            faults.push(format!("{name}: {} is {score}, its lines come to {sum} and say {}", ledger.score, ledger.value));
        }
        let mut total = 0.0;
        for line in &ledger.lines {
            total += line.points;
            if (line.total - total).abs() > 1e-6 {
                faults.push(format!("{name}: {} should be {total} after {line:?}", ledger.score));
            }
        }
    }
    let entries: Vec<_> = trace.steps.iter().filter_map(|step| if let Step::Entry(entry) = step { Some(entry) } else { None }).collect();
    let visits: Vec<_> = fast.visits.iter().filter(|visit| visit.subject as usize == place).collect();
    if entries.len() != visits.len() {
        faults.push(format!("{name}: {} entries for {} visits", entries.len(), visits.len()));
    }
    for (entry, visit) in entries.iter().zip(&visits) {
        let trigger = visit.trigger.map(|id| model.triggers[id].name.clone());
        let same = entry.stage == model.stages[visit.stage].name
            && entry.visit == visit.number
            && entry.at == Instant(visit.entered_at)
            && entry.trigger.as_ref().map(|fired| fired.id.clone()) == trigger
            && entry.scores.values().eq(visit.scores);
        if !same {
            faults.push(format!("{name}: {entry:?} is not {visit:?}"));
        }
        let caused = match &entry.cause {
            Cause::Event { number, event } => trace
                .steps
                .iter()
                .any(|step| matches!(step, Step::Event(of) if of.number == *number && of.event == *event && of.at == entry.at)),
            Cause::Time { turned } => !turned.is_empty() && entry.trigger.is_some(),
            Cause::Follows => entry.trigger.is_some(),
        };
        if !caused {
            faults.push(format!("{name}: nothing causes {entry:?}"));
        }
    }
    faults
}

/// The shipped example: its model, its stories, and what the fast engine makes of the same rows.
fn example(check: impl Fn(&Model, &[Told<'_>], Micros, &Outcome, &Sources)) {
    let yaml = fs::read_to_string(root().join("funnels/b2b_saas/funnel.yaml")).expect("the example");
    let model = compile(&yaml).expect("a definition");
    let mut sources = Sources::default();
    sources.add("funnel.yaml", &yaml);
    let inputs = [Input::parse(&root().join("funnels/b2b_saas/events.ndjson").display().to_string(), &model).expect("a log")];
    let columns = vec![true; model.columns.len()];
    let request = ScanRequest {
        model: &model,
        inputs: &inputs,
        threads: 1,
        columns: &columns,
        ids: true,
        only_events: None,
        strict: false,
        keep_rejects: false,
        origins: false,
        progress: &(),
    };
    let collected = Collected::default();
    let as_of = scan(&request, &collected).expect("it reads").latest.expect("events");
    let batches = collected.into_batches();
    let stories = tell(&model, &batches, Some(as_of));
    let program = funnelc::plan::lower(&model);
    let mut log = InMemory::from_batches(batches);
    let fast = replay(&program, &mut log, Options { as_of: Some(as_of), threads: 1 }).expect("it replays");
    check(&model, &stories, as_of, &fast, &sources);
}

#[test]
fn of_every_subject_of_the_example_the_story_is_whole() {
    example(|model, stories, as_of, fast, sources| {
        assert_eq!(stories.len(), fast.subjects.len());
        let faults: Vec<String> = stories.iter().flat_map(|told| faults(model, told, as_of, fast, sources)).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        // every trigger that fired stands where the definition has it
        let yaml = fs::read_to_string(root().join("funnels/b2b_saas/funnel.yaml")).expect("the example");
        for told in stories {
            for step in trace::of(model, sources, told, as_of, &Outcome::default(), &Origins::default()).steps {
                let Step::Entry(funnelc::trace::Entry { trigger: Some(fired), .. }) = step else { continue };
                let line = yaml.lines().nth(fired.spot.as_ref().expect("a place").line - 1).expect("a line");
                assert!(line.trim_start().starts_with(&format!("{}:", fired.id)), "{} does not stand at `{line}`", fired.id);
                assert!(fired.because.iter().all(|reading| reading.holds == Some(true)), "{fired:?}");
            }
        }
    });
}

#[test]
fn of_random_definitions_the_story_is_whole() {
    let mut told_of = 0;
    for seed in 1..=200 {
        let dice = &mut Dice::new(seed);
        let definition = definition(dice);
        let rows = log::log(dice);
        let Ok(model) = compile(&definition.yaml()) else { continue };
        let Some(as_of) = rows.iter().map(|row| row.time).max() else { continue };
        let batches = log::batches(&model, &rows, 100);
        let program = funnelc::plan::lower(&model);
        let fast = replay(&program, &mut InMemory::of(&model, &rows, 100), Options { as_of: Some(as_of), threads: 1 }).expect("it replays");
        for told in tell(&model, &batches, Some(as_of)) {
            told_of += 1;
            let faults = faults(&model, &told, as_of, &fast, &Sources::default());
            assert!(faults.is_empty(), "seed {seed}\n{}\n{}", definition.yaml(), faults.join("\n"));
        }
    }
    assert!(told_of > 300, "only {told_of} stories");
}

/// A definition in which time does everything, and a log of one subject.
const TIMED: &str = "\
funnel: timed
events:
  visit: { fields: { page: optional string } }
  call: { activity: false }
scoring:
  heat:
    half_life: 10d
    range: 0..100
    rules:
      page: { on: visit, points: 40, limit: 2 per 30d }
      form: { on: visit, when: event.page == \"form\", points: 12 }
stages: { cold: {}, warm: {}, hot: {}, won: { outcome: won }, gone: { outcome: lost } }
triggers:
  warms: { from: cold, to: warm, when: score.heat >= 70 }
  heats: { from: warm, to: hot, when: score.heat >= 90 }
  cools: { from: warm, to: cold, when: score.heat < 35 }
  signs: { from: hot, to: won, on: call }
  quits: { from: [cold, warm, hot], to: gone, idle: 60d }
";
const TIMED_LOG: &str = r#"{"subject":"a","time":"2026-01-01T00:00:00Z","event":"visit"}
{"subject":"a","time":"2026-01-01T00:00:00Z","event":"visit","page":"x"}
{"subject":"a","time":"2026-01-01T12:00:00Z","event":"visit","page":"y"}
{"subject":"a","time":"2026-01-20T00:00:00Z","event":"call"}
{"subject":"b","time":"2026-01-18T00:00:00Z","event":"visit","page":"form"}
"#;

fn timed() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("timed.yaml"), TIMED).expect("a definition");
    fs::write(home.path().join("log.ndjson"), TIMED_LOG).expect("a log");
    home
}

#[test]
fn what_time_did_what_was_missed_and_what_will_be_are_said_to_the_instant() {
    let home = timed();
    let said = run(home.path(), &["trace", "timed.yaml", "--events", "log.ndjson", "a"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    insta::assert_snapshot!(said.out);
}

#[test]
fn for_programs_the_same_story_is_json_that_its_schema_describes() {
    let home = timed();
    let said = run(home.path(), &["trace", "timed.yaml", "a", "--events", "log.ndjson", "--format", "json"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let trace: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let schema = serde_json::from_str(&run(home.path(), &["schema", "trace"]).out).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator.iter_errors(&trace).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(trace["stage"], "cold");
    // 70 of 90 is short by more than a fifth; 80 of 90 is not
    assert_eq!(trace["near_misses"][0]["trigger"], "heats");
    // 80 points halve every 10 days: below 35 after 10 d · log₂(80 / 35) = 11 d 22 h 14 min, and 60 days of silence later `quits` is due
    assert!(trace["timers"][0]["at"].as_str().is_some_and(|at| at.starts_with("2026-03-13T22:14:")), "{}", trace["timers"]);
}

#[test]
fn any_name_finds_a_subject_and_a_wrong_one_is_told_what_it_may_be() {
    let by_name = run(root(), &["trace", "funnels/b2b_saas", "lead-000013"]);
    let by_other = run(root(), &["trace", "funnels/b2b_saas", "visitor-bd535a"]);
    assert_eq!((by_name.code, by_name.out.as_str()), (0, by_other.out.as_str()));

    let wrong = run(root(), &["trace", "funnels/b2b_saas", "lead-00013"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert_eq!(wrong.err, "error: there is no lead `lead-00013`\n help: did you mean `lead-000013`?\n");
    let early = run(root(), &["trace", "funnels/b2b_saas", "lead-000013", "--as-of", "2025-01-01T00:00:00Z"]);
    assert_eq!((early.code, early.err.as_str()), (2, "error: there is no lead `lead-000013`\n help: its first event is after `--as-of`\n"));
    let nameless = run(root(), &["trace", "funnels/b2b_saas", "--events", "funnels/b2b_saas/events.ndjson"]);
    assert_eq!((nameless.code, nameless.err.as_str()), (2, "error: no lead is named\n help: funnelc trace funnels/b2b_saas LEAD\n"));
    let missing = run(root(), &["trace", "funnels/b2b_saas", "lead-000013", "--events", "no.ndjson"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("no.ndjson"), "{}", missing.err);
}

#[test]
fn an_event_is_shown_with_its_place_in_the_log_that_counts() {
    let home = timed();
    // the last line has the id of one in the first file, the second file the very same row as the first
    let row = r#"{"subject":"a","time":"2026-01-02T00:00:00Z","event":"call","id":"7"}"#;
    let later = row.replace("01-02", "01-03");
    fs::write(home.path().join("first.ndjson"), format!("{TIMED_LOG}\n{row}\n{later}\n")).expect("a log");
    fs::write(home.path().join("second.csv"), "subject,time,event,id,page\na,2026-01-02T00:00:00Z,call,7,\na,2026-01-04T00:00:00Z,visit,8,\"two\nlines\"\na,2026-01-05T00:00:00Z,call,9,\n").expect("a log");
    let said = run(home.path(), &["trace", "timed.yaml", "a", "--events", "first.ndjson", "second.csv"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let shown = |line: &str| said.out.lines().any(|shown| shown.split_whitespace().eq(line.split_whitespace()));
    assert!(shown("2026-01-02 00:00:00  call  first.ndjson:7"), "{}", said.out);
    assert!(shown("2026-01-04 00:00:00  visit  page two lines  second.csv:3"), "{}", said.out);
    assert!(shown("2026-01-05 00:00:00  call  second.csv:5"), "{}", said.out);
    let json = run(home.path(), &["trace", "timed.yaml", "a", "--events", "first.ndjson", "second.csv", "--format", "json"]);
    let trace: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let call = trace["steps"].as_array().into_iter().flatten().find(|step| step["id"] == "7").expect("it is told");
    assert_eq!(call["row"], serde_json::json!({ "file": "first.ndjson", "line": 7, "row": null }));
    // named the other way round, the copy of the other file is the first
    let turned = run(home.path(), &["trace", "timed.yaml", "a", "--events", "second.csv", "first.ndjson"]);
    assert!(turned.out.contains("call  second.csv:2\n") && !turned.out.contains("first.ndjson:7"), "{}", turned.out);
}
