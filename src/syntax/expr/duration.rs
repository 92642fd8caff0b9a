//! A duration alone: `30d4h`.

use super::form::Form;
use super::literal::read_duration;
use super::scan::Kind;
use crate::diagnostics::Findings;
use crate::diagnostics::codes::DURATION_MALFORMED;
use crate::syntax::yaml::Text;
use crate::time::Micros;

/// The duration that a text holds, not negative; nothing where it holds none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Micros> {
    let form = Form::read(text, &DURATION_MALFORMED, "is no duration", findings)?;
    let help = match form.words()[..] {
        [(Kind::Duration, written)] => match read_duration(written) {
            Ok(micros) => return Some(micros),
            Err(_) => String::new(),
        },
        ref parts if parts.len() > 1 && parts.iter().all(|(kind, _)| *kind == Kind::Duration) => {
            format!("write it without blanks: `{}`", parts.iter().map(|(_, part)| *part).collect::<String>())
        }
        [(Kind::Number, number)] => format!("write a unit after it, one of `s m h d w`: `{number}d`"),
        [(Kind::Operator, "-"), ..] => "a duration is not negative here".to_owned(),
        _ => "write a number and a unit, one of `s m h d w`: `30d`".to_owned(),
    };
    findings.push(form.fault(&DURATION_MALFORMED, form.whole(), format!("{} is no duration", form.shown()), help));
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as the other parsers have it")]
    fn shown(micros: &Micros) -> String {
        micros.to_string()
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"30s"#, r#"30000000"#),
            (r#" 1w "#, r#"604800000000"#),
            (r#"30d4h"#, r#"2606400000000"#),
            (r#"0s"#, r#"0"#),
            (r#"0.5s"#, r#"500000"#),
        ] {
            let mut findings = Findings::default();
            let read = parse(&plain(text), &mut findings).unwrap_or_else(|| panic!("{text}: {:?}", findings.sorted()));
            assert_eq!(shown(&read), expected, "{text}");
        }
    }

    #[test]
    fn faults() {
        insta::assert_snapshot!(drawn(
            &[r#""#, r#"30"#, r#"30 days"#, r#"-2h"#, r#"7d 2h"#, r#"a week"#, r#"P7D"#, r#"1.5h"#, r#"next monday"#,].join("\n"),
            parse
        ));
    }
}
