//! A CRM's pipeline of opportunities against figures that were worked out elsewhere, from the report and from its tables.

use super::data::{Ran, agrees, instant, number, path_text, reference, spread, text_of};
use super::support::shared;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[test]
fn a_pipeline_of_opportunities() {
    let Some(folder) = shared("data/maven-crm") else { return };
    let reference = reference(&folder);
    let events = path_text(folder.join("sales_pipeline.csv"));
    let ran = Ran::with("maven_crm.yaml", &[], DEALS, &events, &[]);
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
    let metric = |name: &str| number(&ran.report["metrics"][name]);
    for (key, name, unit) in [("min", "least_days", 86_400.0), ("max", "most_days", 86_400.0), ("n", "deals_won", 1.0)] {
        agrees(&format!("{key} of days to won"), &days["won"][key], metric(name) / unit);
    }
    for (key, name) in [("sum", "value"), ("mean", "mean_value"), ("median", "median_value")] {
        agrees(&format!("{key} of the value won"), &reference["value_won"][key], metric(name));
    }
    assert!(metric("least_days") >= 0.0 && reference["negative_cycle_rows"] == 0, "nobody is won before the engagement");
    agrees("rows", &reference["rows"], number(&ran.report["input"]["subjects"]));
    for (stage, key) in [("won", "Won"), ("lost", "Lost"), ("engaging", "Engaging"), ("prospecting", "Prospecting")] {
        agrees(key, &reference["deal_stage"][key], number(&ran.stage(stage)["current"]));
    }
    let outcomes = &ran.report["outcomes"];
    agrees("win rate of the outcomes", &conversion["win_rate won/(won+lost)"], number(&outcomes["win_rate"]));
    agrees("value of the outcomes", &reference["value_won"]["sum"], number(&outcomes["won_value"]));
    for (dimension, key) in [("product", "by_product_fixed"), ("agent", "by_sales_agent")] {
        segments_of_report(&ran, dimension, &reference[key]);
    }
    for (quarter, expected) in reference["won_value_by_close_quarter"].as_object().expect("quarters") {
        let period = quarter.replace('Q', "-Q");
        let ran = Ran::with("maven_crm.yaml", &[], DEALS, &events, &["--period", &period]);
        agrees(&format!("{quarter} won"), &expected["won"], number(&ran.report["metrics"]["deals_won_in_it"]));
        agrees(&format!("{quarter} value"), &expected["value"], number(&ran.report["metrics"]["value"]));
        agrees(&format!("{quarter} won of the outcomes"), &expected["won"], number(&ran.report["outcomes"]["won"]));
    }
    for month in ["2016-12", "2017-03", "2017-10"] {
        let expected = &reference["monthly_cohorts_by_engage"][month];
        let ran = Ran::with("maven_crm.yaml", &[], DEALS, &events, &["--period", month]);
        let whole = &ran.report["metrics"]["ever"];
        for (key, ours) in
            [("engaged", &whole["cohort"]), ("won", &whole["converted"]), ("lost", &whole["lapsed"]), ("open", &whole["pending"])]
        {
            agrees(&format!("{month} {key}"), &expected[key], number(ours));
        }
        agrees(&format!("{month} in 30 days"), &expected["won_30d"], number(&ran.report["metrics"]["in_30d"]["converted"]));
        agrees(&format!("{month} in 90 days"), &expected["won_90d"], number(&ran.report["metrics"]["in_90d"]["converted"]));
    }
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

/// What the reference says of deals, as metrics.
const DEALS: &str = "
metrics:
  value: sum(won.amount)
  mean_value: mean(won.amount)
  median_value: median(won.amount)
  least_days: min(engaging -> won)
  most_days: max(engaging -> won)
  deals_won: count(engaging -> won)
  deals_won_in_it: count(won)
  ever: rate(engaging -> won)
  in_30d: rate(engaging -> won within 30d)
  in_90d: rate(engaging -> won within 90d)
";

/// The values that a report shows of a dimension: how many, who was won and lost, the rate, the value, the median time.
fn segments_of_report(ran: &Ran, dimension: &str, reference: &Value) {
    let mut shown = 0;
    for segment in ran.report["by"][dimension].as_array().expect("segments").iter().filter(|segment| segment["rest"].is_null()) {
        let name = segment["value"].as_str().expect("a value");
        let expected = &reference[name];
        let stage = |id: &str| {
            let found = segment["stages"].as_array().and_then(|stages| stages.iter().find(|stage| stage["id"] == id));
            number(&found.expect("a stage")["subjects"])
        };
        agrees(&format!("{name} all"), &expected["all"], stage("prospecting"));
        agrees(&format!("{name} engaging+"), &expected["engaging+"], stage("engaging"));
        let outcomes = &segment["outcomes"];
        for (key, ours) in [("won", "won"), ("lost", "lost"), ("win_rate", "win_rate"), ("won_value", "won_value")] {
            agrees(&format!("{name} {key}"), &expected[key], number(&outcomes[ours]));
        }
        let pairs = segment["conversions"].as_array().expect("conversions");
        let pair = pairs.iter().find(|pair| pair["from"] == "engaging" && pair["to"] == "won").expect("the pair");
        agrees(&format!("{name} median days"), &expected["median_days_won"], number(&pair["seconds"]["median"]) / 86_400.0);
        shown += 1;
    }
    assert!(shown >= 7, "{dimension}: {shown} values are shown");
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
