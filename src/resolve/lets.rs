//! Attributes and `let`s, in the order in which they name each other; rings of them are findings.
//!
//! A `let` that reads `event.` or `row.` means something only where there is one: it is typed anew at each use and has no id.

use super::Resolver;
use super::names::{Found, Kind, Thing};
use super::order::order;
use super::reads::Reads;
use super::scope::{Need, Place, Scope};
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::{Expr, ExprKind, Let};
use crate::span::Span;
use crate::syntax::expr as written;
use crate::syntax::yaml::Text;
use crate::value::{Type, Value};
use std::collections::BTreeSet;
use std::rc::Rc;

/// How deep expressions that name each other may be nested, all together: whoever walks them does so on the stack.
const DEPTH: usize = 600;
/// How much there may be to work out for a name, with all that it names as often as it is named: names that name others twice
/// double it at each step.
const WORK: u64 = 100_000;

/// A `let` on its way.
#[derive(Clone, Debug)]
pub(super) struct LetState {
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// As written.
    pub written: Option<Rc<written::Expr>>,
    /// What must be visible where it is used.
    pub needs: BTreeSet<Need>,
    /// Its place in the model, unless it is typed at each use.
    pub id: Option<LetId>,
}

impl Resolver<'_> {
    /// All attributes and `let`s.
    pub(super) fn attributes_and_lets(&mut self) {
        let attributes = self.drafts.attributes.len();
        let written = self.written();
        let reads: Vec<Reads> = written.iter().map(|expr| expr.as_ref().map(|expr| self.reads(expr)).unwrap_or_default()).collect();
        let edges: Vec<Vec<(usize, Span)>> = reads.iter().map(|reads| self.edges(&reads.names)).collect();
        let order = order(&edges);
        for ring in &order.rings {
            self.ring(ring);
        }
        for at in &order.ringed {
            self.break_named(*at);
        }
        self.let_states(&written, &reads, &edges, &order.sorted);
        let (mut depths, mut works) = (vec![0; written.len()], vec![0_u64; written.len()]);
        for at in order.sorted {
            if order.ringed.contains(&at) {
                continue;
            }
            let place = if at < attributes { Place::Attribute } else { Place::Let };
            let inlined = at >= attributes && self.lets[at - attributes].id.is_none();
            if inlined {
                if written[at].is_none() {
                    self.break_named(at);
                }
                continue;
            }
            let typed = written[at].as_ref().and_then(|expr| self.type_expr(expr, &Scope::of(place)));
            let below = edges[at].iter().map(|(to, _)| depths[*to]).max().unwrap_or(0);
            depths[at] = below + written[at].as_ref().map_or(0, |expr| height(expr));
            works[at] = edges[at].iter().map(|(to, _)| works[*to]).fold(1, u64::saturating_add);
            match typed {
                Some(_) if depths[at] > DEPTH || works[at] > WORK => {
                    self.too_deep(at, depths[at] > DEPTH);
                    self.break_named(at);
                    (depths[at], works[at]) = (0, 0);
                }
                Some(expr) if at < attributes => self.model.attributes[AttributeId::of(at)].expr = expr,
                Some(expr) => {
                    if let Some(id) = self.lets[at - attributes].id {
                        self.model.lets[id].expr = expr;
                    }
                }
                None => self.break_named(at),
            }
        }
    }

    /// The expressions of attributes, then of `let`s, as written; `None` where there is a finding.
    fn written(&mut self) -> Vec<Option<Rc<written::Expr>>> {
        let mut written = Vec::new();
        for (at, entry) in self.drafts.attributes.clone().into_iter().enumerate() {
            let parsed = entry.value.as_ref().and_then(|attribute| {
                let whose = format!("attribute `{}`", entry.key.as_str());
                let example = "value: last(form_submitted.email)";
                if let Some(dimension) = attribute.dimension.get() {
                    self.model.attributes[AttributeId::of(at)].dimension = dimension.value;
                }
                let text = self.required(&attribute.value, entry.key.span, &whose, "value", example)?;
                self.parse(text)
            });
            if entry.key.as_str() == "time" {
                self.findings.push(
                    Finding::new(
                        &codes::NAME_RESERVED,
                        entry.key.span,
                        "`time` cannot be the name of an attribute: of an entry it is the instant",
                    )
                    .help("call it for example `local_time`"),
                );
            }
            written.push(parsed);
        }
        for entry in self.drafts.lets.clone() {
            let parsed = entry.value.as_ref().and_then(|text| self.parse(text));
            written.push(parsed);
        }
        written
    }

    fn parse(&mut self, text: &Text) -> Option<Rc<written::Expr>> {
        written::parse(text, self.findings).map(Rc::new)
    }

    /// What of the names read are attributes and `let`s.
    fn edges(&self, names: &[(String, Span)]) -> Vec<(usize, Span)> {
        let attributes = self.drafts.attributes.len();
        let node = |(name, span): &(String, Span)| match self.names.find(name, &[Kind::Attribute, Kind::Let]) {
            Found::Wanted(defined) => match defined.thing {
                Thing::Attribute(id) => Some((id.index(), *span)),
                Thing::Let(at) => Some((attributes + at, *span)),
                _ => None,
            },
            Found::Other(_) | Found::Nothing => None,
        };
        names.iter().filter_map(node).collect()
    }

    /// What each `let` needs, itself and by way of others, and its place in the model.
    fn let_states(&mut self, written: &[Option<Rc<written::Expr>>], reads: &[Reads], edges: &[Vec<(usize, Span)>], sorted: &[usize]) {
        let attributes = self.drafts.attributes.len();
        let mut needs: Vec<BTreeSet<Need>> = reads.iter().map(|reads| reads.needs.clone()).collect();
        for at in sorted {
            for (to, _) in &edges[*at] {
                if *to >= attributes && to != at {
                    let further = needs[*to].clone();
                    needs[*at].extend(further);
                }
            }
        }
        for (at, entry) in self.drafts.lets.iter().enumerate() {
            let needs = std::mem::take(&mut needs[attributes + at]);
            let (name, span) = (entry.key.value.clone(), entry.key.span);
            let placed = !needs.contains(&Need::Event) && !needs.contains(&Need::Row);
            let id = placed.then(|| {
                let expr = Expr { kind: ExprKind::Literal(Value::Missing), ty: Type::Boolean, span };
                self.model.lets.push(Let { name: name.clone(), span, expr })
            });
            self.lets.push(LetState { name, span, written: written[attributes + at].clone(), needs, id });
        }
    }

    /// The key of an attribute or `let`.
    fn key(&self, at: usize) -> Option<&Text> {
        let attributes = &self.drafts.attributes;
        match at.checked_sub(attributes.len()) {
            None => attributes.get(at).map(|entry| &entry.key),
            Some(at) => self.drafts.lets.get(at).map(|entry| &entry.key),
        }
    }

    fn break_named(&mut self, at: usize) {
        match at.checked_sub(self.drafts.attributes.len()) {
            None => self.broken.attributes.insert(AttributeId::of(at)),
            Some(at) => self.broken.lets.insert(at),
        };
    }

    fn ring(&mut self, ring: &[(usize, Span)]) {
        let attributes = self.drafts.attributes.len();
        let names: Vec<String> = ring.iter().filter_map(|(at, _)| self.key(*at)).map(|key| format!("`{}`", key.as_str())).collect();
        let Some((first, key)) = ring.first().and_then(|(at, _)| Some((*at, self.key(*at)?.span))) else { return };
        let code = if ring.iter().any(|(at, _)| *at < attributes) { &codes::ATTRIBUTE_CYCLE } else { &codes::LET_CYCLE };
        let message = match names.as_slice() {
            [only] => format!("{only} is defined by itself"),
            [rest @ .., last] => format!("{} and {last} are defined by each other", rest.join(", ")),
            [] => return,
        };
        let mut finding = Finding::new(code, key, message);
        for (place, (_, span)) in ring.iter().enumerate() {
            let (from, to) = (&names[place], &names[(place + 1) % names.len()]);
            finding = finding.other(*span, format!("{from} reads {to} here"));
        }
        let what = if first < attributes { "read events instead of one of the names" } else { "write one of them out" };
        self.findings.push(finding.help(format!("break the ring: {what}")));
    }

    fn too_deep(&mut self, at: usize, deep: bool) {
        let Some(key) = self.key(at) else { return };
        let name = key.as_str();
        let message = if deep {
            format!("`{name}` and what it names are nested more than {DEPTH} deep")
        } else {
            format!("`{name}` and what it names stand for more than {WORK} names, each counted as often as it is named")
        };
        let finding = Finding::new(&codes::EXPRESSION_TOO_DEEP, key.span, message).help("let fewer names stand in each other");
        self.findings.push(finding);
    }
}

/// How deep an expression is nested.
fn height(expr: &written::Expr) -> usize {
    use written::{Argument, ExprKind as Kind};
    let most = |heights: &mut dyn Iterator<Item = usize>| heights.max().unwrap_or(0);
    1 + match &expr.kind {
        Kind::Boolean(_) | Kind::Integer(_) | Kind::Fraction { .. } | Kind::Text(_) => 0,
        Kind::Duration(_) | Kind::Date(_) | Kind::Timestamp(_) | Kind::Path(_) => 0,
        Kind::List(items) => most(&mut items.iter().map(height)),
        Kind::Not(inner) | Kind::Negate(inner) | Kind::Is { value: inner, .. } => height(inner),
        Kind::Binary(_, left, right, _) => height(left).max(height(right)),
        Kind::Call(call) => {
            let arguments = call.arguments.iter().map(|argument| match argument {
                Argument::Value(value) => height(value),
                Argument::Arrow { from, to, .. } => height(from).max(height(to)),
                Argument::Period(_) => 0,
            });
            most(&mut arguments.chain(call.filter.iter().map(|filter| height(filter))))
        }
    }
}
