//! Random definitions, as YAML text with parts that can be left out one by one.

use super::dice::Dice;
use super::expression::{EVENTS, FIELDS, Kind, Lean, Names, expression, length};

/// A definition in parts.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    pub calendar: Vec<String>,
    pub attributes: Vec<String>,
    pub scores: Vec<Score>,
    pub lets: Vec<String>,
    pub stages: Vec<String>,
    pub triggers: Vec<String>,
}

/// A score and its rules.
#[derive(Clone, Debug)]
pub struct Score {
    pub head: Vec<String>,
    pub rules: Vec<String>,
}

/// The catalog is always the same.
pub const EVENTS_YAML: &str = "\
events:
  visit: { fields: { n: optional integer, page: optional string } }
  form: { fields: { n: optional integer, x: optional number, color: { enum: [red, green, blue], optional: true }, ok: optional boolean } }
  deal: { fields: { amount: optional decimal, due: optional timestamp, day: optional date, n: integer } }
  touch: { activity: false, fields: { n: optional integer, wait: optional duration } }
  login: { links: event.alias, fields: { alias: optional string } }
  spend: { subject: none, fields: { cost: decimal } }
";

impl Definition {
    /// As a user would write it.
    pub fn yaml(&self) -> String {
        let mut text = String::from("funnel: random\n");
        let mut section = |name: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                text.push_str(&format!("{name}:\n"));
                for line in lines {
                    text.push_str(&format!("  {line}\n"));
                }
            }
        };
        section("calendar", self.calendar.clone());
        let scores = self.scores.iter().filter(|score| !score.rules.is_empty());
        let scoring = scores.flat_map(|score| {
            let rules = score.rules.iter().map(|rule| format!("    {rule}"));
            score.head.iter().cloned().chain(["  rules:".to_owned()]).chain(rules).collect::<Vec<_>>()
        });
        section("attributes", self.attributes.clone());
        section("scoring", scoring.collect());
        section("let", self.lets.clone());
        section("stages", self.stages.clone());
        section("triggers", self.triggers.clone());
        text.insert_str("funnel: random\n".len(), EVENTS_YAML);
        text
    }

    /// The same with a part left out, for each part that can be.
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.triggers.len() {
            let mut less = self.clone();
            less.triggers.remove(at);
            all.push(less);
        }
        for at in 0..self.scores.len() {
            let mut less = self.clone();
            less.scores.remove(at);
            all.push(less);
            for rule in 0..self.scores[at].rules.len() {
                let mut less = self.clone();
                less.scores[at].rules.remove(rule);
                all.push(less);
            }
            for line in 1..self.scores[at].head.len() {
                let mut less = self.clone();
                less.scores[at].head.remove(line);
                all.push(less);
            }
        }
        let sections: [fn(&mut Self) -> &mut Vec<String>; 4] =
            [|it| &mut it.attributes, |it| &mut it.lets, |it| &mut it.calendar, |it| &mut it.stages];
        for section in sections {
            for at in 0..section(&mut self.clone()).len() {
                let mut less = self.clone();
                section(&mut less).remove(at);
                all.push(less);
            }
        }
        all
    }
}

/// A random definition.
pub fn definition(dice: &mut Dice) -> Definition {
    let mut made = Definition { calendar: calendar(dice), ..Definition::default() };
    let stages = dice.between(3, 6);
    let mut names =
        Names { stages: (0..stages).map(|at| format!("s{at}")).collect(), folds: true, lean: Lean::any(dice), ..Names::default() };
    for at in 0..stages {
        let kind = match stages - at {
            1 if dice.chance(50) => "{ outcome: lost }",
            2 if dice.chance(40) => "{ outcome: won }",
            _ if dice.chance(10) => "{ off_path: true }",
            _ => "{}",
        };
        made.stages.push(format!("s{at}: {kind}"));
    }
    attributes(dice, &mut made, &mut names);
    scores(dice, &mut made, &mut names);
    lets(dice, &mut made, &mut names);
    if dice.chance(35) {
        heat(dice, &mut made, &mut names);
    }
    triggers(dice, &mut made, &names);
    made
}

