//! What metrics measure over all subjects: aggregates of streams, times between two, rates, baselines, who is where.

use super::Resolver;
use super::expr::{article, united};
use super::names::{Kind, Thing};
use super::scope::{Place, Scope};
use super::selections::Taken;
use crate::diagnostics::{Finding, codes};
use crate::model::metric::{AggregateKind, Measure, MeasureKind, Rate, Reading, Selection};
use crate::model::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::expr::{self as written, Argument, Call, Name};
use crate::time::period::Period;
use crate::value::Type;

impl Resolver<'_> {
    /// A call in a metric, if it is a measure over all subjects (`count(sal)`, `rate(a -> b)`); anything else is left to the functions.
    /// `Some(None)`: it is one, and a finding was made.
    pub(super) fn measure(&mut self, call: &Call, span: Span, _scope: &Scope) -> Option<Option<Expr>> {
        if let Some(kind) = AggregateKind::named(&call.name.text) {
            return Some(self.aggregate(kind, call, span));
        }
        match (call.name.text.as_str(), call.arguments.as_slice()) {
            // the size of a set: what `distinct` in a metric is anyway
            ("length", [Argument::Value(written::Expr { kind: written::ExprKind::Call(inner), .. })]) if inner.name.text == "distinct" => {
                Some(self.aggregate(AggregateKind::Distinct, inner, span))
            }
            ("rate", _) => Some(self.rate(call, Reading::Mature, span)),
            ("raw", _) => Some(self.reading(call, Reading::Raw, span)),
            ("estimate", _) => Some(self.reading(call, Reading::Estimate, span)),
            ("baseline", _) => Some(self.baseline(call, span)),
            ("current", _) => Some(self.current(call, span)),
            (fold @ ("first" | "last" | "any"), _) => {
                let finding = self.malformed(span, format!("`{fold}` looks at the history of one subject, a metric at all of them"));
                self.findings
                    .push(finding.help("use `count`, `sum`, `mean`, `median`, `min`, `max` or `distinct`, or make it an attribute"));
                Some(None)
            }
            _ => None,
        }
    }

    /// A metric by its name, in another one. Metrics are typed in the order in which they name each other.
    pub(super) fn metric_by_name(&mut self, id: crate::ids::MetricId, span: Span) -> Option<Expr> {
        if self.broken.metrics.contains(&id) {
            return None;
        }
        let ty = self.model.metrics.get(id)?.expr.ty.clone();
        Some(self.measured(MeasureKind::Metric(id), ty, span))
    }

    /// The leaf that stands for a measure; equal ones are one.
    pub(super) fn measured(&mut self, kind: MeasureKind, ty: Type, span: Span) -> Expr {
        let text = self.model.print_measure(&kind);
        let id = match self.measures.get(&text) {
            Some(id) => *id,
            None => {
                let id = self.model.measures.push(Measure { kind, ty: ty.clone(), span });
                self.measures.insert(text, id);
                id
            }
        };
        Expr { kind: ExprKind::Measure(id), ty, span }
    }

    pub(super) fn malformed(&self, span: Span, message: String) -> Finding {
        Finding::new(&codes::MEASURE_MALFORMED, span, message)
    }

    fn aggregate(&mut self, kind: AggregateKind, call: &Call, span: Span) -> Option<Expr> {
        let clauses = self.measure_clauses(call, kind.word(), false);
        if let [Argument::Arrow { from, filter, to }] = call.arguments.as_slice() {
            return self.elapsed(kind, call, (from, filter.as_deref(), to), span).filter(|_| clauses);
        }
        if call.arguments.is_empty() {
            let finding = self.malformed(span, format!("`{}` of nothing", kind.word()));
            self.findings.push(finding.help(format!("name a stage or an event: {}", example(kind))));
            return None;
        }
        let taken: Vec<Option<Taken>> = call.arguments.iter().map(|argument| self.taken(kind.word(), argument)).collect();
        let sources = taken.iter().flatten().map(|taken| taken.stream.source).collect();
        let filter = self.measure_filter(call.filter.as_deref(), sources);
        let taken: Vec<Taken> = taken.into_iter().collect::<Option<_>>()?;
        let ty = self.aggregate_type(kind, &taken, span)?;
        let of = Selection { streams: taken.into_iter().map(|taken| taken.stream).collect(), filter: filter? };
        clauses.then(|| self.measured(MeasureKind::Aggregate { kind, of }, ty, span))
    }

    fn elapsed(
        &mut self,
        kind: AggregateKind,
        call: &Call,
        (from, filter, to): (&written::Expr, Option<&written::Expr>, &written::Expr),
        span: Span,
    ) -> Option<Expr> {
        let sides = self.sides(call, from, filter, to);
        let ty = match kind {
            AggregateKind::Count => Type::Integer,
            AggregateKind::Distinct => {
                let finding = self.malformed(call.name.span, "`distinct` of durations says nothing".to_owned());
                self.findings.push(finding.help("use `count`, or `median` for the time in between"));
                return None;
            }
            AggregateKind::Sum
            | AggregateKind::Mean
            | AggregateKind::Median
            | AggregateKind::P75
            | AggregateKind::P90
            | AggregateKind::P95
            | AggregateKind::Min
            | AggregateKind::Max => Type::Duration,
        };
        let (from, to) = sides?;
        Some(self.measured(MeasureKind::Elapsed { kind, from, to }, ty, span))
    }

    fn rate(&mut self, call: &Call, reading: Reading, span: Span) -> Option<Expr> {
        let clauses = self.measure_clauses(call, "rate", true);
        let [Argument::Arrow { from, filter, to }] = call.arguments.as_slice() else {
            let finding = self.malformed(span, "a rate is from one stage or event to another".to_owned());
            self.findings.push(finding.help("write `rate(A -> B)` or `rate(A -> B within 30d)`"));
            return None;
        };
        let (from, to) = self.sides(call, from, filter.as_deref(), to)?;
        let within = match call.within {
            Some((within, at)) if within <= 0 => {
                let finding = self.malformed(at, "the time of a rate is more than nothing".to_owned());
                self.findings.push(finding.help("write how long a subject may take, for example `within 30d`"));
                return None;
            }
            within => within.map(|(within, _)| within),
        };
        let rate = Rate { from, to, within };
        clauses.then(|| self.measured(MeasureKind::Rate { rate, reading }, Type::Number, span))
    }

    /// `raw(…)` and `estimate(…)` of a rate, also of a metric that is one.
    fn reading(&mut self, call: &Call, reading: Reading, span: Span) -> Option<Expr> {
        let clauses = self.measure_clauses(call, &call.name.text, false);
        match call.arguments.as_slice() {
            [Argument::Value(written::Expr { kind: written::ExprKind::Call(inner), .. })] if inner.name.text == "rate" => {
                self.rate(inner, reading, span).filter(|_| clauses)
            }
            [Argument::Value(written::Expr { kind: written::ExprKind::Path(names), span: at })] if names.len() == 1 => {
                let Thing::Metric(id) = self.find(&names[0].text, *at, &[Kind::Metric])? else { return None };
                if self.broken.metrics.contains(&id) {
                    return None;
                }
                let metric = self.model.metrics.get(id)?;
                let rate = metric.rate.and_then(|id| self.model.measures.get(id)).map(|measure| measure.kind.clone());
                if let Some(MeasureKind::Rate { rate, .. }) = rate {
                    return clauses.then(|| self.measured(MeasureKind::Rate { rate, reading }, Type::Number, span));
                }
                let finding = self
                    .malformed(*at, format!("`{}` is no rate, so it has no {} value", names[0].text, call.name.text))
                    .other(metric.span, "defined here");
                self.findings.push(finding.help("name a metric of the form `rate(A -> B)`"));
                None
            }
            _ => {
                let finding = self.malformed(span, format!("`{}` wants a rate", call.name.text));
                self.findings
                    .push(finding.help(format!("write `{0}(rate(A -> B))`, or `{0}(NAME)` of a metric that is a rate", call.name.text)));
                None
            }
        }
    }

    fn baseline(&mut self, call: &Call, span: Span) -> Option<Expr> {
        let clauses = self.measure_clauses(call, "baseline", false);
        match call.arguments.as_slice() {
            [Argument::Value(of), Argument::Period(period)] => {
                let period = self.period(period);
                let of = self.type_expr(of, &Scope::of(Place::Metric))?;
                let (ty, period) = (of.ty.clone(), period?);
                clauses.then(|| self.measured(MeasureKind::Baseline { of, period }, ty, span))
            }
            _ => {
                let finding = self.malformed(span, "a baseline in a metric needs a metric and a period".to_owned());
                self.findings.push(finding.help("write `baseline(METRIC, previous quarter)`"));
                None
            }
        }
    }

    fn current(&mut self, call: &Call, span: Span) -> Option<Expr> {
        let clauses = self.measure_clauses(call, "current", false);
        if let Some(filter) = &call.filter {
            let finding = Finding::new(&codes::CLAUSE_MISPLACED, filter.span, "`current` takes no `where`");
            self.findings.push(finding.help("count the entries that are meant: `count(STAGE where …)`"));
            return None;
        }
        match call.arguments.as_slice() {
            [Argument::Value(written::Expr { kind: written::ExprKind::Path(names), span: at })] if names.len() == 1 => {
                let Thing::Stage(stage) = self.find(&names[0].text, *at, &[Kind::Stage])? else { return None };
                clauses.then(|| self.measured(MeasureKind::Current(stage), Type::Integer, span))
            }
            _ => {
                let finding = self.malformed(span, "`current` counts the subjects in one stage".to_owned());
                self.findings.push(finding.help("name a stage: `current(STAGE)`"));
                None
            }
        }
    }

    /// A period by its bytes.
    pub(super) fn period(&mut self, written: &Name) -> Option<Period> {
        match Period::parse(&written.text) {
            Ok(period) => Some(period),
            Err(why) => {
                let any = "write for example `2026-Q4`, `FY2026-Q4`, `2026-11`, `2026-01-01..2026-03-31` or `previous quarter`";
                let help = Period::meant(&written.text).map_or_else(|| any.to_owned(), |meant| format!("write `{meant}`"));
                self.findings.push(Finding::new(&codes::PERIOD_MALFORMED, written.span, why).help(help));
                None
            }
        }
    }

    fn aggregate_type(&mut self, kind: AggregateKind, taken: &[Taken], span: Span) -> Option<Type> {
        let members: Vec<(&Type, Span)> = taken.iter().filter_map(|taken| taken.ty.as_ref().map(|ty| (ty, taken.span))).collect();
        let (Some((first, _)), true) = (members.first(), members.len() == taken.len()) else {
            if kind == AggregateKind::Count && members.is_empty() {
                return Some(Type::Integer);
            }
            let bare = taken.iter().find(|taken| taken.ty.is_none());
            let at = bare.map_or(span, |taken| taken.span);
            let finding = self.malformed(at, format!("`{}` wants to know of what", kind.word()));
            self.findings.push(finding.help(format!("name a part after a point: {}", example(kind))));
            return None;
        };
        let mut common = (*first).clone();
        for (ty, at) in &members[1..] {
            match united(&common, ty) {
                Some(met) => common = met,
                None => {
                    let finding = Finding::new(
                        &codes::MEASURE_TYPE,
                        *at,
                        format!("one measure cannot be of {} and of {}", article(&common), article(ty)),
                    );
                    self.findings.push(finding.help("take parts of one type, or a measure for each"));
                    return None;
                }
            }
        }
        let fits = match kind {
            AggregateKind::Count => true,
            AggregateKind::Distinct => common != Type::Set,
            AggregateKind::Sum
            | AggregateKind::Mean
            | AggregateKind::Median
            | AggregateKind::P75
            | AggregateKind::P90
            | AggregateKind::P95 => common.is_numeric() || common == Type::Duration,
            AggregateKind::Min | AggregateKind::Max => {
                common.is_numeric() || matches!(common, Type::Duration | Type::Timestamp | Type::Date)
            }
        };
        if !fits {
            let at = taken.first().map_or(span, |taken| taken.span);
            let finding = Finding::new(&codes::MEASURE_TYPE, at, format!("`{}` cannot be taken of {}", kind.word(), article(&common)));
            self.findings.push(finding.help("it takes numbers, decimals and durations; `count` and `distinct` take everything else"));
            return None;
        }
        Some(match kind {
            AggregateKind::Count | AggregateKind::Distinct => Type::Integer,
            AggregateKind::Sum | AggregateKind::Min | AggregateKind::Max => common,
            // halves of whole numbers are none
            AggregateKind::Mean | AggregateKind::Median | AggregateKind::P75 | AggregateKind::P90 | AggregateKind::P95 => match common {
                Type::Integer => Type::Number,
                common => common,
            },
        })
    }
}

fn example(kind: AggregateKind) -> String {
    match kind {
        AggregateKind::Count => "`count(won)`".to_owned(),
        AggregateKind::Distinct => "`distinct(won.subject)`".to_owned(),
        AggregateKind::Sum
        | AggregateKind::Mean
        | AggregateKind::Median
        | AggregateKind::P75
        | AggregateKind::P90
        | AggregateKind::P95
        | AggregateKind::Min
        | AggregateKind::Max => format!("`{}(won.amount)`", kind.word()),
    }
}
