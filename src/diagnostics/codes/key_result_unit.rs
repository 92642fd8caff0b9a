code! {
    /// A level of a key result that is not in the unit of its metric.
    ///
    /// A percentage stands for a share: beside an amount of money or a plain number `12%` is 0.12. A rate is a share between 0
    /// and 1: `18` would be 1,800 %. And what is counted cannot start from a share or an amount.
    ///
    /// ```yaml
    /// metrics: { revenue: sum(won.amount), mql_to_sql: rate(mql -> sql within 60d) }
    /// key_results:
    ///   money:   { metric: revenue, to: 20% }           # to: +20%, relative to from?
    ///   quality: { metric: mql_to_sql, to: 18 }         # 18%?
    /// ```
    ///
    /// What to do: write the level in the unit of the metric; a change is written with a sign, `+20%`.
    pub KEY_RESULT_UNIT = "key-result-unit", Warning, Metrics
}