/// Scores that rise with every visit and fall again, and triggers that wait for that.
fn heat(dice: &mut Dice, made: &mut Definition, names: &mut Names) {
    for name in ["h0", "h1"] {
        let mut head = vec![format!("{name}:"), format!("  {}: {}", dice.word(&["half_life", "half_life", "expire"]), length(dice))];
        if dice.chance(40) {
            head.push(format!("  range: {}", dice.word(&["0..100", "15..60", "..70"])));
        }
        head.push("  bands: { hot: 40.., warm: 20..40, cold: ..20 }".to_owned());
        let mut rules = vec![format!("visits_{name}: {{ on: [visit, form], points: {} }}", dice.word(&["40", "60", "33.3", "25"]))];
        if dice.chance(30) {
            let inside = Names { now: true, ..names.clone() };
            rules.push(format!("profile_{name}: {{ when: '{}', points: 10 }}", expression(dice, &inside, Kind::Truth, 1)));
        }
        made.scores.push(Score { head, rules });
        names.scores.push((name.to_owned(), true));
    }
    let level = dice.between(3, 12) * 5;
    made.triggers.push(format!("heats: {{ from: s0, to: s1, when: 'score.h0 >= {level}' }}"));
    let cools = match dice.below(14) {
        0 => format!("score.h0 + score.h1 < {level}"),
        1 => format!("score.h0 - score.h1 < {}", level / 4),
        2 => format!("round(score.h0, {}) <= {}", dice.below(2), level - 5),
        3 => format!("abs(score.h0 - {level}) <= 5"),
        4 => "score.h0.band != \"hot\"".to_owned(),
        5 => "score.h0.band in [\"warm\", \"cold\"]".to_owned(),
        6 => format!("score.h0 * score.h1 < {}", level * 10),
        7 => format!("greatest(score.h0, 1) < stage.age / {}", length(dice)),
        8 => format!("{}(score.h0, score.h1) < {}", dice.word(&["least", "greatest"]), level - 5),
        9 => format!("100 / score.h0 > {}", dice.between(2, 5)),
        10 => format!("score.h0 < {level} and {}", expression(dice, &Names { now: true, stage: true, ..names.clone() }, Kind::Truth, 1)),
        11 => format!(
            "not (score.h0 > {}) or {}",
            level - 10,
            expression(dice, &Names { now: true, stage: true, ..names.clone() }, Kind::Truth, 1)
        ),
        12 => format!("score.h0 in [{level}, {}]", level / 2),
        _ => format!("score.h0 < {}", level - dice.below(10)),
    };
    made.triggers.push(format!("cools: {{ from: s1, to: {}, when: '{cools}' }}", dice.word(&["s0", "s2", "s2"])));
}

fn calendar(dice: &mut Dice) -> Vec<String> {
    let zone = dice.word(&["UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata"]);
    let hours = dice.word(&["09:00-17:00", "00:00-24:00", "22:00-24:00"]);
    vec![format!("timezone: {zone}"), format!("business_hours: {{ days: monday..friday, hours: '{hours}', holidays: [2026-03-30] }}")]
}

const KINDS: &[(Kind, usize)] = &[
    (Kind::Whole, 5),
    (Kind::Number, 2),
    (Kind::Money, 2),
    (Kind::Text, 3),
    (Kind::Truth, 2),
    (Kind::Instant, 2),
    (Kind::Day, 1),
    (Kind::Length, 1),
];

fn kind(dice: &mut Dice) -> Kind {
    let mut at = dice.below(KINDS.iter().map(|(_, weight)| weight).sum());
    for (kind, weight) in KINDS {
        if at < *weight {
            return *kind;
        }
        at -= weight;
    }
    Kind::Whole
}

fn attributes(dice: &mut Dice, made: &mut Definition, names: &mut Names) {
    for at in 0..dice.below(6) {
        let kind = kind(dice);
        let value = expression(dice, names, kind, 2);
        let dimension = if dice.chance(60) { ", dimension: true" } else { "" };
        made.attributes.push(format!("a{at}: {{ value: '{value}'{dimension} }}"));
        names.defined.push((format!("a{at}"), kind));
    }
}

