//! Instants as text and as numbers: how logs and definitions write them (L2), and how reports do.
//!
//! Finer than microseconds is cut off, never rounded, so that no instant moves past another. A leap second `:60` is read as
//! the second before it.

use super::{DAY, HOUR, MINUTE, Micros, SECOND, Zone, date};

/// 0001-01-01T00:00:00Z, the first instant.
pub const FIRST: Micros = date::FIRST as Micros * DAY;
/// 9999-12-31T23:59:59.999999Z, the last.
pub const LAST: Micros = (date::LAST as Micros + 1) * DAY - 1;

/// Whether it lies in the years 0001 to 9999.
pub fn is_valid(t: Micros) -> bool {
    (FIRST..=LAST).contains(&t)
}

/// Reads RFC 3339 with some leeway: `2026-11-21T10:00:00.5Z`, also with a space for the `T`, without seconds, with an offset such as
/// `+0100` or `+01`. Without an offset it is in `zone`; of a repeated local hour the first is meant, a skipped one is read
/// by the offset before the jump (RFC 5545). A date alone is no instant.
pub fn parse(text: &str, zone: &Zone) -> Result<Micros, String> {
    if let Some(time) = usual(text.as_bytes()) {
        return Ok(time);
    }
    read(text).map_err(|why| format!("`{text}` is no instant: {why}")).and_then(|(local, offset)| match offset {
        Some(offset) => valid(text, local - offset),
        None => valid(text, zone.to_instant(local)),
    })
}

/// The same, but a local date and time only: an offset is an error.
pub fn parse_civil(text: &str, zone: &Zone) -> Result<Micros, String> {
    match read(text) {
        Ok((local, None)) => valid(text, zone.to_instant(local)),
        Ok((_, Some(_))) => Err(format!("`{text}` is no local time: it has an offset; say `format: rfc3339`")),
        Err(why) => Err(format!("`{text}` is no local time: {why}")),
    }
}

/// Reads a date as the first instant of that day in `zone`.
pub fn parse_date(text: &str, zone: &Zone) -> Result<Micros, String> {
    date::parse(text).and_then(|date| valid(text, zone.midnight(date)))
}

/// Reads by a pattern such as `%d.%m.%Y %H:%M`; `%z` is an offset and `%Q` a zone, without them the time is in `zone`. A pattern without a time of day
/// means the first instant of the day.
pub fn parse_pattern(text: &str, pattern: &str, zone: &Zone) -> Result<Micros, String> {
    let no = |why: &str| format!("`{text}` is no instant by the pattern `{pattern}`: {why}");
    let broken = jiff::fmt::strtime::parse(pattern, text).map_err(|error| no(&plain(&error)))?;
    if let Some(stamp) = broken.timestamp() {
        return valid(text, stamp.as_microsecond());
    }
    let day = broken.to_date().map_err(|error| no(&plain(&error)))?;
    let date = date::check(i32::from(day.year()), u32::from(day.month().unsigned_abs()), u32::from(day.day().unsigned_abs()))
        .map_err(|why| no(&why))?;
    if broken.hour().is_none() {
        return valid(text, zone.midnight(date));
    }
    if broken.iana_time_zone().is_some() {
        let zoned = broken.to_zoned().map_err(|error| no(&plain(&error)))?;
        return valid(text, zoned.timestamp().as_microsecond());
    }
    let time = broken.to_time().map_err(|error| no(&plain(&error)))?;
    let of_day = Micros::from(time.hour()) * HOUR
        + Micros::from(time.minute()) * MINUTE
        + Micros::from(time.second()) * SECOND
        + Micros::from(time.subsec_nanosecond() / 1000);
    let local = Micros::from(date) * DAY + of_day;
    match broken.offset() {
        Some(offset) => valid(text, local - Micros::from(offset.seconds()) * SECOND),
        None => valid(text, zone.to_instant(local)),
    }
}

/// Whether a pattern can tell an instant; the error says why not.
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    let day = jiff::civil::date(2026, 11, 21).at(10, 20, 30, 0).in_tz("UTC").map_err(|error| plain(&error))?;
    let text = jiff::fmt::strtime::format(pattern, &day).map_err(|error| format!("`{pattern}` is no pattern: {}", plain(&error)))?;
    parse_pattern(&text, pattern, &Zone::utc())
        .map(|_| ())
        .map_err(|_| format!("`{pattern}` does not tell a day: it needs a year, a month and a day, such as `%d.%m.%Y %H:%M`"))
}

