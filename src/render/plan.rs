//! A program as text: what is read, what is worked out for whole columns, what each event sets off, what time can make true.
//!
//! Flat expressions stand as they run: operands first, then what is done with them.

use crate::ids::*;
use crate::model::expr::{Comparison, FoldKind, StreamSource, TextTest};
use crate::model::{Decay, Model};
use crate::plan::condition::Crossing;
use crate::plan::{CodeId, EventTest, Gate, LimitPlan, Op, Points, Program, StagePlan, Taken, Test, Wake};
use crate::time::duration;
use crate::value::Value;
use std::fmt::Write;

/// The program of a model.
pub fn plan(program: &Program, model: &Model) -> String {
    let mut text = String::new();
    let writer = Writer { program, model };
    for (title, rows) in [
        ("read", writer.reads()),
        ("masks: for whole columns, of a dictionary once for each value; a bit for each event", writer.masks()),
        ("slots: what is remembered of a subject, one subject at a time", writer.slots()),
        ("events: what each sets off, in this order", writer.events()),
        ("stages", writer.stages()),
    ] {
        if !rows.is_empty() {
            let width = rows.iter().map(|(head, _)| head.chars().count()).max().unwrap_or(0);
            let _ = writeln!(text, "{title}");
            for (head, row) in rows {
                let _ = writeln!(text, "{}", format!("  {head:width$}  {row}").trim_end());
            }
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Heads and what belongs to them.
type Rows = Vec<(String, String)>;

struct Writer<'a> {
    program: &'a Program,
    model: &'a Model,
}

impl Writer<'_> {
    fn reads(&self) -> Rows {
        let read = |reads: bool| {
            let columns = self.model.columns.enumerate().filter(|(id, _)| self.program.reads[id.index()] == reads);
            columns.map(|(_, column)| column.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let mut rows = vec![("always".to_owned(), "event, time, subject; seq and id where the log has them".to_owned())];
        for (head, columns, rest) in [("fields", read(true), ""), ("unread", read(false), " (kept only to compare events of one id)")] {
            if !columns.is_empty() {
                rows.push((head.to_owned(), format!("{columns}{rest}")));
            }
        }
        if self.program.links {
            let linking = self.program.events.iter().enumerate().filter(|(_, event)| event.links.is_some());
            let names: Vec<&str> = linking.map(|(at, _)| self.event(EventId::of(at))).collect();
            rows.push(("first".to_owned(), format!("once over the log for what links subjects: {}", names.join(", "))));
        }
        rows
    }

    fn masks(&self) -> Rows {
        let row = |(at, mask): (usize, &crate::plan::Mask)| (format!("m{at}"), self.event_test(&mask.test));
        self.program.masks.iter().enumerate().map(row).collect()
    }

    fn slots(&self) -> Rows {
        let mut rows = Vec::new();
        for (at, fold) in self.model.folds.iter().enumerate() {
            let streams: Vec<String> = fold
                .streams
                .iter()
                .map(|stream| match stream.source {
                    StreamSource::Event(event) => self.event(event).to_owned(),
                    StreamSource::Stage(stage) => format!("entries into {}", self.model.stages[stage].name),
                })
                .collect();
            let kept = match (fold.last, fold.kind) {
                (Some(window), _) => format!("the elements of the last {}", duration::format(window)),
                (None, FoldKind::Distinct) => "the set so far".to_owned(),
                (None, _) => "one value".to_owned(),
            };
            rows.push((format!("f{at}"), format!("{} of {}: {kept}", format!("{:?}", fold.kind).to_lowercase(), streams.join(", "))));
        }
        for score in &self.model.scores {
            let kept = match score.decay {
                Decay::HalfLife(half) => format!("a total that halves every {}", duration::format(half)),
                Decay::Expire(after) => format!("the contributions of the last {}", duration::format(after)),
                Decay::None => "a total".to_owned(),
            };
            rows.push((format!("score.{}", score.name), kept));
        }
        for (at, rule) in self.program.rules.iter().enumerate() {
            let kept = match &rule.limit {
                None => continue,
                Some(LimitPlan::Ever(times)) => format!("how often it gave points, up to {times}"),
                Some(LimitPlan::Window(times, window)) => {
                    format!("when it gave points in the last {}, up to {times}", duration::format(*window))
                }
                Some(LimitPlan::Value(times, code)) => {
                    format!("for each value of [{}] how often it gave points, up to {times}", self.code(*code))
                }
            };
            rows.push((format!("rule {}", self.rule(RuleId::of(at))), kept));
        }
        rows
    }

    fn events(&self) -> Rows {
        let mut rows = Vec::new();
        for (at, plan) in self.program.events.iter().enumerate() {
            let bits = |gate: &Gate| self.gate(gate, &plan.masks);
            let mut parts: Vec<String> = Vec::new();
            parts.extend(plan.stops.iter().map(|sla| format!("stop clock {}", self.model.slas[*sla].name)));
            parts.extend(plan.folds.iter().map(|step| format!("f{} takes {}{}", step.fold.0, self.taken(step.member), bits(&step.filter))));
            parts.extend(plan.taps.iter().map(|step| format!("tap {} takes {}{}", step.tap, self.taken(step.member), bits(&step.filter))));
            for step in &plan.rules {
                let rule = &self.program.rules[step.rule.index()];
                parts.push(format!("{} to {}{}", self.points(&rule.points), self.rule(step.rule), bits(&step.gate)));
            }
            for (stage, from) in self.program.stages.iter().enumerate() {
                let Some(steps) = from.on.get(at) else { continue };
                parts.extend(
                    steps.iter().map(|step| format!("{} -> {}{}", self.stage(stage), self.model.stages[step.to].name, bits(&step.gate))),
                );
            }
            if parts.is_empty() {
                parts.push(if plan.inert { "nothing".to_owned() } else { "activity".to_owned() });
            }
            for (row, part) in parts.into_iter().enumerate() {
                rows.push((if row == 0 { self.event(EventId::of(at)).to_owned() } else { String::new() }, part));
            }
        }
        rows
    }

    fn stages(&self) -> Rows {
        let mut rows = Vec::new();
        for (at, stage) in self.program.stages.iter().enumerate() {
            let mut parts = Vec::new();
            for step in &stage.conditions {
                let tests: Vec<String> = step.condition.tests.iter().map(|test| self.test(test)).collect();
                parts.push(format!("-> {} when {}", self.model.stages[step.to].name, tests.join(" and ")));
                let wakes: Vec<String> = step.condition.wakes.iter().map(|wake| self.wake(wake)).collect();
                parts.push(match wakes.as_slice() {
                    [] => format!("   looked at after {}", self.woken(stage)),
                    _ => format!("   looked at after events, and woken by {}", wakes.join(", ")),
                });
            }
            parts.extend(stage.folds.iter().map(|step| format!("entry: f{} takes {}", step.fold.0, self.taken(step.member))));
            parts.extend(stage.starts.iter().map(|sla| format!("entry: start clock {}", self.model.slas[*sla].name)));
            parts.extend(stage.stops.iter().map(|sla| format!("entry: stop clock {}", self.model.slas[*sla].name)));
            for (row, part) in parts.into_iter().enumerate() {
                rows.push((if row == 0 { self.stage(at).to_owned() } else { String::new() }, part));
            }
        }
        rows
    }

    fn woken(&self, stage: &StagePlan) -> String {
        let woken: Vec<usize> = stage.woken_by.iter().enumerate().filter(|(_, woken)| **woken).map(|(at, _)| at).collect();
        match woken.len() {
            0 => "entry alone".to_owned(),
            count if count == stage.woken_by.len() => "every event".to_owned(),
            _ => woken.into_iter().map(|at| self.event(EventId::of(at))).collect::<Vec<_>>().join(", "),
        }
    }

    fn event(&self, event: EventId) -> &str {
        &self.model.events[event].name
    }

    fn stage(&self, stage: usize) -> &str {
        self.model.stages.get(StageId::of(stage)).map_or("start", |stage| stage.name.as_str())
    }

    fn rule(&self, rule: RuleId) -> String {
        let of = &self.model.rules[rule];
        format!("{}.{}", self.model.scores[of.score].name, of.name)
    }

    fn column(&self, column: ColumnId) -> &str {
        &self.model.columns[column].name
    }

    fn taken(&self, taken: Taken) -> String {
        match taken {
            Taken::Element => "it".to_owned(),
            Taken::Time => "its time".to_owned(),
            Taken::Column(column) => self.column(column).to_owned(),
            Taken::Attribute(attribute) => self.model.attributes[attribute].name.clone(),
        }
    }

    fn points(&self, points: &Points) -> String {
        match points {
            Points::Constant(points) => format!("{points:+} points"),
            Points::Code(code) => format!("[{}] points", self.code(*code)),
        }
    }

    fn gate(&self, gate: &Gate, masks: &[usize]) -> String {
        let bit = gate.bit.and_then(|bit| masks.get(usize::from(bit))).map(|mask| format!("m{mask}"));
        let all: Vec<String> = bit.into_iter().chain(gate.tests.iter().map(|test| self.test(test))).collect();
        if all.is_empty() { String::new() } else { format!(" if {}", all.join(" and ")) }
    }

    fn event_test(&self, test: &EventTest) -> String {
        match test {
            EventTest::And(a, b) => format!("({} and {})", self.event_test(a), self.event_test(b)),
            EventTest::Or(a, b) => format!("({} or {})", self.event_test(a), self.event_test(b)),
            EventTest::Not(a) => format!("not {}", self.event_test(a)),
            EventTest::Compare(column, comparison, value) => format!("{} {} {}", self.column(*column), sign(*comparison), shown(value)),
            EventTest::Truth(column) => self.column(*column).to_owned(),
            EventTest::Present(column) => format!("{} is present", self.column(*column)),
            EventTest::Text(_, code) => format!("[{}]", self.code(*code)),
            EventTest::Row(code) => format!("row by row [{}]", self.code(*code)),
        }
    }

    fn test(&self, test: &Test) -> String {
        match test {
            Test::Age(comparison, age) => format!("stage.age {} {}", sign(*comparison), duration::format(*age)),
            Test::Idle(time) => format!("idle {}", duration::format(*time)),
            Test::Score(score, comparison, level) => format!("score.{} {} {level}", self.model.scores[*score].name, sign(*comparison)),
            Test::Since(fold, comparison, limit) => format!("now - f{} {} {}", fold.0, sign(*comparison), duration::format(*limit)),
            Test::Count(fold, comparison, count) => format!("f{} {} {count}", fold.0, sign(*comparison)),
            Test::Code(code) => format!("[{}]", self.code(*code)),
        }
    }

    fn wake(&self, wake: &Wake) -> String {
        match wake {
            Wake::Age(age) => format!("age {}", duration::format(*age)),
            Wake::Idle(time) => format!("quiet {}", duration::format(*time)),
            Wake::Window(fold) => format!("f{} letting go", fold.0),
            Wake::Expire(score) => format!("score.{} expiring", self.model.scores[*score].name),
            Wake::Crossing(Crossing::Order(a, b)) => format!("[{}] crossing [{}]", self.code(*a), self.code(*b)),
            Wake::Crossing(Crossing::Step(code)) => format!("a step of [{}]", self.code(*code)),
            Wake::Midnight => "midnight".to_owned(),
            Wake::Hour => "the hour".to_owned(),
        }
    }

    fn code(&self, code: CodeId) -> String {
        self.program.codes[code.0 as usize].ops.iter().map(|op| self.op(op)).collect::<Vec<_>>().join(" ")
    }

    fn op(&self, op: &Op) -> String {
        let not = |negated: &bool, word: &str| if *negated { format!("not {word}") } else { word.to_owned() };
        match op {
            Op::Constant(value) => shown(value),
            Op::Now => "now".to_owned(),
            Op::Subject => "subject".to_owned(),
            Op::StageAge => "stage.age".to_owned(),
            Op::StageVisits => "stage.visits".to_owned(),
            Op::StageEnteredAt => "stage.entered_at".to_owned(),
            Op::Score(score) => format!("score.{}", self.model.scores[*score].name),
            Op::Band(score) => format!("score.{}.band", self.model.scores[*score].name),
            Op::Fold(fold) => format!("f{}", fold.0),
            Op::Sub(code) => format!("({})", self.code(*code)),
            Op::Member(members) => {
                let taken = members.events.iter().chain(&members.stages).flatten().next();
                taken.map_or("event".to_owned(), |taken| format!("event.{}", self.taken(*taken).replace("its ", "")))
            }
            Op::Not => "not".to_owned(),
            Op::Negate => "negate".to_owned(),
            Op::Convert(ty) => format!("as {ty}"),
            Op::Compare(comparison) => sign(*comparison).to_owned(),
            Op::Among { items, negated } => {
                format!("{} [{}]", not(negated, "in"), items.iter().map(shown).collect::<Vec<_>>().join(", "))
            }
            Op::In { count, negated } => not(negated, &format!("in those {count}")),
            Op::InSet { negated } => not(negated, "in set"),
            Op::Is { present } => if *present { "is present" } else { "is missing" }.to_owned(),
            Op::TextTest(TextTest::Contains) => "contains".to_owned(),
            Op::TextTest(TextTest::StartsWith) => "starts with".to_owned(),
            Op::TextTest(TextTest::EndsWith) => "ends with".to_owned(),
            Op::Matches(_) => "matches".to_owned(),
            Op::Arithmetic(arithmetic, _) => format!("{arithmetic:?}").to_lowercase(),
            Op::Join => "join".to_owned(),
            Op::Call(function, _) => function.name().to_owned(),
            Op::JumpIfFalse(to) => format!("if false to {to}"),
            Op::And => "and".to_owned(),
            Op::JumpIfTrue(to) => format!("if true to {to}"),
            Op::Or => "or".to_owned(),
            Op::JumpIfPresent(to) => format!("if present to {to} else drop"),
            Op::JumpUnlessTrue(to) => format!("unless true to {to}"),
            Op::Jump(to) => format!("to {to}"),
        }
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterEqual => ">=",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Duration(time) => duration::format(*time),
        value => value.to_string(),
    }
}
