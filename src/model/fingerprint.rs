//! The fingerprint of a definition: a hash of what it means.
//!
//! The model is written as canonical text without spans: references by name, folds where they are used, sections whose
//! order means nothing sorted by name. Order that decides something (events, fields, stages, triggers, rules, bands,
//! actions) stays. So comments, layout, `include`s and the order of attributes leave it as it is.

use super::expr::{Expr, ExprKind, Fold, Member, Stream, StreamSource};
use super::metric::{Measure, MeasureKind, Selection};
use super::okr::{Goal, KeyResult, Objective, Target};
use super::source::{RowMap, Source};
use super::*;
use std::fmt::Write as _;

impl Model {
    /// A hash of what the definition means: `blake3:` and 64 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        format!("blake3:{}", blake3::hash(self.canonical().as_bytes()).to_hex())
    }

    /// What the fingerprint is taken of.
    fn canonical(&self) -> String {
        let mut out = Canon { model: self, text: String::new() };
        out.definition();
        out.text
    }
}

struct Canon<'a> {
    model: &'a Model,
    text: String,
}

/// A thing to be written: its head, then its parts in parentheses.
macro_rules! node {
    ($self:ident, $head:expr $(, $part:expr)* $(,)?) => {{
        $self.open($head);
        $( $part; )*
        $self.close();
    }};
}

