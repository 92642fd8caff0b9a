code! {
    /// Business hours that cannot be read, or that overlap.
    ///
    /// Hours are spans of the local clock, `09:00-17:00`; `24:00` is the end of a day. A span over midnight is written as two.
    ///
    /// ```yaml
    /// calendar:
    ///   business_hours: { days: monday..friday, hours: 9-17 }
    /// ```
    ///
    /// What to do: write `hours: 09:00-17:00`, or a list of such spans.
    pub HOURS_MALFORMED = "hours-malformed", Error, Types
}
