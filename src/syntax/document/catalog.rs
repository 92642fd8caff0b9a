//! What is known: the events with their fields, and the attributes folded from them.

use crate::span::Span;
use crate::syntax::yaml::{Entries, Form, OneOrMany, Spanned, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// An event of the catalog.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Event {
    /// The fields it carries and their types.
    pub fields: Written<Entries<FieldType>>,
    /// `soft` (a sign of interest) or `hard` (a commercial commitment).
    #[schemars(extend("enum" = ["soft", "hard"]))]
    pub conversion: Written<Text>,
    /// `false`: does not count as the subject's activity.
    pub activity: Written<Spanned<bool>>,
    /// `none`: belongs to no subject; only metrics read it.
    pub subject: Written<Text>,
    /// An expression: its value and the subject are one subject.
    pub links: Written<Text>,
    /// The log's name for the event where it is not the id.
    #[serde(rename = "as")]
    pub alias: Written<Text>,
}

/// The type of a field.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Form<Text, EnumType>")]
pub enum FieldType {
    /// `string`, `optional integer`, …
    Named(Text),
    /// `{ enum: [a, b], optional: true }`
    Enum {
        /// The values it may have.
        values: Vec<Text>,
        /// Whether it may be missing.
        optional: bool,
        /// The bytes of the whole.
        #[schemars(skip)]
        span: Span,
    },
}

/// The long form of a type.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct EnumType {
    /// The values it may have.
    #[serde(rename = "enum")]
    values: Written<OneOrMany<Text>>,
    /// Whether it may be missing.
    optional: Written<Spanned<bool>>,
}

impl TryFrom<Form<Text, EnumType>> for FieldType {
    type Error = &'static str;
    fn try_from(form: Form<Text, EnumType>) -> Result<Self, Self::Error> {
        let (parts, span) = match form {
            Form::Short(name) => return Ok(Self::Named(name)),
            Form::Long(parts, span) => (parts, span),
        };
        match (parts.values, parts.optional) {
            (Written::Absent, _) => Err("wants a type such as `optional string` or `{ enum: [good, bad] }`"),
            // said before
            (Written::Wrong(_), _) | (_, Written::Wrong(_)) => Err(""),
            (Written::Given(values), optional) => {
                Ok(Self::Enum { values: values.items, optional: optional.get().is_some_and(|optional| optional.value), span })
            }
        }
    }
}

/// An attribute: an expression, or one with a note that reports break down by it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<Text, LongAttribute>")]
pub struct Attribute {
    /// The expression.
    pub value: Written<Text>,
    /// Whether reports can break down by it.
    pub dimension: Written<Spanned<bool>>,
}

/// The long form of an attribute.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct LongAttribute {
    /// The expression.
    value: Written<Text>,
    /// Whether reports can break down by it.
    dimension: Written<Spanned<bool>>,
}

impl From<Form<Text, LongAttribute>> for Attribute {
    fn from(form: Form<Text, LongAttribute>) -> Self {
        match form {
            Form::Short(value) => Self { value: Written::Given(value), dimension: Written::Absent },
            Form::Long(LongAttribute { value, dimension }, _) => Self { value, dimension },
        }
    }
}
