//! The figures of an impact as rows of text, each number in its unit; the first row is the head.

use crate::model::Model;
use crate::render::figures::number;
use crate::render::units::Unit;
use crate::render::words::{NO_DATA, count, plain_zero};
use crate::report::Figure;
use crate::review::{Cell, Delta, Impact, OwnerImpact};

/// Rows of a table.
const ROWS: usize = 60;

/// A heading, and rows.
pub struct Table {
    /// What it holds.
    pub title: &'static str,
    /// Rows of cells, the head first; none where there is nothing to show.
    pub rows: Vec<Vec<String>>,
}

/// Who moved from where to where, the most first; where there are more than `most` rows the last says how many.
pub fn moves(impact: &Impact, most: usize) -> Table {
    let stage = |stage: &Option<String>| stage.clone().unwrap_or_else(|| super::words::NOWHERE.to_owned());
    let mut moved: Vec<&Cell> = impact.matrix.iter().filter(|cell| cell.moved).collect();
    moved.sort_by_key(|cell| std::cmp::Reverse(cell.subjects));
    let rows = moved.iter().map(|cell| vec![stage(&cell.from), stage(&cell.to), count(cell.subjects)]).collect();
    Table { title: "From where to where", rows: headed(&["was in", "is in", "subjects"], rows, most) }
}

/// Everything that is counted, as far as it differs. `models` tell the units, the new version first.
pub fn all(impact: &Impact, models: &[&Model]) -> Vec<Table> {
    vec![stages(impact), owners(impact), metrics(impact, models), others(impact), okrs(impact)]
}

fn stages(impact: &Impact) -> Table {
    let differs = |deltas: [&Delta; 3]| deltas.iter().any(|delta| delta.differs());
    let all = impact.stages.iter().filter(|stage| differs([&stage.entries, &stage.current, &stage.median_seconds]));
    let rows = all.map(|stage| {
        let [entries, now] = [stage.entries, stage.current].map(|delta| shown(&delta, &Unit::Unknown));
        vec![stage.stage.clone(), entries, now, shown(&stage.median_seconds, &Unit::Time)]
    });
    Table { title: "Stages", rows: headed(&["stage", "entries", "now", "median stay"], rows.collect(), ROWS) }
}

fn owners(impact: &Impact) -> Table {
    let row = |row: &OwnerImpact| vec![row.owner.clone(), row.stage.clone(), shown(&row.entries_a_week, &Unit::Unknown)];
    let rows = impact.owners.iter().filter(|row| row.entries_a_week.differs()).map(row);
    Table { title: "By team", rows: headed(&["team", "stage", "entries a week"], rows.collect(), ROWS) }
}

fn metrics(impact: &Impact, models: &[&Model]) -> Table {
    let rows = impact.metrics.iter().filter(|(_, delta)| delta.differs());
    let rows = rows.map(|(name, delta)| vec![name.clone(), shown(delta, &unit(name, models))]);
    Table { title: "Metrics", rows: headed(&["metric", "before → after"], rows.collect(), ROWS) }
}

/// What a metric is in, by the first version that has it.
pub fn unit(metric: &str, models: &[&Model]) -> Unit {
    let find = |model: &&Model| {
        let found = model.metrics.iter().find(|known| known.name == metric)?;
        Some(Unit::of(&found.expr, model))
    };
    models.iter().find_map(find).unwrap_or(Unit::Unknown)
}

fn others(impact: &Impact) -> Table {
    let money = impact.stages.iter().flat_map(|stage| {
        let amounts = stage.money.iter();
        amounts.map(move |(attribute, delta)| (format!("{attribute} in {}", stage.stage), *delta, Unit::Unknown))
    });
    let named = |kind: &'static str, unit: Unit| move |(name, delta): (&String, &Delta)| (format!("{kind}{name}"), *delta, unit.clone());
    let figures = impact.conversions.iter().map(named("conversion ", Unit::Share("")));
    let figures = figures.chain(impact.breaches.iter().map(named("breaches of ", Unit::Unknown)));
    let figures = figures.chain(impact.scores.iter().map(named("mean score ", Unit::Unknown))).chain(money);
    let rows = figures.filter(|(_, delta, _)| delta.differs()).map(|(name, delta, unit)| vec![name, shown(&delta, &unit)]);
    Table { title: "Other figures", rows: headed(&["figure", "before → after"], rows.collect(), ROWS) }
}

fn okrs(impact: &Impact) -> Table {
    let rows = impact.okrs.iter().filter(|okr| okr.progress.differs() || okr.status_before != okr.status_after);
    let rows = rows.map(|okr| {
        vec![
            okr.objective.clone(),
            shown(&okr.progress, &Unit::Share("")),
            status(okr.status_before.as_deref(), okr.status_after.as_deref()),
        ]
    });
    Table { title: "Objectives", rows: headed(&["objective", "progress", "status"], rows.collect(), ROWS) }
}

/// `on track → at risk`.
pub fn status(before: Option<&str>, after: Option<&str>) -> String {
    let word = |status: Option<&str>| status.map_or_else(|| NO_DATA.to_owned(), |status| status.replace('_', " "));
    if before == after { word(after) } else { format!("{} → {}", word(before), word(after)) }
}

/// Entries by value of each dimension.
pub fn by(impact: &Impact) -> Table {
    let rows = impact.by.iter().flat_map(|segment| {
        let value = segment.value.clone().unwrap_or_else(|| "–".to_owned());
        let row = move |(stage, delta): (&String, &Delta)| {
            vec![segment.dimension.clone(), value.clone(), stage.clone(), shown(delta, &Unit::Unknown)]
        };
        segment.entries.iter().map(row)
    });
    Table { title: "Entries by dimension", rows: headed(&["dimension", "value", "stage", "entries"], rows.collect(), ROWS) }
}

/// Rows under a head, the last saying how many are left out.
fn headed(head: &[&str], mut rows: Vec<Vec<String>>, most: usize) -> Vec<Vec<String>> {
    if rows.is_empty() {
        return rows;
    }
    let more = rows.len().saturating_sub(most);
    rows.truncate(most);
    if more > 0 {
        rows.push(std::iter::once(format!("and {} more", count(more as u64))).chain(head.iter().skip(1).map(|_| String::new())).collect());
    }
    rows.insert(0, head.iter().map(|word| (*word).to_owned()).collect());
    rows
}

/// `40 → 48 (+20.0 %)`, of shares `32.6 % → 24.1 % (-8.5 pt)`; of what is the same, once.
pub fn shown(delta: &Delta, unit: &Unit) -> String {
    let side = |of: Option<f64>| match (of, unit) {
        (None, _) => "–".to_owned(),
        (Some(of), Unit::Unknown) => number(Figure::Number(of)),
        (Some(of), unit) => unit.show(Some(Figure::Number(of))),
    };
    if !delta.differs() {
        return side(delta.after);
    }
    let change = change(delta, unit).map_or_else(String::new, |change| format!(" ({change})"));
    format!("{} → {}{change}", side(delta.before), side(delta.after))
}

/// `+20.0 %`, of shares `-8.5 pt`.
pub fn change(delta: &Delta, unit: &Unit) -> Option<String> {
    match (unit, delta.before, delta.after) {
        (Unit::Share(_), Some(before), Some(after)) => Some(plain_zero(format!("{:+.1} pt", (after - before) * 100.0))),
        _ => delta.change.map(|change| plain_zero(format!("{:+.1} %", change * 100.0))),
    }
}
