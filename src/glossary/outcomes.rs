//! How stories end.

use super::{OWN, Section, Term};

pub(super) const SECTION: Section = Section {
    title: "Won and lost",
    terms: &[
        Term {
            name: "won",
            unit: "subjects",
            keys: &["Outcomes.won"],
            means: "Subjects that were won: whose first entry into a won stage counts, of a period lies in it.",
            formula: "first entries into stages with outcome won, one a subject",
            example: "3 contracts were signed in Q1.",
            source: OWN,
        },
        Term {
            name: "lost",
            unit: "subjects",
            keys: &["Outcomes.lost"],
            means: "Subjects that were never won and stand in a lost stage, which they entered in the period.",
            formula: "in a stage with outcome lost at the end, entered in the period, never won",
            example: "a lead that was lost in March and came back in April is not lost.",
            source: OWN,
        },
        Term {
            name: "win-rate",
            unit: "share (0 to 1)",
            keys: &["win_rate"],
            means: "The share of those decided that were won, whenever they came. Open subjects are not in it: the conversion to won, which has \
                    them as pending, is the figure of a cohort.",
            formula: "won / (won + lost)",
            example: "10 won and 24 lost are a win rate of 29.4 %.",
            source: "the usual definition of sales management: closed won of all closed",
        },
        Term {
            name: "win-interval",
            unit: "share (0 to 1), lower and upper end",
            keys: &["win_interval"],
            means: "Where the true win rate lies with 95 % confidence.",
            formula: "as of rate-interval, p = win_rate, n = won + lost",
            example: "10 of 34: 16.8 % to 46.2 %.",
            source: "Wilson 1927",
        },
        Term {
            name: "cycle-time",
            unit: "time (seconds in report.json)",
            keys: &["seconds_to_win"],
            means: "How long the won took from their first entry into the funnel to the won stage.",
            formula: "won - first entry",
            example: "a lead of 3 January that signed on 7 February had a cycle of 35 days.",
            source: "the sales cycle of sales management",
        },
        Term {
            name: "time-to-lose",
            unit: "time (seconds in report.json)",
            keys: &["seconds_to_lose"],
            means: "How long the lost took from their first entry into the funnel to the lost stage in which they stand.",
            formula: "lost - first entry",
            example: "leads that come to nothing are closed after a median of 40 days.",
            source: OWN,
        },
        Term {
            name: "won-value",
            unit: "money, in the unit of the log",
            keys: &["won_value"],
            means: "What the won are worth in all as of the end of the replay.",
            formula: "sum of the money attribute of the won",
            example: "three contracts of 60,000, 12,500 and 30,000.50 are 102,500.50, to the cent.",
            source: OWN,
        },
        Term {
            name: "lost-value",
            unit: "money, in the unit of the log",
            keys: &["lost_value"],
            means: "What the lost would have been worth, as far as it is known.",
            formula: "sum of the money attribute of the lost",
            example: "two lost offers of 20,000 and one without an amount are 40,000.",
            source: OWN,
        },
    ],
};
