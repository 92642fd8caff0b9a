//! Where a definition can be changed, and to what: every number by one unit as it is written, up and down.

use super::Mutant;
use super::edit::Edit;
use crate::diagnostics::Sources;
use crate::ids::*;
use crate::model::expr::Comparison;
use crate::model::{Decay, Expr, ExprKind, Model, Per, Trigger};
use crate::span::Span;
use crate::suite::unit;
use crate::time::{Micros, duration};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// All changes, in order of place; some of them may mean nothing.
pub(super) fn all(model: &Model, sources: &Sources) -> Vec<Mutant> {
    let mut places = Places { model, sources, mutants: Vec::new(), seen: BTreeSet::new() };
    places.triggers();
    places.rules();
    places.scores();
    for named in &model.lets {
        places.expr(&named.expr, &format!("`{}`", named.name));
    }
    for attribute in &model.attributes {
        places.expr(&attribute.expr, &format!("attribute `{}`", attribute.name));
    }
    for (id, fold) in model.folds.enumerate() {
        let whose = format!("`{}`", model.print_fold(fold));
        let span = fold.filter.as_ref().map_or_else(|| places.fold_span(id), |filter| filter.span);
        if let Some(filter) = &fold.filter {
            places.expr(filter, &whose);
        }
        if let Some(last) = fold.last {
            places.times(span, &whose, "in last", last, |time| Edit::Last(id, time));
        }
    }
    for (id, sla) in model.slas.enumerate() {
        places.times(sla.span, &format!("service level `{}`", sla.name), "within", sla.within, |time| Edit::Within(id, time));
    }
    places.mutants.sort_by_key(|mutant| mutant.span);
    places.mutants
}

struct Places<'a> {
    model: &'a Model,
    sources: &'a Sources,
    mutants: Vec<Mutant>,
    /// Literals and joins that were met: a `let` that reads an event stands in every place that uses it.
    seen: BTreeSet<Span>,
}

impl Places<'_> {
    fn push(&mut self, span: Span, what: String, edit: Edit) {
        self.mutants.push(Mutant { span, what, noticed_by: None, edit });
    }

    fn triggers(&mut self) {
        let model = self.model;
        for (id, trigger) in model.triggers.enumerate() {
            let whose = format!("trigger `{}`", trigger.name);
            self.push(trigger.span, format!("{whose}: dropped"), Edit::DropTrigger(id));
            if let Some(when) = &trigger.when {
                self.expr(when, &whose);
            }
            if let Some(after) = trigger.after {
                self.times(trigger.span, &whose, "after", after, |time| Edit::After(id, time));
            }
            if let Some(idle) = trigger.idle {
                self.times(trigger.span, &whose, "idle", idle, |time| Edit::Idle(id, time));
            }
            let later = model.triggers.enumerate().skip(id.index() + 1).find(|(_, other)| competes(trigger, other));
            if let Some((other_id, other)) = later
                && !exclusive(model, trigger, other)
            {
                self.push(
                    other.span,
                    format!("trigger `{}`: moved before `{}`", other.name, trigger.name),
                    Edit::SwapTriggers(id, other_id),
                );
            }
        }
    }

    fn rules(&mut self) {
        for (id, rule) in self.model.rules.enumerate() {
            let whose = format!("rule `{}`", rule.name);
            self.push(rule.span, format!("{whose}: dropped"), Edit::DropRule(id));
            if let Some(when) = &rule.when {
                self.expr(when, &whose);
            }
            self.expr(&rule.points, &format!("{whose}: points"));
            let Some(limit) = &rule.limit else { continue };
            for times in [limit.times.checked_add(1), limit.times.checked_sub(1).filter(|times| *times > 0)].into_iter().flatten() {
                self.push(rule.span, format!("{whose}: limit {} → {times}", limit.times), Edit::Times(id, times));
            }
            match &limit.per {
                Per::Window(last) => self.times(rule.span, &whose, "limit per", *last, |time| Edit::Window(id, time)),
                Per::Value(of) => self.expr(of, &whose),
                Per::Ever => {}
            }
        }
    }

    fn scores(&mut self) {
        for (id, score) in self.model.scores.enumerate() {
            let whose = format!("score `{}`", score.name);
            let show = duration::format;
            match score.decay {
                Decay::None => {}
                Decay::HalfLife(time) => {
                    for other in [time / 2, time.saturating_mul(2)] {
                        self.push(
                            score.span,
                            format!("{whose}: half_life {} → {}", show(time), show(other)),
                            Edit::Decay(id, Decay::HalfLife(other)),
                        );
                    }
                }
                Decay::Expire(time) => self.times(score.span, &whose, "expire", time, |time| Edit::Decay(id, Decay::Expire(time))),
            }
            if let Some(low) = score.low {
                self.ends(score.span, &format!("{whose}: range from"), low, |low| Edit::Low(id, low));
            }
            if let Some(high) = score.high {
                self.ends(score.span, &format!("{whose}: range to"), high, |high| Edit::High(id, high));
            }
            for (at, band) in score.bands.iter().enumerate() {
                let whose = format!("{whose}: band `{}`", band.name);
                if let Some(from) = band.from {
                    self.ends(band.span, &format!("{whose} from"), from, |from| Edit::BandFrom(id, at, from));
                }
                if let Some(to) = band.to {
                    self.ends(band.span, &format!("{whose} to"), to, |to| Edit::BandTo(id, at, to));
                }
            }
        }
    }

    fn times(&mut self, span: Span, whose: &str, word: &str, time: Micros, edit: impl Fn(Micros) -> Edit) {
        let unit = unit::of_time(time);
        for other in [time.saturating_add(unit), time - unit].into_iter().filter(|time| *time > 0) {
            let what = format!("{whose}: {word} {} → {}", duration::format(time), duration::format(other));
            self.push(span, what, edit(other));
        }
    }

    fn ends(&mut self, span: Span, whose: &str, end: f64, edit: impl Fn(f64) -> Edit) {
        for other in [end + 1.0, end - 1.0] {
            let number = crate::value::number_text;
            self.push(span, format!("{whose} {} → {}", number(end), number(other)), edit(other));
        }
    }

    /// Literals and joins in an expression.
    fn expr(&mut self, expr: &Expr, whose: &str) {
        match &expr.kind {
            ExprKind::Literal(value) if self.seen.insert(expr.span) => self.literal(expr.span, value, whose),
            ExprKind::And(..) | ExprKind::Or(..) if self.seen.insert(expr.span) => {
                let (old, new) = if matches!(expr.kind, ExprKind::And(..)) { ("and", "or") } else { ("or", "and") };
                self.push(expr.span, format!("{whose}: {old} → {new}"), Edit::Join(expr.span));
            }
            _ => {}
        }
        expr.children().into_iter().for_each(|child| self.expr(child, whose));
    }

    fn literal(&mut self, span: Span, value: &Value, whose: &str) {
        let written = self.sources.text(span).to_owned();
        let Some((up, down)) = unit::neighbours(value, &written) else { return };
        for other in [up, down].into_iter().flatten() {
            self.push(span, format!("{whose}: {} → {}", written.trim(), unit::shown(&other, &written)), Edit::Literal(span, other));
        }
    }

    /// Where a fold without a filter stands: the first expression that names it.
    fn fold_span(&self, id: FoldId) -> Span {
        let triggers = self.model.triggers.iter().filter_map(|trigger| trigger.when.as_ref());
        let rules = self.model.rules.iter().flat_map(|rule| rule.when.iter().chain([&rule.points]));
        let named = self.model.lets.iter().map(|named| &named.expr).chain(self.model.attributes.iter().map(|attribute| &attribute.expr));
        let mut all = triggers.chain(rules).chain(named);
        all.find_map(|expr| find(expr, id)).unwrap_or_default()
    }
}

