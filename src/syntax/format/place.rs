//! What stands where in a definition: which scalars are expressions, and which maps are tables of named things.

/// The sections in the order of the language (L1).
pub const SECTIONS: [&str; 17] = [
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

/// Whether the scalar under these keys is an expression.
pub fn is_expression(path: &[&str]) -> bool {
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

/// Whether the entries of the map under these keys are things with names, one below the other.
pub fn is_table(path: &[&str]) -> bool {
    match path {
        ["events" | "attributes" | "let" | "stages" | "triggers" | "slas" | "invariants" | "metrics" | "sources"] => true,
        [.., last] => path.len() > 2 && matches!(*last, "rules" | "key_results" | "initiatives" | "rows" | "map" | "fields" | "bands"),
        [] => false,
    }
}
