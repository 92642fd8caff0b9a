//! When things happen: the zone, weeks, fiscal years, business hours.

use crate::syntax::yaml::{Entries, Form, OneOrMany, Text, Written};
use schemars::JsonSchema;
use serde::Deserialize;

/// Time zone, weeks, fiscal year and business hours.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Calendar {
    /// An IANA time zone; UTC when absent.
    pub timezone: Written<Text>,
    /// The first day of a week; monday when absent.
    #[schemars(extend("enum" = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]))]
    pub week_starts: Written<Text>,
    /// Month and day, `02-01`; `01-01` when absent.
    pub fiscal_year_starts: Written<Text>,
    /// When business clocks run.
    pub business_hours: Written<BusinessHours>,
}

/// When business clocks run.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BusinessHours {
    /// A day, a list of days, or `monday..friday`; needed where `hours` says none.
    pub days: Written<OneOrMany<Text>>,
    /// `09:00-17:00`, a list of such spans, or a map from days to them.
    pub hours: Written<Hours>,
    /// Days on which nothing runs.
    pub holidays: Written<Vec<Text>>,
}

/// Hours for all business days or by day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(from = "Form<OneOrMany<Text>, Entries<OneOrMany<Text>>>")]
pub enum Hours {
    /// The same spans on every business day.
    Every(OneOrMany<Text>),
    /// Spans by day (`monday`, `monday..thursday`).
    ByDay(Entries<OneOrMany<Text>>),
}

impl From<Form<OneOrMany<Text>, Entries<OneOrMany<Text>>>> for Hours {
    fn from(form: Form<OneOrMany<Text>, Entries<OneOrMany<Text>>>) -> Self {
        match form {
            Form::Short(spans) => Self::Every(spans),
            Form::Long(days, _) => Self::ByDay(days),
        }
    }
}
