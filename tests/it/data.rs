//! Real logs: definitions written from a funnel in words, against figures that were worked out elsewhere.
//!
//! Where the contract means something else than the reference, the test says so and why.

use super::support::{funnelc, shared};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a run over a log wrote.
pub struct Ran {
    pub report: Value,
    /// The visits of each subject, in order.
    pub visits: BTreeMap<String, Vec<Map<String, Value>>>,
    /// The row of each subject.
    subjects: BTreeMap<String, Map<String, Value>>,
}

impl Ran {
    /// Runs a definition of `tests/data` with some of its text replaced.
    fn of(definition: &str, replace: &[(&str, &str)], events: &str, more: &[&str]) -> Self {
        Self::with(definition, replace, "", events, more)
    }

    /// The same with sections added to the definition.
    pub fn with(definition: &str, replace: &[(&str, &str)], sections: &str, events: &str, more: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(definition);
        let mut text = std::fs::read_to_string(path).expect("the definition");
        for (from, to) in replace {
            assert!(text.contains(from), "{definition} has no {from}");
            text = text.replace(from, to);
        }
        text.push_str(sections);
        std::fs::write(home.path().join("funnel.yaml"), text).expect("written");
        let mut command = funnelc();
        command.current_dir(home.path()).args(["run", "funnel.yaml", "--tables", "ndjson", "--out", "out", "--events", events]).args(more);
        let output = command.output().expect("the program runs");
        assert_eq!(output.status.code(), Some(0), "{definition}: {}", String::from_utf8_lossy(&output.stderr));
        let read = |name: &str| std::fs::read_to_string(home.path().join("out").join(name)).expect(name);
        let rows =
            |name: &str| -> Vec<Map<String, Value>> { read(name).lines().map(|row| serde_json::from_str(row).expect("a row")).collect() };
        let mut visits: BTreeMap<String, Vec<Map<String, Value>>> = BTreeMap::new();
        for row in rows("assignments.ndjson") {
            visits.entry(text_of(&row, "subject")).or_default().push(row);
        }
        Self {
            report: serde_json::from_str(&read("report.json")).expect("a report"),
            visits,
            subjects: rows("subjects.ndjson").into_iter().map(|row| (text_of(&row, "subject"), row)).collect(),
        }
    }

    pub fn stage(&self, id: &str) -> &Value {
        self.report["stages"].as_array().expect("stages").iter().find(|stage| stage["id"] == id).expect(id)
    }

    pub fn trigger(&self, id: &str) -> &Value {
        self.report["triggers"].as_array().expect("triggers").iter().find(|trigger| trigger["id"] == id).expect(id)
    }

    pub fn conversion(&self, from: &str, to: &str) -> &Value {
        let conversions = self.report["conversions"].as_array().expect("conversions");
        conversions.iter().find(|pair| pair["from"] == from && pair["to"] == to).expect("a conversion")
    }

    /// How many subjects were ever in each of the steps.
    fn reached(&self, steps: usize, of: impl Fn(&[Map<String, Value>]) -> bool) -> Vec<i64> {
        (1..=steps)
            .map(|step| {
                let stage = format!("step_{step}");
                let members = self.visits.values().filter(|visits| of(visits) && visits.iter().any(|visit| visit["stage"] == *stage));
                i64::try_from(members.count()).expect("few")
            })
            .collect()
    }
}

pub fn text_of(row: &Map<String, Value>, key: &str) -> String {
    row[key].as_str().unwrap_or_else(|| panic!("{key} in {row:?}")).to_owned()
}

pub fn reference(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("reference.json")).expect("the reference")).expect("JSON")
}

pub fn path_text(path: PathBuf) -> String {
    path.into_os_string().into_string().expect("a path in Unicode")
}

