//! The things that conditions compare: what each is called, and what it can be whatever happens.

use super::domain::Domain;
use super::formula::{About, Elements, Thing};
use super::ranges::{Cut, Ranges};
use super::read::Reader;
use crate::ids::*;
use crate::model::{Expr, ExprKind, Fold, FoldKind, Member, StreamSource};
use crate::value::{Decimal, Type, Value};
use std::sync::Arc;

impl Reader<'_> {
    /// The thing that an expression is; names are followed to what they stand for.
    pub(super) fn thing(&self, expr: &Expr) -> Arc<Thing> {
        let expr = self.meant(expr);
        let (key, about) = match &expr.kind {
            ExprKind::Fold(id) => {
                let fold = &self.model().folds[*id];
                (self.reasoner.fold_key(*id), About::Fold(self.elements(fold)))
            }
            ExprKind::Member { name, .. } => (Arc::from(format!("event.{name}")), About::Field { name: Arc::from(name.as_str()) }),
            ExprKind::Score(_)
            | ExprKind::StageAge
            | ExprKind::StageVisits
            | ExprKind::StageEnteredAt
            | ExprKind::Now
            | ExprKind::Subject => (Arc::from(self.model().print(expr)), About::Free),
            ExprKind::Convert(_) => (Arc::from(format!("{} as {}", self.model().print(expr), expr.ty)), About::Term),
            _ => (Arc::from(self.model().print(expr)), About::Term),
        };
        let key = match self.setting.turn {
            Some(turn) if self.reads_stages(expr) => Arc::from(format!("{key} (turn {turn})")),
            _ => key,
        };
        Arc::new(Thing { key, ty: expr.ty.clone(), domain: self.extent(expr), about })
    }

    /// What a name in the end stands for.
    pub(super) fn meant<'e>(&'e self, mut expr: &'e Expr) -> &'e Expr {
        // names do not stand for one another in a circle
        loop {
            expr = match &expr.kind {
                ExprKind::Attribute(id) => &self.model().attributes[*id].expr,
                ExprKind::Let(id) => &self.model().lets[*id].expr,
                ExprKind::Convert(inner) if expr.ty.is_text() && inner.ty.is_text() => inner,
                _ => return expr,
            };
        }
    }

    fn elements(&self, fold: &Fold) -> Elements {
        let model = self.model();
        let source = |source: StreamSource| -> Arc<str> {
            Arc::from(match source {
                StreamSource::Event(event) => model.events[event].name.as_str(),
                StreamSource::Stage(stage) => model.stages[stage].name.as_str(),
            })
        };
        let mut sources: Vec<Arc<str>> = fold.streams.iter().map(|stream| source(stream.source)).collect();
        sources.sort();
        let members = fold.streams.iter().filter_map(|stream| Some((stream.source, stream.member?)));
        let member = |of: StreamSource, member: Member| -> Arc<str> {
            Arc::from(match (member, of) {
                (Member::Field(at), StreamSource::Event(event)) => {
                    model.events[event].fields.get(at).map_or_else(String::new, |field| field.name.clone())
                }
                (Member::Field(_), StreamSource::Stage(_)) => String::new(),
                (Member::Attribute(attribute), _) => model.attributes[attribute].name.clone(),
                (Member::Time, _) => "time".to_owned(),
                (Member::Subject, _) => "subject".to_owned(),
            })
        };
        Elements {
            kind: fold.kind,
            sources,
            members: members.map(|(of, taken)| member(of, taken)).collect(),
            filter: fold.filter.as_ref().map_or_else(|| Arc::from(""), |filter| Arc::from(model.print(filter))),
            last: fold.last,
            required: fold.streams.iter().all(|stream| self.is_required(stream.source, stream.member)),
            holds_event: self.holds_event(fold),
        }
    }

    /// Whether what is taken of an element is there in every element.
    fn is_required(&self, source: StreamSource, member: Option<Member>) -> bool {
        match (member, source) {
            (None | Some(Member::Time | Member::Subject), _) => true,
            (Some(Member::Field(at)), StreamSource::Event(event)) => {
                self.model().events[event].fields.get(at).is_some_and(|field| !field.optional)
            }
            (Some(Member::Field(_) | Member::Attribute(_)), _) => false,
        }
    }

    /// Whether the event at hand, whichever it is, is an element.
    fn holds_event(&self, fold: &Fold) -> bool {
        let is_folded = |at_hand: &StreamSource| fold.streams.iter().any(|stream| stream.source == *at_hand);
        !self.setting.at_hand.is_empty()
            && fold.filter.is_none()
            && self.setting.at_hand.iter().all(|at_hand| matches!(at_hand, StreamSource::Event(_)) && is_folded(at_hand))
    }

    /// What a fold can come to.
    pub(super) fn fold_extent(&self, fold: &Fold) -> Domain {
        let never = |stream: StreamSource| matches!((self.setting.never, stream), (Some(event), StreamSource::Event(of)) if of == event);
        let is_empty = fold.streams.iter().all(|stream| never(stream.source));
        let holds = self.holds_event(fold) && fold.streams.iter().all(|stream| self.is_required(stream.source, stream.member));
        let at_least = |least: i64| Domain::of(Ranges::range(Cut::before(&Value::Integer(least)), Cut::End));
        match fold.kind {
            FoldKind::Count if is_empty => Domain::exactly(&Value::Integer(0)),
            FoldKind::Count => at_least(i64::from(holds)),
            FoldKind::Any if is_empty => Domain::exactly(&Value::Boolean(false)),
            FoldKind::Any if holds => Domain::exactly(&Value::Boolean(true)),
            FoldKind::Any => Domain::of(Ranges::all(&Type::Boolean)),
            FoldKind::Sum if is_empty => Domain::exactly(&nothing(&fold.ty)),
            FoldKind::Sum => Domain::any(&fold.ty),
            FoldKind::Distinct => Domain::of(Ranges::whole()),
            FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last if is_empty => Domain::missing(),
            FoldKind::Min | FoldKind::Max | FoldKind::First | FoldKind::Last => Domain { missing: !holds, ..Domain::any(&fold.ty) },
        }
    }

    /// What a member of what is at hand can be.
    pub(super) fn member_extent(&self, of: &[(StreamSource, Member)], ty: &Type) -> Domain {
        let mut domain = Domain::none();
        for (source, member) in of {
            if !self.setting.at_hand.is_empty() && !self.setting.at_hand.contains(source) {
                continue;
            }
            let field = match (member, source) {
                (Member::Field(at), StreamSource::Event(event)) => self.model().events[*event].fields.get(*at),
                (Member::Field(_) | Member::Attribute(_) | Member::Time | Member::Subject, _) => None,
            };
            let values = field.map_or_else(|| Ranges::all(ty), |field| Ranges::all(&field.ty));
            domain = domain.or(&Domain { missing: !self.is_required(*source, Some(*member)), values });
        }
        if domain.is_empty() { Domain::any(ty) } else { domain }
    }

    /// Whether an expression changes with the stage a subject is in.
    fn reads_stages(&self, expr: &Expr) -> bool {
        let model = self.model();
        let follow = |expr: &Expr| self.hops.follow(|| true, || self.reads_stages(expr));
        let own = match &expr.kind {
            ExprKind::StageAge | ExprKind::StageVisits | ExprKind::StageEnteredAt => true,
            ExprKind::Attribute(id) => follow(&model.attributes[*id].expr),
            ExprKind::Let(id) => follow(&model.lets[*id].expr),
            ExprKind::Score(id) | ExprKind::Band(id) => {
                let profile = model.scores[*id].rules.iter().map(|rule| &model.rules[*rule]).filter(|rule| rule.on.is_empty());
                profile.flat_map(|rule| rule.when.iter().chain([&rule.points])).any(follow)
            }
            ExprKind::Fold(id) => model.folds[*id].streams.iter().any(|stream| matches!(stream.source, StreamSource::Stage(_))),
            _ => false,
        };
        own || expr.children().into_iter().any(|child| self.reads_stages(child))
    }
}

/// A sum of nothing.
pub(super) fn nothing(ty: &Type) -> Value {
    match ty {
        Type::Number => Value::Number(0.0),
        Type::Decimal => Value::Decimal(Decimal::ZERO),
        Type::Duration => Value::Duration(0),
        Type::Integer | Type::Boolean | Type::String | Type::Enum(_) | Type::Timestamp | Type::Date | Type::Set => Value::Integer(0),
    }
}

/// The things that have a name of their own in a model, by id.
pub(super) fn fold_text(model: &crate::model::Model, id: FoldId) -> Arc<str> {
    Arc::from(model.print_fold(&model.folds[id]))
}
