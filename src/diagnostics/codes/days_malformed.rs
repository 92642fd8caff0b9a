code! {
    /// Days of the week that cannot be read.
    ///
    /// Days are written in full, `monday`, or as a range, `monday..friday`; a range may go over the end of the week
    /// (`sunday..thursday`).
    ///
    /// ```yaml
    /// calendar:
    ///   business_hours: { days: Mon-Fri, hours: 09:00-17:00 }
    /// ```
    ///
    /// What to do: write the names in full and two points between the first and the last day: `monday..friday`.
    pub DAYS_MALFORMED = "days-malformed", Error, Expressions
}
