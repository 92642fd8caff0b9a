code! {
    /// A key result that counts soft conversions only.
    ///
    /// A download or a sign-up is a sign of interest and commits nobody (`conversion: soft`). It can grow as much as you like
    /// while nobody buys.
    ///
    /// ```yaml
    /// events: { form_submitted: { conversion: soft } }
    /// metrics: { forms: count(form_submitted) }
    /// okrs:
    ///   leads: { period: 2026-Q4, key_results: { forms: { metric: forms, to: 900 } } }
    /// ```
    ///
    /// What to do: count what comes of them: a stage that sales accepts, a hard conversion, or the rate from one to the other.
    pub KEY_RESULT_VANITY = "key-result-vanity", Warning, Metrics
}
