//! The built-in functions of the language (L4), one file each: signature, documentation, example, kernel.
//!
//! A function of a missing value is missing. What a kernel cannot answer (overflow, an argument out of range) is missing
//! too: nothing here fails.

use crate::time::Calendar;
use crate::value::Value;

mod signature;

pub use signature::{Applied, Gives, Mismatch, Parameter, Signature, Takes};

/// All there is to say about a function.
#[derive(Debug)]
struct Definition {
    /// As it is called.
    name: &'static str,
    /// What it takes and gives.
    signature: Signature,
    /// Markdown; the first sentence is the summary.
    documentation: &'static str,
    /// Arguments as the language writes them, and the value as a report shows it.
    example: Example,
    /// Arguments in, none of them missing, as many as the signature says.
    kernel: fn(&[Value], &Calendar) -> Value,
}

/// A call and what it gives, in a calendar of Europe/Warsaw with business hours 09:00-17:00 from Monday to Friday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The arguments as the language writes them.
    pub arguments: &'static [&'static str],
    /// The value as a report shows it, texts in quotes.
    pub result: &'static str,
}

macro_rules! catalogue {
    ($($(#[$doc:meta])* $function:ident $module:ident)*) => {
        $(mod $module;)*

        /// A built-in function.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Function {
            $($(#[$doc])* $function,)*
        }

        impl Function {
            /// All of them, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$function),*];

            fn definition(self) -> &'static Definition {
                match self {
                    $(Self::$function => &$module::DEFINITION,)*
                }
            }
        }
    };
}

catalogue! {
    /// `lower(text)`
    Lower lower
    /// `upper(text)`
    Upper upper
    /// `trim(text)`
    Trim trim
    /// `length(text)` in characters, `length(set)`
    Length length
    /// `split_part(text, sep, n)`, n from 1
    SplitPart split_part
    /// `domain(address)`; missing without `@`
    Domain domain
    /// `abs(x)`
    Abs abs
    /// `floor(x)`
    Floor floor
    /// `ceil(x)`
    Ceil ceil
    /// `round(x, digits)`, halves away from zero
    Round round
    /// `least(a, b, …)`; missing if one is
    Least least
    /// `greatest(a, b, …)`; missing if one is
    Greatest greatest
    /// `date(timestamp)` in the calendar's zone
    Date date
    /// `hour(timestamp)` in the calendar's zone
    Hour hour
    /// `weekday(timestamp)`, `"monday"`…, in the calendar's zone
    Weekday weekday
    /// `days_between(a, b)`, calendar days in the calendar's zone
    DaysBetween days_between
    /// `business_time(a, b)`
    BusinessTime business_time
    /// `to_number(x)`
    ToNumber to_number
    /// `to_decimal(x, digits)`
    ToDecimal to_decimal
}

impl Function {
    /// As it is called.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The function of that name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| function.name() == name)
    }

    /// What it takes and gives.
    pub fn signature(self) -> &'static Signature {
        &self.definition().signature
    }

    /// What it does, in Markdown; the first sentence is the summary.
    pub fn documentation(self) -> &'static str {
        self.definition().documentation
    }

    /// A call and what it gives.
    pub fn example(self) -> Example {
        self.definition().example
    }

    /// The value of a call. Missing where an argument is, where there are too few, or where a value is of another type
    /// than the signature takes.
    pub fn call(self, arguments: &[Value], calendar: &Calendar) -> Value {
        let definition = self.definition();
        if arguments.len() < definition.signature.parameters.len() || arguments.iter().any(Value::is_missing) {
            return Value::Missing;
        }
        (definition.kernel)(arguments, calendar)
    }
}

impl std::fmt::Display for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests;
