//! Typed expressions as text, in the notation of the language. Conversions are not shown: they follow from the types.
//!
//! The text is canonical: within one model, equal texts mean equal expressions, so it serves as a key too.

use super::expr::*;
use super::metric::{MeasureKind, Rate, Reading, Selection};
use super::{Model, Piece, Template};
use crate::time::duration;
use crate::value::Value;

/// How tightly something binds (L4), lowest first.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Else,
    Sum,
    Product,
    Negation,
    Atom,
}

impl Model {
    /// An expression as text.
    pub fn print(&self, expr: &Expr) -> String {
        let mut text = String::new();
        self.put(&mut text, expr, Binding::Or);
        text
    }

    /// A fold as text.
    pub fn print_fold(&self, fold: &Fold) -> String {
        let streams: Vec<String> = fold.streams.iter().map(|stream| self.print_stream(stream)).collect();
        let mut text = format!("{}({}", fold_word(fold.kind), streams.join(", "));
        if let Some(filter) = &fold.filter {
            text.push_str(" where ");
            self.put(&mut text, filter, Binding::Or);
        }
        if let Some(last) = fold.last {
            text.push_str(" in last ");
            text.push_str(&duration::format(last));
        }
        text.push(')');
        text
    }

    /// A measure as text.
    pub fn print_measure(&self, measure: &MeasureKind) -> String {
        match measure {
            MeasureKind::Metric(metric) => name(self.metrics.get(*metric).map(|metric| &metric.name)),
            MeasureKind::Aggregate { kind, of } => format!("{}({})", kind.word(), self.print_selection(of)),
            MeasureKind::Elapsed { kind, from, to } => {
                format!("{}({} -> {})", kind.word(), self.print_selection(from), self.print_selection(to))
            }
            MeasureKind::Rate { rate, reading } => match reading {
                Reading::Mature => self.print_rate(rate),
                Reading::Raw => format!("raw({})", self.print_rate(rate)),
                Reading::Estimate => format!("estimate({})", self.print_rate(rate)),
            },
            MeasureKind::Baseline { of, period } => format!("baseline({}, {period})", self.print(of)),
            MeasureKind::Current(stage) => format!("current({})", name(self.stages.get(*stage).map(|stage| &stage.name))),
        }
    }

    /// A text with expressions in braces.
    pub fn print_template(&self, template: &Template) -> String {
        let mut text = String::new();
        for piece in &template.0 {
            match piece {
                Piece::Text(plain) => text.push_str(&plain.replace('{', "{{").replace('}', "}}")),
                Piece::Value(expr) => {
                    text.push('{');
                    self.put(&mut text, expr, Binding::Or);
                    text.push('}');
                }
            }
        }
        text
    }

    fn print_rate(&self, rate: &Rate) -> String {
        let within = rate.within.map_or_else(String::new, |within| format!(" within {}", duration::format(within)));
        format!("rate({} -> {}{within})", self.print_selection(&rate.from), self.print_selection(&rate.to))
    }

    fn print_selection(&self, selection: &Selection) -> String {
        let streams: Vec<String> = selection.streams.iter().map(|stream| self.print_stream(stream)).collect();
        let filter = selection.filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", self.print(filter)));
        format!("{}{filter}", streams.join(", "))
    }

    /// A stream and what is taken of its elements, as it is written.
    pub fn print_stream(&self, stream: &Stream) -> String {
        let mut text = self.print_source(stream.source);
        if let Some(member) = stream.member {
            text.push('.');
            text.push_str(&self.print_member(stream.source, member));
        }
        text
    }

    fn print_source(&self, source: StreamSource) -> String {
        match source {
            StreamSource::Event(event) => name(self.events.get(event).map(|event| &event.name)),
            StreamSource::Stage(stage) => name(self.stages.get(stage).map(|stage| &stage.name)),
        }
    }

    fn print_member(&self, source: StreamSource, member: Member) -> String {
        match (member, source) {
            (Member::Field(place), StreamSource::Event(event)) => {
                name(self.events.get(event).and_then(|event| event.fields.get(place)).map(|field| &field.name))
            }
            (Member::Field(place), StreamSource::Stage(_)) => format!("?{place}"),
            (Member::Attribute(attribute), _) => name(self.attributes.get(attribute).map(|attribute| &attribute.name)),
            (Member::Time, _) => "time".to_owned(),
            (Member::Subject, _) => "subject".to_owned(),
        }
    }

