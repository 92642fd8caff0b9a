//! Cases that other funnel engines publish, as definitions: where funnelc agrees, and where it deliberately does not.
//!
//! The table of `docs/other-engines.md` is made here. `UPDATE=1 cargo test peers` writes it anew.

use super::support::{funnelc, shared};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Cases on which funnelc means something else, and why.
const DIFFERENT: &[(&str, &str)] = &[(
    "clickhouse/one_event_three_steps_default",
    "one event takes one step, so three equal steps need three events; ClickHouse lets one event take all three unless told `strict_once`",
)];

#[test]
fn cases_of_other_engines() {
    let Some(folder) = shared("peer-cases") else { return };
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(folder.join("public.json")).expect("cases")).expect("JSON");
    let mut rows = String::new();
    let mut faults = String::new();
    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    for case in &cases {
        let name = case["name"].as_str().expect("a name");
        let different = DIFFERENT.iter().find(|(known, _)| *known == name).map(|(_, why)| *why);
        let (verdict, why) = match expressible(case) {
            Err(why) => ("not expressed", why),
            Ok(()) => match (outcome(case), different) {
                (Ok(()), None) => ("agrees", String::new()),
                (Err(_), Some(why)) => ("differs", why.to_owned()),
                (Ok(()), Some(_)) => {
                    let _ = writeln!(faults, "{name}: agrees, but is listed as different");
                    continue;
                }
                (Err(what), None) => {
                    let _ = writeln!(faults, "{name}: {what}");
                    continue;
                }
            },
        };
        *tally.entry(verdict).or_default() += 1;
        let _ = writeln!(rows, "| `{name}` | {verdict} | {why} |");
    }
    println!("{tally:?}");
    assert!(faults.is_empty(), "\n{faults}");
    let tally: Vec<String> = tally.iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
    let table = format!(
        "{} cases: {}.\n\n| case | funnelc | what it does instead, and why |\n|---|---|---|\n{rows}",
        cases.len(),
        tally.join(", ")
    );
    fresh("docs/other-engines.md", &table);
}

/// The part of a page between its markers is what the test made of it.
fn fresh(page: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(&path).expect(page);
    let (before, rest) = text.split_once("<!-- cases -->\n").expect("a marker");
    let (_, after) = rest.split_once("<!-- end -->").expect("a marker");
    let made = format!("{before}<!-- cases -->\n{table}<!-- end -->{after}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &made).expect("written");
    }
    assert!(made == text || std::env::var_os("UPDATE").is_some(), "{page} is not what the cases come to: UPDATE=1 cargo test peers");
}

/// Whether the language has what a case asks for; else what it lacks.
fn expressible(case: &Value) -> Result<(), String> {
    match case["order_mode"].as_str() {
        Some("ordered") => {}
        Some("strict") => return Err("strict order (no other event in between): a funnel lets other events pass".into()),
        _ => return Err("unordered steps: stages are entered in an order".into()),
    }
    let modes: Vec<&str> = case["modes"].as_array().map(|modes| modes.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    if let Some(mode) = modes.iter().find(|mode| **mode != "strict_once") {
        return Err(format!("mode `{mode}`: a funnel lets repeated and other events pass"));
    }
    if case["expected"].get("error").is_some() {
        return Err("about the arguments of the other engine's query".into());
    }
    Ok(())
}

/// Runs a case and compares what is expected.
fn outcome(case: &Value) -> Result<(), String> {
    let home = tempfile::tempdir().expect("a folder");
    let log = Log::of(case);
    std::fs::write(home.path().join("funnel.yaml"), log.definition(case)).expect("written");
    std::fs::write(home.path().join("events.ndjson"), log.rows(case)).expect("written");
    let output = funnelc()
        .current_dir(home.path())
        .args(["run", "funnel.yaml", "--events", "events.ndjson", "--out", "out", "--tables", "ndjson"])
        .output()
        .expect("the program runs");
    if output.status.code() != Some(0) {
        return Err(format!("{}\n{}", String::from_utf8_lossy(&output.stderr), log.definition(case)));
    }
    let text = std::fs::read_to_string(home.path().join("out/assignments.ndjson")).expect("assignments");
    let visits: Vec<Value> = text.lines().map(|row| serde_json::from_str(row).expect("a row")).collect();
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(home.path().join("out/report.json")).expect("a report")).expect("JSON");
    compare(case, &visits, &report)
}