/// Integers are equal, reals within 1e-6 (the reference is rounded to six places).
pub fn agrees(what: &str, expected: &Value, actual: f64) {
    let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: {expected}"));
    let allowed = 1e-6 * expected.abs().max(1.0);
    assert!((expected - actual).abs() <= allowed, "{what}: {actual} where the reference has {expected}");
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok())).unwrap_or_else(|| panic!("{value} is no number"))
}

pub fn instant(value: &Value) -> jiff::Timestamp {
    value.as_str().expect("an instant").parse().expect("an instant")
}

/// Seconds of a report against a unit of the reference.
pub fn spread(what: &str, expected: &Value, seconds: &Value, unit: f64) {
    for (theirs, ours) in [("mean", "mean"), ("p50", "median"), ("p75", "p75"), ("p90", "p90")] {
        agrees(&format!("{what} {theirs}"), &expected[theirs], number(&seconds[ours]) / unit);
    }
}

/// An ordered funnel: what every one of the logs of steps has a reference for.
struct Steps<'a> {
    definition: &'a str,
    replace: &'a [(&'a str, &'a str)],
    events: String,
    /// Other windows, `1d`, and the reference's key.
    windows: &'a [(&'a str, &'a str)],
    /// Dimensions, and the reference's keys.
    segments: &'a [(&'a str, &'a str)],
    /// The zone of local months, and the reference's key.
    local_months: Option<(&'a str, &'a str)>,
}

