use super::*;
use crate::diagnostics::Sources;
use crate::syntax::yaml::{OneOrMany, Written};

/// Every shape that the language knows, in the notation of its reference.
const SHAPES: &str = r#"
funnel: b2b_saas                       # id: snake_case
include: [parts/scoring.yaml]
calendar:
  fiscal_year_starts: 02-01
  business_hours:
    days: monday..friday
    hours: { monday..thursday: [09:00-12:00, 13:00-17:00], friday: 09:00-15:00 }
    holidays: [2026-01-01, 2026-11-11]
events:
  page_viewed: { fields: { page: string, seconds: optional integer } }
  meeting_booked: {}
  meeting_held:
  review: { as: "T02 Check confirmation", fields: { outcome: { enum: [good, no], optional: true } } }
  sales_touch: { activity: false, subject: none, links: event.anonymous_id, conversion: soft }
attributes:
  email: last(form_submitted.email)
  source: { value: first(form_submitted.source) else "direct", dimension: true }
scoring:
  engagement:
    half_life: 14d
    range: 0..100
    bands: { hot: 80.., warm: 50..80, cold: ..50 }
    rules:
      pricing: { on: page_viewed, when: event.page == "/pricing" and event.seconds > 30, points: 15, limit: 3 per 7d }
      form: { on: [form_submitted, page_viewed], points: -40, limit: 3 }
      other: { points: event.p, limit: once per event.form }
let:
  ready: score.engagement >= 50
stages:
  anonymous: { title: Anonymous, agreed_by: [marketing, sales], off_path: true }
  won: { outcome: won, agreed_by: sales }
triggers:
  one: { from: any, to: won, on: [a, b] }
  two:
    from: [a, b]
    when: |
      email is present
        and "Кир" in ["x", "y"]
    actions:
      - create_task: { assign_to: sdr, title: "Call {subject}: score {score.engagement}" }
        notify: { text: 'it''s due' }
  three: { from: start, to: a, after: 30d, idle: 2h, by: human }
slas:
  lead: { from: mql, until: [touch, sal], within: 24h, clock: business, severity: critical }
invariants:
  budget: every path to won passes opportunity
metrics:
  cac: sum(ad_spend.cost) / count(won)
okrs:
  leads:
    objective: Bring leads
    period: FY2026-Q4
    parent: null
    key_results:
      quality: { metric: cac, from: 12%, to: +25%, weight: 2, kind: level }
      kept: { metric: cac, hold: ">= 7.5" }
    initiatives:
      referral: { title: Referral programme, drives: [quality] }
  other: { parent: leads }
