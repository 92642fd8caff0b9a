//! Levels and targets of key results (L8): `400`, `12%`, `24h`, `+25%`, `baseline(previous quarter)`.

use super::form::{Form, is_level};
use super::parse::parse_excerpt;
use super::scan::Kind;
use super::{Argument, Call, Expr, ExprKind, Name};
use crate::diagnostics::Findings;
use crate::diagnostics::codes::LEVEL_MALFORMED;
use crate::span::Span;
use crate::syntax::yaml::Text;

/// A level or a target as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Level {
    /// A number, a percentage or a duration, perhaps negated.
    Value(Expr),
    /// `+25%`, `-10%`: relative to `from` where it is a target. A percentage, negated where it goes down.
    Relative(Expr),
    /// `baseline(PERIOD)` of the key result's own metric, `baseline(METRIC, PERIOD)` of another.
    Baseline {
        /// The other metric.
        metric: Option<Expr>,
        /// The period, as written.
        period: Name,
        /// The bytes of the whole.
        span: Span,
    },
}

const FORMS: &str = "write a number, a percentage, `+25%`, or `baseline(previous quarter)`";

/// The level that a text holds; nothing where it holds none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Level> {
    let form = Form::read(text, &LEVEL_MALFORMED, "is no level", findings)?;
    match form.words().first() {
        Some((Kind::Operator, "+")) => return rise(&form, findings),
        Some((Kind::Word, "baseline")) => {}
        Some((Kind::Word, _)) | None => {
            findings.push(form.fault(&LEVEL_MALFORMED, form.whole(), format!("{} is no level", form.shown()), FORMS));
            return None;
        }
        Some(_) => {}
    }
    let expr = parse_excerpt(form.text, findings)?;
    match expr.kind {
        ExprKind::Negate(ref value) if matches!(value.kind, ExprKind::Fraction { percent: true, .. }) => Some(Level::Relative(expr)),
        _ if is_level(&expr) => Some(Level::Value(expr)),
        ExprKind::Call(Call { ref name, ref arguments, filter: None, last: None, within: None }) if name.text == "baseline" => {
            match &arguments[..] {
                [Argument::Period(period)] => Some(Level::Baseline { metric: None, period: period.clone(), span: expr.span }),
                [Argument::Value(metric), Argument::Period(period)] => {
                    Some(Level::Baseline { metric: Some(metric.clone()), period: period.clone(), span: expr.span })
                }
                _ => {
                    findings.push(form.fault(
                        &LEVEL_MALFORMED,
                        form.whole(),
                        "a baseline names a period",
                        "write `baseline(previous quarter)`",
                    ));
                    None
                }
            }
        }
        _ => {
            findings.push(form.fault(&LEVEL_MALFORMED, form.whole(), format!("{} is no level", form.shown()), FORMS));
            None
        }
    }
}

/// `+25%`.
fn rise(form: &Form<'_>, findings: &mut Findings) -> Option<Level> {
    if let [_, (Kind::Number, number)] = form.words()[..] {
        if number.ends_with('%') {
            return parse_excerpt(form.text.part(form.rest(1)), findings)
                .map(|share| Level::Relative(Expr { span: form.text.at(form.whole()), ..share }));
        }
        let help = format!("write `+{number}%` for a share of `from`, or the level itself without a sign");
        findings.push(form.fault(&LEVEL_MALFORMED, form.whole(), format!("{} is no level: a change is a percentage", form.shown()), help));
        return None;
    }
    findings.push(form.fault(&LEVEL_MALFORMED, form.whole(), format!("{} is no level", form.shown()), FORMS));
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(level: &Level) -> String {
        let print = super::super::print;
        match level {
            Level::Value(value) => print(value),
            Level::Relative(change) => format!("relative {}", print(change)),
            Level::Baseline { metric: None, period, .. } => format!("baseline {}", period.text),
            Level::Baseline { metric: Some(metric), period, .. } => format!("baseline of {} {}", print(metric), period.text),
        }
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"400"#, r#"400"#),
            (r#"12%"#, r#"12%"#),
            (r#"1_000.5"#, r#"1000.5"#),
            (r#"-5"#, r#"-5"#),
            (r#"24h"#, r#"1d"#),
            (r#"+25%"#, r#"relative 25%"#),
            (r#"-10%"#, r#"relative -10%"#),
            (r#"+ 12.5%"#, r#"relative 12.5%"#),
            (r#"baseline(previous quarter)"#, r#"baseline previous quarter"#),
            (r#"baseline(sal_volume, FY2026-Q4)"#, r#"baseline of sal_volume FY2026-Q4"#),
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
                r#"about 400"#,
                r#"+25"#,
                r#"400 + 5"#,
                r#"baseline()"#,
                r#"baseline(previous quarter"#,
                r#"baseline(x where y)"#,
                r#"sal_volume"#,
                r#"+"#,
                r#"+x%"#,
                r#""400""#,
                r#"++5%"#,
            ]
            .join("\n"),
            parse
        ));
    }
}
