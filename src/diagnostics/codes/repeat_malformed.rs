code! {
    /// A `repeat` of a test that does not say how often and how far apart.
    ///
    /// `repeat: 5 every 1d` makes five events in all, the first at `at` and each a day after the one before.
    /// A test has at most 100,000 events.
    ///
    /// ```yaml
    /// tests:
    ///   reads_every_day:
    ///     events:
    ///       - { at: 2026-01-05T09:00Z, event: page_viewed, page: /, repeat: 5 }      # 5 every 1d
    /// ```
    ///
    /// What to do: write a number, `every`, and a duration.
    pub REPEAT_MALFORMED = "repeat-malformed", Error, Tests
}
