//! What the numbers of a metric are in, told from its expression: `entries`, `amount`, `cost / entry`, a share, a time.

use super::figures::number;
use super::words::{NO_DATA, duration, nouns, share};
use crate::functions::Function;
use crate::model::expr::{Arithmetic, Member, Stream, StreamSource};
use crate::model::metric::{AggregateKind, MeasureKind, Reading, Selection};
use crate::model::{Expr, ExprKind, Model};
use crate::reason::Hops;
use crate::report::Figure;
use crate::value::{Type, Value};

/// What numbers of a metric are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A share, shown in per cent, and what share it is.
    Share(&'static str),
    /// Time, held in seconds.
    Time,
    /// So many of something that is counted.
    Count(String),
    /// An amount of a field, an attribute, or of one divided by another.
    Amount(String),
    /// Nothing that can be told.
    Unknown,
}

impl Unit {
    /// The unit of what an expression over measures comes to.
    pub(super) fn of(expr: &Expr, model: &Model) -> Self {
        Self::within(expr, model, &Hops::new())
    }

    /// The same, as far as metrics that name metrics are followed.
    fn within(expr: &Expr, model: &Model, hops: &Hops) -> Self {
        if expr.ty == Type::Duration {
            return Self::Time;
        }
        match &expr.kind {
            ExprKind::Measure(id) => model.measures.get(*id).map_or(Self::Unknown, |measure| match &measure.kind {
                MeasureKind::Metric(metric) => hops.follow(|| Self::Unknown, || Self::within(&model.metrics[*metric].expr, model, hops)),
                MeasureKind::Aggregate { kind, of } => aggregate(*kind, of, model),
                MeasureKind::Elapsed { .. } => Self::Time,
                MeasureKind::Rate { reading, .. } => Self::Share(match reading {
                    Reading::Mature => "mature rate",
                    Reading::Raw => "raw rate",
                    Reading::Estimate => "estimate",
                }),
                MeasureKind::Baseline { of, .. } => Self::within(of, model, hops),
                MeasureKind::Current(_) => Self::Count(nouns(&model.subject)),
            }),
            ExprKind::Arithmetic(operator, a, b) => arithmetic(*operator, a, b, model, hops),
            ExprKind::Negate(inner) | ExprKind::Convert(inner) | ExprKind::Else(inner, _) => Self::within(inner, model, hops),
            ExprKind::Call(
                Function::Abs | Function::Floor | Function::Ceil | Function::Round | Function::ToNumber | Function::ToDecimal,
                arguments,
            ) => arguments.first().map_or(Self::Unknown, |inner| Self::within(inner, model, hops)),
            ExprKind::If(_, a, b) => one_of(Self::within(a, model, hops), Self::within(b, model, hops)),
            _ => Self::Unknown,
        }
    }

    /// A figure in that unit, without the words of the unit.
    pub(super) fn show(&self, figure: Option<Figure>) -> String {
        let Some(figure) = figure else { return NO_DATA.to_owned() };
        match self {
            Self::Time => duration(Some(figure.to_f64())),
            Self::Share(_) => share(Some(figure.to_f64())),
            Self::Count(_) | Self::Amount(_) | Self::Unknown => number(figure),
        }
    }

    /// The words of the unit.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Time => "",
            Self::Share(words) => words,
            Self::Count(words) | Self::Amount(words) => words,
            Self::Unknown => "number",
        }
    }

    /// A figure with its unit: the words of it, where the figure does not bear it itself.
    pub(super) fn say(&self, figure: Option<Figure>) -> String {
        match self {
            Self::Count(words) | Self::Amount(words) if figure.is_some() => format!("{} {words}", self.show(figure)),
            Self::Count(_) | Self::Amount(_) | Self::Share(_) | Self::Time | Self::Unknown => self.show(figure),
        }
    }

    /// One of what is counted, for what is divided by it.
    fn one(&self) -> String {
        match self {
            Self::Count(words) => {
                words.strip_suffix("ies").map_or_else(|| words.trim_end_matches('s').to_owned(), |stem| format!("{stem}y"))
            }
            Self::Time => "second".to_owned(),
            Self::Share(_) | Self::Amount(_) | Self::Unknown => self.words().to_owned(),
        }
    }
}

