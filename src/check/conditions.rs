//! Every condition of a definition over one subject, with where it stands and whose it is.

use crate::model::{Expr, ExprKind, Model, Piece, Stream, StreamSource};
use crate::reason::{Reasoner, Setting};
use crate::value::Type;

/// A condition.
pub(super) struct Stated<'m> {
    pub(super) condition: &'m Expr,
    pub(super) setting: Setting,
    /// Whose it is, for a sentence: "trigger `met`".
    pub(super) whose: String,
}

/// All of them: of triggers, scoring rules, folds, named expressions and metrics, and of every `if`.
pub(super) fn stated(model: &Model) -> Vec<Stated<'_>> {
    let mut found = Vec::new();
    for named in model.lets.iter().filter(|named| named.expr.ty == Type::Boolean) {
        found.push(Stated { condition: &named.expr, setting: Setting::default(), whose: format!("`{}`", named.name) });
    }
    for named in &model.lets {
        ifs(&named.expr, &Setting::default(), &format!("`{}`", named.name), &mut found);
    }
    for attribute in &model.attributes {
        ifs(&attribute.expr, &Setting::default(), &format!("attribute `{}`", attribute.name), &mut found);
    }
    for rule in &model.rules {
        let setting = Setting::at(rule.on.iter().map(|event| StreamSource::Event(*event)));
        let whose = format!("rule `{}` of `{}`", rule.name, model.scores[rule.score].name);
        state(rule.when.as_ref(), &setting, &whose, &mut found);
        ifs(&rule.points, &setting, &whose, &mut found);
    }
    for trigger in &model.triggers {
        let setting = Setting::of_trigger(trigger);
        let whose = format!("trigger `{}`", trigger.name);
        state(trigger.when.as_ref(), &setting, &whose, &mut found);
        let templates = trigger.actions.iter().flat_map(|action| &action.properties).flat_map(|(_, template)| &template.0);
        for piece in templates {
            if let Piece::Value(value) = piece {
                ifs(value, &setting, &whose, &mut found);
            }
        }
    }
    for fold in &model.folds {
        state(fold.filter.as_ref(), &elements(&fold.streams), "a `where`", &mut found);
    }
    for selection in model.measures.iter().flat_map(|measure| measure.kind.selections()) {
        state(selection.filter.as_ref(), &elements(&selection.streams), "a `where`", &mut found);
    }
    found
}

fn elements(streams: &[Stream]) -> Setting {
    Setting::at(streams.iter().map(|stream| stream.source))
}

fn state<'m>(condition: Option<&'m Expr>, setting: &Setting, whose: &str, found: &mut Vec<Stated<'m>>) {
    if let Some(condition) = condition {
        found.push(Stated { condition, setting: setting.clone(), whose: whose.to_owned() });
        ifs(condition, setting, whose, found);
    }
}

/// The conditions of every `if` in an expression.
fn ifs<'m>(expr: &'m Expr, setting: &Setting, whose: &str, found: &mut Vec<Stated<'m>>) {
    if let ExprKind::If(condition, _, _) = &expr.kind {
        found.push(Stated { condition, setting: setting.clone(), whose: format!("an `if` of {whose}") });
    }
    for child in expr.children() {
        ifs(child, setting, whose, found);
    }
}

/// Whether a part is a mere name or a literal: what is wrong with it is said where it is defined, or meant.
pub(super) fn is_said_elsewhere(part: &Expr) -> bool {
    match &part.kind {
        ExprKind::Not(inner) | ExprKind::Convert(inner) => is_said_elsewhere(inner),
        ExprKind::Let(_) | ExprKind::Literal(_) => true,
        _ => false,
    }
}

/// What bounds the thing that a part compares: "`stage.visits` is never below 1".
pub(super) fn bounds(reasoner: &Reasoner<'_>, part: &Expr, setting: &Setting) -> Option<String> {
    let compared = match &part.kind {
        ExprKind::Compare(_, a, b) => [a, b].into_iter().find(|side| !matches!(side.kind, ExprKind::Literal(_)))?,
        ExprKind::In { value, .. } | ExprKind::Is { value, .. } => value,
        _ => return None,
    };
    let (low, high, missing) = reasoner.bounds(compared, setting);
    let name = reasoner.model().print(compared);
    match (low, high, &part.kind) {
        (_, _, ExprKind::Is { .. }) if !missing => Some(format!("`{name}` is never missing")),
        (_, _, ExprKind::Is { .. }) => None,
        (Some(low), Some(high), _) if low == high => Some(format!("`{name}` is always {low}")),
        (Some(low), Some(high), _) => Some(format!("`{name}` lies between {low} and {high}")),
        (Some(low), None, _) => Some(format!("`{name}` is never below {low}")),
        (None, Some(high), _) => Some(format!("`{name}` is never above {high}")),
        (None, None, _) => None,
    }
}
