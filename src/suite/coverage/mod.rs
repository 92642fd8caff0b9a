//! What the scenarios of a definition see of it: triggers that fire, both sides of comparisons and their boundary, rules that give
//! points, limits that bite, service levels met and breached, stages entered.
//!
//! Stories are told again by the reference, which remembers everything, and looked at from every moment at which the engine looks.

use super::Test;
use super::play::Player;
use crate::diagnostics::Sources;
use crate::events::script;
use crate::ids::*;
use crate::model::Model;
use crate::reference;
use crate::replay::outcome::ClockState;
use crate::span::Span;

mod observe;
mod parts;

use observe::Observer;

/// A thing of a definition that tests can see, and how often they do.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its bytes, or those of the name that it belongs to.
    pub span: Span,
    /// What it is called: ``trigger `qualified`: score.engagement >= 45``.
    pub what: String,
    /// How often it was seen.
    pub seen: u64,
}

/// What can be seen of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A stage is entered.
    Stage,
    /// A trigger fires.
    Trigger,
    /// A comparison holds.
    Holds,
    /// A comparison does not hold.
    Fails,
    /// The sides of a comparison are within a unit of each other.
    Boundary,
    /// A rule gives points.
    Rule,
    /// A limit keeps a rule from giving points.
    Limit,
    /// A clock is met.
    Met,
    /// A clock is breached.
    Breached,
}

impl Kind {
    /// All kinds in the order in which they are shown.
    pub const ALL: [Self; 9] =
        [Self::Stage, Self::Trigger, Self::Holds, Self::Fails, Self::Boundary, Self::Rule, Self::Limit, Self::Met, Self::Breached];

    /// The kind as a line of a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::Stage => "stages entered",
            Self::Trigger => "triggers fired",
            Self::Holds => "comparisons that held",
            Self::Fails => "comparisons that did not",
            Self::Boundary => "comparisons at the boundary",
            Self::Rule => "rules that gave points",
            Self::Limit => "limits that bit",
            Self::Met => "service levels met",
            Self::Breached => "service levels breached",
        }
    }

    /// The kind in one word, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Trigger => "trigger",
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Boundary => "boundary",
            Self::Rule => "rule",
            Self::Limit => "limit",
            Self::Met => "met",
            Self::Breached => "breached",
        }
    }

    /// What is missing of a thing of this kind that was never seen.
    pub fn lack(self) -> &'static str {
        match self {
            Self::Stage => "never entered",
            Self::Trigger => "never fired",
            Self::Holds => "never held",
            Self::Fails => "never failed",
            Self::Boundary => "never at the boundary",
            Self::Rule => "never gave points",
            Self::Limit => "never bit",
            Self::Met => "never met",
            Self::Breached => "never breached",
        }
    }
}

/// What tests see of a definition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Everything that can be seen, in order of kind, then of place.
    pub items: Vec<Item>,
}

impl Coverage {
    /// How many things of a kind are seen, and how many there are.
    pub fn of(&self, kind: Kind) -> (usize, usize) {
        let of_kind = || self.items.iter().filter(|item| item.kind == kind);
        (of_kind().filter(|item| item.seen > 0).count(), of_kind().count())
    }
    /// The share of all things that is seen; nothing where there are none.
    pub fn share(&self) -> Option<f64> {
        let seen = self.items.iter().filter(|item| item.seen > 0).count();
        (!self.items.is_empty()).then(|| seen as f64 / self.items.len() as f64)
    }
}

/// Plays the tests and notes what they see.
pub fn cover(model: &Model, sources: &Sources, tests: &[&Test]) -> Coverage {
    let mut observer = Observer::of(model, sources);
    let player = Player::new(model);
    for test in tests {
        let played = player.play(test);
        for visit in played.outcome.visits.iter() {
            observer.see(Kind::Stage, model.stages[visit.stage].span);
            if let Some(trigger) = visit.trigger {
                observer.see(Kind::Trigger, model.triggers[trigger].span);
            }
        }
        for clock in &played.outcome.clocks {
            match clock.state {
                ClockState::Met => observer.see(Kind::Met, model.slas[clock.sla].span),
                ClockState::Breached => observer.see(Kind::Breached, model.slas[clock.sla].span),
                ClockState::Cancelled | ClockState::Running => {}
            }
        }
        let batch = script::batch(model, &test.events);
        for told in reference::tell(model, &[batch], Some(test.until)) {
            observer.story(&told, test.until);
        }
    }
    observer.finish()
}

/// The bytes by which a trigger, a rule and the like are known.
fn named<I: Id, T>(arena: &Arena<I, T>, span: impl Fn(&T) -> (Span, &str), what: &str, kind: Kind, items: &mut Vec<Item>) {
    for thing in arena {
        let (span, name) = span(thing);
        items.push(Item { kind, span, what: format!("{what} `{name}`"), seen: 0 });
    }
}
