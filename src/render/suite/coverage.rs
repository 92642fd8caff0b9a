//! What tests see of a definition: as a table, for programs, and for tools that draw coverage beside the lines of a file.

use super::place;
use crate::diagnostics::Sources;
use crate::render::Paint;
use crate::suite::coverage::{Coverage, Item, Kind};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// The coverage of one definition.
pub struct Covered<'a> {
    /// The path of its main file.
    pub path: &'a str,
    /// Its files.
    pub sources: &'a Sources,
    /// What is seen of it.
    pub coverage: &'a Coverage,
}

/// What the scenarios see of one definition.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Coverage")]
pub struct CoveredDocument<'a> {
    /// The path of its main file.
    funnel: &'a str,
    /// The share of all things that is seen, from 0 to 1; null where there is nothing to see.
    share: Option<f64>,
    /// How many things of each kind are seen: of `stage` entered, `trigger` fired, `holds` and `fails` either side of a comparison,
    /// `boundary` a comparison exactly at its limit, `rule` that gave points, `limit` that bit, `met` and `breached` of an SLA.
    kinds: BTreeMap<&'a str, Count>,
    /// Everything that can be seen, by kind and place.
    items: Vec<SeenDocument<'a>>,
}

/// How many of a kind are seen.
#[derive(Serialize, JsonSchema)]
struct Count {
    /// How many are seen.
    seen: usize,
    /// How many there are.
    all: usize,
}

/// A thing of a definition that a scenario can see.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Seen")]
struct SeenDocument<'a> {
    /// What kind of thing it is.
    kind: &'a str,
    /// What it is called.
    what: &'a str,
    /// Where it stands, as `file:line:column`.
    place: String,
    /// How often it is seen.
    seen: u64,
}

/// A table of kinds, then everything that no test sees, with its place.
pub fn coverage_table(covered: &Covered<'_>, paint: Paint) -> String {
    let coverage = covered.coverage;
    let total = (coverage.items.iter().filter(|item| item.seen > 0).count(), coverage.items.len());
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.title(), coverage.of(kind))).filter(|(_, (_, all))| *all > 0);
    let rows: Vec<(&str, (usize, usize))> = kinds.chain([("all", total)]).collect();
    let wide = rows.iter().map(|(title, _)| title.width()).max().unwrap_or(0);
    let digits = rows.iter().map(|(_, (_, all))| all.to_string().len()).max().unwrap_or(1);
    let mut text = format!("{}\n\n", paint.bold(&format!("what the tests see of {}", covered.path)));
    for (title, (seen, all)) in rows {
        let share = share(seen, all);
        let line = format!("  {title:wide$}  {seen:>digits$} of {all:>digits$}  {share:>8}");
        text.push_str(&if seen == all { format!("{line}\n") } else { format!("{}\n", paint.warn(&line)) });
    }
    let unseen: Vec<(String, &Item)> =
        coverage.items.iter().filter(|item| item.seen == 0).map(|item| (place(covered.sources, item.span), item)).collect();
    if !unseen.is_empty() {
        text.push_str(&format!("\n  {}\n", paint.bold("never seen")));
        let wide = unseen.iter().map(|(place, _)| place.width()).max().unwrap_or(0);
        for (place, item) in unseen {
            let pad = " ".repeat(wide.saturating_sub(place.width()));
            let _ = writeln!(text, "  {}{pad}  {}, {}", paint.dim(&place), item.what, item.kind.lack());
        }
    }
    text
}

fn share(seen: usize, all: usize) -> String {
    format!("{:.1} %", if all == 0 { 100.0 } else { seen as f64 / all as f64 * 100.0 })
}

/// The same for programs.
pub fn coverage_json<'a>(all: &[Covered<'a>]) -> Vec<CoveredDocument<'a>> {
    let one = |covered: &Covered<'a>| {
        let Covered { path, sources, coverage } = *covered;
        let count = |kind| {
            let (seen, all) = coverage.of(kind);
            Count { seen, all }
        };
        let item =
            |item: &'a Item| SeenDocument { kind: item.kind.word(), what: &item.what, place: place(sources, item.span), seen: item.seen };
        CoveredDocument {
            funnel: path,
            share: coverage.share(),
            kinds: Kind::ALL.into_iter().map(|kind| (kind.word(), count(kind))).collect(),
            items: coverage.items.iter().map(item).collect(),
        }
    };
    all.iter().map(one).collect()
}

/// The same as an lcov tracefile: triggers are functions, the two sides of a comparison branches, everything counts for its line.
pub fn lcov(all: &[Covered<'_>]) -> String {
    let mut text = String::new();
    for covered in all {
        for (file, source) in covered.sources.iter() {
            let items: Vec<(usize, &Item)> = covered
                .coverage
                .items
                .iter()
                .filter(|item| item.span.file == file)
                .map(|item| (source.text.get(..item.span.start as usize).unwrap_or_default().matches('\n').count() + 1, item))
                .collect();
            if !items.is_empty() {
                tracefile(&source.path, &items, &mut text);
            }
        }
    }
    text
}

fn tracefile(path: &str, items: &[(usize, &Item)], text: &mut String) {
    let _ = writeln!(text, "TN:\nSF:{path}");
    let name = |item: &Item| item.what.split('`').nth(1).unwrap_or("?").to_owned();
    let triggers: Vec<(usize, &Item)> = items.iter().filter(|(_, item)| item.kind == Kind::Trigger).copied().collect();
    for (line, item) in &triggers {
        let _ = writeln!(text, "FN:{line},{}", name(item));
    }
    for (_, item) in &triggers {
        let _ = writeln!(text, "FNDA:{},{}", item.seen, name(item));
    }
    let hit = |items: &[(usize, &Item)]| items.iter().filter(|(_, item)| item.seen > 0).count();
    let _ = writeln!(text, "FNF:{}\nFNH:{}", triggers.len(), hit(&triggers));
    let mut branches: Vec<(usize, &Item)> =
        items.iter().filter(|(_, item)| matches!(item.kind, Kind::Holds | Kind::Fails)).copied().collect();
    branches.sort_by_key(|(line, item)| (*line, item.span, item.kind));
    for (line, item) in &branches {
        let _ = writeln!(text, "BRDA:{line},{},{},{}", item.span.start, u8::from(item.kind == Kind::Fails), item.seen);
    }
    let _ = writeln!(text, "BRF:{}\nBRH:{}", branches.len(), hit(&branches));
    let mut lines: BTreeMap<usize, u64> = BTreeMap::new();
    for (line, item) in items {
        // A line counts as seen as often as the least seen thing on it.
        lines.entry(*line).and_modify(|seen| *seen = item.seen.min(*seen)).or_insert(item.seen);
    }
    for (line, seen) in &lines {
        let _ = writeln!(text, "DA:{line},{seen}");
    }
    let _ = writeln!(text, "LF:{}\nLH:{}\nend_of_record", lines.len(), lines.values().filter(|seen| **seen > 0).count());
}
