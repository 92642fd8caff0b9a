//! New names put into a model in the place of old ones.

use super::Pair;
use crate::model::Model;
use crate::review::shape::Part;
use std::collections::BTreeMap;

/// Gives things of a kind their new names.
pub fn over(model: &mut Model, part: Part, pairs: &[Pair]) {
    let names: BTreeMap<&str, &str> = pairs.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    let rename = |name: &mut String| {
        if let Some(new) = names.get(name.as_str()) {
            (*new).clone_into(name);
        }
    };
    macro_rules! named {
        ($things:expr) => {
            $things.iter_mut().for_each(|thing| rename(&mut thing.name))
        };
    }
    match part {
        Part::Event => named!(model.events),
        Part::Attribute => named!(model.attributes),
        Part::Score => named!(model.scores),
        Part::Let => named!(model.lets),
        Part::Stage => named!(model.stages),
        Part::Trigger => named!(model.triggers),
        Part::Sla => named!(model.slas),
        Part::Invariant => named!(model.invariants),
        Part::Metric => named!(model.metrics),
        Part::Objective => named!(model.objectives),
        Part::Rule => {
            let scores = &model.scores;
            model.rules.iter_mut().for_each(|rule| within(&names, &scores[rule.score].name, &mut rule.name));
        }
        Part::KeyResult => {
            for of in model.objectives.iter_mut() {
                of.key_results.iter_mut().for_each(|result| within(&names, &of.name, &mut result.name));
            }
        }
        Part::Funnel | Part::Calendar | Part::Source => {}
    }
}

/// Of what belongs to something: `OWNER.NAME`.
fn within(names: &BTreeMap<&str, &str>, owner: &str, name: &mut String) {
    if let Some(new) = names.get(format!("{owner}.{name}").as_str()) {
        new.rsplit_once('.').map_or(*new, |(_, last)| last).clone_into(name);
    }
}