    fn put(&self, text: &mut String, expr: &Expr, outer: Binding) {
        if let ExprKind::Convert(inner) = &expr.kind {
            return self.put(text, inner, outer);
        }
        let own = binding(&expr.kind);
        if own < outer {
            text.push('(');
        }
        self.put_bare(text, expr, own);
        if own < outer {
            text.push(')');
        }
    }

    /// Both sides of an operator; the right one binds tighter, since operators of one precedence go from left to right.
    fn put_sides(&self, text: &mut String, left: &Expr, operator: &str, right: &Expr, own: Binding) {
        // comparisons do not chain: neither side may be one unbracketed
        let left_side = if own == Binding::Comparison { Binding::Else } else { own };
        self.put(text, left, left_side);
        text.push(' ');
        text.push_str(operator);
        text.push(' ');
        self.put(text, right, tighter(own));
    }

    fn put_list(&self, text: &mut String, items: &[Expr]) {
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                text.push_str(", ");
            }
            self.put(text, item, Binding::Or);
        }
    }

    fn put_bare(&self, text: &mut String, expr: &Expr, own: Binding) {
        match &expr.kind {
            ExprKind::Literal(value) => text.push_str(&literal(value)),
            ExprKind::Attribute(id) => text.push_str(&name(self.attributes.get(*id).map(|attribute| &attribute.name))),
            ExprKind::Let(id) => text.push_str(&name(self.lets.get(*id).map(|named| &named.name))),
            ExprKind::Score(id) => text.push_str(&format!("score.{}", name(self.scores.get(*id).map(|score| &score.name)))),
            ExprKind::Band(id) => text.push_str(&format!("score.{}.band", name(self.scores.get(*id).map(|score| &score.name)))),
            ExprKind::Member { name, .. } => {
                text.push_str("event.");
                text.push_str(name);
            }
            ExprKind::StageAge => text.push_str("stage.age"),
            ExprKind::StageVisits => text.push_str("stage.visits"),
            ExprKind::StageEnteredAt => text.push_str("stage.entered_at"),
            ExprKind::Now => text.push_str("now"),
            ExprKind::Subject => text.push_str("subject"),
            ExprKind::Fold(id) => text.push_str(&self.folds.get(*id).map_or_else(unknown, |fold| self.print_fold(fold))),
            ExprKind::Measure(id) => {
                text.push_str(&self.measures.get(*id).map_or_else(unknown, |measure| self.print_measure(&measure.kind)));
            }
            ExprKind::Row(path) => {
                text.push_str("row");
                for key in path {
                    text.push_str(&format!("[{}]", quoted(key)));
                }
            }
            ExprKind::Not(inner) => {
                text.push_str("not ");
                self.put(text, inner, Binding::Not);
            }
            ExprKind::Negate(inner) => {
                text.push('-');
                self.put(text, inner, Binding::Atom);
            }
            ExprKind::And(a, b) => self.put_sides(text, a, "and", b, own),
            ExprKind::Or(a, b) => self.put_sides(text, a, "or", b, own),
            ExprKind::Compare(comparison, a, b) => self.put_sides(text, a, comparison_word(*comparison), b, own),
            ExprKind::In { value, items, negated } => {
                self.put(text, value, Binding::Else);
                text.push_str(if *negated { " not in [" } else { " in [" });
                self.put_list(text, items);
                text.push(']');
            }
            ExprKind::InSet { set, value, negated } => {
                self.put_sides(text, value, if *negated { "not in" } else { "in" }, set, own);
            }
            ExprKind::Is { value, present } => {
                self.put(text, value, Binding::Else);
                text.push_str(if *present { " is present" } else { " is missing" });
            }
            ExprKind::TextTest(test, a, b) => self.put_sides(text, a, test_words(*test), b, own),
            ExprKind::Matches(value, pattern) => {
                self.put(text, value, Binding::Else);
                text.push_str(" matches ");
                text.push_str(&quoted(&pattern.text));
            }
            ExprKind::Else(a, b) => self.put_sides(text, a, "else", b, own),
            ExprKind::Arithmetic(operator, a, b) => self.put_sides(text, a, arithmetic_sign(*operator), b, own),
            ExprKind::Join(a, b) => self.put_sides(text, a, "++", b, own),
            ExprKind::Call(function, arguments) => {
                text.push_str(function.name());
                text.push('(');
                self.put_list(text, arguments);
                text.push(')');
            }
            ExprKind::If(condition, then, otherwise) => {
                text.push_str("if(");
                for (at, part) in [condition, then, otherwise].into_iter().enumerate() {
                    text.push_str(if at > 0 { ", " } else { "" });
                    self.put(text, part, Binding::Or);
                }
                text.push(')');
            }
            ExprKind::Convert(inner) => self.put(text, inner, own),
        }
    }
}

