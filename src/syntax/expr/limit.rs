//! Limits of scoring rules (L5): `once`, `3`, `3 per 7d`, `once per event.form`, `3 per event.form`.

use super::form::Form;
use super::literal::{read_duration, read_integer, unit_in_words};
use super::parse::parse_excerpt;
use super::scan::Kind;
use super::{Expr, ExprKind};
use crate::diagnostics::Findings;
use crate::diagnostics::codes::LIMIT_MALFORMED;
use crate::span::Span;
use crate::syntax::yaml::Text;
use crate::time::Micros;

/// How often a rule gives its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// How many times, at least 1.
    pub times: u32,
    /// For each what; over all time without.
    pub per: Option<Per>,
}

/// What a limit is counted for.
#[derive(Clone, Debug, PartialEq)]
pub enum Per {
    /// A sliding window that ends at the event.
    Time(Micros, Span),
    /// Each value counted apart, missing too.
    Value(Expr),
}

const FORMS: &str = "write `once`, `3`, `3 per 7d` or `once per event.form`";

/// The limit that a text holds; nothing where it holds none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Limit> {
    let form = Form::read(text, &LIMIT_MALFORMED, "is no limit", findings)?;
    let words = form.words();
    let times = match words.first() {
        Some((Kind::Word, "once")) => Some(1),
        Some((Kind::Number, digits)) => read_integer(digits).and_then(|times| u32::try_from(times).ok()),
        _ => None,
    };
    let Some(times) = times else {
        findings.push(form.fault(&LIMIT_MALFORMED, form.whole(), format!("{} is no limit", form.shown()), FORMS));
        return None;
    };
    if times == 0 {
        findings.push(form.fault(
            &LIMIT_MALFORMED,
            form.range(0),
            "a limit of 0 never gives points",
            "write at least `1`, or take the rule out",
        ));
        return None;
    }
    match &words[1..] {
        [] => Some(Limit { times, per: None }),
        [(Kind::Word, "per"), (Kind::Duration, duration)] => match read_duration(duration) {
            Ok(micros) if micros > 0 => Some(Limit { times, per: Some(Per::Time(micros, form.text.at(form.range(2)))) }),
            _ => {
                findings.push(form.fault(
                    &LIMIT_MALFORMED,
                    form.range(2),
                    "the window of a limit is longer than nothing",
                    "write `3 per 7d`",
                ));
                None
            }
        },
        [(Kind::Word, "per"), (Kind::Word, word)] if unit_in_words(word).is_some() => {
            let help = format!("write `{} per 1{}`", words[0].1, unit_in_words(word).unwrap_or('d'));
            findings.push(form.fault(&LIMIT_MALFORMED, form.range(2), format!("`{word}` is no duration"), help));
            None
        }
        [(Kind::Word, "per"), _, ..] => {
            let expr = parse_excerpt(form.text.part(form.rest(2)), findings)?;
            if !matches!(expr.kind, ExprKind::Path(_) | ExprKind::Call(_) | ExprKind::Binary(..)) {
                findings.push(form.fault(
                    &LIMIT_MALFORMED,
                    form.rest(2),
                    "a limit counts for each value of a field",
                    "write `once per event.form`",
                ));
                return None;
            }
            Some(Limit { times, per: Some(Per::Value(expr)) })
        }
        _ => {
            findings.push(form.fault(&LIMIT_MALFORMED, form.rest(1), "a limit goes on with `per`", FORMS));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(limit: &Limit) -> String {
        match &limit.per {
            None => limit.times.to_string(),
            Some(Per::Time(micros, _)) => format!("{} in {micros}", limit.times),
            Some(Per::Value(expr)) => format!("{} for each {}", limit.times, super::super::print(expr)),
        }
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"once"#, r#"1"#),
            (r#"3"#, r#"3"#),
            (r#"1_000"#, r#"1000"#),
            (r#"3 per 7d"#, r#"3 in 604800000000"#),
            (r#"once per event.form"#, r#"1 for each event.form"#),
            (r#"2 per domain(email)"#, r#"2 for each domain(email)"#),
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
                r#"twice"#,
                r#""#,
                r#"0"#,
                r#"-1"#,
                r#"max 3"#,
                r#"3 per"#,
                r#"3 per day"#,
                r#"3 per 7 days"#,
                r#"3 times"#,
                r#"once per 5"#,
                r#"once a day"#,
                r#"1.5"#,
                r#"99999999999"#,
                r#"3 per 0s"#,
                r#"once per event.form and"#,
                r#"3 / 7d"#,
                r#"3 per "x""#,
            ]
            .join("\n"),
            parse
        ));
    }
}
