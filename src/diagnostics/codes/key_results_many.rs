code! {
    /// An objective with more than five key results.
    ///
    /// Where everything is measured nothing comes first.
    ///
    /// ```yaml
    /// okrs:
    ///   growth: { period: 2026-Q4, key_results: { a: …, b: …, c: …, d: …, e: …, f: … } }
    /// ```
    ///
    /// What to do: keep the few that show the objective is reached, or make it two objectives with a common `parent`.
    pub KEY_RESULTS_MANY = "key-results-many", Warning, Metrics
}
