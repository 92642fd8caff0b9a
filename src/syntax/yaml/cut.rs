//! Expressions that a comma of a flow map or list cut in two: `{ points: round(x, 2) }` reads as two keys, `[f(a, b)]` as two items.

use super::Text;
use super::tree::{Kind, Node};
use crate::diagnostics::{Finding, codes};
use crate::span::Span;

/// The entries of a flow map, with what was cut said and taken out of reading.
pub fn map(text: &str, entries: Vec<(Text, Node)>, findings: &mut Vec<Finding>) -> Vec<(Text, Node)> {
    let mut whole: Vec<(Text, Node)> = Vec::new();
    // the last value that was plain, whose rest may follow, and whether it lost anything yet
    let mut cut: Option<Span> = None;
    for (key, node) in entries {
        let lone = node.kind == Kind::Null && node.via.is_none() && node.span.start == node.span.end && !colon(text, key.span);
        let before = whole.last_mut().filter(|(_, value)| cut.is_some() || is_plain(value));
        match before {
            Some((_, value)) if lone => {
                cut = Some(cut.unwrap_or(value.span).to(key.span));
                value.kind = Kind::Unreadable;
            }
            Some(_) | None => {
                say(text, cut.take(), whole.last().map(|(key, _)| key), findings);
                whole.push((key, node));
            }
        }
    }
    say(text, cut, whole.last().map(|(key, _)| key), findings);
    whole
}

/// The items of a flow list, likewise; here a comma only cuts what has a bracket open.
pub fn list(text: &str, items: Vec<Node>, findings: &mut Vec<Finding>) -> Vec<Node> {
    let mut whole: Vec<Node> = Vec::new();
    let mut cut: Option<Span> = None;
    for node in items {
        let open = cut.or(whole.last().filter(|item| is_plain(item)).map(|item| item.span)).filter(|span| depth(slice(text, *span)) > 0);
        match (open, whole.last_mut()) {
            (Some(span), Some(item)) if is_plain(&node) => {
                cut = Some(span.to(node.span));
                item.kind = Kind::Unreadable;
            }
            _ => {
                say(text, cut.take(), None, findings);
                whole.push(node);
            }
        }
    }
    say(text, cut, None, findings);
    whole
}

fn say(text: &str, cut: Option<Span>, key: Option<&Text>, findings: &mut Vec<Finding>) {
    let Some(span) = cut else { return };
    findings.push(finding(slice(text, span), span, key.map(Text::as_str)));
}

/// The finding for `written` at `span`, a whole expression as it should have been read, under `key`.
pub fn finding(written: &str, span: Span, key: Option<&str>) -> Finding {
    let name = key.map_or_else(String::new, |key| format!("`{key}`: "));
    let message = format!("{name}YAML does not read `{}` as one text", shorten(written));
    let words: Vec<&str> = written.split(',').map(str::trim).collect();
    let names =
        words.len() > 1 && words.iter().all(|word| !word.is_empty() && word.chars().all(|sign| sign.is_alphanumeric() || sign == '_'));
    let prose = matches!(key, Some("title" | "definition" | "objective"));
    let key = key.map_or_else(String::new, |key| format!("{key}: "));
    let help = if names && !prose {
        format!("write a list: `{key}[{}]`", words.join(", "))
    } else {
        format!("quote the {}: `{key}{}`", if prose { "text" } else { "expression" }, quoted(written))
    };
    Finding::new(&codes::YAML_EXPRESSION_CUT, span, message).label("cut in two").help(help)
}

/// `written` in the quotes that need the fewest changes.
pub fn quoted(written: &str) -> String {
    let one_line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.contains('"') || one_line.contains('\\') {
        format!("'{}'", one_line.replace('\'', "''"))
    } else {
        format!("\"{one_line}\"")
    }
}

/// The beginning of `written`, on one line.
pub fn shorten(written: &str) -> String {
    let one_line = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", one_line.get(..at).unwrap_or_default()),
        None => one_line,
    }
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

fn is_plain(node: &Node) -> bool {
    node.via.is_none() && matches!(node.kind, Kind::Scalar { plain: true, .. })
}

/// Whether a `:` follows a key.
fn colon(text: &str, key: Span) -> bool {
    text.get(key.end as usize..).is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
}

/// How many round brackets are open at the end; those in quotes do not count.
fn depth(written: &str) -> i32 {
    let (mut depth, mut quoted) = (0_i32, false);
    for sign in written.chars() {
        match sign {
            '"' => quoted = !quoted,
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}
