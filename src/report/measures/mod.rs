//! What metrics come to in a period: measures over tapped elements, and expressions over measures (L8).

mod aggregate;
mod elements;
mod sum;

use super::basis::Basis;
use super::cohort::{Cohort, Rate, Story};
use super::groups::{Groups, Stay};
use crate::eval::{Scope, convert, eval};
use crate::ids::*;
use crate::model::metric::{AggregateKind, MeasureKind, Reading, Selection};
use crate::model::{Expr, Member, Metric, Model, StreamSource, Tap};
use crate::replay::outcome::Outcome;
use crate::time::Micros;
use crate::value::{Decimal, Type, Value};
use elements::Elements;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

/// All that measures read.
pub(super) struct Measures<'a> {
    pub model: &'a Model,
    outcome: &'a Outcome,
    /// By the place of the tap; nothing where the replay tapped nothing.
    taps: Vec<Elements<'a>>,
    /// The place of the first tap of each measure.
    first_tap: Vec<usize>,
    /// Since when each subject has been in outcomes.
    out_since: &'a [Micros],
    stays: OnceCell<Vec<Stay>>,
}

/// What of it is looked at.
#[derive(Clone)]
pub(super) struct Lens<'a> {
    /// From its first instant to before its end.
    pub period: Range<Micros>,
    /// What relative periods are relative to; `as_of` where there is none.
    pub surrounding: Option<Range<Micros>>,
    /// One group of a breakdown.
    pub group: Option<(&'a Groups, usize)>,
}

impl Lens<'_> {
    /// A period, or everything up to `as_of`.
    pub(super) fn of(period: Option<&Range<Micros>>) -> Self {
        Self { period: period.cloned().unwrap_or(Micros::MIN..Micros::MAX), surrounding: period.cloned(), group: None }
    }

    fn holds(&self, tap: usize, element: u32) -> bool {
        self.group.is_none_or(|(groups, group)| groups.of_element(tap, element as usize) == group)
    }
}

impl<'a> Measures<'a> {
    pub(super) fn of(basis: &'a Basis<'a>) -> Self {
        let Basis { model, outcome, .. } = *basis;
        let mut first_tap = Vec::with_capacity(model.measures.len());
        let mut next = 0;
        for measure in &model.measures {
            first_tap.push(next);
            next += measure.kind.selections().len();
        }
        Self {
            model,
            outcome,
            taps: outcome.taps.iter().enumerate().map(|(tap, tapped)| Elements::new(tap, tapped)).collect(),
            first_tap,
            out_since: &basis.out_since,
            stays: OnceCell::new(),
        }
    }

    /// Until when time ran.
    pub(super) fn as_of(&self) -> Option<Micros> {
        self.outcome.as_of
    }

    /// The value of an expression over measures.
    pub(super) fn value(&self, expr: &Expr, lens: &Lens<'_>) -> Value {
        eval(expr, self.model, &View { measures: self, lens, known: RefCell::default() })
    }

