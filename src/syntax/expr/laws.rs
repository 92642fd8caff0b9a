//! Laws of the expression language: what is printed is read back, nothing makes it fail, places lie in the file.

use super::tests::plain;
use super::*;
use crate::diagnostics::Findings;
use crate::span::FileId;
use crate::syntax::yaml::{Run, Text};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn at() -> Span {
    Span::default()
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: at() }
}

fn name(text: String) -> Name {
    Name { text, span: at() }
}

const BINARIES: [Binary; 20] = [
    Binary::Or,
    Binary::And,
    Binary::Equal,
    Binary::NotEqual,
    Binary::Less,
    Binary::LessEqual,
    Binary::Greater,
    Binary::GreaterEqual,
    Binary::In,
    Binary::NotIn,
    Binary::Contains,
    Binary::StartsWith,
    Binary::EndsWith,
    Binary::Matches,
    Binary::Else,
    Binary::Add,
    Binary::Subtract,
    Binary::Join,
    Binary::Multiply,
    Binary::Divide,
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_][a-z0-9_]{0,6}",
        "[А-Яа-яż][a-zż0-9]{0,3}",
        Just("inbox".to_owned()),
        Just("notes".to_owned()),
        Just("lastly".to_owned()),
        Just("last".to_owned())
    ]
    .prop_filter("a word of the language is no name", |word| !keywords::starts_no_path(word))
}

fn path() -> impl Strategy<Value = Expr> {
    // After the first step any text is a name: a word after a dot, anything in brackets.
    let step = prop_oneof![3 => word(), 1 => "[ -~ż\n\t]{0,5}", 1 => Just("where".to_owned())];
    (word(), prop::collection::vec(step, 0..3))
        // `x in last` is a window, so a path that is `last` alone cannot stand there; names cannot be `last` either.
        .prop_filter("last alone", |(first, rest)| first != "last" || !rest.is_empty())
        .prop_map(|(first, rest)| expr(ExprKind::Path(std::iter::once(first).chain(rest).map(name).collect())))
        .prop_filter("`in last.x`", |path| !matches!(&path.kind, ExprKind::Path(names) if names[0].text == "last"))
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        4 => path(),
        1 => any::<bool>().prop_map(|truth| expr(ExprKind::Boolean(truth))),
        1 => (0..i64::MAX).prop_map(|value| expr(ExprKind::Integer(value))),
        1 => ("[0-9]{1,8}\\.[0-9]{1,8}", any::<bool>()).prop_map(|(digits, percent)| expr(ExprKind::Fraction { digits, percent })),
        1 => "[0-9]{1,4}".prop_map(|digits| expr(ExprKind::Fraction { digits, percent: true })),
        1 => "[ -~ąźЖ漢\n\t]{0,8}".prop_map(|text| expr(ExprKind::Text(text))),
        1 => (0..i64::MAX / 2).prop_map(|micros| expr(ExprKind::Duration(micros))),
        1 => (-700_000..2_000_000_i32).prop_map(|days| expr(ExprKind::Date(days))),
        1 => (-60_000_000_000_000_000..200_000_000_000_000_000_i64).prop_map(|micros| expr(ExprKind::Timestamp(micros))),
    ]
}

fn tree() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let window = || prop::option::of((1_i64..10_000_000_000_000).prop_map(|micros| (micros, at())));
        let call = (word(), prop::collection::vec(inner.clone(), 1..3), prop::option::of(boxed()), window(), window())
            .prop_filter("`baseline` has a period last", |(name, ..)| name != "baseline")
            .prop_map(|(function, arguments, filter, last, within)| Call {
                name: name(function),
                arguments: arguments.into_iter().map(Argument::Value).collect(),
                filter,
                last,
                within,
            });
        let rate = (inner.clone(), prop::option::of(boxed()), inner.clone(), prop::option::of(boxed()), window()).prop_map(
            |(from, filter, to, last, within)| Call {
                name: name("rate".to_owned()),
                arguments: vec![Argument::Arrow { from, filter, to }],
                filter: last,
                last: None,
                within,
            },
        );
        let baseline = (prop::option::of(inner.clone()), "(FY)?[0-9]{4}(-Q[1-4])?|previous fiscal year|last 12 months").prop_map(
            |(metric, period)| Call {
                name: name("baseline".to_owned()),
                arguments: metric.map(Argument::Value).into_iter().chain([Argument::Period(name(period))]).collect(),
                filter: None,
                last: None,
                within: None,
            },
        );
        prop_oneof![
            6 => (prop::sample::select(&BINARIES[..]), boxed(), boxed())
                .prop_map(|(binary, left, right)| expr(ExprKind::Binary(binary, left, right, at()))),
            1 => boxed().prop_map(|value| expr(ExprKind::Not(value))),
            1 => boxed().prop_map(|value| expr(ExprKind::Negate(value))),
            1 => (boxed(), any::<bool>()).prop_map(|(value, present)| expr(ExprKind::Is { value, present })),
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(|items| expr(ExprKind::List(items))),
            2 => prop_oneof![call, rate, baseline].prop_map(|call| expr(ExprKind::Call(call))),
        ]
    })
}

