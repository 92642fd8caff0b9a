code! {
    /// A part that a definition has once, said in two of its files.
    ///
    /// A definition may be split over files by `include`; together they are one funnel with one id, one title, one calendar.
    ///
    /// ```yaml
    /// # main.yaml
    /// include: [parts/scoring.yaml]
    /// title: Lead to revenue
    /// # parts/scoring.yaml
    /// title: Scoring
    /// ```
    ///
    /// What to do: keep it in one file, usually the main one.
    pub KEY_REPEATED = "key-repeated", Error, Names
}
