//! What reasoning says of conditions is never contradicted by evaluating them: random conditions over a random definition, and
//! random subjects whose values lean towards the constants in the conditions.
//!
//! `FUNNELC_CASES` says how many definitions (default 8), `FUNNELC_SUBJECTS` how many subjects each (default 10000),
//! `FUNNELC_SEED` the first seed.

use crate::engines_agree::{compile, setting};
use crate::random::definition::definition;
use crate::random::dice::Dice;
use crate::random::expression::{EVENTS, Names, expression};
use crate::random::log::START;
use funnelc::eval::holds;
use funnelc::ids::{EventId, Id, StageId};
use funnelc::model::{Expr, ExprKind, Model, StreamSource, Trigger};
use funnelc::reason::{Answer, Condition, Reasoner, Setting, always, disjoint, implies, satisfiable};
use funnelc::reference::{Element, Moment, Story};
use funnelc::time::Micros;
use funnelc::value::{Type, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

const HOUR: Micros = 3_600_000_000;

/// How often the engine says what of how many.
#[derive(Debug, Default)]
struct Tally {
    conditions: usize,
    never: usize,
    always: usize,
    witnessed: usize,
    unknown: usize,
    pairs: usize,
    implied: usize,
    disjoint: usize,
    looks: usize,
}

/// What is claimed of conditions, by their place.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Claim {
    Never(usize),
    Always(usize),
    Implies(usize, usize),
    Disjoint(usize, usize),
}

/// Conditions of two to four comparisons about few things, with constants that lie close together.
fn tight(dice: &mut Dice, at_hand: Option<&str>, leaning: &[usize]) -> String {
    let wholes = [
        "last(visit.n)",
        "count(visit)",
        "count(form)",
        "max(visit.n)",
        "min(visit.n)",
        "count(visit in last 1d)",
        "count(visit where event.n > 3)",
    ];
    let mut things: Vec<(String, usize)> = wholes.iter().map(|thing| ((*thing).to_owned(), 0)).collect();
    things.push(("(last(visit.n) else 2)".to_owned(), 0));
    things.push(("last(visit.n) * 2 - 3".to_owned(), 0));
    things.push(("stage.visits".to_owned(), 0));
    things.extend(["last(visit.page)", "first(visit.page)", "(last(visit.page) else \"b\")"].map(|thing| (thing.to_owned(), 1)));
    things.extend(["last(form.color)"].map(|thing| (thing.to_owned(), 2)));
    things.extend(["last(form.ok)", "any(deal)", "any(visit where event.n > 3)"].map(|thing| (thing.to_owned(), 3)));
    things.extend(["last(form.x)", "last(form.x) + 0.5", "round(last(form.x), 1)"].map(|thing| (thing.to_owned(), 4)));
    things.extend(["last(deal.amount)", "sum(deal.amount)"].map(|thing| (thing.to_owned(), 5)));
    things.extend(["stage.age", "last(touch.wait)", "now - last(visit.time)"].map(|thing| (thing.to_owned(), 6)));
    things.push(("stage.age / 1d".to_owned(), 4));
    things.extend(["last(deal.due)", "last(visit.time)"].map(|thing| (thing.to_owned(), 7)));
    things.push(("last(deal.day)".to_owned(), 8));
    match at_hand {
        Some("visit") => things.extend([("event.n".to_owned(), 0), ("event.page".to_owned(), 1)]),
        Some("form") => things.extend([("event.color".to_owned(), 2), ("event.ok".to_owned(), 3), ("event.x".to_owned(), 4)]),
        Some("deal") => things.extend([("event.amount".to_owned(), 5), ("event.n".to_owned(), 0)]),
        _ => {}
    }
    // conditions of one definition lean to a few things, so that they bear on one another
    let mut pick = || if dice.chance(75) { things[*dice.pick(leaning) % things.len()].clone() } else { dice.pick(&things).clone() };
    let mut few = vec![pick()];
    if few[0].1 % 2 == 0 {
        few.push(pick());
    }
    let parts: Vec<String> = (0..dice.between(1, 4)).map(|_| atom(dice, &few)).collect();
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        let part = if dice.chance(20) { format!("not ({part})") } else { part.clone() };
        text = if at == 0 { part } else { format!("({text} {} {part})", dice.word(&["and", "and", "or"])) };
    }
    text
}

