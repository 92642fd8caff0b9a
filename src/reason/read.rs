//! From expressions to formulas: what must be true of which things for a condition to have one of some truths.

use super::domain::{Domain, Truths};
use super::formula::{About, Formula, Test, Thing};
use super::monotone::{Way, sent_into};
use super::ranges::Ranges;
use super::{Hops, Reasoner, Setting};
use crate::eval::{convert, eval};
use crate::functions::Function;
use crate::model::expr::{Arithmetic, Comparison, TextTest};
use crate::model::{Expr, ExprKind, Model};
use crate::value::{Type, Value, arithmetic, compare, negate};
use std::cell::Cell;
use std::sync::Arc;

/// A formula has at most about so many parts; what goes beyond may be true or not.
const MOST: u32 = 4_000;

/// Reads conditions where they stand.
pub(super) struct Reader<'a> {
    pub(super) reasoner: &'a Reasoner<'a>,
    pub(super) setting: &'a Setting,
    pub(super) hops: Hops,
    left: Cell<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(reasoner: &'a Reasoner<'a>, setting: &'a Setting) -> Self {
        Self { reasoner, setting, hops: Hops::new(), left: Cell::new(MOST) }
    }

    pub(super) fn model(&self) -> &'a Model {
        self.reasoner.model
    }

    /// That a condition has one of some truths.
    pub(super) fn truth(&self, expr: &Expr, wanted: Truths) -> Formula {
        if wanted == Truths::NONE {
            return Formula::Never;
        }
        if wanted == Truths::ANY {
            return Formula::Always;
        }
        let Some(left) = self.left.get().checked_sub(1) else { return Formula::Perhaps };
        self.left.set(left);
        match &expr.kind {
            ExprKind::Not(x) => self.truth(x, wanted.swapped()),
            ExprKind::And(a, b) => conjunction(wanted, &|wanted| self.truth(a, wanted), &|wanted| self.truth(b, wanted)),
            // a or b is not (not a and not b)
            ExprKind::Or(a, b) => {
                conjunction(wanted.swapped(), &|wanted| self.truth(a, wanted.swapped()), &|wanted| self.truth(b, wanted.swapped()))
            }
            ExprKind::Compare(comparison, a, b) => self.comparison(*comparison, a, b, wanted),
            ExprKind::In { value, items, negated } => self.listed(value, items, if *negated { wanted.swapped() } else { wanted }),
            ExprKind::Is { value, present } => {
                let wanted = if *present { wanted } else { wanted.swapped() };
                let missing = wanted.has(Truths::FALSE);
                self.lies(value, &Domain { missing, values: if wanted.has(Truths::TRUE) { Ranges::whole() } else { Ranges::none() } })
            }
            ExprKind::TextTest(test, text, constant) => match self.constant(constant) {
                Some(Value::Missing) => when(wanted.has(Truths::UNKNOWN)),
                Some(Value::Text(constant)) => self.test(text, &Test::Text(*test, constant), expr, wanted),
                _ => Formula::lies(self.thing(expr), &wanted.domain()),
            },
            ExprKind::Matches(text, pattern) => self.test(text, &Test::Matches(pattern.clone()), expr, wanted),
            ExprKind::InSet { set, value, negated } => {
                let wanted = if *negated { wanted.swapped() } else { wanted };
                Formula::lies(self.in_set(set, value, expr), &wanted.domain())
            }
            _ => self.lies(expr, &wanted.domain()),
        }
    }

    /// That the value of an expression lies in a domain.
    pub(super) fn lies(&self, expr: &Expr, domain: &Domain) -> Formula {
        if domain.is_empty() {
            return Formula::Never;
        }
        if domain.missing && domain.values == Ranges::whole() {
            return Formula::Always;
        }
        let Some(left) = self.left.get().checked_sub(1) else { return Formula::Perhaps };
        self.left.set(left);
        let too_far = || Formula::Perhaps;
        match &expr.kind {
            ExprKind::Literal(value) => when(domain.contains(value)),
            ExprKind::Attribute(id) => self.hops.follow(too_far, || self.lies(&self.model().attributes[*id].expr, domain)),
            ExprKind::Let(id) => self.hops.follow(too_far, || self.lies(&self.model().lets[*id].expr, domain)),
            ExprKind::Else(a, b) => {
                let own = self.lies(a, &Domain { missing: false, values: domain.values.clone() });
                own.or(self.lies(a, &Domain::missing()).and(self.lies(b, domain)))
            }
            ExprKind::If(condition, a, b) => {
                let then = self.truth(condition, Truths::TRUE).and(self.lies(a, domain));
                then.or(self.truth(condition, Truths::NOT_TRUE).and(self.lies(b, domain)))
            }
            ExprKind::Band(id) => self.band(*id, expr, domain),
            ExprKind::Not(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::In { .. }
            | ExprKind::InSet { .. }
            | ExprKind::Is { .. }
            | ExprKind::TextTest(..)
            | ExprKind::Matches(..) => self.truth(expr, Truths::of(domain)),
            _ => self.through(expr, domain).unwrap_or_else(|| Formula::lies(self.thing(expr), domain)),
        }
    }

    /// The same said of the one argument of a function that only rises or only falls.
    fn through(&self, expr: &Expr, domain: &Domain) -> Option<Formula> {
        let calendar = &self.model().calendar;
        let (inner, found) = match &expr.kind {
            ExprKind::Convert(inner) if inner.ty.is_text() && expr.ty.is_text() => return Some(self.lies(inner, domain)),
            ExprKind::Convert(inner) => {
                (&**inner, sent_into(domain, &inner.ty, Way::Up, |value| convert(value.clone(), &expr.ty, calendar)))
            }
            ExprKind::Negate(inner) => (&**inner, sent_into(domain, &inner.ty, Way::Down, negate)),
            ExprKind::Arithmetic(operator, a, b) => match (self.constant(a), self.constant(b)) {
                (None, Some(by)) => {
                    let way = way(*operator, &by)?;
                    (&**a, sent_into(domain, &a.ty, way, |value| arithmetic(*operator, value, &by)))
                }
                (Some(by), None) => {
                    let way = match operator {
                        Arithmetic::Add | Arithmetic::Multiply => way(*operator, &by)?,
                        Arithmetic::Subtract => Way::Down,
                        Arithmetic::Divide => return None,
                    };
                    (&**b, sent_into(domain, &b.ty, way, |value| arithmetic(*operator, &by, value)))
                }
                _ => return None,
            },
            ExprKind::Call(function @ (Function::Floor | Function::Ceil), arguments) => {
                let [inner] = arguments.as_slice() else { return None };
                (inner, sent_into(domain, &inner.ty, Way::Up, |value| function.call(std::slice::from_ref(value), calendar)))
            }
            ExprKind::Call(function @ Function::Round, arguments) => {
                let [inner, digits] = arguments.as_slice() else { return None };
                let digits = self.constant(digits)?;
                (inner, sent_into(domain, &inner.ty, Way::Up, |value| function.call(&[value.clone(), digits.clone()], calendar)))
            }
            _ => return None,
        };
        Some(self.lies(inner, &found?))
    }

    fn comparison(&self, comparison: Comparison, a: &Expr, b: &Expr, wanted: Truths) -> Formula {
        match (self.constant(a), self.constant(b)) {
            (Some(a), Some(b)) => {
                let truth = compare(&a, &b).map(|order| comparison.holds(order));
                when(Truths::of(&Domain::exactly(&Value::from_truth(truth))).has(wanted))
            }
            (None, Some(value)) => self.against(a, comparison, &value, wanted),
            (Some(value), None) => self.against(b, comparison.mirrored(), &value, wanted),
            (None, None) => self.sides(comparison, a, b, wanted),
        }
    }

    /// A comparison with a constant.
    fn against(&self, expr: &Expr, comparison: Comparison, value: &Value, wanted: Truths) -> Formula {
        if value.is_missing() {
            return when(wanted.has(Truths::UNKNOWN));
        }
        if matches!(value, Value::Set(_)) {
            return Formula::Perhaps;
        }
        let mut domain = Domain { missing: wanted.has(Truths::UNKNOWN), values: Ranges::none() };
        for (truth, comparison) in [(Truths::TRUE, comparison), (Truths::FALSE, comparison.negated())] {
            if wanted.has(truth) {
                domain = domain.or(&Domain::compared(comparison, value));
            }
        }
        self.lies(expr, &domain)
    }

    /// Two things compared with each other.
    fn sides(&self, comparison: Comparison, a: &Expr, b: &Expr, wanted: Truths) -> Formula {
        let (mut first, mut second, mut comparison) = (self.thing(a), self.thing(b), comparison);
        if first.key > second.key {
            (first, second, comparison) = (second, first, comparison.mirrored());
        }
        let missing = first.domain.missing || second.domain.missing;
        let orders = [(-1, std::cmp::Ordering::Less), (0, std::cmp::Ordering::Equal), (1, std::cmp::Ordering::Greater)];
        let is_same = first.key == second.key;
        let possible = orders.iter().filter(|(_, order)| !is_same || order.is_eq());
        let of = |truth: Truths, holds: bool| {
            let fits = possible.clone().filter(|(_, order)| wanted.has(truth) && comparison.holds(*order) == holds);
            Ranges::of(fits.map(|(side, _)| Value::Integer(*side)))
        };
        let values = of(Truths::TRUE, true).or(&of(Truths::FALSE, false));
        let all = Domain { missing, values: Ranges::of(possible.clone().map(|(side, _)| Value::Integer(*side))) };
        let key = Arc::from(format!("{} against {}", first.key, second.key));
        let thing = Thing { key, ty: Type::Integer, domain: all, about: About::Sides(first, second) };
        Formula::lies(Arc::new(thing), &Domain { missing: wanted.has(Truths::UNKNOWN), values })
    }

    /// `x in [..]`
    fn listed(&self, value: &Expr, items: &[Expr], wanted: Truths) -> Formula {
        let constants: Option<Vec<Value>> = items.iter().map(|item| self.constant(item)).collect();
        match constants {
            Some(items) if !items.iter().any(Value::is_missing) => {
                let listed = Ranges::of(items);
                let mut values = Ranges::none();
                if wanted.has(Truths::FALSE) {
                    values = values.or(&listed.not());
                }
                if wanted.has(Truths::TRUE) {
                    values = values.or(&listed);
                }
                self.lies(value, &Domain { missing: wanted.has(Truths::UNKNOWN), values })
            }
            _ => self.one_of(value, items, wanted),
        }
    }

    /// `x in [..]` as the `or` of the equalities.
    fn one_of(&self, value: &Expr, items: &[Expr], wanted: Truths) -> Formula {
        match items {
            [] => when(wanted.has(Truths::FALSE)),
            [item] => self.comparison(Comparison::Equal, value, item, wanted),
            [item, rest @ ..] if self.left.get() > 0 => {
                self.left.set(self.left.get() - 1);
                conjunction(wanted.swapped(), &|wanted| self.comparison(Comparison::Equal, value, item, wanted.swapped()), &|wanted| {
                    self.one_of(value, rest, wanted.swapped())
                })
            }
            _ => Formula::Perhaps,
        }
    }

    /// A test of a text by a constant.
    fn test(&self, text: &Expr, test: &Test, whole: &Expr, wanted: Truths) -> Formula {
        let prefix = match test {
            Test::Text(TextTest::StartsWith, constant) => Some(Ranges::beginning(constant)),
            Test::Text(TextTest::Contains | TextTest::EndsWith, _) | Test::Matches(_) => None,
        };
        let base = self.thing(text);
        let passing = prefix.or_else(|| {
            let texts = base.domain.values.points(64)?;
            Some(Ranges::of(texts.into_iter().filter(|text| test.passes(text) == Some(true))))
        });
        if let Some(passing) = passing {
            let mut domain = Domain { missing: wanted.has(Truths::UNKNOWN), values: Ranges::none() };
            if wanted.has(Truths::TRUE) {
                domain.values = domain.values.or(&passing);
            }
            if wanted.has(Truths::FALSE) {
                domain.values = domain.values.or(&passing.not());
            }
            return self.lies(text, &domain);
        }
        let mut thing = (*self.thing(whole)).clone();
        thing.domain.missing = base.domain.missing;
        thing.about = About::Test(base, test.clone());
        Formula::lies(Arc::new(thing), &wanted.domain())
    }

    /// Whether a text is in a set, as a thing that `not in` shares.
    fn in_set(&self, set: &Expr, value: &Expr, whole: &Expr) -> Arc<Thing> {
        let plain = ExprKind::InSet { set: Box::new(set.clone()), value: Box::new(value.clone()), negated: false };
        let mut thing = (*self.thing(&Expr { kind: plain, ty: whole.ty.clone(), span: whole.span })).clone();
        thing.domain.missing = self.extent(set).missing || self.extent(value).missing;
        Arc::new(thing)
    }

    /// A band: the parts of the score's range that bear one of the names.
    fn band(&self, id: crate::ids::ScoreId, expr: &Expr, domain: &Domain) -> Formula {
        let score = Expr { kind: ExprKind::Score(id), ty: Type::Number, span: expr.span };
        let mut taken = Ranges::none();
        let mut wanted = Ranges::none();
        for band in &self.model().scores[id].bands {
            let own = band_ranges(band).and(&taken.not());
            if domain.contains(&Value::text(&band.name)) {
                wanted = wanted.or(&own);
            }
            taken = taken.or(&own);
        }
        if domain.missing {
            wanted = wanted.or(&taken.not());
        }
        self.lies(&score, &Domain::of(wanted))
    }

    /// The value of an expression without names in it.
    pub(super) fn constant(&self, expr: &Expr) -> Option<Value> {
        is_constant(expr).then(|| eval(expr, self.model(), &()))
    }
}

