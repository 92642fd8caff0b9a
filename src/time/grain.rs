//! Days, weeks, months, quarters and years of a calendar: where they begin, what they are called, how they cut a range.

use super::{Calendar, Micros, Weekday, date, instant};
use std::fmt;
use std::ops::Range;

/// A unit of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// A local day.
    Day,
    /// A week from the calendar's first day of the week; named by the ISO week that holds its fourth day.
    Week,
    /// A month.
    Month,
    /// A quarter of a calendar year.
    Quarter,
    /// A calendar year.
    Year,
    /// A quarter of a fiscal year.
    FiscalQuarter,
    /// A fiscal year, named by the year in which it starts.
    FiscalYear,
}

impl Grain {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::FiscalQuarter, Self::FiscalYear];

    /// As the language writes it: `fiscal quarter`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::FiscalQuarter => "fiscal quarter",
            Self::FiscalYear => "fiscal year",
        }
    }

    /// The first day of the unit that holds a day.
    pub fn start(self, calendar: &Calendar, day: i32) -> i32 {
        let (year, month, _) = date::ymd(day);
        match self {
            Self::Day => day,
            Self::Week => day.saturating_sub(Weekday::of(day).days_after(calendar.week_starts)),
            Self::Month => date::count(year, month, 1),
            Self::Quarter => date::count(year, (month - 1) / 3 * 3 + 1, 1),
            Self::Year => date::count(year, 1, 1),
            Self::FiscalQuarter => {
                let year = fiscal_year(calendar, day);
                (1..=4).rev().map(|quarter| fiscal_quarter_start(calendar, year, quarter)).find(|start| *start <= day).unwrap_or(day)
            }
            Self::FiscalYear => fiscal_year_start(calendar, fiscal_year(calendar, day)),
        }
    }

    /// The first day of the unit after the one that holds a day.
    pub fn next(self, calendar: &Calendar, day: i32) -> i32 {
        let start = self.start(calendar, day);
        let later = |months| date::add_months(start, months).unwrap_or(i32::MAX);
        match self {
            Self::Day => start.saturating_add(1),
            Self::Week => start.saturating_add(7),
            Self::Month => later(1),
            Self::Quarter => later(3),
            Self::Year => later(12),
            // 14 days past the last quarter's shortest length lie in the next, whatever days the quarters begin on.
            Self::FiscalQuarter => self.start(calendar, start.saturating_add(89 + 14)),
            Self::FiscalYear => fiscal_year_start(calendar, fiscal_year(calendar, day) + 1),
        }
    }

    /// The first day of the unit before the one that holds a day.
    pub fn previous(self, calendar: &Calendar, day: i32) -> i32 {
        self.start(calendar, self.start(calendar, day).saturating_sub(1))
    }

    /// What the unit that holds a day is called: `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`, `FY2026-Q4`, `FY2026`.
    pub fn label(self, calendar: &Calendar, day: i32) -> String {
        let (year, month, _) = date::ymd(day);
        match self {
            Self::Day => date::format(day),
            Self::Week => {
                let (year, week) = date::iso_week(self.start(calendar, day).saturating_add(3));
                format!("{year:04}-W{week:02}")
            }
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}-Q{}", (month - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
            Self::FiscalQuarter => {
                let (year, start) = (fiscal_year(calendar, day), self.start(calendar, day));
                let quarter = (1..=4).find(|quarter| fiscal_quarter_start(calendar, year, *quarter) == start).unwrap_or(1);
                format!("FY{year:04}-Q{quarter}")
            }
            Self::FiscalYear => format!("FY{:04}", fiscal_year(calendar, day)),
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The year in which the fiscal year of a day starts.
fn fiscal_year(calendar: &Calendar, day: i32) -> i32 {
    let year = date::ymd(day).0;
    if day < fiscal_year_start(calendar, year) { year - 1 } else { year }
}

/// The first day of a fiscal year.
pub(super) fn fiscal_year_start(calendar: &Calendar, year: i32) -> i32 {
    date::count(year, calendar.fiscal_year_starts.month, calendar.fiscal_year_starts.day)
}

/// The first day of a quarter (1 to 4) of a fiscal year: the same day three months later each, or that month's last.
pub(super) fn fiscal_quarter_start(calendar: &Calendar, year: i32, quarter: i32) -> i32 {
    date::add_months(fiscal_year_start(calendar, year), 3 * (quarter - 1)).unwrap_or(i32::MAX)
}

/// The Monday-based ISO week as the calendar cuts it: the week whose fourth day lies in it.
pub(super) fn week_start(calendar: &Calendar, monday: i32) -> i32 {
    let shift = calendar.week_starts.days_after(Weekday::Monday);
    if shift <= 3 { monday + shift } else { monday + shift - 7 }
}

/// A piece of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// What the unit is called, also where the range cuts it: `2026-W47`.
    pub label: String,
    /// From its first instant to before its `end`.
    pub range: Range<Micros>,
}

impl Calendar {
    /// The days from `first` to before `next` as a range of instants, kept within the years 1 to 9999.
    pub fn instants(&self, first: i32, next: i32) -> Range<Micros> {
        let at = |day: i32| self.zone.midnight(day).clamp(instant::FIRST, instant::LAST + 1);
        at(first)..at(next)
    }

