code! {
    /// A weight that is no number above 0.
    ///
    /// The progress of an objective is the mean of its key results, each counting as much as its `weight` (1 where none is said).
    /// A key result that is to count for nothing is none.
    ///
    /// ```yaml
    /// key_results:
    ///   volume: { metric: sal_volume, to: 600, weight: 0 }
    /// ```
    ///
    /// What to do: write a number above 0, or take the key result out.
    pub WEIGHT_NOT_POSITIVE = "weight-not-positive", Error, Metrics
}
