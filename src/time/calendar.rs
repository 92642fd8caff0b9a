//! The calendar of a definition: time zone, week, fiscal year, business hours.

use super::{BusinessHours, Micros, Weekday, Zone, date, instant, zone};

/// The calendar of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The zone that local days, hours and weeks are in.
    pub zone: Zone,
    /// The first day of a week.
    pub week_starts: Weekday,
    /// The first day of a fiscal year.
    pub fiscal_year_starts: MonthDay,
    /// When business clocks run; `None`: nobody said.
    pub business: Option<BusinessHours>,
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31; a day that every year has.
    pub day: u32,
}

impl MonthDay {
    /// January 1.
    pub const NEW_YEAR: Self = Self { month: 1, day: 1 };

    /// Reads `02-01`, month first. The error says what is wrong in words for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shape = || format!("`{text}` is no day of a year: month and day are written `02-01`");
        let number = |text: &str| text.parse().ok().filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
        let (month, day) = text.split_once('-').and_then(|(month, day)| Some((number(month)?, number(day)?))).ok_or_else(shape)?;
        // 2025 is no leap year: what it has, every year has.
        date::check(2025, month, day).map_err(|why| match (month, day) {
            (2, 29) => format!("`{text}` is no day of every year"),
            _ => format!("`{text}` is no day of a year: {}", why.replace("2025-", "month ")),
        })?;
        Ok(Self { month, day })
    }
}

impl Calendar {
    /// Universal time, weeks from Monday, fiscal years that are calendar years, no business hours.
    pub fn utc() -> Self {
        Self::new(Zone::utc())
    }

    /// The same in another zone.
    pub fn new(zone: Zone) -> Self {
        Self { zone, week_starts: Weekday::Monday, fiscal_year_starts: MonthDay::NEW_YEAR, business: None }
    }

    /// The local day of an instant.
    pub fn date(&self, t: Micros) -> i32 {
        self.zone.date(t)
    }

    /// The local hour of an instant, 0 to 23.
    pub fn hour(&self, t: Micros) -> i64 {
        self.zone.to_local(t).rem_euclid(super::DAY) / super::HOUR
    }

    /// The local day of the week of an instant.
    pub fn weekday(&self, t: Micros) -> Weekday {
        Weekday::of(self.date(t))
    }

    /// The first instant of a day, `None` outside the years 1 to 9999 (UTC).
    pub fn midnight(&self, date: i32) -> Option<Micros> {
        Some(self.zone.midnight(date)).filter(|t| instant::is_valid(*t))
    }

    /// The first instant of the first local day that begins after an instant.
    pub fn next_midnight(&self, t: Micros) -> Option<Micros> {
        let today = zone::days(self.zone.to_local(t));
        // Where the clock goes back over midnight, tomorrow may have begun already.
        (1..=3).filter_map(|days| self.midnight(today.saturating_add(days))).find(|midnight| *midnight > t)
    }

    /// Calendar days from one instant to the other: 1 from late on one day to early on the next.
    pub fn days_between(&self, a: Micros, b: Micros) -> i64 {
        i64::from(self.date(b)) - i64::from(self.date(a))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Micros {
        instant::parse(text, &Zone::utc()).expect(text)
    }

    #[test]
    fn reads_the_local_clock() {
        let calendar = Calendar::new(Zone::parse("Europe/Warsaw").expect("a zone"));
        for (t, day, hour, weekday, next) in [
            ("2026-11-21T22:59:59.999999Z", "2026-11-21", 23, Weekday::Saturday, "2026-11-21T23:00:00Z"),
            ("2026-11-21T23:00:00Z", "2026-11-22", 0, Weekday::Sunday, "2026-11-22T23:00:00Z"),
            ("2026-03-28T23:00:00Z", "2026-03-29", 0, Weekday::Sunday, "2026-03-29T22:00:00Z"),
            ("2026-10-24T22:00:00Z", "2026-10-25", 0, Weekday::Sunday, "2026-10-25T23:00:00Z"),
            ("1969-12-31T22:59:59Z", "1969-12-31", 23, Weekday::Wednesday, "1969-12-31T23:00:00Z"),
        ] {
            let t = at(t);
            assert_eq!((date::format(calendar.date(t)).as_str(), calendar.hour(t), calendar.weekday(t)), (day, hour, weekday));
            assert_eq!(calendar.next_midnight(t).map(instant::format).as_deref(), Some(next));
        }
    }

    #[test]
    fn finds_the_next_midnight_where_it_is_odd() {
        // Midnight is skipped; midnight comes twice, of which the first counts; the last day there is.
        let paulo = Calendar::new(Zone::parse("America/Sao_Paulo").expect("a zone"));
        let next = |t| paulo.next_midnight(at(t)).map(instant::format);
        assert_eq!(next("2018-11-04T02:59:59Z").as_deref(), Some("2018-11-04T03:00:00Z"));
        let havana = Calendar::new(Zone::parse("America/Havana").expect("a zone"));
        let next = |t| havana.next_midnight(at(t)).map(instant::format);
        assert_eq!(next("2020-11-01T03:59:59Z").as_deref(), Some("2020-11-01T04:00:00Z"));
        assert_eq!(next("2020-11-01T05:30:00Z").as_deref(), Some("2020-11-02T05:00:00Z"));
        assert_eq!(Calendar::utc().next_midnight(instant::LAST), None);
        assert_eq!(Calendar::utc().next_midnight(Micros::MAX), None);
        assert_eq!(Calendar::utc().midnight(date::LAST + 1), None);
        assert_eq!(Calendar::utc().midnight(i32::MIN), None);
    }

    #[test]
    fn says_why_a_text_is_no_day_of_a_year() {
        assert_eq!(MonthDay::parse("02-01"), Ok(MonthDay { month: 2, day: 1 }));
        for (text, why) in [
            ("2-1", "`2-1` is no day of a year: month and day are written `02-01`"),
            ("February", "`February` is no day of a year: month and day are written `02-01`"),
            ("13-01", "`13-01` is no day of a year: the month is 13"),
            ("04-31", "`04-31` is no day of a year: month 04 has 30 days"),
            ("04-00", "`04-00` is no day of a year: the day is 0"),
            ("02-29", "`02-29` is no day of every year"),
        ] {
            assert_eq!(MonthDay::parse(text), Err(why.to_owned()));
        }
    }
}
