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
    let form = Form::read(text, findings)?;
    let help = match form.words()[..] {
        [(Kind::Duration, written)] => match read_duration(written) {
            Ok(micros) => return Some(micros),
            Err(_) => String::new(),
        },
        [(Kind::Number, number)] => format!("write a unit after it, one of `s m h d w`: `{number}d`"),
        [(Kind::Operator, "-"), ..] => "a duration is not negative here".to_owned(),
        _ => "write a number and a unit, one of `s m h d w`: `30d`".to_owned(),
    };
    findings.push(form.fault(&DURATION_MALFORMED, form.whole(), format!("{} is no duration", form.shown()), help));
    None
}
