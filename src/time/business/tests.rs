//! Business hours on tables, and against a count minute by minute.

use super::*;
use crate::time::duration;
use proptest::prelude::*;

/// 09:00-17:00 from Monday to Friday.
pub(crate) fn nine_to_five(zone: Zone) -> BusinessHours {
    business(zone, &[("monday..friday", "09:00-17:00")], &[])
}

fn business(zone: Zone, week: &[(&str, &str)], holidays: &[&str]) -> BusinessHours {
    let mut days: [Vec<Hours>; 7] = Default::default();
    for (names, hours) in week {
        for day in parse_days(names).expect(names) {
            days[day as usize].extend(hours.split(' ').map(|hours| Hours::parse(hours).expect(hours)));
        }
    }
    BusinessHours::new(zone, days, holidays.iter().map(|day| date::parse(day).expect(day))).expect("business hours")
}

#[test]
fn days_of_the_same_hours_are_told_together() {
    let week = [("monday..thursday", "08:00-12:00 13:00-17:00"), ("friday", "08:00-12:00"), ("sunday", "10:00-11:00")];
    let business = business(Zone::utc(), &week, &["2026-05-01", "2025-12-25"]);
    assert_eq!(business.hours(), "monday..thursday 08:00-12:00 and 13:00-17:00, friday 08:00-12:00, sunday 10:00-11:00");
    assert_eq!(business.holidays(), ["2025-12-25", "2026-05-01"]);
}

fn zone(name: &str) -> Zone {
    Zone::parse(name).expect(name)
}

fn at(text: &str) -> Micros {
    instant::parse(text, &Zone::utc()).expect(text)
}

fn check(business: &BusinessHours, table: &[(&str, &str, &str)]) {
    for (start, within, deadline) in table {
        let within = duration::parse(within).expect(within);
        let found = business.deadline(at(start), within);
        assert_eq!(found.map(instant::format).as_deref(), Some(*deadline), "{start} + {}", duration::format(within));
        let Some(found) = found else { continue };
        assert_eq!(business.elapsed(at(start), found), within);
        assert_eq!(business.elapsed(found, at(start)), -within);
        assert!(business.elapsed(at(start), found - 1) < within, "the first instant");
    }
}

#[test]
fn counts_over_weekends_and_holidays() {
    let business = business(zone("Europe/Warsaw"), &[("monday..friday", "09:00-17:00")], &["2026-01-01", "2026-11-11"]);
    check(
        &business,
        &[
            // Friday afternoon goes on on Monday; Saturday waits for Monday; Wednesday is a holiday.
            ("2026-11-06T12:00:00Z", "8h", "2026-11-09T12:00:00Z"),
            ("2026-11-07T09:00:00Z", "8h", "2026-11-09T16:00:00Z"),
            ("2026-11-10T14:00:00Z", "8h", "2026-11-12T14:00:00Z"),
            ("2026-11-09T06:00:00Z", "8h", "2026-11-09T16:00:00Z"),
            // The end of a day uses up what the beginning of the next would.
            ("2026-11-09T08:00:00Z", "8h", "2026-11-09T16:00:00Z"),
            ("2026-11-09T08:00:00Z", "28800.000001s", "2026-11-10T08:00:00.000001Z"),
            ("2026-11-09T16:00:00Z", "1h", "2026-11-10T09:00:00Z"),
            ("2026-11-06T12:00:00Z", "2080h", "2027-11-08T12:00:00Z"),
        ],
    );
    assert_eq!(business.deadline(at("2026-11-07T09:00:00Z"), 0), Some(at("2026-11-07T09:00:00Z")));
    assert_eq!(business.elapsed(at("2026-11-09T06:00:00Z"), at("2026-11-09T15:00:00Z")), 7 * HOUR);
    assert!(business.is_open(at("2026-11-09T08:00:00Z")) && !business.is_open(at("2026-11-09T16:00:00Z")));
    assert!(!business.is_open(at("2026-11-11T10:00:00Z")));
}

#[test]
fn takes_several_spans_by_day() {
    let business = business(zone("Europe/Warsaw"), &[("monday..thursday", "09:00-12:00 13:00-17:00"), ("friday", "09:00-15:00")], &[]);
    check(
        &business,
        &[
            ("2026-11-09T10:30:00Z", "1h", "2026-11-09T12:30:00Z"),
            ("2026-11-12T15:30:00Z", "1h", "2026-11-13T08:30:00Z"),
            ("2026-11-13T13:30:00Z", "1h", "2026-11-16T08:30:00Z"),
            ("2026-11-09T08:00:00Z", "34h", "2026-11-13T14:00:00Z"),
        ],
    );
}

#[test]
fn counts_real_time_where_the_clock_changes() {
    let business = business(zone("Europe/Warsaw"), &[("monday..sunday", "00:00-24:00")], &[]);
    check(
        &business,
        &[
            ("2026-03-28T23:00:00Z", "23h", "2026-03-29T22:00:00Z"),
            ("2026-10-24T22:00:00Z", "25h", "2026-10-25T23:00:00Z"),
            ("2026-01-01T00:00:00Z", "365d", "2027-01-01T00:00:00Z"),
        ],
    );
    // The night shift of the short and of the long night.
    let night = self::business(zone("Europe/Warsaw"), &[("sunday", "01:00-05:00")], &[]);
    check(&night, &[("2026-03-28T23:00:00Z", "3h", "2026-03-29T03:00:00Z"), ("2026-10-24T22:00:00Z", "5h", "2026-10-25T04:00:00Z")]);
    // A day that is skipped as a whole has no hours, and its neighbours keep theirs.
    let apia = self::business(zone("Pacific/Apia"), &[("monday..sunday", "09:00-17:00")], &[]);
    assert_eq!(apia.elapsed(at("2011-12-29T10:00:00Z"), at("2012-01-01T10:00:00Z")), 3 * 8 * HOUR);
}

