//! Ranges of scores and their bands: `0..100`, `0..`, `..50`, `-10..10`.

use super::form::Form;
use super::scan::Kind;
use crate::diagnostics::Findings;
use crate::diagnostics::codes::RANGE_MALFORMED;
use crate::span::Span;
use crate::syntax::yaml::Text;

/// From a number to another; an end left out is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: Option<Bound>,
    /// The upper end; above the lower one.
    pub high: Option<Bound>,
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The number, finite.
    pub value: f64,
    /// Its bytes.
    pub span: Span,
}

/// The range that a text holds; nothing where it holds none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Range> {
    let form = Form::read(text, &RANGE_MALFORMED, "is no range", findings)?;
    let words = form.words();
    let Some(points) = words.iter().position(|(kind, _)| *kind == Kind::Range) else {
        let help = match words[..] {
            [(Kind::Number, low), (_, "-" | "to"), (Kind::Number, high)] => format!("write `{low}..{high}`"),
            [(Kind::Number, number)] => format!("write `{number}..` for at least, `..{number}` for at most"),
            _ => "write `0..100`, `0..` or `..100`".to_owned(),
        };
        findings.push(form.fault(&RANGE_MALFORMED, form.whole(), format!("{} is no range", form.shown()), help));
        return None;
    };
    let (low, high) = (bound(&form, 0, points, findings)?, bound(&form, points + 1, words.len(), findings)?);
    let empty = match (&low, &high) {
        (None, None) => Some("a range has at least one end"),
        (Some(low), Some(high)) if low.value > high.value => Some("the lower end of the range is above the upper one"),
        (Some(low), Some(high)) if low.value >= high.value => Some("the range has its two ends in one"),
        _ => None,
    };
    if let Some(message) = empty {
        findings.push(form.fault(&RANGE_MALFORMED, form.whole(), message, "write the lower end first: `0..100`"));
        return None;
    }
    Some(Range { low, high })
}

/// The number between two tokens: none where there is nothing; no answer where it is no number (the finding is made).
#[allow(clippy::option_option, reason = "open and wrong are two things")]
fn bound(form: &Form<'_>, from: usize, to: usize, findings: &mut Findings) -> Option<Option<Bound>> {
    let words = form.words();
    let (sign, digits, first) = match words.get(from..to)? {
        [] => return Some(None),
        [(Kind::Number, digits)] => (1.0, *digits, from),
        [(Kind::Operator, "-"), (Kind::Number, digits)] => (-1.0, *digits, from),
        _ => (1.0, "", from),
    };
    let bytes = form.range(first).start..form.range(to - 1).end;
    let span = form.text.at(bytes.clone());
    match digits.replace('_', "").parse::<f64>() {
        // `-0` is 0.
        Ok(value) if value.is_finite() => Some(Some(Bound { value: if value == 0.0 { 0.0 } else { sign * value }, span })),
        _ => {
            let shown = super::scan::quoted(form.text.get(bytes.clone()));
            findings.push(form.fault(&RANGE_MALFORMED, bytes, format!("{shown} is no end of a range"), "write a number: `0..100`"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(range: &Range) -> String {
        let end = |end: Option<Bound>| end.map_or("-".to_owned(), |end| end.value.to_string());
        format!("{} {}", end(range.low), end(range.high))
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"0..100"#, r#"0 100"#),
            (r#"0.."#, r#"0 -"#),
            (r#"..100"#, r#"- 100"#),
            (r#"-10..10"#, r#"-10 10"#),
            (r#" 0 .. 1_000.5 "#, r#"0 1000.5"#),
            (r#"-10..-5.5"#, r#"-10 -5.5"#),
            (r#"-0..1"#, r#"0 1"#),
        ] {
            let mut findings = Findings::default();
            let read = parse(&plain(text), &mut findings).unwrap_or_else(|| panic!("{text}: {:?}", findings.sorted()));
            assert_eq!(shown(&read), expected, "{text}");
        }
    }

    #[test]
    fn faults() {
        insta::assert_snapshot!(drawn(
            &[
                r#""#,
                r#".."#,
                r#"0-100"#,
                r#"80"#,
                r#"0...100"#,
                r#"100..0"#,
                r#"5..5"#,
                r#"a..b"#,
                r#"0..100%"#,
                r#"0..1..2"#,
                r#"1 2..3"#,
                r#"0 to 100"#,
                r#"0..=5"#,
                r#"..-"#,
                r#"0..7d"#,
            ]
            .join("\n"),
            parse
        ));
    }
}
