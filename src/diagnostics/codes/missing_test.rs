code! {
    /// A test for missing that the language writes otherwise.
    ///
    /// There is no null to compare with: a comparison with a missing value is unknown, and a condition that ends unknown does
    /// not hold. So `x == null` would never hold; `x is missing` and `x is present` are never unknown.
    ///
    /// ```yaml
    /// scoring:
    ///   fit:
    ///     rules:
    ///       mail: { when: email is not missing, points: 10 }
    /// ```
    ///
    /// What to do: write `email is present`, or `email is missing` for the opposite.
    pub MISSING_TEST = "missing-test", Error, Expressions
}
