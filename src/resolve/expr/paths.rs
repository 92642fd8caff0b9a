//! Names in expressions: what a word or a dotted path stands for, and whether it can be read from here.

use super::super::Resolver;
use super::super::lets::LetState;
use super::super::names::{Found, Kind, Thing};
use super::super::parts::joined;
use super::super::scope::{Element, Need, Place, Scope};
use crate::diagnostics::{Finding, codes, suggest};
use crate::ids::*;
use crate::model::{Expr, ExprKind};
use crate::span::Span;
use crate::syntax::expr::Name;
use crate::value::Type;

/// How deep `let`s that are typed anew at each use may stand in each other.
const NESTED: usize = 16;

impl Resolver<'_> {
    /// What a path stands for.
    pub(super) fn path(&mut self, names: &[Name], span: Span, scope: &Scope) -> Option<Expr> {
        let (root, rest) = names.split_first()?;
        match root.text.as_str() {
            "event" => self.event_path(rest, span, scope),
            "row" => self.row_path(rest, span, scope),
            "score" => self.score_path(rest, span, scope),
            "stage" => self.stage_path(rest, span, scope),
            "now" => self.root(rest, span, scope, Need::Now, ExprKind::Now, Type::Timestamp),
            "subject" => self.root(rest, span, scope, Need::Subject, ExprKind::Subject, Type::String),
            _ => self.named(root, rest, span, scope),
        }
    }

    /// Whether something can be read from here; if not, one finding that says why.
    pub(super) fn visible(&mut self, need: Need, span: Span, scope: &Scope) -> bool {
        if scope.sees(need) {
            return true;
        }
        let finding = out_of_scope(need, span, scope);
        self.findings.push(finding);
        false
    }

    fn root(&mut self, rest: &[Name], span: Span, scope: &Scope, need: Need, kind: ExprKind, ty: Type) -> Option<Expr> {
        if !self.visible(need, span, scope) {
            return None;
        }
        if let Some(member) = rest.first() {
            self.no_member(member, need.words(), "");
            return None;
        }
        Some(Expr { kind, ty, span })
    }

    fn event_path(&mut self, rest: &[Name], span: Span, scope: &Scope) -> Option<Expr> {
        if !self.visible(Need::Event, span, scope) {
            return None;
        }
        match rest {
            [] => {
                let example = self.first_field(scope).map_or_else(|| "event.time".to_owned(), |field| format!("event.{field}"));
                self.alone("event", span, &example);
                None
            }
            [member] => self.member_at_hand(member, span, scope),
            [member, further, ..] => {
                self.no_member(further, &format!("`event.{}`", member.text), "");
                None
            }
        }
    }

    fn row_path(&mut self, rest: &[Name], span: Span, scope: &Scope) -> Option<Expr> {
        if !self.visible(Need::Row, span, scope) {
            return None;
        }
        if rest.is_empty() {
            self.alone("row", span, "row.NAME");
            return None;
        }
        let keys = rest.iter().map(|name| name.text.clone()).collect();
        Some(Expr { kind: ExprKind::Row(keys), ty: Type::String, span })
    }

    fn score_path(&mut self, rest: &[Name], span: Span, scope: &Scope) -> Option<Expr> {
        if !self.visible(Need::Scores, span, scope) {
            return None;
        }
        let Some((name, rest)) = rest.split_first() else {
            let example = self.names.of(&[Kind::Score]).next().unwrap_or("NAME").to_owned();
            self.alone("score", span, &format!("score.{example}"));
            return None;
        };
        let id = self.score(&name.text, name.span)?;
        match rest {
            [] => Some(Expr { kind: ExprKind::Score(id), ty: Type::Number, span }),
            [band] if band.text == "band" => self.band(id, name, band, span),
            [member, ..] => {
                self.no_member(member, &format!("`score.{}`", name.text), "a score has only `.band`");
                None
            }
        }
    }

    fn band(&mut self, id: ScoreId, name: &Name, band: &Name, span: Span) -> Option<Expr> {
        if self.broken.scores.contains(&id) {
            return None;
        }
        let bands: Vec<String> = self.model.scores[id].bands.iter().map(|band| band.name.clone()).collect();
        if bands.is_empty() {
            self.findings.push(
                Finding::new(&codes::NAME_UNKNOWN, band.span, format!("score `{}` has no bands", name.text))
                    .help(format!("name parts of its range: `bands: {{ hot: 80.., cold: ..80 }}` in `scoring.{}`", name.text)),
            );
            return None;
        }
        Some(Expr { kind: ExprKind::Band(id), ty: Type::Enum(bands.into()), span })
    }

    fn stage_path(&mut self, rest: &[Name], span: Span, scope: &Scope) -> Option<Expr> {
        const MEMBERS: [&str; 3] = ["age", "visits", "entered_at"];
        if !self.visible(Need::Stage, span, scope) {
            return None;
        }
        let Some((member, rest)) = rest.split_first() else {
            self.alone("stage", span, "stage.age");
            return None;
        };
        let (kind, ty) = match member.text.as_str() {
            "age" => (ExprKind::StageAge, Type::Duration),
            "visits" => (ExprKind::StageVisits, Type::Integer),
            "entered_at" => (ExprKind::StageEnteredAt, Type::Timestamp),
            other => {
                let help = suggest::did_you_mean(other, MEMBERS)
                    .unwrap_or_else(|| "there are `stage.age`, `stage.visits` and `stage.entered_at`".to_owned());
                self.findings.push(Finding::new(&codes::NAME_UNKNOWN, member.span, format!("`stage` has no `{other}`")).help(help));
                return None;
            }
        };
        if let Some(further) = rest.first() {
            self.no_member(further, &format!("`stage.{}`", member.text), "");
            return None;
        }
        Some(Expr { kind, ty, span })
    }

    /// A word that somebody defined.
    fn named(&mut self, root: &Name, rest: &[Name], span: Span, scope: &Scope) -> Option<Expr> {
        let wanted: &[Kind] = if scope.place == Place::Metric { &[Kind::Metric] } else { &[Kind::Attribute, Kind::Let] };
        let thing = match self.names.find(&root.text, wanted) {
            Found::Wanted(defined) => defined.thing,
            Found::Other(other) => {
                let finding = self.not_a_value(root, rest, other.thing, other.span, scope);
                self.findings.push(finding);
                return None;
            }
            Found::Nothing => {
                if self.names.complete(wanted) {
                    let finding = self.unknown(root, rest, wanted, scope);
                    self.findings.push(finding);
                }
                return None;
            }
        };
        if let Some(member) = rest.first() {
            let help = if matches!(thing, Thing::Attribute(_)) { "an attribute is one value; fields are read of events" } else { "" };
            self.no_member(member, &format!("`{}`", root.text), help);
            return None;
        }
        match thing {
            Thing::Attribute(id) => self.attribute(id, span, scope),
            Thing::Let(at) => self.named_expression(at, span, scope),
            Thing::Metric(id) => self.metric_by_name(id, span),
            Thing::Event(_) | Thing::Stage(_) | Thing::Score(_) => None,
        }
    }

    fn attribute(&mut self, id: AttributeId, span: Span, scope: &Scope) -> Option<Expr> {
        if !self.visible(Need::Attributes, span, scope) || !self.element_has_subject(span, scope) || self.broken.attributes.contains(&id) {
            return None;
        }
        Some(Expr { kind: ExprKind::Attribute(id), ty: self.model.attributes[id].expr.ty.clone(), span })
    }

    /// A `let`: by its id, or typed anew where what it reads depends on the place.
    fn named_expression(&mut self, at: usize, span: Span, scope: &Scope) -> Option<Expr> {
        if self.broken.lets.contains(&at) {
            return None;
        }
        let LetState { name, span: defined, written, needs, id } = self.lets.get(at)?.clone();
        if let Some(need) = needs.iter().find(|need| !scope.sees(**need)) {
            let finding = out_of_scope(*need, span, scope);
            let message = format!("`{name}` reads {}: {}", need.words(), finding.message);
            self.findings.push(Finding { message, ..finding }.other(defined, format!("`{name}` is defined here")));
            return None;
        }
        if needs.contains(&Need::Attributes) && !self.element_has_subject(span, scope) {
            return None;
        }
        if let Some(id) = id {
            return Some(Expr { kind: ExprKind::Let(id), ty: self.model.lets[id].expr.ty.clone(), span });
        }
        let written = written?;
        if self.inlining == NESTED {
            self.findings.push(
                Finding::new(&codes::EXPRESSION_TOO_DEEP, span, format!("`{name}` stands more than {NESTED} `let`s deep"))
                    .help("a `let` that reads `event.` is worked out anew wherever it is used; use fewer of them inside each other"),
            );
            return None;
        }
        self.inlining += 1;
        let typed = self.type_expr(&written, scope);
        self.inlining -= 1;
        typed
    }

    /// Attributes are of a subject, and events of none have no subject.
    fn element_has_subject(&mut self, span: Span, scope: &Scope) -> bool {
        let Element::Of(streams) = &scope.element else { return true };
        let without = streams.iter().find_map(|stream| match stream {
            crate::model::StreamSource::Event(id) => Some(&self.model.events[*id]).filter(|event| !event.has_subject),
            crate::model::StreamSource::Stage(_) => None,
        });
        let Some(event) = without else { return true };
        let finding = Finding::new(
            &codes::NAME_OUT_OF_SCOPE,
            span,
            format!("`{}` belongs to no subject, so there are no attributes here", event.name),
        )
        .other(event.span, "says `subject: none`")
        .help("read fields of the event instead: `event.NAME`");
        self.findings.push(finding);
        false
    }

    fn alone(&mut self, root: &str, span: Span, example: &str) {
        self.findings.push(
            Finding::new(&codes::NAME_INCOMPLETE, span, format!("`{root}` alone is no value"))
                .help(format!("say what of it is meant, for example `{example}`")),
        );
    }

    fn no_member(&mut self, member: &Name, of: &str, help: &str) {
        let finding = Finding::new(&codes::NAME_UNKNOWN, member.span, format!("{of} has no `{}`", member.text));
        let help = if help.is_empty() { format!("take `.{}` away", member.text) } else { help.to_owned() };
        self.findings.push(finding.help(help));
    }

    /// An event, a stage or a metric where a value is wanted.
    fn not_a_value(&self, root: &Name, rest: &[Name], thing: Thing, defined: Span, scope: &Scope) -> Finding {
        let (name, kind) = (&root.text, thing.kind());
        let finding = |message: String| {
            Finding::new(&codes::NAME_WRONG_KIND, root.span, message).other(defined, format!("defined here as {}", kind.article()))
        };
        match kind {
            Kind::Event | Kind::Stage if scope.place == Place::Metric => finding(format!("`{name}` is {}, not a number", kind.article()))
                .help(format!("say what is measured, for example `count({name})`")),
            Kind::Event | Kind::Stage => {
                let history = if kind == Kind::Event { "events" } else { "entries" };
                let help = match rest.first() {
                    Some(_) if self.at_hand(thing, scope) => {
                        format!("of the event at hand it is `event.{}`; of the history `last({})`", joined(rest), joined_with(name, rest))
                    }
                    Some(_) => format!("say which: `last({0})`, `first({0})`, …", joined_with(name, rest)),
                    None => format!("ask for example whether there is one, `any({name})`, or how many, `count({name})`"),
                };
                finding(format!("`{name}` is {}: a history of {history}, not a value", kind.article())).help(help)
            }
            Kind::Metric => finding(format!("`{name}` is a metric: it is of all subjects together, not of one"))
                .help("read an attribute or a fold of the subject instead"),
            Kind::Attribute | Kind::Let | Kind::Score => {
                finding(format!("`{name}` is {}, and a metric is made of measures over all subjects", kind.article()))
                    .help(format!("use it in a `where`, for example `count(STAGE where {name} is present)`"))
            }
        }
    }

    fn at_hand(&self, thing: Thing, scope: &Scope) -> bool {
        match (&scope.element, thing) {
            (Element::Of(streams), Thing::Event(id)) => streams.contains(&crate::model::StreamSource::Event(id)),
            _ => false,
        }
    }

    /// A word that nothing is called by.
    fn unknown(&self, root: &Name, rest: &[Name], wanted: &[Kind], scope: &Scope) -> Finding {
        let name = &root.text;
        if scope.place == Place::Source {
            let finding = Finding::new(&codes::NAME_UNKNOWN, root.span, format!("`{name}` is no name that a source knows"));
            return finding.help(match rest {
                [] => format!("a column of the export is written `row.{name}`, and a text stands in quotes: `\"{name}\"`"),
                rest => format!("a column of the export is written `row.{}`", joined_with(name, rest)),
            });
        }
        let message = match (wanted, rest.is_empty()) {
            ([Kind::Metric], _) => format!("`{name}` is no metric"),
            (_, true) => format!("`{name}` is neither an attribute nor a `let`"),
            (_, false) => format!("nothing is called `{name}`"),
        };
        let finding = Finding::new(&codes::NAME_UNKNOWN, root.span, message);
        // Ten thousand wrong names beside ten thousand right ones: nobody reads that many suggestions.
        let worthwhile = self.findings.len() < 1000;
        if !rest.is_empty() {
            let roots = ["event", "score", "stage", "row"].into_iter().filter(|root| *root != "row" || scope.sees(Need::Row));
            let known = self.names.of(&[Kind::Event, Kind::Stage]);
            return match suggest::did_you_mean(name, roots.chain(known).filter(|_| worthwhile)) {
                Some(help) => finding.help(help),
                None => finding.help("a field is read of the event at hand, `event.FIELD`, or of the history, `last(EVENT.FIELD)`"),
            };
        }
        let roots =
            [("subject", Need::Subject), ("now", Need::Now)].into_iter().filter(|(_, need)| scope.sees(*need)).map(|(word, _)| word);
        if let Some(help) = suggest::did_you_mean(name, self.names.of(wanted).chain(roots).filter(|_| worthwhile)) {
            return finding.help(help);
        }
        if self.fields_at_hand(scope).any(|field| field == name) {
            return finding.help(format!("the event's field is written `event.{name}`"));
        }
        if self.names.of(&[Kind::Score]).any(|score| score == name) {
            return finding.help(format!("a score is written `score.{name}`"));
        }
        if matches!(name.as_str(), "age" | "visits" | "entered_at") {
            return finding.help(format!("of the current stage it is written `stage.{name}`"));
        }
        if crate::functions::Function::by_name(name).is_some() {
            return finding.help(format!("`{name}` is a function: its arguments stand in brackets after it"));
        }
        if let [Kind::Metric] = wanted {
            return finding.help(format!("add it: `metrics: {{ {name}: count(STAGE) }}`, or say here what is measured"));
        }
        finding.help(format!("if the text is meant, put it in quotes: `\"{name}\"`"))
    }
}

