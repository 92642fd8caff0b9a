code! {
    /// A period that cannot be read.
    ///
    /// A period is a day (`2026-11-21`), a week (`2026-W47`), a month (`2026-11`), a quarter (`2026-Q4`), a year (`2026`), the
    /// same of a fiscal year (`FY2026-Q4`, `FY2026`), from one day to another (`2026-01-01..2026-03-31`, both included), or said
    /// in words: `previous period`, `previous fiscal quarter`, `previous month`, `last 12 months`.
    ///
    /// ```yaml
    /// okrs:
    ///   growth: { period: Q4 2026 }
    /// ```
    ///
    /// What to do: write it in one of these forms: `2026-Q4`.
    pub PERIOD_MALFORMED = "period-malformed", Error, Metrics
}
