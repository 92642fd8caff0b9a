//! Calendar days as days since 1970-01-01 in the Gregorian calendar, years 0001 to 9999.

use std::fmt;

/// 0001-01-01.
pub const FIRST: i32 = -719_162;
/// 9999-12-31.
pub const LAST: i32 = 2_932_896;

/// A day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// `monday`
    #[default]
    Monday,
    /// `tuesday`
    Tuesday,
    /// `wednesday`
    Wednesday,
    /// `thursday`
    Thursday,
    /// `friday`
    Friday,
    /// `saturday`
    Saturday,
    /// `sunday`
    Sunday,
}

impl Weekday {
    /// All of them, from Monday.
    pub const ALL: [Self; 7] = [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The day of the week of a date.
    pub fn of(date: i32) -> Self {
        // 1970-01-01 was a Thursday.
        Self::ALL[usize::try_from((i64::from(date) + 3).rem_euclid(7)).unwrap_or_default()]
    }

    /// As the language writes it: `monday`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    /// The day of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.name() == name)
    }

    /// The days from this one on to the other, both included: `saturday..monday` is three days.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        let (from, to) = (self as usize, last as usize);
        (0..=(to + 7 - from) % 7).map(move |at| Self::ALL[(from + at) % 7])
    }

    /// How many days after `start` it comes, 0 to 6.
    pub fn days_after(self, start: Self) -> i32 {
        (self as i32 - start as i32).rem_euclid(7)
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The date of a year, month and day; `None` where there is no such day.
pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<i32> {
    if !(1..=9999).contains(&year) || day == 0 || day > days_in_month(year, month) {
        return None;
    }
    Some(count(year, month, day))
}

/// Year, month and day of a date. Works for any number of days.
pub fn ymd(date: i32) -> (i32, u32, u32) {
    // Years are taken to begin in March, so that the leap day is their last; 400 of them are 146,097 days.
    let days = i64::from(date) + 719_468;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year + cycle * 400 + carry;
    (i32::try_from(year).unwrap_or_default(), u32::try_from(month).unwrap_or(1), u32::try_from(day_of_month).unwrap_or(1))
}

/// The inverse of [`ymd`], without a look at whether the day exists.
pub(crate) fn count(year: i32, month: u32, day: u32) -> i32 {
    let (month, day) = (month.cast_signed(), day.cast_signed());
    let year = if month <= 2 { year - 1 } else { year };
    let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    cycle * 146_097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + day_of_year - 719_468
}

/// The number of days in a month; 0 where there is no such month.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// The same day so many months later (or earlier), the month's last day where it has no such day. `None` outside the years 0000 to 10000.
pub fn add_months(date: i32, months: i32) -> Option<i32> {
    let (year, month, day) = ymd(date);
    let at = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
    let year = i32::try_from(at.div_euclid(12)).ok().filter(|year| (0..=10_000).contains(year))?;
    let month = u32::try_from(at.rem_euclid(12)).ok()? + 1;
    Some(count(year, month, day.min(days_in_month(year, month))))
}

/// ISO 8601 year and week of a date.
pub fn iso_week(date: i32) -> (i32, u32) {
    // The Thursday decides which year a week belongs to.
    let thursday = date.saturating_add(3 - Weekday::of(date) as i32);
    let year = ymd(thursday).0;
    (year, (thursday - count(year, 1, 1)).unsigned_abs() / 7 + 1)
}

/// The Monday of an ISO week; `None` where the year has no such week.
pub fn iso_monday(year: i32, week: u32) -> Option<i32> {
    if week == 0 || week > iso_weeks(year) {
        return None;
    }
    let fourth = count(year, 1, 4);
    Some(fourth - Weekday::of(fourth) as i32 + 7 * (week.cast_signed() - 1))
}

/// How many ISO weeks a year has: 52 or 53. The last week holds December 28.
pub fn iso_weeks(year: i32) -> u32 {
    iso_week(count(year, 12, 28)).1
}

/// Reads `2026-11-21`. The error says what is wrong in words for the user.
pub fn parse(text: &str) -> Result<i32, String> {
    let no = |why: &str| format!("`{text}` is no date: {why}");
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return Err(no("a date is written `2026-11-21`"));
    };
    let digits = [*y1, *y2, *y3, *y4, *m1, *m2, *d1, *d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(no("a date is written `2026-11-21`"));
    }
    let number = |from: usize, to: usize| digits[from..to].iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    check(number(0, 4).cast_signed(), number(4, 6), number(6, 8)).map_err(|why| no(&why))
}

