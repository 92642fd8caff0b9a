//! Triggers: where from, where to, on what, when, and what is to be done.

use super::Resolver;
use super::events::On;
use super::names::Kind;
use super::scope::{Element, Place, Scope};
use crate::diagnostics::{Finding, codes, suggest};
use crate::ids::*;
use crate::model::{Action, Expr, From, Piece, Template, Trigger};
use crate::syntax::document;
use crate::syntax::expr as written;
use crate::syntax::yaml::{Entries, Entry, OneOrMany, Text, Written};

/// What can be done when a trigger fires.
const ACTIONS: [(&str, ()); 4] = [("create_task", ()), ("notify", ()), ("assign", ()), ("webhook", ())];

/// The words of `from` that are no stages.
const WORDS: [&str; 2] = ["any", "start"];

impl<'a> Resolver<'a> {
    /// All triggers.
    pub(super) fn triggers(&mut self) {
        for entry in self.distinct("a trigger", |document| &document.triggers) {
            if let Some(written) = &entry.value
                && let Some(trigger) = self.trigger(entry, written)
            {
                self.model.triggers.push(trigger);
            }
        }
    }

    fn trigger(&mut self, entry: &'a Entry<document::Trigger>, written: &'a document::Trigger) -> Option<Trigger> {
        let (name, span) = (entry.key.value.clone(), entry.key.span);
        let whose = format!("trigger `{name}`");
        let example = self.stage_example();
        let next = self.stage_after(written).unwrap_or_else(|| example.clone());
        let to = self.required(&written.to, span, &whose, "to", &format!("to: {next}")).and_then(|text| self.stage(text));
        let from = self.required(&written.from, span, &whose, "from", &format!("from: {example}")).and_then(|list| self.from(list, to));
        let on = self.on(&written.on);
        let element = on.as_ref().map_or(Element::None, On::element);
        let scope = Scope::with(Place::Trigger, element);
        let when = self.condition_at(&written.when, &scope);
        let after = self.time_at(&written.after, "`after`");
        let idle = self.time_at(&written.idle, "`idle`");
        let by_human =
            written.by.get().and_then(|text| self.one_of(text, "way to confirm", &[("human", true), ("machine", false)])).unwrap_or(false);
        self.cause(entry, written);
        if from == Some(From::Start) {
            self.start_has_no_age(written);
        }
        let actions = self.actions(&written.actions, &scope);
        let on = match on {
            None => Vec::new(),
            Some(on) if on.whole => on.events,
            Some(_) => return None,
        };
        Some(Trigger { name, span, from: from?, to: to?, on, when: when?, after: after?, idle: idle?, by_human, actions: actions? })
    }

    /// What can fire it at all.
    fn cause(&mut self, entry: &Entry<document::Trigger>, written: &document::Trigger) {
        let name = entry.key.as_str();
        let absent = written.on.is_absent() && written.when.is_absent() && written.after.is_absent() && written.idle.is_absent();
        if let (true, Written::Given(by)) = (written.on.is_absent(), &written.by)
            && by.as_str() == "human"
        {
            self.findings.push(
                Finding::new(
                    &codes::HUMAN_WITHOUT_EVENT,
                    by.span,
                    format!("trigger `{name}` waits for a person, but no event says that one confirmed it"),
                )
                .help("add the event that the person's act leaves in the log, for example `on: meeting_booked`"),
            );
        } else if absent {
            self.findings.push(
                Finding::new(&codes::TRIGGER_WITHOUT_CAUSE, entry.key.span, format!("nothing makes trigger `{name}` fire"))
                    .help("add `on: EVENT`, `when: CONDITION`, `after: 30d` or `idle: 30d`"),
            );
        }
    }

    /// Nobody is in a stage before the first entry, so there is no age to wait for.
    fn start_has_no_age(&mut self, written: &document::Trigger) {
        for (key, text) in [("after", &written.after), ("idle", &written.idle)] {
            if let Written::Given(text) = text {
                self.findings.push(
                    Finding::new(
                        &codes::START_HAS_NO_AGE,
                        text.span,
                        format!("`{key}` waits for the age of a stage, and before `start` there is none"),
                    )
                    .help("say `on: EVENT`, or give the trigger a stage in `from`"),
                );
            }
        }
    }

