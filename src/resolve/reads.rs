//! What an expression reads, told from its words alone: the names it depends on, and what must be visible where it is used.

use super::Resolver;
use super::names::{Found, Kind, Thing};
use super::scope::Need;
use crate::span::Span;
use crate::syntax::expr::{Argument, Call, Expr, ExprKind};
use std::collections::BTreeSet;

/// What an expression reads.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Attributes and `let`s by name, with the places where they are named.
    pub names: Vec<(String, Span)>,
    /// What it needs to see itself, without what the `let`s it names need.
    pub needs: BTreeSet<Need>,
}

impl Resolver<'_> {
    /// What an expression of one subject reads.
    pub(super) fn reads(&self, expr: &Expr) -> Reads {
        let mut reads = Reads::default();
        self.read(expr, Hand::Outside, &mut reads);
        reads
    }

    fn read(&self, expr: &Expr, hand: Hand, reads: &mut Reads) {
        match &expr.kind {
            ExprKind::Boolean(_)
            | ExprKind::Integer(_)
            | ExprKind::Fraction { .. }
            | ExprKind::Text(_)
            | ExprKind::Duration(_)
            | ExprKind::Date(_)
            | ExprKind::Timestamp(_) => {}
            ExprKind::List(items) => items.iter().for_each(|item| self.read(item, hand, reads)),
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::Is { value: inner, .. } => self.read(inner, hand, reads),
            ExprKind::Binary(_, left, right, _) => {
                self.read(left, hand, reads);
                self.read(right, hand, reads);
            }
            ExprKind::Path(names) => {
                let Some((root, rest)) = names.split_first() else { return };
                let need = match root.text.as_str() {
                    "event" => match (hand, rest.first()) {
                        (Hand::Outside, _) => Some(Need::Event),
                        // of an entry into a stage, `event.` is an attribute
                        (Hand::Stages, Some(member)) => {
                            reads.names.push((member.text.clone(), member.span));
                            None
                        }
                        (Hand::Stages | Hand::Events, _) => None,
                    },
                    "row" => Some(Need::Row),
                    "score" => Some(Need::Scores),
                    "stage" => Some(Need::Stage),
                    "now" => Some(Need::Now),
                    "subject" => Some(Need::Subject),
                    name => {
                        reads.names.push((name.to_owned(), root.span));
                        matches!(self.names.find(name, &[Kind::Attribute]), Found::Wanted(_)).then_some(Need::Attributes)
                    }
                };
                reads.needs.extend(need);
            }
            ExprKind::Call(call) if super::expr::is_fold(&call.name.text) => self.read_fold(call, reads),
            ExprKind::Call(call) => {
                for argument in &call.arguments {
                    match argument {
                        Argument::Value(value) => self.read(value, hand, reads),
                        Argument::Arrow { from, to, .. } => {
                            self.read(from, hand, reads);
                            self.read(to, hand, reads);
                        }
                        Argument::Period(_) => {}
                    }
                }
            }
        }
    }

    fn read_fold(&self, call: &Call, reads: &mut Reads) {
        reads.needs.insert(Need::Folds);
        let mut hand = Hand::Events;
        for argument in &call.arguments {
            let Argument::Value(Expr { kind: ExprKind::Path(names), .. }) = argument else { continue };
            let Some((root, rest)) = names.split_first() else { continue };
            let stage = matches!(self.names.find(&root.text, &[Kind::Event, Kind::Stage]), Found::Wanted(of) if matches!(of.thing, Thing::Stage(_)));
            if stage {
                hand = Hand::Stages;
                reads.names.extend(rest.first().map(|member| (member.text.clone(), member.span)));
            }
        }
        if let Some(filter) = &call.filter {
            self.read(filter, hand, reads);
        }
    }
}

/// What `event.` is where an expression stands.
#[derive(Clone, Copy)]
enum Hand {
    /// Whatever the place of use says.
    Outside,
    /// Events, in the `where` of a fold.
    Events,
    /// Entries into a stage (perhaps beside events).
    Stages,
}
