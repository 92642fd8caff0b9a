//! Typed expressions to flat ones.

use super::*;

impl Lowering<'_> {
    /// The flat form of an attribute, once.
    pub(super) fn attribute(&mut self, id: AttributeId) -> CodeId {
        if let Some(code) = self.attributes[id.index()] {
            return code;
        }
        let model = self.model;
        let code = self.code(&model.attributes[id].expr);
        self.attributes[id.index()] = Some(code);
        code
    }

    /// The flat form of a named expression, once.
    fn named(&mut self, id: LetId) -> CodeId {
        if let Some(code) = self.lets[id.index()] {
            return code;
        }
        let model = self.model;
        let code = self.code(&model.lets[id].expr);
        self.lets[id.index()] = Some(code);
        code
    }

    /// The flat form of an expression.
    pub(super) fn code(&mut self, expr: &Expr) -> CodeId {
        let mut ops = Vec::new();
        self.emit(expr, &mut ops);
        self.codes.push(Code { ops, ty: expr.ty.clone() });
        CodeId(u32::try_from(self.codes.len() - 1).unwrap_or(u32::MAX))
    }

    fn emit(&mut self, expr: &Expr, ops: &mut Vec<Op>) {
        match &expr.kind {
            ExprKind::Literal(value) => ops.push(Op::Constant(value.clone())),
            ExprKind::Now => ops.push(Op::Now),
            ExprKind::Subject => ops.push(Op::Subject),
            ExprKind::StageAge => ops.push(Op::StageAge),
            ExprKind::StageVisits => ops.push(Op::StageVisits),
            ExprKind::StageEnteredAt => ops.push(Op::StageEnteredAt),
            ExprKind::Score(score) => ops.push(Op::Score(*score)),
            ExprKind::Band(score) => ops.push(Op::Band(*score)),
            ExprKind::Fold(fold) => ops.push(Op::Fold(*fold)),
            // A source's rows are mapped before a program runs and metrics after it: neither is left here.
            ExprKind::Row(_) | ExprKind::Measure(_) => ops.push(Op::Constant(Value::Missing)),
            ExprKind::Attribute(id) => {
                let code = self.attribute(*id);
                ops.push(Op::Sub(code));
            }
            ExprKind::Let(id) => {
                let code = self.named(*id);
                ops.push(Op::Sub(code));
            }
            ExprKind::Member { of, .. } => {
                let members = self.members(of);
                ops.push(Op::Member(Arc::new(members)));
            }
            ExprKind::Not(inner) => self.unary(inner, Op::Not, ops),
            ExprKind::Negate(inner) => self.unary(inner, Op::Negate, ops),
            ExprKind::Convert(inner) => self.unary(inner, Op::Convert(expr.ty.clone()), ops),
            ExprKind::Is { value, present } => self.unary(value, Op::Is { present: *present }, ops),
            ExprKind::Matches(value, pattern) => self.unary(value, Op::Matches(Arc::clone(pattern)), ops),
            ExprKind::And(a, b) => self.lazy(a, b, Op::JumpIfFalse, Some(Op::And), ops),
            ExprKind::Or(a, b) => self.lazy(a, b, Op::JumpIfTrue, Some(Op::Or), ops),
            ExprKind::Else(a, b) => self.lazy(a, b, Op::JumpIfPresent, None, ops),
            ExprKind::Compare(comparison, a, b) => self.binary(a, b, Op::Compare(*comparison), ops),
            ExprKind::TextTest(test, a, b) => self.binary(a, b, Op::TextTest(*test), ops),
            ExprKind::Arithmetic(arithmetic, a, b) => self.binary(a, b, Op::Arithmetic(*arithmetic, expr.ty.clone()), ops),
            ExprKind::Join(a, b) => self.binary(a, b, Op::Join, ops),
            ExprKind::InSet { set, value, negated } => self.binary(set, value, Op::InSet { negated: *negated }, ops),
            ExprKind::In { value, items, negated } => self.among(value, items, *negated, ops),
            ExprKind::Call(function, arguments) => {
                for argument in arguments {
                    self.emit(argument, ops);
                }
                ops.push(Op::Call(*function, arguments.len()));
            }
            ExprKind::If(condition, a, b) => {
                self.emit(condition, ops);
                let unless = ops.len();
                ops.push(Op::JumpUnlessTrue(0));
                self.emit(a, ops);
                let jump = ops.len();
                ops.push(Op::Jump(0));
                ops[unless] = Op::JumpUnlessTrue(ops.len());
                self.emit(b, ops);
                ops[jump] = Op::Jump(ops.len());
            }
        }
    }

    fn unary(&mut self, inner: &Expr, op: Op, ops: &mut Vec<Op>) {
        self.emit(inner, ops);
        ops.push(op);
    }

    fn binary(&mut self, a: &Expr, b: &Expr, op: Op, ops: &mut Vec<Op>) {
        self.emit(a, ops);
        self.emit(b, ops);
        ops.push(op);
    }

    /// The second side only where the first does not decide.
    fn lazy(&mut self, a: &Expr, b: &Expr, jump: fn(usize) -> Op, then: Option<Op>, ops: &mut Vec<Op>) {
        self.emit(a, ops);
        let at = ops.len();
        ops.push(jump(0));
        self.emit(b, ops);
        ops.extend(then);
        ops[at] = jump(ops.len());
    }

    fn among(&mut self, value: &Expr, items: &[Expr], negated: bool, ops: &mut Vec<Op>) {
        self.emit(value, ops);
        let literals: Option<Vec<Value>> = items
            .iter()
            .map(|item| match &item.kind {
                ExprKind::Literal(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        if let Some(items) = literals {
            ops.push(Op::Among { items: items.into(), negated });
            return;
        }
        for item in items {
            self.emit(item, ops);
        }
        ops.push(Op::In { count: items.len(), negated });
    }

    fn members(&mut self, of: &[(StreamSource, Member)]) -> Members {
        let mut members = Members { events: vec![None; self.model.events.len()], stages: vec![None; self.model.stages.len()] };
        for (source, member) in of {
            let taken = match (source, member) {
                (_, Member::Time) => Taken::Time,
                (_, Member::Attribute(attribute)) => Taken::Attribute(*attribute),
                (StreamSource::Event(event), Member::Field(field)) => Taken::Column(self.read(*event, *field)),
                (StreamSource::Stage(_), Member::Field(_)) | (_, Member::Subject) => continue,
            };
            match source {
                StreamSource::Event(event) => members.events[event.index()] = Some(taken),
                StreamSource::Stage(stage) => members.stages[stage.index()] = Some(taken),
            }
        }
        members
    }
}
