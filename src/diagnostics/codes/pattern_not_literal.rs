code! {
    /// A pattern that is worked out.
    ///
    /// The pattern of `matches` is compiled once, with the definition, so it must stand there as text.
    ///
    /// ```yaml
    /// let:
    ///   same: last(form_submitted.email) matches email
    /// ```
    ///
    /// What to do: write the pattern in quotes, or use `contains` for a text that is worked out.
    pub PATTERN_NOT_LITERAL = "pattern-not-literal", Error, Expressions
}
