code! {
    /// Objectives that are each other's parents.
    ///
    /// `parent` says which larger objective this one serves. Followed upwards it ends at one without a parent.
    ///
    /// ```yaml
    /// okrs:
    ///   growth: { period: 2026-Q4, parent: pipeline }
    ///   pipeline: { period: 2026-Q4, parent: growth }
    /// ```
    ///
    /// What to do: take `parent` from the largest of them.
    pub OBJECTIVE_CYCLE = "objective-cycle", Error, Metrics
}
