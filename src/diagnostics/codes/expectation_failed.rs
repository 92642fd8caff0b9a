code! {
    /// A test whose expectation is not what comes of its events.
    ///
    /// Either the definition does not do what was agreed, or the agreement has changed and the test tells of the old one.
    /// `funnelc test` shows what was expected beside what came, with the trigger of each step and what decided it.
    ///
    /// ```yaml
    /// tests:
    ///   qualifies:
    ///     events:
    ///       - { at: 2026-01-05T09:00Z, event: form_submitted, email: a@firma.pl }
    ///     expect: { path: [anonymous, known, mql] }             # one form is worth too little for that
    /// ```
    ///
    /// What to do: mend the definition, or the test where the agreement has changed.
    pub EXPECTATION_FAILED = "expectation-failed", Error, Tests
}
