//! A definition as a list of named things, each with what is written of it: what two versions are compared by.
//!
//! Texts are those of the model, so comments, layout and order without meaning are not in them.

use super::shape::Part;
use crate::ids::*;
use crate::model::okr::{Goal, Side, Target};
use crate::model::*;
use crate::time::business::BusinessHours;
use crate::time::duration;
use indexmap::IndexMap;

/// A thing of a definition.
#[derive(Clone, Debug)]
pub struct Item {
    /// What kind.
    pub part: Part,
    /// Its name, with that of what it belongs to.
    pub name: String,
    /// What is written of it, by key. A key that begins with `~` is for people only.
    pub facets: IndexMap<&'static str, String>,
    /// Whether its place among its like means something.
    pub ordered: bool,
}

/// All things of a definition, in the order of the sections.
pub fn of(model: &Model) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add = |part, name: &str, ordered, facets: Vec<(&'static str, String)>| {
        let facets = facets.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        items.push(Item { part, name: name.to_owned(), facets, ordered });
    };
    add(
        Part::Funnel,
        &model.name,
        false,
        vec![("~title", text(model.title.as_ref())), ("~owner", text(model.owner.as_ref())), ("subject", model.subject.clone())],
    );
    let calendar = &model.calendar;
    add(
        Part::Calendar,
        "calendar",
        false,
        vec![
            ("timezone", calendar.zone.name().to_owned()),
            ("week_starts", calendar.week_starts.name().to_owned()),
            ("fiscal_year_starts", format!("{:02}-{:02}", calendar.fiscal_year_starts.month, calendar.fiscal_year_starts.day)),
            ("business_hours", calendar.business.as_ref().map_or_else(String::new, BusinessHours::hours)),
            ("holidays", calendar.business.as_ref().map_or_else(String::new, |business| business.holidays().join(", "))),
        ],
    );
    for event in &model.events {
        add(Part::Event, &event.name, true, event_facets(model, event));
    }
    for attribute in &model.attributes {
        let dimension = if attribute.dimension { "true" } else { "" };
        add(Part::Attribute, &attribute.name, false, vec![("value", model.print(&attribute.expr)), ("dimension", dimension.to_owned())]);
    }
    for score in &model.scores {
        add(Part::Score, &score.name, false, score_facets(score));
    }
    for rule in &model.rules {
        let name = format!("{}.{}", model.scores[rule.score].name, rule.name);
        add(
            Part::Rule,
            &name,
            true,
            vec![
                ("on", names(&rule.on, |id| &model.events[id].name)),
                ("when", rule.when.as_ref().map_or_else(String::new, |when| model.print(when))),
                ("points", model.print(&rule.points)),
                ("limit", rule.limit.as_ref().map_or_else(String::new, |limit| limit_text(model, limit))),
            ],
        );
    }
    for named in &model.lets {
        add(Part::Let, &named.name, false, vec![("value", model.print(&named.expr))]);
    }
    for stage in &model.stages {
        add(Part::Stage, &stage.name, true, stage_facets(stage));
    }
    for trigger in &model.triggers {
        add(Part::Trigger, &trigger.name, true, trigger_facets(model, trigger));
    }
    for sla in &model.slas {
        let until = [names(&sla.until_events, |id| &model.events[id].name), names(&sla.until_stages, |id| &model.stages[id].name)];
        add(
            Part::Sla,
            &sla.name,
            false,
            vec![
                ("from", names(&sla.from, |id| &model.stages[id].name)),
                ("until", until.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")),
                ("within", duration::format(sla.within)),
                ("clock", if sla.business { "business".to_owned() } else { String::new() }),
                ("~severity", text(sla.severity.as_ref())),
            ],
        );
    }
    for invariant in &model.invariants {
        add(Part::Invariant, &invariant.name, false, vec![("~claim", claim(model, &invariant.claim))]);
    }
    for metric in &model.metrics {
        add(Part::Metric, &metric.name, false, vec![("value", model.print(&metric.expr))]);
    }
    for objective in &model.objectives {
        add(
            Part::Objective,
            &objective.name,
            false,
            vec![
                ("~objective", text(objective.objective.as_ref())),
                ("~owner", text(objective.owner.as_ref())),
                ("period", objective.period_text.clone()),
                ("parent", objective.parent.map_or_else(String::new, |parent| model.objectives[parent].name.clone())),
                ("~initiatives", initiatives(objective)),
            ],
        );
        for result in &objective.key_results {
            add(Part::KeyResult, &format!("{}.{}", objective.name, result.name), false, key_result_facets(model, result));
        }
    }
    for source in &model.sources {
        add(Part::Source, &source.name, false, vec![("mapping", model.source_text(source))]);
    }
    items
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

/// Names in an order of their own.
fn names<'a, I: Copy>(ids: &[I], name: impl Fn(I) -> &'a String) -> String {
    let mut names: Vec<&str> = ids.iter().map(|id| name(*id).as_str()).collect();
    names.sort_unstable();
    names.join(", ")
}

fn event_facets(model: &Model, event: &Event) -> Vec<(&'static str, String)> {
    let field = |field: &Field| format!("{}: {}{}", field.name, if field.optional { "optional " } else { "" }, field.ty);
    let conversion = match event.conversion {
        Some(Conversion::Soft) => "soft",
        Some(Conversion::Hard) => "hard",
        None => "",
    };
    vec![
        ("fields", event.fields.iter().map(field).collect::<Vec<_>>().join(", ")),
        ("as", event.alias.clone()),
        ("subject", if event.has_subject { String::new() } else { "none".to_owned() }),
        ("activity", if event.activity { String::new() } else { "false".to_owned() }),
        ("~conversion", conversion.to_owned()),
        ("links", event.links.as_ref().map_or_else(String::new, |links| model.print(links))),
    ]
}

