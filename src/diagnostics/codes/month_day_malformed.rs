code! {
    /// The beginning of a fiscal year that is no day of every year.
    ///
    /// ```yaml
    /// calendar: { fiscal_year_starts: 1 February }
    /// ```
    ///
    /// What to do: write month and day with two digits each: `02-01`.
    pub MONTH_DAY_MALFORMED = "month-day-malformed", Error, Types
}
