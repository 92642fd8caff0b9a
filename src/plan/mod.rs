//! Model → program: conditions classified, expressions flattened, state laid out in slots.
//!
//! Invariant: lowering cannot fail; all that could go wrong was found before. Invariant: a [`Program`] holds no
//! names to look up; while rows flow everything is an index.

use crate::ids::*;
use crate::model::{Decay, FoldKind};
use crate::time::Micros;
use crate::time::calendar::Calendar;
use crate::value::Type;

pub mod code;
pub mod condition;
mod lower;
pub mod mask;

pub use code::{Code, CodeId, Members, Op};
pub use condition::{Condition, Test, Wake};
pub use lower::lower;
pub use mask::{EventTest, Mask};

/// A definition, ready to run.
#[allow(clippy::struct_excessive_bools, reason = "four facts of a program, each asked for by itself")]
#[derive(Clone, Debug)]
pub struct Program {
    /// What each event of the catalog sets off, by [`EventId`].
    pub events: Vec<EventPlan>,
    /// The types of the log's columns, by [`ColumnId`].
    pub columns: Vec<Type>,
    /// Which columns the program reads.
    pub reads: Vec<bool>,
    /// Conditions on the event alone: worked out for whole columns, one bit for each event.
    pub masks: Vec<Mask>,
    /// Flat expressions.
    pub codes: Vec<Code>,
    /// The value of each attribute.
    pub attributes: Vec<CodeId>,
    /// Attributes shown with each visit.
    pub dimensions: Vec<AttributeId>,
    /// Folds, by [`FoldId`].
    pub folds: Vec<FoldPlan>,
    /// Scores, by [`ScoreId`].
    pub scores: Vec<ScorePlan>,
    /// Scoring rules, by [`RuleId`].
    pub rules: Vec<RulePlan>,
    /// Stages by [`StageId`], and one more for subjects that are not in the funnel yet.
    pub stages: Vec<StagePlan>,
    /// Triggers, by [`TriggerId`].
    pub triggers: Vec<TriggerPlan>,
    /// Service level agreements, by [`SlaId`].
    pub slas: Vec<SlaPlan>,
    /// What metrics want to know of: how many taps there are.
    pub taps: Vec<TapPlan>,
    /// Whether a subject enters only by a trigger `from: start`.
    pub enters_by_trigger: bool,
    /// Whether an event links subjects.
    pub links: bool,
    /// Whether an expression reads the subject's name.
    pub names_subjects: bool,
    /// Whether inert events need no order: a subject enters by a trigger that names its event, and nothing waits for time or a condition.
    pub unordered: bool,
    /// Zone, weeks and business hours.
    pub calendar: Calendar,
}

impl Program {
    /// The place in [`Self::stages`] of subjects that are not in the funnel yet.
    pub fn start(&self) -> usize {
        self.stages.len() - 1
    }
}

/// What an event of the catalog sets off.
#[derive(Clone, Debug, Default)]
pub struct EventPlan {
    /// Whether it belongs to a subject.
    pub has_subject: bool,
    /// Whether it counts as activity.
    pub activity: bool,
    /// The columns of its fields, in catalog order: its content.
    pub fields: Vec<ColumnId>,
    /// The masks worked out for it: bit `k` of an event's word is the `k`-th of these.
    pub masks: Vec<usize>,
    /// Folds it adds an element to, in an order in which what a filter reads is folded first.
    pub folds: Vec<FoldStep>,
    /// Scoring rules that name it, in file order.
    pub rules: Vec<RuleStep>,
    /// The value that links subjects.
    pub links: Option<CodeId>,
    /// Service level clocks that it stops.
    pub stops: Vec<SlaId>,
    /// Taps that it adds an element to.
    pub taps: Vec<TapStep>,
    /// Whether nothing looks at it but first entry, activity and the accounts.
    pub inert: bool,
}

/// An element for a fold.
#[derive(Clone, Debug)]
pub struct FoldStep {
    /// The fold.
    pub fold: FoldId,
    /// What is taken.
    pub member: Taken,
    /// Whether it counts.
    pub filter: Gate,
}

/// What a fold takes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: the element itself.
    Element,
    /// A field.
    Column(ColumnId),
    /// The instant.
    Time,
    /// An attribute as it is now.
    Attribute(AttributeId),
}

