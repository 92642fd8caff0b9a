code! {
    /// A limit of a scoring rule that cannot be read.
    ///
    /// A limit says how often a rule gives its points: `once`, `3`, `3 per 7d` (a sliding window), `once per event.form` or
    /// `3 per event.form` (each value counted apart).
    ///
    /// ```yaml
    /// scoring:
    ///   engagement:
    ///     rules:
    ///       form: { on: form_submitted, points: 20, limit: max 3 }
    /// ```
    ///
    /// What to do: write one of these forms.
    pub LIMIT_MALFORMED = "limit-malformed", Error, Scoring
}