/// What an epoch number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Epoch {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// Microseconds since 1970.
    Micros,
}

impl Epoch {
    fn digits(self) -> i64 {
        match self {
            Self::Seconds => 6,
            Self::Millis => 3,
            Self::Micros => 0,
        }
    }
}

/// An instant from a whole number.
pub fn from_epoch(number: i64, unit: Epoch) -> Result<Micros, String> {
    let micros = number.checked_mul(10_i64.pow(unit.digits().unsigned_abs().try_into().unwrap_or(0)));
    micros.filter(|t| is_valid(*t)).ok_or_else(|| outside(&number.to_string()))
}

/// An instant from a number's digits, with or without a fraction or an exponent: `1760000000.25`, `1.76e9`.
pub fn parse_epoch(text: &str, unit: Epoch) -> Result<Micros, String> {
    if let Ok(number) = text.parse() {
        return from_epoch(number, unit);
    }
    let no = || format!("`{text}` is no instant: a number of seconds, milliseconds or microseconds since 1970 is expected");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| no())?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(no());
    }
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    let digits = &digits[zeros..];
    // The digits up to the microsecond make the instant.
    let place = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent).saturating_add(unit.digits());
    let kept = match place.saturating_sub(i64::try_from(zeros).unwrap_or(i64::MAX)) {
        _ if digits.is_empty() => 0,
        kept @ ..=18 => usize::try_from(kept).unwrap_or(0),
        _ => return Err(outside(text)),
    };
    let micros = (0..kept).fold(0_i64, |sum, at| sum * 10 + digits.get(at).map_or(0, |digit| i64::from(digit - b'0')));
    // Cut off towards the past, as the fraction of a text is.
    let cut = i64::from(digits.iter().skip(kept).any(|digit| *digit != b'0'));
    valid(text, if negative { -micros - cut } else { micros })
}

/// Writes RFC 3339 in UTC: `2026-11-21T10:00:00Z`, with six digits where there is a fraction.
pub fn format(t: Micros) -> String {
    text(t).as_str().to_owned()
}

/// The same on the stack, for reports that write millions. What lies outside the years 1 to 9999 is written as the nearest instant inside.
pub fn text(t: Micros) -> Text {
    let t = t.clamp(FIRST, LAST);
    let (days, of_day) = (t.div_euclid(DAY), t.rem_euclid(DAY));
    let (year, month, day) = date::ymd(i32::try_from(days).unwrap_or_default());
    let mut text = Text { bytes: *b"0000-00-00T00:00:00.000000Z", len: 27 };
    let mut put = |at: usize, width: usize, mut number: u64| {
        for digit in text.bytes[at..at + width].iter_mut().rev() {
            // A digit is below ten.
            *digit = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
    };
    put(0, 4, u64::from(year.unsigned_abs()));
    put(5, 2, u64::from(month));
    put(8, 2, u64::from(day));
    put(11, 2, (of_day / HOUR).unsigned_abs());
    put(14, 2, (of_day / MINUTE % 60).unsigned_abs());
    put(17, 2, (of_day / SECOND % 60).unsigned_abs());
    let fraction = (of_day % SECOND).unsigned_abs();
    if fraction == 0 {
        text.bytes[19] = b'Z';
        text.len = 20;
    } else {
        put(20, 6, fraction);
    }
    text
}

/// An instant as text, without an allocation.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    bytes: [u8; 27],
    len: u8,
}

