//! Laws of a diff, of random definitions and logs: nothing differs from itself, and who moves is who the tables show, both ways round.

use super::engines_agree::{InMemory, compile};
use super::random::definition::definition;
use super::random::dice::Dice;
use super::random::log;
use funnelc::events::Intake;
use funnelc::model::Model;
use funnelc::render::{self, Paint};
use funnelc::replay::outcome::Outcome;
use funnelc::replay::{Options, replay};
use funnelc::report::{Report, build};
use funnelc::review::{Cell, ChangeKind, Gates, Impact, Pair, Part, Run};
use std::collections::{BTreeMap, BTreeSet};

fn outcome(model: &Model, rows: &[log::Row]) -> (Outcome, Report) {
    let program = funnelc::plan::lower(model);
    let as_of = rows.iter().map(|row| row.time).max();
    let outcome = replay(&program, &mut InMemory::of(model, rows, 100), Options { as_of, threads: 1 }).expect("it replays");
    let report = build(model, &Intake::default(), &outcome, None);
    (outcome, report)
}

fn impact(old: &Model, new: &Model, rows: &[log::Row]) -> (Vec<funnelc::review::Change>, Impact) {
    let ((a, a_report), (b, b_report)) = (outcome(old, rows), outcome(new, rows));
    let pair = Pair::of(old, new);
    let impact = pair.impact(Run { outcome: &a, report: &a_report }, Run { outcome: &b, report: &b_report }, true, None);
    (pair.diff(["old", "new"], None, &Gates::default()).changes, impact)
}

/// Who is where in the end, by name.
fn stages(outcome: &Outcome, model: &Model) -> BTreeMap<String, Option<String>> {
    let subjects = outcome.subjects.iter();
    subjects.map(|subject| (subject.name.to_owned(), subject.stage.map(|stage| model.stages[stage].name.clone()))).collect()
}

/// From where to where, and how many; `back` from the other side.
fn matrix(impact: &Impact, back: bool) -> BTreeSet<(Option<String>, Option<String>, u64)> {
    let cells = impact.matrix.iter();
    let sides = |cell: &Cell| if back { (cell.to.clone(), cell.from.clone()) } else { (cell.from.clone(), cell.to.clone()) };
    cells.map(|cell| (sides(cell).0, sides(cell).1, cell.subjects)).collect()
}

/// What holds of every change, however wild.
fn hold(old: &Model, new: &Model, rows: &[log::Row], said: &str) -> Option<u64> {
    let (changes, there) = impact(old, new, rows);
    let (_, back) = impact(new, old, rows);
    if changes.iter().any(|change| change.part == Part::Stage && change.kind == ChangeKind::Renamed) {
        return None;
    }
    let ((a, _), (b, _)) = (outcome(old, rows), outcome(new, rows));
    let (a, b) = (stages(&a, old), stages(&b, new));
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let moved = names.iter().filter(|name| a.get(**name).cloned().flatten() != b.get(**name).cloned().flatten()).count() as u64;
    assert_eq!((there.moved, back.moved), (moved, moved), "{said}");
    assert!(there.parted >= moved && there.causes.iter().map(|cause| cause.parted).sum::<u64>() == there.parted, "{said}");
    assert!(there.causes.iter().all(|cause| !cause.changes.is_empty()), "{said}: {:?}\n{changes:?}", there.causes);
    assert_eq!(matrix(&there, false), matrix(&back, true), "{said}");
    Some(moved)
}

#[test]
fn of_random_definitions_who_moves_is_who_the_tables_show() {
    let (mut pairs, mut moves) = (0, 0);
    for seed in 1..=120 {
        let dice = &mut Dice::new(seed);
        let whole = definition(dice);
        let rows = log::log(dice);
        let Ok(old) = compile(&whole.yaml()) else { continue };
        let (changes, same) = impact(&old, &compile(&whole.yaml()).expect("the same"), &rows);
        assert!(changes.is_empty() && same.parted == 0 && !same.differs(), "seed {seed}: {changes:?}");
        for less in whole.smaller().into_iter().take(3) {
            let Ok(new) = compile(&less.yaml()) else { continue };
            let Some(moved) = hold(&old, &new, &rows, &format!("seed {seed}\n{}\n{}", whole.yaml(), less.yaml())) else { continue };
            pairs += 1;
            moves += moved;
        }
    }
    assert!(pairs > 150 && moves > 20, "{pairs} pairs, {moves} moves");
}

#[test]
fn definitions_that_have_nothing_in_common_are_compared_as_well() {
    let (mut pairs, mut moves) = (0, 0);
    for seed in 1..=60 {
        let (a, b) = (definition(&mut Dice::new(seed)), definition(&mut Dice::new(seed + 1_000)));
        let (Ok(old), Ok(new)) = (compile(&a.yaml()), compile(&b.yaml())) else { continue };
        let rows = log::log(&mut Dice::new(seed));
        let Some(moved) = hold(&old, &new, &rows, &format!("seed {seed}")) else { continue };
        pairs += 1;
        moves += moved;
        let ((a, a_report), (b, b_report)) = (outcome(&old, &rows), outcome(&new, &rows));
        let pair = Pair::of(&old, &new);
        let impact = pair.impact(Run { outcome: &a, report: &a_report }, Run { outcome: &b, report: &b_report }, true, None);
        let diff = pair.diff(["old", "new"], Some(impact), &Gates::default());
        let comment = render::diff::markdown(&diff, &[&new, &old], true);
        assert!(comment.chars().count() < 60_000 && !render::diff::human(&diff, &[&new, &old], Paint::Plain).is_empty());
    }
    assert!(pairs > 20 && moves > 20, "{pairs} pairs, {moves} moves");
}
