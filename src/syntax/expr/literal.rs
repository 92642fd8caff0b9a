//! Literals: what their characters come to, and why some come to nothing. Errors follow the literal in a sentence.

use crate::time::{Micros, Zone, date, duration, instant};

/// The letter that the language has for a unit in words: `days` is `d`.
pub(super) fn unit_in_words(word: &str) -> Option<char> {
    Some(match word.to_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 's',
        "m" | "min" | "mins" | "minute" | "minutes" => 'm',
        "h" | "hr" | "hrs" | "hour" | "hours" => 'h',
        "d" | "day" | "days" => 'd',
        "w" | "wk" | "wks" | "week" | "weeks" => 'w',
        _ => return None,
    })
}

/// `30d4h`, with `_` between digits, in microseconds.
pub(super) fn read_duration(text: &str) -> Result<Micros, String> {
    duration::parse(&text.replace('_', ""))
}

/// `2026-11-21` as days since 1970-01-01.
pub(super) fn read_date(text: &str) -> Result<i32, String> {
    date::parse(text)
}

/// `2026-11-21T10:00:00Z` as microseconds since 1970. Without an offset it would depend on who reads it.
pub(super) fn read_timestamp(text: &str) -> Result<Micros, String> {
    let clock = text.split_once('T').map_or("", |(_, clock)| clock);
    if !clock.contains(['Z', '+', '-']) {
        return Err(format!("`{text}` is no instant: it ends in neither `Z` nor an offset such as `+02:00`"));
    }
    instant::parse(text, &Zone::utc())
}

/// `1_000` as an integer; nothing where it does not fit.
pub(super) fn read_integer(text: &str) -> Option<i64> {
    text.replace('_', "").parse().ok()
}

/// The digits of `12.50` or `18%` as they are kept: without `_` and the percent sign; nothing where they are more than 34.
pub(super) fn read_fraction(text: &str) -> Option<(String, bool)> {
    let digits = text.replace('_', "");
    let percent = digits.ends_with('%');
    let digits = digits.trim_end_matches('%').to_owned();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let significant = format!("{whole}{}", fraction.trim_end_matches('0'));
    (significant.trim_start_matches('0').len() <= 34 && fraction.len() <= 1000).then_some((digits, percent))
}

/// A text without its quotes and escapes.
pub(super) fn read_text(quoted: &str) -> String {
    let mut out = String::with_capacity(quoted.len());
    let mut chars = quoted.chars().skip(1);
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => break,
            },
            other => out.push(other),
        }
    }
    out
}

/// A text in quotes, as [`read_text`] reads it.
pub(super) fn write_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_say_where_they_are() {
        assert_eq!(read_timestamp("1970-01-01T02:00:00.25+02:00"), Ok(250_000));
        assert_eq!(read_timestamp("1970-01-01T00:01Z"), Ok(60_000_000));
        let why = "`2026-11-21T10:00:00` is no instant: it ends in neither `Z` nor an offset such as `+02:00`";
        assert_eq!(read_timestamp("2026-11-21T10:00:00"), Err(why.to_owned()));
    }

    #[test]
    fn digits() {
        assert_eq!(read_integer("1_000"), Some(1000));
        assert_eq!(read_integer("9223372036854775808"), None);
        assert_eq!(read_fraction("18%"), Some(("18".to_owned(), true)));
        assert_eq!(read_fraction("1_000.50"), Some(("1000.50".to_owned(), false)));
        assert_eq!(read_fraction("0.00000000000000000000000000000000000000001").map(|(_, percent)| percent), Some(false));
        assert_eq!(read_fraction("12345678901234567890123456789012345.5"), None);
    }

    #[test]
    fn texts_read_back() {
        let text = "a\"b\\c\nd\te żółć";
        assert_eq!(read_text(&write_text(text)), text);
    }
}
