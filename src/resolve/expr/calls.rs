//! Calls: folds, measures, `if`, and the functions of the language by their signatures.

use super::super::Resolver;
use super::super::parts::said;
use super::super::scope::{Place, Scope};
use super::folds::{fold_kind, fold_words};
use super::literals::Fractions;
use super::meet::{Meeting, Side, convert, is_cell};
use crate::diagnostics::{Finding, codes, suggest};
use crate::functions::{Function, Mismatch, Takes};
use crate::model::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::expr::{self as written, Argument, Call};
use crate::time::Weekday;
use crate::value::Type;

impl Resolver<'_> {
    /// A call of anything.
    pub(super) fn call(&mut self, call: &Call, span: Span, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        let word = call.name.text.as_str();
        if scope.place == Place::Metric {
            if let Some(measured) = self.measure(call, span, scope) {
                return measured;
            }
        } else if let Some(kind) = fold_kind(word) {
            return self.fold(kind, call, span, scope);
        }
        let known = Function::by_name(word);
        if known.is_none() && word != "if" {
            self.unknown_function(call, scope);
            return None;
        }
        self.no_clauses(call)?;
        let arguments = self.values(call)?;
        match known {
            Some(function) => self.function(function, call, &arguments, span, scope, fractions),
            None => self.choice(call, &arguments, span, scope, fractions),
        }
    }

    /// `if(c, a, b)`
    fn choice(&mut self, call: &Call, arguments: &[&written::Expr], span: Span, scope: &Scope, fractions: Fractions) -> Option<Expr> {
        let &[condition, then, otherwise] = arguments else {
            self.count_of_arguments(call, "3", "if(employees > 200, 20, 5)");
            return None;
        };
        let condition = self.condition(condition, scope);
        let (a, b) = (self.typed(then, scope, fractions), self.typed(otherwise, scope, fractions));
        let (a, b) = (Side { written: then, typed: a? }, Side { written: otherwise, typed: b? });
        let (a, b) =
            if is_cell(&a.typed) && is_cell(&b.typed) { (a.typed, b.typed) } else { self.meet(a, b, Meeting::Chosen, span, scope)? };
        let ty = a.ty.clone();
        Some(Expr { kind: ExprKind::If(Box::new(condition?), Box::new(a), Box::new(b)), ty, span })
    }

    /// A function of values, by its signature.
    fn function(
        &mut self,
        function: Function,
        call: &Call,
        arguments: &[&written::Expr],
        span: Span,
        scope: &Scope,
        fractions: Fractions,
    ) -> Option<Expr> {
        // the faults of all arguments are said
        let typed: Vec<Option<Expr>> = arguments.iter().map(|argument| self.typed(argument, scope, fractions)).collect();
        let typed = typed.into_iter().collect::<Option<Vec<Expr>>>()?;
        let sides = arguments.iter().zip(typed).map(|(written, typed)| Side { written, typed }).collect();
        let sides = self.adapted_to(function, sides, scope)?;
        let types: Vec<Type> = sides.iter().map(|side| side.typed.ty.clone()).collect();
        match function.apply(&types) {
            Ok(applied) => {
                let met = sides.into_iter().zip(&applied.arguments).map(|(side, ty)| convert(side.typed, ty)).collect();
                // so that a comparison with a day that is none is found
                let ty = if function == Function::Weekday {
                    Type::Enum(Weekday::ALL.iter().map(|day| day.name().to_owned()).collect())
                } else {
                    applied.result
                };
                Some(Expr { kind: ExprKind::Call(function, met), ty, span })
            }
            Err(mismatch) => {
                let at = mismatch.argument().and_then(|at| sides.get(at)).map_or(call.name.span, |side| side.written.span);
                let code = match &mismatch {
                    Mismatch::Count { .. } => &codes::ARGUMENTS_WRONG,
                    Mismatch::Unlike { before: Type::Decimal, found: Type::Number, .. }
                    | Mismatch::Unlike { before: Type::Number, found: Type::Decimal, .. } => &codes::DECIMAL_MEETS_NUMBER,
                    Mismatch::Argument { .. } | Mismatch::Unlike { .. } => &codes::TYPE_MISMATCH,
                };
                self.findings.push(Finding::new(code, at, mismatch.to_string()).help(mismatch.help()));
                None
            }
        }
    }

    /// Lets cells become what the parameters take, and values that are to be of one type meet.
    fn adapted_to<'w>(&mut self, function: Function, sides: Vec<Side<'w>>, scope: &Scope) -> Option<Vec<Side<'w>>> {
        let parameters = function.signature().parameters;
        let takes = |at: usize| parameters.get(at).or(parameters.last()).map(|parameter| parameter.takes);
        if takes(0) == Some(Takes::Ordered) {
            return self.adapted_together(sides, scope);
        }
        let of_cell = |takes: Takes| match takes {
            Takes::Text | Takes::TextOrSet | Takes::Readable | Takes::Ordered => None,
            Takes::Numeric | Takes::Amount => Some(Type::Decimal),
            Takes::Integer => Some(Type::Integer),
            Takes::Timestamp => Some(Type::Timestamp),
        };
        let adapt = |(at, side): (usize, Side<'w>)| match takes(at).and_then(of_cell) {
            Some(ty) if is_cell(&side.typed) => Side { typed: convert(side.typed, &ty), ..side },
            _ => side,
        };
        Some(sides.into_iter().enumerate().map(adapt).collect())
    }

    /// Each beside the one that has the most to say: a decimal, else whatever is no cell.
    fn adapted_together<'w>(&mut self, mut sides: Vec<Side<'w>>, scope: &Scope) -> Option<Vec<Side<'w>>> {
        let leader =
            sides.iter().position(|side| side.typed.ty == Type::Decimal).or_else(|| sides.iter().position(|side| !is_cell(&side.typed)));
        let Some(leader) = leader else {
            return Some(sides.into_iter().map(|side| Side { typed: convert(side.typed, &Type::Decimal), ..side }).collect());
        };
        for at in 0..sides.len() {
            if at == leader {
                continue;
            }
            let other = Side { written: sides[leader].written, typed: sides[leader].typed.clone() };
            let side = Side { written: sides[at].written, typed: sides[at].typed.clone() };
            sides[at] = self.adapted(side, other, Meeting::Chosen, scope)?.0;
        }
        Some(sides)
    }

    /// The arguments, where all are values.
    fn values<'c>(&mut self, call: &'c Call) -> Option<Vec<&'c written::Expr>> {
        let mut values = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            let (span, text) = match argument {
                Argument::Value(value) => {
                    values.push(value);
                    continue;
                }
                Argument::Arrow { from, to, .. } => (from.span.to(to.span), format!("{} -> {}", said(from), said(to))),
                Argument::Period(name) => (name.span, name.text.clone()),
            };
            let message = format!("`{text}` is no value that `{}` could take", call.name.text);
            self.findings.push(Finding::new(&codes::ARGUMENTS_WRONG, span, message).help("`A -> B` and periods belong into `metrics`"));
            return None;
        }
        Some(values)
    }

    /// Functions have no `where`, no `in last` and no `within`.
    fn no_clauses(&mut self, call: &Call) -> Option<()> {
        let clause = match (&call.filter, &call.last, &call.within) {
            (Some(filter), _, _) => ("where", filter.span),
            (None, Some((_, span)), _) => ("in last", *span),
            (None, None, Some((_, span))) => ("within", *span),
            (None, None, None) => return Some(()),
        };
        let message = format!("`{}` is a function of values and has no `{}`", call.name.text, clause.0);
        self.findings.push(
            Finding::new(&codes::CLAUSE_MISPLACED, clause.1, message)
                .help("`where` and `in last` belong to folds: `count(page_viewed where … in last 7d)`"),
        );
        None
    }

    fn count_of_arguments(&mut self, call: &Call, wanted: &str, example: &str) {
        let given = call.arguments.len();
        let message = format!("`{}` takes {wanted} arguments, not {given}", call.name.text).replace(" 1 arguments", " 1 argument");
        self.findings.push(Finding::new(&codes::ARGUMENTS_WRONG, call.name.span, message).help(format!("for example `{example}`")));
    }

    fn unknown_function(&mut self, call: &Call, scope: &Scope) {
        const MEASURES: [&str; 10] = ["rate", "raw", "estimate", "baseline", "current", "mean", "median", "p75", "p90", "p95"];
        let word = call.name.text.as_str();
        let finding = if MEASURES.contains(&word) && scope.place != Place::Metric {
            let finding =
                Finding::new(&codes::NAME_OUT_OF_SCOPE, call.name.span, format!("`{word}` is measured over all subjects together"));
            finding.help(
                "name it under `metrics`; of one subject there are `count`, `sum`, `min`, `max`, `first`, `last`, `distinct` and `any`",
            )
        } else {
            let finding = Finding::new(&codes::FUNCTION_UNKNOWN, call.name.span, format!("there is no function `{word}`"));
            let measures = if scope.place == Place::Metric { &MEASURES[..] } else { &[] };
            let words = Function::ALL.iter().map(|function| function.name()).chain(fold_words()).chain(["if"]);
            let known = suggest::did_you_mean(word, words.chain(measures.iter().copied()));
            match foreign(word, scope.place == Place::Metric).map(str::to_owned).or(known) {
                Some(help) => finding.help(help),
                None if scope.place == Place::Metric => finding.help(
                    "of all subjects together there are `count sum min max mean median p75 p90 p95 distinct` of a stage or an event, `rate` and `baseline`",
                ),
                None => finding.help(
                    "the functions are listed in the reference of the language, the folds are `count sum min max first last distinct any`",
                ),
            }
        };
        self.findings.push(finding);
    }
}

