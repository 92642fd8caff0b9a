//! The laws of types as a table: an expression as written, its type, and the tree with every conversion.

use crate::diagnostics::{Findings, Sources};
use crate::model::{Expr, ExprKind, Model};
use crate::resolve::resolve;
use crate::syntax::document;
use crate::value::Value;
use std::fmt::Write;

const CATALOG: &str = "funnel: laws
events:
  e: { fields: { i: integer, n: number, d: decimal, s: string, b: boolean, t: timestamp, day: date, w: duration, k: { enum: [good, bad] }, l: { enum: [bad, worse] } } }
  f: { fields: { i: integer, s: string } }
stages: { a: {}, z: {} }
scoring: { heat: { bands: { hot: 50.., cold: ..50 }, rules: { r: { on: e, points: 1 } } } }
attributes:
  i: last(e.i)
  n: last(e.n)
  d: last(e.d)
  s: last(e.s)
  b: last(e.b)
  t: last(e.t)
  day: last(e.day)
  w: last(e.w)
  k: last(e.k)
  l: last(e.l)
let:
  x: ";

/// The tree, conversions as `TYPE!`, literals with their types.
fn tree(model: &Model, expr: &Expr) -> String {
    let of = |expr: &Expr| tree(model, expr);
    let all = |items: &[Expr]| items.iter().map(of).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Literal(Value::Text(text)) => format!("{text:?}{}", if expr.ty == crate::value::Type::String { "" } else { ":enum" }),
        ExprKind::Literal(_) => format!("{}:{}", model.print(expr), name(&expr.ty)),
        ExprKind::Convert(inner) => format!("({}! {})", name(&expr.ty), of(inner)),
        ExprKind::Not(a) => format!("(not {})", of(a)),
        ExprKind::Negate(a) => format!("(- {})", of(a)),
        ExprKind::And(a, b) => format!("(and {} {})", of(a), of(b)),
        ExprKind::Or(a, b) => format!("(or {} {})", of(a), of(b)),
        ExprKind::Compare(how, a, b) => format!("({how:?} {} {})", of(a), of(b)),
        ExprKind::In { value, items, negated } => format!("({} {} [{}])", if *negated { "not-in" } else { "in" }, of(value), all(items)),
        ExprKind::InSet { set, value, negated } => {
            format!("({} {} {})", if *negated { "not-in-set" } else { "in-set" }, of(value), of(set))
        }
        ExprKind::Is { value, present } => format!("({} {})", if *present { "present" } else { "missing" }, of(value)),
        ExprKind::TextTest(how, a, b) => format!("({how:?} {} {})", of(a), of(b)),
        ExprKind::Matches(a, pattern) => format!("(matches {} {:?})", of(a), pattern.text),
        ExprKind::Else(a, b) => format!("(else {} {})", of(a), of(b)),
        ExprKind::Arithmetic(how, a, b) => format!("({how:?} {} {})", of(a), of(b)),
        ExprKind::Join(a, b) => format!("(++ {} {})", of(a), of(b)),
        ExprKind::Call(function, items) => format!("({function} {})", all(items)),
        ExprKind::If(a, b, c) => format!("(if {} {} {})", of(a), of(b), of(c)),
        _ => model.print(expr),
    }
}

fn name(ty: &crate::value::Type) -> String {
    ty.to_string().split(' ').next().unwrap_or_default().to_owned()
}

/// What becomes of an expression in a `let` of the catalog.
fn law(expression: &str) -> String {
    let quoted = expression.replace('\'', "''");
    let text = format!("{CATALOG}'{quoted}'\n");
    let mut sources = Sources::default();
    let file = sources.add("laws.yaml", text.as_str());
    let mut findings = Findings::default();
    let model = document::read(file, &text, &mut findings).and_then(|document| resolve(&[document], &mut findings));
    match model {
        Some(model) => {
            let named = model.lets.iter().next().map(|named| &named.expr);
            named.map_or_else(|| "typed where it is used".to_owned(), |expr| format!("{} · {}", expr.ty, tree(&model, expr)))
        }
        None => {
            findings.sorted().iter().map(|finding| format!("✗ {} · {}", finding.code.name, finding.message)).collect::<Vec<_>>().join(" | ")
        }
    }
}

#[test]
fn laws() {
    let mut table = String::new();
    for expression in include_str!("laws.txt").lines() {
        if expression.is_empty() || expression.starts_with('#') {
            let _ = writeln!(table, "{expression}");
            continue;
        }
        let _ = writeln!(table, "{expression}\n    {}", law(expression));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn equal_folds_stand_once() {
    let text = "funnel: folds\nevents: { e: { fields: { x: integer } } }\nstages: { a: {}, b: {} }\nattributes:\n  one: count(e where event.x > 3 in last 7d)\n  two: count( e  where (event.x > 3) in last 7d ) + count(e)\n  three: count(e where event.x > 3 in last 1w)\ntriggers:\n  go: { from: a, to: b, when: count(e) > 2 and count(e where event.x > 4 in last 7d) > 1 }\n";
    let mut sources = Sources::default();
    let file = sources.add("folds.yaml", text);
    let mut findings = Findings::default();
    let document = document::read(file, text, &mut findings).unwrap();
    let model = resolve(&[document], &mut findings).unwrap();
    let folds: Vec<String> = model.folds.iter().map(|fold| model.print_fold(fold)).collect();
    assert_eq!(folds, ["count(e where event.x > 3 in last 7d)", "count(e)", "count(e where event.x > 4 in last 7d)"]);
}
