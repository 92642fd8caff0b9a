//! Periods as tables: what they cover, and why a text is none.

use super::*;
use crate::time::calendar::MonthDay;
use crate::time::{Weekday, Zone, instant};
use proptest::prelude::*;

fn calendar() -> Calendar {
    Calendar { fiscal_year_starts: MonthDay { month: 2, day: 1 }, ..Calendar::new(Zone::parse("Europe/Warsaw").expect("a zone")) }
}

/// What a period covers as local days, both included; the instants are midnights.
fn covers(text: &str, surrounding: Option<&str>, as_of: &str) -> Result<String, String> {
    let calendar = calendar();
    let as_of = instant::parse(as_of, &calendar.zone).expect(as_of);
    let around = surrounding.map(|text| Period::parse(text).and_then(|period| period.resolve(&calendar, None, as_of)).expect(text));
    let range = Period::parse(text)?.resolve(&calendar, around, as_of)?;
    let day = |t| date::format(calendar.date(t));
    assert_eq!(
        (calendar.zone.midnight(calendar.date(range.start)), calendar.zone.midnight(calendar.date(range.end))),
        (range.start, range.end)
    );
    Ok(format!("{}..{}", day(range.start), day(range.end - 1)))
}

#[test]
fn covers_units_and_ranges() {
    for (text, days) in [
        ("2026-11-21", "2026-11-21..2026-11-21"),
        ("2026-W47", "2026-11-16..2026-11-22"),
        ("2026-W01", "2025-12-29..2026-01-04"),
        ("2026-W53", "2026-12-28..2027-01-03"),
        ("2026-02", "2026-02-01..2026-02-28"),
        ("2024-02", "2024-02-01..2024-02-29"),
        ("2026-12", "2026-12-01..2026-12-31"),
        ("2026-Q1", "2026-01-01..2026-03-31"),
        ("2026-Q4", "2026-10-01..2026-12-31"),
        ("2026", "2026-01-01..2026-12-31"),
        ("FY2026", "2026-02-01..2027-01-31"),
        ("FY2026-Q1", "2026-02-01..2026-04-30"),
        ("FY2026-Q4", "2026-11-01..2027-01-31"),
        ("2026-01-01..2026-03-31", "2026-01-01..2026-03-31"),
        ("2026-03-29..2026-03-29", "2026-03-29..2026-03-29"),
    ] {
        assert_eq!(covers(text, None, "2026-07-15T12:00"), Ok(days.to_owned()), "{text}");
    }
    let range = Period::parse("2026-03").and_then(|period| period.resolve(&calendar(), None, 0)).expect("a month");
    assert_eq!(
        (instant::format(range.start), instant::format(range.end)),
        ("2026-02-28T23:00:00Z".to_owned(), "2026-03-31T22:00:00Z".to_owned())
    );
}

