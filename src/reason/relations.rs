//! What is known of several things at once: a last value there is only of something counted, the least is not above the
//! greatest, what is folded last at an event is the event's own.

use super::domain::Domain;
use super::formula::{About, Elements, Test, Thing};
use super::ranges::{Cut, Ranges};
use super::solve::Store;
use super::things::nothing;
use crate::model::FoldKind;
use crate::model::expr::TextTest;
use crate::value::Value;
use std::sync::Arc;

/// Rounds after which what is known is enough.
const ROUNDS: usize = 8;
/// Beyond so many folds they are not held against each other.
const MOST: usize = 48;

/// Draws the conclusions; `false` where there is a contradiction.
pub(super) fn settle(store: &mut Store) -> bool {
    let is_alone = |thing: &Thing| matches!(thing.about, About::Free | About::Term);
    for _ in 0..ROUNDS {
        if store.things.values().all(|(thing, _)| is_alone(thing)) {
            return true;
        }
        let before = store.things.clone();
        let things: Vec<Arc<Thing>> = store.things.values().map(|(thing, _)| thing.clone()).collect();
        if !conclude(store, &things) {
            return false;
        }
        if store.things.len() == before.len() && store.things.iter().zip(&before).all(|((_, (_, now)), (_, (_, then)))| now == then) {
            return true;
        }
    }
    true
}

/// One round.
fn conclude(store: &mut Store, things: &[Arc<Thing>]) -> bool {
    let folds: Vec<(&Arc<Thing>, &Elements)> = things
        .iter()
        .filter_map(|thing| match &thing.about {
            About::Fold(elements) => Some((thing, elements)),
            About::Free | About::Field { .. } | About::Sides(..) | About::Test(..) | About::Term => None,
        })
        .take(MOST)
        .collect();
    for thing in things {
        let possible = match &thing.about {
            About::Sides(a, b) => sides(store, thing, a, b),
            About::Test(base, test) => tested(store, thing, base, test),
            About::Field { name } => folds.iter().all(|(fold, elements)| folded_last(store, thing, name, fold, elements)),
            About::Free | About::Fold(_) | About::Term => true,
        };
        if !possible {
            return false;
        }
    }
    for (a, first) in &folds {
        for (b, second) in &folds {
            if a.key != b.key && !both(store, (a, first), (b, second)) {
                return false;
            }
        }
    }
    pairs_of_tests(store, things)
}

/// Two things compared: how they stand bounds them, and their bounds say how they stand.
fn sides(store: &mut Store, thing: &Arc<Thing>, a: &Arc<Thing>, b: &Arc<Thing>) -> bool {
    let side = |side: i64| Value::Integer(side);
    let mut known = store.of(thing);
    if is_below(a, b) {
        known.values = known.values.and(&Ranges::of([side(-1), side(0)]));
    }
    if is_below(b, a) {
        known.values = known.values.and(&Ranges::of([side(0), side(1)]));
    }
    let (mut first, mut second) = (store.of(a), store.of(b));
    if !known.missing {
        (first.missing, second.missing) = (false, false);
        if !known.values.contains(&side(1)) {
            let equal = known.values.contains(&side(0));
            (first.values, second.values) =
                (first.values.and(&second.values.below_end(equal)), second.values.and(&first.values.above_start(equal)));
        }
        if !known.values.contains(&side(-1)) {
            let equal = known.values.contains(&side(0));
            (first.values, second.values) =
                (first.values.and(&second.values.above_start(equal)), second.values.and(&first.values.below_end(equal)));
        }
        if known.values == Ranges::of([side(0)]) {
            let common = first.values.and(&second.values);
            (first.values, second.values) = (common.clone(), common);
        }
    }
    let less = !first.values.and(&second.values.below_end(false)).is_empty();
    let equal = !first.values.and(&second.values).is_empty();
    let greater = !first.values.and(&second.values.above_start(false)).is_empty();
    let possible = [(-1, less), (0, equal), (1, greater)].into_iter().filter(|(_, possible)| *possible);
    let left = Domain { missing: first.missing || second.missing, values: Ranges::of(possible.map(|(at, _)| side(at))) };
    store.say(a, &first) && store.say(b, &second) && store.say(thing, &known.and(&left))
}

/// A test of a text: of few texts it is known which pass.
fn tested(store: &mut Store, thing: &Arc<Thing>, base: &Arc<Thing>, test: &Test) -> bool {
    let (known, mut text) = (store.of(thing), store.of(base));
    text.missing &= known.missing;
    if let Some(texts) = text.values.points(64) {
        let left = texts.into_iter().filter(|text| test.passes(text).is_some_and(|passes| known.contains(&Value::Boolean(passes))));
        text.values = Ranges::of(left);
        let passing = text.values.points(64).unwrap_or_default();
        let truths = passing.iter().filter_map(|text| test.passes(text)).map(Value::Boolean);
        let truths = Domain { missing: text.missing, values: Ranges::of(truths) };
        return store.say(base, &text) && store.say(thing, &truths);
    }
    if known.values.is_empty() {
        text.values = Ranges::none();
    }
    store.say(base, &text) && store.say(thing, &Domain { missing: text.missing, values: Ranges::whole() })
}