fn atom(dice: &mut Dice, things: &[(String, usize)]) -> String {
    let (thing, kind) = dice.pick(things).clone();
    if dice.chance(12) {
        return format!("({thing}) is {}", dice.word(&["present", "missing"]));
    }
    let compare = dice.word(&["==", "!=", "<", "<=", ">", ">="]);
    let equal = dice.word(&["==", "!="]);
    let same: Vec<&(String, usize)> = things.iter().filter(|(other, of)| *of == kind && *other != thing).collect();
    if let [other, ..] = same.as_slice()
        && dice.chance(25)
        && ![2, 3].contains(&kind)
    {
        return format!("{thing} {compare} {}", other.0);
    }
    match kind {
        0 if dice.chance(20) => format!("{thing} {} [{}, {}]", dice.word(&["in", "not in"]), dice.below(4), dice.below(4)),
        0 => format!("{thing} {compare} {}", dice.below(5)),
        1 => match dice.below(4) {
            0 => format!("{thing} {equal} \"{}\"", dice.word(&["a", "b", "ab", "abc"])),
            1 => format!("{thing} {} [\"a\", \"{}\"]", dice.word(&["in", "not in"]), dice.word(&["b", "ab", "abc"])),
            2 => format!("{thing} {} \"{}\"", dice.word(&["starts with", "ends with", "contains"]), dice.word(&["a", "b", "ab", ""])),
            _ => format!("{thing} matches \"{}\"", dice.word(&["^a", "b$"])),
        },
        2 => match dice.chance(60) {
            true => format!("{thing} {equal} \"{}\"", dice.word(&["red", "green", "blue"])),
            false => format!("{thing} {} [\"red\", \"{}\"]", dice.word(&["in", "not in"]), dice.word(&["green", "blue"])),
        },
        3 => match dice.chance(50) {
            true => thing,
            false => format!("({thing}) {equal} {}", dice.word(&["true", "false"])),
        },
        4 => format!("{thing} {compare} {}", dice.word(&["0.5", "1.5", "0.1", "1", "0.6"])),
        5 => format!("{thing} {compare} {}", dice.word(&["100", "99.99", "0", "7"])),
        6 => format!("{thing} {compare} {}", dice.word(&["0s", "6h", "12h", "1d"])),
        7 => format!("{thing} {compare} 2026-03-{}T{}:00:00Z", dice.between(26, 28), dice.word(&["00", "06", "12"])),
        _ => format!("{thing} {compare} 2026-03-{}", dice.between(26, 28)),
    }
}

/// A definition with conditions of both kinds in its triggers.
fn random_model(dice: &mut Dice) -> Option<Model> {
    let mut made = definition(dice);
    // the conditions of the definition itself are too many to hold all against all
    made.triggers.truncate(3);
    let leaning: Vec<usize> = (0..3).map(|_| dice.below(24)).collect();
    for at in 0..28 {
        let on = dice.chance(50).then(|| *dice.pick(EVENTS));
        let names = Names {
            at_hand: on.into_iter().collect(),
            folds: true,
            stage: true,
            now: true,
            stages: vec!["s0".to_owned(), "s1".to_owned()],
            ..Names::default()
        };
        let when = match at % 4 {
            0 => expression(dice, &names, crate::random::expression::Kind::Truth, 2),
            1 if !made.scores.is_empty() => {
                let score = made.scores[dice.below(made.scores.len())].head[0].trim_end_matches(':').to_owned();
                let compare = dice.word(&["<", "<=", ">", ">="]);
                format!("score.{score} {compare} {}", dice.word(&["-30", "0", "10", "20", "40", "60", "100", "200"]))
            }
            _ => tight(dice, on, &leaning),
        };
        let on = on.map_or(String::new(), |event| format!("on: {event}, "));
        made.triggers.push(format!("c{at}: {{ from: s0, to: s1, {on}when: '{when}' }}"));
    }
    compile(&made.yaml()).ok()
}

