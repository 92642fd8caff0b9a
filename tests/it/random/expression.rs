//! Random expressions of a wanted type, over a small fixed catalog.
//!
//! Durations and numbers come from short lists, so that edges are hit exactly. A stage age, or `now` less the time of an
//! entry, is compared with such durations only: `stage.age > 0s` between two stages would turn every microsecond.

use super::dice::Dice;

/// What an expression may read where it stands.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Attributes and `let`s defined so far: name and type.
    pub defined: Vec<(String, Kind)>,
    /// Scores: names, and whether they have bands.
    pub scores: Vec<(String, bool)>,
    /// The events that `event.` means.
    pub at_hand: Vec<&'static str>,
    /// The stages.
    pub stages: Vec<String>,
    /// Whether `event.` is a stage's entry: its attributes.
    pub entry: bool,
    /// Whether folds may stand here.
    pub folds: bool,
    /// Whether `stage.` may.
    pub stage: bool,
    /// Whether `now` may.
    pub now: bool,
    /// What comparisons are about, for a case at a time.
    pub lean: Lean,
}

/// In how many of a hundred comparisons the stage, the clock or a score is compared, where it may be.
#[derive(Clone, Copy, Debug)]
pub struct Lean {
    pub stage: usize,
    pub now: usize,
    pub score: usize,
}

impl Default for Lean {
    fn default() -> Self {
        Self { stage: 15, now: 15, score: 30 }
    }
}

impl Lean {
    pub fn any(dice: &mut Dice) -> Self {
        *dice.pick(&[
            Self::default(),
            Self { stage: 3, now: 3, score: 85 },
            Self { stage: 3, now: 80, score: 10 },
            Self { stage: 50, now: 10, score: 30 },
            Self { stage: 0, now: 5, score: 5 },
        ])
    }
}

/// Types that the generator makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Truth,
    Whole,
    Number,
    Money,
    Text,
    Color,
    Instant,
    Day,
    Length,
    Texts,
}

/// The fields of the catalog: event, field, type. `when` of several events may read what all of them have.
pub const FIELDS: &[(&str, &str, Kind)] = &[
    ("visit", "n", Kind::Whole),
    ("visit", "page", Kind::Text),
    ("form", "n", Kind::Whole),
    ("form", "x", Kind::Number),
    ("form", "color", Kind::Color),
    ("form", "ok", Kind::Truth),
    ("deal", "amount", Kind::Money),
    ("deal", "due", Kind::Instant),
    ("deal", "day", Kind::Day),
    ("deal", "n", Kind::Whole),
    ("touch", "n", Kind::Whole),
    ("touch", "wait", Kind::Length),
    ("login", "alias", Kind::Text),
];

/// Events that have a subject.
pub const EVENTS: &[&str] = &["visit", "form", "deal", "touch", "login"];

const LENGTHS: &[&str] = &["6h", "12h", "1d", "36h", "2d", "3d", "7d"];

/// A length of time of the grid that events lie on.
pub fn length(dice: &mut Dice) -> String {
    dice.word(LENGTHS)
}

/// An expression of that type; `depth` bounds it.
pub fn expression(dice: &mut Dice, names: &Names, kind: Kind, depth: usize) -> String {
    let mut leaves: Vec<String> = names.defined.iter().filter(|(_, of)| *of == kind).map(|(name, _)| name.clone()).collect();
    for (event, field, of) in FIELDS {
        let everywhere = names.at_hand.iter().all(|event| FIELDS.contains(&(*event, *field, kind)));
        if *of == kind && everywhere && names.at_hand.contains(event) {
            leaves.push(format!("event.{field}"));
        }
    }
    if names.entry {
        leaves.extend(
            names.defined.iter().filter(|(name, of)| *of == kind && name.starts_with('a')).map(|(name, _)| format!("event.{name}")),
        );
    }
    if depth > 0 && dice.chance(12) {
        let (a, b) = (side(dice, names, kind, depth - 1), side(dice, names, kind, depth - 1));
        return match dice.chance(60) {
            true => format!("({a} else {b})"),
            false => format!("if({}, {a}, {b})", expression(dice, names, Kind::Truth, depth - 1)),
        };
    }
    if !leaves.is_empty() && dice.chance(if depth == 0 { 80 } else { 45 }) {
        return dice.pick(&leaves).clone();
    }
    if names.folds
        && dice.chance(40)
        && let Some(fold) = fold(dice, names, kind, depth)
    {
        return fold;
    }
    match kind {
        Kind::Truth => truth(dice, names, depth),
        Kind::Whole => whole(dice, names, depth),
        Kind::Number => number(dice, names, depth),
        Kind::Money => money(dice, names, depth),
        Kind::Text => text(dice, names, depth),
        Kind::Color => format!("\"{}\"", dice.word(&["red", "green", "blue"])),
        Kind::Instant => instant(dice, names, depth),
        Kind::Day => day(dice, names, depth),
        Kind::Length => span(dice, names, depth),
        Kind::Texts => {
            fold(dice, &Names { folds: true, ..names.clone() }, Kind::Texts, depth).unwrap_or_else(|| "distinct(visit.page)".into())
        }
    }
}

