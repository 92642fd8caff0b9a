code! {
    /// Metrics that are computed from each other.
    ///
    /// A metric may name others, but none may come back to itself: there would be nothing to begin with.
    ///
    /// ```yaml
    /// metrics:
    ///   a: b / 2
    ///   b: a + count(won)
    /// ```
    ///
    /// What to do: compute one of them from measures alone.
    pub METRIC_CYCLE = "metric-cycle", Error, Metrics
}
