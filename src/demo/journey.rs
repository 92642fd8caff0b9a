//! One lead's way: visits, a form, sales, a contract or none; and what a month of advertising costs.

use super::{DAY, HOUR, Micros, Random};
use crate::time::instant;
use std::fmt::Write;

/// Rows with the instant at which each arrives in the log.
pub type Rows = Vec<(Micros, String)>;

/// A lead on its way.
pub struct Journey<'a> {
    lead: u64,
    random: &'a mut Random,
    now: Micros,
    rows: Rows,
    count: u32,
}

const SOURCES: &[(Option<&str>, i64)] =
    &[(Some("google"), 34), (Some("linkedin"), 18), (Some("referral"), 9), (Some("webinar"), 7), (Some("fair"), 5), (None, 27)];
const PAGES: &[(&str, i64)] = &[("/", 30), ("/pricing", 26), ("/product", 18), ("/customers", 10), ("/blog/lead-scoring", 9), ("/docs", 7)];

impl<'a> Journey<'a> {
    /// A lead that first shows up at `start`.
    pub fn of(lead: u64, start: Micros, random: &'a mut Random) -> Self {
        let now = start + random.below(6 * HOUR);
        Self { lead, random, now, rows: Vec::new(), count: 0 }
    }

    /// All rows of the lead.
    pub fn rows(mut self) -> Rows {
        self.visit();
        self.rows
    }

    fn wait(&mut self, mean: Micros) {
        self.now += self.random.wait(mean);
    }

    /// Nobody knows yet who it is; then perhaps a form says it.
    fn visit(&mut self) {
        let visitor = format!("visitor-{:06x}", self.random.next() >> 40);
        for _ in 0..=self.random.below(3) {
            self.page(&visitor);
            self.wait(4 * HOUR);
        }
        if !self.random.happens(620) {
            return;
        }
        let employees = self.random.happens(780).then(|| {
            let size = 2_i64 << self.random.below(12);
            size + self.random.below(size)
        });
        let private = self.random.happens(230);
        let tie = self.random.happens(250);
        if tie {
            // Two trackers, one instant: the page and the form that was on it.
            self.page(&visitor);
        }
        self.form("guide", private, employees, Some(&visitor));
        let keen = match employees {
            Some(200..) => 880,
            Some(20..) => 640,
            _ => 450,
        };
        if self.random.happens(keen) {
            self.engage(private, employees);
        }
    }

    /// Comes back, looks at prices, asks for a demo; and if nothing comes of it, perhaps once more months later.
    fn engage(&mut self, private: bool, employees: Option<i64>) {
        let worth = employees.is_some_and(|employees| employees >= 200);
        for form in ["demo", "webinar"] {
            self.browse();
            if form == "webinar" || self.random.happens(350) {
                self.form(form, private, employees, None);
                self.browse();
            }
            if self.random.happens(if worth { 780 } else { 60 }) && self.sell() || !self.random.happens(450) {
                return;
            }
            self.now += 35 * DAY;
            self.wait(20 * DAY);
        }
    }

    fn browse(&mut self) {
        let lead = self.lead_id();
        for _ in 0..=self.random.below(4) {
            self.wait(14 * HOUR);
            if self.random.happens(640) {
                let seconds = 20 + self.random.below(200);
                self.event(&lead, "page_viewed", &format!(",\"page\":\"/pricing\",\"seconds\":{seconds}"));
            } else {
                self.page(&lead);
            }
        }
    }

    /// Sales calls, meets, offers. Whether that was the end of it, well or badly.
    fn sell(&mut self) -> bool {
        let lead = self.lead_id();
        let answer = if self.random.happens(750) { 5 * HOUR } else { 60 * HOUR };
        self.wait(answer);
        self.event(&lead, "sales_touch", "");
        if !self.random.happens(700) {
            return false;
        }
        self.wait(20 * HOUR);
        self.event(&lead, "meeting_booked", "");
        let mut outcome = "no_show";
        for _ in 0..2 {
            self.wait(4 * DAY);
            outcome = self.random.pick(&[("good", 66), ("no_fit", 18), ("no_show", 16)]).unwrap_or("good");
            self.event(&lead, "meeting_held", &format!(",\"outcome\":\"{outcome}\""));
            if outcome != "no_show" {
                break;
            }
        }
        if outcome != "good" {
            return outcome == "no_fit";
        }
        if self.random.happens(350) {
            self.wait(DAY);
            let amount = self.amount();
            self.event(&lead, "quote_requested", &format!(",\"amount\":{amount}"));
        }
        self.wait(8 * DAY);
        if self.random.happens(220) {
            let reason = self.random.pick(&[("price", 5), ("competitor", 3), ("no budget", 4)]).unwrap_or("price");
            self.event(&lead, "lost", &format!(",\"reason\":\"{reason}\""));
            return true;
        }
        let amount = self.amount();
        // Some deals are signed before anybody wrote the budget down.
        if self.random.happens(940) {
            self.event(&lead, "budget_confirmed", &format!(",\"amount\":{amount}"));
        }
        self.wait(16 * DAY);
        match self.random.below(100) {
            0..58 => self.event(&lead, "contract_signed", &format!(",\"amount\":{amount}")),
            58..84 => self.event(&lead, "lost", ""),
            _ => {}
        }
        true
    }