/// A side of an operator that binds tighter than comparisons.
fn side(dice: &mut Dice, names: &Names, kind: Kind, depth: usize) -> String {
    let side = expression(dice, names, kind, depth);
    if kind == Kind::Truth { format!("({side})") } else { side }
}

fn truth(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 {
        return atom(dice, names, 0);
    }
    let (a, b) = (expression(dice, names, Kind::Truth, depth - 1), expression(dice, names, Kind::Truth, depth - 1));
    match dice.below(10) {
        0..2 => format!("({a} and {b})"),
        2..4 => format!("({a} or {b})"),
        4 => format!("not ({a})"),
        _ => atom(dice, names, depth - 1),
    }
}

/// A comparison or a test.
fn atom(dice: &mut Dice, names: &Names, depth: usize) -> String {
    let compare = dice.word(&["==", "!=", "<", "<=", ">", ">=", ">=", "<"]);
    if names.stage && dice.chance(names.lean.stage) {
        return match dice.below(4) {
            0 => format!("stage.age {compare} {}", length(dice)),
            1 => format!("stage.visits {compare} {}", dice.between(1, 3)),
            2 => format!("floor(stage.age / {}) {compare} {}", length(dice), dice.between(1, 4)),
            _ => format!("now - stage.entered_at {compare} {}", length(dice)),
        };
    }
    if names.now && dice.chance(names.lean.now) {
        let since = expression(dice, &Names { stages: Vec::new(), ..names.clone() }, Kind::Instant, depth);
        return match dice.below(7) {
            0 => format!("hour(now) {compare} {}", dice.below(24)),
            1 => format!("weekday(now) in [{}]", dice.word(&["\"monday\"", "\"tuesday\", \"sunday\"", "\"friday\""])),
            2 => format!("date(now) {compare} {}", date(dice)),
            3 if dice.chance(50) => format!("now {compare} {}", moment(dice)),
            // not through a name: an attribute may rest on the entry of a stage
            3 => format!("now {compare} {}", expression(dice, &Names { folds: true, ..Names::default() }, Kind::Instant, depth)),
            4 => format!("days_between({since}, now) {compare} {}", dice.below(4)),
            5 => format!("business_time({since}, now) {compare} {}", dice.word(&["1h", "8h", "20h"])),
            _ => format!("now - {since} {compare} {}", length(dice)),
        };
    }
    if !names.scores.is_empty() && dice.chance(names.lean.score) {
        return score(dice, names, &compare);
    }
    let kind = *dice.pick(&[
        Kind::Whole,
        Kind::Whole,
        Kind::Number,
        Kind::Money,
        Kind::Text,
        Kind::Text,
        Kind::Color,
        Kind::Instant,
        Kind::Day,
        Kind::Length,
    ]);
    let a = expression(dice, names, kind, depth);
    match (kind, dice.below(10)) {
        (_, 0) => format!("{a} is {}", dice.word(&["present", "missing"])),
        (Kind::Text, 1) => {
            format!("{a} {} {}", dice.word(&["contains", "starts with", "ends with"]), expression(dice, names, Kind::Text, 0))
        }
        (Kind::Text, 2) => format!("{a} matches \"{}\"", dice.word(&["^a", "b$", "[ab]+c?", "x|z"])),
        (Kind::Text, 3) => format!("{a} {} {}", dice.word(&["in", "not in"]), expression(dice, names, Kind::Texts, depth)),
        (Kind::Text, 4) => format!("{} contains {a}", expression(dice, names, Kind::Texts, depth)),
        (Kind::Text | Kind::Color | Kind::Whole, 5) => {
            let (first, second) = (expression(dice, names, kind, 0), expression(dice, names, kind, 0));
            format!("{a} {} [{first}, {second}]", dice.word(&["in", "not in"]))
        }
        (Kind::Color, _) => format!("{a} {} {}", dice.word(&["==", "!="]), expression(dice, names, kind, depth)),
        _ => format!("{a} {compare} {}", expression(dice, names, kind, depth)),
    }
}