impl Text {
    /// The bytes, all ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// An offset from UTC: `Z`, `UTC`, `+01:00`, `+0100`, `+01`.
pub(crate) fn parse_offset(text: &str) -> Option<Micros> {
    let (sign, digits) = match text.as_bytes() {
        b"Z" | b"z" | b"UTC" => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits {
        [a, b] => (two(*a, *b)?, 0),
        [a, b, c, d] | [a, b, b':', c, d] => (two(*a, *b)?, two(*c, *d)?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| sign * (hours * HOUR + minutes * MINUTE))
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// The form that programs write: `2026-11-21T10:00:00Z`, with up to six digits after a point. `None` of other forms, and of what is
/// wrong: [`read`] says why.
fn usual(bytes: &[u8]) -> Option<Micros> {
    let (head, rest) = bytes.split_first_chunk::<19>()?;
    let signs = head[4] == b'-' && head[7] == b'-' && head[10] == b'T' && head[13] == b':' && head[16] == b':';
    let digits = match rest {
        [b'Z'] => &[],
        [b'.', digits @ .., b'Z'] if (1..=6).contains(&digits.len()) => digits,
        _ => return None,
    };
    // A sign that is no digit makes more than 9 of itself, and of the greatest.
    let mut greatest = 0;
    let mut digit = |byte: u8| {
        let digit = byte.wrapping_sub(b'0');
        greatest = digit.max(greatest);
        u32::from(digit)
    };
    let mut two = |at: usize| digit(head[at]) * 10 + digit(head[at + 1]);
    let (year, month, day) = (two(0) * 100 + two(2), two(5), two(8));
    let (hour, minute, second) = (two(11), two(14), two(17));
    let fraction = digits.iter().fold(0, |sum, byte| sum * 10 + digit(*byte)) * 10_u32.pow(6 - u32::try_from(digits.len()).ok()?);
    if !signs || greatest > 9 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let days = date::from_ymd(i32::try_from(year).ok()?, month, day)?;
    let of_day = Micros::from(hour * 3600 + minute * 60 + second) * SECOND + Micros::from(fraction);
    Some(Micros::from(days) * DAY + of_day)
}

/// Local date and time, and the offset where there is one.
fn read(text: &str) -> Result<(Micros, Option<Micros>), String> {
    const SHAPE: &str = "an instant is written `2026-11-21T10:00:00Z`";
    let shape = || SHAPE.to_owned();
    let bytes = text.as_bytes();
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = bytes else {
        return Err(shape());
    };
    let number = |a: u8, b: u8| two(a, b).ok_or_else(shape);
    let year = number(*y1, *y2)? * 100 + number(*y3, *y4)?;
    let (month, day) = (number(*m1, *m2)?, number(*d1, *d2)?);
    let [b'T' | b't' | b' ', h1, h2, b':', n1, n2, rest @ ..] = rest else {
        return Err(if rest.is_empty() {
            "it is a date alone; say `format: date` where the beginning of that day is meant".to_owned()
        } else {
            shape()
        });
    };
    let (hour, minute) = (number(*h1, *h2)?, number(*n1, *n2)?);
    let (second, mut rest) = match rest {
        [b':', s1, s2, rest @ ..] => (number(*s1, *s2)?, rest),
        rest => (0, rest),
    };
    let mut fraction = 0;
    if let [b'.' | b',', digits @ ..] = rest {
        let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if len == 0 {
            return Err("digits are missing after the point".to_owned());
        }
        fraction = (0..6).fold(0, |sum, at| sum * 10 + if at < len { i64::from(digits[at] - b'0') } else { 0 });
        rest = &digits[len..];
    }
    let days = date::check(
        i32::try_from(year).unwrap_or_default(),
        u32::try_from(month).unwrap_or_default(),
        u32::try_from(day).unwrap_or_default(),
    )?;
    for (name, value, most) in [("hour", hour, 23), ("minute", minute, 59), ("second", second, 60)] {
        if value > most {
            return Err(format!("the {name} is {value}"));
        }
    }
    let local = Micros::from(days) * DAY + hour * HOUR + minute * MINUTE + second.min(59) * SECOND + fraction;
    if rest.is_empty() {
        return Ok((local, None));
    }
    let offset = text[text.len() - rest.len()..].strip_prefix(' ').unwrap_or(&text[text.len() - rest.len()..]);
    match parse_offset(offset) {
        Some(offset) => Ok((local, Some(offset))),
        None => Err(format!("`{offset}` is no offset; one is written `Z` or `+01:00`")),
    }
}

/// jiff's words without its own prefixes.
fn plain(error: &jiff::Error) -> String {
    let text = error.to_string();
    text.strip_prefix("strptime parsing failed: ").or_else(|| text.strip_prefix("strftime formatting failed: ")).unwrap_or(&text).to_owned()
}

fn valid(text: &str, t: Micros) -> Result<Micros, String> {
    if is_valid(t) { Ok(t) } else { Err(outside(text)) }
}

fn outside(text: &str) -> String {
    format!("`{text}` is no instant: it lies outside the years 1 to 9999")
}

#[cfg(test)]
mod tests;
