//! The one layout of a definition, and of its tests: sections in the order of the language, two spaces a level, what is short on one line, the
//! values of a table of named things below each other, quotes where they are needed, expressions as their grammar prints them.
//! Comments, anchors, aliases and block scalars stay.
//!
//! Invariant: what is written means what was read. Every result is read again and compared before it is given out.

use super::document;
use super::expr;
use super::suite;
use super::yaml::concrete::{self, Layout};
use super::yaml::{self, Kind, Node, Text};
use crate::diagnostics::Findings;
use crate::span::FileId;

mod comments;
mod place;
mod print;
pub mod scalar;

use place::Language;

pub use print::WIDTH;

/// Why a file is left as it is.
#[derive(Debug)]
pub enum Unformatted {
    /// It has faults, which are among the findings now.
    Faulty,
    /// What came out does not mean what went in: a fault of this program.
    Changed,
}

/// The file in its one layout.
///
/// # Errors
/// Where it has faults as YAML, as a definition, as a file of tests or in an expression; then it has no layout.
pub fn format(file: FileId, text: &str, findings: &mut Findings) -> Result<String, Unformatted> {
    let before = findings.len();
    let (language, read) = match suite::is_suite(text) {
        true => (&place::TESTS, suite::read(file, text, findings).is_some()),
        false => (&place::DEFINITION, document::read(file, text, findings).is_some()),
    };
    let Some(layout) = concrete::layout(file, text).filter(|_| read && findings.len() == before) else {
        return Err(Unformatted::Faulty);
    };
    let (written, faults) = print::Printer::new(language, text, &layout.comments).file(&layout);
    if !faults.is_empty() {
        findings.extend(faults.sorted());
        return Err(Unformatted::Faulty);
    }
    if same(language, file, text, &layout, &written) { Ok(written) } else { Err(Unformatted::Changed) }
}

/// Whether two files read alike but for the order of sections and the layout of expressions, and have the same comments.
fn same(language: &Language, file: FileId, old: &str, layout: &Layout, new: &str) -> bool {
    let mut findings = Findings::default();
    let (old, new) = (yaml::parse(file, old, &mut findings), yaml::parse(file, new, &mut findings));
    let words = |comments: &[yaml::Comment]| {
        let mut words: Vec<String> = comments.iter().map(|comment| comment.text.trim_end().to_owned()).collect();
        words.sort();
        words
    };
    let alike = match (&old.root, &new.root) {
        (Some(old), Some(new)) => alike(language, &mut Vec::new(), old, new),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    alike && findings.is_empty() && words(&layout.comments) == words(&new.comments)
}

fn alike(language: &Language, path: &mut Vec<String>, old: &Node, new: &Node) -> bool {
    match (&old.kind, &new.kind) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Scalar { text: old, .. }, Kind::Scalar { text: new, .. }) => {
            old.value == new.value || alike_expressions(language, path, old, new)
        }
        (Kind::List { items: old, .. }, Kind::List { items: new, .. }) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| alike(language, path, old, new))
        }
        (Kind::Map { entries: old, .. }, Kind::Map { entries: new, .. }) => {
            let ordered = |entries: &[(Text, Node)]| {
                let mut order: Vec<usize> = (0..entries.len()).collect();
                if path.is_empty() {
                    order.sort_by_key(|at| entries.get(*at).map(|(key, _)| key.value.clone()));
                }
                order
            };
            let pairs = ordered(old).into_iter().zip(ordered(new)).filter_map(|(a, b)| Some((old.get(a)?, new.get(b)?)));
            let pairs: Vec<_> = pairs.collect();
            old.len() == new.len()
                && pairs.into_iter().all(|((old_key, old), (new_key, new))| {
                    path.push(old_key.value.clone());
                    let alike = old_key.value == new_key.value && alike(language, path, old, new);
                    path.pop();
                    alike
                })
        }
        _ => false,
    }
}

fn alike_expressions(language: &Language, path: &[String], old: &Text, new: &Text) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let printed = |text: &Text| expr::parse(text, &mut Findings::default()).map(|tree| expr::print(&tree));
    (language.is_expression)(&path) && printed(old).is_some_and(|old| printed(new) == Some(old))
}

#[cfg(test)]
mod tests;