/// The last step that each subject took.
fn levels<'v>(visits: impl Iterator<Item = &'v Value>) -> BTreeMap<String, usize> {
    let mut levels: BTreeMap<String, usize> = BTreeMap::new();
    let visits: Vec<&Value> = visits.collect();
    let excluded: BTreeSet<&str> =
        visits.iter().filter(|visit| visit["stage"] == "excluded").filter_map(|visit| visit["subject"].as_str()).collect();
    for visit in visits.into_iter().filter(|visit| !excluded.contains(visit["subject"].as_str().unwrap_or_default())) {
        let Some(step) = visit["stage"].as_str().and_then(|stage| stage.strip_prefix("step_")).and_then(|step| step.parse::<usize>().ok())
        else {
            continue;
        };
        let level = levels.entry(visit["subject"].as_str().unwrap_or_default().to_owned()).or_default();
        *level = step.max(*level);
    }
    levels
}

fn compare(case: &Value, visits: &[Value], report: &Value) -> Result<(), String> {
    let expected = &case["expected"];
    let steps = case["steps"].as_array().map_or(0, Vec::len);
    let taken = levels(visits.iter());
    check_counts("counts", &expected["counts"], &taken, steps)?;
    if let Some(segments) = expected["by"].as_object() {
        for (segment, expected) in segments {
            let taken = levels(visits.iter().filter(|visit| visit["segment"] == **segment));
            check_counts(segment, &expected["counts"], &taken, steps)?;
        }
    }
    for (subject, level) in expected["level_by_subject"].as_object().into_iter().flatten() {
        let taken = taken.get(subject).copied().unwrap_or(0);
        if level.as_u64() != Some(taken as u64) {
            return Err(format!("subject {subject} took {taken} steps, expected {level}"));
        }
    }
    for (level, count) in expected["subjects_at_level"].as_object().into_iter().flatten() {
        let at = taken.values().filter(|taken| taken.to_string() == *level).count();
        if count.as_u64() != Some(at as u64) {
            return Err(format!("{at} subjects at level {level}, expected {count}"));
        }
    }
    for (step, subjects) in expected["subjects_at_step"].as_object().into_iter().flatten() {
        let step: usize = step.parse().expect("a step");
        let ours: BTreeSet<&str> = taken.iter().filter(|(_, level)| **level >= step).map(|(subject, _)| subject.as_str()).collect();
        let theirs: BTreeSet<&str> = subjects.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if ours != theirs {
            return Err(format!("step {step}: {ours:?}, expected {theirs:?}"));
        }
    }
    for (key, statistic) in [("avg_seconds_from_prev", "mean"), ("median_seconds_from_prev", "median")] {
        for (at, seconds) in expected[key].as_array().into_iter().flatten().enumerate() {
            let Some(seconds) = seconds.as_f64() else { continue };
            let (from, to) = (format!("step_{at}"), format!("step_{}", at + 1));
            let pairs = report["conversions"].as_array().expect("conversions");
            let pair = pairs.iter().find(|pair| pair["from"] == *from && pair["to"] == *to).expect("a conversion");
            if pair["seconds"][statistic].as_f64().is_none_or(|ours| (ours - seconds).abs() > 1e-6) {
                return Err(format!("{key} of step {}: {}, expected {seconds}", at + 1, pair["seconds"][statistic]));
            }
        }
    }
    Ok(())
}

fn check_counts(what: &str, expected: &Value, taken: &BTreeMap<String, usize>, steps: usize) -> Result<(), String> {
    let ours: Vec<usize> = (1..=steps).map(|step| taken.values().filter(|level| **level >= step).count()).collect();
    for (at, expected) in expected.as_array().into_iter().flatten().enumerate() {
        if expected.as_u64().is_some_and(|expected| expected != ours[at] as u64) {
            return Err(format!("{what}: {ours:?}, expected {expected} at step {}", at + 1));
        }
    }
    Ok(())
}

