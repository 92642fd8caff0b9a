//! `init`: what is written passes `check`, runs at once, and is laid out; nothing is overwritten.

use super::support::{run, shared};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The logs of the material, and what is expected of them; reference tables and answers without rows are none.
const LOGS: [&str; 25] = [
    "maven-crm/events.csv",
    "maven-crm/sales_pipeline.csv",
    "receipt/receipt.csv",
    "receipt/receipt.parquet",
    "retentioneering-ecom/ecom.csv.gz",
    "roadtraffic100/roadtraffic100traces.csv",
    "crm-native/bitrix24/stagehistory_response_1.json",
    "crm-native/bitrix24/crm-deal-list_1.json",
    "crm-native/bitrix24/crm-deal-get_1.json",
    "crm-native/ga4/events.ndjson",
    "crm-native/hubspot/contact_data.csv",
    "crm-native/hubspot/contact_merge_audit_data.csv",
    "crm-native/hubspot/contact_property_history_data.csv",
    "crm-native/hubspot/deal_data.csv",
    "crm-native/hubspot/deal_property_history_data.csv",
    "crm-native/hubspot/deal_stage_data.csv",
    "crm-native/hubspot/email_event_data.csv",
    "crm-native/posthog-salesforce/salesforce_lead_data.csv",
    "crm-native/posthog-salesforce/salesforce_opportunity_data.csv",
    "crm-native/salesforce/sf_lead_data.csv",
    "crm-native/salesforce/sf_opportunity_data.csv",
    "crm-native/salesforce/sf_opportunity_history_data.csv",
    "crm-native/salesforce/sf_account_data.csv",
    "crm-native/salesforce/sf_task_data.csv",
    "crm-native/segment/spec_examples.ndjson",
];

/// Drafts a definition from a log and runs it; its report.
fn drafted(log: &str) -> Value {
    let home = tempfile::tempdir().expect("a folder");
    let said = run(home.path(), &["init", "shop", "--from", log]);
    assert_eq!(said.code, 0, "{log}: {}", said.err);
    let text = std::fs::read_to_string(home.path().join("shop/funnel.yaml")).expect("a definition");
    let check = run(home.path(), &["check", "shop"]);
    assert_eq!(check.code, 0, "{log}: {}\n{text}", check.out);
    let fmt = run(home.path(), &["fmt", "--check", "shop"]);
    assert_eq!(fmt.code, 0, "{log}: {}", fmt.out);
    let ran = run(home.path(), &["run", "shop", "--quiet", "--out", "out"]);
    assert_eq!(ran.code, 0, "{log}: {}\n{text}", ran.err);
    let report = std::fs::read_to_string(home.path().join("out/report.json")).expect("a report");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let count = |name: &str| report["input"][name].as_u64().expect("a count");
    assert!(count("applied") > 0, "{log}: nothing was applied\n{text}");
    assert!(count("rejected") * 100 <= count("read"), "{log}: {} of {} rows rejected\n{text}", count("rejected"), count("read"));
    assert_eq!((count("unknown"), count("duplicates")), (0, 0), "{log}\n{text}");
    report
}

#[test]
fn every_log_gives_a_definition_that_runs_on_it() {
    let Some(data) = shared("data") else { return };
    for log in LOGS {
        drafted(&data.join(log).to_string_lossy());
    }
}

#[test]
fn a_table_without_names_of_columns_says_so_and_with_them_runs() {
    let Some(data) = shared("data/crm-native/snowplow-enriched") else { return };
    let home = tempfile::tempdir().expect("a folder");
    let row = data.join("one_event.tsv");
    let said = run(home.path(), &["init", "--from", &row.to_string_lossy()]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("put a line with their names above it"), "{}", said.err);
    let names = std::fs::read_to_string(data.join("columns.txt")).expect("names");
    let header = names.lines().collect::<Vec<_>>().join("\t");
    let log = home.path().join("events.tsv");
    std::fs::write(&log, format!("{header}\n{}", std::fs::read_to_string(&row).expect("a row"))).expect("written");
    let report = drafted(&log.to_string_lossy());
    assert_eq!(report["input"]["applied"], 1);
}

