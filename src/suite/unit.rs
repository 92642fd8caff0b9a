//! The unit of a number as it is written: what one would change it by. `45` is told from 44 and 46, `12.5` from 12.4, `18%` from
//! 17 %, `30d4h` from 30d3h.

use crate::time::{DAY, HOUR, MINUTE, Micros, SECOND, duration, instant};
use crate::value::{Decimal, Value};

/// The unit that a length of time is counted in: the largest of days, hours, minutes and seconds that gives two of them or more.
pub fn of_time(time: Micros) -> Micros {
    [DAY, HOUR, MINUTE, SECOND].into_iter().find(|unit| time % unit == 0 && time / unit >= 2).unwrap_or(if time >= 2 { 1 } else { SECOND })
}

/// The unit of a number as it is written.
pub fn of_number(written: &str) -> f64 {
    let (digits, scale) = parts(written);
    10_f64.powi(-digits) * scale
}

/// How many digits stand after the point, and what the whole is multiplied by.
fn parts(written: &str) -> (i32, f64) {
    let written = written.trim().trim_matches(['"', '\'']);
    let (number, scale) = written.strip_suffix('%').map_or((written, 1.0), |number| (number.trim_end(), 0.01));
    let digits = number.split_once('.').map_or(0, |(_, fraction)| fraction.bytes().filter(u8::is_ascii_digit).count());
    (i32::try_from(digits).unwrap_or(0).min(30), scale)
}

/// A literal one unit up, and one unit down. Nothing where it has no neighbours, as texts have not.
pub fn neighbours(value: &Value, written: &str) -> Option<(Option<Value>, Option<Value>)> {
    Some(match value {
        Value::Integer(number) => (number.checked_add(1).map(Value::Integer), number.checked_sub(1).map(Value::Integer)),
        Value::Number(number) => {
            let (digits, scale) = parts(written);
            // Through whole numbers of units, so that 0.3 and a tenth are 0.4 and not a hair beside it.
            let units = 10_f64.powi(digits) / scale;
            let step = |by: f64| Some(Value::number(((number * units).round() + by) / units)).filter(|value| !value.is_missing());
            (step(1.0), step(-1.0))
        }
        Value::Decimal(number) => {
            let (digits, scale) = parts(written);
            let unit = Decimal::exact(1, digits + if scale < 1.0 { 2 } else { 0 })?;
            (number.add(unit).map(Value::Decimal), number.sub(unit).map(Value::Decimal))
        }
        Value::Duration(time) => {
            let unit = written_unit(written).unwrap_or_else(|| of_time(*time));
            (time.checked_add(unit).map(Value::Duration), time.checked_sub(unit).map(Value::Duration))
        }
        Value::Date(day) => (day.checked_add(1).map(Value::Date), day.checked_sub(1).map(Value::Date)),
        Value::Timestamp(at) => {
            let valid = |at: &Micros| instant::is_valid(*at);
            (at.checked_add(SECOND).filter(valid).map(Value::Timestamp), at.checked_sub(SECOND).filter(valid).map(Value::Timestamp))
        }
        Value::Missing | Value::Boolean(_) | Value::Text(_) | Value::Set(_) => return None,
    })
}

/// The last unit that a duration is written with.
fn written_unit(written: &str) -> Option<Micros> {
    match written.trim_end_matches(['"', '\'']).chars().last()? {
        'w' => Some(7 * DAY),
        'd' => Some(DAY),
        'h' => Some(HOUR),
        'm' => Some(MINUTE),
        's' => Some(SECOND),
        _ => None,
    }
}

/// A neighbour as it would be written.
pub fn shown(value: &Value, written: &str) -> String {
    match value {
        Value::Number(number) if written.trim_end().ends_with('%') => {
            let (digits, scale) = parts(written);
            format!("{:.*}%", usize::try_from(digits).unwrap_or(0), number / scale)
        }
        Value::Duration(time) => duration::format(*time),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_a_unit_away() {
        let decimal = |text: &str| Value::Decimal(Decimal::parse(text).unwrap());
        let table = [
            (Value::Integer(200), "200", "201 199"),
            (Value::Number(45.0), "45", "46 44"),
            (Value::Number(0.3), "0.3", "0.4 0.2"),
            (Value::Number(0.18), "18%", "19% 17%"),
            (Value::Number(0.125), "12.5%", "12.6% 12.4%"),
            (decimal("10.50"), "10.50", "10.51 10.49"),
            (Value::Duration(30 * DAY), "30d", "31d 29d"),
            (Value::Duration(30 * DAY + 4 * HOUR), "30d4h", "30d5h 30d3h"),
        ];
        for (value, written, expected) in table {
            let (up, down) = neighbours(&value, written).unwrap();
            assert_eq!(format!("{} {}", shown(&up.unwrap(), written), shown(&down.unwrap(), written)), expected);
        }
        assert!(neighbours(&Value::text("a"), "\"a\"").is_none());
        let units: Vec<String> = [30 * DAY, DAY, 24 * HOUR, HOUR, 1, SECOND].map(|time| duration::format(of_time(time))).to_vec();
        assert_eq!(units, ["1d", "1h", "1h", "1m", "1s", "0.000001s"]);
    }
}
