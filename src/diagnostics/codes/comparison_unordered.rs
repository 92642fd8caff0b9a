code! {
    /// An order is asked of values that have none.
    ///
    /// Truths, enums and sets are equal or not, but none is smaller than another. (The order in which an enum lists its values
    /// says nothing.)
    ///
    /// ```yaml
    /// triggers:
    ///   met: { from: sal, to: sql, on: meeting_held, when: event.outcome > "good" }
    /// ```
    ///
    /// What to do: compare with `==` or `!=`, or list what is meant: `event.outcome in ["good", "great"]`.
    pub COMPARISON_UNORDERED = "comparison-unordered", Error, Types
}