impl Canon<'_> {
    fn open(&mut self, head: &str) {
        self.text.push('(');
        self.text.push_str(head);
    }
    fn close(&mut self) {
        self.text.push_str(")\n");
    }
    fn word(&mut self, word: impl std::fmt::Debug) {
        // Writing to a `String` cannot fail.
        let _ = write!(self.text, " {word:?}");
    }
    /// Names in an order of their own.
    fn words<'b>(&mut self, names: impl Iterator<Item = &'b str>) {
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        self.word(names);
    }
    /// Things by name, in the order of their names.
    fn sorted<'b, T: 'b>(&mut self, things: impl Iterator<Item = &'b T>, name: impl Fn(&'b T) -> &'b str, write: impl Fn(&mut Self, &'b T)) {
        let mut things: Vec<&T> = things.collect();
        things.sort_by_key(|thing| name(thing));
        things.into_iter().for_each(|thing| write(self, thing));
    }
    fn events(&mut self, ids: &[EventId]) {
        let model = self.model;
        self.words(ids.iter().map(|&id| model.events[id].name.as_str()));
    }
    fn stages(&mut self, ids: &[StageId]) {
        let model = self.model;
        self.words(ids.iter().map(|&id| model.stages[id].name.as_str()));
    }

    fn definition(&mut self) {
        let model = self.model;
        node!(self, "funnel", self.word(&model.name), self.word(&model.title), self.word(&model.owner), self.word(&model.subject));
        node!(self, "calendar", self.word(&model.calendar));
        model.events.iter().for_each(|event| self.event(event));
        self.sorted(model.attributes.iter(), |attribute| &attribute.name, |out, attribute| {
            node!(out, "attribute", out.word(&attribute.name), out.word(attribute.dimension), out.expr(&attribute.expr));
        });
        self.sorted(model.scores.iter(), |score| &score.name, Self::score);
        self.sorted(model.lets.iter(), |named| &named.name, |out, named| node!(out, "let", out.word(&named.name), out.expr(&named.expr)));
        model.stages.iter().for_each(|stage| self.stage(stage));
        model.triggers.iter().for_each(|trigger| self.trigger(trigger));
        self.sorted(model.slas.iter(), |sla| &sla.name, Self::sla);
        self.sorted(model.invariants.iter(), |invariant| &invariant.name, Self::invariant);
        self.sorted(model.metrics.iter(), |metric| &metric.name, |out, metric| {
            node!(out, "metric", out.word(&metric.name), out.expr(&metric.expr));
        });
        self.sorted(model.objectives.iter(), |objective| &objective.name, Self::objective);
        self.sorted(model.sources.iter(), |source| &source.name, Self::source);
    }

    fn event(&mut self, event: &Event) {
        self.open("event");
        self.word((&event.name, &event.alias, event.has_subject, event.activity, event.conversion));
        self.maybe("links", event.links.as_ref());
        for field in &event.fields {
            node!(self, "field", self.word(&field.name), self.ty(&field.ty), self.word(field.optional));
        }
        self.close();
    }

    fn score(&mut self, score: &Score) {
        self.open("score");
        self.word((&score.name, score.decay, score.low, score.high));
        for band in &score.bands {
            node!(self, "band", self.word((&band.name, band.from, band.to)));
        }
        for &id in &score.rules {
            let rule = &self.model.rules[id];
            self.open("rule");
            self.word(&rule.name);
            self.events(&rule.on);
            self.maybe("when", rule.when.as_ref());
            node!(self, "points", self.expr(&rule.points));
            if let Some(limit) = &rule.limit {
                self.open("limit");
                self.word(limit.times);
                match &limit.per {
                    Per::Ever => {}
                    Per::Window(window) => self.word(window),
                    Per::Value(value) => self.expr(value),
                }
                self.close();
            }
            self.close();
        }
        self.close();
    }

    fn stage(&mut self, stage: &Stage) {
        self.open("stage");
        self.word((&stage.name, &stage.title, &stage.definition, &stage.owner));
        self.words(stage.agreed_by.iter().map(String::as_str));
        self.word((stage.off_path, stage.outcome));
        self.close();
    }

    fn trigger(&mut self, trigger: &Trigger) {
        self.open("trigger");
        self.word(&trigger.name);
        match &trigger.from {
            From::Start => self.text.push_str(" start"),
            From::Any(_) => self.text.push_str(" any"),
            From::Stages { stages, .. } => self.stages(stages),
        }
        self.stages(&[trigger.to]);
        self.events(&trigger.on);
        self.maybe("when", trigger.when.as_ref());
        self.word((trigger.after, trigger.idle, trigger.by_human));
        for action in &trigger.actions {
            self.open(&action.kind);
            self.sorted(action.properties.iter(), |(name, _)| name, |out, (name, template)| {
                out.open("property");
                out.word(name);
                for piece in &template.0 {
                    match piece {
                        Piece::Text(text) => out.word(text),
                        Piece::Value(value) => out.expr(value),
                    }
                }
                out.close();
            });
            self.close();
        }
        self.close();
    }

    fn sla(&mut self, sla: &Sla) {
        self.open("sla");
        self.word(&sla.name);
        self.stages(&sla.from);
        self.events(&sla.until_events);
        self.stages(&sla.until_stages);
        self.word((sla.within, sla.business, &sla.severity));
        self.close();
    }

    fn invariant(&mut self, invariant: &Invariant) {
        self.open("invariant");
        self.word(&invariant.name);
        match &invariant.claim {
            Claim::Passes { from, to, via } => {
                self.text.push_str(" passes");
                self.stages(from.as_slice());
                self.stages(&[*to]);
                self.stages(&[*via]);
            }
            Claim::NoPath { from, to } => {
                self.text.push_str(" no-path");
                self.stages(&[*from]);
                self.stages(&[*to]);
            }
            Claim::OnlyAfter { to, event } => {
                self.text.push_str(" only-after");
                self.stages(&[*to]);
                self.events(&[*event]);
            }
        }
        self.close();
    }

    fn objective(&mut self, objective: &Objective) {
        self.open("objective");
        self.word((&objective.name, &objective.objective, &objective.owner, &objective.period));
        self.word(objective.parent.map(|parent| &self.model.objectives[parent].name));
        self.sorted(objective.key_results.iter(), |result| &result.name, Self::key_result);
        self.sorted(objective.initiatives.iter(), |initiative| &initiative.name, |out, initiative| {
            out.open("initiative");
            out.word((&initiative.name, &initiative.title, &initiative.owner));
            out.words(initiative.drives.iter().filter_map(|&place| objective.key_results.get(place)).map(|result| result.name.as_str()));
            out.close();
        });
        self.close();
    }

    fn key_result(&mut self, result: &KeyResult) {
        self.open("key-result");
        self.word((&result.name, result.weight));
        match &result.goal {
            Goal::Target { metric, nature, from, to } => {
                self.word(nature);
                self.expr(metric);
                self.maybe("from", from.as_ref());
                match to {
                    Target::Level(level) => node!(self, "to", self.expr(level)),
                    Target::Relative(share) => node!(self, "to", self.word(("relative", share))),
                }
            }
            Goal::Hold { metric, side, level } => {
                self.word(side);
                self.expr(metric);
                self.expr(level);
            }
            Goal::Milestone(event) => self.events(&[*event]),
            Goal::Unmeasured => {}
        }
        self.close();
    }

    fn source(&mut self, source: &Source) {
        self.open("source");
        self.word((&source.name, &source.files, source.format, &source.records));
        self.word(source.zone.as_ref().map(|zone| zone.iana_name().map_or_else(|| format!("{zone:?}"), str::to_owned)));
        self.word((source.delimiter, source.quote, source.decimal_comma, source.encoding.map(encoding_rs::Encoding::name)));
        self.words(source.missing.iter().map(String::as_str));
        self.maybe("where", source.filter.as_ref());
        source.rows.iter().for_each(|rows| self.rows(rows));
        self.close();
    }

    fn rows(&mut self, rows: &RowMap) {
        self.open("rows");
        self.word((&rows.name, &rows.time_format));
        let parts = [("where", &rows.filter), ("subject", &rows.subject), ("time", &rows.time), ("event", &rows.event), ("id", &rows.id), ("seq", &rows.seq)];
        parts.into_iter().for_each(|(name, part)| self.maybe(name, part.as_ref()));
        self.sorted(rows.fields.iter(), |(name, _)| name, |out, (name, value)| node!(out, "field", out.word(name), out.expr(value)));
        self.close();
    }
}

