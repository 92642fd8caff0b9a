code! {
    /// A key result that starts where it is to end.
    ///
    /// Between `from` and `to` there is no way to go, so there is no progress to tell.
    ///
    /// ```yaml
    /// key_results:
    ///   quality: { metric: mql_to_sql, from: 12%, to: 12% }
    /// ```
    ///
    /// What to do: correct one of the two. If the level is to be kept, say `hold: ">= 12%"`.
    pub KEY_RESULT_STILL = "key-result-still", Warning, Metrics
}
