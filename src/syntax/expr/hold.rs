//! The level that a key result keeps (L8): `>= 7.5`, `<= 3%`, `<= 24h`.

use super::Expr;
use super::form::{Form, is_level};
use super::parse::parse_excerpt;
use super::scan::Kind;
use crate::diagnostics::Findings;
use crate::diagnostics::codes::HOLD_MALFORMED;
use crate::syntax::yaml::Text;

/// A level to keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// At least the level (`>=`), or at most (`<=`).
    pub at_least: bool,
    /// A number, a percentage or a duration, perhaps negated.
    pub level: Expr,
}

/// The level to keep that a text holds; nothing where it holds none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Hold> {
    let form = Form::read(text, &HOLD_MALFORMED, "is no level to keep", findings)?;
    let at_least = match form.words().first() {
        Some((Kind::Operator, ">=")) => true,
        Some((Kind::Operator, "<=")) => false,
        first => {
            let help = match first {
                Some((Kind::Operator, ">")) => "write `>=`: a level is kept with its edge",
                Some((Kind::Operator, "<")) => "write `<=`: a level is kept with its edge",
                _ => "write `>= 7.5` or `<= 3%`",
            };
            findings.push(form.fault(&HOLD_MALFORMED, form.whole(), format!("{} is no level to keep", form.shown()), help));
            return None;
        }
    };
    if form.tokens.len() == 1 {
        findings.push(form.fault(&HOLD_MALFORMED, form.whole(), "the level to keep is missing", "write `>= 7.5` or `<= 3%`"));
        return None;
    }
    let level = parse_excerpt(form.text.part(form.rest(1)), findings)?;
    if !is_level(&level) {
        findings.push(form.fault(
            &HOLD_MALFORMED,
            form.rest(1),
            "a level to keep is a number, a percentage or a duration",
            "write `>= 7.5` or `<= 3%`",
        ));
        return None;
    }
    Some(Hold { at_least, level })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(hold: &Hold) -> String {
        format!("{} {}", hold.at_least, super::super::print(&hold.level))
    }

    #[test]
    fn reads() {
        for (text, expected) in
            [(r#">= 7.5"#, r#"true 7.5"#), (r#"<= 3%"#, r#"false 3%"#), (r#"<=24h"#, r#"false 1d"#), (r#">= -5"#, r#"true -5"#)]
        {
            let mut findings = Findings::default();
            let read = parse(&plain(text), &mut findings).unwrap_or_else(|| panic!("{text}: {:?}", findings.sorted()));
            assert_eq!(shown(&read), expected, "{text}");
        }
    }

    #[test]
    fn faults() {
        insta::assert_snapshot!(drawn(
            &[r#""#, r#"7.5"#, r#"> 7.5"#, r#"< 3%"#, r#"= 5"#, r#">="#, r#">= x"#, r#">= 5 + 5"#, r#"at least 5"#, r#">= 5 and <= 7"#,]
                .join("\n"),
            parse
        ));
    }
}
