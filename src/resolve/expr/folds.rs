//! Folds over a subject's history (L4): which streams, what is taken of each element, what comes of it. Equal ones stand in the model once.

use super::super::Resolver;
use super::super::parts::said;
use super::super::scope::{Element, Need, Place, Scope};
use super::meet::article;
use super::members::{MemberOf, united};
use super::operators::unordered;
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::{Expr, ExprKind, Fold, FoldKind, Stream, StreamSource};
use crate::span::Span;
use crate::syntax::expr::{self as written, Argument, Call};
use crate::value::Type;

/// The words of folds.
const FOLDS: [(&str, FoldKind); 8] = [
    ("count", FoldKind::Count),
    ("sum", FoldKind::Sum),
    ("min", FoldKind::Min),
    ("max", FoldKind::Max),
    ("first", FoldKind::First),
    ("last", FoldKind::Last),
    ("distinct", FoldKind::Distinct),
    ("any", FoldKind::Any),
];

/// The fold of that word.
pub(super) fn fold_kind(word: &str) -> Option<FoldKind> {
    FOLDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

/// The words of folds.
pub(super) fn fold_words() -> impl Iterator<Item = &'static str> {
    FOLDS.iter().map(|(name, _)| *name)
}

impl Resolver<'_> {
    /// A fold over the subject's history.
    pub(super) fn fold(&mut self, kind: FoldKind, call: &Call, span: Span, scope: &Scope) -> Option<Expr> {
        if !self.visible(Need::Folds, call.name.span, scope) {
            return None;
        }
        if let Some((_, at)) = call.within {
            self.findings.push(
                Finding::new(&codes::CLAUSE_MISPLACED, at, "`within` belongs to `rate(A -> B within D)` of a metric")
                    .help("a window of the history is written `in last D`"),
            );
        }
        let streams = self.streams(kind, call, Place::Filter);
        let element =
            streams.as_ref().map_or(Element::Broken, |(streams, _)| Element::Of(streams.iter().map(|stream| stream.source).collect()));
        let filter = match &call.filter {
            None => Some(None),
            Some(filter) => self.condition(filter, &Scope::with(Place::Filter, element)).map(Some),
        };
        let ((streams, member), filter) = (streams?, filter?);
        let ty = self.fold_type(kind, call, member)?;
        let last = call.last.map(|(micros, _)| micros);
        Some(Expr { kind: ExprKind::Fold(self.intern(Fold { kind, streams, filter, last, ty: ty.clone(), span })), ty, span })
    }

    /// The streams named by the arguments of a fold or measure, and the one type of what is taken of them, if anything is.
    /// `place` says whose: folds are of one subject, measures of all.
    pub(in crate::resolve) fn streams(&mut self, kind: FoldKind, call: &Call, place: Place) -> Option<(Vec<Stream>, Option<Type>)> {
        let word = &call.name.text;
        if call.arguments.is_empty() {
            let example =
                if matches!(kind, FoldKind::Count | FoldKind::Any) { format!("{word}(EVENT)") } else { format!("{word}(EVENT.FIELD)") };
            self.findings.push(
                Finding::new(&codes::FOLD_STREAM, call.name.span, format!("`{word}` says nothing of what"))
                    .help(format!("name an event or a stage: `{example}`")),
            );
            return None;
        }
        let mut streams = Vec::with_capacity(call.arguments.len());
        let mut ty: Option<(Type, StreamSource, written::Name)> = None;
        let mut whole = true;
        for argument in &call.arguments {
            let Some((stream, own, name)) = self.stream_argument(word, argument, place) else {
                whole = false;
                continue;
            };
            if let (Some(own), Some(name)) = (own, name) {
                ty = match ty {
                    None => Some((own, stream.source, name)),
                    Some((first, at, of)) => match united(&first, &own) {
                        Some(both) => Some((both, at, of)),
                        None => {
                            let finding = self.types_differ(name.span, (&of.text, at, &first), (&name.text, stream.source, &own));
                            self.findings.push(finding.help("streams folded as one must be of one type"));
                            whole = false;
                            Some((first, at, of))
                        }
                    },
                };
            }
            streams.push(stream);
        }
        if whole { Some((streams, ty.map(|(ty, _, _)| ty))) } else { None }
    }

    /// One stream: `EVENT`, `EVENT.FIELD`, `STAGE.ATTRIBUTE`, `….time`; with the type and the name of what is taken.
    pub(in crate::resolve) fn stream_argument(
        &mut self,
        word: &str,
        argument: &Argument,
        place: Place,
    ) -> Option<(Stream, Option<Type>, Option<written::Name>)> {
        let no_stream = |span: Span, said: &str| {
            Finding::new(&codes::FOLD_STREAM, span, format!("`{said}` is no history that `{word}` could fold"))
                .help(format!("name events or stages, and of them a field: `{word}(EVENT.FIELD)`; conditions follow after `where`"))
        };
        let names = match argument {
            Argument::Value(written::Expr { kind: written::ExprKind::Path(names), .. }) => names,
            Argument::Value(other) => {
                self.findings.push(no_stream(other.span, &said(other)));
                return None;
            }
            Argument::Arrow { from, to, .. } => {
                self.findings.push(
                    Finding::new(
                        &codes::FOLD_STREAM,
                        from.span.to(to.span),
                        format!("`{} -> {}` is measured over all subjects", said(from), said(to)),
                    )
                    .help("`A -> B` belongs into `metrics`; of one subject write for example `first(B.time) - first(A.time)`"),
                );
                return None;
            }
            Argument::Period(name) => {
                self.findings.push(no_stream(name.span, &name.text));
                return None;
            }
        };
        let (root, rest) = names.split_first()?;
        if matches!(root.text.as_str(), "event" | "row" | "score" | "stage" | "now" | "subject") {
            let span = names.iter().fold(root.span, |span, name| span.to(name.span));
            let text = super::super::parts::joined(names);
            self.findings.push(no_stream(span, &text));
            return None;
        }
        let source = self.stream(&root.text, root.span)?;
        if let (StreamSource::Event(id), Place::Filter) = (source, place) {
            let event = &self.model.events[id];
            if !event.has_subject {
                let finding = Finding::new(
                    &codes::EVENT_WITHOUT_SUBJECT,
                    root.span,
                    format!("`{}` belongs to no subject, so no subject has a history of it", event.name),
                )
                .other(event.span, "says `subject: none`")
                .help("metrics read such events; a fold reads the subject's own");
                self.findings.push(finding);
                return None;
            }
        }
        match rest {
            [] => Some((Stream { source, member: None }, None, None)),
            [member] => match self.member_of(source, &member.text, if place == Place::Filter { place } else { Place::Metric }) {
                MemberOf::Known(found, ty) => Some((Stream { source, member: Some(found) }, Some(ty), Some(member.clone()))),
                MemberOf::Absent => {
                    let finding = self.lacks(member, &[source], false);
                    self.findings.push(finding);
                    None
                }
                MemberOf::Broken => None,
            },
            [member, further, ..] => {
                let message = format!("`{}.{}` has no `{}`", root.text, member.text, further.text);
                self.findings
                    .push(Finding::new(&codes::NAME_UNKNOWN, further.span, message).help(format!("take `.{}` away", further.text)));
                None
            }
        }
    }

    /// The type of what comes of a fold.
    fn fold_type(&mut self, kind: FoldKind, call: &Call, member: Option<Type>) -> Option<Type> {
        let word = &call.name.text;
        let wrong = |ty: &Type, wants: &str, help: String| {
            Finding::new(&codes::TYPE_MISMATCH, call.name.span, format!("`{word}` of {} is not possible: it wants {wants}", article(ty)))
                .help(help)
        };
        let finding = match (kind, member) {
            (FoldKind::Count, _) => return Some(Type::Integer),
            (FoldKind::Any, _) => return Some(Type::Boolean),
            (_, None) => {
                let stream = call.arguments.first().map_or_else(String::new, |argument| match argument {
                    Argument::Value(expr) => said(expr),
                    Argument::Arrow { .. } | Argument::Period(_) => String::new(),
                });
                Finding::new(&codes::FOLD_NEEDS_FIELD, call.name.span, format!("`{word}` needs to know what of `{stream}` is meant"))
                    .help(format!("name a field, for example `{word}({stream}.FIELD)`, or the instant: `{word}({stream}.time)`"))
            }
            (FoldKind::First | FoldKind::Last, Some(ty)) => return Some(ty),
            (FoldKind::Sum, Some(ty)) if ty.is_numeric() || ty == Type::Duration => return Some(ty),
            (FoldKind::Sum, Some(ty)) => wrong(&ty, "numbers or durations", "use `count` for how many, `last` for the last one".to_owned()),
            (FoldKind::Min | FoldKind::Max, Some(ty)) => match unordered(&ty) {
                None => return Some(ty),
                Some(what) => wrong(&ty, "something with an order", format!("{what} has no order; use `first`, `last` or `count`")),
            },
            (FoldKind::Distinct, Some(ty)) if ty.is_text() => return Some(Type::Set),
            (FoldKind::Distinct, Some(ty)) => {
                wrong(&ty, "texts", "a set holds texts; use `count`, `min` or `max` for other types".to_owned())
            }
        };
        self.findings.push(finding);
        None
    }

    /// The id of a fold; an equal one that is there already is used again.
    fn intern(&mut self, fold: Fold) -> FoldId {
        let text = format!("{} {}", self.model.print_fold(&fold), fold.ty);
        if let Some(id) = self.interned.get(&text) {
            return *id;
        }
        let id = self.model.folds.push(fold);
        self.interned.insert(text, id);
        id
    }
}