fn find(expr: &Expr, id: FoldId) -> Option<Span> {
    match &expr.kind {
        ExprKind::Fold(fold) if *fold == id => Some(expr.span),
        _ => expr.children().into_iter().find_map(|child| find(child, id)),
    }
}

/// Whether the order of two triggers can matter: both lead from a stage, and both look at an event, or at none.
fn competes(a: &Trigger, b: &Trigger) -> bool {
    let start = |trigger: &Trigger| trigger.from == crate::model::From::Start;
    let from = start(a) && start(b) || a.from.stages().iter().any(|stage| b.from.stages().contains(stage));
    let on = a.is_condition() && b.is_condition() || a.on.iter().any(|event| b.on.contains(event));
    from && on
}

/// Whether two triggers can never hold together, since each wants something else of one and the same thing: `event.outcome == "good"`
/// and `event.outcome == "no_fit"`. Then their order means nothing, and no test could notice it.
fn exclusive(model: &Model, a: &Trigger, b: &Trigger) -> bool {
    let wants = |trigger: &Trigger| {
        let mut wants = BTreeMap::new();
        if let Some(when) = &trigger.when {
            equalities(model, when, &mut wants);
        }
        wants
    };
    let (a, b) = (wants(a), wants(b));
    a.iter().any(|(what, value)| b.get(what).is_some_and(|other| other != value))
}

/// What a condition wants to be equal to a literal, whatever else it wants.
fn equalities(model: &Model, expr: &Expr, wants: &mut BTreeMap<String, String>) {
    match &expr.kind {
        ExprKind::And(a, b) => [a, b].into_iter().for_each(|side| equalities(model, side, wants)),
        ExprKind::Let(id) => equalities(model, &model.lets[*id].expr, wants),
        ExprKind::Compare(Comparison::Equal, what, value) if matches!(value.kind, ExprKind::Literal(_)) => {
            wants.insert(model.print(what), model.print(value));
        }
        _ => {}
    }
}