    fn lead_id(&self) -> String {
        format!("lead-{:06}", self.lead + 1)
    }

    fn amount(&mut self) -> String {
        let hundreds = self.random.below(60);
        let cents = match self.random.below(3) {
            0 => 0,
            1 => 50,
            _ => 99,
        };
        format!("{}.{cents:02}", 4_000 + hundreds * 1_250)
    }

    fn page(&mut self, subject: &str) {
        let page = self.random.pick(PAGES).unwrap_or("/");
        let mut fields = format!(",\"page\":\"{page}\"");
        if self.random.happens(880) {
            let _ = write!(fields, ",\"seconds\":{}", 2 + self.random.below(150));
        }
        self.event(subject, "page_viewed", &fields);
    }

    fn form(&mut self, form: &str, private: bool, employees: Option<i64>, visitor: Option<&str>) {
        let domain = if private { "gmail.com".to_owned() } else { format!("firm{}.example", self.lead % 977) };
        let mut fields = format!(",\"form\":\"{form}\",\"email\":\"person{}@{domain}\"", self.lead + 1);
        if let Some(employees) = employees {
            let _ = write!(fields, ",\"employees\":{employees}");
        }
        if let Some(source) = self.random.pick(SOURCES).flatten() {
            let _ = write!(fields, ",\"source\":\"{source}\"");
        }
        if let Some(visitor) = visitor {
            let _ = write!(fields, ",\"visitor\":\"{visitor}\"");
        }
        let lead = self.lead_id();
        self.event(&lead, "form_submitted", &fields);
    }

    /// A row, and what can go wrong with one.
    fn event(&mut self, subject: &str, event: &str, fields: &str) {
        self.count += 1;
        let id = format!("{:06x}-{}", self.lead, self.count);
        let event = if self.random.happens(2) && event == "page_viewed" { "page_veiwed" } else { event };
        let row = row(&id, Some(subject), self.now, event, fields);
        let arrives = if self.random.happens(15) { self.now + self.random.wait(6 * HOUR) } else { self.now };
        match self.random.below(2_000) {
            0 => self.rows.push((arrives, row[..row.len() / 2].to_owned())),
            1..3 => self.rows.push((arrives, row.replace("\"time\":\"2", "\"time\":\"the 2"))),
            3 => self.rows.push((arrives, row.replace(&format!("\"subject\":\"{subject}\","), ""))),
            4..6 => self.rows.push((arrives, row.replace("\"seconds\":", "\"seconds\":\"about \",\"was\":"))),
            6..22 => self.rows.extend([(arrives, row.clone()), (arrives + HOUR, row)]),
            22..28 => {
                let copy = row.replace("\"seconds\":", "\"seconds\":1");
                self.rows.extend([(arrives, row), (arrives + HOUR, copy)]);
            }
            _ => self.rows.push((arrives, row)),
        }
    }
}

/// What advertising cost on a day.
pub fn spending(day: Micros, random: &mut Random) -> Rows {
    [("google", 180), ("linkedin", 140)]
        .into_iter()
        .map(|(channel, cost)| {
            let fields = format!(",\"channel\":\"{channel}\",\"cost\":{}.{:02}", cost + random.below(80), random.below(100));
            let at = day + 23 * HOUR;
            (at, row(&format!("ads-{channel}-{}", day / DAY), None, at, "ad_spend", &fields))
        })
        .collect()
}

fn row(id: &str, subject: Option<&str>, time: Micros, event: &str, fields: &str) -> String {
    let subject = subject.map(|subject| format!("\"subject\":\"{subject}\",")).unwrap_or_default();
    // Trackers write whole seconds.
    let time = instant::format(time - time.rem_euclid(1_000_000));
    format!("{{\"id\":\"{id}\",{subject}\"time\":\"{time}\",\"event\":\"{event}\"{fields}}}")
}
