//! Periods: `2026-W47`, `FY2026-Q4`, `previous fiscal quarter`, … (L8).

mod meant;

use super::grain::{Grain, fiscal_quarter_start, fiscal_year_start, week_start};
use super::{Calendar, Micros, date};
use std::fmt;
use std::ops::Range;

/// A period as written; what it covers depends on the calendar and on when it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Period {
    /// `2026-11-21`
    Day(i32),
    /// `2026-W47`
    Week {
        /// The ISO year.
        year: i32,
        /// 1 to 53.
        week: u32,
    },
    /// `2026-11`
    Month {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u32,
    },
    /// `2026-Q4`
    Quarter {
        /// The year.
        year: i32,
        /// 1 to 4.
        quarter: i32,
    },
    /// `2026`
    Year(i32),
    /// `FY2026-Q4`
    FiscalQuarter {
        /// The year in which the fiscal year starts.
        year: i32,
        /// 1 to 4.
        quarter: i32,
    },
    /// `FY2026`: the fiscal year that starts in 2026.
    FiscalYear(i32),
    /// `2026-01-01..2026-03-31`
    Days {
        /// The first day.
        first: i32,
        /// The last day, included.
        last: i32,
    },
    /// `previous period`: the one directly before the surrounding period, of the same kind or else as many days long.
    PreviousPeriod,
    /// `previous week|month|[fiscal] quarter|[fiscal] year`: the unit before that which holds the first day of the
    /// surrounding period, or else `as_of`.
    Previous(Grain),
    /// `last 12 months`: up to and with the day of `as_of`.
    Last {
        /// How many.
        count: i32,
        /// Days, weeks or months.
        unit: Unit,
    },
}

/// What `last N` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `days`
    Days,
    /// `weeks`
    Weeks,
    /// `months`
    Months,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Days => "day",
            Self::Weeks => "week",
            Self::Months => "month",
        }
    }

    /// As many as there are in the years 1 to 9999, seen from any day.
    fn most(self) -> i32 {
        match self {
            Self::Days => date::LAST - date::FIRST,
            Self::Weeks => (date::LAST - date::FIRST) / 7,
            Self::Months => 9_999 * 12 - 1,
        }
    }
}

/// Units that `previous` steps back by, as they are written.
const STEPS: [Grain; 6] = [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year, Grain::FiscalQuarter, Grain::FiscalYear];
/// For errors: a period of each kind.
const KINDS: &str = "periods are `2026-11-21`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`, `FY2026-Q4`, `2026-01-01..2026-03-31`, `previous quarter`, `last 12 months`";

