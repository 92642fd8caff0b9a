//! How a text is written in YAML: without quotes where every reader takes it for a text all the same, else in the quotes that
//! need the fewest escapes.

use std::borrow::Cow;

/// Words that some reader of YAML takes for no text.
const WORDS: [&str; 12] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "~"];

/// A text of one line as a scalar; within brackets or braces if `flow`.
pub fn scalar(text: &str, flow: bool) -> Cow<'_, str> {
    if is_plain(text, flow) { Cow::Borrowed(text) } else { Cow::Owned(quoted(text)) }
}

/// Whether a text can stand without quotes and is a text to every reader: no number, no date, no `yes`.
pub fn is_plain(text: &str, flow: bool) -> bool {
    let begins = text.starts_with(|sign: char| sign.is_alphabetic() || sign == '_' || sign == '/' || sign == '(')
        || text.starts_with("./")
        || text.starts_with("../");
    let word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    begins && !word && reads_plain(text, flow)
}

/// Whether a text reads as itself without quotes, be it taken for a number or not.
pub fn reads_plain(text: &str, flow: bool) -> bool {
    let mut signs = text.chars();
    let Some(first) = signs.next() else { return false };
    let second = signs.next();
    let indicator = match first {
        '-' | '?' | ':' => second.is_none_or(|sign| sign == ' ' || flow && ",[]{}".contains(sign)),
        _ => "!&*#|>%@`\"',[]{}".contains(first),
    };
    let inside = text.contains(": ") || text.contains(" #") || text.ends_with(':') || text.contains(|sign: char| sign.is_control());
    let cut = flow && text.contains([',', '[', ']', '{', '}']);
    let marks = text.starts_with("---") || text.starts_with("...");
    let odd = text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']);
    !indicator && !inside && !cut && !marks && !odd && text.trim() == text
}

/// A text of one line in quotes.
pub fn quoted(text: &str) -> String {
    let escapes = text.contains(|sign: char| sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{feff}'));
    if escapes {
        return double(text);
    }
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

fn double(text: &str) -> String {
    let mut out = String::from('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            sign if sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{:04X}", u32::from(sign)));
            }
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Findings;
    use crate::span::FileId;
    use crate::syntax::yaml::{Kind, parse};
    use proptest::prelude::*;

    #[test]
    fn quotes_only_where_needed() {
        for (text, block, flow) in [
            ("mql", "mql", "mql"),
            ("Budget, need", "Budget, need", "\"Budget, need\""),
            ("a: b", "\"a: b\"", "\"a: b\""),
            ("yes", "\"yes\"", "\"yes\""),
            ("12", "\"12\"", "\"12\""),
            ("say \"x\": y", "'say \"x\": y'", "'say \"x\": y'"),
            ("", "\"\"", "\"\""),
            (" a", "\" a\"", "\" a\""),
            ("a\tb", "\"a\\tb\"", "\"a\\tb\""),
            ("row[\"a\"]", "row[\"a\"]", "'row[\"a\"]'"),
        ] {
            assert_eq!((scalar(text, false).as_ref(), scalar(text, true).as_ref()), (block, flow), "{text}");
        }
    }

    fn read(yaml: &str) -> Option<String> {
        let mut findings = Findings::default();
        let tree = parse(FileId::default(), yaml, &mut findings);
        let Kind::Map { entries, .. } = tree.root?.kind else { return None };
        let mut node = entries.into_iter().next()?.1;
        if let Kind::List { items, .. } = node.kind {
            node = items.into_iter().next()?;
        }
        match node.kind {
            Kind::Scalar { text, .. } if findings.is_empty() => Some(text.value),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in "[ -~ąż\n\t\u{85}\u{2028}\u{7f}]{0,12}") {
            prop_assert_eq!(read(&format!("a: {}\n", scalar(&text, false))), Some(text.clone()));
            prop_assert_eq!(read(&format!("a: [{}]\n", scalar(&text, true))), Some(text.clone()));
        }
    }
}
