//! Time zones: which offset holds when, from a table that is built once, so that millions of lookups cost a search each.
//!
//! The zone database is the one bundled with the program: a replay does not depend on the machine it runs on.

use super::{DAY, Micros, SECOND};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// How far (in local time) an offset change can reach: no zone is further from another, or from UTC, than this.
const REACH: Micros = 2 * DAY;

/// A time zone. Cheap to clone.
#[derive(Clone)]
pub struct Zone {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    zone: jiff::tz::TimeZone,
    near: Table,
    /// Whether nothing changes after the near table's end.
    whole: bool,
    all: OnceLock<Table>,
}

/// Offsets in order of time; the first holds since ever.
struct Table {
    segments: Vec<Segment>,
}

/// A stretch of time with one offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The first instant.
    pub from: Micros,
    /// The first instant after it.
    pub until: Micros,
    /// Local time minus UTC.
    pub offset: Micros,
}

/// What a local date and time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Local {
    /// It happens; of a repeated hour the first time.
    At(Micros),
    /// It is skipped: the clock jumps over it at this instant.
    Skipped {
        /// The instant of the jump.
        jump: Micros,
        /// The instant it would be by the offset before the jump (RFC 5545).
        compatible: Micros,
    },
}

impl Zone {
    /// 2101-01-01: until here changes are laid out when a zone is read, beyond it when someone first asks.
    pub(crate) const NEAR: Micros = 4_133_980_800 * SECOND;

    /// Universal time.
    pub fn utc() -> Self {
        Self::of("UTC".to_owned(), jiff::tz::TimeZone::UTC)
    }

    /// Reads `Europe/Warsaw`, `UTC`, or a fixed offset such as `+01:00`. The error says what is wrong in words for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with(['+', '-']) {
            let offset =
                super::instant::parse_offset(text).ok_or_else(|| format!("`{text}` is no time zone: an offset is written `+01:00`"))?;
            let seconds = i32::try_from(offset / SECOND).unwrap_or_default();
            let offset = jiff::tz::Offset::from_seconds(seconds).map_err(|_| format!("`{text}` is no time zone"))?;
            return Ok(Self::of(text.to_owned(), jiff::tz::TimeZone::fixed(offset)));
        }
        if ["UTC", "Z"].contains(&text) {
            return Ok(Self::utc());
        }
        match jiff::tz::db().get(text) {
            Ok(zone) if zone.iana_name() == Some(text) => Ok(Self::of(text.to_owned(), zone)),
            Ok(zone) => Err(format!("`{text}` is no time zone: it is written `{}`", zone.iana_name().unwrap_or("Europe/Warsaw"))),
            Err(_) => Err(format!("`{text}` is no time zone: names are those of the IANA database, such as `Europe/Warsaw`")),
        }
    }

    /// The names that [`Zone::parse`] knows, sorted.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        names.sort();
        names
    }

    fn of(name: String, zone: jiff::tz::TimeZone) -> Self {
        let (near, whole) = Table::build(&zone, Self::NEAR);
        Self { inner: Arc::new(Inner { name, zone, near, whole, all: OnceLock::new() }) }
    }

    /// As the definition names it.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The stretch of time around an instant in which the offset is the same.
    pub fn segment(&self, t: Micros) -> Segment {
        self.table(t).at(t).1
    }

    /// Local time minus UTC at an instant.
    pub fn offset(&self, t: Micros) -> Micros {
        self.segment(t).offset
    }

    /// Local date and time of an instant, as microseconds since 1970-01-01T00:00 local.
    pub fn to_local(&self, t: Micros) -> Micros {
        t.saturating_add(self.offset(t))
    }

    /// The instant of a local date and time (microseconds since 1970-01-01T00:00 local), resolved as RFC 5545 does: of a repeated
    /// hour the first, a skipped one by the offset before the jump.
    pub fn to_instant(&self, local: Micros) -> Micros {
        match self.resolve(local) {
            Local::At(t) | Local::Skipped { compatible: t, .. } => t,
        }
    }

    /// What a local date and time is.
    pub fn resolve(&self, local: Micros) -> Local {
        let table = self.table(local.saturating_add(REACH));
        let (first, mut segment) = table.at(local.saturating_sub(REACH));
        let mut at = first;
        loop {
            let t = local.saturating_sub(segment.offset);
            if t < segment.until {
                // Before its begin: the segment before ended too early to hold it, so the clock jumped over it.
                let Some(before) = (at > first).then(|| table.segments[at - 1]).filter(|_| t < segment.from) else {
                    return Local::At(t);
                };
                return Local::Skipped { jump: segment.from, compatible: local.saturating_sub(before.offset) };
            }
            let Some(next) = table.segments.get(at + 1) else {
                return Local::At(t);
            };
            (at, segment) = (at + 1, *next);
        }
    }

    /// The first instant of a local day: also where midnight is skipped or repeated. Where the whole day is skipped it is the
    /// first instant of the next.
    pub fn midnight(&self, date: i32) -> Micros {
        match self.resolve(Micros::from(date).saturating_mul(DAY)) {
            Local::At(t) => t,
            Local::Skipped { jump, .. } => jump,
        }
    }

    /// The local day of an instant.
    pub fn date(&self, t: Micros) -> i32 {
        days(self.to_local(t))
    }

    fn table(&self, t: Micros) -> &Table {
        if self.inner.whole || t < Self::NEAR - REACH {
            return &self.inner.near;
        }
        self.all()
    }

    fn all(&self) -> &Table {
        self.inner.all.get_or_init(|| Table::build(&self.inner.zone, Micros::MAX).0)
    }

    /// The instants at which the offset changes, until [`Zone::NEAR`] or (`far`) all of them.
    pub(crate) fn changes(&self, far: bool) -> impl Iterator<Item = Micros> {
        let table = if far && !self.inner.whole { self.all() } else { &self.inner.near };
        table.segments.iter().skip(1).map(|segment| segment.from)
    }
}