/// A condition on an event: a bit of its mask word, a flat expression, both, or none.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// The bit that must be set.
    pub bit: Option<u8>,
    /// What must hold besides.
    pub tests: Vec<Test>,
}

/// A scoring rule that an event may set off.
#[derive(Clone, Debug)]
pub struct RuleStep {
    /// The rule.
    pub rule: RuleId,
    /// When.
    pub gate: Gate,
}

/// A fold.
#[derive(Clone, Debug)]
pub struct FoldPlan {
    /// What is made of the elements.
    pub kind: FoldKind,
    /// The type of its value.
    pub ty: Type,
    /// Only elements younger than this.
    pub window: Option<Micros>,
}

/// A score.
#[derive(Clone, Debug)]
pub struct ScorePlan {
    /// What becomes of points.
    pub decay: Decay,
    /// The least that is read.
    pub low: f64,
    /// The most that is read.
    pub high: f64,
    /// Bands: name, lower end, upper end.
    pub bands: Vec<(std::sync::Arc<str>, f64, f64)>,
    /// Its profile rules.
    pub profile: Vec<RuleId>,
}

/// A scoring rule.
#[derive(Clone, Debug)]
pub struct RulePlan {
    /// The score it is of.
    pub score: ScoreId,
    /// A profile rule's condition.
    pub when: Vec<Test>,
    /// The points.
    pub points: Points,
    /// How often.
    pub limit: Option<LimitPlan>,
}

/// Points.
#[derive(Clone, Debug)]
pub enum Points {
    /// Always the same.
    Constant(f64),
    /// Worked out.
    Code(CodeId),
}

/// How often a rule gives points.
#[derive(Clone, Debug)]
pub enum LimitPlan {
    /// So many times in all.
    Ever(u32),
    /// So many times in a sliding window.
    Window(u32, Micros),
    /// So many times for each value.
    Value(u32, CodeId),
}

/// A stage.
#[derive(Clone, Debug, Default)]
pub struct StagePlan {
    /// Triggers by event, in file order: by [`EventId`].
    pub on: Vec<Vec<OnStep>>,
    /// Condition triggers, in file order.
    pub conditions: Vec<ConditionStep>,
    /// Whether time alone can make one of them true.
    pub timed: bool,
    /// Which events can make one of them true, by [`EventId`].
    pub woken_by: Vec<bool>,
    /// Folds that an entry adds an element to.
    pub folds: Vec<FoldStep>,
    /// Service level clocks that an entry starts.
    pub starts: Vec<SlaId>,
    /// Service level clocks that an entry stops.
    pub stops: Vec<SlaId>,
    /// Whether an entry cancels the clocks that it does not stop: an outcome, or off the path.
    pub cancels: bool,
    /// Taps that an entry adds an element to.
    pub taps: Vec<TapStep>,
}

/// A service level agreement.
#[derive(Clone, Debug)]
pub struct SlaPlan {
    /// The time allowed.
    pub within: Micros,
    /// Whether only business hours count.
    pub business: bool,
}

/// Elements that a metric reads (L8).
#[derive(Clone, Debug)]
pub struct TapPlan {
    /// Whether each element comes with a value.
    pub valued: bool,
}

/// An element for a tap.
#[derive(Clone, Debug)]
pub struct TapStep {
    /// The tap, by its place in [`Program::taps`].
    pub tap: usize,
    /// What is taken; elements for which it is missing are skipped.
    pub member: Taken,
    /// Whether it counts.
    pub filter: Gate,
}

/// A trigger that an event may fire.
#[derive(Clone, Debug)]
pub struct OnStep {
    /// The trigger.
    pub trigger: TriggerId,
    /// The stage entered.
    pub to: StageId,
    /// When.
    pub gate: Gate,
}

/// A condition trigger.
#[derive(Clone, Debug)]
pub struct ConditionStep {
    /// The trigger.
    pub trigger: TriggerId,
    /// The stage entered.
    pub to: StageId,
    /// When.
    pub condition: Condition,
}

/// A trigger.
#[derive(Clone, Debug)]
pub struct TriggerPlan {
    /// The stage entered.
    pub to: StageId,
    /// What is to be done when it fires: of each action the texts of its properties.
    pub actions: Vec<Vec<Vec<Piece>>>,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A value.
    Value(CodeId),
}
