//! A guess at stages: the events that most subjects have, in the order in which they come first, and how the story ends.

use super::history::History;
use super::words::{Ending, Taken};
use crate::syntax::format::scalar::scalar;

/// More stages than this are not guessed between the first and the last.
const MOST_STAGES: usize = 5;

/// What is guessed of an event.
pub struct Known<'a> {
    /// The log's name.
    pub name: &'a str,
    /// Its id in the catalog.
    pub id: &'a str,
    /// How the story ends with it.
    pub ending: Option<Ending>,
}

/// The sections `stages` and `triggers`. `events`: those of the catalog, by the places of the history.
pub fn story(history: &History, events: &[Option<Known<'_>>], taken: &mut Taken, reserved: &dyn Fn(&str) -> bool) -> (String, String) {
    let reach = |place: usize| history.reach.get(place).copied().unwrap_or(0);
    let subjects = history.subjects as u64;
    let known = |place: &usize| events.get(*place).and_then(Option::as_ref);
    let order: Vec<usize> = history.story().into_iter().filter(|place| known(place).is_some() && reach(*place) > 0).collect();
    let ends = |ending: Ending| -> Vec<usize> {
        order.iter().copied().filter(|place| known(place).is_some_and(|event| event.ending == Some(ending))).collect()
    };
    let (mut won, lost) = (ends(Ending::Won), ends(Ending::Lost));
    let first = order.iter().copied().find(|place| known(place).is_some_and(|event| event.ending.is_none()));
    let common = |place: usize| reach(place) * 20 >= subjects && (subjects < 20 || reach(place) > 1);
    let mut path: Vec<usize> = order
        .iter()
        .copied()
        .filter(|place| known(place).is_some_and(|event| event.ending.is_none()) && common(*place))
        // The stage that everybody begins in stands for what everybody begins with.
        .filter(|place| Some(*place) != first)
        .collect();
    let mut guessed_end = false;
    if won.is_empty()
        && let Some(last) = path.pop()
    {
        (won, guessed_end) = (vec![last], true);
    }
    // The most frequent ones, still in the order of the story.
    let mut ranked = path.clone();
    ranked.sort_by_key(|place| std::cmp::Reverse(reach(*place)));
    ranked.truncate(MOST_STAGES);
    path.retain(|place| ranked.contains(place));

    let share = |place: usize| (reach(place) * 100).checked_div(subjects).unwrap_or(0);
    let mut stages = String::from("stages:\n");
    let mut triggers = String::from("triggers:\n");
    let start = taken.id("new", "stage", reserved);
    let begins = first.and_then(|place| known(&place)).map_or_else(String::new, |event| format!(", mostly with {}", event.name));
    stages.push_str(&stage(&start, "New", &format!("It has begun{begins}."), None));
    let mut open = vec![start];
    for place in &path {
        let Some(event) = known(place) else { continue };
        let id = taken.id(&format!("after_{}", event.id), "stage", reserved);
        stages.push_str(&stage(&id, event.name, &format!("{} came; {} % of all have it.", event.name, share(*place)), None));
        triggers.push_str(&format!("  to_{id}: {{ from: [{}], to: {id}, on: {} }}\n", open.join(", "), event.id));
        open.push(id);
    }
    let on = |places: &[usize]| {
        let ids: Vec<&str> = places.iter().filter_map(known).map(|event| event.id).collect();
        if let [only] = ids.as_slice() { (*only).to_owned() } else { format!("[{}]", ids.join(", ")) }
    };
    if !won.is_empty() {
        let id = taken.first(&["won", "closed_won", "ended_well"]);
        if guessed_end {
            stages
                .push_str("  # No event says by its name that it went well: this is the one that comes last in the usual order. Is it?\n");
        }
        stages.push_str(&stage(&id, "Won", "It ended well.", Some("won")));
        triggers.push_str(&format!("  well: {{ from: any, to: {id}, on: {} }}\n", on(&won)));
    }
    let id = taken.first(&["lost", "closed_lost", "ended_badly"]);
    stages.push_str(&stage(&id, "Lost", "It ended badly, or in silence.", Some("lost")));
    if !lost.is_empty() {
        triggers.push_str(&format!("  badly: {{ from: any, to: {id}, on: {} }}\n", on(&lost)));
    }
    triggers.push_str("  # Who is silent for so long is taken for lost. How long do you wait?\n");
    triggers.push_str(&format!("  silent: {{ from: any, to: {id}, idle: 90d }}\n"));
    (stages, triggers)
}

fn stage(id: &str, title: &str, definition: &str, outcome: Option<&str>) -> String {
    let outcome = outcome.map_or_else(String::new, |outcome| format!(", outcome: {outcome}"));
    format!("  {id}: {{ title: {}, definition: {}, owner: to_be_agreed{outcome} }}\n", scalar(title, true), scalar(definition, true))
}