/// The events of a case, made ready.
struct Log {
    /// Subject, seconds, event, properties.
    events: Vec<(String, String, String, BTreeMap<String, Value>)>,
    /// Names of events, in the order of the steps first.
    names: Vec<String>,
    /// Properties and whether all their values are integers.
    fields: BTreeMap<String, bool>,
}

impl Log {
    fn of(case: &Value) -> Self {
        let mut log = Self { events: Vec::new(), names: Vec::new(), fields: BTreeMap::new() };
        let generated: Vec<Value> = (0..20_000)
            .map(|n| json!({ "subject": (n % 10_000).to_string(), "time": n % 10_000 % 3, "event": (n % 10_000 % 3).to_string(), "props": {} }))
            .collect();
        let group = case["group_by"].as_str().unwrap_or_default();
        for event in case["events"].as_array().unwrap_or(&generated) {
            let mut properties: BTreeMap<String, Value> =
                event["props"].as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect();
            let written = event["subject"].as_str().expect("a subject");
            for (name, value) in case["subject_props"][written].as_object().into_iter().flatten() {
                properties.insert(name.clone(), value.clone());
            }
            if let Some(segment) = case["breakdown"].as_str().and_then(|name| name.strip_prefix("props.")) {
                let value = properties.get(segment).cloned().unwrap_or_default();
                properties.insert("segment".into(), value);
            }
            let name = event["event"].as_str().unwrap_or("happened").to_owned();
            if case["events"].is_null() {
                properties.insert("event".into(), json!(name));
            }
            let subject = match group.split_once('.') {
                Some((_, property)) => properties[property].as_str().map_or(properties[property].to_string(), str::to_owned),
                None => written.to_owned(),
            };
            let time = match &event["time"] {
                Value::String(time) => time.clone(),
                units => {
                    let units = units.as_i64().expect("units of time");
                    let instant = jiff::Timestamp::from_second(units).or_else(|_| jiff::Timestamp::from_microsecond(units));
                    instant.expect("an instant").to_string()
                }
            };
            log.events.push((subject, time, name, properties));
        }
        let steps = case["steps"].as_array().expect("steps");
        let mut names: Vec<String> = steps.iter().filter_map(|step| step["event"].as_str()).map(str::to_owned).collect();
        names.extend(log.events.iter().map(|event| event.2.clone()));
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        log.names = names;
        let exclusions = case["exclusions"].as_array().into_iter().flatten();
        let conditions = steps.iter().chain(exclusions).chain([case]).flat_map(|step| ["where", "global_where"].map(|key| &step[key]));
        for condition in conditions.filter_map(Value::as_array).flatten() {
            log.fields.entry(condition["prop"].as_str().expect("a property").to_owned()).or_insert(true);
        }
        if case["breakdown"].is_string() {
            log.fields.insert("segment".into(), false);
        }
        for (name, _) in
            case["subject_props"].as_object().into_iter().flatten().flat_map(|(_, props)| props.as_object().into_iter().flatten())
        {
            log.fields.insert(name.clone(), false);
        }
        for (name, value) in log.events.iter().flat_map(|event| &event.3) {
            if let Some(integer) = log.fields.get_mut(name) {
                *integer &= value.is_i64() || value.is_null();
            }
        }
        log
    }

    fn rows(&self, _case: &Value) -> String {
        let mut rows = String::new();
        for (subject, time, event, properties) in &self.events {
            let mut row = json!({ "subject": subject, "time": time, "event": event });
            for name in self.fields.keys() {
                row[slug(name)] = properties.get(name).cloned().unwrap_or_default();
            }
            let _ = writeln!(rows, "{row}");
        }
        rows
    }

