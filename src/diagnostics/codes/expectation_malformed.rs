code! {
    /// An expectation that cannot be read as what it is about.
    ///
    /// A score is a number, an attribute a value of its type, a clock is met, breached, cancelled or running. A tolerance needs
    /// both `near` and `within`, and something that has a distance.
    ///
    /// ```yaml
    /// tests:
    ///   counts:
    ///     expect:
    ///       at: { +3h: { score.engagement: high } }             # 49.9, or { near: 49.9, within: 0.1 }
    /// ```
    ///
    /// What to do: write a value of that kind, or `null` for none.
    pub EXPECTATION_MALFORMED = "expectation-malformed", Error, Tests
}
