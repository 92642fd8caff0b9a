code! {
    /// A time of a test at which nothing can happen.
    ///
    /// Before the start of a test and after its `until` there is no time; nor is there a start while no event has an instant.
    /// An expectation there would never be looked at.
    ///
    /// ```yaml
    /// tests:
    ///   answers:
    ///     events:
    ///       - { at: 2026-01-05T09:00Z, event: form_submitted }
    ///     until: +2d
    ///     expect: { at: { +3d: { stage: nurture } } }           # the test is over by then
    /// ```
    ///
    /// What to do: move the time, or let the test begin earlier or end later.
    pub MOMENT_IMPOSSIBLE = "moment-impossible", Error, Tests
}