impl Period {
    /// Reads a period. The error says what is wrong in words for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let no = |why: String| format!("`{text}` is no period: {why}");
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["previous", "period"] => Ok(Self::PreviousPeriod),
            ["previous", ..] => {
                let unit = words[1..].join(" ");
                let found = STEPS.into_iter().find(|grain| grain.name() == unit);
                found.map(Self::Previous).ok_or_else(|| {
                    no("what is `previous` is a `period`, `week`, `month`, `[fiscal] quarter` or `[fiscal] year`".to_owned())
                })
            }
            ["last", count, unit] => last(count, unit).map_err(no),
            ["last", ..] => {
                let unit = words[1..].join(" ");
                let one = STEPS.into_iter().find(|grain| grain.name() == unit).map_or("month", |grain| grain.name());
                Err(no(format!("the one that is over is `previous {one}`, several are for example `last 12 months`")))
            }
            [word] => match word.split_once("..") {
                Some((first, last)) => days(first, last).map_err(no),
                None => absolute(word).map_err(no),
            },
            _ => Err(no(KINDS.to_owned())),
        }
    }

    /// What a text that is no period may mean, as it is written: `2026-Q4` of `Q4 2026`.
    pub fn meant(text: &str) -> Option<String> {
        meant::meant(text)
    }

    /// Whether what it covers depends on `as_of` or on the period around it.
    pub fn is_relative(&self) -> bool {
        matches!(self, Self::PreviousPeriod | Self::Previous(_) | Self::Last { .. })
    }

    /// What it covers, from its first instant to before its end, in the calendar's zone. `surrounding`: the period that it is
    /// asked in, if there is one. The error says in words for the user why it covers nothing.
    pub fn resolve(&self, calendar: &Calendar, surrounding: Option<Range<Micros>>, as_of: Micros) -> Result<Range<Micros>, String> {
        let (first, next) = self.days(calendar, surrounding, calendar.date(as_of))?;
        let range = calendar.instants(first, next);
        if range.is_empty() {
            return Err(format!("`{self}` covers no time in {}", calendar.zone));
        }
        Ok(range)
    }

    /// The first day it covers and the first after it.
    fn days(&self, calendar: &Calendar, surrounding: Option<Range<Micros>>, today: i32) -> Result<(i32, i32), String> {
        let surrounding = surrounding
            .filter(|range| !range.is_empty())
            .map(|range| (calendar.date(range.start), calendar.date(range.end - 1).saturating_add(1)));
        let unit = |grain: Grain, first: i32| (first, grain.next(calendar, first));
        let years = || format!("`{self}` reaches outside the years 1 to 9999");
        let within =
            |(first, next): (i32, i32)| (first >= date::FIRST && next <= date::LAST + 1).then_some((first, next)).ok_or_else(years);
        within(match *self {
            Self::Day(day) => (day, day + 1),
            Self::Week { year, week } => {
                let monday = date::iso_monday(year, week).ok_or_else(|| format!("{year} has {} weeks", date::iso_weeks(year)))?;
                unit(Grain::Week, week_start(calendar, monday))
            }
            Self::Month { year, month } => unit(Grain::Month, date::count(year, month, 1)),
            Self::Quarter { year, quarter } => unit(Grain::Quarter, date::count(year, quarter.unsigned_abs() * 3 - 2, 1)),
            Self::Year(year) => unit(Grain::Year, date::count(year, 1, 1)),
            Self::FiscalQuarter { year, quarter } => unit(Grain::FiscalQuarter, fiscal_quarter_start(calendar, year, quarter)),
            Self::FiscalYear(year) => unit(Grain::FiscalYear, fiscal_year_start(calendar, year)),
            Self::Days { first, last } => (first, last + 1),
            Self::PreviousPeriod => {
                let (first, next) = surrounding.ok_or_else(|| {
                    "`previous period` needs a period around it; without one say which, such as `previous quarter`".to_owned()
                })?;
                (before(calendar, first, next).ok_or_else(years)?, first)
            }
            Self::Previous(grain) => {
                let anchor = surrounding.map_or(today, |(first, _)| first);
                (grain.previous(calendar, anchor), grain.start(calendar, anchor))
            }
            Self::Last { count, unit } => {
                let same = match unit {
                    Unit::Days => today.checked_sub(count),
                    Unit::Weeks => count.checked_mul(7).and_then(|days| today.checked_sub(days)),
                    Unit::Months => date::add_months(today, -count),
                };
                (same.ok_or_else(years)?.saturating_add(1), today.saturating_add(1))
            }
        })
    }
}

/// Where the period directly before `first..next` begins: of the same unit where that is a unit of the calendar, as many months back
/// where it is whole months, else as many days.
fn before(calendar: &Calendar, first: i32, next: i32) -> Option<i32> {
    let is_unit = |grain: &Grain| grain.start(calendar, first) == first && grain.next(calendar, first) == next;
    if let Some(grain) = STEPS.into_iter().find(is_unit) {
        return Some(grain.previous(calendar, first));
    }
    let ((y1, m1, d1), (y2, m2, d2)) = (date::ymd(first), date::ymd(next));
    if d1 == 1 && d2 == 1 {
        return date::add_months(first, (y1 - y2) * 12 + m1.cast_signed() - m2.cast_signed());
    }
    first.checked_sub(next - first)
}

