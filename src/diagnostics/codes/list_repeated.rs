code! {
    /// A name that stands twice in a list.
    ///
    /// ```yaml
    /// triggers:
    ///   gave_up: { from: [sal, sql, sal], to: closed_lost, on: lost }
    /// ```
    ///
    /// What to do: take one away; perhaps another was meant.
    pub LIST_REPEATED = "list-repeated", Error, Names
}