sources:
  history:
    files: exports/*.json
    records: result.items
    where: row.ENTITY_TYPE == "LEAD"
    missing: ["", "null", "\\N"]
    map: { subject: '"lead:" ++ row.OWNER_ID', time: row.CREATED_TIME, fields: { owner: row.ASSIGNED_BY_ID } }
  pipeline:
    files: [a.csv, b.csv]
    delimiter: ";"
    decimal: ","
    rows:
      won: { where: row.stage == "Won", map: { time: { value: row.close_date, format: date }, event: '"won"' } }
"#;

fn given<T>(part: &Written<T>) -> &T {
    part.get().expect("the part is given")
}

fn entry<'a, T>(section: &'a Written<Entries<T>>, key: &str) -> &'a T {
    let entry = given(section).0.iter().find(|entry| entry.key.value == key);
    entry.and_then(|entry| entry.value.as_ref()).expect("the entry is read")
}

fn words(part: &Written<OneOrMany<Text>>) -> Vec<&str> {
    given(part).items.iter().map(Text::as_str).collect()
}

#[test]
fn every_shape_is_read() {
    let mut findings = Findings::default();
    let document = read(FileId(0), SHAPES, &mut findings).expect("it is read");
    assert!(findings.is_empty(), "{findings:#?}");
    let text = |part: &Written<Text>| given(part).value.clone();

    assert_eq!(text(&document.funnel), "b2b_saas");
    assert_eq!(document.comments[0].text, " id: snake_case");
    assert_eq!(given(&document.include)[0].value, "parts/scoring.yaml");
    let hours = given(&given(&document.calendar).business_hours);
    assert_eq!(words(&hours.days), ["monday..friday"]);
    let Hours::ByDay(days) = given(&hours.hours) else { panic!("hours are by day") };
    assert_eq!(days.0[0].key.value, "monday..thursday");
    assert_eq!(days.0[0].value.as_ref().map(|spans| spans.items.len()), Some(2));
    assert_eq!(given(&hours.holidays)[1].value, "2026-11-11");

    let review = entry(&document.events, "review");
    assert_eq!(text(&review.alias), "T02 Check confirmation");
    let FieldType::Enum { values, optional, span } = entry(&review.fields, "outcome") else { panic!("an enum") };
    assert_eq!((values.len(), *optional, SHAPES.get(span.range())), (2, true, Some("{ enum: [good, no], optional: true }")));
    assert!(
        matches!(entry(&entry(&document.events, "page_viewed").fields, "seconds"), FieldType::Named(name) if name.value == "optional integer")
    );
    assert!(entry(&document.events, "meeting_held").fields.is_absent());
    assert!(!given(&entry(&document.events, "sales_touch").activity).value);

    assert!(entry(&document.attributes, "email").dimension.is_absent());
    let source = entry(&document.attributes, "source");
    assert_eq!(text(&source.value), "first(form_submitted.source) else \"direct\"");
    assert!(given(&source.dimension).value);

    let score = entry(&document.scoring, "engagement");
    assert_eq!(entry(&score.bands, "cold").value, "..50");
    assert_eq!(text(&entry(&score.rules, "form").points), "-40");
    assert_eq!(text(&entry(&score.rules, "form").limit), "3");
    assert!(given(&entry(&score.rules, "form").on).list);
    assert!(!given(&entry(&score.rules, "pricing").on).list);
    assert_eq!(entry(&document.lets, "ready").value, "score.engagement >= 50");

    let two = entry(&document.triggers, "two");
    let condition = given(&two.when);
    let at = condition.value.find("Кир").expect("it is there");
    assert_eq!(SHAPES.get(condition.at(at..at + 6).range()), Some("Кир"));
    let action = &given(&two.actions)[0].0;
    assert_eq!((action[0].key.as_str(), action[1].key.as_str()), ("create_task", "notify"));
    let title = &action[0].value.as_ref().expect("it is read").0[1];
    assert_eq!(title.value.as_ref().map(Text::as_str), Some("Call {subject}: score {score.engagement}"));

    assert_eq!(words(&entry(&document.slas, "lead").until), ["touch", "sal"]);
    assert_eq!(entry(&document.invariants, "budget").value, "every path to won passes opportunity");
    assert_eq!(given(&entry(&document.okrs, "leads").parent), &None);
    assert_eq!(given(&entry(&document.okrs, "other").parent).as_ref().map(Text::as_str), Some("leads"));
    assert_eq!(text(&entry(&entry(&document.okrs, "leads").key_results, "kept").hold), ">= 7.5");

    let history = entry(&document.sources, "history");
    assert_eq!(words(&history.missing), ["", "null", "\\N"]);
    assert_eq!(text(&history.filter), "row.ENTITY_TYPE == \"LEAD\"");
    assert_eq!(text(&given(&given(&history.map).time).value), "row.CREATED_TIME");
    let won = entry(&entry(&document.sources, "pipeline").rows, "won");
    assert_eq!(text(&given(&given(&won.map).time).format), "date");
}

#[test]
fn what_is_wrong_is_marked_and_the_rest_is_read() {
    let mut findings = Findings::default();
    let text = "title: [a, b]\nevents: 5\nstages:\n  a: { title: { x: y } }\n  b: 5\n  c: { title: C\n  d: { title: D }\n";
    let document = read(FileId(0), text, &mut findings).expect("it is read");
    assert_eq!(findings.len(), 5, "{findings:#?}");
    assert!(document.title.is_wrong() && document.events.is_wrong());
    let stages = &given(&document.stages).0;
    let read: Vec<_> = stages.iter().map(|stage| (stage.key.as_str(), stage.value.is_some())).collect();
    assert_eq!(read, [("a", true), ("b", false), ("c", false), ("d", true)]);
    assert!(stages[0].value.as_ref().is_some_and(|stage| stage.title.is_wrong()));
}

#[test]
fn merged_keys_stand_where_the_merge_stood_and_own_keys_win() {
    let mut findings = Findings::default();
    let text = "stages:\n  a: &a { owner: x, title: A }\n  b: { off_path: true, <<: [*a, { outcome: won, title: B }], owner: y }\n";
    let document = read(FileId(0), text, &mut findings).expect("it is read");
    assert!(findings.is_empty(), "{findings:#?}");
    let stage = entry(&document.stages, "b");
    let text = |part: &Written<Text>| given(part).value.clone();
    assert_eq!((text(&stage.owner), text(&stage.title), text(&stage.outcome)), ("y".into(), "A".into(), "won".into()));
}

/// Every definition under the shared examples, where they are at hand.
fn shared() -> Vec<(String, String)> {
    let root = std::env::var("FUNNELC_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let mut found = Vec::new();
    for pattern in ["conformance/*/funnel.yaml", "bench/workloads/*.yaml"] {
        for path in glob::glob(&format!("{root}/{pattern}")).unwrap().flatten() {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    if found.is_empty() {
        println!("no shared definitions here: nothing to read");
    }
    found
}

#[test]
fn shared_definitions_read_without_findings() {
    for (path, text) in shared() {
        let mut sources = Sources::default();
        let file = sources.add(&path, &text);
        let mut findings = Findings::default();
        let document = read(file, &text, &mut findings);
        assert!(findings.is_empty(), "{path}: {findings:#?}");
        assert!(document.is_some(), "{path}");
    }
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let schema = serde_json::to_value(schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut files = shared();
    files.push(("shapes".to_owned(), SHAPES.to_owned()));
    for (path, text) in files {
        let value: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{path}: {faults:#?}");
    }
    for wrong in ["stage: {}", "stages: { a: { titel: x } }", "triggers: [a]", "stages: { a: { outcome: win } }", "title: [a]"] {
        let value: serde_json::Value = serde_yaml::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&value), "{wrong}");
    }
}

/// Definitions with pieces taken out, doubled or put in: each is read or says why not, and every finding has its bytes.
#[test]
fn damaged_definitions_are_read_without_panic() {
    let pieces = ["{", "}", "[", "]", ": ", ", ", "\"", "'", "\n", "  ", "- ", "#", "&a ", "*a", "|\n", ">", "\t", "\\", "!x ", "ł"];
    let mut state = 11_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    for _ in 0..600 {
        let mut signs: Vec<char> = SHAPES.chars().collect();
        for _ in 0..=next(4) {
            let at = next(signs.len());
            let end = (at + next(12)).min(signs.len());
            match next(3) {
                0 => drop(signs.drain(at..end)),
                1 => drop(signs.splice(at..at, pieces[next(pieces.len())].chars())),
                _ => {
                    let doubled: Vec<char> = signs[at..end].to_vec();
                    drop(signs.splice(at..at, doubled));
                }
            }
        }
        let text: String = signs.into_iter().collect();
        let mut findings = Findings::default();
        let document = read(FileId(0), &text, &mut findings);
        assert!(document.is_some() || !findings.is_empty(), "{text}");
        for finding in findings.sorted() {
            assert!(text.get(finding.span.range()).is_some(), "{finding:?} in\n{text}");
        }
    }
}
/// Whatever single sign is forgotten, one thing is said and not all that hangs on it.
#[test]
fn one_missing_sign_gives_one_finding() {
    for (at, sign) in SHAPES.char_indices().filter(|(_, sign)| "{}[]:\"', -|>".contains(*sign)) {
        let mut text = SHAPES.to_owned();
        text.remove(at);
        let mut findings = Findings::default();
        let _ = read(FileId(0), &text, &mut findings);
        let found: Vec<_> = findings.sorted().iter().map(|finding| finding.message.clone()).collect();
        // without its `-` an action is a map, and what follows in it stands in another column: two faults
        let allowed = if SHAPES[at..].starts_with("- create_task") || SHAPES[..at].ends_with('-') { 2 } else { 1 };
        assert!(found.len() <= allowed, "without the {sign:?} of line {}: {found:#?}", SHAPES[..at].lines().count());
    }
}
