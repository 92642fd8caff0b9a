//! Two hundred slips of the pen in the definitions of this repository: how many `check` finds, by which code, and which it does not.
//!
//! A slip that leaves the meaning as it is (the fingerprint says so) is none and is not counted. What `check` answers has no part
//! in what is counted.

use super::random::dice::Dice;
use funnelc::check::compile;
use funnelc::diagnostics::{Findings, Sources};
use funnelc::syntax::include;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// So many slips are made.
const SLIPS: usize = 200;
/// Of a hundred slips so many are found at the least.
const FLOOR: usize = 95;

/// What a definition means, if anything, and what is found in it: codes with their messages.
fn looked_at(text: &str) -> (Option<String>, BTreeSet<(String, String)>) {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let read = |_: &str| Ok(text.as_bytes().to_vec());
    let documents = include::load("funnel.yaml", &read, &mut sources, &mut findings);
    let model = if documents.is_empty() { None } else { compile(&documents, &mut findings) };
    let found = findings.sorted().into_iter().map(|finding| (finding.code.name.to_owned(), finding.message)).collect();
    (model.map(|model| model.fingerprint()), found)
}

/// A place in a text, by its bytes.
type Place = std::ops::Range<usize>;

/// Every place where `word` stands in an expression: not in prose, which nobody checks.
fn outside_prose(text: &str, word: &str) -> Vec<Place> {
    let prose = |at: usize| {
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        ["title:", "definition:", "as:"].iter().any(|key| line.contains(key))
    };
    places(text, word).into_iter().filter(|place| !prose(place.start)).collect()
}

/// Every place where `word` stands, outside comments.
fn places(text: &str, word: &str) -> Vec<Place> {
    let comment = |at: usize| text[..at].rsplit('\n').next().is_some_and(|line| line.contains("# ") || line.starts_with('#'));
    text.match_indices(word).map(|(at, _)| at..at + word.len()).filter(|place| !comment(place.start)).collect()
}

/// The word that begins at `at`.
fn word(text: &str, at: usize) -> Place {
    let len = text[at..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    at..at + len
}

fn pick<T: Clone>(dice: &mut Dice, all: &[T]) -> Option<T> {
    if all.is_empty() { None } else { Some(all[dice.below(all.len())].clone()) }
}

fn with(text: &str, place: &Place, by: &str) -> String {
    format!("{}{by}{}", &text[..place.start], &text[place.end..])
}

/// Replaces one of the places of a word.
fn swap_one(text: &str, dice: &mut Dice, pairs: &[(&str, &str)]) -> Option<String> {
    let all: Vec<(Place, &str)> = pairs
        .iter()
        .flat_map(|(from, to)| (if from.contains(':') { places } else { outside_prose })(text, from).into_iter().map(|place| (place, *to)))
        .collect();
    pick(dice, &all).map(|(place, by)| with(text, &place, by))
}

/// The lines of a section that hold a whole thing with a name.
fn rows(text: &str, section: &str) -> Vec<Place> {
    let Some(begin) = text.find(&format!("\n{section}:")) else { return Vec::new() };
    let (mut at, mut rows) = (begin + 1, Vec::new());
    for (number, line) in text[begin + 1..].split_inclusive('\n').enumerate() {
        if number > 0 && line.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
            break;
        }
        if line.starts_with("  ") && !line.starts_with("   ") && line.contains(": {") && line.trim_end().ends_with('}') {
            rows.push(at..at + line.len());
        }
        at += line.len();
    }
    rows
}

/// The names that stand behind these words.
fn names(text: &str, before: &[&str]) -> Vec<Place> {
    let all = before.iter().flat_map(|before| places(text, before)).map(|place| word(text, place.end));
    all.filter(|place| place.len() >= 4).collect()
}