    fn definition(&self, case: &Value) -> String {
        let mut text = "funnel: peer\nsubject: user\nevents:\n".to_owned();
        let ty = |integer: bool| if integer { "optional integer" } else { "optional string" };
        let fields: Vec<String> = self.fields.iter().map(|(name, integer)| format!("{}: {}", slug(name), ty(*integer))).collect();
        for (at, name) in self.names.iter().enumerate() {
            let _ = writeln!(text, "  e{at}: {{ as: {}, fields: {{ {} }} }}", json!(name), fields.join(", "));
        }
        if case["breakdown"].is_string() {
            let streams: Vec<String> = (0..self.names.len()).map(|at| format!("e{at}.p_segment")).collect();
            let _ = writeln!(text, "attributes:\n  segment: {{ value: \"first({})\", dimension: true }}", streams.join(", "));
        }
        let steps = case["steps"].as_array().expect("steps");
        text.push_str("stages:\n");
        for step in 1..=steps.len() {
            let outcome = if step == steps.len() { "outcome: won" } else { "" };
            let _ = writeln!(text, "  step_{step}: {{ {outcome} }}");
        }
        let exclusions: Vec<&Value> = case["exclusions"].as_array().into_iter().flatten().collect();
        if !exclusions.is_empty() {
            text.push_str("  excluded: { outcome: lost }\n");
        }
        text.push_str("triggers:\n");
        for (at, exclusion) in exclusions.iter().enumerate() {
            let edge = |key: &str| exclusion[key].as_u64().expect("a step");
            let from: Vec<String> = (edge("from_step") + 1..=edge("to_step")).map(|step| format!("step_{step}")).collect();
            let event = self.names.iter().position(|name| exclusion["event"] == **name);
            let Some(event) = event else { continue };
            let mut when: Vec<String> = exclusion["where"].as_array().into_iter().flatten().map(condition).collect();
            when.extend(window(&case["window"]).map(|window| format!("now - first(step_1.time) <= {window}")));
            let when = if when.is_empty() { String::new() } else { format!(", when: '{}'", when.join(" and ")) };
            let _ = writeln!(text, "  exclude_{at}: {{ from: [{}], to: excluded, on: e{event}{when} }}", from.join(", "));
        }
        for (at, step) in steps.iter().enumerate() {
            let from = if at == 0 { "start".to_owned() } else { format!("step_{at}") };
            let on: Vec<String> = match step["event"].as_str() {
                Some(event) => vec![format!("e{}", self.names.iter().position(|name| name == event).expect("an event"))],
                None => (0..self.names.len()).map(|event| format!("e{event}")).collect(),
            };
            let mut when: Vec<String> = [&step["where"], &case["global_where"]]
                .into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .map(condition)
                .chain(case["subject_filter"].as_str().map(filter_of))
                .collect();
            if at > 0
                && let Some(window) = window(&case["window"])
            {
                when.push(format!("now - first(step_1.time) <= {window}"));
            }
            let when = if when.is_empty() { String::new() } else { format!(", when: '{}'", when.join(" and ")) };
            let _ = writeln!(text, "  take_{0}: {{ from: {from}, to: step_{0}, on: [{1}]{when} }}", at + 1, on.join(", "));
        }
        text
    }
}

/// A condition of a case in the language; a filter on what is known of a subject reads it from the event.
fn condition(condition: &Value) -> String {
    let field = format!("event.{}", slug(condition["prop"].as_str().expect("a property")));
    let operator = condition["op"].as_str().expect("an operator");
    match operator {
        "is_null" => format!("{field} is missing"),
        "=" => format!("{field} == {}", condition["value"]),
        _ => format!("{field} {operator} {}", condition["value"]),
    }
}

fn filter_of(filter: &str) -> String {
    let filter = filter.replace('\'', "\"").replace(" = ", " == ");
    ["domain", "age"].iter().fold(filter, |filter, name| filter.replace(&format!("{name} "), &format!("event.{} ", slug(name))))
}

fn window(window: &Value) -> Option<String> {
    let value = window["value"].as_i64()?;
    Some(match window["unit"].as_str()? {
        "week" => format!("{value}w"),
        "day" => format!("{value}d"),
        "hour" => format!("{value}h"),
        "minute" => format!("{value}m"),
        _ => format!("{}s", value.min(1_000_000_000)),
    })
}

fn slug(name: &str) -> String {
    let words =
        name.to_lowercase().split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
    format!("p_{words}")
}
