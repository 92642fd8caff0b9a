//! What functions take and give, in a form that type checking applies to the types at hand.

use super::Function;
use crate::value::Type;
use std::fmt;

/// What a function takes and gives.
#[derive(Debug, PartialEq, Eq)]
pub struct Signature {
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// Whether the last parameter may come again and again.
    pub variadic: bool,
    /// The type of its value.
    pub gives: Gives,
}

/// A parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in the documentation.
    pub name: &'static str,
    /// The types it takes.
    pub takes: Takes,
}

/// The types a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A string; an enum becomes one.
    Text,
    /// A string, an enum or a set.
    TextOrSet,
    /// An integer.
    Integer,
    /// An integer, a number or a decimal.
    Numeric,
    /// Something numeric or a duration.
    Amount,
    /// Something numeric, or text to be read as a number.
    Readable,
    /// Whatever has an order. All arguments of such parameters are of one type.
    Ordered,
    /// A timestamp; a date becomes one (its midnight in the calendar's zone).
    Timestamp,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gives {
    /// Always this one.
    Always(Type),
    /// That of the first argument (for [`Takes::Ordered`]: of all of them).
    Same,
}

/// A signature applied to the types at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The types that the arguments are converted to: integer to number or decimal, date to timestamp, enum to string.
    pub arguments: Vec<Type>,
    /// The type of the value.
    pub result: Type,
}

/// Why a call does not fit. `Display` says it in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Too few or too many arguments.
    Count {
        /// Which function.
        function: Function,
        /// How many there are.
        found: usize,
    },
    /// An argument of a type that is not taken.
    Argument {
        /// Which function.
        function: Function,
        /// Which argument, from 0.
        at: usize,
        /// Its type.
        found: Type,
    },
    /// Two arguments that are to be of one type and do not meet.
    Unlike {
        /// Which function.
        function: Function,
        /// Which argument, from 0.
        at: usize,
        /// The type of those before it.
        before: Type,
        /// Its type.
        found: Type,
    },
}

impl Takes {
    /// The type that an argument of this type is converted to; `None` where it is not taken.
    pub fn admits(self, ty: &Type) -> Option<Type> {
        let plain = if ty.is_text() { Type::String } else { ty.clone() };
        let taken = match self {
            Self::Text => plain == Type::String,
            Self::TextOrSet => matches!(plain, Type::String | Type::Set),
            Self::Integer => plain == Type::Integer,
            Self::Numeric => plain.is_numeric(),
            Self::Amount => plain.is_numeric() || plain == Type::Duration,
            Self::Readable => plain.is_numeric() || plain == Type::String,
            Self::Ordered => plain.is_numeric() || matches!(plain, Type::String | Type::Timestamp | Type::Date | Type::Duration),
            Self::Timestamp if plain == Type::Date => return Some(Type::Timestamp),
            Self::Timestamp => plain == Type::Timestamp,
        };
        taken.then_some(plain)
    }

    /// What it takes, in words: "a number".
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::TextOrSet => "a text or a set",
            Self::Integer => "an integer",
            Self::Numeric => "an integer, number or decimal",
            Self::Amount => "an integer, number, decimal or duration",
            Self::Readable => "an integer, number, decimal or text",
            Self::Ordered => "a number, text, time or duration",
            Self::Timestamp => "a timestamp or date",
        }
    }
}

impl Signature {
    /// Applies it to the types of the arguments.
    pub(super) fn apply(&self, function: Function, types: &[Type]) -> Result<Applied, Mismatch> {
        if types.len() < self.parameters.len() || types.len() > self.parameters.len() && !self.variadic {
            return Err(Mismatch::Count { function, found: types.len() });
        }
        let mut arguments: Vec<Type> = Vec::with_capacity(types.len());
        let mut common: Option<Type> = None;
        for (at, ty) in types.iter().enumerate() {
            // There is one: there are at least as many types as parameters, and more only after a last one that repeats.
            let takes = self.parameters.get(at).or(self.parameters.last()).map_or(Takes::Ordered, |parameter| parameter.takes);
            let converted = takes.admits(ty).ok_or_else(|| Mismatch::Argument { function, at, found: ty.clone() })?;
            if takes == Takes::Ordered {
                common = Some(match common {
                    None => converted.clone(),
                    Some(before) => {
                        meet(&before, &converted).ok_or_else(|| Mismatch::Unlike { function, at, before, found: ty.clone() })?
                    }
                });
            }
            arguments.push(converted);
        }
        if let Some(common) = common {
            arguments.fill(common);
        }
        let result = match &self.gives {
            Gives::Always(ty) => ty.clone(),
            Gives::Same => arguments.first().cloned().unwrap_or(Type::Number),
        };
        Ok(Applied { arguments, result })
    }
}

