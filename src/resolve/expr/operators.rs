//! Logic, comparisons, lists and sets, tests of texts, `else` and `++`.

use super::super::Resolver;
use super::super::parts::said;
use super::super::scope::Scope;
use super::literals::Fractions;
use super::meet::{Meeting, Side, article, common, convert, is_cell};
use crate::diagnostics::{Finding, codes};
use crate::model::expr::{Comparison, Pattern, TextTest};
use crate::model::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::expr::{self as written, Binary};
use crate::value::Type;
use std::sync::Arc;

/// The most memory that a compiled pattern may take; a pattern beyond it was not meant for people.
const PATTERN_BYTES: usize = 1 << 20;

/// Two sides and what joins them.
pub(super) struct Sides<'w> {
    pub operator: Binary,
    pub left: &'w written::Expr,
    pub right: &'w written::Expr,
    /// The bytes of the operator.
    pub at: Span,
    /// The bytes of the whole.
    pub span: Span,
}

impl Resolver<'_> {
    /// Two sides joined by an operator.
    pub(super) fn binary(&mut self, sides: &Sides, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        match sides.operator {
            Binary::Or | Binary::And => {
                let (left, right) = (self.condition(sides.left, scope), self.condition(sides.right, scope));
                let (left, right) = (Box::new(left?), Box::new(right?));
                let kind = if sides.operator == Binary::Or { ExprKind::Or(left, right) } else { ExprKind::And(left, right) };
                Some(truth(kind, sides.span))
            }
            Binary::Equal => self.compare(sides, Comparison::Equal, scope),
            Binary::NotEqual => self.compare(sides, Comparison::NotEqual, scope),
            Binary::Less => self.compare(sides, Comparison::Less, scope),
            Binary::LessEqual => self.compare(sides, Comparison::LessEqual, scope),
            Binary::Greater => self.compare(sides, Comparison::Greater, scope),
            Binary::GreaterEqual => self.compare(sides, Comparison::GreaterEqual, scope),
            Binary::In => self.membership(sides, false, scope),
            Binary::NotIn => self.membership(sides, true, scope),
            Binary::Contains => self.contains(sides, scope),
            Binary::StartsWith => self.text_test(sides, TextTest::StartsWith, scope),
            Binary::EndsWith => self.text_test(sides, TextTest::EndsWith, scope),
            Binary::Matches => self.matches(sides, scope),
            Binary::Else => self.otherwise(sides, scope, fractions),
            Binary::Join => {
                let (left, right) = self.texts(sides, scope)?;
                Some(Expr { kind: ExprKind::Join(Box::new(left), Box::new(right)), ty: Type::String, span: sides.span })
            }
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide => self.arithmetic(sides, scope, fractions),
        }
    }

    /// Both sides typed; both are looked at before either fault ends it.
    pub(super) fn both<'w>(&mut self, sides: &Sides<'w>, scope: &Scope, fractions: Fractions) -> Option<(Side<'w>, Side<'w>)> {
        let (left, right) = (self.typed(sides.left, scope, fractions), self.typed(sides.right, scope, fractions));
        Some((Side { written: sides.left, typed: left? }, Side { written: sides.right, typed: right? }))
    }

    fn compare(&mut self, sides: &Sides, comparison: Comparison, scope: &Scope) -> Option<Expr> {
        let (left, right) = self.both(sides, scope, Fractions::Number)?;
        let enums = [&left, &right].iter().any(|side| matches!(side.typed.ty, Type::Enum(_)));
        let (left, right) = self.meet(left, right, Meeting::Compared, sides.span, scope)?;
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let unordered = if enums { Some("an enum") } else { unordered(&left.ty) };
        if let (false, Some(what)) = (equality, unordered) {
            self.findings.push(
                Finding::new(
                    &codes::COMPARISON_UNORDERED,
                    sides.at,
                    format!("{what} has no order, so nothing of it is smaller or greater"),
                )
                .help("compare it with `==` or `!=`, or list what is meant after `in`"),
            );
            return None;
        }
        Some(truth(ExprKind::Compare(comparison, Box::new(left), Box::new(right)), sides.span))
    }

    /// `x in [..]`, `x in SET`.
    fn membership(&mut self, sides: &Sides, negated: bool, scope: &Scope) -> Option<Expr> {
        let written::ExprKind::List(items) = &sides.right.kind else {
            let (value, set) = self.both(sides, scope, Fractions::Number)?;
            if set.typed.ty != Type::Set {
                let message = format!("`{}` is {}, neither a list nor a set", said(sides.right), article(&set.typed.ty));
                self.findings.push(
                    Finding::new(&codes::TYPE_MISMATCH, sides.right.span, message)
                        .help(format!("write a list, for example `{} in [\"a\", \"b\"]`, or compare with `==`", said(sides.left))),
                );
                return None;
            }
            let value = self.text_of(value)?;
            return Some(truth(ExprKind::InSet { set: Box::new(set.typed), value: Box::new(value), negated }, sides.span));
        };
        let value = self.type_expr(sides.left, scope);
        let items: Vec<Option<Expr>> = items.iter().map(|item| self.type_expr(item, scope)).collect();
        let mut value = value?;
        let written::ExprKind::List(written_items) = &sides.right.kind else { return None };
        // pairwise first, for the findings; each pair may widen what the value is
        let mut met = Vec::with_capacity(items.len());
        let mut whole = true;
        for (written, item) in written_items.iter().zip(items) {
            let Some(item) = item else {
                whole = false;
                continue;
            };
            let left = Side { written: sides.left, typed: value.clone() };
            let span = written.span;
            match self.meet(left, Side { written, typed: item }, Meeting::Compared, span, scope) {
                Some((left, item)) => {
                    value = left;
                    met.push((written, item));
                }
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        let ty = met.iter().try_fold(value.ty.clone(), |ty, (_, item)| common(&ty, &item.ty))?;
        let items = met.into_iter().map(|(_, item)| convert(item, &ty)).collect();
        Some(truth(ExprKind::In { value: Box::new(convert(value, &ty)), items, negated }, sides.span))
    }

    /// `SET contains x`, or a test of texts.
    fn contains(&mut self, sides: &Sides, scope: &Scope) -> Option<Expr> {
        let (left, right) = self.both(sides, scope, Fractions::Number)?;
        if left.typed.ty == Type::Set {
            let value = self.text_of(right)?;
            return Some(truth(ExprKind::InSet { set: Box::new(left.typed), value: Box::new(value), negated: false }, sides.span));
        }
        let (left, right) = (self.text_of(left), self.text_of(right));
        Some(truth(ExprKind::TextTest(TextTest::Contains, Box::new(left?), Box::new(right?)), sides.span))
    }

    fn text_test(&mut self, sides: &Sides, test: TextTest, scope: &Scope) -> Option<Expr> {
        let (left, right) = self.texts(sides, scope)?;
        Some(truth(ExprKind::TextTest(test, Box::new(left), Box::new(right)), sides.span))
    }

    fn matches(&mut self, sides: &Sides, scope: &Scope) -> Option<Expr> {
        let text = self.type_expr(sides.left, scope).map(|typed| Side { written: sides.left, typed });
        let text = text.and_then(|text| self.text_of(text));
        let written::ExprKind::Text(pattern) = &sides.right.kind else {
            self.findings.push(
                Finding::new(&codes::PATTERN_NOT_LITERAL, sides.right.span, "the pattern of `matches` must stand there as text")
                    .help("write the pattern in quotes, or use `contains`, `starts with` or `ends with` for a text that is worked out"),
            );
            return None;
        };
        let regex = match regex::RegexBuilder::new(pattern).size_limit(PATTERN_BYTES).build() {
            Ok(regex) => regex,
            Err(error) => {
                self.findings.push(bad_pattern(&error, pattern, sides.right.span));
                return None;
            }
        };
        let pattern = Arc::new(Pattern { text: pattern.clone(), regex });
        Some(truth(ExprKind::Matches(Box::new(text?), pattern), sides.span))
    }

    fn otherwise(&mut self, sides: &Sides, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        let (left, right) = self.both(sides, scope, fractions)?;
        let (left, right) = if is_cell(&left.typed) && is_cell(&right.typed) {
            (left.typed, right.typed)
        } else {
            self.meet(left, right, Meeting::Chosen, sides.span, scope)?
        };
        let ty = left.ty.clone();
        Some(Expr { kind: ExprKind::Else(Box::new(left), Box::new(right)), ty, span: sides.span })
    }

    fn texts(&mut self, sides: &Sides, scope: &Scope) -> Option<(Expr, Expr)> {
        let (left, right) = (self.type_expr(sides.left, scope), self.type_expr(sides.right, scope));
        let left = left.and_then(|typed| self.text_of(Side { written: sides.left, typed }));
        let right = right.and_then(|typed| self.text_of(Side { written: sides.right, typed }));
        Some((left?, right?))
    }

    /// A text of any kind as a string.
    pub(super) fn text_of(&mut self, side: Side) -> Option<Expr> {
        if side.typed.ty.is_text() {
            return Some(convert(side.typed, &Type::String));
        }
        let text = said(side.written);
        let help = match side.typed.ty {
            Type::Integer | Type::Number | Type::Decimal => {
                "texts and numbers are not joined; in `actions` a value may stand in braces within a text".to_owned()
            }
            Type::Set => format!("a set is asked with `{text} contains \"…\"`"),
            _ => format!("use a text in the place of `{text}`"),
        };
        let message = format!("`{text}` is {}, not a text", article(&side.typed.ty));
        self.findings.push(Finding::new(&codes::TYPE_MISMATCH, side.written.span, message).help(help));
        None
    }
}

fn truth(kind: ExprKind, span: Span) -> Expr {
    Expr { kind, ty: Type::Boolean, span }
}

/// What has no order, with its article.
pub(super) fn unordered(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Boolean => Some("a truth"),
        Type::Enum(_) => Some("an enum"),
        Type::Set => Some("a set"),
        Type::Integer | Type::Number | Type::Decimal | Type::String | Type::Timestamp | Type::Date | Type::Duration => None,
    }
}

fn bad_pattern(error: &regex::Error, pattern: &str, span: Span) -> Finding {
    let finding = |message: String| Finding::new(&codes::PATTERN_INVALID, span, message);
    match error {
        regex::Error::CompiledTooBig(_) => finding(format!("the pattern `{}` is too big", clipped(pattern)))
            .help("repeat less: `{1000}` of a class of letters already makes a big pattern"),
        other => {
            let text = other.to_string();
            // the last line says what is wrong, the ones before draw it
            let reason = text.lines().last().map(|line| line.trim_start_matches("error: ").to_owned()).unwrap_or_default();
            let help = if pattern.contains("(?=") || pattern.contains("(?!") || pattern.contains("(?<=") || pattern.contains("(?<!") {
                "patterns run in linear time, so they cannot look around; write two conditions joined by `and`"
            } else {
                "a sign of the notation that is meant as itself has a backslash before it: `\\\\.`"
            };
            finding(format!("the pattern `{}` cannot be read: {reason}", clipped(pattern))).help(help)
        }
    }
}

fn clipped(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