/// The day of a local time.
pub(crate) fn days(local: Micros) -> i32 {
    i32::try_from(local.div_euclid(DAY)).unwrap_or(if local < 0 { i32::MIN } else { i32::MAX })
}

impl Table {
    /// The changes before `limit`, and whether those are all.
    fn build(zone: &jiff::tz::TimeZone, limit: Micros) -> (Self, bool) {
        let offset = |offset: jiff::tz::Offset| Micros::from(offset.seconds()) * SECOND;
        let first = offset(zone.to_offset(jiff::Timestamp::MIN));
        let mut segments = vec![Segment { from: Micros::MIN, until: Micros::MAX, offset: first }];
        for change in zone.following(jiff::Timestamp::MIN) {
            let (from, offset) = (change.timestamp().as_microsecond(), offset(change.offset()));
            if from >= limit {
                return (Self { segments }, false);
            }
            if let Some(last) = segments.last_mut().filter(|last| last.offset != offset) {
                last.until = from;
                segments.push(Segment { from, until: Micros::MAX, offset });
            }
        }
        (Self { segments }, true)
    }

    fn at(&self, t: Micros) -> (usize, Segment) {
        let at = self.segments.partition_point(|segment| segment.from <= t).saturating_sub(1);
        (at, self.segments[at])
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.inner.name == other.inner.name
    }
}

