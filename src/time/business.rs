//! Business hours: how much of a stretch of time lies within them, and when an amount of it is used up.
//!
//! Hours are read on the local clock and counted in real elapsed time. A span that begins or ends in a repeated local hour means
//! its first time, in a skipped one the time by the offset before (RFC 5545); no instant counts twice.

use super::date::Weekday;
use super::{DAY, HOUR, MINUTE, Micros, Zone, date, instant};
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The hours of a calendar in which business is done. Cheap to clone.
#[derive(Clone)]
pub struct BusinessHours {
    inner: Arc<Inner>,
}

struct Inner {
    zone: Zone,
    /// By weekday, in order, not overlapping.
    week: [Vec<Hours>; 7],
    /// Sorted, each once, each with the hours that fall out on it and on those before.
    holidays: Vec<(i32, Micros)>,
    /// Days on which the clock changes inside of business hours: what they have more than nominal, theirs and those before.
    near: Vec<(i32, Micros)>,
    /// The same with those after the zone's near end.
    all: OnceLock<Vec<(i32, Micros)>>,
}

/// A span of hours of a local day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    /// Since midnight on the clock.
    start: Micros,
    /// After the start, up to 24 h.
    end: Micros,
}

impl Hours {
    /// Reads `09:00-17:00`; `24:00` is the end of the day. The error says what is wrong in words for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shape = || format!("`{text}` are no hours: they are written `09:00-17:00`");
        let (start, end) = text.split_once('-').ok_or_else(shape)?;
        let (start, end) = (clock(start.trim()).ok_or_else(shape)?, clock(end.trim()).ok_or_else(shape)?);
        if start == end {
            return Err(format!("`{text}` are no hours: they end when they begin"));
        }
        if end < start {
            return Err(format!("`{text}` are no hours: they end before they begin; split them at midnight, `24:00` is the end of a day"));
        }
        Ok(Self { start, end })
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |of_day: Micros| (of_day / HOUR, of_day / MINUTE % 60);
        let ((h1, m1), (h2, m2)) = (part(self.start), part(self.end));
        write!(f, "{h1:02}:{m1:02}-{h2:02}:{m2:02}")
    }
}

/// Reads `monday` or `monday..friday`. The error says what is wrong in words for the user.
pub fn parse_days(text: &str) -> Result<Vec<Weekday>, String> {
    let day = |name: &str| {
        Weekday::by_name(name.trim()).ok_or_else(|| format!("`{}` is no day of the week: days are `monday` to `sunday`", name.trim()))
    };
    match text.split_once("..") {
        Some((first, last)) => Ok(day(first)?.through(day(last)?).collect()),
        None => Ok(vec![day(text)?]),
    }
}

impl BusinessHours {
    /// Of the hours of each day of the week (from Monday) and the holidays on which none count. The error, where hours of
    /// one day overlap, says which.
    pub fn new(zone: Zone, mut week: [Vec<Hours>; 7], holidays: impl IntoIterator<Item = i32>) -> Result<Self, String> {
        for (day, hours) in Weekday::ALL.iter().zip(&mut week) {
            hours.sort_unstable();
            if let Some([a, b]) = hours.windows(2).find(|pair| matches!(pair, [a, b] if b.start < a.end)) {
                return Err(format!("`{a}` and `{b}` of {day} overlap"));
            }
        }
        let mut days: Vec<i32> = holidays.into_iter().collect();
        days.sort_unstable();
        days.dedup();
        let mut inner = Inner { zone, week, holidays: Vec::new(), near: Vec::new(), all: OnceLock::new() };
        inner.holidays = running(days.into_iter().map(|day| (day, inner.usual(day))));
        inner.near = inner.changed(false);
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The time from one instant to the other that lies within business hours; negative where the second is earlier.
    pub fn elapsed(&self, from: Micros, to: Micros) -> Micros {
        self.inner.position(to) - self.inner.position(from)
    }

    /// The first instant at which so much business time since `start` is used up; `start` itself where there is nothing to use
    /// up. `None` where that never comes.
    pub fn deadline(&self, start: Micros, within: Micros) -> Option<Micros> {
        let inner = &*self.inner;
        if within <= 0 {
            return Some(start);
        }
        let target = inner.position(start).checked_add(within)?;
        // The last day before whose beginning less than that has passed. Gallop to a day after it, then halve.
        let mut low = inner.day(start);
        let mut step = 8;
        while low.saturating_add(step) <= date::LAST && inner.before(low + step) < target {
            low += step;
            step = step.saturating_mul(2);
        }
        let mut high = low.saturating_add(step).min(date::LAST + 1);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if inner.before(middle) < target { low = middle } else { high = middle }
        }
        let mut rest = target - inner.before(low);
        for (from, until) in inner.open(low) {
            if until - from >= rest {
                return Some(from + rest).filter(|t| instant::is_valid(*t));
            }
            rest -= until - from;
        }
        None
    }

    /// Whether an instant lies within business hours.
    pub fn is_open(&self, t: Micros) -> bool {
        let inner = &*self.inner;
        inner.open(inner.day(t)).any(|(from, until)| (from..until).contains(&t))
    }
}

impl Inner {
    /// Business time from a fixed origin to an instant.
    fn position(&self, t: Micros) -> Micros {
        let t = t.clamp(instant::FIRST, instant::LAST);
        let day = self.day(t);
        let today: Micros = self.open(day).map(|(from, until)| until.min(t).saturating_sub(from).max(0)).sum();
        self.before(day) + today
    }

    /// The day whose first instant is the last at or before `t`. Not the local date: where the clock goes back over
    /// midnight, the day that has begun goes on.
    fn day(&self, t: Micros) -> i32 {
        let day = self.zone.date(t).clamp(date::FIRST - 1, date::LAST + 1);
        if t >= self.zone.midnight(day + 1) { day + 1 } else { day }
    }