/// The date, or why there is none.
pub(crate) fn check(year: i32, month: u32, day: u32) -> Result<i32, String> {
    if !(1..=9999).contains(&year) {
        return Err(format!("the year is {year}, years go from 1 to 9999"));
    }
    if !(1..=12).contains(&month) {
        return Err(format!("the month is {month}"));
    }
    from_ymd(year, month, day).ok_or_else(|| match day {
        0 => "the day is 0".to_owned(),
        _ => format!("{year:04}-{month:02} has {} days", days_in_month(year, month)),
    })
}

/// Writes `2026-11-21`.
pub fn format(date: i32) -> String {
    let (year, month, day) = ymd(date);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_days_as_jiff_does() {
        let mut day = jiff::civil::date(1, 1, 1);
        for date in FIRST..=LAST {
            if date % 97 == 0 || day.day() > 27 || day.day() == 1 {
                let (year, month, of_month) = ymd(date);
                assert_eq!(
                    (year, month, of_month),
                    (i32::from(day.year()), u32::from(day.month().unsigned_abs()), u32::from(day.day().unsigned_abs()))
                );
                assert_eq!(from_ymd(year, month, of_month), Some(date));
                let iso = day.iso_week_date();
                if iso.year() > 0 {
                    assert_eq!(iso_week(date), (i32::from(iso.year()), u32::from(iso.week().unsigned_abs())), "{day}");
                }
                assert_eq!(Weekday::of(date) as i8, day.weekday().to_monday_zero_offset());
            }
            if date < LAST {
                day = day.tomorrow().expect("a day follows");
            }
        }
        assert_eq!(day, jiff::civil::date(9999, 12, 31));
    }

    #[test]
    fn adds_months() {
        for (date, months, result) in [
            ("2026-01-31", 1, "2026-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", -48, "2020-02-29"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-12-15", 1, "2027-01-15"),
            ("2026-01-15", -1, "2025-12-15"),
        ] {
            assert_eq!(parse(date).ok().and_then(|date| add_months(date, months)).map(format).as_deref(), Some(result));
        }
        assert_eq!(add_months(LAST, i32::MAX), None);
        assert_eq!(add_months(FIRST, i32::MIN), None);
    }

    #[test]
    fn finds_iso_weeks() {
        assert_eq!((iso_weeks(2026), iso_weeks(2025), iso_weeks(2020)), (53, 52, 53));
        assert_eq!(iso_monday(2026, 1).map(format).as_deref(), Some("2025-12-29"));
        assert_eq!(iso_monday(2026, 53).map(format).as_deref(), Some("2026-12-28"));
        assert_eq!(iso_monday(2025, 53), None);
        assert_eq!(iso_monday(2025, 0), None);
    }

    #[test]
    fn says_why_a_text_is_no_date() {
        for (text, why) in [
            ("2026-02-29", "`2026-02-29` is no date: 2026-02 has 28 days"),
            ("2026-13-01", "`2026-13-01` is no date: the month is 13"),
            ("2026-01-00", "`2026-01-00` is no date: the day is 0"),
            ("0000-01-01", "`0000-01-01` is no date: the year is 0, years go from 1 to 9999"),
            ("21.11.2026", "`21.11.2026` is no date: a date is written `2026-11-21`"),
            ("2026-1-1", "`2026-1-1` is no date: a date is written `2026-11-21`"),
            ("", "`` is no date: a date is written `2026-11-21`"),
        ] {
            assert_eq!(parse(text).unwrap_err(), why);
        }
        assert_eq!(parse("2024-02-29").map(format).as_deref(), Ok("2024-02-29"));
        assert_eq!((parse("0001-01-01"), parse("9999-12-31")), (Ok(FIRST), Ok(LAST)));
    }

    #[test]
    fn walks_the_week() {
        let days = |a: Weekday, b| a.through(b).map(Weekday::name).collect::<Vec<_>>().join(" ");
        assert_eq!(days(Weekday::Monday, Weekday::Friday), "monday tuesday wednesday thursday friday");
        assert_eq!(days(Weekday::Saturday, Weekday::Monday), "saturday sunday monday");
        assert_eq!(days(Weekday::Sunday, Weekday::Sunday), "sunday");
        assert_eq!(Weekday::by_name("sunday"), Some(Weekday::Sunday));
        assert_eq!(Weekday::by_name("Sunday"), None);
    }
}
