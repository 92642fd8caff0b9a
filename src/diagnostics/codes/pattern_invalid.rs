code! {
    /// A regular expression that cannot be read, or is too big.
    ///
    /// `matches` finds the pattern anywhere in the text, in time linear in its length. What cannot be done so (looking around,
    /// back references) is not part of the notation.
    ///
    /// ```yaml
    /// let:
    ///   demo: 'last(page_viewed.page) matches "/demo("'
    /// ```
    ///
    /// What to do: mend the pattern; a sign that is meant as itself has a backslash before it. For simple cases `contains`,
    /// `starts with` and `ends with` are clearer.
    pub PATTERN_INVALID = "pattern-invalid", Error, Expressions
}
