code! {
    /// A level that is not of the kind of its metric.
    ///
    /// The `from`, `to` and `hold` of a key result are measured by its metric: a duration for a median time (`2d`), a number or a
    /// percentage for counts, sums and rates.
    ///
    /// ```yaml
    /// metrics:
    ///   speed: median(mql -> sal)
    /// okrs:
    ///   faster: { period: 2026-Q4, key_results: { speed: { metric: speed, from: 5, to: 2d } } }     # five what?
    /// ```
    ///
    /// What to do: write the level in the unit of the metric: `from: 5d`.
    pub LEVEL_TYPE = "level-type", Error, Metrics
}
