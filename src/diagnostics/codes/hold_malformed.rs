code! {
    /// A level to keep that cannot be read.
    ///
    /// `hold` says which level a metric is to keep over the weeks of a period: `>= 7.5` or `<= 3%`.
    ///
    /// ```yaml
    /// okrs:
    ///   quality:
    ///     key_results:
    ///       satisfaction: { metric: nps, hold: "> 7.5" }
    /// ```
    ///
    /// What to do: write `>=` or `<=` and a number, a percentage or a duration.
    pub HOLD_MALFORMED = "hold-malformed", Error, Metrics
}
