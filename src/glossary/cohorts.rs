//! Cohorts by when they came.

use super::{OWN, Section, Term};

pub(super) const SECTION: Section = Section {
    title: "Cohorts",
    terms: &[
        Term {
            name: "cohort-reached",
            unit: "subjects",
            keys: &["reached"],
            means: "Of those who entered in a week or month, how many had got there by its end, by the end of the next one, and so on. Null, and blank in \
                    words, where that was not over yet: a young cohort is not a bad one.",
            formula: "members with reached before the end of the age",
            example: "of 48 leads of May 2 had signed by the end of May and 5 by the end of June.",
            source: "the triangle of actuaries and of retention tables",
        },
        Term {
            name: "cohort-share",
            unit: "share (0 to 1)",
            keys: &["shares"],
            means: "The same as shares of the cohort. Read down a column, it compares cohorts at one age; along a row it only grows.",
            formula: "reached / cohort",
            example: "2 of 48 are 4.2 % at age 0, 5 of 48 are 10.4 % at age 1.",
            source: OWN,
        },
    ],
};
