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
    let form = Form::read(text, findings)?;
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
    let (wanted, forms): (&[&str], String) = match words.first().copied().unwrap_or_default() {
        "every" => (
            &["every", "path", "from|to", "", "to|passes", "", "passes", ""],
            format!("write `{PASSES}` or `every path from STAGE to STAGE passes STAGE`"),
        ),
        "no" => (&["no", "path", "from", "", "to", ""], format!("write `{NO_PATH}`")),
        _ if words.contains(&"is") => (&["", "is", "reached", "only", "after", "event", ""], format!("write `{ONLY_AFTER}`")),
        _ => (&[], format!("write `{PASSES}`, `{NO_PATH}` or `{ONLY_AFTER}`")),
    };
    // The first word that is not the sentence's; all of it where it is none of the sentences.
    let fits = |wanted: &str, word: &str| wanted.is_empty() || wanted.split('|').any(|wanted| wanted == word);
    let at =
        wanted.iter().zip(words.iter().chain(std::iter::repeat(&""))).position(|(wanted, word)| word.is_empty() || !fits(wanted, word));
    let (range, message) = match at {
        Some(at) if at < words.len() => (form.range(at), format!("`{}` does not belong in an invariant here", words[at])),
        Some(_) => (form.whole(), "the invariant is not finished".to_owned()),
        None if wanted.is_empty() => (form.whole(), format!("{} is no invariant", form.shown())),
        None => (form.whole(), "the invariant cannot be read".to_owned()),
    };
    findings.push(form.fault(&INVARIANT_MALFORMED, range, message, forms));
    None
}