/// The kinds of slips: what they are called, and how one is made.
type Slip = fn(&str, &mut Dice) -> Option<String>;
const KINDS: [(&str, Slip); 22] = [
    ("a misspelt name", |text, dice| {
        let place = pick(
            dice,
            &names(text, &[" from: ", " to: ", " on: ", " from: [", " on: [", "metric: ", "last(", "first(", "count(", "sum("]),
        )?;
        let mut letters: Vec<char> = text[place.clone()].chars().collect();
        let at = dice.below(letters.len() - 1);
        letters.swap(at, at + 1);
        Some(with(text, &place, &letters.into_iter().collect::<String>()))
    }),
    ("a misspelt key", |text, dice| {
        let place = pick(
            dice,
            &["from:", "to:", "when:", "definition:", "outcome:", "fields:", "points:", "objective:", "value:", "map:"]
                .iter()
                .flat_map(|key| places(text, key))
                .collect::<Vec<_>>(),
        )?;
        Some(with(text, &(place.end - 2..place.end - 1), ""))
    }),
    ("a deleted stage", |text, dice| pick(dice, &rows(text, "stages")).map(|row| with(text, &row, ""))),
    ("a deleted event", |text, dice| {
        // One that nothing reads may go.
        let read = |row: &Place| places(text, &text[word(text, row.start + 2)]).len() > 1;
        let rows: Vec<Place> = rows(text, "events").into_iter().filter(read).collect();
        pick(dice, &rows).map(|row| with(text, &row, ""))
    }),
    ("a deleted trigger", |text, dice| pick(dice, &rows(text, "triggers")).map(|row| with(text, &row, ""))),
    ("a number as text", |text, dice| {
        swap_one(text, dice, &[(">= 200", ">= \"200\""), (">= 45", ">= \"45\""), ("> 30", "> \"30\""), ("points: 20", "points: '\"20\"'")])
    }),
    ("`=` for `==`", |text, dice| swap_one(text, dice, &[(" == ", " = ")])),
    ("`&&` for `and`", |text, dice| swap_one(text, dice, &[(" and ", " && "), (" or ", " || "), ("not ", "!")])),
    ("a wrong unit", |text, dice| {
        swap_one(text, dice, &[("30d", "30days"), ("14d", "14"), ("24h", "24 hours"), ("180d", "6mo"), ("60d", "60"), ("90d", "3months")])
    }),
    ("a wrong indentation", |text, dice| {
        let lines: Vec<Place> = places(text, "\n  ").into_iter().filter(|place| text.as_bytes().get(place.end) != Some(&b'#')).collect();
        pick(dice, &lines).map(|place| with(text, &(place.end..place.end), " "))
    }),
    ("a tab", |text, dice| pick(dice, &places(text, "\n  ")).map(|place| with(text, &(place.start + 1..place.end), "\t"))),
    ("an unquoted colon", |text, dice| {
        pick(dice, &names(text, &["title: ", "definition: ", "objective: "])).map(|place| with(text, &(place.end..place.end), ": or"))
    }),
    ("a removed key", |text, dice| {
        let row = pick(dice, &rows(text, "triggers"))?;
        let key = *pick(dice, &["from: ", "to: "]).as_ref()?;
        let at = row.start + text[row.clone()].find(key)?;
        let end = at + text[at..row.end].find(", ")? + 2;
        (!text[at..end].contains('[')).then(|| with(text, &(at..end), ""))
    }),
    ("an event outside the catalog", |text, dice| {
        pick(dice, &names(text, &[" on: "])).map(|place| with(text, &(place.end..place.end), "_done"))
    }),
    ("an open bracket", |text, dice| pick(dice, &places(text, " }\n")).map(|place| with(text, &place, "\n"))),
    ("a missing outcome", |text, dice| swap_one(text, dice, &[(", outcome: won", ""), (", outcome: lost", "")])),
    ("a trigger twice", |text, dice| {
        let row = pick(dice, &rows(text, "triggers"))?;
        let line = text[row.clone()].trim_start().to_owned();
        let again = if dice.below(2) == 0 { format!("  {line}") } else { format!("  again_{line}") };
        Some(with(text, &(row.end..row.end), &again))
    }),
    ("swapped bounds", |text, dice| {
        swap_one(text, dice, &[("0..100", "100..0"), ("09:00-17:00", "17:00-09:00"), ("monday..friday", "monday..freitag")])
    }),
    ("a threshold beyond reach", |text, dice| swap_one(text, dice, &[(">= 45", ">= 450"), (">= 20\n", ">= 200\n")])),
    ("swapped from and to", |text, dice| {
        let row = pick(dice, &rows(text, "triggers"))?;
        let line = &text[row.clone()];
        let (from, to) = (word(line, line.find("from: ")? + 6), word(line, line.find("to: ")? + 4));
        if from.is_empty() || to.is_empty() {
            return None;
        }
        let swapped = with(&with(line, &to, &line[from.clone()]), &from, &line[to.clone()]);
        Some(with(text, &row, &swapped))
    }),
    ("an unknown function", |text, dice| {
        swap_one(
            text,
            dice,
            &[("last(", "latest("), ("first(", "earliest("), ("count(", "number("), ("sum(", "total("), ("rate(", "ratio(")],
        )
    }),
    ("a value outside the enum", |text, dice| {
        swap_one(
            text,
            dice,
            &[
                ("== \"good\"", "== \"god\""),
                ("== \"no_fit\"", "== \"nofit\""),
                ("conversion: hard", "conversion: strong"),
                ("outcome: won", "outcome: win"),
            ],
        )
    }),
];

