//! Things of which the same is written, under another name.

use super::Pair;
use crate::review::items::Item;
use crate::review::shape::Part;
use std::collections::{BTreeMap, BTreeSet};

/// What is written of a thing, and what it belongs to.
type Written<'a> = (&'a str, Vec<(&'static str, &'a str)>);

/// Pairs of what is gone and what has come, alike in all that is written of it. Of several that are alike to one another each has one
/// for it, in their order, if there are as many on both sides; else nothing says which is which.
pub fn pairs(was: &[Item], is: &[Item], part: Part) -> Vec<Pair> {
    let mut groups: BTreeMap<Written<'_>, [Vec<&str>; 2]> = BTreeMap::new();
    for (side, items) in [unknown(was, is, part), unknown(is, was, part)].into_iter().enumerate() {
        for item in items.into_iter().filter(|item| !item.facets.is_empty()) {
            groups.entry(written(item)).or_default()[side].push(&item.name);
        }
    }
    let same = groups.into_values().filter(|[gone, come]| gone.len() == come.len());
    same.flat_map(|[gone, come]| gone.into_iter().zip(come)).map(|(old, new)| (old.to_owned(), new.to_owned())).collect()
}

/// The things of a kind whose names the other version does not have.
fn unknown<'a>(items: &'a [Item], others: &[Item], part: Part) -> Vec<&'a Item> {
    let names: BTreeSet<&str> = others.iter().filter(|item| item.part == part).map(|item| item.name.as_str()).collect();
    items.iter().filter(|item| item.part == part && !names.contains(item.name.as_str())).collect()
}

fn written(item: &Item) -> Written<'_> {
    (owner(&item.name), item.facets.iter().map(|(key, text)| (*key, text.as_str())).collect())
}

/// What a name with a dot belongs to.
fn owner(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(owner, _)| owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(all: &[(&str, &str)]) -> Vec<Item> {
        let item = |(name, value): &(&str, &str)| Item {
            part: Part::Metric,
            name: (*name).to_owned(),
            facets: [("value", (*value).to_owned())].into_iter().collect(),
            ordered: false,
        };
        all.iter().map(item).collect()
    }

    fn found(was: &[(&str, &str)], is: &[(&str, &str)]) -> Vec<String> {
        let pairs = pairs(&metrics(was), &metrics(is), Part::Metric);
        pairs.into_iter().map(|(old, new)| format!("{old} is {new}")).collect()
    }

    #[test]
    fn what_is_alike_is_paired_where_it_is_clear_which_is_which() {
        assert_eq!(found(&[("a", "count(x)")], &[("b", "count(x)")]), ["a is b"]);
        assert_eq!(found(&[("a", "count(x)")], &[("b", "count(y)")]), [""; 0]);
        // the same under two names: whichever it is, it means the same
        assert_eq!(found(&[("a", "count(x)"), ("b", "count(x)")], &[("c", "count(x)"), ("d", "count(x)")]), ["a is c", "b is d"]);
        assert_eq!(found(&[("a", "count(x)")], &[("c", "count(x)"), ("d", "count(x)")]), [""; 0]);
        assert_eq!(found(&[("a", "count(x)"), ("k", "count(y)")], &[("k", "count(y)"), ("b", "count(x)")]), ["a is b"]);
    }
}