    /// The values of all metrics.
    pub(super) fn all<'s>(&'s self, lens: &'s Lens<'s>) -> impl Iterator<Item = (&'s Metric, Value)> {
        let view = View { measures: self, lens, known: RefCell::default() };
        self.model.metrics.iter().map(move |metric| (metric, eval(&metric.expr, self.model, &view)))
    }

    /// All figures of a rate; nothing where the measure is none, or nothing is known of it.
    pub(super) fn rate(&self, id: MeasureId, lens: &Lens<'_>) -> Option<Rate> {
        let MeasureKind::Rate { rate, .. } = &self.model.measures.get(id)?.kind else { return None };
        if self.is_blind(&rate.from, lens) || self.is_blind(&rate.to, lens) {
            return None;
        }
        let tap = *self.first_tap.get(id.index())?;
        let (from, to) = (self.taps.get(tap)?, self.taps.get(tap + 1)?);
        let as_of = self.outcome.as_of?;
        let mut cohort = Cohort::default();
        for &at in from.firsts_within(lens) {
            let (subject, entered) = (from.tapped.subject[at as usize], from.tapped.time[at as usize]);
            let out_since = self.out_since.get(subject as usize).copied().filter(|out| *out != Micros::MAX);
            let story = Story { entered, reached: to.at_or_after(subject, entered), out_since };
            cohort.push(story.end(as_of, rate.within));
        }
        Some(cohort.rate())
    }

    /// Whether an event happened in a period, by its place among the milestones.
    pub(super) fn happened(&self, milestone: usize, period: &Range<Micros>) -> bool {
        let milestones = self.model.taps().enumerate().filter(|(_, tap)| matches!(tap, Tap::Milestone(_)));
        let tap = milestones.map(|(place, _)| place).nth(milestone);
        tap.and_then(|tap| self.taps.get(tap)).is_some_and(|elements| !elements.within(&Lens::of(Some(period))).is_empty())
    }

    /// The instants at which anything was tapped that a lens shows.
    pub(super) fn instants<'s>(&'s self, lens: &'s Lens<'_>) -> impl Iterator<Item = Micros> + 's {
        self.taps.iter().flat_map(|elements| elements.within(lens).iter().map(|at| elements.tapped.time[*at as usize]))
    }

    fn measure(&self, id: MeasureId, lens: &Lens<'_>, view: &View<'_>) -> Value {
        let Some(measure) = self.model.measures.get(id) else { return Value::Missing };
        match &measure.kind {
            MeasureKind::Metric(metric) => eval(&self.model.metrics[*metric].expr, self.model, view),
            MeasureKind::Aggregate { kind, of } => self.aggregate(id, *kind, of, &measure.ty, lens).unwrap_or_default(),
            MeasureKind::Elapsed { kind, from, to } => self.elapsed(id, *kind, [from, to], lens).unwrap_or_default(),
            MeasureKind::Rate { reading, .. } => {
                let share = self.rate(id, lens).and_then(|rate| match reading {
                    Reading::Mature => rate.mature_rate,
                    Reading::Raw => rate.rate,
                    Reading::Estimate => rate.estimate,
                });
                share.map_or(Value::Missing, Value::number)
            }
            MeasureKind::Baseline { of, period } => {
                let Some(as_of) = self.outcome.as_of else { return Value::Missing };
                let range = period.resolve(&self.model.calendar, lens.surrounding.clone(), as_of);
                range.map_or(Value::Missing, |range| {
                    self.value(of, &Lens { surrounding: Some(range.clone()), period: range, group: lens.group })
                })
            }
            MeasureKind::Current(stage) => self.current(*stage, lens),
        }
    }

    fn aggregate(&self, id: MeasureId, kind: AggregateKind, of: &Selection, ty: &Type, lens: &Lens<'_>) -> Option<Value> {
        if self.is_blind(of, lens) {
            return None;
        }
        let tap = *self.first_tap.get(id.index())?;
        let elements = self.taps.get(tap)?;
        let places = elements.within(lens);
        if kind == AggregateKind::Count {
            return Some(aggregate::count(places.len()));
        }
        let taken = Taken::of(of);
        if let (AggregateKind::Distinct, Taken::Subject) = (kind, taken) {
            let mut subjects: Vec<u32> = places.iter().map(|at| elements.tapped.subject[*at as usize]).collect();
            subjects.sort_unstable();
            subjects.dedup();
            return Some(aggregate::count(subjects.len()));
        }
        let value = |at: &u32| {
            let at = *at as usize;
            match taken {
                Taken::Value => convert(elements.tapped.value.get(at).cloned().unwrap_or_default(), ty, &self.model.calendar),
                Taken::Time => Value::Timestamp(elements.tapped.time[at]),
                Taken::Subject => Value::Integer(i64::from(elements.tapped.subject[at])),
            }
        };
        let values = places.iter().map(value).collect();
        Some(aggregate::aggregate(kind, values, zero(ty)))
    }

    fn elapsed(&self, id: MeasureId, kind: AggregateKind, [from, to]: [&Selection; 2], lens: &Lens<'_>) -> Option<Value> {
        if self.is_blind(from, lens) || self.is_blind(to, lens) {
            return None;
        }
        let tap = *self.first_tap.get(id.index())?;
        let (from, to) = (self.taps.get(tap)?, self.taps.get(tap + 1)?);
        let starts = from.first_of_each(&lens.period);
        let took = starts.iter().filter(|at| lens.holds(tap, **at)).filter_map(|&at| {
            let start = from.tapped.time[at as usize];
            to.at_or_after(from.tapped.subject[at as usize], start).map(|end| Value::Duration(end - start))
        });
        Some(aggregate::aggregate(kind, took.collect(), Value::Duration(0)))
    }

    /// Whether a breakdown cannot say anything of a selection: events without a subject have no value of a dimension.
    fn is_blind(&self, of: &Selection, lens: &Lens<'_>) -> bool {
        let without = |source| matches!(source, StreamSource::Event(event) if !self.model.events[event].has_subject);
        lens.group.is_some() && of.streams.iter().any(|stream| without(stream.source))
    }

    /// Who was in a stage at the end of the period, or is as of `as_of` where that is earlier.
    fn current(&self, stage: StageId, lens: &Lens<'_>) -> Value {
        let stays = match lens.group {
            None => self.stays.get_or_init(|| self.stays(1, |_| 0).pop().unwrap_or_default()),
            Some((groups, group)) => &groups.stays.get_or_init(|| self.stays(groups.len(), |place| groups.of_visit(place)))[group],
        };
        let before = |instants: &Vec<Micros>| instants.partition_point(|instant| *instant < lens.period.end);
        let [entered, left] = &stays[stage.index()];
        aggregate::count(before(entered) - before(left))
    }

    /// The stays of each stage in each group, by the places of their visits.
    fn stays(&self, groups: usize, group: impl Fn(usize) -> usize) -> Vec<Vec<Stay>> {
        let mut stays = vec![vec![Stay::default(); self.model.stages.len()]; groups];
        for (place, visit) in self.outcome.visits.iter().enumerate() {
            let [entered, left] = &mut stays[group(place)][visit.stage.index()];
            entered.push(visit.entered_at);
            left.extend(visit.left_at);
        }
        stays.iter_mut().flatten().flatten().for_each(|instants| instants.sort_unstable());
        stays
    }
}