/// What other languages call it.
fn foreign(word: &str, measures: bool) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "len" | "size" | "char_length" => "did you mean `length`?",
        "avg" | "average" if measures => "did you mean `mean`?",
        "med" | "p50" if measures => "did you mean `median`?",
        "ratio" | "conversion" | "conversion_rate" if measures => "did you mean `rate`? For example `rate(mql -> sql within 60d)`",
        "avg" | "average" => "`mean` and `median` are metrics; of one subject divide: `sum(EVENT.FIELD) / count(EVENT.FIELD)`",
        "p50" => "did you mean `median`?",
        "p25" | "p10" | "p80" | "p85" | "p98" | "p99" | "quantile" | "percentile" => {
            "the quantiles of a metric are `median`, `p75`, `p90` and `p95`"
        }
        "ceiling" => "did you mean `ceil`?",
        "coalesce" | "ifnull" | "nvl" => "write `x else y`: y where x is missing",
        "concat" => "texts are joined by `++`",
        "exists" | "has" => "did you mean `any`?",
        "case" | "iff" | "iif" => "did you mean `if`?",
        "tolower" | "lowercase" => "did you mean `lower`?",
        "toupper" | "uppercase" => "did you mean `upper`?",
        "datediff" | "date_diff" => "did you mean `days_between`? Or subtract: `a - b` is a duration",
        "today" | "current_date" => "the instant of evaluation is `now`, its day `date(now)`",
        "startswith" | "starts_with" => "write `x starts with \"…\"`",
        "endswith" | "ends_with" => "write `x ends with \"…\"`",
        "float" | "number" | "double" => "did you mean `to_number`?",
        "int" | "integer" => "`floor(x)` or `round(x, 0)` make whole numbers",
        _ => return None,
    })
}
