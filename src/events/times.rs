//! Cells as instants, by the format that a source says (L2, L11). How texts are read is for `time::instant` to know.

use super::cell::Cell;
use crate::model::source::TimeFormat;
use crate::time::instant::{self, Epoch};
use crate::time::{Micros, Zone, date};

/// The instant of a cell written in `format`; without an offset it is in `zone`.
///
/// # Errors
/// In words, where the cell is not that.
pub fn instant(cell: &Cell<'_>, format: &TimeFormat, zone: &Zone) -> Result<Micros, String> {
    let found = match (cell, epoch(format)) {
        (Cell::Instant(time), _) => *time,
        (Cell::Local(local), _) => zone.to_instant(*local),
        (Cell::Date(day), _) if *format == TimeFormat::Date => midnight(*day, zone).unwrap_or(Micros::MAX),
        (Cell::Text(text) | Cell::Loose(text), _) => return of_text(text.trim_ascii(), format, zone),
        (Cell::Integer(value), Some(unit)) => return instant::from_epoch(*value, unit),
        (Cell::Number(digits), Some(unit)) => return instant::parse_epoch(digits, unit),
        (Cell::Float(value), Some(unit)) => return instant::parse_epoch(&value.to_string(), unit),
        (Cell::Decimal(value), Some(unit)) => return instant::parse_epoch(&value.to_string(), unit),
        (Cell::Number(_) | Cell::Integer(_) | Cell::Float(_) | Cell::Decimal(_), None) => {
            return Err(format!(
                "found {}, which is no time unless the source says `format: epoch_s`, `epoch_ms` or `epoch_us`",
                cell.describe()
            ));
        }
        (Cell::Date(_), _) => {
            return Err("a date alone is no instant; say `format: date` where the beginning of that day is meant".to_owned());
        }
        (Cell::Missing | Cell::Boolean(_) | Cell::Nested(_) | Cell::Duration(_) | Cell::Odd(_), _) => {
            return Err(format!("expected a time such as 2026-11-21T10:00:00Z, found {}", cell.describe()));
        }
    };
    if instant::is_valid(found) { Ok(found) } else { Err("the time lies outside the years 1 to 9999".to_owned()) }
}

/// The first instant of a day in the years that dates go to.
pub fn midnight(day: i32, zone: &Zone) -> Option<Micros> {
    (date::FIRST..=date::LAST).contains(&day).then(|| zone.midnight(day))
}

/// What the numbers of a format count.
fn epoch(format: &TimeFormat) -> Option<Epoch> {
    match format {
        TimeFormat::EpochSeconds => Some(Epoch::Seconds),
        TimeFormat::EpochMillis => Some(Epoch::Millis),
        TimeFormat::EpochMicros => Some(Epoch::Micros),
        TimeFormat::Rfc3339 | TimeFormat::Civil | TimeFormat::Date | TimeFormat::Pattern(_) => None,
    }
}

fn of_text(text: &str, format: &TimeFormat, zone: &Zone) -> Result<Micros, String> {
    match format {
        TimeFormat::Rfc3339 => instant::parse(text, zone),
        TimeFormat::Civil => instant::parse_civil(text, zone),
        TimeFormat::Date => instant::parse_date(text, zone),
        TimeFormat::EpochSeconds => instant::parse_epoch(text, Epoch::Seconds),
        TimeFormat::EpochMillis => instant::parse_epoch(text, Epoch::Millis),
        TimeFormat::EpochMicros => instant::parse_epoch(text, Epoch::Micros),
        TimeFormat::Pattern(pattern) => instant::parse_pattern(text, pattern, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    #[test]
    fn cells_as_instants() {
        let zone = Zone::parse("Europe/Warsaw").unwrap();
        let noon = |hour: i64| 20_778 * DAY + hour * 3_600_000_000;
        for (cell, format, means) in [
            (Cell::Text(" 2026-11-21T10:00:00Z ".into()), TimeFormat::Rfc3339, Ok("2026-11-21T10:00:00Z")),
            (Cell::Loose("2026-11-21 10:00".into()), TimeFormat::Rfc3339, Ok("2026-11-21T09:00:00Z")),
            (Cell::Instant(noon(12)), TimeFormat::Rfc3339, Ok("2026-11-21T12:00:00Z")),
            (Cell::Local(noon(12)), TimeFormat::Rfc3339, Ok("2026-11-21T11:00:00Z")),
            (Cell::Instant(i64::MAX), TimeFormat::Rfc3339, Err("the time lies outside the years 1 to 9999")),
            (Cell::Local(i64::MIN), TimeFormat::Rfc3339, Err("the time lies outside the years 1 to 9999")),
            (Cell::Date(20_778), TimeFormat::Date, Ok("2026-11-20T23:00:00Z")),
            (Cell::Date(i32::MAX), TimeFormat::Date, Err("the time lies outside the years 1 to 9999")),
            (
                Cell::Date(20_778),
                TimeFormat::Rfc3339,
                Err("a date alone is no instant; say `format: date` where the beginning of that day is meant"),
            ),
            (
                Cell::Number("1760000000".into()),
                TimeFormat::Rfc3339,
                Err("found the number `1760000000`, which is no time unless the source says `format: epoch_s`, `epoch_ms` or `epoch_us`"),
            ),
            (Cell::Number("1760000000.5".into()), TimeFormat::EpochSeconds, Ok("2025-10-09T08:53:20.500000Z")),
            (Cell::Text("1760000000".into()), TimeFormat::EpochSeconds, Ok("2025-10-09T08:53:20Z")),
            (Cell::Integer(1_760_000_000_000), TimeFormat::EpochMillis, Ok("2025-10-09T08:53:20Z")),
            (Cell::Float(1_760_000_000.25), TimeFormat::EpochSeconds, Ok("2025-10-09T08:53:20.250000Z")),
            (
                Cell::Float(f64::NAN),
                TimeFormat::EpochSeconds,
                Err("`NaN` is no instant: a number of seconds, milliseconds or microseconds since 1970 is expected"),
            ),
            (Cell::Loose("21.11.2026".into()), TimeFormat::Pattern("%d.%m.%Y".to_owned()), Ok("2026-11-20T23:00:00Z")),
            (Cell::Boolean(true), TimeFormat::Rfc3339, Err("expected a time such as 2026-11-21T10:00:00Z, found `true`")),
        ] {
            let found = instant(&cell, &format, &zone).map(instant::format);
            assert_eq!(found.as_deref().map_err(String::as_str), means, "{cell:?} as {format:?}");
        }
    }
}