    fn from(&mut self, list: &OneOrMany<Text>, to: Option<StageId>) -> Option<From> {
        if list.items.is_empty() {
            self.findings.push(Finding::new(&codes::LIST_EMPTY, list.span, "`from` names no stage").help("name a stage, or `any`"));
            return None;
        }
        if let Some(word) = list.items.iter().find(|text| WORDS.contains(&text.as_str()))
            && list.items.len() > 1
        {
            let others = if word.as_str() == "any" {
                "`any` is every stage without an outcome already"
            } else {
                "before `start` a subject is in no stage"
            };
            self.findings.push(
                Finding::new(&codes::FROM_MIXED, word.span, format!("`{}` cannot stand in a list: {others}", word.as_str()))
                    .help(format!("write `from: {}` alone, and a trigger of its own for the rest", word.as_str())),
            );
            return None;
        }
        match list.items.as_slice() {
            [word] if word.as_str() == "start" => return Some(From::Start),
            [word] if word.as_str() == "any" => {
                let open = |id: &StageId| self.model.stages[*id].outcome.is_none() && Some(*id) != to;
                return Some(From::Any(self.model.stages.ids().filter(open).collect()));
            }
            _ => {}
        }
        let mut stages = Vec::with_capacity(list.items.len());
        let mut whole = true;
        for (at, text) in list.items.iter().enumerate() {
            match self.stage_led_from(text) {
                Some(_) if self.repeated(&list.items, at) => {}
                Some(id) => stages.push(id),
                None => whole = false,
            }
        }
        whole.then_some(From::Stages { stages, list: list.list })
    }

    /// A stage of `from`: a slip may have been meant as `any` or `start`.
    fn stage_led_from(&mut self, text: &Text) -> Option<StageId> {
        let name = text.as_str();
        let known = matches!(self.names.find(name, &[Kind::Stage]), super::names::Found::Nothing);
        if known
            && suggest::closest(name, self.names.of(&[Kind::Stage])).is_none()
            && let Some(help) = suggest::did_you_mean(name, WORDS)
            && self.names.complete(&[Kind::Stage])
        {
            self.findings.push(Finding::new(&codes::NAME_UNKNOWN, text.span, format!("`{name}` is no stage")).help(help));
            return None;
        }
        self.stage(text)
    }

    /// An optional condition: `None` where there is a finding.
    pub(super) fn condition_at(&mut self, written: &Written<Text>, scope: &Scope) -> Option<Option<Expr>> {
        match written {
            Written::Absent => Some(None),
            Written::Wrong(_) => None,
            Written::Given(text) => {
                let parsed = written::parse(text, self.findings)?;
                self.condition(&parsed, scope).map(Some)
            }
        }
    }

    /// An optional duration: `None` where there is a finding.
    pub(super) fn time_at(&mut self, written: &Written<Text>, what: &str) -> Option<Option<crate::time::Micros>> {
        match written {
            Written::Absent => Some(None),
            Written::Wrong(_) => None,
            Written::Given(text) => self.duration(text, what).map(Some),
        }
    }

    fn actions(&mut self, written: &Written<Vec<Entries<Entries<Text>>>>, scope: &Scope) -> Option<Vec<Action>> {
        let list = match written {
            Written::Absent => return Some(Vec::new()),
            Written::Wrong(_) => return None,
            Written::Given(list) => list,
        };
        let mut actions = Vec::with_capacity(list.len());
        let mut whole = true;
        for entry in list.iter().flat_map(|entries| &entries.0) {
            if self.one_of(&entry.key, "action", &ACTIONS).is_none() {
                whole = false;
            }
            let Some(properties) = &entry.value else {
                whole = false;
                continue;
            };
            let mut action = Action { kind: entry.key.value.clone(), properties: Vec::with_capacity(properties.0.len()) };
            for property in &properties.0 {
                match property.value.as_ref().and_then(|text| self.template(text, scope)) {
                    Some(template) => action.properties.push((property.key.value.clone(), template)),
                    None => whole = false,
                }
            }
            actions.push(action);
        }
        whole.then_some(actions)
    }

    /// A text with expressions in braces, each typed.
    fn template(&mut self, text: &Text, scope: &Scope) -> Option<Template> {
        let template = written::template::parse(text, self.findings)?;
        let typed: Vec<Option<Piece>> = template
            .pieces
            .into_iter()
            .map(|piece| match piece {
                written::template::Piece::Text(text) => Some(Piece::Text(text)),
                written::template::Piece::Value(expr) => self.type_expr(&expr, scope).map(Piece::Value),
            })
            .collect();
        typed.into_iter().collect::<Option<Vec<Piece>>>().map(Template)
    }

    /// A stage to show in an example.
    /// The stage behind the one that a trigger leads from.
    fn stage_after(&self, written: &document::Trigger) -> Option<String> {
        let from = written.from.get()?.items.first()?;
        let at = self.model.stages.iter().position(|stage| stage.name == from.as_str())?;
        self.model.stages.iter().nth(at + 1).map(|stage| stage.name.clone())
    }

    fn stage_example(&self) -> String {
        self.model.stages.iter().next().map_or_else(|| "engaged".to_owned(), |stage| stage.name.clone())
    }
}
