//! How instants are read and written, as tables.

use super::*;
use proptest::prelude::*;

fn zone(name: &str) -> Zone {
    Zone::parse(name).expect(name)
}

#[test]
fn reads_instants() {
    for (text, zone_name, result) in [
        ("2026-11-21T10:00:00Z", "UTC", "2026-11-21T10:00:00Z"),
        ("2026-11-21t10:00:00z", "UTC", "2026-11-21T10:00:00Z"),
        ("2026-11-21 10:00:00Z", "UTC", "2026-11-21T10:00:00Z"),
        ("2026-11-21 10:00:00 UTC", "Europe/Warsaw", "2026-11-21T10:00:00Z"),
        ("2026-11-21 10:00:00 +0100", "UTC", "2026-11-21T09:00:00Z"),
        ("2026-11-21T10:00Z", "UTC", "2026-11-21T10:00:00Z"),
        ("2026-11-21T10:00+01", "UTC", "2026-11-21T09:00:00Z"),
        ("2026-11-21T10:00:00+0000", "Europe/Warsaw", "2026-11-21T10:00:00Z"),
        ("2026-11-21T10:00:00-05:30", "UTC", "2026-11-21T15:30:00Z"),
        ("2026-11-21T10:00:00.5Z", "UTC", "2026-11-21T10:00:00.500000Z"),
        ("2026-11-21T10:00:00,5Z", "UTC", "2026-11-21T10:00:00.500000Z"),
        ("2026-11-21T10:00:00.999999999Z", "UTC", "2026-11-21T10:00:00.999999Z"),
        ("1969-12-31T23:59:59.9999999Z", "UTC", "1969-12-31T23:59:59.999999Z"),
        ("2026-11-21T10:00:00.00000000000000001Z", "UTC", "2026-11-21T10:00:00Z"),
        ("2016-12-31T23:59:60Z", "UTC", "2016-12-31T23:59:59Z"),
        ("2026-11-21T10:00:00", "Europe/Warsaw", "2026-11-21T09:00:00Z"),
        ("2026-07-21 10:00", "Europe/Warsaw", "2026-07-21T08:00:00Z"),
        // Repeated: the first. Skipped: by the offset before the jump.
        ("2026-10-25T02:30:00", "Europe/Warsaw", "2026-10-25T00:30:00Z"),
        ("2026-03-29T02:30:00", "Europe/Warsaw", "2026-03-29T01:30:00Z"),
        ("0001-01-01T00:00:00Z", "UTC", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "UTC", "9999-12-31T23:59:59.999999Z"),
        ("9999-12-31T23:00:00", "Europe/Warsaw", "9999-12-31T22:00:00Z"),
    ] {
        assert_eq!(parse(text, &zone(zone_name)).map(format).as_deref(), Ok(result), "{text}");
    }
}

#[test]
fn says_why_a_text_is_no_instant() {
    for (text, why) in [
        ("2026-13-45T00:00:00Z", "the month is 13"),
        ("2026-02-30T00:00:00Z", "2026-02 has 28 days"),
        ("2026-01-01T24:00:00Z", "the hour is 24"),
        ("2026-01-01T10:60:00Z", "the minute is 60"),
        ("2026-01-01T10:00:61Z", "the second is 61"),
        ("2026-01-01T10:00:00.Z", "digits are missing after the point"),
        ("2026-01-01T10:00:00+25:00", "`+25:00` is no offset; one is written `Z` or `+01:00`"),
        ("2026-01-01T10:00:00 CET", "`CET` is no offset; one is written `Z` or `+01:00`"),
        ("2026-01-01T10:00:00Zjunk", "`Zjunk` is no offset; one is written `Z` or `+01:00`"),
        ("2026-11-21", "it is a date alone; say `format: date` where the beginning of that day is meant"),
        ("2026-11-21T", "an instant is written `2026-11-21T10:00:00Z`"),
        ("2026-11-21T10Z", "an instant is written `2026-11-21T10:00:00Z`"),
        ("1760000000", "an instant is written `2026-11-21T10:00:00Z`"),
        ("", "an instant is written `2026-11-21T10:00:00Z`"),
        ("２026-11-21T10:00:00Z", "an instant is written `2026-11-21T10:00:00Z`"),
        ("0000-01-01T00:00:00Z", "the year is 0, years go from 1 to 9999"),
        ("0001-01-01T00:00:00+01:00", "it lies outside the years 1 to 9999"),
        ("9999-12-31T23:59:59-01:00", "it lies outside the years 1 to 9999"),
        ("12026-01-01T00:00:00Z", "an instant is written `2026-11-21T10:00:00Z`"),
    ] {
        assert_eq!(parse(text, &Zone::utc()), Err(format!("`{text}` is no instant: {why}")));
    }
    assert!(parse_civil("2026-11-21T10:00:00Z", &Zone::utc()).unwrap_err().contains("has an offset"));
    assert_eq!(parse_civil("2026-11-21 10:00", &zone("Europe/Warsaw")).map(format).as_deref(), Ok("2026-11-21T09:00:00Z"));
    assert_eq!(parse_date("2026-11-21", &zone("Europe/Warsaw")).map(format).as_deref(), Ok("2026-11-20T23:00:00Z"));
    assert!(parse_date("0001-01-01", &zone("Asia/Tokyo")).unwrap_err().contains("outside"));
}

