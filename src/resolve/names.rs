//! Who is called what. Events, stages, attributes, `let`s and metrics share one space of names, scores have their own;
//! one id is defined once over all documents.

use super::Resolver;
use crate::diagnostics::{Finding, codes};
use crate::ids::*;
use crate::model::{Attribute, Decay, Event, Expr, ExprKind, Score, Stage};
use crate::span::Span;
use crate::syntax::document::{self, Document};
use crate::syntax::expr::keywords;
use crate::syntax::yaml::{Entries, Entry, Text, Written};
use crate::value::{Type, Value};
use indexmap::IndexMap;

/// A kind of named thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An event of the catalog.
    Event,
    /// A stage.
    Stage,
    /// An attribute.
    Attribute,
    /// A named expression.
    Let,
    /// A metric.
    Metric,
    /// A score; in a space of its own.
    Score,
}

impl Kind {
    /// The word with its article.
    pub fn article(self) -> &'static str {
        match self {
            Self::Event => "an event",
            Self::Stage => "a stage",
            Self::Attribute => "an attribute",
            Self::Let => "a `let`",
            Self::Metric => "a metric",
            Self::Score => "a score",
        }
    }
    /// The word.
    pub fn word(self) -> &'static str {
        self.article().split_once(' ').map_or("", |(_, word)| word)
    }
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Event(EventId),
    Stage(StageId),
    Attribute(AttributeId),
    /// By its place among the drafts: a `let` that reads `event.` or `row.` gets no id, it is typed where it is used.
    Let(usize),
    Metric(MetricId),
    Score(ScoreId),
}

impl Thing {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Event(_) => Kind::Event,
            Self::Stage(_) => Kind::Stage,
            Self::Attribute(_) => Kind::Attribute,
            Self::Let(_) => Kind::Let,
            Self::Metric(_) => Kind::Metric,
            Self::Score(_) => Kind::Score,
        }
    }
}

/// A definition of a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Defined {
    pub thing: Thing,
    /// The bytes of the key.
    pub span: Span,
}

/// The tables of names.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The shared space. More than one where an id was (wrongly) defined as several kinds of things, so that references stay silent.
    shared: IndexMap<String, Vec<Defined>>,
    scores: IndexMap<String, Vec<Defined>>,
    /// Things whose names are not `snake_case`, by the names that they were told to take: where those are used already, nothing more is said.
    misshapen: IndexMap<String, Defined>,
    /// Kinds of which a section was written wrong or a file is missing: what is not there may have been meant to be.
    incomplete: Vec<Kind>,
}

impl Names {
    /// The definitions of a name that are of one of the wanted kinds, else any.
    pub(super) fn find(&self, name: &str, wanted: &[Kind]) -> Found {
        let space = if wanted == [Kind::Score] { &self.scores } else { &self.shared };
        let all = space.get(name).map_or(&[][..], Vec::as_slice);
        match all.iter().find(|defined| wanted.contains(&defined.thing.kind())) {
            Some(defined) => Found::Wanted(*defined),
            None => match (all.first(), self.misshapen.get(name)) {
                (Some(other), _) => Found::Other(*other),
                (None, Some(meant)) if wanted.contains(&meant.thing.kind()) => Found::Wanted(*meant),
                (None, _) => Found::Nothing,
            },
        }
    }
    /// All names of these kinds, in order of definition.
    pub(super) fn of<'n>(&'n self, kinds: &'n [Kind]) -> impl Iterator<Item = &'n str> {
        let wanted = |all: &Vec<Defined>| all.iter().any(|defined| kinds.contains(&defined.thing.kind()));
        self.shared.iter().chain(&self.scores).filter(move |(_, all)| wanted(all)).map(|(name, _)| name.as_str())
    }
    /// Whether all names of these kinds are known.
    pub(super) fn complete(&self, kinds: &[Kind]) -> bool {
        !kinds.iter().any(|kind| self.incomplete.contains(kind))
    }
}

/// What came of looking for a name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// A thing of a wanted kind.
    Wanted(Defined),
    /// A thing of another kind.
    Other(Defined),
    /// Nothing has that name.
    Nothing,
}

/// The entries behind the ids, by id.
#[derive(Debug, Default)]
pub(super) struct Drafts<'a> {
    pub events: Vec<&'a Entry<document::Event>>,
    pub stages: Vec<&'a Entry<document::Stage>>,
    pub attributes: Vec<&'a Entry<document::Attribute>>,
    pub lets: Vec<&'a Entry<Text>>,
    pub metrics: Vec<&'a Entry<Text>>,
    pub scores: Vec<&'a Entry<document::Score>>,
}

