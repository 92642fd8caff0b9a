//! What can make a condition true while nothing happens, and which events can.

use super::super::condition::{Crossing, Wake};
use super::*;
use crate::functions::Function;
use crate::model::continuity::Change;
use crate::model::expr::Fold;
use crate::model::{Decay, Trigger};
use std::collections::BTreeSet;

impl Lowering<'_> {
    /// What can make a conjunct true while nothing happens. What cuts time into steps comes first, and of crossings the inner
    /// before the outer: between two of the former the latter never turn back.
    pub(super) fn wakes(&mut self, part: &Expr) -> Vec<Wake> {
        let mut wakes = Vec::new();
        if !self.only_falls(part) {
            self.wake(part, &mut wakes);
        }
        wakes
    }

    /// Whether a conjunct is a score above a positive constant that only decays: time never makes it true.
    fn only_falls(&self, part: &Expr) -> bool {
        let ExprKind::Compare(comparison, a, b) = &part.kind else { return false };
        let (side, comparison, value) = match (&a.kind, &b.kind) {
            (_, ExprKind::Literal(value)) => (a, *comparison, value),
            (ExprKind::Literal(value), _) => (b, comparison.mirrored(), value),
            _ => return false,
        };
        let Some(Test::Score(score, ..)) = self.shaped(side, comparison, value) else { return false };
        let positive = matches!(value, Value::Number(level) if *level > 0.0) || matches!(value, Value::Integer(level) if *level > 0);
        let score = &self.model.scores[score];
        let rises = comparison == Comparison::Greater || comparison == Comparison::GreaterEqual;
        let decays = matches!(score.decay, Decay::HalfLife(_));
        positive && rises && decays && score.rules.iter().all(|rule| !self.model.rules[*rule].on.is_empty())
    }

    fn wake(&mut self, part: &Expr, wakes: &mut Vec<Wake>) {
        let model = self.model;
        let mut steps = BTreeSet::new();
        let mut levels = BTreeSet::new();
        let mut moving: Vec<(&Expr, bool)> = Vec::new();
        let mut turning: Vec<(&Expr, Option<&Expr>)> = Vec::new();
        for reached in reach(model, part) {
            match &reached.kind {
                ExprKind::Fold(fold) if model.folds[*fold].last.is_some() => {
                    steps.insert(Step::Window(*fold));
                }
                ExprKind::Score(score) | ExprKind::Band(score) => {
                    if matches!(model.scores[*score].decay, Decay::Expire(_)) {
                        steps.insert(Step::Expire(*score));
                    }
                    levels.insert(*score);
                }
                ExprKind::Call(Function::Hour | Function::Date | Function::Weekday | Function::DaysBetween, arguments) => {
                    let hour = matches!(reached.kind, ExprKind::Call(Function::Hour, _));
                    for argument in arguments.iter().filter(|argument| self.moves(argument)) {
                        if is_now(argument) {
                            steps.insert(if hour { Step::Hour } else { Step::Midnight });
                        } else {
                            moving.push((argument, hour));
                        }
                    }
                }
                ExprKind::Call(Function::Abs, arguments) => turning.extend(arguments.iter().filter(|x| self.moves(x)).map(|x| (x, None))),
                ExprKind::Call(Function::Least | Function::Greatest, arguments) => {
                    for (at, a) in arguments.iter().enumerate() {
                        turning.extend(arguments[at + 1..].iter().filter(|b| self.moves(a) || self.moves(b)).map(|b| (a, Some(b))));
                    }
                }
                _ => {}
            }
        }
        wakes.extend(steps.into_iter().map(|step| match step {
            Step::Window(fold) => Wake::Window(fold),
            Step::Expire(score) => Wake::Expire(score),
            Step::Hour => Wake::Hour,
            Step::Midnight => Wake::Midnight,
        }));
        // One score against a constant: that it is clamped does not turn it back.
        let clamps = !matches!(self.test(part), Test::Score(..));
        for score in levels {
            self.level_crossings(score, clamps, part, wakes);
        }
        for (a, b) in turning {
            let zero = zero(a);
            let crossing = Crossing::Order(self.code(a), self.code(b.unwrap_or(&zero)));
            wakes.push(Wake::Crossing(crossing));
        }
        // Days before hours: within a day the hour never turns back.
        moving.sort_by_key(|(_, hour)| *hour);
        for (argument, hour) in moving {
            for function in [Some(Function::Date), hour.then_some(Function::Hour)].into_iter().flatten() {
                let ty = if function == Function::Date { Type::Date } else { Type::Integer };
                let step = Expr { kind: ExprKind::Call(function, vec![argument.clone()]), ty, span: argument.span };
                let crossing = Crossing::Step(self.code(&step));
                wakes.push(Wake::Crossing(crossing));
            }
        }
        let mut compared: Vec<&Expr> =
            reach(model, part).into_iter().filter(|expr| matches!(expr.kind, ExprKind::Compare(..) | ExprKind::In { .. })).collect();
        compared.reverse();
        for comparison in compared {
            self.crossings(comparison, wakes);
        }
    }

    /// Whether a value moves while nothing happens, other than in steps.
    fn moves(&self, expr: &Expr) -> bool {
        self.continuity.change(expr) != Change::Still
    }

    /// A score that moves goes from band to band, and leaves the ends of its range, where it crosses them.
    fn level_crossings(&mut self, score: ScoreId, clamps: bool, at: &Expr, wakes: &mut Vec<Wake>) {
        let value = Expr { kind: ExprKind::Score(score), ty: Type::Number, span: at.span };
        if !self.moves(&value) {
            return;
        }
        let plan = &self.model.scores[score];
        let mut ends: Vec<f64> = plan
            .bands
            .iter()
            .flat_map(|band| [band.from, band.to])
            .chain([plan.low.filter(|_| clamps), plan.high.filter(|_| clamps)])
            .flatten()
            .collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        for end in ends {
            let level = Expr { kind: ExprKind::Literal(Value::Number(end)), ty: Type::Number, span: at.span };
            let crossing = Crossing::Order(self.code(&value), self.code(&level));
            wakes.push(Wake::Crossing(crossing));
        }
    }

    /// A comparison of something that changes steadily changes where its sides cross.
    fn crossings(&mut self, comparison: &Expr, wakes: &mut Vec<Wake>) {
        let changing = |expr: &Expr| self.moves(expr);
        let pairs: Vec<(&Expr, &Expr)> = match &comparison.kind {
            ExprKind::Compare(_, a, b) if changing(a) || changing(b) => vec![(a, b)],
            ExprKind::In { value, items, .. } if changing(value) || items.iter().any(changing) => {
                items.iter().map(|item| (value.as_ref(), item)).collect()
            }
            _ => return,
        };
        for (a, b) in pairs.into_iter().filter(|(a, _)| !a.ty.is_text()) {
            match (&a.kind, &b.kind) {
                (ExprKind::StageAge, ExprKind::Literal(Value::Duration(age)))
                | (ExprKind::Literal(Value::Duration(age)), ExprKind::StageAge) => {
                    wakes.push(Wake::Age(*age));
                }
                _ => {
                    let crossing = Crossing::Order(self.code(a), self.code(b));
                    wakes.push(Wake::Crossing(crossing));
                }
            }
        }
    }

    /// Which events can change what a condition trigger rests on.
    pub(super) fn woken_by(&self, trigger: &Trigger) -> Vec<bool> {
        let model = self.model;
        let mut woken = vec![trigger.idle.is_some(); model.events.len()];
        let Some(when) = &trigger.when else { return woken };
        for reached in reach(model, when) {
            match &reached.kind {
                ExprKind::Fold(fold) => fold_events(&model.folds[*fold], &mut woken),
                ExprKind::Score(score) | ExprKind::Band(score) => {
                    for rule in &model.scores[*score].rules {
                        for event in &model.rules[*rule].on {
                            woken[event.index()] = true;
                        }
                    }
                }
                _ => {}
            }
        }
        // What is polled is looked at at every event.
        if self.continuity.is_polled(trigger) {
            woken.fill(true);
        }
        woken
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Window(FoldId),
    Expire(ScoreId),
    Hour,
    Midnight,
}

