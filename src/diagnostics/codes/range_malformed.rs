code! {
    /// A range that cannot be read, or holds nothing.
    ///
    /// Ranges are written with two points between their ends, either of which may be left out: `0..100`, `0..`, `..50`. The lower
    /// end comes first.
    ///
    /// ```yaml
    /// scoring:
    ///   engagement:
    ///     range: 0-100
    /// ```
    ///
    /// What to do: write `0..100`.
    pub RANGE_MALFORMED = "range-malformed", Error, Scoring
}
