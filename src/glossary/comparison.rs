//! Compared with another period.

use super::{OWN, Section, Term};

pub(super) const SECTION: Section = Section {
    title: "Comparison",
    terms: &[
        Term {
            name: "earlier",
            unit: "that of the figure",
            keys: &["Change.now", "ShareChange.now", "ComparedRateMetric.now", "StatusChange.now", "earlier"],
            means: "The figure of the period compared with, as the report would have given it at the same age: as long after the beginning of that \
                    period as this one is after its own. A half quarter is compared with a half quarter.",
            formula: "the figure of the earlier period, as of its beginning + (as_of - this beginning)",
            example: "on 15 May the second quarter is compared with the first as it stood on 14 February.",
            source: OWN,
        },
        Term {
            name: "change",
            unit: "that of the figure; of shares in points",
            keys: &["change"],
            means: "How much more it is than earlier. Null where either is not known.",
            formula: "now - earlier",
            example: "from 58.0 % to 61.1 % are +3.1 points.",
            source: OWN,
        },
        Term {
            name: "relative-change",
            unit: "share",
            keys: &["relative"],
            means: "The change as a share of the earlier value. Null where that is 0 or not known.",
            formula: "change / |earlier|",
            example: "from 12 to 20 entries are +67 %.",
            source: OWN,
        },
        Term {
            name: "share-interval",
            unit: "share (0 to 1), lower and upper end",
            keys: &["ShareChange.interval", "ComparedRateMetric.interval", "earlier_interval"],
            means: "Where the true share lies with 95 % confidence, now and earlier.",
            formula: "as of rate-interval",
            example: "11 of 18 are 61.1 %: 38.6 to 79.7 %.",
            source: "Wilson 1927",
        },
        Term {
            name: "change-interval",
            unit: "points (-1 to 1), lower and upper end",
            keys: &["change_interval"],
            means: "Where the true change of a share lies with 95 % confidence.",
            formula: "d - sqrt((p₁-l₁)² + (u₂-p₂)²) to d + sqrt((u₁-p₁)² + (p₂-l₂)²), l and u: the Wilson intervals",
            example: "from 56 of 70 (80 %) down to 48 of 80 (60 %): the true change is between -33.4 and -5.2 points.",
            source: "Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17, 1998, method 10",
        },
        Term {
            name: "beyond-noise",
            unit: "yes or no",
            keys: &["beyond_noise"],
            means: "Whether the interval of the change leaves out 0. Where it does not, chance alone may have made the change: it is no news yet.",
            formula: "0 outside change_interval",
            example: "from 11 of 19 to 11 of 18 is within noise, from 110 of 400 to 160 of 400 is not.",
            source: OWN,
        },
        Term {
            name: "attainment-since",
            unit: "share (0 to 1)",
            keys: &["attainment_since"],
            means: "The attainment of the clocks that were decided since the report compared with. Service levels are of all clocks since the beginning, so \
                    the whole moves slowly.",
            formula: "met / (met + breached) of the clocks decided since",
            example: "46 of 75 by now, 40 of 60 by then: 6 of 15 since, 40 %.",
            source: OWN,
        },
    ],
};