/// The same tree without places.
fn bare(of: &Expr) -> Expr {
    let each = |value: &Expr| Box::new(bare(value));
    expr(match &of.kind {
        ExprKind::List(items) => ExprKind::List(items.iter().map(bare).collect()),
        ExprKind::Path(names) => ExprKind::Path(names.iter().map(|step| name(step.text.clone())).collect()),
        ExprKind::Not(value) => ExprKind::Not(each(value)),
        ExprKind::Negate(value) => ExprKind::Negate(each(value)),
        ExprKind::Binary(binary, left, right, _) => ExprKind::Binary(*binary, each(left), each(right), at()),
        ExprKind::Is { value, present } => ExprKind::Is { value: each(value), present: *present },
        ExprKind::Call(call) => ExprKind::Call(Call {
            name: name(call.name.text.clone()),
            arguments: call
                .arguments
                .iter()
                .map(|argument| match argument {
                    Argument::Value(value) => Argument::Value(bare(value)),
                    Argument::Arrow { from, filter, to } => {
                        Argument::Arrow { from: bare(from), filter: filter.as_deref().map(each), to: bare(to) }
                    }
                    Argument::Period(period) => Argument::Period(name(period.text.clone())),
                })
                .collect(),
            filter: call.filter.as_deref().map(each),
            last: call.last.map(|(micros, _)| (micros, at())),
            within: call.within.map(|(micros, _)| (micros, at())),
        }),
        kind @ (ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Fraction { .. }
        | ExprKind::Text(_)
        | ExprKind::Duration(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)) => kind.clone(),
    })
}

fn read(text: &str) -> (Option<Expr>, Findings) {
    let mut findings = Findings::default();
    let expr = parse(&plain(text), &mut findings);
    (expr, findings)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_read_back(tree in tree()) {
        let text = print(&tree);
        let (read, findings) = read(&text);
        prop_assert!(findings.is_empty(), "{}: {:?}", text, findings.sorted());
        let read = read.expect("an expression or a finding");
        prop_assert_eq!(&bare(&read), &tree, "{}", text);
        prop_assert_eq!(print(&read), text);
    }

    /// Any row of words and signs is an expression or has a finding, and every place lies on characters of the text.
    #[test]
    fn every_text_is_an_expression_or_has_a_finding(parts in prop::collection::vec(prop::sample::select(SOUP), 0..12), glue in prop::sample::select(&[" ", "", "  \n"][..])) {
        check(&parts.join(glue));
    }

    #[test]
    fn any_characters_at_all(text in "\\PC{0,30}") {
        check(&text);
    }
}

const SOUP: &[&str] = &[
    "a",
    "b.c",
    "event",
    "score.x",
    "and",
    "or",
    "not",
    "in",
    "is",
    "present",
    "missing",
    "contains",
    "starts",
    "with",
    "ends",
    "matches",
    "else",
    "where",
    "within",
    "last",
    "in last 7d",
    "true",
    "null",
    "count(",
    "rate(",
    "baseline(",
    "(",
    ")",
    "[",
    "]",
    ",",
    "->",
    "==",
    "!=",
    "<",
    "<=",
    "+",
    "++",
    "-",
    "*",
    "/",
    ".",
    "..",
    "1",
    "2.5",
    "18%",
    "7d",
    "30dd",
    "3 days",
    "2026-01-01",
    "2026-1-1",
    "2026-01-01T00:00Z",
    "\"x\"",
    "\"",
    "'y'",
    "=",
    "&&",
    "!",
    "ż",
    "row[\"a b\"]",
    "previous quarter",
    "FY2026-Q4",
    "1,5",
    "%",
    "1e5",
    "{",
    "}",
    "\\",
    "AND",
    "is not present",
    "== null",
    "\u{a0}",
];

fn check(text: &str) {
    let (expr, findings) = read(text);
    assert_eq!(expr.is_none(), !findings.is_empty(), "{text:?}");
    for finding in findings.sorted() {
        for span in finding.others.iter().map(|other| other.span).chain([finding.span]) {
            assert!(text.get(span.range()).is_some(), "{text:?}: {:?} of {}", span, finding.message);
        }
        assert!(finding.help.is_some(), "{text:?}: {}", finding.message);
    }
}

fn code_of(text: &str) -> String {
    let begun = Instant::now();
    let (expr, findings) = read(text);
    assert!(begun.elapsed() < Duration::from_secs(20), "{} bytes took {:?}", text.len(), begun.elapsed());
    match findings.sorted().first() {
        Some(finding) => finding.code.name.to_owned(),
        None => expr.map_or("nothing at all".to_owned(), |_| "read".to_owned()),
    }
}

