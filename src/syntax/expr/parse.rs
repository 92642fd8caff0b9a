//! Text → expression tree: the grammar's row of operands and operators, and the precedence that joins them.

use super::excerpt::Excerpt;
use super::literal::{read_date, read_duration, read_fraction, read_integer, read_text, read_timestamp};
use super::scan::{quoted, scan};
use super::{Argument, Binary, Call, Expr, ExprKind, Name, diagnose};
use crate::diagnostics::codes::*;
use crate::diagnostics::{Finding, Findings};
use crate::span::Span;
use crate::syntax::yaml::Text;
use crate::time::Micros;
use pest::Parser;
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::ops::Range;
use std::sync::LazyLock;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/expression.pest"]
struct Grammar;

/// How deep operators may hang on each other; what walks a tree recurses no deeper.
const DEEPEST: u16 = 200;

/// Precedence, lowest first (L4).
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let any = |rules: &[Rule]| rules.iter().map(|rule| Op::infix(*rule, Assoc::Left)).reduce(|a, b| a | b);
    let comparisons = any(&[
        Rule::equal,
        Rule::not_equal,
        Rule::less,
        Rule::less_equal,
        Rule::greater,
        Rule::greater_equal,
        Rule::within_list,
        Rule::not_in,
        Rule::contains,
        Rule::starts_with,
        Rule::ends_with,
        Rule::matches,
    ])
    .map(|comparisons| comparisons | Op::postfix(Rule::present) | Op::postfix(Rule::missing));
    [
        any(&[Rule::or]),
        any(&[Rule::and]),
        Some(Op::prefix(Rule::not)),
        comparisons,
        any(&[Rule::otherwise]),
        any(&[Rule::add, Rule::subtract, Rule::join]),
        any(&[Rule::multiply, Rule::divide]),
        Some(Op::prefix(Rule::negate)),
    ]
    .into_iter()
    .flatten()
    .fold(PrattParser::new(), PrattParser::op)
});

/// The expression that a text holds; nothing where it holds none, and then at least one finding says why.
pub fn parse(text: &Text, findings: &mut Findings) -> Option<Expr> {
    parse_excerpt(Excerpt::whole(text), findings)
}

/// The expression that a part of a text holds.
pub(super) fn parse_excerpt(text: Excerpt<'_>, findings: &mut Findings) -> Option<Expr> {
    let tokens = scan(text, findings)?;
    if tokens.is_empty() {
        findings.push(
            Finding::new(&EXPRESSION_EMPTY, text.at(0..text.source.len()), "an expression is expected and there is nothing")
                .help("write the expression, or take the key out"),
        );
        return None;
    }
    match Grammar::parse(Rule::whole, text.source) {
        Ok(mut pairs) => {
            let mut builder = Builder { text, faults: Vec::new() };
            let expr = pairs.next().map(|pair| builder.expression(pair).expr);
            let sound = builder.faults.is_empty();
            findings.extend(builder.faults);
            expr.filter(|_| sound)
        }
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
            };
            findings.push(diagnose::diagnose(text, &tokens, at));
            None
        }
    }
}

/// A part of an expression while it is put together.
struct Part {
    expr: Expr,
    /// Its bytes in the decoded text, brackets included.
    range: Range<usize>,
    /// How deep the tree is.
    depth: u16,
    /// Whether a further comparison may follow.
    comparison: Comparison,
}

/// Whether a part is a comparison that is not in brackets.
#[derive(Clone)]
enum Comparison {
    No,
    /// It is one, by this operator: no further one may follow.
    By(Range<usize>),
    /// One followed already, which was said.
    Chained,
}

struct Builder<'a> {
    text: Excerpt<'a>,
    faults: Vec<Finding>,
}

