//! Real logs: definitions written from a funnel in words, against figures that were worked out elsewhere.
//!
//! Where the contract means something else than the reference, the test says so and why.

use super::support::{funnelc, shared};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a run over a log wrote.
struct Ran {
    report: Value,
    /// The visits of each subject, in order.
    visits: BTreeMap<String, Vec<Map<String, Value>>>,
    /// The row of each subject.
    subjects: BTreeMap<String, Map<String, Value>>,
}

impl Ran {
    /// Runs a definition of `tests/data` with some of its text replaced.
    fn of(definition: &str, replace: &[(&str, &str)], events: &str, more: &[&str]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(definition);
        let mut text = std::fs::read_to_string(path).expect("the definition");
        for (from, to) in replace {
            assert!(text.contains(from), "{definition} has no {from}");
            text = text.replace(from, to);
        }
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

    fn stage(&self, id: &str) -> &Value {
        self.report["stages"].as_array().expect("stages").iter().find(|stage| stage["id"] == id).expect(id)
    }

    fn trigger(&self, id: &str) -> &Value {
        self.report["triggers"].as_array().expect("triggers").iter().find(|trigger| trigger["id"] == id).expect(id)
    }

    fn conversion(&self, from: &str, to: &str) -> &Value {
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

fn text_of(row: &Map<String, Value>, key: &str) -> String {
    row[key].as_str().unwrap_or_else(|| panic!("{key} in {row:?}")).to_owned()
}

fn reference(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("reference.json")).expect("the reference")).expect("JSON")
}

fn path_text(path: PathBuf) -> String {
    path.into_os_string().into_string().expect("a path in Unicode")
}

/// Integers are equal, reals within 1e-6 (the reference is rounded to six places).
fn agrees(what: &str, expected: &Value, actual: f64) {
    let expected = expected.as_f64().unwrap_or_else(|| panic!("{what}: {expected}"));
    let allowed = 1e-6 * expected.abs().max(1.0);
    assert!((expected - actual).abs() <= allowed, "{what}: {actual} where the reference has {expected}");
}

fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok())).unwrap_or_else(|| panic!("{value} is no number"))
}

fn instant(value: &Value) -> jiff::Timestamp {
    value.as_str().expect("an instant").parse().expect("an instant")
}