/// A comparison of scores.
fn score(dice: &mut Dice, names: &Names, compare: &str) -> String {
    let (name, banded) = dice.pick(&names.scores).clone();
    let other = dice.pick(&names.scores).0.clone();
    let level = dice.between(1, 16) * 5;
    match dice.below(15) {
        0 if banded => format!("score.{name}.band {} \"{}\"", dice.word(&["==", "!="]), dice.word(&["hot", "warm", "cold"])),
        1 => format!("score.{name} + score.{other} {compare} {level}"),
        2 => format!("score.{name} {compare} score.{other}"),
        3 => format!("round(score.{name}, 0) {compare} {level}"),
        4 => format!("score.{name} * 2 - 10 {compare} {level}"),
        5 => format!("abs(score.{name} - {level}) {compare} 10"),
        6 => format!("{}(score.{name}, score.{other}) {compare} {level}", dice.word(&["least", "greatest"])),
        7 if names.stage => format!("greatest(score.{name}, 1) {compare} stage.age / {}", length(dice)),
        8 => format!("score.{name} * score.{other} {compare} {}", level * 10),
        _ => format!("score.{name} {compare} {level}"),
    }
}

fn whole(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 || dice.chance(50) {
        return dice.between(0, 6).to_string();
    }
    let (a, b) = (expression(dice, names, Kind::Whole, depth - 1), expression(dice, names, Kind::Whole, depth - 1));
    match dice.below(9) {
        0 => format!("length({})", expression(dice, names, Kind::Text, depth - 1)),
        1 => format!("length({})", expression(dice, names, Kind::Texts, depth - 1)),
        2 => format!("-{}", expression(dice, names, Kind::Whole, 0)),
        3 => format!("{}({a}, {b})", dice.word(&["least", "greatest"])),
        4 => format!("abs({a})"),
        5 => format!("hour({})", expression(dice, names, Kind::Instant, depth - 1)),
        6 => format!(
            "days_between({}, {})",
            expression(dice, names, Kind::Instant, depth - 1),
            expression(dice, names, Kind::Instant, depth - 1)
        ),
        _ => format!("({a} {} {b})", dice.word(&["+", "-", "*"])),
    }
}

fn number(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 || dice.chance(50) {
        return dice.word(&["0.5", "1.5", "2.25", "10%", "3.0"]);
    }
    let (a, b) = (expression(dice, names, Kind::Number, depth - 1), expression(dice, names, Kind::Whole, depth - 1));
    match dice.below(5) {
        0 => format!("to_number({b})"),
        1 => format!("round({a}, {})", dice.below(3)),
        2 => format!("({a} / {b})"),
        3 => format!("({} / {})", expression(dice, names, Kind::Length, depth - 1), length(dice)),
        _ => format!("({a} {} {b})", dice.word(&["+", "-", "*"])),
    }
}

fn money(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 || dice.chance(50) {
        return format!("to_decimal({}, 2)", dice.word(&["100", "99", "0", "7"]));
    }
    let (a, b) = (expression(dice, names, Kind::Money, depth - 1), expression(dice, names, Kind::Money, depth - 1));
    match dice.below(4) {
        0 => format!("to_decimal({}, {})", expression(dice, names, Kind::Number, depth - 1), dice.below(4)),
        1 => format!("round({a} / {b}, 3)"),
        _ => format!("({a} {} {b})", dice.word(&["+", "-", "*"])),
    }
}

fn text(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 || dice.chance(60) {
        return format!("\"{}\"", dice.word(&["a", "b", "ab", "abc", "x@b.pl", "red", "", "monday"]));
    }
    let a = expression(dice, names, Kind::Text, depth - 1);
    match dice.below(6) {
        0 => format!("({a} ++ {})", expression(dice, names, Kind::Text, depth - 1)),
        1 => format!("{}({a})", dice.word(&["lower", "upper", "trim", "domain"])),
        2 => format!("split_part({a}, \"b\", {})", dice.between(1, 2)),
        3 => format!("weekday({})", expression(dice, names, Kind::Instant, depth - 1)),
        4 => "subject".to_owned(),
        _ => a,
    }
}