#[test]
fn covers_what_came_before() {
    for (text, surrounding, as_of, days) in [
        ("previous fiscal quarter", Some("FY2026-Q4"), "2026-12-01T12:00", "2026-08-01..2026-10-31"),
        ("previous fiscal quarter", None, "2026-12-01T12:00", "2026-08-01..2026-10-31"),
        ("previous fiscal quarter", None, "2026-02-01T00:00", "2025-11-01..2026-01-31"),
        ("previous quarter", Some("FY2026-Q4"), "2027-01-15T12:00", "2026-07-01..2026-09-30"),
        ("previous quarter", None, "2027-01-15T12:00", "2026-10-01..2026-12-31"),
        ("previous fiscal year", None, "2026-01-15T12:00", "2024-02-01..2025-01-31"),
        ("previous year", None, "2026-01-15T12:00", "2025-01-01..2025-12-31"),
        ("previous month", None, "2026-03-01T00:00", "2026-02-01..2026-02-28"),
        ("previous month", None, "2026-02-28T23:59", "2026-01-01..2026-01-31"),
        ("previous week", None, "2026-11-16T00:00", "2026-11-09..2026-11-15"),
        ("previous week", Some("2026-Q4"), "2026-12-01T12:00", "2026-09-21..2026-09-27"),
        // The same unit; as many whole months; as many days.
        ("previous period", Some("FY2026-Q4"), "2026-12-01T12:00", "2026-08-01..2026-10-31"),
        ("previous period", Some("2026-03"), "2026-12-01T12:00", "2026-02-01..2026-02-28"),
        ("previous period", Some("2024"), "2026-12-01T12:00", "2023-01-01..2023-12-31"),
        ("previous period", Some("2026-W01"), "2026-12-01T12:00", "2025-12-22..2025-12-28"),
        ("previous period", Some("2026-03-01..2026-04-30"), "2026-12-01T12:00", "2026-01-01..2026-02-28"),
        ("previous period", Some("2026-03-10..2026-03-12"), "2026-12-01T12:00", "2026-03-07..2026-03-09"),
        ("previous period", Some("2026-03-10"), "2026-12-01T12:00", "2026-03-09..2026-03-09"),
        ("last 12 months", None, "2026-07-15T12:00", "2025-07-16..2026-07-15"),
        ("last 1 month", None, "2026-03-31T12:00", "2026-03-01..2026-03-31"),
        ("last 3 months", None, "2026-05-31T12:00", "2026-03-01..2026-05-31"),
        ("last 7 days", None, "2026-03-30T00:30", "2026-03-24..2026-03-30"),
        ("last 1 day", None, "2026-03-29T12:00", "2026-03-29..2026-03-29"),
        ("last 2 weeks", Some("2020"), "2026-03-30T00:30", "2026-03-17..2026-03-30"),
    ] {
        assert_eq!(covers(text, surrounding, as_of), Ok(days.to_owned()), "{text} in {surrounding:?} at {as_of}");
    }
}

#[test]
fn says_why_a_text_is_no_period() {
    for (text, why) in [
        ("", KINDS),
        ("Q4 2026", KINDS),
        ("next week", KINDS),
        ("26-11", KINDS),
        ("2026-Q5", "quarters are `Q1` to `Q4`"),
        ("2026-Q", "quarters are `Q1` to `Q4`"),
        ("2026-q4", "it is written `2026-Q4`"),
        ("fy2026-q4", "it is written `FY2026-Q4`"),
        ("FY2026-q4", "it is written `FY2026-Q4`"),
        ("FY2026-11", "of a fiscal year there are quarters, such as `FY2026-Q4`"),
        ("2026-W7", "a week is written with two digits, such as `2026-W07`"),
        ("2026-w07", "it is written `2026-W07`"),
        ("2025-W53", "2025 has the weeks W01 to W52"),
        ("2026-W00", "2026 has the weeks W01 to W53"),
        ("2026-13", "the month is 13"),
        ("2026-02-30", "2026-02 has 28 days"),
        ("0000", "the year is 0, years go from 1 to 9999"),
        ("2026-03-31..2026-01-01", "it ends before it begins"),
        ("2026-01..2026-03", "`2026-01` is no day; a range is written `2026-01-01..2026-03-31`, both ends included"),
        ("previous", "what is `previous` is a `period`, `week`, `month`, `[fiscal] quarter` or `[fiscal] year`"),
        ("previous day", "what is `previous` is a `period`, `week`, `month`, `[fiscal] quarter` or `[fiscal] year`"),
        ("previous fiscal month", "what is `previous` is a `period`, `week`, `month`, `[fiscal] quarter` or `[fiscal] year`"),
        ("last month", "the one that is over is `previous month`, several are for example `last 12 months`"),
        ("last 0 days", "`0` is no number of days"),
        ("last +5 days", "`+5` is no number of days"),
        ("last 99999999999 weeks", "`99999999999` is no number of weeks"),
        ("last 2 quarters", "`last` counts `days`, `weeks` or `months`"),
    ] {
        assert_eq!(Period::parse(text), Err(format!("`{text}` is no period: {why}")));
    }
}

