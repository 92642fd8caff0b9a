//! The kinds of key results that people write: one of each is checked, evaluated on a log, and comes to what it must.

use crate::support::run;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;

const FUNNEL: &str = r#"
funnel: kinds
subject: lead
events:
  visited:   { fields: { page: optional string } }
  signed_up: {}
  met:       { fields: { by: string } }
  ordered:   { fields: { amount: decimal, channel: string } }
  lost:      { fields: { reason: optional string } }
  answered:  { activity: false }
  surveyed:  { subject: none, fields: { score: number } }
  counted:   { subject: none, fields: { followers: integer } }
  spent:     { subject: none, fields: { cost: decimal } }
  published: { subject: none, fields: { tier: optional integer } }
  certified: { subject: none }
  crisis_plan: { subject: none }
attributes:
  amount:  last(ordered.amount)
  channel: last(ordered.channel)
  reason:  last(lost.reason)
stages:
  anonymous: {}
  lead:      {}
  meeting:   {}
  customer:  { outcome: won }
  gone:      { outcome: lost }
triggers:
  signed:  { from: anonymous, to: lead, on: signed_up }
  met:     { from: lead, to: meeting, on: met }
  bought:  { from: meeting, to: customer, on: ordered }
  gave_up: { from: any, to: gone, on: lost }
metrics:
  leads:       count(lead)
  visitors:    distinct(visited.subject)
  followers:   max(counted.followers)
  nps:         mean(surveyed.score)
  lead_to_met: rate(lead -> meeting)
  cac:         sum(spent.cost) / count(customer)
  email_sales: sum(ordered.amount where channel == "email")
  order_value: mean(ordered.amount)
  met_share:   count(meeting) / count(lead)
  articles:    count(published)
  reasons:     count(gone where reason is present) / count(gone)
  answer:      median(lead -> answered)
okrs:
  marketing:
    objective: One of each kind
    owner: marketing
    period: 2026-Q2
    key_results:
      k01_volume:        { metric: leads, to: 4 }
      k02_growth:        { metric: visitors, from: baseline(previous quarter), to: +25% }
      k03_level:         { metric: nps, from: 7, to: 8 }
      k04_conversion:    { metric: lead_to_met, from: baseline(previous quarter), to: +15% }
      k05_lower:         { metric: cac, from: baseline(previous quarter), to: -15% }
      k06_money:         { metric: email_sales, to: 500 }
      k06_order_value:   { metric: order_value, to: 500 }
      k07_share:         { metric: met_share, to: 90% }
      k08_keep:          { metric: nps, hold: ">= 7.5" }
      k09_so_many:       { metric: articles, to: 20 }
      k09_tier_one:      { metric: count(published where event.tier == 1), to: 3 }
      k10_done:          { milestone: certified }
      k10_not_done:      { milestone: crisis_plan }
      k11_all:           { metric: reasons, to: 100% }
      k12_speed:         { metric: answer, from: 24h, to: 12h }
      k12_velocity:      { metric: leads / 13, kind: accumulates, from: baseline(previous quarter), to: +20% }
  sales:
    objective: It has a parent
    owner: sales
    period: 2026-Q2
    parent: marketing
    key_results:
      followers: { metric: followers, from: 50000, to: 75000, weight: 3 }
      unmeasured: {}
"#;

/// Event, day, subject or none, hour, further fields.
const LOG: &[(&str, &str, &str, u32, &str)] = &[
    ("visited", "2026-02-03", "a", 9, ""),
    ("visited", "2026-02-03", "b", 9, ""),
    ("signed_up", "2026-02-03", "a", 10, ""),
    ("signed_up", "2026-02-04", "b", 10, ""),
    ("met", "2026-02-10", "a", 9, r#","by":"x""#),
    ("ordered", "2026-02-20", "a", 9, r#","amount":"300","channel":"event""#),
    ("spent", "2026-02-01", "", 9, r#","cost":"100""#),
    ("lost", "2026-03-01", "b", 9, ""),
    ("surveyed", "2026-04-02", "", 9, r#","score":7"#),
    ("surveyed", "2026-04-09", "", 9, r#","score":9"#),
    ("counted", "2026-04-03", "", 9, r#","followers":60000"#),
    ("visited", "2026-04-06", "c", 9, ""),
    ("visited", "2026-04-06", "c", 10, ""),
    ("visited", "2026-04-07", "d", 9, ""),
    ("signed_up", "2026-04-06", "c", 12, ""),
    ("answered", "2026-04-07", "c", 6, ""),
    ("signed_up", "2026-04-07", "d", 12, ""),
    ("answered", "2026-04-08", "d", 6, ""),
    ("met", "2026-04-20", "c", 9, r#","by":"x""#),
    ("ordered", "2026-05-04", "c", 9, r#","amount":"250.50","channel":"email""#),
    ("spent", "2026-04-30", "", 9, r#","cost":"92.5""#),
    ("published", "2026-04-30", "", 9, r#","tier":1"#),
    ("published", "2026-05-01", "", 9, ""),
    ("certified", "2026-05-02", "", 9, ""),
    ("lost", "2026-05-10", "d", 9, r#","reason":"price""#),
];

fn okrs() -> Vec<Value> {
    let home = tempfile::tempdir().expect("a folder");
    let mut log = String::new();
    for (event, day, subject, hour, fields) in LOG {
        let subject = if subject.is_empty() { String::new() } else { format!(r#","subject":"{subject}""#) };
        let _ = writeln!(log, r#"{{"event":"{event}","time":"{day}T{hour:02}:00:00Z"{subject}{fields}}}"#);
    }
    fs::write(home.path().join("funnel.yaml"), FUNNEL).expect("written");
    fs::write(home.path().join("log.ndjson"), log).expect("written");
    // 45.5 of 91 days
    let said = run(home.path(), &["run", ".", "--events", "log.ndjson", "--as-of", "2026-05-16T12:00:00Z", "--out", "out", "--quiet"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let report = fs::read_to_string(home.path().join("out/report.json")).expect("a report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["input"]["applied"], json!(LOG.len()), "{}", report["input"]);
    report["okrs"].as_array().expect("objectives").clone()
}

#[test]
fn one_of_each_is_evaluated() {
    let okrs = okrs();
    let mut table = String::new();
    for objective in &okrs {
        let text = |key: &str| objective[key].to_string();
        let _ = writeln!(
            table,
            "{}: progress {}, pace {}, status {}, unknown {}, parent {}",
            text("id"),
            text("progress"),
            text("pace"),
            text("status"),
            text("unknown"),
            text("parent")
        );
        for result in objective["key_results"].as_array().expect("key results") {
            let text = |key: &str| result[key].as_str().map_or_else(|| result[key].to_string(), str::to_owned);
            let _ = writeln!(
                table,
                "  {} {}: from {} to {} now {}: {} {}, forecast {}",
                text("id"),
                text("kind"),
                text("from"),
                text("to"),
                text("now"),
                text("progress"),
                text("status"),
                text("forecast")
            );
        }
    }
    insta::assert_snapshot!(table);
}
