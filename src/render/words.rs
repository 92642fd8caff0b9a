//! How numbers read: counts, shares, durations, and what is said where there is nothing.

/// Colours, or none where they are not wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// ANSI escapes.
    Colour,
    /// Plain text.
    Plain,
}

impl Paint {
    /// What a reader should see first.
    pub fn bold(self, text: &str) -> String {
        self.style("1", text)
    }
    /// What a reader may skip.
    pub fn dim(self, text: &str) -> String {
        self.style("2", text)
    }
    /// What calls for a look.
    pub fn warn(self, text: &str) -> String {
        self.style("33", text)
    }
    /// What went wrong.
    pub fn fault(self, text: &str) -> String {
        self.style("1;31", text)
    }
    /// What went well.
    pub fn good(self, text: &str) -> String {
        self.style("32", text)
    }
    /// What carries the picture.
    pub fn bar(self, text: &str) -> String {
        self.style("36", text)
    }
    fn style(self, code: &str, text: &str) -> String {
        match self {
            Self::Colour if !text.trim().is_empty() => format!("\x1b[{code}m{text}\x1b[0m"),
            Self::Colour | Self::Plain => text.to_owned(),
        }
    }
}

/// What is said where a number cannot be known.
pub(super) const NO_DATA: &str = "no data";

/// What is said of a stay that nobody has ended, where it is meant to last.
pub(super) const STAYS: &str = "–";

/// `1234567` as `1,234,567`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 row`, `2 rows`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// `1 company`, `2 companies`: of a word that the definition gives.
pub(super) fn plural(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{} {}", count(number), nouns(noun)) }
}

/// `companies`: several of a word that the definition gives.
pub(super) fn nouns(noun: &str) -> String {
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        None => format!("{noun}s"),
    }
}

/// A share as `12.3 %`.
pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| NO_DATA.to_owned(), |share| plain_zero(format!("{:.1} %", share * 100.0)))
}

/// A number as it is written, without its sign where all its digits are 0: what was rounded away is no more and no less.
pub(super) fn plain_zero(number: String) -> String {
    let is_nothing = number.chars().all(|c| !c.is_ascii_digit() || c == '0');
    match number.strip_prefix(['-', '+']) {
        Some(digits) if is_nothing => digits.to_owned(),
        Some(_) | None => number,
    }
}

/// Seconds as the two largest units that say something: `3d 4h`, `12m 5s`, `0.25s`.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, and a cast saturates")]
pub(super) fn duration(seconds: Option<f64>) -> String {
    let Some(seconds) = seconds else { return NO_DATA.to_owned() };
    let sign = if seconds < 0.0 { "-" } else { "" };
    let seconds = seconds.abs();
    if seconds < 60.0 {
        let text = format!("{seconds:.2}");
        return plain_zero(format!("{sign}{}s", text.trim_end_matches('0').trim_end_matches('.')));
    }
    let units = [(86_400_u64, "d", 3_600_u64, "h"), (3_600, "h", 60, "m"), (60, "m", 1, "s")];
    let (large, large_name, small, small_name) = units.into_iter().find(|unit| seconds >= unit.0 as f64).unwrap_or(units[2]);
    let whole = (seconds / small as f64).round() as u64 * small;
    let (big, rest) = (whole / large, whole % large / small);
    if rest == 0 { format!("{sign}{}{large_name}", count(big)) } else { format!("{sign}{}{large_name} {rest}{small_name}", count(big)) }
}

/// A stay in a stage: of one that `ends` the story nobody expects an end.
pub(super) fn stay(seconds: Option<f64>, ends: bool) -> String {
    if seconds.is_none() && ends { STAYS.to_owned() } else { duration(seconds) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_in_two_units() {
        let table = [
            (0.0, "0s"),
            (0.25, "0.25s"),
            (59.0, "59s"),
            (60.0, "1m"),
            (725.0, "12m 5s"),
            (3_600.0, "1h"),
            (3_659.9, "1h 1m"),
            (86_399.0, "24h"),
            (86_400.0, "1d"),
            (273_600.0, "3d 4h"),
            (86_400_000.0, "1,000d"),
        ];
        for (seconds, text) in table {
            assert_eq!(duration(Some(seconds)), text, "{seconds}");
        }
        assert_eq!([duration(Some(-0.001)), duration(Some(-1.5)), duration(Some(-90_000.0))], ["0s", "-1.5s", "-1d 1h"]);
        assert_eq!(duration(None), "no data");
        assert_eq!([stay(None, false), stay(None, true), stay(Some(60.0), true)], ["no data", "–", "1m"]);
    }

    #[test]
    fn counts_and_shares_read() {
        assert_eq!([count(0), count(999), count(1_000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([share(Some(0.1234)), share(Some(1.0)), share(None)], ["12.3 %", "100.0 %", "no data"]);
        assert_eq!([share(Some(-0.0)), share(Some(-0.0004)), share(Some(-0.0006))], ["0.0 %", "0.0 %", "-0.1 %"]);
        assert_eq!(["-0.0 pt", "+0 %", "-0.1", "+10", "0"].map(|text| plain_zero(text.to_owned())), ["0.0 pt", "0 %", "-0.1", "+10", "0"]);
        assert_eq!([counted(1, "row"), counted(2_000, "row")], ["1 row", "2,000 rows"]);
        assert_eq!([plural(1, "company"), plural(2, "company"), plural(2, "key")], ["1 company", "2 companies", "2 keys"]);
        assert_eq!([plural(0, "lead"), plural(2, "business"), plural(2, "match")], ["0 leads", "2 businesses", "2 matches"]);
    }
}