impl Builder<'_> {
    fn span(&self, range: &Range<usize>) -> Span {
        self.text.at(range.clone())
    }

    fn leaf(&self, kind: ExprKind, range: Range<usize>) -> Part {
        Part { expr: Expr { kind, span: self.span(&range) }, range, depth: 1, comparison: Comparison::No }
    }

    /// A tree over parts; beyond the depth allowed it is cut off, with a finding.
    fn tree(&mut self, kind: ExprKind, range: Range<usize>, depth: u16) -> Part {
        if depth < DEEPEST {
            return Part { depth: depth + 1, ..self.leaf(kind, range) };
        }
        if !self.faults.iter().any(|fault| fault.code.name == EXPRESSION_TOO_DEEP.name) {
            let message = format!("more than {DEEPEST} operators hang on each other");
            let help = "name parts of the expression under `let:`; many comparisons of one value are written `x in [a, b, c]`";
            self.faults.push(Finding::new(&EXPRESSION_TOO_DEEP, self.span(&range), message).help(help));
        }
        self.leaf(ExprKind::Boolean(false), range)
    }

    fn expression(&mut self, pair: Pair<'_, Rule>) -> Part {
        // One builder serves all closures of the Pratt parser in turn.
        let this = std::cell::RefCell::new(self);
        PRECEDENCE
            .map_primary(|pair| this.borrow_mut().primary(pair))
            .map_prefix(|operator, part| this.borrow_mut().prefix(&operator, part))
            .map_postfix(|part, operator| this.borrow_mut().test(part, &operator))
            .map_infix(|left, operator, right| this.borrow_mut().infix(left, &operator, right))
            .parse(pair.into_inner())
    }

    fn prefix(&mut self, operator: &Pair<'_, Rule>, part: Part) -> Part {
        let range = operator.as_span().start()..part.range.end;
        let value = Box::new(part.expr);
        let kind = if operator.as_rule() == Rule::not { ExprKind::Not(value) } else { ExprKind::Negate(value) };
        self.tree(kind, range, part.depth)
    }

    fn test(&mut self, part: Part, operator: &Pair<'_, Rule>) -> Part {
        let sign = bounds(operator);
        let comparison = self.unchained(&part, &sign);
        let kind = ExprKind::Is { value: Box::new(part.expr), present: operator.as_rule() == Rule::present };
        Part { comparison, ..self.tree(kind, part.range.start..sign.end, part.depth) }
    }

    fn infix(&mut self, left: Part, operator: &Pair<'_, Rule>, right: Part) -> Part {
        let sign = bounds(operator);
        let binary = binary(operator.as_rule());
        let compares = binary.precedence() == Binary::Equal.precedence();
        let comparison = if compares { self.unchained(&left, &sign) } else { Comparison::No };
        if matches!(binary, Binary::Equal | Binary::NotEqual) {
            self.compared_with_nothing(&left, binary, &right);
        }
        let (range, depth) = (left.range.start..right.range.end, left.depth.max(right.depth));
        let kind = ExprKind::Binary(binary, Box::new(left.expr), Box::new(right.expr), self.span(&sign));
        Part { comparison, ..self.tree(kind, range, depth) }
    }

    /// `0 < x < 5` compares a truth with 5: nobody means that.
    fn unchained(&mut self, left: &Part, sign: &Range<usize>) -> Comparison {
        let first = match &left.comparison {
            Comparison::No => return Comparison::By(sign.clone()),
            Comparison::By(first) => first.clone(),
            Comparison::Chained => return Comparison::Chained,
        };
        let written = |range: &Range<usize>| self.text.source.get(range.clone()).unwrap_or_default();
        let help = match &left.expr.kind {
            ExprKind::Binary(..) => {
                let middle = self.text.source.get(first.end..left.range.end).unwrap_or_default().trim();
                format!("say both and join them by `and`: `{} and {middle} {} …`", written(&left.range), written(sign))
            }
            _ => format!("put brackets around the first: `({}) …`", written(&left.range)),
        };
        let finding = Finding::new(&COMPARISON_CHAINED, self.span(sign), "a comparison cannot follow a comparison")
            .label("second comparison")
            .other(self.span(&first), "first comparison")
            .help(help);
        self.faults.push(finding);
        Comparison::Chained
    }

    /// `x == none`, where `none` is what other languages call missing.
    fn compared_with_nothing(&mut self, left: &Part, binary: Binary, right: &Part) {
        let ExprKind::Path(names) = &right.expr.kind else { return };
        let [name] = &names[..] else { return };
        if matches!(name.text.to_lowercase().as_str(), "none" | "nil" | "undefined" | "null" | "na") && name.text != "na" {
            let range = left.range.start..right.range.end;
            self.faults.push(missing_test(self.text, range, left.range.clone(), binary == Binary::NotEqual));
        }
    }

    fn primary(&mut self, pair: Pair<'_, Rule>) -> Part {
        let range = bounds(&pair);
        let written = pair.as_str();
        match pair.as_rule() {
            Rule::truth => self.leaf(ExprKind::Boolean(written == "true"), range),
            Rule::text => self.leaf(ExprKind::Text(read_text(written)), range),
            Rule::integer => match read_integer(written) {
                Some(value) => self.leaf(ExprKind::Integer(value), range),
                None => self.too_large(range, "the largest integer is 9_223_372_036_854_775_807"),
            },
            Rule::fraction | Rule::percent => match read_fraction(written) {
                Some((digits, percent)) => self.leaf(ExprKind::Fraction { digits, percent }, range),
                None => self.too_large(range, "numbers with a fraction have at most 34 digits"),
            },
            Rule::duration => match read_duration(written) {
                Ok(micros) => self.leaf(ExprKind::Duration(micros), range),
                Err(why) => self.unreadable(&DURATION_MALFORMED, range, why),
            },
            Rule::date => match read_date(written) {
                Ok(days) => self.leaf(ExprKind::Date(days), range),
                Err(why) => self.unreadable(&DATE_MALFORMED, range, why),
            },
            Rule::timestamp => match read_timestamp(written) {
                Ok(micros) => self.leaf(ExprKind::Timestamp(micros), range),
                Err(why) => self.unreadable(&DATE_MALFORMED, range, why),
            },
            Rule::path => {
                let names = pair.into_inner().map(|part| self.step(&part)).collect();
                self.leaf(ExprKind::Path(names), range)
            }
            Rule::brackets => {
                let mut inner = pair.into_inner();
                match inner.next() {
                    Some(inner) => {
                        let part = self.expression(inner);
                        Part {
                            expr: Expr { kind: part.expr.kind, span: self.span(&range) },
                            range,
                            depth: part.depth,
                            comparison: Comparison::No,
                        }
                    }
                    None => self.leaf(ExprKind::Boolean(false), range),
                }
            }
            Rule::list => {
                let parts: Vec<Part> = pair.into_inner().map(|item| self.expression(item)).collect();
                let depth = parts.iter().map(|part| part.depth).max().unwrap_or(0);
                self.tree(ExprKind::List(parts.into_iter().map(|part| part.expr).collect()), range, depth)
            }
            _ => self.call(pair),
        }
    }

    /// A word of a path, or the text in `["…"]`.
    fn step(&self, pair: &Pair<'_, Rule>) -> Name {
        let text = if pair.as_rule() == Rule::text { read_text(pair.as_str()) } else { pair.as_str().to_owned() };
        Name { text, span: self.span(&bounds(pair)) }
    }

    fn call(&mut self, pair: Pair<'_, Rule>) -> Part {
        let range = bounds(&pair);
        let mut depth = 0;
        let mut call = Call {
            name: Name { text: String::new(), span: self.span(&range) },
            arguments: Vec::new(),
            filter: None,
            last: None,
            within: None,
        };
        for part in pair.into_inner() {
            let at = bounds(&part);
            match part.as_rule() {
                Rule::expression => {
                    let argument = self.expression(part);
                    depth = depth.max(argument.depth);
                    call.arguments.push(Argument::Value(argument.expr));
                }
                Rule::arrow => {
                    let Some(to) = part.into_inner().find(|part| part.as_rule() == Rule::expression) else { continue };
                    let to = self.expression(to);
                    depth = depth.max(to.depth);
                    match call.arguments.pop() {
                        Some(Argument::Value(from)) => {
                            let filter = call.filter.take();
                            call.arguments.push(Argument::Arrow { from, filter, to: to.expr });
                        }
                        // The grammar has an expression before each arrow.
                        other => call.arguments.extend(other),
                    }
                }
                Rule::period => {
                    let written = part.as_str().trim_end();
                    let span = self.span(&(at.start..at.start + written.len()));
                    call.arguments.push(Argument::Period(Name { text: written.split_whitespace().collect::<Vec<_>>().join(" "), span }));
                }
                Rule::filter => {
                    if let Some(condition) = part.into_inner().find(|part| part.as_rule() == Rule::expression) {
                        let condition = self.expression(condition);
                        depth = depth.max(condition.depth);
                        call.filter = Some(Box::new(condition.expr));
                    }
                }
                Rule::last_window => call.last = self.window(part),
                Rule::within => call.within = self.window(part),
                _ => call.name = Name { text: part.as_str().to_owned(), span: self.span(&at) },
            }
        }
        self.tree(ExprKind::Call(call), range, depth)
    }

    /// The duration of `in last D` or `within D`.
    fn window(&mut self, pair: Pair<'_, Rule>) -> Option<(Micros, Span)> {
        let duration = pair.into_inner().find(|part| part.as_rule() == Rule::duration)?;
        match read_duration(duration.as_str()) {
            Ok(micros) => Some((micros, self.span(&bounds(&duration)))),
            Err(why) => {
                self.unreadable(&DURATION_MALFORMED, bounds(&duration), why);
                None
            }
        }
    }

    fn too_large(&mut self, range: Range<usize>, help: &str) -> Part {
        let message = format!("{} is too large a number", quoted(self.text.source.get(range.clone()).unwrap_or_default()));
        self.faults.push(Finding::new(&NUMBER_TOO_LARGE, self.span(&range), message).help(help));
        self.leaf(ExprKind::Integer(0), range)
    }

    fn unreadable(&mut self, code: &'static crate::diagnostics::Code, range: Range<usize>, why: String) -> Part {
        self.faults.push(Finding::new(code, self.span(&range), why));
        self.leaf(ExprKind::Integer(0), range)
    }
}

