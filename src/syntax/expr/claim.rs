//! Invariants as sentences over the stage graph (L1): what must hold of every way through the funnel.

use super::Name;
use super::form::Form;
use super::scan::Kind;
use crate::diagnostics::Findings;
use crate::diagnostics::codes::INVARIANT_MALFORMED;
use crate::syntax::yaml::Text;

/// An invariant as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// `every path [from A] to B passes C`
    Passes {
        /// Where paths begin; where subjects start, without.
        from: Option<Name>,
        /// Where they end.
        to: Name,
        /// What they pass.
        by: Name,
    },
    /// `no path from A to B`
    NoPath {
        /// Where no path begins.
        from: Name,
        /// Where none ends.
        to: Name,
    },
    /// `B is reached only after event E`
    OnlyAfter {
        /// The stage.
        stage: Name,
        /// The event.
        event: Name,
    },
}

const PASSES: &str = "every path to STAGE passes STAGE";
const NO_PATH: &str = "no path from STAGE to STAGE";
const ONLY_AFTER: &str = "STAGE is reached only after event EVENT";

/// The claim that a text makes; nothing where it makes none, and then a finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Claim> {
    let form = Form::read(text, &INVARIANT_MALFORMED, "is no invariant", findings)?;
    let all = form.words();
    let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
    let name = |at: usize| form.name(at);
    if all.iter().all(|(kind, _)| *kind == Kind::Word) {
        match words[..] {
            ["every", "path", "from", _, "to", _, "passes", _] => {
                return Some(Claim::Passes { from: Some(name(3)), to: name(5), by: name(7) });
            }
            ["every", "path", "to", _, "passes", _] => return Some(Claim::Passes { from: None, to: name(3), by: name(5) }),
            ["no", "path", "from", _, "to", _] => return Some(Claim::NoPath { from: name(3), to: name(5) }),
            [_, "is", "reached", "only", "after", "event", _] => return Some(Claim::OnlyAfter { stage: name(0), event: name(6) }),
            _ => {}
        }
    }
    let from = words.get(2) == Some(&"from");
    let (wanted, help): (&[&str], String) = match words.first().copied().unwrap_or_default() {
        "every" if from => {
            (&["every", "path", "from", "", "to", "", "passes", ""], "write `every path from STAGE to STAGE passes STAGE`".to_owned())
        }
        "every" => (&["every", "path", "to", "", "passes", ""], format!("write `{PASSES}`")),
        "no" => (&["no", "path", "from", "", "to", ""], format!("write `{NO_PATH}`")),
        _ if words.contains(&"is") => (&["", "is", "reached", "only", "after", "event", ""], format!("write `{ONLY_AFTER}`")),
        _ => (&[], format!("write `{PASSES}`, `{NO_PATH}` or `{ONLY_AFTER}`")),
    };
    // The first word that is not the sentence's.
    let fits = |(at, (kind, word)): (usize, &(Kind, &str))| {
        *kind == Kind::Word && wanted.get(at).is_some_and(|wanted| wanted.is_empty() || wanted == word)
    };
    let wrong = (0..all.len()).find(|at| !fits((*at, &all[*at])));
    let (range, message) = match wrong {
        _ if wanted.is_empty() => (form.whole(), format!("{} is no invariant", form.shown())),
        Some(at) => (form.range(at), format!("`{}` does not belong in an invariant here", words[at])),
        None => (form.whole(), "the invariant is not finished".to_owned()),
    };
    findings.push(form.fault(&INVARIANT_MALFORMED, range, message, help));
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(claim: &Claim) -> String {
        match claim {
            Claim::Passes { from, to, by } => {
                format!("{} to {} by {}", from.as_ref().map_or("-", |from| from.text.as_str()), to.text, by.text)
            }
            Claim::NoPath { from, to } => format!("no {} to {}", from.text, to.text),
            Claim::OnlyAfter { stage, event } => format!("{} after {}", stage.text, event.text),
        }
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"every path to won passes opportunity"#, r#"- to won by opportunity"#),
            (r#"every path from mql to won passes sal"#, r#"mql to won by sal"#),
            (r#"no path from closed_lost to won"#, r#"no closed_lost to won"#),
            (r#"won is reached only after event contract_signed"#, r#"won after contract_signed"#),
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
                r#"every path to won"#,
                r#"every path to won goes through sal"#,
                r#"every path won passes sal"#,
                r#"no path closed_lost to won"#,
                r#"no path from a to"#,
                r#"closed_lost never goes to won"#,
                r#"won is reached after event x"#,
                r#"won is reached only after x"#,
                r#"every path from a to b passes c and d"#,
                r#"no path from "a" to b"#,
                r#"no path from a -> b"#,
            ]
            .join("\n"),
            parse
        ));
    }
}