#[test]
fn knows_when_a_deadline_never_comes() {
    let never = business(Zone::utc(), &[], &[]);
    assert_eq!(never.deadline(at("2026-11-09T08:00:00Z"), 1), None);
    assert_eq!(never.elapsed(instant::FIRST, instant::LAST), 0);
    let business = nine_to_five(zone("Europe/Warsaw"));
    assert_eq!(business.deadline(at("2026-11-09T08:00:00Z"), Micros::MAX), None);
    assert_eq!(business.deadline(at("9999-12-31T22:00:00Z"), 8 * HOUR), None);
    for t in [Micros::MIN, instant::FIRST, 0, instant::LAST, Micros::MAX] {
        for within in [Micros::MIN, 0, HOUR, 1_000_000 * DAY, Micros::MAX] {
            let _ = (business.deadline(t, within), business.elapsed(t, within), business.is_open(t));
        }
    }
}

#[test]
fn says_what_is_wrong_with_hours() {
    for (text, why) in [
        ("9-17", "`9-17` are no hours: they are written `09:00-17:00`"),
        ("09:00", "`09:00` are no hours: they are written `09:00-17:00`"),
        ("09:60-17:00", "`09:60-17:00` are no hours: they are written `09:00-17:00`"),
        ("09:00-25:00", "`09:00-25:00` are no hours: they are written `09:00-17:00`"),
        ("09:00-24:01", "`09:00-24:01` are no hours: they are written `09:00-17:00`"),
        ("09:00-09:00", "`09:00-09:00` are no hours: they end when they begin"),
        ("22:00-06:00", "`22:00-06:00` are no hours: they end before they begin; split them at midnight, `24:00` is the end of a day"),
    ] {
        assert_eq!(Hours::parse(text), Err(why.to_owned()));
    }
    assert_eq!(Hours::parse("9:00 - 24:00").map(|hours| hours.to_string()).as_deref(), Ok("09:00-24:00"));
    assert_eq!(parse_days("monday..fryday"), Err("`fryday` is no day of the week: days are `monday` to `sunday`".to_owned()));
    let hours = |text| Hours::parse(text).expect("hours");
    let week = std::array::from_fn(|_| vec![hours("11:00-13:00"), hours("09:00-12:00")]);
    assert_eq!(BusinessHours::new(Zone::utc(), week, []).unwrap_err(), "`09:00-12:00` and `11:00-13:00` of monday overlap");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Against a count of the minutes whose local clock lies within the hours; hours outside of repeated and skipped ones.
    #[test]
    fn agrees_with_a_count_of_minutes(
        zone_name in prop::sample::select(vec!["UTC", "Europe/Warsaw", "America/New_York", "America/Sao_Paulo", "Pacific/Apia"]),
        hours in prop::sample::select(vec![("monday..friday", "09:00-17:00"), ("saturday..tuesday", "04:00-12:00 12:30-22:00"), ("monday..sunday", "00:00-24:00"), ("sunday", "00:00-00:30 04:00-24:00")]),
        start in prop::sample::select(vec!["2018-02-16T00:00:00Z", "2018-11-02T00:00:00Z", "2011-12-28T00:00:00Z", "2026-03-27T00:00:00Z", "2026-10-23T00:00:00Z", "2026-12-30T00:00:00Z", "2150-03-27T00:00:00Z"]),
        offset in 0..(3 * 24 * 60_i64),
        length in 0..(6 * 24 * 60_i64),
    ) {
        // Hours that begin in a skipped hour are as long as they say, where a count of minutes finds none of them.
        prop_assume!(!(zone_name == "America/Sao_Paulo" && hours.0 == "sunday" && start.starts_with("2018-11")));
        let zone = zone(zone_name);
        let business = business(zone.clone(), &[hours], &["2026-12-31", "2018-11-05"]);
        let holidays = ["2026-12-31", "2018-11-05"].map(|day| date::parse(day).expect(day));
        let from = at(start) + offset * MINUTE;
        let mut counted = 0;
        for minute in 0..length {
            let t = from + minute * MINUTE;
            let local = zone.to_local(t);
            let (day, of_day) = (zone.date(t), local.rem_euclid(DAY));
            let open = parse_days(hours.0).expect("days").contains(&Weekday::of(day))
                && !holidays.contains(&day)
                && hours.1.split(' ').any(|hours| Hours::parse(hours).is_ok_and(|hours| (hours.start..hours.end).contains(&of_day)));
            counted += i64::from(open);
        }
        let elapsed = business.elapsed(from, from + length * MINUTE);
        // Where the clock goes back over midnight, the hours of the day before are not opened again.
        let repeated = zone_name == "America/Sao_Paulo" && start.starts_with("2018-02");
        prop_assert!(elapsed == counted * MINUTE || repeated && elapsed <= counted * MINUTE, "{} {}", duration::format(elapsed), counted);
        if elapsed > 0 {
            let deadline = business.deadline(from, elapsed).expect("it comes");
            prop_assert!(deadline <= from + length * MINUTE);
            prop_assert_eq!(business.elapsed(from, deadline), elapsed);
            prop_assert!(business.elapsed(from, deadline - 1) < elapsed);
        }
    }
}