/// The finding of `x == null`: what it denies, and how to write it.
pub(super) fn missing_test(text: Excerpt<'_>, range: Range<usize>, value: Range<usize>, present: bool) -> Finding {
    let value = text.source.get(value).unwrap_or_default();
    let test = if present { "is present" } else { "is missing" };
    Finding::new(&MISSING_TEST, text.at(range), "there is no null to compare with: the comparison would always be unknown")
        .help(format!("write {}", quoted(&format!("{value} {test}"))))
}

/// The bytes of what a rule took, without the blanks around it.
fn bounds(pair: &Pair<'_, Rule>) -> Range<usize> {
    let span = pair.as_span();
    span.start()..span.start() + span.as_str().trim_end().len()
}

fn binary(rule: Rule) -> Binary {
    match rule {
        Rule::and => Binary::And,
        Rule::equal => Binary::Equal,
        Rule::not_equal => Binary::NotEqual,
        Rule::less => Binary::Less,
        Rule::less_equal => Binary::LessEqual,
        Rule::greater => Binary::Greater,
        Rule::greater_equal => Binary::GreaterEqual,
        Rule::within_list => Binary::In,
        Rule::not_in => Binary::NotIn,
        Rule::contains => Binary::Contains,
        Rule::starts_with => Binary::StartsWith,
        Rule::ends_with => Binary::EndsWith,
        Rule::matches => Binary::Matches,
        Rule::otherwise => Binary::Else,
        Rule::add => Binary::Add,
        Rule::subtract => Binary::Subtract,
        Rule::join => Binary::Join,
        Rule::multiply => Binary::Multiply,
        Rule::divide => Binary::Divide,
        _ => Binary::Or,
    }
}