/// What an aggregate takes of an element.
#[derive(Clone, Copy)]
enum Taken {
    Value,
    Time,
    Subject,
}

impl Taken {
    fn of(selection: &Selection) -> Self {
        if Tap::Selection(selection).is_valued() {
            return Self::Value;
        }
        match selection.streams.first().and_then(|stream| stream.member) {
            Some(Member::Time) => Self::Time,
            Some(Member::Subject | Member::Field(_) | Member::Attribute(_)) | None => Self::Subject,
        }
    }
}

/// Nothing, in a type.
fn zero(ty: &Type) -> Value {
    match ty {
        Type::Integer => Value::Integer(0),
        Type::Number => Value::Number(0.0),
        Type::Decimal => Value::Decimal(Decimal::ZERO),
        Type::Duration => Value::Duration(0),
        Type::Boolean | Type::String | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Set => Value::Missing,
    }
}

/// Measures through a lens; each is worked out once.
struct View<'s> {
    measures: &'s Measures<'s>,
    lens: &'s Lens<'s>,
    known: RefCell<BTreeMap<MeasureId, Value>>,
}

impl Scope for View<'_> {
    fn measure(&self, id: MeasureId) -> Value {
        let known = self.known.borrow().get(&id).cloned();
        known.unwrap_or_else(|| {
            let value = self.measures.measure(id, self.lens, self);
            self.known.borrow_mut().insert(id, value.clone());
            value
        })
    }
    fn now(&self) -> Option<Micros> {
        self.measures.outcome.as_of
    }
}
