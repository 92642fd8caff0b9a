//! The fast engine and the slow reference agree on random definitions and logs: in any order of the input, in any
//! batches, with one thread and with two, in memory and on shelves.
//!
//! `FUNNELC_CASES` says how many cases (default 300), `FUNNELC_SEED` the first seed. A failure prints the seed and the smallest
//! definition and log that still fail.

use crate::random::definition::{Definition, definition};
use crate::random::dice::Dice;
use crate::random::log::{self, Row, START};
use funnelc::diagnostics::Findings;
use funnelc::events::batch::EventBatch;
use funnelc::model::Model;
use funnelc::model::continuity::Continuity;
use funnelc::replay::outcome::Outcome;
use funnelc::replay::scratch::{Limit, Scratch, Shelf};
use funnelc::replay::{Log, Options, replay, replay_within};
use funnelc::span::FileId;
use funnelc::time::Micros;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A definition, a log, and until when.
#[derive(Clone, Debug)]
struct Case {
    seed: u64,
    definition: Definition,
    rows: Vec<Row>,
    as_of: Option<Micros>,
}

impl Case {
    fn of(seed: u64) -> Self {
        let dice = &mut Dice::new(seed);
        let as_of = dice.chance(70).then(|| START + dice.below(30) as i64 * 43_200_000_000);
        Self { seed, definition: definition(dice), rows: log::log(dice), as_of }
    }

    /// What fails, if anything does.
    fn fault(&self) -> Option<String> {
        let model = compile(&self.definition.yaml()).ok()?;
        let expected = said(&model, &funnelc::reference::replay(&model, &log::batches(&model, &self.rows, 100), self.as_of));
        let dice = &mut Dice::new(self.seed);
        let mut shuffled = self.rows.clone();
        dice.shuffle(&mut shuffled);
        let size = dice.between(1, 5);
        let again = said(&model, &funnelc::reference::replay(&model, &log::batches(&model, &shuffled, size), self.as_of));
        if let Some(fault) = difference("the reference in another order", &expected, &again) {
            return Some(fault);
        }
        let program = funnelc::plan::lower(&model);
        for (name, rows, size, threads) in
            [("the engine", &self.rows, 100, 1), ("the engine with two threads, in another order", &shuffled, size, 2)]
        {
            let mut log = InMemory::of(&model, rows, size);
            let options = Options { as_of: self.as_of, threads };
            let outcome = catch_unwind(AssertUnwindSafe(|| replay(&program, &mut log, options)));
            let Ok(Ok(outcome)) = outcome else { return Some(format!("{name} panics")) };
            if let Some(fault) = difference(name, &expected, &said(&model, &outcome)) {
                return Some(fault);
            }
        }
        let name = "the engine without memory";
        let limit = Limit { bytes: 0, scratch: &Shelves };
        let options = Options { as_of: self.as_of, threads: 2 };
        let mut log = InMemory::of(&model, &shuffled, size);
        match replay_within(&program, &mut log, options, Some(limit)) {
            Ok(outcome) => difference(name, &expected, &said(&model, &outcome)),
            Err(_) => Some(format!("{name} fails")),
        }
    }

    /// The smallest case made from this one that still fails.
    fn smallest(mut self) -> Self {
        while let Some(less) = self.smaller().into_iter().find(|less| less.fault().is_some()) {
            self = less;
        }
        self
    }

    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.rows.len() {
            let mut less = self.clone();
            less.rows.remove(at);
            all.push(less);
        }
        all.extend(self.definition.smaller().into_iter().map(|definition| Self { definition, ..self.clone() }));
        for (at, row) in self.rows.iter().enumerate() {
            for field in 0..row.fields.len() {
                let mut less = self.clone();
                less.rows[at].fields.remove(field);
                all.push(less);
            }
            for clear in [|row: &mut Row| row.id = None, |row: &mut Row| row.seq = None] {
                let mut less = self.clone();
                clear(&mut less.rows[at]);
                if less.rows[at] != self.rows[at] {
                    all.push(less);
                }
            }
        }
        all
    }

    fn shown(&self) -> String {
        let mut text = format!("seed {}, as_of {}\n\n{}\n", self.seed, instant(self.as_of), self.definition.yaml());
        for row in &self.rows {
            let fields: Vec<String> = row.fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let _ = writeln!(
                text,
                "{} {} {} id {} seq {} {{ {} }}",
                instant(Some(row.time)),
                row.subject,
                row.event,
                row.id.as_deref().unwrap_or("-"),
                row.seq.map_or("-".to_owned(), |seq| seq.to_string()),
                fields.join(", ")
            );
        }
        text
    }
}