fn score_facets(score: &Score) -> Vec<(&'static str, String)> {
    let (half_life, expire) = match score.decay {
        Decay::None => (String::new(), String::new()),
        Decay::HalfLife(time) => (duration::format(time), String::new()),
        Decay::Expire(time) => (String::new(), duration::format(time)),
    };
    let end = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
    let band = |band: &Band| format!("{}: {}..{}", band.name, end(band.from), end(band.to));
    let range =
        if score.low.is_none() && score.high.is_none() { String::new() } else { format!("{}..{}", end(score.low), end(score.high)) };
    vec![
        ("half_life", half_life),
        ("expire", expire),
        ("range", range),
        ("bands", score.bands.iter().map(band).collect::<Vec<_>>().join(", ")),
    ]
}

fn limit_text(model: &Model, limit: &Limit) -> String {
    match &limit.per {
        Per::Ever => limit.times.to_string(),
        Per::Window(time) => format!("{} per {}", limit.times, duration::format(*time)),
        Per::Value(expr) => format!("{} per {}", limit.times, model.print(expr)),
    }
}

fn stage_facets(stage: &Stage) -> Vec<(&'static str, String)> {
    let mut agreed: Vec<&str> = stage.agreed_by.iter().map(String::as_str).collect();
    agreed.sort_unstable();
    let outcome = match stage.outcome {
        Some(Outcome::Won) => "won",
        Some(Outcome::Lost) => "lost",
        None => "",
    };
    vec![
        ("~title", text(stage.title.as_ref())),
        ("~definition", text(stage.definition.as_ref())),
        ("~owner", text(stage.owner.as_ref())),
        ("~agreed_by", agreed.join(", ")),
        ("off_path", if stage.off_path { "true".to_owned() } else { String::new() }),
        ("outcome", outcome.to_owned()),
    ]
}

fn trigger_facets(model: &Model, trigger: &Trigger) -> Vec<(&'static str, String)> {
    let from = match &trigger.from {
        From::Start => "start".to_owned(),
        From::Any(_) => "any".to_owned(),
        From::Stages { stages, .. } => names(stages, |id| &model.stages[id].name),
    };
    let action = |action: &Action| {
        let mut properties: Vec<String> =
            action.properties.iter().map(|(name, template)| format!("{name}: {}", model.print_template(template))).collect();
        properties.sort_unstable();
        format!("{} {{ {} }}", action.kind, properties.join(", "))
    };
    vec![
        ("from", from),
        ("to", model.stages[trigger.to].name.clone()),
        ("on", names(&trigger.on, |id| &model.events[id].name)),
        ("when", trigger.when.as_ref().map_or_else(String::new, |when| model.print(when))),
        ("after", trigger.after.map_or_else(String::new, duration::format)),
        ("idle", trigger.idle.map_or_else(String::new, duration::format)),
        ("~by", if trigger.by_human { "human".to_owned() } else { String::new() }),
        ("~actions", trigger.actions.iter().map(action).collect::<Vec<_>>().join(", ")),
    ]
}

fn claim(model: &Model, claim: &Claim) -> String {
    let stage = |id: StageId| model.stages[id].name.as_str();
    match claim {
        Claim::Passes { from: Some(from), to, via } => format!("every path from {} to {} passes {}", stage(*from), stage(*to), stage(*via)),
        Claim::Passes { from: None, to, via } => format!("every path to {} passes {}", stage(*to), stage(*via)),
        Claim::NoPath { from, to } => format!("no path from {} to {}", stage(*from), stage(*to)),
        Claim::OnlyAfter { to, event } => format!("{} is reached only after event {}", stage(*to), model.events[*event].name),
    }
}

fn initiatives(objective: &Objective) -> String {
    let mut all: Vec<String> = objective
        .initiatives
        .iter()
        .map(|initiative| {
            let mut drives: Vec<&str> =
                initiative.drives.iter().filter_map(|place| objective.key_results.get(*place)).map(|result| result.name.as_str()).collect();
            drives.sort_unstable();
            format!("{} ({}, {}): {}", initiative.name, text(initiative.title.as_ref()), text(initiative.owner.as_ref()), drives.join(", "))
        })
        .collect();
    all.sort_unstable();
    all.join("; ")
}

fn key_result_facets(model: &Model, result: &KeyResult) -> Vec<(&'static str, String)> {
    let mut facets = match &result.goal {
        Goal::Target { metric, nature, from, to } => vec![
            ("metric", model.print(metric)),
            ("kind", format!("{nature:?}").to_lowercase()),
            ("from", from.as_ref().map_or_else(String::new, |from| model.print(from))),
            (
                "to",
                match to {
                    Target::Level(level) => model.print(level),
                    Target::Relative(share) => format!("relative {share}"),
                },
            ),
        ],
        Goal::Hold { metric, side, level } => {
            let side = match side {
                Side::AtLeast => ">=",
                Side::AtMost => "<=",
            };
            vec![("metric", model.print(metric)), ("hold", format!("{side} {}", model.print(level)))]
        }
        Goal::Milestone(event) => vec![("milestone", model.events[*event].name.clone())],
        Goal::Unmeasured => Vec::new(),
    };
    facets.push(("weight", result.weight.to_string()));
    facets
}