fn claims(model: &Model, conditions: &[(usize, Condition<'_>)], tally: &mut Tally) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (at, (_, condition)) in conditions.iter().enumerate() {
        tally.conditions += 1;
        if always(condition).is_proved() {
            tally.always += 1;
            claims.push(Claim::Always(at));
            continue;
        }
        match satisfiable(&[condition], &[]) {
            Answer::No => {
                tally.never += 1;
                claims.push(Claim::Never(at));
            }
            Answer::Yes(_) => tally.witnessed += 1,
            Answer::Unknown => tally.unknown += 1,
        }
    }
    let on = |at: usize| model.triggers.iter().nth(conditions[at].0).map(|trigger| trigger.on.clone()).unwrap_or_default();
    let plain = |at: &usize| !claims.iter().any(|claim| matches!(claim, Claim::Never(of) | Claim::Always(of) if of == at));
    let open: Vec<usize> = (0..conditions.len()).filter(plain).collect();
    for a in &open {
        for b in &open {
            if a == b || on(*a) != on(*b) {
                continue;
            }
            tally.pairs += 1;
            if implies(&conditions[*a].1, &[&conditions[*b].1]).is_proved() {
                tally.implied += 1;
                claims.push(Claim::Implies(*a, *b));
            }
            if a < b && disjoint(&conditions[*a].1, &conditions[*b].1).is_proved() {
                tally.disjoint += 1;
                claims.push(Claim::Disjoint(*a, *b));
            }
        }
    }
    claims
}

/// The constants in the conditions of a model, by type.
fn constants(model: &Model) -> BTreeMap<String, Vec<Value>> {
    fn walk(expr: &Expr, found: &mut BTreeMap<String, Vec<Value>>) {
        if let ExprKind::Literal(value) = &expr.kind {
            let name = if expr.ty.is_text() { "text".to_owned() } else { expr.ty.to_string() };
            found.entry(name).or_default().push(value.clone());
        }
        expr.children().into_iter().for_each(|child| walk(child, found));
    }
    let mut found = BTreeMap::new();
    let all = model.triggers.iter().filter_map(|trigger| trigger.when.as_ref());
    let all = all.chain(model.folds.iter().filter_map(|fold| fold.filter.as_ref()));
    let all =
        all.chain(model.attributes.iter().map(|attribute| &attribute.expr)).chain(model.rules.iter().filter_map(|rule| rule.when.as_ref()));
    all.for_each(|expr| walk(expr, &mut found));
    found
}

/// A value of a type: often a constant of the conditions, or next to one.
fn value(dice: &mut Dice, ty: &Type, constants: &BTreeMap<String, Vec<Value>>) -> Value {
    let name = if ty.is_text() { "text".to_owned() } else { ty.to_string() };
    let known = constants.get(&name).filter(|known| !known.is_empty() && dice.chance(70)).map(|known| dice.pick(known).clone());
    let step = *dice.pick(&[0, 0, 0, 1, -1]);
    match (known, ty) {
        (_, Type::Enum(values)) => Value::text(&values[dice.below(values.len())]),
        (Some(Value::Integer(whole)), _) => Value::Integer(whole.saturating_add(step)),
        (Some(Value::Number(number)), _) => Value::Number([number, number.next_up(), number.next_down()][dice.below(3)]),
        (Some(Value::Timestamp(at)), _) => Value::Timestamp(at + step),
        (Some(Value::Duration(length)), _) => Value::Duration(length.saturating_add(step)),
        (Some(Value::Date(day)), _) => Value::Date(day + step as i32),
        (Some(known), _) => known,
        (None, Type::Boolean) => Value::Boolean(dice.chance(50)),
        (None, Type::Integer) => Value::Integer(*dice.pick(&[0, 1, 2, 3, 4, 5, -1, i64::MAX, i64::MIN])),
        (None, Type::Number) => Value::Number(*dice.pick(&[0.0, -0.0, 0.5, 0.1, 1.5, -2.0, 1e300])),
        (None, Type::Decimal) => Value::Decimal(funnelc::value::Decimal::from_integer(dice.below(9) as i64)),
        (None, Type::Timestamp) => Value::Timestamp(START + 6 * HOUR * dice.below(20) as i64),
        (None, Type::Date) => Value::Date(20_538 + dice.below(6) as i32),
        (None, Type::Duration) => Value::Duration(6 * HOUR * dice.below(6) as i64),
        (None, _) => Value::text(dice.pick::<&str>(&["a", "b", "ab", "abc", "ba", "", "x@b.pl"])),
    }
}

/// One subject on its way: events and entries, and every moment of it shown to `look`.
fn live(dice: &mut Dice, model: &Model, constants: &BTreeMap<String, Vec<Value>>, look: &mut dyn FnMut(&Moment<'_>, Option<EventId>)) {
    let mut story = Story::new(model, Arc::from("u1"));
    let mut time = START;
    for at in 0..dice.between(1, 6) {
        time += *dice.pick(&[0, 1, 6 * HOUR, 12 * HOUR, 24 * HOUR, 60 * HOUR]);
        let id = EventId::of(dice.below(EVENTS.len()));
        let fields = model.events[id].fields.iter().map(|field| match field.optional && dice.chance(25) {
            true => Value::Missing,
            false => value(dice, &field.ty, constants),
        });
        let fields = fields.collect();
        story.take(Element { source: StreamSource::Event(id), time, fields });
        if at == 0 || dice.chance(20) {
            // who enters at an event is there when triggers are looked at
            let stage = if at == 0 { 0 } else { dice.below(2) };
            if at == 0 {
                story.take(Element { source: StreamSource::Stage(StageId::of(stage)), time, fields: Vec::new() });
            }
        }
        let event = story.elements.iter().rposition(|element| element.source == StreamSource::Event(id));
        look(&Moment { at_hand: event, ..story.at(time) }, Some(id));
        look(&story.at(time), None);
        if dice.chance(25) {
            story.take(Element { source: StreamSource::Stage(StageId::of(dice.below(2))), time, fields: Vec::new() });
            look(&story.at(time), None);
        }
        look(&story.at(time + *dice.pick(&[1, 6 * HOUR, 24 * HOUR - 1, 24 * HOUR])), None);
    }
}

/// What contradicts a claim, if anything does.
fn contradiction(seed: u64, tally: &mut Tally) -> Option<String> {
    let dice = &mut Dice::new(seed);
    let model = random_model(dice)?;
    let reasoner = Reasoner::new(&model);
    let mine: Vec<(usize, &Trigger)> =
        model.triggers.iter().enumerate().filter(|(_, trigger)| trigger.name.starts_with('c') && trigger.when.is_some()).collect();
    let conditions: Vec<(usize, Condition<'_>)> = mine
        .iter()
        .filter_map(|(at, trigger)| Some((*at, reasoner.condition(trigger.when.as_ref()?, Setting::of_trigger(trigger)))))
        .collect();
    let claims = claims(&model, &conditions, tally);
    let constants = constants(&model);
    let reach: Vec<_> = model.scores.ids().map(|id| (id, reasoner.reach(id))).collect();
    let mut wrong: Option<String> = None;
    let mut looks = 0;
    while looks < setting("FUNNELC_SUBJECTS", 10_000) && wrong.is_none() {
        live(dice, &model, &constants, &mut |moment, event| {
            looks += 1;
            let mut known: BTreeMap<usize, bool> = BTreeMap::new();
            let mut is_true =
                |at: usize| *known.entry(at).or_insert_with(|| mine[at].1.when.as_ref().is_some_and(|when| holds(when, &model, moment)));
            let applies = |at: usize| match event {
                Some(event) => mine[at].1.on.contains(&event),
                None => mine[at].1.on.is_empty(),
            };
            for claim in &claims {
                let broken = match *claim {
                    Claim::Never(at) => applies(at) && is_true(at),
                    Claim::Always(at) => applies(at) && !is_true(at),
                    Claim::Implies(a, b) => applies(a) && is_true(a) && !is_true(b),
                    Claim::Disjoint(a, b) => applies(a) && is_true(a) && is_true(b),
                };
                if broken && wrong.is_none() {
                    let (Claim::Never(a) | Claim::Always(a) | Claim::Implies(a, _) | Claim::Disjoint(a, _)) = *claim;
                    let (Claim::Implies(_, b) | Claim::Disjoint(_, b) | Claim::Never(b) | Claim::Always(b)) = *claim;
                    let text = |at: usize| mine[at].1.when.as_ref().map(|when| model.print(when)).unwrap_or_default();
                    wrong = Some(format!("{claim:?}\n  {}\n  {}\n{}", text(a), text(b), shown(&model, moment)));
                }
            }
            for (id, reach) in &reach {
                let points = funnelc::eval::Scope::score(moment, *id);
                if (points < reach.low || points > reach.high) && wrong.is_none() {
                    wrong = Some(format!("{} is {points}, said to be {reach}\n{}", model.scores[*id].name, shown(&model, moment)));
                }
            }
        });
    }
    tally.looks += looks as usize;
    wrong.map(|wrong| format!("seed {seed}: {wrong}"))
}

fn shown(model: &Model, moment: &Moment<'_>) -> String {
    let mut text = format!("at {} with {:?} at hand\n", funnelc::time::instant::format(moment.now), moment.at_hand);
    for element in moment.elements() {
        let name = match element.source {
            StreamSource::Event(event) => &model.events[event].name,
            StreamSource::Stage(stage) => &model.stages[stage].name,
        };
        let fields: Vec<String> = element.fields.iter().map(ToString::to_string).collect();
        let _ = writeln!(text, "  {} {name} {}", funnelc::time::instant::format(element.time), fields.join(", "));
    }
    for attribute in &model.attributes {
        let _ = writeln!(text, "  {} = {}", attribute.name, model.print(&attribute.expr));
    }
    text
}

#[test]
fn what_is_claimed_is_never_contradicted() {
    let (cases, seed) = (setting("FUNNELC_CASES", 8), setting("FUNNELC_SEED", 1));
    let mut tally = Tally::default();
    let wrong: Vec<String> = (seed..seed + cases).filter_map(|seed| contradiction(seed, &mut tally)).collect();
    println!("{tally:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let share = |part: usize, of: usize| part * 100 / of.max(1);
    assert!(share(tally.never + tally.always, tally.conditions) >= 10, "hardly anything is decided: {tally:?}");
    assert!(share(tally.witnessed, tally.conditions) >= 40, "hardly anything has a witness: {tally:?}");
    assert!(share(tally.implied + tally.disjoint, tally.pairs) >= 3, "hardly anything follows: {tally:?}");
}
