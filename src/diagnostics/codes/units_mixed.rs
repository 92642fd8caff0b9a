code! {
    /// Two numbers of different units are added, subtracted or chosen between.
    ///
    /// A share and a count, money and a count: whatever comes out means nothing.
    ///
    /// ```yaml
    /// metrics:
    ///   odd: sum(won.amount) + count(won)        # euros and leads
    ///   share: rate(mql -> sql) + count(sql)
    /// ```
    ///
    /// What to do: bring both to one unit, for example by dividing by a count, or make them two metrics.
    pub UNITS_MIXED = "units-mixed", Warning, Metrics
}
