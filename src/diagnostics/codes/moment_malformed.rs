code! {
    /// A time of a test that is neither an instant nor a time after the start.
    ///
    /// An instant is written `2026-01-05T09:00Z`, or without an offset in the calendar's zone; a time after the start `+30d4h`.
    /// All such times count from the start of the test, that is its `start:` or else its first event, not from one another.
    ///
    /// ```yaml
    /// tests:
    ///   answers:
    ///     events:
    ///       - { at: 2026-01-05T09:00Z, event: form_submitted }
    ///       - { at: in 2 hours, event: sales_touch }            # +2h
    /// ```
    ///
    /// What to do: write an instant, or `+` and a duration.
    pub MOMENT_MALFORMED = "moment-malformed", Error, Tests
}
