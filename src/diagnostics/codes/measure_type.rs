code! {
    /// A measure or a metric of something that is no number.
    ///
    /// Sums, means and quantiles are taken of integers, numbers, decimals and durations, the least and the greatest also of
    /// points in time. What a metric comes to is a number or a duration.
    ///
    /// ```yaml
    /// metrics:
    ///   sources: sum(sal.source)           # a text
    ///   latest: max(won.time)              # a point in time
    /// ```
    ///
    /// What to do: measure a number, or count: `distinct(sal.source)`.
    pub MEASURE_TYPE = "measure-type", Error, Metrics
}