/// Two endings of one text: one ends in the other, or they are not both its endings.
fn pairs_of_tests(store: &Store, things: &[Arc<Thing>]) -> bool {
    let endings: Vec<(&Arc<str>, &Arc<str>)> = things
        .iter()
        .filter(|thing| store.of(thing) == Domain::exactly(&Value::Boolean(true)))
        .filter_map(|thing| match &thing.about {
            About::Test(base, Test::Text(TextTest::EndsWith, ending)) => Some((&base.key, ending)),
            _ => None,
        })
        .collect();
    let fits = |a: &str, b: &str| a.ends_with(b) || b.ends_with(a);
    endings.iter().all(|(base, first)| endings.iter().all(|(other, second)| base != other || fits(first, second)))
}

/// At an event, what is folded last of it is the event's own field, if it is there.
fn folded_last(store: &mut Store, field: &Arc<Thing>, name: &Arc<str>, fold: &Arc<Thing>, elements: &Elements) -> bool {
    let own = elements.holds_event && elements.kind == FoldKind::Last && elements.members.iter().all(|member| member == name);
    let known = store.of(field);
    if !own || known.missing || !alike(field, fold) {
        return true;
    }
    let common = known.and(&store.of(fold));
    store.say(field, &common) && store.say(fold, &common)
}

/// Whether two things have values of one type.
fn alike(a: &Thing, b: &Thing) -> bool {
    a.ty == b.ty || a.ty.is_text() && b.ty.is_text()
}

/// What the elements of one fold say of another's.
fn both(store: &mut Store, (a, first): (&Arc<Thing>, &Elements), (b, second): (&Arc<Thing>, &Elements)) -> bool {
    if !is_among(first, second) {
        return true;
    }
    let (known, other) = (store.of(a), store.of(b));
    let integer = Value::Integer;
    // every element of the first is one of the second: something here is something there
    if is_something(first.kind, &known) && second.required {
        let something = match second.kind {
            FoldKind::Count => Domain::of(Ranges::range(Cut::before(&integer(1)), Cut::End)),
            FoldKind::Any => Domain::exactly(&Value::Boolean(true)),
            FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => Domain::present(),
            FoldKind::Sum | FoldKind::Distinct => return true,
        };
        if !store.say(b, &something) {
            return false;
        }
    }
    // nothing there is nothing here
    if second.required && is_nothing(second.kind, &other) {
        let left = match first.kind {
            FoldKind::Count => Domain::exactly(&integer(0)),
            FoldKind::Any => Domain::exactly(&Value::Boolean(false)),
            FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => Domain::missing(),
            FoldKind::Sum => Domain::exactly(&nothing(&a.ty)),
            FoldKind::Distinct => return true,
        };
        if !store.say(a, &left) {
            return false;
        }
    }
    if is_below(a, b) {
        let (low, high) = (store.of(a), store.of(b));
        let missing = low.missing && high.missing;
        return store.say(a, &Domain { missing, values: high.values.below_end(true) })
            && store.say(b, &Domain { missing, values: low.values.above_start(true) });
    }
    true
}

/// Whether the elements of a fold are surely among those of another.
fn is_among(first: &Elements, second: &Elements) -> bool {
    first.sources.iter().all(|source| second.sources.contains(source))
        && (second.filter.is_empty() || second.filter == first.filter)
        && second.last.is_none_or(|window| first.last.is_some_and(|own| own <= window))
}

/// Whether one fold is surely not above another: there is one if there is the other.
fn is_below(a: &Thing, b: &Thing) -> bool {
    let (About::Fold(first), About::Fold(second)) = (&a.about, &b.about) else { return false };
    if first.kind == FoldKind::Count && second.kind == FoldKind::Count {
        return is_among(first, second) && (second.members.is_empty() || second.members == first.members);
    }
    let same =
        first.members == second.members && first.sources == second.sources && first.filter == second.filter && first.last == second.last;
    let rises = matches!(
        (first.kind, second.kind),
        (FoldKind::Min, FoldKind::Max | FoldKind::First | FoldKind::Last) | (FoldKind::First | FoldKind::Last, FoldKind::Max)
    );
    same && rises && alike(a, b)
}

/// Whether a fold is surely of something.
fn is_something(kind: FoldKind, known: &Domain) -> bool {
    match kind {
        FoldKind::Count => !known.contains(&Value::Integer(0)),
        FoldKind::Any => !known.contains(&Value::Boolean(false)),
        FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => !known.missing,
        FoldKind::Sum | FoldKind::Distinct => false,
    }
}

/// Whether a fold is surely of nothing, or of nothing that is there.
fn is_nothing(kind: FoldKind, known: &Domain) -> bool {
    match kind {
        FoldKind::Count => *known == Domain::exactly(&Value::Integer(0)),
        FoldKind::Any => *known == Domain::exactly(&Value::Boolean(false)),
        FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => known.values.is_empty(),
        FoldKind::Sum | FoldKind::Distinct => false,
    }
}
