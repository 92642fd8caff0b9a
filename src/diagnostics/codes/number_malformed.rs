code! {
    /// A number that cannot be read.
    ///
    /// Numbers are written `1000`, `1_000`, `12.5` or `18%`, with a point and digits on both sides of it.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     rules:
    ///       size: { when: employees > 200, points: "12,5" }
    /// ```
    ///
    /// What to do: write the number that way: `12.5`.
    pub NUMBER_MALFORMED = "number-malformed", Error, Expressions
}
