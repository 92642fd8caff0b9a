//! Definitions with what is wrong with them drawn in, and definitions with which nothing is; what metrics come to.

use super::compile;
use crate::model::Model;
use crate::resolve::fixtures;
use std::fmt::Write;

fn model(text: &str) -> Model {
    let (model, findings) = fixtures::definition(&[text], compile);
    model.unwrap_or_else(|| panic!("{}", fixtures::drawn(text, &findings)))
}

#[test]
fn findings_stand_where_fixtures_draw_them() {
    fixtures::compare("check", compile);
}

const METRICS: &str = r#"
funnel: metrics
events:
  asked: { fields: { kind: optional string, size: optional integer, price: optional decimal, took: optional duration } }
  spent: { subject: none, fields: { channel: string, cost: decimal } }
attributes: { kind: last(asked.kind), price: last(asked.price) }
stages: { lead: {}, talk: {}, won: { outcome: won } }
triggers: { talked: { from: lead, to: talk, on: asked }, bought: { from: talk, to: won, when: price > 10, after: 1d } }
metrics:
  a_count: count(won)
  a_count_of_part: count(asked.kind where event.size > 1 and kind != "x")
  a_distinct: length(distinct(won.subject))
  a_sum: sum(won.price)
  a_sum_of_time: sum(asked.took)
  several: sum(asked.price, spent.cost)
  plus: a_count + a_distinct - 2 * a_count_of_part
  a_share: -a_sum / 4
  as_number: to_number(a_sum) * 0.5 + a_count
  exact: a_sum * 0.5
  a_constant: a_count + 5
  a_product: a_count * a_count
  a_quotient: a_sum / a_count
  whole_quotient: a_count / a_distinct
  rounded: round(a_sum, 0)
  a_mean: mean(asked.size)
  a_median: median(won.price)
  greatest_of: max(asked.size)
  a_time: p90(lead -> won)
  times: count(lead -> won)
  from_to: max(won.time) - min(lead.time)
  days: median(lead -> won) / 1d
  here: current(talk)
  a_rate: rate(lead where kind == "a" -> won where price > 100 within 60d)
  same_rate: a_rate
  raw_rate: raw(same_rate)
  estimated: estimate(rate(asked -> won))
  half_rate: a_rate / 2
  before: baseline(a_count, previous fiscal quarter)
  change: a_count - before
  guarded: a_quotient else 0
  chosen: if(a_count > 10, a_rate, 0.5)
"#;

#[test]
fn metrics_know_their_type_and_whether_they_accumulate() {
    let model = model(METRICS);
    let mut table = String::new();
    for metric in &model.metrics {
        let rate = if metric.rate.is_some() { " rate" } else { "" };
        let _ = writeln!(table, "{}: {} {:?}{rate} = {}", metric.name, metric.expr.ty, metric.nature, model.print(&metric.expr));
    }
    let _ = writeln!(table, "{} measures", model.measures.len());
    insta::assert_snapshot!(table);
}

const MEANING: &str = r#"funnel: meaning
title: What it means
calendar: { timezone: Europe/Warsaw }
events:
  asked: { fields: { kind: optional string, size: optional integer } }
  lost: {}
attributes:
  kind: last(asked.kind)
  size: last(asked.size)
let:
  big: size >= 200
  small: size < 10
scoring:
  fit: { rules: { size: { when: big, points: 20 }, kind: { when: kind is present, points: 5 } } }
  heat: { half_life: 7d, rules: { asked: { on: asked, points: 10, limit: 3 per 7d } } }
stages:
  lead: { title: Lead }
  talk: {}
  won: { outcome: won }
  dead: { outcome: lost }
triggers:
  talked: { from: lead, to: talk, on: asked, when: 'kind in ["a", "b"]' }
  bought: { from: talk, to: won, on: asked, when: big }
  gave_up: { from: any, to: dead, on: lost }
slas:
  first: { from: lead, until: [talk, lost], within: 24h }
  second: { from: talk, until: won, within: 14d }
invariants:
  talk_first: every path to won passes talk
  final: no path from won to lead
metrics:
  volume: count(talk)
  share: rate(lead -> won within 60d)
okrs:
  growth: { period: 2026-Q4, key_results: { volume: { metric: volume, to: 600 }, share: { metric: share, from: 10%, to: 12% } } }
  second: { period: 2026, parent: growth }
