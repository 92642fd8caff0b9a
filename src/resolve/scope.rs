//! What an expression can see from where it stands.

use crate::model::StreamSource;

/// Where an expression stands and what `event.` is there.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// Where it stands.
    pub place: Place,
    /// What `event.` is.
    pub element: Element,
}

/// What `event.` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Nothing: no `on` says which event.
    None,
    /// One of these; a name must mean the same for all of them.
    Of(Vec<StreamSource>),
    /// An `on` that has a finding already: whatever is read of it stays silent.
    Broken,
}

/// Where an expression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The value of an attribute.
    Attribute,
    /// A `let`, by itself.
    Let,
    /// Condition, points and limit of a scoring rule.
    Rule,
    /// A trigger's condition and its actions.
    Trigger,
    /// The `where` of a fold over a subject's history: decided once for each element, right after it.
    Filter,
    /// The `links` of an event: before anything is folded.
    Links,
    /// A source: a row of an export.
    Source,
    /// A metric: measures over all subjects.
    Metric,
    /// The `where` of a measure.
    MetricFilter,
}

/// What an expression may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Need {
    /// Attributes of the subject.
    Attributes,
    /// Folds over the subject's history.
    Folds,
    /// `score.`
    Scores,
    /// `stage.`
    Stage,
    /// `now`
    Now,
    /// `subject`
    Subject,
    /// `event.`
    Event,
    /// `row.`
    Row,
    /// Metrics and measures.
    Measures,
}

impl Scope {
    /// A place without an event at hand.
    pub(super) fn of(place: Place) -> Self {
        Self { place, element: Element::None }
    }
    /// A place where `event.` is one of these.
    pub(super) fn with(place: Place, element: Element) -> Self {
        Self { place, element }
    }
    /// Whether it can be read here.
    pub(super) fn sees(&self, need: Need) -> bool {
        match need {
            Need::Event => self.element != Element::None,
            _ => self.place.sees(need),
        }
    }
}

impl Place {
    /// Whether it can be read here; `event.` depends on the element at hand.
    fn sees(self, need: Need) -> bool {
        use Need::{Attributes, Folds, Measures, Now, Row, Scores, Stage, Subject};
        let seen: &[Need] = match self {
            Self::Attribute | Self::Filter => &[Attributes, Folds, Now, Subject],
            Self::Rule => &[Attributes, Folds, Stage, Now, Subject],
            Self::Let | Self::Trigger => &[Attributes, Folds, Scores, Stage, Now, Subject],
            Self::Links => &[],
            Self::Source => &[Row],
            Self::Metric => &[Measures],
            Self::MetricFilter => &[Attributes, Subject],
        };
        seen.contains(&need)
    }
    /// The place with its article.
    pub(super) fn article(self) -> &'static str {
        match self {
            Self::Attribute => "an attribute",
            Self::Let => "a `let`",
            Self::Rule => "a scoring rule",
            Self::Trigger => "a trigger",
            Self::Filter => "the `where` of a fold",
            Self::Links => "`links`",
            Self::Source => "a source",
            Self::Metric => "a metric",
            Self::MetricFilter => "the `where` of a measure",
        }
    }
}

impl Need {
    /// What is read, in the plural.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Attributes => "attributes",
            Self::Folds => "folds",
            Self::Scores => "scores",
            Self::Stage => "`stage.`",
            Self::Now => "`now`",
            Self::Subject => "`subject`",
            Self::Event => "`event.`",
            Self::Row => "`row.`",
            Self::Measures => "metrics",
        }
    }
}
