//! What a measure is about: streams with what is taken of each, both sides of an arrow, and which elements count.

use super::Resolver;
use super::expr::MemberOf;
use super::scope::{Element, Place, Scope};
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::metric::Selection;
use crate::model::{Expr, Member, Stream, StreamSource};
use crate::span::Span;
use crate::syntax::expr::{self as written, Argument, Call, Name};
use crate::value::Type;

/// A stream and what is taken of it, with the type of that.
pub(super) struct Taken {
    pub stream: Stream,
    /// The type of the part; none where the elements themselves are meant.
    pub ty: Option<Type>,
    pub span: Span,
}

impl Resolver<'_> {
    /// Says where a clause stands that this measure does not know.
    pub(super) fn measure_clauses(&mut self, call: &Call, word: &str, within: bool) -> bool {
        let mut good = true;
        if let Some((_, at)) = call.last {
            self.findings.push(
                Finding::new(&codes::CLAUSE_MISPLACED, at, format!("`{word}` in a metric takes no `in last`")).help(
                    "a metric is of the period that the report or the key result is for; use an attribute for a window of one subject",
                ),
            );
            good = false;
        }
        if let Some((_, at)) = call.within.filter(|_| !within) {
            self.findings.push(
                Finding::new(&codes::CLAUSE_MISPLACED, at, format!("`{word}` takes no `within`"))
                    .help("`within` says how long a rate waits: `rate(A -> B within 30d)`"),
            );
            good = false;
        }
        good
    }

    /// Both sides of an arrow; the `where` of the call is the right side's.
    pub(super) fn sides(
        &mut self,
        call: &Call,
        from: &written::Expr,
        filter: Option<&written::Expr>,
        to: &written::Expr,
    ) -> Option<(Selection, Selection)> {
        let from = self.side(from, filter);
        let to = self.side(to, call.filter.as_deref());
        Some((from?, to?))
    }

    fn side(&mut self, side: &written::Expr, filter: Option<&written::Expr>) -> Option<Selection> {
        let written::ExprKind::Path(names) = &side.kind else {
            let finding = self.malformed(side.span, "an arrow is between two stages or events".to_owned());
            self.findings.push(finding.help("write `A -> B` with the names of two of them"));
            return None;
        };
        let [name] = names.as_slice() else {
            let finding = self.malformed(side.span, "an arrow is between whole stages or events, not between parts of them".to_owned());
            self.findings.push(finding.help(format!("write `{}`", names.first().map_or("A", |name| &name.text))));
            return None;
        };
        let source = self.stream(&name.text, name.span);
        let filter = self.measure_filter(filter, source.into_iter().collect());
        let source = source?;
        self.has_subject(source, name.span, "so nobody gets from or to it").then_some(())?;
        Some(Selection { streams: vec![Stream { source, member: None }], filter: filter? })
    }

    /// A stream that an aggregate names, with what it takes of it.
    pub(super) fn taken(&mut self, word: &str, argument: &Argument) -> Option<Taken> {
        let expr = match argument {
            Argument::Value(expr) => expr,
            Argument::Arrow { from, to, .. } => {
                let finding = self.malformed(from.span.to(to.span), format!("`{word}` takes one arrow and nothing else"));
                self.findings.push(finding.help("write a metric for each, and add them"));
                return None;
            }
            Argument::Period(period) => {
                let finding = self.malformed(period.span, format!("`{word}` takes no period"));
                self.findings.push(finding.help("`baseline(METRIC, PERIOD)` is a metric in another period"));
                return None;
            }
        };
        let written::ExprKind::Path(names) = &expr.kind else {
            let finding = self.malformed(expr.span, format!("`{word}` wants a stage or an event, or a part of one"));
            self.findings.push(finding.help(format!("write `{word}(STAGE)` or `{word}(EVENT.FIELD)`, and compute with the result")));
            return None;
        };
        let (first, rest) = names.split_first()?;
        let source = self.stream(&first.text, first.span)?;
        match rest {
            [] => Some(Taken { stream: Stream { source, member: None }, ty: None, span: expr.span }),
            [member] => {
                let (member, ty) = self.taken_part(source, member)?;
                Some(Taken { stream: Stream { source, member: Some(member) }, ty: Some(ty), span: expr.span })
            }
            [member, next, ..] => {
                let finding = self.malformed(next.span, format!("`{}.{}` has no parts", first.text, member.text));
                self.findings.push(finding.help("write a stage or an event, a point, and one name"));
                None
            }
        }
    }

    fn taken_part(&mut self, source: StreamSource, name: &Name) -> Option<(Member, Type)> {
        match self.member_of(source, &name.text, Place::Metric) {
            MemberOf::Known(Member::Subject, _) if !self.has_subject(source, name.span, "so there is none to count") => None,
            MemberOf::Known(member, ty) => Some((member, ty)),
            MemberOf::Absent => {
                let finding = self.lacks(name, &[source], false);
                self.findings.push(finding);
                None
            }
            MemberOf::Broken => None,
        }
    }

    /// Whether the elements of a stream belong to subjects; else a finding.
    fn has_subject(&mut self, source: StreamSource, at: Span, so: &str) -> bool {
        match source {
            StreamSource::Event(event) => self.event_of_subject(event, at, so),
            StreamSource::Stage(_) => true,
        }
    }

    /// Whether an event belongs to subjects; else a finding, which says what that means here.
    pub(super) fn event_of_subject(&mut self, event: EventId, at: Span, so: &str) -> bool {
        let event = &self.model.events[event];
        if event.has_subject {
            return true;
        }
        let finding = Finding::new(&codes::EVENT_WITHOUT_SUBJECT, at, format!("`{}` belongs to no subject, {so}", event.name))
            .other(event.span, "`subject: none` here")
            .help("use an event of a subject, or take `subject: none` out of the catalog");
        self.findings.push(finding);
        false
    }

    /// The `where` of some streams.
    pub(super) fn measure_filter(&mut self, filter: Option<&written::Expr>, sources: Vec<StreamSource>) -> Option<Option<Expr>> {
        let Some(filter) = filter else { return Some(None) };
        let element = if sources.is_empty() { Element::Broken } else { Element::Of(sources) };
        self.condition(filter, &Scope::with(Place::MetricFilter, element)).map(Some)
    }
}