/// What cannot be read from where an expression stands.
fn out_of_scope(need: Need, span: Span, scope: &Scope) -> Finding {
    let here = scope.place.article();
    let finding = |message: String| Finding::new(&codes::NAME_OUT_OF_SCOPE, span, message);
    match (need, scope.place) {
        (Need::Scores, Place::Rule) => Finding::new(&codes::SCORE_READS_SCORE, span, "a scoring rule cannot read scores")
            .help("say it with attributes or folds, or put the condition on a trigger"),
        (Need::Event, Place::Rule | Place::Trigger) => finding("no `on` says which event `event.` is here".to_owned())
            .help("add `on: EVENT`, or read the history: `last(EVENT.FIELD)`"),
        (Need::Event, Place::Attribute) => finding("an attribute is folded from the history, there is no event at hand".to_owned())
            .help("say which one: `last(EVENT.FIELD)`, `first(EVENT.FIELD)`, …"),
        (Need::Event, _) => finding(format!("there is no event at hand in {here}")).help("read the history: `last(EVENT.FIELD)`"),
        (Need::Row, _) => {
            finding("`row.` is a row of an export, and only `sources` read those".to_owned()).help("read a field of an event instead")
        }
        (Need::Scores | Need::Stage, Place::Attribute) => {
            finding(format!("an attribute cannot read {}: it is folded from events alone", need.words()))
                .help("put the condition under `let`, which may read everything")
        }
        (Need::Scores | Need::Stage, Place::Filter) => {
            finding(format!("the `where` of a fold cannot read {}: it is decided once, when the element happens", need.words()))
                .help("move the condition out of the fold, or read attributes and `event.` in it")
        }
        (Need::Scores | Need::Stage | Need::Now, Place::MetricFilter) => {
            finding(format!("the `where` of a measure cannot read {}", need.words()))
                .help("it sees the element, `event.`, and the attributes as they were at it")
        }
        (Need::Folds, Place::MetricFilter) => {
            finding("the `where` of a measure cannot hold folds".to_owned()).help("make the fold an attribute and read it by name")
        }
        (_, Place::Links) => finding(format!("`links` cannot read {}: subjects are joined before anything is folded", need.words()))
            .help("name a field of the event, for example `event.anonymous_id`"),
        (_, Place::Source) => {
            finding(format!("a source cannot read {}: a row is no event yet", need.words())).help("read a cell of the row: `row.NAME`")
        }
        (_, Place::Metric) => finding(format!("{here} cannot read {}: it is of all subjects together", need.words()))
            .help("say what is measured, for example `count(STAGE)` or `rate(A -> B)`"),
        _ => finding(format!("{here} cannot read {}", need.words())),
    }
}

fn joined_with(root: &str, rest: &[Name]) -> String {
    format!("{root}.{}", joined(rest))
}