/// A log that is there already.
pub struct InMemory {
    batches: Vec<EventBatch>,
    latest: Option<Micros>,
}

impl InMemory {
    pub fn of(model: &Model, rows: &[Row], size: usize) -> Self {
        Self { batches: log::batches(model, rows, size), latest: rows.iter().map(|row| row.time).max() }
    }
}

impl InMemory {
    pub fn from_batches(batches: Vec<EventBatch>) -> Self {
        let latest = batches.iter().flat_map(|batch| &batch.time).max().copied();
        Self { batches, latest }
    }
}

impl Log for InMemory {
    type Error = std::convert::Infallible;

    fn read(&mut self, _links_only: bool, take: &(dyn Fn(usize, EventBatch) + Sync)) -> Result<(), Self::Error> {
        for (at, batch) in self.batches.iter().enumerate() {
            take(at % 2, batch.clone());
        }
        Ok(())
    }

    fn latest(&self) -> Option<Micros> {
        self.latest
    }
}

/// Shelves that are in memory.
struct Shelves;

impl Scratch for Shelves {
    fn shelf(&self) -> io::Result<Box<dyn Shelf>> {
        Ok(Box::new(Bytes(Vec::new())))
    }
    fn has_failed(&self) -> bool {
        false
    }
}

struct Bytes(Vec<u8>);

impl Shelf for Bytes {
    fn put(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let at = self.0.len() as u64;
        self.0.extend_from_slice(bytes);
        Ok(at)
    }
    fn get(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        let at = usize::try_from(at).unwrap();
        bytes.copy_from_slice(&self.0[at..at + bytes.len()]);
        Ok(())
    }
}

/// What a definition means, or what is wrong with it.
pub fn compile(yaml: &str) -> Result<Model, Vec<String>> {
    let mut findings = Findings::default();
    let documents: Vec<_> = funnelc::syntax::document::read(FileId(0), yaml, &mut findings).into_iter().collect();
    funnelc::resolve::resolve(&documents, &mut findings).ok_or_else(|| {
        let excerpt = |span: funnelc::span::Span| yaml.get(span.range()).unwrap_or_default().to_owned();
        findings.sorted().iter().map(|finding| format!("{} at `{}`", finding.message, excerpt(finding.span))).collect()
    })
}

/// An outcome as lines of text.
pub fn said(model: &Model, outcome: &Outcome) -> Vec<String> {
    let mut lines = vec![format!("as_of {} {:?}", instant(outcome.as_of), outcome.counts)];
    for subject in outcome.subjects.iter() {
        lines.push(format!(
            "{} in {} since {}, events {}..{}, scores {:?}, attributes {:?}",
            subject.name,
            subject.stage.map_or("-", |stage| &model.stages[stage].name),
            instant(subject.since),
            instant(Some(subject.first_event)),
            instant(Some(subject.last_event)),
            subject.scores,
            subject.attributes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ));
    }
    for visit in outcome.visits.iter() {
        lines.push(format!(
            "{} {} {} from {} to {} by {} scores {:?} dimensions {:?}",
            outcome.subjects.name(visit.subject as usize),
            model.stages[visit.stage].name,
            visit.number,
            instant(Some(visit.entered_at)),
            instant(visit.left_at),
            visit.trigger.map_or("-", |trigger| &model.triggers[trigger].name),
            visit.scores,
            visit.dimensions.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ));
    }
    lines
}

fn instant(at: Option<Micros>) -> String {
    at.map_or("-".to_owned(), funnelc::time::instant::format)
}

