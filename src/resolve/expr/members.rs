//! `event.NAME`: a field of the event at hand, or in a `where` a member of the element, the same for all that can be at hand.

use super::super::Resolver;
use super::super::names::{Found, Kind, Thing};
use super::super::scope::{Element, Place, Scope};
use super::meet::article;
use crate::diagnostics::{Finding, codes, suggest};
use crate::model::{Expr, ExprKind, Member, StreamSource};
use crate::span::Span;
use crate::syntax::expr::Name;
use crate::value::Type;

/// What a name is of a stream.
pub(in crate::resolve) enum MemberOf {
    /// A member and its type.
    Known(Member, Type),
    /// There is none of that name.
    Absent,
    /// It is there or may have been meant to be, but has a finding of its own.
    Broken,
}

impl Resolver<'_> {
    /// What a name is of an event or a stage; `.subject` is of all subjects together, so metrics alone know it.
    pub(in crate::resolve) fn member_of(&self, source: StreamSource, name: &str, place: Place) -> MemberOf {
        match (name, source) {
            ("time", _) => return MemberOf::Known(Member::Time, Type::Timestamp),
            ("subject", _) if matches!(place, Place::Metric | Place::MetricFilter) => {
                return MemberOf::Known(Member::Subject, Type::String);
            }
            _ => {}
        }
        match source {
            StreamSource::Event(id) => match self.model.events[id].fields.iter().position(|field| field.name == name) {
                Some(at) if self.broken.fields.contains(&(id, at)) => MemberOf::Broken,
                Some(at) => MemberOf::Known(Member::Field(at), self.model.events[id].fields[at].ty.clone()),
                None if self.broken.events.contains(&id) => MemberOf::Broken,
                None => MemberOf::Absent,
            },
            StreamSource::Stage(_) => match self.names.find(name, &[Kind::Attribute]) {
                Found::Wanted(defined) => match defined.thing {
                    Thing::Attribute(id) if self.broken.attributes.contains(&id) => MemberOf::Broken,
                    Thing::Attribute(id) => MemberOf::Known(Member::Attribute(id), self.model.attributes[id].expr.ty.clone()),
                    _ => MemberOf::Absent,
                },
                Found::Other(_) | Found::Nothing if !self.names.complete(&[Kind::Attribute]) => MemberOf::Broken,
                Found::Other(_) | Found::Nothing => MemberOf::Absent,
            },
        }
    }

    /// `event.NAME`
    pub(super) fn member_at_hand(&mut self, member: &Name, span: Span, scope: &Scope) -> Option<Expr> {
        let Element::Of(streams) = &scope.element else { return None };
        let mut of = Vec::with_capacity(streams.len());
        let mut ty: Option<(Type, StreamSource)> = None;
        let (mut lacking, mut broken) = (Vec::new(), false);
        for source in streams {
            match self.member_of(*source, &member.text, scope.place) {
                MemberOf::Known(found, own) => {
                    of.push((*source, found));
                    ty = match ty {
                        None => Some((own, *source)),
                        Some((first, at)) => match united(&first, &own) {
                            Some(both) => Some((both, at)),
                            None => {
                                let name = member.text.as_str();
                                let finding = self.types_differ(member.span, (name, at, &first), (name, *source, &own));
                                self.findings.push(finding.help("give the field one type in the catalog, or split the rule by event"));
                                return None;
                            }
                        },
                    };
                }
                MemberOf::Absent => lacking.push(*source),
                MemberOf::Broken => broken = true,
            }
        }
        if !lacking.is_empty() {
            let finding = self.lacks(member, &lacking, !of.is_empty() || broken);
            self.findings.push(finding);
            return None;
        }
        if broken {
            return None;
        }
        let (ty, _) = ty?;
        Some(Expr { kind: ExprKind::Member { name: member.text.clone(), of }, ty, span })
    }

    /// The name of a stream and where it is defined.
    pub(super) fn stream_name(&self, source: StreamSource) -> (String, Span) {
        match source {
            StreamSource::Event(id) => (self.model.events[id].name.clone(), self.model.events[id].span),
            StreamSource::Stage(id) => (self.model.stages[id].name.clone(), self.model.stages[id].span),
        }
    }

    /// The finding where streams lack a member; `others` says whether some have it.
    pub(in crate::resolve) fn lacks(&self, member: &Name, lacking: &[StreamSource], others: bool) -> Finding {
        let streams: Vec<(String, Span)> = lacking.iter().map(|source| self.stream_name(*source)).collect();
        let names: Vec<String> = streams.iter().map(|(name, _)| format!("`{name}`")).collect();
        let stage = matches!(lacking.first(), Some(StreamSource::Stage(_)));
        let code = if others { &codes::FIELD_NOT_SHARED } else { &codes::NAME_UNKNOWN };
        let message = if stage {
            format!("`{}` is no attribute, so an entry into {} does not hold it", member.text, names.join(" or "))
        } else {
            let verb = if names.len() == 1 { "has" } else { "have" };
            format!("{} {verb} no field `{}`", names.join(" and "), member.text)
        };
        let mut finding = Finding::new(code, member.span, message);
        for (name, span) in &streams {
            finding = finding.other(*span, format!("`{name}` is defined here"));
        }
        let known: Vec<&str> = lacking.first().map(|source| self.members(*source)).unwrap_or_default();
        if let Some(help) = suggest::did_you_mean(&member.text, known.iter().copied()) {
            return finding.help(help);
        }
        match (others, known.is_empty()) {
            (true, _) => finding
                .help("what stands after `event.` must be a field of every event that can be at hand; split the rule or trigger by event"),
            (false, false) if known.len() <= 8 => {
                let what = if stage { "attributes" } else { "fields" };
                finding.help(format!("its {what} are {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")))
            }
            (false, true) if !stage => finding.help(format!("add it to the catalog: `fields: {{ {}: string }}`", member.text)),
            (false, _) => finding,
        }
    }

    fn members(&self, source: StreamSource) -> Vec<&str> {
        match source {
            StreamSource::Event(id) => self.model.events[id].fields.iter().map(|field| field.name.as_str()).collect(),
            StreamSource::Stage(_) => self.model.attributes.iter().map(|attribute| attribute.name.as_str()).collect(),
        }
    }

    /// The names of the fields of what is at hand.
    pub(super) fn fields_at_hand(&self, scope: &Scope) -> impl Iterator<Item = &str> {
        let streams: &[StreamSource] = match &scope.element {
            Element::Of(streams) => streams,
            Element::None | Element::Broken => &[],
        };
        let fields: Vec<&str> = streams.iter().flat_map(|source| self.members(*source)).collect();
        fields.into_iter()
    }

    /// A field of what is at hand, for an example.
    pub(super) fn first_field(&self, scope: &Scope) -> Option<String> {
        self.fields_at_hand(scope).next().map(str::to_owned)
    }

    /// The finding where what is read of two streams is of two types; each comes with the name of what is read.
    pub(super) fn types_differ(
        &self,
        at: Span,
        (one, first, a): (&str, StreamSource, &Type),
        (two, second, b): (&str, StreamSource, &Type),
    ) -> Finding {
        let ((first, first_at), (second, second_at)) = (self.stream_name(first), self.stream_name(second));
        Finding::new(&codes::FIELD_TYPES_DIFFER, at, format!("`{first}.{one}` is {}, and `{second}.{two}` is {}", article(a), article(b)))
            .other(first_at, article(a))
            .other(second_at, article(b))
    }
}

/// The type of a member that several streams have: texts may be of different lists, anything else must be the same.
pub(in crate::resolve) fn united(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        _ if a == b => Some(a.clone()),
        (Type::Enum(a), Type::Enum(b)) => {
            let more = b.iter().filter(|value| !a.contains(value));
            Some(Type::Enum(a.iter().chain(more).cloned().collect()))
        }
        _ if a.is_text() && b.is_text() => Some(Type::String),
        _ => None,
    }
}