/// The part of a score's range that a band names.
pub(super) fn band_ranges(band: &crate::model::Band) -> Ranges {
    use super::ranges::Cut;
    let cut = |end: Option<f64>, open: Cut| end.map_or(open, |end| Cut::before(&Value::Number(end)));
    Ranges::range(cut(band.from, Cut::Start), cut(band.to, Cut::End))
}

fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(_) => true,
        ExprKind::Convert(_) | ExprKind::Negate(_) | ExprKind::Arithmetic(..) | ExprKind::Join(..) => {
            expr.children().into_iter().all(is_constant)
        }
        _ => false,
    }
}

/// Which way arithmetic with a constant on the right goes.
fn way(operator: Arithmetic, by: &Value) -> Option<Way> {
    let sign = match by {
        Value::Integer(by) | Value::Duration(by) => by.signum(),
        Value::Number(by) if *by > 0.0 => 1,
        Value::Number(by) if *by < 0.0 => -1,
        _ => 0,
    };
    match (operator, sign) {
        (Arithmetic::Add | Arithmetic::Subtract, _) => Some(Way::Up),
        (Arithmetic::Multiply | Arithmetic::Divide, 1) => Some(Way::Up),
        (Arithmetic::Multiply | Arithmetic::Divide, -1) => Some(Way::Down),
        (Arithmetic::Multiply | Arithmetic::Divide, _) => None,
    }
}