impl Steps<'_> {
    fn check(&self, reference: &Value) -> Ran {
        let count = reference["funnel_in_words"]["steps"].as_array().map_or(0, Vec::len);
        let ran = Ran::with(self.definition, self.replace, &self.sections(count), &self.events, &[]);
        let steps: Vec<String> = reference["funnel_in_words"]["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .map(|step| step.as_str().expect("a step").into())
            .collect();
        agrees("rows read", &reference["events"], number(&ran.report["input"]["read"]));
        agrees("rows applied", &reference["events"], number(&ran.report["input"]["applied"]));
        agrees("subjects", &reference["cases"], number(&ran.report["input"]["subjects"]));
        for (key, at) in [("first_event", 0), ("last_event", 1)] {
            let expected = reference["range_utc"][at].as_str().expect("an instant").replace(' ', "T") + "Z";
            assert_eq!(instant(&ran.report["input"][key]), expected.parse().expect("an instant"), "{key}");
        }
        self.ordered(reference, &ran, &steps);
        self.in_time(reference, &ran, &steps);
        self.any_order(reference, &ran);
        for (dimension, key) in self.segments {
            for (value, expected) in reference[*key].as_object().expect("segments") {
                let reached = ran.reached(steps.len(), |visits| visits[0][*dimension] == *value.as_str());
                for (step, reached) in steps.iter().zip(reached) {
                    assert_eq!(expected[step].as_i64(), Some(reached), "{key} {value} {step}");
                }
                let cases = ran.subjects.values().filter(|subject| subject[*dimension] == *value.as_str());
                assert_eq!(expected["cases"].as_u64(), Some(cases.count() as u64), "{key} {value}");
            }
            // The same from the report, which shows the most frequent values.
            let mut shown = 0;
            for segment in ran.report["by"][*dimension].as_array().expect("segments").iter().filter(|segment| segment["rest"].is_null()) {
                let expected = &reference[*key][segment["value"].as_str().expect("a value")];
                for (at, step) in steps.iter().enumerate() {
                    let id = format!("step_{}", at + 1);
                    let stage =
                        segment["stages"].as_array().and_then(|stages| stages.iter().find(|stage| stage["id"] == *id)).expect("a stage");
                    assert_eq!(expected[step], stage["subjects"], "{key} {} {step}", segment["value"]);
                }
                shown += 1;
            }
            assert!(shown > 1, "{key}");
        }
        self.cohorts(reference, &ran, &steps);
        for (window, key) in self.windows {
            let mut replace = self.replace.to_vec();
            replace.push(("36500d", window));
            let ran = Ran::of(self.definition, &replace, &self.events, &[]);
            for (step, reached) in steps.iter().zip(ran.reached(steps.len(), |_| true)) {
                assert_eq!(reference[*key][step].as_i64(), Some(reached), "{key} {step}");
            }
        }
        ran
    }

    /// Metrics and service levels that say what the references say: the least and the longest time of a step, and who takes it in time.
    fn sections(&self, steps: usize) -> String {
        let (mut metrics, mut slas) = (String::from("\nmetrics:\n"), String::from("slas:\n"));
        for step in 2..=steps {
            let before = step - 1;
            metrics.push_str(&format!(
                "  least_{step}: min(step_{before} -> step_{step})\n  most_{step}: max(step_{before} -> step_{step})\n"
            ));
            for (window, _) in self.windows {
                metrics.push_str(&format!("  in_{window}_{step}: rate(step_1 -> step_{step} within {window})\n"));
            }
        }
        metrics.push_str(&format!("  least_of_all: min(step_1 -> step_{steps})\n  most_of_all: max(step_1 -> step_{steps})\n"));
        for (window, _) in self.windows {
            slas.push_str(&format!("  by_{window}: {{ from: step_1, until: step_2, within: {window} }}\n"));
        }
        metrics + &slas
    }

    /// Who takes each step in time, as rates and as service levels say it.
    fn in_time(&self, reference: &Value, ran: &Ran, steps: &[String]) {
        let between = &reference["hours_between_ordered_steps"][format!("{} -> {}", steps[0], steps[1])];
        for (window, key) in self.windows {
            for (at, step) in steps.iter().enumerate().skip(1) {
                let rate = &ran.report["metrics"][format!("in_{window}_{}", at + 1)];
                agrees(&format!("{key} {step}"), &reference[*key][step], number(&rate["converted"]));
                agrees(&format!("{key}, cohort"), &reference[*key][&steps[0]], number(&rate["cohort"]));
            }
            let id = format!("by_{window}");
            let sla = ran.report["slas"].as_array().expect("slas").iter().find(|sla| sla["id"] == *id).expect("an SLA");
            agrees(&format!("{key} met"), &reference[*key][&steps[1]], number(&sla["met"]));
            agrees("started", &reference[*key][&steps[0]], number(&sla["started"]));
            let decided = number(&sla["met"]) + number(&sla["breached"]);
            assert!((number(&sla["attainment"]) - number(&sla["met"]) / decided).abs() < 1e-12, "{key}");
            spread(&format!("hours of the clocks of {id}"), between, &sla["seconds"], 3600.0);
        }
    }

    fn ordered(&self, reference: &Value, ran: &Ran, steps: &[String]) {
        for (at, expected) in reference["ordered_funnel"]["steps"].as_array().expect("steps").iter().enumerate() {
            let id = format!("step_{}", at + 1);
            agrees(&id, &expected["count"], number(&ran.stage(&id)["subjects"]));
            if at > 0 {
                let pair = ran.conversion(&format!("step_{at}"), &id);
                agrees(&format!("{id} from the one before"), &expected["from_prev"], number(&pair["rate"]));
                let first = ran.conversion("step_1", &id);
                agrees(&format!("{id} from the first"), &expected["from_first"], number(&first["rate"]));
                let between = &reference["hours_between_ordered_steps"][format!("{} -> {}", steps[at - 1], steps[at])];
                spread(&format!("hours to {id}"), between, &pair["seconds"], 3600.0);
                agrees(&format!("how many came to {id}"), &between["n"], number(&pair["converted"]));
                for (key, metric) in [("min", "least"), ("max", "most")] {
                    agrees(
                        &format!("{key} hours to {id}"),
                        &between[key],
                        number(&ran.report["metrics"][format!("{metric}_{}", at + 1)]) / 3600.0,
                    );
                }
            }
        }
        let last = ran.conversion("step_1", &format!("step_{}", steps.len()));
        let whole = &reference["hours_first_to_last_ordered_step"];
        spread("hours from first to last", whole, &last["seconds"], 3600.0);
        agrees("how many came to the last", &whole["n"], number(&last["converted"]));
        for (key, metric) in [("min", "least_of_all"), ("max", "most_of_all")] {
            agrees(&format!("{key} hours from first to last"), &whole[key], number(&ran.report["metrics"][metric]) / 3600.0);
        }
    }

    /// What is known of each subject whatever the order of its events.
    fn any_order(&self, reference: &Value, ran: &Ran) {
        let counts = |activity: &str| -> Vec<i64> {
            let attribute = format!("n_{}", slug(activity));
            ran.subjects.values().map(|subject| subject[&attribute].as_i64().expect("a count")).collect()
        };
        for (activity, expected) in reference["activity_counts"].as_object().expect("counts") {
            assert_eq!(expected.as_i64(), Some(counts(activity).iter().sum()), "events {activity}");
        }
        for key in ["reach_any_order", "terminals_any"] {
            for (activity, expected) in reference[key].as_object().expect("counts") {
                let reached = counts(activity).iter().filter(|count| **count > 0).count();
                assert_eq!(expected.as_u64(), Some(reached as u64), "{key} {activity}");
            }
        }
        let terminals: Vec<Vec<i64>> = reference["funnel_in_words"]["terminals"]
            .as_array()
            .expect("terminals")
            .iter()
            .map(|activity| counts(activity.as_str().expect("an activity")))
            .collect();
        let ended = |at: usize| terminals.iter().filter(|counts| counts[at] > 0).count();
        let cases = |is: &dyn Fn(usize) -> bool| (0..ran.subjects.len()).filter(|at| is(ended(*at))).count() as u64;
        assert_eq!(reference["cases_without_terminal"].as_u64(), Some(cases(&|ends| ends == 0)));
        assert_eq!(reference["cases_with_more_than_one_terminal"].as_u64(), Some(cases(&|ends| ends > 1)));
        for (activity, expected) in reference["cases_repeating_activity"].as_object().expect("counts") {
            let repeated = counts(activity).iter().filter(|count| **count > 1).count();
            assert_eq!(expected.as_u64(), Some(repeated as u64), "repeated {activity}");
        }
    }

    fn cohorts(&self, reference: &Value, ran: &Ran, steps: &[String]) {
        let utc = jiff::tz::TimeZone::UTC;
        let month = |zone: &jiff::tz::TimeZone, at: jiff::Timestamp| at.to_zoned(zone.clone()).strftime("%Y-%m").to_string();
        let monday = |at: jiff::Timestamp| {
            let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
            let back = i64::from(date.weekday().to_monday_zero_offset());
            date.checked_sub(jiff::Span::new().days(back)).expect("a date").to_string()
        };
        let check = |key: &str, of: &dyn Fn(jiff::Timestamp) -> String| {
            for (cohort, expected) in reference[key].as_object().expect("cohorts") {
                let reached = ran.reached(steps.len(), |visits| of(instant(&visits[0]["entered_at"])) == *cohort);
                for (step, reached) in steps.iter().zip(reached) {
                    assert_eq!(expected[step].as_i64(), Some(reached), "{key} {cohort} {step}");
                }
            }
        };
        check("monthly_cohorts_utc_by_step1", &|at| month(&utc, at));
        check("weekly_cohorts_utc_monday_by_step1", &monday);
        if let Some((zone, key)) = self.local_months {
            let zone = jiff::tz::TimeZone::get(zone).expect("a zone");
            check(key, &|at| month(&zone, at));
        }
    }
}