    /// A range cut at the beginnings of units, in order; the first and last piece end where the range does.
    pub fn split(&self, range: Range<Micros>, grain: Grain) -> impl Iterator<Item = Slice> {
        let range = range.start.max(instant::FIRST)..range.end.min(instant::LAST + 1);
        let mut day = grain.start(self, self.date(range.start));
        let mut done = range.is_empty();
        std::iter::from_fn(move || {
            while !done {
                let (start, next) = (day, grain.next(self, day));
                let whole = self.instants(start, next);
                let part = whole.start.max(range.start)..whole.end.min(range.end);
                done = whole.end >= range.end;
                day = next;
                if !part.is_empty() {
                    return Some(Slice { label: grain.label(self, start), range: part });
                }
            }
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;
    use crate::time::calendar::MonthDay;

    fn calendar(week_starts: &str, fiscal: &str) -> Calendar {
        Calendar {
            week_starts: Weekday::by_name(week_starts).expect(week_starts),
            fiscal_year_starts: MonthDay::parse(fiscal).expect(fiscal),
            ..Calendar::new(Zone::parse("Europe/Warsaw").expect("a zone"))
        }
    }

    #[test]
    fn every_day_lies_in_its_unit() {
        for (week, fiscal) in [
            ("monday", "01-01"),
            ("sunday", "02-01"),
            ("saturday", "08-31"),
            ("thursday", "12-31"),
            ("friday", "07-15"),
            ("monday", "02-28"),
        ] {
            let calendar = calendar(week, fiscal);
            for grain in Grain::ALL {
                let first = date::from_ymd(2019, 11, 1).expect("a date");
                for day in first..first + 3000 {
                    let (start, next) = (grain.start(&calendar, day), grain.next(&calendar, day));
                    assert!(start <= day && day < next, "{grain} {week} {fiscal} {}", date::format(day));
                    assert_eq!(grain.start(&calendar, start), start);
                    assert_eq!(grain.start(&calendar, next), next, "{grain} {fiscal} {}", date::format(day));
                    assert_eq!(grain.start(&calendar, next - 1), start);
                    assert_eq!(grain.previous(&calendar, next), start);
                    assert_eq!(grain.label(&calendar, start), grain.label(&calendar, day));
                    assert_ne!(grain.label(&calendar, next), grain.label(&calendar, day));
                }
            }
        }
    }

    #[test]
    fn names_units() {
        let calendar = calendar("monday", "02-01");
        for (day, labels) in [
            ("2026-11-21", "2026-11-21 2026-W47 2026-11 2026-Q4 2026 FY2026-Q4 FY2026"),
            ("2027-01-31", "2027-01-31 2027-W04 2027-01 2027-Q1 2027 FY2026-Q4 FY2026"),
            ("2027-02-01", "2027-02-01 2027-W05 2027-02 2027-Q1 2027 FY2027-Q1 FY2027"),
            ("2027-01-03", "2027-01-03 2026-W53 2027-01 2027-Q1 2027 FY2026-Q4 FY2026"),
        ] {
            let date = date::parse(day).expect(day);
            assert_eq!(Grain::ALL.map(|grain| grain.label(&calendar, date)).join(" "), labels);
        }
        let sunday = self::calendar("sunday", "01-01");
        for (day, label) in [("2026-11-14", "2026-W46"), ("2026-11-15", "2026-W47"), ("2026-11-21", "2026-W47"), ("2026-11-22", "2026-W48")]
        {
            assert_eq!(Grain::Week.label(&sunday, date::parse(day).expect(day)), label, "{day}");
        }
    }

    #[test]
    fn cuts_a_range_at_both_ends() {
        let calendar = calendar("monday", "02-01");
        let at = |text: &str| instant::parse(text, &calendar.zone).expect(text);
        let cut = |from: &str, until: &str, grain| {
            calendar
                .split(at(from)..at(until), grain)
                .map(|slice| format!("{} {}..{}", slice.label, instant::format(slice.range.start), instant::format(slice.range.end)))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            cut("2026-10-21T12:00", "2026-11-02T00:00", Grain::Week),
            ["2026-W43 2026-10-21T10:00:00Z..2026-10-25T23:00:00Z", "2026-W44 2026-10-25T23:00:00Z..2026-11-01T23:00:00Z",]
        );
        assert_eq!(
            cut("2026-12-31T23:00", "2027-01-01T00:30", Grain::Day),
            ["2026-12-31 2026-12-31T22:00:00Z..2026-12-31T23:00:00Z", "2027-01-01 2026-12-31T23:00:00Z..2026-12-31T23:30:00Z",]
        );
        assert_eq!(cut("2026-11-02T00:00", "2026-11-02T00:00", Grain::Day), [""; 0]);
        assert_eq!(cut("2026-01-15T00:00", "2027-02-02T00:00", Grain::FiscalQuarter).len(), 6);
        let all = calendar.split(Micros::MIN..Micros::MAX, Grain::Year);
        assert_eq!(all.last().map(|slice| slice.range.end), Some(instant::LAST + 1));
        // A day that was skipped makes no piece.
        let apia = Calendar::new(Zone::parse("Pacific/Apia").expect("a zone"));
        let days: Vec<String> = apia.split(at("2011-12-29T12:00Z")..at("2011-12-31T09:00Z"), Grain::Day).map(|slice| slice.label).collect();
        assert_eq!(days, ["2011-12-29", "2011-12-31"]);
    }
}