fn scores(dice: &mut Dice, made: &mut Definition, names: &mut Names) {
    let scores = if names.lean.score > 50 { dice.between(1, 3) } else { dice.below(4) };
    for at in 0..scores {
        let mut head = vec![format!("p{at}:")];
        match dice.below(4) {
            0 => head.push(format!("  expire: {}", length(dice))),
            1 | 2 => head.push(format!("  half_life: {}", length(dice))),
            _ => {}
        }
        if dice.chance(50) {
            head.push(format!("  range: {}", dice.word(&["0..100", "0..50", "-20..60", "10.."])));
        }
        let banded = dice.chance(30);
        if banded {
            head.push("  bands: { hot: 40.., warm: 20..40, cold: ..20 }".to_owned());
        }
        let inside = Names { stage: dice.chance(30), now: dice.chance(30), ..names.clone() };
        let rules = (0..dice.between(1, 4)).map(|rule| format!("r{at}_{rule}: {}", self::rule(dice, &inside))).collect();
        made.scores.push(Score { head, rules });
        names.scores.push((format!("p{at}"), banded));
    }
}

fn rule(dice: &mut Dice, names: &Names) -> String {
    let mut parts = Vec::new();
    let mut names = Names { scores: Vec::new(), ..names.clone() };
    let on = dice.chance(70);
    if on {
        names.at_hand = on_events(dice);
        parts.push(format!("on: [{}]", names.at_hand.join(", ")));
    }
    if !on || dice.chance(40) {
        parts.push(format!("when: '{}'", expression(dice, &names, Kind::Truth, 2)));
    }
    let numeric = |field: &str| names.at_hand.iter().all(|event| FIELDS.contains(&(*event, field, Kind::Whole)));
    let points = match dice.below(6) {
        0 if on && numeric("n") => "event.n * 10".to_owned(),
        1 => format!("'{}'", expression(dice, &names, Kind::Whole, 1)),
        2 => "-15".to_owned(),
        _ => dice.word(&["5", "10", "20", "30", "40", "80", "12.5"]),
    };
    parts.push(format!("points: {points}"));
    if on && dice.chance(40) {
        let limit = match dice.below(5) {
            0 => "once".to_owned(),
            1 => dice.between(1, 3).to_string(),
            2 if names.at_hand == ["visit"] => "2 per event.page".to_owned(),
            2 | 3 if numeric("n") => format!("{} per event.n", dice.word(&["once", "2"])),
            _ => format!("{} per {}", dice.between(1, 2), length(dice)),
        };
        parts.push(format!("limit: {limit}"));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn on_events(dice: &mut Dice) -> Vec<&'static str> {
    let mut events = vec![*dice.pick(EVENTS)];
    if dice.chance(30) {
        let other = *dice.pick(EVENTS);
        if !events.contains(&other) {
            events.push(other);
        }
    }
    events
}

fn lets(dice: &mut Dice, made: &mut Definition, names: &mut Names) {
    for at in 0..dice.below(3) {
        let kind = if dice.chance(60) { Kind::Truth } else { kind(dice) };
        let inside = Names { stage: dice.chance(50), now: dice.chance(50), ..names.clone() };
        made.lets.push(format!("l{at}: '{}'", expression(dice, &inside, kind, 2)));
        names.defined.push((format!("l{at}"), kind));
    }
}

fn triggers(dice: &mut Dice, made: &mut Definition, names: &Names) {
    let stages = names.stages.len();
    let by_trigger = dice.chance(15);
    for at in 0..dice.between(3, 9) {
        let mut parts = Vec::new();
        let to = dice.below(stages);
        let from = match dice.below(10) {
            _ if by_trigger && at == 0 => "start".to_owned(),
            0 if by_trigger => "start".to_owned(),
            0 | 1 => "any".to_owned(),
            2 | 3 => {
                let first = dice.below(stages);
                let second = (first + dice.between(1, stages - 1)) % stages;
                format!("[s{first}, s{second}]")
            }
            _ => format!("s{}", dice.below(stages)),
        };
        parts.push(format!("from: {from}"));
        parts.push(format!("to: s{to}"));
        let mut inside = Names { stage: from != "start", now: true, ..names.clone() };
        let on = dice.chance(50);
        if on {
            inside.at_hand = on_events(dice);
            parts.push(format!("on: [{}]", inside.at_hand.join(", ")));
        }
        let waits = from != "start" && dice.chance(if on { 10 } else { 20 });
        if waits {
            parts.push(format!("{}: {}", dice.word(&["after", "idle"]), length(dice)));
        }
        if dice.chance(40) || (!on && !waits) {
            parts.push(format!("when: '{}'", expression(dice, &inside, Kind::Truth, 2)));
        }
        made.triggers.push(format!("t{at}: {{ {} }}", parts.join(", ")));
    }
}
