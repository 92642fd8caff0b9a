code! {
    /// A key result that nothing measures.
    ///
    /// Without a `metric` or a `milestone` nobody can say how far it is: it has no progress, and its objective counts it as unknown.
    ///
    /// ```yaml
    /// key_results:
    ///   happier: { to: 8 }
    /// ```
    ///
    /// What to do: name a metric, or the event that marks it as done with `milestone`.
    pub KEY_RESULT_UNMEASURED = "key-result-unmeasured", Warning, Metrics
}
