code! {
    /// An expression that YAML cuts in two.
    ///
    /// In the braces and brackets of YAML a comma, a bracket or `: ` ends a text. An expression that holds one is
    /// therefore read only up to it, and the rest becomes keys nobody wrote.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     rules:
    ///       size: { when: country in ["PL", "DE"], points: round(employees / 10, 0) }
    /// ```
    ///
    /// What to do: Quote the whole expression: `when: 'country in ["PL", "DE"]'`, `points: "round(employees / 10,
    /// 0)"`, or write the map over several lines without braces.
    pub YAML_EXPRESSION_CUT = "yaml-expression-cut", Error, Yaml
}
