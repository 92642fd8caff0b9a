code! {
    /// A measure of a metric that cannot be understood.
    ///
    /// A metric computes with measures over all subjects in a period:
    ///
    /// - `count(STAGE)`, `count(EVENT)`: entries or events; `distinct(STAGE.subject)`: subjects;
    /// - `sum mean median p75 p90 p95 min max` of a part, `sum(won.amount)`: a field of an event, an attribute at the entry into a stage;
    /// - `median(A -> B)`: the time from the first A in the period to the first B after it, of each subject;
    /// - `rate(A -> B within 30d)`: the share that got there; `raw(…)` and `estimate(…)` of a rate;
    /// - `current(STAGE)`: who is there now; `baseline(METRIC, PERIOD)`: a metric in another period.
    ///
    /// Each may say `where` after what it is about.
    ///
    /// ```yaml
    /// metrics:
    ///   revenue: sum(won)                  # of what?
    ///   speed: median(mql -> sal.time)     # between whole stages
    /// ```
    ///
    /// What to do: write the measure in one of these forms, and compute with its result: `sum(won.amount) / count(won)`.
    pub MEASURE_MALFORMED = "measure-malformed", Error, Metrics
}
