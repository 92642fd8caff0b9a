code! {
    /// Two comparisons in a row.
    ///
    /// `0 < x < 5` would compare the outcome of `0 < x`, a truth, with 5. Nobody means that, so comparisons do not chain.
    ///
    /// ```yaml
    /// triggers:
    ///   small: { from: known, to: engaged, when: 0 < employees < 50 }
    /// ```
    ///
    /// What to do: say both comparisons and join them by `and`: `employees > 0 and employees < 50`. To compare truths, put brackets
    /// around the first comparison.
    pub COMPARISON_CHAINED = "comparison-chained", Error, Expressions
}
