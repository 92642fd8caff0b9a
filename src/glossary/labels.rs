//! What the summary of a run calls a figure where a table has no room for its name.

/// A label of the summary with blanks as `-`, and the name of its term.
pub(super) const LABELS: &[(&str, &str)] = &[
    ("a-day", "sales-velocity"),
    ("amount", "money-in-stage"),
    ("by-week", "series"),
    ("conversion", "rate"),
    ("entered", "entries"),
    ("expected", "lost-expected"),
    ("in-time", "attainment"),
    ("median-cycle", "cycle-time"),
    ("median-stay", "time-in-stage"),
    ("more-than-noise", "beyond-noise"),
    ("may-be-noise", "beyond-noise"),
    ("of-previous", "rate"),
    ("so-far", "rate"),
    ("usual-stay", "usual-time"),
    ("worth", "money-in-stage"),
    ("95-%", "rate-interval"),
];