    /// Business time from a fixed origin to the beginning of a day.
    fn before(&self, day: i32) -> Micros {
        const MONDAY: i32 = -3;
        let (weeks, rest) = ((day - MONDAY).div_euclid(7), (day - MONDAY).rem_euclid(7));
        let usual = |days: i32| -> Micros { (0..days).map(|at| self.usual(MONDAY + at)).sum() };
        let sum = |running: &[(i32, Micros)]| running.partition_point(|(at, _)| *at < day).checked_sub(1).map_or(0, |at| running[at].1);
        Micros::from(weeks) * usual(7) + usual(rest) - sum(&self.holidays) + sum(self.changes(day))
    }

    /// What the clock says a day has, holidays aside.
    fn usual(&self, day: i32) -> Micros {
        self.hours(day).iter().map(|hours| hours.end - hours.start).sum()
    }

    fn hours(&self, day: i32) -> &[Hours] {
        &self.week[Weekday::of(day) as usize]
    }

    /// The business hours of a day as instants, in order, not overlapping.
    fn open(&self, day: i32) -> impl Iterator<Item = (Micros, Micros)> {
        let holiday = self.holidays.binary_search_by_key(&day, |(day, _)| *day).is_ok();
        let hours = if holiday { &[] } else { self.hours(day) };
        let (begin, end) = if hours.is_empty() { (0, 0) } else { (self.zone.midnight(day), self.zone.midnight(day + 1)) };
        let mut last = begin;
        hours.iter().filter_map(move |hours| {
            let local = |of_day: Micros| self.zone.to_instant(Micros::from(day) * DAY + of_day);
            let from = if hours.start == 0 { begin } else { local(hours.start).max(last) };
            let until = if hours.end == DAY { end } else { local(hours.end).min(end) };
            last = until.max(last);
            (from < until).then_some((from, until))
        })
    }

    fn changes(&self, day: i32) -> &[(i32, Micros)] {
        if Micros::from(day) * DAY < Zone::NEAR { &self.near } else { self.all.get_or_init(|| self.changed(true)) }
    }

    /// The days on which a change of the clock makes business hours longer or shorter than they look.
    fn changed(&self, far: bool) -> Vec<(i32, Micros)> {
        let mut days: Vec<i32> = self.zone.changes(far).flat_map(|t| (self.zone.date(t - 1) - 1)..=(self.zone.date(t) + 1)).collect();
        days.sort_unstable();
        days.dedup();
        let holiday = |day: &i32| self.holidays.binary_search_by_key(day, |(day, _)| *day).is_ok();
        let real = |day: i32| self.open(day).map(|(from, until)| until - from).sum::<Micros>();
        running(days.into_iter().filter(|day| !holiday(day)).map(|day| (day, real(day) - self.usual(day))).filter(|(_, more)| *more != 0))
    }
}

/// Each with the sum of its own and those before.
fn running(items: impl Iterator<Item = (i32, Micros)>) -> Vec<(i32, Micros)> {
    items
        .scan(0, |sum, (day, own)| {
            *sum += own;
            Some((day, *sum))
        })
        .collect()
}

/// `09:00`, `9:00`, `24:00`.
fn clock(text: &str) -> Option<Micros> {
    let (hours, minutes) = text.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) || minutes.len() != 2 || !(1..=2).contains(&hours.len()) {
        return None;
    }
    let (hours, minutes): (Micros, Micros) = (hours.parse().ok()?, minutes.parse().ok()?);
    let of_day = hours * HOUR + minutes * MINUTE;
    (minutes < 60 && of_day <= DAY).then_some(of_day)
}

impl PartialEq for BusinessHours {
    fn eq(&self, other: &Self) -> bool {
        let of = |it: &Self| it.inner.holidays.iter().map(|(day, _)| *day).collect::<Vec<_>>();
        self.inner.zone == other.inner.zone && self.inner.week == other.inner.week && of(self) == of(other)
    }
}

impl Eq for BusinessHours {}

/// What was said of them, nothing that was worked out: fingerprints are made of it.
impl BusinessHours {
    /// The hours of the week, days of the same hours together: `monday..friday 09:00-17:00, saturday 10:00-14:00`.
    pub fn hours(&self) -> String {
        let days: Vec<(Weekday, &Vec<Hours>)> = Weekday::ALL.into_iter().zip(&self.inner.week).collect();
        let alike = days.chunk_by(|(_, a), (_, b)| a == b).filter(|days| days.iter().any(|(_, hours)| !hours.is_empty()));
        let part = |days: &[(Weekday, &Vec<Hours>)]| {
            let [(first, hours), .., (last, _)] = days else {
                return days.iter().map(|(day, hours)| format!("{} {}", day.name(), spans(hours))).collect();
            };
            format!("{}..{} {}", first.name(), last.name(), spans(hours))
        };
        alike.map(part).collect::<Vec<String>>().join(", ")
    }

    /// The holidays, in order.
    pub fn holidays(&self) -> Vec<String> {
        self.inner.holidays.iter().map(|(day, _)| date::format(*day)).collect()
    }
}

fn spans(hours: &[Hours]) -> String {
    hours.iter().map(Hours::to_string).collect::<Vec<_>>().join(" and ")
}

impl fmt::Debug for BusinessHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (day, hours) in Weekday::ALL.iter().zip(&self.inner.week).filter(|(_, hours)| !hours.is_empty()) {
            let hours: Vec<String> = hours.iter().map(Hours::to_string).collect();
            map.entry(&day.name(), &hours);
        }
        map.entry(&"zone", &self.inner.zone).entry(&"holidays", &self.holidays()).finish()
    }
}

#[cfg(test)]
pub(crate) mod tests;