impl Eq for Zone {}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{HOUR, date, instant};
    use jiff::tz::TimeZone;

    /// Zones with a jump at midnight, a jump over a whole day, half an hour of summer time, rules until 2037 and beyond.
    const ZONES: [&str; 9] = [
        "UTC",
        "Europe/Warsaw",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Asia/Kathmandu",
        "Antarctica/Troll",
    ];

    #[test]
    fn agrees_with_jiff_on_every_offset_and_local_time() {
        for name in ZONES {
            let (zone, jiff) = (Zone::parse(name).expect(name), TimeZone::get(name).expect(name));
            // Around every change until 2040 and some of the far future, in uneven steps.
            let changes = jiff.following(jiff::Timestamp::MIN).map(|change| change.timestamp().as_microsecond());
            for change in
                changes.enumerate().filter(|(at, change)| *change < 2_200_000_000_000_000 || at % 97 == 0).map(|(_, change)| change)
            {
                for step in -9..=9 {
                    let t = change + step * (HOUR / 4) + step.signum() * 7;
                    let Ok(stamp) = jiff::Timestamp::from_microsecond(t) else { continue };
                    assert_eq!(zone.offset(t), Micros::from(jiff.to_offset(stamp).seconds()) * SECOND, "{name} {stamp}");
                    // Local times before and after the change, whichever offset.
                    for local in [t + zone.offset(change - 1), t + zone.offset(change)] {
                        let day = jiff::civil::date(1970, 1, 1).to_datetime(jiff::civil::Time::midnight());
                        let civil = day.checked_add(jiff::SignedDuration::from_micros(local)).expect("in range");
                        let Ok(expected) = jiff.to_timestamp(civil) else { continue };
                        assert_eq!(zone.to_instant(local), expected.as_microsecond(), "{name} {civil}");
                    }
                }
            }
        }
    }

    #[test]
    fn finds_the_first_instant_of_a_day() {
        for (zone, day, first) in [
            ("Europe/Warsaw", "2026-03-29", "2026-03-28T23:00:00Z"),
            ("Europe/Warsaw", "2026-03-30", "2026-03-29T22:00:00Z"),
            // Midnight is skipped: the day begins at one o'clock.
            ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
            // Midnight comes twice.
            ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
            ("America/Havana", "2020-11-01", "2020-11-01T04:00:00Z"),
            // The clock jumps from half past eleven over midnight.
            ("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z"),
            // The whole day is skipped.
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
            ("Europe/Warsaw", "9999-12-31", "9999-12-30T23:00:00Z"),
            ("America/New_York", "0001-01-01", "0001-01-01T04:56:02Z"),
        ] {
            let zone = Zone::parse(zone).expect(zone);
            let date = date::parse(day).expect(day);
            assert_eq!(instant::format(zone.midnight(date)), first, "{zone} {day}");
            let t = zone.midnight(date);
            assert!(zone.date(t) >= date && (zone.date(t - 1) < date || date == date::FIRST), "{zone} {day}");
        }
    }

    #[test]
    fn says_why_a_text_is_no_zone() {
        assert_eq!(
            Zone::parse("Europe/Warsav").unwrap_err(),
            "`Europe/Warsav` is no time zone: names are those of the IANA database, such as `Europe/Warsaw`"
        );
        assert_eq!(Zone::parse("europe/warsaw").unwrap_err(), "`europe/warsaw` is no time zone: it is written `Europe/Warsaw`");
        assert_eq!(Zone::parse("+1").unwrap_err(), "`+1` is no time zone: an offset is written `+01:00`");
        assert_eq!(Zone::parse("+05:30").map(|zone| zone.offset(0)), Ok(5 * HOUR + HOUR / 2));
        assert_eq!(Zone::parse("Z").map(|zone| zone.name().to_owned()).as_deref(), Ok("UTC"));
        assert!(Zone::names().iter().any(|name| name == "Europe/Warsaw"));
    }

    #[test]
    fn stays_in_range_at_the_ends_of_time() {
        for name in ZONES {
            let zone = Zone::parse(name).expect(name);
            for t in [Micros::MIN, Micros::MAX, instant::FIRST, instant::LAST] {
                let _ = (zone.to_local(t), zone.to_instant(t), zone.date(t), date::ymd(zone.date(t)));
            }
            for date in [i32::MIN, i32::MAX, date::FIRST, date::LAST] {
                let _ = zone.midnight(date);
            }
        }
    }
}
