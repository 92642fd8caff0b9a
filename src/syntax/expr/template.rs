//! Texts of actions with expressions in braces: `Call {subject}: score {score.engagement}`; `{{` and `}}` are braces.

use super::Expr;
use super::excerpt::Excerpt;
use super::parse::parse_excerpt;
use crate::diagnostics::codes::TEMPLATE_MALFORMED;
use crate::diagnostics::{Finding, Findings};
use crate::syntax::yaml::Text;

/// A text and what is put into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Its pieces in order; no two texts side by side, none empty.
    pub pieces: Vec<Piece>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// Replaced by its value.
    Value(Expr),
}

/// The template that a text is; nothing where it is none, and then findings say why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Template> {
    let whole = Excerpt::whole(text);
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut sound = true;
    let mut at = 0;
    while let Some(c) = whole.get(at..whole.source.len()).chars().next() {
        let rest = whole.get(at..whole.source.len());
        if rest.starts_with("{{") || rest.starts_with("}}") {
            literal.push(c);
            at += 2;
        } else if c == '{' {
            let Some(length) = closing(rest) else {
                let finding = Finding::new(&TEMPLATE_MALFORMED, whole.at(at..at + 1), "`{` is never closed");
                findings.push(finding.help("close it with `}`; a brace that is meant as one is written `{{`"));
                return None;
            };
            if !literal.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
            }
            match parse_excerpt(whole.part(at + 1..at + length), findings) {
                Some(expr) => pieces.push(Piece::Value(expr)),
                None => sound = false,
            }
            at += length + 1;
        } else if c == '}' {
            let finding = Finding::new(&TEMPLATE_MALFORMED, whole.at(at..at + 1), "`}` closes nothing");
            findings.push(finding.help("a brace that is meant as one is written `}}`"));
            sound = false;
            at += 1;
        } else {
            literal.push(c);
            at += c.len_utf8();
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Text(literal));
    }
    sound.then_some(Template { pieces })
}

/// Where the brace that opens `text` is closed: a brace inside of a text in quotes closes nothing.
fn closing(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '}' if !quoted => return Some(at),
            _ => {}
        }
    }
    // A quote that never ends must not hide the brace: the expression's own finding names it.
    text.find('}')
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, plain};
    use super::*;

    fn shown(template: &Template) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => format!("‹{text}›"),
            Piece::Value(expr) => super::super::print(expr),
        };
        template.pieces.iter().map(piece).collect()
    }

    #[test]
    fn reads() {
        for (text, expected) in [
            (r#"Call {subject}: score {score.engagement}"#, r#"‹Call ›subject‹: score ›score.engagement"#),
            (r#"no braces"#, r#"‹no braces›"#),
            (r#""#, r#""#),
            (r#"{{literally}} {a}"#, r#"‹{literally} ›a"#),
            (r#"{a}{b}"#, r#"ab"#),
            (r#"{if(a, "}", "x")}!"#, r#"if(a, "}", "x")‹!›"#),
            (r#"Лід {email else "?"}"#, r#"‹Лід ›email else "?""#),
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
                r#"Call {subject"#,
                r#"Call }"#,
                r#"{}"#,
                r#"{a b}"#,
                r#"x {a = b} y {c && d}"#,
                r#"{"a}"#,
                r#"}{"#,
                r#"{{{a}"#,
                r#"Лід {ім я}"#,
            ]
            .join("\n"),
            parse
        ));
    }
}
