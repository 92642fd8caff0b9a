//! Which conditions need the event alone, and how they are worked out for whole columns.

use super::*;

/// Whether a condition needs the event at hand and nothing of the subject.
pub(super) fn event_only(model: &Model, expr: &Expr) -> bool {
    let mut only = true;
    walk(model, expr, &mut |part| {
        if let ExprKind::Member { of, .. } = &part.kind {
            only &= of.iter().all(|(source, member)| matches!((source, member), (StreamSource::Event(_), Member::Field(_))));
        }
        only &= !matches!(
            part.kind,
            ExprKind::Attribute(_)
                | ExprKind::Score(_)
                | ExprKind::Band(_)
                | ExprKind::StageAge
                | ExprKind::StageVisits
                | ExprKind::StageEnteredAt
                | ExprKind::Now
                | ExprKind::Subject
                | ExprKind::Fold(_)
                | ExprKind::Row(_)
        );
    });
    only
}

/// Visits an expression and its parts, through `let`s, each of these once.
pub(super) fn walk<'e>(model: &'e Model, expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    let mut lets = BTreeSet::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        visit(expr);
        if let ExprKind::Let(id) = expr.kind
            && lets.insert(id)
        {
            open.push(&model.lets[id].expr);
        }
        open.extend(expr.children().into_iter().rev());
    }
}

impl Lowering<'_> {
    /// A condition on the event alone, in the cheapest form.
    pub(super) fn event_test(&mut self, expr: &Expr) -> EventTest {
        let model = self.model;
        match &expr.kind {
            ExprKind::Let(id) => return self.event_test(&model.lets[*id].expr),
            ExprKind::And(a, b) => return EventTest::And(Box::new(self.event_test(a)), Box::new(self.event_test(b))),
            ExprKind::Or(a, b) => return EventTest::Or(Box::new(self.event_test(a)), Box::new(self.event_test(b))),
            ExprKind::Not(a) => return EventTest::Not(Box::new(self.event_test(a))),
            ExprKind::Compare(comparison, a, b) => {
                let (side, comparison, value) = match (&a.kind, &b.kind) {
                    (_, ExprKind::Literal(value)) => (a, *comparison, Some(value)),
                    (ExprKind::Literal(value), _) => (b, comparison.mirrored(), Some(value)),
                    _ => (a, *comparison, None),
                };
                if let (Some(column), Some(value)) = (self.column(side), value)
                    && !model.columns[column].ty.is_text()
                    && !matches!(value, Value::Missing)
                {
                    return EventTest::Compare(column, comparison, value.clone());
                }
            }
            ExprKind::Is { value, present } => {
                if let Some(column) = self.column(value) {
                    let test = EventTest::Present(column);
                    return if *present { test } else { EventTest::Not(Box::new(test)) };
                }
            }
            ExprKind::Member { .. } => {
                if let Some(column) = self.column(expr) {
                    return EventTest::Truth(column);
                }
            }
            _ => {}
        }
        let mut columns = Vec::new();
        walk(model, expr, &mut |part| {
            if let ExprKind::Member { of, .. } = &part.kind {
                columns.extend(of.iter().map(|(source, member)| match (source, member) {
                    (StreamSource::Event(event), Member::Field(field)) => Some(model.events[*event].fields[*field].column),
                    _ => None,
                }));
            }
        });
        columns.dedup();
        let code = self.code(expr);
        match columns.as_slice() {
            [Some(column)] if model.columns[*column].ty.is_text() => EventTest::Text(*column, code),
            _ => EventTest::Row(code),
        }
    }

    /// The one column that an expression is, through a conversion that keeps the value.
    fn column(&mut self, expr: &Expr) -> Option<ColumnId> {
        match &expr.kind {
            ExprKind::Convert(inner) if inner.ty.is_numeric() && expr.ty == Type::Number && inner.ty == Type::Integer => self.column(inner),
            ExprKind::Member { of, .. } => {
                let mut columns = of.iter().map(|(source, member)| match (source, member) {
                    (StreamSource::Event(event), Member::Field(field)) => Some((*event, *field)),
                    _ => None,
                });
                let first = columns.next()??;
                let column = self.read(first.0, first.1);
                for other in columns {
                    let (event, field) = other?;
                    if self.read(event, field) != column {
                        return None;
                    }
                }
                Some(column)
            }
            _ => None,
        }
    }
}