"#;

/// A change of the text, and whether it changes the fingerprint.
const CHANGES: &[(&str, &str, &str, bool)] = &[
    ("a comment", "  lost: {}\n", "  # gone\n  lost: {}   # for good\n", false),
    ("layout of a map", "  lead: { title: Lead }\n", "  lead:\n    title: \"Lead\"\n", false),
    ("blanks in an expression", "size >= 200", "(size   >=   2_00)", false),
    ("a duration in other units", "within: 14d", "within: 2w", false),
    (
        "order of attributes",
        "  kind: last(asked.kind)\n  size: last(asked.size)\n",
        "  size: last(asked.size)\n  kind: last(asked.kind)\n",
        false,
    ),
    ("order of lets", "  big: size >= 200\n  small: size < 10\n", "  small: size < 10\n  big: size >= 200\n", false),
    (
        "order of metrics",
        "  volume: count(talk)\n  share: rate(lead -> won within 60d)\n",
        "  share: rate(lead -> won within 60d)\n  volume: count(talk)\n",
        false,
    ),
    (
        "order of SLAs",
        "  first: { from: lead, until: [talk, lost], within: 24h }\n  second: { from: talk, until: won, within: 14d }\n",
        "  second: { from: talk, until: won, within: 14d }\n  first: { from: [lead], until: [lost, talk], within: 1d }\n",
        false,
    ),
    (
        "order of invariants",
        "  talk_first: every path to won passes talk\n  final: no path from won to lead\n",
        "  final: no path from won to lead\n  talk_first: every path to won passes talk\n",
        false,
    ),
    ("order of keys", "{ from: talk, to: won, on: asked, when: big }", "{ when: big, on: [asked], to: won, from: [talk] }", false),
    (
        "order of key results",
        "volume: { metric: volume, to: 600 }, share: { metric: share, from: 10%, to: 12% }",
        "share: { metric: share, to: 12%, from: 0.1 }, volume: { metric: volume, to: 600 }",
        false,
    ),
    (
        "order of sections",
        "title: What it means\ncalendar: { timezone: Europe/Warsaw }\n",
        "calendar: { timezone: Europe/Warsaw }\ntitle: What it means\n",
        false,
    ),
    ("the default of a clock", "within: 14d }", "within: 14d, clock: elapsed }", false),
    ("a number in a condition", "size >= 200", "size >= 201", true),
    ("an operator", "size >= 200", "size > 200", true),
    ("a name", "  volume: count(talk)", "  volume: count(lead)", true),
    (
        "order of events",
        "  asked: { fields: { kind: optional string, size: optional integer } }\n  lost: {}\n",
        "  lost: {}\n  asked: { fields: { kind: optional string, size: optional integer } }\n",
        true,
    ),
    ("order of fields", "{ kind: optional string, size: optional integer }", "{ size: optional integer, kind: optional string }", true),
    ("order of stages", "  talk: {}\n  won: { outcome: won }\n", "  won: { outcome: won }\n  talk: {}\n", true),
    (
        "order of triggers",
        "  bought: { from: talk, to: won, on: asked, when: big }\n  gave_up: { from: any, to: dead, on: lost }\n",
        "  gave_up: { from: any, to: dead, on: lost }\n  bought: { from: talk, to: won, on: asked, when: big }\n",
        true,
    ),
    (
        "order of rules",
        "size: { when: big, points: 20 }, kind: { when: kind is present, points: 5 }",
        "kind: { when: kind is present, points: 5 }, size: { when: big, points: 20 }",
        true,
    ),
    ("a type", "size: optional integer", "size: optional number", true),
    ("an optional field", "size: optional integer", "size: integer", true),
    ("a title", "title: Lead", "title: Leads", true),
    ("the zone", "Europe/Warsaw", "Europe/Paris", true),
    ("a window", "3 per 7d", "3 per 8d", true),
    ("a target", "to: 600", "to: 601", true),
    ("a period", "period: 2026-Q4", "period: FY2026-Q4", true),
    ("a weight", "to: 600 }", "to: 600, weight: 2 }", true),
    ("a claim", "passes talk", "passes lead", true),
];