#[test]
fn what_is_no_log_is_told() {
    let home = tempfile::tempdir().expect("a folder");
    for (name, text, says) in [
        ("accounts.csv", "account,sector\nAcme,retail\n", "looks like no log: no column holds times"),
        ("empty.csv", "", "there is no row"),
        ("header.csv", "id,time,event\n", "there is no row"),
        ("error.json", "{\"error\": 1}", "looks like no log"),
        ("log.xes", "<log/>", "XES is not read"),
    ] {
        std::fs::write(home.path().join(name), text).expect("written");
        let said = run(home.path(), &["init", "new", "--from", name]);
        assert_eq!(said.code, 2, "{name}");
        assert!(said.err.contains(says), "{name}: {}", said.err);
        assert!(!home.path().join("new").exists(), "{name}: nothing is written");
    }
}

#[test]
fn the_first_definition_passes_and_runs() {
    let home = tempfile::tempdir().expect("a folder");
    let said = run(home.path(), &["init", "My Shop"]);
    assert_eq!((said.code, said.out.as_str()), (0, "wrote My Shop/funnel.yaml\nnext: funnelc run 'My Shop'\n"), "{}", said.err);
    let check = run(home.path(), &["check", "--deny", "warnings", "My Shop"]);
    assert_eq!((check.code, check.out.as_str()), (0, "no findings in 1 file\n"));
    assert_eq!(run(home.path(), &["fmt", "--check", "My Shop"]).code, 0);
    let ran = run(home.path(), &["run", "My Shop"]);
    assert!(ran.code == 0 && ran.out.contains("(my_shop)") && ran.out.contains("12 rows = 12 applied"), "{}{}", ran.out, ran.err);
    let again = run(home.path(), &["init", "My Shop"]);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("`My Shop/funnel.yaml` is there already"), "{}", again.err);
}

/// A log of people who do things, in a form that exports have.
fn written(home: &Path, name: &str, text: &str) -> PathBuf {
    let path = home.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn forms_of_times_and_numbers_are_told() {
    let home = tempfile::tempdir().expect("a folder");
    for (name, text, expected) in [
        ("epoch.csv", "user_id,ts,event\na,1760000000000,start\na,1760000100000,stop\n", &["format: epoch_ms"][..]),
        (
            "polish.csv",
            "klient_id;data;zdarzenie;event;kwota\n1;21.11.2025 10:00;x;Złożono ofertę;1200,50\n2;22.11.2025 11:30;y;Podpisano umowę;3,5\n",
            &["format: \"%d.%m.%Y %H:%M\"", "decimal: \",\"", "as: Złożono ofertę", "zlozono_oferte"][..],
        ),
        ("pipe.csv", "lead_id|time|event\na|2026-01-01T10:00:00Z|x\n", &["delimiter: \"|\""][..]),
        (
            "deep.json",
            r#"{"meta":{"n":1},"data":{"items":[{"user":{"id":"a"},"created_at":"2026-01-01 10:00:00","type":"login","context":{"plan":"pro"}},{"user":{"id":"a"},"created_at":"2026-01-02 10:00:00","type":"logout"}]}}"#,
            &["records: data.items", "row.user.id", "login:  { fields: { plan: string } }", "logout: {}", "plan: row.context.plan"][..],
        ),
        (
            "null.csv",
            "user_id,time,event,score\na,2026-01-01T10:00:00Z,x,5\nb,2026-01-01T10:00:00Z,x,\\N\n",
            &["missing: ['\\N']", "score: optional integer"][..],
        ),
        (
            "default.ndjson",
            "{\"subject\":\"a\",\"time\":\"2026-01-01T10:00:00Z\",\"event\":\"count\",\"price\":12.5}\n",
            &["count_event", "as: count", "price: decimal"][..],
        ),
    ] {
        written(home.path(), name, text);
        let folder = name.replace('.', "_");
        let said = run(home.path(), &["init", &folder, "--from", name]);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let draft = std::fs::read_to_string(home.path().join(&folder).join("funnel.yaml")).expect("a definition");
        for part in expected {
            assert!(draft.contains(part), "{name} has no {part}:\n{draft}");
        }
        let ran = run(home.path(), &["run", &folder, "--strict"]);
        assert_eq!(ran.code, 0, "{name}: {}\n{draft}", ran.err);
    }
}

#[test]
fn the_same_log_gives_the_same_draft() {
    let home = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("funnels/b2b_saas/events.ndjson");
    let mut drafts = Vec::new();
    for name in ["a/shop", "b/shop"] {
        let said = run(home.path(), &["init", name, "--from", &root.to_string_lossy()]);
        assert_eq!(said.code, 0, "{}", said.err);
        drafts.push(std::fs::read_to_string(home.path().join(name).join("funnel.yaml")).expect("a definition"));
    }
    assert_eq!(drafts[0], drafts[1]);
}
