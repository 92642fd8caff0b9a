//! `--compare`: every figure of a report stands beside the one that a run over the earlier period comes to.

use crate::support::run;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn report(more: &[&str]) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let out = home.path().join("out").to_string_lossy().into_owned();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let said = run(root, &[&["run", "funnels/b2b_saas", "--quiet", "--out", &out], more].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    serde_json::from_str(&fs::read_to_string(home.path().join("out/report.json")).expect("a report")).expect("JSON")
}

/// What stands beside nothing: words, lists of names, ends of intervals (shares have theirs), what the definition says, and
/// the weeks of an objective, which are the same weeks in both.
const NOT_COMPARED: &[&str] = &["waiting", "weight", "weekly", "initiatives", "parent", "nth", "window", "before"];

/// Figures that have another name or place in a comparison.
fn renamed<'a>(way: &str, key: &str, compared: &'a Value) -> Option<&'a Value> {
    match key {
        "sales" if way.ends_with(".velocity") => Some(compared),
        "per_day" if way.rsplit('.').next() == Some("sales") => Some(&compared["sales_per_day"]),
        "value" if way.contains(".metrics.") => Some(compared),
        _ => compared.get(key),
    }
}

struct Walk {
    figures: usize,
    changed: usize,
    missing: Vec<String>,
}

/// The item of a list that is the same thing.
fn same<'a>(list: &'a Value, of: &Value, place: usize) -> &'a Value {
    let Some(items) = list.as_array() else { return &Value::Null };
    let is_same = |item: &&Value, keys: &[&str]| keys.iter().all(|key| item[*key] == of[*key]);
    for keys in [&["id"][..], &["from", "to"], &["nth"]] {
        if keys.iter().all(|key| of.get(*key).is_some()) {
            return items.iter().find(|item| is_same(item, keys)).unwrap_or(&Value::Null);
        }
    }
    items.get(place).unwrap_or(&Value::Null)
}

impl Walk {
    fn walk(&mut self, now: &Value, earlier: &Value, compared: &Value, way: &str) {
        match now {
            Value::Object(object) => {
                for (key, inner) in object {
                    let are_words = inner.is_string() && key != "status" || inner[0].is_string();
                    // That of sales velocity stands with the outcomes.
                    let is_twice = key == "win_rate" && way.rsplit('.').next() == Some("sales");
                    if are_words || is_twice || key.ends_with("_interval") || NOT_COMPARED.contains(&key.as_str()) {
                        continue;
                    }
                    let Some(compared) = renamed(way, key, compared) else {
                        self.missing.push(format!("{way}.{key}"));
                        continue;
                    };
                    self.walk(inner, &earlier[key.as_str()], compared, &format!("{way}.{key}"));
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.walk(item, same(earlier, item, at), same(compared, item, at), &format!("{way}[{at}]"));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                // An object that is null now has its figures one level below.
                if now.is_null() && compared.get("now").is_none() {
                    return;
                }
                self.figures += 1;
                self.changed += usize::from(now != earlier);
                assert_eq!((&compared["now"], &compared["earlier"]), (now, earlier), "{way}: {compared}");
            }
        }
    }
}

const SECTIONS: &[&str] =
    &["stages", "triggers", "conversions", "outcomes", "velocity", "slas", "metrics", "bottlenecks", "cohorts", "series"];

#[test]
fn every_figure_stands_beside_that_of_a_run_over_the_earlier_period() {
    for (period, earlier, as_of) in
        [("2026-Q3", "2026-Q2", None), ("2026-08", "2026-Q1", None), ("2026-Q3", "2026-Q2", Some("2026-08-16T12:00:00Z"))]
    {
        let at = as_of.map_or_else(Vec::new, |as_of| vec!["--as-of", as_of]);
        let now = report(&[&["--period", period, "--compare", earlier], &at[..]].concat());
        let compared = &now["comparison"];
        let as_of = compared["as_of"].as_str().expect("an instant");
        let then = report(&["--period", earlier, "--as-of", as_of]);
        let mut walk = Walk { figures: 0, changed: 0, missing: Vec::new() };
        for section in SECTIONS {
            walk.walk(&now[*section], &then[*section], &compared[*section], &format!("report.{section}"));
        }
        walk.walk(&now["okrs"], &then["okrs"], &compared["okrs"], "report.okrs");
        let whole = walk.figures;
        for (dimension, segments) in now["by"].as_object().expect("dimensions") {
            for segment in segments.as_array().expect("segments") {
                let find = |list: &Value| {
                    let list = list.as_array().expect("segments");
                    list.iter().find(|other| other["value"] == segment["value"]).cloned().unwrap_or_default()
                };
                let (then, compared) = (find(&then["by"][dimension]), find(&compared["by"][dimension]));
                for section in SECTIONS {
                    let way = format!("report.by.{dimension}.{}.{section}", segment["value"]);
                    walk.walk(&segment[*section], &then[*section], &compared[*section], &way);
                }
            }
        }
        assert!(walk.missing.is_empty(), "without an earlier value: {:#?}", walk.missing);
        assert!(whole > 500 && walk.figures > 2 * whole && walk.changed > 500, "{whole} of {} figures, {}", walk.figures, walk.changed);
    }
}

/// The shares of a comparison all have their interval, and those of a change.
#[test]
fn every_share_has_its_interval() {
    let report = report(&["--period", "2026-Q3", "--compare", "previous"]);
    let mut shares = 0;
    walk_shares(&report["comparison"], "comparison", &mut shares);
    assert!(shares > 100, "{shares}");
}

fn walk_shares(value: &Value, way: &str, shares: &mut usize) {
    match value {
        Value::Object(object) => {
            if let Some(interval) = object.get("earlier_interval") {
                assert_eq!(object["now"].is_null(), object["interval"].is_null(), "{way}");
                assert_eq!(object["earlier"].is_null(), interval.is_null(), "{way}");
                assert_eq!(object["change_interval"].is_null(), object["beyond_noise"].is_null(), "{way}");
                *shares += usize::from(!interval.is_null());
            }
            object.iter().for_each(|(key, inner)| walk_shares(inner, &format!("{way}.{key}"), shares));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| walk_shares(inner, &format!("{way}[{at}]"), shares)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
