code! {
    /// A number with more digits than the language keeps.
    ///
    /// Integers lie between -9223372036854775807 and 9223372036854775807, numbers with a fraction have at most 34 digits.
    /// Rounding in silence would change what the condition means.
    ///
    /// ```yaml
    /// triggers:
    ///   big: { from: known, to: engaged, when: amount > 99_999_999_999_999_999_999 }
    /// ```
    ///
    /// What to do: write a smaller number.
    pub NUMBER_TOO_LARGE = "number-too-large", Error, Expressions
}
