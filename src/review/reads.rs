//! What a trigger's condition is made of, all the way down: the things whose change can change it.

use super::shape::Part;
use crate::ids::*;
use crate::model::{Expr, ExprKind, From, Member, Model, Stream, StreamSource};
use std::collections::{BTreeMap, BTreeSet};

/// Things by kind and name.
pub type Things = BTreeSet<(Part, String)>;

/// What decides whether a trigger fires, itself aside.
pub fn of_trigger(model: &Model, id: TriggerId) -> Things {
    let trigger = &model.triggers[id];
    let mut reader = Reader { model, things: Things::new() };
    trigger.when.iter().for_each(|when| reader.expr(when));
    trigger.on.iter().for_each(|event| reader.event(*event));
    if trigger.idle.is_some() {
        // any event of any kind counts as activity, or does not
        model.events.ids().for_each(|event| reader.event(event));
    }
    reader.things
}

/// What the triggers of a model read, and so which stages lie at the ends of what a thing decides.
pub struct Readers<'m> {
    model: &'m Model,
    read: BTreeMap<(Part, String), BTreeSet<StageId>>,
}

impl<'m> Readers<'m> {
    /// Of a model.
    pub fn of(model: &'m Model) -> Self {
        let mut read: BTreeMap<(Part, String), BTreeSet<StageId>> = BTreeMap::new();
        for (id, trigger) in model.triggers.enumerate() {
            for thing in of_trigger(model, id) {
                read.entry(thing).or_default().extend(trigger.from.stages().iter().chain([&trigger.to]));
            }
        }
        Self { model, read }
    }

    /// The model.
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// The stages that a thing touches: those it names, and those that triggers lead between whose conditions read it.
    pub fn stages_of(&self, part: Part, name: &str) -> BTreeSet<StageId> {
        let mut stages = stages_named(self.model, part, name);
        stages.extend(self.read.get(&(part, name.to_owned())).into_iter().flatten().filter(|_| part != Part::Stage));
        stages
    }
}

fn stages_named(model: &Model, part: Part, name: &str) -> BTreeSet<StageId> {
    let mut stages = BTreeSet::new();
    let both = |id: TriggerId| model.triggers[id].from.stages().iter().copied().chain([model.triggers[id].to]).collect::<Vec<_>>();
    match part {
        Part::Stage => stages.extend(model.stages.enumerate().filter(|(_, stage)| stage.name == name).map(|(id, _)| id)),
        Part::Trigger => stages.extend(model.triggers.enumerate().filter(|(_, trigger)| trigger.name == name).flat_map(|(id, _)| {
            match &model.triggers[id].from {
                From::Any(_) | From::Start => vec![model.triggers[id].to],
                From::Stages { .. } => both(id),
            }
        })),
        Part::Sla => stages
            .extend(model.slas.iter().filter(|sla| sla.name == name).flat_map(|sla| sla.from.iter().chain(&sla.until_stages).copied())),
        Part::Event | Part::Attribute | Part::Score | Part::Rule | Part::Let => {}
        Part::Funnel | Part::Calendar | Part::Invariant | Part::Metric | Part::Objective | Part::KeyResult | Part::Source => {}
    }
    stages
}

struct Reader<'m> {
    model: &'m Model,
    things: Things,
}

impl Reader<'_> {
    /// Notes a thing; whether it is new.
    fn note(&mut self, part: Part, name: &str) -> bool {
        self.things.insert((part, name.to_owned()))
    }

    fn event(&mut self, id: EventId) {
        self.note(Part::Event, &self.model.events[id].name);
    }

    fn expr(&mut self, expr: &Expr) {
        let model = self.model;
        match &expr.kind {
            ExprKind::Attribute(id) => self.attribute(*id),
            ExprKind::Let(id) if self.note(Part::Let, &model.lets[*id].name) => self.expr(&model.lets[*id].expr),
            ExprKind::Score(id) | ExprKind::Band(id) => self.score(*id),
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
            ExprKind::Call(..) => {
                self.note(Part::Calendar, "calendar");
            }
            _ => {}
        }
        expr.children().into_iter().for_each(|child| self.expr(child));
    }

    fn attribute(&mut self, id: AttributeId) {
        let model = self.model;
        if self.note(Part::Attribute, &model.attributes[id].name) {
            self.expr(&model.attributes[id].expr);
        }
    }

    fn stream(&mut self, stream: &Stream) {
        match stream.source {
            StreamSource::Event(id) => self.event(id),
            StreamSource::Stage(id) => {
                self.note(Part::Stage, &self.model.stages[id].name);
            }
        }
        if let Some(Member::Attribute(id)) = stream.member {
            self.attribute(id);
        }
    }

    fn score(&mut self, id: ScoreId) {
        let model = self.model;
        let score = &model.scores[id];
        if !self.note(Part::Score, &score.name) {
            return;
        }
        for rule in score.rules.iter().map(|rule| &model.rules[*rule]) {
            self.note(Part::Rule, &format!("{}.{}", score.name, rule.name));
            rule.on.iter().for_each(|event| self.event(*event));
            rule.when.iter().chain([&rule.points]).for_each(|part| self.expr(part));
        }
    }
}
