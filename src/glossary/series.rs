//! Over time, and by the values of dimensions.

use super::{OWN, Section, Term};

pub(super) const SECTION: Section = Section {
    title: "Series and segments",
    terms: &[
        Term {
            name: "series",
            unit: "those of the stages and metrics",
            keys: &["series"],
            means: "Entries and metrics of each day, week, month or quarter, in the calendar's zone, as known as of the end of the replay.",
            formula: "the figure over the part of the period",
            example: "the SALs of each week; the sum of the weeks is the whole.",
            source: OWN,
        },
        Term {
            name: "nth",
            unit: "1 is the first",
            keys: &["nth"],
            means: "Which day, week, month or quarter of the period a row is of. In a comparison the first of the one period stands beside the first of \
                    the other.",
            formula: "rows of the period up to this one",
            example: "of 2026-Q3 the row 2026-08 of a series by month is the second.",
            source: OWN,
        },
        Term {
            name: "segment",
            unit: "those of the report",
            keys: &["Segment.value"],
            means: "The figures of the visits, cohorts and events whose subject had that value of a dimension at that time. Null: the value was missing.",
            formula: "the figure over what has the value",
            example: "a lead from `google` counts there at every stage it entered with that source.",
            source: OWN,
        },
        Term {
            name: "rest",
            unit: "values",
            keys: &["rest"],
            means: "How many less frequent values of the dimension the last segment takes together.",
            formula: "values beyond the shown ones",
            example: "of 54 sources the 20 with most visits are shown, and 34 others.",
            source: OWN,
        },
    ],
};