#[test]
fn the_fingerprint_is_of_the_meaning() {
    let fingerprint = model(MEANING).fingerprint();
    assert!(fingerprint.strip_prefix("blake3:").is_some_and(|digits| digits.len() == 64), "{fingerprint}");
    for (what, before, after, changes) in CHANGES {
        assert_eq!(MEANING.matches(before).count(), 1, "{what}: stands once");
        let other = model(&MEANING.replace(before, after)).fingerprint();
        assert_eq!(other != fingerprint, *changes, "{what}");
    }
}

#[test]
fn files_of_a_definition_have_the_fingerprint_of_the_whole() {
    let (main, parts) = MEANING.split_once("slas:").unwrap();
    let main = main.replace("funnel: meaning\n", "funnel: meaning\ninclude: [parts.yaml]\n");
    let parts = format!("slas:{parts}");
    let (split, findings) = fixtures::definition(&[&main, &parts], compile);
    assert_eq!(split.map(|model| model.fingerprint()), Some(model(MEANING).fingerprint()), "{findings:?}");
}

#[test]
fn expressions_print_as_they_are_written() {
    let written = [
        "(paid or size > 1) and not (paid and size > 2)",
        "size - (1 - size) * 2 + -size > 5",
        "(kind else \"none\") ++ \"\\\"x\\\\\" in [\"a\", \"b\"]",
        "kind is missing or not (kind starts with \"a\" or kind matches \"^b+\")",
        "count(view where event.size > 1 and event.paid in last 30d12h) >= 3",
        "last(view.size, more.size) else 0 == 1",
        "now - first(talk.time) <= 1d and stage.visits == 2",
        "distinct(view.kind) contains \"a\" or score.heat >= 12.5",
        "if(paid, size, 0) in [1, 2]",
        "least(size, 3) * (2 + size) / 2 < 7.5",
        "date(now) >= 2026-11-21 and now < 2027-01-01T00:00:00Z",
    ];
    let mut text = String::from(
        "funnel: printed\nevents:\n  view: { fields: { kind: optional string, size: optional integer, paid: optional boolean } }\n  more: { fields: { size: integer } }\n",
    );
    text.push_str("attributes: { kind: last(view.kind), size: last(view.size), paid: last(view.paid) }\n");
    text.push_str(
        "scoring: { heat: { rules: { view: { on: view, points: 1 } } } }\nstages: { lead: {}, talk: {}, won: { outcome: won } }\n",
    );
    text.push_str("triggers:\n  talked: { from: lead, to: talk, on: view }\n");
    for (at, when) in written.iter().enumerate() {
        let _ = writeln!(text, "  t{at}:\n    from: talk\n    to: won\n    when: >-\n      {when}");
    }
    let model = model(&text);
    let printed: Vec<String> = model.triggers.iter().filter_map(|trigger| trigger.when.as_ref()).map(|when| model.print(when)).collect();
    let printed: Vec<&str> = printed.iter().map(String::as_str).collect();
    // `contains` of a set is `in`, and `size` beside a number is read as one
    let expected: Vec<String> =
        written.iter().map(|text| text.replace("distinct(view.kind) contains \"a\"", "\"a\" in distinct(view.kind)")).collect();
    assert_eq!(printed, expected);
}

/// What is named twice by what is named twice … is soon more than anyone can look into.
#[test]
fn names_behind_names_do_not_explode() {
    for (first, next) in [("size > 1", "and"), ("size > 1 or paid", "or")] {
        let mut text = String::from("funnel: deep\nevents: { view: { fields: { size: optional integer, paid: optional boolean } } }\n");
        let _ = write!(text, "attributes: {{ size: last(view.size), paid: last(view.paid) }}\nlet:\n  l0: {first}\n");
        for at in 1..400 {
            let before = at - 1;
            let _ = writeln!(text, "  l{at}: l{before} {next} (not l{before} {next} l{before})");
        }
        text.push_str("stages: { a: {}, b: {}, won: { outcome: won } }\ntriggers:\n  there: { from: a, to: b, when: l399 }\n");
        text.push_str("  back: { from: b, to: a, when: l398 }\n  out: { from: b, to: won, on: view }\n");
        text.push_str("invariants: { seen: b is reached only after event view }\n");
        fixtures::definition(&[&text], compile);
    }
}
