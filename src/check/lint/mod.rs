//! What is suspicious about a definition that means something: things nobody uses, agreements that are none, objectives that
//! will not do what they are for. Warnings only.

use crate::diagnostics::Findings;
use crate::model::Model;

mod agreements;
mod objectives;
mod targets;
#[cfg(test)]
mod tests;
mod units;
mod unused;
mod uses;
mod vanity;

/// Puts everything that is suspicious about a model into `findings`. `today` is a day since 1970-01-01.
pub fn lint(model: &Model, today: i32, findings: &mut Findings) {
    unused::check(model, findings);
    agreements::check(model, findings);
    objectives::check(model, today, findings);
    targets::check(model, findings);
    units::check(model, findings);
    vanity::check(model, findings);
}
