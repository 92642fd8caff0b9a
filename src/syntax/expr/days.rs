//! Days of the week: `monday`, `monday..friday`; a range may go over the end of the week.

use super::form::Form;
use super::scan::Kind;
use crate::diagnostics::codes::DAYS_MALFORMED;
use crate::diagnostics::{Findings, suggest};
use crate::syntax::yaml::Text;
use crate::time::date::Weekday;

/// The days that a text names, in order; nothing where it names none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Vec<Weekday>> {
    let form = Form::read(text, &DAYS_MALFORMED, "names no days", findings)?;
    match form.words()[..] {
        [(Kind::Word, _)] => day(&form, 0, findings).map(|day| vec![day]),
        [(Kind::Word, _), (Kind::Range, _), (Kind::Word, _)] => {
            let (first, last) = (day(&form, 0, findings), day(&form, 2, findings));
            Some(first?.through(last?).collect())
        }
        [(Kind::Word, first), (_, "-" | "to"), (Kind::Word, last)] => {
            let help = match (named(first), named(last)) {
                (Some(first), Some(last)) => format!("write `{first}..{last}`"),
                _ => "write `monday..friday`".to_owned(),
            };
            findings.push(form.fault(&DAYS_MALFORMED, form.whole(), format!("{} is no range of days", form.shown()), help));
            None
        }
        _ => {
            findings.push(form.fault(
                &DAYS_MALFORMED,
                form.whole(),
                format!("{} names no days", form.shown()),
                "write `monday` or `monday..friday`",
            ));
            None
        }
    }
}

fn day(form: &Form<'_>, at: usize, findings: &mut Findings) -> Option<Weekday> {
    let word = form.text.get(form.range(at));
    let day = Weekday::by_name(word);
    if day.is_none() {
        let help = named(word).map_or("write `monday` or `monday..friday`".to_owned(), |day| format!("write `{day}`"));
        findings.push(form.fault(&DAYS_MALFORMED, form.range(at), format!("`{word}` is no day of the week"), help));
    }
    day
}

/// The day that a word was most likely meant to be: `Mon`, `FRIDAY`, `wendesday`.
fn named(word: &str) -> Option<Weekday> {
    let lower = word.to_lowercase();
    let names = Weekday::ALL.map(Weekday::name);
    let mut begun = Weekday::ALL.into_iter().filter(|day| lower.len() >= 2 && day.name().starts_with(&lower));
    match (begun.next(), begun.next()) {
        (Some(day), None) => Some(day),
        _ => suggest::closest(word, names).and_then(Weekday::by_name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(days: &[Weekday]) -> String {
        days.iter().map(|day| day.name()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"monday"#, r#"monday"#),
            (r#"monday..friday"#, r#"monday tuesday wednesday thursday friday"#),
            (r#"sunday .. tuesday"#, r#"sunday monday tuesday"#),
            (r#"friday..friday"#, r#"friday"#),
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
                r#"Mon"#,
                r#"mon-fri"#,
                r#"monday-friday"#,
                r#"monday to friday"#,
                r#"monday.."#,
                r#"monday..firday"#,
                r#"weekdays"#,
                r#"monday, tuesday"#,
                r#"1..5"#,
                r#"Monday..Friday"#,
            ]
            .join("\n"),
            parse
        ));
    }
}