/// Whether a word is the language's own, so that nothing in the shared space can bear it as its name. Functions stand before a
/// bracket only, so `domain: domain(email)` is a fine attribute; folds are kept apart, since `count(count)` helps nobody.
pub fn is_reserved(word: &str) -> bool {
    keywords::is_keyword(word) || super::expr::is_fold(word) || word == "if"
}

impl<'a> Resolver<'a> {
    /// Gives every named thing its id and fills the model with placeholders of them.
    pub(super) fn declare(&mut self) {
        let included: usize = self.documents.iter().filter_map(|document| document.include.get()).map(Vec::len).sum();
        let torn = self.documents.iter().any(|document| matches!(document.include, Written::Wrong(_)));
        if torn || included + 1 > self.documents.len() {
            self.names.incomplete = vec![Kind::Event, Kind::Stage, Kind::Attribute, Kind::Let, Kind::Metric, Kind::Score];
        }
        self.drafts.events = self.declared(Kind::Event, |document| &document.events, |at| Thing::Event(EventId::of(at)));
        self.drafts.attributes =
            self.declared(Kind::Attribute, |document| &document.attributes, |at| Thing::Attribute(AttributeId::of(at)));
        self.drafts.scores = self.declared(Kind::Score, |document| &document.scoring, |at| Thing::Score(ScoreId::of(at)));
        self.drafts.lets = self.declared(Kind::Let, |document| &document.lets, Thing::Let);
        self.drafts.stages = self.declared(Kind::Stage, |document| &document.stages, |at| Thing::Stage(StageId::of(at)));
        self.drafts.metrics = self.declared(Kind::Metric, |document| &document.metrics, |at| Thing::Metric(MetricId::of(at)));
        self.placeholders();
    }

    /// Something behind every id, so that sections can be resolved in any order.
    fn placeholders(&mut self) {
        let named = |key: &Text| (key.value.clone(), key.span);
        for entry in &self.drafts.events {
            let (name, span) = named(&entry.key);
            let alias = name.clone();
            let fields = Vec::new();
            self.model.events.push(Event { name, span, alias, has_subject: true, activity: true, conversion: None, links: None, fields });
        }
        for entry in &self.drafts.attributes {
            let (name, span) = named(&entry.key);
            let expr = Expr { kind: ExprKind::Literal(Value::Missing), ty: Type::Boolean, span };
            self.model.attributes.push(Attribute { name, span, expr, dimension: false });
        }
        for entry in &self.drafts.scores {
            let (name, span) = named(&entry.key);
            let (bands, rules) = (Vec::new(), Vec::new());
            self.model.scores.push(Score { name, span, decay: Decay::None, low: None, high: None, bands, rules });
        }
        for entry in &self.drafts.stages {
            let (name, span) = named(&entry.key);
            let agreed_by = Vec::new();
            self.model.stages.push(Stage {
                name,
                span,
                title: None,
                definition: None,
                owner: None,
                agreed_by,
                off_path: false,
                outcome: None,
            });
        }
    }

