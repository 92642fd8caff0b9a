code! {
    /// A key result that does not say what it measures, or in two ways.
    ///
    /// A key result is one of three things: a metric and where it is to get (`metric` and `to`, with or without `from`), a metric
    /// and a level to be kept (`metric` and `hold`), or something done or not (`milestone`).
    ///
    /// ```yaml
    /// key_results:
    ///   volume: { metric: sal_volume, from: 400 }               # to what?
    ///   quality: { metric: nps, to: 8, hold: ">= 7.5" }         # get there, or stay there?
    /// ```
    ///
    /// What to do: give it what is missing, or split it in two.
    pub KEY_RESULT_INCOMPLETE = "key-result-incomplete", Error, Metrics
}
