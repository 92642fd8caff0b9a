//! How the value of an expression changes while nothing happens, and so which conditions have an exact instant (L6).
//!
//! Between two events values stand still, step (a window lets an element go, a day begins), or glide: a stage age grows,
//! a decayed score falls. A comparison whose two sides glide by one law turns at instants that can be solved for.
//! Where two laws meet in one comparison (two half-lives, a half-life and time), or a law is no longer a line
//! in its own measure (a product of two gliding numbers), there is no such solution: the condition is *polled*.

use super::expr::{Arithmetic, Expr, ExprKind};
use super::{Decay, Model, Trigger};
use crate::functions::Function;
use crate::ids::*;
use crate::time::Micros;
use std::cell::RefCell;

/// By what law something glides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Law {
    /// With time itself: `now`, `stage.age`.
    Time,
    /// As `2^(−t/h)` does, with h in microseconds.
    HalfLife(Micros),
}

/// How a value changes between two events, apart from steps (which may always come on top).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands still between steps.
    Still,
    /// Between steps it is `a + b·x`, where x follows the law: sums and multiples of such values are such values.
    Line(Law),
    /// Between steps it only ever rises or only ever falls, by the law: `floor(score.x)`, `100 / stage.age`.
    Slope(Law),
    /// Anything else.
    Free,
}

impl Change {
    /// The change of a sum or a difference.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Still, change) | (change, Self::Still) => change,
            (Self::Line(a), Self::Line(b)) if a == b => self,
            _ => Self::Free,
        }
    }
    /// The change of a choice between two values that is made anew only at steps.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Slope(a), Self::Line(b) | Self::Slope(b)) | (Self::Line(b), Self::Slope(a)) if a == b => Self::Slope(a),
            (a, b) => a.with(b),
        }
    }
    /// The change of a function of the value that rises, or falls, with it.
    #[must_use]
    fn bent(self) -> Self {
        match self {
            Self::Line(law) | Self::Slope(law) => Self::Slope(law),
            Self::Still | Self::Free => self,
        }
    }
    /// The change of a function of the value that follows no order.
    #[must_use]
    fn scattered(self) -> Self {
        if self == Self::Still { Self::Still } else { Self::Free }
    }
}

/// The changes of a model's named parts, each worked out once.
#[derive(Debug)]
pub struct Continuity<'a> {
    model: &'a Model,
    attributes: RefCell<Vec<Option<Change>>>,
    lets: RefCell<Vec<Option<Change>>>,
    scores: RefCell<Vec<Option<Change>>>,
}

impl<'a> Continuity<'a> {
    /// Of a model.
    pub fn of(model: &'a Model) -> Self {
        Self {
            model,
            attributes: RefCell::new(vec![None; model.attributes.len()]),
            lets: RefCell::new(vec![None; model.lets.len()]),
            scores: RefCell::new(vec![None; model.scores.len()]),
        }
    }

    /// Whether a trigger's condition is looked at only at events, on entering the stage and at every midnight.
    pub fn is_polled(&self, trigger: &Trigger) -> bool {
        trigger.is_condition() && trigger.when.as_ref().is_some_and(|when| self.change(when) == Change::Free)
    }

