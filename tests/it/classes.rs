//! What a change is called: widening where there is more or it is easier, narrowing where less, and "cannot tell" only where that is so.

use super::engines_agree::compile;
use funnelc::review::{Class, Gates, Pair};

/// A definition with one of everything that has a class.
const BASE: &str = "\
funnel: leads
owner: revops
subject: lead
calendar: { business_hours: { days: monday..friday, hours: 09:00-17:00 } }
events:
  visit: { fields: { page: string, seconds: integer, kind: { enum: [a, b], optional: true } } }
  form: {}
  call: {}
  deal: { fields: { amount: decimal } }
attributes:
  visits: count(visit where event.seconds > 10)
  recent: count(visit in last 30d)
  first_page: first(visit.page)
  calm: max(visit.seconds where event.seconds < 100)
scoring:
  heat:
    rules:
      page: { on: visit, points: 10, limit: 5 per 7d }
      spam: { on: form, when: visits > 3, points: -10, limit: 2 }
let:
  warmth: score.heat * 2 + 10
  ready: score.heat >= 50
stages:
  lead: {}
  mql: {}
  won: { outcome: won }
  lost: { outcome: lost }
triggers:
  qualified: { from: lead, to: mql, when: ready }
  signed: { from: mql, to: won, on: deal }
  gave_up: { from: [lead, mql], to: lost, idle: 60d }
slas:
  pick_up: { from: mql, until: [call], within: 1d }
metrics:
  mqls: count(mql)
  long_visits: count(visit where event.seconds >= 60)
  mean_visit: mean(visit.seconds where event.seconds >= 60)
  quick: rate(mql -> won within 30d)
  share: count(won) / count(mql)
okrs:
  growth:
    objective: Grow
    owner: revops
    period: 2026-Q1
    key_results:
      more: { metric: mqls, from: 10, to: 100 }
      less: { metric: mean_visit, from: 100, to: 10 }
      keep: { metric: quick, hold: '>= 20%' }
sources:
  site:
    files: [a.csv]
    where: row.kind == \"x\"
    map: { subject: row.who, time: row.at, event: '\"form\"' }
";

fn class(from: &str, to: &str) -> Vec<(String, Class)> {
    assert!(BASE.contains(from), "{from}");
    let (old, new) = (compile(BASE).expect("it compiles"), BASE.replacen(from, to, 1));
    let new = compile(&new).unwrap_or_else(|why| panic!("{to}: {why:?}"));
    let there = Pair::of(&old, &new).diff(["old", "new"], None, &Gates::default()).changes;
    let back = Pair::of(&new, &old).diff(["new", "old"], None, &Gates::default()).changes;
    // the way back is the other way round
    for change in &there {
        let other = back.iter().find(|other| (other.part, &other.name) == (change.part, &change.name)).expect("it is changed there too");
        assert_eq!(other.class, change.class.reversed(), "{from} → {to}: {}", change.name);
    }
    there.into_iter().map(|change| (change.label(), change.class)).collect()
}

#[test]
fn every_kind_of_change_has_the_class_it_can_be_given() {
    use Class::{Both, CannotTell, Cosmetic, Narrowing, Widening};
    let mut wrong = Vec::new();
    for (from, to, name, expected) in [
        ("event.seconds > 10", "event.seconds > 20", "attribute visits", Narrowing),
        ("visit in last 30d", "visit in last 60d", "attribute recent", Widening),
        ("first(visit.page)", "last(visit.page)", "attribute first_page", CannotTell),
        ("event.seconds < 100", "event.seconds < 200", "attribute calm", Widening),
        ("score.heat * 2 + 10", "score.heat * 2 + 20", "let warmth", Widening),
        ("score.heat * 2 + 10", "score.heat * 2 - 10", "let warmth", CannotTell),
        ("score.heat >= 50", "score.heat >= 60", "let ready", Narrowing),
        ("limit: 5 per 7d", "limit: 5 per 1d", "rule heat.page", Widening),
        ("limit: 5 per 7d", "limit: 4 per 7d", "rule heat.page", Narrowing),
        ("limit: 5 per 7d", "limit: 6 per 8d", "rule heat.page", Both),
        ("points: 10, limit: 5 per 7d", "points: 20, limit: 6 per 7d", "rule heat.page", Widening),
        ("points: -10, limit: 2", "points: -10, limit: 3", "rule heat.spam", Narrowing),
        ("points: -10, limit: 2", "points: -20, limit: 3", "rule heat.spam", Narrowing),
        ("points: -10, limit: 2", "points: -5, limit: 2", "rule heat.spam", Widening),
        ("from: [lead, mql], to: lost", "from: any, to: lost", "trigger gave_up", Cosmetic),
        ("from: [lead, mql], to: lost", "from: lead, to: lost", "trigger gave_up", Narrowing),
        ("within: 1d }", "within: 2d }", "service level pick_up", Widening),
        ("within: 1d }", "within: 1d, clock: business }", "service level pick_up", Widening),
        ("until: [call]", "until: [call, form]", "service level pick_up", Widening),
        ("slas:\n  pick_up: { from: mql", "slas:\n  pick_up: { from: [lead, mql]", "service level pick_up", Narrowing),
        ("count(visit where event.seconds >= 60)", "count(visit where event.seconds >= 90)", "metric long_visits", Narrowing),
        ("mean(visit.seconds where event.seconds >= 60)", "mean(visit.seconds where event.seconds >= 90)", "metric mean_visit", Both),
        ("within 30d)", "within 60d)", "metric quick", Widening),
        ("rate(mql -> won", "rate(lead -> won", "metric quick", Both),
        ("count(won) / count(mql)", "count(won) / count(mql, lead)", "metric share", Narrowing),
        ("to: 100 }", "to: 120 }", "key result growth.more", Narrowing),
        ("from: 10, to: 100 }", "from: 20, to: 100 }", "key result growth.more", Narrowing),
        ("to: 10 }", "to: 20 }", "key result growth.less", Widening),
        ("'>= 20%'", "'>= 25%'", "key result growth.keep", Narrowing),
        ("'>= 20%'", "'<= 20%'", "key result growth.keep", Both),
        ("2026-Q1", "2026", "objective growth", Widening),
        ("2026-Q1", "2026-Q2", "objective growth", Both),
        ("files: [a.csv]", "files: [a.csv, b.csv]", "source site", Widening),
        ("row.kind == \"x\"", "row.kind in [\"x\", \"y\"]", "source site", Widening),
        ("row.who", "row.whom", "source site", CannotTell),
        ("page: string", "page: optional string", "event visit", Widening),
        ("[a, b], optional", "[a, b, c], optional", "event visit", Widening),
        ("{ enum: [a, b], optional: true }", "optional string", "event visit", Widening),
        ("form: {}", "form: { activity: false }", "event form", Both),
        ("form: {}", "form: { fields: { new: optional string } }", "event form", Cosmetic),
    ] {
        let found = class(from, to);
        let of = found.iter().find(|(label, _)| label == name);
        if expected == Cosmetic && of.is_none() {
            continue;
        }
        if of.map(|(_, class)| *class) != Some(expected) {
            wrong.push(format!("{from} → {to} is {expected:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
