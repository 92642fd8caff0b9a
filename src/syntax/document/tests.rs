use super::*;
use crate::diagnostics::Sources;
use crate::syntax::yaml::{OneOrMany, Written};

/// Every shape that the language knows, in the notation of its reference.
const SHAPES: &str = include_str!("shapes.yaml");

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
