//! The fingerprint of a definition: a hash of what it means.
//!
//! The model is written as canonical text without spans: references by name, expressions as [`Model::print`] has them,
//! sections whose order means nothing sorted by name. Order that decides something (events, fields, stages, triggers, rules, bands,
//! actions) stays. So comments, layout, `include`s and the order of attributes leave it as it is.

use super::expr::Expr;
use super::okr::{Goal, KeyResult, Objective, Target};
use super::source::{RowMap, Source};
use super::*;
use std::fmt::Write as _;

impl Model {
    /// A hash of what the definition means: `blake3:` and 64 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        format!("blake3:{}", blake3::hash(self.canonical().as_bytes()).to_hex())
    }

    /// What the fingerprint is taken of, of one source: its settings and mappings.
    pub fn source_text(&self, source: &Source) -> String {
        let mut out = Canon { model: self, text: String::new() };
        out.source(source);
        out.text
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
    fn sorted<'b, T: 'b>(
        &mut self,
        things: impl Iterator<Item = &'b T>,
        name: impl Fn(&'b T) -> &'b str,
        write: impl Fn(&mut Self, &'b T),
    ) {
        let mut things: Vec<&T> = things.collect();
        things.sort_by_key(|thing| name(thing));
        for thing in things {
            write(self, thing);
        }
    }
    fn events(&mut self, ids: &[EventId]) {
        let model = self.model;
        self.words(ids.iter().map(|&id| model.events[id].name.as_str()));
    }
    fn stages(&mut self, ids: &[StageId]) {
        let model = self.model;
        self.words(ids.iter().map(|&id| model.stages[id].name.as_str()));
    }

    fn ty(&mut self, ty: &Type) {
        match ty {
            Type::Enum(values) => self.words(values.iter().map(String::as_str)),
            other => self.word(other),
        }
    }
    fn expr(&mut self, expr: &Expr) {
        let text = self.model.print(expr);
        self.word(text);
    }
    fn maybe(&mut self, head: &str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            node!(self, head, self.expr(expr));
        }
    }

    fn definition(&mut self) {
        let model = self.model;
        node!(self, "funnel", self.word(&model.name), self.word(&model.title), self.word(&model.owner), self.word(&model.subject));
        let calendar = &model.calendar;
        node!(self, "calendar", self.word((calendar.zone.name(), calendar.week_starts, calendar.fiscal_year_starts, &calendar.business)));
        model.events.iter().for_each(|event| self.event(event));
        self.sorted(
            model.attributes.iter(),
            |attribute| &attribute.name,
            |out, attribute| {
                node!(out, "attribute", out.word(&attribute.name), out.word(attribute.dimension), out.expr(&attribute.expr));
            },
        );
        self.sorted(model.scores.iter(), |score| &score.name, Self::score);
        self.sorted(model.lets.iter(), |named| &named.name, |out, named| node!(out, "let", out.word(&named.name), out.expr(&named.expr)));
        model.stages.iter().for_each(|stage| self.stage(stage));
        model.triggers.iter().for_each(|trigger| self.trigger(trigger));
        self.sorted(model.slas.iter(), |sla| &sla.name, Self::sla);
        self.sorted(model.invariants.iter(), |invariant| &invariant.name, Self::invariant);
        self.sorted(
            model.metrics.iter(),
            |metric| &metric.name,
            |out, metric| {
                node!(out, "metric", out.word(&metric.name), out.expr(&metric.expr));
            },
        );
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
            self.sorted(
                action.properties.iter(),
                |(name, _)| name,
                |out, (name, template)| {
                    out.open("property");
                    out.word(name);
                    let text = out.model.print_template(template);
                    out.word(text);
                    out.close();
                },
            );
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
        self.sorted(
            objective.initiatives.iter(),
            |initiative| &initiative.name,
            |out, initiative| {
                out.open("initiative");
                out.word((&initiative.name, &initiative.title, &initiative.owner));
                out.words(
                    initiative.drives.iter().filter_map(|&place| objective.key_results.get(place)).map(|result| result.name.as_str()),
                );
                out.close();
            },
        );
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
        self.word(source.zone.as_ref().map(crate::time::Zone::name));
        self.word((source.delimiter, source.quote, source.decimal_comma, source.encoding.map(encoding_rs::Encoding::name)));
        self.words(source.missing.iter().map(String::as_str));
        self.maybe("where", source.filter.as_ref());
        source.rows.iter().for_each(|rows| self.rows(rows));
        self.close();
    }

    fn rows(&mut self, rows: &RowMap) {
        self.open("rows");
        self.word((&rows.name, &rows.time_format));
        let parts = [
            ("where", &rows.filter),
            ("subject", &rows.subject),
            ("time", &rows.time),
            ("event", &rows.event),
            ("id", &rows.id),
            ("seq", &rows.seq),
        ];
        for (name, part) in parts {
            self.maybe(name, part.as_ref());
        }
        self.sorted(rows.fields.iter(), |(name, _)| name, |out, (name, value)| node!(out, "field", out.word(name), out.expr(value)));
        self.close();
    }
}