#[test]
fn guesses_what_was_meant() {
    for (text, meant) in [
        ("Q4 2026", Some("2026-Q4")),
        ("2026Q4", Some("2026-Q4")),
        ("2026-q4", Some("2026-Q4")),
        ("Q4/2026", Some("2026-Q4")),
        ("FY26-Q4", Some("FY2026-Q4")),
        ("FY 2026 Q4", Some("FY2026-Q4")),
        ("Q4 FY2026", Some("FY2026-Q4")),
        ("fy2026", Some("FY2026")),
        ("2026-W7", Some("2026-W07")),
        ("week 47 2026", Some("2026-W47")),
        ("11/2026", Some("2026-11")),
        ("2026/11", Some("2026-11")),
        ("2026.11.21", Some("2026-11-21")),
        ("21.11.2026", Some("2026-11-21")),
        ("last quarter", Some("previous quarter")),
        ("Last Fiscal Year", Some("previous fiscal year")),
        ("2026-01-01 - 2026-03-31", Some("2026-01-01..2026-03-31")),
        ("01.01.2026 to 31.03.2026", Some("2026-01-01..2026-03-31")),
        // A day or a month first: nobody can tell.
        ("03/04/2026", None),
        ("2026-Q5", None),
        ("next quarter", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(Period::meant(text).as_deref(), meant, "{text}");
    }
}

#[test]
fn says_why_a_period_covers_nothing() {
    assert!(covers("previous period", None, "2026-01-01T12:00").unwrap_err().contains("needs a period around it"));
    assert!(covers("last 99999 months", None, "2026-01-01T12:00").unwrap_err().contains("outside the years"));
    for far in ["last 119988 months", "last 999999999 weeks", "last 3652059 days"] {
        assert!(Period::parse(far).unwrap_err().contains("outside the years"), "{far}");
    }
    assert_eq!(covers("9999", None, "2026-01-01T12:00").as_deref(), Ok("9999-01-01..9999-12-31"));
    assert!(covers("FY9999", None, "2026-01-01T12:00").unwrap_err().contains("outside the years"));
    assert!(covers("previous year", None, "0001-06-01T12:00").unwrap_err().contains("outside the years"));
    let apia = Calendar::new(Zone::parse("Pacific/Apia").expect("a zone"));
    assert_eq!(
        Period::parse("2011-12-30").and_then(|day| day.resolve(&apia, None, 0)),
        Err("`2011-12-30` covers no time in Pacific/Apia".to_owned())
    );
}

#[test]
fn cuts_weeks_where_the_calendar_begins_them() {
    let sunday = Calendar { week_starts: Weekday::Sunday, ..Calendar::utc() };
    let week = |text: &str| {
        let range = Period::parse(text).and_then(|period| period.resolve(&sunday, None, 0)).expect(text);
        assert_eq!(sunday.split(range.clone(), Grain::Week).map(|slice| slice.label).collect::<Vec<_>>(), [text]);
        (instant::format(range.start), instant::format(range.end))
    };
    assert_eq!(week("2026-W47"), ("2026-11-15T00:00:00Z".to_owned(), "2026-11-22T00:00:00Z".to_owned()));
    assert_eq!(week("2026-W53"), ("2026-12-27T00:00:00Z".to_owned(), "2027-01-03T00:00:00Z".to_owned()));
}

proptest! {
    #[test]
    fn writes_what_it_reads(text in "FY[0-9]{4}(-Q[1-4])?|[0-9]{4}(-(Q[1-4]|W[0-5][0-9]|[01][0-9]|[01][0-9]-[0-3][0-9]))?|last [1-9][0-9]? (day|week|month)s?|previous (fiscal )?(week|month|quarter|year|period)") {
        if let Ok(period) = Period::parse(&text) {
            prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
        }
    }

    #[test]
    fn never_panics(text in "\\PC{0,20}|[-0-9FYWQ. a-z]{0,24}|[0-9]{4}-[0-9]{2}-[0-9]{2}\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2}|(FY)?[0-9]{4}(-Q[1-4])?|last [0-9]{1,12} (days|weeks|months)", as_of in any::<i64>(), around in any::<(i64, i64)>()) {
        let _ = Period::meant(&text);
        if let Ok(period) = Period::parse(&text) {
            for surrounding in [None, Some(around.0..around.1)] {
                if let Ok(range) = period.resolve(&calendar(), surrounding, as_of) {
                    prop_assert!(range.start < range.end && range.start >= instant::FIRST && range.end <= instant::LAST + 1);
                }
            }
        }
    }
}