/// The type that two types meet in (L3); `None` where they do not.
fn meet(a: &Type, b: &Type) -> Option<Type> {
    match (a, b) {
        (a, b) if a == b => Some(a.clone()),
        (Type::Integer, Type::Number | Type::Decimal) | (Type::Date, Type::Timestamp) => Some(b.clone()),
        (Type::Number | Type::Decimal, Type::Integer) | (Type::Timestamp, Type::Date) => Some(a.clone()),
        _ => None,
    }
}

impl Function {
    /// Applies its signature to the types of the arguments: what they are converted to, and the type of the value.
    pub fn apply(self, types: &[Type]) -> Result<Applied, Mismatch> {
        self.signature().apply(self, types)
    }

    /// How it is called: `round(x, digits)`, `least(a, b, …)`.
    pub fn usage(self) -> String {
        let names: Vec<&str> = self.signature().parameters.iter().map(|parameter| parameter.name).collect();
        format!("{}({}{})", self.name(), names.join(", "), if self.signature().variadic { ", …" } else { "" })
    }
}

impl Mismatch {
    /// The argument it is about, from 0; `None`: the call as a whole.
    pub fn argument(&self) -> Option<usize> {
        match self {
            Self::Count { .. } => None,
            Self::Argument { at, .. } | Self::Unlike { at, .. } => Some(*at),
        }
    }

    /// The next act.
    pub fn help(&self) -> String {
        match self {
            Self::Unlike { before: Type::Decimal, found: Type::Number, .. }
            | Self::Unlike { before: Type::Number, found: Type::Decimal, .. } => {
                "make them one type with `to_number(x)` or `to_decimal(x, digits)`".to_owned()
            }
            Self::Argument { function, at, found: Type::String | Type::Enum(_) }
                if matches!(function.takes(*at), Takes::Numeric | Takes::Amount) =>
            {
                "read the text as a number with `to_number(x)` or `to_decimal(x, digits)`".to_owned()
            }
            Self::Argument { function, at, found: Type::Number | Type::Decimal } if function.takes(*at) == Takes::Integer => {
                "make it an integer with `floor(x)`".to_owned()
            }
            Self::Count { function, .. } | Self::Argument { function, .. } | Self::Unlike { function, .. } => {
                format!("it is called as `{}`, such as `{}`", function.usage(), function.example().call(*function))
            }
        }
    }
}

impl Function {
    fn takes(self, at: usize) -> Takes {
        let parameters = self.signature().parameters;
        parameters.get(at).or(parameters.last()).map_or(Takes::Ordered, |parameter| parameter.takes)
    }
}

impl super::Example {
    /// The call as the language writes it.
    pub fn call(&self, function: Function) -> String {
        format!("{function}({})", self.arguments.join(", "))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { function, found } => {
                let (wanted, more) = (function.signature().parameters.len(), if function.signature().variadic { "at least " } else { "" });
                let ending = if wanted == 1 { "" } else { "s" };
                write!(f, "`{function}` takes {more}{wanted} argument{ending}, here {} {found}", if *found == 1 { "is" } else { "are" })
            }
            Self::Argument { function, at, found } => {
                let name = function.signature().parameters.get(*at).or(function.signature().parameters.last()).map_or("", |it| it.name);
                write!(f, "`{name}` of `{function}` is {}, not {}", function.takes(*at).words(), with_article(found))
            }
            Self::Unlike { function, before, found, .. } => {
                write!(f, "`{function}` compares values of one type, not {} with {}", with_article(before), with_article(found))
            }
        }
    }
}

/// `an integer`, `a timestamp`; of an enum without its values.
fn with_article(ty: &Type) -> String {
    match ty {
        Type::Integer => "an integer".to_owned(),
        Type::Enum(_) => "an enum".to_owned(),
        Type::Boolean | Type::Number | Type::Decimal | Type::String | Type::Timestamp | Type::Date | Type::Duration | Type::Set => {
            format!("a {ty}")
        }
    }
}