/// Nothing, in the type of an expression.
fn zero(like: &Expr) -> Expr {
    let value = match like.ty {
        Type::Integer => Value::Integer(0),
        Type::Decimal => Value::Decimal(crate::value::Decimal::default()),
        Type::Duration => Value::Duration(0),
        _ => Value::Number(0.0),
    };
    Expr { kind: ExprKind::Literal(value), ty: like.ty.clone(), span: like.span }
}

fn is_now(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Now)
}

fn fold_events(fold: &Fold, woken: &mut [bool]) {
    for stream in &fold.streams {
        if let StreamSource::Event(event) = stream.source {
            woken[event.index()] = true;
        }
    }
}

/// The folds that an expression rests on, through attributes and `let`s.
pub(super) fn folds_in(model: &Model, expr: &Expr, found: &mut Vec<FoldId>) {
    for reached in reach(model, expr) {
        if let ExprKind::Fold(fold) = reached.kind
            && !found.contains(&fold)
        {
            found.push(fold);
        }
    }
}

/// An expression, its parts, and all that they rest on: attributes, `let`s, profile rules; each once.
fn reach<'m>(model: &'m Model, expr: &'m Expr) -> Vec<&'m Expr> {
    let mut found = Vec::new();
    let mut open = vec![expr];
    let (mut attributes, mut lets, mut scores) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    while let Some(expr) = open.pop() {
        found.push(expr);
        open.extend(expr.children());
        match &expr.kind {
            ExprKind::Attribute(id) if attributes.insert(*id) => open.push(&model.attributes[*id].expr),
            ExprKind::Let(id) if lets.insert(*id) => open.push(&model.lets[*id].expr),
            ExprKind::Score(id) | ExprKind::Band(id) if scores.insert(*id) => {
                for rule in model.scores[*id].rules.iter().map(|rule| &model.rules[*rule]).filter(|rule| rule.on.is_empty()) {
                    open.extend(rule.when.iter().chain([&rule.points]));
                }
            }
            _ => {}
        }
    }
    found
}
