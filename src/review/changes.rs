//! What is different between two definitions, thing by thing.

use super::class::Judge;
use super::items::{self, Item};
use super::renames::Renamed;
use super::shape::{Change, ChangeKind, Class, Detail, Part};
use crate::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// The changes, in the order of the sections of the new definition, what is gone last in each.
pub fn of(renamed: &Renamed, new: &Model) -> Vec<Change> {
    let (was, is) = (items::of(&renamed.model), items::of(new));
    let judge = Judge::of(&renamed.model, new);
    let moved = moved(&was, &is);
    let mut parts: Vec<Part> = is.iter().chain(&was).map(|item| item.part).collect();
    parts.sort_unstable();
    parts.dedup();
    let by_name = |items: &'_ [Item]| -> BTreeMap<(Part, String), usize> {
        items.iter().enumerate().map(|(at, item)| ((item.part, item.name.clone()), at)).collect()
    };
    let (old_places, new_places) = (by_name(&was), by_name(&is));
    let mut changes = Vec::new();
    for part in parts {
        for item in is.iter().filter(|item| item.part == part) {
            let key = (part, item.name.clone());
            let old = old_places.get(&key).map(|at| &was[*at]);
            changes.extend(change(&judge, old, item, renamed.was(part, &item.name), moved.contains(&key)));
        }
        let is_gone = |old: &&Item| old.part == part && !new_places.contains_key(&(part, old.name.clone()));
        for old in was.iter().filter(is_gone) {
            changes.push(Change {
                part,
                name: old.name.clone(),
                was: None,
                kind: ChangeKind::Removed,
                class: judge.added(old, &renamed.model).reversed(),
                details: Vec::new(),
                witness: None,
                breaks: Vec::new(),
            });
        }
    }
    changes
}

/// What became of a thing that the new version has, if anything did.
fn change(judge: &Judge<'_>, old: Option<&Item>, item: &Item, was: Option<&String>, moved: bool) -> Option<Change> {
    let change = |kind, class, details, witness| {
        Some(Change { part: item.part, name: item.name.clone(), was: was.cloned(), kind, class, details, witness, breaks: Vec::new() })
    };
    let Some(old) = old else { return change(ChangeKind::Added, judge.added(item, judge.new), Vec::new(), None) };
    let mut details = details(old, item);
    let (mut class, witness) = judge.changed(old, item, &details);
    if moved {
        class = class.and(judge.moved(item));
        details.push(Detail { key: "order".to_owned(), before: None, after: None });
    }
    match (details.is_empty(), was) {
        (true, None) => None,
        (true, Some(_)) => change(ChangeKind::Renamed, Class::Cosmetic, details, None),
        (false, _) if moved && details.len() == 1 => change(ChangeKind::Moved, class, Vec::new(), None),
        (false, Some(_)) => change(ChangeKind::Renamed, class, details, witness),
        (false, None) => change(ChangeKind::Changed, class, details, witness),
    }
}

/// The keys in which two versions of a thing differ.
fn details(old: &Item, new: &Item) -> Vec<Detail> {
    let keys: BTreeSet<&str> = old.facets.keys().chain(new.facets.keys()).copied().collect();
    let differing = keys.into_iter().filter(|key| old.facets.get(key) != new.facets.get(key));
    differing
        .map(|key| Detail {
            key: key.trim_start_matches('~').to_owned(),
            before: old.facets.get(key).cloned(),
            after: new.facets.get(key).cloned(),
        })
        .collect()
}

/// The things whose order means something and that stand elsewhere among those that both versions have: as few as explain it.
fn moved(was: &[Item], is: &[Item]) -> BTreeSet<(Part, String)> {
    let mut moved = BTreeSet::new();
    let parts: BTreeSet<Part> = is.iter().filter(|item| item.ordered).map(|item| item.part).collect();
    for part in parts {
        let place: BTreeMap<&str, usize> =
            was.iter().filter(|item| item.part == part).enumerate().map(|(at, item)| (item.name.as_str(), at)).collect();
        let common: Vec<(&str, usize)> = is
            .iter()
            .filter(|item| item.part == part)
            .filter_map(|item| place.get(item.name.as_str()).map(|at| (item.name.as_str(), *at)))
            .collect();
        // rules of different scores do not see one another
        let groups: BTreeSet<&str> = common.iter().map(|(name, _)| group(name)).collect();
        for of in groups {
            let common: Vec<(&str, usize)> = common.iter().filter(|(name, _)| group(name) == of).copied().collect();
            let kept = rising(&common.iter().map(|(_, at)| *at).collect::<Vec<_>>());
            moved.extend(common.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, (name, _))| (part, (*name).to_owned())));
        }
    }
    moved
}

fn group(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(owner, _)| owner)
}

/// The places of a longest rising run of numbers.
fn rising(numbers: &[usize]) -> BTreeSet<usize> {
    // by length less one: the place of the least number that ends a run of that length
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() { ends.push(at) } else { ends[length] = at }
    }
    let mut run = BTreeSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        run.insert(place);
        at = before[place];
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_moves_far_is_the_one_that_moved() {
        let kept = |numbers: &[usize]| rising(numbers).into_iter().collect::<Vec<_>>();
        assert_eq!(kept(&[0, 1, 2, 3]), [0, 1, 2, 3]);
        assert_eq!(kept(&[3, 0, 1, 2]), [1, 2, 3]);
        assert_eq!(kept(&[1, 2, 3, 0]), [0, 1, 2]);
        assert!(kept(&[]).is_empty());
    }
}