    /// The innermost part that makes a condition polled, to point at.
    pub fn culprit<'e>(&self, condition: &'e Expr) -> Option<&'e Expr> {
        if self.change(condition) != Change::Free {
            return None;
        }
        condition.children().into_iter().find_map(|child| self.culprit(child)).or(Some(condition))
    }

    /// How the value of an expression changes. A truth stands still, or is [`Change::Free`] where its turns cannot be solved for.
    pub fn change(&self, expr: &Expr) -> Change {
        let of = |expr: &Expr| self.change(expr);
        match &expr.kind {
            ExprKind::Literal(_) | ExprKind::Member { .. } | ExprKind::StageVisits | ExprKind::StageEnteredAt | ExprKind::Subject => {
                Change::Still
            }
            ExprKind::Fold(_) | ExprKind::Row(_) | ExprKind::Measure(_) => Change::Still,
            ExprKind::StageAge | ExprKind::Now => Change::Line(Law::Time),
            ExprKind::Attribute(id) => self.named(&self.attributes, id.index(), || self.change(&self.model.attributes[*id].expr)),
            ExprKind::Let(id) => self.named(&self.lets, id.index(), || self.change(&self.model.lets[*id].expr)),
            ExprKind::Score(id) => self.score(*id),
            ExprKind::Band(id) => {
                if self.score(*id) == Change::Free {
                    Change::Free
                } else {
                    Change::Still
                }
            }
            ExprKind::Not(x) => of(x).scattered(),
            ExprKind::Negate(x) | ExprKind::Convert(x) => of(x),
            ExprKind::And(a, b) | ExprKind::Or(a, b) | ExprKind::Join(a, b) | ExprKind::TextTest(_, a, b) => of(a).with(of(b)).scattered(),
            ExprKind::Compare(_, a, b) => turns(of(a), of(b)),
            ExprKind::In { value, items, .. } => {
                let value = of(value);
                items.iter().map(|item| turns(value, of(item))).fold(Change::Still, Change::with)
            }
            ExprKind::InSet { set, value, .. } => of(set).with(of(value)).scattered(),
            ExprKind::Is { value, .. } => {
                if of(value) == Change::Free {
                    Change::Free
                } else {
                    Change::Still
                }
            }
            ExprKind::Matches(text, _) => of(text).scattered(),
            ExprKind::Else(x, y) => of(x).or(of(y)),
            ExprKind::If(condition, a, b) => match of(condition) {
                Change::Still => of(a).or(of(b)),
                _ => Change::Free,
            },
            ExprKind::Arithmetic(operator, a, b) => arithmetic(*operator, of(a), of(b)),
            ExprKind::Call(function, arguments) => call(*function, &arguments.iter().map(of).collect::<Vec<_>>()),
        }
    }

    /// A score: its decay and its profile rules. What is read is clamped, which only adds steps.
    fn score(&self, id: ScoreId) -> Change {
        self.named(&self.scores, id.index(), || {
            let score = &self.model.scores[id];
            let total = match score.decay {
                Decay::HalfLife(half_life) if score.rules.iter().any(|rule| !self.model.rules[*rule].on.is_empty()) => {
                    Change::Line(Law::HalfLife(half_life))
                }
                Decay::HalfLife(_) | Decay::None | Decay::Expire(_) => Change::Still,
            };
            let profile = score.rules.iter().map(|rule| &self.model.rules[*rule]).filter(|rule| rule.on.is_empty());
            profile.fold(total, |change, rule| {
                let when = rule.when.as_ref().map_or(Change::Still, |when| self.change(when));
                if when == Change::Free { Change::Free } else { change.with(self.change(&rule.points)) }
            })
        })
    }

    /// A named part, worked out at its first use.
    fn named(&self, memo: &RefCell<Vec<Option<Change>>>, at: usize, work: impl FnOnce() -> Change) -> Change {
        let known = memo.borrow().get(at).copied().flatten();
        known.unwrap_or_else(|| {
            let change = work();
            if let Some(slot) = memo.borrow_mut().get_mut(at) {
                *slot = Some(change);
            }
            change
        })
    }
}

/// Whether the instants at which a comparison turns can be solved for.
fn turns(a: Change, b: Change) -> Change {
    match (a, b) {
        (Change::Free, _) | (_, Change::Free) => Change::Free,
        (Change::Still, _) | (_, Change::Still) => Change::Still,
        (Change::Line(a), Change::Line(b)) if a == b => Change::Still,
        _ => Change::Free,
    }
}

fn arithmetic(operator: Arithmetic, a: Change, b: Change) -> Change {
    match (operator, a, b) {
        (Arithmetic::Add | Arithmetic::Subtract, a, b) => a.with(b),
        (_, Change::Still, Change::Still) => Change::Still,
        (Arithmetic::Multiply, Change::Still, change) | (Arithmetic::Multiply | Arithmetic::Divide, change, Change::Still) => change,
        (Arithmetic::Divide, Change::Still, change) => change.bent(),
        (Arithmetic::Multiply | Arithmetic::Divide, _, _) => Change::Free,
    }
}