fn binding(kind: &ExprKind) -> Binding {
    match kind {
        ExprKind::Or(..) => Binding::Or,
        ExprKind::And(..) => Binding::And,
        ExprKind::Not(_) => Binding::Not,
        ExprKind::Compare(..)
        | ExprKind::In { .. }
        | ExprKind::InSet { .. }
        | ExprKind::Is { .. }
        | ExprKind::TextTest(..)
        | ExprKind::Matches(..) => Binding::Comparison,
        ExprKind::Else(..) => Binding::Else,
        ExprKind::Arithmetic(Arithmetic::Add | Arithmetic::Subtract, ..) | ExprKind::Join(..) => Binding::Sum,
        ExprKind::Arithmetic(Arithmetic::Multiply | Arithmetic::Divide, ..) => Binding::Product,
        ExprKind::Negate(_) => Binding::Negation,
        ExprKind::Literal(_)
        | ExprKind::Attribute(_)
        | ExprKind::Let(_)
        | ExprKind::Score(_)
        | ExprKind::Band(_)
        | ExprKind::Member { .. }
        | ExprKind::StageAge
        | ExprKind::StageVisits
        | ExprKind::StageEnteredAt
        | ExprKind::Now
        | ExprKind::Subject
        | ExprKind::Fold(_)
        | ExprKind::Measure(_)
        | ExprKind::Row(_)
        | ExprKind::Call(..)
        | ExprKind::If(..)
        | ExprKind::Convert(_) => Binding::Atom,
    }
}

fn tighter(binding: Binding) -> Binding {
    match binding {
        Binding::Or => Binding::And,
        Binding::And => Binding::Not,
        Binding::Not => Binding::Comparison,
        Binding::Comparison => Binding::Else,
        Binding::Else => Binding::Sum,
        Binding::Sum => Binding::Product,
        Binding::Product => Binding::Negation,
        Binding::Negation | Binding::Atom => Binding::Atom,
    }
}

fn name(name: Option<&String>) -> String {
    name.cloned().unwrap_or_else(unknown)
}

fn unknown() -> String {
    "?".to_owned()
}

/// A value as the language writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Set(set) => format!("[{}]", set.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
        Value::Missing
        | Value::Boolean(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::Decimal(_)
        | Value::Timestamp(_)
        | Value::Date(_)
        | Value::Duration(_) => value.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

fn comparison_word(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => ">=",
    }
}

fn arithmetic_sign(operator: Arithmetic) -> &'static str {
    match operator {
        Arithmetic::Add => "+",
        Arithmetic::Subtract => "-",
        Arithmetic::Multiply => "*",
        Arithmetic::Divide => "/",
    }
}

fn test_words(test: TextTest) -> &'static str {
    match test {
        TextTest::Contains => "contains",
        TextTest::StartsWith => "starts with",
        TextTest::EndsWith => "ends with",
    }
}

fn fold_word(kind: FoldKind) -> &'static str {
    match kind {
        FoldKind::Count => "count",
        FoldKind::Sum => "sum",
        FoldKind::Min => "min",
        FoldKind::Max => "max",
        FoldKind::First => "first",
        FoldKind::Last => "last",
        FoldKind::Distinct => "distinct",
        FoldKind::Any => "any",
    }
}
