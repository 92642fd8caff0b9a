//! What a text that is no period may have meant: `Q4 2026`, `FY26-Q4`, `last quarter`, `2026-01-01 - 2026-03-31`.

use super::Period;

/// The period that a text may mean, as it is written; nothing where that cannot be told.
pub(super) fn meant(text: &str) -> Option<String> {
    let small = text.trim().to_lowercase();
    let previous = small.strip_prefix("last ").map(|unit| format!("previous {unit}"));
    let range = || {
        let ends = [" - ", " – ", " to ", " until ", "...", ".."].into_iter().find_map(|between| small.split_once(between))?;
        let day = |end: &str| one(end).or_else(|| Some(end.trim().to_owned()));
        Some(format!("{}..{}", day(ends.0)?, day(ends.1)?))
    };
    [previous, range(), one(&small)].into_iter().flatten().find(|guess| guess != text && Period::parse(guess).is_ok())
}

/// A single unit: its year, and what of it, in whatever order.
fn one(text: &str) -> Option<String> {
    let (mut year, mut fiscal, mut unit, mut numbers) = (None, false, None, Vec::new());
    for (letters, digits) in parts(text)? {
        match (letters.as_str(), digits.len()) {
            ("fy", 2) => (fiscal, year) = (true, Some(format!("20{digits}"))),
            ("fy", 0) => fiscal = true,
            ("", 4) if year.is_none() => year = Some(digits),
            ("fy", 4) if year.is_none() => (fiscal, year) = (true, Some(digits)),
            ("q" | "quarter", 1) => unit = Some(format!("Q{digits}")),
            ("w" | "kw" | "week", 1 | 2) => unit = Some(format!("W{digits:0>2}")),
            ("", 1 | 2) => numbers.push((year.is_some(), format!("{digits:0>2}"))),
            _ => return None,
        }
    }
    let year = format!("{}{}", if fiscal { "FY" } else { "" }, year?);
    Some(match (unit, &numbers[..]) {
        (Some(unit), []) => format!("{year}-{unit}"),
        (None, []) => year,
        (None, [(_, month)]) => format!("{year}-{month}"),
        (None, [(true, month), (true, day)] | [(false, day), (false, month)]) if !text.contains('/') => {
            format!("{year}-{month}-{day}")
        }
        _ => return None,
    })
}

/// Letters with the digits after them: `2026q4` is nothing with 2026, then `q` with 4.
fn parts(text: &str) -> Option<Vec<(String, String)>> {
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let begins = !before.is_alphanumeric() || (c.is_alphabetic() && before.is_ascii_digit());
        match parts.last_mut() {
            _ if !c.is_alphanumeric() => {}
            Some((_, digits)) if !begins && c.is_ascii_digit() => digits.push(c),
            Some((letters, _)) if !begins => letters.push(c),
            // `FY 2026` and `week 47` are written apart.
            Some((letters, digits)) if c.is_ascii_digit() && !letters.is_empty() && digits.is_empty() => digits.push(c),
            _ if c.is_ascii_digit() => parts.push((String::new(), c.to_string())),
            _ => parts.push((c.to_string(), String::new())),
        }
        before = c;
    }
    (parts.len() <= 4).then_some(parts)
}