/// Expressions.
impl Canon<'_> {
    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Enum(values) => self.words(values.iter().map(String::as_str)),
            other => self.word(other),
        }
    }

    fn maybe(&mut self, head: &str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            node!(self, head, self.expr(expr));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        let model = self.model;
        match &expr.kind {
            ExprKind::Literal(value) => self.word(value),
            ExprKind::Attribute(id) => node!(self, "attribute", self.word(&model.attributes[*id].name)),
            ExprKind::Let(id) => node!(self, "let", self.word(&model.lets[*id].name)),
            ExprKind::Score(id) => node!(self, "score", self.word(&model.scores[*id].name)),
            ExprKind::Band(id) => node!(self, "band", self.word(&model.scores[*id].name)),
            ExprKind::Member { name, .. } => node!(self, "member", self.word(name)),
            ExprKind::StageAge => self.text.push_str(" stage.age"),
            ExprKind::StageVisits => self.text.push_str(" stage.visits"),
            ExprKind::StageEnteredAt => self.text.push_str(" stage.entered_at"),
            ExprKind::Now => self.text.push_str(" now"),
            ExprKind::Subject => self.text.push_str(" subject"),
            ExprKind::Fold(id) => self.fold(&model.folds[*id]),
            ExprKind::Measure(id) => self.measure(&model.measures[*id]),
            ExprKind::Row(path) => node!(self, "row", self.word(path)),
            ExprKind::Not(x) => self.call("not", &[x]),
            ExprKind::Negate(x) => self.call("-", &[x]),
            ExprKind::And(a, b) => self.call("and", &[a, b]),
            ExprKind::Or(a, b) => self.call("or", &[a, b]),
            ExprKind::Compare(comparison, a, b) => self.call(&format!("{comparison:?}"), &[a, b]),
            ExprKind::In { value, items, negated } => {
                self.open(if *negated { "not in" } else { "in" });
                self.expr(value);
                let mut listed: Vec<String> = items.iter().map(|item| self.apart(item)).collect();
                listed.sort_unstable();
                self.word(listed);
                self.close();
            }
            ExprKind::InSet { set, value, negated } => self.call(if *negated { "not in set" } else { "in set" }, &[set, value]),
            ExprKind::Is { value, present } => self.call(if *present { "is present" } else { "is missing" }, &[value]),
            ExprKind::TextTest(test, a, b) => self.call(&format!("{test:?}"), &[a, b]),
            ExprKind::Matches(x, pattern) => node!(self, "matches", self.word(&pattern.text), self.expr(x)),
            ExprKind::Else(a, b) => self.call("else", &[a, b]),
            ExprKind::Arithmetic(arithmetic, a, b) => self.call(&format!("{arithmetic:?}"), &[a, b]),
            ExprKind::Join(a, b) => self.call("++", &[a, b]),
            ExprKind::Call(function, arguments) => {
                self.open(&format!("{function:?}"));
                arguments.iter().for_each(|argument| self.expr(argument));
                self.close();
            }
            ExprKind::If(c, a, b) => self.call("if", &[c, a, b]),
            ExprKind::Convert(x) => node!(self, "convert", self.ty(&expr.ty), self.expr(x)),
        }
    }

    fn call(&mut self, head: &str, parts: &[&Expr]) {
        self.open(head);
        parts.iter().for_each(|part| self.expr(part));
        self.close();
    }

    /// An expression as text of its own.
    fn apart(&self, expr: &Expr) -> String {
        let mut out = Canon { model: self.model, text: String::new() };
        out.expr(expr);
        out.text
    }

    fn fold(&mut self, fold: &Fold) {
        self.open("fold");
        self.word((fold.kind, fold.last));
        self.streams(&fold.streams);
        self.maybe("where", fold.filter.as_ref());
        self.close();
    }

    fn streams(&mut self, streams: &[Stream]) {
        let model = self.model;
        let mut listed = Vec::new();
        for stream in streams {
            let (source, event) = match stream.source {
                StreamSource::Event(id) => (&model.events[id].name, Some(&model.events[id])),
                StreamSource::Stage(id) => (&model.stages[id].name, None),
            };
            let member = match stream.member {
                None => String::new(),
                Some(Member::Field(place)) => event.and_then(|event| event.fields.get(place)).map_or_else(String::new, |field| field.name.clone()),
                Some(Member::Attribute(id)) => model.attributes[id].name.clone(),
                Some(Member::Time) => "time".to_owned(),
                Some(Member::Subject) => "subject".to_owned(),
            };
            listed.push((source, member));
        }
        listed.sort_unstable();
        self.word(listed);
    }

    fn selection(&mut self, selection: &Selection) {
        self.streams(&selection.streams);
        self.maybe("where", selection.filter.as_ref());
    }

    fn measure(&mut self, measure: &Measure) {
        let model = self.model;
        match &measure.kind {
            MeasureKind::Metric(id) => node!(self, "metric", self.word(&model.metrics[*id].name)),
            MeasureKind::Aggregate { kind, of } => node!(self, kind.word(), self.selection(of)),
            MeasureKind::Elapsed { kind, from, to } => node!(self, kind.word(), self.selection(from), self.selection(to)),
            MeasureKind::Rate { rate, reading } => {
                node!(self, "rate", self.word(reading), self.selection(&rate.from), self.selection(&rate.to), self.word(rate.within));
            }
            MeasureKind::Baseline { of, period } => node!(self, "baseline", self.expr(of), self.word(period)),
            MeasureKind::Current(stage) => node!(self, "current", self.stages(&[*stage])),
        }
    }
}
