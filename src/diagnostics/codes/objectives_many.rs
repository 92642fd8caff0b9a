code! {
    /// A team with more than four objectives in one period.
    ///
    /// A team that is to do five things at once does what comes next.
    ///
    /// ```yaml
    /// okrs:
    ///   a: { owner: sales, period: 2026-Q4 }
    ///   b: { owner: sales, period: 2026-Q4 }
    ///   c: { owner: sales, period: 2026-Q4 }
    ///   d: { owner: sales, period: 2026-Q4 }
    ///   e: { owner: sales, period: 2026-Q4 }
    /// ```
    ///
    /// What to do: give some to another team or another period, or drop them.
    pub OBJECTIVES_MANY = "objectives-many", Warning, Metrics
}
