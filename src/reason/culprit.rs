//! The part of a condition that makes it impossible, or makes it hold always.

use super::{Reasoner, Setting, possible};
use crate::model::{Expr, ExprKind};

impl Reasoner<'_> {
    /// Whether an expression, where it stands, never holds.
    pub fn is_never(&self, expr: &Expr, setting: &Setting) -> bool {
        !possible(&[&self.condition(expr, setting.clone())], &[])
    }

    /// Whether an expression, where it stands, always holds.
    pub fn is_always(&self, expr: &Expr, setting: &Setting) -> bool {
        !possible(&[], &[&self.condition(expr, setting.clone())])
    }

    /// The parts of a condition that never holds which together make it so: as few as can be told, in order of place.
    /// Names are not followed: where a name alone makes it so, the part is the name.
    pub fn impossible<'e>(&self, expr: &'e Expr, setting: &Setting) -> Vec<&'e Expr> {
        match &expr.kind {
            ExprKind::And(..) => {
                let mut parts = Vec::new();
                conjuncts(expr, &mut parts);
                if let Some(alone) = parts.iter().copied().find(|part| self.is_never(part, setting)) {
                    return self.impossible(alone, setting);
                }
                // leave out what is not needed for the contradiction
                let mut at = 0;
                while at < parts.len() && parts.len() > 2 {
                    let mut fewer = parts.clone();
                    fewer.remove(at);
                    if possible(&[&self.all(&fewer, setting.clone())], &[]) {
                        at += 1;
                    } else {
                        parts = fewer;
                    }
                }
                parts
            }
            ExprKind::Convert(inner) => self.impossible(inner, setting),
            _ => vec![expr],
        }
    }

    /// The part of a condition that always holds which makes it so: one side of an `or`, or the whole.
    pub fn certain<'e>(&self, expr: &'e Expr, setting: &Setting) -> &'e Expr {
        match &expr.kind {
            ExprKind::Or(a, b) => {
                [a, b].into_iter().find(|side| self.is_always(side, setting)).map_or(expr, |side| self.certain(side, setting))
            }
            _ => expr,
        }
    }
}

/// What a condition joins by `and`, in order.
pub fn conjuncts<'e>(expr: &'e Expr, into: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::And(a, b) => {
            conjuncts(a, into);
            conjuncts(b, into);
        }
        _ => into.push(expr),
    }
}

/// What a condition joins by `or`, in order.
pub fn disjuncts<'e>(expr: &'e Expr, into: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Or(a, b) => {
            disjuncts(a, into);
            disjuncts(b, into);
        }
        _ => into.push(expr),
    }
}
