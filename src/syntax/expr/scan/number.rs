//! Numbers, durations, dates: everything that begins with a digit.

use super::super::literal::{read_date, read_duration, read_timestamp};
use super::{Kind, Scanner, quoted};
use crate::diagnostics::codes::*;
use crate::time::duration;
use pest::unicode::XID_CONTINUE;
use std::ops::Range;

impl Scanner<'_> {
    /// Takes what begins with a digit.
    pub(super) fn number(&mut self) {
        let rest = self.rest();
        if let Some(length) = date_like(rest) {
            self.date(length);
            return;
        }
        let mut length = run(rest);
        // A point goes on with what ends in a digit, unless it is the first of a range's two; after a unit (`1m0.5s`) only
        // with a further digit.
        while let Some(after) = rest.get(length..).filter(|after| after.starts_with('.') && !after.starts_with("..")) {
            let body = rest.get(..length).unwrap_or_default();
            let letters = body.contains(|c: char| !c.is_ascii_digit() && c != '_' && c != '.');
            let digit = after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
            if letters && !(digit && body.ends_with(|c: char| c.is_ascii_digit())) {
                break;
            }
            length += 1 + run(after.get(1..).unwrap_or_default());
        }
        let percent = rest.get(length..).is_some_and(|after| after.starts_with('%'));
        let end = length + usize::from(percent);
        let written = rest.get(..end).unwrap_or_default();
        let body = rest.get(..length).unwrap_or_default();
        let start = self.at;
        if percent && rest.get(end..).is_some_and(|after| after.starts_with(|c: char| XID_CONTINUE(c))) {
            let at = start + length;
            self.fault(
                &OPERATOR_UNKNOWN,
                at..at + 1,
                "there is no remainder `%`".to_owned(),
                "a percentage is written `18%`, with nothing right after it",
            );
            self.push(Kind::Number, start + end);
        } else if body.chars().all(|c| c.is_ascii_digit() || c == '_' || c == '.') {
            let groups = |part: &str| part.split('_').filter(|group| !group.is_empty()).collect::<Vec<_>>().join("_");
            let parts: Vec<String> = body.split('.').map(groups).collect();
            if parts.len() > 2 {
                let message = format!("`{written}` is no number: it has more than one point");
                self.fault(&NUMBER_MALFORMED, start..start + end, message, "write `12.5`");
            } else if parts.join(".") != body || parts.iter().any(String::is_empty) {
                let better = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(".");
                let message = format!("`{written}` is no number: a digit goes on each side of a point and of `_`");
                self.fault(&NUMBER_MALFORMED, start..start + end, message, format!("write `{better}`"));
            }
            self.push(Kind::Number, start + end);
        } else {
            self.duration(start..start + length);
        }
    }

    /// Digits with letters: a duration, or nothing.
    fn duration(&mut self, range: Range<usize>) {
        let written = self.source.get(range.clone()).unwrap_or_default();
        let exponent = written.split_once(['e', 'E']).is_some_and(|(number, power)| {
            number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
                && !power.is_empty()
                && power.bytes().all(|byte| byte.is_ascii_digit())
        });
        let shape = written.split(|c: char| c.is_ascii_digit() || c == '_' || c == '.').all(|unit| unit.chars().count() <= 1);
        if exponent || written.starts_with("0x") || written.starts_with("0b") {
            let message = format!("{} is no number of the language", quoted(written));
            self.fault(
                &NUMBER_MALFORMED,
                range.clone(),
                message,
                "write all its digits, with `_` between thousands if you like: `1_000_000`",
            );
        } else if let Err(why) = read_duration(written) {
            let why = why.replacen(&written.replace('_', ""), written, 1);
            let help = match better_duration(written) {
                Some(better) => format!("write `{better}`"),
                None if shape => "durations are whole numbers and the units `s m h d w`, longest first: `30d4h`".to_owned(),
                None => "write the letter of the unit alone: `30d`, `24h`, `15m`".to_owned(),
            };
            self.fault(&DURATION_MALFORMED, range.clone(), why, help);
        }
        self.push(Kind::Duration, range.end);
    }

    fn date(&mut self, day: usize) {
        let rest = self.rest();
        let after = rest.get(day..).unwrap_or_default();
        let mut length = day;
        if after.starts_with('T') && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
            let clock =
                after.get(1..).map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(rest.len()));
            length += 1 + clock;
            let zone = rest.get(length..).unwrap_or_default();
            if zone.starts_with('Z') {
                length += 1;
            } else if zone.starts_with(['+', '-']) {
                length += 1 + zone.get(1..).map_or(0, |rest| rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len()));
            }
        }
        length += run(rest.get(length..).unwrap_or_default());
        let written = rest.get(..length).unwrap_or_default();
        let range = self.at..self.at + length;
        let instant = after.starts_with('T');
        if let Err(why) = if instant { read_timestamp(written).map(|_| ()) } else { read_date(written).map(|_| ()) } {
            let help = if instant {
                "instants are written `2026-01-05T09:30:00Z`"
            } else {
                "dates are written `2026-01-05`; for a subtraction put blanks around `-`"
            };
            self.fault(&DATE_MALFORMED, range.clone(), why, help);
        }
        self.push(Kind::Date, range.end);
    }

    /// `12,5` or `1,000,000`, its first comma at the byte `comma`.
    pub(super) fn comma_in_number(&mut self, comma: usize) {
        let before = self.source.get(..comma).unwrap_or_default();
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').len();
        let rest = self.source.get(comma..).unwrap_or_default();
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(rest.len());
        let range = comma - digits..comma + rest.get(..length).unwrap_or_default().trim_end_matches(',').len();
        let written = self.source.get(range.clone()).unwrap_or_default();
        let groups: Vec<&str> = written.split(',').skip(1).collect();
        let help = match groups[..] {
            [group] if group.len() == 3 => {
                format!("write `{}`, or `{}` for a fraction", written.replace(',', "_"), written.replace(',', "."))
            }
            [_] => format!("write `{}`", written.replace(',', ".")),
            _ => format!("write `{}`", written.replace(',', "_")),
        };
        self.fault(&NUMBER_MALFORMED, range.clone(), format!("`{written}` is no number: no comma stands in one"), help);
        self.at = range.end;
    }
}

/// How many bytes of letters, digits and `_` a text begins with.
fn run(text: &str) -> usize {
    text.find(|c: char| !XID_CONTINUE(c)).unwrap_or(text.len())
}

/// The length of what looks like a date: 4 digits, `-`, digits, `-`, digits.
fn date_like(text: &str) -> Option<usize> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let year = digits(text);
    let month = text.get(year..)?.strip_prefix('-').map(digits).filter(|length| year == 4 && *length > 0)?;
    let day = text.get(year + 1 + month..)?.strip_prefix('-').map(digits).filter(|length| *length > 0)?;
    Some(year + 1 + month + 1 + day)
}

/// The whole units that a fraction of one comes to: `1.5h` is `1h30m`.
fn better_duration(text: &str) -> Option<String> {
    let unit = text.get(text.len().checked_sub(1)?..)?;
    let (whole, fraction) = text.strip_suffix(unit)?.split_once('.')?;
    let scale = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let parts = format!("{whole}{fraction}").parse::<i64>().ok()?;
    let micros = read_duration(&format!("1{unit}")).ok()?.checked_mul(parts)?;
    (micros % scale == 0).then(|| duration::format(micros / scale))
}