fn when(holds: bool) -> Formula {
    if holds { Formula::Always } else { Formula::Never }
}

/// That `a and b` has one of some truths.
fn conjunction(wanted: Truths, a: &dyn Fn(Truths) -> Formula, b: &dyn Fn(Truths) -> Formula) -> Formula {
    let unknown_or = |truth: Truths| if wanted.has(Truths::UNKNOWN) { truth.or(Truths::UNKNOWN) } else { truth };
    let has = |truth: Truths| wanted.has(truth);
    match (has(Truths::TRUE), has(Truths::FALSE), has(Truths::UNKNOWN)) {
        (true, false, _) => a(unknown_or(Truths::TRUE)).and(b(unknown_or(Truths::TRUE))),
        (false, true, _) => a(unknown_or(Truths::FALSE)).or(b(unknown_or(Truths::FALSE))),
        (false, false, true) => {
            let not_false = Truths::TRUE.or(Truths::UNKNOWN);
            let unknown = a(Truths::UNKNOWN).or(b(Truths::UNKNOWN));
            a(not_false).and(b(not_false)).and(unknown)
        }
        (true, true, false) => {
            let both = a(Truths::TRUE).and(b(Truths::TRUE));
            both.or(a(Truths::FALSE)).or(b(Truths::FALSE))
        }
        (true, true, true) => Formula::Always,
        (false, false, false) => Formula::Never,
    }
}
