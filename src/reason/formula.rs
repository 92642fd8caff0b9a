//! Conditions without negation: what must be true of which things.

use super::domain::Domain;
use crate::model::FoldKind;
use crate::model::expr::{Pattern, TextTest};
use crate::time::Micros;
use crate::value::{Type, Value};
use std::sync::Arc;

/// Something that has a value: a field, a score, a fold, the age of a stage, or an expression that is not looked into.
///
/// A thing is known by its key: the text of it in the language, and so the same in two versions of a definition.
#[derive(Clone, Debug)]
pub struct Thing {
    /// What it is called.
    pub key: Arc<str>,
    /// The type of its value.
    pub ty: Type,
    /// What it can be whatever happens.
    pub domain: Domain,
    /// What more is known of it.
    pub about: About,
}

/// What is known of a thing beside its domain.
#[derive(Clone, Debug)]
pub enum About {
    /// Its value is free: a field, an attribute's fold, a time. A witness may give it any.
    Free,
    /// A fold.
    Fold(Elements),
    /// A field of the event at hand.
    Field {
        /// Its name.
        name: Arc<str>,
    },
    /// How two things compare: −1, 0 or 1.
    Sides(Arc<Thing>, Arc<Thing>),
    /// Whether a text passes a test.
    Test(Arc<Thing>, Test),
    /// An expression that is not looked into.
    Term,
}

/// What a fold folds.
#[derive(Clone, Debug)]
pub struct Elements {
    /// What is made of them.
    pub kind: FoldKind,
    /// The streams' sources, in order of their text.
    pub sources: Vec<Arc<str>>,
    /// What is taken of each; nothing for a count of all.
    pub members: Vec<Arc<str>>,
    /// The condition as text; empty without one.
    pub filter: Arc<str>,
    /// The window.
    pub last: Option<Micros>,
    /// Whether what is taken is there in every element.
    pub required: bool,
    /// Whether the event at hand is surely the latest of the elements.
    pub holds_event: bool,
}

/// A test of a text.
#[derive(Clone, Debug)]
pub enum Test {
    /// `contains`, `starts with`, `ends with` a constant.
    Text(TextTest, Arc<str>),
    /// `matches`
    Matches(Arc<Pattern>),
}

impl Test {
    /// Whether a text passes.
    pub fn passes(&self, value: &Value) -> Option<bool> {
        match self {
            Self::Text(test, constant) => crate::eval::text_test(*test, value, &Value::Text(constant.clone())),
            Self::Matches(pattern) => crate::eval::matches(value, pattern),
        }
    }
}

/// A condition in a form that is decided: things lie in domains, joined by `and` and `or`.
#[derive(Clone, Debug)]
pub enum Formula {
    /// It is so.
    Always,
    /// It is not so.
    Never,
    /// It may be so or not: too much to look into.
    Perhaps,
    /// A thing lies in a domain.
    In(Arc<Thing>, Domain),
    /// All of them.
    All(Vec<Formula>),
    /// One of them.
    Any(Vec<Formula>),
}

impl Formula {
    /// That a thing lies in a domain.
    pub fn lies(thing: Arc<Thing>, domain: &Domain) -> Self {
        let left = thing.domain.and(domain);
        if left.is_empty() {
            Self::Never
        } else if left == thing.domain {
            Self::Always
        } else {
            Self::In(thing, left)
        }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (Self::Always, other) | (other, Self::Always) => other,
            (Self::In(a, first), Self::In(b, second)) if a.key == b.key => Self::lies(a, &first.and(&second)),
            (Self::All(mut parts), Self::All(more)) => {
                parts.extend(more);
                Self::All(parts)
            }
            (Self::All(mut parts), one) | (one, Self::All(mut parts)) => {
                parts.push(one);
                Self::All(parts)
            }
            (a, b) => Self::All(vec![a, b]),
        }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Always, _) | (_, Self::Always) => Self::Always,
            (Self::Never, other) | (other, Self::Never) => other,
            (Self::In(a, first), Self::In(b, second)) if a.key == b.key => Self::lies(a, &first.or(&second)),
            (Self::Any(mut parts), Self::Any(more)) => {
                for part in more {
                    Self::join(&mut parts, part);
                }
                Self::closed(parts)
            }
            (Self::Any(mut parts), one) | (one, Self::Any(mut parts)) => {
                Self::join(&mut parts, one);
                Self::closed(parts)
            }
            (a, b) => Self::Any(vec![a, b]),
        }
    }

    /// Adds an alternative; what is said of one thing becomes one.
    fn join(parts: &mut Vec<Self>, one: Self) {
        if let Self::In(thing, domain) = &one {
            for part in parts.iter_mut() {
                if let Self::In(other, known) = part
                    && other.key == thing.key
                {
                    *part = Self::lies(thing.clone(), &known.or(domain));
                    return;
                }
            }
        }
        parts.push(one);
    }

    fn closed(parts: Vec<Self>) -> Self {
        if parts.iter().any(|part| matches!(part, Self::Always)) { Self::Always } else { Self::Any(parts) }
    }

    /// How large it is.
    pub fn size(&self) -> usize {
        match self {
            Self::Always | Self::Never | Self::Perhaps | Self::In(..) => 1,
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::size).sum::<usize>(),
        }
    }
}
