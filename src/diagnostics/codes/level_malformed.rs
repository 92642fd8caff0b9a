code! {
    /// A level or a target of a key result that cannot be read.
    ///
    /// `from` and `to` of a key result are a number (`400`), a percentage (`12%`), a duration (`24h`), a change relative to `from`
    /// (`+25%`, `-10%`) or `baseline(PERIOD)`.
    ///
    /// ```yaml
    /// okrs:
    ///   growth:
    ///     key_results:
    ///       volume: { metric: sal_volume, from: about 400, to: 600 }
    /// ```
    ///
    /// What to do: write one of these forms.
    pub LEVEL_MALFORMED = "level-malformed", Error, Metrics
}