/// An instant on the grid.
fn moment(dice: &mut Dice) -> String {
    format!("2026-03-{:02}T{:02}:00:00Z", dice.between(26, 31), dice.pick(&[0, 6, 12, 18, 23]))
}

fn date(dice: &mut Dice) -> String {
    format!("2026-03-{:02}", dice.between(26, 31))
}

fn instant(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 || dice.chance(50) {
        return moment(dice);
    }
    format!("({} {} {})", expression(dice, names, Kind::Instant, depth - 1), dice.word(&["+", "-"]), length(dice))
}

fn day(dice: &mut Dice, names: &Names, depth: usize) -> String {
    match depth > 0 && dice.chance(40) {
        true => format!("date({})", expression(dice, names, Kind::Instant, depth - 1)),
        false => date(dice),
    }
}

fn span(dice: &mut Dice, names: &Names, depth: usize) -> String {
    if depth == 0 || dice.chance(50) {
        return length(dice);
    }
    let a = expression(dice, names, Kind::Instant, depth - 1);
    match dice.below(3) {
        0 => format!("({a} - {})", expression(dice, names, Kind::Instant, depth - 1)),
        1 => format!("business_time({a}, {})", expression(dice, names, Kind::Instant, depth - 1)),
        _ => format!("({} * {})", expression(dice, names, Kind::Length, depth - 1), dice.between(1, 3)),
    }
}

/// A fold of that type, where there is one.
fn fold(dice: &mut Dice, names: &Names, kind: Kind, depth: usize) -> Option<String> {
    let of_kind: Vec<&(&str, &str, Kind)> = FIELDS.iter().filter(|(_, _, of)| *of == kind).collect();
    let stage = (!names.stages.is_empty() && dice.chance(25)).then(|| dice.pick(&names.stages).clone());
    let event = *dice.pick(EVENTS);
    let (name, streams, at_hand): (&str, String, Vec<&'static str>) = match kind {
        Kind::Truth | Kind::Whole if dice.chance(60) => {
            let name = if kind == Kind::Truth { "any" } else { "count" };
            match stage {
                Some(stage) => return Some(format!("{name}({stage}{})", tail(dice, names, &[], true, depth))),
                None => (name, event.to_owned(), vec![event]),
            }
        }
        Kind::Instant => {
            let name = *dice.pick(&["first", "last", "min", "max"]);
            match stage {
                Some(stage) => return Some(format!("{name}({stage}.time{})", tail(dice, names, &[], true, depth))),
                None => (name, format!("{event}.time"), vec![event]),
            }
        }
        Kind::Texts => {
            let (event, field, ()) = dice.pick(&[("visit", "page", ()), ("form", "color", ()), ("login", "alias", ())]);
            ("distinct", format!("{event}.{field}"), vec![event])
        }
        _ if of_kind.is_empty() => return None,
        _ => {
            let (event, field, _) = **dice.pick(&of_kind);
            let name = match kind {
                Kind::Whole | Kind::Number | Kind::Money | Kind::Length => *dice.pick(&["sum", "min", "max", "first", "last"]),
                Kind::Instant | Kind::Day => *dice.pick(&["min", "max", "first", "last"]),
                _ => *dice.pick(&["first", "last"]),
            };
            let (other, field2, _) = **dice.pick(&of_kind);
            match dice.chance(25) {
                true => (name, format!("{event}.{field}, {other}.{field2}"), vec![event, other]),
                false => (name, format!("{event}.{field}"), vec![event]),
            }
        }
    };
    Some(format!("{name}({streams}{})", tail(dice, names, &at_hand, false, depth)))
}

/// `where …` and `in last …`.
fn tail(dice: &mut Dice, names: &Names, at_hand: &[&'static str], entry: bool, depth: usize) -> String {
    let mut tail = String::new();
    if depth > 0 && dice.chance(35) {
        let inside = Names {
            at_hand: at_hand.to_vec(),
            entry,
            folds: false,
            stage: false,
            now: false,
            scores: Vec::new(),
            lean: names.lean,
            defined: names.defined.iter().filter(|(name, _)| name.starts_with('a')).cloned().collect(),
            stages: names.stages.clone(),
        };
        tail.push_str(&format!(" where {}", expression(dice, &inside, Kind::Truth, depth - 1)));
    }
    if dice.chance(40) {
        tail.push_str(&format!(" in last {}", length(dice)));
    }
    tail
}
