//! Values that conditions which split one quantity leave out between them.

use super::domain::Domain;
use super::formula::{Formula, Thing};
use super::ranges::{Cut, Range, Ranges};
use super::solve::search;
use super::{Condition, Witness, witness};
use crate::value::{Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A gap.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The quantity, as the language names it.
    pub thing: Arc<str>,
    /// Where the gap begins.
    pub from: Value,
    /// Where it ends.
    pub to: Value,
    /// A value from the gap, with which none of the conditions holds.
    pub witness: Witness,
    /// The same with a value for everything else that the conditions ask about.
    pub whole: Witness,
    /// The conditions beside the gap, by their place among those asked about.
    pub around: Vec<usize>,
}

/// What a condition says of each thing, where it says no more than that.
type Said = BTreeMap<Arc<str>, (Arc<Thing>, Domain)>;

/// The first gap that conditions leave which say the same but for one quantity.
pub fn gap(conditions: &[&Condition<'_>]) -> Option<Gap> {
    let said: Vec<(usize, Said)> =
        conditions.iter().enumerate().filter_map(|(at, condition)| Some((at, said(condition.holds())?))).collect();
    for (at, (_, first)) in said.iter().enumerate() {
        for (key, (thing, _)) in first {
            if !is_quantity(&thing.ty) {
                continue;
            }
            let alike: Vec<(usize, &Domain)> = said
                .iter()
                .skip(at)
                .filter(|(_, other)| others_agree(first, other, key))
                .filter_map(|(place, other)| Some((*place, &other.get(key)?.1)))
                .filter(|(_, domain)| domain.values.points(64).is_none())
                .collect();
            if alike.len() > 1
                && let Some(found) = between(thing, &alike, first, conditions)
            {
                return Some(found);
            }
        }
    }
    None
}

/// What a formula says of each thing; nothing where it has alternatives.
fn said(formula: &Formula) -> Option<Said> {
    let mut said = Said::new();
    let mut open = vec![formula];
    while let Some(formula) = open.pop() {
        match formula {
            Formula::Always => {}
            Formula::Never | Formula::Perhaps | Formula::Any(_) => return None,
            Formula::All(parts) => open.extend(parts),
            Formula::In(thing, domain) => {
                let (_, known) = said.entry(thing.key.clone()).or_insert_with(|| (thing.clone(), thing.domain.clone()));
                *known = known.and(domain);
            }
        }
    }
    Some(said)
}

fn is_quantity(ty: &Type) -> bool {
    match ty {
        Type::Integer | Type::Number | Type::Decimal | Type::Timestamp | Type::Date | Type::Duration => true,
        Type::Boolean | Type::String | Type::Enum(_) | Type::Set => false,
    }
}

fn others_agree(a: &Said, b: &Said, but: &Arc<str>) -> bool {
    a.len() == b.len() && a.iter().all(|(key, (_, domain))| key == but || b.get(key).is_some_and(|(_, other)| other == domain))
}

fn between(thing: &Arc<Thing>, alike: &[(usize, &Domain)], first: &Said, conditions: &[&Condition<'_>]) -> Option<Gap> {
    let covered = alike.iter().fold(Ranges::none(), |all, (_, domain)| all.or(&domain.values));
    for pair in covered.ranges().windows(2) {
        let [Range { to: from, .. }, Range { from: to, .. }] = pair else { continue };
        let left_out = Domain::of(Ranges::range(from.clone(), to.clone()).and(&thing.domain.values));
        let mut formulas: Vec<Formula> = first
            .iter()
            .map(|(key, (other, domain))| Formula::lies(other.clone(), if *key == thing.key { &left_out } else { domain }))
            .collect();
        formulas.extend(conditions.iter().map(|condition| condition.fails().clone()));
        let mut found = None;
        search(&formulas.iter().collect::<Vec<_>>(), &mut |store| {
            found = witness::of(store, &[], conditions);
            found.is_some()
        });
        let Some(whole) = found else { continue };
        let value = whole.values.get(&thing.key).cloned().map(|value| (thing.key.clone(), value));
        if let (Some(value), Some(from), Some(to)) = (value, edge(from), edge(to)) {
            let touches = |domain: &Domain| domain.values.ranges().iter().any(|own| pair.iter().any(|range| overlap(own, range)));
            let around = alike.iter().filter(|(_, domain)| touches(domain)).map(|(at, _)| *at).collect();
            return Some(Gap { thing: thing.key.clone(), from, to, witness: Witness { values: [value].into() }, whole, around });
        }
    }
    None
}

fn overlap(a: &Range, b: &Range) -> bool {
    let range = |range: &Range| Ranges::range(range.from.clone(), range.to.clone());
    !range(a).and(&range(b)).is_empty()
}

fn edge(cut: &Cut) -> Option<Value> {
    match cut {
        Cut::Before(value) | Cut::After(value) => Some(value.clone()),
        Cut::Start | Cut::End => None,
    }
}