/// The first line in which two outcomes differ.
fn difference(name: &str, expected: &[String], found: &[String]) -> Option<String> {
    let at = (0..expected.len().max(found.len())).find(|at| expected.get(*at) != found.get(*at))?;
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or("nothing".to_owned());
    let all = |lines: &[String]| lines.join("\n  ");
    Some(format!(
        "{name} differs\n  reference: {}\n  found:     {}\n\nreference, whole\n  {}\n\nfound, whole\n  {}",
        line(expected),
        line(found),
        all(expected),
        all(found)
    ))
}

pub fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn fast_engine_and_reference_agree() {
    let (cases, seed) = (setting("FUNNELC_CASES", 300), setting("FUNNELC_SEED", 1));
    for seed in seed..seed + cases {
        let case = Case::of(seed);
        if case.fault().is_some() {
            let smallest = case.smallest();
            panic!("{}\n{}", smallest.fault().unwrap_or_default(), smallest.shown());
        }
    }
}

#[test]
fn random_definitions_are_definitions() {
    let mut wrong: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    let (mut bad, cases) = (0, 200);
    for seed in 0..cases {
        if let Err(findings) = compile(&Case::of(seed).definition.yaml()) {
            bad += 1;
            for finding in findings {
                wrong.entry(finding).or_insert((0, seed)).0 += 1;
            }
        }
    }
    let shown: Vec<String> = wrong.iter().map(|(finding, (times, seed))| format!("{times} × {finding} (seed {seed})")).collect();
    assert!(bad * 20 <= cases, "{bad} of {cases} are none:\n{}", shown.join("\n"));
}

/// What a random case exercises, by name.
fn exercised(case: &Case) -> Option<Vec<&'static str>> {
    let model = compile(&case.definition.yaml()).ok()?;
    let outcome = funnelc::reference::replay(&model, &log::batches(&model, &case.rows, 100), case.as_of);
    let continuity = Continuity::of(&model);
    let mut found = vec!["definition"];
    let mut note = |what, holds: bool| found.extend(holds.then_some(what));
    let counts = &outcome.counts;
    note("duplicate", counts.duplicates > 0);
    note("conflict", counts.conflicts > 0);
    note("later", counts.later > 0);
    note("joined", outcome.subjects.iter().any(|subject| !case.rows.iter().any(|row| row.subject == subject.name && row.event != "login")));
    for visit in outcome.visits.iter() {
        let Some(trigger) = visit.trigger.map(|trigger| &model.triggers[trigger]) else { continue };
        let between = !case.rows.iter().any(|row| row.time == visit.entered_at);
        let when = trigger.when.as_ref().map_or(String::new(), |when| case.definition.yaml()[when.span.range()].to_owned());
        note("fired by an event", !trigger.is_condition());
        note("fired by a condition", trigger.is_condition());
        note("visited again", visit.number > 1);
        if between {
            note("after or idle", trigger.after.is_some() || trigger.idle.is_some());
            note("polled", continuity.is_polled(trigger));
            note("solved", !continuity.is_polled(trigger) && visit.entered_at % 1_000_000 != 0 && when.contains("score"));
            note("clock", ["hour", "weekday", "date(", "days_between"].iter().any(|word| when.contains(word)));
            note("window", when.contains("in last"));
            note("business time", when.contains("business_time"));
        }
    }
    Some(found)
}

#[test]
fn random_cases_reach_every_corner() {
    let mut cases: BTreeMap<&str, usize> = BTreeMap::new();
    for found in (1..=600).filter_map(|seed| exercised(&Case::of(seed))) {
        found.into_iter().collect::<BTreeSet<_>>().into_iter().for_each(|what| *cases.entry(what).or_default() += 1);
    }
    for (what, least) in [
        ("definition", 550),
        ("duplicate", 100),
        ("conflict", 100),
        ("later", 50),
        ("joined", 20),
        ("fired by an event", 100),
        ("fired by a condition", 100),
        ("visited again", 50),
        ("after or idle", 50),
        ("polled", 2),
        ("solved", 20),
        ("clock", 10),
        ("window", 5),
        ("business time", 1),
    ] {
        assert!(cases.get(what).is_some_and(|found| *found >= least), "{what}: fewer than {least} cases of {cases:#?}");
    }
}