/// Seconds of a report against a unit of the reference.
fn spread(what: &str, expected: &Value, seconds: &Value, unit: f64) {
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
        let ran = Ran::of(self.definition, self.replace, &self.events, &[]);
        let steps: Vec<String> = reference["funnel_in_words"]["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .map(|step| step.as_str().expect("a step").into())
            .collect();
        agrees("rows read", &reference["events"], number(&ran.report["input"]["read"]));
        agrees("rows applied", &reference["events"], number(&ran.report["input"]["applied"]));
        agrees("subjects", &reference["cases"], number(&ran.report["input"]["subjects"]));
        self.ordered(reference, &ran, &steps);
        self.any_order(reference, &ran);
        for (dimension, key) in self.segments {
            for (value, expected) in reference[*key].as_object().expect("segments") {
                let reached = ran.reached(steps.len(), |visits| visits[0][*dimension] == *value.as_str());
                for (step, reached) in steps.iter().zip(reached) {
                    assert_eq!(expected[step].as_i64(), Some(reached), "{key} {value} {step}");
                }
            }
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
            }
        }
        let last = ran.conversion("step_1", &format!("step_{}", steps.len()));
        spread("hours from first to last", &reference["hours_first_to_last_ordered_step"], &last["seconds"], 3600.0);
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

#[test]
fn a_pipeline_of_opportunities() {
    let Some(folder) = shared("data/maven-crm") else { return };
    let reference = reference(&folder);
    let ran = Ran::of("maven_crm.yaml", &[], &path_text(folder.join("sales_pipeline.csv")), &[]);
    let volume = &reference["volume"];
    let rows = ["prospecting_or_later", "engaging_or_later", "won", "lost"].map(|key| number(&volume[key])).iter().sum::<f64>();
    assert_eq!(number(&ran.report["input"]["read"]), rows, "a row is read once for each event it makes");
    for (stage, ever, now) in [
        ("prospecting", "prospecting_or_later", "open_prospecting"),
        ("engaging", "engaging_or_later", "open_engaging"),
        ("won", "won", "won"),
        ("lost", "lost", "lost"),
    ] {
        agrees(ever, &volume[ever], number(&ran.stage(stage)["subjects"]));
        agrees(now, &volume[now], number(&ran.stage(stage)["current"]));
    }
    let conversion = &reference["conversion"];
    agrees("engaging/all", &conversion["engaging/all"], number(&ran.conversion("prospecting", "engaging")["rate"]));
    agrees("won/engaging", &conversion["won/engaging"], number(&ran.conversion("engaging", "won")["rate"]));
    agrees("won/all", &conversion["won/all"], number(&ran.conversion("prospecting", "won")["rate"]));
    agrees("win rate", &conversion["win_rate won/(won+lost)"], number(&ran.conversion("engaging", "won")["mature_rate"]));
    let days = &reference["days_engage_to_close"];
    spread("days to won", &days["won"], &ran.trigger("win")["seconds_in_from"], 86_400.0);
    spread("days to lost", &days["lost"], &ran.trigger("lose")["seconds_in_from"], 86_400.0);
    spread("days to either", &days["all_closed"], &ran.stage("engaging")["seconds"], 86_400.0);
    let deals = Deals::of(&ran);
    agrees("value", &reference["value_won"]["sum"], deals.0.iter().filter_map(|deal| deal.value).sum());
    let lookup = |file: &str, key: usize, value: usize| -> BTreeMap<String, String> {
        let mut reader = csv::Reader::from_path(folder.join(file)).expect("a table");
        reader.records().map(|row| row.expect("a row")).map(|row| (row[key].to_owned(), row[value].to_owned())).collect()
    };
    let (managers, offices) = (lookup("sales_teams.csv", 0, 1), lookup("sales_teams.csv", 0, 2));
    let (series, sectors) = (lookup("products.csv", 0, 1), lookup("accounts.csv", 0, 1));
    let null = "<null>".to_owned();
    deals.segments(&reference["by_sales_agent"], |deal| deal.agent.clone());
    deals.segments(&reference["by_product_fixed"], |deal| deal.product.clone());
    deals.segments(&reference["by_manager"], |deal| managers[&deal.agent].clone());
    deals.segments(&reference["by_regional_office"], |deal| offices[&deal.agent].clone());
    deals.segments(&reference["by_series"], |deal| series[&deal.product].clone());
    deals.segments(&reference["by_sector"], |deal| deal.account.as_ref().map_or(null.clone(), |account| sectors[account].clone()));
    deals.months(&reference["monthly_cohorts_by_engage"]);
    deals.quarters(&reference["won_value_by_close_quarter"]);
}

struct Deal {
    agent: String,
    product: String,
    account: Option<String>,
    engaged: Option<jiff::Timestamp>,
    won: Option<jiff::Timestamp>,
    lost: Option<jiff::Timestamp>,
    value: Option<f64>,
}

impl Deal {
    /// Days from the engagement to the contract.
    fn days(&self) -> Option<f64> {
        Some((self.won?.as_second() - self.engaged?.as_second()) as f64 / 86_400.0)
    }
}

struct Deals(Vec<Deal>);

impl Deals {
    fn of(ran: &Ran) -> Self {
        let deal = |visits: &Vec<Map<String, Value>>| {
            let entered = |stage: &str| visits.iter().find(|visit| visit["stage"] == stage).map(|visit| instant(&visit["entered_at"]));
            let last = visits.last().expect("a visit");
            Deal {
                agent: text_of(last, "agent"),
                product: text_of(last, "product"),
                account: last["account"].as_str().map(str::to_owned),
                engaged: entered("engaging"),
                won: entered("won"),
                lost: entered("lost"),
                value: Some(&last["amount"]).filter(|value| !value.is_null()).map(number),
            }
        };
        Self(ran.visits.values().map(deal).collect())
    }

    fn segments(&self, expected: &Value, of: impl Fn(&Deal) -> String) {
        for (segment, expected) in expected.as_object().expect("segments") {
            let deals: Vec<&Deal> = self.0.iter().filter(|deal| of(deal) == *segment).collect();
            let count = |is: &dyn Fn(&Deal) -> bool| deals.iter().filter(|deal| is(deal)).count() as f64;
            let (won, lost) = (count(&|deal| deal.won.is_some()), count(&|deal| deal.lost.is_some()));
            agrees(&format!("{segment} all"), &expected["all"], deals.len() as f64);
            agrees(&format!("{segment} engaging+"), &expected["engaging+"], count(&|deal| deal.engaged.is_some()));
            agrees(&format!("{segment} won"), &expected["won"], won);
            agrees(&format!("{segment} lost"), &expected["lost"], lost);
            agrees(&format!("{segment} value"), &expected["won_value"], deals.iter().filter_map(|deal| deal.value).sum());
            let mut days: Vec<f64> = deals.iter().filter_map(|deal| deal.days()).collect();
            days.sort_by(f64::total_cmp);
            if days.is_empty() {
                assert!(expected["median_days_won"].is_null() && expected["win_rate"].is_null(), "{segment}");
                continue;
            }
            agrees(&format!("{segment} win rate"), &expected["win_rate"], won / (won + lost));
            let middle = f64::midpoint(days[(days.len() - 1) / 2], days[days.len() / 2]);
            agrees(&format!("{segment} median"), &expected["median_days_won"], middle);
        }
    }

    fn months(&self, expected: &Value) {
        for (month, expected) in expected.as_object().expect("months") {
            let engaged = |deal: &&Deal| deal.engaged.is_some_and(|at| at.strftime("%Y-%m").to_string() == *month);
            let deals: Vec<&Deal> = self.0.iter().filter(engaged).collect();
            let count = |is: &dyn Fn(&Deal) -> bool| deals.iter().filter(|deal| is(deal)).count() as f64;
            for (key, actual) in [
                ("engaged", deals.len() as f64),
                ("won", count(&|deal| deal.won.is_some())),
                ("lost", count(&|deal| deal.lost.is_some())),
                ("open", count(&|deal| deal.won.is_none() && deal.lost.is_none())),
                ("won_30d", count(&|deal| deal.days().is_some_and(|days| days <= 30.0))),
                ("won_90d", count(&|deal| deal.days().is_some_and(|days| days <= 90.0))),
            ] {
                agrees(&format!("{month} {key}"), &expected[key], actual);
            }
        }
    }

    fn quarters(&self, expected: &Value) {
        for (quarter, expected) in expected.as_object().expect("quarters") {
            let of = |at: jiff::Timestamp| {
                let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
                format!("{}Q{}", date.year(), (date.month() + 2) / 3)
            };
            let deals: Vec<&Deal> = self.0.iter().filter(|deal| deal.won.is_some_and(|at| of(at) == *quarter)).collect();
            agrees(&format!("{quarter} won"), &expected["won"], deals.len() as f64);
            agrees(&format!("{quarter} value"), &expected["value"], deals.iter().filter_map(|deal| deal.value).sum());
        }
    }
}
