//! Lengths of time as the language writes them: `30s 15m 24h 7d 2w 30d4h`. Fixed lengths: a day is 24 h.

use super::{DAY, HOUR, MINUTE, Micros, SECOND};
use std::fmt::Write;

/// The units, longest first: a duration names each at most once, in this order.
const UNITS: [(&str, Micros); 5] = [("w", 7 * DAY), ("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND)];

/// Reads `30d4h`, `1h30m`, `0.5s`, `-2h`: whole numbers with a unit each, longest first; seconds may have a fraction of
/// up to six digits. The error says what is wrong in words for the user.
pub fn parse(text: &str) -> Result<Micros, String> {
    let no = |why: String| format!("`{text}` is no duration: {why}");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if rest.is_empty() {
        return Err(no("a duration is written `30d4h`".to_owned()));
    }
    let (mut total, mut allowed) = (0_i64, &UNITS[..]);
    while !rest.is_empty() {
        let number = &rest[..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())];
        rest = &rest[number.len()..];
        let unit = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
        rest = &rest[unit.len()..];
        if number.is_empty() {
            return Err(no("a duration is written `30d4h`: a number before each unit".to_owned()));
        }
        let Some(at) = UNITS.iter().position(|(name, _)| *name == unit) else {
            return Err(no(unknown_unit(number, unit)));
        };
        let Some(next) = allowed.iter().position(|(name, _)| *name == unit) else {
            return Err(no(format!("`{unit}` stands after a unit that is not longer; write the longest first, each once")));
        };
        allowed = &allowed[next + 1..];
        let length = amount(number, UNITS[at].1).map_err(|why| no(why.to_owned()))?;
        total = total.checked_add(length).ok_or_else(|| no("it is too long".to_owned()))?;
    }
    Ok(if negative { -total } else { total })
}

fn unknown_unit(number: &str, unit: &str) -> String {
    let lower = unit.to_lowercase();
    if unit.is_empty() {
        return format!("`{number}` needs a unit: `s`, `m`, `h`, `d` or `w`");
    }
    if lower.starts_with("mo") || lower.starts_with('y') || lower.starts_with('q') {
        return format!("`{unit}` has no fixed length; write days, such as `30d`");
    }
    let meant = UNITS.iter().find(|(name, _)| {
        lower.starts_with(name) && !lower.starts_with("ms") && !lower.starts_with("mi") || lower.starts_with("mi") && *name == "m"
    });
    match meant {
        Some((name, _)) => format!("`{unit}` is no unit; write `{number}{name}`"),
        None => format!("`{unit}` is no unit; units are `s`, `m`, `h`, `d` and `w`"),
    }
}

fn amount(number: &str, unit: Micros) -> Result<Micros, &'static str> {
    const LONG: &str = "it is too long";
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if number.contains('.') && unit != SECOND {
        return Err("only seconds have a fraction; write the rest in a shorter unit, such as `1h30m`");
    }
    if whole.is_empty() || number.ends_with('.') || fraction.contains('.') {
        return Err("a number is written `12` or, of seconds, `0.5`");
    }
    if fraction.len() > 6 {
        return Err("it is finer than a microsecond");
    }
    let digits = |text: &str| text.bytes().try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0')));
    let micros = digits(&format!("{fraction:0<6}")).ok_or(LONG)?;
    digits(whole).and_then(|whole| whole.checked_mul(unit)?.checked_add(micros)).ok_or(LONG)
}

/// Writes it as [`parse`] reads it, in days, hours, minutes and seconds: `30d4h`, `1m0.5s`, `-2h`, `0s`.
pub fn format(duration: Micros) -> String {
    let mut text = String::new();
    if duration < 0 {
        text.push('-');
    }
    let mut rest = duration.unsigned_abs();
    for (unit, length) in &UNITS[1..4] {
        let length = length.unsigned_abs();
        if rest >= length {
            let _ = write!(text, "{}{unit}", rest / length);
            rest %= length;
        }
    }
    let (seconds, micros) = (rest / SECOND.unsigned_abs(), rest % SECOND.unsigned_abs());
    if micros > 0 {
        let fraction = format!("{micros:06}");
        let _ = write!(text, "{seconds}.{}s", fraction.trim_end_matches('0'));
    } else if seconds > 0 || duration == 0 {
        let _ = write!(text, "{seconds}s");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for (text, length, written) in [
            ("30s", 30 * SECOND, "30s"),
            ("15m", 15 * MINUTE, "15m"),
            ("24h", DAY, "1d"),
            ("7d", 7 * DAY, "7d"),
            ("2w", 14 * DAY, "14d"),
            ("30d4h", 30 * DAY + 4 * HOUR, "30d4h"),
            ("1w2d3h4m5.000006s", 9 * DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND + 6, "9d3h4m5.000006s"),
            ("90m", 90 * MINUTE, "1h30m"),
            ("0.5s", 500_000, "0.5s"),
            ("1m0.25s", MINUTE + 250_000, "1m0.25s"),
            ("-2h", -2 * HOUR, "-2h"),
            ("0d", 0, "0s"),
            ("106751991d4h54.775807s", i64::MAX, "106751991d4h54.775807s"),
        ] {
            assert_eq!(parse(text), Ok(length), "{text}");
            assert_eq!(format(length), written);
            assert_eq!(parse(written), Ok(length));
        }
        assert_eq!(format(i64::MIN), "-106751991d4h54.775808s");
    }

    #[test]
    fn says_why_a_text_is_no_duration() {
        for (text, why) in [
            ("", "a duration is written `30d4h`"),
            ("-", "a duration is written `30d4h`"),
            ("30", "`30` needs a unit: `s`, `m`, `h`, `d` or `w`"),
            ("d", "a duration is written `30d4h`: a number before each unit"),
            ("30 d", "`30` needs a unit: `s`, `m`, `h`, `d` or `w`"),
            ("30dd", "`dd` is no unit; write `30d`"),
            ("30days", "`days` is no unit; write `30d`"),
            ("30D", "`D` is no unit; write `30d`"),
            ("5min", "`min` is no unit; write `5m`"),
            ("5ms", "`ms` is no unit; units are `s`, `m`, `h`, `d` and `w`"),
            ("5ę", "`ę` is no unit; units are `s`, `m`, `h`, `d` and `w`"),
            ("1mo", "`mo` has no fixed length; write days, such as `30d`"),
            ("2y", "`y` has no fixed length; write days, such as `30d`"),
            ("4h30d", "`d` stands after a unit that is not longer; write the longest first, each once"),
            ("1h1h", "`h` stands after a unit that is not longer; write the longest first, each once"),
            ("1.5h", "only seconds have a fraction; write the rest in a shorter unit, such as `1h30m`"),
            ("1.2.3s", "a number is written `12` or, of seconds, `0.5`"),
            (".s", "a number is written `12` or, of seconds, `0.5`"),
            ("1.s", "a number is written `12` or, of seconds, `0.5`"),
            ("0.0000001s", "it is finer than a microsecond"),
            ("999999999999999999999d", "it is too long"),
            ("99999999999d", "it is too long"),
            ("106751991d23h", "it is too long"),
        ] {
            assert_eq!(parse(text), Err(format!("`{text}` is no duration: {why}")));
        }
    }
}
