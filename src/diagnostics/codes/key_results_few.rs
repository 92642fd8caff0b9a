code! {
    /// An objective with fewer than two key results.
    ///
    /// One number can be reached at the cost of another: more leads that nobody accepts. A second one keeps it honest. An
    /// objective that only others serve (it is their `parent`) needs none.
    ///
    /// ```yaml
    /// okrs:
    ///   growth: { period: 2026-Q4, key_results: { volume: { metric: leads, to: 600 } } }
    /// ```
    ///
    /// What to do: add a key result that would suffer if the first were reached the wrong way, often a rate beside a volume.
    pub KEY_RESULTS_FEW = "key-results-few", Warning, Metrics
}