/// What is nested beyond measure is a finding, on the stack of a thread, in time that grows with the length.
#[test]
fn nothing_is_too_deep_to_answer() {
    let deep = "expression-too-deep";
    for (text, expected) in [
        ("(".repeat(60) + "a" + &")".repeat(60), "read"),
        ("(".repeat(65) + "a" + &")".repeat(65), deep),
        ("(".repeat(10_000) + "a" + &")".repeat(10_000), deep),
        ("(".repeat(10_000), deep),
        ("[".repeat(10_000), deep),
        ("f(".repeat(60) + &")".repeat(60), "read"),
        ("f(".repeat(10_000), deep),
        ("count(a where ".repeat(60) + "b" + &")".repeat(60), "read"),
        ("baseline(".repeat(60) + "b" + &", 2026)".repeat(60), "read"),
        ("baseline(".repeat(60) + "(b" + &")".repeat(61), "read"),
        ("baseline(".repeat(60) + "b c" + &", x y z w)".repeat(60), "expression-syntax"),
        ("if(a where b -> ".repeat(60) + "c" + &")".repeat(60), "read"),
        ("not ".repeat(10_000) + "a", deep),
        ("-".repeat(10_000) + "a", deep),
        ("a".to_owned() + &" + a".repeat(150), "read"),
        ("a".to_owned() + &" + a".repeat(10_000), deep),
        ("a".to_owned() + &" or a == 1".repeat(5_000), deep),
        ("a".to_owned() + &" is present".repeat(3_000), deep),
        ("a".to_owned() + &".b".repeat(20_000), "read"),
        ("a.".repeat(20_000), "expression-syntax"),
        ("[".to_owned() + &"1, ".repeat(10_000) + "2]", "read"),
        ("and ".repeat(10_000), "expression-syntax"),
        ("a = ".repeat(10_000), "operator-unknown"),
        ("x".repeat(70_000), "expression-too-long"),
        ("\"".to_owned() + &"\\\"".repeat(30_000), "text-unterminated"),
        ("1".repeat(60_000), "number-too-large"),
        ("1".repeat(60_000) + ".5", "number-too-large"),
        ("1d".repeat(30_000), "duration-malformed"),
        (")".repeat(10_000), "bracket-unbalanced"),
        ("'".repeat(10_001), "text-quotes"),
    ] {
        assert_eq!(code_of(&text), expected, "{}…", &text[..text.len().min(40)]);
    }
}

/// In an escaped or folded scalar every name and fault is underlined at its own bytes of the file.
#[test]
fn places_are_those_of_the_file() {
    // when: "page == \"/ż\" and enagged = 1" — decoded, the escapes are one byte each.
    let file = "when: \"page == \\\"/ż\\\" and enagged > 1\"";
    let value = "page == \"/ż\" and enagged > 1";
    let mut map = Vec::new();
    let (mut decoded, mut byte) = (0_u32, 7_u32);
    for c in value.chars() {
        let length = if c == '"' { 2 } else { u32::try_from(c.len_utf8()).unwrap() };
        map.push(Run { at: decoded, start: byte, end: byte + length });
        decoded += u32::try_from(c.len_utf8()).unwrap();
        byte += length;
    }
    let text = Text { value: value.to_owned(), span: Span::new(FileId(0), 7, file.len() - 1), map: Some(map.into()) };
    let mut findings = Findings::default();
    let expr = parse(&text, &mut findings).expect("it is an expression");
    let ExprKind::Binary(Binary::And, left, right, and) = &expr.kind else { panic!("{expr:?}") };
    let ExprKind::Binary(Binary::Greater, enagged, _, _) = &right.kind else { panic!("{right:?}") };
    let written = |span: Span| &file[span.range()];
    assert_eq!(written(expr.span), &file[7..file.len() - 1]);
    assert_eq!(written(left.span), "page == \\\"/ż\\\"");
    assert_eq!(written(*and), "and");
    assert_eq!(written(enagged.span), "enagged");
}

#[test]
fn places_of_parts() {
    let text = "not (a + b) * 2 == -c and count( x.y where  d in last 7d ) else e is present";
    let (expr, findings) = read(text);
    assert!(findings.is_empty());
    let mut places = Vec::new();
    walk(&expr.expect("it is an expression"), &mut |part| places.push(&text[part.span.range()]));
    insta::assert_snapshot!(places.join("\n"));
}

fn walk(expr: &Expr, visit: &mut impl FnMut(&Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Not(value) | ExprKind::Negate(value) | ExprKind::Is { value, .. } => walk(value, visit),
        ExprKind::Binary(_, left, right, _) => {
            walk(left, visit);
            walk(right, visit);
        }
        ExprKind::Call(call) => {
            for argument in &call.arguments {
                if let Argument::Value(value) = argument {
                    walk(value, visit);
                }
            }
            call.filter.iter().for_each(|filter| walk(filter, visit));
        }
        _ => {}
    }
}