fn last(count: &str, unit: &str) -> Result<Period, String> {
    let unit = match unit {
        "day" | "days" => Unit::Days,
        "week" | "weeks" => Unit::Weeks,
        "month" | "months" => Unit::Months,
        _ => return Err("`last` counts `days`, `weeks` or `months`".to_owned()),
    };
    let digits = count.bytes().all(|byte| byte.is_ascii_digit());
    match count.parse() {
        Ok(count @ 1..) if digits && count > unit.most() => {
            Err(format!("it reaches back {count} {}s, outside the years 1 to 9999", unit.name()))
        }
        Ok(count @ 1..) if digits => Ok(Period::Last { count, unit }),
        _ => Err(format!("`{count}` is no number of {}s", unit.name())),
    }
}

fn days(first: &str, last: &str) -> Result<Period, String> {
    let day = |text: &str| {
        date::parse(text).map_err(|_| format!("`{text}` is no day; a range is written `2026-01-01..2026-03-31`, both ends included"))
    };
    let (first, last) = (day(first)?, day(last)?);
    if last < first {
        return Err("it ends before it begins".to_owned());
    }
    Ok(Period::Days { first, last })
}

fn absolute(word: &str) -> Result<Period, String> {
    let unknown = || KINDS.to_owned();
    let (fiscal, rest) = word.strip_prefix("FY").map_or((false, word), |rest| (true, rest));
    let (year_text, part) = rest.split_once('-').map_or((rest, None), |(year, part)| (year, Some(part)));
    let digits = |text: &str, len: usize| {
        (text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<u32>().ok()).flatten()
    };
    let Some(year) = digits(year_text, 4) else {
        return Err(match word.to_uppercase() {
            upper if upper != word && absolute(&upper).is_ok() => format!("it is written `{upper}`"),
            _ => unknown(),
        });
    };
    if year == 0 {
        return Err("the year is 0, years go from 1 to 9999".to_owned());
    }
    let year = year.cast_signed();
    let Some(part) = part else {
        return Ok(if fiscal { Period::FiscalYear(year) } else { Period::Year(year) });
    };
    if let Some(quarter) = part.strip_prefix('Q') {
        let quarter = digits(quarter, 1).filter(|quarter| (1..=4).contains(quarter)).ok_or("quarters are `Q1` to `Q4`")?.cast_signed();
        return Ok(if fiscal { Period::FiscalQuarter { year, quarter } } else { Period::Quarter { year, quarter } });
    }
    if fiscal {
        return Err(match part.strip_prefix('q') {
            Some(quarter) => format!("it is written `FY{year:04}-Q{quarter}`"),
            None => "of a fiscal year there are quarters, such as `FY2026-Q4`".to_owned(),
        });
    }
    if let Some(week) = part.strip_prefix('W') {
        let week = digits(week, 2).ok_or("a week is written with two digits, such as `2026-W07`")?;
        return match week {
            1.. if week <= date::iso_weeks(year) => Ok(Period::Week { year, week }),
            _ => Err(format!("{year:04} has the weeks W01 to W{}", date::iso_weeks(year))),
        };
    }
    if let Some(month) = digits(part, 2) {
        return if (1..=12).contains(&month) { Ok(Period::Month { year, month }) } else { Err(format!("the month is {month}")) };
    }
    if part.len() == 5 && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return date::parse(word).map(Period::Day).map_err(|why| why.split_once(": ").map_or_else(unknown, |(_, why)| why.to_owned()));
    }
    let upper = word.to_uppercase();
    Err(if upper != word && absolute(&upper).is_ok() { format!("it is written `{upper}`") } else { unknown() })
}

/// As [`Period::parse`] reads it.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => f.write_str(&date::format(*day)),
            Self::Week { year, week } => write!(f, "{year:04}-W{week:02}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::FiscalQuarter { year, quarter } => write!(f, "FY{year:04}-Q{quarter}"),
            Self::FiscalYear(year) => write!(f, "FY{year:04}"),
            Self::Days { first, last } => write!(f, "{}..{}", date::format(*first), date::format(*last)),
            Self::PreviousPeriod => f.write_str("previous period"),
            Self::Previous(grain) => write!(f, "previous {grain}"),
            Self::Last { count, unit } => write!(f, "last {count} {}{}", unit.name(), if *count == 1 { "" } else { "s" }),
        }
    }
}

#[cfg(test)]
mod tests;