fn slug(activity: &str) -> String {
    let lower = activity.to_lowercase();
    lower.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// The last activity of each case. Events of one instant are in the order of the catalog, not of the file: where that
/// differs the contract's answer is the same in every order of rows, the reference's is not.
fn last_activities(reference: &Value, ran: &Ran) -> Vec<(String, i64, i64)> {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for subject in ran.subjects.values() {
        *counts.entry(text_of(subject, "last_activity")).or_default() += 1;
    }
    let expected = reference["last_activity"].as_object().expect("counts");
    let mut names: Vec<&String> = counts.keys().chain(expected.keys()).collect();
    names.sort();
    names.dedup();
    let pair =
        |name: &String| (name.clone(), expected.get(name).and_then(Value::as_i64).unwrap_or(0), counts.get(name).copied().unwrap_or(0));
    names.into_iter().map(pair).filter(|(_, theirs, ours)| theirs != ours).collect()
}

#[test]
fn receipts_of_permits() {
    let Some(folder) = shared("data/receipt") else { return };
    let reference = reference(&folder);
    let mut steps = Steps {
        definition: "receipt.yaml",
        replace: &[],
        events: path_text(folder.join("receipt.csv")),
        windows: &[("1d", "ordered_funnel_within_1d_of_FIRST_step1"), ("7d", "ordered_funnel_within_7d_of_FIRST_step1")],
        segments: &[("channel", "by_channel"), ("department", "by_department")],
        local_months: Some(("Europe/Amsterdam", "monthly_cohorts_Europe/Amsterdam_by_step1")),
    };
    let csv = steps.check(&reference);
    assert_eq!(last_activities(&reference, &csv), []);
    // The same events as Parquet: naive local times, in the zone that the source says.
    steps.events = path_text(folder.join("receipt.parquet"));
    steps.replace = &[("    map:", "    timezone: Europe/Amsterdam\n    map:")];
    let parquet = steps.check(&reference);
    assert_eq!(csv.visits, parquet.visits);
    assert_eq!(csv.subjects, parquet.subjects);
}

#[test]
fn a_shop_by_user_and_by_session() {
    let Some(folder) = shared("data/retentioneering-ecom") else { return };
    let reference = reference(&folder);
    let events = path_text(folder.join("ecom.csv.gz"));
    let steps = Steps {
        definition: "ecom.yaml",
        replace: &[],
        events: events.clone(),
        windows: &[("1d", "ordered_funnel_within_1d_of_FIRST_step1"), ("7d", "ordered_funnel_within_7d_of_FIRST_step1")],
        segments: &[("acquisition_channel", "by_acquisition_channel"), ("user_cohort", "by_user_cohort")],
        local_months: None,
    };
    let users = steps.check(&reference);
    assert_eq!(last_activities(&reference, &users), []);
    let sessions = Ran::of("ecom.yaml", &[("row.user_id", "row.session_id")], &events, &[]);
    agrees("sessions", &reference["sessions"], number(&sessions.report["input"]["subjects"]));
    let names = reference["funnel_in_words"]["steps"].as_array().expect("steps");
    for (step, reached) in names.iter().zip(sessions.reached(names.len(), |_| true)) {
        let step = step.as_str().expect("a step");
        assert_eq!(reference["ordered_funnel_by_session"][step].as_i64(), Some(reached), "by session {step}");
    }
}

#[test]
fn fines_with_times_of_a_day() {
    let Some(folder) = shared("data/roadtraffic100") else { return };
    let reference = reference(&folder);
    let steps = Steps {
        definition: "roadtraffic.yaml",
        replace: &[],
        events: path_text(folder.join("roadtraffic100traces.csv")),
        windows: &[("60d", "ordered_funnel_within_60d_of_FIRST_step1"), ("180d", "ordered_funnel_within_180d_of_FIRST_step1")],
        segments: &[],
        local_months: Some(("Europe/Rome", "monthly_cohorts_Europe/Rome_by_step1")),
    };
    let ran = steps.check(&reference);
    assert_eq!(last_activities(&reference, &ran), []);
}
