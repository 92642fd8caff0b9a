//! What a number of durations, or of any values, comes to; and until when.

use super::{OWN, Section, Term};

pub(super) const SECTION: Section = Section {
    title: "Times",
    terms: &[
        Term {
            name: "as-of",
            unit: "instant (UTC)",
            keys: &["as_of"],
            means: "Until when time ran in the replay: the last event of the log, or `--as-of`. Never the clock of the machine.",
            formula: "--as-of, else the time of the last well-formed known event",
            example: "a log whose last event is of Sunday evening is reported as of Sunday evening, also on Tuesday.",
            source: OWN,
        },
        Term {
            name: "period",
            unit: "instants (UTC)",
            keys: &["Period.from", "Period.until"],
            means: "From its first instant to the first after it, in the time zone of the calendar. Null where everything up to as-of counts.",
            formula: "from <= t < until",
            example: "2026-Q1 in Warsaw is from 2025-12-31T23:00:00Z until 2026-03-31T22:00:00Z.",
            source: "ISO 8601 for weeks; the calendar of the definition for fiscal years",
        },
        Term {
            name: "mean",
            unit: "time (seconds in report.json)",
            keys: &["mean"],
            means: "The sum of the durations divided by their number. A few long ones pull it up: look at the median beside it.",
            formula: "sum / count",
            example: "1, 2 and 6 days have a mean of 3 days.",
            source: OWN,
        },
        Term {
            name: "median",
            unit: "time (seconds in report.json)",
            keys: &["median"],
            means: "Half of the durations are no longer. It is exact: every duration is looked at.",
            formula: "quantile of type 7 at 0.5",
            example: "1, 2, 4 and 6 days have a median of 3 days.",
            source: "Hyndman and Fan, Sample quantiles in statistical packages, The American Statistician 50, 1996; type 7 is the default of R and NumPy",
        },
        Term {
            name: "p75",
            unit: "time (seconds in report.json)",
            keys: &["p75"],
            means: "Three quarters of the durations are no longer.",
            formula: "quantile of type 7 at 0.75",
            example: "1, 2, 3 and 4 days have a p75 of 3.25 days.",
            source: "Hyndman and Fan 1996, type 7",
        },
        Term {
            name: "p90",
            unit: "time (seconds in report.json)",
            keys: &["p90"],
            means: "Nine of ten durations are no longer: what the slow ones wait.",
            formula: "quantile of type 7 at 0.9",
            example: "0, 0, 0 and 10 days have a p90 of 7 days.",
            source: "Hyndman and Fan 1996, type 7",
        },
    ],
};
