code! {
    /// An objective whose period is over.
    ///
    /// Its progress moves no more. It was to be followed by a new one, or its year is a slip of the pen. Which day it is
    /// `--today` tells, else the clock of the machine (its day in UTC).
    ///
    /// ```yaml
    /// okrs:
    ///   growth: { period: 2019-Q4 }
    /// ```
    ///
    /// What to do: say the period that is meant, or move what is over to a definition of its own; one kept for the record can be allowed.
    pub OBJECTIVE_OVER = "objective-over", Warning, Metrics
}
