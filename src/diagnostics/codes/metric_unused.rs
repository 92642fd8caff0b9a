code! {
    /// A metric that serves no key result.
    ///
    /// The report shows it, but no objective of this definition is measured by it, directly or by way of another metric: nobody
    /// has said what it should be. Where a definition has no key results at all, metrics are there for the report, and nothing is said.
    ///
    /// ```yaml
    /// metrics: { sal_volume: count(sal), revenue: sum(won.amount) }
    /// okrs:
    ///   leads:
    ///     period: 2026-Q4
    ///     key_results: { volume: { metric: sal_volume, to: 600 } }        # and revenue?
    /// ```
    ///
    /// What to do: name it in a key result, or take it out. If it is watched all the same, allow it with that reason.
    pub METRIC_UNUSED = "metric-unused", Warning, Metrics
}