fn call(function: Function, arguments: &[Change]) -> Change {
    let all = arguments.iter().copied().fold(Change::Still, Change::with);
    let first = arguments.first().copied().unwrap_or(Change::Still);
    let only_first = arguments.iter().skip(1).all(|change| *change == Change::Still);
    match function {
        // a day or an hour begins: a step
        Function::Date | Function::Hour | Function::Weekday | Function::DaysBetween => match arguments.contains(&Change::Free) {
            true => Change::Free,
            false => Change::Still,
        },
        // where the sign of the argument, or the greater of two lines, changes is a step
        Function::Abs | Function::Least | Function::Greatest => match all {
            Change::Still | Change::Line(_) => all,
            Change::Slope(_) | Change::Free => Change::Free,
        },
        Function::Floor | Function::Ceil | Function::Round | Function::ToNumber | Function::ToDecimal if only_first => first.bent(),
        Function::BusinessTime => match all {
            Change::Line(_) if arguments.contains(&Change::Still) => all.bent(),
            _ => all.scattered(),
        },
        Function::Floor | Function::Ceil | Function::Round | Function::ToNumber | Function::ToDecimal => all.scattered(),
        Function::Lower | Function::Upper | Function::Trim | Function::Length | Function::SplitPart | Function::Domain => all.scattered(),
    }
}

#[cfg(test)]
mod tests {
    use super::Change::{Free, Line, Slope, Still};
    use super::*;

    const TIME: Change = Line(Law::Time);
    const HEAT: Change = Line(Law::HalfLife(7));
    const COLD: Change = Line(Law::HalfLife(8));

    #[test]
    fn one_law_in_a_comparison_has_an_instant() {
        for (a, b, expected) in [
            (HEAT, Still, Still),
            (HEAT, HEAT, Still),
            (TIME, TIME, Still),
            (HEAT, COLD, Free),
            (HEAT, TIME, Free),
            (Slope(Law::Time), Still, Still),
            (Slope(Law::Time), TIME, Free),
        ] {
            assert_eq!(turns(a, b), expected, "{a:?} {b:?}");
            assert_eq!(turns(b, a), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn lines_of_one_law_stay_lines_under_sums_and_multiples() {
        assert_eq!(arithmetic(Arithmetic::Add, HEAT, HEAT), HEAT);
        assert_eq!(arithmetic(Arithmetic::Subtract, TIME, Still), TIME);
        assert_eq!(arithmetic(Arithmetic::Multiply, HEAT, Still), HEAT);
        assert_eq!(arithmetic(Arithmetic::Divide, HEAT, Still), HEAT);
        assert_eq!(arithmetic(Arithmetic::Divide, Still, TIME), Slope(Law::Time));
        assert_eq!(arithmetic(Arithmetic::Multiply, HEAT, HEAT), Free);
        assert_eq!(arithmetic(Arithmetic::Add, HEAT, COLD), Free);
        assert_eq!(arithmetic(Arithmetic::Divide, HEAT, TIME), Free);
    }

    #[test]
    fn functions_bend_step_or_scatter() {
        assert_eq!(call(Function::Round, &[HEAT, Still]), Slope(Law::HalfLife(7)));
        assert_eq!(call(Function::Hour, &[TIME]), Still);
        assert_eq!(call(Function::Greatest, &[HEAT, HEAT, Still]), HEAT);
        assert_eq!(call(Function::Greatest, &[HEAT, TIME]), Free);
        assert_eq!(call(Function::BusinessTime, &[Still, TIME]), Slope(Law::Time));
        assert_eq!(call(Function::BusinessTime, &[TIME, TIME]), Free);
        assert_eq!(call(Function::Upper, &[Still]), Still);
    }
}