#[test]
fn reads_epochs() {
    for (text, unit, result) in [
        ("1760000000", Epoch::Seconds, "2025-10-09T08:53:20Z"),
        ("1760000000.25", Epoch::Seconds, "2025-10-09T08:53:20.250000Z"),
        ("1760000000.1234569", Epoch::Seconds, "2025-10-09T08:53:20.123456Z"),
        ("1.76e9", Epoch::Seconds, "2025-10-09T08:53:20Z"),
        ("17600000000e-1", Epoch::Seconds, "2025-10-09T08:53:20Z"),
        ("1760000000123", Epoch::Millis, "2025-10-09T08:53:20.123000Z"),
        ("1760000000123456", Epoch::Micros, "2025-10-09T08:53:20.123456Z"),
        ("1760000000123456.9", Epoch::Micros, "2025-10-09T08:53:20.123456Z"),
        ("0", Epoch::Seconds, "1970-01-01T00:00:00Z"),
        ("0.0000001", Epoch::Seconds, "1970-01-01T00:00:00Z"),
        ("-0.0000001", Epoch::Seconds, "1969-12-31T23:59:59.999999Z"),
        ("-1.5", Epoch::Seconds, "1969-12-31T23:59:58.500000Z"),
        ("0e999", Epoch::Seconds, "1970-01-01T00:00:00Z"),
        ("1e-999999999", Epoch::Seconds, "1970-01-01T00:00:00Z"),
        ("000000000000000000000000000000001", Epoch::Seconds, "1970-01-01T00:00:01Z"),
    ] {
        assert_eq!(parse_epoch(text, unit).map(format).as_deref(), Ok(result), "{text}");
    }
    for text in ["", "-", ".", "1e", "1.2.3", "NaN", "inf", "--1", "1_000", "0x10", "٣"] {
        assert!(parse_epoch(text, Epoch::Seconds).unwrap_err().contains("a number of seconds"), "{text}");
    }
    for text in ["1760000000123456", "9223372036854775807", "1e30", "-99999999999999999999", "1e9223372036854775807"] {
        assert!(parse_epoch(text, Epoch::Seconds).unwrap_err().contains("outside the years"), "{text}");
    }
    assert_eq!(
        from_epoch(i64::MIN, Epoch::Millis),
        Err("`-9223372036854775808` is no instant: it lies outside the years 1 to 9999".to_owned())
    );
}

#[test]
fn reads_by_patterns() {
    for (text, pattern, result) in [
        ("21.11.2026 10:30", "%d.%m.%Y %H:%M", "2026-11-21T09:30:00Z"),
        ("21.11.2026", "%d.%m.%Y", "2026-11-20T23:00:00Z"),
        ("11/21/26 3:05 PM", "%m/%d/%y %I:%M %p", "2026-11-21T14:05:00Z"),
        ("2026-11-21 10:30:00.123456789 +0200", "%Y-%m-%d %H:%M:%S%.f %z", "2026-11-21T08:30:00.123456Z"),
        ("2026-11-21 10:30 America/New_York", "%F %H:%M %Q", "2026-11-21T15:30:00Z"),
        ("20261121 10", "%Y%m%d %H", "2026-11-21T09:00:00Z"),
        ("325/2026 23:59:60", "%j/%Y %T", "2026-11-21T22:59:59Z"),
        ("2026-W47-6", "%G-W%V-%u", "2026-11-20T23:00:00Z"),
        ("1760000000", "%s", "2025-10-09T08:53:20Z"),
        ("29.03.2026 02:30", "%d.%m.%Y %H:%M", "2026-03-29T01:30:00Z"),
    ] {
        assert_eq!(parse_pattern(text, pattern, &zone("Europe/Warsaw")).map(format).as_deref(), Ok(result), "{text}");
        assert_eq!(check_pattern(pattern), Ok(()));
    }
    assert!(parse_pattern("32.11.2026 10:30", "%d.%m.%Y %H:%M", &Zone::utc()).is_err());
    assert!(parse_pattern("21.11.2026 10:30 CET", "%d.%m.%Y %H:%M", &Zone::utc()).is_err());
    assert!(parse_pattern("0000-11-21", "%Y-%m-%d", &Zone::utc()).unwrap_err().contains("the year is 0"));
    assert!(check_pattern("%H:%M").unwrap_err().contains("does not tell a day"));
    assert!(check_pattern("%d.%m.%Y %!").unwrap_err().contains("is no pattern"));
}

proptest! {
    #[test]
    fn writes_what_it_reads(t in FIRST..=LAST, coarse in prop::bool::ANY) {
        let t = if coarse { t.div_euclid(SECOND) * SECOND } else { t };
        prop_assert_eq!(parse(&format(t), &Zone::utc()), Ok(t));
        prop_assert_eq!(parse_epoch(&t.to_string(), Epoch::Micros), Ok(t));
    }

    #[test]
    fn agrees_with_jiff(t in FIRST..(LAST - 2 * DAY)) {
        let stamp = jiff::Timestamp::from_microsecond(t).expect("in range");
        prop_assert_eq!(parse(&stamp.to_string(), &Zone::utc()), Ok(t));
        prop_assert_eq!(format(t).parse::<jiff::Timestamp>().expect("reads"), stamp);
    }

    #[test]
    fn never_panics(text in "\\PC{0,40}|[-0-9TZ:.+ e]{0,40}|2026-11-21[T ][0-9]{2}:[0-9]{2}\\PC{0,8}", t in any::<i64>()) {
        let zone = Zone::utc();
        let _ = (parse(&text, &zone), parse_civil(&text, &zone), parse_date(&text, &zone), parse_epoch(&text, Epoch::Millis), format(t));
        let _ = (parse_pattern(&text, "%d.%m.%Y %H:%M", &zone), check_pattern(&text), super::super::duration::parse(&text), super::super::date::parse(&text));
    }
}
