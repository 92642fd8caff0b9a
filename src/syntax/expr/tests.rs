//! What expressions come to, as trees with every bracket written.

use super::*;
use crate::diagnostics::Findings;
use crate::span::FileId;
use crate::syntax::yaml::Text;

/// A text that stands in the file byte for byte.
pub(super) fn plain(value: &str) -> Text {
    Text { value: value.to_owned(), span: Span::new(FileId(0), 0, value.len()), map: None }
}

fn parsed(text: &str) -> Expr {
    let mut findings = Findings::default();
    let expr = parse(&plain(text), &mut findings);
    assert!(findings.is_empty(), "{text}: {:?}", findings.sorted());
    expr.unwrap_or_else(|| panic!("{text}: neither an expression nor a finding"))
}

/// The tree with every bracket.
fn tree(expr: &Expr) -> String {
    let names = |path: &[Name]| path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("·");
    match &expr.kind {
        ExprKind::Path(path) => names(path),
        ExprKind::Not(value) => format!("(not {})", tree(value)),
        ExprKind::Negate(value) => format!("(-{})", tree(value)),
        ExprKind::Binary(binary, left, right, _) => format!("({} {} {})", tree(left), binary.sign(), tree(right)),
        ExprKind::Is { value, present } => format!("({} is {})", tree(value), if *present { "present" } else { "missing" }),
        ExprKind::List(items) => format!("[{}]", items.iter().map(tree).collect::<Vec<_>>().join(", ")),
        ExprKind::Call(call) => {
            let mut parts: Vec<String> = call
                .arguments
                .iter()
                .map(|argument| match argument {
                    Argument::Value(value) => tree(value),
                    Argument::Arrow { from, filter: Some(filter), to } => format!("{} where {} -> {}", tree(from), tree(filter), tree(to)),
                    Argument::Arrow { from, filter: None, to } => format!("{} -> {}", tree(from), tree(to)),
                    Argument::Period(period) => format!("‹{}›", period.text),
                })
                .collect();
            parts.extend(call.filter.iter().map(|filter| format!("where {}", tree(filter))));
            parts.extend(call.last.iter().map(|(micros, _)| format!("last {micros}")));
            parts.extend(call.within.iter().map(|(micros, _)| format!("within {micros}")));
            format!("{}⟨{}⟩", call.name.text, parts.join("; "))
        }
        ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Fraction { .. }
        | ExprKind::Text(_)
        | ExprKind::Duration(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_) => format!("{:?}", expr.kind),
    }
}

#[test]
fn trees() {
    let table = include_str!("fixtures/trees.txt");
    let out: String = table
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| if line.starts_with('#') { format!("{line}\n") } else { format!("{line}\n    {}\n", tree(&parsed(line))) })
        .collect();
    insta::assert_snapshot!(out);
}

#[test]
fn printing_is_canonical() {
    for (written, canonical) in [
        ("a   and(b or c)", "a and (b or c)"),
        ("((a)) and (b)", "a and b"),
        ("(a + b) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("a - (b - c)", "a - (b - c)"),
        ("not(x == 4)", "not (x == 4)"),
        ("not x == 4", "not (x == 4)"),
        ("not x is present and not not y", "not (x is present) and not not y"),
        ("(not x) == 4", "(not x) == 4"),
        ("(a == b) == c", "(a == b) == c"),
        ("-(a + b)", "-(a + b)"),
        ("- - a", "--a"),
        ("24h", "1d"),
        ("1_000.50%", "1000.50%"),
        ("row[\"a b\"].c", "row[\"a b\"].c"),
        ("row[\"a\"].in", "row.a.in"),
        ("count(a where x in [1,2] in last 14d)", "count(a where x in [1, 2] in last 14d)"),
        ("rate(a where x->b where y within 60d)", "rate(a where x -> b where y within 60d)"),
        ("baseline(previous   fiscal quarter )", "baseline(previous fiscal quarter)"),
    ] {
        assert_eq!(print(&parsed(written)), canonical);
        assert_eq!(print(&parsed(canonical)), canonical);
    }
}

/// Each text with its findings drawn under the characters they mean.
pub(super) fn drawn<T>(table: &str, parse: impl Fn(&Text, &mut Findings) -> Option<T>) -> String {
    let mut out = String::new();
    for line in table.lines() {
        if line.starts_with('#') {
            out.push_str(&format!("\n{line}\n"));
            continue;
        }
        let mut findings = Findings::default();
        let parsed = parse(&plain(line), &mut findings);
        assert_eq!(parsed.is_none(), findings.has_errors(), "a finding or a result: {line}");
        out.push_str(&format!("{line}\n"));
        for finding in findings.sorted() {
            out.push_str(&caret(line, finding.span, &format!("{}: {}", finding.code.name, finding.message)));
            if !finding.label.is_empty() {
                out.push_str(&caret(line, finding.span, &format!("({})", finding.label)));
            }
            for other in &finding.others {
                out.push_str(&caret(line, other.span, &format!("({})", other.text)));
            }
            out.push_str(&format!("      help: {}\n", finding.help.as_deref().unwrap_or("-")));
        }
    }
    out
}

fn caret(line: &str, span: Span, text: &str) -> String {
    let before = line[..span.start as usize].chars().count();
    let under = line[span.range()].chars().count();
    format!("{}{} {text}\n", " ".repeat(before), if under == 0 { "|".to_owned() } else { "^".repeat(under) })
}

#[test]
fn faults() {
    insta::assert_snapshot!(drawn(include_str!("fixtures/faults.txt"), parse));
}