    /// The entries of a section over all documents that get an id; a second definition of one is a finding.
    fn declared<T>(
        &mut self,
        kind: Kind,
        section: fn(&Document) -> &Written<Entries<T>>,
        thing: impl Fn(usize) -> Thing,
    ) -> Vec<&'a Entry<T>> {
        let mut drafts: Vec<&'a Entry<T>> = Vec::new();
        for document in self.documents {
            let entries = match section(document) {
                Written::Absent => continue,
                Written::Wrong(_) => {
                    self.names.incomplete.push(kind);
                    continue;
                }
                Written::Given(entries) => entries,
            };
            for entry in &entries.0 {
                let name = entry.key.as_str();
                if let Some(better) = self.name_shape(&entry.key) {
                    self.names.misshapen.insert(better, Defined { thing: thing(drafts.len()), span: entry.key.span });
                }
                if kind != Kind::Score && is_reserved(name) {
                    self.findings.push(reserved(&entry.key, kind));
                }
                let space = if kind == Kind::Score { &mut self.names.scores } else { &mut self.names.shared };
                let known = space.entry(name.to_owned()).or_default();
                let first = known.first().copied();
                if !known.iter().any(|defined| defined.thing.kind() == kind) {
                    known.push(Defined { thing: thing(drafts.len()), span: entry.key.span });
                    drafts.push(entry);
                }
                if let Some(first) = first {
                    self.findings.push(duplicate(&entry.key, kind.article(), first.thing.kind().article(), first.span));
                }
            }
        }
        drafts
    }

    /// The entries of a section whose names are a space of their own (triggers, SLAs, …), over all documents.
    /// `article` is what one is: `a trigger`.
    pub(super) fn distinct<T>(&mut self, article: &str, section: fn(&Document) -> &Written<Entries<T>>) -> Vec<&'a Entry<T>> {
        let sections = self.documents.iter().filter_map(|document| section(document).get()).collect();
        self.distinct_of(article, sections)
    }

    /// The entries of several lists that are one space of names; of a name the first.
    pub(super) fn distinct_of<T>(&mut self, article: &str, sections: Vec<&'a Entries<T>>) -> Vec<&'a Entry<T>> {
        let mut seen: IndexMap<&str, &'a Entry<T>> = IndexMap::new();
        for entry in sections.into_iter().flat_map(|entries| &entries.0) {
            self.name_shape(&entry.key);
            match seen.get(entry.key.as_str()) {
                Some(first) => self.findings.push(duplicate(&entry.key, article, article, first.key.span)),
                None => {
                    seen.insert(entry.key.as_str(), entry);
                }
            }
        }
        seen.into_values().collect()
    }

    /// A finding where a name is not `snake_case`, and what it could be instead.
    pub(super) fn name_shape(&mut self, key: &Text) -> Option<String> {
        let name = key.as_str();
        let good = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !good {
            let finding = Finding::new(&codes::NAME_SHAPE, key.span, format!("`{name}` is no name of the language"));
            let suggestion = snake_case(name);
            self.findings.push(match &suggestion {
                Some(better) => finding.help(format!("names are snake_case: call it `{better}`")),
                None => finding.help("names are snake_case: a letter a–z, then letters, digits and `_`"),
            });
            return suggestion;
        }
        None
    }
}

fn reserved(key: &Text, kind: Kind) -> Finding {
    let name = key.as_str();
    let finding = Finding::new(
        &codes::NAME_RESERVED,
        key.span,
        format!("`{name}` is a word of the language and cannot be the name of {}", kind.article()),
    );
    let word = kind.word().trim_matches('`');
    let better = format!("{name}_{}", if kind == Kind::Let { "holds" } else { word });
    finding.help(match kind {
        Kind::Event => format!("call it `{better}` and say `as: {name}` if the log calls it so"),
        Kind::Stage | Kind::Attribute | Kind::Let | Kind::Metric | Kind::Score => format!("call it for example `{better}`"),
    })
}

fn duplicate(key: &Text, article: &str, first_article: &str, first: Span) -> Finding {
    let name = key.as_str();
    let message = if article == first_article {
        format!("`{name}` is defined twice")
    } else {
        format!("`{name}` cannot be {article}: it is already {first_article}")
    };
    Finding::new(&codes::NAME_DUPLICATE, key.span, message)
        .label("defined again here")
        .other(first, "first defined here")
        .help("one id is defined once; rename one of them or take it away")
}

/// A name made of the same words as the language wants it, if anything is left of it.
fn snake_case(name: &str) -> Option<String> {
    let mut made = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
                made.push('_');
            }
            made.push(c.to_ascii_lowercase());
        } else if !made.is_empty() && !made.ends_with('_') {
            made.push('_');
        }
        before = c;
    }
    let made = made.trim_end_matches('_');
    let good = made.starts_with(|c: char| c.is_ascii_lowercase()) && made != name && name.is_ascii();
    good.then(|| made.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_roots_and_folds_are_reserved_and_functions_are_not() {
        let free: Vec<&str> =
            keywords::all().into_iter().chain(["count", "any", "if", "start"]).filter(|word| !is_reserved(word)).collect();
        assert!(free.is_empty(), "{free:?}");
        assert!(!["domain", "date", "rate", "once", "human"].into_iter().any(is_reserved));
    }

    #[test]
    fn names_as_the_language_wants_them() {
        for (name, better) in [
            ("SignUp", Some("sign_up")),
            ("Closed Won", Some("closed_won")),
            ("a-b--c", Some("a_b_c")),
            ("2nd", None),
            ("Żuk", None),
            ("", None),
        ] {
            assert_eq!(snake_case(name).as_deref(), better, "{name}");
        }
    }
}
