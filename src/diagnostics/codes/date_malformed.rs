code! {
    /// A date or an instant that is written wrong or does not exist.
    ///
    /// Dates are written `2026-01-05`, instants `2026-01-05T09:30:00Z` or with an offset such as `+02:00`; without an offset
    /// an instant would depend on the machine that reads it.
    ///
    /// ```yaml
    /// attributes:
    ///   recent: last(form_submitted.time) > 2026-2-30
    /// ```
    ///
    /// What to do: write year, month and day with 4, 2 and 2 digits, and instants with `Z` or an offset.
    pub DATE_MALFORMED = "date-malformed", Error, Expressions
}