fn aggregate(kind: AggregateKind, of: &Selection, model: &Model) -> Unit {
    let member = of.streams.first().and_then(|stream| stream.member.map(|member| (stream, member)));
    let is_event = |stream: &Stream| matches!(stream.source, StreamSource::Event(_));
    match (kind, member) {
        (AggregateKind::Distinct, Some((_, Member::Subject))) => Unit::Count(nouns(&model.subject)),
        (AggregateKind::Distinct, _) => Unit::Count("values".to_owned()),
        (AggregateKind::Count, _) if of.streams.iter().all(is_event) => Unit::Count("events".to_owned()),
        (AggregateKind::Count, _) => Unit::Count("entries".to_owned()),
        (_, Some((_, Member::Attribute(id)))) => Unit::Amount(model.attributes[id].name.clone()),
        (_, Some((stream, Member::Field(place)))) => field(stream.source, place, model).map_or(Unit::Unknown, Unit::Amount),
        (_, Some((_, Member::Time | Member::Subject)) | None) => Unit::Unknown,
    }
}

fn field(source: StreamSource, place: usize, model: &Model) -> Option<String> {
    match source {
        StreamSource::Event(event) => model.events[event].fields.get(place).map(|field| field.name.clone()),
        StreamSource::Stage(_) => None,
    }
}

fn arithmetic(operator: Arithmetic, a: &Expr, b: &Expr, model: &Model, hops: &Hops) -> Unit {
    match (operator, constant(a), constant(b)) {
        (Arithmetic::Divide, None, Some(Value::Duration(micros))) => per(micros),
        (Arithmetic::Multiply | Arithmetic::Divide | Arithmetic::Add | Arithmetic::Subtract, None, Some(_)) => Unit::within(a, model, hops),
        (Arithmetic::Multiply | Arithmetic::Add | Arithmetic::Subtract, Some(_), None) => Unit::within(b, model, hops),
        (Arithmetic::Add | Arithmetic::Subtract, ..) => one_of(Unit::within(a, model, hops), Unit::within(b, model, hops)),
        (Arithmetic::Multiply, ..) => match (Unit::within(a, model, hops), Unit::within(b, model, hops)) {
            (Unit::Share(_), other) | (other, Unit::Share(_)) => other,
            _ => Unit::Unknown,
        },
        (Arithmetic::Divide, ..) => divided(&Unit::within(a, model, hops), &Unit::within(b, model, hops)),
    }
}

/// A number of days, hours or whatever a duration was divided by.
fn per(micros: i64) -> Unit {
    let names = [(86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"), (604_800, "weeks")];
    let name = names.into_iter().find(|(seconds, _)| seconds * 1_000_000 == micros).map(|(_, name)| name.to_owned());
    name.map_or(Unit::Unknown, Unit::Count)
}

/// Some of those counted by all of them are a share; other quotients name both.
fn divided(a: &Unit, b: &Unit) -> Unit {
    match (a, b) {
        (Unit::Count(some), Unit::Count(all)) if some == all => Unit::Share(if some == "entries" { "of entries" } else { "of all" }),
        (Unit::Unknown, _) | (_, Unit::Unknown) => Unit::Unknown,
        (Unit::Share(_), Unit::Share(_)) | (Unit::Time, Unit::Time) => Unit::Amount("times".to_owned()),
        (some, all) if some == all => Unit::Amount("times".to_owned()),
        (Unit::Share(_), Unit::Count(_) | Unit::Amount(_) | Unit::Time) => Unit::Unknown,
        (some, Unit::Share(_)) => some.clone(),
        (some, all) => Unit::Amount(format!("{} / {}", some.words(), all.one())),
    }
}

fn one_of(a: Unit, b: Unit) -> Unit {
    match (a, b) {
        (a, b) if a == b => a,
        (Unit::Unknown, known) | (known, Unit::Unknown) => known,
        _ => Unit::Unknown,
    }
}

fn constant(expr: &Expr) -> Option<Value> {
    match &expr.kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::Convert(inner) => constant(inner),
        _ => None,
    }
}
