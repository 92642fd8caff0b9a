//! What stands where in a file: which scalars are expressions, and which maps are tables of named things.

/// What the layout of a kind of file depends on. Things are told by the keys that lead to them.
pub struct Language {
    /// The sections in their order.
    sections: &'static [&'static str],
    /// Whether a scalar is an expression.
    pub is_expression: fn(&[&str]) -> bool,
    /// Whether the entries of a map are things with names, one below the other.
    pub is_table: fn(&[&str]) -> bool,
}

/// Definitions.
pub const DEFINITION: Language = Language { sections: &SECTIONS, is_expression, is_table };
/// Files of tests: texts and values, no expressions.
pub const TESTS: Language =
    Language { sections: &["funnel", "tests", "snapshots"], is_expression: |_| false, is_table: |path| path == ["snapshots"] };

impl Language {
    /// Where a section stands among the others; what is none comes last.
    pub fn rank(&self, name: &str) -> usize {
        self.sections.iter().position(|section| *section == name).unwrap_or(self.sections.len())
    }
}

/// The sections in the order of the language (L1).
const SECTIONS: [&str; 17] = [
    "funnel",
    "title",
    "owner",
    "subject",
    "include",
    "calendar",
    "events",
    "attributes",
    "scoring",
    "let",
    "stages",
    "triggers",
    "slas",
    "invariants",
    "metrics",
    "okrs",
    "sources",
];

fn is_expression(path: &[&str]) -> bool {
    match path {
        ["attributes" | "let" | "metrics", _]
        | ["attributes", _, "value"]
        | ["events", _, "links"]
        | ["scoring", _, "rules", _, "when" | "points"]
        | ["triggers", _, "when"] => true,
        ["sources", _, rest @ ..] => match rest {
            ["where"] | ["rows", _, "where"] => true,
            ["map", map @ ..] | ["rows", _, "map", map @ ..] => {
                matches!(map, ["subject" | "time" | "event" | "id" | "seq"] | ["time", "value"] | ["fields", _])
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_table(path: &[&str]) -> bool {
    match path {
        ["events" | "attributes" | "let" | "stages" | "triggers" | "slas" | "invariants" | "metrics" | "sources"] => true,
        [.., last] => path.len() > 2 && matches!(*last, "rules" | "key_results" | "initiatives" | "rows" | "map" | "fields" | "bands"),
        [] => false,
    }
}
