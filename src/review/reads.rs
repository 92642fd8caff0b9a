//! What a trigger's condition is made of, all the way down: the things whose change can change it.

use super::shape::Part;
use crate::ids::*;
use crate::model::{Expr, ExprKind, Member, Model, Rule, Stream, StreamSource};
use std::collections::{BTreeMap, BTreeSet};

/// Things by kind and name.
pub type Things = BTreeSet<(Part, String)>;

/// What each trigger, rule, score, attribute and named expression reads itself.
pub struct Reads<'m> {
    model: &'m Model,
    direct: BTreeMap<(Part, String), Things>,
}

impl<'m> Reads<'m> {
    /// Of a model.
    pub fn of(model: &'m Model) -> Self {
        let mut reads = Self { model, direct: BTreeMap::new() };
        for trigger in &model.triggers {
            reads.note(Part::Trigger, trigger.name.clone(), |reader| {
                trigger.when.iter().for_each(|when| reader.expr(when));
                trigger.on.iter().for_each(|event| reader.event(*event));
                if trigger.idle.is_some() {
                    // any event of any kind counts as activity, or does not
                    model.events.ids().for_each(|event| reader.event(event));
                }
            });
        }
        for score in &model.scores {
            reads.note(Part::Score, score.name.clone(), |reader| score.rules.iter().for_each(|rule| reader.rule(*rule)));
        }
        for rule in &model.rules {
            reads.note(Part::Rule, rule_name(model, rule), |reader| {
                rule.on.iter().for_each(|event| reader.event(*event));
                rule.when.iter().chain([&rule.points]).for_each(|part| reader.expr(part));
            });
        }
        for attribute in &model.attributes {
            reads.note(Part::Attribute, attribute.name.clone(), |reader| reader.expr(&attribute.expr));
        }
        for named in &model.lets {
            reads.note(Part::Let, named.name.clone(), |reader| reader.expr(&named.expr));
        }
        reads
    }

    fn note(&mut self, part: Part, name: String, read: impl FnOnce(&mut Reader<'_>)) {
        let mut reader = Reader { model: self.model, things: Things::new() };
        read(&mut reader);
        self.direct.insert((part, name), reader.things);
    }

    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// What decides whether a trigger fires, itself aside: what it reads, what that reads, and so on.
    pub fn of_trigger(&self, name: &str) -> Things {
        let mut found = Things::new();
        let mut open = vec![(Part::Trigger, name.to_owned())];
        while let Some(thing) = open.pop() {
            open.extend(self.direct.get(&thing).into_iter().flatten().filter(|read| found.insert((*read).clone())).cloned());
        }
        found
    }

    /// By thing: what reads it itself.
    pub fn readers(&self) -> BTreeMap<&(Part, String), Vec<&(Part, String)>> {
        let mut readers: BTreeMap<&(Part, String), Vec<&(Part, String)>> = BTreeMap::new();
        for (reader, things) in &self.direct {
            for thing in things {
                readers.entry(thing).or_default().push(reader);
            }
        }
        readers
    }
}

fn rule_name(model: &Model, rule: &Rule) -> String {
    format!("{}.{}", model.scores[rule.score].name, rule.name)
}

/// Notes what is read, one step deep.
struct Reader<'m> {
    model: &'m Model,
    things: Things,
}

impl Reader<'_> {
    fn note(&mut self, part: Part, name: &str) {
        self.things.insert((part, name.to_owned()));
    }

    fn event(&mut self, id: EventId) {
        self.note(Part::Event, &self.model.events[id].name);
    }

    fn expr(&mut self, expr: &Expr) {
        let model = self.model;
        match &expr.kind {
            ExprKind::Attribute(id) => self.attribute(*id),
            ExprKind::Let(id) => self.note(Part::Let, &model.lets[*id].name),
            ExprKind::Score(id) | ExprKind::Band(id) => self.note(Part::Score, &model.scores[*id].name),
            ExprKind::Member { of, .. } => {
                for (_, member) in of {
                    if let Member::Attribute(id) = member {
                        self.attribute(*id);
                    }
                }
            }
            ExprKind::Fold(id) => {
                let fold = &model.folds[*id];
                fold.streams.iter().for_each(|stream| self.stream(stream));
                fold.filter.iter().for_each(|filter| self.expr(filter));
            }
            ExprKind::Call(..) => self.note(Part::Calendar, "calendar"),
            _ => {}
        }
        expr.children().into_iter().for_each(|child| self.expr(child));
    }

    fn attribute(&mut self, id: AttributeId) {
        self.note(Part::Attribute, &self.model.attributes[id].name);
    }

    fn rule(&mut self, id: RuleId) {
        self.note(Part::Rule, &rule_name(self.model, &self.model.rules[id]));
    }

    fn stream(&mut self, stream: &Stream) {
        match stream.source {
            StreamSource::Event(id) => self.event(id),
            StreamSource::Stage(id) => self.note(Part::Stage, &self.model.stages[id].name),
        }
        if let Some(Member::Attribute(id)) = stream.member {
            self.attribute(id);
        }
    }
}