#[test]
fn slips_of_the_pen_are_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut definitions = Vec::new();
    for pattern in ["funnels/*/funnel.yaml", "src/draft/blank.yaml", "tests/data/*.yaml"] {
        for path in glob::glob(&root.join(pattern).to_string_lossy()).expect("a pattern").flatten() {
            let text = std::fs::read_to_string(&path).expect("a definition").replace("NAME", "shop");
            let name = path.strip_prefix(root).expect("within").display().to_string();
            let (meaning, found) = looked_at(&text);
            definitions.push((name, text, meaning.expect("it means something"), found));
        }
    }
    let mut dice = Dice::new(2026);
    let mut made: BTreeSet<String> = BTreeSet::new();
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    let (mut found, mut missed) = (0, Vec::new());
    for turn in 0..100 * SLIPS {
        if made.len() == SLIPS {
            break;
        }
        let (kind, slip) = KINDS[turn % KINDS.len()];
        // The richest definition is the one that people will copy: every other slip is made in it.
        let at = if dice.below(2) == 0 { 0 } else { dice.below(definitions.len()) };
        let (name, text, meaning, known) = &definitions[at];
        let Some(slipped) = slip(text, &mut dice) else { continue };
        let (now, findings) = looked_at(&slipped);
        if now.as_ref() == Some(meaning) || !made.insert(slipped.clone()) {
            continue;
        }
        let new: BTreeSet<&String> = findings.difference(known).map(|(code, _)| code).collect();
        let counts = kinds.entry(kind).or_default();
        counts.1 += 1;
        if new.is_empty() {
            let line = text.lines().zip(slipped.lines()).find(|(old, new)| old != new).map_or("", |(_, new)| new);
            missed.push(format!("{kind}, in {name}: {}", line.trim()));
        } else {
            (found, counts.0) = (found + 1, counts.0 + 1);
            for code in new {
                *codes.entry(code.clone()).or_default() += 1;
            }
        }
    }
    assert_eq!(made.len(), SLIPS, "so many slips are made");
    let mut table = format!("{found} of {SLIPS} slips are found\n\n");
    for (kind, (found, made)) in &kinds {
        let _ = writeln!(table, "{found:>3} of {made:>2}  {kind}");
    }
    table.push_str("\nby code, where a slip may have several\n\n");
    for (code, count) in &codes {
        let _ = writeln!(table, "{count:>3}  {code}");
    }
    missed.sort();
    table.push_str("\nnot found\n\n");
    for slip in &missed {
        let _ = writeln!(table, "{slip}");
    }
    insta::assert_snapshot!(table);
    assert!(found * 100 >= FLOOR * SLIPS, "{table}");
}
