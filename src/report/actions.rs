//! What is to be done because triggers fired: one record each, for the program that does it.

use super::Instant;
use crate::model::Model;
use crate::replay::outcome::{Action, Outcome};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// A record of `actions.ndjson`. It is not carried out; whoever does can tell by its id that it was sent before.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ActionRecord<'a> {
    /// The same whenever the same funnel, subject, trigger, visit and action come up again, whatever else of the definition was edited.
    pub id: String,
    /// `create_task`, `notify`, `assign` or `webhook`.
    pub action: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// The trigger that fired.
    pub trigger: &'a str,
    /// The stage entered.
    pub stage: &'a str,
    /// The how-manieth visit of the subject in that stage it is, from 1.
    pub visit: u32,
    /// When the trigger fired.
    pub at: Instant,
    /// What the definition says of it, with the values filled in.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub properties: IndexMap<&'a str, &'a str>,
}

/// The records, by subject, then as they came up.
pub fn actions<'a>(model: &'a Model, outcome: &'a Outcome) -> impl Iterator<Item = ActionRecord<'a>> {
    outcome.actions.iter().filter_map(|action| record(model, outcome, action))
}

fn record<'a>(model: &'a Model, outcome: &'a Outcome, action: &'a Action) -> Option<ActionRecord<'a>> {
    let trigger = &model.triggers[action.trigger];
    let meant = trigger.actions.get(action.action as usize)?;
    let subject = outcome.subjects.name(action.subject as usize);
    Some(ActionRecord {
        id: id(&model.name, subject, &trigger.name, action.visit, action.action),
        action: &meant.kind,
        subject,
        trigger: &trigger.name,
        stage: &model.stages[trigger.to].name,
        visit: action.visit,
        at: Instant(action.at),
        properties: meant.properties.iter().map(|(name, _)| name.as_str()).zip(action.properties.iter().map(String::as_str)).collect(),
    })
}

/// 128 bits of a hash over what makes an action the same one. Lengths go before texts, so that no two run together.
fn id(funnel: &str, subject: &str, trigger: &str, visit: u32, action: u32) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in [funnel, subject, trigger] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.update(&visit.to_le_bytes());
    hasher.update(&action.to_le_bytes());
    let mut hex = hasher.finalize().to_hex().to_string();
    hex.truncate(32);
    hex
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn an_id_is_of_every_part_and_stays_the_same() {
        let first = id("f", "ab", "c", 1, 0);
        assert_eq!(first.len(), 32);
        assert_eq!(first, id("f", "ab", "c", 1, 0));
        for other in [
            id("g", "ab", "c", 1, 0),
            id("f", "a", "bc", 1, 0),
            id("f", "ab", "d", 1, 0),
            id("f", "ab", "c", 2, 0),
            id("f", "ab", "c", 1, 1),
        ] {
            assert_ne!(first, other);
        }
    }
}
